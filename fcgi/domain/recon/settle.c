#include "domain/recon/settle.h"

#include "base/date.h"
#include "domain/ledger/batch.h"
#include "domain/ledger/ledger.h"
#include "domain/recon/recon_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum err_code settle_attempt_read(struct ctx *ctx, int64_t attempt_id, struct attempt *ret_attempt)
{
	struct sql_id in = { attempt_id };
	return db_one(ctx->db, RECON_SQL(ATTEMPT_READ), &in, ret_attempt);
}

enum err_code settle_unknown(struct ctx *ctx, int64_t limit, struct attempt **ret_attempts, size_t *ret_n)
{
	struct sql_id in = { limit };
	return db_list(ctx->db, RECON_SQL(ATTEMPTS_UNKNOWN), &in, (size_t)limit, (void **)ret_attempts, ret_n);
}

static enum err_code one_row(struct ctx *ctx, enum recon_stmt stmt, const void *in, const char *what)
{
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, RECON_SQL(stmt), in, &n);
	return rc || n == 1 ? rc : err_set(&ctx->err, ERR_STATE, "%s: somebody was faster", what);
}

static enum err_code post_one(struct ctx *ctx, const struct attempt *attempt)
{
	int64_t open_id = 0;
	char key[65];
	enum err_code rc = ledger_open_of(ctx, attempt->order_id, &open_id);
	if (rc)
		return rc;
	snprintf(key, sizeof(key), "post:%s", attempt->e2e_id);
	struct ledger_entry entry = { .kind = LEDGER_POST, .scheme = attempt->scheme, .amount_fen = attempt->amount_fen, .ref_id = attempt->id,
		.resolves_id = open_id, .idem_key = key };
	return ledger_post(ctx, &entry, NULL);
}

enum err_code settle_by_hand(struct ctx *ctx, const struct attempt *attempt, int64_t approval_id, const char *booked_on)
{
	struct settle_in in = { .attempt_id = attempt->id, .order_id = attempt->order_id, .at = clock_now_ms(), .approval_id = approval_id, .booked_on = booked_on };
	struct sql_id order = { attempt->order_id }, locked;
	enum err_code rc = db_one(ctx->db, RECON_SQL(ORDER_LOCK_ID), &order, &locked);
	/* The order first: while another attempt is under way, the key would refuse this one anyway. */
	if (!rc)
		rc = one_row(ctx, HAND_ORDER, &in, "order");
	if (!rc)
		rc = one_row(ctx, HAND_ATTEMPT, &in, "attempt");
	return rc ? rc : post_one(ctx, attempt);
}

enum err_code settle_one(struct ctx *ctx, const struct attempt *attempt, const struct settle_one *one)
{
	struct settle_in in = { .attempt_id = attempt->id, .order_id = attempt->order_id, .at = clock_now_ms(), .code = one->code,
		.bank_ref = one->bank_ref, .booked_on = one->paid ? one->booked_on : NULL, .held = one->paid ? NULL : one->held,
		.to = one->paid ? "SUCCEEDED" : "FAILED" };
	struct sql_id order = { attempt->order_id }, locked;
	bool closed = false;
	enum err_code rc = db_one(ctx->db, RECON_SQL(ORDER_LOCK_ID), &order, &locked);
	if (!rc)
		rc = one_row(ctx, ONE_ATTEMPT, &in, "attempt");
	if (!rc)
		rc = one_row(ctx, one->paid ? ONE_PAID : ONE_FAILED, &in, "order");
	if (!rc)
		rc = batch_close(ctx, attempt->batch_no, &closed);
	return rc || !one->paid ? rc : post_one(ctx, attempt);
}

static int id_order(const void *a, const void *b)
{
	const struct line_next *const *x = a, *const *y = b;
	int c = strcmp((*x)->e2e_id, (*y)->e2e_id);
	return c ? c : ((*x)->line_no > (*y)->line_no) - ((*x)->line_no < (*y)->line_no);
}

/* The chunk ends before the first line that speaks of an e2e_id again: the set statements see each payment once. */
static enum err_code chunk_bounds(struct ctx *ctx, int64_t file_id, int64_t limit, struct settle_chunk *chunk)
{
	struct sql_pair in = { file_id, limit };
	struct line_next *lines;
	size_t n;
	enum err_code rc = db_list(ctx->db, RECON_SQL(LINES_NEXT), &in, (size_t)limit, (void **)&lines, &n);
	if (rc || n == 0)
		return rc;
	const struct line_next **sorted = arena_array(ctx->arena, n, sizeof(*sorted));
	if (!sorted)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++)
		sorted[i] = &lines[i];
	qsort(sorted, n, sizeof(*sorted), id_order);
	int64_t end = lines[n - 1].line_no + 1;
	for (size_t i = 1; i < n; i++)
		if (strcmp(sorted[i - 1]->e2e_id, sorted[i]->e2e_id) == 0 && sorted[i]->line_no < end)
			end = sorted[i]->line_no;
	chunk->from_line = lines[0].line_no;
	chunk->to_line = end - 1;
	return ERR_OK;
}

