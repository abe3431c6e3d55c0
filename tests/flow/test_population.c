/* B3 a policy draft tried on the live population: who gains and loses to the fen, resumed, stopped, and ended by what is wrong. */
#include "tests/flow/population_rig.h"

#include <string.h>

static int64_t paid_fen(void)
{
	return rig_int("SELECT SUM(amount_fen) FROM month_entry");
}

/* T2S-2022 from 2027-01-01 on, with one thing changed. */
static const char *standard(const char *from, const char *to)
{
	const char *body = trial_with(trial_with(trial_policy("T2S-2022.json"), "\"T2S-2022\"", "\"T2S-2027\""), "2022-01-01", "2027-01-01");
	return from ? trial_with(body, from, to) : body;
}

static struct population_tally view(int64_t id, const char *state)
{
	struct population row;
	struct population_tally t;
	struct population_case_tally cases;
	harness_next(&rig);
	rig_ok(population_view(&rig.ctx, id, &row, &t, &cases));
	assert_string_equal(row.state, state);
	return t;
}

static void a_rate_that_rises(void **state)
{
	(void)state;
	trial_people(3);
	int64_t before = paid_fen(), orders = rig_int("SELECT COUNT(*) FROM pay_order"), entries = rig_int("SELECT COUNT(*) FROM month_entry");
	int64_t id = trial_ask(standard(": 3000", ": 3300"), NULL);
	assert_string_equal(rig_text("SELECT CONCAT(month, ' ', facts_month, ' ', standard_before, ' ', standard_after) FROM policy_trial"),
	                    "2027-01 2026-11 T2S-2022 T2S-2027");
	rig_run();
	struct population_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 3);
	assert_int_equal(t.sum.judged, 3);
	assert_int_equal(t.sum.gain, 3);
	assert_int_equal(t.sum.fen_before, before);
	/* 36 m2 at 3 yuan more each; all are singles with a rent above it. */
	assert_int_equal(t.sum.fen_after - t.sum.fen_before, 3 * 36 * 300);
	/* No decision reads or sees any of it. */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), orders);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry"), entries);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'policy.population_end' AND result = 'ok'"), 1);
}

static void a_cut_and_its_people(void **state)
{
	struct population_line *lines;
	struct buf csv;
	size_t n;
	int64_t next;
	(void)state;
	trial_people(2);
	int64_t id = trial_ask(standard("\"coefficient_percent\": {\"value\": 100", "\"coefficient_percent\": {\"value\": 50"), NULL);
	rig_run();
	struct population_tally t = view(id, "done");
	assert_int_equal(t.sum.lose, 2);
	assert_int_equal(t.sum.fen_after * 2, t.sum.fen_before);
	rig_ok(population_page(&rig.ctx, id, "lose", 0, &lines, &n, &next));
	assert_int_equal(n, 2);
	assert_int_equal(next, 0);
	assert_int_equal(lines[0].row.fen[1] * 2, lines[0].row.fen[0]);
	assert_true(strchr(lines[0].person.masked, '*') != NULL);
	rig_ok(population_page(&rig.ctx, id, "lose", lines[0].row.qualification_id, &lines, &n, &next));
	assert_int_equal(n, 1);
	rig_ok(population_page(&rig.ctx, id, "gain", 0, &lines, &n, &next));
	assert_int_equal(n, 0);
	assert_int_equal(population_page(&rig.ctx, id, "same", 0, &lines, &n, &next), ERR_INVALID);
	buf_init(&csv, rig.ctx.arena, 1000);
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	rig_ok(population_export(&rig.ctx, &(struct population_export){ .id = id, .part = 1 }, &csv));
	assert_memory_equal(csv.p, "\xEF\xBB\xBF", 3);
	assert_non_null(strstr(csv.p, "\"减少\",\"可发放\",1080.00,\"\",\"可发放\",540.00,\"\",-540.00\r\n"));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'policy.population_export' AND detail LIKE '%%2 lines'"), 1);
	assert_int_equal(population_export(&rig.ctx, &(struct population_export){ .id = id, .part = 2 }, &csv), ERR_INVALID);
}

