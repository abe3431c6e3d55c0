/* B4 settled months found wrong: an exact delta with its reason, once, whatever runs twice; B19 what changes between the runs. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "domain/ledger/ledger.h"
#include "domain/recon/invariant.h"
#include "flow/change_events.h"
#include "flow/month_view.h"
#include "flow/pay_flow.h"
#include "flow/pay_run.h"
#include "flow/replay_case.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAKER 101
#define CHECKER 102
#define MONTH_FEN "(SELECT amount_fen FROM month_entry WHERE rev = 1 AND month = '2026-11')"

static int64_t start;

static void say(char (*field)[12], const char *day)
{
	snprintf(*field, sizeof *field, "%s", day);
}

static void decide(int64_t approval_id, bool yes)
{
	struct request_key key = rig_key("POST /api/staff/approval/decide");
	struct decide_approval in = { approval_id, yes, rig_text("SELECT HEX(digest) FROM approval WHERE id = %lld", (long long)approval_id), -1, NULL, 0 };
	rig_as(ACTOR_STAFF, CHECKER);
	rig_ok(decide_approval(&rig.ctx, &in, &key));
	rig_as(ACTOR_SYSTEM, 0);
	rig_ok(apply_approval(&rig.ctx, approval_id));
}

/* December comes by a run (its first revision waits for the release), which the mandate lets pay by itself. */
static void mandate(int64_t per_payment_fen)
{
	struct request_key key = rig_key("POST /api/staff/mandate");
	struct pay_asked asked;
	struct mandate m = { .scheme = "type2", .per_payment_fen = per_payment_fen, .per_day_fen = 90000000, .per_day_count = 5000, .overrides_per_day = 100,
		             .run_payees_percent = 100, .run_sum_percent = 100, .run_new_payees = 100, .valid_from = "2026-01-01", .valid_to = "2027-12-31" };
	rig_as(ACTOR_STAFF, MAKER);
	rig_ok(make_mandate(&rig.ctx, &m, &key, &asked));
	decide(asked.approval_id, true);
}

static void recheck(void)
{
	harness_next(&rig);
	harness_sql(&rig, "DELETE FROM job WHERE kind = 'month_recheck'; INSERT INTO job (public_id, uid, kind, dedupe_key, subject_id, state, next_at, created_at)"
	                  " SELECT MD5(RAND()), UNHEX(MD5(RAND())), 'month_recheck', 'month_recheck:test', MIN(id), 'READY', 0, 0 FROM qualification");
	rig_run();
}

static void pay(void)
{
	for (int i = 0; i < 6; i++)
		rig_run_later();
}

