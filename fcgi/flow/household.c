#include "flow/household.h"

#include "base/date.h"
#include "domain/casefile/qualification.h"
#include "domain/facts/side_json.h"

#include <string.h>

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_LATER };

struct confirming {
	struct ctx *ctx;
	const struct casefile *c;
	const struct facts *facts;
	struct case_person *people;
	size_t n_people, n_records;
	struct source_record *records;
	int32_t day;
	struct buf doubt;
	bool marriage_waits, household_waits;
};

static bool is_person(const struct facts *facts, int32_t id, const struct case_person *person)
{
	return id != FACTS_NOBODY && facts->ids[id].n == strlen(person->idno) && memcmp(facts->ids[id].p, person->idno, facts->ids[id].n) == 0;
}

/* The marriage register alone says who is married on the day of acceptance. */
static enum answer spouse_known(struct confirming *h, const struct case_person *who)
{
	const struct facts_answer *marriage = &h->facts->sources[FACTS_MARRIAGE];
	if (marriage->state != FACTS_OK) {
		h->marriage_waits = true;
		return ANSWER_LATER;
	}
	for (size_t i = 0; i < marriage->n; i++) {
		const struct facts_marriage *row = &marriage->rows.marriage[i];
		if (row->id == h->facts->applicant && is_person(h->facts, row->spouse, who) && row->registered_on <= h->day &&
		    (row->ended_on == DATE_NONE || row->ended_on > h->day))
			return ANSWER_YES;
	}
	return ANSWER_NO;
}

/* YES: *ret_row is his line of the household book. */
static enum answer family_of(struct confirming *h, const struct case_person *who, struct side_family *ret_row)
{
	for (size_t i = 0; i < h->n_records; i++)
		if (h->records[i].person_id == who->id && text_eq(h->records[i].source, "family") && text_eq(h->records[i].state, "ok"))
			return side_family_read(h->ctx->arena, h->records[i].rows, ret_row) && ret_row->number && ret_row->role ? ANSWER_YES : ANSWER_NO;
	h->household_waits = true;
	return ANSWER_LATER;
}

/* Lines of one book: the part of the elder and that of the younger. */
static bool is_child_of(const struct side_family *younger, const struct side_family *elder)
{
	if (!text_eq(younger->number, elder->number))
		return false;
	bool leads = text_eq(elder->role, "head") || text_eq(elder->role, "spouse");
	return (leads && text_eq(younger->role, "child")) || (text_eq(elder->role, "parent") && text_eq(younger->role, "head"));
}

/* By the household book, beside the applicant or beside his confirmed spouse. */
static enum answer kin_known(struct confirming *h, const struct case_person *who)
{
	struct side_family mine, his;
	bool child = text_eq(who->relation, "child"), parent = text_eq(who->relation, "parent"), in_law = text_eq(who->relation, "parent_in_law");
	if (!child && !parent && !in_law)
		return ANSWER_NO;
	enum answer known = family_of(h, who, &his);
	for (size_t i = 0; known == ANSWER_YES && i < h->n_people; i++) {
		const struct case_person *anchor = &h->people[i];
		bool self = text_eq(anchor->relation, "self"), spouse = text_eq(anchor->relation, "spouse") && !text_eq(anchor->confirmed, "no");
		if (!((self && !in_law) || (spouse && !parent)))
			continue;
		enum answer asked = family_of(h, anchor, &mine);
		if (asked == ANSWER_LATER)
			known = ANSWER_LATER;
		else if (asked == ANSWER_YES && (child ? is_child_of(&his, &mine) : is_child_of(&mine, &his)))
			return ANSWER_YES;
	}
	return known == ANSWER_LATER ? ANSWER_LATER : ANSWER_NO;
}

static void doubt(struct confirming *h, const char *text)
{
	if (h->doubt.n && strstr(h->doubt.p, text))
		return; /* two children are one sentence */
	buf_str(&h->doubt, h->doubt.n ? "；" : "");
	buf_str(&h->doubt, text);
}

static const char *doubt_text(const char *relation)
{
	static const struct { const char *relation, *text; } texts[] = {
		{ "spouse", "配偶与婚姻登记不一致" },
		{ "child", "子女关系未能由户籍登记确认" },
		{ "parent", "父母关系未能由户籍登记确认" },
		{ "parent_in_law", "配偶父母关系未能由户籍登记确认" },
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (text_eq(texts[i].relation, relation))
			return texts[i].text;
	return "其他成员的关系需要人工核实";
}

static enum err_code confirm_one(struct confirming *h, struct case_person *who, enum answer known)
{
	struct case_running running;
	const char *number;
	if (text_eq(who->confirmed, "staff"))
		return ERR_OK;
	who->confirmed = known == ANSWER_YES ? "shared" : "no";
	if (known == ANSWER_NO)
		doubt(h, doubt_text(who->relation));
	enum err_code code = casefile_member_confirm(h->ctx, h->c->id, who->id, who->confirmed);
	if (code || known != ANSWER_YES)
		return code;
	/* Intake could not ask this about somebody who was only named. */
	code = qualification_holding(h->ctx, who->id, "rent", &number);
	if (code == ERR_NOT_FOUND)
		code = casefile_running(h->ctx, who->id, h->c->id, &running);
	if (!code)
		doubt(h, "家庭成员已有有效资格或另有正在办理的申请");
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

enum err_code household_confirm(struct ctx *ctx, const struct casefile *c, struct case_person *people, size_t n_people, const struct facts *facts,
                                int32_t day, struct household *ret_household)
{
	struct confirming h = { .ctx = ctx, .c = c, .facts = facts, .people = people, .n_people = n_people, .day = day };
	buf_init(&h.doubt, ctx->arena, 200);
	enum err_code code = evidence_records(ctx, c->id, &h.records, &h.n_records);
	/* Spouses first: a child may stand in the book of the spouse. */
	for (int kin = 0; kin < 2; kin++)
		for (size_t i = 0; i < n_people && !code; i++) {
			bool spouse = text_eq(people[i].relation, "spouse");
			if (!text_eq(people[i].relation, "self") && spouse == !kin)
				code = confirm_one(&h, &people[i], kin ? kin_known(&h, &people[i]) : spouse_known(&h, &people[i]));
		}
	if (!code && h.doubt.failed)
		code = err_set(&ctx->err, ERR_NOMEM, "arena");
	if (code)
		return code;
	bool both = h.marriage_waits && h.household_waits;
	*ret_household = (struct household){ .doubt = h.doubt.n ? h.doubt.p : NULL,
		                             .waits_for = both ? "household,marriage" : h.marriage_waits ? "marriage" : h.household_waits ? "household" : NULL };
	return ERR_OK;
}
