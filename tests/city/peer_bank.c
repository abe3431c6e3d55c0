/* The bank's batch wire: takes files, books them a little later, tells what became of them. */
#include "city/bank_state.h"

#include "base/date.h"
#include "base/money.h"
#include "city/sign.h"

#include <string.h>

#define TEXT_TYPE "text/plain; charset=utf-8"

static void answer_file(struct call *call, const char *file)
{
	answer_text(call, 200, TEXT_TYPE, arena_strdup(call->arena, file));
}

static const char *batch_state(const struct bank_batch *b)
{
	return b->booked_ms ? "done" : real_ms() - b->received_ms < 50 ? "accepted" : "processing";
}

static void put_batch(struct city *city, struct call *call)
{
	const char *no = call_param(call, "batch_no"), *file = (const char *)call->body, *wrong = NULL;
	char sm3[SIGN_SM3_TEXT], day[11];
	struct bank_row *rows = NULL;
	size_t n = 0;
	if (!no || strlen(no) != 20 || !text_all_digits(no, 20)) {
		answer_error(call, 400, "batch_no: 20 digits");
		return;
	}
	if (!sign_sm3(file, call->body_n, sm3)) {
		answer_empty(call, 500);
		return;
	}
	struct bank_batch *b = bank_find(city->bank, no);
	if (b && strcmp(b->sm3, sm3) != 0) {
		answer_error(call, 409, "batch_no was used for another file");
		return;
	}
	if (!b) {
		wrong = bank_parse(file, call->body_n, no, &rows, &n, day);
		bank_rows_free(rows, n);
		if (wrong) {
			answer_error(call, 400, wrong);
			return;
		}
		if (!bank_accept(city, call, no, sm3)) {
			answer_error(call, 500, "cannot store");
			return;
		}
		b = bank_find(city->bank, no);
	}
	struct buf out;
	buf_init(&out, call->arena, 128);
	buf_char(&out, '{');
	buf_key_str(&out, "batch_no", b->no);
	buf_key_str(&out, "state", "accepted");
	buf_key_str(&out, "received_at", b->received_at);
	buf_char(&out, '}');
	answer_json(call, 200, &out);
}

static void get_batch(struct city *city, struct call *call)
{
	const char *no = call_param(call, "batch_no");
	const struct bank_batch *b = no ? bank_find(city->bank, no) : NULL;
	if (!b) {
		answer_error(call, 404, "no such batch");
		return;
	}
	struct buf out;
	buf_init(&out, call->arena, 256);
	buf_char(&out, '{');
	buf_key_str(&out, "batch_no", b->no);
	buf_key_str(&out, "state", batch_state(b));
	buf_key_str(&out, "file_sm3", b->sm3);
	buf_char(&out, '}');
	answer_json(call, 200, &out);
}

/* Fault "duplicate": every line is said twice. */
static const char *doubled(struct call *call, const char *file)
{
	struct buf lines, out;
	size_t n = 0;
	buf_init(&lines, call->arena, 2 * strlen(file));
	buf_init(&out, call->arena, 2 * strlen(file) + 64);
	for (const char *p = strchr(file, '\n') + 1; p[0] == 'R'; p = strchr(p, '\n') + 1)
		for (int i = 0; i < 2; i++, n++)
			buf_add(&lines, p, strcspn(p, "\n") + 1);
	/* the header is H|<batch_no>|<count>|<day> */
	buf_printf(&out, "H|%.20s|%zu|%.10s\n", file + 2, n, strchr(file, '\n') - 10);
	buf_add(&out, lines.p, lines.n);
	buf_printf(&out, "T|%zu\n", n);
	return out.failed || lines.failed ? NULL : out.p;
}

static void get_return(struct city *city, struct call *call)
{
	const char *no = call_param(call, "batch_no");
	int64_t n = call_param_int(call, "n", 0);
	const struct bank_batch *b = no ? bank_find(city->bank, no) : NULL;
	const char *file = n > 0 && (uint64_t)n <= city->bank->n_lates ? city->bank->lates[n - 1].file
	                   : b                                         ? b->return_file
	                                                               : NULL;
	if (file && call->fault.kind == FAULT_DUPLICATE)
		file = doubled(call, file);
	if (file)
		answer_file(call, file);
	else if (b)
		answer_empty(call, 204);
	else
		answer_error(call, 404, "no such file");
}