/* Approved in November, paid in November and December. */
static int64_t two_months(const struct rig_person *who, bool paid)
{
	const char *projid;
	mandate(paid ? 5000000 : 1); /* 1: nothing is collected */
	rig_at("2026-11-23T10:00:00");
	rig_hands_free(who, &projid);
	if (paid)
		pay(); /* on the day it is sent, as the bank dates it */
	rig_at("2026-12-05T08:00:00");
	rig_look();
	if (paid) {
		pay();
		assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order WHERE state = 'PAID'"), 2);
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome = 'payable'"), 2);
	rig_at("2026-12-20T08:00:00");
	harness_next(&rig);
	return rig_case(projid);
}

static void holds(int64_t case_id)
{
	struct finding *f;
	struct replayed told;
	size_t n = 1;
	while (n > 0)
		rig_ok(audit_chain_append(&rig.ctx, config_text(rig.config, "chain.head_file"), 1000, &n));
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	for (size_t i = 0; i < invariant_n; i++)
		/* The rig empties the ledger between tests but keeps what two persons agreed on. */
		if (f[i].bad && strcmp(f[i].invariant, "I7") != 0 && strcmp(f[i].invariant, "I12") != 0 && strcmp(f[i].invariant, "I13") != 0)
			fail_msg("%s: %s: %lld, first %lld", f[i].invariant, f[i].what, (long long)f[i].bad, (long long)f[i].first_bad);
	rig_ok(replay_case(&rig.ctx, case_id, &told));
	for (size_t i = 0; i < told.n; i++)
		fail_msg("%s: %s / %s", told.diffs[i].what, told.diffs[i].stored, told.diffs[i].told);
	assert_int_equal(fake_bank_twice(), 0);
}

static void home_two_months_ago(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	fake_person(who.idno)->home = true;
	say(&fake_person(who.idno)->home_on, "2026-11-25");
	recheck();
	/* November's first day was before it, December's is after it. */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE month = '2026-11'"), 1);
	assert_string_equal(rig_text("SELECT CONCAT(rev, outcome, ' ', codes, ' ', amount_fen) FROM month_entry WHERE month = '2026-12' ORDER BY rev DESC LIMIT 1"),
	                    "3not_payable T2-HOME 0");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund r JOIN entitlement e ON e.id = r.entitlement_id WHERE e.period_key = '2026-12' AND r.month = '2026-12' AND"
	                         " r.amount_fen = e.amount_fen AND r.state = 'OPEN' AND r.codes = 'T2-HOME' AND r.rev = 3"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_corrected'"), 1);
	assert_non_null(strstr(fake_sms_last()->text, "2026年12月"));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'case.correct_month' AND detail LIKE '2026-12 rev 3%%'") > 0, 1);
	struct buf page;
	buf_init(&page, rig.ctx.arena, 2048);
	rig_ok(month_view(&rig.ctx, id, true, &page));
	assert_non_null(strstr(page.p, arena_printf(rig.ctx.arena, "\"from\":\"payable\",\"from_fen\":%lld,\"to\":\"not_payable\",\"to_fen\":0,\"delta_fen\":-%lld,\"why\":[\"",
	                                            (long long)rig_int("SELECT " MONTH_FEN), (long long)rig_int("SELECT " MONTH_FEN))));
	assert_non_null(strstr(page.p, "\"refunds\":[{\"id\":1,"));
	assert_non_null(strstr(page.p, "\"netted_fen\":0,\"state\":\"open\""));
	recheck(); /* twice gives nothing new */
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome <> 'waiting'"), 3);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_corrected'"), 1);
	holds(id);
}

static void rent_corrected_upward(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	fake_person(who.idno)->rent_fen = 20000;
	int64_t id = two_months(&who, true);
	assert_int_equal(rig_int("SELECT SUM(amount_fen) FROM entitlement"), 40000);
	fake_person(who.idno)->rent_fen = 31500;
	recheck();
	recheck();
	pay();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key IN ('2026-11/d1', '2026-12/d1') AND amount_fen = 11500"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement"), 4);
	assert_int_equal(rig_int("SELECT SUM(amount_fen) FROM pay_order WHERE state = 'PAID'"), 63000);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_corrected'"), 1);
	/* Corrected once more: the next number, and the difference to what was paid in all. */
	fake_person(who.idno)->rent_fen = 32000;
	recheck();
	pay();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key LIKE '%%/d2' AND amount_fen = 500"), 2);
	holds(id);
}

static void in_parallel(void **state)
{
	struct rig_person who = rig_person();
	pid_t pids[3];
	(void)state;
	fake_person(who.idno)->rent_fen = 20000;
	int64_t id = two_months(&who, true);
	int64_t q = rig_int("SELECT id FROM qualification");
	fake_person(who.idno)->rent_fen = 31500;
	fflush(NULL);
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			struct outside outside = { 0 };
			int64_t again;
			struct ctx *own = harness_ctx(&rig, NULL);
			own->policies = rig.ctx.policies;
			_exit(settle_months(own, &outside, q, SETTLE_RECHECK, 1, &again) ? 1 : 0);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		int status;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key LIKE '%%/d1' AND amount_fen = 11500"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement"), 4);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome <> 'waiting'"), 4);
	holds(id);
}

