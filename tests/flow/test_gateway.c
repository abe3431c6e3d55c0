/* Every gateway against the simulated city: each operation, and each fault that the city can play. Starts a city of its own
 * (ANJU_BUILD_DIR/tests/city/city, or ANJU_CITY). Needs no database. */
#include "gateway/bank.h"
#include "gateway/data.h"
#include "gateway/gov.h"
#include "gateway/sms.h"
#include "gateway/sso.h"

#include "base/crypto.h"
#include "base/date.h"
#include "base/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define TIMEOUT_MS 1500
#define SLOW_MS "2500"
#define PAYER "3301040160000000001"

static struct arena *arena;
static struct config *config;
static struct http_client *client;
static struct data_token token;
static char folder[] = "/tmp/anju-gateway-XXXXXX";
static pid_t city = -1;
static uint16_t port;
static struct err err;
static struct outside_call call;

#define OK(expression) \
	do { \
		err_clear(&err); \
		enum err_code code_ = (expression); \
		if (code_) \
			fail_msg("%s: %s (%s)", #expression, err_name(code_), err.text); \
	} while (0)
#define CODE(expression, wanted) \
	do { \
		err_clear(&err); \
		enum err_code code_ = (expression); \
		if (code_ != (wanted)) \
			fail_msg("%s: %s (%s), not %s", #expression, err_name(code_), err.text, err_name(wanted)); \
	} while (0)

/* ---- the hand of the tests ---- */

static const char *talk(const char *request)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	CLEANUP(cleanup_fd) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct buf answer;
	char block[16384];
	buf_init(&answer, arena, 16384);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 || send(fd, request, strlen(request), MSG_NOSIGNAL) != (ssize_t)strlen(request))
		return NULL;
	for (ssize_t got; (got = recv(fd, block, sizeof(block), 0)) > 0;)
		buf_add(&answer, block, (size_t)got);
	const char *body = strstr(answer.p, "\r\n\r\n");
	return body && strncmp(answer.p, "HTTP/1.1 200", 12) == 0 ? body + 4 : NULL;
}

static const char *look(const char *path)
{
	const char *answer = talk(arena_printf(arena, "GET /city/%s HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n", path));
	if (!answer)
		fail_msg("GET /city/%s was refused", path);
	return answer;
}

static const char *tell(const char *path, const char *body)
{
	const char *answer = talk(arena_printf(arena, "POST /city/%s HTTP/1.1\r\nHost: city\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", path, strlen(body), body));
	if (!answer)
		fail_msg("POST /city/%s was refused: %s", path, body);
	return answer;
}

static void fault(const char *peer, const char *source, const char *kind, int count)
{
	tell("fault", arena_printf(arena, "{\"peer\":\"%s\",\"source\":\"%s\",\"kind\":\"%s\",\"ms\":" SLOW_MS ",\"count\":%d}", peer, source, kind, count));
}

static void no_fault(const char *peer)
{
	tell("fault", arena_printf(arena, "{\"peer\":\"%s\",\"kind\":\"none\"}", peer));
}

/* A text of a JSON object (or of the first object of an array). */
static const char *pick(const char *json, const char *key)
{
	json_object *o = json_tokener_parse(json), *at = o, *value = NULL;
	if (json_object_is_type(o, json_type_array))
		at = json_object_array_get_idx(o, 0);
	if (!json_object_is_type(at, json_type_object) || !json_object_object_get_ex(at, key, &value))
		fail_msg("%s: not in the answer", key);
	const char *copy = arena_strdup(arena, json_object_get_string(value));
	json_object_put(o);
	return copy;
}

static size_t count_of(const char *json)
{
	json_object *o = json_tokener_parse(json);
	size_t n = json_object_is_type(o, json_type_array) ? json_object_array_length(o) : 0;
	json_object_put(o);
	return n;
}

static const char *of_person(const char *tag, const char *key)
{
	return pick(look(arena_printf(arena, "people?tag=%s", tag)), key);
}

/* ---- begin and end ---- */

static const char *put_file(const char *name, const char *text)
{
	const char *path = arena_printf(arena, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0 || chmod(path, 0600) != 0)
		exit(2);
	return path;
}

