/* Statements over policy_trial_case_chunk, and over policy_trial for the sums of its applications. */
#ifndef DOMAIN_POLICY_POPULATION_CASE_SQL_H
#define DOMAIN_POLICY_POPULATION_CASE_SQL_H

#include "domain/policy/population_case.h"

struct population_case_in {
	int64_t id, range_no, from, to, limit;
	const char *scheme, *kind;
};
struct population_case_done_in {
	int64_t id;
	struct population_case_sum sum;
};

enum {
	POPULATION_CASE_EXTENT, POPULATION_CASE_CHUNK_PUT, POPULATION_CASE_CURSOR, POPULATION_CASE_SUMS, POPULATION_CASE_CHUNKS, POPULATION_CASE_DONE,
	POPULATION_CASE_PRUNE, POPULATION_APPLICATION, POPULATION_APPLICATIONS, POPULATION_CASE_STMTS
};
#define POPULATION_CASE_SQL(stmt) (&population_case_sql.stmts[stmt])
/* Columns of a struct population_case_sum that is `sum` of S. */
#define POPULATION_CASE_SUM_OF(S, sum) \
	COL_I(S, sum.looked), COL_I(S, sum.judged), COL_I(S, sum.same), COL_I(S, sum.newly_approved), COL_I(S, sum.newly_refused), COL_I(S, sum.newly_waiting), \
		COL_I(S, sum.other), COL_I(S, sum.approved[0]), COL_I(S, sum.approved[1]), COL_I(S, sum.refused[0]), COL_I(S, sum.refused[1]), \
		COL_I(S, sum.waiting[0]), COL_I(S, sum.waiting[1]), COL_B(S, sum.checks)

#endif
