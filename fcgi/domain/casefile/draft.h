/* Rows of unfinished applications. The owner is part of every statement: somebody else's number finds nothing. */
#ifndef DOMAIN_CASEFILE_DRAFT_H
#define DOMAIN_CASEFILE_DRAFT_H

#include "store/ctx.h"

struct draft {
	int64_t id, person_id, ver, case_id, answers_id, updated_at; /* case_id 0 = still open; answers_id 0 = none */
	const char *public_id, *form, *form_ver, *step, *needs;     /* needs: material codes of a re-application, or NULL */
	const char *data;                                           /* opened JSON */
	struct blob uid, data_ct;
};
enum err_code draft_open_one(struct ctx *ctx, int64_t person_id, const char *form, struct draft *ret_draft) MUST_CHECK; /* ERR_NOT_FOUND */
enum err_code draft_find(struct ctx *ctx, const char *public_id, int64_t person_id, struct draft *ret_draft) MUST_CHECK;
enum err_code draft_lock(struct ctx *ctx, const char *public_id, int64_t person_id, struct draft *ret_draft) MUST_CHECK; /* FOR UPDATE */
/* In: person_id, form, form_ver, step, needs, answers_id, data. Fills id, public_id, ver, updated_at. ERR_DUPLICATE: one is open already. */
enum err_code draft_insert(struct ctx *ctx, struct draft *draft) MUST_CHECK;
/* ERR_STALE when the row's version is not draft->ver; bumps it. */
enum err_code draft_update(struct ctx *ctx, struct draft *draft, const char *data, const char *step) MUST_CHECK;
enum err_code draft_submitted(struct ctx *ctx, int64_t id, int64_t case_id) MUST_CHECK;
enum err_code draft_drop(struct ctx *ctx, int64_t id) MUST_CHECK; /* its attachments are removed by the caller */

#endif
