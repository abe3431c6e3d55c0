/* Rows of a policy draft tried on the live population (B3): the trial, and its results in chunks, each written together with how far its
 * range is. Those of past applications are population_case.h's. Nothing here is read by a decision. Writing functions run inside the caller's transaction. */
#ifndef DOMAIN_POLICY_POPULATION_H
#define DOMAIN_POLICY_POPULATION_H

#include "domain/policy/population_case.h"

/* Sums of a chunk or of a whole trial. `checks` is flow/population_pack.h's. */
struct population_sum {
	int64_t looked, judged, people, same, gain, lose, newly_paid, no_longer, other, waits, fen_before, fen_after;
	struct blob checks;
};
struct population {
	int64_t id, draft_id, draft_ver, last_id, total, asked_by, asked_at, started_at, ended_at, ranges, ranges_done, kept, now; /* now: the database's */
	int64_t cases_last_id, cases_total, case_ranges; /* of the ranges the last ones */
	const char *version, *body, *scheme, *month, *facts_month, *admission_before, *standard_before, *admission_after, *standard_after, *state, *why,
		*place, *asker;
	const char *cases_since; /* day; NULL: the draft has no conditions of admission, and there is no section of applications */
	struct blob sm3;
	struct population_sum sum; /* of a trial that is done; the others' are in the chunks */
	struct population_case_sum cases;
};
#define POPULATION_KEPT 20 /* trials of a scheme whose chunks are kept */

/* total and last_id of the scheme as it is now. */
enum err_code population_extent(struct ctx *ctx, const char *scheme, int64_t *ret_total, int64_t *ret_last_id) MUST_CHECK;
enum err_code population_insert(struct ctx *ctx, const struct population *row, int64_t *ret_id) MUST_CHECK; /* ERR_DUPLICATE: one of the scheme is running */
enum err_code population_read(struct ctx *ctx, int64_t id, struct population *ret_row) MUST_CHECK;          /* with its body; ERR_NOT_FOUND */
enum err_code population_lock(struct ctx *ctx, int64_t id, struct population *ret_row) MUST_CHECK;
enum err_code population_list(struct ctx *ctx, const char *version, struct population **ret_rows, size_t *ret_n) MUST_CHECK; /* newest first, no bodies */

/* queued to running; does nothing to others. */
enum err_code population_begin(struct ctx *ctx, int64_t id) MUST_CHECK;
/* To stopped or failed, unless it has ended; ret_ended: it was this call. */
enum err_code population_end(struct ctx *ctx, int64_t id, const char *state, const char *why, const char *place, bool *ret_ended) MUST_CHECK;
enum err_code population_range_done(struct ctx *ctx, int64_t id) MUST_CHECK;
enum err_code population_done(struct ctx *ctx, int64_t id, const struct population_sum *sum, const struct population_case_sum *cases) MUST_CHECK;
/* Chunks of the scheme's older trials go; their sums stand. */
enum err_code population_prune(struct ctx *ctx, const char *scheme) MUST_CHECK;

struct population_chunk {
	int64_t trial_id, range_no, to_id;
	struct population_sum sum;
	struct blob packed;
};
enum err_code population_chunk_put(struct ctx *ctx, const struct population_chunk *chunk) MUST_CHECK; /* ERR_DUPLICATE: another runner has it */
/* Where a range goes on; `from` when it has not begun. */
enum err_code population_cursor(struct ctx *ctx, int64_t id, int64_t range_no, int64_t from, int64_t *ret_after) MUST_CHECK;
enum err_code population_sums(struct ctx *ctx, int64_t id, struct population_chunk **ret_rows, size_t *ret_n) MUST_CHECK; /* no rows in them */
/* Chunks with somebody of that kind (NULL: anybody who changes), behind qualification `after`, at most `limit`; in order of to_id. */
enum err_code population_chunks(struct ctx *ctx, int64_t id, const char *kind, int64_t after, int64_t limit, struct population_chunk **ret_rows,
                                size_t *ret_n) MUST_CHECK;

/* Who it is, as lists show it. */
struct population_person {
	int64_t qualification_id, case_id;
	const char *number, *case_public_id, *masked;
};
enum err_code population_person(struct ctx *ctx, int64_t qualification_id, struct population_person *ret_row) MUST_CHECK;
/* Those of qualifications from `from` to `to` of the scheme, in their order. */
enum err_code population_people(struct ctx *ctx, const char *scheme, int64_t from, int64_t to, size_t cap, struct population_person **ret_rows,
                                size_t *ret_n) MUST_CHECK;

extern const struct sql_module population_sql;

#endif
