#include "domain/recon/recon_query.h"

#include "domain/recon/recon_sql.h"

enum { DAY, DAYS, DIFFS, OPEN };
struct diffs_in { int64_t now; const char *day; };
#define DAY_COLUMNS "ours_n, ours_fen, bank_n, bank_fen, ledger_fen, diffs, day, state"
#define DAY_OUT \
	SQL_OUT(struct recon_day_row, COL_I(struct recon_day_row, ours_n), COL_I(struct recon_day_row, ours_fen), COL_I(struct recon_day_row, bank_n), \
	        COL_I(struct recon_day_row, bank_fen), COL_I(struct recon_day_row, ledger_fen), COL_I(struct recon_day_row, diffs), \
	        COL_S(struct recon_day_row, day), COL_S(struct recon_day_row, state))

static const struct sql_stmt stmts[] = {
	[DAY] = {
		.name = "recon_query_day",
		.text = "SELECT " DAY_COLUMNS " FROM recon_day WHERE day = ?",
		SQL_IN(COL_S(struct sql_text, text)), DAY_OUT,
	},
	[DAYS] = {
		.name = "recon_query_days",
		.text = "SELECT " DAY_COLUMNS " FROM recon_day ORDER BY day DESC LIMIT 14",
		DAY_OUT, .scan_ok = true,
	},
	[DIFFS] = {
		.name = "recon_query_diffs",
		.text = "SELECT d.id, d.ours_fen, d.bank_fen, d.kind, d.e2e_id, d.state, d.note, " DIFF_CONTRADICTS("d", "a") ", " DIFF_DEBITED("d") ","
		        " EXISTS (SELECT 1 FROM proposal p JOIN approval v ON v.kind = 'DIFF' AND v.subject_id = p.id AND v.decided_by IS NULL AND v.expires_at > ?"
		        " WHERE p.kind = 'DIFF' AND p.subject_id = d.id) FROM recon_diff d LEFT JOIN pay_attempt a ON a.e2e_id = d.e2e_id"
		        " WHERE d.day = ? ORDER BY d.state, d.id LIMIT 200",
		SQL_IN(COL_I(struct diffs_in, now), COL_S(struct diffs_in, day)),
		SQL_OUT(struct recon_diff_row, COL_I(struct recon_diff_row, id), COL_I(struct recon_diff_row, ours_fen), COL_I(struct recon_diff_row, bank_fen),
		        COL_S(struct recon_diff_row, kind), COL_S(struct recon_diff_row, e2e_id), COL_S(struct recon_diff_row, state),
		        COL_S(struct recon_diff_row, note), COL_I(struct recon_diff_row, contradicts), COL_I(struct recon_diff_row, debited),
		        COL_I(struct recon_diff_row, proposed)),
	},
	[OPEN] = {
		.name = "recon_query_open",
		.text = "SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN'",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
};
const struct sql_module recon_query_sql = { "recon_query", stmts, ARRAY_LEN(stmts) };

enum err_code recon_query_day(struct ctx *ctx, const char *day, struct recon_day_row *ret_row)
{
	return db_one(ctx->db, &stmts[DAY], &(struct sql_text){ day }, ret_row);
}

enum err_code recon_query_days(struct ctx *ctx, struct recon_day_row **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, &stmts[DAYS], NULL, 14, (void **)ret_rows, ret_n);
}

enum err_code recon_query_diffs(struct ctx *ctx, const char *day, int64_t now, struct recon_diff_row **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, &stmts[DIFFS], &(struct diffs_in){ now, day }, 200, (void **)ret_rows, ret_n);
}

enum err_code recon_query_open(struct ctx *ctx, int64_t *ret_n)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &stmts[OPEN], NULL, &row);
	if (!code)
		*ret_n = row.id;
	return code;
}
