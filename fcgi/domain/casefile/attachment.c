#include "domain/casefile/attachment.h"

#include "base/date.h"
#include "domain/casefile/page_sql.h"

enum err_code attachment_insert(struct ctx *ctx, struct attachment *row)
{
	struct attachment_in in = { .a = *row, .now = clock_now_ms() };
	enum err_code code = db_insert(ctx->db, &attachment_stmts[ATTACHMENT_INSERT], &in, &row->id);
	if (!code)
		row->created_at = in.now;
	return code;
}

enum err_code attachment_find(struct ctx *ctx, const char *public_id, int64_t owner_id, struct attachment *ret_row)
{
	struct attachment_in in = { .a = { .public_id = public_id, .owner_id = owner_id } };
	return db_one(ctx->db, &attachment_stmts[owner_id ? ATTACHMENT_FIND_OWN : ATTACHMENT_FIND], &in, ret_row);
}

static enum err_code list(struct ctx *ctx, enum attachment_stmt stmt, int64_t id, struct attachment **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &attachment_stmts[stmt], &(struct sql_id){ id }, 200, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code attachment_of_draft(struct ctx *ctx, int64_t draft_id, struct attachment **ret_rows, size_t *ret_n)
{
	return list(ctx, ATTACHMENT_OF_DRAFT, draft_id, ret_rows, ret_n);
}

enum err_code attachment_of_case(struct ctx *ctx, int64_t case_id, struct attachment **ret_rows, size_t *ret_n)
{
	return list(ctx, ATTACHMENT_OF_CASE, case_id, ret_rows, ret_n);
}

enum err_code attachment_remove(struct ctx *ctx, int64_t id)
{
	return db_do(ctx->db, &attachment_stmts[ATTACHMENT_REMOVE], &(struct attachment_in){ .a = { .id = id }, .now = clock_now_ms() }, NULL);
}

enum err_code attachment_to_case(struct ctx *ctx, int64_t draft_id, int64_t case_id)
{
	return db_do(ctx->db, &attachment_stmts[ATTACHMENT_TO_CASE], &(struct attachment_in){ .a = { .draft_id = draft_id, .case_id = case_id } }, NULL);
}

enum err_code attachment_fetched(struct ctx *ctx, const struct attachment *row)
{
	return db_do(ctx->db, &attachment_stmts[ATTACHMENT_FETCHED], &(struct attachment_in){ .a = *row }, NULL);
}
