/* Runs over every live qualification of a scheme (4F-1, 2.9): the run, its ranges of qualification ids, and what came out per check. Inside
 * the caller's transaction. Amounts in fen, times ms UTC. */
#ifndef DOMAIN_CASEFILE_RUN_H
#define DOMAIN_CASEFILE_RUN_H

#include "domain/casefile/qualification.h"
#include "store/ctx.h"

#define RUN_CHECKS_MAX 8

struct run {
	int64_t id, months, started_by, stop_by, asked, approval_id, mandate_id, created_at, judged_at, ended_at; /* DB_NULL where null */
	const char *public_id, *scheme, *month, *state, *why;
	struct blob digest; /* p NULL: not yet judged */
};

/* What a range has counted, and sums of ranges. */
struct run_counts {
	int64_t total, fetched, judged, granted, granted_fen, payable_n, payable_fen, not_payable_n, cap_n, waiting_n, kept_n, late_n, new_n, gone_n, changed_n,
	    before_n, before_fen;
};
struct run_range {
	int64_t id, run_id, seq, from_id, to_id, next_id, updated_at;
	const char *phase;
	struct run_counts n;
	struct blob digest;
};

/* ERR_DUPLICATE: the month has a run that was neither stopped nor refused. Fills id and public_id. */
enum err_code run_insert(struct ctx *ctx, struct run *run) MUST_CHECK;
enum err_code run_read(struct ctx *ctx, int64_t id, struct run *ret_run) MUST_CHECK; /* ERR_NOT_FOUND */
enum err_code run_lock(struct ctx *ctx, int64_t id, struct run *ret_run) MUST_CHECK;
enum err_code run_find(struct ctx *ctx, const char *public_id, struct run *ret_run) MUST_CHECK;
/* The newest of a month, whatever became of it; ERR_NOT_FOUND. */
enum err_code run_of_month(struct ctx *ctx, const char *scheme, const char *month, struct run *ret_run) MUST_CHECK;
/* State, digest, approval or mandate, why and the times, as they stand in run. */
enum err_code run_update(struct ctx *ctx, const struct run *run) MUST_CHECK;
enum err_code run_stop_by(struct ctx *ctx, int64_t id, int64_t staff_id, const char *why) MUST_CHECK; /* ERR_STATE: it has ended, or is being stopped */
enum err_code run_asked(struct ctx *ctx, int64_t id) MUST_CHECK;
/* The approval that somebody was asked for and may still decide; 0: none. */
enum err_code run_open_approval(struct ctx *ctx, int64_t id, int64_t *ret_approval_id) MUST_CHECK;

/* First and last id of a scheme's qualifications; ERR_NOT_FOUND when it has none. */
enum err_code run_span(struct ctx *ctx, const char *scheme, int64_t *ret_first, int64_t *ret_last) MUST_CHECK;
/* Makes ranges of `width` ids over (after, to]; each counts what the run is about. */
enum err_code run_ranges_make(struct ctx *ctx, const struct run *run, int64_t after, int64_t to, int64_t width) MUST_CHECK;
enum err_code run_ranges(struct ctx *ctx, int64_t run_id, struct run_range **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code run_range_read(struct ctx *ctx, int64_t id, struct run_range *ret_range) MUST_CHECK;
enum err_code run_range_at(struct ctx *ctx, int64_t run_id, int64_t seq, int64_t *ret_id) MUST_CHECK; /* 0: the run has no such range */
enum err_code run_range_lock(struct ctx *ctx, int64_t id, struct run_range *ret_range) MUST_CHECK;
enum err_code run_range_update(struct ctx *ctx, const struct run_range *range) MUST_CHECK; /* phase, next_id, counts, digest */
enum err_code run_sums(struct ctx *ctx, int64_t run_id, struct run_counts *ret_sums) MUST_CHECK;
/* Every range moves from phase to phase, back to its first id. ret_left: ranges that are in neither. */
enum err_code run_ranges_begin(struct ctx *ctx, int64_t run_id, const char *phase) MUST_CHECK;

/* Outcomes of a check; adds to what is there. */
struct run_funnel {
	int64_t range_id, seq, pass, fail, unknown, not_applicable;
	const char *check_code;
};
enum err_code run_funnel_add(struct ctx *ctx, const struct run_funnel *rows, size_t n) MUST_CHECK;
enum err_code run_funnel_sums(struct ctx *ctx, int64_t run_id, struct run_funnel **ret_rows, size_t *ret_n) MUST_CHECK; /* range_id 0 */

/* Qualifications above `after` up to `to` that cover the month and of whose people somebody's answers are older than since; at most limit. */
struct run_stale {
	int64_t after, to, since, limit;
	const char *scheme, *month;
};
enum err_code run_stale(struct ctx *ctx, const struct run_stale *ask, struct sql_id **ret_ids, size_t *ret_n) MUST_CHECK;

/* Newest entries of the qualifications above `after` up to `to` for the months from..upto, by qualification and month. */
struct run_entry {
	int64_t id, qualification_id, rev, amount_fen, run_id;
	const char *month, *outcome, *codes, *change_kind;
};
struct run_window {
	int64_t after, to;
	const char *scheme, *from, *upto;
};
enum err_code run_entries(struct ctx *ctx, const struct run_window *ask, size_t cap, struct run_entry **ret_rows, size_t *ret_n) MUST_CHECK;

/* Month entries of a chunk, all at once. ERR_BUSY: somebody else wrote one of them meanwhile. Bits of months_used are the caller's. */
struct run_month {
	struct month_row row; /* rev is the caller's, at is set */
	int64_t run_id;
	const char *change_kind;
};
enum err_code run_months_put(struct ctx *ctx, struct run_month *rows, size_t n) MUST_CHECK;

/* ---- what staff see ---- */
enum err_code run_list(struct ctx *ctx, int64_t before_id, size_t limit, struct run **ret_rows, size_t *ret_n) MUST_CHECK; /* newest first */
/* People of a run by outcome ("": any, "payable": also those not yet granted), change kind ("": any) and failing code ("": any), by entry id. */
struct run_people_ask {
	int64_t run_id, after, limit;
	const char *outcome, *change, *code;
};
struct run_person {
	int64_t entry_id, case_id, amount_fen;
	const char *name_masked, *number, *case_public_id, *month, *outcome, *codes, *change_kind;
};
enum err_code run_people(struct ctx *ctx, const struct run_people_ask *ask, struct run_person **ret_rows, size_t *ret_n) MUST_CHECK;

extern const struct sql_module run_sql;

#endif