static bool start_city(void)
{
	const char *build = getenv("ANJU_BUILD_DIR"), *program = getenv("ANJU_CITY");
	if (!program)
		program = arena_printf(arena, "%s/tests/city/city", build ? build : ".");
	const char *state = arena_printf(arena, "%s/city", folder), *port_file = arena_printf(arena, "%s/city/port", folder);
	if (access(program, X_OK) != 0) {
		fprintf(stderr, "%s is missing\n", program);
		return false;
	}
	city = fork();
	if (city == 0) {
		int log = open(arena_printf(arena, "%s/log", folder), O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(log, 2);
		execl(program, program, "--port", "0", "--state", state, "--persons", "20", "--seed", "11", "--bank-delay-ms", "100", (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 200; i++) {
		unsigned number = 0;
		FILE *f = fopen(port_file, "r");
		bool got = f && fscanf(f, "%u", &number) == 1;
		if (f)
			fclose(f);
		port = (uint16_t)number;
		if (got && talk("GET /city/health HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n"))
			return true;
		usleep(50000);
	}
	return false;
}

static int end(void **state)
{
	(void)state;
	http_client_freep(&client);
	config_freep(&config);
	if (city > 0) {
		kill(city, SIGTERM);
		waitpid(city, NULL, 0);
	}
	static const char *const parts[] = { "/city", "" };
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const char *path = arena_printf(arena, "%s%s", folder, parts[i]);
		DIR *dir = opendir(path);
		for (const struct dirent *e; dir && (e = readdir(dir));)
			unlink(arena_printf(arena, "%s/%s", path, e->d_name));
		if (dir)
			closedir(dir);
		rmdir(path);
	}
	arena_freep(&arena);
	return 0;
}

static int begin(void **state)
{
	arena = arena_new((size_t)512 << 20);
	if (!arena || !mkdtemp(folder))
		return -1;
	if (!start_city()) {
		end(state);
		return -1;
	}
	static const struct {
		const char *name, *secret;
	} secrets[] = { { "gov", "gov-secret" }, { "data", "testappsecret" }, { "sms", "testsk" }, { "bank", "bank-secret" }, { "irs", "test-secret" }, { "legacy", "testpwd" } };
	const char *paths[ARRAY_LEN(secrets)];
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		paths[i] = put_file(secrets[i].name, secrets[i].secret);
	const char *base = arena_printf(arena, "http://127.0.0.1:%u", port);
	const char *path = put_file(
	    "conf", arena_printf(arena,
	                         "outside.allow_plain_loopback = yes\noutside.timeout_ms = %d\n"
	                         "gov.url = %s/gov\ngov.access_key = gov-ak\ngov.secret_file = %s\n"
	                         "data.url = %s/data\ndata.app_key = testappkey\ndata.secret_file = %s\n"
	                         "sms.url = %s/sms-gw\nsms.ec_name = TestEc\nsms.ap_id = testap\nsms.sign = SIGN01\nsms.secret_file = %s\n"
	                         "bank.url = %s/bankgw\nbank.access_key = bank-ak\nbank.secret_file = %s\nbank.payer_account = " PAYER "\n"
	                         "sso.irs_url = %s/irs\nsso.irs_app_id = app\nsso.irs_access_key = test-ak\nsso.irs_secret_file = %s\n"
	                         "sso.legacy_url = %s/legacy\nsso.legacy_code = testcode\nsso.legacy_secret_file = %s\n",
	                         TIMEOUT_MS, base, paths[0], base, paths[1], base, paths[2], base, paths[3], base, paths[4], base, paths[5]));
	return config_load(path, &config, &err) == ERR_OK && http_client_new(config, &client, &err) == ERR_OK ? 0 : -1;
}

/* ---- shared data ---- */

static struct data_ask *ask_about(const char *idno, const char *const *sources, size_t n)
{
	struct data_ask *asks = arena_array(arena, n, sizeof(*asks));
	assert_non_null(asks);
	for (size_t i = 0; i < n; i++)
		asks[i] = (struct data_ask){ .source = sources[i], .idno = idno, .matter_code = "3301060044001", .matter_sub = "T2", .operator_id = "", .sponsor_name = "某某",
			                     .sponsor_idno = idno, .projid = "330126112300000000001" };
	return asks;
}

static struct data_ask ask_one(const char *idno, const char *source, enum err_code wanted)
{
	struct data_ask *asks = ask_about(idno, &source, 1);
	CODE(data_fetch(client, config, &token, arena, asks, 1, &err), wanted);
	return asks[0];
}

static void all_sources_at_once(void **state)
{
	(void)state;
	const char *idno = of_person("P-PASS", "idno");
	struct data_ask *asks = ask_about(idno, data_sources, data_sources_n);
	OK(data_fetch(client, config, &token, arena, asks, data_sources_n, &err));
	char today[DATE_TEXT];
	date_text(clock_today(), today);
	for (size_t i = 0; i < data_sources_n; i++) {
		if (asks[i].state != DATA_OK)
			fail_msg("%s: state %d", asks[i].source, asks[i].state);
		assert_string_equal(asks[i].call.peer, "data");
		assert_string_equal(asks[i].call.operation, asks[i].source);
		assert_string_equal(asks[i].call.ground, "3301060044001 T2");
		assert_int_equal(asks[i].call.outcome, CALL_OK);
		assert_int_equal(asks[i].call.http_status, 200);
		assert_non_null(asks[i].call.request_no);
		assert_string_equal(asks[i].as_of, today);
		assert_int_equal(count_of(asks[i].rows), asks[i].n_rows);
	}
	assert_string_equal(pick(asks[0].rows, "id"), idno);
	struct data_ask lease = ask_one(idno, "lease", ERR_OK), degree = ask_one(idno, "degree", ERR_OK), insurance = ask_one(idno, "social_insurance", ERR_OK);
	assert_string_equal(pick(lease.rows, "tenant"), idno);
	assert_true(lease.n_rows == 1 && degree.n_rows == 1 && insurance.n_rows >= 6);
	struct data_ask home = ask_one(of_person("P-HOME", "idno"), "property", ERR_OK), spouse = ask_one(of_person("P-FAMILY", "idno"), "marriage", ERR_OK);
	assert_string_equal(pick(home.rows, "use"), "residential");
	assert_true(spouse.n_rows >= 1);
	struct data_ask nobody = ask_one("330106199003070014", "household", ERR_OK);
	assert_string_equal(nobody.rows, "[]");
}

static void a_secret_that_is_no_longer_good(void **state)
{
	(void)state;
	const char *idno = of_person("P-PASS", "idno");
	assert_int_equal(ask_one(idno, "household", ERR_OK).state, DATA_OK);
	char kept[64];
	memcpy(kept, token.request_secret, sizeof(kept));
	assert_int_equal(ask_one(idno, "household", ERR_OK).state, DATA_OK);
	assert_string_equal(token.request_secret, kept); /* one token for many calls */
	token.request_secret[0] = 'x';                   /* 03 at the source: a new token, asked again */
	assert_int_equal(ask_one(idno, "household", ERR_OK).state, DATA_OK);
	token.request_until = 0; /* due: by the refresh secret */
	assert_int_equal(ask_one(idno, "household", ERR_OK).state, DATA_OK);
	token.request_until = 0;
	token.refresh_secret[0] = 'x'; /* 03 at the renewal: by our own secret */
	assert_int_equal(ask_one(idno, "household", ERR_OK).state, DATA_OK);
	memset(&token, 0, sizeof(token));
	fault("data", "token", "bad_signature", -1);
	struct data_ask ask = ask_one(idno, "household", ERR_OUTSIDE);
	no_fault("data");
	assert_int_equal(ask.state, DATA_DOWN);
	assert_null(ask.rows);
	assert_int_equal(ask_one(idno, "household", ERR_OK).state, DATA_OK);
}

/* One source is hit, its neighbour is not. */
static void data_faults(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		enum data_state state;
		enum call_outcome outcome;
	} rows[] = {
		{ "slow", DATA_DOWN, CALL_UNCLEAR },     { "down", DATA_DOWN, CALL_UNCLEAR },          { "http500", DATA_DOWN, CALL_UNCLEAR },  { "cut", DATA_DOWN, CALL_UNCLEAR },
		{ "malformed", DATA_DOWN, CALL_UNCLEAR }, { "bad_signature", DATA_DOWN, CALL_REFUSED }, { "busy", DATA_DOWN, CALL_REFUSED },     { "duplicate", DATA_OK, CALL_OK },
		{ "other_person", DATA_CONFLICT, CALL_OK },
	};
	const char *idno = of_person("P-DOWN", "idno"), *sources[] = { "degree", "lease" };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fault("data", "degree", rows[i].kind, -1);
		struct data_ask *asks = ask_about(idno, sources, 2);
		OK(data_fetch(client, config, &token, arena, asks, 2, &err));
		no_fault("data");
		if (asks[0].state != rows[i].state || asks[0].call.outcome != rows[i].outcome)
			fail_msg("%s: state %d, outcome %s", rows[i].kind, asks[0].state, call_outcome_name(asks[0].call.outcome));
		assert_int_equal(asks[0].rows != NULL, rows[i].state == DATA_OK);
		/* A refused secret is everybody's; the next token heals it. */
		assert_int_equal(asks[1].state, DATA_OK);
		assert_int_equal(ask_one(idno, "degree", ERR_OK).state, DATA_OK);
	}
}

