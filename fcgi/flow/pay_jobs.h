/* Jobs and audit rows that several payment flows put, always inside the transaction that makes them necessary. */
#ifndef FLOW_PAY_JOBS_H
#define FLOW_PAY_JOBS_H

#include "domain/ledger/batch.h"

/* After 定稿: audit row and the job that sends it. ground: "mandate" or "approval". */
enum err_code pay_jobs_locked(struct ctx *ctx, const struct batch *batch, const char *ground, int64_t ground_id) MUST_CHECK;
enum err_code pay_jobs_send(struct ctx *ctx, int64_t batch_id, int64_t fence) MUST_CHECK;
enum err_code pay_jobs_returns(struct ctx *ctx, int64_t batch_id, int64_t delay_ms) MUST_CHECK;
/* cause: what made it necessary. A row of its own each: one that is just running may have looked already. */
enum err_code pay_jobs_statement(struct ctx *ctx, int32_t day, int64_t cause) MUST_CHECK;
enum err_code pay_jobs_collect(struct ctx *ctx, const char *scheme, int64_t cause) MUST_CHECK;
enum err_code pay_jobs_query(struct ctx *ctx, int64_t cause) MUST_CHECK;

#endif
