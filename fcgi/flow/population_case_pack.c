#include "flow/population_case_pack.h"

#include "flow/population_pack.h"

static const char *const kinds[APPLICATION_KINDS] = { "same", "newly_approved", "newly_refused", "newly_waiting", "other" };

const char *population_case_kind_name(enum population_case_kind kind)
{
	return kinds[kind];
}

bool population_case_kind_find(const char *name, enum population_case_kind *ret_kind)
{
	for (int i = 0; i < APPLICATION_KINDS; i++)
		if (text_eq(kinds[i], name)) {
			*ret_kind = (enum population_case_kind)i;
			return true;
		}
	return false;
}

enum population_case_kind population_case_kind_of(const struct population_case_row *row)
{
	static const enum population_case_kind becomes[] = { [DECISION_APPROVED] = APPLICATION_NEWLY_APPROVED, [DECISION_REFUSED] = APPLICATION_NEWLY_REFUSED,
		                                             [DECISION_WAITING] = APPLICATION_NEWLY_WAITING };
	if (row->decision[0] != row->decision[1])
		return becomes[row->decision[1]];
	return row->checks[0] == row->checks[1] ? APPLICATION_SAME : APPLICATION_OTHER;
}

bool population_case_wanted(const struct population_case_row *row, const char *kind)
{
	enum population_case_kind is = population_case_kind_of(row);
	return kind ? text_eq(kinds[is], kind) : is != APPLICATION_SAME;
}

/* ---- rows ---- */

void population_case_row_put(struct buf *b, const struct population_case_row *row, int64_t *last)
{
	buf_varint(b, (uint64_t)(row->case_id - *last));
	buf_char(b, (char)(row->decision[0] | row->decision[1] << 2));
	buf_varint(b, row->checks[0]);
	buf_varint(b, row->checks[1]);
	*last = row->case_id;
}

void population_case_rows_open(struct population_case_rows *r, const struct blob *packed)
{
	*r = (struct population_case_rows){ { packed->p, packed->p + packed->n, false }, 0 };
}

bool population_case_row_get(struct population_case_rows *r, struct population_case_row *ret_row)
{
	if (r->in.p >= r->in.end || r->in.bad)
		return false;
	struct population_case_row row = { .case_id = r->last + (int64_t)varint_get(&r->in) };
	uint8_t decisions = r->in.p < r->in.end ? *r->in.p++ : 0xFF;
	row.decision[0] = decisions & 3;
	row.decision[1] = decisions >> 2 & 3;
	r->in.bad = r->in.bad || decisions > 15 || row.decision[0] > DECISION_WAITING || row.decision[1] > DECISION_WAITING;
	row.checks[0] = (uint32_t)varint_get(&r->in);
	row.checks[1] = (uint32_t)varint_get(&r->in);
	if (r->in.bad)
		return false;
	r->last = row.case_id;
	*ret_row = row;
	return true;
}

/* ---- sums ---- */

void population_case_count(struct population_case_tally *t, const struct population_case_row *row)
{
	struct population_case_sum *s = &t->sum;
	int64_t *const counts[APPLICATION_KINDS] = { &s->same, &s->newly_approved, &s->newly_refused, &s->newly_waiting, &s->other };
	int64_t *const decisions[] = { [DECISION_APPROVED] = s->approved, [DECISION_REFUSED] = s->refused, [DECISION_WAITING] = s->waiting };
	s->judged++;
	++*counts[population_case_kind_of(row)];
	for (int k = 0; k < 2; k++) {
		decisions[row->decision[k]][k]++;
		for (int i = 0; i < CHECK_CODES && row->decision[k] == DECISION_REFUSED; i++)
			t->fails[i][k] += row->checks[k] >> i & 1;
	}
}

bool population_case_add(struct population_case_tally *t, const struct population_case_sum *sum)
{
	struct population_case_sum *s = &t->sum;
	s->looked += sum->looked;
	s->judged += sum->judged;
	s->same += sum->same;
	s->newly_approved += sum->newly_approved;
	s->newly_refused += sum->newly_refused;
	s->newly_waiting += sum->newly_waiting;
	s->other += sum->other;
	for (int k = 0; k < 2; k++) {
		s->approved[k] += sum->approved[k];
		s->refused[k] += sum->refused[k];
		s->waiting[k] += sum->waiting[k];
	}
	return population_checks_add(t->fails, &sum->checks);
}
