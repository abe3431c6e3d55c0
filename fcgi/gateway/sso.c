#include "gateway/sso.h"

#include "base/date.h"
#include "base/idno.h"
#include "gateway/reading.h"
#include "gateway/wire.h"

#include <string.h>

#define IRS_SERVICE "/restapi/prod/IC33000020220329000007/uc/sso/"
#define LEGACY_PATH "/sso/servlet/simpleauth"
#define NAME_MOST 150

/* A ticket works once, so nothing here may be repeated behind our back. */
static enum err_code post(struct http_client *client, const struct config *config, struct arena *arena, struct wire *wire, const char *body,
                          json_object **ret_answer, struct outside_call *ret_call, struct err *err)
{
	wire->method = "POST";
	wire->body = body;
	wire->body_n = body ? strlen(body) : 0;
	if (!body) {
		wire_record(wire, NULL, ret_call);
		return err_set(err, arena_failed(arena) ? ERR_NOMEM : ERR_CRYPTO, "sso %s: the call cannot be written", wire->operation);
	}
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, wire, &http, ret_call, err);
	if (code)
		return wire_outside(code, err);
	if (http.status >= 400)
		return wire_refused(ret_call, ERR_OUTSIDE, err);
	json_object *answer = http.status == 200 ? reading_parse(http.answer, http.answer_n, READING_MOST) : NULL;
	if (!answer)
		return wire_outside(wire_unreadable(ret_call, err), err);
	*ret_answer = answer;
	return ERR_OK;
}

/* Real-name data of a person with a citizen ID, or nothing of it: a number that is none must never become somebody's key. */
static enum err_code take_person(struct arena *arena, json_object *info, const char *const keys[4], bool verified, struct sso_person *ret_person,
                                 struct outside_call *call, struct err *err)
{
	const char *idno = reading_text(arena, info, keys[2], 32), *phone = reading_text(arena, info, keys[3], 20);
	struct sso_person p = { .subject = reading_token(arena, info, keys[0], 64), .name = reading_text(arena, info, keys[1], NAME_MOST) };
	if (!p.subject)
		return wire_outside(wire_unreadable(call, err), err);
	p.idno = idno ? idno_normalise(arena, idno) : NULL;
	p.real_name = verified && p.name && *p.name && p.idno && idno_ok(p.idno, clock_today());
	if (!p.real_name)
		p.idno = NULL;
	p.phone = phone && idno_mobile_ok(phone) ? phone : NULL;
	*ret_person = p;
	return ERR_OK;
}

/* ---- IRS ---- */

static const char *json_pairs(struct arena *arena, const struct param *pairs, size_t n)
{
	struct buf b;
	buf_init(&b, arena, 256);
	buf_char(&b, '{');
	for (size_t i = 0; i < n; i++)
		buf_key_str(&b, pairs[i].key, pairs[i].value);
	buf_char(&b, '}');
	return b.failed ? NULL : b.p;
}

/* *ret_data is the envelope's data. */
static enum err_code open_envelope(struct arena *arena, json_object *answer, json_object **ret_data, struct outside_call *call, struct err *err)
{
	json_object *success = reading_member(answer, "success"), *data = reading_member(answer, "data");
	if (!json_object_is_type(success, json_type_boolean))
		return wire_outside(wire_unreadable(call, err), err);
	if (!json_object_get_boolean(success)) {
		const char *code = reading_token(arena, answer, "errorCode", 60);
		bool theirs = code && strncmp(code, "C-USER-SSO-", 11) == 0;
		return wire_refused(call, theirs ? ERR_NOT_SIGNED_ON : ERR_OUTSIDE, err);
	}
	if (!json_object_is_type(data, json_type_object))
		return wire_outside(wire_unreadable(call, err), err);
	*ret_data = data;
	return ERR_OK;
}

static enum err_code irs_call(struct http_client *client, const struct config *config, struct arena *arena, const char *operation, const char *path,
                              const struct param *pairs, size_t n, json_object **ret_answer, json_object **ret_data, struct outside_call *ret_call, struct err *err)
{
	struct wire wire = { .peer = PEER_IRS, .operation = operation, .path = path, .content_type = "application/json; charset=utf-8", .sign = WIRE_HMAC };
	enum err_code code = post(client, config, arena, &wire, json_pairs(arena, pairs, n), ret_answer, ret_call, err);
	return code ? code : open_envelope(arena, *ret_answer, ret_data, ret_call, err);
}

