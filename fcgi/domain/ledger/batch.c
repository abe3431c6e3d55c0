#include "domain/ledger/batch.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/ledger/batch_file.h"
#include "domain/ledger/pay_sql.h"

/* Milliseconds of the day and four random digits: in time order, and after a restore of an old backup no number of the lost hours
 * comes again by itself, as it would from a counter. The unique key decides. */
static enum err_code number_draw(struct ctx *ctx, const char *day, char out[BATCH_NO_SIZE + 1])
{
	uint16_t r;
	if (!crypto_random(&r, sizeof(r)))
		return err_set(&ctx->err, ERR_CRYPTO, "batch number");
	int64_t now = clock_now_ms();
	int64_t ms = now - day_instant(instant_day(now));
	batch_no_text(day, ms * 10000 + r % 10000, out);
	return ERR_OK;
}

static enum err_code insert_batch(struct ctx *ctx, const struct batch_new *row, int64_t sum_fen, struct batch *batch)
{
	struct batch_in in = {
		.n = (int64_t)row->n, .sum_fen = sum_fen, .mandate_id = row->mandate_id > 0 ? row->mandate_id : DB_NULL, .made_by = row->made_by,
		.at = clock_now_ms(), .scheme = row->scheme, .day = row->day,
	};
	for (int try = 0; try < 5; try++) {
		char *number = arena_alloc(ctx->arena, BATCH_NO_SIZE + 1);
		if (!number)
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		enum err_code rc = number_draw(ctx, row->day, number);
		in.batch_no = number;
		if (!rc)
			rc = db_insert(ctx->db, PAY_SQL(BATCH_INSERT), &in, &batch->id);
		if (rc == ERR_DUPLICATE)
			continue;
		batch->batch_no = number;
		return rc;
	}
	return err_set(&ctx->err, ERR_BUSY, "no free batch number");
}

static enum err_code insert_attempts(struct ctx *ctx, const struct batch_new *row, const struct batch *batch)
{
	struct attempt_in *ins = arena_array(ctx->arena, row->n, sizeof(*ins));
	char *e2e = arena_array(ctx->arena, row->n, E2E_ID_SIZE + 1);
	if (!ins || !e2e)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	int64_t now = clock_now_ms(), n = 0;
	for (size_t i = 0; i < row->n; i++) {
		char *id = e2e + i * (E2E_ID_SIZE + 1);
		batch_e2e_text(batch->batch_no, (int64_t)i + 1, id);
		ins[i] = (struct attempt_in){ .order_id = row->orders[i].id, .attempt_no = row->orders[i].attempts + 1, .batch_id = batch->id,
			.amount_fen = row->orders[i].amount_fen, .at = now, .e2e_id = id };
	}
	enum err_code rc = db_bulk(ctx->db, PAY_SQL(ATTEMPT_INSERT), ins, sizeof(*ins), row->n, &n);
	if (!rc && n != (int64_t)row->n)
		rc = err_set(&ctx->err, ERR_INTERNAL, "batch: attempts missing");
	return rc;
}

/* File and digest of the rows as they stand. */
static enum err_code file_of(struct ctx *ctx, const struct batch *batch, struct blob *ret_file, size_t *ret_n, int64_t *ret_sum,
                             uint8_t ret_sm3[SM3_SIZE])
{
	struct sql_id in = { batch->id };
	struct file_row *rows;
	size_t n;
	enum err_code rc = db_list(ctx->db, PAY_SQL(FILE_ROWS), &in, BATCH_ROWS_MAX, (void **)&rows, &n);
	if (rc)
		return rc;
	struct batch_row *lines = arena_array(ctx->arena, n > 0 ? n : 1, sizeof(*lines));
	if (!lines)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++) {
		lines[i].e2e_id = rows[i].e2e_id;
		lines[i].amount_fen = rows[i].amount_fen;
		lines[i].purpose = arena_printf(ctx->arena, "%s%s", text_eq(rows[i].scheme, "type2") ? "公租房货币补贴" :
			text_eq(rows[i].scheme, "rental") ? "人才租赁补贴" : "人才购房补贴", rows[i].period_key);
		if (!lines[i].purpose)
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		rc = order_payee_open(ctx, &rows[i].uid, &rows[i].payee_ct, &lines[i].account, &lines[i].holder, &lines[i].cnaps);
		if (rc)
			return rc;
	}
	struct batch_head head = { batch->batch_no, config_text(ctx->config, "bank.payer_account"), batch->day };
	rc = batch_file(ctx->arena, &head, lines, n, ret_file, ret_sum, &ctx->err);
	if (rc)
		return rc;
	*ret_n = n;
	return crypto_sm3(ret_file->p, ret_file->n, ret_sm3) ? ERR_OK : err_set(&ctx->err, ERR_CRYPTO, "digest of a file");
}