/* Month checks of an admission: the homes of a division count no more, or the leases do not. */
static void an_admission(void **state)
{
	(void)state;
	trial_people(2);
	const char *body = trial_with(trial_with(trial_policy("T2-2023.json"), "\"T2-2023\"", "\"T2-2027\""), "2023-07-01", "2026-12-15");
	body = trial_with(body, "\"330106\", ", "");
	int64_t id = trial_ask(body, NULL);
	assert_string_equal(rig_text("SELECT month FROM policy_trial"), "2027-01"); /* the first whole one */
	rig_run();
	struct population_tally t = view(id, "done");
	assert_int_equal(t.sum.no_longer, 2);
	assert_int_equal(t.sum.fen_after, 0);
	assert_int_equal(t.fails[CHECK_T2_LEASE][0], 0);
	assert_int_equal(t.fails[CHECK_T2_LEASE][1], 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM qualification WHERE state = 'live'"), 2);
}

/* One turn a chunk of one: a runner dies after each, and what it had written stands. */
static void goes_on_where_it_was(void **state)
{
	(void)state;
	trial_people(3);
	int64_t id = trial_ask(standard(": 3000", ": 3300"), NULL);
	const char *const owners[] = { "first", "second", "third", "fourth" };
	for (int i = 0; i < 3; i++) {
		struct job job;
		int64_t wait;
		bool more;
		harness_next(&rig);
		harness_sql(&rig, "UPDATE job SET lease_until = 0 WHERE state = 'RUNNING'");
		rig_ok(job_lease(&rig.ctx, owners[i], 60000, NULL, &job, &wait));
		assert_string_equal(job.kind, "policy_trial");
		rig_ok(population_run(&rig.ctx, &job, 0, &more));
		assert_int_equal(rig_int("SELECT COUNT(*) FROM policy_trial_chunk"), rig_int("SELECT MAX(to_id) FROM policy_trial_chunk"));
		if (more)
			view(id, "running");
	}
	harness_sql(&rig, "UPDATE job SET lease_until = 0 WHERE state = 'RUNNING'");
	rig_run();
	struct population_tally t = view(id, "done");
	assert_int_equal(t.sum.judged, 3);
	assert_int_equal(t.sum.gain, 3);
	assert_int_equal(t.sum.fen_after - t.sum.fen_before, 3 * 36 * 300);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'policy.population_end'"), 1);
}

static void stopped_and_only_one(void **state)
{
	struct population_ask how = { .version = "T2S-2027", .ver = 1 };
	int64_t other, id;
	(void)state;
	trial_people(1);
	id = trial_ask(standard(": 3000", ": 3300"), NULL);
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	struct request_key again = rig_key("POST /population"), stop = rig_key("POST /stop"), late = rig_key("POST /stop");
	assert_int_equal(population_start(&rig.ctx, &how, &again, &other), ERR_STATE);
	rig_ok(population_stop(&rig.ctx, id, &stop));
	rig_ok(population_stop(&rig.ctx, id, &stop)); /* the same click */
	assert_int_equal(population_stop(&rig.ctx, id, &late), ERR_STATE);
	rig_run();
	assert_int_equal(view(id, "stopped").sum.judged, 0);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM policy_trial_chunk"), 0);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM job WHERE kind = 'policy_trial' AND state = 'DONE'"), 1);
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	trial_people(2);
	/* Without a rate for a division a lease there would quietly count for nothing. */
	int64_t id = trial_ask(standard("\"330114\": 2000", "\"330115\": 2000"), NULL);
	rig_run();
	view(id, "failed");
	assert_string_equal(rig_text("SELECT place FROM policy_trial"), "/parameters/rate_fen_per_m2/value");
	assert_string_equal(rig_text("SELECT why FROM policy_trial"), "T2-2023的区划330114没有发放标准");
	/* Bytes of a pack that nobody can read: whose they are is said. */
	harness_empty(&rig, "policy_trial_case_chunk, policy_trial_chunk, policy_trial, policy_draft, job");
	harness_sql(&rig, "UPDATE theme SET packed = X'01FFFF' WHERE person_id = (SELECT MAX(person_id) FROM qualification)");
	id = trial_ask(standard(": 3000", ": 3300"), NULL);
	rig_run();
	view(id, "failed");
	assert_string_equal(rig_text("SELECT place FROM policy_trial"), rig_text("SELECT number FROM qualification ORDER BY person_id DESC LIMIT 1"));
	/* A body that the reader refuses. */
	harness_empty(&rig, "policy_trial_case_chunk, policy_trial_chunk, policy_trial, policy_draft, job");
	id = trial_ask(standard(": 3000", ": 3300"), NULL);
	harness_sql(&rig, "UPDATE policy_trial SET body = REPLACE(body, '3300', '-1')");
	rig_run();
	view(id, "failed");
	assert_true(text_starts(rig_text("SELECT place FROM policy_trial"), "/parameters/rate_fen_per_m2/value"));
}

