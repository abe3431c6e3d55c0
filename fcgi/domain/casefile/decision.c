#include "domain/casefile/case_rows.h"

#include "domain/casefile/case_rows_sql.h"

enum err_code decision_put(struct ctx *ctx, const struct decision_row *row, int64_t *ret_id)
{
	return db_insert(ctx->db, &case_rows_stmts[DECISION_INSERT], row, ret_id);
}

enum err_code decision_lock(struct ctx *ctx, int64_t id, struct decision_row *ret_row)
{
	return db_one(ctx->db, &case_rows_stmts[DECISION_LOCK], &(struct sql_id){ id }, ret_row);
}

enum err_code decision_standing(struct ctx *ctx, int64_t case_id, struct decision_row *ret_row)
{
	return db_one(ctx->db, &case_rows_stmts[DECISION_STANDING], &(struct sql_id){ case_id }, ret_row);
}

enum err_code decision_case(struct ctx *ctx, int64_t id, int64_t *ret_case_id)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &case_rows_stmts[DECISION_CASE], &(struct sql_id){ id }, &row);
	if (!code)
		*ret_case_id = row.id;
	return code;
}

static enum err_code mark(struct ctx *ctx, enum case_rows_stmt stmt, int64_t id, int64_t at)
{
	int64_t n;
	enum err_code code = db_do(ctx->db, &case_rows_stmts[stmt], &(struct rows_set_in){ .id = id, .at = at }, &n);
	if (!code && n != 1)
		return err_set(&ctx->err, ERR_STATE, "决定已生效或已撤销");
	return code;
}

enum err_code decision_undo(struct ctx *ctx, int64_t id, int64_t at)
{
	return mark(ctx, DECISION_UNDO, id, at);
}

enum err_code decision_applied(struct ctx *ctx, int64_t id, int64_t at)
{
	return mark(ctx, DECISION_APPLIED, id, at);
}

enum err_code decision_reason_add(struct ctx *ctx, int64_t decision_id, const char *reason_code)
{
	struct decision_reason_in in = { .decision_id = decision_id, .code = reason_code };
	return db_insert(ctx->db, &case_rows_stmts[DECISION_REASON_INSERT], &in, NULL);
}
