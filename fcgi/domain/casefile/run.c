#include "domain/casefile/run.h"

#include "base/date.h"
#include "domain/casefile/run_sql.h"

#define RANGES_MAX 10000

static enum err_code one(struct ctx *ctx, enum run_stmt stmt, const struct run_key *key, struct run *ret_run)
{
	return db_one(ctx->db, &run_stmts[stmt], key, ret_run);
}

enum err_code run_insert(struct ctx *ctx, struct run *run)
{
	uint8_t number[UID_SIZE];
	if (!crypto_uid(number))
		return err_set(&ctx->err, ERR_CRYPTO, "uid");
	run->public_id = text_hex(ctx->arena, number, sizeof number);
	run->created_at = clock_now_ms();
	return db_insert(ctx->db, &run_stmts[RUN_INSERT], run, &run->id);
}

enum err_code run_read(struct ctx *ctx, int64_t id, struct run *ret_run)
{
	return one(ctx, RUN_READ, &(struct run_key){ .id = id }, ret_run);
}

enum err_code run_lock(struct ctx *ctx, int64_t id, struct run *ret_run)
{
	return one(ctx, RUN_LOCK, &(struct run_key){ .id = id }, ret_run);
}

enum err_code run_find(struct ctx *ctx, const char *public_id, struct run *ret_run)
{
	return one(ctx, RUN_FIND, &(struct run_key){ .text = public_id }, ret_run);
}

enum err_code run_of_month(struct ctx *ctx, const char *scheme, const char *month, struct run *ret_run)
{
	return one(ctx, RUN_OF_MONTH, &(struct run_key){ .scheme = scheme, .month = month }, ret_run);
}

enum err_code run_update(struct ctx *ctx, const struct run *run)
{
	return db_do(ctx->db, &run_stmts[RUN_UPDATE], run, NULL);
}

enum err_code run_stop_by(struct ctx *ctx, int64_t id, int64_t staff_id, const char *why)
{
	int64_t n = 0;
	enum err_code code = db_do(ctx->db, &run_stmts[RUN_STOP], &(struct run_key){ .id = id, .at = staff_id, .text = why }, &n);
	return code || n == 1 ? code : err_set(&ctx->err, ERR_STATE, "run %lld is stopped or at its end", (long long)id);
}

enum err_code run_asked(struct ctx *ctx, int64_t id)
{
	return db_do(ctx->db, &run_stmts[RUN_ASKED], &(struct run_key){ .id = id }, NULL);
}

enum err_code run_open_approval(struct ctx *ctx, int64_t id, int64_t *ret_approval_id)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &run_stmts[RUN_OPEN_APPROVAL], &(struct run_key){ .id = id, .at = clock_now_ms() }, &row);
	if (!code)
		*ret_approval_id = row.id;
	return code;
}

/* ---- ranges ---- */

enum err_code run_span(struct ctx *ctx, const char *scheme, int64_t *ret_first, int64_t *ret_last)
{
	struct run_key row;
	enum err_code code = db_one(ctx->db, &run_stmts[RUN_SPAN], &(struct run_key){ .scheme = scheme }, &row);
	if (code)
		return code;
	if (row.id == DB_NULL)
		return err_set(&ctx->err, ERR_NOT_FOUND, "no qualification of %s", scheme);
	*ret_first = row.id;
	*ret_last = row.at;
	return ERR_OK;
}

enum err_code run_ranges_make(struct ctx *ctx, const struct run *run, int64_t after, int64_t to, int64_t width)
{
	char last[MONTH_TEXT];
	int32_t month;
	if (!month_parse(run->month, &month) || width < 1 || (to - after) / width >= RANGES_MAX)
		return err_set(&ctx->err, ERR_INTERNAL, "ranges");
	month_text(month + (int32_t)run->months - 1, last);
	struct run_range_in in = { .run_id = run->id, .scheme = run->scheme, .from = run->month, .upto = last, .at = clock_now_ms() };
	enum err_code code = ERR_OK;
	for (; after < to && !code; after += width) {
		in.seq++;
		in.after = after;
		in.to = after + width < to ? after + width : to;
		code = db_do(ctx->db, &run_stmts[RUN_RANGE_INSERT], &in, NULL);
	}
	return code;
}

