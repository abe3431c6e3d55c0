/* B3 a draft with conditions of admission tried on past applications: who would have been approved or refused, by which checks, resumed, and
 * ended by evidence that is broken. Two of the shipped ceilings: 80 587 yuan in force, the drafts say otherwise. */
#include "tests/flow/population_rig.h"

#include "domain/casefile/evidence.h"

#include <string.h>

#define LOW 6000000
#define HIGH 9000000

/* Somebody with that income applies; the number at the platform. */
static const char *applies(int64_t income_fen, const char *wanted)
{
	struct rig_person who = rig_person();
	harness_next(&rig);
	struct rig_form form = { .who = &who, .account = "", .income_fen = income_fen };
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&form) });
	rig_pull();
	rig_run();
	rig_is(projid, wanted);
	return projid;
}

/* T2-2023 from 2027-01-01 on with another ceiling. */
static const char *ceiling(const char *fen)
{
	const char *body = trial_with(trial_with(trial_policy("T2-2023.json"), "\"T2-2023\"", "\"T2-2027\""), "2023-07-01", "2027-01-01");
	return trial_with(body, "8058700", fen);
}

static struct population_case_tally view(int64_t id, const char *state)
{
	struct population row;
	struct population_tally t;
	struct population_case_tally cases;
	harness_next(&rig);
	rig_ok(population_view(&rig.ctx, id, &row, &t, &cases));
	assert_string_equal(row.state, state);
	return cases;
}

/* What decisions are made of. */
static int64_t rows_of_decisions(void)
{
	return rig_int("SELECT (SELECT COUNT(*) FROM evidence) * 10000 + (SELECT COUNT(*) FROM verdict) + (SELECT COUNT(*) FROM decision)"
	               " + (SELECT COUNT(*) FROM case_event) + (SELECT COUNT(*) FROM pay_order)");
}

static void a_ceiling_that_rises(void **state)
{
	struct population_case_line *lines;
	struct buf csv;
	size_t n;
	int64_t next;
	(void)state;
	applies(LOW, "approved");
	const char *refused = applies(HIGH, "in_review"), *over = applies(HIGH, "in_review");
	/* A person's yes over the check is no automatic yes. */
	rig_ok(rig_decide(over, true, NULL, "收入证明已核实"));
	rig_run_later();
	rig_is(over, "approved");
	int64_t rows = rows_of_decisions(), id = trial_ask(ceiling("10000000"), NULL);
	assert_string_equal(rig_text("SELECT CONCAT(cases_since, ' ', cases_total, ' ', ranges, ' ', case_ranges) FROM policy_trial"), "2025-11-23 3 2 1");
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 3);
	assert_int_equal(t.sum.judged, 3);
	assert_int_equal(t.sum.same, 1);
	assert_int_equal(t.sum.newly_approved, 2);
	assert_int_equal(t.sum.approved[0], 1);
	assert_int_equal(t.sum.approved[1], 3);
	assert_int_equal(t.sum.refused[0], 2);
	assert_int_equal(t.sum.refused[1], 0);
	assert_int_equal(t.fails[CHECK_T2_INCOME][0], 2);
	assert_int_equal(t.fails[CHECK_T2_INCOME][1], 0);
	rig_ok(population_case_page(&rig.ctx, id, "newly_approved", 0, &lines, &n, &next));
	assert_int_equal(n, 2);
	assert_int_equal(next, 0);
	assert_string_equal(lines[0].application.number, refused);
	assert_string_equal(lines[0].application.public_id, rig_public(refused));
	assert_non_null(strchr(lines[0].application.masked, '*'));
	assert_int_equal(lines[0].row.decision[0], DECISION_REFUSED);
	assert_int_equal(lines[0].row.checks[0], CHECK_BIT(CHECK_T2_INCOME));
	assert_int_equal(lines[0].row.decision[1], DECISION_APPROVED);
	assert_int_equal(lines[0].row.checks[1], 0);
	rig_ok(population_case_page(&rig.ctx, id, NULL, lines[0].row.case_id, &lines, &n, &next));
	assert_int_equal(n, 1);
	rig_ok(population_case_page(&rig.ctx, id, "newly_refused", 0, &lines, &n, &next));
	assert_int_equal(n, 0);
	assert_int_equal(population_case_page(&rig.ctx, id, "gain", 0, &lines, &n, &next), ERR_INVALID);
	buf_init(&csv, rig.ctx.arena, 1000);
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	struct population_export out = { .id = id, .part = 1, .section = POPULATION_OF_CASES };
	rig_ok(population_export(&rig.ctx, &out, &csv));
	assert_memory_equal(csv.p, "\xEF\xBB\xBF", 3);
	assert_non_null(strstr(csv.p, "\"新通过\",\"不通过\",\"T2-INCOME\",\"通过\",\"\"\r\n"));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'policy.population_export' AND detail LIKE '%%applications%%2 lines'"), 1);
	out.part = 2;
	assert_int_equal(population_export(&rig.ctx, &out, &csv), ERR_INVALID);
	assert_int_equal(rows_of_decisions(), rows);
}

