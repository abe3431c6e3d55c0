/* A dispatched case without a hand touching it, and everything that can be wrong with a dispatch. */
#include "tests/flow/case_rig.h"

#include "flow/case_view.h"

#include "base/date.h"
#include "domain/casefile/qualification.h"

static void hands_free(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid;
	rig_hands_free(&who, &projid);
	rig_is(projid, "approved");
	int64_t id = rig_case(projid);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM case_event WHERE case_id = %lld", (long long)id), 4);
	assert_string_equal(rig_text("SELECT due_on FROM casefile WHERE id = %lld", (long long)id), "2026-12-21"); /* 20 working days */
	assert_string_equal(fake_report_last(projid, GOV_ACCEPT)->result, "受理");
	assert_string_equal(fake_report_last(projid, GOV_TRANSACT)->result, "准予");
	assert_string_equal(fake_report_last(projid, GOV_TRANSACT)->document_no, rig_text("SELECT number FROM qualification WHERE case_id = %lld", (long long)id));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM verdict WHERE case_id = %lld AND round = 1", (long long)id), 14);
	assert_string_equal(rig_text("SELECT outcome FROM month_entry"), "payable");
	/* one person, main district, 36 m2 at 30 yuan, rent above it */
	assert_int_equal(rig_int("SELECT amount_fen FROM pay_order WHERE state = 'READY' AND override = 0"), 108000);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM job WHERE kind = 'pay_collect' AND state = 'DONE'"), 1);
	assert_int_equal(fake.n_sms, 2);
	assert_non_null(strstr(fake_sms_last()->text, "已通过"));
	assert_null(strstr(fake_sms_last()->text, who.idno));
	assert_true(rig_int("SELECT COUNT(*) FROM audit WHERE action IN ('case.receive','case.accept','case.verify','case.decide','case.approve')"
	                    " AND object_id = %lld AND person_id IS NOT NULL", (long long)id) >= 5);
	assert_int_equal(fake.asked, 18);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM outside_call WHERE case_id = %lld AND peer = 'data'", (long long)id), 18);
}

static void months_since_acceptance(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	struct rig_dispatch d = { .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "" }), .received_at = "2026-09-10 08:00:00" };
	const char *projid = rig_dispatch(&d);
	rig_pull();
	rig_run();
	rig_is(projid, "approved");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 3);
	assert_string_equal(rig_text("SELECT GROUP_CONCAT(month ORDER BY month) FROM month_entry WHERE outcome = 'payable'"), "2026-09,2026-10,2026-11");
	assert_string_equal(rig_text("SELECT CONCAT(month_from, ' ', month_to) FROM qualification"), "2026-09 2029-08");
}

static void twice_and_out_of_order(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *form = rig_form(&(struct rig_form){ .who = &who, .account = "" });
	struct rig_dispatch d = { .who = &who, .form = form, .projid = "330126112300000777777", .version = 2 };
	rig_dispatch(&d);
	rig_dispatch(&d);
	d.version = 1;
	rig_dispatch(&d);
	rig_pull();
	rig_run();
	d.version = 2;
	d.form = rig_form(&(struct rig_form){ .who = &who, .account = "" });
	rig_dispatch(&d);
	rig_pull();
	rig_run();
	rig_is(d.projid, "approved");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM casefile"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 1);
	assert_int_equal(fake.n_reports, 2);
}

static void void_before_valid(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *form = rig_form(&(struct rig_form){ .who = &who, .account = "" });
	struct rig_dispatch d = { .who = &who, .form = form, .projid = "330126112300000888888", .version = 2, .void_entry = true };
	rig_dispatch(&d);
	d.version = 1;
	d.void_entry = false;
	rig_dispatch(&d);
	rig_pull();
	rig_run();
	rig_is(d.projid, "withdrawn");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM qualification"), 0);
}

static void unreadable_entry(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), nobody = who;
	nobody.idno[0] = 0;
	rig_dispatch(&(struct rig_dispatch){ .who = &nobody, .form = "{}" });
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "" }) });
	rig_pull();
	rig_run();
	rig_is(projid, "approved"); /* the one behind it is not held up */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'gov_entry' AND open_one = 1"), 1);
	assert_string_equal(rig_text("SELECT value FROM cursor_mark"), "2");
}

