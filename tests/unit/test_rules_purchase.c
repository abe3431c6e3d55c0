/* Every check of the talent purchase subsidy on its fixtures (tests/data/rules/TP-*.jsonl), and what is given back. */
#include "rules_fixture.h"

#include "unit.h"

#include "domain/rules/purchase_rules.h"
#include "domain/rules/rules_calendar.h"

#define CHECK(name) \
	static void name(void **state) \
	{ \
		(void)state; \
		fixture_check(SCHEME_PURCHASE, CHECK_##name); \
	}
CHECK(TP_WHITELIST)
CHECK(TP_INSURANCE)
CHECK(TP_HOME)
CHECK(TP_BENEFIT)
CHECK(TP_COUPLE)
CHECK(TP_TIME)
CHECK(TP_AMOUNT)

static void complete(void **state)
{
	(void)state;
	fixture_complete(SCHEME_PURCHASE);
}

static void decisions(void **state)
{
	(void)state;
	fixture_whole(SCHEME_PURCHASE, "decisions.jsonl");
}

static void table(void **state)
{
	(void)state;
	static const char *const wanted[] = { "TP-WHITELIST", "TP-INSURANCE", "TP-HOME", "TP-BENEFIT", "TP-COUPLE", "TP-TIME", "TP-AMOUNT" };
	struct rules_table day = rules_table(SCHEME_PURCHASE, false);
	assert_int_equal(day.n, ARRAY_LEN(wanted));
	for (size_t i = 0; i < day.n; i++)
		ROW_STR(i, policy_check_name(day.checks[i].code), wanted[i]);
	assert_int_equal(rules_table(SCHEME_PURCHASE, true).n, 0);
}

static int32_t day_of(const char *text)
{
	int32_t day;
	assert_true(date_parse(text, &day));
	return day;
}

static void returns(void **state)
{
	(void)state;
	static const struct {
		const char *first_paid, *left;
		int64_t paid, wanted;
	} rows[] = {
		{ "2022-06-10", "2022-06-10", 60000000, 60000000 }, /* nothing served */
		{ "2022-06-10", "2022-07-09", 60000000, 60000000 },
		{ "2022-06-10", "2022-07-10", 60000000, 59000000 }, /* one full month */
		{ "2022-01-31", "2022-02-28", 60000000, 59000000 }, /* clamped */
		{ "2022-06-10", "2024-12-09", 60000000, 31000000 },
		{ "2022-06-10", "2027-06-09", 60000000, 1000000 },
		{ "2022-06-10", "2027-06-10", 60000000, 0 }, /* served */
		{ "2022-06-10", "2099-06-10", 60000000, 0 },
		{ "2022-06-10", "2022-07-10", 30, 30 }, /* 29.5, half-up */
		{ "2022-06-10", "2022-07-10", 29, 29 }, /* 28.52 */
		{ "2022-06-10", "2022-08-10", 1, 1 },
	};
	struct policy policy = { .number[POLICY_SERVICE_MONTHS] = 60, .number[POLICY_LOCK_MONTHS] = 60 };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t fen = -1;
		ROW_TRUE(i, purchase_return_fen(&policy, rows[i].paid, day_of(rows[i].first_paid), day_of(rows[i].left), &fen));
		ROW_INT(i, fen, rows[i].wanted);
	}
	static const struct {
		const char *first_paid, *left;
		int64_t paid, term;
	} senseless[] = {
		{ "2022-06-10", "2022-06-09", 1, 60 },
		{ "2022-06-10", "2022-06-10", -1, 60 },
		{ "2022-06-10", "2022-06-10", 1, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(senseless); i++) {
		int64_t fen = 42;
		policy.number[POLICY_SERVICE_MONTHS] = senseless[i].term;
		ROW_TRUE(i, !purchase_return_fen(&policy, senseless[i].paid, day_of(senseless[i].first_paid), day_of(senseless[i].left), &fen));
		ROW_INT(i, fen, 42);
	}
	assert_true(purchase_locked(&policy, day_of("2020-01-31"), day_of("2025-01-30")));
	assert_false(purchase_locked(&policy, day_of("2020-01-31"), day_of("2025-01-31")));
}

/* A share that no reader lets through: nothing of it is paid before the review, and nothing is lost. */
static void beyond_64_bits(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct facts *facts = facts_new(arena);
	assert_non_null(facts);
	struct facts_talent talent = { facts_id(facts, "A", 1), 0, DATE_NONE, 0, facts_class_of((struct facts_text){ "B", 1 }) };
	struct policy policy = { .scheme = SCHEME_PURCHASE, .number[POLICY_BOUGHT_WITHIN_MONTHS] = POLICY_OFF };
	for (int i = 0; i < CLASS_COUNT; i++)
		policy.city_fen[i] = policy.district_fen[i] = POLICY_OFF;
	policy.city_fen[CLASS_B] = INT64_MAX;
	facts->applicant = talent.id;
	for (int i = 0; i < FACTS_SOURCES; i++)
		facts->sources[i].state = FACTS_OK;
	facts->sources[FACTS_TALENT_WHITELIST].n = 1;
	facts->sources[FACTS_TALENT_WHITELIST].rows.talent = &talent;
	static const struct {
		int64_t percent, first;
	} rows[] = { { 100, INT64_MAX }, { 101, 0 }, { -1, 0 } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rules_result result = { 0 };
		policy.city_first_percent[CLASS_B] = rows[i].percent;
		ROW_INT(i, rules_judge(facts, &policy, 20000, arena, &result), ERR_OK);
		ROW_INT(i, result.decision, DECISION_APPROVED);
		ROW_INT(i, result.city.first_fen, rows[i].first);
		ROW_INT(i, result.city.review_fen, INT64_MAX - rows[i].first);
	}
}

/* Beyond the last day that can be written a sum still compares as what it is. */
static void calendar(void **state)
{
	(void)state;
	static const struct {
		const char *day;
		int64_t months;
		const char *wanted;
	} rows[] = {
		{ "2020-02-29", 12, "2021-02-28" }, { "2020-02-29", 48, "2024-02-29" }, { "2023-08-31", 6, "2024-02-29" },
		{ "2023-01-31", 1, "2023-02-28" },  { "2023-01-31", 0, "2023-01-31" },  { "1900-01-31", 1, "1900-02-28" },
		{ "2023-10-31", 1, "2023-11-30" },  { "9998-12-31", 12, "9999-12-31" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, rules_add_months(day_of(rows[i].day), rows[i].months), day_of(rows[i].wanted));
	assert_int_equal(rules_add_months(day_of("9999-01-01"), 12), day_of("9999-12-31") + 1);
	assert_int_equal(rules_add_months(day_of("9999-12-31"), 1), day_of("9999-12-31") + 31);
}

UNIT_MAIN(UNIT("the table is the book's list", table),
          UNIT("TP-WHITELIST", TP_WHITELIST),
          UNIT("TP-INSURANCE", TP_INSURANCE),
          UNIT("TP-HOME", TP_HOME),
          UNIT("TP-BENEFIT", TP_BENEFIT),
          UNIT("TP-COUPLE", TP_COUPLE),
          UNIT("TP-TIME", TP_TIME),
          UNIT("TP-AMOUNT", TP_AMOUNT),
          UNIT("decisions and payouts", decisions),
          UNIT("what is given back", returns),
          UNIT("money beyond 64 bits", beyond_64_bits),
          UNIT("months added to days", calendar),
          UNIT("every check has a case of each outcome", complete))
