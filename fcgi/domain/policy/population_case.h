/* Rows of the second section of a trial (B3): a draft with conditions of admission on past applications. Its chunks, and sums that the trial
 * keeps. Nothing here is read by a decision. Writing functions run inside the caller's transaction. */
#ifndef DOMAIN_POLICY_POPULATION_CASE_H
#define DOMAIN_POLICY_POPULATION_CASE_H

#include "store/ctx.h"

/* Sums of a chunk or of a whole trial, [0] before, [1] after. `checks` is flow/population_pack.h's. */
struct population_case_sum {
	int64_t looked, judged, same, newly_approved, newly_refused, newly_waiting, other, approved[2], refused[2], waiting[2];
	struct blob checks;
};
struct population_case_chunk {
	int64_t trial_id, range_no, to_id;
	struct population_case_sum sum;
	struct blob packed;
};

/* Applications of the scheme as they are now. */
enum err_code population_case_extent(struct ctx *ctx, const char *scheme, int64_t *ret_total, int64_t *ret_last_id) MUST_CHECK;
enum err_code population_case_chunk_put(struct ctx *ctx, const struct population_case_chunk *chunk) MUST_CHECK; /* ERR_DUPLICATE: another runner has it */
/* Where a range goes on; `from` when it has not begun. */
enum err_code population_case_cursor(struct ctx *ctx, int64_t id, int64_t range_no, int64_t from, int64_t *ret_after) MUST_CHECK;
enum err_code population_case_sums(struct ctx *ctx, int64_t id, struct population_case_chunk **ret_rows, size_t *ret_n) MUST_CHECK; /* no rows in them */
/* Chunks with an application of that kind (NULL: any that changes), behind `after`, at most `limit`; in order of to_id. */
enum err_code population_case_chunks(struct ctx *ctx, int64_t id, const char *kind, int64_t after, int64_t limit, struct population_case_chunk **ret_rows,
                                     size_t *ret_n) MUST_CHECK;
/* Part of population_done and population_prune. */
enum err_code population_case_done(struct ctx *ctx, int64_t id, const struct population_case_sum *sum) MUST_CHECK;
enum err_code population_case_prune(struct ctx *ctx, const char *scheme) MUST_CHECK;

/* Which application it is, as lists show it. */
struct population_application {
	int64_t case_id;
	const char *number, *public_id, *masked; /* number: filing number, or the public id where it has none */
};
enum err_code population_application(struct ctx *ctx, int64_t case_id, struct population_application *ret_row) MUST_CHECK;
/* Those of cases `from` to `to` of the scheme, in their order. */
enum err_code population_applications(struct ctx *ctx, const char *scheme, int64_t from, int64_t to, size_t cap, struct population_application **ret_rows,
                                      size_t *ret_n) MUST_CHECK;

extern const struct sql_module population_case_sql;

#endif
