#include "domain/casefile/case_rows.h"

#include "domain/casefile/case_rows_sql.h"

enum err_code supplement_put(struct ctx *ctx, const struct supplement *row, int64_t *ret_id)
{
	return db_insert(ctx->db, &case_rows_stmts[SUPPLEMENT_INSERT], row, ret_id);
}

enum err_code supplement_open(struct ctx *ctx, int64_t case_id, struct supplement *ret_row)
{
	return db_one(ctx->db, &case_rows_stmts[SUPPLEMENT_OPEN], &(struct sql_id){ case_id }, ret_row);
}

enum err_code supplement_close(struct ctx *ctx, int64_t id, int64_t handed_at)
{
	return db_do(ctx->db, &case_rows_stmts[SUPPLEMENT_CLOSE], &(struct rows_set_in){ .id = id, .at = handed_at }, NULL);
}