/* ---- platform 2.0 ---- */

static struct gov_case *dispatch_all(const char **cursor, size_t *ret_n)
{
	struct gov_case *cases = NULL;
	OK(gov_dispatch(client, config, arena, *cursor, 50, &cases, ret_n, cursor, &call, &err));
	for (size_t i = 0; i < *ret_n; i++)
		if (cases[i].fault)
			fail_msg("case %zu: %s", i, cases[i].fault);
	return cases;
}

static const char *made(const char *body, bool twice)
{
	return pick(tell(twice ? "gov/dispatch?twice=1" : "gov/dispatch", body), "projid");
}

static void cases_come_in(void **state)
{
	(void)state;
	const char *cursor = "";
	size_t n;
	dispatch_all(&cursor, &n);
	const char *projid = made("{\"tag\":\"P-PASS\",\"materials\":[\"diploma\",\"contract\"]}", false);
	struct gov_case *c = dispatch_all(&cursor, &n);
	assert_int_equal(n, 1);
	assert_string_equal(c->projid, projid);
	assert_string_equal(c->matter_code, "3301060044001");
	assert_string_equal(c->name, of_person("P-PASS", "name"));
	assert_string_equal(c->idno, of_person("P-PASS", "idno"));
	assert_string_equal(c->phone, of_person("P-PASS", "phone"));
	assert_true(c->valid && c->dataversion == 1 && strlen(c->received_at) == 19 && c->seq > 0);
	assert_string_equal(pick(c->form, "kind"), "graduate");
	assert_int_equal(c->n_attrs, 2);
	assert_string_equal(c->attrs[0].material, "diploma");
	for (size_t i = 0; i < c->n_attrs; i++) {
		struct blob bytes;
		assert_true(c->attrs[i].handed_in);
		OK(gov_material(client, config, arena, projid, c->attrs[i].unid, &bytes, &call, &err));
		assert_int_equal(bytes.n, c->attrs[i].size);
	}
	struct blob none = { NULL, 0 };
	CODE(gov_material(client, config, arena, projid, "no-such", &none, &call, &err), ERR_NOT_FOUND);
	assert_null(none.p);
	dispatch_all(&cursor, &n);
	assert_int_equal(n, 0);
	/* 4B-1: the same case again, out of order: all three come, told apart by version. */
	made("{\"tag\":\"P-FAMILY\"}", true);
	c = dispatch_all(&cursor, &n);
	assert_true(n == 3 && c[0].dataversion == 2 && c[1].dataversion == 1 && c[2].dataversion == 2);
	assert_true(c[0].seq < c[1].seq && c[1].seq < c[2].seq);
	tell("gov/withdraw", arena_printf(arena, "{\"projid\":\"%s\"}", projid));
	c = dispatch_all(&cursor, &n);
	assert_true(n == 1 && !c->valid);
	assert_string_equal(c->projid, projid);
}

