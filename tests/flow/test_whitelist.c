/* 2.9(4) the talent white list: a whole list, agreed on by another person, decides about classes; B19 whom it drops is judged again. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "flow/pay_flow.h"
#include "flow/pay_run.h"
#include "flow/run_flow.h"
#include "flow/whitelist_flow.h"
#include "store/files.h"

#include <stdio.h>
#include <string.h>

#define HEADS "姓名,证件号码,人才类别,认定日期,有效期起,有效期止,发证机关,文号\n"
#define QUARTER_FEN 250000 /* a month of class E from 2022-04 on */

static int64_t start;
static char sheet[4000];
static int64_t payment_limit; /* fen; 1: orders stay READY */

static void begin_sheet(void)
{
	snprintf(sheet, sizeof sheet, "%s", HEADS);
}

static void add(const struct rig_person *who, const char *class, const char *from, const char *to)
{
	size_t n = strlen(sheet);
	snprintf(sheet + n, sizeof sheet - n, "%s,%s,%s,2024-01-01,%s,%s,某区人才办,某字1号\n", who->name, who->idno, class, from, to);
}

static enum err_code put(const char *as_of)
{
	struct whitelist list;
	harness_next(&rig);
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	enum err_code code = whitelist_import(&rig.ctx, as_of, &(struct blob){ (const uint8_t *)sheet, strlen(sheet) }, &list);
	rig_as(ACTOR_SYSTEM, 0);
	return code;
}

static enum err_code import(const char *as_of)
{
	enum err_code code = put(as_of);
	if (!code)
		rig_run();
	return code;
}

static void import_agreed(const char *as_of)
{
	rig_ok(import(as_of));
	rig_agree(true, -1);
}

static const char *lists(void)
{
	return rig_text("SELECT GROUP_CONCAT(state, ' ', as_of, ' ', loaded, '/', total, ' +', added_n, ' -', gone_n, ' ~', changed_n, why ORDER BY id SEPARATOR ', ') FROM whitelist");
}

static void in_force(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person(), c = rig_person();
	struct whitelist_entry *entries;
	struct whitelist_change *changes;
	struct whitelist_page page;
	int64_t next;
	size_t n;
	rig_at("2026-11-23T10:00:00");
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	add(&a, "D", "2025-01-01", "2026-12-31");
	add(&b, "F1", "2024-01-01", "");
	rig_ok(import("2026-11-20"));
	assert_string_equal(lists(), "waiting 2026-11-20 3/3 +2 -0 ~0");
	/* Who brought it cannot agree to it. */
	struct request_key key = rig_key("POST /api/staff/approval/decide");
	struct decide_approval in = { rig_int("SELECT MAX(id) FROM approval"), true, rig_text("SELECT HEX(digest) FROM approval ORDER BY id DESC LIMIT 1"), -1, NULL, 0 };
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	assert_int_equal(decide_approval(&rig.ctx, &in, &key), ERR_FORBIDDEN);
	rig_agree(true, -1);
	assert_string_equal(lists(), "active 2026-11-20 3/3 +2 -0 ~0");
	/* The next one: a keeps one class, b is gone, c is new. */
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	add(&c, "A", "2026-01-01", "");
	import_agreed("2026-11-22");
	assert_string_equal(lists(), "replaced 2026-11-20 3/3 +2 -0 ~0, active 2026-11-22 2/2 +1 -1 ~1");
	rig_as(ACTOR_STAFF, RIG_CHECKER);
	const char *newest = rig_text("SELECT public_id FROM whitelist ORDER BY id DESC LIMIT 1");
	rig_ok(whitelist_differences(&rig.ctx, newest, "gone", 0, &changes, &n, &next));
	assert_int_equal(n, 1);
	assert_null(changes[0].after);
	assert_string_equal(changes[0].before, "F1类 2024-01-01起");
	assert_null(strstr(changes[0].idno, b.idno));
	rig_ok(whitelist_differences(&rig.ctx, newest, NULL, 0, &changes, &n, &next));
	assert_int_equal(n, 3);
	assert_int_equal(next, 0);
	/* History by number, newest list first. */
	rig_ok(whitelist_look(&rig.ctx, a.idno, &entries, &n));
	assert_int_equal(n, 3);
	assert_string_equal(entries[0].state, "active");
	assert_string_equal(entries[1].class, "D");
	assert_string_equal(entries[1].valid_to, "2026-12-31");
	rig_ok(whitelist_look(&rig.ctx, rig_person().idno, &entries, &n));
	assert_int_equal(n, 0);
	assert_int_equal(whitelist_look(&rig.ctx, "12345", &entries, &n), ERR_INVALID);
	rig_ok(whitelist_view(&rig.ctx, &page));
	assert_int_equal(page.days_left, 99);
	assert_int_equal(page.n, 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action IN ('whitelist.import', 'whitelist.activate') AND detail LIKE '%%%s%%'", a.idno), 0);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM audit WHERE action = 'whitelist.activate'"), 2);
}

