#include "flow/population_flow.h"

#include "base/money.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

struct exporting {
	struct ctx *ctx;
	struct buf *out;
	struct population trial;
	const struct population_export *in;
	int64_t n, from, to; /* lines written; numbers of the part: behind `from` up to `to` */
};

/* A text cell: quoted, and never read as a formula by a spreadsheet. */
static void cell(struct buf *b, const char *text)
{
	buf_str(b, strchr("=+-@\t\r", text[0]) && text[0] ? "\"'" : "\"");
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			buf_char(b, '"');
		buf_char(b, *p);
	}
	buf_str(b, "\",");
}

static void yuan(struct buf *b, int64_t fen, const char *end)
{
	char text[MONEY_TEXT];
	money_text(fen, text);
	buf_str(b, text);
	buf_str(b, end);
}

static void codes(struct buf *b, uint32_t failed)
{
	bool first = true;
	buf_char(b, '"');
	for (int i = 0; i < CHECK_CODES; i++)
		if (failed >> i & 1) {
			buf_str(b, first ? "" : " ");
			buf_str(b, policy_check_name((enum check_code)i));
			first = false;
		}
	buf_char(b, '"');
}

static void write_line(struct buf *b, const struct population_row *row, const struct population_person *person)
{
	static const char *const kinds[POPULATION_KINDS] = { "不变", "增加", "减少", "新增发放", "不再发放", "原因变化" };
	static const char *const outcomes[] = { "可发放", "不发放", "已满上限", "等待数据" };
	cell(b, person->number);
	cell(b, person->masked);
	cell(b, kinds[population_kind_of(row)]);
	cell(b, outcomes[row->outcome[0]]);
	yuan(b, row->fen[0], ",");
	codes(b, row->failed[0]);
	buf_char(b, ',');
	cell(b, outcomes[row->outcome[1]]);
	yuan(b, row->fen[1], ",");
	codes(b, row->failed[1]);
	buf_char(b, ',');
	yuan(b, row->fen[1] - row->fen[0], "\r\n");
}

/* The rows of one chunk joined with who they are; both in order of the qualification. */
static enum err_code write_chunk(struct exporting *e, const struct population_chunk *chunk)
{
	struct population_person *people;
	struct population_rows rows;
	struct population_row row;
	size_t n, at = 0;
	int64_t low = 0, high = 0;
	population_rows_open(&rows, &chunk->packed);
	while (population_row_get(&rows, &row))
		if (row.qualification_id > e->from && row.qualification_id <= e->to && population_wanted(&row, e->in->kind)) {
			low = low ? low : row.qualification_id;
			high = row.qualification_id;
		}
	if (rows.in.bad)
		return err_set(&e->ctx->err, ERR_INTERNAL, "chunk of trial %lld", (long long)e->trial.id);
	if (!low)
		return ERR_OK;
	enum err_code code = population_people(e->ctx, e->trial.scheme, low, high, POPULATION_PART, &people, &n);
	population_rows_open(&rows, &chunk->packed);
	while (!code && population_row_get(&rows, &row)) {
		if (row.qualification_id < low || row.qualification_id > high || !population_wanted(&row, e->in->kind))
			continue;
		while (at < n && people[at].qualification_id < row.qualification_id)
			at++;
		if (at == n || people[at].qualification_id != row.qualification_id)
			return err_set(&e->ctx->err, ERR_INTERNAL, "trial %lld has somebody unknown", (long long)e->trial.id);
		write_line(e->out, &row, &people[at]);
		e->n++;
	}
	return code;
}

static enum err_code write_people(struct exporting *e)
{
	struct population_chunk *chunks;
	size_t n = 1;
	int64_t at = e->from;
	enum err_code code = ERR_OK;
	while (!code && n && at < e->to) {
		code = population_chunks(e->ctx, e->trial.id, e->in->kind, at, POPULATION_CHUNKS_AT_ONCE, &chunks, &n);
		for (size_t i = 0; !code && i < n && at < e->to; i++) {
			code = write_chunk(e, &chunks[i]);
			at = chunks[i].to_id;
		}
	}
	return code;
}

/* ---- applications ---- */

