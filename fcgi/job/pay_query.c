#include "flow/pay_run.h"
#include "job/jobs.h"
#include "job/pay.h"

#define EVERY_MS 30000

/* Subject 0 is the scheduled row: it also picks up what was left behind. The others ask soon after a doubt arose, and again. */
enum err_code job_pay_query(struct job_ctx *jc, const struct job *job)
{
	size_t settled = 0, left = 0;
	enum err_code rc = job->subject_id == 0 ? sweep_payments(jc->ctx) : ERR_OK;
	if (!rc)
		rc = query_unknown(jc->ctx, jc->http, &settled, &left);
	if (rc)
		return rc;
	if (job->subject_id == 0)
		return job_again(jc->ctx, job, EVERY_MS, NULL);
	bool again = left > 0 && job->attempts < 6; /* later the scheduled row goes on */
	return again ? job_again(jc->ctx, job, pay_poll_ms(job->attempts + 1), "still in doubt") : job_done(jc->ctx, job, NULL);
}
