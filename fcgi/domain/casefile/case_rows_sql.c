#include "domain/casefile/case_rows_sql.h"

#define DE struct decision_row
#define DECISION_COLUMNS \
	"id, case_id, round, yes, staff_id, made_at, takes_effect_at, undone_at, applied_at, by_kind, override_checks, opinion, policy_version"
#define DECISION_OUT \
	SQL_OUT(DE, COL_I(DE, id), COL_I(DE, case_id), COL_I(DE, round), COL_I(DE, yes), COL_I(DE, staff_id), COL_I(DE, made_at), \
	        COL_I(DE, takes_effect_at), COL_I(DE, undone_at), COL_I(DE, applied_at), COL_S(DE, by_kind), COL_S(DE, override_checks), \
	        COL_S(DE, opinion), COL_S(DE, policy_version))
#define SU struct supplement
#define RP struct report_ct_row
#define SET struct rows_set_in
#define ID_IN SQL_IN(COL_I(struct sql_id, id))

const struct sql_stmt case_rows_stmts[CASE_ROWS_STMTS] = {
	[DECISION_INSERT] = {
		.name = "decision_insert",
		.text = "INSERT INTO decision (case_id, round, yes, by_kind, staff_id, override_checks, opinion, policy_version, made_at, takes_effect_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(DE, case_id), COL_I(DE, round), COL_I(DE, yes), COL_S(DE, by_kind), COL_I(DE, staff_id), COL_S(DE, override_checks),
		       COL_S(DE, opinion), COL_S(DE, policy_version), COL_I(DE, made_at), COL_I(DE, takes_effect_at)),
	},
	[DECISION_LOCK] = {
		.name = "decision_lock", .text = "SELECT " DECISION_COLUMNS " FROM decision WHERE id = ? FOR UPDATE", ID_IN, DECISION_OUT,
	},
	[DECISION_STANDING] = {
		.name = "decision_standing",
		.text = "SELECT " DECISION_COLUMNS " FROM decision WHERE case_id = ? AND standing = 1 FOR UPDATE", ID_IN, DECISION_OUT,
	},
	[DECISION_CASE] = {
		.name = "decision_case", .text = "SELECT case_id FROM decision WHERE id = ?", ID_IN, SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[DECISION_UNDO] = {
		.name = "decision_undo", .text = "UPDATE decision SET undone_at = ? WHERE id = ? AND undone_at IS NULL AND applied_at IS NULL",
		SQL_IN(COL_I(SET, at), COL_I(SET, id)),
	},
	[DECISION_APPLIED] = {
		.name = "decision_applied", .text = "UPDATE decision SET applied_at = ? WHERE id = ? AND undone_at IS NULL AND applied_at IS NULL",
		SQL_IN(COL_I(SET, at), COL_I(SET, id)),
	},
	[DECISION_REASON_INSERT] = {
		.name = "decision_reason_insert", .text = "INSERT INTO decision_reason (decision_id, reason_code) VALUES (?, ?)",
		SQL_IN(COL_I(struct decision_reason_in, decision_id), COL_S(struct decision_reason_in, code)),
	},
	[SUPPLEMENT_INSERT] = {
		.name = "supplement_insert",
		.text = "INSERT INTO supplement (case_id, asked_by, staff_id, materials, note, asked_at, due_on) VALUES (?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(SU, case_id), COL_S(SU, asked_by), COL_I(SU, staff_id), COL_S(SU, materials), COL_S(SU, note), COL_I(SU, asked_at),
		       COL_S(SU, due_on)),
	},
	[SUPPLEMENT_OPEN] = {
		.name = "supplement_open",
		.text = "SELECT id, case_id, staff_id, asked_at, handed_at, closed, asked_by, materials, note, due_on FROM supplement"
		        " WHERE case_id = ? AND closed = 0 ORDER BY id DESC LIMIT 1",
		ID_IN,
		SQL_OUT(SU, COL_I(SU, id), COL_I(SU, case_id), COL_I(SU, staff_id), COL_I(SU, asked_at), COL_I(SU, handed_at), COL_I(SU, closed),
		        COL_S(SU, asked_by), COL_S(SU, materials), COL_S(SU, note), COL_S(SU, due_on)),
	},
	[SUPPLEMENT_CLOSE] = {
		.name = "supplement_close", .text = "UPDATE supplement SET closed = 1, handed_at = ? WHERE id = ? AND closed = 0",
		SQL_IN(COL_I(SET, at), COL_I(SET, id)),
	},
	[REPORT_NEXT] = {
		.name = "report_next", .text = "SELECT COALESCE(MAX(dataversion), 0) + 1 FROM gov_report WHERE case_id = ? AND stage = ?",
		SQL_IN(COL_I(SET, id), COL_S(SET, text)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[REPORT_INSERT] = {
		.name = "report_insert",
		.text = "INSERT INTO gov_report (case_id, stage, dataversion, body_ct, uid, sync_status, created_at) VALUES (?, ?, ?, ?, ?, 'I', ?)",
		SQL_IN(COL_I(RP, case_id), COL_S(RP, stage), COL_I(RP, dataversion), COL_B(RP, body_ct), COL_B(RP, uid), COL_I(RP, created_at)),
	},
	[REPORT_READ] = {
		.name = "report_read",
		.text = "SELECT id, case_id, dataversion, created_at, stage, sync_status, uid, body_ct FROM gov_report WHERE id = ?", ID_IN,
		SQL_OUT(RP, COL_I(RP, id), COL_I(RP, case_id), COL_I(RP, dataversion), COL_I(RP, created_at), COL_S(RP, stage), COL_S(RP, sync_status),
		        COL_B(RP, uid), COL_B(RP, body_ct)),
	},
	[REPORT_SYNCED] = {
		.name = "report_synced", .text = "UPDATE gov_report SET sync_status = ?, sent_at = ? WHERE id = ? AND sync_status = 'I'",
		SQL_IN(COL_S(SET, text), COL_I(SET, at), COL_I(SET, id)),
	},
};

const struct sql_module case_rows_sql = { "case_rows", case_rows_stmts, CASE_ROWS_STMTS };
