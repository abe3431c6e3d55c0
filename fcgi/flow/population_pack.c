#include "flow/population_pack.h"

#include "base/money.h"

static const char *const kinds[POPULATION_KINDS] = { "same", "gain", "lose", "newly_paid", "no_longer", "other" };

const char *population_kind_name(enum population_kind kind)
{
	return kinds[kind];
}

bool population_kind_find(const char *name, enum population_kind *ret_kind)
{
	for (int i = 0; i < POPULATION_KINDS; i++)
		if (text_eq(kinds[i], name)) {
			*ret_kind = (enum population_kind)i;
			return true;
		}
	return false;
}

enum population_kind population_kind_of(const struct population_row *row)
{
	bool before = row->outcome[0] == MONTH_PAYABLE, after = row->outcome[1] == MONTH_PAYABLE;
	if (before != after)
		return after ? POPULATION_NEWLY_PAID : POPULATION_NO_LONGER;
	if (before && row->fen[0] != row->fen[1])
		return row->fen[1] > row->fen[0] ? POPULATION_GAIN : POPULATION_LOSE;
	return row->outcome[0] == row->outcome[1] && row->failed[0] == row->failed[1] ? POPULATION_SAME : POPULATION_OTHER;
}

bool population_wanted(const struct population_row *row, const char *kind)
{
	enum population_kind is = population_kind_of(row);
	return kind ? text_eq(population_kind_name(is), kind) : is != POPULATION_SAME;
}

/* ---- rows ---- */

void population_row_put(struct buf *b, const struct population_row *row, int64_t *last)
{
	buf_varint(b, (uint64_t)(row->qualification_id - *last));
	buf_char(b, (char)(row->outcome[0] | row->outcome[1] << 2));
	for (int i = 0; i < 2; i++) {
		buf_varint(b, (uint64_t)row->fen[i]);
		buf_varint(b, row->failed[i]);
	}
	*last = row->qualification_id;
}

void population_rows_open(struct population_rows *r, const struct blob *packed)
{
	*r = (struct population_rows){ { packed->p, packed->p + packed->n, false }, 0 };
}

bool population_row_get(struct population_rows *r, struct population_row *ret_row)
{
	if (r->in.p >= r->in.end || r->in.bad)
		return false;
	struct population_row row = { .qualification_id = r->last + (int64_t)varint_get(&r->in) };
	uint8_t outcomes = r->in.p < r->in.end ? *r->in.p++ : 0xFF;
	r->in.bad = r->in.bad || outcomes > 15;
	row.outcome[0] = outcomes & 3;
	row.outcome[1] = outcomes >> 2 & 3;
	for (int i = 0; i < 2; i++) {
		row.fen[i] = (int64_t)varint_get(&r->in);
		row.failed[i] = (uint32_t)varint_get(&r->in);
	}
	if (r->in.bad)
		return false;
	r->last = row.qualification_id;
	*ret_row = row;
	return true;
}

/* ---- sums ---- */

bool population_count(struct population_tally *t, const struct population_row *row, int64_t people)
{
	int64_t fen[2];
	struct population_sum *s = &t->sum;
	int64_t *const counts[POPULATION_KINDS] = { &s->same, &s->gain, &s->lose, &s->newly_paid, &s->no_longer, &s->other };
	if (!money_add(s->fen_before, row->fen[0], &fen[0]) || !money_add(s->fen_after, row->fen[1], &fen[1]))
		return false;
	s->fen_before = fen[0];
	s->fen_after = fen[1];
	s->judged++;
	s->people += people;
	++*counts[population_kind_of(row)];
	s->waits += row->outcome[0] == MONTH_WAITING || row->outcome[1] == MONTH_WAITING;
	for (int i = 0; i < CHECK_CODES; i++)
		for (int k = 0; k < 2; k++)
			t->fails[i][k] += row->failed[k] >> i & 1;
	return true;
}

/* Codes are never reused (checks.def), so their numbers may be kept. */
void population_checks_put(struct buf *b, int64_t fails[CHECK_CODES][2])
{
	for (int i = 0; i < CHECK_CODES; i++)
		if (fails[i][0] || fails[i][1]) {
			buf_varint(b, (uint64_t)i);
			buf_varint(b, (uint64_t)fails[i][0]);
			buf_varint(b, (uint64_t)fails[i][1]);
		}
}

bool population_checks_add(int64_t fails[CHECK_CODES][2], const struct blob *checks)
{
	struct varint_reader in = { checks->p, checks->p + checks->n, false };
	while (checks->n && in.p < in.end && !in.bad) {
		uint64_t code = varint_get(&in);
		int64_t before = (int64_t)varint_get(&in), after = (int64_t)varint_get(&in);
		if (in.bad || code >= CHECK_CODES)
			return false;
		fails[code][0] += before;
		fails[code][1] += after;
	}
	return !in.bad;
}

bool population_add(struct population_tally *t, const struct population_sum *sum)
{
	struct population_sum *s = &t->sum;
	if (!money_add(s->fen_before, sum->fen_before, &s->fen_before) || !money_add(s->fen_after, sum->fen_after, &s->fen_after))
		return false;
	s->looked += sum->looked;
	s->judged += sum->judged;
	s->people += sum->people;
	s->same += sum->same;
	s->gain += sum->gain;
	s->lose += sum->lose;
	s->newly_paid += sum->newly_paid;
	s->no_longer += sum->no_longer;
	s->other += sum->other;
	s->waits += sum->waits;
	return population_checks_add(t->fails, &sum->checks);
}
