/* Where a person looks: failed and waiting cases, yes, no, undo, re-application; a household's key; withdrawals. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "domain/casefile/draft.h"
#include "flow/case_letter.h"

static void failed(struct rig_person *who, const char **projid)
{
	*who = rig_person();
	fake_person(who->idno)->no_insurance = true;
	rig_hands_free(who, projid);
	rig_is(*projid, "in_review");
}

static void no_and_again(void **state)
{
	(void)state;
	struct rig_person who;
	const char *projid;
	struct reapplied again;
	struct case_moved moved;
	struct draft draft;
	failed(&who, &projid);
	assert_int_equal(rig_decide(projid, false, NULL, ""), ERR_INVALID);
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/reasons");
	err_clear(&rig.ctx.err);
	assert_int_equal(rig_decide(projid, false, "NO-SUCH", ""), ERR_INVALID);
	err_clear(&rig.ctx.err);
	rig_ok(rig_decide(projid, false, "T2-INSURANCE,T2-FUND", ""));
	rig_is(projid, "decided");
	rig_run();
	rig_is(projid, "decided"); /* half a minute to take it back */
	rig_run_later();
	rig_is(projid, "refused");
	assert_non_null(strstr(fake_sms_last()->text, "社保：请带缴纳证明"));
	assert_non_null(strstr(fake_sms_last()->text, "公积金：请带缴存证明"));
	assert_string_equal(fake_report_last(projid, GOV_TRANSACT)->result, "不予");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 0);

	int64_t person = rig_person_id(&who);
	rig_as(ACTOR_APPLICANT, person);
	struct request_key key = rig_key("POST /api/case/reapply");
	rig_ok(reapply_case(&rig.ctx, rig_public(projid), &key, &again));
	rig_ok(draft_find(&rig.ctx, again.draft, person, &draft));
	assert_string_equal(draft.needs, "insurance_proof");
	assert_non_null(strstr(draft.data, "\"person\":\"self\""));
	struct submit_case in = { .draft = again.draft, .version = again.version, .undertaking = "type2-1", .channel = "zlb", .key = rig_key("POST /api/case/submit") };
	assert_int_equal(submit_case(&rig.ctx, &in, &moved), ERR_INVALID); /* the named paper is asked for */
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/files/insurance_proof");
	err_clear(&rig.ctx.err);
	harness_sql(&rig, "INSERT INTO file (public_id, uid, owner_id, draft_id, material, content_type, size, sm3, source, created_at) SELECT MD5('x'),"
	                  " UNHEX(MD5('y')), person_id, id, 'insurance_proof', 'application/pdf', 10, REPEAT('a', 32), 'upload', 0 FROM draft WHERE case_id IS NULL");
	in.key = rig_key("POST /api/case/submit");
	rig_ok(submit_case(&rig.ctx, &in, &moved));
	rig_run();
	const char *second = rig_text("SELECT projid FROM casefile WHERE answers_id IS NOT NULL");
	rig_is(second, "in_review");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM file WHERE case_id = (SELECT MAX(id) FROM casefile)"), 1);

	char kept[24];
	snprintf(kept, sizeof kept, "%s", second);
	assert_int_equal(rig_decide(kept, true, NULL, ""), ERR_INVALID); /* over failed checks: why */
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/opinion");
	err_clear(&rig.ctx.err);
	rig_ok(rig_decide(kept, true, NULL, "缴纳证明已核实"));
	rig_run_later();
	rig_is(kept, "approved");
	assert_non_null(strstr(rig_text("SELECT override_checks FROM decision WHERE yes = 1"), "T2-INSURANCE"));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order WHERE override = 1 AND state = 'READY'"), 1); /* pays by itself */
}

