#include "city/bank_state.h"

#include "base/date.h"
#include "base/idno.h"
#include "base/money.h"
#include "city/tool.h"

#include <stdlib.h>
#include <string.h>

/* ---- the batch file ---- */
#define FIELDS_MAX 8

struct line {
	char *field[FIELDS_MAX];
	size_t n;
};

/* Cuts one line out of *p in place; false at the end or when the line has no LF or too many fields. */
static bool next_line(char **p, struct line *l)
{
	char *end = strchr(*p, '\n');
	if (!end)
		return false;
	*end = '\0';
	l->n = 0;
	for (char *s = *p; s; ) {
		if (l->n == FIELDS_MAX)
			return false;
		l->field[l->n++] = s;
		s = strchr(s, '|');
		if (s)
			*s++ = '\0';
	}
	*p = end + 1;
	return true;
}

/* Exactly two decimals, as the files have them. */
static bool yuan(const char *text, int64_t *ret_fen)
{
	size_t n = strlen(text);
	return n > 3 && text[n - 3] == '.' && money_parse(text, ret_fen);
}

static bool digits(const char *s, size_t n)
{
	return strlen(s) == n && text_all_digits(s, n);
}

static const char *parse_row(const struct line *l, const char *no, const char *before, struct bank_row *r)
{
	*r = (struct bank_row){ .code = "" };
	if (l->n != 7 || strcmp(l->field[0], "D") != 0)
		return "a row has seven fields";
	if (!digits(l->field[1], 32) || strncmp(l->field[1], no, 20) != 0)
		return "e2e_id";
	if (before && strcmp(before, l->field[1]) >= 0)
		return "rows are not sorted, or an e2e_id is there twice";
	if (!idno_account_ok(l->field[2]))
		return "payee account";
	if (!*l->field[3] || (*l->field[4] && !digits(l->field[4], 12)))
		return "payee name or cnaps";
	if (!yuan(l->field[5], &r->amount_fen) || r->amount_fen <= 0)
		return "amount";
	memcpy(r->e2e_id, l->field[1], E2E_ID);
	snprintf(r->account, sizeof(r->account), "%s", l->field[2]);
	snprintf(r->ref, sizeof(r->ref), "W%s", r->e2e_id + 12);
	r->name = tool_copy(l->field[3], strlen(l->field[3]));
	r->purpose = tool_copy(l->field[6], strlen(l->field[6]));
	return NULL;
}

void bank_rows_free(struct bank_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].name);
		free(rows[i].purpose);
	}
	free(rows);
}

static const char *parse_head(const struct line *l, const char *no, int64_t *ret_count, int64_t *ret_sum, char ret_day[11])
{
	int32_t day;
	if (l->n != 7 || strcmp(l->field[0], "H") != 0 || strcmp(l->field[1], no) != 0)
		return "header";
	if (!idno_account_ok(l->field[2]) || strcmp(l->field[5], "CNY") != 0)
		return "payer account or currency";
	if (!text_i64(l->field[3], ret_count) || *ret_count < 1 || *ret_count > 1000000 || !yuan(l->field[4], ret_sum))
		return "count or sum";
	if (!digits(l->field[6], 8))
		return "date";
	snprintf(ret_day, 11, "%.4s-%.2s-%.2s", l->field[6], l->field[6] + 4, l->field[6] + 6);
	return date_parse(ret_day, &day) ? NULL : "date";
}

const char *bank_parse(const char *file, size_t n, const char *no, struct bank_row **ret_rows, size_t *ret_n, char ret_day[11])
{
	if (n == 0 || memchr(file, '\0', n) || memchr(file, '\r', n) || file[n - 1] != '\n')
		return "lines end with LF";
	char *text = tool_copy(file, n), *p = text;
	struct line l;
	int64_t count = 0, sum = 0, total = 0, tail_count, tail_sum;
	const char *wrong = !text_utf8_ok(text, n) ? "encoding"
	                    : !next_line(&p, &l)   ? "header"
	                                           : parse_head(&l, no, &count, &sum, ret_day);
	struct bank_row *rows = wrong ? NULL : calloc((size_t)count, sizeof(*rows));
	size_t got = 0;
	for (; !wrong && got < (size_t)count; got++) {
		wrong = !rows || !next_line(&p, &l) ? "fewer rows than the header says"
		                                    : parse_row(&l, no, got ? rows[got - 1].e2e_id : NULL, &rows[got]);
		if (wrong)
			break;
		if (!money_add(total, rows[got].amount_fen, &total)) {
			wrong = "sum";
			got++;
			break;
		}
	}
	if (!wrong && (!next_line(&p, &l) || l.n != 3 || strcmp(l.field[0], "T") != 0 || *p))
		wrong = "trailer";
	if (!wrong && (!text_i64(l.field[1], &tail_count) || tail_count != count || !yuan(l.field[2], &tail_sum) ||
	               tail_sum != sum || total != sum))
		wrong = "sums do not agree";
	free(text);
	if (wrong) {
		bank_rows_free(rows, got);
		return wrong;
	}
	*ret_rows = rows;
	*ret_n = (size_t)count;
	return NULL;
}

