/* What pages read of policies: versions, drafts, the shape of a version's parameters. */
#ifndef DOMAIN_POLICY_POLICY_QUERY_H
#define DOMAIN_POLICY_POLICY_QUERY_H

#include "store/ctx.h"

/* A published version. maker and checker are NULL for one that came with the product; body is filled by policy_query_one only. */
struct policy_row {
	int64_t published_at, approval_id;
	const char *version, *scheme, *parts, *title, *day, *body, *maker, *checker;
	struct blob sm3;
};
/* A draft; state OPEN PROPOSED PUBLISHED REFUSED EXPIRED REMOVED. expires_at and decided_by are those of its approval (DB_NULL). */
struct policy_draft {
	int64_t id, ver, approval_id, changed_by, created_at, updated_at, expires_at, decided_by;
	const char *version, *scheme, *parts, *title, *day, *base, *body, *state, *note, *changer;
	struct blob sm3;
};

enum err_code policy_query_list(struct ctx *ctx, struct policy_row **ret_rows, size_t *ret_n) MUST_CHECK; /* by scheme, newest first */
enum err_code policy_query_one(struct ctx *ctx, const char *version, struct policy_row *ret_row) MUST_CHECK;
/* The newest row of each version that is not published or removed; body is NULL. */
enum err_code policy_query_drafts(struct ctx *ctx, struct policy_draft **ret_rows, size_t *ret_n) MUST_CHECK;
/* The newest draft of that version, whatever its state; with body. Flows lock it by policy_draft_lock. ERR_NOT_FOUND. */
enum err_code policy_draft_read(struct ctx *ctx, const char *version, struct policy_draft *ret_draft) MUST_CHECK;

#define POLICY_FIELDS_MAX 24
/* One parameter as a form needs it. kind: number money flag divisions words couple rates classes_fen classes_percent days. */
struct policy_field {
	const char *name, *kind;
	bool nullable, by_award; /* class A may be "by_award" */
	int64_t low, high;
	const char *const *words; /* ends with NULL; NULL: none */
};
/* Parameters of a version of that scheme and parts ("admission", "standard", "both"), in the order of the book; 0 = no such scheme. */
size_t policy_fields(const char *scheme, const char *parts, struct policy_field out[POLICY_FIELDS_MAX]);

#endif
