/* Statements of the queue; see job.c. */
#ifndef STORE_JOB_SQL_H
#define STORE_JOB_SQL_H

#include "store/db.h"

struct job_row {
	int64_t id, subject_id, attempts, fence, delay_ms;
	const char *public_id, *kind, *dedupe_key, *state, *owner, *why;
	struct blob uid, payload, result, owner_mac;
};

enum {
	JOB_PUT, JOB_BY_DEDUPE, JOB_AGAIN_FROM_NEW, JOB_DUE, JOB_EXPIRED, JOB_TAKE, JOB_TAKE_UNKNOWN, JOB_NEXT, JOB_RENEW, JOB_DONE, JOB_DELAY, JOB_FAILED,
	JOB_UNKNOWN, JOB_VIEW, JOB_STATEMENTS
};
extern const struct sql_stmt job_stmts[JOB_STATEMENTS];

#endif
