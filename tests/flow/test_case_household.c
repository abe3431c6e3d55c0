/* Whom the applicant names proves nothing: what the registers confirm goes on by itself, what they do not waits for a person, and a stranger
 * neither counts nor is held nor shows (policy book 4.3). */
#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "flow/case_view.h"

#include <stdio.h>
#include <string.h>

static void marry(const struct rig_person *a, const struct rig_person *b)
{
	snprintf(fake_person(a->idno)->spouse, 24, "%s", b->idno);
	snprintf(fake_person(b->idno)->spouse, 24, "%s", a->idno);
}

static void book(const struct rig_person *who, const char *number, const char *role)
{
	snprintf(fake_person(who->idno)->book, 16, "%s", number);
	snprintf(fake_person(who->idno)->role, 16, "%s", role);
}

static const char *dispatched(const struct rig_person *who, const struct rig_person *member, const char *relation)
{
	const char *form = rig_form(&(struct rig_form){ .who = who, .member = member, .relation = relation, .account = "" });
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = who, .form = form });
	rig_pull();
	rig_run();
	return projid;
}

static const char *confirmed(const char *projid)
{
	return rig_text("SELECT confirmed FROM case_member WHERE relation <> 'self' AND case_id = %lld", (long long)rig_case(projid));
}

static void known_by_the_registers(void **state)
{
	(void)state;
	static const struct {
		const char *relation, *mine, *his; /* parts in one book; NULL: the marriage register */
		bool known;
	} rows[] = {
		{ "spouse", NULL, NULL, true },
		{ "child", "head", "child", true },
		{ "child", "spouse", "child", true },
		{ "parent", "child", "head", true },
		{ "parent", "child", "spouse", true },
		{ "parent", "head", "parent", true },
		{ "child", "child", "child", false }, /* a sister */
		{ "child", "head", "", false },       /* a word that we do not know */
		{ "parent", "head", "child", false },
		{ "other", "head", "child", false },
		{ "spouse", "head", "spouse", false }, /* only the marriage register knows who is married */
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_each(NULL);
		struct rig_person a = rig_person(), b = rig_person();
		if (rows[i].mine) {
			book(&a, "B1", rows[i].mine);
			book(&b, rows[i].his[0] ? "B1" : "", rows[i].his);
		} else {
			marry(&a, &b);
		}
		const char *projid = dispatched(&a, &b, rows[i].relation);
		if (strcmp(rig_state(projid), rows[i].known ? "approved" : "in_review") != 0 || strcmp(confirmed(projid), rows[i].known ? "shared" : "no") != 0)
			fail_msg("row %zu: %s, %s", i, rig_state(projid), confirmed(projid));
		assert_int_equal(rig_int("SELECT COUNT(*) FROM covered_member"), rows[i].known ? 2 : 0);
		if (rows[i].known)
			assert_int_equal(rig_int("SELECT persons FROM month_entry"), 2);
	}
}

static void in_the_book_of_the_spouse(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person(), c = rig_person();
	struct buf form;
	buf_init(&form, rig.ctx.arena, 4096);
	marry(&a, &b);
	book(&b, "B7", "head");
	book(&c, "B7", "child");
	const char *with = rig_form(&(struct rig_form){ .who = &a, .member = &b, .account = "" }), *hole = strstr(with, "\"relation\":\"spouse\"}");
	hole += strlen("\"relation\":\"spouse\"}");
	buf_add(&form, with, (size_t)(hole - with));
	buf_printf(&form, ",{\"name\":\"%s\",\"idno\":\"%s\",\"relation\":\"child\"}", c.name, c.idno);
	const char *rows = strstr(hole, "\"income\":[") + strlen("\"income\":[");
	buf_add(&form, hole, (size_t)(rows - hole));
	buf_printf(&form, "{\"idno\":\"%s\",\"year\":2025,\"amount_fen\":0},%s", c.idno, rows);
	const char *projid = rig_dispatch(&(struct rig_dispatch){ .who = &a, .form = form.p });
	rig_pull();
	rig_run();
	rig_is(projid, "approved");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM case_member WHERE confirmed = 'shared'"), 3);
}

