#include "domain/casefile/case_rows.h"

#include "base/date.h"
#include "domain/casefile/case_rows_sql.h"

#include <string.h>

static const char *const body_column = "gov_report.body_ct";

enum err_code report_put(struct ctx *ctx, int64_t case_id, const char *stage, const char *body, int64_t *ret_id)
{
	struct sql_id next;
	uint8_t uid[UID_SIZE];
	enum err_code code = db_one(ctx->db, &case_rows_stmts[REPORT_NEXT], &(struct rows_set_in){ .id = case_id, .text = stage }, &next);
	if (code)
		return code;
	if (!crypto_uid(uid))
		return err_set(&ctx->err, ERR_CRYPTO, "uid");
	struct report_ct_row row = { .case_id = case_id, .dataversion = next.id, .created_at = clock_now_ms(), .stage = stage, .uid = { uid, sizeof uid } };
	code = seal(ctx->keys, KEY_C3, body_column, uid, body, strlen(body), ctx->arena, &row.body_ct, &ctx->err);
	return code ? code : db_insert(ctx->db, &case_rows_stmts[REPORT_INSERT], &row, ret_id);
}

enum err_code report_read(struct ctx *ctx, int64_t id, struct report_row *ret_row)
{
	struct report_ct_row row;
	struct blob plain;
	enum err_code code = db_one(ctx->db, &case_rows_stmts[REPORT_READ], &(struct sql_id){ id }, &row);
	if (!code)
		code = unseal(ctx->keys, KEY_C3, body_column, row.uid.p, &row.body_ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	*ret_row = (struct report_row){ .id = row.id, .case_id = row.case_id, .dataversion = row.dataversion, .created_at = row.created_at,
		                        .stage = row.stage, .sync_status = row.sync_status, .body = arena_dup(ctx->arena, plain.p, plain.n) };
	return ret_row->body ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code report_synced(struct ctx *ctx, int64_t id, const char *sync_status, int64_t at)
{
	return db_do(ctx->db, &case_rows_stmts[REPORT_SYNCED], &(struct rows_set_in){ .id = id, .text = sync_status, .at = at }, NULL);
}
