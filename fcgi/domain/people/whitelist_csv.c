#include "domain/people/whitelist_csv.h"

#include "base/date.h"
#include "base/idno.h"

#include <csv.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_MAX 240 /* bytes: 80 characters */
#define NAME_CHARS 40
#define COLUMNS_MAX 40
#define SPREADSHEET "请在表格软件里另存为“CSV（逗号分隔）”再上传"

enum head { NAME, IDNO, CLASS, RECOGNISED, FROM, TO, ISSUER, DOCUMENT, EMPLOYER, HEADS };
static const struct {
	const char *title;
	size_t max_chars;
	bool required; /* column and cell */
} heads[HEADS] = {
	[NAME] = { "姓名", NAME_CHARS, true },        [IDNO] = { "证件号码", 18, true },    [CLASS] = { "人才类别", 4, true },
	[RECOGNISED] = { "认定日期", 10, true },      [FROM] = { "有效期起", 10, false },   [TO] = { "有效期止", 10, false },
	[ISSUER] = { "发证机关", 80, false },         [DOCUMENT] = { "文号", 60, false },   [EMPLOYER] = { "工作单位", 80, false },
};
static const char *const classes[] = { "A", "B", "C", "D", "E", "F1", "F2", "F3" };

struct reading {
	struct arena *arena;
	struct err *err;
	int32_t today;
	int64_t line;               /* of the sheet, heads are 1 */
	bool has[HEADS];
	size_t column, n_columns;
	const char *cells[HEADS];   /* of the current row; "" = empty */
	enum head head_at[COLUMNS_MAX]; /* by column; HEADS: it has none */
	bool filled, whole;         /* something stands in the row; every cell of it could be read */
	int ended_by;               /* the character that ended the row before */
	struct whitelist_row *rows;
	size_t n, cap;
	enum err_code code;         /* what stops everything */
};

static void fault(struct reading *r, enum head head, const char *code, const char *text)
{
	char pointer[64];
	snprintf(pointer, sizeof pointer, "/rows/%lld/%s", (long long)r->line, heads[head].title);
	r->whole = false;
	(void)err_field(r->err, pointer, code, "%s", text);
}

/* ---- cells ---- */

static void head_cell(struct reading *r, const char *text)
{
	for (size_t h = 0; h < HEADS; h++) {
		if (!text_eq(heads[h].title, text))
			continue;
		if (r->has[h])
			r->code = err_field(r->err, "/rows/1", "duplicate", "表头“%s”出现了两次", heads[h].title);
		r->has[h] = true;
		r->head_at[r->column] = (enum head)h;
		return;
	}
	r->code = err_field(r->err, "/rows/1", "unknown", "表头第%zu列不认识，请按模板填写表头", r->column + 1);
}

static void on_cell(void *p, size_t n, void *arg)
{
	struct reading *r = arg;
	if (r->code)
		return;
	char *text = arena_dup(r->arena, p ? p : "", n < CELL_MAX ? n : CELL_MAX); /* a cut character is caught as too long */
	text = text ? text_trim(r->arena, text) : NULL;
	if (!text) {
		r->code = err_set(r->err, ERR_NOMEM, "arena");
		return;
	}
	if (r->line == 1) {
		if (r->column == COLUMNS_MAX)
			r->code = err_field(r->err, "/rows/1", "too_long", "表头最多%d列", COLUMNS_MAX);
		else if (text[0])
			head_cell(r, text);
	} else if (r->column < r->n_columns && r->head_at[r->column] != HEADS) {
		enum head head = r->head_at[r->column];
		r->filled = r->filled || text[0];
		r->cells[head] = text;
		if (n > CELL_MAX || text_utf8_len(text) > heads[head].max_chars)
			fault(r, head, "too_long", "内容太长");
	} else if (text[0]) {
		r->code = err_set(r->err, ERR_INVALID, "第%lld行比表头多出内容，请检查是否多了逗号", (long long)r->line);
	}
	r->column++;
}

/* ---- rows ---- */

