#include "flow/case_judge.h"

#include "base/date.h"
#include "domain/rules/rules_text.h"

#include <string.h>

static const char *waiting_sources(struct arena *arena, const struct facts *facts, uint32_t needed)
{
	struct buf b;
	buf_init(&b, arena, 128);
	for (int s = 0; s < FACTS_SOURCES; s++) {
		if (!(needed & FACTS_BIT(s)) || !facts->sources[s].given || facts->sources[s].state == FACTS_OK)
			continue;
		if (b.n)
			buf_char(&b, ',');
		buf_str(&b, facts_source_name((enum facts_source)s));
	}
	return b.failed || !b.n ? "" : b.p;
}

enum err_code case_judge(struct ctx *ctx, const char *scheme, const struct facts *facts, int32_t day, struct judged *ret_judged)
{
	struct judged judged = { .decision = "waiting", .waits_for = "policy" };
	enum scheme s;
	if (!policy_scheme_find(scheme, &s))
		return err_set(&ctx->err, ERR_INTERNAL, "unknown scheme");
	judged.policy = ctx->policies ? policy_in_force(ctx->policies, s, POLICY_ADMISSION, day) : NULL;
	if (judged.policy) {
		enum err_code code = rules_judge(facts, judged.policy, day, ctx->arena, &judged.result);
		if (code)
			return err_set(&ctx->err, code, "judge");
		judged.decision = rules_decision_name(judged.result.decision);
		judged.waits_for = waiting_sources(ctx->arena, facts, rules_sources(rules_table(s, false)));
	}
	*ret_judged = judged;
	return ERR_OK;
}

static int64_t person_of(const struct facts *facts, int32_t id, const struct case_person *people, size_t n)
{
	for (size_t i = 0; id != FACTS_NOBODY && i < n; i++)
		if (facts->ids[id].n == strlen(people[i].idno) && memcmp(facts->ids[id].p, people[i].idno, facts->ids[id].n) == 0)
			return people[i].id;
	return 0;
}

static const char *kind_of(enum facts_source source)
{
	return source == FACTS_LABOR_CONTRACT || source == FACTS_BUSINESS_LICENCE || source == FACTS_TAX || source == FACTS_INCOME ? "declared" : "shared";
}

static void write_text(struct buf *b, struct facts_text text)
{
	if (text.p)
		buf_add(b, text.p, text.n);
}

/* Sources that gave nothing are facts too: "no record". */
static void write_nothing(struct buf *b, const struct facts *facts, uint32_t sources)
{
	for (int s = 0; s < FACTS_SOURCES; s++) {
		const struct facts_answer *answer = &facts->sources[s];
		if (!(sources & FACTS_BIT(s)) || s == FACTS_MARRIAGE || !answer->given || (answer->state == FACTS_OK && answer->n))
			continue;
		const char *name = facts_source_name((enum facts_source)s);
		buf_printf(b, "0\t%s\t%s\t", name, kind_of((enum facts_source)s));
		write_text(b, answer->request_no);
		buf_char(b, '\t');
		write_text(b, answer->fetched_at);
		buf_char(b, '\t');
		write_text(b, answer->as_of);
		buf_printf(b, "\t%s\t%s\n", case_facts_title(name), answer->state == FACTS_OK ? "没有记录" : "暂时查不到");
	}
}

static void write_seen(struct buf *b, struct arena *arena, const struct facts *facts, const struct rules_seen *seen, const struct case_person *people,
                       size_t n_people)
{
	enum facts_source source = (enum facts_source)seen->source;
	const struct facts_answer *answer = &facts->sources[source];
	struct fact_field fields[FACT_FIELDS_MAX];
	const char *name = facts_source_name(source);
	size_t n = case_facts_fields(arena, facts, source, seen->row, fields);
	buf_printf(b, "%lld\t%s\t%s\t", (long long)person_of(facts, case_facts_owner(facts, source, seen->row), people, n_people), name, kind_of(source));
	write_text(b, answer->request_no);
	buf_char(b, '\t');
	write_text(b, answer->fetched_at);
	buf_char(b, '\t');
	write_text(b, answer->as_of);
	buf_printf(b, "\t%s\t", case_facts_title(name));
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%s：%s", i ? "，" : "", fields[i].label, fields[i].value);
	buf_char(b, '\n');
}

