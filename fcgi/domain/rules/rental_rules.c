/* Talent rental subsidy: docs/policy.md section 5. */
#include "domain/rules/rules_common.h"

void rental_rules_prepare(struct rules_case *c)
{
	const struct policy *standard = c->standard ? c->standard : c->policy;
	uint32_t allowed = 0;
	for (int i = 0; i < CLASS_COUNT; i++)
		if (standard->monthly_fen[i] != POLICY_OFF)
			allowed |= UINT32_C(1) << i;
	c->class = rules_best_class(c, allowed);
}

static enum outcome insurance(const struct rules_case *c, struct rules_verdict *v)
{
	if (!rules_ok(c, FACTS_SOCIAL_INSURANCE))
		return OUTCOME_UNKNOWN;
	return rules_month_paid(c, v, FACTS_SOCIAL_INSURANCE, &c->policy->insurance_divisions, c->month - 1, c->month)
	           ? OUTCOME_PASS
	           : OUTCOME_FAIL;
}

static enum outcome insurance_now(const struct rules_case *c, struct rules_verdict *v)
{
	if (!rules_ok(c, FACTS_SOCIAL_INSURANCE))
		return OUTCOME_UNKNOWN;
	return rules_month_paid(c, v, FACTS_SOCIAL_INSURANCE, &c->policy->insurance_divisions, c->month, c->month) ? OUTCOME_PASS
	                                                                                                           : OUTCOME_FAIL;
}

static enum outcome home(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_no_home(c, v, 0, (struct facts_text){ NULL, 0 });
}

static enum outcome benefit(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_all(rules_no_benefit(c, v, RULES_BENEFIT_NOW, RULES_BENEFIT_EVER), rules_no_purchase(c, v));
}

static enum outcome lease(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_has_lease(c, v, c->day, c->day);
}

static enum outcome lease_month(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_has_lease(c, v, c->day, month_last_day(c->month));
}

#define BIT FACTS_BIT
#define BENEFITS (BIT(FACTS_HOUSING_BENEFIT) | BIT(FACTS_PURCHASE_SUBSIDY))

static const struct rules_check admission[] = {
	{ CHECK_TR_WHITELIST, BIT(FACTS_TALENT_WHITELIST), { "monthly_fen" }, rules_whitelist },
	{ CHECK_TR_INSURANCE, BIT(FACTS_SOCIAL_INSURANCE), { "insurance_divisions" }, insurance },
	{ CHECK_TR_HOME, BIT(FACTS_PROPERTY), { "city_divisions" }, home },
	{ CHECK_TR_BENEFIT, BENEFITS, { NULL }, benefit },
	{ CHECK_TR_LEASE, BIT(FACTS_LEASE), { "city_divisions" }, lease },
};

static const struct rules_check month[] = {
	{ CHECK_TR_HOME, BIT(FACTS_PROPERTY), { "city_divisions" }, home },
	{ CHECK_TR_INSURANCE, BIT(FACTS_SOCIAL_INSURANCE), { "insurance_divisions" }, insurance_now },
	{ CHECK_TR_WHITELIST, BIT(FACTS_TALENT_WHITELIST), { "monthly_fen" }, rules_whitelist },
	{ CHECK_TR_BENEFIT, BENEFITS, { NULL }, benefit },
	{ CHECK_TR_LEASE, BIT(FACTS_LEASE), { "city_divisions" }, lease_month },
	{ CHECK_CAP, 0, { "cap_months" }, rules_cap },
};

const struct rules_table rental_rules = { ARRAY_LEN(admission), admission };
const struct rules_table rental_month_rules = { ARRAY_LEN(month), month };