static void one_case_at_a_time(void **state)
{
	(void)state;
	const char *cursor = "";
	size_t n = 1, total = 0;
	for (int64_t last = 0; n; total += n) {
		struct gov_case *cases;
		OK(gov_dispatch(client, config, arena, cursor, 1, &cases, &n, &cursor, &call, &err));
		assert_true(n <= 1);
		if (n)
			assert_true(cases->seq > last);
		last = n ? cases->seq : last;
	}
	assert_true(total >= 5);
}

static void our_own_case_is_filed_once(void **state)
{
	(void)state;
	struct gov_case mine = { .matter_code = "3301060044001", .name = of_person("P-PASS", "name"), .idno = of_person("P-PASS", "idno"),
		                 .phone = of_person("P-PASS", "phone"), .received_at = "2026-11-23 10:00:00", .dataversion = 1, .form = of_person("P-PASS", "form") };
	const char *first, *again, *other;
	OK(gov_file(client, config, arena, "req-1", &mine, &first, &call, &err));
	OK(gov_file(client, config, arena, "req-1", &mine, &again, &call, &err));
	OK(gov_file(client, config, arena, "req-2", &mine, &other, &call, &err));
	assert_string_equal(first, again);
	assert_string_not_equal(first, other);
	assert_string_equal(call.request_no, "req-2");
	/* cut behind the filing: unclear, and the repetition gives the number that was made */
	const char *cut = NULL;
	fault("gov", "file", "cut", -1);
	CODE(gov_file(client, config, arena, "req-3", &mine, &cut, &call, &err), ERR_OUTSIDE);
	assert_int_equal(call.outcome, CALL_UNCLEAR);
	assert_null(cut);
	no_fault("gov");
	OK(gov_file(client, config, arena, "req-3", &mine, &cut, &call, &err));
	OK(gov_file(client, config, arena, "req-3", &mine, &again, &call, &err));
	assert_string_equal(cut, again);
}