enum err_code run_ranges(struct ctx *ctx, int64_t run_id, struct run_range **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &run_stmts[RUN_RANGES], &(struct run_key){ .id = run_id }, RANGES_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code run_range_read(struct ctx *ctx, int64_t id, struct run_range *ret_range)
{
	return db_one(ctx->db, &run_stmts[RUN_RANGE_READ], &(struct run_key){ .id = id }, ret_range);
}

enum err_code run_range_at(struct ctx *ctx, int64_t run_id, int64_t seq, int64_t *ret_id)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &run_stmts[RUN_RANGE_AT], &(struct run_key){ .id = run_id, .at = seq }, &row);
	if (!code)
		*ret_id = row.id;
	return code;
}

enum err_code run_range_lock(struct ctx *ctx, int64_t id, struct run_range *ret_range)
{
	return db_one(ctx->db, &run_stmts[RUN_RANGE_LOCK], &(struct run_key){ .id = id }, ret_range);
}

enum err_code run_range_update(struct ctx *ctx, const struct run_range *range)
{
	struct run_range in = *range;
	in.updated_at = clock_now_ms();
	return db_do(ctx->db, &run_stmts[RUN_RANGE_UPDATE], &in, NULL);
}

enum err_code run_ranges_begin(struct ctx *ctx, int64_t run_id, const char *phase)
{
	return db_do(ctx->db, &run_stmts[RUN_RANGES_BEGIN], &(struct run_key){ .id = run_id, .text = phase }, NULL);
}

enum err_code run_sums(struct ctx *ctx, int64_t run_id, struct run_counts *ret_sums)
{
	struct run_range row;
	enum err_code code = db_one(ctx->db, &run_stmts[RUN_SUMS], &(struct run_key){ .id = run_id }, &row);
	if (!code)
		*ret_sums = row.n;
	return code;
}

enum err_code run_funnel_add(struct ctx *ctx, const struct run_funnel *rows, size_t n)
{
	return db_bulk(ctx->db, &run_stmts[RUN_FUNNEL_ADD], rows, sizeof *rows, n, NULL);
}

enum err_code run_funnel_sums(struct ctx *ctx, int64_t run_id, struct run_funnel **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &run_stmts[RUN_FUNNEL_SUMS], &(struct run_key){ .id = run_id }, RUN_CHECKS_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

/* ---- chunks ---- */

enum err_code run_stale(struct ctx *ctx, const struct run_stale *ask, struct sql_id **ret_ids, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &run_stmts[RUN_STALE], ask, (size_t)ask->limit, &rows, ret_n);
	if (!code)
		*ret_ids = rows;
	return code;
}

/* Of each month the last revision; they come in order. */
enum err_code run_entries(struct ctx *ctx, const struct run_window *ask, size_t cap, struct run_entry **ret_rows, size_t *ret_n)
{
	void *all;
	size_t n, kept = 0;
	enum err_code code = db_list(ctx->db, &run_stmts[RUN_ENTRIES], ask, cap, &all, &n);
	struct run_entry *rows = all;
	for (size_t i = 0; i < n && !code; i++) {
		bool newer = i + 1 < n && rows[i + 1].qualification_id == rows[i].qualification_id && text_eq(rows[i + 1].month, rows[i].month);
		if (!newer)
			rows[kept++] = rows[i];
	}
	if (code)
		return code;
	*ret_rows = rows;
	*ret_n = kept;
	return ERR_OK;
}

enum err_code run_months_put(struct ctx *ctx, struct run_month *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rows[i].row.at = clock_now_ms();
	if (!n)
		return ERR_OK;
	enum err_code code = db_bulk(ctx->db, &run_stmts[RUN_MONTH_INSERT], rows, sizeof *rows, n, NULL);
	return code == ERR_DUPLICATE ? err_set(&ctx->err, ERR_BUSY, "a month was written by another one") : code;
}

/* ---- what staff see ---- */

enum err_code run_list(struct ctx *ctx, int64_t before_id, size_t limit, struct run **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &run_stmts[RUN_LIST], &(struct run_key){ .before = before_id, .limit = (int64_t)limit }, limit, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code run_people(struct ctx *ctx, const struct run_people_ask *ask, struct run_person **ret_rows, size_t *ret_n)
{
	void *rows;
	enum run_stmt stmt = ask->change[0] ? RUN_PEOPLE_CHANGE : RUN_PEOPLE_OUTCOME;
	enum err_code code = db_list(ctx->db, &run_stmts[stmt], ask, (size_t)ask->limit, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}
