/* Talent purchase subsidy: docs/policy.md section 6. */
#include "domain/rules/purchase_rules.h"

#include "domain/rules/rules_calendar.h"
#include "domain/rules/rules_common.h"

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Takes up to `fen` from the part; returns what is left to take. */
static int64_t take(int64_t *part, int64_t fen)
{
	int64_t taken = least(*part, fen);
	*part -= taken;
	return fen - taken;
}

static int64_t award_of(const struct rules_case *c)
{
	int64_t award = c->facts->declared.award_fen, most = c->policy->number[POLICY_AWARD_MAX_FEN];
	if (award == FACTS_NULL)
		return 0;
	return most == POLICY_OFF ? award : least(award, most);
}

static bool standard_of(int64_t fen, int64_t award, int64_t *ret_fen)
{
	*ret_fen = fen == POLICY_OFF ? 0 : fen == POLICY_BY_AWARD ? award : fen;
	return fen == POLICY_BY_AWARD ? award > 0 : fen != POLICY_OFF;
}

static void instalments(struct rules_part *part, int64_t percent)
{
	if (!money_ratio_floor(part->total_fen, percent == POLICY_OFF ? 0 : percent, 100, &part->first_fen))
		part->first_fen = 0; /* beyond 64 bits, which no version has: all of it after the review */
	part->review_fen = part->total_fen - part->first_fen;
}

/* The class, and what it pays after price cap and settlement money: both reduce the district part first. */
void purchase_rules_prepare(struct rules_case *c)
{
	const struct facts_declared *declared = &c->facts->declared;
	int64_t award = award_of(c), fen;
	uint32_t allowed = 0;
	for (int i = 0; i < CLASS_COUNT; i++)
		if (standard_of(c->policy->city_fen[i], award, &fen) || standard_of(c->policy->district_fen[i], award, &fen))
			allowed |= UINT32_C(1) << i;
	c->class = rules_best_class(c, allowed);
	if (c->class == CLASS_OTHER)
		return;
	int64_t city, district;
	(void)standard_of(c->policy->city_fen[c->class], award, &city);
	(void)standard_of(c->policy->district_fen[c->class], award, &district);
	int64_t off =
	    declared->price_fen == FACTS_NULL || declared->price_fen >= city + district ? 0 : city + district - declared->price_fen;
	off = take(&city, take(&district, off));
	off = declared->settlement_fen == FACTS_NULL ? 0 : declared->settlement_fen;
	off = take(&city, take(&district, off));
	c->city.total_fen = city;
	c->district.total_fen = district;
	instalments(&c->city, c->policy->city_first_percent[c->class]);
	instalments(&c->district, c->policy->district_first_percent[c->class]);
}

static enum outcome insurance(const struct rules_case *c, struct rules_verdict *v)
{
	int64_t enough = c->policy->number[POLICY_INSURANCE_MIN_MONTHS];
	if (!rules_ok(c, FACTS_SOCIAL_INSURANCE))
		return OUTCOME_UNKNOWN;
	return rules_run_of_months(c, v, FACTS_SOCIAL_INSURANCE, &c->policy->city_divisions, enough) >= enough ? OUTCOME_PASS
	                                                                                                       : OUTCOME_FAIL;
}

static enum outcome home(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_no_home(c, v, 0, c->facts->declared.bought_unit);
}

static enum outcome benefit(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_all(rules_no_benefit(c, v, 0, RULES_BENEFIT_EVER), rules_no_purchase(c, v));
}