static void not_taken(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	rig_at("2026-11-23T10:00:00");
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	assert_int_equal(import(NULL), ERR_INVALID);
	assert_int_equal(import("2026-11-24"), ERR_INVALID);
	assert_int_equal(import("2026-08-14"), ERR_INVALID); /* 101 days */
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/as_of");
	rig_ok(import("2026-08-15"));
	assert_int_equal(import("2026-11-20"), ERR_STATE); /* one waits */
	rig_agree(false, -1);
	assert_string_equal(lists(), "refused 2026-08-15 1/1 +1 -0 ~0已核对");
	import_agreed("2026-11-20");
	assert_int_equal(import("2026-11-20"), ERR_STATE); /* the same again */
	assert_int_equal(import("2026-11-19"), ERR_INVALID);
	add(&b, "Z", "2024-01-01", "");
	assert_int_equal(import("2026-11-21"), ERR_INVALID);
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/rows/3/人才类别");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM whitelist_entry"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM job WHERE kind = 'whitelist_load' AND state <> 'DONE'"), 0);
	/* Nobody looked at it for a week: it makes room. */
	begin_sheet();
	add(&b, "E", "2024-01-01", "");
	rig_ok(import("2026-11-21"));
	rig_at("2026-11-30T11:00:00");
	rig_ok(import("2026-11-30"));
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state ORDER BY id) FROM whitelist"), "refused,active,refused,waiting");
}

/* The list has a known number under another name: nothing of it counts, and the row is named. */
static void other_name(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	rig_at("2026-11-23T10:00:00");
	(void)rig_person_id(&b);
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	snprintf(b.name, sizeof b.name, "别人");
	add(&b, "E", "2024-01-01", "");
	rig_ok(import("2026-11-20"));
	assert_string_equal(lists(), "refused 2026-11-20 0/2 +0 -0 ~0第3行的姓名与系统中该证件号码的姓名不一致，请核对后重新导入");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM whitelist WHERE approval_id IS NOT NULL"), 0);
}

/* A name that was mistyped in a list which nobody wanted: the list with the right one is taken, and nobody but lists knows the other. */
static void name_corrected(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), typo = a;
	rig_at("2026-11-23T10:00:00");
	snprintf(typo.name, sizeof typo.name, "误写");
	begin_sheet();
	add(&typo, "E", "2024-01-01", "");
	rig_ok(import("2026-11-20"));
	rig_agree(false, -1);
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	import_agreed("2026-11-20");
	assert_string_equal(lists(), "refused 2026-11-20 1/1 +1 -0 ~0已核对, active 2026-11-20 1/1 +1 -0 ~0");
	(void)rig_person_id(&a); /* he signs on */
	begin_sheet();
	add(&typo, "E", "2024-01-01", "");
	rig_ok(import("2026-11-21"));
	assert_string_equal(rig_text("SELECT state FROM whitelist ORDER BY id DESC LIMIT 1"), "refused");
}

/* Its file is gone before it was read: after some tries it makes room. */
static void file_lost(void **state)
{
	(void)state;
	struct rig_person a = rig_person();
	rig_at("2026-11-23T10:00:00");
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	rig_ok(put("2026-11-20"));
	files_drop(&rig.ctx, rig_text("SELECT public_id FROM whitelist"));
	rig_run();
	assert_string_equal(lists(), "loading 2026-11-20 0/1 +0 -0 ~0");
	assert_int_equal(import("2026-11-20"), ERR_STATE);
	for (int i = 0; i < 8; i++)
		rig_run_later();
	assert_string_equal(lists(), "refused 2026-11-20 0/1 +0 -0 ~0名单没有读入成功，请重新导入");
	assert_string_equal(rig_text("SELECT state FROM job WHERE kind = 'whitelist_load'"), "DONE");
	rig_ok(import("2026-11-20"));
	assert_string_equal(rig_text("SELECT state FROM whitelist ORDER BY id DESC LIMIT 1"), "waiting");
}

