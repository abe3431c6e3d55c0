/* The checks before applying (B9): the same engine over the applicant's own shared data. Nobody but the applicant is in the household
 * yet; what only the form can tell is not known and is said to be proved later. Keeps nothing that a decision reads. */
#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/material.h"
#include "domain/people/people.h"
#include "domain/rules/rules_text.h"
#include "flow/case_judge.h"
#include "flow/case_view.h"
#include "flow/fetch_sources.h"
#include "flow/own_facts.h"

#include <string.h>

#define SPOUSES_MAX 4
#define SEEN_MAX 64
#define SPOUSE (-1) /* no row of person is made for him */

/* Why a check is open: something has to be shown, or its source does not answer. */
enum need { NEED_NOTHING, NEED_PROOF, NEED_SOURCE };

struct self_checking {
	struct ctx *ctx;
	const struct job *job;
	enum scheme scheme;
	bool entrepreneur;
	struct case_person people[1 + SPOUSES_MAX]; /* himself, then spouses */
	size_t n_people;
	uint32_t asked;               /* FACTS_BITs that shared data can tell */
	struct fetches first, second; /* second: what only the first answers tell to ask */
	struct facts *facts;
	struct judged judged;
	struct rules_groups groups;
	uint32_t passed;
	const char *result;
};

/* "type2 graduate" */
static bool read_payload(struct self_checking *s)
{
	const char *text = s->job->payload ? s->job->payload : "";
	size_t n = strcspn(text, " ");
	const char *scheme = arena_dup(s->ctx->arena, text, n);
	s->entrepreneur = text_eq(text + n, " entrepreneur");
	return scheme && policy_scheme_find(scheme, &s->scheme);
}

static enum err_code ask(struct self_checking *s, const struct outside *outside)
{
	struct ctx *ctx = s->ctx;
	uint32_t needed = rules_sources(rules_table(s->scheme, false));
	const char *idno = s->people[0].idno, *spouses[SPOUSES_MAX];
	size_t n = 0;
	enum err_code code = fetches_init(ctx, &s->first, data_sources_n);
	if (!code)
		code = fetches_init(ctx, &s->second, SPOUSES_MAX);
	s->first.sub = s->second.sub = "self_check";
	for (size_t i = 0; i < data_sources_n && !code; i++) {
		enum facts_source source;
		if (!case_facts_source(data_sources[i], &source) || !(needed & FACTS_BIT(source)))
			continue;
		s->asked |= FACTS_BIT(source);
		code = fetches_add(ctx, &s->first, NULL, s->people[0].id, idno, data_sources[i]);
	}
	if (!code)
		code = fetches_run(ctx, outside, &s->first);
	if (!code && needed & FACTS_BIT(FACTS_LEASE)) /* a lease in the spouse's name counts */
		code = fetches_spouses(ctx, &s->first, idno, clock_today(), s->people, 1, spouses, SPOUSES_MAX, &n);
	for (size_t i = 0; i < n && !code; i++) {
		s->people[s->n_people++] = (struct case_person){ .id = SPOUSE, .idno = spouses[i] };
		code = fetches_add(ctx, &s->second, NULL, 0, spouses[i], "lease");
	}
	return code ? code : fetches_run(ctx, outside, &s->second);
}

static enum err_code judge(struct self_checking *s)
{
	struct ctx *ctx = s->ctx;
	enum err_code code = fetches_facts(ctx, s->people[0].idno, &s->facts);
	if (code)
		return code;
	s->facts->kind = s->entrepreneur ? FACTS_ENTREPRENEUR : FACTS_GRADUATE;
	s->facts->accepted_on = clock_today();
	code = fetches_join(ctx, &s->first, s->facts);
	if (!code)
		code = fetches_join(ctx, &s->second, s->facts);
	if (!code)
		code = own_facts_join(ctx, s->people[0].id, s->facts->applicant, s->facts, NULL);
	if (!code)
		code = case_judge(ctx, policy_scheme_name(s->scheme), s->facts, clock_today(), &s->judged);
	if (code || !s->judged.policy)
		return code;
	const struct rules_result *r = &s->judged.result;
	s->groups = rules_combine(r->verdicts, r->n, s->judged.policy->groups, s->judged.policy->n_groups);
	s->passed = rules_passed(r->verdicts, r->n);
	return ERR_OK;
}

static bool no_record(const struct self_checking *s, const struct rules_check *check)
{
	bool any = false;
	for (int i = 0; i < FACTS_SOURCES; i++)
		if (check->sources & FACTS_BIT(i)) {
			any = true;
			if (s->facts->sources[i].state != FACTS_OK || s->facts->sources[i].n)
				return false;
		}
	return any;
}

