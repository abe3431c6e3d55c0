/* B9: the checks before applying, over the applicant's own shared data. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "flow/whitelist_flow.h"
#include "store/job.h"

static const char *finish(const char *job)
{
	struct job_view view;
	char kept[40];
	snprintf(kept, sizeof kept, "%s", job);
	rig_run();
	rig_ok(job_view(&rig.ctx, kept, "token-1", &view));
	assert_string_equal(view.state, "DONE");
	return view.result;
}

static const char *checked(const struct rig_person *who, const char *kind)
{
	const char *job;
	rig_as(ACTOR_APPLICANT, rig_person_id(who));
	rig_ok(self_check_start(&rig.ctx, "type2", kind, "token-1", &job));
	return finish(job);
}

/* The object of one check. */
static const char *check_of(const char *result, const char *rule)
{
	char *key = arena_printf(rig.ctx.arena, "{\"rule\":\"%s\"", rule);
	const char *at = strstr(result, key), *end = at ? strstr(at, "},{\"rule\"") : NULL;
	if (!at)
		fail_msg("no %s", rule);
	return arena_dup(rig.ctx.arena, at, end ? (size_t)(end - at) : strlen(at));
}

#define has(text, part) \
	do { \
		if (!strstr((text), (part))) \
			fail_msg("no %s in %s", (part), (text)); \
	} while (0)

static void answers(void **state)
{
	(void)state;
	static const struct {
		const char *label, *kind, *down, *conflict;
		bool home, no_insurance, no_degree;
		const char *answer, *rule, *said; /* of one check */
	} rows[] = {
		{ "passes", "graduate", NULL, NULL, false, false, false, "may_apply", "T2-DEGREE", "\"outcome\":\"pass\"" },
		{ "a contract is declared later", "graduate", NULL, NULL, false, false, false, "may_apply", "T2-CONTRACT", "\"outcome\":\"unknown\",\"need\":\"proof\"" },
		{ "so is income", "graduate", NULL, NULL, false, false, false, "may_apply", "T2-INCOME", "申请时填写或提供：收入证明" },
		{ "another of the group stands for it", "graduate", NULL, NULL, false, false, false, "may_apply", "T2-TITLE", "\"settled\":true" },
		{ "an entrepreneur shows tax months", "entrepreneur", NULL, NULL, false, true, false, "may_apply", "T2-TAX", "\"need\":\"proof\"" },
		{ "and no insurance", "entrepreneur", NULL, NULL, false, true, false, "may_apply", "T2-INSURANCE", "\"outcome\":\"not_applicable\"" },
		{ "owns a home", "graduate", NULL, NULL, true, false, false, "not_yet", "T2-HOME", "\"kind\":\"fix_at_source\"" },
		{ "and sees which", "graduate", NULL, NULL, true, false, false, "not_yet", "T2-HOME", "坐落：西湖区" },
		{ "pays nothing", "graduate", NULL, NULL, false, true, false, "not_yet", "T2-FUND", "\"outcome\":\"fail\"" },
		{ "no record of any degree", "graduate", NULL, NULL, false, false, true, "needs_proof", "T2-DEGREE", "\"outcome\":\"unknown\",\"need\":\"proof\"" },
		{ "and is told the paper", "graduate", NULL, NULL, false, false, true, "needs_proof", "T2-DEGREE", "毕业证书" },
		{ "the registry is down", "graduate", "property", NULL, true, false, false, "source_down", "T2-HOME", "\"outcome\":\"unknown\",\"need\":\"source\"" },
		{ "and it says so", "graduate", "property", NULL, true, false, false, "source_down", "T2-HOME", "暂时查不到，请稍后再试" },
		{ "somebody else's rows", "graduate", NULL, "property", true, false, false, "source_down", "T2-HOME", "\"need\":\"source\"" },
		{ "everything is down", "graduate", "*", NULL, true, true, true, "source_down", "T2-DEGREE", "\"need\":\"source\"" },
		{ "the fund may still stand for it", "graduate", "provident_fund", NULL, false, true, false, "source_down", "T2-INSURANCE", "由同组的其他条件决定" },
		{ "a home counts although another source is down", "graduate", "vehicle", NULL, true, false, false, "not_yet", "T2-HOME", "\"outcome\":\"fail\"" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_each(NULL);
		struct rig_person who = rig_person();
		struct fake_person *facts = fake_person(who.idno);
		facts->home = rows[i].home;
		facts->no_insurance = rows[i].no_insurance;
		facts->no_degree = rows[i].no_degree;
		fake.down = rows[i].down;
		fake.conflict = rows[i].conflict;
		const char *result = checked(&who, rows[i].kind), *check = check_of(result, rows[i].rule);
		char *answer = arena_printf(rig.ctx.arena, "\"answer\":\"%s\"", rows[i].answer);
		if (!strstr(result, answer) || !strstr(check, rows[i].said))
			fail_msg("row %zu (%s): %.300s … %s", i, rows[i].label, result, check);
	}
}

static void says_why(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	fake_person(who.idno)->home = true;
	const char *result = checked(&who, "graduate");
	has(result, "\"title\":\"暂不可申请\",\"text\":\"因为：家庭成员在市区有住房或规定期限内转让过住房。\"");
	has(result, "\"version\":\"T2-2023\"");
	who = rig_person();
	has(checked(&who, "graduate"), "\"title\":\"可以申请\",\"text\":\"查到的条件都符合。还有 2 项在申请时由您填写。\"");
}

/* Nothing of it is read by a decision: no case, no record, no person; the calls are in the table of calls. */
static void keeps_nothing(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), spouse = rig_person();
	snprintf(fake_person(who.idno)->spouse, 24, "%s", spouse.idno);
	fake_person(who.idno)->home = true;
	int64_t person = rig_person_id(&who), persons = rig_int("SELECT COUNT(*) FROM person");
	int64_t calls = rig_int("SELECT COUNT(*) FROM outside_call");
	const char *result = checked(&who, "graduate");
	assert_null(strstr(result, who.idno));
	assert_null(strstr(result, spouse.idno));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM person"), persons);
	assert_int_equal(rig_int("SELECT (SELECT COUNT(*) FROM source_record WHERE person_id = %lld) + (SELECT COUNT(*) FROM casefile) + (SELECT COUNT(*) FROM draft)"
	                         " + (SELECT COUNT(*) FROM evidence) + (SELECT COUNT(*) FROM verdict)", (long long)person), 0);
	/* Only what the checks need, and only about himself: no lease, no identity card, no school register. */
	assert_int_equal(fake.asked, 15);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM outside_call") - calls, 15);
	assert_int_equal(fake.in_tx_calls, 0);
	/* An application afterwards asks anew. */
	fake_person(who.idno)->home = false;
	const char *projid;
	rig_hands_free(&who, &projid);
	rig_is(projid, "approved");
}

