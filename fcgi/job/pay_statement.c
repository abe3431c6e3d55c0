#include "base/date.h"
#include "flow/pay_run.h"
#include "job/jobs.h"
#include "job/pay.h"

#define EVERY_MS 60000
#define DAYS_AT_ONCE 14

/* Subject: the day, as days since 1970. Asked again until the movements of the day fit, for as long as the day or its differences last. */
enum err_code job_pay_statement(struct job_ctx *jc, const struct job *job)
{
	struct recon_day day;
	enum err_code rc = reconcile_day(jc->ctx, jc->http, (int32_t)job->subject_id, &day);
	if (rc == ERR_INVALID)
		return job_again(jc->ctx, job, EVERY_MS, "the statement cannot be read");
	if (rc)
		return rc;
	bool again = day.diffs > 0 && job->attempts < 10; /* recon_day goes on */
	return again ? job_again(jc->ctx, job, pay_poll_ms(job->attempts), "the day does not fit yet") : job_done(jc->ctx, job, NULL);
}

/* The scheduled row: days that are over and not closed, and today as it grows. */
enum err_code job_recon_day(struct job_ctx *jc, const struct job *job)
{
	int32_t *days, today = clock_today();
	size_t n;
	struct recon_day day;
	enum err_code rc = recon_open_days(jc->ctx, today, DAYS_AT_ONCE, &days, &n);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = reconcile_day(jc->ctx, jc->http, days[i], &day);
		if (rc == ERR_INVALID)
			rc = ERR_OK; /* its alarm is raised; the other days go on */
	}
	if (!rc)
		rc = reconcile_day(jc->ctx, jc->http, today, &day);
	return rc && rc != ERR_INVALID ? rc : job_again(jc->ctx, job, EVERY_MS, NULL);
}