static const char *quarter(void)
{
	return rig_text("SELECT GROUP_CONCAT(e.month, ' ', e.outcome, e.codes, ' ', e.amount_fen ORDER BY e.month SEPARATOR ', ') FROM month_entry e WHERE NOT EXISTS"
	                " (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.month = e.month AND x.rev > e.rev)");
}

/* A talent of class E whose quarter is judged, and paid when he is on the list. */
static void run_quarter(const struct rig_person *who, const char *listed_to)
{
	const char *projid, *number;
	rig_at("2026-11-23T10:00:00");
	rig_hands_free(who, &projid);
	rig_is(projid, "approved");
	rig_rental("2026-10");
	rig_at("2027-01-05T08:00:00");
	if (listed_to) {
		begin_sheet();
		add(who, "E", "2024-01-01", listed_to);
		import_agreed("2027-01-04");
	}
	rig_run_limits_of("rental", payment_limit, 0, 0, 3);
	struct request_key key = rig_key("POST /api/staff/run/start");
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(start_run(&rig.ctx, "rental", "2026-10", &key, &number));
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
}

/* The quarterly run reads the list by itself; whose validity ends in the middle is paid up to there. */
static void quarter_by_list(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	run_quarter(&who, "2026-11-30");
	assert_string_equal(quarter(), "2026-10 payable 250000, 2026-11 payable 250000, 2026-12 not_payableTR-WHITELIST 0");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(period_key, ' ', amount_fen) FROM entitlement"), "2026Q4 500000");
	rig_books_hold();
}

/* Without a list that may still be used nobody is refused: the quarter waits, and goes on when a list is there (B8). */
static void waits_for_a_list(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	run_quarter(&who, NULL);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(DISTINCT outcome) FROM month_entry"), "waiting");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement"), 0);
	begin_sheet();
	add(&who, "E", "2024-01-01", "");
	import_agreed("2027-01-04");
	for (int i = 0; i < 4; i++) {
		rig_look();
		rig_run_later();
	}
	assert_int_equal(rig_int("SELECT COALESCE(SUM(amount_fen), 0) FROM entitlement"), 3 * QUARTER_FEN);
	rig_books_hold();
}

/* B19: the next list ends his class in November. December was paid: it is judged again at once, by that list, and exactly its share is owed back. */
static void class_revoked(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	run_quarter(&who, "");
	assert_int_equal(rig_int("SELECT amount_fen FROM entitlement WHERE period_key = '2026Q4'"), 3 * QUARTER_FEN);
	for (int i = 0; i < 6; i++)
		rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order WHERE state = 'PAID'"), 1);
	rig_at("2027-01-20T08:00:00");
	begin_sheet();
	add(&who, "E", "2024-01-01", "2026-11-30");
	import_agreed("2027-01-19");
	assert_string_equal(quarter(), "2026-10 payable 250000, 2026-11 payable 250000, 2026-12 not_payableTR-WHITELIST 0");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(kind, ' ', month, ' ', corrected) FROM change_event"), "class_revoked 2026-12 1");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(month, ' ', amount_fen, ' ', state) FROM refund"), "2026-12 250000 OPEN");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE template = 'month_corrected'"), 1);
	rig_books_hold();
	/* It was a mistake: the list after it has him again, and nothing is owed any more. */
	rig_at("2027-01-25T08:00:00");
	begin_sheet();
	add(&who, "E", "2024-01-01", "");
	import_agreed("2027-01-24");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM refund"), "CANCELLED");
	assert_string_equal(quarter(), "2026-10 payable 250000, 2026-11 payable 250000, 2026-12 payable 250000");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM entitlement"), 1);
	rig_books_hold();
}

/* Off the list altogether, and back with a better class: the difference of each month is paid after it. */
static void class_changed(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), other = rig_person();
	rig_at("2026-11-23T10:00:00");
	run_quarter(&who, "");
	for (int i = 0; i < 6; i++)
		rig_run_later();
	rig_at("2027-01-20T08:00:00");
	begin_sheet();
	add(&other, "E", "2024-01-01", "");
	add(&who, "F1", "2024-01-01", "");
	import_agreed("2027-01-19");
	assert_string_equal(quarter(), "2026-10 payable 150000, 2026-11 payable 150000, 2026-12 payable 150000");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(month, ' ', amount_fen, ' ', state ORDER BY month) FROM refund"),
	                    "2026-10 100000 OPEN,2026-11 100000 OPEN,2026-12 100000 OPEN");
	assert_string_equal(rig_text("SELECT kind FROM change_event"), "class_changed");
	rig_books_hold();
}