/* A draft that says what is in force changes nobody: approved, refused, in doubt, or decided by a person. */
static void nothing_new(void **state)
{
	(void)state;
	applies(LOW, "approved");
	applies(HIGH, "in_review");
	const char *over = applies(HIGH, "in_review");
	rig_ok(rig_decide(over, true, NULL, "收入证明已核实"));
	rig_run_later();
	fake.down = "title";
	applies(HIGH, "accepted");
	fake.down = "property";
	applies(LOW, "accepted");
	fake.down = NULL;
	int64_t id = trial_ask(ceiling("8058700"), NULL);
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.judged, 5);
	assert_int_equal(t.sum.same, 5);
	for (size_t i = 0; i < CHECK_CODES; i++)
		assert_int_equal(t.fails[i][0], t.fails[i][1]);
	assert_int_equal(rig_int("SELECT SUM(LENGTH(packed)) FROM policy_trial_case_chunk"), 0);
}

static void a_ceiling_that_falls(void **state)
{
	struct population_case_line *lines;
	size_t n;
	int64_t next;
	(void)state;
	applies(LOW, "approved");
	applies(HIGH, "in_review");
	fake.down = "title"; /* it could exempt: without it nobody can say that the income is too high */
	applies(LOW, "approved");
	fake.down = NULL;
	int64_t id = trial_ask(ceiling("5000000"), NULL);
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.newly_refused, 1);
	assert_int_equal(t.sum.newly_waiting, 1);
	assert_int_equal(t.sum.same, 1);
	assert_int_equal(t.sum.approved[0], 2);
	assert_int_equal(t.sum.approved[1], 0);
	assert_int_equal(t.sum.refused[1], 2);
	assert_int_equal(t.sum.waiting[0], 0);
	assert_int_equal(t.sum.waiting[1], 1);
	assert_int_equal(t.fails[CHECK_T2_INCOME][0], 1);
	assert_int_equal(t.fails[CHECK_T2_INCOME][1], 2);
	/* What is waited for is named too, and is no failure. */
	rig_ok(population_case_page(&rig.ctx, id, "newly_waiting", 0, &lines, &n, &next));
	assert_int_equal(n, 1);
	assert_int_equal(lines[0].row.checks[1], CHECK_BIT(CHECK_T2_INCOME));
}

/* One turn a chunk of one: a runner dies after each, and what it had written stands. */
static void goes_on_where_it_was(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		applies(i == 1 ? LOW : HIGH, i == 1 ? "approved" : "in_review");
	int64_t id = trial_ask(ceiling("10000000"), NULL);
	harness_sql(&rig, "UPDATE job SET next_at = 4000000000000 WHERE kind = 'policy_trial' AND dedupe_key LIKE '%:0'");
	const char *const owners[] = { "first", "second" };
	for (int i = 0; i < 2; i++) {
		struct job job;
		int64_t wait;
		bool more;
		harness_next(&rig);
		harness_sql(&rig, "UPDATE job SET lease_until = 0 WHERE state = 'RUNNING'");
		rig_ok(job_lease(&rig.ctx, owners[i], 60000, NULL, &job, &wait));
		assert_string_equal(job.kind, "policy_trial");
		rig_ok(population_run(&rig.ctx, &job, 0, &more));
		assert_true(more);
		assert_int_equal(rig_int("SELECT COUNT(*) FROM policy_trial_case_chunk"), i + 1);
		assert_int_equal(view(id, "running").sum.looked, i + 1);
	}
	harness_sql(&rig, "UPDATE job SET lease_until = 0, next_at = 0 WHERE kind = 'policy_trial'");
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 3);
	assert_int_equal(t.sum.newly_approved, 2);
	assert_int_equal(t.sum.same, 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'policy.population_end'"), 1);
}