enum err_code batch_make(struct ctx *ctx, const struct batch_new *row, struct batch *ret_batch)
{
	struct batch batch = { .scheme = row->scheme, .day = row->day, .state = "DRAFT", .made_by = row->made_by, .n = (int64_t)row->n,
		.approval_id = DB_NULL, .mandate_id = row->mandate_id > 0 ? row->mandate_id : DB_NULL };
	if (row->n == 0 || row->n > BATCH_ROWS_MAX)
		return err_set(&ctx->err, ERR_INVALID, "batch: number of orders");
	for (size_t i = 0; i < row->n; i++)
		if (!money_add(batch.sum_fen, row->orders[i].amount_fen, &batch.sum_fen))
			return err_set(&ctx->err, ERR_OVERFLOW, "batch: sum");
	enum err_code rc = order_take(ctx, row->orders, row->n);
	if (!rc)
		rc = insert_batch(ctx, row, batch.sum_fen, &batch);
	if (!rc)
		rc = insert_attempts(ctx, row, &batch);
	struct blob file;
	size_t n;
	int64_t sum;
	uint8_t *sm3 = arena_alloc(ctx->arena, SM3_SIZE);
	if (!rc && !sm3)
		rc = err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!rc)
		rc = file_of(ctx, &batch, &file, &n, &sum, sm3);
	if (!rc && (n != row->n || sum != batch.sum_fen))
		rc = err_set(&ctx->err, ERR_INTERNAL, "batch: rows and file do not agree");
	if (rc)
		return rc;
	batch.file_sm3 = (struct blob){ sm3, SM3_SIZE };
	rc = db_do(ctx->db, PAY_SQL(BATCH_DIGEST), &batch, NULL);
	if (!rc)
		*ret_batch = batch;
	return rc;
}

enum err_code batch_lock_row(struct ctx *ctx, int64_t id, struct batch *ret_batch)
{
	struct sql_id in = { id };
	return db_one(ctx->db, PAY_SQL(BATCH_LOCK_ROW), &in, ret_batch);
}

enum err_code batch_bytes(struct ctx *ctx, const struct batch *batch, struct blob *ret_file)
{
	struct blob file;
	size_t n;
	int64_t sum;
	uint8_t sm3[SM3_SIZE];
	enum err_code rc = file_of(ctx, batch, &file, &n, &sum, sm3);
	if (rc)
		return rc;
	if ((int64_t)n != batch->n || sum != batch->sum_fen || batch->file_sm3.n != SM3_SIZE || !crypto_equal(sm3, batch->file_sm3.p, SM3_SIZE))
		return err_set(&ctx->err, ERR_STATE, "batch %lld: the file is not the one that was agreed on", (long long)batch->id);
	*ret_file = file;
	return ERR_OK;
}

enum err_code batch_set_approval(struct ctx *ctx, struct batch *batch, int64_t approval_id)
{
	struct sql_pair in = { approval_id, batch->id };
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, PAY_SQL(BATCH_APPROVAL), &in, &n);
	if (!rc && n != 1)
		rc = err_set(&ctx->err, ERR_STATE, "batch %lld has its ground already", (long long)batch->id);
	if (!rc)
		batch->approval_id = approval_id;
	return rc;
}

/* Moves all attempts of the batch from one state to another; exact: not one fewer. */
static enum err_code attempts_move(struct ctx *ctx, const struct batch *batch, const char *from, const char *to, int64_t *ret_n)
{
	struct attempts_move in = { .batch_id = batch->id, .at = clock_now_ms(), .from = from, .to = to };
	return db_do(ctx->db, PAY_SQL(ATTEMPTS_MOVE), &in, ret_n);
}