static void reports(void **state)
{
	(void)state;
	const char *projid = made("{\"tag\":\"P-PASS\"}", false);
	struct gov_report accept = { .projid = projid, .stage = GOV_ACCEPT, .dataversion = 1, .result = "受理", .who = "系统", .at = "2026-11-23 10:00:00",
		                     .until = "2026-12-21 10:00:00", .promise_days = 20 };
	struct gov_report node = { .projid = projid, .stage = GOV_NODE, .dataversion = 1, .result = "审核", .who = "系统", .at = "2026-11-23 10:00:01", .text = "核查通过" };
	struct gov_report end_report = { .projid = projid, .stage = GOV_TRANSACT, .dataversion = 1, .result = "准予", .who = "系统", .at = "2026-11-23 10:00:02",
		                         .document_no = "T2-1", .valid_from = "2026-11-01", .valid_to = "2029-10-31" };
	OK(gov_report(client, config, arena, &accept, &call, &err));
	assert_string_equal(call.operation, "report accept");
	OK(gov_report(client, config, arena, &accept, &call, &err)); /* 4C-2: duplicate is fine */
	/* Cut behind the effect: repeated, and there once. */
	fault("gov", "report", "cut", -1);
	CODE(gov_report(client, config, arena, &node, &call, &err), ERR_OUTSIDE);
	assert_int_equal(call.outcome, CALL_UNCLEAR);
	no_fault("gov");
	OK(gov_report(client, config, arena, &node, &call, &err));
	OK(gov_report(client, config, arena, &end_report, &call, &err));
	const char *seen = look(arena_printf(arena, "gov/cases?projid=%s", projid));
	assert_int_equal(count_of(pick(seen, "reports")), 3);
	assert_string_equal(pick(seen, "in_order"), "true");
	const char *name = NULL;
	OK(gov_state(client, config, arena, projid, &name, &call, &err));
	assert_true(name && *name);
	CODE(gov_state(client, config, arena, "330199999900000000000", &name, &call, &err), ERR_NOT_FOUND);
	accept.projid = "330199999900000000000";
	CODE(gov_report(client, config, arena, &accept, &call, &err), ERR_INVALID);
	assert_int_equal(call.outcome, CALL_REFUSED);
	end_report.result = "也许";
	CODE(gov_report(client, config, arena, &end_report, &call, &err), ERR_INVALID);
	struct gov_report asks = { .projid = projid, .stage = GOV_ACCEPT, .dataversion = 2, .result = "补正", .who = "系统", .at = "2026-11-23 11:00:00", .text = "请补齐材料",
		                   .materials = "diploma,contract" };
	OK(gov_report(client, config, arena, &asks, &call, &err));
	assert_non_null(strstr(look(arena_printf(arena, "gov/cases?projid=%s", projid)), "[\"diploma\",\"contract\"]"));
}

static enum err_code do_dispatch(void)
{
	struct gov_case *cases;
	size_t n;
	const char *cursor;
	return gov_dispatch(client, config, arena, "", 5, &cases, &n, &cursor, &call, &err);
}

static enum err_code do_bank_batch(void)
{
	enum bank_batch_state batch;
	const char *sm3;
	return bank_batch(client, config, arena, "20261123999999999999", &batch, &sm3, &call, &err);
}

static enum err_code do_sms_asked(void)
{
	bool sent;
	return sms_asked(client, config, arena, "424242", &sent, &call, &err);
}

static enum err_code do_sso(void)
{
	struct sso_person person;
	struct outside_call calls[2];
	const char *ticket = pick(look("ticket?tag=P-PASS&kind=irs"), "ticket");
	enum err_code code = sso_swap(client, config, arena, SSO_IRS, ticket, &person, calls, &err);
	call = calls[0];
	return code;
}

/* Reading calls of every peer under every fault; the bank tells "surely not" from "nobody knows", the others may just be repeated. */
static void faults_of_reading_calls(void **state)
{
	(void)state;
	static const struct {
		const char *peer, *source;
		enum err_code (*fn)(void);
		enum err_code unclear, refused;
	} peers[] = {
		{ "gov", "dispatch", do_dispatch, ERR_OUTSIDE, ERR_OUTSIDE },
		{ "bank", "batch", do_bank_batch, ERR_UNCERTAIN, ERR_OUTSIDE },
		{ "sms", "report", do_sms_asked, ERR_OUTSIDE, ERR_OUTSIDE },
		{ "sso", "access_token", do_sso, ERR_OUTSIDE, ERR_OUTSIDE },
	};
	static const struct {
		const char *kind;
		bool refused;
	} kinds[] = { { "slow", false }, { "down", false }, { "http500", false }, { "cut", false }, { "malformed", false }, { "bad_signature", true } };
	for (size_t p = 0; p < ARRAY_LEN(peers); p++)
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			OK(peers[p].fn());
			assert_int_equal(call.outcome, CALL_OK);
			fault(peers[p].peer, peers[p].source, kinds[k].kind, -1);
			enum err_code code = peers[p].fn(), wanted = kinds[k].refused ? peers[p].refused : peers[p].unclear;
			no_fault(peers[p].peer);
			if (code != wanted || call.outcome != (kinds[k].refused ? CALL_REFUSED : CALL_UNCLEAR))
				fail_msg("%s %s: %s, %s", peers[p].peer, kinds[k].kind, err_name(code), call_outcome_name(call.outcome));
		}
}