static void months_that_cannot_be(void **state)
{
	struct population_ask how = { .version = "T2S-2027", .ver = 1 };
	int64_t id;
	(void)state;
	trial_people(1);
	id = trial_ask(standard(NULL, NULL), "2026-11");
	rig_run();
	assert_int_equal(view(id, "done").sum.same, 1);
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	static const char *const wrong[] = { "2026-13", "november", "2001-01" };
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct request_key key = rig_key("POST /population");
		how.month = wrong[i];
		assert_int_equal(population_start(&rig.ctx, &how, &key, &id), ERR_INVALID);
		assert_string_equal(rig.ctx.err.fields[0].pointer, "/month");
	}
	/* Nobody's term reaches that far. */
	struct request_key key = rig_key("POST /population");
	how.month = "2040-01";
	rig_ok(population_start(&rig.ctx, &how, &key, &id));
	rig_run();
	struct population_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 1);
	assert_int_equal(t.sum.judged, 0);
	struct request_key stale = rig_key("POST /population");
	how.ver = 7;
	assert_int_equal(population_start(&rig.ctx, &how, &stale, &id), ERR_STALE);
}

static void old_ones_keep_their_sums(void **state)
{
	struct population_line *lines;
	size_t n;
	int64_t next, first;
	(void)state;
	trial_people(1);
	first = trial_ask(standard(": 3000", ": 3300"), NULL);
	rig_run();
	for (int i = 0; i < POPULATION_KEPT; i++) {
		struct population_ask how = { .version = "T2S-2027", .ver = 1 };
		int64_t id;
		harness_next(&rig);
		rig_as(ACTOR_STAFF, TRIAL_OFFICER);
		struct request_key key = rig_key("POST /population");
		rig_ok(population_start(&rig.ctx, &how, &key, &id));
		rig_run();
	}
	assert_int_equal(rig_int("SELECT COUNT(DISTINCT trial_id) FROM policy_trial_chunk"), POPULATION_KEPT);
	assert_int_equal(view(first, "done").sum.gain, 1);
	assert_int_equal(population_page(&rig.ctx, first, NULL, 0, &lines, &n, &next), ERR_STATE);
}

