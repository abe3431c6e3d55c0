/* 4F-1 4F-7 runs over everybody: ranges, funnel, difference to the month before, the mandate's limits, two persons, stop, and another try. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "domain/recon/invariant.h"
#include "flow/pay_flow.h"
#include "flow/replay_case.h"
#include "flow/run_flow.h"
#include "store/conn.h"

#include <stdio.h>
#include <string.h>

#define PEOPLE 5
#define RENT 108000 /* one person, 36 m2 at 30 yuan */

static int64_t start;
static struct rig_person people[PEOPLE];

/* Approved in November, which is paid; December has begun. */
static void approved(void)
{
	rig_at("2026-11-23T10:00:00");
	for (size_t i = 0; i < PEOPLE; i++) {
		const char *projid;
		people[i] = rig_person();
		rig_hands_free(&people[i], &projid);
		rig_is(projid, "approved");
	}
	rig_at("2026-12-05T08:00:00");
}

/* Since the end of November: that month stays as it was paid. */
static void end_lease(const struct rig_person *who)
{
	snprintf(fake_person(who->idno)->lease_to, sizeof fake_person(who->idno)->lease_to, "2026-11-30");
}

static void lost(void)
{
	struct fake_person *buyer = fake_person(people[3].idno);
	end_lease(&people[1]);
	buyer->home = true;
	snprintf(buyer->home_on, sizeof buyer->home_on, "2026-11-25");
}

static const char *december(void)
{
	return rig_text("SELECT GROUP_CONCAT(e.outcome, e.codes ORDER BY e.person_id SEPARATOR ' ') FROM month_entry e WHERE e.month = '2026-12' AND NOT EXISTS"
	                " (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.month = e.month AND x.rev > e.rev)");
}

static int64_t orders(void)
{
	return rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key = '2026-12'");
}

static struct run_counts counts(void)
{
	struct run_counts n;
	rig_ok(run_sums(&rig.ctx, rig_int("SELECT MAX(id) FROM run"), &n));
	return n;
}

static void books_hold(void)
{
	struct finding *f;
	struct replayed told;
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	for (size_t i = 0; i < invariant_n; i++)
		if (f[i].bad && strcmp(f[i].invariant, "I13") != 0) /* nobody chains the audit rows here, and the budget was put in by hand */
			fail_msg("%s: %lld", f[i].invariant, (long long)f[i].bad);
	int64_t last = rig_int("SELECT MAX(id) FROM casefile");
	for (int64_t id = rig_int("SELECT MIN(id) FROM casefile"); id <= last; id++) {
		rig_ok(replay_case(&rig.ctx, id, &told));
		if (told.n)
			fail_msg("replay: %s: %s, told %s", told.diffs[0].what, told.diffs[0].stored, told.diffs[0].told);
	}
}

static void inside_its_limits(void **state)
{
	(void)state;
	approved();
	rig_run_limits(50, 50, 0);
	lost();
	rig_look();
	assert_string_equal(december(), "payable not_payableT2-LEASE payable not_payableT2-HOME payable");
	struct run_counts n = counts();
	assert_int_equal(n.total, 5);
	assert_int_equal(n.fetched, 5);
	assert_int_equal(n.judged, 5);
	assert_int_equal(n.payable_n, 3);
	assert_int_equal(n.payable_fen, 3 * RENT);
	assert_int_equal(n.not_payable_n, 2);
	assert_int_equal(n.before_n, 5);
	assert_int_equal(n.gone_n, 2);
	assert_int_equal(n.new_n + n.changed_n + n.kept_n + n.late_n, 0);
	assert_int_equal(n.granted, 3);
	assert_int_equal(n.granted_fen, n.payable_fen);
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', why, ' ', mandate_id IS NOT NULL) FROM run"), "done  1");
	/* The funnel says of each check how many passed it. */
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(check_code, ' ', pass, '/', fail ORDER BY seq SEPARATOR ', ') FROM run_funnel"),
	                    "T2-HOME 4/1, T2-BENEFIT 5/0, T2-INSURANCE 5/0, T2-FUND 5/0, T2-LEASE 4/1, CAP 5/0");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_missed'"), 2);
	assert_int_equal(orders(), 3);
	rig_look();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM run"), 1);
	assert_int_equal(orders(), 3);
	books_hold();
}

static void people_of_a_run(void **state)
{
	struct run_person *rows;
	size_t n;
	(void)state;
	inside_its_limits(state);
	struct run_people_ask ask = { .run_id = rig_int("SELECT id FROM run"), .limit = 10, .outcome = "not_payable", .change = "", .code = "T2-HOME" };
	rig_ok(run_people(&rig.ctx, &ask, &rows, &n));
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].codes, "T2-HOME");
	assert_string_equal(rows[0].change_kind, "gone");
	ask = (struct run_people_ask){ .run_id = ask.run_id, .limit = 10, .outcome = "", .change = "gone", .code = "" };
	rig_ok(run_people(&rig.ctx, &ask, &rows, &n));
	assert_int_equal(n, 2);
	ask = (struct run_people_ask){ .run_id = ask.run_id, .limit = 2, .outcome = "payable", .change = "", .code = "" };
	rig_ok(run_people(&rig.ctx, &ask, &rows, &n)); /* each once, though it has the entry that waited too */
	assert_int_equal(n, 2);
	ask.after = rows[1].entry_id;
	rig_ok(run_people(&rig.ctx, &ask, &rows, &n));
	assert_int_equal(n, 1);
}

