/* Money that a person has to give back because a settled month was found wrong: OPEN -> AGREED by two persons -> NETTED against what is
 * paid to him next, or RETURNED, or WAIVED. CANCELLED: the month was corrected again before anybody agreed. The right that was too much
 * stays whole; what is set off makes a later order smaller. Inside the caller's transaction, under the person row. Amounts in fen. */
#ifndef DOMAIN_LEDGER_REFUND_H
#define DOMAIN_LEDGER_REFUND_H

#include "store/ctx.h"

struct refund {
	int64_t id, person_id, case_id, qualification_id, rev, entitlement_id, amount_fen, netted_fen, approval_id, at, closed_at; /* DB_NULL where null */
	const char *scheme, *month, *codes, *state;
};
/* ERR_DUPLICATE: that correction is booked already. */
enum err_code refund_put(struct ctx *ctx, const struct refund *row, int64_t *ret_id) MUST_CHECK;
enum err_code refund_read(struct ctx *ctx, int64_t id, struct refund *ret_row) MUST_CHECK;
enum err_code refund_lock(struct ctx *ctx, int64_t id, struct refund *ret_row) MUST_CHECK;
/* Moves a locked row on. ERR_STALE: it was in another state. approval_id DB_NULL leaves the one it has. */
enum err_code refund_move(struct ctx *ctx, const struct refund *row, const char *to, int64_t approval_id) MUST_CHECK;

/* Sets what was agreed on off against a new right: the oldest first, at most amount_fen. */
enum err_code refund_net(struct ctx *ctx, int64_t person_id, const char *scheme, int64_t entitlement_id, int64_t amount_fen, int64_t *ret_netted_fen) MUST_CHECK;
/* That right is cancelled unpaid: what was set off against it is owed again. */
enum err_code refund_unnet(struct ctx *ctx, int64_t entitlement_id) MUST_CHECK;

/* Rights of one month of a person, the month's own first and corrections after it, cancelled ones too. Of a quarter's right only the share
 * that the month had when it was granted, and the month's own refunds. */
struct month_right {
	int64_t entitlement_id, amount_fen, whole_fen, order_id, refund_fen, open_fen; /* order_id 0: none was needed; refunds that stand; of them those nobody agreed on */
	int64_t waived_fen, settled; /* what he was let keep of it; 1: a refund set off against it was returned or waived for the rest */
	const char *period_key, *state, *order_state, *held;
};
enum err_code refund_rights(struct ctx *ctx, int64_t person_id, const char *program, const char *month, struct month_right **ret_rows, size_t *ret_n) MUST_CHECK;
/* OPEN ones of a month, for taking them back. */
enum err_code refund_open_of(struct ctx *ctx, int64_t person_id, const char *scheme, const char *month, struct refund **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code refund_of_qualification(struct ctx *ctx, int64_t qualification_id, struct refund **ret_rows, size_t *ret_n) MUST_CHECK;
/* Rights whose order has not left and all of whose amount is to be given back, which nobody has agreed on yet. */
struct unsent_right {
	int64_t entitlement_id, order_id;
};
enum err_code refund_unsent(struct ctx *ctx, int64_t person_id, const char *program, struct unsent_right **ret_rows, size_t *ret_n) MUST_CHECK;
/* A right without an order (all of it was set off) is cancelled. */
enum err_code refund_cancel_right(struct ctx *ctx, int64_t entitlement_id) MUST_CHECK;

extern const struct sql_module refund_sql;

#endif
