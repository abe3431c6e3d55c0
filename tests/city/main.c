/* city: plays every outside system of docs/interfaces.md on one port of the loopback, for tests and the demo. */
#include "city/city.h"

#include "base/date.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <microhttpd.h>

typedef const char *operation_fn(const struct call *call, const char *rest);
typedef void serve_fn(struct city *city, struct call *call, const char *rest);

static const struct {
	const char *prefix, *name;
	enum peer peer;
	operation_fn *operation;
	serve_fn *serve;
} peers[] = {
	{ "/data/", "data", PEER_DATA, data_operation, data_serve },
	{ "/gov/", "gov", PEER_GOV, gov_operation, gov_serve },
	{ "/sms-gw/", "sms", PEER_SMS, sms_operation, sms_serve },
	{ "/bankgw/", "bank", PEER_BANK, bank_operation, bank_serve },
	{ "/irs/", "irs", PEER_SSO, irs_operation, irs_serve },
	{ "/legacy/", "legacy", PEER_SSO, legacy_operation, legacy_serve },
	{ "/portal/", "portal", PEER_NONE, portal_operation, portal_serve },
};

/* One request while it comes in. */
struct incoming {
	char *uri;
	uint8_t *body;
	size_t n, cap;
	bool too_big, begun;
};

static void control_serve(struct city *city, struct call *call, const char *rest)
{
	if (strcmp(rest, "people") == 0)
		people_serve(city, call);
	else if (strcmp(rest, "fault") == 0)
		fault_serve(call);
	else if (strcmp(rest, "change") == 0)
		change_serve(city, call);
	else if (strcmp(rest, "ticket") == 0)
		sso_control(city, call);
	else if (strcmp(rest, "sms") == 0)
		sms_control(city, call);
	else if (text_starts(rest, "gov/"))
		gov_control(city, call, rest + 4);
	else if (text_starts(rest, "bank/"))
		bank_control(city, call, rest + 5);
	else if (strcmp(rest, "health") == 0)
		answer_text(call, 200, "application/json", "{\"state\":\"ok\"}");
	else
		answer_error(call, 404, "no such address");
}

/* Faults that show before and after the work, the same for every peer. */
static void with_fault(struct city *city, struct call *call, serve_fn *serve, const char *rest)
{
	switch (call->fault.kind) {
	case FAULT_SLOW:
		pause_ms(call->fault.ms);
		break;
	case FAULT_DOWN:
		call->answer.status = 0;
		return;
	case FAULT_HTTP500:
		answer_text(call, 500, "text/plain", "Internal Server Error");
		return;
	default:
		break;
	}
	serve(city, call, rest);
	if (call->fault.kind == FAULT_CUT)
		call->answer.status = 0;
	else if (call->fault.kind == FAULT_MALFORMED && call->answer.n)
		call->answer.n = call->answer.n / 2 + (call->answer.n == 1 ? 0 : 1);
}

static const char *dispatch(struct city *city, struct call *call, const char **ret_peer)
{
	for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
		size_t n = strlen(peers[i].prefix);
		if (strncmp(call->path, peers[i].prefix, n) != 0)
			continue;
		const char *rest = call->path + n, *op = peers[i].operation(call, rest);
		*ret_peer = peers[i].name;
		if (peers[i].peer != PEER_NONE) {
			pause_ms(city->options.latency_ms);
			call->fault = fault_take(peers[i].peer, op);
		}
		with_fault(city, call, peers[i].serve, rest);
		return op;
	}
	*ret_peer = "city";
	if (text_starts(call->path, "/city/"))
		control_serve(city, call, call->path + 6);
	else
		answer_error(call, 404, "no such address");
	return "control";
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, const struct answer *a)
{
	if (a->status == 0)
		return MHD_NO; /* closes the connection */
	struct MHD_Response *r = MHD_create_response_from_buffer(a->n, (void *)(uintptr_t)a->p, MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	if (a->type)
		MHD_add_response_header(r, "Content-Type", a->type);
	if (a->location)
		MHD_add_response_header(r, "Location", a->location);
	MHD_add_response_header(r, "Cache-Control", "no-store");
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)a->status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result serve(struct city *city, struct MHD_Connection *connection, const char *method, struct incoming *in)
{
	struct arena *arena = arena_new(CALL_ARENA);
	char *uri = arena ? arena_strdup(arena, in->uri ? in->uri : "/") : NULL;
	if (!uri) {
		arena_free(arena);
		return MHD_NO;
	}
	struct call call = { .method = method, .path = uri, .query = "", .connection = connection, .arena = arena,
		             .body = in->body ? in->body : (const uint8_t *)"", .body_n = in->n };
	char *mark = strchr(uri, '?');
	if (mark) {
		*mark = '\0';
		call.query = mark + 1;
	}
	const char *peer, *op = "body";
	int64_t start = clock_mono_ms();
	if (in->too_big) {
		peer = "city";
		answer_error(&call, 413, "body too big");
	} else {
		op = dispatch(city, &call, &peer);
	}
	fprintf(stderr, "city: %s %s %s %d %lld ms fault %d\n", peer, op, method, call.answer.status,
	        (long long)(clock_mono_ms() - start), (int)call.fault.kind);
	enum MHD_Result result = send_answer(connection, &call.answer);
	arena_free(arena);
	return result;
}

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
	(void)cls;
	(void)connection;
	struct incoming *in = calloc(1, sizeof(*in));
	if (in)
		in->uri = strdup(uri);
	return in;
}

