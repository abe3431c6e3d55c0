/* Results of a trial on past applications, in few bytes: a row for each that changes, sums, failures of each check. Pure. */
#ifndef FLOW_POPULATION_CASE_PACK_H
#define FLOW_POPULATION_CASE_PACK_H

#include "base/varint.h"
#include "domain/policy/population_case.h"
#include "domain/rules/rules.h"

/* By what it comes to, where that is something else; other: the same for other checks. */
enum population_case_kind { APPLICATION_SAME, APPLICATION_NEWLY_APPROVED, APPLICATION_NEWLY_REFUSED, APPLICATION_NEWLY_WAITING, APPLICATION_OTHER, APPLICATION_KINDS };
const char *population_case_kind_name(enum population_case_kind kind); /* "newly_approved" */
bool population_case_kind_find(const char *name, enum population_case_kind *ret_kind) MUST_CHECK;

struct population_case_row {
	int64_t case_id;
	enum decision decision[2]; /* before, after; by the checks alone, whatever a person decided */
	uint32_t checks[2];        /* CHECK_BITs: of a refusal those that fail, of one that waits those that nobody can judge */
};
enum population_case_kind population_case_kind_of(const struct population_case_row *row);
bool population_case_wanted(const struct population_case_row *row, const char *kind); /* of that kind; NULL: whatever changes */

/* Rows in order of their case; *last is the one before, 0 at the start. */
void population_case_row_put(struct buf *b, const struct population_case_row *row, int64_t *last);
struct population_case_rows {
	struct varint_reader in;
	int64_t last;
};
void population_case_rows_open(struct population_case_rows *r, const struct blob *packed);
bool population_case_row_get(struct population_case_rows *r, struct population_case_row *ret_row) MUST_CHECK; /* false: the end; r->in.bad: no such rows */

struct population_case_tally {
	struct population_case_sum sum; /* without checks */
	int64_t fails[CHECK_CODES][2];
};
void population_case_count(struct population_case_tally *t, const struct population_case_row *row);
/* Adds a chunk, or what was summed up before. false: checks that cannot be read. */
bool population_case_add(struct population_case_tally *t, const struct population_case_sum *sum) MUST_CHECK;

#endif