static void not_accepted(void **state)
{
	(void)state;
	const struct { const char *matter, *form, *text; bool bad_idno; } rows[] = {
		{ "9999", NULL, "该事项不在", false },
		{ NULL, "{\"kind\":\"graduate\"}", "申请表需要更正", false },
		{ NULL, "not json", "申请表无法读取", false },
		{ NULL, NULL, "身份证号码有误", true },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rig_person who = rig_person();
		if (rows[i].bad_idno)
			who.idno[17] = who.idno[17] == '1' ? '2' : '1';
		struct rig_person whole = who;
		const char *form = rows[i].form ? rows[i].form : rig_form(&(struct rig_form){ .who = &whole, .account = "" });
		if (rows[i].bad_idno) { /* income is named by a right number so that only the applicant's is wrong */
			struct rig_person other = rig_person();
			form = rig_form(&(struct rig_form){ .who = &other, .account = "" });
		}
		const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .matter = rows[i].matter, .form = form });
		rig_pull();
		rig_run();
		if (strcmp(rig_state(projid), "not_accepted") != 0)
			fail_msg("row %zu: %s", i, rig_state(projid));
		const char *text = rig_text("SELECT end_text FROM casefile WHERE projid = '%s'", projid);
		if (!strstr(text, rows[i].text))
			fail_msg("row %zu: %s", i, text);
		assert_string_equal(fake_report_last(projid, GOV_ACCEPT)->result, "不予受理");
		assert_non_null(strstr(fake_sms_last()->text, "未受理"));
	}
}

static void a_cancelled_card(void **state)
{
	(void)state;
	static const struct { bool cancelled; const char *down, *conflict, *wanted; } rows[] = {
		{ false, NULL, NULL, "approved" },
		{ true, NULL, NULL, "not_accepted" },
		{ true, "id_card", NULL, "approved" }, /* not known is no reason */
		{ true, NULL, "id_card", "approved" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_each(NULL);
		struct rig_person who = rig_person();
		const char *projid;
		struct buf page;
		fake_person(who.idno)->cancelled = rows[i].cancelled;
		fake.down = rows[i].down;
		fake.conflict = rows[i].conflict;
		rig_hands_free(&who, &projid);
		ROW_STR(i, rig_state(projid), rows[i].wanted);
		buf_init(&page, rig.ctx.arena, 8192);
		rig_ok(case_view_facts(&rig.ctx, rig_case(projid), &page));
		if (!rows[i].down && !rows[i].conflict)
			ROW_TRUE(i, strstr(page.p, rows[i].cancelled ? "{\"label\":\"状态\",\"value\":\"已注销\"}" : "{\"label\":\"状态\",\"value\":\"有效\"}") != NULL);
		if (strcmp(rows[i].wanted, "not_accepted") != 0)
			continue;
		assert_non_null(strstr(rig_text("SELECT end_text FROM casefile"), "身份证件已注销"));
		assert_string_equal(fake_report_last(projid, GOV_ACCEPT)->result, "不予受理");
		assert_non_null(strstr(fake_report_last(projid, GOV_ACCEPT)->text, "身份证件已注销"));
		assert_non_null(strstr(fake_sms_last()->text, "未受理"));
		assert_int_equal(rig_int("SELECT COUNT(*) FROM source_record WHERE source = 'id_card' AND state = 'ok'"), 1); /* what it was decided by */
		assert_int_equal(fake.asked, 1);                                                                              /* and nothing else was asked */
	}
}

static void one_of_a_household(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	const char *first, *text;
	snprintf(fake_person(a.idno)->spouse, 24, "%s", b.idno);
	snprintf(fake_person(b.idno)->spouse, 24, "%s", a.idno);
	const char *form = rig_form(&(struct rig_form){ .who = &a, .member = &b, .account = "" });
	first = rig_dispatch(&(struct rig_dispatch){ .who = &a, .form = form });
	rig_pull();
	rig_run();
	rig_is(first, "approved");
	const char *number = rig_text("SELECT number FROM qualification");
	char kept[40];
	snprintf(kept, sizeof kept, "%s", number);
	const char *second;
	rig_hands_free(&b, &second);
	rig_is(second, "not_accepted");
	text = rig_text("SELECT end_text FROM casefile WHERE projid = '%s'", second);
	assert_non_null(strstr(text, kept)); /* names the first */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM qualification"), 1);
}

static void one_running(void **state)
{
	(void)state;
	struct rig_person a = rig_person();
	const char *first, *second;
	fake_person(a.idno)->home = true;
	rig_hands_free(&a, &first);
	rig_is(first, "in_review");
	rig_hands_free(&a, &second);
	rig_is(second, "not_accepted");
	assert_non_null(strstr(rig_text("SELECT end_text FROM casefile WHERE projid = '%s'", second), first));
}

static void spouse_is_held(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	const char *first, *second;
	snprintf(fake_person(a.idno)->spouse, 24, "%s", b.idno);
	rig_hands_free(&a, &first); /* the spouse is not chosen */
	rig_is(first, "approved");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM covered_member WHERE covered = 0 AND relation = 'spouse' AND live = 1"), 1);
	rig_hands_free(&b, &second);
	rig_is(second, "not_accepted");
}

static void register_repeats_itself(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	const char *projid;
	snprintf(fake_person(a.idno)->spouse, 24, "%s", b.idno);
	fake_person(a.idno)->married_twice = true;
	rig_hands_free(&a, &projid);
	rig_is(projid, "approved"); /* not refused as if another household had been there first */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM covered_member"), 2);
}

/* 72 months that this person was paid before. */
static void used_up(const struct rig_person *who)
{
	int64_t id = rig_person_id(who);
	for (int i = 0; i < 72; i++) {
		struct month_row row = { .person_id = id, .qualification_id = DB_NULL, .entitlement_id = DB_NULL, .amount_fen = 100, .persons = 1,
			                 .cap_group = "type2", .outcome = "payable", .codes = "", .checks = "",
			                 .month = arena_printf(rig.ctx.arena, "%d-%02d", 2015 + i / 12, 1 + i % 12) };
		assert_int_equal(month_put(&rig.ctx, &row), ERR_OK);
	}
}

static void spouse_used_the_cap(void **state)
{
	(void)state;
	static const struct { const char *label; bool other_named, lease_late; } rows[] = {
		{ "not chosen", false, false },
		{ "another one named as the spouse", true, false },
		{ "not chosen, the month settled later", false, true },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_each(NULL);
		struct rig_person a = rig_person(), b = rig_person(), c = rig_person();
		struct rig_form form = { .who = &a, .account = "", .member = rows[i].other_named ? &c : NULL };
		snprintf(fake_person(a.idno)->spouse, 24, "%s", b.idno);
		used_up(&b);
		fake.down = rows[i].lease_late ? "lease" : NULL;
		const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &a, .form = rig_form(&form) });
		rig_pull();
		rig_run();
		fake.down = NULL;
		if (rows[i].lease_late)
			rig_run_later();
		if (rows[i].other_named) { /* no register knows her: a reviewer does */
			rig_is(projid, "in_review");
			rig_ok(rig_decide(projid, true, NULL, "结婚证已核对"));
			rig_run_later();
		}
		rig_is(projid, "approved");
		const char *outcome = rig_text("SELECT outcome FROM month_entry WHERE month = '2026-11' ORDER BY rev DESC LIMIT 1");
		if (strcmp(outcome, "cap_reached") != 0 || rig_int("SELECT COUNT(*) FROM pay_order") != 0)
			fail_msg("row %zu (%s): %s", i, rows[i].label, outcome);
	}
}