static void taken_back(void **state)
{
	(void)state;
	struct rig_person who;
	const char *projid;
	struct case_moved moved;
	failed(&who, &projid);
	rig_ok(rig_decide(projid, true, NULL, "同意"));
	rig_as(ACTOR_STAFF, RIG_LEAD);
	struct request_key key = rig_key("POST /api/staff/case/undo");
	assert_int_equal(undo_decision(&rig.ctx, rig_public(projid), &key, &moved), ERR_FORBIDDEN); /* only his own */
	err_clear(&rig.ctx.err);
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	rig_ok(undo_decision(&rig.ctx, rig_public(projid), &key, &moved));
	rig_ok(undo_decision(&rig.ctx, rig_public(projid), &key, &moved)); /* its twin */
	rig_is(projid, "in_review");
	rig_run_later();
	rig_is(projid, "in_review");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 0);
	rig_ok(rig_decide(projid, true, NULL, "再次同意"));
	rig_run_later();
	rig_is(projid, "approved");
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	key = rig_key("POST /api/staff/case/undo");
	assert_int_equal(undo_decision(&rig.ctx, rig_public(projid), &key, &moved), ERR_STATE); /* too late */
}

static void stale_and_twins(void **state)
{
	(void)state;
	struct rig_person who;
	const char *projid;
	struct decided first, second;
	failed(&who, &projid);
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	struct decide_case in = { .case_id = rig_public(projid), .ver = rig_ver(projid) - 1, .yes = true, .opinion = "同意", .key = rig_key("POST /api/staff/case/decide") };
	assert_int_equal(decide_case(&rig.ctx, &in, &first), ERR_STALE);
	err_clear(&rig.ctx.err);
	in.ver++;
	rig_ok(decide_case(&rig.ctx, &in, &first));
	rig_ok(decide_case(&rig.ctx, &in, &second));
	assert_int_equal(first.decision_id, second.decision_id);
	in.key.body_mac[0] ^= 1;
	assert_int_equal(decide_case(&rig.ctx, &in, &second), ERR_KEY_REUSED);
}

static void source_down(void **state)
{
	(void)state;
	const char *const downs[] = { "property", "household", "*" };
	for (size_t i = 0; i < ARRAY_LEN(downs); i++) {
		struct rig_person who = rig_person();
		const char *projid;
		fake.down = downs[i];
		rig_hands_free(&who, &projid);
		if (strcmp(rig_state(projid), "accepted") != 0)
			fail_msg("row %zu: %s", i, rig_state(projid));
		if (strcmp(downs[i], "*") != 0)
			assert_string_equal(rig_text("SELECT waits_for FROM casefile WHERE projid = '%s'", projid), downs[i]);
		int64_t asked = fake.asked;
		rig_run_later();
		assert_string_equal(rig_state(projid), "accepted"); /* nobody is refused */
		assert_int_equal(fake.asked - asked, strcmp(downs[i], "*") == 0 ? 18 : 1); /* only what is missing is asked again */
		assert_int_equal(rig_int("SELECT COUNT(*) FROM evidence WHERE case_id = %lld", (long long)rig_case(projid)), 1);
		fake.down = NULL;
		rig_run_later();
		if (strcmp(rig_state(projid), "approved") != 0)
			fail_msg("row %zu: %s", i, rig_state(projid));
		assert_string_equal(rig_text("SELECT COALESCE(waits_for, '-') FROM casefile WHERE projid = '%s'", projid), "-");
	}
}

static void no_token_and_conflict(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), other = rig_person();
	const char *projid;
	fake.no_token = true;
	rig_hands_free(&who, &projid);
	rig_is(projid, "accepted");
	fake.no_token = false;
	rig_run_later();
	rig_is(projid, "approved");
	fake.conflict = "vehicle"; /* rows about somebody else are no facts */
	rig_hands_free(&other, &projid);
	rig_is(projid, "accepted");
}

