#include "domain/recon/recon.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/recon/recon_sql.h"

#include <string.h>

static enum err_code stage_lines(struct ctx *ctx, int64_t file_id, const struct bank_line *lines, size_t n, int64_t applied)
{
	enum { ROWS = 1000 };
	struct line_in *ins = arena_array(ctx->arena, ROWS, sizeof(*ins));
	char(*days)[DATE_TEXT] = arena_array(ctx->arena, ROWS, sizeof(*days));
	if (!ins || !days)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t from = 0; from < n; from += ROWS) {
		size_t m = n - from < ROWS ? n - from : ROWS;
		for (size_t i = 0; i < m; i++) {
			const struct bank_line *line = &lines[from + i];
			date_text(line->day, days[i]);
			ins[i] = (struct line_in){ file_id, line->line_no, line->amount_fen, applied, line->e2e_id, line->code, line->bank_ref, days[i] };
		}
		int64_t done = 0;
		enum err_code rc = db_bulk(ctx->db, RECON_SQL(LINE_INSERT), ins, sizeof(*ins), m, &done);
		if (!rc && done != (int64_t)m)
			rc = err_set(&ctx->err, ERR_INTERNAL, "bank lines missing");
		if (rc)
			return rc;
	}
	return ERR_OK;
}

static enum err_code stage(struct ctx *ctx, struct file_in *in, const struct bank_line *lines, size_t n, int64_t applied, struct recon_file *ret_file)
{
	struct recon_file file = { .applied_at = in->applied_at };
	in->received_at = clock_now_ms();
	in->message_id = text_hex(ctx->arena, in->sm3.p, in->sm3.n);
	if (!in->message_id)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	enum err_code rc = db_insert(ctx->db, RECON_SQL(FILE_INSERT), in, &file.id);
	if (rc == ERR_DUPLICATE) {
		err_clear(&ctx->err);
		struct file_row row;
		rc = db_one(ctx->db, RECON_SQL(FILE_BY_SM3), in, &row);
		if (!rc)
			*ret_file = (struct recon_file){ row.id, row.applied_at, true };
		return rc;
	}
	if (!rc)
		rc = db_do(ctx->db, RECON_SQL(INBOX_INSERT), in, NULL);
	if (!rc)
		rc = stage_lines(ctx, file.id, lines, n, applied);
	if (!rc)
		*ret_file = file;
	return rc;
}

enum err_code recon_stage_return(struct ctx *ctx, const struct return_file *file, const uint8_t sm3[SM3_SIZE], struct recon_file *ret_file)
{
	char day[DATE_TEXT];
	date_text(file->day, day);
	struct file_in in = { .n = (int64_t)file->n, .opening_fen = DB_NULL, .closing_fen = DB_NULL, .applied_at = DB_NULL,
		.kind = "RETURN", .batch_no = file->batch_no, .day = day, .sm3 = { sm3, SM3_SIZE } };
	return stage(ctx, &in, file->lines, file->n, LINE_STAGED, ret_file);
}

enum err_code recon_stage_statement(struct ctx *ctx, const struct statement_file *file, const uint8_t sm3[SM3_SIZE], struct recon_file *ret_file)
{
	char day[DATE_TEXT];
	date_text(file->day, day);
	struct file_in in = { .n = (int64_t)file->n, .opening_fen = file->opening_fen, .closing_fen = file->closing_fen,
		.applied_at = clock_now_ms(), .kind = "STATEMENT", .day = day, .sm3 = { sm3, SM3_SIZE } };
	enum err_code rc = stage(ctx, &in, file->lines, file->n, LINE_KNOWN, ret_file);
	/* The day may have been asked for again without any movement since: the same bytes, known to be complete later. */
	if (!rc && ret_file->again) {
		struct file_touch touch = { ret_file->id, clock_now_ms() };
		rc = db_do(ctx->db, RECON_SQL(FILE_TOUCH), &touch, NULL);
	}
	return rc;
}

enum err_code recon_file_done(struct ctx *ctx, int64_t file_id)
{
	struct file_touch in = { file_id, clock_now_ms() };
	return db_do(ctx->db, RECON_SQL(FILE_DONE), &in, NULL);
}

