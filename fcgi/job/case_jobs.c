#include "job/jobs.h"

#include "base/text.h"
#include "flow/case_work.h"
#include "flow/change_events.h"

#include <string.h>

#define MONTH_RUN_EVERY_MS (10 * 60 * 1000)

enum err_code job_accept_case(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	enum err_code code = accept_case(jc->ctx, &outside, job->subject_id, job->payload);
	return code ? code : job_done(jc->ctx, job, NULL);
}

enum err_code job_verify_case(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	struct verified verified;
	enum err_code code = verify_case(jc->ctx, &outside, job->subject_id, text_eq(job->payload, "all"), job->attempts, &verified);
	if (code)
		return code;
	if (verified.again_ms > 0)
		return job_again(jc->ctx, job, verified.again_ms, "waiting for a source");
	return job_done(jc->ctx, job, verified.decision ? "{\"done\":true}" : NULL);
}

enum err_code job_apply_decision(struct job_ctx *jc, const struct job *job)
{
	int64_t again_ms = 0;
	enum err_code code = apply_decision(jc->ctx, job->subject_id, &again_ms);
	if (code)
		return code;
	return again_ms > 0 ? job_again(jc->ctx, job, again_ms, "not yet in effect") : job_done(jc->ctx, job, NULL);
}

static enum err_code settle(struct job_ctx *jc, const struct job *job, enum settling_kind kind)
{
	struct outside outside = { jc->http, jc->data_token };
	int64_t again_ms = 0;
	enum err_code code = settle_months(jc->ctx, &outside, job->subject_id, kind, job->attempts, &again_ms);
	if (code)
		return code;
	return again_ms > 0 ? job_again(jc->ctx, job, again_ms, "months wait") : job_done(jc->ctx, job, NULL);
}

enum err_code job_settle_months(struct job_ctx *jc, const struct job *job)
{
	return settle(jc, job, SETTLE_WAITING);
}

enum err_code job_month_check(struct job_ctx *jc, const struct job *job)
{
	return settle(jc, job, SETTLE_DUE);
}

enum err_code job_month_recheck(struct job_ctx *jc, const struct job *job)
{
	return settle(jc, job, SETTLE_RECHECK);
}

enum err_code job_month_remind(struct job_ctx *jc, const struct job *job)
{
	enum err_code code = month_remind(jc->ctx, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}

enum err_code job_month_run(struct job_ctx *jc, const struct job *job)
{
	int64_t n;
	enum err_code code = month_run(jc->ctx, &n);
	if (!code)
		code = watch_households(jc->ctx, &n);
	return code ? code : job_again(jc->ctx, job, MONTH_RUN_EVERY_MS, NULL);
}

enum err_code job_supplement_due(struct job_ctx *jc, const struct job *job)
{
	enum err_code code = supplement_due(jc->ctx, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}

/* Lost on its way: asked about first. In doubt: asked about later, never sent blindly again. */
enum err_code job_notice(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	enum err_code code = send_notice(jc->ctx, &outside, job->subject_id, strchr(job->kind, '?') != NULL);
	if (code == ERR_UNCERTAIN)
		return job_again(jc->ctx, job, job_backoff_ms(jc->ctx->config, job->attempts), "unclear, will ask");
	return code ? code : job_done(jc->ctx, job, NULL);
}

enum err_code job_sso_swap(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	return sign_on_swap(jc->ctx, &outside, job);
}

enum err_code job_self_check(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	return self_check(jc->ctx, &outside, job);
}

enum err_code job_prefill(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	return prefill_form(jc->ctx, &outside, job);
}