static void rows_in_few_bytes(void **state)
{
	static const struct {
		struct population_row row;
		enum population_kind kind;
	} rows[] = {
		{ { 7, { MONTH_PAYABLE, MONTH_PAYABLE }, { 108000, 108000 }, { 0, 0 } }, POPULATION_SAME },
		{ { 8, { MONTH_PAYABLE, MONTH_PAYABLE }, { 108000, 108001 }, { 0, 0 } }, POPULATION_GAIN },
		{ { 9, { MONTH_PAYABLE, MONTH_PAYABLE }, { 108000, 0 }, { 0, 0 } }, POPULATION_LOSE },
		{ { 400, { MONTH_NOT_PAYABLE, MONTH_PAYABLE }, { 0, 5 }, { CHECK_BIT(CHECK_T2_HOME), 0 } }, POPULATION_NEWLY_PAID },
		{ { 70000, { MONTH_PAYABLE, MONTH_WAITING }, { 5, 0 }, { 0, 0 } }, POPULATION_NO_LONGER },
		{ { 70001, { MONTH_NOT_PAYABLE, MONTH_NOT_PAYABLE }, { 0, 0 }, { CHECK_BIT(CHECK_T2_HOME), CHECK_BIT(CHECK_CAP) } }, POPULATION_OTHER },
		{ { INT64_C(1) << 40, { MONTH_CAP_REACHED, MONTH_CAP_REACHED }, { 0, 0 }, { CHECK_BIT(CHECK_CAP), CHECK_BIT(CHECK_CAP) } }, POPULATION_SAME },
	};
	struct buf b, checks;
	struct population_rows in;
	struct population_row row;
	struct population_tally t = { 0 }, back = { 0 };
	int64_t last = 0;
	(void)state;
	buf_init(&b, rig.ctx.arena, 64);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		population_row_put(&b, &rows[i].row, &last);
		assert_int_equal(population_kind_of(&rows[i].row), rows[i].kind);
		assert_true(population_count(&t, &rows[i].row, 2));
	}
	struct blob packed = { (const uint8_t *)b.p, b.n };
	population_rows_open(&in, &packed);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(population_row_get(&in, &row));
		assert_memory_equal(&row, &rows[i].row, sizeof(row));
	}
	assert_false(population_row_get(&in, &row));
	assert_false(in.in.bad);
	/* Cut anywhere, it is noticed or ends between two rows. */
	for (packed.n = 1; packed.n < b.n; packed.n++) {
		size_t got = 0;
		population_rows_open(&in, &packed);
		while (population_row_get(&in, &row))
			got++;
		assert_true(got < ARRAY_LEN(rows));
		assert_true(in.in.bad || in.in.p == packed.p + packed.n);
	}
	assert_int_equal(t.sum.judged, 7);
	assert_int_equal(t.sum.people, 14);
	assert_int_equal(t.sum.waits, 1);
	buf_init(&checks, rig.ctx.arena, 64);
	population_checks_put(&checks, t.fails);
	t.sum.checks = (struct blob){ (const uint8_t *)checks.p, checks.n };
	assert_true(population_add(&back, &t.sum));
	assert_memory_equal(back.fails, t.fails, sizeof(t.fails));
	assert_int_equal(back.sum.newly_paid, 1);
	/* Sums that do not fit are no sums. */
	struct population_row much = { 1, { MONTH_PAYABLE, MONTH_PAYABLE }, { INT64_MAX - 5, 0 }, { 0, 0 } };
	assert_false(population_count(&t, &much, 1));
	assert_int_equal(t.sum.judged, 7);
	t.sum.checks.n--;
	assert_false(population_add(&back, &t.sum));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "B3: rows in few bytes", rows_in_few_bytes, trial_each, NULL, NULL },
		{ "B3: a rate that rises: gains to the fen", a_rate_that_rises, trial_each, NULL, NULL },
		{ "B3: a cut: losses, people, a table", a_cut_and_its_people, trial_each, NULL, NULL },
		{ "B3: month checks of an admission", an_admission, trial_each, NULL, NULL },
		{ "B3: a killed runner's range goes on where it was", goes_on_where_it_was, trial_each, NULL, NULL },
		{ "B3: stopped; one at a time", stopped_and_only_one, trial_each, NULL, NULL },
		{ "B3: what is wrong ends it and is named", what_is_wrong_is_named, trial_each, NULL, NULL },
		{ "B3: months", months_that_cannot_be, trial_each, NULL, NULL },
		{ "B3: old trials keep their sums", old_ones_keep_their_sums, trial_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