/* ---- SMS ---- */

static size_t messages(const char *phone)
{
	return count_of(look(arena_printf(arena, "sms?phone=%s", phone)));
}

static void messages_go_out_once(void **state)
{
	(void)state;
	const char *phone = of_person("P-PASS", "phone"), *group = NULL;
	bool sent = false;
	OK(sms_send(client, config, arena, phone, "周先生/女士：您的住房补贴申请已受理。", "1001", &group, &call, &err));
	assert_non_null(group);
	assert_string_equal(call.request_no, "1001");
	assert_int_equal(messages(phone), 1);
	assert_string_equal(pick(look(arena_printf(arena, "sms?phone=%s", phone)), "content"), "周先生/女士：您的住房补贴申请已受理。");
	OK(sms_asked(client, config, arena, "1001", &sent, &call, &err));
	assert_true(sent);
	OK(sms_asked(client, config, arena, "1002", &sent, &call, &err));
	assert_false(sent);
	static const struct {
		const char *kind;
		enum err_code code;
		enum call_outcome outcome;
		bool taken;
	} rows[] = {
		{ "cut", ERR_UNCERTAIN, CALL_UNCLEAR, true },       { "malformed", ERR_UNCERTAIN, CALL_UNCLEAR, true },     { "down", ERR_UNCERTAIN, CALL_UNCLEAR, false },
		{ "http500", ERR_UNCERTAIN, CALL_UNCLEAR, false },  { "bad_signature", ERR_INVALID, CALL_REFUSED, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *ref = arena_printf(arena, "20%zu", i);
		size_t before = messages(phone);
		fault("sms", "submit", rows[i].kind, -1);
		enum err_code code = sms_send(client, config, arena, phone, "您的申请有新的进展。", ref, &group, &call, &err);
		no_fault("sms");
		if (code != rows[i].code || call.outcome != rows[i].outcome)
			fail_msg("%s: %s, %s", rows[i].kind, err_name(code), call_outcome_name(call.outcome));
		OK(sms_asked(client, config, arena, ref, &sent, &call, &err));
		assert_int_equal(sent, rows[i].taken);
		assert_int_equal(messages(phone) - before, rows[i].taken); /* never twice */
	}
	fault("sms", "submit", "late", 1);
	OK(sms_send(client, config, arena, phone, "您的申请有新的进展。", "3001", &group, &call, &err));
	OK(sms_asked(client, config, arena, "3001", &sent, &call, &err));
	assert_false(sent); /* the report comes later: asking too early looks like "never got it" */
	usleep(2600000);
	OK(sms_asked(client, config, arena, "3001", &sent, &call, &err));
	assert_true(sent);
}

/* ---- bank ---- */

/* A file of one payment to the person. */
static struct blob batch_file(const char *batch_no, const char *tag, const char *yuan)
{
	const char *day = arena_dup(arena, batch_no, 8);
	const char *text = arena_printf(arena, "H|%s|" PAYER "|1|%s|CNY|%s\nD|%s000000000001|%s|%s||%s|住房补贴\nT|1|%s\n", batch_no, yuan, day, batch_no,
	                                of_person(tag, "account"), of_person(tag, "name"), yuan, yuan);
	return (struct blob){ (const uint8_t *)text, strlen(text) };
}

static const char *batch_number(unsigned n)
{
	char today[DATE_TEXT];
	date_text(clock_today(), today);
	return arena_printf(arena, "%.4s%.2s%.2s%012u", today, today + 5, today + 8, n);
}

static struct blob wait_return(const char *batch_no)
{
	struct blob file = { NULL, 0 };
	for (int i = 0; i < 100; i++) {
		enum err_code code = bank_return(client, config, arena, batch_no, &file, &call, &err);
		if (code == ERR_OK)
			return file;
		CODE(code, ERR_NOT_FOUND);
		usleep(50000);
	}
	fail_msg("no return file");
	return file;
}

static void a_batch_is_paid(void **state)
{
	(void)state;
	const char *no = batch_number(1), *e2e = arena_printf(arena, "%s000000000001", no), *sm3 = NULL;
	char today[DATE_TEXT];
	date_text(clock_today(), today);
	struct blob file = batch_file(no, "P-PASS", "1080.00"), statement;
	enum bank_batch_state batch;
	struct bank_answer answer;
	OK(bank_batch(client, config, arena, no, &batch, &sm3, &call, &err));
	assert_int_equal(batch, BANK_NEVER_GOT);
	CODE(bank_query(client, config, arena, e2e, &answer, &call, &err), ERR_NOT_FOUND);
	CODE(bank_return(client, config, arena, no, &statement, &call, &err), ERR_NOT_FOUND);
	CODE(bank_statement(client, config, arena, today, &statement, &call, &err), ERR_NOT_FOUND);
	OK(bank_put(client, config, arena, no, &file, &call, &err));
	assert_int_equal(call.outcome, CALL_OK);
	OK(bank_put(client, config, arena, no, &file, &call, &err)); /* the same bytes again */
	struct blob other = batch_file(no, "P-PASS", "1080.01");
	CODE(bank_put(client, config, arena, no, &other, &call, &err), ERR_INVALID);
	assert_int_equal(call.outcome, CALL_REFUSED);
	assert_int_equal(call.http_status, 409);
	struct blob back = wait_return(no);
	assert_non_null(strstr((const char *)back.p, arena_printf(arena, "R|%s|1080.00|00|", e2e)));
	OK(bank_batch(client, config, arena, no, &batch, &sm3, &call, &err));
	assert_int_equal(batch, BANK_DONE);
	uint8_t digest[SM3_SIZE];
	assert_true(crypto_sm3(file.p, file.n, digest));
	assert_string_equal(sm3, text_hex(arena, digest, sizeof(digest)));
	OK(bank_query(client, config, arena, e2e, &answer, &call, &err));
	assert_string_equal(answer.code, "00");
	assert_int_equal(answer.amount_fen, 108000);
	OK(bank_statement(client, config, arena, today, &statement, &call, &err));
	assert_non_null(strstr((const char *)statement.p, arena_printf(arena, "L|%s|D|1080.00|", e2e)));
	struct blob bad = { (const uint8_t *)"H|x\n", 4 };
	CODE(bank_put(client, config, arena, batch_number(99), &bad, &call, &err), ERR_INVALID);
	assert_int_equal(call.http_status, 400);
}

/* Whatever happens on the way: the outcome tells what is known, and the question to the bank settles it without a second sending. */
static void an_unclear_batch_is_asked_about(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		enum err_code code;
		enum call_outcome outcome;
		bool taken;
	} rows[] = {
		{ "cut", ERR_UNCERTAIN, CALL_UNCLEAR, true },      { "malformed", ERR_UNCERTAIN, CALL_UNCLEAR, true },    { "slow", ERR_UNCERTAIN, CALL_UNCLEAR, true },
		{ "http500", ERR_UNCERTAIN, CALL_UNCLEAR, false }, { "down", ERR_UNCERTAIN, CALL_UNCLEAR, false },        { "bad_signature", ERR_INVALID, CALL_REFUSED, false },
	};
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		const char *no = batch_number(10 + i), *sm3 = NULL;
		struct blob file = batch_file(no, "P-FAMILY", arena_printf(arena, "%u.00", 100 + i));
		enum bank_batch_state batch;
		fault("bank", "put", rows[i].kind, -1);
		enum err_code code = bank_put(client, config, arena, no, &file, &call, &err);
		if (strcmp(rows[i].kind, "slow") == 0)
			usleep(1500000); /* it is taken after we gave up */
		no_fault("bank");
		if (code != rows[i].code || call.outcome != rows[i].outcome)
			fail_msg("%s: %s, %s", rows[i].kind, err_name(code), call_outcome_name(call.outcome));
		OK(bank_batch(client, config, arena, no, &batch, &sm3, &call, &err));
		if ((batch != BANK_NEVER_GOT) != rows[i].taken)
			fail_msg("%s: batch state %d", rows[i].kind, batch);
		OK(bank_put(client, config, arena, no, &file, &call, &err)); /* the same bytes: one effect */
		wait_return(no);
	}
	const char *judge = look("bank/judge?list=0");
	assert_string_equal(pick(judge, "double"), "0");
}