static void no_account(void **state)
{
	(void)state;
	const struct { const char *account, *holder; } rows[] = { { NULL, NULL }, { "", "别人甲" }, { "6222020200000000", NULL } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rig_person who = rig_person();
		struct case_moved moved;
		const char *form = rig_form(&(struct rig_form){ .who = &who, .account = rows[i].account, .holder = rows[i].holder });
		const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = form });
		rig_pull();
		rig_run();
		if (strcmp(rig_state(projid), "supplement") != 0)
			fail_msg("row %zu: %s", i, rig_state(projid));
		assert_string_equal(fake_report_last(projid, GOV_ACCEPT)->result, "补正");
		rig_as(ACTOR_APPLICANT, rig_person_id(&who));
		struct hand_in_supplement in = { .case_id = rig_public(projid), .account = who.account, .holder = "别人乙", .bank = "测试银行",
			                         .key = rig_key("POST /api/case/supplement") };
		assert_int_equal(hand_in_supplement(&rig.ctx, &in, &moved), ERR_INVALID);
		assert_string_equal(rig.ctx.err.fields[0].pointer, "/payee/holder");
		err_clear(&rig.ctx.err);
		in.holder = who.name;
		in.key = rig_key("POST /api/case/supplement");
		rig_ok(hand_in_supplement(&rig.ctx, &in, &moved));
		rig_run();
		if (strcmp(rig_state(projid), "approved") != 0)
			fail_msg("row %zu: %s", i, rig_state(projid));
		assert_string_equal(fake_report_last(projid, GOV_ACCEPT)->result, "受理");
	}
}

static void supplement_by_platform(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	struct rig_dispatch d = { .who = &who, .projid = "330126112300000999999", .form = rig_form(&(struct rig_form){ .who = &who }) };
	rig_dispatch(&d);
	rig_pull();
	rig_run();
	rig_is(d.projid, "supplement");
	d.version = 2;
	d.form = rig_form(&(struct rig_form){ .who = &who, .account = "" });
	rig_dispatch(&d);
	rig_pull();
	rig_run();
	rig_is(d.projid, "approved");
}

