#include "store/audit_private.h"
#include "store/store_sql.h"

#define F struct audit_full
#define G struct audit_range
#define ROW_COLS "a.id, a.uid, a.at, a.actor_kind, a.actor_id, a.action, a.object_kind, a.object_id, a.person_id, a.purpose, a.result, a.detail, a.request_id"
#define ROW_OUT \
	COL_I(F, id), COL_B(F, uid), COL_I(F, at), COL_S(F, actor_kind), COL_I(F, actor_id), COL_S(F, action), COL_S(F, object_kind), COL_I(F, object_id), \
	    COL_I(F, person_id), COL_S(F, purpose), COL_S(F, result), COL_S(F, detail), COL_S(F, request_id)

const struct sql_stmt audit_stmts[AUDIT_STATEMENTS] = {
	[AUDIT_WRITE] = {
		.name = "audit_write",
		.text = "INSERT INTO audit (uid, at, actor_kind, actor_id, action, object_kind, object_id, person_id, purpose, result, detail, request_id) "
		        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_B(F, uid), COL_I(F, at), COL_S(F, actor_kind), COL_I(F, actor_id), COL_S(F, action), COL_S(F, object_kind), COL_I(F, object_id),
		       COL_I(F, person_id), COL_S(F, purpose), COL_S(F, result), COL_S(F, detail), COL_S(F, request_id)),
	},
	[AUDIT_MARK_NEW] = {
		.name = "audit_mark_new",
		.text = "INSERT IGNORE INTO cursor_mark (name, value, at) VALUES ('audit_chain', '0 0 0', 0)",
	},
	[AUDIT_MARK] = {
		.name = "audit_mark",
		.text = "SELECT value FROM cursor_mark WHERE name = 'audit_chain' FOR UPDATE",
		SQL_OUT(G, COL_S(G, value)),
	},
	[AUDIT_MARK_SET] = {
		.name = "audit_mark_set",
		.text = "UPDATE cursor_mark SET value = ?, at = ? WHERE name = 'audit_chain'",
		SQL_IN(COL_S(G, value), COL_I(G, until)),
	},
	[AUDIT_LAST] = {
		.name = "audit_last",
		.text = "SELECT seq, hash, audit_id FROM audit_chain ORDER BY seq DESC LIMIT 1",
		SQL_OUT(F, COL_I(F, seq), COL_B(F, hash), COL_I(F, chain_id)),
	},
	[AUDIT_UNCHAINED] = {
		.name = "audit_unchained",
		.text = "SELECT " ROW_COLS " FROM audit a LEFT JOIN audit_chain c ON c.audit_id = a.id WHERE a.id > ? AND c.seq IS NULL "
		        "ORDER BY a.id LIMIT ?",
		SQL_IN(COL_I(G, low), COL_I(G, limit)), SQL_OUT(F, ROW_OUT),
	},
	[AUDIT_LINK] = {
		.name = "audit_link",
		.text = "INSERT INTO audit_chain (seq, audit_id, hash, at) VALUES (?, ?, ?, ?)",
		SQL_IN(COL_I(F, seq), COL_I(F, chain_id), COL_B(F, hash), COL_I(F, chain_at)),
	},
	[AUDIT_WALK] = {
		.name = "audit_walk",
		.text = "SELECT " ROW_COLS ", c.seq, c.hash, c.at, c.audit_id FROM audit_chain c LEFT JOIN audit a ON a.id = c.audit_id "
		        "WHERE c.seq > ? ORDER BY c.seq LIMIT ?",
		SQL_IN(COL_I(G, seq), COL_I(G, limit)),
		SQL_OUT(F, ROW_OUT, COL_I(F, seq), COL_B(F, hash), COL_I(F, chain_at), COL_I(F, chain_id)),
	},
	[AUDIT_LATE] = {
		.name = "audit_late", .scan_ok = true, /* the checker reads everything anyway */
		.text = "SELECT a.id FROM audit a LEFT JOIN audit_chain c ON c.audit_id = a.id WHERE a.at < ? AND c.seq IS NULL ORDER BY a.id LIMIT 1000",
		SQL_IN(COL_I(G, until)), SQL_OUT(F, COL_I(F, id)),
	},
};

const struct sql_module audit_sql = { "audit", audit_stmts, AUDIT_STATEMENTS };