/* "2024-01-05", and as spreadsheets write it: 2024/1/5, 2024.1.5, 20240105. NULL: no such day. */
static const char *day_of(struct reading *r, const char *text)
{
	int y, m, d, end = 0;
	int32_t day;
	char iso[32];
	if (!((sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &end) == 3 || sscanf(text, "%4d/%2d/%2d%n", &y, &m, &d, &end) == 3 ||
	       sscanf(text, "%4d.%2d.%2d%n", &y, &m, &d, &end) == 3) && text[end] == 0) &&
	    !(strlen(text) == 8 && text_all_digits(text, 8) && sscanf(text, "%4d%2d%2d", &y, &m, &d) == 3))
		return NULL;
	snprintf(iso, sizeof iso, "%04d-%02d-%02d", y, m, d);
	return date_parse(iso, &day) ? arena_strdup(r->arena, iso) : NULL;
}

static const char *day_cell(struct reading *r, enum head head)
{
	const char *text = r->cells[head];
	const char *day = text[0] ? day_of(r, text) : NULL;
	if (text[0] && !day)
		fault(r, head, "format", "日期请写成2026-01-31的样子");
	return day;
}

static void check_row(struct reading *r, struct whitelist_row *row)
{
	if (!r->whole)
		return; /* a cell was cut: what it says now is not what stood there */
	for (size_t h = 0; h < HEADS; h++)
		if (heads[h].required && !r->cells[h][0])
			fault(r, (enum head)h, "required", "没有填写");
	row->idno = idno_normalise(r->arena, r->cells[IDNO]);
	if (r->cells[IDNO][0] && (!row->idno || !idno_ok(row->idno, r->today)))
		fault(r, IDNO, "checksum", "证件号码不正确，请核对（表格软件可能改动了长数字）");
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (text_eq(classes[i], r->cells[CLASS]))
			row->class = classes[i];
	if (r->cells[CLASS][0] && !row->class)
		fault(r, CLASS, "unknown", "类别只能是A、B、C、D、E、F1、F2、F3");
	row->recognised_on = day_cell(r, RECOGNISED);
	row->valid_from = r->cells[FROM][0] ? day_cell(r, FROM) : row->recognised_on;
	row->valid_to = day_cell(r, TO);
	/* Days written out compare as text. */
	if (row->valid_from && row->valid_to && strcmp(row->valid_to, row->valid_from) < 0)
		fault(r, TO, "range", "有效期止早于有效期起");
	row->name = r->cells[NAME];
	row->issuer = r->cells[ISSUER];
	row->document_no = r->cells[DOCUMENT];
}

static bool more_room(struct reading *r)
{
	if (r->n < r->cap)
		return true;
	size_t cap = r->cap ? r->cap * 2 : 256;
	struct whitelist_row *rows = arena_array(r->arena, cap, sizeof *rows);
	if (!rows) {
		r->code = err_set(r->err, ERR_NOMEM, "arena");
		return false;
	}
	if (r->n)
		memcpy(rows, r->rows, r->n * sizeof *rows);
	r->rows = rows;
	r->cap = cap;
	return true;
}

static void end_of_heads(struct reading *r)
{
	r->n_columns = r->column;
	for (size_t h = 0; h < HEADS && !r->code; h++)
		if (heads[h].required && !r->has[h])
			r->code = err_field(r->err, "/rows/1", "required", "表头缺少“%s”", heads[h].title);
}

static void on_row(int c, void *arg)
{
	struct reading *r = arg;
	struct whitelist_row row = { .seq = r->line - 1 };
	bool half = c == '\n' && r->ended_by == '\r' && r->column == 0; /* of CR LF; blank lines are counted, as spreadsheets do */
	r->ended_by = half ? 0 : c;
	if (r->code || half)
		return;
	if (r->line == 1)
		end_of_heads(r);
	else if (r->filled && r->n == WHITELIST_ROWS_MAX)
		r->code = err_set(r->err, ERR_LIMIT, "一份名单最多%d行", WHITELIST_ROWS_MAX);
	else if (r->filled && more_room(r)) {
		check_row(r, &row);
		if (r->whole)
			r->rows[r->n++] = row;
	}
	r->line++;
	r->column = 0;
	r->filled = false;
	r->whole = true;
	for (size_t h = 0; h < HEADS; h++)
		r->cells[h] = "";
}

/* ---- the file ---- */

