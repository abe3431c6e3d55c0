/* Type II public rental subsidy: docs/policy.md section 4. */
#include "domain/rules/rules_calendar.h"
#include "domain/rules/rules_common.h"

#define NUMBER(c, index) ((c)->policy->number[(index)])
#define CITY(c) (&(c)->policy->city_divisions)

static enum outcome household(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_HOUSEHOLD];
	bool found = false;
	if (!rules_ok(c, FACTS_HOUSEHOLD))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && !found; i++) {
		const struct facts_household *row = &answer->rows.household[i];
		if (row->id != c->facts->applicant)
			continue;
		found = policy_has_division(CITY(c), row->division);
		(found ? rules_decides : rules_see)(v, FACTS_HOUSEHOLD, i);
	}
	return found ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome permit(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_RESIDENCE_PERMIT];
	bool found = false;
	if (!rules_ok(c, FACTS_RESIDENCE_PERMIT))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && !found; i++) {
		const struct facts_permit *row = &answer->rows.permit[i];
		if (row->id != c->facts->applicant)
			continue;
		found =
		    row->kind == FACTS_FORMAL && policy_has_division(CITY(c), row->division) && date_within(c->day, row->from, row->to);
		(found ? rules_decides : rules_see)(v, FACTS_RESIDENCE_PERMIT, i);
	}
	return found ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome native(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_HOUSEHOLD];
	bool found = false;
	if (!c->policy->native_place)
		return OUTCOME_NOT_APPLICABLE;
	if (!rules_ok(c, FACTS_HOUSEHOLD))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && !found; i++) {
		const struct facts_household *row = &answer->rows.household[i];
		if (row->id != c->facts->applicant)
			continue;
		found = policy_has_division(CITY(c), row->native_division);
		(found ? rules_decides : rules_see)(v, FACTS_HOUSEHOLD, i);
	}
	return found ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome vocational(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_VOCATIONAL];
	bool found = false;
	if (!rules_ok(c, FACTS_VOCATIONAL))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && !found; i++) {
		const struct facts_level *row = &answer->rows.level[i];
		if (row->id != c->facts->applicant)
			continue;
		found = row->level <= 3 && rules_add_months(row->issued_on, NUMBER(c, POLICY_VOCATIONAL_HELD_MONTHS)) <= c->day;
		(found ? rules_decides : rules_see)(v, FACTS_VOCATIONAL, i);
	}
	return found ? OUTCOME_PASS : OUTCOME_FAIL;
}

/* Title of one of the levels, issued by the day. */
static bool has_title(const struct rules_case *c, struct rules_verdict *v, uint32_t levels)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_TITLE];
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_level *row = &answer->rows.level[i];
		if (row->id != c->facts->applicant)
			continue;
		if (levels >> row->level & 1 && row->issued_on <= c->day) {
			rules_decides(v, FACTS_TITLE, i);
			return true;
		}
		rules_see(v, FACTS_TITLE, i);
	}
	return false;
}

static enum outcome title(const struct rules_case *c, struct rules_verdict *v)
{
	if (!rules_ok(c, FACTS_TITLE))
		return OUTCOME_UNKNOWN;
	return has_title(c, v, 1u << FACTS_INTERMEDIATE | 1u << FACTS_ASSOCIATE_SENIOR | 1u << FACTS_SENIOR) ? OUTCOME_PASS
	                                                                                                     : OUTCOME_FAIL;
}

