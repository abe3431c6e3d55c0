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

static int32_t month_of(const char *text)
{
	int32_t month;
	assert_true(month_parse(text, &month));
	return month;
}

/* month_to = month_from + months - 1, month_from being the month of the acceptance date. */
static void qualification(void **state)
{
	(void)state;
	static const struct {
		const char *accepted_on;
		int64_t months;
		const char *last;
	} rows[] = {
		{ "2024-03-15", 36, "2027-02" }, { "2024-03-01", 36, "2027-02" }, { "2024-03-31", 36, "2027-02" },
		{ "2024-01-31", 36, "2026-12" }, { "2024-12-31", 36, "2027-11" }, { "2024-03-15", 1, "2024-03" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct policy policy = { .number[POLICY_QUALIFICATION_MONTHS] = rows[i].months };
		int32_t day;
		ROW_TRUE(i, date_parse(rows[i].accepted_on, &day));
		ROW_INT(i, months_qualification_end(&policy, day), month_of(rows[i].last));
	}
}

/* A full arena is said, and nothing is decided. */
static void no_memory(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20), *full CLEANUP(arena_freep) = arena_new(0);
	struct facts *facts = facts_new(arena);
	struct policy policy = { .scheme = SCHEME_TYPE2, .parts = POLICY_ADMISSION };
	struct rules_result day = { .n = 77 };
	struct month_result month = { .n = 77 };
	assert_non_null(facts);
	facts->applicant = facts_id(facts, "A", 1);
	assert_int_equal(rules_judge(facts, &policy, 0, full, &day), ERR_NOMEM);
	assert_int_equal(months_judge(facts, &policy, &policy, month_of("2024-03"), 0, full, &month), ERR_NOMEM);
	assert_true(day.n == 77 && month.n == 77);
}

UNIT_MAIN(UNIT("4F-1 4F-2 4F-4 months of type II", type2),
          UNIT("4F-1 4F-2 4F-4 months of the rental subsidy", rental),
          UNIT("months of a qualification", qualification),
          UNIT("no memory", no_memory))
