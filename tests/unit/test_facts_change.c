/* B19 what changed between two packs of one person: a row a change, and what is none. */
#include "unit.h"

#include "domain/facts/facts_change.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_pack.h"

#include <stdio.h>

#define HOME(on, more) "\"property\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"division\":\"330106\",\"unit\":\"U1\",\"use\":\"residential\",\"share_percent\":100," \
	"\"registered_on\":\"" on "\",\"transferred_on\":null}" more "]}"
#define ROW(on, use, gone) ",{\"id\":\"P1\",\"division\":\"330106\",\"unit\":\"U2\",\"use\":\"" use "\",\"share_percent\":100,\"registered_on\":\"" on "\",\"transferred_on\":" gone "}"
#define NO_HOME "\"property\":{\"state\":\"ok\",\"rows\":[]}"
#define PAID(month) "\"social_insurance\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"month\":\"2026-06\",\"division\":\"330106\"},{\"id\":\"P1\",\"month\":\"" month "\",\"division\":\"330106\"}]}"
#define WED(ended) "\"marriage\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"spouse\":\"P2\",\"registered_on\":\"2020-05-01\",\"ended_on\":" ended "}]}"
#define SINGLE "\"marriage\":{\"state\":\"ok\",\"rows\":[]}"
#define LEASE(from, to, fen) "\"lease\":{\"state\":\"ok\",\"rows\":[{\"tenant\":\"P1\",\"landlord\":\"X9\",\"division\":\"330106\",\"from\":\"" from "\",\"to\":" to ",\"rent_fen\":" fen "}]}"
#define NO_LEASE "\"lease\":{\"state\":\"ok\",\"rows\":[]}"
#define OTHER "\"lease\":{\"state\":\"ok\",\"rows\":[{\"tenant\":\"P2\",\"landlord\":\"X9\",\"division\":\"330106\",\"from\":\"2025-01-01\",\"to\":null,\"rent_fen\":1}]}"
#define BENEFIT "\"housing_benefit\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"kind\":\"low_rent\",\"from\":\"2026-10-02\",\"to\":null}]}"
#define NO_BENEFIT "\"housing_benefit\":{\"state\":\"ok\",\"rows\":[]}"
#define CLASS(name, from, to) "{\"id\":\"P1\",\"class\":\"" name "\",\"from\":\"" from "\",\"to\":" to ",\"recognised_on\":\"2024-01-01\"}"
#define LISTED(rows) "\"talent_whitelist\":{\"state\":\"ok\",\"rows\":[" rows "]}"
#define DOWN(source) "\"" source "\":{\"state\":\"down\"}"

static const int64_t numbers[] = { 11, 12, 0 };
static const char *const names[] = { "P1", "P2", "X9" };

static struct blob pack(struct arena *arena, const char *sources, const char *day)
{
	char line[3000];
	int32_t fetched;
	int64_t of[8] = { 0 };
	struct facts_error error;
	struct facts *f;
	struct buf b;
	struct facts_reader *reader = facts_reader_new();
	assert_true(date_parse(day, &fetched));
	snprintf(line, sizeof line, "{\"ref\":\"A\",\"kind\":\"graduate\",\"applicant\":\"P1\",\"accepted_on\":null,\"members\":[{\"id\":\"P1\",\"relation\":\"self\","
	         "\"counted_from\":\"2024-01-01\",\"left_on\":null}],\"sources\":{%s}}", sources);
	assert_int_equal(facts_json_line(reader, arena, line, strlen(line), true, &f, &error), ERR_OK);
	facts_reader_freep(&reader);
	for (size_t i = 0; i < f->n_ids; i++)
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			if (strcmp(f->ids[i].p, names[k]) == 0)
				of[i] = numbers[k];
	buf_init(&b, arena, 64);
	facts_pack_begin(&b);
	for (int s = 0; s < FACTS_SOURCES; s++)
		if (f->sources[s].given)
			facts_pack_answer(&b, f, &(struct facts_pack_meta){ .source = (enum facts_source)s, .state = f->sources[s].state, .fetched_at = day_instant(fetched),
			                                                    .record_id = 1, .as_of = DATE_NONE }, of, 11);
	assert_false(b.failed);
	return (struct blob){ (const uint8_t *)b.p, b.n };
}

