/* What an answer of the bank does to attempts, orders and the ledger: one at a time (query, statement, two persons) or a chunk of a
 * staged return file by set statements. Inside the caller's transaction. */
#ifndef DOMAIN_RECON_SETTLE_H
#define DOMAIN_RECON_SETTLE_H

#include "store/ctx.h"

#define SETTLE_CHUNK 1000

struct attempt {
	int64_t id, order_id, batch_id, amount_fen, person_id, case_id, state_at;
	const char *state, *e2e_id, *scheme, *batch_no;
};
enum err_code settle_attempt_read(struct ctx *ctx, int64_t attempt_id, struct attempt *ret_attempt) MUST_CHECK;
/* Sent ones without an answer, oldest first: attempts UNKNOWN of batches that the bank has. */
enum err_code settle_unknown(struct ctx *ctx, int64_t limit, struct attempt **ret_attempts, size_t *ret_n) MUST_CHECK;

struct settle_one {
	bool paid;                 /* SUCCEEDED + POST; else FAILED, order READY held */
	const char *code;          /* of the bank; "hand" when two persons decided */
	const char *bank_ref;      /* may be NULL */
	const char *booked_on;     /* YYYY-MM-DD, when paid */
	const char *held;          /* when not paid */
};
/* Only from SENT or UNKNOWN (ERR_STATE otherwise: somebody was faster). Closes the batch when it was the last. */
enum err_code settle_one(struct ctx *ctx, const struct attempt *attempt, const struct settle_one *one) MUST_CHECK;

/* What two persons found: the bank paid after it had said not paid. FAILED -> SUCCEEDED, order READY -> PAID, POST. ERR_STATE: the order
 * is not READY: it was paid or is being paid another time. */
enum err_code settle_by_hand(struct ctx *ctx, const struct attempt *attempt, int64_t approval_id, const char *booked_on) MUST_CHECK;

/* A person to be told. */
struct settled {
	int64_t person_id, case_id, order_id, applied; /* applied: 1 paid, 2 failed, 4 returned */
	const char *scheme, *held;
};
struct settle_chunk {
	int64_t from_line, to_line; /* 0, 0: nothing was left */
	int64_t paid_n, paid_fen, failed_n, unknown_n, returned_n, returned_fen, known_n, differ_n;
	struct settled *settled;
	size_t n_settled;
};
/* Applies the next lines (at most `limit`, no e2e_id twice) of a staged return file. The amounts, codes and states decide in SQL;
 * what does not fit goes to recon_diff. scheme NULL: the batch is not ours, everything is a difference. */
enum err_code settle_chunk(struct ctx *ctx, int64_t file_id, const char *scheme, int64_t limit, struct settle_chunk *ret_chunk) MUST_CHECK;

#endif
