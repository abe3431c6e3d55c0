#include "flow/population_range.h"

#include "domain/casefile/evidence.h"
#include "domain/facts/facts_json.h"

#include <string.h>

#define AT_ONCE 500 /* lines of a few KiB, a large household's of some hundred */

static void stop_at(struct range *r, const struct evidence_sealed *row, const char *why)
{
	r->place = arena_strdup(r->home, row->public_id);
	r->why = why;
	err_clear(&r->ctx->err);
}

static uint32_t checks_of(const struct rules_result *result, const struct policy *policy)
{
	uint32_t bits = 0, passed = rules_passed(result->verdicts, result->n);
	struct rules_groups groups = rules_combine(result->verdicts, result->n, policy->groups, policy->n_groups);
	for (size_t i = 0; i < result->n; i++) {
		enum check_code code = result->verdicts[i].check->code;
		bool unknown = result->verdicts[i].outcome == OUTCOME_UNKNOWN && !rules_settled(policy, code, passed);
		if (result->decision == DECISION_WAITING ? unknown : groups.failed >> i & 1)
			bits |= CHECK_BIT(code);
	}
	return bits;
}

static const struct policy *judged_by(const struct range *r, const char *version)
{
	const struct policy *policy = policy_by_version(r->ctx->policies, version);
	return policy && policy->scheme == r->scheme && policy->parts & POLICY_ADMISSION ? policy : NULL;
}

static void judge(struct range *r, struct facts_reader *reader, const struct evidence_sealed *sealed)
{
	struct blob line;
	struct facts *facts;
	struct facts_error error;
	struct rules_result result;
	struct population_case_row row = { .case_id = sealed->case_id };
	const struct policy *policies[2] = { judged_by(r, sealed->policy_version), r->versions[1].admission };
	if (!policies[0])
		return stop_at(r, sealed, "核查这份申请所用的政策版本找不到");
	if (evidence_open(r->ctx, sealed, r->small, &line))
		return stop_at(r, sealed, "这份申请的核查数据无法打开");
	if (facts_json_line(reader, r->small, (const char *)line.p, line.n, true, &facts, &error) || facts->accepted_on == DATE_NONE)
		return stop_at(r, sealed, "这份申请的核查数据无法读取");
	for (int i = 0; i < 2; i++) {
		if (rules_judge(facts, policies[i], facts->accepted_on, r->small, &result))
			return stop_at(r, sealed, "这份申请的数据无法核查");
		row.decision[i] = result.decision;
		row.checks[i] = checks_of(&result, policies[i]);
	}
	population_case_count(&r->cases, &row);
	if (population_case_kind_of(&row) != APPLICATION_SAME)
		population_case_row_put(&r->rows, &row, &r->last);
}

/* The next lines of the chunk, judged. ret_n: how many applications there were. */
static enum err_code judge_some(struct range *r, struct facts_reader *reader, struct evidence_span *span, size_t *ret_n)
{
	struct ctx *ctx = r->ctx;
	struct evidence_sealed *rows;
	arena_reset(r->lines);
	db_use(ctx->db, r->lines, &ctx->err);
	enum err_code code = evidence_applications(ctx, span, &rows, ret_n);
	db_use(ctx->db, ctx->arena, &ctx->err);
	for (size_t i = 0; !code && i < *ret_n && !r->why; i++) {
		arena_reset(r->small);
		r->cases.sum.looked++;
		span->after = rows[i].case_id;
		if (rows[i].policy_version)
			judge(r, reader, &rows[i]);
	}
	return code;
}

enum err_code population_judge_cases(struct range *r, int64_t *ret_to)
{
	struct evidence_span span = { .scheme = r->trial.scheme, .after = r->cursor, .to = r->to, .since = r->since };
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	enum err_code code = reader ? ERR_OK : err_set(&r->ctx->err, ERR_NOMEM, "reader");
	int64_t left = r->chunk;
	size_t n = 1;
	memset(&r->cases, 0, sizeof(r->cases));
	r->last = 0;
	buf_init(&r->rows, r->ctx->arena, 8 * 1024);
	while (!code && !r->why && left > 0 && n > 0) {
		span.limit = left < AT_ONCE ? left : AT_ONCE;
		code = judge_some(r, reader, &span, &n);
		left -= (int64_t)n;
	}
	*ret_to = n > 0 ? span.after : r->to;
	return code || !r->rows.failed ? code : err_set(&r->ctx->err, ERR_NOMEM, "rows");
}