static const char *run_number(void)
{
	return rig_text("SELECT public_id FROM run ORDER BY id DESC LIMIT 1");
}

static enum err_code propose(int64_t *ret_approval)
{
	struct request_key key = rig_key("POST /api/staff/run/propose");
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	enum err_code code = propose_run(&rig.ctx, run_number(), "十二月", &key, ret_approval);
	rig_as(ACTOR_SYSTEM, 0);
	return code;
}

static void beyond_its_limits(void **state)
{
	int64_t approval;
	(void)state;
	approved();
	rig_run_limits(20, 50, 0); /* two of five are 40 percent */
	lost();
	rig_look();
	assert_string_equal(december(), "waitingRUN not_payableT2-LEASE waitingRUN not_payableT2-HOME waitingRUN");
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', why) FROM run"), "waiting 人数由5变为3，变动超过授权的20%");
	assert_int_equal(orders(), 0);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_missed'"), 0); /* nobody is told before it is released */
	rig_run_later(); /* and nothing goes by a side door */
	rig_look();
	assert_int_equal(orders(), 0);
	books_hold();
	/* One person is not enough, and he is not asked twice. */
	rig_ok(propose(&approval));
	assert_int_equal(propose(&approval), ERR_STATE);
	struct request_key key = rig_key("POST /api/staff/approval/decide");
	struct decide_approval own = { .id = approval, .yes = true, .sum_fen = 3 * RENT, .digest = rig_text("SELECT HEX(digest) FROM approval ORDER BY id DESC LIMIT 1") };
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	assert_int_equal(decide_approval(&rig.ctx, &own, &key), ERR_FORBIDDEN);
	own.sum_fen = 2 * RENT;
	key = rig_key("POST /api/staff/approval/decide");
	rig_as(ACTOR_STAFF, RIG_CHECKER);
	assert_int_equal(decide_approval(&rig.ctx, &own, &key), ERR_INVALID);
	assert_int_equal(harness_try(&rig, "UPDATE run SET state = 'granting'"), ERR_LIMIT);
	rig_agree(true, 3 * RENT);
	assert_string_equal(rig_text("SELECT state FROM run"), "done");
	assert_int_equal(orders(), 3);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_missed'"), 2);
	books_hold();
}

static void refused_and_run_again(void **state)
{
	int64_t approval;
	struct request_key key = rig_key("POST /api/staff/run/start");
	const char *number;
	(void)state;
	approved();
	rig_look(); /* no mandate at all */
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', why) FROM run"), "waiting 没有有效的批量发放授权");
	rig_ok(propose(&approval));
	rig_agree(false, 5 * RENT);
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', why) FROM run"), "refused 已核对");
	assert_int_equal(orders(), 0);
	rig_look(); /* the schedule does not try again by itself */
	rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM run"), 1);
	assert_int_equal(orders(), 0);
	end_lease(&people[0]);
	harness_sql(&rig, "UPDATE theme SET oldest_at = 0"); /* asked anew */
	rig_run_limits(20, 20, 0);
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(start_run(&rig.ctx, "type2", "2026-12", &key, &number));
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state ORDER BY id) FROM run"), "refused,done");
	assert_string_equal(december(), "not_payableT2-LEASE payable payable payable payable");
	assert_int_equal(orders(), 4);
	books_hold();
}

static void stopped(void **state)
{
	struct request_key key = rig_key("POST /api/staff/run/stop");
	(void)state;
	approved();
	rig_look();
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	assert_int_equal(stop_run(&rig.ctx, run_number(), "", &key), ERR_INVALID);
	rig_ok(stop_run(&rig.ctx, run_number(), "标准有误", &key));
	rig_ok(stop_run(&rig.ctx, run_number(), "标准有误", &key)); /* its twin */
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
	key = rig_key("POST /api/staff/run/stop");
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	assert_int_equal(stop_run(&rig.ctx, run_number(), "标准有误", &key), ERR_STATE);
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', why) FROM run"), "cancelled 标准有误");
	key = rig_key("POST /api/staff/run/start");
	const char *number;
	assert_int_equal(start_run(&rig.ctx, "type2", "2027-01", &key, &number), ERR_INVALID); /* not yet begun */
	assert_int_equal(start_run(&rig.ctx, "purchase", "2026-12", &key, &number), ERR_INVALID);
	assert_int_equal(start_run(&rig.ctx, "rental", "2026-11", &key, &number), ERR_INVALID); /* no first month of a quarter */
	assert_int_equal(start_run(&rig.ctx, "rental", "2026-07", &key, &number), ERR_STATE);   /* nobody has it */
	rig_ok(start_run(&rig.ctx, "type2", "2026-12", &key, &number));
	key = rig_key("POST /api/staff/run/start");
	assert_int_equal(start_run(&rig.ctx, "type2", "2026-12", &key, &number), ERR_STATE);
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state ORDER BY id) FROM run"), "cancelled,waiting");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE month = '2026-12'"), 10);
	books_hold();
}