/* The runner comes to a list only when the next one has replaced it: whom it dropped is found all the same. */
static void replaced_before_spread(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), other = rig_person();
	run_quarter(&who, "");
	rig_at("2027-01-20T08:00:00");
	begin_sheet();
	add(&other, "E", "2024-01-01", "");
	rig_ok(import("2027-01-19"));
	struct request_key key = rig_key("POST /api/staff/approval/decide");
	struct decide_approval in = { rig_int("SELECT MAX(id) FROM approval"), true, rig_text("SELECT HEX(digest) FROM approval ORDER BY id DESC LIMIT 1"), -1, NULL, 0 };
	rig_as(ACTOR_STAFF, RIG_CHECKER);
	rig_ok(decide_approval(&rig.ctx, &in, &key));
	rig_as(ACTOR_SYSTEM, 0);
	rig_ok(apply_approval(&rig.ctx, in.id));
	harness_sql(&rig, "UPDATE job SET next_at = 9000000000000 WHERE kind = 'whitelist_spread' AND state = 'READY'");
	begin_sheet();
	add(&other, "D", "2024-01-01", "");
	import_agreed("2027-01-20");
	rig_run_later();
	assert_string_equal(quarter(), "2026-10 not_payableTR-WHITELIST 0, 2026-11 not_payableTR-WHITELIST 0, 2026-12 not_payableTR-WHITELIST 0");
	rig_books_hold();
}

static void settle(int64_t refund, enum refund_how how)
{
	struct request_key key = rig_key("POST /api/staff/refund");
	struct settle_refund in = { refund, how, how == REFUND_NET ? NULL : "V-2027-1", NULL };
	struct pay_asked asked;
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(settle_refund(&rig.ctx, &in, &key, &asked));
	rig_agree(true, -1);
}

/* A list of the day whose months are of this class, from October on, and of that one or none (NULL) in December. */
static void list_of(const struct rig_person *who, const char *day, const char *october, const char *november, const char *december)
{
	struct rig_person other = rig_person();
	rig_at(arena_printf(rig.ctx.arena, "%sT08:00:00", day));
	begin_sheet();
	add(&other, "E", "2024-01-01", "");
	add(who, october, "2024-01-01", "2026-10-31");
	add(who, november, "2026-11-01", "2026-11-30");
	if (december)
		add(who, december, "2026-12-01", "");
	import_agreed(day);
}

static void pay(void)
{
	for (int i = 0; i < 6; i++)
		rig_run_later();
}

/* He was let keep December, and December was right after all: he has it already. A better class later pays only what is more than that. */
static void waived_and_right(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	run_quarter(&who, "");
	pay();
	list_of(&who, "2027-01-20", "E", "E", "F1");
	settle(rig_int("SELECT MAX(id) FROM refund"), REFUND_WAIVED);
	list_of(&who, "2027-01-21", "E", "E", "E");
	pay();
	assert_string_equal(quarter(), "2026-10 payable 250000, 2026-11 payable 250000, 2026-12 payable 250000");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM refund"), "WAIVED");
	assert_int_equal(rig_int("SELECT SUM(amount_fen) FROM pay_order"), 3 * QUARTER_FEN);
	rig_books_hold();
	/* Gone for good: what he was let keep stays his, the rest is owed. */
	list_of(&who, "2027-01-22", "E", "E", NULL);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(month, ' ', amount_fen, ' ', state ORDER BY id) FROM refund"), "2026-12 100000 WAIVED,2026-12 150000 OPEN");
	rig_books_hold();
}

/* December's refund: 100 000 fen were set off against October, the rest came back in cash. Then October goes: its 100 000 are owed again. */
static void set_off_and_returned(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	run_quarter(&who, "");
	pay();
	list_of(&who, "2027-01-20", "F1", "E", "E");
	settle(rig_int("SELECT MAX(id) FROM refund"), REFUND_RETURNED);
	list_of(&who, "2027-01-21", "F1", "E", NULL);
	int64_t december = rig_int("SELECT MAX(id) FROM refund");
	settle(december, REFUND_NET);
	list_of(&who, "2027-01-22", "E", "E", NULL);
	assert_int_equal(rig_int("SELECT netted_fen FROM refund WHERE id = %lld", (long long)december), 100000);
	settle(december, REFUND_RETURNED);
	rig_books_hold();
	list_of(&who, "2027-01-23", "F1", "E", NULL);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(month, ' ', amount_fen, ' ', netted_fen, ' ', state ORDER BY id) FROM refund"),
	                    "2026-10 100000 0 RETURNED,2026-12 250000 100000 RETURNED,2026-10 100000 0 OPEN");
	rig_books_hold();
}

