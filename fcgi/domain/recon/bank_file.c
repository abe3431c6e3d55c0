#include "domain/recon/bank_file.h"

#include "base/date.h"
#include "base/money.h"

#include <stdio.h>
#include <string.h>

enum { FIELDS_MAX = 8, FIELD_BYTES = 64 };

struct reader {
	struct arena *arena;
	struct err *err;
	const char *p, *end;
	int64_t line_no;
	size_t n_fields;
	char *fields[FIELDS_MAX];
};

static enum err_code bad(const struct reader *r, const char *what)
{
	return err_set(r->err, ERR_INVALID, "bank file line %lld: %s", (long long)r->line_no, what);
}

static enum err_code reader_init(struct reader *r, struct arena *arena, const struct blob *bytes, struct err *err)
{
	*r = (struct reader){ .arena = arena, .err = err };
	if (!bytes->p || bytes->n == 0)
		return bad(r, "the file is empty");
	if (bytes->n > BANK_FILE_BYTES_MAX)
		return bad(r, "the file is too big");
	if (!text_utf8_ok((const char *)bytes->p, bytes->n))
		return bad(r, "not UTF-8");
	if (bytes->p[bytes->n - 1] != '\n')
		return bad(r, "the last line has no end");
	r->p = (const char *)bytes->p;
	r->end = r->p + bytes->n;
	return ERR_OK;
}

/* Splits the next line; its kind is the first field. */
static enum err_code next_line(struct reader *r)
{
	r->line_no++;
	if (r->p >= r->end)
		return bad(r, "the trailer is missing");
	const char *eol = memchr(r->p, '\n', (size_t)(r->end - r->p));
	r->n_fields = 0;
	const char *from = r->p;
	for (const char *c = r->p; c <= eol; c++) {
		if (c < eol && (unsigned char)*c < 0x20)
			return bad(r, "a control character");
		if (c < eol && *c != '|')
			continue;
		if (r->n_fields == FIELDS_MAX)
			return bad(r, "too many fields");
		if (c - from >= FIELD_BYTES)
			return bad(r, "a field is too long");
		char *field = arena_dup(r->arena, from, (size_t)(c - from));
		if (!field)
			return err_set(r->err, ERR_NOMEM, "bank file: out of memory");
		r->fields[r->n_fields++] = field;
		from = c + 1;
	}
	r->p = eol + 1;
	return ERR_OK;
}

static bool is_line(const struct reader *r, const char *kind, size_t fields)
{
	return r->n_fields == fields && strcmp(r->fields[0], kind) == 0;
}

