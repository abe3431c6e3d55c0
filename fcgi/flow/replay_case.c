#include "flow/replay_case.h"

#include "base/date.h"
#include "domain/casefile/casefile.h"
#include "domain/casefile/evidence.h"
#include "flow/case_facts.h"
#include "flow/month_facts.h"
#include "flow/run_flow.h"

#include <string.h>

struct replaying {
	struct ctx *ctx;
	struct casefile c;
	struct replayed *out;
};

static enum err_code compare(struct replaying *r, const char *what, const char *stored, const char *told)
{
	if (!what || !stored || !told)
		return err_set(&r->ctx->err, ERR_NOMEM, "arena");
	if (text_eq(stored, told))
		return ERR_OK;
	if (r->out->n < REPLAY_DIFFS_MAX)
		r->out->diffs[r->out->n] = (struct replay_diff){ what, stored, told };
	r->out->n++;
	return ERR_OK;
}

/* ---- evaluations ---- */

static const char *verdict_line(struct arena *arena, const char *decision, const struct verdict *verdicts, size_t n)
{
	struct buf b;
	buf_init(&b, arena, 256);
	buf_str(&b, decision);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, " %s=%s", verdicts[i].check_code, verdicts[i].outcome);
	return b.failed ? NULL : b.p;
}

static const char *result_line(struct arena *arena, const struct rules_result *result)
{
	struct buf b;
	buf_init(&b, arena, 256);
	buf_str(&b, rules_decision_name(result->decision));
	for (size_t i = 0; i < result->n; i++)
		buf_printf(&b, " %s=%s", policy_check_name(result->verdicts[i].check->code), rules_outcome_name(result->verdicts[i].outcome));
	return b.failed ? NULL : b.p;
}

static enum err_code tell_round(struct replaying *r, const struct evidence *evidence, const char **ret_told)
{
	struct ctx *ctx = r->ctx;
	struct facts *facts;
	struct rules_result result;
	int32_t day;
	*ret_told = "waiting"; /* no version was in force: nothing was judged */
	if (!evidence->policy_version)
		return ERR_OK;
	const struct policy *policy = policy_by_version(ctx->policies, evidence->policy_version);
	if (!policy || !date_parse(r->c.accepted_on, &day)) {
		*ret_told = policy ? "no acceptance date" : "the policy version is missing";
		return ERR_OK;
	}
	enum err_code code = case_facts_read(ctx, evidence->facts_line, &facts);
	if (!code && rules_judge(facts, policy, day, ctx->arena, &result))
		code = err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!code)
		*ret_told = result_line(ctx->arena, &result);
	return code;
}

static enum err_code one_round(struct replaying *r, int64_t round)
{
	struct ctx *ctx = r->ctx;
	struct evidence evidence;
	struct verdict *verdicts;
	size_t n;
	const char *told = NULL;
	enum err_code code = evidence_read(ctx, r->c.id, round, &evidence);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return compare(r, arena_printf(ctx->arena, "round %lld", (long long)round), "evaluated", "no evidence is stored");
	}
	if (!code)
		code = evidence_verdicts(ctx, r->c.id, round, &verdicts, &n);
	if (!code)
		code = tell_round(r, &evidence, &told);
	if (code)
		return code;
	r->out->rounds++;
	return compare(r, arena_printf(ctx->arena, "round %lld by %s", (long long)round, evidence.policy_version ? evidence.policy_version : "no version"),
	               verdict_line(ctx->arena, evidence.decision, verdicts, n), told);
}

/* ---- months ---- */

static enum err_code open_packs(struct replaying *r, struct month_house *house, bool *ret_there)
{
	*ret_there = true;
	for (size_t i = 0; i < house->n; i++) {
		struct month_person *p = &house->people[i];
		if (!p->ver)
			continue;
		enum err_code code = theme_version(r->ctx, p->person_id, p->ver, &p->packed);
		if (code == ERR_NOT_FOUND) {
			err_clear(&r->ctx->err);
			*ret_there = false;
			return ERR_OK;
		}
		if (code)
			return code;
	}
	return ERR_OK;
}

static const char *month_line(struct arena *arena, const char *outcome, const char *codes, const char *checks, int64_t fen)
{
	return arena_printf(arena, "%s [%s] %s %lld fen", outcome, codes, checks, (long long)fen);
}

