#include "domain/casefile/reason.h"

#include "base/date.h"
#include "domain/casefile/page_sql.h"

enum err_code reason_list(struct ctx *ctx, const char *scheme, struct reason **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &reason_stmts[REASON_LIST], &(struct sql_text){ scheme }, 500, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code reason_read(struct ctx *ctx, const char *code_text, struct reason *ret_row)
{
	return db_one(ctx->db, &reason_stmts[REASON_READ], &(struct sql_text){ code_text }, ret_row);
}

enum err_code reason_of_decision(struct ctx *ctx, int64_t decision_id, struct reason **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &reason_stmts[REASON_OF_DECISION], &(struct sql_id){ decision_id }, 50, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code reason_save(struct ctx *ctx, const struct reason *row)
{
	struct reason_in in = { .r = *row, .now = clock_now_ms() };
	int64_t n;
	if (row->ver == 0)
		return db_do(ctx->db, &reason_stmts[REASON_INSERT], &in, NULL);
	enum err_code code = db_do(ctx->db, &reason_stmts[REASON_UPDATE], &in, &n);
	return !code && n == 0 ? err_set(&ctx->err, ERR_STALE, "该原因已被别人修改") : code;
}