static enum err_code irs_swap(struct http_client *client, const struct config *config, struct arena *arena, const char *ticket, struct sso_person *ret_person,
                              struct outside_call calls[2], struct err *err)
{
	static const char *const keys[] = { "userId", "userName", "idNo", "phone" };
	struct param first[] = { { "ticketId", ticket }, { "appId", config_text(config, "sso.irs_app_id") } };
	CLEANUP(reading_freep) json_object *token_answer = NULL, *user_answer = NULL;
	json_object *data = NULL;
	enum err_code code = irs_call(client, config, arena, "irs token", IRS_SERVICE "access_token", first, ARRAY_LEN(first), &token_answer, &data, &calls[0], err);
	if (code)
		return code;
	struct param second[] = { { "token", reading_text(arena, data, "accessToken", 256) } };
	if (!second[0].value)
		return wire_outside(wire_unreadable(&calls[0], err), err);
	code = irs_call(client, config, arena, "irs user", IRS_SERVICE "getUserInfo", second, ARRAY_LEN(second), &user_answer, &data, &calls[1], err);
	if (code)
		return code;
	json_object *info = reading_member(data, "personInfo");
	bool verified = text_eq(reading_text(arena, data, "userType", 20), "PERSON") && text_eq(reading_text(arena, info, "idType", 60), "ID_CARD");
	return take_person(arena, info, keys, verified, ret_person, &calls[1], err);
}

/* ---- legacy ---- */

static const char *legacy_form(const struct http_client *client, const struct config *config, struct arena *arena, const char *method, const char *key,
                               const char *value)
{
	char wire_time[20], time[15], sign[33];
	instant_wire(clock_now_ms(), wire_time);
	size_t n = 0;
	for (const char *p = wire_time; *p && n < sizeof(time) - 1; p++)
		if (*p >= '0' && *p <= '9')
			time[n++] = *p;
	time[n] = '\0';
	const char *service = config_text(config, "sso.legacy_code");
	const char *parts[] = { service, http_client_secret(client, PEER_LEGACY), time };
	if (!sign_md5(arena, parts, ARRAY_LEN(parts), sign))
		return NULL;
	struct param form[] = { { "method", method }, { "servicecode", service }, { "time", time }, { "sign", sign }, { key, value }, { "datatype", "json" } };
	return sign_query(arena, form, ARRAY_LEN(form));
}

static enum err_code legacy_call(struct http_client *client, const struct config *config, struct arena *arena, const char *operation, const char *body,
                                 json_object **ret_answer, struct outside_call *ret_call, struct err *err)
{
	static const char *const ticket_wrong[] = { "6001", "6002", "6003", "6004" };
	struct wire wire = { .peer = PEER_LEGACY, .operation = operation, .path = LEGACY_PATH, .content_type = "application/x-www-form-urlencoded" };
	enum err_code code = post(client, config, arena, &wire, body, ret_answer, ret_call, err);
	if (code)
		return code;
	const char *result = reading_token(arena, *ret_answer, "result", 8);
	if (!result)
		return wire_outside(wire_unreadable(ret_call, err), err);
	for (size_t i = 0; i < ARRAY_LEN(ticket_wrong); i++)
		if (strcmp(result, ticket_wrong[i]) == 0)
			return wire_refused(ret_call, ERR_NOT_SIGNED_ON, err);
	return strcmp(result, "0") == 0 ? ERR_OK : wire_refused(ret_call, ERR_OUTSIDE, err);
}

static enum err_code legacy_swap(struct http_client *client, const struct config *config, struct arena *arena, const char *ticket, struct sso_person *ret_person,
                                 struct outside_call calls[2], struct err *err)
{
	static const char *const keys[] = { "userid", "username", "idnum", "mobile" };
	CLEANUP(reading_freep) json_object *token_answer = NULL, *user = NULL;
	enum err_code code = legacy_call(client, config, arena, "legacy token", legacy_form(client, config, arena, "ticketValidation", "st", ticket), &token_answer,
	                                 &calls[0], err);
	if (code)
		return code;
	const char *token = reading_text(arena, token_answer, "token", 256);
	if (!token)
		return wire_outside(wire_unreadable(&calls[0], err), err);
	code = legacy_call(client, config, arena, "legacy user", legacy_form(client, config, arena, "getUserInfo", "token", token), &user, &calls[1], err);
	if (code)
		return code;
	int64_t level, type;
	bool verified = reading_i64(user, "authlevel", 2, 3, &level) && reading_i64(user, "idtype", 1, 1, &type);
	return take_person(arena, user, keys, verified, ret_person, &calls[1], err);
}

enum err_code sso_swap(struct http_client *client, const struct config *config, struct arena *arena, enum sso_kind kind, const char *ticket,
                       struct sso_person *ret_person, struct outside_call ret_calls[2], struct err *err)
{
	struct wire never = { .peer = kind == SSO_IRS ? PEER_IRS : PEER_LEGACY, .operation = kind == SSO_IRS ? "irs token" : "legacy token" };
	wire_record(&never, NULL, &ret_calls[0]);
	never.operation = kind == SSO_IRS ? "irs user" : "legacy user";
	wire_record(&never, NULL, &ret_calls[1]);
	size_t n = strlen(ticket);
	if (n == 0 || n > 512 || !text_utf8_ok(ticket, n)) {
		ret_calls[0].outcome = CALL_REFUSED;
		return err_set(err, ERR_NOT_SIGNED_ON, "sso: not a ticket");
	}
	return kind == SSO_IRS ? irs_swap(client, config, arena, ticket, ret_person, ret_calls, err)
	                       : legacy_swap(client, config, arena, ticket, ret_person, ret_calls, err);
}
