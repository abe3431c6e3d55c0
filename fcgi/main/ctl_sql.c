#include "main/ctl_sql.h"

#include "main/ctl.h"

#define R struct ctl_row

const struct sql_stmt ctl_stmts[CTL_STATEMENTS] = {
	[CTL_POLICY_ONE] = {
		.name = "ctl_policy_one",
		.text = "SELECT sm3, state FROM policy WHERE version = ?",
		SQL_IN(COL_S(R, version)), SQL_OUT(R, COL_B(R, sm3), COL_S(R, state)),
	},
	[CTL_POLICY_ADD] = {
		.name = "ctl_policy_add",
		.text = "INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state, published_at) VALUES (?, ?, ?, ?, ?, ?, 'published', ?)",
		SQL_IN(COL_S(R, version), COL_S(R, scheme), COL_S(R, parts), COL_S(R, day), COL_S(R, body), COL_B(R, sm3), COL_I(R, at)),
	},
	/* Cases that came with the product follow the files; those that staff made stay. */
	[CTL_GOLDEN_PUT] = {
		.name = "ctl_golden_put",
		.text = "INSERT INTO policy_golden (scheme, name, scope, day, month, facts, expected, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
		        "ON DUPLICATE KEY UPDATE scope = IF(created_by = 0, VALUES(scope), scope), day = IF(created_by = 0, VALUES(day), day), "
		        "month = IF(created_by = 0, VALUES(month), month), facts = IF(created_by = 0, VALUES(facts), facts), "
		        "expected = IF(created_by = 0, VALUES(expected), expected)",
		SQL_IN(COL_S(R, scheme), COL_S(R, name), COL_S(R, kind), COL_S(R, day), COL_S(R, month), COL_S(R, body), COL_S(R, text), COL_I(R, at)),
	},
	[CTL_STAFF_LIST] = {
		.name = "ctl_staff_list", .scan_ok = true,
		.text = "SELECT s.id, s.login, s.name, s.ends_on, s.disabled, COALESCE(s.last_login_at, 0), "
		        "COALESCE((SELECT GROUP_CONCAT(g.role ORDER BY g.role) FROM staff_grant g WHERE g.staff_id = s.id AND g.live = 1), '') "
		        "FROM staff s ORDER BY s.login LIMIT 10000",
		SQL_OUT(R, COL_I(R, id), COL_S(R, login), COL_S(R, name), COL_S(R, day), COL_I(R, n), COL_I(R, at), COL_S(R, roles)),
	},
	[CTL_STAFF_END] = {
		.name = "ctl_staff_end", .text = "UPDATE staff SET disabled = 1 WHERE id = ?", SQL_IN(COL_I(R, id)),
	},
	[CTL_CASE_LIST] = {
		.name = "ctl_case_list", .scan_ok = true,
		.text = "SELECT id, public_id, COALESCE(projid, ''), scheme, kind, state, channel, created_at, ver, COALESCE(waits_for, '') FROM casefile "
		        "WHERE (? IS NULL OR state = ?) ORDER BY id DESC LIMIT ?",
		SQL_IN(COL_S(R, state), COL_S(R, state), COL_I(R, limit)),
		SQL_OUT(R, COL_I(R, id), COL_S(R, public_id), COL_S(R, projid), COL_S(R, scheme), COL_S(R, kind), COL_S(R, state), COL_S(R, channel),
		        COL_I(R, at), COL_I(R, n), COL_S(R, text)),
	},
	[CTL_CASE_NAMED] = {
		.name = "ctl_case_named", .text = "SELECT id, public_id FROM casefile WHERE public_id = ? UNION SELECT id, public_id FROM casefile WHERE projid = ?",
		SQL_IN(COL_S(R, public_id), COL_S(R, public_id)), SQL_OUT(R, COL_I(R, id), COL_S(R, public_id)),
	},
	[CTL_CASES_AFTER] = {
		.name = "ctl_cases_after", .text = "SELECT id, public_id FROM casefile WHERE id > ? ORDER BY id LIMIT ?",
		SQL_IN(COL_I(R, id), COL_I(R, limit)), SQL_OUT(R, COL_I(R, id), COL_S(R, public_id)),
	},
	[CTL_JOB_LIST] = {
		.name = "ctl_job_list", .scan_ok = true,
		.text = "SELECT id, kind, state, attempts, subject_id, created_at, COALESCE(last_error, '') FROM job WHERE (? IS NULL OR state = ?) "
		        "ORDER BY id DESC LIMIT ?",
		SQL_IN(COL_S(R, state), COL_S(R, state), COL_I(R, limit)),
		SQL_OUT(R, COL_I(R, id), COL_S(R, kind), COL_S(R, state), COL_I(R, attempts), COL_I(R, number), COL_I(R, at), COL_S(R, error)),
	},
	[CTL_JOB_COUNTS] = {
		.name = "ctl_job_counts", .scan_ok = true,
		.text = "SELECT kind, state, COUNT(*) FROM job GROUP BY kind, state ORDER BY kind, state",
		SQL_OUT(R, COL_S(R, kind), COL_S(R, state), COL_I(R, n)),
	},
	[CTL_JOB_RETRY] = {
		.name = "ctl_job_retry",
		.text = "UPDATE job SET state = 'READY', next_at = CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), attempts = 0, last_error = NULL, done_at = NULL "
		        "WHERE id = ? AND state = 'FAILED'",
		SQL_IN(COL_I(R, id)),
	},
};

const struct sql_module ctl_sql = { "ctl", ctl_stmts, CTL_STATEMENTS };