static void unknown_changes_nothing(void **state)
{
	static const char *const downs[] = { "property", "lease", "*" };
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	for (size_t i = 0; i < ARRAY_LEN(downs); i++) {
		fake.down = downs[i];
		fake_person(who.idno)->home = i < 1;
		fake_person(who.idno)->no_lease = i == 1;
		recheck();
		ROW_INT(i, rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome <> 'waiting'"), 2);
		ROW_INT(i, rig_int("SELECT COUNT(*) FROM refund"), 0);
	}
	fake.down = NULL;
	fake.conflict = "property";
	fake_person(who.idno)->no_lease = false;
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome <> 'waiting'"), 2);
	holds(id);
}

static void ready_order_replaced(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	fake_person(who.idno)->rent_fen = 31500;
	int64_t id = two_months(&who, false);
	harness_sql(&rig, "UPDATE pay_order SET held = NULL");
	fake_person(who.idno)->rent_fen = 20000;
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE state = 'CANCELLED' AND amount_fen = 31500"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order WHERE state = 'CLOSED' AND amount_fen = 31500"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement e JOIN pay_order o ON o.entitlement_id = e.id WHERE e.period_key LIKE '%%/d1' AND o.state = 'READY'"
	                         " AND o.amount_fen = 20000"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 0);
	assert_int_equal(rig_int("SELECT credits - debits FROM ledger_account WHERE code = 'reserved:type2'"), 40000);
	holds(id);
}

static int64_t ask(int64_t refund, enum refund_how how, const char *evidence, enum err_code expected)
{
	struct request_key key = rig_key("POST /api/staff/refund");
	struct settle_refund in = { refund, how, evidence, NULL };
	struct pay_asked asked = { 0 };
	rig_as(ACTOR_STAFF, MAKER);
	enum err_code code = settle_refund(&rig.ctx, &in, &key, &asked);
	assert_int_equal(code, expected);
	return asked.approval_id;
}

static void two_persons_and_set_off(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	fake_person(who.idno)->rent_fen = 31500;
	int64_t id = two_months(&who, true);
	fake_person(who.idno)->rent_fen = 20000;
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund WHERE amount_fen = 11500 AND state = 'OPEN'"), 2);
	int64_t first = rig_int("SELECT MIN(id) FROM refund"), second = rig_int("SELECT MAX(id) FROM refund");
	(void)ask(first, REFUND_RETURNED, "", ERR_INVALID);
	int64_t approval = ask(first, REFUND_NET, NULL, ERR_OK);
	(void)ask(first, REFUND_WAIVED, "W1", ERR_STATE); /* asked for already */
	struct request_key key = rig_key("POST /api/staff/approval/decide");
	struct decide_approval own = { approval, true, rig_text("SELECT HEX(digest) FROM approval WHERE id = %lld", (long long)approval), -1, NULL, 0 };
	assert_int_equal(decide_approval(&rig.ctx, &own, &key), ERR_FORBIDDEN); /* not by whoever asked */
	assert_string_equal(rig_text("SELECT state FROM refund WHERE id = %lld", (long long)first), "OPEN");
	decide(approval, true);
	rig_ok(apply_approval(&rig.ctx, approval)); /* applied twice is once */
	decide(ask(second, REFUND_RETURNED, "V-2026-1", ERR_OK), true);
	(void)ask(second, REFUND_NET, NULL, ERR_STATE);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state ORDER BY id) FROM refund"), "AGREED,RETURNED");
	holds(id);
	rig_at("2027-01-05T08:00:00");
	rig_look();
	assert_int_equal(rig_int("SELECT amount_fen FROM entitlement WHERE period_key = '2027-01'"), 20000);
	assert_int_equal(rig_int("SELECT o.amount_fen FROM pay_order o JOIN entitlement e ON e.id = o.entitlement_id WHERE e.period_key = '2027-01'"), 8500);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state ORDER BY id) FROM refund"), "NETTED,RETURNED");
	assert_int_equal(rig_int("SELECT amount_fen FROM refund_netting"), 11500);
	pay();
	rig_at("2027-02-05T08:00:00");
	rig_look();
	pay();
	assert_int_equal(rig_int("SELECT o.amount_fen FROM pay_order o JOIN entitlement e ON e.id = o.entitlement_id WHERE e.period_key = '2027-02'"), 20000);
	holds(id);
}