/* Shared data hold no record for any check of the group, and a paper can stand for one: that has to be shown, it did not fail. */
static bool paper_can_prove(const struct self_checking *s, size_t at)
{
	const struct rules_result *r = &s->judged.result;
	bool paper = false;
	for (size_t i = 0; i < r->n; i++) {
		const struct rules_verdict *v = &r->verdicts[i];
		if (v->outcome == OUTCOME_NOT_APPLICABLE || !policy_same_group(s->judged.policy, v->check->code, r->verdicts[at].check->code))
			continue;
		if (v->outcome != OUTCOME_FAIL || !no_record(s, v->check))
			return false;
		paper = paper || rules_text_find(v->check->code, OUTCOME_FAIL)->next == RULES_NEXT_SUPPLEMENT;
	}
	return paper;
}

static enum need need_of(const struct self_checking *s, size_t at)
{
	const struct rules_verdict *v = &s->judged.result.verdicts[at];
	if (v->outcome == OUTCOME_UNKNOWN)
		return v->check->sources & ~s->asked ? NEED_PROOF : NEED_SOURCE;
	return v->outcome == OUTCOME_FAIL && paper_can_prove(s, at) ? NEED_PROOF : NEED_NOTHING;
}

/* Another check of its group passes, or it failed in a group that others still decide. */
static bool stands_aside(const struct self_checking *s, size_t at)
{
	const struct rules_verdict *v = &s->judged.result.verdicts[at];
	if (v->outcome == OUTCOME_PASS || v->outcome == OUTCOME_NOT_APPLICABLE)
		return false;
	return rules_settled(s->judged.policy, v->check->code, s->passed) || (v->outcome == OUTCOME_FAIL && !(s->groups.failed >> at & 1));
}

static const char *explain(const struct self_checking *s, const struct rules_verdict *v, enum need need, bool aside)
{
	if (aside && !rules_settled(s->judged.policy, v->check->code, s->passed))
		return "由同组的其他条件决定";
	return need == NEED_PROOF && v->outcome == OUTCOME_FAIL ? "共享数据里没有查到您的记录" : rules_sentence(v->check->code, v->outcome, aside);
}

static void next_json(const struct self_checking *s, struct buf *b, const struct rules_text *text, enum need need, bool failed)
{
	struct buf papers;
	if (!text) {
		case_view_next(b, "none", "", "");
		return;
	}
	if (need == NEED_SOURCE) {
		case_view_next(b, rules_next_name(RULES_NEXT_WAIT), "暂时查不到，请稍后再试", "");
		return;
	}
	if (need == NEED_NOTHING || failed) {
		case_view_next(b, rules_next_name(text->next), text->next_text, text->materials);
		return;
	}
	buf_init(&papers, s->ctx->arena, 64);
	buf_str(&papers, "申请时填写或提供：");
	material_titles(&papers, text->materials);
	case_view_next(b, rules_next_name(RULES_NEXT_SUPPLEMENT), papers.p, text->materials);
}

static void facts_json(const struct self_checking *s, struct buf *b, const struct rules_verdict *v)
{
	struct seen_fact seen[SEEN_MAX];
	struct buf text;
	buf_init(&text, s->ctx->arena, 512);
	case_judge_saw(&text, v, s->facts, s->people, s->n_people);
	size_t n = text.failed ? 0 : case_judge_seen(s->ctx->arena, text.p, seen, SEEN_MAX);
	buf_key(b, "facts");
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? "," : "");
		case_view_fact(b, &seen[i], seen[i].person_id == SPOUSE ? "配偶" : seen[i].person_id ? "本人" : NULL, seen[i].person_id == SPOUSE);
	}
	buf_char(b, ']');
}