/* ---- looking up ---- */
struct bank_batch *bank_find(struct bank_peer *peer, const char *no)
{
	for (size_t i = peer->n_batches; i-- > 0;)
		if (strcmp(peer->batches[i]->no, no) == 0)
			return peer->batches[i];
	return NULL;
}

static struct bank_row *find_in(const struct bank_batch *b, const char *e2e_id)
{
	size_t low = 0, high = b->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(b->rows[mid].e2e_id, e2e_id);
		if (c == 0)
			return &b->rows[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct bank_row *bank_find_row(struct bank_peer *peer, const char *e2e_id)
{
	char no[BATCH_NO];
	if (strlen(e2e_id) != 32)
		return NULL;
	snprintf(no, sizeof(no), "%.20s", e2e_id);
	const struct bank_batch *b = bank_find(peer, no);
	return b ? find_in(b, e2e_id) : NULL;
}

/* ---- what happened, as the journal tells it; the same code for the live bank and for its restart ---- */
static void enter(struct bank_peer *peer, const struct bank_batch *b, const struct bank_row *r, bool credit, const char *at)
{
	peer->entries = tool_grow(peer->entries, &peer->cap_entries, peer->n_entries, sizeof(struct bank_entry));
	struct bank_entry *e = &peer->entries[peer->n_entries++];
	*e = (struct bank_entry){ .batch = b, .row = r, .credit = credit };
	snprintf(e->at, sizeof(e->at), "%s", at);
	snprintf(e->ref, sizeof(e->ref), "%c%s", credit ? 'R' : 'W', r->e2e_id + 12);
}

static void set_code(struct bank_row *r, const char *code, const char *at)
{
	snprintf(r->code, sizeof(r->code), "%s", code);
	snprintf(r->at, sizeof(r->at), "%s", at);
}

static void line_write(struct buf *b, const struct bank_row *r)
{
	char amount[MONEY_TEXT];
	money_text(r->amount_fen, amount);
	buf_printf(b, "R|%s|%s|%s|%s|%.4s%.2s%.2s\n", r->e2e_id, amount, r->code, r->ref, r->at, r->at + 5, r->at + 8);
}

static char *file_of(struct arena *arena, const struct bank_batch *batch, const char *day, const struct buf *lines, size_t count)
{
	struct buf b;
	buf_init(&b, arena, lines->n + 128);
	buf_printf(&b, "H|%s|%zu|%s\n", batch->no, count, day);
	buf_add(&b, lines->p, lines->n);
	buf_printf(&b, "T|%zu\n", count);
	return b.failed || lines->failed ? NULL : tool_copy(b.p, b.n);
}

static bool apply_batch(struct bank_peer *peer, json_object *o)
{
	struct bank_batch *b = calloc(1, sizeof(*b));
	if (!b)
		return false;
	const char *file = json_text(o, "file");
	snprintf(b->no, sizeof(b->no), "%s", json_text(o, "no"));
	snprintf(b->sm3, sizeof(b->sm3), "%s", json_text(o, "sm3"));
	snprintf(b->received_at, sizeof(b->received_at), "%s", json_text(o, "at"));
	b->received_ms = json_number(o, "ms", 0);
	b->late_ms = json_number(o, "late_ms", -1);
	if (bank_parse(file, strlen(file), b->no, &b->rows, &b->n, b->day)) {
		free(b);
		return false;
	}
	peer->batches = tool_grow(peer->batches, &peer->cap_batches, peer->n_batches, sizeof(struct bank_batch *));
	peer->batches[peer->n_batches++] = b;
	return true;
}

/* codes: four characters a row: code, then "m" missing in the first file, "s" slow (05 now), "r" will come back, or ".". */
static bool apply_book(struct bank_peer *peer, json_object *o, struct arena *arena)
{
	struct bank_batch *b = bank_find(peer, json_text(o, "no"));
	const char *codes = json_text(o, "codes"), *at = json_text(o, "at");
	if (!b || strlen(codes) != b->n * 4 || strlen(at) != 19)
		return false;
	struct buf lines;
	buf_init(&lines, arena, b->n * 90 + 1);
	size_t count = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct bank_row *r = &b->rows[i];
		char code[3] = { codes[4 * i], codes[4 * i + 1], '\0' };
		r->missing = codes[4 * i + 2] == 'm';
		r->slow = codes[4 * i + 3] == 's';
		r->will_return = codes[4 * i + 3] == 'r';
		r->closed = !r->missing && !r->slow && !r->will_return;
		set_code(r, code, at);
		if (strcmp(code, "00") == 0)
			enter(peer, b, r, false, at);
		if (!r->missing) {
			line_write(&lines, r);
			count++;
		}
	}
	b->booked_ms = json_number(o, "ms", 0);
	snprintf(b->return_day, sizeof(b->return_day), "%.10s", at);
	b->return_file = file_of(arena, b, b->return_day, &lines, count);
	return b->return_file != NULL;
}

/* rows: indices; kind "missing" tells what was left out, "slow" pays at last, "retn" gives the money back. */
static bool apply_late(struct bank_peer *peer, json_object *o, struct arena *arena)
{
	struct bank_batch *b = bank_find(peer, json_text(o, "no"));
	const char *kind = json_text(o, "kind"), *at = json_text(o, "at");
	json_object *rows;
	if (!b || strlen(at) != 19 || !json_object_object_get_ex(o, "rows", &rows) || !json_object_is_type(rows, json_type_array))
		return false;
	char day[11];
	struct buf lines;
	snprintf(day, sizeof(day), "%.10s", at);
	buf_init(&lines, arena, 1024);
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		size_t index = (size_t)json_object_get_int64(json_object_array_get_idx(rows, i));
		if (index >= b->n)
			return false;
		struct bank_row *r = &b->rows[index];
		if (strcmp(kind, "slow") == 0) {
			r->slow = false;
			set_code(r, "00", at);
			enter(peer, b, r, false, at);
		} else if (strcmp(kind, "retn") == 0) {
			r->will_return = false;
			set_code(r, "RETN", at);
			enter(peer, b, r, true, at);
		} else {
			r->missing = false;
		}
		r->closed = !r->missing && !r->slow && !r->will_return;
		line_write(&lines, r);
	}
	peer->lates = tool_grow(peer->lates, &peer->cap_lates, peer->n_lates, sizeof(struct bank_late));
	struct bank_late *late = &peer->lates[peer->n_lates++];
	memcpy(late->batch_no, b->no, sizeof(late->batch_no));
	late->file = file_of(arena, b, day, &lines, json_object_array_length(rows));
	return late->file != NULL;
}

