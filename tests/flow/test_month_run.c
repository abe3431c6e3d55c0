/* 4F-1 the months after the approval: judged by themselves on their day, paid, missed, waited for, and a qualification's end. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "domain/recon/invariant.h"
#include "flow/month_view.h"

#include <stdio.h>
#include <string.h>

static int64_t start;

static void approve(const struct rig_person *who)
{
	const char *projid;
	rig_at("2026-11-23T10:00:00");
	rig_hands_free(who, &projid);
	rig_is(projid, "approved");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry"), 1);
	rig_run_limits(100, 100, 10);
}

static void paid_on_its_day(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	approve(&who);
	rig_at("2026-12-04T23:00:00");
	rig_look();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry"), 1);
	rig_at("2026-12-05T08:00:00");
	rig_look();
	rig_look(); /* nothing is paid twice */
	/* First it waits for the release of its run, then it is granted. */
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(outcome, codes ORDER BY rev) FROM month_entry WHERE month = '2026-12'"), "waitingRUN,payable");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement WHERE period_key = '2026-12'"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 2);
	/* What it saw is newer than the month, and kept: the version before it too. */
	assert_int_equal(rig_int("SELECT ver FROM theme"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM theme_past"), 1);
	assert_int_equal(rig_int("SELECT BIT_COUNT(CAST(CONV(HEX(RIGHT(used, 2)), 16, 10) AS UNSIGNED)) FROM month_used"), 2);
	assert_int_equal(fake.in_tx_calls, 0);
}

static int64_t broken(const char *invariant)
{
	struct finding *f;
	int64_t bad = 0;
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	for (size_t i = 0; i < invariant_n; i++)
		if (strcmp(f[i].invariant, invariant) == 0)
			bad += f[i].bad;
	return bad;
}

/* The bitmap that caps are counted from is the ledger's months, and the audit sees it when it is not. */
static void used_is_audited(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	approve(&who);
	rig_at("2026-12-05T08:00:00");
	rig_look();
	assert_int_equal(broken("I15"), 0);
	harness_sql(&rig, "UPDATE month_used SET used = ''");
	assert_int_equal(broken("I15"), 2);
}

static void missed_and_told(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	approve(&who);
	snprintf(fake_person(who.idno)->lease_to, sizeof fake_person(who.idno)->lease_to, "2026-11-30");
	rig_at("2026-12-05T08:00:00");
	rig_look();
	assert_string_equal(rig_text("SELECT CONCAT(outcome, ' ', codes) FROM month_entry WHERE month = '2026-12'"), "not_payable T2-LEASE");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 1);
	assert_non_null(strstr(fake_sms_last()->text, "2026年12月"));
	assert_null(strstr(fake_sms_last()->text, "租赁")); /* why stands on his page, not in an SMS */
	struct buf page;
	buf_init(&page, rig.ctx.arena, 1024);
	rig_ok(month_view(&rig.ctx, rig_int("SELECT id FROM casefile"), false, &page));
	assert_non_null(strstr(page.p, "{\"counted\":1,\"limit\":72,\"items\":[{\"month\":\"2026-12\",\"outcome\":\"not_payable\",\"amount_fen\":0,"));
	assert_non_null(strstr(page.p, "\"rule\":\"T2-LEASE\""));
	assert_non_null(strstr(page.p, "\"month\":\"2026-11\",\"outcome\":\"payable\""));
}

static void source_down(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	approve(&who);
	fake.down = "lease";
	rig_at("2026-12-05T08:00:00");
	rig_look();
	/* November's answer is there, and says nothing about December. */
	assert_string_equal(rig_text("SELECT outcome FROM month_entry WHERE month = '2026-12' ORDER BY rev DESC LIMIT 1"), "waiting");
	fake.down = NULL;
	rig_run_later();
	assert_string_equal(rig_text("SELECT outcome FROM month_entry WHERE month = '2026-12' ORDER BY rev DESC LIMIT 1"), "payable");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 2);
}

/* A reviewer's yes over a missing record pays the months up to it, not those after it. */
static void override_ends(void **state)
{
	struct rig_person who = rig_person();
	(void)state;
	rig_at("2026-11-23T10:00:00");
	fake_person(who.idno)->home = true;
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "" }) });
	rig_pull();
	rig_run();
	rig_is(projid, "in_review");
	rig_ok(rig_decide(projid, true, NULL, "已核实房屋不在本人名下"));
	rig_at("2026-11-23T10:05:00");
	rig_run_later();
	rig_is(projid, "approved");
	assert_string_equal(rig_text("SELECT outcome FROM month_entry WHERE month = '2026-11'"), "payable");
	rig_at("2026-12-05T08:00:00");
	rig_look();
	assert_string_equal(rig_text("SELECT CONCAT(outcome, ' ', codes) FROM month_entry WHERE month = '2026-12'"), "not_payable T2-HOME");
}

static void reminded_and_ended(void **state)
{
	static const struct { const char *at; int64_t reminders; const char *state; } rows[] = {
		{ "2029-06-30T08:00:00", 0, "live" }, /* 92 days before 2029-10-31 … */
		{ "2029-08-02T08:00:00", 1, "live" }, /* 90 */
		{ "2029-08-03T08:00:00", 1, "live" },
		{ "2029-09-01T08:00:00", 2, "live" }, /* 60 */
		{ "2029-10-01T08:00:00", 3, "live" }, /* 30 */
		{ "2029-10-31T08:00:00", 3, "live" },
		{ "2029-11-01T08:00:00", 3, "ended" },
	};
	struct rig_person who = rig_person();
	(void)state;
	approve(&who);
	assert_string_equal(rig_text("SELECT month_to FROM qualification"), "2029-10");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_at(rows[i].at);
		rig_look();
		ROW_INT(i, rig_int("SELECT COUNT(*) FROM notice WHERE template = 'qualification_ends'"), rows[i].reminders);
		ROW_STR(i, rig_text("SELECT state FROM qualification"), rows[i].state);
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM covered_member WHERE live = 1"), 0); /* he may apply again */
	assert_non_null(strstr(fake_sms_last()->text, "已到期"));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE month > '2029-10'"), 0);
}

static int close(void **state)
{
	clock_start_at(start);
	return rig_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "4F-1 4F-7: the month is judged and paid on its day, once", paid_on_its_day, rig_each, NULL, NULL },
		{ "4F-2 I15: the months used are the ledger's, and audited", used_is_audited, rig_each, NULL, NULL },
		{ "4F-1 4F-3 B7: a month that is not paid is told, without its reason; the page says why", missed_and_told, rig_each, NULL, NULL },
		{ "4F-8 B8: a source that is down makes the month wait, last month's answer does not count", source_down, rig_each, NULL, NULL },
		{ "G2: a person's yes pays up to its month, not after it", override_ends, rig_each, NULL, NULL },
		{ "4A-1: the holder is reminded three times, then the qualification ends", reminded_and_ended, rig_each, NULL, NULL },
	};
	start = clock_now_ms();
	return cmocka_run_group_tests(tests, rig_open, close);
}
