#include "domain/notice/notice_sql.h"

#define N struct notice_row

const struct sql_stmt notice_stmts[NOTICE_STMTS] = {
	[NOTICE_TEMPLATE] = {
		.name = "notice_template", .text = "SELECT text FROM text_template WHERE code = ?", SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
	},
	[NOTICE_INSERT] = {
		.name = "notice_insert",
		.text = "INSERT INTO notice (uid, person_id, case_id, template, text_ct, ref, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_B(N, uid), COL_I(N, person_id), COL_I(N, case_id), COL_S(N, template), COL_B(N, text_ct), COL_S(N, ref), COL_S(N, state),
		       COL_I(N, at)),
	},
	[NOTICE_READ] = {
		.name = "notice_read",
		.text = "SELECT id, person_id, COALESCE(case_id, 0), created_at, uid, text_ct, template, ref, state FROM notice WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(N, COL_I(N, id), COL_I(N, person_id), COL_I(N, case_id), COL_I(N, at), COL_B(N, uid), COL_B(N, text_ct), COL_S(N, template),
		        COL_S(N, ref), COL_S(N, state)),
	},
	[NOTICE_SETTLE] = {
		.name = "notice_settle",
		.text = "UPDATE notice SET state = ?, msg_group = COALESCE(?, msg_group), sent_at = IF(state = 'SENT', ?, sent_at) WHERE id = ?"
		        " AND state IN ('READY','UNKNOWN')",
		SQL_IN(COL_S(N, state), COL_S(N, msg_group), COL_I(N, at), COL_I(N, id)),
	},
};

const struct sql_module notice_sql = { "notice", notice_stmts, NOTICE_STMTS };