static const struct {
	const char *before, *after, *expected; /* "kind month" each, or "" */
} rows[] = {
	{ NO_HOME, HOME("2026-10-15", ""), "home_bought 2026-11" },
	{ NO_HOME, HOME("2026-10-01", ""), "home_bought 2026-10" },
	{ HOME("2020-01-01", ""), HOME("2020-01-01", ""), "" },
	{ HOME("2020-01-01", ""), HOME("2020-01-01", ROW("2020-01-01", "residential", "null")), "home_bought 2020-01" }, /* two of one day */
	{ HOME("2020-01-01", ""), HOME("2020-01-01", ROW("2026-10-15", "parking", "null")), "" },
	{ HOME("2020-01-01", ""), HOME("2020-01-01", ROW("2026-10-15", "residential", "\"2026-10-20\"")), "" }, /* sold already */
	{ HOME("2020-01-01", ""), NO_HOME, "" },
	{ DOWN("property"), HOME("2026-10-15", ""), "" }, /* nobody knows what was there before */
	{ NO_HOME, DOWN("property"), "" },
	{ PAID("2026-09"), PAID("2026-09"), "insurance_stopped 2026-11" }, /* asked in October, then in November */
	{ PAID("2026-09"), PAID("2026-10"), "" },
	{ PAID("2026-07"), PAID("2026-07"), "" }, /* behind before already */
	{ PAID("2026-09"), "\"social_insurance\":{\"state\":\"ok\",\"rows\":[]}", "insurance_stopped 2026-11" },
	{ PAID("2026-09"), DOWN("social_insurance"), "" },
	{ SINGLE, WED("null"), "married 2020-05" },
	{ LISTED(CLASS("E", "2024-01-15", "null")), LISTED(""), "class_revoked 2024-02" },
	{ LISTED(CLASS("E", "2024-01-01", "null")), LISTED(CLASS("E", "2024-01-01", "\"2026-10-31\"")), "class_revoked 2026-11" },
	{ LISTED(CLASS("E", "2024-01-01", "null")), LISTED(CLASS("E", "2024-01-01", "\"2026-10-01\"")), "class_revoked 2026-11" },
	{ LISTED(CLASS("D", "2024-01-01", "null")), LISTED(CLASS("E", "2024-01-01", "null")), "class_changed 2024-01" },
	{ LISTED(CLASS("D", "2024-01-01", "null")), LISTED(CLASS("D", "2024-01-01", "\"2026-06-30\"") "," CLASS("E", "2026-07-01", "null")), "class_changed 2026-07" },
	{ LISTED(CLASS("D", "2024-01-01", "null") "," CLASS("E", "2024-01-01", "null")), LISTED(CLASS("D", "2024-01-01", "null")), "" }, /* the better one stays */
	{ LISTED(CLASS("E", "2024-01-01", "\"2026-12-31\"")), LISTED(CLASS("E", "2024-01-01", "null")), "" }, /* lasts longer */
	{ LISTED(""), LISTED(CLASS("E", "2024-01-01", "null")), "" },
	{ LISTED(CLASS("E", "2024-01-01", "null")), DOWN("talent_whitelist"), "" }, /* the list is too old: nobody knows */
	{ WED("null"), WED("\"2026-10-10\""), "divorced 2026-11" },
	{ WED("null"), WED("null"), "" },
	{ WED("\"2026-10-10\""), WED("\"2026-10-10\""), "" },
	{ SINGLE, WED("\"2021-01-01\""), "" }, /* over long ago */
	{ LEASE("2025-01-01", "null", "300000"), LEASE("2025-01-01", "\"2026-10-31\"", "300000"), "lease_ended 2026-11" },
	{ LEASE("2025-01-01", "\"2026-12-31\"", "300000"), LEASE("2025-01-01", "\"2026-10-15\"", "300000"), "lease_ended 2026-10" },
	{ LEASE("2025-01-01", "\"2026-12-31\"", "300000"), LEASE("2025-01-01", "\"2027-12-31\"", "300000"), "lease_changed 2025-01" },
	{ LEASE("2025-01-01", "null", "300000"), LEASE("2025-01-01", "null", "250000"), "lease_changed 2025-01" },
	{ LEASE("2025-01-01", "null", "300000"), LEASE("2026-10-01", "null", "300000"), "lease_changed 2026-10,lease_ended 2025-01" },
	{ LEASE("2025-01-01", "null", "300000"), NO_LEASE, "lease_ended 2025-01" },
	{ NO_LEASE, OTHER, "" }, /* somebody else's */
	{ LEASE("2025-01-01", "null", "300000"), LEASE("2025-01-01", "null", "300000"), "" },
	{ NO_BENEFIT, BENEFIT, "benefit_granted 2026-11" },
	{ BENEFIT, BENEFIT, "" },
	{ BENEFIT, NO_BENEFIT, "" },
	{ NO_HOME "," SINGLE, HOME("2026-10-15", "") "," WED("null"), "home_bought 2026-11,married 2020-05" },
};

static void each_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *arena = arena_new(4 << 20);
		struct facts_change changes[CHANGE_KINDS];
		size_t n;
		struct buf told;
		struct blob before = pack(arena, rows[i].before, "2026-10-20"), after = pack(arena, rows[i].after, "2026-11-20");
		assert_int_equal(facts_changes(arena, 11, &before, &after, changes, &n), ERR_OK);
		buf_init(&told, arena, 100);
		for (size_t k = 0; k < n; k++) {
			char month[MONTH_TEXT];
			month_text(changes[k].month, month);
			buf_printf(&told, "%s%s %s", k ? "," : "", facts_change_name(changes[k].kind), month);
		}
		ROW_STR(i, told.n ? told.p : "", rows[i].expected);
		arena_freep(&arena);
	}
}

static void not_a_pack(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct facts_change changes[CHANGE_KINDS];
	size_t n;
	struct blob good = pack(arena, NO_HOME, "2026-10-20"), bad = { (const uint8_t *)"\x09", 1 }, cut = { good.p, good.n - 1 };
	(void)state;
	assert_int_equal(facts_changes(arena, 11, &bad, &good, changes, &n), ERR_INVALID);
	assert_int_equal(facts_changes(arena, 11, &good, &cut, changes, &n), ERR_INVALID);
	arena_freep(&arena);
}

static void words(void **state)
{
	(void)state;
	for (int i = 0; i < CHANGE_KINDS; i++) {
		const char *name = facts_change_name((enum facts_change_kind)i);
		ROW_TRUE(i, strcmp(facts_change_title(name), name) != 0);
	}
	assert_string_equal(facts_change_title("x"), "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("B19 each change by its two packs, and what is none", each_change),
		UNIT("B19 a broken pack is refused", not_a_pack),
		UNIT("B19 every kind has its words", words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
