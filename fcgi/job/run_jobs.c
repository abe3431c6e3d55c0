#include "job/jobs.h"

#include "base/date.h"
#include "flow/run_flow.h"

#define LEASE_MS 3000  /* short: when this runner dies another one goes on soon */
#define TURN_MS 5000   /* then the row is given back, so that other work gets its turn */
#define CHUNK_ARENA ((size_t)128 << 20)

/* Each chunk has its own memory, so that a range takes no more than a chunk does. */
static enum err_code chunk(struct job_ctx *jc, struct arena *arena, const struct job *job, bool *ret_more)
{
	struct ctx *ctx = jc->ctx;
	struct arena *own = ctx->arena;
	struct outside outside = { jc->http, jc->data_token };
	arena_reset(arena);
	ctx->arena = arena;
	db_use(ctx->db, arena, &ctx->err);
	enum err_code code = run_range_chunk(ctx, &outside, job->subject_id, ret_more);
	ctx->arena = own;
	db_use(ctx->db, own, &ctx->err);
	return code;
}

enum err_code job_run_range(struct job_ctx *jc, const struct job *job)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(CHUNK_ARENA);
	int64_t start = clock_mono_ms(), renewed = 0;
	bool more = true;
	enum err_code code = arena ? ERR_OK : err_set(&jc->ctx->err, ERR_NOMEM, "arena");
	while (!code && more && clock_mono_ms() - start < TURN_MS) {
		if (!renewed || clock_mono_ms() - renewed > LEASE_MS / 3) {
			code = job_renew(jc->ctx, job, LEASE_MS);
			renewed = clock_mono_ms();
		}
		if (!code)
			code = chunk(jc, arena, job, &more);
	}
	if (code)
		return code;
	return more ? job_again(jc->ctx, job, 0, NULL) : job_done(jc->ctx, job, NULL);
}

enum err_code job_run_step(struct job_ctx *jc, const struct job *job)
{
	enum err_code code = run_step(jc->ctx, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}