static void take_body(struct incoming *in, const char *data, size_t n)
{
	if (in->too_big || in->n + n > BODY_MAX) {
		in->too_big = true;
		return;
	}
	if (in->n + n + 1 > in->cap) {
		size_t cap = (in->n + n + 1) * 2;
		uint8_t *more = realloc(in->body, cap);
		if (!more) {
			in->too_big = true;
			return;
		}
		in->body = more;
		in->cap = cap;
	}
	memcpy(in->body + in->n, data, n);
	in->n += n;
	in->body[in->n] = '\0';
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *data_n, void **request)
{
	(void)url;
	(void)version;
	struct incoming *in = *request;
	if (!in)
		return MHD_NO;
	if (!in->begun) {
		in->begun = true;
		return MHD_YES;
	}
	if (*data_n) {
		take_body(in, data, *data_n);
		*data_n = 0;
		return MHD_YES;
	}
	return serve(cls, connection, method, in);
}

static void on_done(void *cls, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)connection;
	(void)why;
	struct incoming *in = *request;
	if (!in)
		return;
	free(in->uri);
	free(in->body);
	free(in);
	*request = NULL;
}

static const char usage[] =
    "usage: city --port P --state DIR [--persons N] [--seed S] [--now YYYY-MM-DD[THH:MM:SS]] [--latency-ms MS] [--bank-delay-ms "
    "MS]\n"
    "            [--gov KEY:SECRET] [--bank KEY:SECRET] [--irs KEY:SECRET] [--data KEY:SECRET]\n"
    "            [--sms EC:APID:KEY:SIGN] [--legacy CODE:PASSWORD]\n"
    "Plays the outside systems on 127.0.0.1. N applicants (200) and their families beside the hand-made people; port 0 picks "
    "one.\n"
    "The port is written to DIR/port once the city answers. The town's day of birth is kept in DIR: its people do not\n"
    "change when it is started again with a later --now.\n";

static bool split(char *text, const char **out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *colon = i + 1 < n ? strchr(text, ':') : NULL;
		if ((i + 1 < n && !colon) || !*text)
			return false;
		out[i] = text;
		if (colon) {
			*colon = '\0';
			text = colon + 1;
		}
	}
	return true;
}

static bool pair(char *text, struct hmac_pair *ret_pair)
{
	const char *parts[2];
	if (!split(text, parts, 2))
		return false;
	*ret_pair = (struct hmac_pair){ parts[0], parts[1] };
	return true;
}

static bool number(const char *text, int64_t low, int64_t high, int64_t *ret_n)
{
	return text_i64(text, ret_n) && *ret_n >= low && *ret_n <= high;
}

static bool read_option(struct city_options *o, int option, char *value)
{
	int64_t n = 0;
	const char *parts[4];
	bool ok = true;
	switch (option) {
	case 'p':
		ok = number(value, 0, 65535, &n);
		o->port = (uint16_t)n;
		break;
	case 'S':
		o->state_dir = value;
		break;
	case 'n':
		ok = number(value, 0, 5000000, &n);
		o->persons = (uint32_t)n;
		break;
	case 's':
		ok = number(value, 0, INT64_MAX, &n);
		o->seed = (uint64_t)n;
		break;
	case 't':
		ok = clock_parse(value, &n);
		if (ok)
			clock_start_at(n);
		break;
	case 'l':
		ok = number(value, 0, 600000, &o->latency_ms);
		break;
	case 'd':
		ok = number(value, 0, 86400000, &o->bank_delay_ms);
		break;
	case 'G':
		return pair(value, &o->gov);
	case 'B':
		return pair(value, &o->bank);
	case 'I':
		return pair(value, &o->irs);
	case 'D':
		return pair(value, &o->data);
	case 'M':
		ok = split(value, parts, 4);
		if (ok)
			o->sms_ec = parts[0], o->sms_ap = parts[1], o->sms_key = parts[2], o->sms_sign = parts[3];
		break;
	case 'L':
		ok = split(value, parts, 2);
		if (ok)
			o->legacy_code = parts[0], o->legacy_password = parts[1];
		break;
	default:
		ok = false;
	}
	return ok;
}

