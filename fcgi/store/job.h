/* The only queue. job_put is called inside the business transaction; the rest are closed functions of jobd. */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "store/ctx.h"

/* What to put: payload is sealed (C3). delay_ms from the database's now. A row with the same dedupe_key is left as it is
 * (ERR_OK, ret_id = that row's id) unless it is DONE or FAILED and `again` is set: then it becomes READY anew. */
struct job_new {
	const char *kind;
	const char *dedupe_key;
	int64_t subject_id;
	const char *payload;    /* JSON text or NULL */
	int64_t delay_ms;
	bool again;
	const char *owner_token; /* session token that may read the result; NULL = nobody outside */
};
enum err_code job_put(struct ctx *ctx, const struct job_new *job, int64_t *ret_id, const char **ret_public_id) MUST_CHECK; /* rets may be NULL */
void job_wake(struct ctx *ctx); /* after the commit */

struct job {
	int64_t id, subject_id, attempts, fence;
	const char *public_id, *kind, *payload; /* payload opened */
	struct blob uid;
};
/* Leases one due row: READY and due, or RUNNING with a lease run out. Of the latter, kinds in `once_kinds` (ends with NULL; NULL = none)
 * become UNKNOWN and are handed out with kind + "?": not to be run, but to be asked about; with this fence job_done, job_failed and
 * job_again may still settle them. The others are run again. ERR_NOT_FOUND = nothing due; ret_next_ms = until the next row is due
 * (at most 60 s). Expired leases come first. */
enum err_code job_lease(struct ctx *ctx, const char *owner, int64_t lease_ms, const char *const *once_kinds, struct job *ret_job, int64_t *ret_next_ms) MUST_CHECK;
enum err_code job_renew(struct ctx *ctx, const struct job *job, int64_t lease_ms) MUST_CHECK; /* ERR_STALE: lost */
/* Each is one small transaction that checks the fence; ERR_STALE when somebody else has the lease. */
enum err_code job_done(struct ctx *ctx, const struct job *job, const char *result_json) MUST_CHECK;
enum err_code job_again(struct ctx *ctx, const struct job *job, int64_t delay_ms, const char *why) MUST_CHECK;
enum err_code job_failed(struct ctx *ctx, const struct job *job, const char *why) MUST_CHECK;
enum err_code job_unknown(struct ctx *ctx, const struct job *job, const char *why) MUST_CHECK;
/* Inside a flow transaction: checks that the lease is still ours (fence) and marks DONE together with the business rows. */
enum err_code job_done_in_tx(struct ctx *ctx, const struct job *job, const char *result_json) MUST_CHECK;

/* For /api/job: state and result, only for the owner's token. */
struct job_view { const char *state, *kind, *result; int64_t attempts; };
enum err_code job_view(struct ctx *ctx, const char *public_id, const char *owner_token, struct job_view *ret_view) MUST_CHECK;

#endif
