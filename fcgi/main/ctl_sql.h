/* The statements of the operator's tool. */
#ifndef MAIN_CTL_SQL_H
#define MAIN_CTL_SQL_H

#include "store/db.h"

struct ctl_row {
	int64_t id, n, at, attempts, number, limit;
	const char *text, *state, *kind, *name, *login, *day, *roles, *version, *scheme, *parts, *body, *public_id, *projid, *channel, *error, *month;
	struct blob sm3;
};

enum { CTL_POLICY_ONE, CTL_POLICY_ADD, CTL_GOLDEN_PUT, CTL_STAFF_LIST, CTL_STAFF_END, CTL_CASE_LIST, CTL_CASE_NAMED, CTL_CASES_AFTER, CTL_JOB_LIST, CTL_JOB_COUNTS, CTL_JOB_RETRY, CTL_STATEMENTS };
extern const struct sql_stmt ctl_stmts[CTL_STATEMENTS];

#endif