static enum outcome degree(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_DEGREE];
	bool found = false;
	if (!rules_ok(c, FACTS_DEGREE))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && !found; i++) {
		const struct facts_degree *row = &answer->rows.degree[i];
		if (row->id != c->facts->applicant)
			continue;
		bool high = row->level == FACTS_MASTER || row->level == FACTS_DOCTOR;
		bool recent = row->level == FACTS_BACHELOR &&
		              c->day < rules_add_months(row->graduated_on, 12 * NUMBER(c, POLICY_GRADUATED_WITHIN_YEARS));
		found = row->counts && row->graduated_on <= c->day && (high || recent);
		(found ? rules_decides : rules_see)(v, FACTS_DEGREE, i);
	}
	return found ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome contract(const struct rules_case *c, struct rules_verdict *v)
{
	bool graduate = c->facts->kind == FACTS_GRADUATE;
	enum facts_source source = graduate ? FACTS_LABOR_CONTRACT : FACTS_BUSINESS_LICENCE;
	const struct facts_answer *answer = &c->facts->sources[source];
	bool found = false;
	if (!rules_ok(c, source))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n && !found; i++) {
		const struct facts_span *row = &answer->rows.span[i];
		if (row->id != c->facts->applicant)
			continue;
		bool long_enough = !graduate || row->to == DATE_NONE ||
				   rules_add_months(row->from, NUMBER(c, POLICY_CONTRACT_MIN_MONTHS)) <= row->to + 1;
		found = long_enough && policy_has_division(CITY(c), row->division) && date_within(c->day, row->from, row->to);
		(found ? rules_decides : rules_see)(v, source, i);
	}
	return found ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome contributed(const struct rules_case *c, struct rules_verdict *v, enum facts_source source)
{
	int64_t enough = NUMBER(c, POLICY_CONTRIBUTION_MIN_MONTHS);
	if (c->facts->kind == FACTS_ENTREPRENEUR)
		return OUTCOME_NOT_APPLICABLE;
	if (!rules_ok(c, source))
		return OUTCOME_UNKNOWN;
	return rules_run_of_months(c, v, source, CITY(c), enough) >= enough ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome insurance(const struct rules_case *c, struct rules_verdict *v)
{
	return contributed(c, v, FACTS_SOCIAL_INSURANCE);
}

static enum outcome fund(const struct rules_case *c, struct rules_verdict *v)
{
	return contributed(c, v, FACTS_PROVIDENT_FUND);
}

static enum outcome tax(const struct rules_case *c, struct rules_verdict *v)
{
	int64_t enough = NUMBER(c, POLICY_TAX_MIN_MONTHS);
	if (c->facts->kind == FACTS_GRADUATE)
		return OUTCOME_NOT_APPLICABLE;
	if (!rules_ok(c, FACTS_TAX))
		return OUTCOME_UNKNOWN;
	return rules_run_of_months(c, v, FACTS_TAX, NULL, enough) >= enough ? OUTCOME_PASS : OUTCOME_FAIL;
}

static bool exempt_degree(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_DEGREE];
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_degree *row = &answer->rows.degree[i];
		if (row->id == c->facts->applicant && c->policy->income_exempt_degrees >> row->level & 1 && row->counts &&
		    row->graduated_on <= c->day) {
			rules_decides(v, FACTS_DEGREE, i);
			return true;
		}
	}
	return false;
}

/* Sum of the household's income in the year before against ceiling × size, so that nothing is divided or rounded. */
static bool income_below(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_INCOME];
	int32_t year = c->month / 12 - 1;
	int64_t sum = 0;
	bool fits = money_mul(NUMBER(c, POLICY_INCOME_CEILING_FEN), c->persons, &v->limit);
	for (size_t i = 0; i < answer->n && fits; i++) {
		const struct facts_income *row = &answer->rows.income[i];
		if (!rules_in_household(c, row->id) || row->year != year)
			continue;
		fits = money_add(sum, row->amount_fen, &sum);
		rules_see(v, FACTS_INCOME, i);
	}
	v->measured = sum;
	return fits && sum < v->limit;
}

static enum outcome income(const struct rules_case *c, struct rules_verdict *v)
{
	bool title_ok = rules_ok(c, FACTS_TITLE), degree_ok = rules_ok(c, FACTS_DEGREE), income_ok = rules_ok(c, FACTS_INCOME);
	if (title_ok && has_title(c, v, c->policy->income_exempt_titles))
		return OUTCOME_PASS;
	v->n_seen = 0;
	v->more_seen = false;
	if (degree_ok && exempt_degree(c, v))
		return OUTCOME_PASS;
	if (income_ok && income_below(c, v))
		return OUTCOME_PASS;
	return title_ok && degree_ok && income_ok ? OUTCOME_FAIL : OUTCOME_UNKNOWN;
}

