#include "domain/policy/policy_sql.h"

#define ROW struct policy_row
#define DRAFT struct policy_draft
#define IN struct policy_draft_in
#define MOVE struct policy_move

#define ROW_TEXT(body) \
	"SELECT p.version, p.scheme, p.parts, COALESCE(JSON_VALUE(p.body, '$.title'), p.version), p.effective_from, COALESCE(p.published_at, 0), " \
	"COALESCE(p.approval_id, 0), p.sm3, m.name, c.name, " body " FROM policy p LEFT JOIN approval a ON a.id = p.approval_id " \
	"LEFT JOIN staff m ON m.id = a.made_by LEFT JOIN staff c ON c.id = a.decided_by "
#define ROW_OUT \
	SQL_OUT(ROW, COL_S(ROW, version), COL_S(ROW, scheme), COL_S(ROW, parts), COL_S(ROW, title), COL_S(ROW, day), COL_I(ROW, published_at), \
	        COL_I(ROW, approval_id), COL_B(ROW, sm3), COL_S(ROW, maker), COL_S(ROW, checker), COL_S(ROW, body))

/* Subselects, no joins: a locked draft locks nobody else. */
#define DRAFT_TEXT(body) \
	"SELECT d.id, d.ver, d.approval_id, d.changed_by, d.created_at, d.updated_at, (SELECT a.expires_at FROM approval a WHERE a.id = d.approval_id), " \
	"(SELECT a.decided_by FROM approval a WHERE a.id = d.approval_id), d.version, d.scheme, d.parts, d.title, d.effective_from, d.base, " body ", " \
	"d.state, d.note, (SELECT s.name FROM staff s WHERE s.id = d.changed_by), d.sm3 FROM policy_draft d "
#define DRAFT_OUT \
	SQL_OUT(DRAFT, COL_I(DRAFT, id), COL_I(DRAFT, ver), COL_I(DRAFT, approval_id), COL_I(DRAFT, changed_by), COL_I(DRAFT, created_at), \
	        COL_I(DRAFT, updated_at), COL_I(DRAFT, expires_at), COL_I(DRAFT, decided_by), COL_S(DRAFT, version), COL_S(DRAFT, scheme), \
	        COL_S(DRAFT, parts), COL_S(DRAFT, title), COL_S(DRAFT, day), COL_S(DRAFT, base), COL_S(DRAFT, body), COL_S(DRAFT, state), \
	        COL_S(DRAFT, note), COL_S(DRAFT, changer), COL_B(DRAFT, sm3))

