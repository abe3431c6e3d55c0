#include "flow/case_flow_sql.h"

#define NOW "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"
#define SW struct sweep_in
/* IGNORE: one open alarm per kind and subject is enough. */
#define RAISE "INSERT IGNORE INTO alarm (kind, subject_id, text, raised_at) "

const struct sql_stmt case_flow_stmts[CASE_FLOW_STMTS] = {
	[FLOW_MARK_READ] = {
		.name = "cursor_mark_read", .text = "SELECT value FROM cursor_mark WHERE name = ?", SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
	},
	[FLOW_MARK_SET] = {
		.name = "cursor_mark_set", .text = "UPDATE cursor_mark SET value = ?, at = ? WHERE name = ?",
		SQL_IN(COL_S(struct mark_in, value), COL_I(struct mark_in, at), COL_S(struct mark_in, name)),
	},
	[FLOW_MARK_INSERT] = {
		.name = "cursor_mark_insert", .text = "INSERT INTO cursor_mark (name, value, at) VALUES (?, ?, ?)",
		SQL_IN(COL_S(struct mark_in, name), COL_S(struct mark_in, value), COL_I(struct mark_in, at)),
	},
	[FLOW_JOBS_BUSY] = {
		.name = "jobs_busy",
		.text = "SELECT COUNT(*) FROM job WHERE ((state = 'READY' AND next_at <= " NOW " + 2000) OR state = 'RUNNING')"
		        " AND NOT (FIND_IN_SET(kind, ?) > 0 AND dedupe_key = CONCAT(kind, ':0'))",
		SQL_IN(COL_S(struct sql_text, text)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[FLOW_REPORT_EARLIER] = {
		.name = "report_earlier",
		.text = "SELECT COUNT(*) FROM gov_report r JOIN gov_report e ON e.case_id = r.case_id AND e.id < r.id AND e.sync_status = 'I' WHERE r.id = ?",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[FLOW_TURN_TAKE] = {
		.name = "ledger_turn_take", .text = "SELECT COALESCE(GET_LOCK(CONCAT(DATABASE(), '.grant'), 20), 0)",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[FLOW_TURN_GIVE] = {
		.name = "ledger_turn_give", .text = "SELECT COALESCE(RELEASE_LOCK(CONCAT(DATABASE(), '.grant')), 0)",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[FLOW_SWEEP_JOB_LATE] = {
		.name = "sweep_job_late",
		.text = RAISE "SELECT 'job_late', id, CONCAT('任务迟迟没有执行：', CONVERT(kind USING utf8mb4)), ? FROM job FORCE INDEX (due) WHERE state = 'READY' AND next_at < " NOW " - ?"
		        " LIMIT 200",
		SQL_IN(COL_I(SW, at), COL_I(SW, before)),
	},
	[FLOW_SWEEP_JOB_STUCK] = {
		.name = "sweep_job_stuck",
		.text = RAISE "SELECT 'job_stuck', id, CONCAT(IF(state = 'FAILED', '任务失败：', '任务结果不明：'), CONVERT(kind USING utf8mb4)), ? FROM job FORCE INDEX (due)"
		        " WHERE state IN ('FAILED','UNKNOWN') AND created_at < " NOW " - ? LIMIT 200",
		SQL_IN(COL_I(SW, at), COL_I(SW, before)),
	},
	[FLOW_SWEEP_NOTICE] = {
		.name = "sweep_notice",
		.text = RAISE "SELECT 'notice_unknown', id, '短信是否送达不明', ? FROM notice FORCE INDEX (state) WHERE state IN ('READY','UNKNOWN') AND created_at < ?"
		        " LIMIT 200",
		SQL_IN(COL_I(SW, at), COL_I(SW, before)),
	},
	[FLOW_SWEEP_ATTEMPT] = {
		.name = "sweep_attempt",
		.text = RAISE "SELECT 'pay_unknown', id, '付款结果不明，正在查询', ? FROM pay_attempt FORCE INDEX (state) WHERE state = 'UNKNOWN' AND state_at < ? LIMIT 200",
		SQL_IN(COL_I(SW, at), COL_I(SW, before)),
	},
	[FLOW_SWEEP_CASE] = {
		.name = "sweep_case_overdue",
		.text = RAISE "SELECT 'case_overdue', id, '办件超过承诺期限', ? FROM casefile FORCE INDEX (k_due)"
		        " WHERE state IN ('accepted','in_review','supplement','decided') AND due_on < ? LIMIT 200",
		SQL_IN(COL_I(SW, at), COL_S(SW, day)),
	},
	[FLOW_SWEEP_CLEAR_JOBS] = {
		.name = "sweep_clear_jobs",
		.text = "UPDATE alarm a JOIN job j ON j.id = a.subject_id SET a.cleared_at = ? WHERE a.open_one = 1 AND ((a.kind = 'job_late' AND"
		        " NOT (j.state = 'READY' AND j.next_at < " NOW " - ?)) OR (a.kind = 'job_stuck' AND j.state NOT IN ('FAILED','UNKNOWN')))",
		SQL_IN(COL_I(SW, at), COL_I(SW, before)),
	},
	[FLOW_SWEEP_CLEAR_NOTICES] = {
		.name = "sweep_clear_notices",
		.text = "UPDATE alarm a JOIN notice n ON n.id = a.subject_id SET a.cleared_at = ? WHERE a.open_one = 1 AND a.kind = 'notice_unknown'"
		        " AND n.state NOT IN ('READY','UNKNOWN')",
		SQL_IN(COL_I(SW, at)),
	},
	[FLOW_SWEEP_CLEAR_ATTEMPTS] = {
		.name = "sweep_clear_attempts",
		.text = "UPDATE alarm a JOIN pay_attempt p ON p.id = a.subject_id SET a.cleared_at = ? WHERE a.open_one = 1 AND a.kind = 'pay_unknown'"
		        " AND p.state <> 'UNKNOWN'",
		SQL_IN(COL_I(SW, at)),
	},
	[FLOW_SWEEP_CLEAR_CASES] = {
		.name = "sweep_clear_cases",
		.text = "UPDATE alarm a JOIN casefile c ON c.id = a.subject_id SET a.cleared_at = ? WHERE a.open_one = 1 AND a.kind = 'case_overdue'"
		        " AND c.state NOT IN ('accepted','in_review','supplement','decided')",
		SQL_IN(COL_I(SW, at)),
	},
};

const struct sql_module case_flow_sql = { "case_flow", case_flow_stmts, CASE_FLOW_STMTS };
