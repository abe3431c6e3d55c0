/* B2 decisions and months derived again from what was stored: equal, and whatever somebody changed afterwards is shown with both sides. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "flow/replay_case.h"

#include <string.h>

static int64_t one_case(void)
{
	struct rig_person who = rig_person();
	const char *projid;
	rig_hands_free(&who, &projid);
	rig_is(projid, "approved");
	return rig_case(projid);
}

static struct replayed replay(int64_t id)
{
	struct replayed told;
	rig_ok(replay_case(&rig.ctx, id, &told));
	return told;
}

static void equal(void **state)
{
	(void)state;
	int64_t id = one_case();
	struct replayed told = replay(id);
	for (size_t i = 0; i < told.n; i++)
		print_message("%s: %s / %s\n", told.diffs[i].what, told.diffs[i].stored, told.diffs[i].told);
	assert_int_equal(told.n, 0);
	assert_int_equal(told.rounds, 1);
	assert_int_equal(told.months, 1);
}

/* A month that waited has two revisions; a refused case has evaluations and no months; overruled checks are told as they counted. */
static void all_kinds(void **state)
{
	(void)state;
	struct rig_person waits = rig_person(), fails = rig_person();
	struct rig_form form = { .who = &waits, .account = "" };
	fake.down = "lease";
	const char *late = rig_dispatch(&(struct rig_dispatch){ .who = &waits, .form = rig_form(&form) });
	rig_pull();
	rig_run();
	fake.down = NULL;
	rig_run_later();
	rig_is(late, "approved");
	fake_person(fails.idno)->home = true;
	form.who = &fails;
	const char *over = rig_dispatch(&(struct rig_dispatch){ .who = &fails, .form = rig_form(&form) });
	rig_pull();
	rig_run();
	rig_is(over, "in_review");
	struct replayed told = replay(rig_case(over));
	assert_int_equal(told.n, 0);
	assert_int_equal(told.months, 0);
	rig_ok(rig_decide(over, true, NULL, "已核实房屋不在本人名下"));
	rig_run_later();
	rig_is(over, "approved");
	const char *numbers[] = { late, over };
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		told = replay(rig_case(numbers[i]));
		ROW_INT(i, told.n, 0);
		ROW_TRUE(i, told.months >= 1 && told.rounds >= 1);
	}
}

static void changed_afterwards(void **state)
{
	static const struct { const char *sql, *stored, *told; } rows[] = {
		{ "UPDATE month_entry SET amount_fen = amount_fen + 1", "payable", "payable" },
		{ "UPDATE month_entry SET outcome = 'not_payable'", "not_payable", "payable" },
		{ "UPDATE theme SET packed = CONCAT(packed, CHAR(0))", "payable", "what it saw was changed" },
		{ "UPDATE theme SET ver = 9", "payable", "a version it saw is missing" },
		{ "UPDATE month_entry SET admission_version = 'T2-2099'", "payable", "a policy version is missing" },
		{ "UPDATE verdict SET outcome = 'fail' WHERE check_code = 'T2-HOME'", "T2-HOME=fail", "T2-HOME=pass" },
		{ "UPDATE evidence SET decision = 'refused'", "refused", "approved" },
		{ "UPDATE casefile SET round = 2", "evaluated", "no evidence is stored" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_each(state);
		int64_t id = one_case();
		harness_sql(&rig, rows[i].sql);
		struct replayed told = replay(id);
		ROW_INT(i, told.n, 1);
		ROW_TRUE(i, strstr(told.diffs[0].stored, rows[i].stored) != NULL);
		ROW_TRUE(i, strstr(told.diffs[0].told, rows[i].told) != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "B2: a case and its months derive again, equal", equal, rig_each, NULL, NULL },
		{ "B2: settled later, refused, overruled", all_kinds, rig_each, NULL, NULL },
		{ "B2: what was changed afterwards is shown with both sides", changed_afterwards, rig_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
