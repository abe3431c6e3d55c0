/* Rows of policies: published versions as a set, drafts, golden cases. Writing functions run inside the caller's transaction. */
#ifndef DOMAIN_POLICY_POLICY_STORE_H
#define DOMAIN_POLICY_POLICY_STORE_H

#include "domain/policy/policy.h"
#include "domain/policy/policy_golden.h"
#include "domain/policy/policy_query.h"

/* All published versions, parsed into the arena. ERR_CONFIG: none, or a row that cannot be read. The db's arena takes the texts. */
enum err_code policy_store_set(struct db *db, struct arena *arena, struct policy_set *ret_set, struct err *err) MUST_CHECK;
/* How many there are: rows never change or go away, so another number means a new version. */
enum err_code policy_store_count(struct db *db, int64_t *ret_n) MUST_CHECK;

const char *policy_parts_name(unsigned parts); /* the column's word */

enum err_code policy_draft_lock(struct ctx *ctx, const char *version, struct policy_draft *ret_draft) MUST_CHECK; /* newest; ERR_NOT_FOUND */
enum err_code policy_draft_lock_id(struct ctx *ctx, int64_t id, struct policy_draft *ret_draft) MUST_CHECK;
enum err_code policy_draft_insert(struct ctx *ctx, struct policy_draft *draft) MUST_CHECK; /* fills id and ver */
enum err_code policy_draft_update(struct ctx *ctx, struct policy_draft *draft) MUST_CHECK; /* OPEN and ver, else ERR_STALE; fills ver */
/* OPEN to PROPOSED with its approval, or to REMOVED; ERR_STALE when ver is another one. */
enum err_code policy_draft_propose(struct ctx *ctx, const struct policy_draft *draft, int64_t approval_id) MUST_CHECK;
enum err_code policy_draft_remove(struct ctx *ctx, const struct policy_draft *draft) MUST_CHECK;
/* PROPOSED to PUBLISHED, REFUSED or EXPIRED. */
enum err_code policy_draft_settle(struct ctx *ctx, const struct policy_draft *draft, const char *state, const char *note) MUST_CHECK;
/* The row of table policy. ERR_DUPLICATE: the version, or another of scheme and part on that day. */
enum err_code policy_store_publish(struct ctx *ctx, const struct policy_draft *draft) MUST_CHECK;

/* The draft's policy, parsed into ctx->arena. */
enum err_code policy_draft_parse(struct ctx *ctx, const struct policy_draft *draft, const struct policy **ret_policy) MUST_CHECK;
enum err_code policy_golden_list(struct ctx *ctx, const char *scheme, struct policy_golden **ret_rows, size_t *ret_n) MUST_CHECK;

extern const struct sql_module policy_sql;

#endif
