#include "flow/case_letter.h"

#include "domain/casefile/casefile.h"
#include "domain/casefile/material.h"
#include "domain/rules/rules_text.h"
#include "flow/case_judge.h"

#define SEEN_MAX 64

struct letter {
	struct ctx *ctx;
	struct buf *out;
	struct casefile c;
	const struct policy *policy;
	uint32_t passed;
	size_t n; /* checks written */
};

static void line(struct buf *b, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	buf_str(b, name);
	buf_str(b, text);
	buf_char(b, '\n');
}

static void fact_lines(struct letter *l, const struct verdict *verdict)
{
	struct seen_fact facts[SEEN_MAX];
	size_t n = case_judge_seen(l->ctx->arena, verdict->facts, facts, SEEN_MAX);
	for (size_t i = 0; i < n; i++) {
		bool other = facts[i].person_id && facts[i].person_id != l->c.applicant_id;
		line(l->out, "查到：", arena_printf(l->ctx->arena, "%s（%s）", facts[i].label, other ? "家庭成员有记录" : facts[i].value));
	}
}

static const char *papers(struct arena *arena, const char *codes)
{
	struct buf b;
	buf_init(&b, arena, 64);
	material_titles(&b, codes);
	return b.failed ? "" : b.p;
}

static void check_lines(struct letter *l, const struct verdict *verdict)
{
	struct arena *a = l->ctx->arena;
	enum check_code code;
	enum outcome outcome;
	if (!policy_check_find(verdict->check_code, &code) || !rules_outcome_find(verdict->outcome, &outcome))
		return;
	const struct rules_text *text = rules_text_find(code, outcome);
	if (!text || (l->policy && rules_settled(l->policy, code, l->passed)))
		return;
	const struct policy_title *title = l->policy ? policy_title_find(l->policy, code) : NULL;
	line(l->out, arena_printf(a, "%zu. %s：", ++l->n, title ? title->title : verdict->check_code), text->sentence);
	fact_lines(l, verdict);
	line(l->out, "要求：", verdict->threshold);
	line(l->out, "依据：", verdict->clause[0] && l->policy ? arena_printf(a, "%s（%s）", verdict->clause, l->policy->version) : verdict->clause);
	line(l->out, "下一步：", text->next_text);
	line(l->out, "可补充：", papers(a, text->materials));
}

enum err_code case_letter_checks(struct ctx *ctx, int64_t case_id, struct buf *out)
{
	struct letter l = { .ctx = ctx, .out = out };
	struct verdict *verdicts;
	struct evidence evidence;
	size_t n;
	enum err_code code = casefile_read(ctx, case_id, &l.c);
	if (code || l.c.round == 0)
		return code;
	code = evidence_verdicts(ctx, case_id, l.c.round, &verdicts, &n);
	if (!code)
		code = evidence_read(ctx, case_id, l.c.round, &evidence);
	if (code)
		return code;
	l.policy = evidence.policy_version && ctx->policies ? policy_by_version(ctx->policies, evidence.policy_version) : NULL;
	l.passed = case_judge_passed(verdicts, n);
	for (size_t i = 0; i < n; i++)
		check_lines(&l, &verdicts[i]);
	return out->failed || arena_failed(ctx->arena) ? err_set(&ctx->err, ERR_NOMEM, "arena") : ERR_OK;
}
