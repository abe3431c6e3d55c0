/* Unified qualification store (4A-1), whom it covers, and the month ledger (B7). Inside the caller's transaction, under the person rows. */
#ifndef DOMAIN_CASEFILE_QUALIFICATION_H
#define DOMAIN_CASEFILE_QUALIFICATION_H

#include "store/ctx.h"

struct qualification {
	int64_t id, case_id, person_id, created_at;
	const char *public_id, *scheme, *applicant_kind, *number, *month_from, *month_to, *admission_version, *state;
};
enum err_code qualification_put(struct ctx *ctx, const struct qualification *row, int64_t *ret_id) MUST_CHECK; /* public_id, state, created_at are set */
enum err_code qualification_read(struct ctx *ctx, int64_t id, struct qualification *ret_row) MUST_CHECK;
enum err_code qualification_of_case(struct ctx *ctx, int64_t case_id, struct qualification *ret_row) MUST_CHECK;

/* ERR_DUPLICATE: that person is held by another live qualification of the same kind; the transaction has to be rolled back. */
struct covered {
	int64_t qualification_id, person_id;
	bool chosen; /* false: a spouse who was not chosen, held by the key all the same */
	const char *relation, *counted_from, *exclusive; /* exclusive: rent purchase */
};
enum err_code qualification_cover(struct ctx *ctx, const struct covered *row) MUST_CHECK;
/* Number of the live qualification that holds the person; ERR_NOT_FOUND. A locking read. */
enum err_code qualification_holding(struct ctx *ctx, int64_t person_id, const char *exclusive, const char **ret_number) MUST_CHECK;

/* A month of any qualification waits for money. */
enum err_code months_want_budget(struct ctx *ctx, bool *ret_want) MUST_CHECK;

/* Lists for the scheduled work: ids above ask->after, at most `limit`. DUE: live, covering ask->month, without an entry for it. OVER: live
 * though the last month lies before ask->month. ENDING: live with ask->month as the last one. LIVE: live, made before ask->before. */
enum qualification_pick { QUALIFICATIONS_DUE, QUALIFICATIONS_OVER, QUALIFICATIONS_ENDING, QUALIFICATIONS_LIVE };
struct qualification_span {
	const char *scheme, *month;
	int64_t after, limit, last, before;
	int32_t days; /* the caller's */
};
enum err_code qualification_pick(struct ctx *ctx, enum qualification_pick pick, const struct qualification_span *ask, int64_t limit,
                                 struct sql_id **ret_ids, size_t *ret_n) MUST_CHECK;
/* Live ones whose holder stands otherwise in the white list than in the one before: ids above after, at most limit. */
struct qualification_listed {
	int64_t list_id, base_id, after, limit;
	const char *scheme;
};
enum err_code qualification_listed(struct ctx *ctx, const struct qualification_listed *ask, int64_t limit, struct sql_id **ret_ids, size_t *ret_n) MUST_CHECK;
/* Somebody of a household of that scheme, live or ended. */
enum err_code qualification_in_scheme(struct ctx *ctx, int64_t person_id, const char *scheme, bool *ret_is) MUST_CHECK;
enum err_code qualification_live(struct ctx *ctx, const char *scheme, int64_t *ret_n) MUST_CHECK; /* how many are live */
/* Its last month comes earlier. */
enum err_code qualification_cut(struct ctx *ctx, int64_t id, const char *month_to) MUST_CHECK;
/* No longer live: it holds nobody by the key any more. */
enum err_code qualification_end(struct ctx *ctx, int64_t id) MUST_CHECK;

struct month_row {
	int64_t id, person_id, rev, qualification_id, amount_fen, persons, entitlement_id, at; /* DB_NULL where null */
	const char *cap_group, *month, *outcome, *codes, *checks, *admission_version, *standard_version;
	struct blob facts_sm3;
	struct blob seen; /* whose theme versions were seen, see flow/month_facts.h */
	int64_t held;     /* as read: it waits for a run that is not released */
};
/* rev and at are set: one more than the highest. The month's bit among those used follows. */
enum err_code month_put(struct ctx *ctx, const struct month_row *row) MUST_CHECK;
/* Months that count to the cap, of the person or his spouse (0 = none). */
enum err_code month_counted(struct ctx *ctx, int64_t person_id, int64_t spouse_id, const char *cap_group, int64_t *ret_n) MUST_CHECK;
/* Every revision of a qualification's months, by month and revision. */
enum err_code month_history(struct ctx *ctx, int64_t qualification_id, struct month_row **ret_rows, size_t *ret_n) MUST_CHECK;
/* The entries that count now (highest rev) of a qualification, by month. */
enum err_code month_list(struct ctx *ctx, int64_t qualification_id, struct month_row **ret_rows, size_t *ret_n) MUST_CHECK;

#endif