static void get_returns(struct city *city, struct call *call)
{
	int64_t after = call_param_int(call, "after", 0);
	struct buf out;
	buf_init(&out, call->arena, 512);
	buf_str(&out, "{\"files\":[");
	for (size_t i = after > 0 ? (size_t)after : 0, first = i; i < city->bank->n_lates && i < first + 200; i++) {
		buf_str(&out, i == first ? "{" : ",{");
		buf_key_int(&out, "n", (int64_t)i + 1);
		buf_key_str(&out, "batch_no", city->bank->lates[i].batch_no);
		buf_char(&out, '}');
	}
	buf_str(&out, "]}");
	answer_json(call, 200, &out);
}

static void get_query(struct city *city, struct call *call)
{
	const char *e2e_id = call_param(call, "e2e_id");
	const struct bank_row *r = e2e_id ? bank_find_row(city->bank, e2e_id) : NULL;
	if (!r) {
		answer_error(call, 404, "no such payment");
		return;
	}
	struct buf out;
	buf_init(&out, call->arena, 256);
	buf_char(&out, '{');
	buf_key_str(&out, "e2e_id", r->e2e_id);
	buf_key_str(&out, "code", r->code[0] ? r->code : "05"); /* accepted, ask again */
	buf_key_int(&out, "amount", r->amount_fen);
	buf_key_str(&out, "bank_ref", r->code[0] ? r->ref : "");
	buf_key_str(&out, "at", r->at);
	buf_char(&out, '}');
	answer_json(call, 200, &out);
}

static void get_statement(struct city *city, struct call *call)
{
	const char *day = call_param(call, "day");
	int32_t d;
	if (!day || !date_parse(day, &d)) {
		answer_error(call, 400, "day: yyyy-MM-dd");
		return;
	}
	int64_t opening = BANK_OPENING_FEN, debit = 0, credit = 0;
	size_t n = 0;
	char a[MONEY_TEXT], b[MONEY_TEXT];
	struct buf lines, out;
	buf_init(&lines, call->arena, 4096);
	for (size_t i = 0; i < city->bank->n_entries; i++) {
		const struct bank_entry *e = &city->bank->entries[i];
		int order = strncmp(e->at, day, 10);
		if (order < 0)
			opening += e->credit ? e->row->amount_fen : -e->row->amount_fen;
		if (order != 0)
			continue;
		*(e->credit ? &credit : &debit) += e->row->amount_fen;
		n++;
		money_text(e->row->amount_fen, a);
		buf_printf(&lines, "L|%s|%c|%s|%s|%s\n", e->row->e2e_id, e->credit ? 'C' : 'D', a, e->ref, e->at);
	}
	if (n == 0 && d >= clock_today()) {
		answer_empty(call, 204);
		return;
	}
	buf_init(&out, call->arena, lines.n + 256);
	money_text(opening, a);
	money_text(opening - debit + credit, b);
	buf_printf(&out, "S|%s|%s|%s|%zu\n", day, a, b, n);
	buf_add(&out, lines.p, lines.n);
	money_text(debit, a);
	money_text(credit, b);
	buf_printf(&out, "T|%zu|%s|%s\n", n, a, b);
	answer_text(call, 200, TEXT_TYPE, out.failed || lines.failed ? NULL : out.p);
}

static const struct {
	const char *method, *path, *operation;
	void (*serve)(struct city *city, struct call *call);
} routes[] = {
	{ "PUT", "bank/batch", "put", put_batch },
	{ "GET", "bank/batch", "batch", get_batch },
	{ "GET", "bank/return", "return", get_return },
	{ "GET", "bank/returns", "returns", get_returns },
	{ "GET", "bank/query", "query", get_query },
	{ "GET", "bank/statement", "statement", get_statement },
};

const char *bank_operation(const struct call *call, const char *rest)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (strcmp(rest, routes[i].path) == 0 && strcmp(call->method, routes[i].method) == 0)
			return routes[i].operation;
	return "none";
}

void bank_serve(struct city *city, struct call *call, const char *rest)
{
	if (!call_signed(call, &city->options.bank, true))
		return;
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		if (strcmp(rest, routes[i].path) != 0 || strcmp(call->method, routes[i].method) != 0)
			continue;
		pthread_mutex_lock(&city->bank->lock);
		bank_tick(city, call->arena);
		routes[i].serve(city, call);
		pthread_mutex_unlock(&city->bank->lock);
		return;
	}
	answer_error(call, 404, "no such address");
}