static void waited_too_long(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid;
	fake.down = "property";
	rig_hands_free(&who, &projid);
	harness_sql(&rig, "UPDATE casefile SET wait_since = 1");
	rig_run_later();
	rig_is(projid, "in_review");
	rig_ok(rig_decide(projid, true, NULL, "不动产登记已人工核对"));
	rig_run_later();
	rig_is(projid, "approved");
	assert_string_equal(rig_text("SELECT outcome FROM month_entry"), "payable"); /* what he took as met counts as met */
}

static void lease_comes_later(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid;
	fake.down = "lease";
	rig_hands_free(&who, &projid);
	rig_is(projid, "approved"); /* the lease is no check of the admission */
	assert_string_equal(rig_text("SELECT outcome FROM month_entry"), "waiting");
	rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry"), 1);
	fake.down = NULL;
	rig_run_later();
	assert_string_equal(rig_text("SELECT outcome FROM month_entry ORDER BY rev DESC LIMIT 1"), "payable");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 1);
	assert_string_equal(rig_text("SELECT state FROM job WHERE kind = 'settle_months'"), "DONE");
}

static void budget_short(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *projid;
	harness_sql(&rig, "UPDATE ledger_account SET credits = 100 WHERE code = 'budget:type2'");
	rig_hands_free(&who, &projid);
	rig_is(projid, "approved");
	assert_string_equal(rig_text("SELECT codes FROM month_entry"), "BUDGET");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'budget_short' AND open_one = 1"), 1);
	harness_sql(&rig, "UPDATE ledger_account SET credits = 100000000 WHERE code = 'budget:type2'");
	int64_t asked = fake.asked;
	rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 1);
	assert_int_equal(fake.asked, asked); /* no source was missing */
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'budget_short' AND open_one = 1"), 0);
}

static void budget_short_of_two(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	const char *first, *second;
	harness_sql(&rig, "UPDATE ledger_account SET credits = 100 WHERE code = 'budget:type2'");
	rig_hands_free(&a, &first);
	rig_hands_free(&b, &second);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE codes = 'BUDGET'"), 2);
	/* Money for one: the other still waits, and so does the alarm. */
	harness_sql(&rig, "UPDATE ledger_account SET credits = 130000 WHERE code = 'budget:type2'");
	rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'budget_short' AND open_one = 1"), 1);
	harness_sql(&rig, "UPDATE ledger_account SET credits = 100000000 WHERE code = 'budget:type2'");
	rig_run_later();
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 2);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM alarm WHERE kind = 'budget_short' AND open_one = 1"), 0);
}

static void household_key(void **state)
{
	(void)state;
	struct rig_person first, who;
	const char *projid, *other;
	first = rig_person();
	rig_hands_free(&first, &other);
	failed(&who, &projid);
	rig_ok(rig_decide(projid, true, NULL, "同意"));
	/* Somebody else's approval took this person while the decision waited to take effect. */
	harness_sql(&rig, arena_printf(rig.ctx.arena, "INSERT INTO covered_member (qualification_id, person_id, relation, counted_from, exclusive, live)"
	                               " SELECT q.id, c.applicant_id, 'other', '2026-11-01', 'rent', 1 FROM qualification q JOIN casefile c ON c.projid = '%s'", projid));
	rig_run_later();
	rig_is(projid, "refused");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM qualification"), 1);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM pay_order"), 1);
	assert_string_equal(rig_text("SELECT r.reason_code FROM decision d JOIN decision_reason r ON r.decision_id = d.id WHERE d.standing = 1"), "T2-TAKEN");
	assert_non_null(strstr(fake_sms_last()->text, "家庭已有资格"));
}

static enum err_code withdraw(const char *projid, int64_t person)
{
	struct case_moved moved;
	rig_as(ACTOR_APPLICANT, person);
	struct request_key key = rig_key("POST /api/case/withdraw");
	enum err_code code = withdraw_case(&rig.ctx, rig_public(projid), &key, &moved);
	rig_as(ACTOR_SYSTEM, 0);
	return code;
}

