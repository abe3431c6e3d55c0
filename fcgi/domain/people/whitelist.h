/* The talent white list in force, the ones before it, and the one that waits. Inside the caller's transaction. */
#ifndef DOMAIN_PEOPLE_WHITELIST_H
#define DOMAIN_PEOPLE_WHITELIST_H

#include "domain/people/whitelist_csv.h"
#include "store/ctx.h"

struct whitelist {
	int64_t id, base_id, total, loaded, added_n, gone_n, changed_n, made_by, approval_id, created_at, active_at; /* DB_NULL where null */
	const char *public_id, *as_of, *state, *why, *maker, *decider; /* the last two by name, in lists; NULL: nobody yet */
	struct blob uid, sm3;
};
/* as_of, public_id, uid, sm3, total, made_by; fills id. */
enum err_code whitelist_insert(struct ctx *ctx, struct whitelist *list) MUST_CHECK;
enum err_code whitelist_read(struct ctx *ctx, int64_t id, struct whitelist *ret_list) MUST_CHECK; /* ERR_NOT_FOUND */
enum err_code whitelist_lock(struct ctx *ctx, int64_t id, struct whitelist *ret_list) MUST_CHECK;
enum err_code whitelist_find(struct ctx *ctx, const char *public_id, struct whitelist *ret_list) MUST_CHECK;
enum err_code whitelist_current(struct ctx *ctx, struct whitelist *ret_list) MUST_CHECK; /* in force; ERR_NOT_FOUND */
/* Being loaded or waiting, locked. */
enum err_code whitelist_open(struct ctx *ctx, struct whitelist **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code whitelist_newest(struct ctx *ctx, struct whitelist **ret_rows, size_t *ret_n) MUST_CHECK; /* 20 */
/* state, base, loaded, counts, approval, why and active_at as they stand in list. */
enum err_code whitelist_update(struct ctx *ctx, const struct whitelist *list) MUST_CHECK;

enum err_code whitelist_entry_put(struct ctx *ctx, int64_t list_id, int64_t person_id, const struct whitelist_row *row) MUST_CHECK;
/* Nobody who knows has named the person so far: he did not apply or sign on, and neither a register nor a reviewer has confirmed who named him. A name that
 * anybody could write into a form must not keep a list out. */
enum err_code whitelist_only(struct ctx *ctx, int64_t person_id, bool *ret_only) MUST_CHECK;
/* People added, gone and changed against list->base_id. */
enum err_code whitelist_compare(struct ctx *ctx, struct whitelist *list) MUST_CHECK;
struct whitelist_change {
	int64_t person_id;
	const char *name, *idno;   /* masked */
	const char *before, *after; /* "E类 2024-01-01至2026-12-31" joined by "、"; NULL: not in that list */
};
/* Above person `after`, at most limit; kind added, gone, changed or NULL for all of them. */
enum err_code whitelist_changes(struct ctx *ctx, const struct whitelist *list, const char *kind, int64_t after, int64_t limit,
                                struct whitelist_change **ret_rows, size_t *ret_n) MUST_CHECK;

struct whitelist_entry {
	int64_t list_id;
	const char *list, *as_of, *state; /* of the list: its public number */
	const char *class, *recognised_on, *valid_from, *valid_to, *issuer, *document_no; /* valid_to NULL: open */
};
/* What all lists say of a person, newest list first; or one list (list_id 0: all). */
enum err_code whitelist_entries(struct ctx *ctx, int64_t person_id, int64_t list_id, struct whitelist_entry **ret_rows, size_t *ret_n) MUST_CHECK;

extern const struct sql_module whitelist_sql;

#endif
