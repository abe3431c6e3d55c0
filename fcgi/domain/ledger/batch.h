/* Payment batches (money design 2.2, 2.3): DRAFT -> LOCKED (定稿) -> SENDING -> SENT -> CLOSED, UNKNOWN when the sending is in doubt,
 * CANCELLED for a draft nobody wants. The file is computed from the rows each time and compared with the digest that was agreed on.
 * Inside the caller's transaction. */
#ifndef DOMAIN_LEDGER_BATCH_H
#define DOMAIN_LEDGER_BATCH_H

#include "domain/ledger/order.h"

struct batch {
	int64_t id, n, sum_fen, approval_id, mandate_id, fence, made_by; /* approval and mandate: DB_NULL = none */
	const char *batch_no, *scheme, *day, *state;
	struct blob file_sm3; /* p NULL before the digest is taken */
};

struct batch_new {
	const char *scheme, *day;
	int64_t made_by;    /* staff; 0 = the system under a mandate */
	int64_t mandate_id; /* 0 = none: two persons will approve it */
	const struct order *orders;
	size_t n; /* 1..BATCH_ROWS_MAX locked READY orders */
};
/* DRAFT with its attempts PREPARED, orders IN_FLIGHT and the digest of its file. */
enum err_code batch_make(struct ctx *ctx, const struct batch_new *row, struct batch *ret_batch) MUST_CHECK;
enum err_code batch_lock_row(struct ctx *ctx, int64_t id, struct batch *ret_batch) MUST_CHECK; /* FOR UPDATE; ERR_NOT_FOUND */
/* The file from the rows. ERR_STATE: not the digest, count or sum that the batch row names (somebody changed a row). */
enum err_code batch_bytes(struct ctx *ctx, const struct batch *batch, struct blob *ret_file) MUST_CHECK;
enum err_code batch_set_approval(struct ctx *ctx, struct batch *batch, int64_t approval_id) MUST_CHECK;
/* 定稿. ERR_LIMIT: an open difference older than T+1, or an unexplained debit, forbids it (checked by the statement itself). */
enum err_code batch_lock(struct ctx *ctx, struct batch *batch, int32_t today) MUST_CHECK;
/* DRAFT -> CANCELLED, attempts FAILED, orders READY (held NULL). */
enum err_code batch_cancel(struct ctx *ctx, struct batch *batch) MUST_CHECK;
/* Before the outside call: SENDING, fence + 1. Attempts that were in doubt stay UNKNOWN. */
enum err_code batch_sending(struct ctx *ctx, struct batch *batch) MUST_CHECK;
/* After it; each checks state and fence, so that a sender that came too late changes nothing (ERR_STALE). */
enum err_code batch_sent(struct ctx *ctx, struct batch *batch) MUST_CHECK;      /* attempts SENT */
enum err_code batch_unknown(struct ctx *ctx, struct batch *batch) MUST_CHECK;   /* attempts UNKNOWN */
enum err_code batch_not_sent(struct ctx *ctx, struct batch *batch, bool was_unknown) MUST_CHECK; /* surely not arrived: as it was before */
enum err_code batch_refused(struct ctx *ctx, struct batch *batch) MUST_CHECK;   /* attempts FAILED, orders READY held, CLOSED */
/* CLOSED once every attempt is final; ret_closed tells. */
enum err_code batch_close(struct ctx *ctx, const char *batch_no, bool *ret_closed) MUST_CHECK;

#endif