static bool apply(struct bank_peer *peer, const char *line, struct arena *arena)
{
	json_object *o = json_tokener_parse(line);
	const char *t = json_text(o, "t");
	bool ok = strcmp(t, "batch") == 0  ? apply_batch(peer, o)
	          : strcmp(t, "book") == 0 ? apply_book(peer, o, arena)
	          : strcmp(t, "late") == 0 ? apply_late(peer, o, arena)
	                                   : false;
	json_object_put(o);
	return ok;
}

/* On the disk first, then in the books. */
static bool write_and_apply(struct bank_peer *peer, struct buf *b, struct arena *arena)
{
	if (b->failed || !journal_add(peer->journal, b->p, b->n))
		return false;
	if (!apply(peer, b->p, arena))
		abort(); /* the books and the disk would disagree */
	return true;
}

bool bank_accept(struct city *city, struct call *call, const char *no, const char *sm3)
{
	char at[20];
	wire_now(at);
	struct buf b;
	buf_init(&b, call->arena, call->body_n * 2 + 512);
	buf_str(&b, "{\"t\":\"batch\"");
	buf_key_str(&b, "no", no);
	buf_key_str(&b, "sm3", sm3);
	buf_key_str(&b, "at", at);
	buf_key_int(&b, "ms", real_ms());
	buf_key_int(&b, "late_ms", call->fault.kind == FAULT_LATE ? call->fault.ms : -1);
	buf_key_str(&b, "file", (const char *)call->body);
	buf_char(&b, '}');
	return write_and_apply(city->bank, &b, call->arena);
}

