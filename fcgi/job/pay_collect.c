#include "base/text.h"
#include "flow/pay_run.h"
#include "job/jobs.h"
#include "job/pay.h"

#include <string.h>

#define TRY_AGAIN_MS 60000

/* Payload: "type2", "rental" or "purchase" as a JSON string; none = the scheduled row, which looks at all of them. */
static const char *const schemes[] = { "type2", "rental", "purchase" };

static bool asked_for(const struct job *job, const char *scheme)
{
	size_t n = strlen(scheme);
	return !job->payload || (strlen(job->payload) == n + 2 && memcmp(job->payload + 1, scheme, n) == 0);
}

enum err_code job_pay_collect(struct job_ctx *jc, const struct job *job)
{
	bool blocked = false;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		struct collected c = { .more = asked_for(job, schemes[i]) };
		while (c.more && !blocked) {
			enum err_code rc = collect_payments(jc->ctx, schemes[i], &c);
			if (rc)
				return rc;
			blocked = c.blocked;
		}
	}
	if (!job->payload)
		return job_again(jc->ctx, job, TRY_AGAIN_MS, NULL);
	return blocked ? job_again(jc->ctx, job, TRY_AGAIN_MS, "an open difference forbids payments") : job_done(jc->ctx, job, NULL);
}

enum err_code job_pay_make(struct job_ctx *jc, const struct job *job)
{
	for (size_t i = 0; job->payload && i < ARRAY_LEN(schemes); i++) {
		if (!asked_for(job, schemes[i]))
			continue;
		struct made_batch made;
		struct buf b;
		enum err_code rc = make_batch(jc->ctx, schemes[i], job->subject_id, &made);
		if (rc == ERR_NOT_FOUND)
			return job_failed(jc->ctx, job, "no order waits for two persons");
		if (rc)
			return rc;
		buf_init(&b, jc->ctx->arena, 200);
		buf_char(&b, '{');
		buf_key_int(&b, "id", made.id);
		buf_key_int(&b, "n", made.n);
		buf_key_int(&b, "sum_fen", made.sum_fen);
		buf_key_str(&b, "digest", made.digest);
		buf_key_int(&b, "approval", made.approval_id);
		buf_char(&b, '}');
		return b.failed ? err_set(&jc->ctx->err, ERR_NOMEM, "arena") : job_done(jc->ctx, job, b.p);
	}
	return job_failed(jc->ctx, job, "no such scheme");
}

enum err_code job_pay_apply(struct job_ctx *jc, const struct job *job)
{
	enum err_code rc = apply_approval(jc->ctx, job->subject_id);
	if (rc == ERR_LIMIT)
		return job_again(jc->ctx, job, TRY_AGAIN_MS, "an open difference forbids payments");
	if (rc == ERR_STATE)
		return job_failed(jc->ctx, job, jc->ctx->err.text);
	return rc ? rc : job_done(jc->ctx, job, NULL);
}