static void supplement_over(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who }) });
	rig_pull();
	rig_run();
	rig_run_later(); /* not yet: the day has not passed */
	rig_is(projid, "supplement");
	harness_sql(&rig, "UPDATE supplement SET due_on = '2026-11-01'");
	rig_ok(supplement_due(&rig.ctx, rig_case(projid)));
	rig_is(projid, "in_review");
}

static void materials(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	static const struct gov_attr attrs[] = {
		{ .unid = "u-pdf-1", .material = "diploma", .title = "毕业证书", .filename = "a.pdf", .handed_in = true, .size = 100 },
		{ .unid = "u-svg-1", .material = "contract", .title = "合同", .filename = "b.jpg", .handed_in = true, .size = 50 },
		{ .unid = "u-none", .material = "lease", .title = "租赁", .filename = "c.pdf", .handed_in = false },
	};
	struct rig_dispatch d = { .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "" }), .attrs = attrs, .n_attrs = 3 };
	rig_dispatch(&d);
	rig_pull();
	rig_run();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM file WHERE fetched = 1 AND removed_at IS NULL AND material = 'diploma' AND size > 0"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM file WHERE removed_at IS NOT NULL"), 1); /* an SVG called .jpg */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'bad_material'"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM file"), 2);
}

static void platform_down(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "" }) });
	rig_pull();
	fake.gov_down = true;
	rig_run();
	rig_is(projid, "approved"); /* what people wait for does not wait for reports */
	assert_int_equal(fake.n_reports, 0);
	fake.gov_down = false;
	for (int i = 0; i < 5 && fake.n_reports < 2; i++)
		rig_run_later();
	assert_int_equal(fake.n_reports, 2);
	assert_int_equal(fake.reports[0].stage, GOV_ACCEPT); /* in their order */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM gov_report WHERE sync_status = 'S'"), 2);
}

static void sms_in_doubt(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid;
	fake.sms_unclear = true; /* sent, but the answer is cut */
	rig_hands_free(&who, &projid);
	fake.sms_unclear = false;
	for (int i = 0; i < 4; i++)
		rig_run_later();
	assert_int_equal(fake.n_sms, 2); /* asked, not sent again */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM notice WHERE state = 'SENT'"), 2);
	struct rig_person other = rig_person();
	fake.sms_lost = true; /* never arrived */
	rig_hands_free(&other, &projid);
	assert_int_equal(fake.n_sms, 2);
	fake.sms_lost = false;
	for (int i = 0; i < 4; i++)
		rig_run_later();
	assert_int_equal(fake.n_sms, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "G1 4B-1 4B-2 4C-1 4C-2 4C-7 4C-9: dispatched, accepted, checked, completed, granted, nobody touched it", hands_free, rig_each, NULL, NULL },
		{ "4C-8 4F-4: months from acceptance to now at once", months_since_acceptance, rig_each, NULL, NULL },
		{ "4B-1: the same case twice and out of order is one case", twice_and_out_of_order, rig_each, NULL, NULL },
		{ "4B-1: a void entry before its valid one", void_before_valid, rig_each, NULL, NULL },
		{ "4B-5: an entry that cannot be read holds up nobody", unreadable_entry, rig_each, NULL, NULL },
		{ "4C-1: not accepted, with the reason", not_accepted, rig_each, NULL, NULL },
		{ "4A-3 4C-1: a cancelled identity card is not accepted, one that is not known is", a_cancelled_card, rig_each, NULL, NULL },
		{ "4C-1: one live qualification a household, the first is named", one_of_a_household, rig_each, NULL, NULL },
		{ "4C-1: one running case, the first is named", one_running, rig_each, NULL, NULL },
		{ "4C-12: a spouse who was not chosen is held too", spouse_is_held, rig_each, NULL, NULL },
		{ "4C-1: a marriage that the register gives twice is one spouse", register_repeats_itself, rig_each, NULL, NULL },
		{ "4F-2: the cap counts the spouse of the register, chosen or not, also when a month is settled later", spouse_used_the_cap, rig_each, NULL, NULL },
		{ "4C-1 4C-5 1.8: account missing, another's, or wrong: supplement, never refusal", no_account, rig_each, NULL, NULL },
		{ "4C-5: the platform hands the supplement in", supplement_by_platform, rig_each, NULL, NULL },
		{ "4C-5: supplement not handed in goes to a person", supplement_over, rig_each, NULL, NULL },
		{ "4C-4: received materials are read in", materials, rig_each, NULL, NULL },
		{ "4B-2: reports wait for the platform, in their order", platform_down, rig_each, NULL, NULL },
		{ "G2: an SMS in doubt is asked about, not sent twice", sms_in_doubt, rig_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
