/* Payment orders: READY -> IN_FLIGHT -> PAID, back to READY when an attempt failed or was returned, CLOSED when the right is gone.
 * `held` says why a READY order is not collected now. Inside the caller's transaction. */
#ifndef DOMAIN_LEDGER_ORDER_H
#define DOMAIN_LEDGER_ORDER_H

#include "store/ctx.h"

/* Reasons of `held`. "mandate:…@YYYY-MM-DD": beyond the mandate that day; tried again the next day or under a new mandate, or taken
 * into a batch that two persons approve. The others wait for a person (release_order) or for a new account. */
#define ORDER_HELD_ACCOUNT "account"     /* the bank refused or returned it: the account must be corrected */
#define ORDER_HELD_BANK "bank_refused"   /* its batch was refused as a whole */
#define ORDER_HELD_DUPLICATE "duplicate" /* the bank says it had it already (code 12) */
#define ORDER_HELD_CONFLICT "conflict"   /* the bank contradicts itself: paid after it said not paid */
const char *order_held_text(const char *held); /* Chinese, for pages; "" for NULL */

struct order {
	int64_t id, ver, amount_fen, override, attempts; /* attempts: highest attempt_no so far */
};
enum order_pick { ORDER_FREE, ORDER_BEYOND_MANDATE };
/* Locks up to `limit` READY orders of a scheme by id, skipping rows that somebody else works on. */
enum err_code order_ready(struct ctx *ctx, const char *scheme, enum order_pick pick, int64_t limit, struct order **ret_orders, size_t *ret_n) MUST_CHECK;
/* READY -> IN_FLIGHT by version. ERR_STALE when one of them moved. */
enum err_code order_take(struct ctx *ctx, const struct order *orders, size_t n) MUST_CHECK;
/* Flags one of the locked ones; reason + "@" + day for the mandate's. */
enum err_code order_hold(struct ctx *ctx, int64_t id, const char *held) MUST_CHECK;
/* Mandate flags off: those of earlier days, or all (day NULL: a new mandate is in force). */
enum err_code order_unflag(struct ctx *ctx, const char *scheme, const char *day, int64_t *ret_n) MUST_CHECK;
/* A person lifts any other hold, except "account". ERR_STATE: not READY or not held so. */
enum err_code order_release(struct ctx *ctx, int64_t id) MUST_CHECK;
/* Whether order_release would lift it now; ERR_STATE with a sentence for people. For pages: the release itself decides. */
enum err_code order_releasable(struct ctx *ctx, int64_t id) MUST_CHECK;
/* READY -> CLOSED, entitlement CANCELLED, VOID; what was set off against it is owed again. ERR_STATE unless READY. */
enum err_code order_close(struct ctx *ctx, int64_t id) MUST_CHECK;
/* After account_set: READY orders of the person are paid to the new account; the hold "account" goes. ret_n = how many. */
/* An order held for its account: paid to the person's account of now when that is another one already. */
enum err_code order_follow_account(struct ctx *ctx, int64_t order_id, int64_t person_id, bool *ret_moved) MUST_CHECK;
enum err_code order_account_changed(struct ctx *ctx, int64_t person_id, int64_t account_id, int64_t *ret_n) MUST_CHECK;

/* Payee of an order, sealed under the order's own uid. usable false: a field cannot be written into a payment file. */
struct order_payee {
	struct blob ct, sm3;
	const char *masked;
	bool usable;
};
enum err_code order_payee_of(struct ctx *ctx, int64_t account_id, const uint8_t uid[UID_SIZE], struct order_payee *ret_payee) MUST_CHECK;
enum err_code order_payee_open(struct ctx *ctx, const struct blob *uid, const struct blob *ct, const char **ret_account, const char **ret_holder,
                               const char **ret_cnaps) MUST_CHECK;

#endif
