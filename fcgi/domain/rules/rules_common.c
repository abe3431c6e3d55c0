#include "domain/rules/rules_common.h"

#include "domain/rules/rules_calendar.h"

#include <string.h>

void rules_see(struct rules_verdict *v, enum facts_source source, size_t row)
{
	if (v->n_seen == RULES_SEEN_MAX) {
		v->more_seen = true;
		return;
	}
	v->seen[v->n_seen++] = (struct rules_seen){ (int32_t)source, (uint32_t)row };
}

void rules_decides(struct rules_verdict *v, enum facts_source source, size_t row)
{
	v->n_seen = 0;
	v->more_seen = false;
	rules_see(v, source, row);
}

enum outcome rules_all(enum outcome a, enum outcome b)
{
	if (a == OUTCOME_FAIL || b == OUTCOME_FAIL)
		return OUTCOME_FAIL;
	return a == OUTCOME_UNKNOWN || b == OUTCOME_UNKNOWN ? OUTCOME_UNKNOWN : OUTCOME_PASS;
}

/* One bit per month counted back from the day's. The limits of a policy are at most 1200 months. */
#define BACK_MAX 1280

int64_t rules_run_of_months(const struct rules_case *c, struct rules_verdict *v, enum facts_source source,
                            const struct policy_divisions *divisions, int64_t enough)
{
	const struct facts_answer *answer = &c->facts->sources[source];
	uint64_t paid[BACK_MAX / 64] = { 0 };
	int64_t latest = -1;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_month *row = &answer->rows.month[i];
		int32_t back = c->month - row->month;
		if (row->id != c->facts->applicant || back < 0 || back >= BACK_MAX ||
		    (divisions && !policy_has_division(divisions, row->division)))
			continue;
		paid[back / 64] |= UINT64_C(1) << (back % 64);
		if (latest < 0 || row->month > answer->rows.month[latest].month)
			latest = (int64_t)i;
	}
	int32_t first = paid[0] & 1 ? 0 : 1, back = first;
	while (back < BACK_MAX && paid[back / 64] >> (back % 64) & 1)
		back++;
	if (latest >= 0)
		rules_see(v, source, (size_t)latest);
	v->measured = back - first;
	v->limit = enough;
	return back - first;
}

bool rules_month_paid(const struct rules_case *c, struct rules_verdict *v, enum facts_source source,
                      const struct policy_divisions *divisions, int32_t first, int32_t last)
{
	const struct facts_answer *answer = &c->facts->sources[source];
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_month *row = &answer->rows.month[i];
		if (row->id != c->facts->applicant || row->month < first || row->month > last)
			continue;
		if (policy_has_division(divisions, row->division)) {
			rules_decides(v, source, i);
			return true;
		}
		rules_see(v, source, i);
	}
	return false;
}

enum outcome rules_no_home(const struct rules_case *c, struct rules_verdict *v, int64_t given_years, struct facts_text without)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_PROPERTY];
	bool found = false;
	if (!rules_ok(c, FACTS_PROPERTY))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_property *row = &answer->rows.property[i];
		if (!rules_in_household(c, row->id) || row->registered_on > c->day)
			continue;
		bool owned = row->transferred_on == DATE_NONE || row->transferred_on > c->day;
		bool given = !owned && given_years > 0 && rules_add_months(row->transferred_on, 12 * given_years) > c->day;
		bool counts = row->share_percent > 0 && row->use == FACTS_RESIDENTIAL &&
		              policy_has_division(&c->policy->city_divisions, row->division) && !facts_same(row->unit, without) &&
		              (owned || given);
		if (counts && !found) {
			rules_decides(v, FACTS_PROPERTY, i);
			found = true;
		} else if (counts || !found)
			rules_see(v, FACTS_PROPERTY, i);
	}
	return found ? OUTCOME_FAIL : OUTCOME_PASS;
}

enum outcome rules_no_benefit(const struct rules_case *c, struct rules_verdict *v, uint32_t now, uint32_t ever)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_HOUSING_BENEFIT];
	bool found = false;
	if (!rules_ok(c, FACTS_HOUSING_BENEFIT))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_benefit *row = &answer->rows.benefit[i];
		if (!rules_in_household(c, row->id))
			continue;
		bool counts =
		    (now >> row->kind & 1 && date_within(c->day, row->from, row->to)) || (ever >> row->kind & 1 && row->from <= c->day);
		if (counts && !found) {
			rules_decides(v, FACTS_HOUSING_BENEFIT, i);
			found = true;
		} else if (counts || !found)
			rules_see(v, FACTS_HOUSING_BENEFIT, i);
	}
	return found ? OUTCOME_FAIL : OUTCOME_PASS;
}

enum outcome rules_no_purchase(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_PURCHASE_SUBSIDY];
	if (!rules_ok(c, FACTS_PURCHASE_SUBSIDY))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++)
		if (rules_couple(c, answer->rows.paid[i].id) && answer->rows.paid[i].paid_on <= c->day) {
			rules_see(v, FACTS_PURCHASE_SUBSIDY, i);
			return OUTCOME_FAIL;
		}
	return OUTCOME_PASS;
}

bool rules_lease_counts(const struct rules_case *c, const struct facts_lease *lease, int32_t first, int32_t last)
{
	return rules_couple(c, lease->tenant) && lease->rent_fen > 0 &&
	       policy_has_division(&c->policy->city_divisions, lease->division) &&
	       !(c->role[lease->landlord] & (RULES_HOUSEHOLD | RULES_SPOUSE)) && date_within(first, lease->from, lease->to) &&
	       date_within(last, lease->from, lease->to);
}

enum outcome rules_has_lease(const struct rules_case *c, struct rules_verdict *v, int32_t first, int32_t last)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_LEASE];
	if (!rules_ok(c, FACTS_LEASE))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		if (rules_lease_counts(c, &answer->rows.lease[i], first, last)) {
			rules_decides(v, FACTS_LEASE, i);
			return OUTCOME_PASS;
		}
		if (rules_couple(c, answer->rows.lease[i].tenant))
			rules_see(v, FACTS_LEASE, i);
	}
	return OUTCOME_FAIL;
}

enum outcome rules_cap(const struct rules_case *c, struct rules_verdict *v)
{
	v->measured = c->counted;
	v->limit = c->standard->number[POLICY_CAP_MONTHS];
	return v->measured < v->limit ? OUTCOME_PASS : OUTCOME_FAIL;
}

int32_t rules_best_class(const struct rules_case *c, uint32_t allowed)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_TALENT_WHITELIST];
	int32_t best = CLASS_OTHER;
	if (!rules_ok(c, FACTS_TALENT_WHITELIST))
		return best;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_talent *row = &answer->rows.talent[i];
		if (row->id == c->facts->applicant && row->class.rank < best && allowed >> row->class.rank & 1 &&
		    date_within(c->day, row->from, row->to))
			best = row->class.rank;
	}
	return best;
}

enum outcome rules_whitelist(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_TALENT_WHITELIST];
	if (!rules_ok(c, FACTS_TALENT_WHITELIST))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_talent *row = &answer->rows.talent[i];
		if (row->id != c->facts->applicant)
			continue;
		if (c->class != CLASS_OTHER && row->class.rank == c->class && date_within(c->day, row->from, row->to)) {
			rules_decides(v, FACTS_TALENT_WHITELIST, i);
			return OUTCOME_PASS;
		}
		rules_see(v, FACTS_TALENT_WHITELIST, i);
	}
	return OUTCOME_FAIL;
}