/* What is owed is more than the next month: nothing is paid for it, and it goes on. The month it was set off against goes away again. */
static void set_off_whole(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	fake_person(who.idno)->rent_fen = 50000;
	int64_t id = two_months(&who, true);
	fake_person(who.idno)->rent_fen = 10000;
	recheck();
	decide(ask(rig_int("SELECT MIN(id) FROM refund"), REFUND_NET, NULL, ERR_OK), true);
	rig_at("2027-01-05T08:00:00");
	rig_look();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order o JOIN entitlement e ON e.id = o.entitlement_id WHERE e.period_key = '2027-01'"), 0);
	assert_int_equal(rig_int("SELECT netted_fen FROM refund ORDER BY id LIMIT 1"), 10000);
	holds(id);
	say(&fake_person(who.idno)->lease_to, "2026-12-31");
	recheck();
	assert_string_equal(rig_text("SELECT state FROM entitlement WHERE period_key = '2027-01'"), "CANCELLED");
	assert_int_equal(rig_int("SELECT netted_fen FROM refund ORDER BY id LIMIT 1"), 0);
	holds(id);
}

/* Sent and not yet answered: it counts as paid, whatever the bank says in the end. */
static void in_flight(void **state)
{
	struct rig_person who = rig_person();
	const char *projid;
	(void)state;
	mandate(5000000);
	rig_at("2026-11-23T10:00:00");
	rig_hands_free(&who, &projid);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM pay_order"), "IN_FLIGHT");
	int64_t id = rig_case(projid);
	harness_sql(&rig, "UPDATE job SET next_at = 9000000000000 WHERE state = 'READY' AND kind <> 'month_recheck'");
	fake_person(who.idno)->home = true;
	recheck();
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM pay_order"), "IN_FLIGHT");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund r JOIN entitlement e ON e.id = r.entitlement_id WHERE e.state = 'APPROVED' AND r.amount_fen = e.amount_fen"), 1);
	holds(id);
	pay();
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM pay_order"), "PAID");
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 1);
	holds(id);
}

/* Wrong, and then right after all: nobody agreed yet, so nothing is owed. */
static void taken_back(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	fake_person(who.idno)->home = true;
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund WHERE state = 'OPEN'"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'refund_open' AND cleared_at IS NULL"), 2);
	int64_t pending = ask(rig_int("SELECT MIN(id) FROM refund"), REFUND_NET, NULL, ERR_OK);
	fake_person(who.idno)->home = false;
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund WHERE state = 'CANCELLED'"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'refund_open' AND cleared_at IS NULL"), 0);
	decide(pending, true); /* what they agreed on is gone */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund WHERE state = 'CANCELLED'"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE rev = IF(month = '2026-11', 3, 4) AND outcome = 'payable'"), 2);
	holds(id);
}

static void waits_for_budget(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	fake_person(who.idno)->rent_fen = 20000;
	int64_t id = two_months(&who, true);
	harness_sql(&rig, "UPDATE ledger_account SET debits = debits + (SELECT x.left_fen FROM (SELECT credits - debits - 5000 AS left_fen FROM ledger_account WHERE code ="
	                  " 'budget:type2') x) WHERE code = 'budget:type2'");
	fake_person(who.idno)->rent_fen = 31500;
	recheck();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome <> 'waiting'"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'correction_waits' AND cleared_at IS NULL"), 1);
	harness_sql(&rig, "UPDATE ledger_account SET debits = credits - 99960000 WHERE code = 'budget:type2'");
	rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key LIKE '%%/d1' AND amount_fen = 11500"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'correction_waits' AND cleared_at IS NULL"), 0);
	holds(id);
}

static const char *seen(void)
{
	return rig_text("SELECT GROUP_CONCAT(CONCAT(kind, ' ', month, ' ', corrected) ORDER BY id) FROM change_event");
}

/* A home is bought between two runs: the next look finds it, stops what comes, asks for what was too much, and tells him. */
static void home_bought(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	fake_person(who.idno)->home = true;
	say(&fake_person(who.idno)->home_on, "2026-12-10");
	recheck();
	assert_string_equal(seen(), "home_bought 2027-01 0");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'change_seen'"), 1);
	assert_null(strstr(fake_sms_last()->text, "住房信息"));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 0);
	recheck();
	assert_string_equal(seen(), "home_bought 2027-01 0"); /* seen once */
	rig_at("2027-01-05T08:00:00");
	rig_look();
	assert_string_equal(rig_text("SELECT CONCAT(outcome, ' ', codes) FROM month_entry WHERE month = '2027-01'"), "not_payable T2-HOME");
	struct case_event_row *events = NULL;
	size_t n = 0;
	rig_ok(change_timeline(&rig.ctx, id, &events, &n));
	assert_int_equal(n, 1);
	assert_string_equal(events[0].text, "新登记住房，自2027-01起重新核查，已发月份不变");
	holds(id);
}