/* A source was down, so the run was refused: those who waited for it are judged again, nobody stays behind. */
static void waits_again(void **state)
{
	int64_t approval;
	struct request_key key;
	const char *number;
	(void)state;
	approved();
	rig_run_limits(50, 50, 0);
	fake.down = "lease";
	rig_look();
	assert_string_equal(december(), "waiting waiting waiting waiting waiting");
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', why) FROM run"), "waiting 人数由5变为0，变动超过授权的50%");
	rig_ok(propose(&approval));
	rig_agree(false, 0);
	fake.down = NULL;
	key = rig_key("POST /api/staff/run/start");
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(start_run(&rig.ctx, "type2", "2026-12", &key, &number));
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
	assert_string_equal(december(), "payable payable payable payable payable");
	assert_string_equal(rig_text("SELECT state FROM run ORDER BY id DESC LIMIT 1"), "done");
	books_hold();
}

/* Between the yes and the money: what is known by then decides, never more than was agreed. */
static void changed_meanwhile(void **state)
{
	int64_t approval;
	(void)state;
	approved();
	rig_look();
	rig_ok(propose(&approval));
	harness_sql(&rig, "UPDATE month_entry SET amount_fen = amount_fen + 100 WHERE codes = 'RUN' ORDER BY id LIMIT 1");
	rig_agree(true, 5 * RENT);
	assert_string_equal(rig_text("SELECT state FROM run"), "done");
	struct run_counts n = counts();
	assert_int_equal(n.granted, 4);
	rig_run_later(); /* the fifth is settled by itself */
	assert_int_equal(orders(), 5);
	assert_string_equal(december(), "payable payable payable payable payable");
}

/* A runner that comes late to a chunk that another one did leaves it alone. */
static void one_chunk_once(void **state)
{
	struct outside outside = { 0 };
	struct run run;
	bool more;
	(void)state;
	approved();
	rig_ok(run_begin(&rig.ctx, "type2", 2026 * 12 + 11, 0, &run));
	int64_t range = rig_int("SELECT id FROM run_range");
	rig_ok(run_range_chunk(&rig.ctx, &outside, range, &more));
	assert_true(more);
	assert_string_equal(rig_text("SELECT phase FROM run_range"), "judge");
	struct ctx *late = harness_ctx(&rig, NULL);
	late->policies = rig.ctx.policies;
	rig_ok(run_range_chunk(&rig.ctx, &outside, range, &more));
	assert_false(more);
	rig_ok(run_range_chunk(late, &outside, range, &more));
	assert_false(more);
	harness_ctx_free(late);
	assert_int_equal(counts().judged, 5);
	assert_int_equal(rig_int("SELECT SUM(pass + fail) FROM run_funnel WHERE check_code = 'T2-HOME'"), 5);
}

/* A qualification that lacks a month before is judged by itself, all of its months. */
static void late_months(void **state)
{
	(void)state;
	approved();
	rig_run_limits(50, 50, 0);
	rig_at("2027-01-05T08:00:00"); /* December had no run */
	rig_look();
	assert_int_equal(counts().late_n, 5);
	assert_int_equal(counts().payable_n, 0);
	rig_look();
	rig_run_later();
	assert_int_equal(orders(), 5);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key = '2027-01'"), 5);
}

static int close(void **state)
{
	clock_start_at(start);
	return rig_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "4F-1 4F-7 4F-9: a run inside the mandate's limits judges, counts and pays by itself, once", inside_its_limits, rig_each, NULL, NULL },
		{ "4F-1: people of a run by outcome, check and change, page by page", people_of_a_run, rig_each, NULL, NULL },
		{ "4F-7 B2: beyond its limits it waits for two persons, who agree on exactly what was found", beyond_its_limits, rig_each, NULL, NULL },
		{ "4F-7: refused, it pays nobody until somebody runs it again with what is known then", refused_and_run_again, rig_each, NULL, NULL },
		{ "4F-8 B8: a run that found a source down is refused, and run again for everybody", waits_again, rig_each, NULL, NULL },
		{ "4F-1: stopped with a reason, and started again", stopped, rig_each, NULL, NULL },
		{ "4F-8: what is no longer as it was agreed on is settled by itself", changed_meanwhile, rig_each, NULL, NULL },
		{ "4F-1: a chunk is done once, whoever comes late", one_chunk_once, rig_each, NULL, NULL },
		{ "4F-8: whoever lacks a month before is judged by himself", late_months, rig_each, NULL, NULL },
	};
	start = clock_now_ms();
	return cmocka_run_group_tests(tests, rig_open, close);
}
