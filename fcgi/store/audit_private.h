/* Shared by audit.c and audit_chain.c. */
#ifndef STORE_AUDIT_PRIVATE_H
#define STORE_AUDIT_PRIVATE_H

#include "store/audit.h"

/* All columns of an audit row, and of the chain row that names it. */
struct audit_full {
	int64_t id, at, actor_id, object_id, person_id;
	const char *actor_kind, *action, *object_kind, *purpose, *result, *detail, *request_id;
	struct blob uid;
	int64_t seq, chain_at, chain_id;
	struct blob hash;
};

struct audit_range { int64_t low, seq, until, limit; const char *name, *value; };

enum {
	AUDIT_WRITE, AUDIT_MARK_NEW, AUDIT_MARK, AUDIT_MARK_SET, AUDIT_LAST, AUDIT_UNCHAINED, AUDIT_LINK, AUDIT_WALK, AUDIT_LATE, AUDIT_STATEMENTS
};
extern const struct sql_stmt audit_stmts[AUDIT_STATEMENTS];

/* The length-prefixed form of a row; never changes, or every chain ever written breaks. */
void audit_canonical(const struct audit_full *row, struct buf *out);
enum err_code audit_hash(struct ctx *ctx, const uint8_t prev[SM3_SIZE], const struct audit_full *row, uint8_t out[SM3_SIZE]) MUST_CHECK;

#endif
