/* Every check of the talent rental subsidy on its fixtures: tests/data/rules/TR-*.jsonl. */
#include "rules_fixture.h"

#include "unit.h"

#define CHECK(name) \
	static void name(void **state) \
	{ \
		(void)state; \
		fixture_check(SCHEME_RENTAL, CHECK_##name); \
	}
CHECK(TR_WHITELIST)
CHECK(TR_INSURANCE)
CHECK(TR_HOME)
CHECK(TR_BENEFIT)
CHECK(TR_LEASE)
CHECK(CAP)

static void complete(void **state)
{
	(void)state;
	fixture_complete(SCHEME_RENTAL);
}

static void decisions(void **state)
{
	(void)state;
	fixture_whole(SCHEME_RENTAL, "decisions.jsonl");
}

static void table(void **state)
{
	(void)state;
	static const char *const days[] = { "TR-WHITELIST", "TR-INSURANCE", "TR-HOME", "TR-BENEFIT", "TR-LEASE" };
	static const char *const months[] = { "TR-HOME", "TR-INSURANCE", "TR-WHITELIST", "TR-BENEFIT", "TR-LEASE", "CAP" };
	struct rules_table day = rules_table(SCHEME_RENTAL, false), month = rules_table(SCHEME_RENTAL, true);
	assert_int_equal(day.n, ARRAY_LEN(days));
	for (size_t i = 0; i < day.n; i++)
		ROW_STR(i, policy_check_name(day.checks[i].code), days[i]);
	assert_int_equal(month.n, ARRAY_LEN(months));
	for (size_t i = 0; i < month.n; i++)
		ROW_STR(i, policy_check_name(month.checks[i].code), months[i]);
}

UNIT_MAIN(UNIT("the tables are the book's lists", table),
          UNIT("TR-WHITELIST", TR_WHITELIST),
          UNIT("TR-INSURANCE", TR_INSURANCE),
          UNIT("TR-HOME", TR_HOME),
          UNIT("TR-BENEFIT", TR_BENEFIT),
          UNIT("4F-3 TR-LEASE", TR_LEASE),
          UNIT("4F-2 cumulative months", CAP),
          UNIT("decisions", decisions),
          UNIT("every check has a case of each outcome", complete))