void case_judge_saw(struct buf *b, const struct rules_verdict *v, const struct facts *facts, const struct case_person *people, size_t n_people)
{
	for (size_t i = 0; i < v->n_seen; i++)
		write_seen(b, b->arena, facts, &v->seen[i], people, n_people);
	if (v->outcome != OUTCOME_NOT_APPLICABLE)
		write_nothing(b, facts, v->check->sources);
}

static enum err_code store_verdict(struct ctx *ctx, struct verdict *row, const struct rules_verdict *v, const struct facts *facts,
                                   const struct policy *policy, const struct case_person *people, size_t n_people)
{
	struct buf b;
	const struct policy_title *title = policy_title_find(policy, v->check->code);
	buf_init(&b, ctx->arena, 512);
	case_judge_saw(&b, v, facts, people, n_people);
	if (b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	row->check_code = policy_check_name(v->check->code);
	row->outcome = rules_outcome_name(v->outcome);
	row->facts = b.n ? b.p : "";
	row->threshold = rules_threshold(ctx->arena, policy, v->check);
	row->clause = title && title->clause ? title->clause : "";
	return evidence_verdict_put(ctx, row);
}

enum err_code case_judge_store(struct ctx *ctx, int64_t case_id, int64_t round, const struct facts *facts, const char *record_ids,
                               const struct judged *judged, const struct case_person *people, size_t n_people)
{
	struct evidence evidence = { .case_id = case_id, .round = round, .at = clock_now_ms(), .record_ids = record_ids,
		                     .policy_version = judged->policy ? judged->policy->version : NULL, .decision = judged->decision };
	enum err_code code = case_facts_line(ctx, facts, &evidence.facts_line);
	if (!code)
		code = evidence_put(ctx, &evidence);
	for (size_t i = 0; !code && judged->policy && i < judged->result.n; i++) {
		struct verdict row = { .case_id = case_id, .round = round, .seq = (int64_t)i + 1 };
		code = store_verdict(ctx, &row, &judged->result.verdicts[i], facts, judged->policy, people, n_people);
	}
	return code;
}

uint32_t case_judge_passed(const struct verdict *verdicts, size_t n)
{
	enum check_code code;
	uint32_t passed = 0;
	for (size_t i = 0; i < n; i++)
		if (text_eq(verdicts[i].outcome, "pass") && policy_check_find(verdicts[i].check_code, &code))
			passed |= CHECK_BIT(code);
	return passed;
}

size_t case_judge_seen(struct arena *arena, const char *stored, struct seen_fact *out, size_t cap)
{
	size_t n = 0;
	for (const char *p = stored; p && *p && n < cap;) {
		const char *end = strchr(p, '\n');
		char *fields[8] = { NULL };
		char *line = arena_dup(arena, p, end ? (size_t)(end - p) : strlen(p));
		p = end ? end + 1 : NULL;
		for (size_t i = 0; line && i < ARRAY_LEN(fields); i++) {
			char *tab = strchr(line, '\t');
			fields[i] = line;
			line = tab ? tab + 1 : NULL;
			if (tab)
				*tab = 0;
		}
		struct seen_fact fact = { .source = fields[1], .kind = fields[2], .request_no = fields[3], .fetched_at = fields[4], .as_of = fields[5],
			                  .label = fields[6], .value = fields[7] };
		if (fields[7] && text_i64(fields[0], &fact.person_id))
			out[n++] = fact;
	}
	return n;
}