/* A row of the spouse that contains the day; with higher_once the class must be above each of them. */
static enum outcome couple(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_PURCHASE_QUALIFICATION];
	bool any = false, higher = c->policy->couple_rule == POLICY_HIGHER_ONCE;
	if (!c->spouse)
		return OUTCOME_PASS;
	if (!rules_ok(c, FACTS_PURCHASE_QUALIFICATION))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_talent *row = &answer->rows.talent[i];
		if (!(c->role[row->id] & RULES_SPOUSE) || !date_within(c->day, row->from, row->to))
			continue;
		any = true;
		higher = higher && c->class < row->class.rank; /* a lower rank is a higher class */
		rules_see(v, FACTS_PURCHASE_QUALIFICATION, i);
	}
	if (!any)
		return OUTCOME_PASS;
	if (!rules_ok(c, FACTS_TALENT_WHITELIST))
		return OUTCOME_UNKNOWN;
	return higher ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome in_time(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_TALENT_WHITELIST];
	int64_t within = c->policy->number[POLICY_BOUGHT_WITHIN_MONTHS];
	int32_t bought = c->facts->declared.contract_on == DATE_NONE ? c->day : c->facts->declared.contract_on;
	if (within == POLICY_OFF)
		return OUTCOME_NOT_APPLICABLE;
	if (!rules_ok(c, FACTS_TALENT_WHITELIST))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && c->class != CLASS_OTHER; i++) {
		const struct facts_talent *row = &answer->rows.talent[i];
		if (row->id != c->facts->applicant || row->class.rank != c->class || !date_within(c->day, row->from, row->to))
			continue;
		if (row->recognised_on <= bought && bought <= rules_add_months(row->recognised_on, within)) {
			rules_decides(v, FACTS_TALENT_WHITELIST, i);
			return OUTCOME_PASS;
		}
		rules_see(v, FACTS_TALENT_WHITELIST, i);
	}
	return OUTCOME_FAIL;
}

static enum outcome amount(const struct rules_case *c, struct rules_verdict *v)
{
	if (c->class == CLASS_OTHER)
		return OUTCOME_NOT_APPLICABLE; /* whitelist not ok, or no class in it */
	v->measured = c->city.total_fen + c->district.total_fen;
	return v->measured > 0 ? OUTCOME_PASS : OUTCOME_FAIL;
}

#define BIT FACTS_BIT

static const struct rules_check checks[] = {
	{ CHECK_TP_WHITELIST, BIT(FACTS_TALENT_WHITELIST), { "city_standard_fen", "district_standard_fen" }, rules_whitelist },
	{ CHECK_TP_INSURANCE, BIT(FACTS_SOCIAL_INSURANCE), { "insurance_min_months", "city_divisions" }, insurance },
	{ CHECK_TP_HOME, BIT(FACTS_PROPERTY), { "city_divisions" }, home },
	{ CHECK_TP_BENEFIT, BIT(FACTS_HOUSING_BENEFIT) | BIT(FACTS_PURCHASE_SUBSIDY), { NULL }, benefit },
	{ CHECK_TP_COUPLE, BIT(FACTS_PURCHASE_QUALIFICATION) | BIT(FACTS_TALENT_WHITELIST), { "couple_rule" }, couple },
	{ CHECK_TP_TIME, BIT(FACTS_TALENT_WHITELIST), { "bought_within_months" }, in_time },
	{ CHECK_TP_AMOUNT, BIT(FACTS_TALENT_WHITELIST), { "city_standard_fen", "district_standard_fen", "award_max_fen" }, amount },
};

const struct rules_table purchase_rules = { ARRAY_LEN(checks), checks };

/* ---- what is given back ---------------------------------------------------------------------------------------- */

bool purchase_return_fen(const struct policy *policy, int64_t paid_fen, int32_t first_paid, int32_t left_on, int64_t *ret_fen)
{
	int64_t term = policy->number[POLICY_SERVICE_MONTHS], served = 0;
	if (paid_fen < 0 || left_on < first_paid || term <= 0)
		return false;
	while (served < term && rules_add_months(first_paid, served + 1) <= left_on)
		served++;
	return money_ratio_half_up(paid_fen, term - served, term, ret_fen);
}

bool purchase_locked(const struct policy *policy, int32_t title_on, int32_t day)
{
	return day < rules_add_months(title_on, policy->number[POLICY_LOCK_MONTHS]);
}
