/* Policies as data (S29): a draft is saved, tried, proposed; another person decides; the runner publishes what was agreed. Writes are one
 * transaction each behind a request key; a twin gets the first one's result. ctx->actor_id is the staff member. */
#ifndef FLOW_POLICY_FLOW_H
#define FLOW_POLICY_FLOW_H

#include "domain/ledger/approval.h"
#include "domain/policy/policy_store.h"
#include "store/request_key.h"

struct policy_save {
	const char *body; /* a whole version as JSON */
	const char *base; /* version it was copied from; may be NULL */
	int64_t ver;      /* of the open draft of that version; 0: there is none */
};
/* ERR_INVALID: fields under "/body"; ERR_STALE: another ver; ERR_STATE: it waits for its second person. */
enum err_code policy_save(struct ctx *ctx, const struct policy_save *in, const struct request_key *key, struct policy_draft *ret_draft) MUST_CHECK;

struct golden_result {
	const struct policy_golden *golden;
	const char *got; /* the result line */
	bool passed;
};
struct policy_trial {
	size_t n;
	const struct golden_result *results;
	bool passed;                   /* all of them */
	struct err hindrances;         /* fields: what keeps it from being published today */
	const char *before, *after;    /* of the facts given: by the versions in force, and by the draft; NULL: none given */
};
/* facts may be NULL; of day and month at most one, neither: the draft's first day. Facts that cannot be read: fields under "/facts". Writes
 * nothing but its audit row. */
struct policy_try {
	const char *version, *facts, *day, *month;
};
enum err_code policy_try(struct ctx *ctx, const struct policy_try *in, struct policy_trial *ret_trial) MUST_CHECK;

/* Asks for the second person. ERR_INVALID: what keeps it from being published, or "/golden" for each golden case that does not hold. */
enum err_code policy_propose(struct ctx *ctx, const char *version, int64_t ver, const struct request_key *key, int64_t *ret_approval_id) MUST_CHECK;
enum err_code policy_remove(struct ctx *ctx, const char *version, int64_t ver, const struct request_key *key) MUST_CHECK;

/* Inside the transaction of a yes: it can still be published today, and he has not written it himself. */
enum err_code policy_decidable(struct ctx *ctx, int64_t draft_id) MUST_CHECK;
/* Inside the runner's transaction: publishes, or gives the draft back with the reason. */
enum err_code policy_apply(struct ctx *ctx, const struct approval *approval) MUST_CHECK;

/* Golden cases over the versions with the draft among them, in the arena; both sets outlive the results. */
enum err_code policy_judge_golden(struct arena *arena, const struct policy_set *published, const struct policy *draft, const struct policy_golden *golden,
                                  size_t n, struct policy_trial *ret_trial, struct err *err) MUST_CHECK;

#endif
