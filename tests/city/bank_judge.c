/* The judge of double payment, and the hand of the tests at the bank: /city/bank/judge, /city/bank/retn. */
#include "city/bank_state.h"

#include "city/tool.h"

#include <stdlib.h>
#include <string.h>

/* Net bookings of one payment: paid minus sent back. */
struct net {
	const struct bank_row *row;
	const struct bank_batch *batch;
	int booked, returned;
};

static int by_e2e(const void *a, const void *b)
{
	const struct net *x = a, *y = b;
	return strcmp(x->row->e2e_id, y->row->e2e_id);
}

static int by_purpose(const void *a, const void *b)
{
	const struct net *x = a, *y = b;
	int c = strcmp(x->row->account, y->row->account);
	if (c == 0)
		c = strcmp(x->row->purpose, y->row->purpose);
	if (c == 0)
		c = (x->row->amount_fen > y->row->amount_fen) - (x->row->amount_fen < y->row->amount_fen);
	return c;
}

/* One struct net per e2e_id that was ever booked. */
static size_t net_of(const struct bank_peer *peer, struct net *nets)
{
	size_t n = 0;
	for (size_t i = 0; i < peer->n_entries; i++)
		nets[i] = (struct net){ peer->entries[i].row, peer->entries[i].batch, !peer->entries[i].credit,
			                peer->entries[i].credit };
	qsort(nets, peer->n_entries, sizeof(*nets), by_e2e);
	for (size_t i = 0; i < peer->n_entries; i++) {
		if (n && by_e2e(&nets[n - 1], &nets[i]) == 0) {
			nets[n - 1].booked += nets[i].booked;
			nets[n - 1].returned += nets[i].returned;
		} else {
			nets[n++] = nets[i];
		}
	}
	return n;
}

static void write_paid(struct buf *b, const struct net *nets, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct bank_row *r = nets[i].row;
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "e2e_id", r->e2e_id);
		buf_key_str(b, "account_masked", text_mask_account(b->arena, r->account));
		buf_key_str(b, "purpose", r->purpose);
		buf_key_int(b, "amount_fen", r->amount_fen);
		buf_key_int(b, "n_booked", nets[i].booked);
		buf_key_int(b, "n_returned", nets[i].returned);
		buf_char(b, '}');
	}
}

/* The same account, purpose and amount, still paid more than once by different batches. */
static size_t write_suspects(struct buf *b, struct net *nets, size_t n)
{
	size_t found = 0;
	qsort(nets, n, sizeof(*nets), by_purpose);
	for (size_t i = 0; i < n;) {
		size_t end = i, paid = 0;
		for (; end < n && by_purpose(&nets[i], &nets[end]) == 0; end++)
			paid += nets[end].booked > nets[end].returned;
		if (paid > 1) {
			buf_str(b, found++ ? ",{" : "{");
			buf_key_str(b, "account_masked", text_mask_account(b->arena, nets[i].row->account));
			buf_key_str(b, "purpose", nets[i].row->purpose);
			buf_key_int(b, "amount_fen", nets[i].row->amount_fen);
			buf_key_int(b, "n_paid", (int64_t)paid);
			buf_key(b, "e2e_ids");
			buf_char(b, '[');
			for (size_t k = i; k < end; k++) {
				if (k > i)
					buf_char(b, ',');
				buf_json(b, nets[k].row->e2e_id);
			}
			buf_str(b, "]}");
		}
		i = end;
	}
	return found;
}

static void judge(struct city *city, struct call *call)
{
	const struct bank_peer *peer = city->bank;
	struct net *nets = arena_array(call->arena, peer->n_entries + 1, sizeof(*nets));
	if (!nets) {
		answer_empty(call, 500);
		return;
	}
	size_t n = net_of(peer, nets);
	int64_t sum = 0, back = 0, twice = 0;
	for (size_t i = 0; i < n; i++) {
		sum += nets[i].row->amount_fen * nets[i].booked;
		back += nets[i].row->amount_fen * nets[i].returned;
		twice += nets[i].booked > 1;
	}
	struct buf b;
	buf_init(&b, call->arena, 65536);
	buf_char(&b, '{');
	buf_key_int(&b, "batches", (int64_t)peer->n_batches);
	buf_key_int(&b, "double", twice);
	buf_key_int(&b, "sum_fen", sum);
	buf_key_int(&b, "returned_fen", back);
	buf_key(&b, "paid");
	buf_char(&b, '[');
	if (call_param_int(call, "list", 1) > 0)
		write_paid(&b, nets, n);
	buf_char(&b, ']');
	buf_key(&b, "suspect");
	buf_char(&b, '[');
	write_suspects(&b, nets, n);
	buf_str(&b, "]}");
	answer_json(call, 200, &b);
}

/* {"e2e_id"} or {"tag"|"idno"}: the youngest payment that still stands is sent back. */
static void send_back(struct city *city, struct call *call)
{
	json_object *body = json_tokener_parse((const char *)call->body);
	const char *e2e_id = json_text(body, "e2e_id"), *tag = json_text(body, "tag");
	const struct person *p = people_by_tag(city->people, *tag ? tag : json_text(body, "idno"));
	bool done = false;
	for (size_t i = city->bank->n_entries; i-- > 0 && !done && (*e2e_id || p);) {
		const struct bank_entry *e = &city->bank->entries[i];
		if (strcmp(e->row->code, "00") != 0 ||
		    (*e2e_id ? strcmp(e->row->e2e_id, e2e_id) : strcmp(e->row->account, p->account)) != 0)
			continue;
		struct bank_batch *batch = bank_find(city->bank, e->batch->no);
		size_t index = (size_t)(e->row - batch->rows);
		struct buf b;
		buf_init(&b, call->arena, 64);
		buf_char(&b, '{');
		buf_key_str(&b, "e2e_id", e->row->e2e_id);
		buf_char(&b, '}');
		done = bank_send_back(city, call->arena, batch, index);
		answer_json(call, 200, &b);
	}
	if (!done)
		answer_error(call, 404, "nothing was paid there");
	json_object_put(body);
}

void bank_control(struct city *city, struct call *call, const char *rest)
{
	bool post = strcmp(call->method, "POST") == 0;
	pthread_mutex_lock(&city->bank->lock);
	bank_tick(city, call->arena);
	if (!post && strcmp(rest, "judge") == 0)
		judge(city, call);
	else if (post && strcmp(rest, "retn") == 0)
		send_back(city, call);
	else
		answer_error(call, 404, "no such address");
	pthread_mutex_unlock(&city->bank->lock);
}