/* Which one and why, without a word about the person; nothing of it is summed up. */
static void bad_evidence_stops_it(void **state)
{
	static const struct {
		const char *sql, *why;
		bool unreadable; /* sealed rightly, but no facts */
	} rows[] = {
		{ "UPDATE evidence SET facts_ct = CONCAT(LEFT(facts_ct, 60), X'00', SUBSTR(facts_ct, 62)) WHERE case_id = (SELECT MAX(id) FROM casefile)",
		  "这份申请的核查数据无法打开", false },
		{ "DELETE FROM verdict", "这份申请的核查数据无法读取", true },
		{ "UPDATE evidence SET policy_version = 'T2-1999' WHERE case_id = (SELECT MAX(id) FROM casefile)", "核查这份申请所用的政策版本找不到", false },
		{ "UPDATE evidence SET policy_version = 'T2S-2022' WHERE case_id = (SELECT MAX(id) FROM casefile)", "核查这份申请所用的政策版本找不到", false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		trial_each(state);
		applies(LOW, "approved");
		const char *bad = applies(HIGH, "in_review");
		harness_sql(&rig, rows[i].sql);
		if (rows[i].unreadable) {
			struct evidence broken = { .case_id = rig_case(bad), .round = 1, .at = clock_now_ms(), .facts_line = "{\"ref\":\"A1\"}", .record_ids = "",
				                   .policy_version = "T2-2023", .decision = "refused" };
			harness_sql(&rig, "DELETE FROM evidence WHERE case_id = (SELECT MAX(id) FROM casefile)");
			rig_ok(evidence_put(&rig.ctx, &broken));
		}
		int64_t id = trial_ask(ceiling("10000000"), NULL);
		rig_run();
		struct population_case_tally t = view(id, "failed");
		ROW_TRUE(i, strcmp(rig_text("SELECT place FROM policy_trial"), rig_public(bad)) == 0);
		ROW_TRUE(i, strcmp(rig_text("SELECT why FROM policy_trial"), rows[i].why) == 0);
		ROW_INT(i, t.sum.judged, 1);
		ROW_INT(i, rig_int("SELECT COUNT(*) FROM audit WHERE action = 'policy.population_end' AND result = 'failed' AND detail = '%s'", rig_public(bad)), 1);
	}
}

static void whose_applications(void **state)
{
	struct population_ask how = { .version = "T2-2027", .ver = 1 };
	int64_t id;
	(void)state;
	const char *old = applies(HIGH, "in_review"), *other = applies(HIGH, "in_review"), *later = applies(HIGH, "in_review");
	(void)later;
	harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE evidence SET at = %lld WHERE case_id = %lld",
	                               (long long)(clock_now_ms() - INT64_C(400) * 86400000), (long long)rig_case(old)));
	/* Another scheme's is not even opened. */
	harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE evidence SET facts_ct = X'01' WHERE case_id = %lld", (long long)rig_case(other)));
	harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE casefile SET scheme = 'rental' WHERE id = %lld", (long long)rig_case(other)));
	id = trial_ask(ceiling("10000000"), NULL);
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 2);
	assert_int_equal(t.sum.judged, 1);
	assert_int_equal(t.sum.newly_approved, 1);
	/* From an earlier day on, the old one too. */
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	struct request_key key = rig_key("POST /population");
	how.since = "2025-01-01";
	rig_ok(population_start(&rig.ctx, &how, &key, &id));
	rig_run();
	assert_int_equal(view(id, "done").sum.judged, 2);
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	static const char *const wrong[] = { "2026-11-24", "2026-13-01", "yesterday" };
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct request_key again = rig_key("POST /population");
		how.since = wrong[i];
		ROW_INT(i, population_start(&rig.ctx, &how, &again, &id), ERR_INVALID);
		ROW_TRUE(i, strcmp(rig.ctx.err.fields[0].pointer, "/since") == 0);
	}
}

