/* Results of a trial on the live population, in few bytes: a row for each qualification judged, sums, failures of each check. Pure. */
#ifndef FLOW_POPULATION_PACK_H
#define FLOW_POPULATION_PACK_H

#include "base/varint.h"
#include "domain/months/months.h"
#include "domain/policy/population.h"

enum population_kind { POPULATION_SAME, POPULATION_GAIN, POPULATION_LOSE, POPULATION_NEWLY_PAID, POPULATION_NO_LONGER, POPULATION_OTHER, POPULATION_KINDS };
const char *population_kind_name(enum population_kind kind); /* "newly_paid" */
bool population_kind_find(const char *name, enum population_kind *ret_kind) MUST_CHECK;

struct population_row {
	int64_t qualification_id;
	enum month_outcome outcome[2]; /* before, after */
	int64_t fen[2];
	uint32_t failed[2]; /* CHECK_BITs */
};
enum population_kind population_kind_of(const struct population_row *row);
bool population_wanted(const struct population_row *row, const char *kind); /* of that kind; NULL: whoever changes */

/* Rows in order of their qualification; *last is the one before, 0 at the start. */
void population_row_put(struct buf *b, const struct population_row *row, int64_t *last);
struct population_rows {
	struct varint_reader in;
	int64_t last;
};
void population_rows_open(struct population_rows *r, const struct blob *packed);
bool population_row_get(struct population_rows *r, struct population_row *ret_row) MUST_CHECK; /* false: the end; r->in.bad: no such rows */

struct population_tally {
	struct population_sum sum; /* without checks */
	int64_t fails[CHECK_CODES][2];
};
/* false: a sum of money overflows, nothing is counted. */
bool population_count(struct population_tally *t, const struct population_row *row, int64_t people) MUST_CHECK;
/* Failures of each check, before and after, as both sections of a trial keep them. false: they cannot be read. */
void population_checks_put(struct buf *b, int64_t fails[CHECK_CODES][2]);
bool population_checks_add(int64_t fails[CHECK_CODES][2], const struct blob *checks) MUST_CHECK;
/* Adds a chunk, or what was summed up before. false: overflow, or checks that cannot be read. */
bool population_add(struct population_tally *t, const struct population_sum *sum) MUST_CHECK;

#endif