static enum err_code batch_move(struct ctx *ctx, struct batch *batch, const char *to)
{
	struct batch_move in = { .id = batch->id, .fence = batch->fence, .at = clock_now_ms(), .from = batch->state, .to = to };
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, PAY_SQL(BATCH_MOVE), &in, &n);
	if (!rc && n != 1)
		rc = err_set(&ctx->err, ERR_STALE, "batch %lld moved", (long long)batch->id);
	if (!rc)
		batch->state = to;
	return rc;
}

enum err_code batch_lock(struct ctx *ctx, struct batch *batch, int32_t today)
{
	char before[DATE_TEXT];
	int64_t n = 0, locked = 0;
	date_text(today - 1, before);
	struct batch_lock_in in = { .id = batch->id, .before = before };
	enum err_code rc = db_do(ctx->db, PAY_SQL(BATCH_LOCK), &in, &n);
	if (rc)
		return rc;
	if (n != 1)
		return err_set(&ctx->err, ERR_LIMIT, "batch %lld: an open difference forbids new payments", (long long)batch->id);
	rc = attempts_move(ctx, batch, "PREPARED", "LOCKED", &locked);
	if (!rc && locked != batch->n)
		rc = err_set(&ctx->err, ERR_INTERNAL, "batch %lld: attempts missing", (long long)batch->id);
	if (!rc)
		batch->state = "LOCKED";
	return rc;
}

static enum err_code orders_back(struct ctx *ctx, const struct batch *batch, const char *held)
{
	struct order_held in = { .id = batch->id, .held = held };
	return db_do(ctx->db, PAY_SQL(ORDERS_BACK), &in, NULL);
}

enum err_code batch_cancel(struct ctx *ctx, struct batch *batch)
{
	enum err_code rc = batch_move(ctx, batch, "CANCELLED");
	if (!rc)
		rc = attempts_move(ctx, batch, "PREPARED", "FAILED", NULL);
	return rc ? rc : orders_back(ctx, batch, NULL);
}

enum err_code batch_sending(struct ctx *ctx, struct batch *batch)
{
	struct sql_id in = { batch->id };
	int64_t n = 0;
	/* Found SENDING: the sender before us died in the middle, nobody knows how far it came. */
	enum err_code rc = text_eq(batch->state, "SENDING") ? attempts_move(ctx, batch, "LOCKED", "UNKNOWN", NULL) : ERR_OK;
	if (!rc)
		rc = db_do(ctx->db, PAY_SQL(BATCH_SENDING), &in, &n);
	if (!rc && n != 1)
		rc = err_set(&ctx->err, ERR_STATE, "batch %lld cannot be sent", (long long)batch->id);
	if (!rc) {
		batch->fence++;
		batch->state = "SENDING";
	}
	return rc;
}

enum err_code batch_sent(struct ctx *ctx, struct batch *batch)
{
	enum err_code rc = batch_move(ctx, batch, "SENT");
	if (!rc)
		rc = attempts_move(ctx, batch, "LOCKED", "SENT", NULL);
	return rc ? rc : attempts_move(ctx, batch, "UNKNOWN", "SENT", NULL);
}

enum err_code batch_unknown(struct ctx *ctx, struct batch *batch)
{
	enum err_code rc = batch_move(ctx, batch, "UNKNOWN");
	return rc ? rc : attempts_move(ctx, batch, "LOCKED", "UNKNOWN", NULL);
}

enum err_code batch_not_sent(struct ctx *ctx, struct batch *batch, bool was_unknown)
{
	return batch_move(ctx, batch, was_unknown ? "UNKNOWN" : "LOCKED");
}

enum err_code batch_refused(struct ctx *ctx, struct batch *batch)
{
	enum err_code rc = batch_move(ctx, batch, "CLOSED");
	if (!rc)
		rc = attempts_move(ctx, batch, "LOCKED", "FAILED", NULL);
	if (!rc)
		rc = attempts_move(ctx, batch, "UNKNOWN", "FAILED", NULL);
	return rc ? rc : orders_back(ctx, batch, ORDER_HELD_BANK);
}

enum err_code batch_close(struct ctx *ctx, const char *batch_no, bool *ret_closed)
{
	struct batch_close_in in = { .at = clock_now_ms(), .batch_no = batch_no };
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, PAY_SQL(BATCH_CLOSE), &in, &n);
	if (!rc)
		*ret_closed = n == 1;
	return rc;
}
