/* A policy draft tried on everybody who holds a qualification, before it is published (B3): each month's payment by the versions in force
 * and by the same with the draft in their place. Started and stopped by a person, worked off by range jobs that resume where they were.
 * It writes rows of its own only. */
#ifndef FLOW_POPULATION_FLOW_H
#define FLOW_POPULATION_FLOW_H

#include "flow/population_pack.h"
#include "store/job.h"
#include "store/request_key.h"

struct population_ask {
	const char *version;
	int64_t ver;
	const char *month; /* NULL: the first that begins when the draft holds */
};
/* ERR_INVALID: fields; ERR_STALE: another ver; ERR_STATE: not to be tried any more, or one of the scheme is running. */
enum err_code population_start(struct ctx *ctx, const struct population_ask *in, const struct request_key *key, int64_t *ret_id) MUST_CHECK;
enum err_code population_stop(struct ctx *ctx, int64_t id, const struct request_key *key) MUST_CHECK; /* ERR_STATE: it has ended */

/* The trial with what is summed up so far. */
enum err_code population_view(struct ctx *ctx, int64_t id, struct population *ret_row, struct population_tally *ret_tally) MUST_CHECK;
int64_t population_parts(const struct population *row); /* files that an export comes in */
/* The trial, when its people are still there and `kind` is one of those who change or NULL. */
enum err_code population_kept(struct ctx *ctx, int64_t id, const char *kind, struct population *ret_row) MUST_CHECK;

struct population_line {
	struct population_row row;
	struct population_person person;
};
#define POPULATION_PAGE 50
#define POPULATION_PART 50000 /* qualification numbers that a part spans */
#define POPULATION_CHUNKS_AT_ONCE 8
/* Those of a kind (NULL: all who change) behind qualification `after`. ret_next: the last one; 0: no more. ERR_STATE: thrown away. */
enum err_code population_page(struct ctx *ctx, int64_t id, const char *kind, int64_t after, struct population_line **ret_lines, size_t *ret_n,
                              int64_t *ret_next) MUST_CHECK;
/* One part (from 1) as CSV for Excel: UTF-8 with a mark, masked names, no cell that is a formula. Audited. */
enum err_code population_export(struct ctx *ctx, int64_t id, const char *kind, int64_t part, struct buf *out) MUST_CHECK;

/* One turn of a range job, about slice_ms long. The job is settled inside when its range is at its end or the trial was ended; ret_more:
 * another turn is wanted. */
enum err_code population_run(struct ctx *ctx, const struct job *job, int64_t slice_ms, bool *ret_more) MUST_CHECK;

#endif