static void lease_ended_late(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	say(&fake_person(who.idno)->lease_to, "2026-12-15");
	recheck();
	assert_string_equal(seen(), "lease_ended 2026-12 1");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund WHERE month = '2026-12' AND state = 'OPEN'"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template IN ('change_seen', 'month_corrected')"), 1); /* told once, of the months */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'case.change_seen' AND detail = 'lease_ended from 2026-12'") > 0, 1);
	holds(id);
}

static void insurance_stopped(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	snprintf(fake_person(who.idno)->paid_until, sizeof fake_person(who.idno)->paid_until, "2026-12");
	rig_at("2027-01-03T08:00:00");
	recheck();
	assert_string_equal(seen(), "");
	rig_at("2027-02-05T08:00:00");
	rig_look(); /* the run sees it by itself; there was none in January, so the months are judged one by one after it */
	rig_look();
	assert_string_equal(seen(), "insurance_stopped 2027-02 0");
	assert_string_equal(rig_text("SELECT CONCAT(outcome, ' ', codes) FROM month_entry WHERE month = '2027-02'"), "not_payable T2-INSURANCE,T2-FUND");
	assert_string_equal(rig_text("SELECT outcome FROM month_entry WHERE month = '2027-01'"), "payable");
	holds(id);
}

/* Two of a household: what is seen of the spouse is told to the holder, not what it is. */
static void divorced(void **state)
{
	struct rig_person who = rig_person(), spouse = rig_person();
	(void)state;
	rig_at("2026-11-23T10:00:00");
	snprintf(fake_person(who.idno)->spouse, sizeof fake_person(who.idno)->spouse, "%s", spouse.idno);
	snprintf(fake_person(spouse.idno)->spouse, sizeof fake_person(spouse.idno)->spouse, "%s", who.idno);
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .member = &spouse, .account = "" }) });
	rig_pull();
	rig_run();
	rig_is(projid, "approved");
	rig_at("2026-12-01T08:00:00");
	say(&fake_person(who.idno)->ended_on, "2026-11-28");
	say(&fake_person(spouse.idno)->ended_on, "2026-11-28");
	recheck();
	assert_string_equal(seen(), "divorced 2026-12 0,divorced 2026-12 0");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'change_seen'"), 1);
	holds(rig_case(projid));
}

/* The month of his death is the last one: what was paid after it is owed, nothing more is granted, and nobody writes to him. */
static void holder_died(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	int64_t id = two_months(&who, true);
	say(&fake_person(who.idno)->died_on, "2026-11-27");
	size_t told = fake.n_sms;
	recheck();
	assert_string_equal(rig_text("SELECT CONCAT(state, ' ', month_to) FROM qualification"), "ended 2026-11");
	assert_string_equal(rig_text("SELECT CONCAT(kind, ' ', month) FROM change_event"), "died 2026-12");
	assert_string_equal(rig_text("SELECT CONCAT(outcome, ' ', codes, ' ', amount_fen) FROM month_entry WHERE month = '2026-12' AND rev = 3"), "not_payable ENDED 0");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE month = '2026-11'"), 1);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(CONCAT(month, state)) FROM refund"), "2026-12OPEN");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM covered_member WHERE live = 1"), 0);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'holder_died' AND cleared_at IS NULL"), 1);
	assert_int_equal(fake.n_sms, told);
	recheck();
	rig_at("2027-01-05T08:00:00");
	rig_look();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome <> 'waiting'"), 3);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM change_event"), 1);
	holds(id);
}

