#include "flow/pay_jobs.h"

#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>

static enum err_code put(struct ctx *ctx, const char *kind, const char *dedupe, int64_t subject_id, const char *payload, int64_t delay_ms)
{
	struct job_new job = { .kind = kind, .dedupe_key = dedupe, .subject_id = subject_id, .payload = payload, .delay_ms = delay_ms, .again = true };
	return job_put(ctx, &job, NULL, NULL);
}

enum err_code pay_jobs_locked(struct ctx *ctx, const struct batch *batch, const char *ground, int64_t ground_id)
{
	char detail[200];
	const char *digest = text_hex(ctx->arena, batch->file_sm3.p, batch->file_sm3.n);
	snprintf(detail, sizeof(detail), "%s: %lld payments, %lld fen, digest %s, %s %lld", batch->batch_no, (long long)batch->n,
	         (long long)batch->sum_fen, digest ? digest : "", ground, (long long)ground_id);
	struct audit_row audit = { .action = "pay.lock", .object_kind = "batch", .object_id = batch->id, .detail = detail };
	enum err_code rc = audit_write(ctx, &audit);
	return rc ? rc : pay_jobs_send(ctx, batch->id, batch->fence);
}

/* The fence in the key: each time a sender was lost, a new row can be put beside the one that ended UNKNOWN. */
enum err_code pay_jobs_send(struct ctx *ctx, int64_t batch_id, int64_t fence)
{
	char dedupe[60];
	snprintf(dedupe, sizeof(dedupe), "pay_send:%lld:%lld", (long long)batch_id, (long long)fence);
	return put(ctx, "pay_send", dedupe, batch_id, NULL, 0);
}

enum err_code pay_jobs_returns(struct ctx *ctx, int64_t batch_id, int64_t delay_ms)
{
	char dedupe[40];
	snprintf(dedupe, sizeof(dedupe), "pay_returns:%lld", (long long)batch_id);
	return put(ctx, "pay_returns", dedupe, batch_id, NULL, delay_ms);
}

enum err_code pay_jobs_statement(struct ctx *ctx, int32_t day, int64_t cause)
{
	char dedupe[60];
	snprintf(dedupe, sizeof(dedupe), "pay_statement:%lld:%lld", (long long)day, (long long)cause);
	return put(ctx, "pay_statement", dedupe, day, NULL, 0);
}

enum err_code pay_jobs_collect(struct ctx *ctx, const char *scheme, int64_t cause)
{
	char dedupe[60], payload[20];
	snprintf(dedupe, sizeof(dedupe), "pay_collect:%s:%lld", scheme, (long long)cause);
	snprintf(payload, sizeof(payload), "\"%s\"", scheme);
	return put(ctx, "pay_collect", dedupe, 0, payload, 0);
}

enum err_code pay_jobs_query(struct ctx *ctx, int64_t cause)
{
	char dedupe[40];
	snprintf(dedupe, sizeof(dedupe), "pay_query:%lld", (long long)cause);
	return put(ctx, "pay_query", dedupe, cause, NULL, 0);
}
