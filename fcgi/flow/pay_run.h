/* Payments as the runner moves them, step by step; every step may be killed anywhere and run again. Amounts in fen. */
#ifndef FLOW_PAY_RUN_H
#define FLOW_PAY_RUN_H

#include "domain/recon/recon.h"
#include "domain/recon/settle.h"
#include "store/ctx.h"

struct http_client;

/* READY orders of a scheme that the mandate covers become one LOCKED batch and a job that sends it; the others are flagged.
 * batch_id 0: nothing to send. blocked: an open difference forbids payments (an alarm is raised, nothing was collected). */
struct collected {
	int64_t batch_id, n, sum_fen, flagged;
	bool blocked, more;
};
enum err_code collect_payments(struct ctx *ctx, const char *scheme, struct collected *ret_collected) MUST_CHECK;

/* Orders beyond the mandate become a DRAFT with an approval to be decided by another person than staff_id. ERR_NOT_FOUND: none. */
struct made_batch {
	int64_t id, n, sum_fen, approval_id;
	const char *digest; /* hex */
};
enum err_code make_batch(struct ctx *ctx, const char *scheme, int64_t staff_id, struct made_batch *ret_made) MUST_CHECK;
/* What a decided approval is for, once: a batch locked or cancelled, budget booked, a mandate's orders set free, doubt or a difference
 * ended. ERR_LIMIT: locking is forbidden now, to be tried again. ERR_STATE: not decided yet. */
enum err_code apply_approval(struct ctx *ctx, int64_t approval_id) MUST_CHECK;

/* Lifts the hold that a person was asked about, and collects. ERR_STATE: not held so any more. */
enum err_code release_held(struct ctx *ctx, int64_t order_id) MUST_CHECK;

/* Sends a LOCKED batch; one found SENDING or UNKNOWN is asked about first and sent again, the same bytes under the same name, only if
 * the bank never got it. */
enum sending { SENDING_DONE, SENDING_LATER, SENDING_REFUSED, SENDING_STOPPED };
enum err_code send_batch(struct ctx *ctx, struct http_client *http, int64_t batch_id, enum sending *ret_sending) MUST_CHECK;

/* A return file: staged by its digest, applied in chunks. ERR_INVALID: unreadable (alarm); nothing of it was taken. */
struct taken {
	int64_t file_id, batch_id; /* batch 0 = not ours */
	int64_t paid_n, paid_fen, failed_n, unknown_n, returned_n, differ_n;
	bool again, closed;        /* the same bytes had come; every payment of the batch is final */
};
enum err_code take_return(struct ctx *ctx, const struct blob *bytes, struct taken *ret_taken) MUST_CHECK;
/* Fetches and takes it. ERR_NOT_FOUND: not there yet. */
enum err_code fetch_return(struct ctx *ctx, struct http_client *http, int64_t batch_id, struct taken *ret_taken) MUST_CHECK;
/* Late return files (退汇) since the last time; ret_n files taken. */
enum err_code fetch_late_returns(struct ctx *ctx, struct http_client *http, size_t *ret_n) MUST_CHECK;

/* Asks the bank about attempts in doubt, one by one; ret_left are still in doubt. */
enum err_code query_unknown(struct ctx *ctx, struct http_client *http, size_t *ret_settled, size_t *ret_left) MUST_CHECK;
/* Puts jobs for batches that were left behind, cancels drafts whose approval expired, raises alarms for doubt that lasts. */
enum err_code sweep_payments(struct ctx *ctx) MUST_CHECK;

/* Fetches the day's statement (none yet is fine), settles what it proves, compares and writes recon_day. */
enum err_code reconcile_day(struct ctx *ctx, struct http_client *http, int32_t day, struct recon_day *ret_day) MUST_CHECK;

/* Inside a transaction: tells the persons of settled attempts (SMS), and pays a failed one to the new account when there is one already. */
enum err_code tell_settled(struct ctx *ctx, const struct settled *settled, size_t n) MUST_CHECK;

#endif
