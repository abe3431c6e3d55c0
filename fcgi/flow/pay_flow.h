/* What finance staff do about money (api -> one call). Each is one transaction behind a request key; a twin gets the first one's result.
 * They write requests, mandates and decisions only: orders, batches and the ledger are moved by the runner (flow/pay_run.h).
 * ctx->actor_id is the staff member. ERR_INVALID: fields. */
#ifndef FLOW_PAY_FLOW_H
#define FLOW_PAY_FLOW_H

#include "domain/ledger/approval.h"
#include "domain/ledger/mandate.h"
#include "store/request_key.h"

#define APPROVAL_LASTS_MS (INT64_C(7) * 24 * 3600 * 1000)

struct pay_asked {
	int64_t id, approval_id; /* row and its approval, which another person decides */
};
/* limits: scheme, amounts, count and days; the rest is filled here. */
enum err_code make_mandate(struct ctx *ctx, const struct mandate *limits, const struct request_key *key, struct pay_asked *ret_asked) MUST_CHECK;
/* Stops it at once; one person is enough to stop. ERR_STATE: revoked already. */
enum err_code revoke_mandate(struct ctx *ctx, int64_t mandate_id, const struct request_key *key) MUST_CHECK;
enum err_code fund_budget(struct ctx *ctx, const char *scheme, int64_t amount_fen, const char *note, const struct request_key *key,
                          struct pay_asked *ret_asked) MUST_CHECK;
/* Leaving UNKNOWN by hand: paid or not, with the number of the paper that shows it. ERR_STATE: not in doubt (any more). */
struct leave_unknown {
	int64_t attempt_id;
	bool paid;
	const char *evidence, *note;
};
enum err_code leave_unknown(struct ctx *ctx, const struct leave_unknown *in, const struct request_key *key, struct pay_asked *ret_asked) MUST_CHECK;
/* A difference about a payment that the bank called not paid and then paid needs to say which of the two is true, and by which paper:
 * closing it books the payment, or leaves the order held until it is released. ERR_STATE: not open, or asked for already. */
enum pay_said { PAY_NOT_SAID = -1, PAY_NOT_PAID, PAY_PAID };
struct close_diff {
	int64_t diff_id;
	enum pay_said said;
	const char *evidence, *note; /* evidence: with said */
};
enum err_code close_diff(struct ctx *ctx, const struct close_diff *in, const struct request_key *key, struct pay_asked *ret_asked) MUST_CHECK;

/* What becomes of money that a person has to give back (B4): set off against what is paid to him next, returned (with the number of the
 * voucher), or waived (with that of the ruling). ERR_STATE: settled already, or asked for already. */
enum refund_how { REFUND_NET, REFUND_RETURNED, REFUND_WAIVED };
struct settle_refund {
	int64_t refund_id;
	enum refund_how how;
	const char *evidence, *note;
};
enum err_code settle_refund(struct ctx *ctx, const struct settle_refund *in, const struct request_key *key, struct pay_asked *ret_asked) MUST_CHECK;

struct decide_approval {
	int64_t id;
	bool yes;
	const char *digest;  /* hex, as it was shown */
	int64_t sum_fen;     /* typed again by the second person; compared for BATCH and BUDGET */
	const char *note;
	uint32_t barred; /* bits of enum approval_kind that his roles may not decide */
};
/* ERR_FORBIDDEN: his own, or barred; ERR_STATE: decided or expired; ERR_STALE: another digest. The effect is job pay_apply's. */
enum err_code decide_approval(struct ctx *ctx, const struct decide_approval *in, const struct request_key *key) MUST_CHECK;

/* Both are jobs: owner_token may poll them. pay_make's result: {"id","n","sum_fen","digest","approval"}; ERR_NOT_FOUND there: nothing to collect. */
enum err_code start_batch(struct ctx *ctx, const char *scheme, const struct request_key *key, const char *owner_token, const char **ret_job) MUST_CHECK;
/* Lifts a hold that waits for a person (bank refused, duplicate, conflict); the reason is audited. */
enum err_code release_order(struct ctx *ctx, const char *order_public_id, const char *reason, const struct request_key *key) MUST_CHECK;

#endif
