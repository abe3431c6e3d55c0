/* Payment jobs beside those that job/jobs.h names. */
#ifndef JOB_PAY_H
#define JOB_PAY_H

#include "job/jobs.h"

job_fn job_pay_make, job_pay_apply, job_pay_release;

/* 200 ms doubled with each attempt, at most 30 s: for answers that come soon or late. */
int64_t pay_poll_ms(int64_t attempts);

#endif