enum err_code recon_batch(struct ctx *ctx, const char *batch_no, struct recon_batch *ret_batch)
{
	struct sql_text in = { batch_no };
	enum err_code rc = db_one(ctx->db, RECON_SQL(BATCH_BY_NO), &in, ret_batch);
	if (rc || !text_eq(ret_batch->state, "SENDING"))
		return rc;
	struct file_touch doubt = { ret_batch->id, clock_now_ms() };
	return db_do(ctx->db, RECON_SQL(BATCH_IN_DOUBT), &doubt, NULL);
}

static enum err_code statement_of(struct ctx *ctx, const char *day, struct file_row *ret_row)
{
	struct sql_text in = { day };
	enum err_code rc = db_one(ctx->db, RECON_SQL(STATEMENT_NEWEST), &in, ret_row);
	if (rc != ERR_NOT_FOUND)
		return rc;
	*ret_row = (struct file_row){ 0 };
	return ERR_OK;
}

enum err_code recon_proven(struct ctx *ctx, const char *day, int64_t limit, int64_t **ret_attempt_ids, size_t *ret_n)
{
	struct file_row file;
	enum err_code rc = statement_of(ctx, day, &file);
	struct sql_pair in = { rc ? 0 : file.id, limit };
	if (!rc)
		rc = db_list(ctx->db, RECON_SQL(STATEMENT_PROVES), &in, (size_t)limit, (void **)ret_attempt_ids, ret_n);
	return rc;
}

static enum err_code differences(struct ctx *ctx, const struct compare_in *in)
{
	static const enum recon_stmt of_statement[] = { STATEMENT_ALIGN, STATEMENT_ALIGN_BACK, DIFF_LINES, DIFF_TWICE, DIFF_OPENING, DIFF_FREEZE };
	static const enum recon_stmt of_ours[] = { DIFF_ONLY_OURS, DIFF_NOT_BACK, DIFF_BOOKS };
	enum err_code rc = ERR_OK;
	for (size_t i = 0; !rc && in->file_id > 0 && i < ARRAY_LEN(of_statement); i++)
		rc = db_do(ctx->db, RECON_SQL(of_statement[i]), in, NULL);
	for (size_t i = 0; !rc && i < ARRAY_LEN(of_ours); i++)
		rc = db_do(ctx->db, RECON_SQL(of_ours[i]), in, NULL);
	return rc;
}

static enum err_code totals(struct ctx *ctx, struct compare_in *in, struct recon_day *day)
{
	struct day_sum ours, back, bank = { 0 }, posted, unposted;
	enum err_code rc = db_one(ctx->db, RECON_SQL(SUM_OURS), in, &ours);
	if (!rc)
		rc = db_one(ctx->db, RECON_SQL(SUM_BACK), in, &back);
	if (!rc && in->file_id > 0)
		rc = db_one(ctx->db, RECON_SQL(SUM_BANK), in, &bank);
	if (!rc)
		rc = db_one(ctx->db, RECON_SQL(SUM_POSTED), in, &posted);
	if (!rc)
		rc = db_one(ctx->db, RECON_SQL(SUM_UNPOSTED), in, &unposted);
	if (rc)
		return rc;
	if (!money_sub(ours.fen, back.fen, &day->ours_fen) || !money_sub(posted.fen, unposted.fen, &day->ledger_fen))
		return err_set(&ctx->err, ERR_OVERFLOW, "sums of a day");
	day->ours_n = ours.n + back.n;
	day->bank_n = bank.n;
	day->bank_fen = bank.fen;
	/* Sums that differ while no line does would be a hole in the comparison itself: it is shown, never passed over. */
	in->ours_fen = day->ours_fen;
	in->bank_fen = day->bank_fen;
	if (day->ours_fen != day->ledger_fen || (in->file_id > 0 && day->ours_fen != day->bank_fen))
		rc = db_do(ctx->db, RECON_SQL(DIFF_SUM), in, NULL);
	return rc;
}