/* Nothing has left yet when his class goes for all of the quarter: the order is taken back whole, and made anew when the class comes back. */
static void order_taken_back(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	payment_limit = 1;
	run_quarter(&who, "");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state, ' ', amount_fen) FROM pay_order"), "READY 750000");
	list_of(&who, "2027-01-20", "E", "E", NULL);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(month, ' ', state) FROM refund"), "2026-12 OPEN");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM pay_order"), "READY"); /* it pays two other months */
	rig_at("2027-01-21T08:00:00");
	begin_sheet();
	struct rig_person other = rig_person();
	add(&other, "E", "2024-01-01", "");
	import_agreed("2027-01-21");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(DISTINCT state) FROM refund"), "CANCELLED");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state) FROM pay_order"), "CLOSED");
	rig_books_hold();
	list_of(&who, "2027-01-22", "E", "E", "E");
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(state, ' ', amount_fen ORDER BY id) FROM pay_order WHERE state <> 'CLOSED'"), "READY 250000,READY 250000,READY 250000");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry m JOIN entitlement e ON e.id = m.entitlement_id WHERE e.state = 'CANCELLED' AND NOT EXISTS"
	                         " (SELECT 1 FROM month_entry x WHERE x.person_id = m.person_id AND x.month = m.month AND x.rev > m.rev)"), 0);
	rig_books_hold();
}

/* Somebody wrote a talent's number under another name into his form: that keeps no list out. */
static void name_of_a_form(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), applicant = rig_person(), false_name = a;
	rig_at("2026-11-23T10:00:00");
	snprintf(false_name.name, sizeof false_name.name, "冒名");
	(void)rig_dispatch(&(struct rig_dispatch){ .who = &applicant, .form = rig_form(&(struct rig_form){ .who = &applicant, .member = &false_name, .relation = "parent", .account = "" }) });
	rig_pull();
	rig_run();
	begin_sheet();
	add(&a, "E", "2024-01-01", "");
	import_agreed("2026-11-20");
	assert_string_equal(rig_text("SELECT state FROM whitelist ORDER BY id DESC LIMIT 1"), "active");
}

/* Batches are numbered from the start again: the bank forgets those of the test before. */
static int each(void **state)
{
	rig_at("2026-11-23T10:00:00");
	payment_limit = 1000000;
	if (rig_each(state))
		return -1;
	fake_bank_reset();
	harness_sql(&rig, "DELETE FROM bank_line_in; DELETE FROM bank_file_in; DELETE FROM recon_diff; DELETE FROM recon_day");
	return 0;
}

static int close(void **state)
{
	clock_start_at(start);
	return rig_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "2.9(4): a list is loaded, agreed on by another, compared and in force", in_force, each, NULL, NULL },
		{ "2.9(4): lists that are not taken", not_taken, each, NULL, NULL },
		{ "2.9(4): a number under another name refuses the list", other_name, each, NULL, NULL },
		{ "2.9(4): a name that only a list gave is corrected by the next one", name_corrected, each, NULL, NULL },
		{ "2.9(4): a list that cannot be read makes room", file_lost, each, NULL, NULL },
		{ "2.9(4): the quarterly run reads the list by itself", quarter_by_list, each, NULL, NULL },
		{ "2.9(4) B8: without a list the quarter waits", waits_for_a_list, each, NULL, NULL },
		{ "2.9(4) B19 B4: a class revoked is judged again, and given back when it was a mistake", class_revoked, each, NULL, NULL },
		{ "2.9(4) B19 B4: another class changes each month by its difference", class_changed, each, NULL, NULL },
		{ "2.9(4) B19: a list replaced before its turn came", replaced_before_spread, each, NULL, NULL },
		{ "2.9(4): a name that only somebody's form gave keeps no list out", name_of_a_form, each, NULL, NULL },
		{ "2.9(4) B4: an order that has not left is taken back whole", order_taken_back, each, NULL, NULL },
		{ "B4: what was waived is not paid again when it was right", waived_and_right, each, NULL, NULL },
		{ "B4: what was set off against a right that goes, the rest returned", set_off_and_returned, each, NULL, NULL },
	};
	start = clock_now_ms();
	return cmocka_run_group_tests(tests, rig_open, close);
}
