/* Every check of type II on its fixtures: tests/data/rules/T2-*.jsonl. */
#include "rules_fixture.h"

#include "unit.h"

#include "domain/months/months.h"

#define CHECK(name) \
	static void name(void **state) \
	{ \
		(void)state; \
		fixture_check(SCHEME_TYPE2, CHECK_##name); \
	}
CHECK(T2_HOUSEHOLD)
CHECK(T2_PERMIT)
CHECK(T2_NATIVE)
CHECK(T2_VOCATIONAL)
CHECK(T2_TITLE)
CHECK(T2_DEGREE)
CHECK(T2_CONTRACT)
CHECK(T2_INSURANCE)
CHECK(T2_FUND)
CHECK(T2_TAX)
CHECK(T2_INCOME)
CHECK(T2_HOME)
CHECK(T2_BENEFIT)
CHECK(T2_VEHICLE)
CHECK(T2_LEASE)
CHECK(CAP)

static void complete(void **state)
{
	(void)state;
	fixture_complete(SCHEME_TYPE2);
}

static void decisions(void **state)
{
	(void)state;
	fixture_whole(SCHEME_TYPE2, "decisions.jsonl");
}

/* The book's list, so that no check can get lost from the table. */
static void table(void **state)
{
	(void)state;
	struct rules_table admission = rules_table(SCHEME_TYPE2, false), month = rules_table(SCHEME_TYPE2, true);
	static const char *const wanted[] = { "T2-HOUSEHOLD", "T2-PERMIT", "T2-NATIVE", "T2-VOCATIONAL", "T2-TITLE", "T2-DEGREE", "T2-CONTRACT",
		                              "T2-INSURANCE", "T2-FUND", "T2-TAX", "T2-INCOME", "T2-HOME", "T2-BENEFIT", "T2-VEHICLE" };
	static const char *const tender[] = { "4D-1", "4D-2", "4D-3", "4D-4", "4D-5", "4D-6", "4D-7", "4D-8", "4D-9", "", "4D-10", "4D-11",
		                              "4D-12", "4D-13" };
	static const char *const monthly[] = { "T2-HOME", "T2-BENEFIT", "T2-INSURANCE", "T2-FUND", "T2-LEASE", "CAP" };
	assert_int_equal(admission.n, ARRAY_LEN(wanted));
	for (size_t i = 0; i < admission.n; i++) {
		ROW_STR(i, policy_check_name(admission.checks[i].code), wanted[i]);
		ROW_STR(i, policy_check_tender(admission.checks[i].code), tender[i]);
	}
	assert_int_equal(month.n, ARRAY_LEN(monthly));
	for (size_t i = 0; i < month.n; i++)
		ROW_STR(i, policy_check_name(month.checks[i].code), monthly[i]);
	assert_true(rules_sources(admission) & FACTS_BIT(FACTS_MARRIAGE));
	assert_false(rules_sources(admission) & FACTS_BIT(FACTS_STUDENT_STATUS));
	assert_true(rules_sources(month) & FACTS_BIT(FACTS_LEASE));
}

/* Figures that no reader lets through: a sum or an amount beyond 64 bits is never below a ceiling and never paid. */
static void beyond_64_bits(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct facts *facts = facts_new(arena);
	assert_non_null(facts);
	int32_t a = facts_id(facts, "A", 1), b = facts_id(facts, "B", 1), city = 330106, day;
	struct facts_income income[] = { { a, 2023, INT64_MAX }, { a, 2023, INT64_MAX }, { a, 2023, 1 } };
	struct facts_lease lease = { a, b, city, 0, DATE_NONE, 250000 };
	struct policy_rate rate = { city, INT64_MAX / 60 };
	struct policy admission = { .number[POLICY_INCOME_CEILING_FEN] = MONEY_MAX_FEN, .city_divisions = { 1, &city } };
	struct policy standard = { .number = { [POLICY_M2_PER_PERSON] = 60, [POLICY_M2_MIN] = 60, [POLICY_M2_MAX] = 60, [POLICY_CAP_MONTHS] = 1 },
		                       .n_rates = 1, .rates = &rate };
	struct rules_result date = { 0 };
	struct month_result month;
	assert_true(date_parse("2024-03-15", &day));
	facts->applicant = a;
	for (int i = 0; i < FACTS_SOURCES; i++)
		facts->sources[i].state = FACTS_OK;
	facts->sources[FACTS_INCOME].n = ARRAY_LEN(income);
	facts->sources[FACTS_INCOME].rows.income = income;
	facts->sources[FACTS_LEASE].n = 1;
	facts->sources[FACTS_LEASE].rows.lease = &lease;
	assert_int_equal(rules_judge(facts, &admission, day, arena, &date), ERR_OK);
	for (size_t i = 0; i < date.n; i++)
		if (date.verdicts[i].check->code == CHECK_T2_INCOME)
			assert_int_equal(date.verdicts[i].outcome, OUTCOME_FAIL);
	facts->kind = FACTS_ENTREPRENEUR; /* whose months need no contributions */
	static const struct {
		int64_t percent, amount;
		enum month_outcome outcome;
	} rows[] = { { 100, INT64_MAX / 60 * 60, MONTH_PAYABLE }, { 101, 0, MONTH_NOT_PAYABLE }, { 1000, 0, MONTH_NOT_PAYABLE } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		standard.number[POLICY_COEFFICIENT_PERCENT] = rows[i].percent;
		ROW_INT(i, months_judge(facts, &admission, &standard, date_month(day), 0, arena, &month), ERR_OK);
		ROW_INT(i, month.outcome, rows[i].outcome);
		ROW_INT(i, month.amount_fen, rows[i].amount);
	}
}

UNIT_MAIN(UNIT("the table is the book's list", table),
          UNIT("4D-1 household registration", T2_HOUSEHOLD),
          UNIT("4D-2 residence permit", T2_PERMIT),
          UNIT("4D-3 native place", T2_NATIVE),
          UNIT("4D-4 vocational certificate", T2_VOCATIONAL),
          UNIT("4D-5 title level", T2_TITLE),
          UNIT("4D-6 education level", T2_DEGREE),
          UNIT("4D-7 labour contract", T2_CONTRACT),
          UNIT("4D-8 social insurance", T2_INSURANCE),
          UNIT("4D-9 provident fund", T2_FUND),
          UNIT("tax certificates", T2_TAX),
          UNIT("4D-10 disposable income per head", T2_INCOME),
          UNIT("4D-11 property", T2_HOME),
          UNIT("4D-12 other housing benefits", T2_BENEFIT),
          UNIT("4D-13 vehicles", T2_VEHICLE),
          UNIT("4F-3 lease registration", T2_LEASE),
          UNIT("4F-2 cumulative months", CAP),
          UNIT("B8 three-valued groups and versions by date", decisions),
          UNIT("money beyond 64 bits", beyond_64_bits),
          UNIT("every check has a case of each outcome", complete))
