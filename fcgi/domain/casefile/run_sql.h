/* Statements of run.c. */
#ifndef DOMAIN_CASEFILE_RUN_SQL_H
#define DOMAIN_CASEFILE_RUN_SQL_H

#include "domain/casefile/run.h"

enum run_stmt {
	RUN_INSERT, RUN_READ, RUN_LOCK, RUN_FIND, RUN_OF_MONTH, RUN_UPDATE, RUN_STOP, RUN_ASKED, RUN_OPEN_APPROVAL, RUN_SPAN, RUN_RANGE_INSERT, RUN_RANGES, RUN_RANGE_READ,
	RUN_RANGE_AT, RUN_RANGE_LOCK, RUN_RANGE_UPDATE, RUN_RANGES_BEGIN, RUN_SUMS, RUN_FUNNEL_ADD, RUN_FUNNEL_SUMS, RUN_STALE, RUN_ENTRIES, RUN_MONTH_INSERT, RUN_LIST,
	RUN_PEOPLE_OUTCOME, RUN_PEOPLE_CHANGE, RUN_STMTS
};

struct run_key {
	int64_t id, at, before, limit;
	const char *scheme, *month, *text;
};
struct run_range_in {
	int64_t run_id, seq, after, to, at;
	const char *scheme, *from, *upto;
};

extern const struct sql_stmt run_stmts[RUN_STMTS];

#endif
