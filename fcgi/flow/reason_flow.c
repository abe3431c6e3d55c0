#include "flow/reason_flow.h"

#include "domain/casefile/material.h"
#include "store/audit.h"

#include <string.h>

struct saving {
	struct ctx *ctx;
	const struct request_key *key;
	const struct reason *in;
	struct reason row;
};

/* A reason goes out by SMS: no digit, so no value can stand in it. */
static enum err_code check(struct ctx *ctx, const struct reason *in)
{
	enum err_code code = ERR_OK;
	if (text_utf8_len(in->sms_text) > REASON_SMS_CHARS)
		code = err_field(&ctx->err, "/sms_text", "too_long", "短信文字最多 %d 个字", REASON_SMS_CHARS);
	if (strpbrk(in->sms_text, "0123456789"))
		code = err_field(&ctx->err, "/sms_text", "value", "短信文字不能包含数字");
	if (!material_list_ok(in->materials))
		code = err_field(&ctx->err, "/materials", "unknown", "请选择需要携带的材料");
	if (!text_eq(in->scheme, "type2") && !text_eq(in->scheme, "rental") && !text_eq(in->scheme, "purchase"))
		code = err_field(&ctx->err, "/scheme", "unknown", "没有这种补贴");
	return code;
}

static enum err_code save_tx(struct db *db, void *arg)
{
	struct saving *s = arg;
	struct ctx *ctx = s->ctx;
	int64_t twin;
	(void)db;
	enum err_code code = request_key_take(ctx, s->key, &twin);
	if (code == ERR_DUPLICATE)
		return reason_read(ctx, s->in->code, &s->row);
	if (!code)
		code = reason_save(ctx, s->in);
	if (code == ERR_DUPLICATE)
		return err_field(&ctx->err, "/code", "duplicate", "该代码已存在");
	if (!code)
		code = audit_write(ctx, &(struct audit_row){ .action = "reason.save", .object_kind = "reason", .detail = s->in->code });
	return code ? code : reason_read(ctx, s->in->code, &s->row);
}

enum err_code reason_flow_save(struct ctx *ctx, const struct request_key *key, const struct reason *in, struct reason *ret_row)
{
	struct saving s = { .ctx = ctx, .key = key, .in = in };
	enum err_code code = check(ctx, in);
	if (!code)
		code = tx_run(ctx->db, "reason_save", save_tx, &s);
	if (!code)
		*ret_row = s.row;
	return code;
}