static void check_json(const struct self_checking *s, struct buf *b, size_t at)
{
	const struct policy *policy = s->judged.policy;
	const struct rules_verdict *v = &s->judged.result.verdicts[at];
	const struct policy_title *title = policy_title_find(policy, v->check->code);
	enum need need = need_of(s, at);
	bool aside = stands_aside(s, at), failed = v->outcome == OUTCOME_FAIL;
	buf_char(b, '{');
	buf_key_str(b, "rule", policy_check_name(v->check->code));
	buf_key_str(b, "tender_id", policy_check_tender(v->check->code));
	buf_key_str(b, "title", title ? title->title : policy_check_name(v->check->code));
	buf_key_str(b, "outcome", rules_outcome_name(need ? OUTCOME_UNKNOWN : v->outcome));
	if (need)
		buf_key_str(b, "need", need == NEED_PROOF ? "proof" : "source");
	buf_key_bool(b, "settled", aside);
	buf_key_str(b, "overridden", NULL);
	facts_json(s, b, v);
	buf_key(b, "threshold");
	buf_char(b, '{');
	buf_key_str(b, "text", rules_threshold(s->ctx->arena, policy, v->check));
	buf_key_str(b, "clause", title ? title->clause : "");
	buf_key_str(b, "version", policy->version);
	buf_char(b, '}');
	buf_key_str(b, "explain", explain(s, v, need, aside));
	next_json(s, b, aside ? NULL : rules_text_find(v->check->code, v->outcome), need, failed);
	buf_char(b, '}');
}

/* The answer over all: what fails comes first, then what no record proves, then what could not be asked. */
static void answer_json(const struct self_checking *s, struct buf *b)
{
	const struct rules_result *r = &s->judged.result;
	size_t shown = 0, declared = 0;
	bool source = !s->judged.policy, proof = false;
	struct buf why;
	buf_init(&why, s->ctx->arena, 256);
	for (size_t i = 0; s->judged.policy && i < r->n; i++) {
		const struct rules_verdict *v = &r->verdicts[i];
		enum need need = need_of(s, i);
		if (stands_aside(s, i) || v->outcome == OUTCOME_PASS || v->outcome == OUTCOME_NOT_APPLICABLE)
			continue;
		if (need == NEED_NOTHING) {
			buf_str(&why, shown++ ? "；" : "因为：");
			buf_str(&why, rules_sentence(v->check->code, OUTCOME_FAIL, false));
		}
		source = source || need == NEED_SOURCE;
		proof = proof || (need == NEED_PROOF && v->outcome == OUTCOME_FAIL);
		declared += need == NEED_PROOF && v->outcome == OUTCOME_UNKNOWN;
	}
	if (!shown && proof)
		buf_str(&why, "有的条件在共享数据里没有查到记录，申请时请提供所列材料。");
	else if (!shown && source)
		buf_str(&why, "有的数据暂时查不到，这不影响您申请；也可以稍后再试。");
	else if (!shown && declared)
		buf_printf(&why, "查到的条件都符合。还有 %zu 项在申请时由您填写。", declared);
	else
		buf_str(&why, shown ? "。" : "各项条件都符合。");
	buf_key_str(b, "answer", shown ? "not_yet" : proof ? "needs_proof" : source ? "source_down" : "may_apply");
	buf_key_str(b, "title", shown ? "暂不可申请" : proof ? "需要证明" : source ? "暂时查不到" : "可以申请");
	buf_key_str(b, "text", why.p);
}

static enum err_code write_result(struct self_checking *s)
{
	struct buf b;
	buf_init(&b, s->ctx->arena, 8192);
	buf_char(&b, '{');
	buf_key_str(&b, "scheme", policy_scheme_name(s->scheme));
	answer_json(s, &b);
	buf_key_str(&b, "version", s->judged.policy ? s->judged.policy->version : NULL);
	buf_key(&b, "checks");
	buf_char(&b, '[');
	for (size_t i = 0; s->judged.policy && i < s->judged.result.n; i++) {
		buf_str(&b, i ? "," : "");
		check_json(s, &b, i);
	}
	buf_str(&b, "]}");
	s->result = b.p;
	return b.failed || arena_failed(s->ctx->arena) ? err_set(&s->ctx->err, ERR_NOMEM, "arena") : ERR_OK;
}

static enum err_code self_check_tx(struct db *db, void *arg)
{
	struct self_checking *s = arg;
	(void)db;
	enum err_code code = fetches_note(s->ctx, &s->first, 0);
	if (!code)
		code = fetches_note(s->ctx, &s->second, 0);
	return code ? code : job_done_in_tx(s->ctx, s->job, s->result);
}

enum err_code self_check(struct ctx *ctx, const struct outside *outside, const struct job *job)
{
	struct self_checking s = { .ctx = ctx, .job = job };
	struct person person;
	if (!read_payload(&s))
		return job_failed(ctx, job, "no such scheme");
	enum err_code code = people_open(ctx, job->subject_id, &person);
	if (code)
		return code;
	s.people[s.n_people++] = (struct case_person){ .id = person.id, .idno = person.idno };
	code = ask(&s, outside);
	if (!code)
		code = judge(&s);
	if (!code)
		code = write_result(&s);
	return code ? code : tx_run(ctx->db, "self_check", self_check_tx, &s);
}
