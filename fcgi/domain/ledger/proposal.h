/* Money requests of one person that another must confirm: new budget, leaving UNKNOWN by hand, closing a difference,
 * what becomes of a refund.
 * The row never changes; its digest is in the approval. Inside the caller's transaction. */
#ifndef DOMAIN_LEDGER_PROPOSAL_H
#define DOMAIN_LEDGER_PROPOSAL_H

#include "domain/ledger/approval.h"

struct proposal {
	int64_t id, amount_fen, subject_id, made_by, created_at; /* amount DB_NULL unless BUDGET, REFUND */
	const char *kind;     /* BUDGET UNKNOWN DIFF REFUND */
	const char *scheme;   /* BUDGET, REFUND, else NULL */
	const char *outcome;  /* SUCCEEDED or FAILED: UNKNOWN, and DIFF about a payment that the bank contradicts itself on; RETURNED or WAIVED:
	                       * REFUND that is not set off; else NULL */
	const char *evidence; /* number of the paper both have seen; needed with an outcome */
	const char *note;     /* no personal data */
};
/* Inserts it and asks for its approval. ERR_LIMIT: a constraint of the table (nothing to pay, no evidence). */
enum err_code proposal_make(struct ctx *ctx, const struct proposal *proposal, int64_t lasts_ms, int64_t *ret_id, int64_t *ret_approval_id) MUST_CHECK;
enum err_code proposal_read(struct ctx *ctx, int64_t id, struct proposal *ret_proposal) MUST_CHECK;
bool proposal_digest(const struct proposal *proposal, uint8_t ret_digest[SM3_SIZE]) MUST_CHECK;

#endif
