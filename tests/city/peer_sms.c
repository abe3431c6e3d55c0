/* The SMS gateway. It sends again what it is told again: a message that went out twice is there for the tests to see. */
#include "city/city.h"

#include "base/date.h"
#include "city/sign.h"
#include "city/tool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MOBILES_MAX 5000

struct message {
	char *json; /* {"id","ref","mobiles","content","sign","at"} */
	char ref[24];
	char *mobiles;
	int64_t known_from_ms; /* a late report: the reference is not found before */
};

struct sms_peer {
	pthread_mutex_t lock;
	struct journal *journal;
	struct message *messages;
	size_t n, cap;
};

static bool keep(struct sms_peer *peer, const char *json, const char *ref, const char *mobiles, int64_t known_from_ms)
{
	if (peer->n == peer->cap) {
		size_t cap = peer->cap ? peer->cap * 2 : 256;
		struct message *more = realloc(peer->messages, cap * sizeof(*more));
		if (!more)
			return false;
		peer->messages = more;
		peer->cap = cap;
	}
	struct message m = { .json = strdup(json), .mobiles = strdup(mobiles), .known_from_ms = known_from_ms };
	snprintf(m.ref, sizeof(m.ref), "%s", ref);
	if (!m.json || !m.mobiles)
		return false;
	peer->messages[peer->n++] = m;
	return true;
}

static bool replay(void *ctx, const char *line)
{
	json_object *o = json_tokener_parse(line);
	bool ok = o && keep(ctx, line, json_text(o, "ref"), json_text(o, "mobiles"), 0);
	json_object_put(o);
	return ok;
}

struct sms_peer *sms_new(struct city *city)
{
	struct sms_peer *peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	pthread_mutex_init(&peer->lock, NULL);
	peer->journal = journal_open(city->options.state_dir, "sms.log", replay, peer);
	return peer->journal ? peer : NULL;
}

const char *sms_operation(const struct call *call, const char *rest)
{
	return strcmp(rest, "sms/norsubmit") == 0 && strcmp(call->method, "POST") == 0 ? "submit"
	       : strcmp(rest, "sms/report") == 0 && strcmp(call->method, "GET") == 0   ? "report"
	                                                                               : "none";
}

