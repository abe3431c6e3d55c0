/* Runs (4F-1, 2.9): every live qualification of a scheme is judged for a month or a quarter out of the theme store, in ranges that many
 * runners share; what is payable waits for the run's release and is then granted. Amounts in fen. */
#ifndef FLOW_RUN_FLOW_H
#define FLOW_RUN_FLOW_H

#include "domain/casefile/run.h"
#include "domain/ledger/mandate.h"
#include "flow/case_work.h"
#include "store/request_key.h"

#define RUN_LANES 4     /* ranges that are worked on at once, by all runners together */
#define RUN_WAITS "RUN" /* code of a month that is payable when its run is released */

/* ---- inside a transaction ---- */

/* Run, ranges and their jobs. ERR_DUPLICATE: the month has one; ERR_NOT_FOUND: nobody holds such a qualification. started_by 0: the schedule. */
enum err_code run_begin(struct ctx *ctx, const char *scheme, int32_t month, int64_t started_by, struct run *ret_run) MUST_CHECK;
/* What two persons agree on: the run's digest, its sums, and which time they are asked. */
bool run_approval_digest(const struct run *run, const struct run_counts *sums, uint8_t ret_sm3[SM3_SIZE]) MUST_CHECK;
/* NULL: the run may pay by itself; else the limit that it passes, in words for staff (in the arena). */
const char *run_beyond(struct arena *arena, const struct mandate *mandate, const struct run_counts *sums);
/* Of a decided approval of kind RUN. */
struct approval;
enum err_code run_decided(struct ctx *ctx, const struct approval *approval) MUST_CHECK;
int32_t run_months(const char *scheme); /* 1, or 3 for a quarter */

/* ---- jobs ---- */

/* The job of the range with that number, if there is one. granting: of the second round. In a transaction. */
enum err_code run_range_job(struct ctx *ctx, int64_t run_id, int64_t seq, bool granting) MUST_CHECK;

/* One chunk of a range: asks sources, judges or grants. ret_more false: the range has nothing (more) to do now. */
enum err_code run_range_chunk(struct ctx *ctx, const struct outside *outside, int64_t range_id, bool *ret_more) MUST_CHECK;
/* After a range ended a phase, or somebody stopped the run: moves the run on. Harmless at any time. */
enum err_code run_step(struct ctx *ctx, int64_t run_id) MUST_CHECK;
/* Parts of run_range_chunk, each in the caller's transaction with the range locked. They advance next_id and the counts of range. Granting
 * wants the person rows locked, and nothing read in the transaction before that: whom it will touch is asked with none open. */
enum err_code run_judge(struct ctx *ctx, const struct run *run, struct run_range *range) MUST_CHECK;
enum err_code run_grant_people(struct ctx *ctx, const struct run *run, const struct run_range *range, int64_t **ret_ids, size_t *ret_n) MUST_CHECK;
enum err_code run_grant(struct ctx *ctx, const struct run *run, struct run_range *range) MUST_CHECK;

/* ---- staff ---- */

/* A run of a month that began already, or (rental) of the quarter that begins with it. ERR_STATE: it has one. */
enum err_code start_run(struct ctx *ctx, const char *scheme, const char *month, const struct request_key *key, const char **ret_public_id) MUST_CHECK;
/* Nothing further is judged or granted; what was granted stays. One person is enough to stop. */
enum err_code stop_run(struct ctx *ctx, const char *public_id, const char *reason, const struct request_key *key) MUST_CHECK;
/* Asks a second person to release it. ERR_STATE: it does not wait, or somebody was asked already. */
enum err_code propose_run(struct ctx *ctx, const char *public_id, const char *note, const struct request_key *key, int64_t *ret_approval_id) MUST_CHECK;

#endif
