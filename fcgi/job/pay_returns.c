#include "flow/pay_run.h"
#include "job/jobs.h"
#include "job/pay.h"

#define LATE_EVERY_MS 10000
#define OPEN_EVERY_MS 30000

/* Subject 0 is the scheduled row: late return files of any batch. */
static enum err_code late(struct job_ctx *jc, const struct job *job)
{
	size_t n = 0;
	enum err_code rc = fetch_late_returns(jc->ctx, jc->http, &n);
	return rc ? rc : job_again(jc->ctx, job, LATE_EVERY_MS, NULL);
}

enum err_code job_pay_returns(struct job_ctx *jc, const struct job *job)
{
	struct taken taken = { 0 };
	if (job->subject_id == 0)
		return late(jc, job);
	enum err_code rc = fetch_return(jc->ctx, jc->http, job->subject_id, &taken);
	if (rc == ERR_NOT_FOUND)
		return job_again(jc->ctx, job, pay_poll_ms(job->attempts), "the return file is not there yet");
	if (rc == ERR_INVALID)
		return job_again(jc->ctx, job, OPEN_EVERY_MS, "the return file cannot be read");
	if (rc)
		return rc;
	return taken.closed ? job_done(jc->ctx, job, NULL) : job_again(jc->ctx, job, OPEN_EVERY_MS, "some payments have no final answer yet");
}
