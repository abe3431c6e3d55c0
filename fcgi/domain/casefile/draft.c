#include "domain/casefile/draft.h"

#include "base/date.h"
#include "domain/casefile/page_sql.h"

#include <string.h>

static const char *const data_column = "draft.data_ct";

static enum err_code take(struct ctx *ctx, enum draft_stmt stmt, const struct draft_in *in, struct draft *ret_draft)
{
	struct draft d = { 0 };
	struct blob plain;
	enum err_code code = db_one(ctx->db, &draft_stmts[stmt], in, &d);
	if (!code)
		code = unseal(ctx->keys, KEY_C3, data_column, d.uid.p, &d.data_ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	d.data = arena_dup(ctx->arena, plain.p, plain.n);
	if (!d.data)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_draft = d;
	return ERR_OK;
}

enum err_code draft_open_one(struct ctx *ctx, int64_t person_id, const char *form, struct draft *ret_draft)
{
	return take(ctx, DRAFT_OPEN_ONE, &(struct draft_in){ .d = { .person_id = person_id, .form = form } }, ret_draft);
}

enum err_code draft_find(struct ctx *ctx, const char *public_id, int64_t person_id, struct draft *ret_draft)
{
	return take(ctx, DRAFT_FIND, &(struct draft_in){ .d = { .person_id = person_id, .public_id = public_id } }, ret_draft);
}

enum err_code draft_lock(struct ctx *ctx, const char *public_id, int64_t person_id, struct draft *ret_draft)
{
	return take(ctx, DRAFT_LOCK, &(struct draft_in){ .d = { .person_id = person_id, .public_id = public_id } }, ret_draft);
}

enum err_code draft_insert(struct ctx *ctx, struct draft *draft)
{
	uint8_t random[2 * UID_SIZE];
	if (!crypto_random(random, sizeof random))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	struct draft_in in = { .d = *draft, .now = clock_now_ms(), .answers = draft->answers_id ? draft->answers_id : DB_NULL };
	in.d.uid = (struct blob){ arena_dup(ctx->arena, random, UID_SIZE), UID_SIZE };
	in.d.public_id = text_hex(ctx->arena, random + UID_SIZE, UID_SIZE);
	if (!in.d.uid.p || !in.d.public_id)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!in.d.step)
		in.d.step = "";
	enum err_code code =
	    seal(ctx->keys, KEY_C3, data_column, in.d.uid.p, draft->data, strlen(draft->data), ctx->arena, &in.d.data_ct, &ctx->err);
	if (!code)
		code = db_insert(ctx->db, &draft_stmts[DRAFT_INSERT], &in, &in.d.id);
	if (code)
		return code;
	in.d.ver = 1;
	in.d.updated_at = in.now;
	*draft = in.d;
	return ERR_OK;
}

enum err_code draft_update(struct ctx *ctx, struct draft *draft, const char *data, const char *step)
{
	struct draft_in in = { .d = *draft, .now = clock_now_ms() };
	int64_t n;
	if (step)
		in.d.step = step;
	enum err_code code = seal(ctx->keys, KEY_C3, data_column, draft->uid.p, data, strlen(data), ctx->arena, &in.d.data_ct, &ctx->err);
	if (!code)
		code = db_do(ctx->db, &draft_stmts[DRAFT_UPDATE], &in, &n);
	if (!code && n == 0)
		code = err_set(&ctx->err, ERR_STALE, "草稿已在别处保存过更新的内容");
	if (code)
		return code;
	draft->ver++;
	draft->updated_at = in.now;
	draft->data = data;
	draft->step = in.d.step;
	return ERR_OK;
}

enum err_code draft_submitted(struct ctx *ctx, int64_t id, int64_t case_id)
{
	int64_t n;
	enum err_code code =
	    db_do(ctx->db, &draft_stmts[DRAFT_SUBMITTED], &(struct draft_in){ .d = { .id = id, .case_id = case_id }, .now = clock_now_ms() }, &n);
	return !code && n == 0 ? err_set(&ctx->err, ERR_STATE, "草稿已经提交") : code;
}

enum err_code draft_drop(struct ctx *ctx, int64_t id)
{
	return db_do(ctx->db, &draft_stmts[DRAFT_DROP], &(struct draft_in){ .d = { .id = id } }, NULL);
}
