/* The writes of applicants and reviewers on a case. Called by the api: body -> struct -> one call -> reply. Each is one transaction that
 * starts with the request key; a twin of an earlier request gets that one's result. ctx->actor and actor_id name who acts.
 * ERR_STATE: not possible in this state. ERR_STALE: the version moved. ERR_NOT_FOUND: no such case of his. ERR_INVALID: fields. */
#ifndef FLOW_CASE_FLOW_H
#define FLOW_CASE_FLOW_H

#include "store/ctx.h"
#include "store/request_key.h"

struct case_moved {
	int64_t id;
	const char *public_id, *state;
};

/* From the applicant's open draft: form validated whole, files moved, filing number asked of platform 2.0 first, then accepted. */
struct submit_case {
	const char *draft; /* its number outside */
	int64_t version;
	const char *undertaking, *channel; /* channel: zlb pc window */
	struct request_key key;
};
enum err_code submit_case(struct ctx *ctx, const struct submit_case *in, struct case_moved *ret_moved) MUST_CHECK;

enum err_code withdraw_case(struct ctx *ctx, const char *public_id, const struct request_key *key, struct case_moved *ret_moved) MUST_CHECK;

struct hand_in_supplement {
	const char *case_id;                       /* number outside */
	const char *account, *holder, *bank, *cnaps; /* account NULL: none given */
	const char *note;
	struct request_key key;
};
enum err_code hand_in_supplement(struct ctx *ctx, const struct hand_in_supplement *in, struct case_moved *ret_moved) MUST_CHECK;

/* A draft filled from a refused case of his, asking only for the materials of its reasons (G3). */
struct reapplied {
	const char *draft;
	int64_t version, updated_at;
};
enum err_code reapply_case(struct ctx *ctx, const char *public_id, const struct request_key *key, struct reapplied *ret_reapplied) MUST_CHECK;

/* Reviewer: yes over failed or waiting checks needs an opinion, no needs reasons. Takes effect after decide.undo_s. */
struct decide_case {
	const char *case_id;
	int64_t ver;
	bool yes;
	const char *reasons; /* codes, comma separated; NULL for a yes */
	const char *opinion;
	struct request_key key;
};
struct decided {
	int64_t decision_id, takes_effect_at;
};
enum err_code decide_case(struct ctx *ctx, const struct decide_case *in, struct decided *ret_decided) MUST_CHECK;
/* Only by whom who decided, before it takes effect. */
enum err_code undo_decision(struct ctx *ctx, const char *public_id, const struct request_key *key, struct case_moved *ret_moved) MUST_CHECK;

struct ask_supplement {
	const char *case_id;
	int64_t ver;
	const char *materials; /* codes, comma separated */
	const char *note;
	int64_t due_days; /* 0 = case.supplement_days */
	struct request_key key;
};
enum err_code ask_supplement(struct ctx *ctx, const struct ask_supplement *in, struct case_moved *ret_moved) MUST_CHECK;

/* Every source is asked again and a new round of verdicts written; the state stays. owner_token: who may poll the job. */
enum err_code recheck_case(struct ctx *ctx, const char *public_id, const struct request_key *key, const char *owner_token, const char **ret_job) MUST_CHECK;

/* Sign-on: the ticket is swapped by jobd. kind "irs" or "legacy"; token = the pending session's. */
enum err_code sign_on_start(struct ctx *ctx, const char *kind, const char *ticket, const char *token, const char **ret_job) MUST_CHECK;
/* ERR_BUSY: not yet; ERR_NOT_SIGNED_ON: refused; ERR_FORBIDDEN: not real-name verified; ERR_OUTSIDE: the platform did not answer. */
enum err_code sign_on_finish(struct ctx *ctx, const char *job, const char *token, int64_t *ret_person_id) MUST_CHECK;

/* Fields filled from shared data; job result as the contract of POST /api/prefill says. */
enum err_code prefill_start(struct ctx *ctx, const char *form, const char *token, const char **ret_job) MUST_CHECK;

/* The checks before applying (B9), on the same engine and over the applicant's own shared data; job result: SelfCheck of the contract.
 * kind: graduate or entrepreneur for type2, NULL for schemes that do not ask. */
enum err_code self_check_start(struct ctx *ctx, const char *scheme, const char *kind, const char *token, const char **ret_job) MUST_CHECK;

#endif