/* The attack: a stranger's valid number, with a flat of his own. */
static void a_stranger(void **state)
{
	(void)state;
	static const char *const relations[] = { "spouse", "child", "parent" };
	for (size_t i = 0; i < ARRAY_LEN(relations); i++) {
		char seen[2][200];
		for (int home = 0; home < 2; home++) {
			rig_each(NULL);
			struct rig_person a = rig_person(), b = rig_person();
			struct buf page;
			fake_person(b.idno)->home = home;
			const char *projid = dispatched(&a, &b, relations[i]);
			rig_is(projid, "in_review");
			char kept[40];
			snprintf(kept, sizeof kept, "%s", projid);
			const char *text = rig_text("SELECT text FROM case_event WHERE to_state = 'in_review'");
			ROW_TRUE(i, strstr(text, i ? "户籍登记" : "配偶与婚姻登记不一致") && !strstr(text, b.name));
			/* The applicant reads the same whether the stranger owns a flat or not. */
			buf_init(&page, rig.ctx.arena, 8192);
			rig_ok(case_view_checks(&rig.ctx, rig_case(kept), VIEW_APPLICANT, &page));
			ROW_TRUE(i, strstr(page.p, "该成员待核实") != NULL);
			ROW_TRUE(i, strstr(page.p, "\"rule\":\"T2-DEGREE\",\"tender_id\"") && strstr(page.p, "\"outcome\":\"pass\""));
			const char *at = strstr(page.p, "\"rule\":\"T2-HOME\"");
			ROW_TRUE(i, at && !strstr(page.p, "有记录"));
			snprintf(seen[home], sizeof seen[home], "%s", at);
			/* Staff see what is true. */
			buf_init(&page, rig.ctx.arena, 8192);
			rig_ok(case_view_checks(&rig.ctx, rig_case(kept), VIEW_STAFF, &page));
			at = strstr(page.p, "\"rule\":\"T2-HOME\"");
			ROW_INT(i, strncmp(strstr(at, "\"outcome\":") + 10, "\"fail\"", 6) == 0, home);
			if (home)
				continue;
			/* Nobody is kept from applying by being named. */
			const char *own;
			rig_hands_free(&b, &own);
			ROW_STR(i, rig_state(own), "approved");
			assert_int_equal(rig_decide(kept, true, NULL, ""), ERR_INVALID); /* over a relation that nobody knows: why */
			err_clear(&rig.ctx.err);
			rig_ok(rig_decide(kept, true, NULL, "户口簿已核对"));
			rig_run_later();
			ROW_STR(i, rig_state(kept), "refused"); /* he has his own by now */
		}
		ROW_STR(i, seen[0], seen[1]);
	}
}

static void a_reviewer_confirms(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	const char *projid = dispatched(&a, &b, "child");
	rig_is(projid, "in_review");
	rig_ok(rig_decide(projid, true, NULL, "户口簿已核对"));
	assert_string_equal(confirmed(projid), "no"); /* it can be taken back */
	rig_run_later();
	rig_is(projid, "approved");
	assert_string_equal(confirmed(projid), "staff");
	assert_string_equal(rig_text("SELECT override_checks FROM decision"), "T2-MEMBER");
	assert_int_equal(rig_int("SELECT COUNT(*) FROM covered_member WHERE live = 1"), 2);
	assert_int_equal(rig_int("SELECT persons FROM month_entry"), 2);
	assert_int_equal(rig_int("SELECT override FROM pay_order"), 1);
	struct rig_person c = rig_person(), d = rig_person();
	projid = dispatched(&c, &d, "child");
	rig_ok(rig_decide(projid, false, "T2-MEMBER", ""));
	rig_run_later();
	rig_is(projid, "refused");
	assert_non_null(strstr(fake_sms_last()->text, "家庭关系：请带户口簿"));
}

static void a_register_that_is_down(void **state)
{
	(void)state;
	static const struct { const char *source, *relation; } rows[] = { { "marriage", "spouse" }, { "household", "child" } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig_each(NULL);
		struct rig_person a = rig_person(), b = rig_person();
		marry(&a, &b);
		book(&a, "B2", "head");
		book(&b, "B2", "child");
		fake_person(b.idno)->home = true; /* and still it waits: where the case goes says nothing of him */
		fake.down = rows[i].source;
		const char *projid = dispatched(&a, &b, rows[i].relation);
		ROW_STR(i, rig_state(projid), "accepted");
		ROW_STR(i, rig_text("SELECT waits_for FROM casefile"), rows[i].source);
		ROW_STR(i, confirmed(projid), "no");
		fake.down = NULL;
		fake_person(b.idno)->home = false;
		rig_run_later();
		ROW_STR(i, confirmed(projid), "shared");
	}
}

static void a_known_member_with_a_case(void **state)
{
	(void)state;
	struct rig_person a = rig_person(), b = rig_person();
	const char *first, *second;
	fake_person(b.idno)->no_insurance = true;
	rig_hands_free(&b, &first);
	rig_is(first, "in_review");
	marry(&a, &b);
	second = dispatched(&a, &b, "spouse");
	rig_is(second, "in_review");
	assert_non_null(strstr(rig_text("SELECT text FROM case_event WHERE to_state = 'in_review' AND case_id = %lld", (long long)rig_case(second)), "另有正在办理的申请"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "4C-2 4D-10: the registers confirm a member, or a person must", known_by_the_registers, rig_each, NULL, NULL },
		{ "4C-2: a child stands in the book of the spouse", in_the_book_of_the_spouse, rig_each, NULL, NULL },
		{ "4C-2 4D-11: a stranger who is named neither counts nor is held nor shows", a_stranger, rig_each, NULL, NULL },
		{ "4C-2: a reviewer's yes confirms, his no names the relation", a_reviewer_confirms, rig_each, NULL, NULL },
		{ "B8: a register that is down is waited for", a_register_that_is_down, rig_each, NULL, NULL },
		{ "4C-2: a confirmed member with a case of his own goes to a person", a_known_member_with_a_case, rig_each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