static enum outcome home(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_no_home(c, v, NUMBER(c, POLICY_TRANSFERRED_HOME_YEARS), (struct facts_text){ NULL, 0 });
}

static enum outcome benefit(const struct rules_case *c, struct rules_verdict *v)
{
	return rules_no_benefit(c, v, RULES_BENEFIT_NOW, RULES_BENEFIT_EVER);
}

static enum outcome vehicle(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_VEHICLE];
	int64_t most = NUMBER(c, POLICY_MAX_VEHICLES), dearest = NUMBER(c, POLICY_MAX_VEHICLE_PRICE_FEN), count = 0;
	bool too_dear = false;
	if (most == POLICY_OFF && dearest == POLICY_OFF)
		return OUTCOME_NOT_APPLICABLE;
	if (!rules_ok(c, FACTS_VEHICLE))
		return OUTCOME_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_vehicle *row = &answer->rows.vehicle[i];
		if (!rules_in_household(c, row->id) || row->operating)
			continue;
		count++;
		too_dear = too_dear || (dearest != POLICY_OFF && row->price_fen > dearest);
		rules_see(v, FACTS_VEHICLE, i);
	}
	v->measured = count;
	v->limit = most == POLICY_OFF ? RULES_NO_NUMBER : most;
	return too_dear || (most != POLICY_OFF && count > most) ? OUTCOME_FAIL : OUTCOME_PASS;
}

/* ---- months ---------------------------------------------------------------------------------------------------- */

static int64_t rate_of(const struct policy *standard, int32_t division)
{
	for (size_t i = 0; i < standard->n_rates; i++)
		if (standard->rates[i].division == division)
			return standard->rates[i].fen_per_m2;
	return -1;
}

/* rate × clamp(15 × persons, 36, 60) × coefficient / 100, half-up, then at most the rent. -1: no rate for the division. */
static int64_t amount_of(const struct rules_case *c, const struct facts_lease *lease)
{
	const int64_t *number = c->standard->number;
	int64_t rate = rate_of(c->standard, lease->division), fen;
	int64_t area = number[POLICY_M2_PER_PERSON] * c->persons;
	if (rate < 0)
		return -1;
	area = area < number[POLICY_M2_MIN] ? number[POLICY_M2_MIN] : area > number[POLICY_M2_MAX] ? number[POLICY_M2_MAX] : area;
	if (!money_ratio_half_up(rate * area, number[POLICY_COEFFICIENT_PERCENT], 100, &fen))
		return -1;
	return c->standard->cap_at_rent && fen > lease->rent_fen ? lease->rent_fen : fen;
}

/* Of several leases that cover the month the one with the greatest amount decides. */
void type2_rules_prepare(struct rules_case *c)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_LEASE];
	if (!c->standard || !rules_ok(c, FACTS_LEASE))
		return;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_lease *lease = &answer->rows.lease[i];
		if (!rules_lease_counts(c, lease, c->day, month_last_day(c->month)))
			continue;
		int64_t fen = amount_of(c, lease);
		if (fen > c->lease_fen) {
			c->lease_fen = fen;
			c->lease_row = i;
		}
	}
}

static enum outcome lease(const struct rules_case *c, struct rules_verdict *v)
{
	const struct facts_answer *answer = &c->facts->sources[FACTS_LEASE];
	if (!rules_ok(c, FACTS_LEASE))
		return OUTCOME_UNKNOWN;
	if (c->lease_fen >= 0) {
		rules_see(v, FACTS_LEASE, c->lease_row);
		return OUTCOME_PASS;
	}
	for (size_t i = 0; i < answer->n; i++)
		if (rules_couple(c, answer->rows.lease[i].tenant))
			rules_see(v, FACTS_LEASE, i);
	return OUTCOME_FAIL;
}