static void late_files_come_by_number(void **state)
{
	(void)state;
	struct blob *files = NULL;
	size_t n = 0;
	int64_t last = -1, mark;
	OK(bank_returns(client, config, arena, 0, &files, &n, &mark, &call, &err));
	const char *no = batch_number(30);
	struct blob file = batch_file(no, "P-RETURN", "777.00");
	OK(bank_put(client, config, arena, no, &file, &call, &err));
	wait_return(no);
	size_t before = n;
	for (int i = 0; i < 100 && n == 0; i++) {
		before = 0;
		OK(bank_returns(client, config, arena, mark, &files, &n, &last, &call, &err));
		usleep(50000);
	}
	assert_int_equal(n - before, 1);
	assert_true(last > mark);
	assert_non_null(strstr((const char *)files[0].p, "|777.00|RETN|"));
	/* The same file while its reading fails: the mark stays. */
	fault("bank", "return", "http500", -1);
	int64_t stays = -1;
	CODE(bank_returns(client, config, arena, mark, &files, &n, &stays, &call, &err), ERR_UNCERTAIN);
	no_fault("bank");
	assert_int_equal(stays, -1);
	OK(bank_returns(client, config, arena, last, &files, &n, &mark, &call, &err));
	assert_true(n == 0 && mark == last);
}

