#include "flow/pay_run.h"
#include "job/jobs.h"
#include "job/pay.h"

/* Run again it asks the bank before anything else, so that a lost lease ("pay_send?") is answered by the same function. */
enum err_code job_pay_send(struct job_ctx *jc, const struct job *job)
{
	enum sending sending;
	enum err_code rc = send_batch(jc->ctx, jc->http, job->subject_id, &sending);
	if (rc)
		return rc;
	switch (sending) {
	case SENDING_LATER: return job_again(jc->ctx, job, pay_poll_ms(job->attempts + 3), "the bank gave no clear answer");
	case SENDING_STOPPED: return job_failed(jc->ctx, job, "the file is not the one that was agreed on");
	case SENDING_DONE:
	case SENDING_REFUSED: break;
	}
	return job_done(jc->ctx, job, NULL);
}

int64_t pay_poll_ms(int64_t attempts)
{
	int64_t ms = 200;
	for (int64_t i = 1; i < attempts && ms < 30000; i++)
		ms *= 2;
	return ms < 30000 ? ms : 30000;
}

enum err_code job_pay_release(struct job_ctx *jc, const struct job *job)
{
	enum err_code rc = release_held(jc->ctx, job->subject_id);
	if (rc == ERR_STATE)
		return job_failed(jc->ctx, job, jc->ctx->err.text);
	return rc ? rc : job_done(jc->ctx, job, NULL);
}
