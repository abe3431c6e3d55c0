/* Every check of type II on its fixtures: tests/data/rules/T2-*.jsonl. */
#include "rules_fixture.h"

#include "unit.h"

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
          UNIT("B8 three-valued groups and versions by date", decisions))
