#include "domain/casefile/theme_sql.h"

#define T struct theme
#define U struct month_used
#define H struct house_row
#define HI struct house_in
#define T_OUT SQL_OUT(T, COL_I(T, person_id), COL_I(T, ver), COL_I(T, oldest_at), COL_B(T, packed))
#define U_OUT SQL_OUT(U, COL_B(U, used))

const struct sql_stmt theme_stmts[THEME_STMTS] = {
	[THEME_READ] = {
		.name = "theme_read", .text = "SELECT person_id, ver, oldest_at, packed FROM theme WHERE person_id = ?", SQL_IN(COL_I(T, person_id)), T_OUT,
	},
	[THEME_LOCK] = {
		.name = "theme_lock", .text = "SELECT person_id, ver, oldest_at, packed FROM theme WHERE person_id = ? FOR UPDATE",
		SQL_IN(COL_I(T, person_id)), T_OUT,
	},
	[THEME_PAST] = {
		.name = "theme_past", .text = "SELECT person_id, ver, 0, packed FROM theme_past WHERE person_id = ? AND ver = ?",
		SQL_IN(COL_I(T, person_id), COL_I(T, ver)), T_OUT,
	},
	[THEME_INSERT] = {
		.name = "theme_insert", .text = "INSERT INTO theme (person_id, ver, packed, oldest_at) VALUES (?, 1, ?, ?)",
		SQL_IN(COL_I(T, person_id), COL_B(T, packed), COL_I(T, oldest_at)),
	},
	[THEME_KEEP] = {
		.name = "theme_keep", .text = "INSERT INTO theme_past (person_id, ver, packed) SELECT person_id, ver, packed FROM theme WHERE person_id = ?",
		SQL_IN(COL_I(T, person_id)),
	},
	[THEME_REPLACE] = {
		.name = "theme_replace", .text = "UPDATE theme SET ver = ver + 1, packed = ?, oldest_at = ? WHERE person_id = ?",
		SQL_IN(COL_B(T, packed), COL_I(T, oldest_at), COL_I(T, person_id)),
	},
	[USED_READ] = {
		.name = "month_used_read", .text = "SELECT used FROM month_used WHERE person_id = ? AND cap_group = ?",
		SQL_IN(COL_I(U, person_id), COL_S(U, cap_group)), U_OUT,
	},
	[USED_LOCK] = {
		.name = "month_used_lock", .text = "SELECT used FROM month_used WHERE person_id = ? AND cap_group = ? FOR UPDATE",
		SQL_IN(COL_I(U, person_id), COL_S(U, cap_group)), U_OUT,
	},
	[USED_WRITE] = {
		.name = "month_used_write",
		.text = "INSERT INTO month_used (person_id, cap_group, used) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE used = VALUES(used)",
		SQL_IN(COL_I(U, person_id), COL_S(U, cap_group), COL_B(U, used)),
	},
	[HOUSE_LIST] = {
		.name = "house_list",
		.text = "SELECT q.id, q.person_id, q.case_id, m.person_id, m.covered, t.ver, q.applicant_kind, q.month_from, q.month_to, q.state, m.relation,"
		        " m.counted_from, m.left_on, t.packed, u.used FROM qualification q FORCE INDEX (scheme_id)"
		        " STRAIGHT_JOIN covered_member m FORCE INDEX (PRIMARY) ON m.qualification_id = q.id"
		        " LEFT JOIN theme t ON t.person_id = m.person_id LEFT JOIN month_used u ON u.person_id = m.person_id AND u.cap_group = ?"
		        " WHERE q.scheme = ? AND q.id > ? AND q.id <= ? ORDER BY q.id, m.person_id",
		SQL_IN(COL_S(HI, cap_group), COL_S(HI, scheme), COL_I(HI, after), COL_I(HI, to)),
		SQL_OUT(H, COL_I(H, qualification_id), COL_I(H, holder_id), COL_I(H, case_id), COL_I(H, person_id), COL_I(H, covered), COL_I(H, ver),
		        COL_S(H, applicant_kind), COL_S(H, month_from), COL_S(H, month_to), COL_S(H, state), COL_S(H, relation), COL_S(H, counted_from),
		        COL_S(H, left_on), COL_B(H, packed), COL_B(H, used)),
	},
	[HOUSE_PEOPLE] = {
		.name = "house_people",
		.text = "SELECT DISTINCT m.person_id FROM qualification q FORCE INDEX (scheme_id) STRAIGHT_JOIN covered_member m FORCE INDEX (PRIMARY)"
		        " ON m.qualification_id = q.id WHERE q.scheme = ? AND q.id > ? AND q.id <= ? ORDER BY m.person_id",
		SQL_IN(COL_S(HI, scheme), COL_I(HI, after), COL_I(HI, to)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
};

const struct sql_module theme_sql = { "theme", theme_stmts, THEME_STMTS };
