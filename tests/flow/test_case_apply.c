/* An application born in our pages: sign-on, prefill, submit once. */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "flow/case_view.h"
#include "store/job.h"

#include <pthread.h>

static struct submit_case submit_of(const char *draft, int64_t version)
{
	return (struct submit_case){ .draft = draft, .version = version, .undertaking = "type2-1", .channel = "zlb", .key = rig_key("POST /api/case/submit") };
}

static void submitted(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	struct case_moved moved;
	int64_t person = rig_person_id(&who);
	rig_as(ACTOR_APPLICANT, person);
	struct submit_case in = submit_of(rig_draft(person, rig_form(&(struct rig_form){ .who = &who, .account = "" })), 1);
	rig_ok(submit_case(&rig.ctx, &in, &moved));
	assert_string_equal(moved.state, "received");
	struct case_moved twin;
	int64_t id = moved.id;
	rig_ok(submit_case(&rig.ctx, &in, &twin));
	assert_int_equal(twin.id, id);
	rig_run();
	const char *projid = rig_text("SELECT projid FROM casefile");
	assert_int_equal(strlen(projid), 21); /* the platform numbered it first */
	rig_is(projid, "approved");
	assert_string_equal(fake_report_last(projid, GOV_ACCEPT)->result, "受理");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM draft WHERE case_id IS NULL"), 0);
}

static void platform_numbers_later(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	struct case_moved moved;
	int64_t person = rig_person_id(&who);
	rig_as(ACTOR_APPLICANT, person);
	struct submit_case in = submit_of(rig_draft(person, rig_form(&(struct rig_form){ .who = &who, .account = "" })), 1);
	fake.gov_down = true;
	rig_ok(submit_case(&rig.ctx, &in, &moved));
	rig_run();
	assert_string_equal(rig_text("SELECT state FROM casefile"), "received"); /* nothing is lost */
	fake.gov_down = false;
	rig_run_later();
	assert_string_equal(rig_text("SELECT state FROM casefile"), "approved");
}

static void wrong_forms(void **state)
{
	(void)state;
	const struct { const char *form, *pointer; const char *undertaking; int64_t version; enum err_code code; } rows[] = {
		{ "{\"kind\":\"graduate\",\"mobile\":\"123\",\"members\":[],\"income\":[]}", "/mobile", "type2-1", 1, ERR_INVALID },
		{ "{}", "/kind", "type2-1", 1, ERR_INVALID },
		{ NULL, "/undertaking", "type2-0", 1, ERR_INVALID },
		{ NULL, NULL, "type2-1", 7, ERR_STALE },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rig_person who = rig_person();
		struct case_moved moved;
		int64_t person = rig_person_id(&who);
		rig_as(ACTOR_APPLICANT, person);
		struct submit_case in = submit_of(rig_draft(person, rows[i].form ? rows[i].form : rig_form(&(struct rig_form){ .who = &who, .account = "" })), rows[i].version);
		in.undertaking = rows[i].undertaking;
		enum err_code code = submit_case(&rig.ctx, &in, &moved);
		if (code != rows[i].code)
			fail_msg("row %zu: %s", i, err_name(code));
		bool found = !rows[i].pointer;
		for (size_t k = 0; k < rig.ctx.err.n_fields; k++)
			found = found || strcmp(rig.ctx.err.fields[k].pointer, rows[i].pointer) == 0;
		if (!found)
			fail_msg("row %zu: no fault at %s", i, rows[i].pointer);
		err_clear(&rig.ctx.err);
		rig_as(ACTOR_APPLICANT, person + 100000);
		in.key = rig_key("POST /api/case/submit");
		assert_int_equal(submit_case(&rig.ctx, &in, &moved), ERR_NOT_FOUND); /* somebody else's draft */
		err_clear(&rig.ctx.err);
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM casefile"), 0);
}

struct racer {
	struct ctx *ctx;
	struct submit_case in;
	enum err_code code;
	int64_t id;
};

static void *race(void *arg)
{
	struct racer *r = arg;
	struct case_moved moved = { 0 };
	r->code = submit_case(r->ctx, &r->in, &moved);
	r->id = moved.id;
	return NULL;
}

static void ten_at_once(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	int64_t person = rig_person_id(&who);
	struct racer racers[10];
	pthread_t threads[10];
	rig_as(ACTOR_APPLICANT, person);
	const char *draft = rig_draft(person, rig_form(&(struct rig_form){ .who = &who, .account = "" }));
	for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
		racers[i] = (struct racer){ .ctx = harness_ctx(&rig, NULL), .in = submit_of(draft, 1) };
		racers[i].ctx->actor = ACTOR_APPLICANT;
		racers[i].ctx->actor_id = person;
		racers[i].ctx->policies = rig.ctx.policies;
	}
	for (size_t i = 0; i < ARRAY_LEN(racers); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(racers); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM casefile"), 1);
	for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
		if (racers[i].code != ERR_OK && racers[i].code != ERR_BUSY)
			fail_msg("racer %zu: %s: %s", i, err_name(racers[i].code), racers[i].ctx->err.text);
		if (racers[i].code == ERR_OK)
			assert_int_equal(racers[i].id, rig_int("SELECT id FROM casefile"));
		harness_ctx_free(racers[i].ctx);
	}
}