/* A month that waits for money, an account or its run was payable by its facts. */
static bool waits_for_us(const struct month_row *row)
{
	return text_eq(row->outcome, "waiting") && (text_eq(row->codes, "BUDGET") || text_eq(row->codes, "ACCOUNT") || text_eq(row->codes, RUN_WAITS));
}

static const char *told_line(struct replaying *r, const struct month_row *row, const struct month_told *told)
{
	const char *codes, *checks;
	if (month_codes(r->ctx->arena, &told->result, &codes, &checks))
		return NULL;
	if (waits_for_us(row) && told->result.outcome == MONTH_PAYABLE)
		return month_line(r->ctx->arena, row->outcome, row->codes, checks, text_eq(row->codes, RUN_WAITS) ? told->result.amount_fen : 0);
	return month_line(r->ctx->arena, months_outcome_name(told->result.outcome), codes, checks, told->result.amount_fen);
}

static enum err_code tell_seen(struct replaying *r, const struct month_row *row, const struct qualification *q, const char **ret_told)
{
	struct ctx *ctx = r->ctx;
	struct month_house house;
	struct month_told told;
	uint8_t digest[SM3_SIZE];
	int32_t counted, month;
	bool there;
	enum err_code code = month_seen_read(ctx->arena, &row->seen, &house, &counted);
	if (code || !month_parse(row->month, &month) || !policy_scheme_find(q->scheme, &house.scheme)) {
		*ret_told = "what it saw cannot be read";
		return code == ERR_NOMEM ? err_set(&ctx->err, code, "arena") : ERR_OK;
	}
	code = open_packs(r, &house, &there);
	if (code)
		return code;
	if (!month_seen_digest(ctx->arena, &house, &row->seen, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest");
	if (!there || row->facts_sm3.n != SM3_SIZE || !crypto_equal(digest, row->facts_sm3.p, SM3_SIZE)) {
		*ret_told = there ? "what it saw was changed" : "a version it saw is missing";
		return ERR_OK;
	}
	const struct policy *admission = row->admission_version ? policy_by_version(ctx->policies, row->admission_version) : NULL;
	const struct policy *standard = row->standard_version ? policy_by_version(ctx->policies, row->standard_version) : NULL;
	if ((row->admission_version && !admission) || (row->standard_version && !standard)) {
		*ret_told = "a policy version is missing";
		return ERR_OK;
	}
	if (month_tell_by(ctx->arena, admission, standard, &house, month, counted, &told)) {
		*ret_told = "its facts cannot be judged";
		return ERR_OK;
	}
	*ret_told = told_line(r, row, &told);
	return ERR_OK;
}

static enum err_code replay_months(struct replaying *r)
{
	struct ctx *ctx = r->ctx;
	struct qualification q;
	struct month_row *rows;
	size_t n;
	enum err_code code = qualification_of_case(ctx, r->c.id, &q);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return ERR_OK;
	}
	if (!code)
		code = month_history(ctx, q.id, &rows, &n);
	for (size_t i = 0; i < n && !code; i++) {
		const struct month_row *row = &rows[i];
		const char *told = NULL, *what = arena_printf(ctx->arena, "month %s rev %lld by %s %s", row->month, (long long)row->rev,
		                                              row->admission_version ? row->admission_version : "-",
		                                              row->standard_version ? row->standard_version : "-");
		if (!row->seen.p)
			continue; /* taken over from elsewhere */
		code = tell_seen(r, row, &q, &told);
		if (code)
			return code;
		r->out->months++;
		code = compare(r, what, month_line(ctx->arena, row->outcome, row->codes, row->checks, row->amount_fen), told);
	}
	return code;
}

enum err_code replay_case(struct ctx *ctx, int64_t case_id, struct replayed *ret_replayed)
{
	struct replaying r = { .ctx = ctx, .out = ret_replayed };
	*ret_replayed = (struct replayed){ 0 };
	enum err_code code = casefile_read(ctx, case_id, &r.c);
	for (int64_t round = 1; !code && round <= r.c.round; round++)
		code = one_round(&r, round);
	return code ? code : replay_months(&r);
}
