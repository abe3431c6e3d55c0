#include "job/jobs.h"

#include "flow/population_flow.h"
#include "flow/whitelist_flow.h"

/* Short turns: payments and messages of the same runner wait no longer than this. */
#define SLICE_MS 1500

enum err_code job_policy_trial(struct job_ctx *jc, const struct job *job)
{
	bool more;
	enum err_code code = population_run(jc->ctx, job, SLICE_MS, &more);
	return code || !more ? code : job_again(jc->ctx, job, 0, NULL);
}

enum err_code job_whitelist_load(struct job_ctx *jc, const struct job *job)
{
	enum err_code code = whitelist_load(jc->ctx, job);
	return code ? code : job_done(jc->ctx, job, NULL);
}

enum err_code job_whitelist_spread(struct job_ctx *jc, const struct job *job)
{
	enum err_code code = whitelist_spread(jc->ctx, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}