static const struct sql_stmt policy_stmts[POLICY_STMTS] = {
	[POLICY_BODIES] = { .name = "policy_bodies", .scan_ok = true,
		.text = "SELECT version, body FROM policy WHERE state = 'published' ORDER BY scheme, effective_from, version",
		SQL_OUT(ROW, COL_S(ROW, version), COL_S(ROW, body)) },
	[POLICY_COUNT] = { .name = "policy_count", .scan_ok = true, .text = "SELECT COUNT(*) FROM policy WHERE state = 'published'",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[POLICY_LIST] = { .name = "policy_list", .scan_ok = true,
		.text = ROW_TEXT("NULL") "WHERE p.state = 'published' ORDER BY p.scheme, p.effective_from DESC, p.version LIMIT 500", ROW_OUT },
	[POLICY_ONE] = { .name = "policy_one", .text = ROW_TEXT("p.body") "WHERE p.state = 'published' AND p.version = ?",
		SQL_IN(COL_S(struct sql_text, text)), ROW_OUT },
	[POLICY_PUBLISH] = { .name = "policy_publish",
		.text = "INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state, published_at, approval_id) "
			"SELECT version, scheme, parts, effective_from, body, sm3, 'published', ?, approval_id FROM policy_draft WHERE id = ? AND state = 'PROPOSED'",
		SQL_IN(COL_I(MOVE, at), COL_I(MOVE, id)) },
	[POLICY_DRAFTS] = { .name = "policy_drafts", .scan_ok = true,
		.text = DRAFT_TEXT("NULL") "WHERE d.state IN ('OPEN', 'PROPOSED', 'REFUSED', 'EXPIRED') "
			"AND NOT EXISTS (SELECT 1 FROM policy_draft n WHERE n.version = d.version AND n.id > d.id) ORDER BY d.id DESC LIMIT 200",
		DRAFT_OUT },
	[POLICY_DRAFT_READ] = { .name = "policy_draft_read", .text = DRAFT_TEXT("d.body") "WHERE d.version = ? ORDER BY d.id DESC LIMIT 1",
		SQL_IN(COL_S(struct sql_text, text)), DRAFT_OUT },
	[POLICY_DRAFT_LOCK] = { .name = "policy_draft_lock", .text = DRAFT_TEXT("d.body") "WHERE d.version = ? ORDER BY d.id DESC LIMIT 1 FOR UPDATE",
		SQL_IN(COL_S(struct sql_text, text)), DRAFT_OUT },
	[POLICY_DRAFT_LOCK_ID] = { .name = "policy_draft_lock_id", .text = DRAFT_TEXT("d.body") "WHERE d.id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)), DRAFT_OUT },
	[POLICY_DRAFT_INSERT] = { .name = "policy_draft_insert",
		.text = "INSERT INTO policy_draft (version, scheme, parts, title, effective_from, base, body, sm3, state, ver, changed_by, created_at, updated_at) "
			"VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', 1, ?, ?, ?)",
		SQL_IN(COL_S(IN, d.version), COL_S(IN, d.scheme), COL_S(IN, d.parts), COL_S(IN, d.title), COL_S(IN, d.day), COL_S(IN, d.base), COL_S(IN, d.body),
			COL_B(IN, d.sm3), COL_I(IN, d.changed_by), COL_I(IN, now), COL_I(IN, now)) },
	[POLICY_DRAFT_UPDATE] = { .name = "policy_draft_update",
		.text = "UPDATE policy_draft SET scheme = ?, parts = ?, title = ?, effective_from = ?, body = ?, sm3 = ?, ver = ver + 1, changed_by = ?, updated_at = ? "
			"WHERE id = ? AND ver = ? AND state = 'OPEN'",
		SQL_IN(COL_S(IN, d.scheme), COL_S(IN, d.parts), COL_S(IN, d.title), COL_S(IN, d.day), COL_S(IN, d.body), COL_B(IN, d.sm3),
			COL_I(IN, d.changed_by), COL_I(IN, now), COL_I(IN, d.id), COL_I(IN, d.ver)) },
	[POLICY_DRAFT_PROPOSE] = { .name = "policy_draft_propose",
		.text = "UPDATE policy_draft SET state = 'PROPOSED', approval_id = ?, ver = ver + 1, updated_at = ? WHERE id = ? AND ver = ? AND state = 'OPEN'",
		SQL_IN(COL_I(MOVE, approval_id), COL_I(MOVE, at), COL_I(MOVE, id), COL_I(MOVE, ver)) },
	[POLICY_DRAFT_REMOVE] = { .name = "policy_draft_remove",
		.text = "UPDATE policy_draft SET state = 'REMOVED', ver = ver + 1, updated_at = ? WHERE id = ? AND ver = ? AND state IN ('OPEN', 'REFUSED', 'EXPIRED')",
		SQL_IN(COL_I(MOVE, at), COL_I(MOVE, id), COL_I(MOVE, ver)) },
	[POLICY_DRAFT_SETTLE] = { .name = "policy_draft_settle",
		.text = "UPDATE policy_draft SET state = ?, note = ?, updated_at = ? WHERE id = ? AND state = 'PROPOSED'",
		SQL_IN(COL_S(MOVE, state), COL_S(MOVE, note), COL_I(MOVE, at), COL_I(MOVE, id)) },
	[POLICY_GOLDEN_LIST] = { .name = "policy_golden_list",
		.text = "SELECT id, created_by, scheme, name, scope, day, month, facts, expected FROM policy_golden WHERE scheme = ? ORDER BY id LIMIT 500",
		SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct policy_golden, COL_I(struct policy_golden, id), COL_I(struct policy_golden, created_by), COL_S(struct policy_golden, scheme),
			COL_S(struct policy_golden, name), COL_S(struct policy_golden, scope), COL_S(struct policy_golden, day), COL_S(struct policy_golden, month),
			COL_S(struct policy_golden, facts), COL_S(struct policy_golden, expected)) },
};
const struct sql_module policy_sql = { "policy", policy_stmts, ARRAY_LEN(policy_stmts) };
