/* Month outcomes and amounts: tests/data/rules/months.jsonl, worked examples of the book among them. */
#include "rules_fixture.h"

#include "unit.h"

#include "domain/months/months.h"

static void type2(void **state)
{
	(void)state;
	fixture_whole(SCHEME_TYPE2, "months.jsonl");
}

static void rental(void **state)
{
	(void)state;
	fixture_whole(SCHEME_RENTAL, "months.jsonl");
}

static void qualification(void **state)
{
	(void)state;
	struct policy policy = { .number[POLICY_QUALIFICATION_MONTHS] = 36 };
	int32_t day, month;
	assert_true(date_parse("2024-03-15", &day) && month_parse("2027-02", &month));
	assert_int_equal(months_qualification_end(&policy, day), month);
}

UNIT_MAIN(UNIT("4F-1 4F-2 4F-4 months of type II", type2),
          UNIT("4F-1 4F-2 4F-4 months of the rental subsidy", rental),
          UNIT("months of a qualification", qualification))