static void watched(void **state)
{
	struct rig_person who = rig_person();
	int64_t n;
	(void)state;
	int64_t id = two_months(&who, true);
	harness_sql(&rig, "DELETE FROM job WHERE kind = 'month_recheck'; DELETE FROM cursor_mark");
	rig_at("2026-11-25T08:00:00");
	rig_ok(watch_households(&rig.ctx, &n)); /* asked two days ago */
	assert_int_equal(n, 0);
	rig_at("2026-12-20T08:00:00");
	int64_t asked = fake.asked;
	rig_ok(watch_households(&rig.ctx, &n));
	assert_int_equal(n, 1);
	rig_ok(watch_households(&rig.ctx, &n)); /* the end is reached … */
	assert_int_equal(n, 0);
	rig_ok(watch_households(&rig.ctx, &n)); /* … and begun again, but nobody is asked twice within the period */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM job WHERE kind = 'month_recheck'"), 1);
	rig_run();
	assert_true(fake.asked > asked);
	asked = fake.asked;
	rig_ok(watch_households(&rig.ctx, &n));
	rig_ok(watch_households(&rig.ctx, &n));
	rig_run();
	assert_int_equal(fake.asked, asked);
	rig_at("2026-12-27T08:00:00");
	rig_ok(watch_households(&rig.ctx, &n));
	rig_ok(watch_households(&rig.ctx, &n));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM job WHERE kind = 'month_recheck'"), 2);
	holds(id);
}

/* A reviewer asks for it on the case page; twice with one key is once. */
static void asked_by_staff(void **state)
{
	struct rig_person who = rig_person();
	const char *job, *again;
	(void)state;
	int64_t id = two_months(&who, true);
	fake_person(who.idno)->home = true;
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	struct request_key key = rig_key("POST /api/staff/case/recheck");
	const char *number = rig_text("SELECT public_id FROM casefile");
	rig_ok(recheck_case(&rig.ctx, number, &key, "token", &job));
	rig_ok(recheck_case(&rig.ctx, number, &key, "token", &again));
	assert_string_equal(job, again);
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM refund"), 2);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM job WHERE kind = 'month_recheck'"), "DONE");
	holds(id);
}

static int shut(void **state)
{
	clock_start_at(start);
	return rig_close(state);
}

static int each(void **state)
{
	rig_at("2026-11-23T10:00:00");
	if (rig_each(state))
		return -1;
	fake_bank_reset();
	harness_sql(&rig, "DELETE FROM bank_line_in; DELETE FROM bank_file_in; DELETE FROM recon_diff; DELETE FROM recon_day; UPDATE pay_mandate SET revoked_at = 1 WHERE"
	                  " revoked_at IS NULL");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "B4: a home registered since: the month after it is given back, exactly, once", home_two_months_ago, each, NULL, NULL },
		{ "B4: a rent corrected upward is paid back, exactly the difference, once", rent_corrected_upward, each, NULL, NULL },
		{ "B4: the same correction by three at once is one", in_parallel, each, NULL, NULL },
		{ "B4 B8: a source that is not known now changes no month", unknown_changes_nothing, each, NULL, NULL },
		{ "B4: an order that nobody collected is replaced by the smaller one", ready_order_replaced, each, NULL, NULL },
		{ "B4: a refund needs two persons and is set off against the next order", two_persons_and_set_off, each, NULL, NULL },
		{ "B4: set off whole, and owed again when that month goes away", set_off_whole, each, NULL, NULL },
		{ "B4: what is under way is a refund, too", in_flight, each, NULL, NULL },
		{ "B4: found right again before anybody agreed", taken_back, each, NULL, NULL },
		{ "B4: more money waits for the budget and is paid when there is some", waits_for_budget, each, NULL, NULL },
		{ "B4: a reviewer has the months judged again", asked_by_staff, each, NULL, NULL },
		{ "B19: a home bought between two runs stops what comes", home_bought, each, NULL, NULL },
		{ "B19: a lease that had ended takes its month back", lease_ended_late, each, NULL, NULL },
		{ "B19: insurance that stopped is seen by the run", insurance_stopped, each, NULL, NULL },
		{ "B19: a divorce is noted of both and told once", divorced, each, NULL, NULL },
		{ "B19: with the holder's death it ends", holder_died, each, NULL, NULL },
		{ "B19: everybody is asked once in a period, nobody twice", watched, each, NULL, NULL },
	};
	start = clock_now_ms();
	return cmocka_run_group_tests(tests, rig_open, shut);
}