static void write_case_line(struct buf *b, const struct population_case_row *row, const struct population_application *application)
{
	static const char *const kinds[APPLICATION_KINDS] = { "不变", "新通过", "新不通过", "新等待数据", "原因变化" };
	static const char *const decisions[] = { "通过", "不通过", "等待数据" };
	cell(b, application->number);
	cell(b, application->masked);
	cell(b, kinds[population_case_kind_of(row)]);
	cell(b, decisions[row->decision[0]]);
	codes(b, row->checks[0]);
	buf_char(b, ',');
	cell(b, decisions[row->decision[1]]);
	codes(b, row->checks[1]);
	buf_str(b, "\r\n");
}

static enum err_code write_case_chunk(struct exporting *e, const struct population_case_chunk *chunk)
{
	struct population_application *applications;
	struct population_case_rows rows;
	struct population_case_row row;
	size_t n, at = 0;
	int64_t low = 0, high = 0;
	population_case_rows_open(&rows, &chunk->packed);
	while (population_case_row_get(&rows, &row))
		if (row.case_id > e->from && row.case_id <= e->to && population_case_wanted(&row, e->in->kind)) {
			low = low ? low : row.case_id;
			high = row.case_id;
		}
	if (rows.in.bad)
		return err_set(&e->ctx->err, ERR_INTERNAL, "chunk of trial %lld", (long long)e->trial.id);
	if (!low)
		return ERR_OK;
	enum err_code code = population_applications(e->ctx, e->trial.scheme, low, high, POPULATION_PART, &applications, &n);
	population_case_rows_open(&rows, &chunk->packed);
	while (!code && population_case_row_get(&rows, &row)) {
		if (row.case_id < low || row.case_id > high || !population_case_wanted(&row, e->in->kind))
			continue;
		while (at < n && applications[at].case_id < row.case_id)
			at++;
		if (at == n || applications[at].case_id != row.case_id)
			return err_set(&e->ctx->err, ERR_INTERNAL, "trial %lld has an unknown application", (long long)e->trial.id);
		write_case_line(e->out, &row, &applications[at]);
		e->n++;
	}
	return code;
}

static enum err_code write_cases(struct exporting *e)
{
	struct population_case_chunk *chunks;
	size_t n = 1;
	int64_t at = e->from;
	enum err_code code = ERR_OK;
	while (!code && n && at < e->to) {
		code = population_case_chunks(e->ctx, e->trial.id, e->in->kind, at, POPULATION_CHUNKS_AT_ONCE, &chunks, &n);
		for (size_t i = 0; !code && i < n && at < e->to; i++) {
			code = write_case_chunk(e, &chunks[i]);
			at = chunks[i].to_id;
		}
	}
	return code;
}

/* ---- */

static enum err_code export_tx(struct db *db, void *arg)
{
	struct exporting *e = arg;
	char detail[120];
	(void)db;
	snprintf(detail, sizeof(detail), "%s %s part %lld, %s: %lld lines", e->trial.version, e->in->section == POPULATION_OF_CASES ? "applications" : "people",
	         (long long)e->in->part, e->in->kind ? e->in->kind : "all changes", (long long)e->n);
	return audit_write(e->ctx, &(struct audit_row){ .action = "policy.population_export", .object_kind = "policy_trial", .object_id = e->trial.id, .detail = detail });
}

enum err_code population_export(struct ctx *ctx, const struct population_export *in, struct buf *out)
{
	struct exporting e = { .ctx = ctx, .out = out, .in = in };
	bool cases = in->section == POPULATION_OF_CASES;
	err_clear(&ctx->err);
	enum err_code code = population_kept(ctx, in->id, in->section, in->kind, &e.trial);
	int64_t last = cases ? e.trial.cases_last_id : e.trial.last_id;
	if (!code && !text_eq(e.trial.state, "done"))
		code = err_set(&ctx->err, ERR_STATE, "试算完成后才能导出");
	if (!code && in->part > population_parts(last))
		code = err_field(&ctx->err, "/part", "range", "没有这一部分");
	if (code)
		return code;
	e.from = (in->part - 1) * POPULATION_PART;
	e.to = in->part == population_parts(last) ? last : in->part * POPULATION_PART;
	if (in->part == 1)
		buf_str(out, cases ? "\xEF\xBB\xBF申报号,申请人,变化,原结论,原未通过项,新结论,新未通过项\r\n"
		                   : "\xEF\xBB\xBF资格编号,申请人,变化,原结论,原金额（元）,原未通过项,新结论,新金额（元）,新未通过项,差额（元）\r\n");
	code = cases ? write_cases(&e) : write_people(&e);
	return code ? code : tx_run(ctx->db, "population_export", export_tx, &e);
}