static void answer_submit(struct call *call, const char *code, const char *group)
{
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_char(&b, '{');
	buf_key_str(&b, "rspcod", code);
	buf_key_str(&b, "mgsGroup", group);
	buf_key_bool(&b, "success", strcmp(code, "success") == 0);
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static bool mobiles_ok(const char *mobiles, size_t *ret_n)
{
	size_t n = 0;
	for (const char *p = mobiles; *p; n++) {
		size_t len = strcspn(p, ",");
		if (len != 11 || p[0] != '1' || p[1] < '3' || !text_all_digits(p, 11))
			return false;
		p += len + (p[len] == ',');
	}
	*ret_n = n;
	return n > 0;
}

/* "success", or the code that the gateway refuses with. */
static const char *judge(const struct city_options *o, json_object *m, const struct fault *fault)
{
	const char *ec = json_text(m, "ecName"), *ap = json_text(m, "apId"), *mobiles = json_text(m, "mobiles");
	const char *content = json_text(m, "content"), *sign = json_text(m, "sign"), *serial = json_text(m, "addSerial");
	char want[SIGN_MD5_TEXT];
	size_t n;
	if (strcmp(ec, o->sms_ec) != 0 || strcmp(ap, o->sms_ap) != 0)
		return "InvalidUsrOrPwd";
	if (fault->kind == FAULT_BAD_SIGNATURE || !sign_md5(want, ec, ap, o->sms_key, mobiles, content, sign, serial, NULL) ||
	    !sign_same(want, json_text(m, "mac")))
		return "IllegalMac";
	if (!*sign)
		return "NoSignId";
	if (strcmp(sign, o->sms_sign) != 0)
		return "IllegalSignId";
	if (!*content || !mobiles_ok(mobiles, &n) || strlen(serial) > 20 || !text_all_digits(serial, strlen(serial)))
		return "InvalidMessage";
	return n > MOBILES_MAX ? "TooManyMobiles" : "success";
}

static bool store(struct sms_peer *peer, struct call *call, json_object *m)
{
	char at[20];
	wire_now(at);
	struct buf b;
	buf_init(&b, call->arena, 1024);
	pthread_mutex_lock(&peer->lock);
	buf_char(&b, '{');
	buf_key_int(&b, "id", (int64_t)peer->n + 1);
	buf_key_str(&b, "ref", json_text(m, "addSerial"));
	buf_key_str(&b, "mobiles", json_text(m, "mobiles"));
	buf_key_str(&b, "content", json_text(m, "content"));
	buf_key_str(&b, "sign", json_text(m, "sign"));
	buf_key_str(&b, "at", at);
	buf_char(&b, '}');
	int64_t known = call->fault.kind == FAULT_LATE ? real_ms() + call->fault.ms : 0;
	bool ok = !b.failed && journal_add(peer->journal, b.p, b.n) &&
	          keep(peer, b.p, json_text(m, "addSerial"), json_text(m, "mobiles"), known);
	pthread_mutex_unlock(&peer->lock);
	return ok;
}

static void submit(struct city *city, struct call *call)
{
	struct blob plain;
	json_object *m = NULL;
	char group[33];
	if (text_unbase64(call->arena, (const char *)call->body, call->body_n, &plain)) {
		char *text = arena_dup(call->arena, plain.p, plain.n);
		if (text && text_utf8_ok(text, plain.n))
			m = json_tokener_parse(text);
	}
	const char *code = json_object_is_type(m, json_type_object) ? judge(&city->options, m, &call->fault) : "InvalidMessage";
	bool ok = sign_random_hex(group, 16) && (strcmp(code, "success") != 0 || store(city->sms, call, m));
	json_object_put(m);
	if (ok)
		answer_submit(call, code, strcmp(code, "success") == 0 ? group : "");
	else
		answer_empty(call, 500);
}

static void report(struct city *city, struct call *call)
{
	const struct city_options *o = &city->options;
	const char *ec = call_param(call, "ecName"), *ap = call_param(call, "apId"), *ref = call_param(call, "ref"),
		   *mac = call_param(call, "mac");
	char want[SIGN_MD5_TEXT];
	if (!ec || !ap || !ref || !*ref || !mac || strcmp(ec, o->sms_ec) != 0 || strcmp(ap, o->sms_ap) != 0 ||
	    call->fault.kind == FAULT_BAD_SIGNATURE || !sign_md5(want, ec, ap, o->sms_key, ref, NULL) || !sign_same(want, mac)) {
		answer_error(call, 401, "IllegalMac");
		return;
	}
	bool sent = false;
	int64_t now = real_ms();
	pthread_mutex_lock(&city->sms->lock);
	for (size_t i = 0; i < city->sms->n && !sent; i++)
		sent = strcmp(city->sms->messages[i].ref, ref) == 0 && city->sms->messages[i].known_from_ms <= now;
	pthread_mutex_unlock(&city->sms->lock);
	answer_text(call, 200, "application/json; charset=utf-8", sent ? "{\"state\":\"sent\"}" : "{\"state\":\"unknown_ref\"}");
}

void sms_serve(struct city *city, struct call *call, const char *rest)
{
	const char *op = sms_operation(call, rest);
	if (strcmp(op, "submit") == 0)
		submit(city, call);
	else if (strcmp(op, "report") == 0)
		report(city, call);
	else
		answer_error(call, 404, "no such address");
}

/* GET /city/sms?phone=&after=<id> : what went out, oldest first. */
void sms_control(struct city *city, struct call *call)
{
	const char *phone = call_param(call, "phone");
	int64_t after = call_param_int(call, "after", 0);
	struct buf b;
	buf_init(&b, call->arena, 4096);
	buf_char(&b, '[');
	pthread_mutex_lock(&city->sms->lock);
	for (size_t i = after > 0 ? (size_t)after : 0; i < city->sms->n; i++) {
		const struct message *m = &city->sms->messages[i];
		if (phone && (strlen(phone) != 11 || !strstr(m->mobiles, phone)))
			continue;
		if (b.n > 1)
			buf_char(&b, ',');
		buf_str(&b, m->json);
	}
	pthread_mutex_unlock(&city->sms->lock);
	buf_char(&b, ']');
	answer_json(call, 200, &b);
}