static void withdrawn_anywhere(void **state)
{
	(void)state;
	static const struct { const char *state; bool allowed; } rows[] = {
		{ "received", true },     { "accepted", true },      { "in_review", true }, { "supplement", true },
		{ "not_accepted", false }, { "decided", false },     { "approved", false }, { "refused", false }, { "withdrawn", false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rig_person who = rig_person();
		const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "" }) });
		rig_pull();
		harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE casefile SET state = '%s' WHERE projid = '%s'", rows[i].state, projid));
		int64_t person = rig_person_id(&who), stranger = person + 100000;
		if (withdraw(projid, stranger) != ERR_NOT_FOUND)
			fail_msg("row %zu: a stranger", i);
		err_clear(&rig.ctx.err);
		enum err_code code = withdraw(projid, person);
		if (code != (rows[i].allowed ? ERR_OK : ERR_STATE))
			fail_msg("row %zu (%s): %s", i, rows[i].state, err_name(code));
		err_clear(&rig.ctx.err);
		rig_run();
		if (rows[i].allowed) {
			assert_string_equal(fake_report_last(projid, GOV_TRANSACT)->result, "撤件");
			assert_string_equal(rig_state(projid), "withdrawn");
		}
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM qualification"), 0);
}

static void asked_by_reviewer(void **state)
{
	(void)state;
	struct rig_person who;
	const char *projid;
	struct case_moved moved;
	failed(&who, &projid);
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	struct ask_supplement ask = { .case_id = rig_public(projid), .ver = rig_ver(projid), .materials = "no_such", .key = rig_key("POST /api/staff/case/ask") };
	assert_int_equal(ask_supplement(&rig.ctx, &ask, &moved), ERR_INVALID);
	err_clear(&rig.ctx.err);
	ask.materials = "insurance_proof";
	ask.note = "请上传社保缴纳证明";
	ask.key = rig_key("POST /api/staff/case/ask");
	rig_ok(ask_supplement(&rig.ctx, &ask, &moved));
	rig_run();
	rig_is(projid, "supplement");
	assert_non_null(strstr(fake_sms_last()->text, "需补充材料"));
	rig_as(ACTOR_APPLICANT, rig_person_id(&who));
	struct hand_in_supplement in = { .case_id = rig_public(projid), .key = rig_key("POST /api/case/supplement") };
	assert_int_equal(hand_in_supplement(&rig.ctx, &in, &moved), ERR_INVALID);
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/files/insurance_proof");
	err_clear(&rig.ctx.err);
	harness_sql(&rig, "INSERT INTO file (public_id, uid, owner_id, case_id, material, content_type, size, sm3, source, created_at) SELECT MD5('x'),"
	                  " UNHEX(MD5('y')), applicant_id, id, 'insurance_proof', 'application/pdf', 10, REPEAT('a', 32), 'upload', 9999999999999 FROM casefile");
	in.key = rig_key("POST /api/case/supplement");
	rig_ok(hand_in_supplement(&rig.ctx, &in, &moved));
	int64_t asked = fake.asked;
	rig_run();
	rig_is(projid, "in_review");
	assert_int_equal(fake.asked - asked, 18); /* everything anew */
	assert_int_equal(rig_int("SELECT round FROM casefile"), 2);
}

static void recheck(void **state)
{
	(void)state;
	struct rig_person who;
	const char *projid, *job;
	failed(&who, &projid);
	fake_person(who.idno)->no_insurance = false; /* the bureau has caught up */
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	struct request_key key = rig_key("POST /api/staff/case/recheck");
	rig_ok(recheck_case(&rig.ctx, rig_public(projid), &key, "token", &job));
	rig_run();
	rig_is(projid, "in_review"); /* the person decides */
	assert_string_equal(rig_text("SELECT decision FROM evidence WHERE round = 2"), "approved");
	rig_ok(rig_decide(projid, true, NULL, "")); /* nothing is overruled now */
	rig_run_later();
	rig_is(projid, "approved");
	assert_int_equal(rig_int("SELECT override FROM pay_order"), 0);
}

