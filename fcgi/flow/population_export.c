#include "flow/population_flow.h"

#include "base/money.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

struct exporting {
	struct ctx *ctx;
	struct buf *out;
	struct population trial;
	const char *kind;
	int64_t n, part;
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
static enum err_code write_chunk(struct exporting *e, const struct population_chunk *chunk, int64_t from, int64_t to)
{
	struct population_person *people;
	struct population_rows rows;
	struct population_row row;
	size_t n, at = 0;
	int64_t low = 0, high = 0;
	population_rows_open(&rows, &chunk->packed);
	while (population_row_get(&rows, &row))
		if (row.qualification_id > from && row.qualification_id <= to && population_wanted(&row, e->kind)) {
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
		if (row.qualification_id < low || row.qualification_id > high || !population_wanted(&row, e->kind))
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

static enum err_code write_part(struct exporting *e)
{
	struct population_chunk *chunks;
	size_t n = 1;
	int64_t parts = population_parts(&e->trial), from = (e->part - 1) * POPULATION_PART, to = e->part == parts ? e->trial.last_id : e->part * POPULATION_PART, at = from;
	enum err_code code = ERR_OK;
	while (!code && n && at < to) {
		code = population_chunks(e->ctx, e->trial.id, e->kind, at, POPULATION_CHUNKS_AT_ONCE, &chunks, &n);
		for (size_t i = 0; !code && i < n && at < to; i++) {
			code = write_chunk(e, &chunks[i], from, to);
			at = chunks[i].to_id;
		}
	}
	return code;
}

static enum err_code export_tx(struct db *db, void *arg)
{
	struct exporting *e = arg;
	char detail[120];
	(void)db;
	snprintf(detail, sizeof(detail), "%s part %lld, %s: %lld lines", e->trial.version, (long long)e->part, e->kind ? e->kind : "all changes", (long long)e->n);
	return audit_write(e->ctx, &(struct audit_row){ .action = "policy.population_export", .object_kind = "policy_trial", .object_id = e->trial.id, .detail = detail });
}

enum err_code population_export(struct ctx *ctx, int64_t id, const char *kind, int64_t part, struct buf *out)
{
	struct exporting e = { .ctx = ctx, .out = out, .kind = kind, .part = part };
	err_clear(&ctx->err);
	enum err_code code = population_kept(ctx, id, kind, &e.trial);
	if (!code && !text_eq(e.trial.state, "done"))
		code = err_set(&ctx->err, ERR_STATE, "试算完成后才能导出");
	if (!code && part > population_parts(&e.trial))
		code = err_field(&ctx->err, "/part", "range", "没有这一部分");
	if (code)
		return code;
	if (part == 1)
		buf_str(out, "\xEF\xBB\xBF资格编号,申请人,变化,原结论,原金额（元）,原未通过项,新结论,新金额（元）,新未通过项,差额（元）\r\n");
	code = write_part(&e);
	return code ? code : tx_run(ctx->db, "population_export", export_tx, &e);
}
