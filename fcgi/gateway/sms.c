#include "gateway/sms.h"

#include "base/idno.h"
#include "gateway/reading.h"
#include "gateway/wire.h"

#include <string.h>

#define REF_MOST 20
#define MESSAGE_MOST 1500

static const char *write_message(struct arena *arena, const struct config *config, const char *secret, const char *mobile, const char *text, const char *ref)
{
	const char *ec = config_text(config, "sms.ec_name"), *ap = config_text(config, "sms.ap_id"), *sign = config_text(config, "sms.sign");
	const char *parts[] = { ec, ap, secret, mobile, text, sign, ref };
	char mac[33];
	if (!sign_md5(arena, parts, ARRAY_LEN(parts), mac))
		return NULL;
	struct buf b;
	buf_init(&b, arena, 512);
	buf_char(&b, '{');
	buf_key_str(&b, "ecName", ec);
	buf_key_str(&b, "apId", ap);
	buf_key_str(&b, "mobiles", mobile);
	buf_key_str(&b, "content", text);
	buf_key_str(&b, "sign", sign);
	buf_key_str(&b, "addSerial", ref);
	buf_key_str(&b, "mac", mac);
	buf_char(&b, '}');
	return b.failed ? NULL : text_base64(arena, b.p, b.n);
}

/* Sent only when every part of the answer says so; refused only by a word that means refusal. */
static enum err_code judge(struct arena *arena, const struct http_call *http, const char **ret_group, struct outside_call *call, struct err *err)
{
	static const char *const refusals[] = { "IllegalMac", "IllegalSignId", "InvalidMessage", "InvalidUsrOrPwd", "NoSignId", "TooManyMobiles" };
	if (http->status == 429)
		return wire_refused(call, ERR_UNAVAILABLE, err);
	CLEANUP(reading_freep) json_object *answer = reading_parse(http->answer, http->answer_n, READING_MOST);
	const char *code = reading_token(arena, answer, "rspcod", 40);
	json_object *success = reading_member(answer, "success");
	for (size_t i = 0; code && i < ARRAY_LEN(refusals); i++)
		if (strcmp(code, refusals[i]) == 0)
			return wire_refused(call, ERR_INVALID, err);
	if (http->status == 200 && text_eq(code, "success") && json_object_is_type(success, json_type_boolean) && json_object_get_boolean(success)) {
		*ret_group = reading_token(arena, answer, "mgsGroup", 64);
		return ERR_OK;
	}
	return wire_unreadable(call, err);
}

enum err_code sms_send(struct http_client *client, const struct config *config, struct arena *arena, const char *mobile, const char *text, const char *ref,
                       const char **ret_group, struct outside_call *ret_call, struct err *err)
{
	struct wire wire = { .peer = PEER_SMS, .operation = "send", .method = "POST", .path = "/sms/norsubmit", .content_type = "text/plain; charset=utf-8",
		             .request_no = ref };
	wire_record(&wire, NULL, ret_call);
	size_t ref_n = strlen(ref), text_n = strlen(text);
	if (!idno_mobile_ok(mobile) || ref_n == 0 || ref_n > REF_MOST || !text_all_digits(ref, ref_n) || text_n == 0 || text_n > MESSAGE_MOST || !text_utf8_ok(text, text_n)) {
		ret_call->outcome = CALL_REFUSED;
		return err_set(err, ERR_INVALID, "sms send: the number, the text or the reference is not one");
	}
	const char *body = write_message(arena, config, http_client_secret(client, PEER_SMS), mobile, text, ref);
	if (!body)
		return err_set(err, arena_failed(arena) ? ERR_NOMEM : ERR_CRYPTO, "sms send: the message cannot be written");
	wire.body = body;
	wire.body_n = strlen(body);
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, &wire, &http, ret_call, err);
	return code ? code : judge(arena, &http, ret_group, ret_call, err);
}

enum err_code sms_asked(struct http_client *client, const struct config *config, struct arena *arena, const char *ref, bool *ret_sent,
                        struct outside_call *ret_call, struct err *err)
{
	const char *ec = config_text(config, "sms.ec_name"), *ap = config_text(config, "sms.ap_id");
	const char *parts[] = { ec, ap, http_client_secret(client, PEER_SMS), ref };
	char mac[33];
	struct param params[] = { { "ecName", ec }, { "apId", ap }, { "ref", ref }, { "mac", mac } };
	struct wire wire = { .peer = PEER_SMS, .operation = "ask", .method = "GET", .path = "/sms/report", .params = params, .n_params = ARRAY_LEN(params),
		             .request_no = ref, .repeatable = true };
	wire_record(&wire, NULL, ret_call);
	if (!sign_md5(arena, parts, ARRAY_LEN(parts), mac))
		return err_set(err, ERR_CRYPTO, "sms ask: cannot be signed");
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return wire_outside(code, err);
	CLEANUP(reading_freep) json_object *answer = http.status == 200 ? reading_parse(http.answer, http.answer_n, READING_MOST) : NULL;
	const char *state = reading_token(arena, answer, "state", 20);
	if (!text_eq(state, "sent") && !text_eq(state, "unknown_ref"))
		return wire_outside(http.status >= 400 ? wire_refused(ret_call, ERR_OUTSIDE, err) : wire_unreadable(ret_call, err), err);
	*ret_sent = text_eq(state, "sent");
	return ERR_OK;
}
