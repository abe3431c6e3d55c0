/* The standing mandate: payments inside its limits need nobody. In force when its approval was decided yes by another person on the
 * digest of exactly these limits, it is not revoked, and the day lies inside. Amounts in fen, days YYYY-MM-DD. */
#ifndef DOMAIN_LEDGER_MANDATE_H
#define DOMAIN_LEDGER_MANDATE_H

#include "store/ctx.h"

struct mandate {
	int64_t id, per_payment_fen, per_day_fen, per_day_count, overrides_per_day, created_at, made_by, approval_id;
	int64_t run_payees_percent, run_sum_percent, run_new_payees; /* all DB_NULL: no run pays by itself */
	const char *scheme, *bank, *valid_from, *valid_to;
	struct blob approval_digest; /* as read; not an input */
};

/* Row and approval (MANDATE) of one person; ERR_INVALID with fields for limits that make no sense. */
enum err_code mandate_make(struct ctx *ctx, const struct mandate *mandate, int64_t lasts_ms, int64_t *ret_id, int64_t *ret_approval_id) MUST_CHECK;
bool mandate_digest(const struct mandate *mandate, uint8_t ret_digest[SM3_SIZE]) MUST_CHECK;
/* The newest one in force; ERR_NOT_FOUND. A row whose limits are not those of its approval is never in force. */
enum err_code mandate_in_force(struct ctx *ctx, const char *scheme, const char *day, struct mandate *ret_mandate) MUST_CHECK;

struct mandate_day { int64_t fen, n, overrides; };
/* Locks the day's row (made when missing). */
enum err_code mandate_day_lock(struct ctx *ctx, int64_t mandate_id, const char *day, struct mandate_day *ret_day) MUST_CHECK;
enum err_code mandate_day_add(struct ctx *ctx, int64_t mandate_id, const char *day, const struct mandate_day *add) MUST_CHECK;
/* Whether one more payment fits; NULL = fits, else the hold ("mandate:payment" …, ledger/order.h). Adds it to *used when it fits. */
const char *mandate_refuses(const struct mandate *mandate, struct mandate_day *used, int64_t amount_fen, bool override);

#endif