/* The newest evaluation counts, and one that no version judged does not. */
static void which_evaluation(void **state)
{
	(void)state;
	const char *twice = applies(HIGH, "in_review"), *nobody = applies(HIGH, "in_review");
	struct evidence first;
	rig_ok(evidence_read(&rig.ctx, rig_case(twice), 1, &first));
	first.round = 2;
	first.facts_line = trial_with(first.facts_line, ":9000000", ":6000000");
	first.decision = "approved";
	rig_ok(evidence_put(&rig.ctx, &first));
	harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE casefile SET round = 2 WHERE id = %lld", (long long)rig_case(twice)));
	harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE evidence SET policy_version = NULL WHERE case_id = %lld", (long long)rig_case(nobody)));
	int64_t id = trial_ask(ceiling("5000000"), NULL);
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 2);
	assert_int_equal(t.sum.judged, 1);
	assert_int_equal(t.sum.approved[0], 1);
	assert_int_equal(t.sum.newly_refused, 1);
}

static void standards_have_no_section(void **state)
{
	struct population_ask how = { .version = "T2S-2027", .ver = 1, .since = "2026-01-01" };
	struct population_case_line *lines;
	size_t n;
	int64_t next, id;
	(void)state;
	applies(LOW, "approved");
	harness_sql(&rig, "UPDATE evidence SET facts_ct = X'01'"); /* nobody looks */
	id = trial_ask(trial_with(trial_with(trial_policy("T2S-2022.json"), "\"T2S-2022\"", "\"T2S-2027\""), "2022-01-01", "2027-01-01"), NULL);
	rig_run();
	struct population_case_tally t = view(id, "done");
	assert_int_equal(t.sum.looked, 0);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM policy_trial WHERE cases_since IS NULL AND case_ranges = 0 AND ranges = 1"), 1);
	rig_ok(population_case_page(&rig.ctx, id, NULL, 0, &lines, &n, &next));
	assert_int_equal(n, 0);
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	struct request_key key = rig_key("POST /population");
	assert_int_equal(population_start(&rig.ctx, &how, &key, &id), ERR_INVALID);
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/since");
}

static void old_ones_keep_their_sums(void **state)
{
	struct population_case_line *lines;
	size_t n;
	int64_t next, first;
	(void)state;
	applies(HIGH, "in_review");
	first = trial_ask(ceiling("10000000"), NULL);
	rig_run();
	for (int i = 0; i < POPULATION_KEPT; i++) {
		struct population_ask how = { .version = "T2-2027", .ver = 1 };
		int64_t id;
		harness_next(&rig);
		rig_as(ACTOR_STAFF, TRIAL_OFFICER);
		struct request_key key = rig_key("POST /population");
		rig_ok(population_start(&rig.ctx, &how, &key, &id));
		rig_run();
	}
	assert_int_equal(rig_int("SELECT COUNT(DISTINCT trial_id) FROM policy_trial_case_chunk"), POPULATION_KEPT);
	assert_int_equal(view(first, "done").sum.newly_approved, 1);
	assert_int_equal(view(first, "done").fails[CHECK_T2_INCOME][0], 1);
	assert_int_equal(population_case_page(&rig.ctx, first, NULL, 0, &lines, &n, &next), ERR_STATE);
}