/* Missing lines are every second one of a batch that was marked late. */
static void code_of(const struct city *city, const struct bank_batch *batch, size_t i, char out[5])
{
	const struct bank_row *r = &batch->rows[i];
	const struct person *p = people_by_account(city->people, r->account);
	const char *code = !p                                                   ? "61"
	                   : p->account_state == ACCOUNT_CLOSED                 ? "63"
	                   : strcmp(people_holder(p), r->name) != 0             ? "66"
	                   : p->account_state == ACCOUNT_SLOW                   ? "05"
	                                                                        : "00";
	out[0] = code[0];
	out[1] = code[1];
	out[2] = batch->late_ms >= 0 && (i % 2 == 1 || batch->n == 1) ? 'm' : '.';
	out[3] = strcmp(code, "05") == 0 ? 's' : strcmp(code, "00") == 0 && p && p->account_state == ACCOUNT_RETURNS ? 'r' : '.';
	out[4] = '\0';
}

static void book(struct city *city, struct bank_batch *batch, struct arena *arena)
{
	char at[20], code[5];
	wire_now(at);
	struct buf b;
	buf_init(&b, arena, batch->n * 4 + 256);
	buf_str(&b, "{\"t\":\"book\"");
	buf_key_str(&b, "no", batch->no);
	buf_key_str(&b, "at", at);
	buf_key_int(&b, "ms", real_ms());
	buf_key(&b, "codes");
	buf_char(&b, '"');
	for (size_t i = 0; i < batch->n; i++) {
		code_of(city, batch, i, code);
		buf_str(&b, code);
	}
	buf_str(&b, "\"}");
	(void)write_and_apply(city->bank, &b, arena); /* stays due when the disk refuses */
}

static bool late(struct city *city, const struct bank_batch *batch, const char *kind, const struct buf *rows, struct arena *arena)
{
	char at[20];
	wire_now(at);
	struct buf b;
	buf_init(&b, arena, rows->n + 256);
	buf_str(&b, "{\"t\":\"late\"");
	buf_key_str(&b, "no", batch->no);
	buf_key_str(&b, "kind", kind);
	buf_key_str(&b, "at", at);
	buf_key(&b, "rows");
	buf_char(&b, '[');
	buf_add(&b, rows->p, rows->n);
	buf_str(&b, "]}");
	b.failed = b.failed || rows->failed;
	return write_and_apply(city->bank, &b, arena);
}

bool bank_send_back(struct city *city, struct arena *arena, struct bank_batch *batch, size_t index)
{
	struct buf rows;
	buf_init(&rows, arena, 32);
	buf_int(&rows, (int64_t)index);
	return late(city, batch, "retn", &rows, arena);
}

enum pick { PICK_MISSING, PICK_SLOW, PICK_RETURN };

static bool picked(const struct bank_row *r, enum pick pick)
{
	return pick == PICK_MISSING ? r->missing : pick == PICK_SLOW ? r->slow && !r->missing : r->will_return && !r->missing;
}

/* What still has to happen to a booked batch: lines left out, doubtful rows paid, money sent back. */
static void finish(struct city *city, struct bank_batch *batch, struct arena *arena)
{
	static const char *const kinds[] = { "missing", "slow", "retn" };
	int64_t now = real_ms(), delay = city->options.bank_delay_ms;
	for (int k = 0; k < 3; k++) {
		int64_t due =
		    batch->booked_ms + (k == PICK_MISSING ? (batch->late_ms > 0 ? batch->late_ms : 0) : delay * (k + 1));
		struct buf rows;
		buf_init(&rows, arena, 256);
		for (size_t i = 0; now >= due && i < batch->n; i++)
			if (picked(&batch->rows[i], (enum pick)k)) {
				if (rows.n)
					buf_char(&rows, ',');
				buf_int(&rows, (int64_t)i);
			}
		if (rows.n)
			(void)late(city, batch, kinds[k], &rows, arena);
	}
	batch->settled = true;
	for (size_t i = 0; i < batch->n && batch->settled; i++)
		batch->settled = batch->rows[i].closed;
}

void bank_tick(struct city *city, struct arena *arena)
{
	struct bank_peer *peer = city->bank;
	int64_t now = real_ms();
	for (size_t i = 0; i < peer->n_batches; i++) {
		struct bank_batch *b = peer->batches[i];
		if (!b->booked_ms && b->received_ms + city->options.bank_delay_ms <= now)
			book(city, b, arena);
		if (b->booked_ms && !b->settled)
			finish(city, b, arena);
	}
}

static bool replay(void *ctx, const char *line)
{
	struct arena *arena = arena_new(CALL_ARENA);
	bool ok = arena && apply(ctx, line, arena);
	arena_free(arena);
	return ok;
}

struct bank_peer *bank_new(struct city *city)
{
	struct bank_peer *peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	pthread_mutex_init(&peer->lock, NULL);
	peer->journal = journal_open(city->options.state_dir, "bank.log", replay, peer);
	return peer->journal ? peer : NULL;
}
