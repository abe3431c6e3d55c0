#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/evidence.h"
#include "domain/facts/side_json.h"
#include "domain/people/people.h"
#include "domain/rules/rules_text.h"
#include "flow/case_common.h"
#include "flow/case_judge.h"
#include "flow/fetch_sources.h"

#include <string.h>

#define SPOUSES_MAX 4

struct prefilling {
	struct ctx *ctx;
	const struct job *job;
	struct person person;
	struct fetches asked;
	const char *result;
};

static void field_json(struct buf *b, const char *pointer, const char *value, const char *source, const char *source_title, const struct data_ask *ask)
{
	buf_key(b, pointer);
	buf_char(b, '{');
	buf_key_str(b, "value", value);
	buf_key_str(b, "source", source);
	buf_key_str(b, "source_title", source_title);
	buf_key_str(b, "as_of", ask ? ask->as_of : NULL);
	buf_key_str(b, "request_no", ask ? ask->call.request_no : NULL);
	buf_char(b, '}');
}

static const struct data_ask *ask_of(const struct prefilling *p, const char *source)
{
	for (size_t i = 0; i < p->asked.n; i++)
		if (text_eq(p->asked.asks[i].source, source) && p->asked.asks[i].state == DATA_OK)
			return &p->asked.asks[i];
	return NULL;
}

/* Where he was insured last is where he works. */
static const char *last_division(struct prefilling *p, const struct facts *facts)
{
	const struct facts_answer *answer = &facts->sources[FACTS_SOCIAL_INSURANCE];
	const struct facts_month *last = NULL;
	for (size_t i = 0; answer->state == FACTS_OK && i < answer->n; i++)
		if (!last || answer->rows.month[i].month > last->month)
			last = &answer->rows.month[i];
	return last ? arena_printf(p->ctx->arena, "%06d", last->division) : NULL;
}

static enum err_code members_json(struct prefilling *p, struct buf *b)
{
	struct ctx *ctx = p->ctx;
	const char *spouses[SPOUSES_MAX];
	size_t n;
	const struct data_ask *ask = ask_of(p, "marriage");
	enum err_code code = case_spouses(ctx, p->person.id, clock_today(), spouses, SPOUSES_MAX, &n);
	buf_key(b, "members");
	buf_char(b, '[');
	for (size_t i = 0; i < n && !code; i++) {
		const char *token;
		struct person known = { .name_masked = "" };
		int64_t id;
		code = case_member_token(ctx, p->person.id, spouses[i], &token);
		if (!code && people_find(ctx, spouses[i], &id) == ERR_OK)
			code = people_masked(ctx, id, &known);
		if (i)
			buf_char(b, ',');
		buf_char(b, '{');
		buf_key_str(b, "person", token);
		buf_key_str(b, "name", known.name_masked && known.name_masked[0] ? known.name_masked : "配偶");
		buf_key_str(b, "idno_masked", text_mask_idno(ctx->arena, spouses[i]));
		buf_key_str(b, "relation", "spouse");
		buf_key_str(b, "source", "marriage");
		buf_key_str(b, "as_of", ask ? ask->as_of : NULL);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

/* What shared data say of the checks, so that only papers that can answer one are asked for; what only the form can tell is left out.
 * One of an any-of group is enough: nobody is asked for a title when his degree was found. */
static enum err_code hints_json(struct prefilling *p, const struct facts *facts, struct buf *b)
{
	static const uint32_t declared = FACTS_BIT(FACTS_LABOR_CONTRACT) | FACTS_BIT(FACTS_BUSINESS_LICENCE) | FACTS_BIT(FACTS_TAX) | FACTS_BIT(FACTS_INCOME);
	struct judged judged;
	enum err_code code = case_judge(p->ctx, "type2", facts, clock_today(), &judged);
	uint32_t passed = code ? 0 : rules_passed(judged.result.verdicts, judged.result.n);
	size_t n = 0;
	buf_key(b, "checks_hint");
	buf_char(b, '[');
	for (size_t i = 0; !code && judged.policy && i < judged.result.n; i++) {
		const struct rules_verdict *v = &judged.result.verdicts[i];
		const struct rules_text *text = rules_text_find(v->check->code, v->outcome);
		const struct policy_title *title = policy_title_find(judged.policy, v->check->code);
		if (v->outcome == OUTCOME_NOT_APPLICABLE || (v->check->sources & declared))
			continue;
		buf_str(b, n++ ? ",{" : "{");
		buf_key_str(b, "rule", policy_check_name(v->check->code));
		buf_key_str(b, "title", title ? title->title : "");
		buf_key_str(b, "outcome", rules_outcome_name(v->outcome));
		buf_key_str(b, "explain", rules_sentence(v->check->code, v->outcome, false));
		buf_key(b, "materials");
		buf_codes(b, text && !rules_settled(judged.policy, v->check->code, passed) ? text->materials : NULL);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

/* Only what this job was told; no case stands behind it. */
static enum err_code build_facts(struct prefilling *p, struct facts **ret_facts)
{
	enum err_code code = fetches_facts(p->ctx, p->person.idno, ret_facts);
	if (code)
		return code;
	(*ret_facts)->kind = FACTS_GRADUATE;
	return fetches_join(p->ctx, &p->asked, *ret_facts);
}

static enum err_code write_result(struct prefilling *p)
{
	struct facts *facts;
	struct buf b;
	enum err_code code = build_facts(p, &facts);
	if (code)
		return code;
	buf_init(&b, p->ctx->arena, 4096);
	buf_char(&b, '{');
	code = members_json(p, &b);
	buf_key(&b, "fields");
	buf_char(&b, '{');
	if (p->person.phone)
		field_json(&b, "/mobile", p->person.phone, "sso", "实名认证", NULL);
	const char *division = last_division(p, facts);
	if (division)
		field_json(&b, "/contract/division", division, "social_insurance", case_facts_title("social_insurance"), ask_of(p, "social_insurance"));
	const struct data_ask *insured = ask_of(p, "social_insurance");
	const char *employer = insured ? side_employer(p->ctx->arena, insured->side) : NULL;
	if (employer)
		field_json(&b, "/contract/employer", employer, "social_insurance", case_facts_title("social_insurance"), insured);
	buf_char(&b, '}');
	if (!code)
		code = hints_json(p, facts, &b);
	buf_char(&b, '}');
	if (!code && b.failed)
		code = err_set(&p->ctx->err, ERR_NOMEM, "arena");
	p->result = b.p;
	return code;
}

static enum err_code prefill_tx(struct db *db, void *arg)
{
	struct prefilling *p = arg;
	(void)db;
	enum err_code code = fetches_store(p->ctx, &p->asked, 0, true);
	if (!code)
		code = write_result(p);
	return code ? code : job_done_in_tx(p->ctx, p->job, p->result);
}

enum err_code prefill_form(struct ctx *ctx, const struct outside *outside, const struct job *job)
{
	struct prefilling p = { .ctx = ctx, .job = job };
	enum err_code code = people_open(ctx, job->subject_id, &p.person);
	if (!code)
		code = fetches_init(ctx, &p.asked, data_sources_n);
	for (size_t i = 0; i < data_sources_n && !code; i++)
		code = fetches_add(ctx, &p.asked, NULL, p.person.id, p.person.idno, data_sources[i]);
	if (!code)
		code = fetches_run(ctx, outside, &p.asked);
	return code ? code : tx_run(ctx->db, "prefill_form", prefill_tx, &p);
}
