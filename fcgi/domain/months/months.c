#include "domain/months/months.h"

static int64_t amount_of(const struct rules_case *c)
{
	return c->policy->scheme == SCHEME_RENTAL ? c->standard->monthly_fen[c->class] : c->lease_fen;
}

enum err_code months_judge(const struct facts *facts, const struct policy *admission, const struct policy *standard,
                           int32_t month, int32_t counted, struct arena *arena, struct month_result *ret_result)
{
	struct rules_case c = { .facts = facts,
		                    .policy = admission,
		                    .standard = standard,
		                    .day = month_first_day(month),
		                    .month = month,
		                    .counted = counted };
	enum err_code code = rules_prepare(&c, arena);
	if (code)
		return code;
	struct rules_table table = rules_table(admission->scheme, true);
	rules_run(&c, table, ret_result->verdicts);
	struct rules_groups groups = rules_combine(ret_result->verdicts, table.n, admission->month_groups, admission->n_month_groups);
	uint32_t cap = 0;
	for (size_t i = 0; i < table.n; i++)
		if (table.checks[i].code == CHECK_CAP)
			cap = UINT32_C(1) << i;
	/* The first that fits: a failing group, a full cap (which waits for no source), an unknown group. */
	if (groups.failed & ~cap)
		ret_result->outcome = MONTH_NOT_PAYABLE;
	else if (groups.failed)
		ret_result->outcome = MONTH_CAP_REACHED;
	else
		ret_result->outcome = groups.unknown ? MONTH_WAITING : MONTH_PAYABLE;
	ret_result->failed = groups.failed;
	ret_result->n = table.n;
	ret_result->persons = c.persons;
	ret_result->class = c.class;
	ret_result->amount_fen = ret_result->outcome == MONTH_PAYABLE ? amount_of(&c) : 0;
	return ERR_OK;
}

int32_t months_qualification_end(const struct policy *admission, int32_t accepted_on)
{
	return date_month(accepted_on) + (int32_t)admission->number[POLICY_QUALIFICATION_MONTHS] - 1;
}

const char *months_outcome_name(enum month_outcome outcome)
{
	static const char *const names[] = { "payable", "not_payable", "cap_reached", "waiting" };
	return names[outcome];
}
