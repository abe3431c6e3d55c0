/* 4F-1 4F-7 runs over everybody: ranges, funnel, difference to the month before, the mandate's limits, two persons, stop, and another try. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "domain/casefile/theme.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_pack.h"
#include "flow/pay_flow.h"
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
	rig_books_hold();
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
	rig_books_hold();
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
	rig_books_hold();
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
	rig_books_hold();
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
	rig_books_hold();
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
	rig_books_hold();
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

/* More ranges than lanes: each that ends hands its lane on, when they judge and when they grant. */
static void many_ranges(void **state)
{
	(void)state;
	rig_at("2026-11-23T10:00:00");
	for (size_t i = 0; i < PEOPLE; i++) {
		const char *projid;
		people[i] = rig_person();
		harness_sql(&rig, arena_printf(rig.ctx.arena, "ALTER TABLE qualification AUTO_INCREMENT = %zu", 1 + i * 45000));
		rig_hands_free(&people[i], &projid);
		rig_is(projid, "approved");
	}
	rig_at("2026-12-05T08:00:00");
	rig_run_limits(50, 50, 0);
	rig_look();
	assert_true(rig_int("SELECT COUNT(*) FROM run_range") > 2 * RUN_LANES);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(DISTINCT phase) FROM run_range"), "done");
	assert_string_equal(december(), "payable payable payable payable payable");
	assert_int_equal(counts().granted, 5);
	rig_books_hold();
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

/* ---- 2.9: a quarter of the talent rental subsidy. No case kind admits one yet, so that the qualification is made of one of type2. ---- */

static void pack_rental(const struct rig_person *who, int64_t person_id)
{
	static const struct { enum facts_source source; const char *rows; } answers[] = {
		{ FACTS_MARRIAGE, "[]" }, { FACTS_PROPERTY, "[]" }, { FACTS_HOUSING_BENEFIT, "[]" }, { FACTS_PURCHASE_SUBSIDY, "[]" },
		{ FACTS_SOCIAL_INSURANCE, "[{\"id\":\"%s\",\"month\":\"2026-10\",\"division\":\"330106\"},{\"id\":\"%s\",\"month\":\"2026-12\",\"division\":\"330106\"}]" },
		{ FACTS_TALENT_WHITELIST, "[{\"id\":\"%s\",\"class\":\"E\",\"from\":\"2024-01-01\",\"to\":null,\"recognised_on\":\"2024-01-01\"}]" },
		{ FACTS_LEASE, "[{\"tenant\":\"%s\",\"landlord\":\"stranger\",\"division\":\"330106\",\"from\":\"2026-01-01\",\"to\":\"2027-12-31\",\"rent_fen\":250000}]" },
	};
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	struct facts *facts = facts_new(rig.ctx.arena);
	int64_t fetched;
	struct buf b;
	assert_true(clock_parse("2027-01-02T08:00:00", &fetched));
	buf_init(&b, rig.ctx.arena, 512);
	facts_pack_begin(&b);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct facts_error error;
		char rows[400], json[500];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(rows, sizeof rows, answers[i].rows, who->idno, who->idno);
#pragma GCC diagnostic pop
		snprintf(json, sizeof json, "{\"state\":\"ok\",\"rows\":%s}", rows);
		assert_int_equal(facts_json_source(reader, facts, answers[i].source, json, strlen(json), &error), ERR_OK);
		int64_t numbers[8] = { 0 };
		for (size_t k = 0; k < facts->n_ids && k < ARRAY_LEN(numbers); k++)
			numbers[k] = strcmp(facts->ids[k].p, who->idno) == 0 ? person_id : 0;
		struct facts_pack_meta meta = { .source = answers[i].source, .state = FACTS_OK, .fetched_at = fetched, .as_of = DATE_NONE };
		facts_pack_answer(&b, facts, &meta, numbers, person_id);
	}
	struct theme theme = { .person_id = person_id, .oldest_at = fetched, .packed = { (const uint8_t *)b.p, b.n } };
	struct blob before;
	rig_ok(theme_write(&rig.ctx, &theme, &before));
}

/* n months of the cap are used; the run of October to December. */
static void quarter(int32_t used)
{
	struct rig_person who = rig_person();
	struct request_key key;
	const char *projid, *number;
	rig_at("2026-11-23T10:00:00");
	rig_hands_free(&who, &projid);
	rig_is(projid, "approved");
	int64_t person = rig_person_id(&who);
	rig_rental("2026-10");
	for (int32_t i = 1; i <= used; i++)
		rig_ok(month_used_mark(&rig.ctx, person, "talent_rental", 2026 * 12 + 9 - i, true));
	pack_rental(&who, person);
	rig_at("2027-01-05T08:00:00");
	rig_run_limits_of("rental", 1000000, 0, 0, 3);
	key = rig_key("POST /api/staff/run/start");
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(start_run(&rig.ctx, "rental", "2026-10", &key, &number));
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
	assert_string_equal(rig_text("SELECT CONCAT(state, why) FROM run"), "done");
}

static const char *three_months(void)
{
	return rig_text("SELECT GROUP_CONCAT(e.month, ' ', e.outcome, e.codes, ' ', e.amount_fen ORDER BY e.month SEPARATOR ', ') FROM month_entry e WHERE NOT EXISTS"
	                " (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.month = e.month AND x.rev > e.rev)");
}

/* The example of the policy book: 58 months used, the second month has no insurance: 5 000 yuan at once. */
static void quarter_paid(void **state)
{
	(void)state;
	quarter(58);
	assert_string_equal(three_months(), "2026-10 payable 250000, 2026-11 not_payableTR-INSURANCE 0, 2026-12 payable 250000");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(period_key, ' ', amount_fen) FROM entitlement"), "2026Q4 500000");
	assert_int_equal(rig_int("SELECT COUNT(DISTINCT entitlement_id) FROM month_entry WHERE outcome = 'payable'"), 1);
	assert_int_equal(rig_int("SELECT amount_fen FROM pay_order"), 500000);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_missed'"), 1);
	assert_int_equal(rig_int("SELECT granted FROM run_range"), 1);
}

/* 59 used: the first month fills the cap, though nothing of the run was paid when the third was judged. */
static void quarter_capped(void **state)
{
	(void)state;
	quarter(59);
	assert_string_equal(three_months(), "2026-10 payable 250000, 2026-11 not_payableTR-INSURANCE,CAP 0, 2026-12 cap_reachedCAP 0");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(period_key, ' ', amount_fen) FROM entitlement"), "2026Q4 250000");
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
		{ "4F-1: ranges beyond the lanes get their turn", many_ranges, rig_each, NULL, NULL },
		{ "4F-8: whoever lacks a month before is judged by himself", late_months, rig_each, NULL, NULL },
		{ "2.9(1) 2.9(7) 2.9(8): a quarter is judged by its months and paid at once", quarter_paid, rig_each, NULL, NULL },
		{ "2.9(7): months of the same quarter count to the cap", quarter_capped, rig_each, NULL, NULL },
	};
	start = clock_now_ms();
	return cmocka_run_group_tests(tests, rig_open, close);
}