static enum outcome paid_before(const struct rules_case *c, struct rules_verdict *v, enum facts_source source)
{
	if (c->facts->kind == FACTS_ENTREPRENEUR)
		return OUTCOME_NOT_APPLICABLE;
	if (!rules_ok(c, source))
		return OUTCOME_UNKNOWN;
	return rules_month_paid(c, v, source, CITY(c), c->month - 1, c->month - 1) ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome insurance_before(const struct rules_case *c, struct rules_verdict *v)
{
	return paid_before(c, v, FACTS_SOCIAL_INSURANCE);
}

static enum outcome fund_before(const struct rules_case *c, struct rules_verdict *v)
{
	return paid_before(c, v, FACTS_PROVIDENT_FUND);
}

#define BIT FACTS_BIT

static const struct rules_check admission[] = {
	{ CHECK_T2_HOUSEHOLD, BIT(FACTS_HOUSEHOLD), { "city_divisions" }, household },
	{ CHECK_T2_PERMIT, BIT(FACTS_RESIDENCE_PERMIT), { "city_divisions" }, permit },
	{ CHECK_T2_NATIVE, BIT(FACTS_HOUSEHOLD), { "native_place", "city_divisions" }, native },
	{ CHECK_T2_VOCATIONAL, BIT(FACTS_VOCATIONAL), { "vocational_held_months" }, vocational },
	{ CHECK_T2_TITLE, BIT(FACTS_TITLE), { NULL }, title },
	{ CHECK_T2_DEGREE, BIT(FACTS_DEGREE), { "graduated_within_years" }, degree },
	{ CHECK_T2_CONTRACT,
	  BIT(FACTS_LABOR_CONTRACT) | BIT(FACTS_BUSINESS_LICENCE),
	  { "contract_min_months", "city_divisions" },
	  contract },
	{ CHECK_T2_INSURANCE, BIT(FACTS_SOCIAL_INSURANCE), { "contribution_min_months", "city_divisions" }, insurance },
	{ CHECK_T2_FUND, BIT(FACTS_PROVIDENT_FUND), { "contribution_min_months", "city_divisions" }, fund },
	{ CHECK_T2_TAX, BIT(FACTS_TAX), { "tax_min_months" }, tax },
	{ CHECK_T2_INCOME,
	  BIT(FACTS_INCOME) | BIT(FACTS_TITLE) | BIT(FACTS_DEGREE),
	  { "income_ceiling_fen", "income_exempt_titles", "income_exempt_degrees" },
	  income },
	{ CHECK_T2_HOME, BIT(FACTS_PROPERTY), { "city_divisions", "transferred_home_years" }, home },
	{ CHECK_T2_BENEFIT, BIT(FACTS_HOUSING_BENEFIT), { NULL }, benefit },
	{ CHECK_T2_VEHICLE, BIT(FACTS_VEHICLE), { "max_vehicles", "max_vehicle_price_fen" }, vehicle },
};

static const struct rules_check month[] = {
	{ CHECK_T2_HOME, BIT(FACTS_PROPERTY), { "city_divisions", "transferred_home_years" }, home },
	{ CHECK_T2_BENEFIT, BIT(FACTS_HOUSING_BENEFIT), { NULL }, benefit },
	{ CHECK_T2_INSURANCE, BIT(FACTS_SOCIAL_INSURANCE), { "city_divisions" }, insurance_before },
	{ CHECK_T2_FUND, BIT(FACTS_PROVIDENT_FUND), { "city_divisions" }, fund_before },
	{ CHECK_T2_LEASE, BIT(FACTS_LEASE), { "city_divisions", "rate_fen_per_m2" }, lease },
	{ CHECK_CAP, 0, { "cap_months" }, rules_cap },
};

const struct rules_table type2_rules = { ARRAY_LEN(admission), admission };
const struct rules_table type2_month_rules = { ARRAY_LEN(month), month };