static bool word(const char *s, size_t least, size_t most)
{
	size_t n = strlen(s);
	if (n < least || n > most)
		return false;
	for (; *s; s++)
		if (!((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') || *s == '-' || *s == '_'))
			return false;
	return true;
}

static bool count_of(const char *s, int64_t *ret)
{
	size_t n = strlen(s);
	return n >= 1 && n <= 7 && text_all_digits(s, n) && text_i64(s, ret);
}

/* Yuan with exactly two decimals, as we write it ourselves: "1", "1.5" or a sign are somebody else's format. */
static bool yuan(const char *s, int64_t *ret)
{
	size_t n = strlen(s);
	return n >= 4 && s[n - 3] == '.' && money_parse(s, ret) && *ret <= MONEY_MAX_FEN;
}

/* "yyyyMMdd" or "yyyy-MM-dd". */
static bool day_of(const char *s, int32_t *ret)
{
	if (strlen(s) == 8 && text_all_digits(s, 8)) {
		char iso[DATE_TEXT] = { s[0], s[1], s[2], s[3], '-', s[4], s[5], '-', s[6], s[7], '\0' };
		return date_parse(iso, ret);
	}
	return date_parse(s, ret);
}

static enum err_code lines_room(struct reader *r, int64_t n, struct bank_line **ret_lines)
{
	if (n > BANK_FILE_LINES_MAX)
		return bad(r, "too many lines announced");
	/* The count is a claim: a line has at least ten bytes. */
	if (n > (r->end - r->p) / 10 + 1)
		return bad(r, "more lines announced than the file has");
	struct bank_line *lines = arena_array(r->arena, n > 0 ? (size_t)n : 1, sizeof(*lines));
	if (!lines)
		return err_set(r->err, ERR_NOMEM, "bank file: out of memory");
	*ret_lines = lines;
	return ERR_OK;
}

static enum err_code nothing_left(const struct reader *r)
{
	return r->p == r->end ? ERR_OK : bad(r, "something follows the trailer");
}

static enum err_code return_line(struct reader *r, struct bank_line *line)
{
	if (!is_line(r, "R", 6))
		return bad(r, "R with 6 fields was expected");
	if (!word(r->fields[1], 1, 32))
		return bad(r, "e2e_id");
	if (!yuan(r->fields[2], &line->amount_fen) || line->amount_fen <= 0)
		return bad(r, "amount");
	if (!word(r->fields[3], 2, 8))
		return bad(r, "code");
	if (!word(r->fields[4], 0, 40))
		return bad(r, "bank_ref");
	if (!day_of(r->fields[5], &line->day))
		return bad(r, "day");
	line->e2e_id = r->fields[1];
	line->code = r->fields[3];
	line->bank_ref = r->fields[4];
	line->line_no = r->line_no;
	return ERR_OK;
}

enum err_code bank_file_return(struct arena *arena, const struct blob *bytes, struct return_file *ret_file, struct err *err)
{
	struct reader r;
	struct return_file file = { 0 };
	int64_t n = 0, told = 0;
	enum err_code rc = reader_init(&r, arena, bytes, err);
	if (!rc)
		rc = next_line(&r);
	if (rc)
		return rc;
	if (!is_line(&r, "H", 4))
		return bad(&r, "H with 4 fields was expected");
	if (strlen(r.fields[1]) != 20 || !text_all_digits(r.fields[1], 20))
		return bad(&r, "batch_no");
	if (!count_of(r.fields[2], &n))
		return bad(&r, "count");
	if (!day_of(r.fields[3], &file.day))
		return bad(&r, "day");
	file.batch_no = r.fields[1];
	rc = lines_room(&r, n, &file.lines);
	for (int64_t i = 0; !rc && i < n; i++) {
		rc = next_line(&r);
		if (!rc)
			rc = return_line(&r, &file.lines[i]);
	}
	if (!rc)
		rc = next_line(&r);
	if (rc)
		return rc;
	if (!is_line(&r, "T", 2) || !count_of(r.fields[1], &told) || told != n)
		return bad(&r, "the trailer does not agree with the head");
	rc = nothing_left(&r);
	if (rc)
		return rc;
	file.n = (size_t)n;
	*ret_file = file;
	return ERR_OK;
}

static enum err_code statement_line(struct reader *r, struct statement_file *file, struct bank_line *line)
{
	if (!is_line(r, "L", 6))
		return bad(r, "L with 6 fields was expected");
	if (!word(r->fields[1], 1, 32))
		return bad(r, "e2e_id");
	bool debit = strcmp(r->fields[2], "D") == 0;
	if (!debit && strcmp(r->fields[2], "C") != 0)
		return bad(r, "D or C was expected");
	if (!yuan(r->fields[3], &line->amount_fen) || line->amount_fen <= 0)
		return bad(r, "amount");
	if (!word(r->fields[4], 0, 40))
		return bad(r, "bank_ref");
	int64_t *sum = debit ? &file->debit_fen : &file->credit_fen;
	if (!money_add(*sum, line->amount_fen, sum))
		return bad(r, "sum");
	line->e2e_id = r->fields[1];
	line->code = r->fields[2];
	line->bank_ref = r->fields[4];
	line->day = file->day;
	line->line_no = r->line_no;
	return ERR_OK;
}

static enum err_code statement_trailer(struct reader *r, const struct statement_file *file, int64_t n)
{
	int64_t told = 0, debit = 0, credit = 0, closing = 0;
	if (!is_line(r, "T", 4) || !count_of(r->fields[1], &told) || told != n)
		return bad(r, "the trailer does not agree with the head");
	if (!yuan(r->fields[2], &debit) || !yuan(r->fields[3], &credit) || debit != file->debit_fen || credit != file->credit_fen)
		return bad(r, "the sums of the trailer are not those of the lines");
	if (!money_sub(file->opening_fen, debit, &closing) || !money_add(closing, credit, &closing) || closing != file->closing_fen)
		return bad(r, "opening, movements and closing do not agree");
	return nothing_left(r);
}

enum err_code bank_file_statement(struct arena *arena, const struct blob *bytes, struct statement_file *ret_file, struct err *err)
{
	struct reader r;
	struct statement_file file = { 0 };
	int64_t n = 0;
	enum err_code rc = reader_init(&r, arena, bytes, err);
	if (!rc)
		rc = next_line(&r);
	if (rc)
		return rc;
	if (!is_line(&r, "S", 5))
		return bad(&r, "S with 5 fields was expected");
	if (!day_of(r.fields[1], &file.day))
		return bad(&r, "day");
	if (!yuan(r.fields[2], &file.opening_fen) || !yuan(r.fields[3], &file.closing_fen))
		return bad(&r, "balance");
	if (!count_of(r.fields[4], &n))
		return bad(&r, "count");
	rc = lines_room(&r, n, &file.lines);
	for (int64_t i = 0; !rc && i < n; i++) {
		rc = next_line(&r);
		if (!rc)
			rc = statement_line(&r, &file, &file.lines[i]);
	}
	if (!rc)
		rc = next_line(&r);
	if (!rc)
		rc = statement_trailer(&r, &file, n);
	if (rc)
		return rc;
	file.n = (size_t)n;
	*ret_file = file;
	return ERR_OK;
}

bool bank_code_definite(const char *code)
{
	char quoted[12];
	int n = snprintf(quoted, sizeof(quoted), "'%s'", code);
	return n == 4 && strstr(BANK_DEFINITE, quoted) != NULL;
}