static void rows_in_few_bytes(void **state)
{
	static const uint32_t home = CHECK_BIT(CHECK_T2_HOME), cap = CHECK_BIT(CHECK_CAP);
	const struct {
		struct population_case_row row;
		enum population_case_kind kind;
	} rows[] = {
		{ { 7, { DECISION_APPROVED, DECISION_APPROVED }, { 0, 0 } }, APPLICATION_SAME },
		{ { 8, { DECISION_REFUSED, DECISION_APPROVED }, { home, 0 } }, APPLICATION_NEWLY_APPROVED },
		{ { 9, { DECISION_WAITING, DECISION_APPROVED }, { home, 0 } }, APPLICATION_NEWLY_APPROVED },
		{ { 400, { DECISION_APPROVED, DECISION_REFUSED }, { 0, home | cap } }, APPLICATION_NEWLY_REFUSED },
		{ { 70000, { DECISION_WAITING, DECISION_REFUSED }, { home, home } }, APPLICATION_NEWLY_REFUSED },
		{ { 70001, { DECISION_REFUSED, DECISION_WAITING }, { home, cap } }, APPLICATION_NEWLY_WAITING },
		{ { 70002, { DECISION_REFUSED, DECISION_REFUSED }, { home, cap } }, APPLICATION_OTHER },
		{ { INT64_C(1) << 40, { DECISION_REFUSED, DECISION_REFUSED }, { cap, cap } }, APPLICATION_SAME },
	};
	struct buf b, checks;
	struct population_case_rows in;
	struct population_case_row row;
	struct population_case_tally t = { 0 }, back = { 0 };
	int64_t last = 0;
	(void)state;
	buf_init(&b, rig.ctx.arena, 64);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		population_case_row_put(&b, &rows[i].row, &last);
		ROW_INT(i, population_case_kind_of(&rows[i].row), rows[i].kind);
		population_case_count(&t, &rows[i].row);
	}
	struct blob packed = { (const uint8_t *)b.p, b.n };
	population_case_rows_open(&in, &packed);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(population_case_row_get(&in, &row));
		assert_memory_equal(&row, &rows[i].row, sizeof(row));
	}
	assert_false(population_case_row_get(&in, &row));
	assert_false(in.in.bad);
	/* Cut anywhere, it is noticed or ends between two rows. */
	for (packed.n = 1; packed.n < b.n; packed.n++) {
		size_t got = 0;
		population_case_rows_open(&in, &packed);
		while (population_case_row_get(&in, &row))
			got++;
		assert_true(got < ARRAY_LEN(rows));
		assert_true(in.in.bad || in.in.p == packed.p + packed.n);
	}
	/* A fourth decision is none. */
	const uint8_t wrong[] = { 7, 3, 0, 0 };
	packed = (struct blob){ wrong, sizeof wrong };
	population_case_rows_open(&in, &packed);
	assert_false(population_case_row_get(&in, &row));
	assert_true(in.in.bad);
	assert_int_equal(t.sum.judged, 8);
	assert_int_equal(t.sum.approved[0] + t.sum.refused[0] + t.sum.waiting[0], 8);
	assert_int_equal(t.sum.refused[0], 4);
	assert_int_equal(t.fails[CHECK_T2_HOME][0], 3); /* the waiting ones' are no failures */
	assert_int_equal(t.fails[CHECK_CAP][1], 3);
	buf_init(&checks, rig.ctx.arena, 64);
	population_checks_put(&checks, t.fails);
	t.sum.checks = (struct blob){ (const uint8_t *)checks.p, checks.n };
	assert_true(population_case_add(&back, &t.sum));
	assert_memory_equal(back.fails, t.fails, sizeof(t.fails));
	assert_int_equal(back.sum.newly_refused, 2);
	t.sum.checks.n--;
	assert_false(population_case_add(&back, &t.sum));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "B3: applications in few bytes", rows_in_few_bytes, trial_each, NULL, NULL },
		{ "B3: a draft that says what is in force changes no application", nothing_new, trial_each, NULL, NULL },
		{ "B3: a ceiling that rises: refused ones are approved", a_ceiling_that_rises, trial_each, NULL, NULL },
		{ "B3: a ceiling that falls: refused and waiting", a_ceiling_that_falls, trial_each, NULL, NULL },
		{ "B3: a killed runner's applications go on where they were", goes_on_where_it_was, trial_each, NULL, NULL },
		{ "B3: bad evidence ends it and is named", bad_evidence_stops_it, trial_each, NULL, NULL },
		{ "B3: applications of the scheme since a day", whose_applications, trial_each, NULL, NULL },
		{ "B3: the newest evaluation", which_evaluation, trial_each, NULL, NULL },
		{ "B3: a draft of standards looks at no application", standards_have_no_section, trial_each, NULL, NULL },
		{ "B3: old trials keep the sums of applications", old_ones_keep_their_sums, trial_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
