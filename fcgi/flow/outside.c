#include "flow/outside.h"

#include "base/date.h"

struct call_row {
	int64_t at, case_id, http_status, ms;
	const char *peer, *operation, *ground, *request_no, *outcome;
};
static const struct sql_stmt stmts[] = {
	{ .name = "outside_call",
	  .text = "INSERT INTO outside_call (at, peer, operation, case_id, ground, request_no, outcome, http_status, ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	  SQL_IN(COL_I(struct call_row, at), COL_S(struct call_row, peer), COL_S(struct call_row, operation), COL_I(struct call_row, case_id),
	         COL_S(struct call_row, ground), COL_S(struct call_row, request_no), COL_S(struct call_row, outcome),
	         COL_I(struct call_row, http_status), COL_I(struct call_row, ms)) },
};
const struct sql_module outside_sql = { "outside", stmts, ARRAY_LEN(stmts) };

static enum err_code note_tx(struct db *db, void *arg)
{
	return db_do(db, &stmts[0], arg, NULL);
}

enum err_code outside_note(struct ctx *ctx, const struct outside_call *call, int64_t case_id)
{
	struct call_row row = {
		.at = call->at ? call->at : clock_now_ms(), .case_id = case_id > 0 ? case_id : DB_NULL, .http_status = call->http_status, .ms = call->ms,
		.peer = call->peer, .operation = call->operation, .ground = call->ground ? call->ground : "", .request_no = call->request_no,
		.outcome = call_outcome_name(call->outcome),
	};
	return tx_run(ctx->db, "outside_note", note_tx, &row);
}

enum err_code outside_rows(struct ctx *ctx, const struct outside_call *calls, size_t n, int64_t case_id)
{
	struct call_row *rows = arena_array(ctx->arena, n + 1, sizeof *rows);
	if (!rows)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct call_row){ .at = calls[i].at ? calls[i].at : clock_now_ms(), .case_id = case_id > 0 ? case_id : DB_NULL,
			                     .http_status = calls[i].http_status, .ms = calls[i].ms, .peer = calls[i].peer, .operation = calls[i].operation,
			                     .ground = calls[i].ground ? calls[i].ground : "", .request_no = calls[i].request_no,
			                     .outcome = call_outcome_name(calls[i].outcome) };
	return n ? db_bulk(ctx->db, &stmts[0], rows, sizeof *rows, n, NULL) : ERR_OK;
}
