/* Statements of the case flows that belong to no module of domain: marks of pulls, alarms by sweep, the runner's idleness. */
#ifndef FLOW_CASE_FLOW_SQL_H
#define FLOW_CASE_FLOW_SQL_H

#include "store/db.h"

enum case_flow_stmt {
	FLOW_MARK_READ, FLOW_MARK_SET, FLOW_MARK_INSERT, FLOW_JOBS_BUSY, FLOW_REPORT_EARLIER, FLOW_TURN_TAKE, FLOW_TURN_GIVE,
	FLOW_SWEEP_JOB_LATE, FLOW_SWEEP_JOB_STUCK, FLOW_SWEEP_NOTICE, FLOW_SWEEP_ATTEMPT, FLOW_SWEEP_CASE, FLOW_SWEEP_CLEAR_JOBS, FLOW_SWEEP_CLEAR_NOTICES,
	FLOW_SWEEP_CLEAR_ATTEMPTS, FLOW_SWEEP_CLEAR_CASES,
	CASE_FLOW_STMTS
};
struct mark_in {
	const char *name, *value;
	int64_t at;
};
struct sweep_in {
	int64_t before, at;
	const char *text, *day;
};

extern const struct sql_stmt case_flow_stmts[CASE_FLOW_STMTS];
extern const struct sql_module case_flow_sql;

#endif