static void signed_on(void **state)
{
	(void)state;
	struct rig_person who = rig_person();
	const char *job;
	int64_t person = 0;
	char kept[40];
	fake.sso_name = who.name;
	fake.sso_idno = who.idno;
	rig_ok(sign_on_start(&rig.ctx, "irs", "ticket-1", "token-1", &job));
	snprintf(kept, sizeof kept, "%s", job);
	assert_int_equal(sign_on_finish(&rig.ctx, kept, "token-1", &person), ERR_BUSY);
	rig_run();
	assert_int_equal(sign_on_finish(&rig.ctx, kept, "token-2", &person), ERR_NOT_FOUND); /* another browser's */
	err_clear(&rig.ctx.err);
	rig_ok(sign_on_finish(&rig.ctx, kept, "token-1", &person));
	assert_int_equal(person, rig_person_id(&who));
	fake.sso_unverified = true;
	rig_ok(sign_on_start(&rig.ctx, "legacy", "ticket-2", "token-3", &job));
	snprintf(kept, sizeof kept, "%s", job);
	rig_run();
	assert_int_equal(sign_on_finish(&rig.ctx, kept, "token-3", &person), ERR_FORBIDDEN);
	fake.sso_refuses = true;
	err_clear(&rig.ctx.err);
	rig_ok(sign_on_start(&rig.ctx, "irs", "ticket-3", "token-4", &job));
	snprintf(kept, sizeof kept, "%s", job);
	rig_run();
	assert_int_equal(sign_on_finish(&rig.ctx, kept, "token-4", &person), ERR_NOT_SIGNED_ON);
}

static void prefilled(void **state)
{
	(void)state;
	struct rig_person who = rig_person(), spouse = rig_person();
	const char *job, *token;
	struct job_view view;
	struct case_moved moved;
	char kept[40], member[40];
	int64_t person = rig_person_id(&who);
	snprintf(fake_person(who.idno)->spouse, 24, "%s", spouse.idno);
	rig_as(ACTOR_APPLICANT, person);
	rig_ok(prefill_start(&rig.ctx, "type2", "token-1", &job));
	snprintf(kept, sizeof kept, "%s", job);
	rig_run();
	rig_ok(job_view(&rig.ctx, kept, "token-1", &view));
	assert_string_equal(view.state, "DONE");
	assert_non_null(strstr(view.result, who.mobile));
	assert_non_null(strstr(view.result, "\"/contract/division\":{\"value\":\"330106\""));
	assert_non_null(strstr(view.result, "\"/contract/employer\":{\"value\":\"测试新公司\"")); /* of the last month */
	assert_null(strstr(view.result, spouse.idno)); /* another's number stays here */
	token = strstr(view.result, "\"person\":\"");
	assert_non_null(token);
	snprintf(member, sizeof member, "%.32s", token + 10);
	/* The token stands for the spouse when the form comes back. */
	const char *form = rig_form(&(struct rig_form){ .who = &who, .account = "" });
	const char *hole = strstr(form, "\"members\":[]");
	assert_non_null(hole);
	char *with = arena_printf(rig.ctx.arena, "%.*s\"members\":[{\"person\":\"%s\",\"relation\":\"spouse\"}]%s", (int)(hole - form), form, member,
	                          hole + strlen("\"members\":[]"));
	struct submit_case in = submit_of(rig_draft(person, with), 1);
	rig_ok(submit_case(&rig.ctx, &in, &moved));
	rig_run();
	assert_string_equal(rig_text("SELECT state FROM casefile"), "approved");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM case_member"), 2);
	assert_int_equal(rig_int("SELECT persons FROM month_entry"), 2);
	/* Chosen by token, the spouse came without a name: the household register knows it. */
	struct buf page;
	buf_init(&page, rig.ctx.arena, 16384);
	rig_ok(case_view_facts(&rig.ctx, rig_int("SELECT id FROM casefile"), &page));
	assert_non_null(strstr(page.p, "\"name\":\"测***名\",\"relation\":\"spouse\""));
	assert_int_equal(rig_int("SELECT COUNT(*) FROM person p JOIN case_member m ON m.person_id = p.id WHERE m.relation = 'spouse' AND LENGTH(p.name_ct) > 40"), 1);
	/* Somebody else's token is worth nothing. */
	struct rig_person thief = rig_person();
	int64_t other = rig_person_id(&thief);
	rig_as(ACTOR_APPLICANT, other);
	form = rig_form(&(struct rig_form){ .who = &thief, .account = "" });
	hole = strstr(form, "\"members\":[]");
	with = arena_printf(rig.ctx.arena, "%.*s\"members\":[{\"person\":\"%s\",\"relation\":\"spouse\"}]%s", (int)(hole - form), form, member,
	                    hole + strlen("\"members\":[]"));
	in = submit_of(rig_draft(other, with), 1);
	assert_int_equal(submit_case(&rig.ctx, &in, &moved), ERR_INVALID);
	assert_string_equal(rig.ctx.err.fields[0].pointer, "/members/0/person");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "G1 4B-2: submitted here, numbered by the platform, approved", submitted, rig_each, NULL, NULL },
		{ "4B-2: the platform is down when a case is born", platform_numbers_later, rig_each, NULL, NULL },
		{ "1.2 4C-12: a wrong form names its fields, another's draft is not found", wrong_forms, rig_each, NULL, NULL },
		{ "1.6: ten submits at once are one case", ten_at_once, rig_each, NULL, NULL },
		{ "1.1: a ticket becomes a person, once, for its own browser", signed_on, rig_each, NULL, NULL },
		{ "B9 4C-12: prefilled from shared data, family by token", prefilled, rig_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
