/* Statements over policy, policy_draft and policy_golden. */
#ifndef DOMAIN_POLICY_POLICY_SQL_H
#define DOMAIN_POLICY_POLICY_SQL_H

#include "domain/policy/policy_store.h"

struct policy_move { /* of a draft */
	int64_t id, ver, approval_id, at;
	const char *state, *note;
};
struct policy_draft_in {
	struct policy_draft d;
	int64_t now;
};

enum {
	POLICY_BODIES, POLICY_COUNT, POLICY_LIST, POLICY_ONE, POLICY_PUBLISH, POLICY_DRAFTS, POLICY_DRAFT_READ, POLICY_DRAFT_LOCK, POLICY_DRAFT_LOCK_ID,
	POLICY_DRAFT_INSERT, POLICY_DRAFT_UPDATE, POLICY_DRAFT_PROPOSE, POLICY_DRAFT_REMOVE, POLICY_DRAFT_SETTLE, POLICY_GOLDEN_LIST, POLICY_STMTS
};
#define POLICY_SQL(stmt) (&policy_sql.stmts[stmt])

#endif
