/* Statements over policy_trial and policy_trial_chunk. */
#ifndef DOMAIN_POLICY_POPULATION_SQL_H
#define DOMAIN_POLICY_POPULATION_SQL_H

#include "domain/policy/population.h"

struct population_in {
	int64_t id, range_no, from, to, limit, at;
	const char *scheme, *state, *why, *place, *kind;
};
struct population_done_in {
	int64_t id;
	struct population_sum sum;
};

enum {
	POPULATION_EXTENT, POPULATION_INSERT, POPULATION_READ, POPULATION_LOCK, POPULATION_LIST, POPULATION_BEGIN, POPULATION_END, POPULATION_RANGE_DONE,
	POPULATION_DONE, POPULATION_PRUNE_CHUNKS, POPULATION_PRUNE, POPULATION_CHUNK_PUT, POPULATION_CURSOR, POPULATION_SUMS, POPULATION_CHUNKS,
	POPULATION_PERSON, POPULATION_PEOPLE, POPULATION_STMTS
};
#define POPULATION_SQL(stmt) (&population_sql.stmts[stmt])

#endif