/* What a letter prints of the same verdicts. */
static void letter(void **state)
{
	(void)state;
	struct rig_person who, spouse = rig_person();
	const char *projid;
	struct buf b;
	failed(&who, &projid);
	buf_init(&b, rig.ctx.arena, 256);
	rig_ok(case_letter_checks(&rig.ctx, rig_case(projid), &b));
	/* The degree settles title and certificate, so that neither is in it. */
	assert_string_equal(b.p, "1. 社保：社会保险没有按规定连续缴纳\n查到：社会保险缴纳（没有记录）\n"
	                         "要求：在本市连续缴纳不少于 6 个月；市区为上城区、原下城区、原江干区、拱墅区、西湖区、滨江区、萧山区、余杭区、临平区、钱塘区\n"
	                         "依据：准入条件：社会保险（T2-2023）\n下一步：请到社保经办机构核对缴费记录；也可看公积金\n可补充：社保或公积金缴纳证明\n"
	                         "2. 公积金：住房公积金没有按规定连续缴存\n查到：住房公积金缴存（没有记录）\n"
	                         "要求：在本市连续缴纳不少于 6 个月；市区为上城区、原下城区、原江干区、拱墅区、西湖区、滨江区、萧山区、余杭区、临平区、钱塘区\n"
	                         "依据：准入条件：住房公积金（T2-2023）\n下一步：请到公积金中心核对缴存记录；也可看社保\n可补充：社保或公积金缴纳证明\n");
	/* Of another person it says that there is a record, not what. */
	who = rig_person();
	fake_person(spouse.idno)->home = true;
	projid = rig_dispatch(&(struct rig_dispatch){ .who = &who, .form = rig_form(&(struct rig_form){ .who = &who, .account = "", .member = &spouse, .relation = "spouse" }) });
	rig_pull();
	rig_run();
	rig_is(projid, "in_review");
	buf_init(&b, rig.ctx.arena, 256);
	rig_ok(case_letter_checks(&rig.ctx, rig_case(projid), &b));
	assert_non_null(strstr(b.p, "1. 房产："));
	assert_non_null(strstr(b.p, "查到：不动产登记（家庭成员有记录）\n"));
	assert_null(strstr(b.p, "坐落"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "G2 G3 4C-13 4C-14: a no with reasons, again with only the named paper, a yes that pays by itself", no_and_again, rig_each, NULL, NULL },
		{ "4C-2: a decision is taken back before it takes effect, by whom who made it", taken_back, rig_each, NULL, NULL },
		{ "4C-2: another version is stale, a twin gets the same decision", stale_and_twins, rig_each, NULL, NULL },
		{ "B8 4D-11: a source that is down makes the case wait, and it goes on by itself", source_down, rig_each, NULL, NULL },
		{ "B8: no token at all, and answers about somebody else", no_token_and_conflict, rig_each, NULL, NULL },
		{ "G2 B8: waited too long, a person overrules, it pays", waited_too_long, rig_each, NULL, NULL },
		{ "B8 4F-3: a month whose lease is not known is settled later", lease_comes_later, rig_each, NULL, NULL },
		{ "4C-7: no budget, the right stands and is paid when there is", budget_short, rig_each, NULL, NULL },
		{ "4C-7: money for one of two: the alarm stands while the other waits", budget_short_of_two, rig_each, NULL, NULL },
		{ "4C-2: the household's key turns a late yes into a no that says why", household_key, rig_each, NULL, NULL },
		{ "1.6: withdrawn in every state that allows it", withdrawn_anywhere, rig_each, NULL, NULL },
		{ "4C-5 1.8(1) 1.8(2): a reviewer asks, the paper is handed in", asked_by_reviewer, rig_each, NULL, NULL },
		{ "B1 U15: the lines of a letter are those of the pages", letter, rig_each, NULL, NULL },
		{ "4C-2: verification on demand", recheck, rig_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
