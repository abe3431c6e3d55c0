/* What two persons agree on (architecture decision 5): one asks, naming a digest of exactly what is agreed; another one decides on
 * the same digest before it expires. Used by mandates, batches, budget and whatever else needs a second person.
 * Everything runs inside the caller's transaction. Effects are the caller's. */
#ifndef DOMAIN_LEDGER_APPROVAL_H
#define DOMAIN_LEDGER_APPROVAL_H

#include "store/ctx.h"

enum approval_kind {
	APPROVAL_BATCH, APPROVAL_RUN, APPROVAL_MANDATE, APPROVAL_POLICY, APPROVAL_GRANT, APPROVAL_BUDGET, APPROVAL_UNKNOWN, APPROVAL_DIFF,
	APPROVAL_REFUND, APPROVAL_EXPORT, APPROVAL_OVERRIDE, APPROVAL_CONFIG, APPROVAL_WHITELIST,
	APPROVAL_KINDS
};
const char *approval_kind_name(enum approval_kind kind); /* the column's word */
enum approval_kind approval_kind_of(const char *name);   /* APPROVAL_KINDS when unknown */

struct approval {
	int64_t id, subject_id, made_by, made_at, decided_by, decided_at, yes, expires_at; /* DB_NULL while undecided */
	const char *kind, *note;
	struct blob digest; /* 32 bytes */
};

/* made_by: staff. ERR_DUPLICATE: the same was asked before. lasts_ms: from now on the business clock. */
struct approval_new {
	enum approval_kind kind;
	int64_t subject_id, made_by, lasts_ms;
	const uint8_t *digest;
	const char *note; /* no personal data; may be NULL */
};
enum err_code approval_make(struct ctx *ctx, const struct approval_new *row, int64_t *ret_id) MUST_CHECK;
/* For subjects whose own row needs the approval's id first: made with subject 0, set once. */
enum err_code approval_set_subject(struct ctx *ctx, int64_t id, int64_t subject_id) MUST_CHECK;
enum err_code approval_lock(struct ctx *ctx, int64_t id, struct approval *ret_approval) MUST_CHECK; /* ERR_NOT_FOUND */
/* By ctx->actor_id (staff). ERR_FORBIDDEN: the maker himself; ERR_STATE: decided or expired; ERR_STALE: another digest. */
enum err_code approval_decide(struct ctx *ctx, const struct approval *approval, bool yes, const struct blob *digest, const char *note) MUST_CHECK;
/* Decided yes, by another person, on exactly this digest. */
bool approval_given(const struct approval *approval, enum approval_kind kind, const uint8_t digest[SM3_SIZE]);

#endif
