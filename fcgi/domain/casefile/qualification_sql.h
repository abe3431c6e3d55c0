/* Statements of qualification.c. */
#ifndef DOMAIN_CASEFILE_QUALIFICATION_SQL_H
#define DOMAIN_CASEFILE_QUALIFICATION_SQL_H

#include "domain/casefile/qualification.h"

enum qualification_stmt {
	QUALIFICATION_INSERT, QUALIFICATION_READ, QUALIFICATION_OF_CASE, QUALIFICATION_COVER, QUALIFICATION_HOLDING, MONTHS_WANT_BUDGET, QUALIFICATION_DUE, QUALIFICATION_OVER,
	QUALIFICATION_ENDING, QUALIFICATION_LIVE, QUALIFICATION_LIVE_N, QUALIFICATION_CUT, QUALIFICATION_END, QUALIFICATION_FREE, QUALIFICATION_LISTED,
	QUALIFICATION_IN_SCHEME, MONTH_INSERT, MONTH_NEXT_REV,
	MONTH_LIST, MONTH_HISTORY, QUALIFICATION_STMTS
};
struct covered_in {
	int64_t qualification_id, person_id, covered;
	const char *relation, *counted_from, *exclusive;
};
struct month_key {
	int64_t person_id;
	const char *cap_group, *month;
};

extern const struct sql_stmt qualification_stmts[QUALIFICATION_STMTS];
extern const struct sql_module qualification_sql;

#endif