static enum err_code chunk_counts(struct ctx *ctx, const struct chunk_in *in, struct settle_chunk *chunk)
{
	struct applied_sum *rows;
	size_t n;
	enum err_code rc = db_list(ctx->db, RECON_SQL(CHUNK_COUNTS), in, 16, (void **)&rows, &n);
	for (size_t i = 0; !rc && i < n; i++) {
		switch (rows[i].applied) {
		case LINE_PAID: chunk->paid_n = rows[i].n; chunk->paid_fen = rows[i].fen; break;
		case LINE_FAILED: chunk->failed_n = rows[i].n; break;
		case LINE_UNKNOWN: chunk->unknown_n = rows[i].n; break;
		case LINE_RETURNED: chunk->returned_n = rows[i].n; chunk->returned_fen = rows[i].fen; break;
		case LINE_KNOWN: chunk->known_n = rows[i].n; break;
		case LINE_DIFFERS: chunk->differ_n = rows[i].n; break;
		default: return err_set(&ctx->err, ERR_INTERNAL, "a line of the chunk was not judged");
		}
	}
	return rc;
}

/* Each set statement must touch exactly as many rows as lines were judged so; anything else takes the chunk back. */
static enum err_code set_exact(struct ctx *ctx, enum recon_stmt stmt, const struct chunk_in *in, int64_t expected)
{
	int64_t n = 0;
	if (expected == 0)
		return ERR_OK;
	enum err_code rc = db_do(ctx->db, RECON_SQL(stmt), in, &n);
	return rc || n == expected ? rc : err_set(&ctx->err, ERR_INTERNAL, "%s: %lld rows instead of %lld", recon_sql.stmts[stmt].name,
	                                          (long long)n, (long long)expected);
}

static enum err_code chunk_money(struct ctx *ctx, struct chunk_in *in, const char *scheme, const struct settle_chunk *chunk)
{
	enum err_code rc = ERR_OK;
	if (chunk->paid_n > 0) {
		rc = ledger_sides(ctx, LEDGER_POST, scheme, &in->dr, &in->cr);
		if (!rc)
			rc = set_exact(ctx, CHUNK_POST, in, chunk->paid_n);
		if (!rc)
			rc = ledger_move(ctx, LEDGER_POST, scheme, chunk->paid_fen);
	}
	if (!rc && chunk->returned_n > 0) {
		rc = ledger_sides(ctx, LEDGER_RETURN, scheme, &in->dr, &in->cr);
		if (!rc)
			rc = set_exact(ctx, CHUNK_RETURN, in, chunk->returned_n);
		if (!rc)
			rc = ledger_move(ctx, LEDGER_RETURN, scheme, chunk->returned_fen);
	}
	return rc;
}

static enum err_code chunk_states(struct ctx *ctx, const struct chunk_in *in, const struct settle_chunk *chunk)
{
	enum err_code rc = set_exact(ctx, CHUNK_SUCCEEDED, in, chunk->paid_n);
	if (!rc)
		rc = set_exact(ctx, CHUNK_PAID, in, chunk->paid_n);
	if (!rc)
		rc = set_exact(ctx, CHUNK_FAILED, in, chunk->failed_n);
	if (!rc)
		rc = set_exact(ctx, CHUNK_HELD, in, chunk->failed_n);
	if (!rc)
		rc = set_exact(ctx, CHUNK_UNKNOWN, in, chunk->unknown_n);
	if (!rc)
		rc = set_exact(ctx, CHUNK_RETURNED, in, chunk->returned_n);
	if (!rc)
		rc = set_exact(ctx, CHUNK_BACK, in, chunk->returned_n);
	if (!rc && chunk->differ_n > 0)
		rc = db_do(ctx->db, RECON_SQL(CHUNK_DIFFS), in, NULL);
	if (!rc && chunk->differ_n > 0)
		rc = db_do(ctx->db, RECON_SQL(CHUNK_FREEZE), in, NULL);
	return rc;
}

enum err_code settle_chunk(struct ctx *ctx, int64_t file_id, const char *scheme, int64_t limit, struct settle_chunk *ret_chunk)
{
	struct settle_chunk chunk = { 0 };
	struct sql_id *locked;
	size_t n;
	enum err_code rc = chunk_bounds(ctx, file_id, limit, &chunk);
	if (rc || chunk.from_line == 0) {
		if (!rc)
			*ret_chunk = chunk;
		return rc;
	}
	struct chunk_in in = { .file_id = file_id, .from_line = chunk.from_line, .to_line = chunk.to_line, .at = clock_now_ms() };
	rc = db_list(ctx->db, RECON_SQL(CHUNK_LOCK), &in, SETTLE_CHUNK, (void **)&locked, &n);
	if (!rc)
		rc = db_do(ctx->db, RECON_SQL(CHUNK_JUDGE), &in, NULL);
	if (!rc)
		rc = chunk_counts(ctx, &in, &chunk);
	if (!rc && !scheme && chunk.differ_n != chunk.to_line - chunk.from_line + 1)
		rc = err_set(&ctx->err, ERR_INTERNAL, "lines of a foreign batch fit ours");
	if (!rc)
		rc = chunk_states(ctx, &in, &chunk);
	if (!rc)
		rc = db_list(ctx->db, RECON_SQL(CHUNK_SETTLED), &in, SETTLE_CHUNK, (void **)&chunk.settled, &chunk.n_settled);
	if (!rc)
		rc = chunk_money(ctx, &in, scheme, &chunk);
	if (!rc)
		*ret_chunk = chunk;
	return rc;
}