/* UTF-8 as it is, anything else as GB18030, what Chinese office programs save. */
static enum err_code as_utf8(struct reading *r, const struct blob *bytes, struct blob *ret_text)
{
	const char *p = (const char *)bytes->p;
	size_t n = bytes->n;
	if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3;
		n -= 3;
	}
	*ret_text = (struct blob){ (const uint8_t *)p, n };
	if (text_utf8_ok(p, n))
		return ERR_OK;
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	char *out = arena_alloc(r->arena, n * 2 + 4), *to = out;
	char *from = out ? arena_dup(r->arena, p, n) : NULL;
	size_t left = n, room = n * 2 + 4;
	if (cd == (iconv_t)-1 || !from) {
		if (cd != (iconv_t)-1)
			iconv_close(cd);
		return err_set(r->err, ERR_NOMEM, "arena");
	}
	bool ok = iconv(cd, &from, &left, &to, &room) != (size_t)-1;
	iconv_close(cd);
	if (!ok || !text_utf8_ok(out, (size_t)(to - out)))
		return err_set(r->err, ERR_MEDIA_TYPE, "这不是文本表格；" SPREADSHEET);
	*ret_text = (struct blob){ (const uint8_t *)out, (size_t)(to - out) };
	return ERR_OK;
}

static enum err_code parse(struct reading *r, const struct blob *text)
{
	struct csv_parser p;
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
		return err_set(r->err, ERR_NOMEM, "csv");
	bool whole = csv_parse(&p, text->p, text->n, on_cell, on_row, r) == text->n && csv_fini(&p, on_cell, on_row, r) == 0;
	csv_free(&p);
	if (r->code)
		return r->code;
	return whole ? ERR_OK : err_set(r->err, ERR_INVALID, "第%lld行的引号不成对", (long long)r->line);
}

/* A person may stand there twice, with two classes or two periods, but not twice with the same. */
static enum err_code same_twice(struct reading *r, const struct whitelist_row *sorted, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct whitelist_row *a = &sorted[i - 1], *b = &sorted[i];
		r->line = b->seq + 1;
		if (strcmp(a->idno, b->idno) == 0 && !text_eq(a->name, b->name))
			fault(r, NAME, "mismatch", "同一证件号码有两个姓名");
		else if (strcmp(a->idno, b->idno) == 0 && text_eq(a->class, b->class) && text_eq(a->valid_from, b->valid_from) && text_eq(a->valid_to, b->valid_to))
			fault(r, IDNO, "duplicate", "同一人的同一类别和有效期重复了");
	}
	return r->err->n_fields ? ERR_INVALID : ERR_OK;
}

static int by_idno(const void *a, const void *b)
{
	const struct whitelist_row *x = a, *y = b;
	int order = strcmp(x->idno, y->idno);
	if (!order)
		order = strcmp(x->class, y->class);
	if (!order)
		order = strcmp(x->valid_from, y->valid_from);
	return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

enum err_code whitelist_csv_read(struct arena *arena, const struct blob *bytes, struct whitelist_row **ret_rows, size_t *ret_n, struct err *err)
{
	struct reading r = { .arena = arena, .err = err, .today = clock_today(), .line = 1, .whole = true };
	struct blob text;
	for (size_t h = 0; h < HEADS; h++)
		r.cells[h] = "";
	for (size_t c = 0; c < COLUMNS_MAX; c++)
		r.head_at[c] = HEADS;
	err_clear(err);
	if (bytes->n > WHITELIST_BYTES_MAX)
		return err_set(err, ERR_TOO_LARGE, "名单文件最大%d MB", WHITELIST_BYTES_MAX >> 20);
	if (bytes->n >= 4 && (memcmp(bytes->p, "PK\x03\x04", 4) == 0 || memcmp(bytes->p, "\xD0\xCF\x11\xE0", 4) == 0))
		return err_set(err, ERR_MEDIA_TYPE, "这是表格软件自己的格式；" SPREADSHEET);
	enum err_code code = as_utf8(&r, bytes, &text);
	if (!code)
		code = parse(&r, &text);
	if (!code && err->n_fields)
		code = ERR_INVALID;
	if (!code && r.n == 0)
		code = err_set(err, ERR_INVALID, "名单里一个人也没有");
	if (code)
		return code;
	struct whitelist_row *sorted = arena_array(arena, r.n, sizeof *sorted);
	if (!sorted)
		return err_set(err, ERR_NOMEM, "arena");
	memcpy(sorted, r.rows, r.n * sizeof *sorted);
	qsort(sorted, r.n, sizeof *sorted, by_idno);
	code = same_twice(&r, sorted, r.n);
	if (code)
		return code;
	*ret_rows = r.rows;
	*ret_n = r.n;
	return ERR_OK;
}