/* ---- sign-on ---- */

static void both_kinds_of_sign_on(void **state)
{
	(void)state;
	static const struct {
		enum sso_kind kind;
		const char *name;
	} kinds[] = { { SSO_IRS, "irs" }, { SSO_LEGACY, "legacy" } };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *ticket = pick(look(arena_printf(arena, "ticket?tag=P-PASS&kind=%s", kinds[i].name)), "ticket");
		struct sso_person p = { .subject = "untouched" };
		struct outside_call calls[2];
		OK(sso_swap(client, config, arena, kinds[i].kind, ticket, &p, calls, &err));
		assert_string_equal(p.idno, of_person("P-PASS", "idno"));
		assert_string_equal(p.name, of_person("P-PASS", "name"));
		assert_string_equal(p.phone, of_person("P-PASS", "phone"));
		assert_true(p.real_name && p.subject[0]);
		assert_true(calls[0].outcome == CALL_OK && calls[1].outcome == CALL_OK);
		assert_string_equal(calls[0].peer, "sso");
		p.subject = "untouched";
		CODE(sso_swap(client, config, arena, kinds[i].kind, ticket, &p, calls, &err), ERR_NOT_SIGNED_ON); /* once */
		assert_int_equal(calls[0].outcome, CALL_REFUSED);
		assert_string_equal(p.subject, "untouched");
		CODE(sso_swap(client, config, arena, kinds[i].kind, "ST-0123", &p, calls, &err), ERR_NOT_SIGNED_ON);
		CODE(sso_swap(client, config, arena, kinds[i].kind, "", &p, calls, &err), ERR_NOT_SIGNED_ON);
		/* The other kind's ticket. */
		ticket = pick(look(arena_printf(arena, "ticket?tag=P-PASS&kind=%s", kinds[1 - i].name)), "ticket");
		CODE(sso_swap(client, config, arena, kinds[i].kind, ticket, &p, calls, &err), ERR_NOT_SIGNED_ON);
		/* Cut on the second call: the ticket is gone, the platform did not answer. */
		ticket = pick(look(arena_printf(arena, "ticket?tag=P-PASS&kind=%s", kinds[i].name)), "ticket");
		fault("sso", kinds[i].kind == SSO_IRS ? "user_info" : "legacy", "cut", -1);
		CODE(sso_swap(client, config, arena, kinds[i].kind, ticket, &p, calls, &err), ERR_OUTSIDE);
		no_fault("sso");
	}
	struct sso_person low;
	struct outside_call calls[2];
	const char *ticket = pick(look("ticket?tag=P-NOTREAL&kind=legacy"), "ticket");
	OK(sso_swap(client, config, arena, SSO_LEGACY, ticket, &low, calls, &err));
	assert_false(low.real_name); /* authlevel 1: known there, nobody here */
	assert_null(low.idno);
	ticket = pick(look("ticket?tag=P-NOTREAL&kind=irs"), "ticket");
	CODE(sso_swap(client, config, arena, SSO_IRS, ticket, &low, calls, &err), ERR_NOT_SIGNED_ON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_sources_at_once),
		cmocka_unit_test(a_secret_that_is_no_longer_good),
		cmocka_unit_test(data_faults),
		{ "4B-1: cases come in, twice and out of order too", cases_come_in, NULL, NULL, NULL },
		cmocka_unit_test(one_case_at_a_time),
		cmocka_unit_test(our_own_case_is_filed_once),
		{ "4B-2, 4C-2: reports have one effect", reports, NULL, NULL, NULL },
		{ "B8: faults of reading calls", faults_of_reading_calls, NULL, NULL, NULL },
		cmocka_unit_test(messages_go_out_once),
		{ "3.1: a batch is paid", a_batch_is_paid, NULL, NULL, NULL },
		{ "3.1: an unclear batch is asked about, not sent again blindly", an_unclear_batch_is_asked_about, NULL, NULL, NULL },
		cmocka_unit_test(late_files_come_by_number),
		cmocka_unit_test(both_kinds_of_sign_on),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
