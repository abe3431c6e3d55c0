#include "domain/people/staff_sql.h"

#define STAFF_COLUMNS "id, uid, login, name, password_hash, totp_ct, totp_step, failures, locked_until, COALESCE(last_login_at, 0), ends_on, disabled"
#define STAFF_OUT \
	SQL_OUT(struct staff, COL_I(struct staff, id), COL_B(struct staff, uid), COL_S(struct staff, login), COL_S(struct staff, name), \
	        COL_S(struct staff, password_hash), COL_B(struct staff, totp_ct), COL_I(struct staff, totp_step), COL_I(struct staff, failures), \
	        COL_I(struct staff, locked_until), COL_I(struct staff, last_login_at), COL_S(struct staff, ends_on), COL_I(struct staff, disabled))

const struct sql_stmt staff_stmts[STAFF_STMTS] = {
	[STAFF_BY_LOGIN] = {
		.name = "staff_by_login",
		.text = "SELECT " STAFF_COLUMNS " FROM staff WHERE login = ?",
		SQL_IN(COL_S(struct sql_text, text)), STAFF_OUT,
	},
	[STAFF_LOCK] = {
		.name = "staff_lock",
		.text = "SELECT " STAFF_COLUMNS " FROM staff WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)), STAFF_OUT,
	},
	[STAFF_NAME] = {
		.name = "staff_name",
		.text = "SELECT name FROM staff WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
	},
	[STAFF_FAILED] = {
		.name = "staff_failed",
		.text = "UPDATE staff SET failures = ?, locked_until = ? WHERE id = ?",
		SQL_IN(COL_I(struct staff_row, staff.failures), COL_I(struct staff_row, staff.locked_until), COL_I(struct staff_row, staff.id)),
	},
	[STAFF_OK] = {
		.name = "staff_ok",
		.text = "UPDATE staff SET failures = 0, locked_until = 0, totp_step = ?, last_login_at = ? WHERE id = ?",
		SQL_IN(COL_I(struct staff_row, staff.totp_step), COL_I(struct staff_row, now), COL_I(struct staff_row, staff.id)),
	},
	[STAFF_GRANTS] = {
		.name = "staff_grants",
		.text = "SELECT id, staff_id, role, ends_on, row_mac FROM staff_grant WHERE staff_id = ? AND live = 1 AND ends_on >= ? ORDER BY role",
		SQL_IN(COL_I(struct staff_grant_row, staff_id), COL_S(struct staff_grant_row, today)),
		SQL_OUT(struct staff_grant_row, COL_I(struct staff_grant_row, id), COL_I(struct staff_grant_row, staff_id),
		        COL_S(struct staff_grant_row, role), COL_S(struct staff_grant_row, ends_on), COL_B(struct staff_grant_row, mac)),
	},
	[STAFF_GRANT] = {
		.name = "staff_grant",
		.text = "INSERT INTO staff_grant (staff_id, role, ends_on, row_mac, created_at) VALUES (?, ?, ?, ?, ?)",
		SQL_IN(COL_I(struct staff_grant_row, staff_id), COL_S(struct staff_grant_row, role), COL_S(struct staff_grant_row, ends_on),
		       COL_B(struct staff_grant_row, mac), COL_I(struct staff_grant_row, now)),
	},
	[STAFF_INSERT] = {
		.name = "staff_insert",
		.text = "INSERT INTO staff (uid, login, name, password_hash, password_at, totp_ct, ends_on, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_B(struct staff_row, staff.uid), COL_S(struct staff_row, staff.login), COL_S(struct staff_row, staff.name),
		       COL_S(struct staff_row, staff.password_hash), COL_I(struct staff_row, now), COL_B(struct staff_row, staff.totp_ct),
		       COL_S(struct staff_row, staff.ends_on), COL_I(struct staff_row, now)),
	},
};

const struct sql_module staff_sql = { "staff", staff_stmts, STAFF_STMTS };