static void wrong_questions(void **state)
{
	(void)state;
	static const struct { const char *scheme, *kind, *pointer; } rows[] = {
		{ "type2", NULL, "/kind" }, { "type2", "", "/kind" }, { "type2", "retired", "/kind" }, { "type2", "graduate,entrepreneur", "/kind" },
		{ "rental", NULL, "/scheme" }, { "", "graduate", "/scheme" }, { "../type2", "graduate", "/scheme" },
	};
	struct rig_person who = rig_person();
	rig_as(ACTOR_APPLICANT, rig_person_id(&who));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *job;
		ROW_INT(i, self_check_start(&rig.ctx, rows[i].scheme, rows[i].kind, "token-1", &job), ERR_INVALID);
		ROW_INT(i, rig.ctx.err.n_fields, 1);
		ROW_STR(i, rig.ctx.err.fields[0].pointer, rows[i].pointer);
		err_clear(&rig.ctx.err);
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM job WHERE kind = 'self_check' AND state = 'READY'"), 0);
}

static enum err_code put_tx(struct db *db, void *arg)
{
	(void)db;
	struct job_new job = { .kind = "self_check", .subject_id = rig.ctx.actor_id, .payload = "rental ", .owner_token = "token-1" };
	return job_put(&rig.ctx, &job, NULL, arg);
}

/* The flow itself knows no scheme: rental checks run on the same code, with the lease in the spouse's name. */
static void another_scheme(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), spouse = rig_person();
	const char *job;
	snprintf(fake_person(who.idno)->spouse, 24, "%s", spouse.idno);
	fake_person(who.idno)->no_lease = true;
	rig_as(ACTOR_APPLICANT, rig_person_id(&who));
	rig_ok(tx_run(rig.ctx.db, "put", put_tx, &job));
	const char *result = finish(job);
	has(result, "\"scheme\":\"rental\",\"answer\":\"may_apply\"");
	const char *lease = check_of(result, "TR-LEASE");
	has(lease, "\"outcome\":\"pass\"");
	has(lease, "{\"label\":\"租赁备案\",\"value\":\"有记录\",\"person\":\"配偶\"");
	assert_null(strstr(result, spouse.idno));
	has(check_of(result, "TR-WHITELIST"), "\"need\":\"proof\"");
	/* The white list is our own: once there is one, it answers. */
	char sheet[300];
	struct whitelist list;
	snprintf(sheet, sizeof sheet, "姓名,证件号码,人才类别,认定日期\n%s,%s,E,2024-01-01\n", who.name, who.idno);
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(whitelist_import(&rig.ctx, "2026-11-20", &(struct blob){ (const uint8_t *)sheet, strlen(sheet) }, &list));
	rig_run();
	rig_agree(true, -1);
	rig_as(ACTOR_APPLICANT, rig_person_id(&who));
	rig_ok(tx_run(rig.ctx.db, "put", put_tx, &job));
	result = finish(job);
	has(check_of(result, "TR-WHITELIST"), "\"outcome\":\"pass\"");
	fake_person(spouse.idno)->no_lease = true;
	rig_ok(tx_run(rig.ctx.db, "put", put_tx, &job));
	result = finish(job);
	has(result, "\"answer\":\"not_yet\"");
	has(check_of(result, "TR-LEASE"), "请到住房租赁平台办理租赁备案");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "B9 4D-1 4D-13 B8: may apply, not yet, needs proof, source down", answers, rig_each, NULL, NULL },
		{ "B9 4D-11: the reason in a sentence", says_why, rig_each, NULL, NULL },
		{ "B9: keeps nothing that a decision reads", keeps_nothing, rig_each, NULL, NULL },
		{ "B9: a scheme without a form and a wrong kind name their field", wrong_questions, rig_each, NULL, NULL },
		{ "B9: another scheme on the same code", another_scheme, rig_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
