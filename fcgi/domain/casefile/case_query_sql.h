/* Statements of case_query.c. */
#ifndef DOMAIN_CASEFILE_CASE_QUERY_SQL_H
#define DOMAIN_CASEFILE_CASE_QUERY_SQL_H

#include "domain/casefile/case_query.h"

enum case_query_stmt {
	CASE_QUERY_ALL, CASE_QUERY_STATE, CASE_QUERY_SCHEME_STATE, CASE_QUERY_DUE, CASE_QUERY_MINE, CASE_QUERY_PROJID, CASE_QUERY_ONE, CASE_QUERY_OWN,
	CASE_QUERY_NUMBER, CASE_QUERY_COUNTS, CASE_QUERY_OVERDUE, CASE_QUERY_WAITING, CASE_QUERY_MEMBERS, CASE_QUERY_TIMELINE, CASE_QUERY_DECISION,
	CASE_QUERY_STMTS
};
struct case_query_in {
	const char *state, *scheme, *day, *text;
	int64_t id, limit, person_id;
};

extern const struct sql_stmt case_query_stmts[CASE_QUERY_STMTS];
extern const struct sql_module case_query_sql;

#endif