static bool read_options(struct city_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "port", required_argument, NULL, 'p' },       { "state", required_argument, NULL, 'S' },
		{ "persons", required_argument, NULL, 'n' },    { "seed", required_argument, NULL, 's' },
		{ "now", required_argument, NULL, 't' },        { "latency-ms", required_argument, NULL, 'l' },
		{ "bank-delay-ms", required_argument, NULL, 'd' }, { "gov", required_argument, NULL, 'G' },
		{ "bank", required_argument, NULL, 'B' },       { "irs", required_argument, NULL, 'I' },
		{ "data", required_argument, NULL, 'D' },       { "sms", required_argument, NULL, 'M' },
		{ "legacy", required_argument, NULL, 'L' },     { NULL, 0, NULL, 0 },
	};
	int option;
	bool have_port = false;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		have_port = have_port || option == 'p';
		if (!read_option(o, option, optarg))
			return false;
	}
	return have_port && o->state_dir && optind == argc;
}

/* The day the people's facts are counted from: the day of the first start with this folder. */
static bool birthday(const char *dir, int32_t *ret_day)
{
	char path[4096], text[DATE_TEXT] = "";
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return false;
	if (snprintf(path, sizeof(path), "%s/born", dir) >= (int)sizeof(path))
		return false;
	FILE *f = fopen(path, "re");
	if (f) {
		bool ok = fgets(text, sizeof(text), f) && date_parse(text, ret_day);
		fclose(f);
		return ok;
	}
	*ret_day = clock_today();
	date_text(*ret_day, text);
	f = fopen(path, "we");
	return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

static bool write_port(const char *dir, unsigned port)
{
	char path[4096], temp[4104];
	if (snprintf(path, sizeof(path), "%s/port", dir) >= (int)sizeof(path))
		return false;
	snprintf(temp, sizeof(temp), "%s.new", path);
	FILE *f = fopen(temp, "we");
	return f && fprintf(f, "%u\n", port) > 0 && fclose(f) == 0 && rename(temp, path) == 0;
}

static bool build(struct city *city)
{
	int32_t day;
	if (!birthday(city->options.state_dir, &day)) {
		fprintf(stderr, "city: cannot use the folder %s\n", city->options.state_dir);
		return false;
	}
	city->people = people_make(city->options.persons, city->options.seed, day);
	if (!city->people) {
		fprintf(stderr, "city: no room for so many people\n");
		return false;
	}
	city->data = data_new();
	city->sso = sso_new();
	return city->data && city->sso && (city->gov = gov_new(city)) && (city->sms = sms_new(city)) &&
	       (city->bank = bank_new(city));
}

int main(int argc, char **argv)
{
	static struct city city = { .options = { .persons = 200,
		                                 .seed = 1,
		                                 .bank_delay_ms = 200,
		                                 .gov = { "gov-ak", "gov-secret" },
		                                 .bank = { "bank-ak", "bank-secret" },
		                                 .irs = { "test-ak", "test-secret" },
		                                 .data = { "testappkey", "testappsecret" },
		                                 .sms_ec = "TestEc",
		                                 .sms_ap = "testap",
		                                 .sms_key = "testsk",
		                                 .sms_sign = "SIGN01",
		                                 .legacy_code = "testcode",
		                                 .legacy_password = "testpwd" } };
	if (!read_options(&city.options, argc, argv)) {
		fputs(usage, stderr);
		return 64;
	}
	if (!build(&city))
		return 1;
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL); /* inherited by every thread; main waits for them */
	signal(SIGPIPE, SIG_IGN);
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons(city.options.port),
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct MHD_Daemon *daemon = MHD_start_daemon(
	    MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, city.options.port, NULL, NULL,
	    on_request, &city, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, on_done, NULL, MHD_OPTION_CONNECTION_LIMIT, 1000u, MHD_OPTION_CONNECTION_TIMEOUT, 75u,
	    MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
	if (!daemon) {
		fprintf(stderr, "city: cannot listen on 127.0.0.1:%u\n", city.options.port);
		return 1;
	}
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
	unsigned port = info ? info->port : city.options.port;
	if (!write_port(city.options.state_dir, port)) {
		fprintf(stderr, "city: cannot write %s/port\n", city.options.state_dir);
		MHD_stop_daemon(daemon);
		return 1;
	}
	fprintf(stderr, "city: %zu people, listening on 127.0.0.1:%u\n", people_count(city.people), port);
	int got;
	sigwait(&stop, &got);
	MHD_stop_daemon(daemon);
	return 0;
}
