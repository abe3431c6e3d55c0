#include "domain/rules/rules.h"

#include "base/text.h"
#include "domain/rules/rules_common.h"

static const struct rules_table none;
static const struct rules_table *const at_day[SCHEMES] = { &type2_rules, &rental_rules, &purchase_rules };
static const struct rules_table *const at_months[SCHEMES] = { &type2_month_rules, &rental_month_rules, &none };

struct rules_table rules_table(enum scheme scheme, bool at_month)
{
	return at_month ? *at_months[scheme] : *at_day[scheme];
}

uint32_t rules_sources(struct rules_table table)
{
	uint32_t sources = FACTS_BIT(FACTS_MARRIAGE);
	for (size_t i = 0; i < table.n; i++)
		sources |= table.checks[i].sources;
	return sources;
}

static void find_household(struct rules_case *c)
{
	const struct facts *f = c->facts;
	c->role[f->applicant] |= RULES_HOUSEHOLD;
	c->persons = 1;
	for (size_t i = 0; i < f->n_members; i++) {
		const struct facts_member *m = &f->members[i];
		if (m->id == f->applicant || !date_within(c->day, m->counted_from, m->left_on))
			continue;
		c->role[m->id] |= RULES_HOUSEHOLD;
		c->persons++;
	}
}

/* The marriage register names the spouse, chosen as a member or not; where it is silent the filed household does. */
static void find_spouse(struct rules_case *c)
{
	const struct facts *f = c->facts;
	const struct facts_answer *marriage = &f->sources[FACTS_MARRIAGE];
	if (marriage->state == FACTS_OK) {
		for (size_t i = 0; i < marriage->n; i++) {
			const struct facts_marriage *row = &marriage->rows.marriage[i];
			if (row->id == f->applicant && row->registered_on <= c->day &&
			    (row->ended_on == DATE_NONE || row->ended_on > c->day)) {
				c->role[row->spouse] |= RULES_SPOUSE;
				c->spouse = true;
			}
		}
		return;
	}
	for (size_t i = 0; i < f->n_members; i++)
		if (f->members[i].relation == FACTS_SPOUSE && c->role[f->members[i].id] & RULES_HOUSEHOLD) {
			c->role[f->members[i].id] |= RULES_SPOUSE;
			c->spouse = true;
		}
}

enum err_code rules_prepare(struct rules_case *c, struct arena *arena)
{
	static void (*const schemes[SCHEMES])(struct rules_case *) = { type2_rules_prepare, rental_rules_prepare,
		                                                           purchase_rules_prepare };
	c->role = arena_array(arena, c->facts->n_ids, 1);
	if (!c->role)
		return ERR_NOMEM;
	c->class = CLASS_OTHER;
	c->lease_fen = -1;
	find_household(c);
	find_spouse(c);
	schemes[c->policy->scheme](c);
	return ERR_OK;
}

void rules_run(const struct rules_case *c, struct rules_table table, struct rules_verdict *verdicts)
{
	for (size_t i = 0; i < table.n; i++) {
		struct rules_verdict *v = &verdicts[i];
		v->check = &table.checks[i];
		v->n_seen = 0;
		v->more_seen = false;
		v->measured = v->limit = RULES_NO_NUMBER;
		v->outcome = table.checks[i].judge(c, v);
	}
}

struct rules_groups rules_combine(const struct rules_verdict *verdicts, size_t n, const struct policy_group *groups,
                                  size_t n_groups)
{
	uint32_t checks[OUTCOME_NOT_APPLICABLE + 1] = { 0 }; /* CHECK_BITs by outcome */
	for (size_t i = 0; i < n; i++)
		checks[verdicts[i].outcome] |= CHECK_BIT(verdicts[i].check->code);
	uint32_t failed = 0, grouped = 0;
	struct rules_groups result = { 0, false };
	for (size_t i = 0; i < n_groups; i++) {
		uint32_t members = groups[i].checks;
		grouped |= members;
		if (members & checks[OUTCOME_PASS])
			continue;
		if (members & checks[OUTCOME_UNKNOWN])
			result.unknown = true;
		else
			failed |= members & checks[OUTCOME_FAIL];
	}
	/* A check that no list names is a group by itself. */
	failed |= checks[OUTCOME_FAIL] & ~grouped;
	result.unknown = result.unknown || checks[OUTCOME_UNKNOWN] & ~grouped;
	for (size_t i = 0; i < n; i++)
		if (failed & CHECK_BIT(verdicts[i].check->code))
			result.failed |= UINT32_C(1) << i;
	return result;
}

enum err_code rules_judge(const struct facts *facts, const struct policy *policy, int32_t day, struct arena *arena,
                          struct rules_result *ret_result)
{
	struct rules_case c = { .facts = facts, .policy = policy, .day = day, .month = date_month(day) };
	enum err_code code = rules_prepare(&c, arena);
	if (code)
		return code;
	struct rules_table table = rules_table(policy->scheme, false);
	rules_run(&c, table, ret_result->verdicts);
	struct rules_groups groups = rules_combine(ret_result->verdicts, table.n, policy->groups, policy->n_groups);
	ret_result->decision = groups.failed ? DECISION_REFUSED : groups.unknown ? DECISION_WAITING : DECISION_APPROVED;
	ret_result->n = table.n;
	ret_result->persons = c.persons;
	ret_result->class = c.class;
	bool pays = ret_result->decision == DECISION_APPROVED;
	ret_result->city = pays ? c.city : (struct rules_part){ 0 };
	ret_result->district = pays ? c.district : (struct rules_part){ 0 };
	return ERR_OK;
}

bool rules_settled(const struct policy *policy, enum check_code code, uint32_t passed)
{
	if (passed & CHECK_BIT(code))
		return false;
	for (size_t i = 0; i < policy->n_groups; i++)
		if (policy->groups[i].checks & CHECK_BIT(code) && policy->groups[i].checks & passed)
			return true;
	return false;
}

uint32_t rules_passed(const struct rules_verdict *verdicts, size_t n)
{
	uint32_t passed = 0;
	for (size_t i = 0; i < n; i++)
		if (verdicts[i].outcome == OUTCOME_PASS)
			passed |= CHECK_BIT(verdicts[i].check->code);
	return passed;
}

static const char *const outcome_names[] = { "pass", "fail", "unknown", "not_applicable" };

const char *rules_outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

bool rules_outcome_find(const char *name, enum outcome *ret_outcome)
{
	for (size_t i = 0; i < ARRAY_LEN(outcome_names); i++)
		if (text_eq(outcome_names[i], name)) {
			*ret_outcome = (enum outcome)i;
			return true;
		}
	return false;
}

const char *rules_decision_name(enum decision decision)
{
	static const char *const names[] = { "approved", "refused", "waiting" };
	return names[decision];
}