enum err_code recon_compare(struct ctx *ctx, int32_t day, int32_t today, struct recon_day *ret_day)
{
	char text[DATE_TEXT];
	struct file_row file;
	date_text(day, text);
	enum err_code rc = statement_of(ctx, text, &file);
	if (rc)
		return rc;
	struct compare_in in = { .file_id = file.id, .at = clock_now_ms(), .day = text };
	struct recon_day result = { .file_id = file.id, .received_at = file.received_at };
	struct day_sum open;
	rc = differences(ctx, &in);
	if (!rc)
		rc = totals(ctx, &in, &result);
	if (!rc)
		rc = db_do(ctx->db, RECON_SQL(DIFFS_GONE), &in, NULL);
	if (!rc)
		rc = db_one(ctx->db, RECON_SQL(DIFFS_OPEN), &in, &open);
	if (rc)
		return rc;
	result.diffs = open.n;
	bool quiet = file.id == 0 && result.ours_n == 0;
	result.closed = day < today && open.n == 0 && (quiet || (file.id > 0 && file.received_at >= day_instant(day + 1)));
	struct day_in row = { result.ours_n, result.ours_fen, result.bank_n, result.bank_fen, result.ledger_fen, result.diffs,
		result.closed ? in.at : DB_NULL, in.at, text, result.closed ? "CLOSED" : "OPEN" };
	rc = db_do(ctx->db, RECON_SQL(DAY_WRITE), &row, NULL);
	if (!rc)
		*ret_day = result;
	return rc;
}

enum err_code recon_open_days(struct ctx *ctx, int32_t today, int64_t limit, int32_t **ret_days, size_t *ret_n)
{
	char text[DATE_TEXT];
	date_text(today, text);
	struct days_ask in = { limit, text };
	struct sql_text *rows;
	size_t n;
	enum err_code rc = db_list(ctx->db, RECON_SQL(DAYS_OPEN), &in, (size_t)limit, (void **)&rows, &n);
	if (rc)
		return rc;
	int32_t *days = arena_array(ctx->arena, n > 0 ? n : 1, sizeof(*days));
	if (!days)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++)
		if (!date_parse(rows[i].text, &days[i]))
			return err_set(&ctx->err, ERR_DB, "recon_day: day");
	*ret_days = days;
	*ret_n = n;
	return ERR_OK;
}

enum err_code recon_diff_about(struct ctx *ctx, int64_t diff_id, struct recon_about *ret_about)
{
	struct sql_id in = { diff_id };
	return db_one(ctx->db, RECON_SQL(DIFF_ABOUT), &in, ret_about);
}

enum err_code recon_diff_close(struct ctx *ctx, int64_t diff_id, int64_t approval_id, const char *outcome, int32_t *ret_day)
{
	struct diff_close in = { diff_id, approval_id, clock_now_ms(), outcome };
	struct sql_text day;
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, RECON_SQL(DIFF_CLOSE), &in, &n);
	if (!rc && n != 1)
		rc = err_set(&ctx->err, ERR_STATE, "difference %lld is not open", (long long)diff_id);
	if (!rc && outcome)
		rc = db_do(ctx->db, RECON_SQL(DIFF_CLOSE_ALIKE), &in, NULL);
	if (!rc)
		rc = db_one(ctx->db, RECON_SQL(DIFF_DAY), &in, &day);
	if (!rc && !date_parse(day.text, ret_day))
		rc = err_set(&ctx->err, ERR_DB, "recon_diff: day");
	return rc;
}

enum err_code recon_mark_read(struct ctx *ctx, const char *name, int64_t *ret_value)
{
	struct sql_text in = { name }, row;
	enum err_code rc = db_one(ctx->db, RECON_SQL(MARK_READ), &in, &row);
	if (rc == ERR_NOT_FOUND) {
		*ret_value = 0;
		return ERR_OK;
	}
	if (!rc && !text_i64(row.text, ret_value))
		rc = err_set(&ctx->err, ERR_DB, "cursor_mark: value");
	return rc;
}

enum err_code recon_mark_set(struct ctx *ctx, const char *name, int64_t value)
{
	char *text = arena_printf(ctx->arena, "%lld", (long long)value);
	struct mark_in in = { clock_now_ms(), name, text };
	return text ? db_do(ctx->db, RECON_SQL(MARK_SET), &in, NULL) : err_set(&ctx->err, ERR_NOMEM, "arena");
}
