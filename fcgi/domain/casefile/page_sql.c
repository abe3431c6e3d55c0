#include "domain/casefile/page_sql.h"

#define DRAFT_COLUMNS "id, person_id, ver, COALESCE(case_id, 0), COALESCE(answers_id, 0), updated_at, public_id, form, form_ver, step, needs, uid, data_ct"
#define DRAFT_OUT \
	SQL_OUT(struct draft, COL_I(struct draft, id), COL_I(struct draft, person_id), COL_I(struct draft, ver), COL_I(struct draft, case_id), \
	        COL_I(struct draft, answers_id), COL_I(struct draft, updated_at), COL_S(struct draft, public_id), COL_S(struct draft, form), \
	        COL_S(struct draft, form_ver), COL_S(struct draft, step), COL_S(struct draft, needs), COL_B(struct draft, uid), COL_B(struct draft, data_ct))

const struct sql_stmt draft_stmts[DRAFT_STMTS] = {
	[DRAFT_OPEN_ONE] = {
		.name = "draft_open_one",
		.text = "SELECT " DRAFT_COLUMNS " FROM draft WHERE person_id = ? AND form = ? AND open_one = 1",
		SQL_IN(COL_I(struct draft_in, d.person_id), COL_S(struct draft_in, d.form)), DRAFT_OUT,
	},
	[DRAFT_FIND] = {
		.name = "draft_find",
		.text = "SELECT " DRAFT_COLUMNS " FROM draft WHERE public_id = ? AND person_id = ?",
		SQL_IN(COL_S(struct draft_in, d.public_id), COL_I(struct draft_in, d.person_id)), DRAFT_OUT,
	},
	[DRAFT_LOCK] = {
		.name = "draft_lock",
		.text = "SELECT " DRAFT_COLUMNS " FROM draft WHERE public_id = ? AND person_id = ? FOR UPDATE",
		SQL_IN(COL_S(struct draft_in, d.public_id), COL_I(struct draft_in, d.person_id)), DRAFT_OUT,
	},
	[DRAFT_INSERT] = {
		.name = "draft_insert",
		.text = "INSERT INTO draft (public_id, uid, person_id, form, form_ver, data_ct, step, needs, answers_id, created_at, updated_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct draft_in, d.public_id), COL_B(struct draft_in, d.uid), COL_I(struct draft_in, d.person_id), COL_S(struct draft_in, d.form),
		       COL_S(struct draft_in, d.form_ver), COL_B(struct draft_in, d.data_ct), COL_S(struct draft_in, d.step), COL_S(struct draft_in, d.needs),
		       COL_I(struct draft_in, answers), COL_I(struct draft_in, now), COL_I(struct draft_in, now)),
	},
	[DRAFT_UPDATE] = {
		.name = "draft_update",
		.text = "UPDATE draft SET data_ct = ?, step = ?, updated_at = ?, ver = ver + 1 WHERE id = ? AND ver = ? AND case_id IS NULL",
		SQL_IN(COL_B(struct draft_in, d.data_ct), COL_S(struct draft_in, d.step), COL_I(struct draft_in, now), COL_I(struct draft_in, d.id),
		       COL_I(struct draft_in, d.ver)),
	},
	[DRAFT_SUBMITTED] = {
		.name = "draft_submitted",
		.text = "UPDATE draft SET case_id = ?, updated_at = ? WHERE id = ? AND case_id IS NULL",
		SQL_IN(COL_I(struct draft_in, d.case_id), COL_I(struct draft_in, now), COL_I(struct draft_in, d.id)),
	},
	[DRAFT_DROP] = {
		.name = "draft_drop",
		.text = "DELETE FROM draft WHERE id = ? AND case_id IS NULL",
		SQL_IN(COL_I(struct draft_in, d.id)),
	},
};
const struct sql_module draft_sql = { "draft", draft_stmts, DRAFT_STMTS };

#define FILE_COLUMNS \
	"id, owner_id, draft_id, case_id, size, created_at, fetched, public_id, material, content_type, title, source, gov_unid, uid, sm3"
#define FILE_OUT \
	SQL_OUT(struct attachment, COL_I(struct attachment, id), COL_I(struct attachment, owner_id), COL_I(struct attachment, draft_id), \
	        COL_I(struct attachment, case_id), COL_I(struct attachment, size), COL_I(struct attachment, created_at), COL_I(struct attachment, fetched), \
	        COL_S(struct attachment, public_id), COL_S(struct attachment, material), COL_S(struct attachment, content_type), \
	        COL_S(struct attachment, title), COL_S(struct attachment, source), COL_S(struct attachment, gov_unid), COL_B(struct attachment, uid), \
	        COL_B(struct attachment, sm3))

const struct sql_stmt attachment_stmts[ATTACHMENT_STMTS] = {
	[ATTACHMENT_INSERT] = {
		.name = "attachment_insert",
		.text = "INSERT INTO file (public_id, uid, owner_id, draft_id, case_id, material, content_type, title, size, sm3, source, gov_unid, fetched, created_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct attachment_in, a.public_id), COL_B(struct attachment_in, a.uid), COL_I(struct attachment_in, a.owner_id),
		       COL_I(struct attachment_in, a.draft_id), COL_I(struct attachment_in, a.case_id), COL_S(struct attachment_in, a.material),
		       COL_S(struct attachment_in, a.content_type), COL_S(struct attachment_in, a.title), COL_I(struct attachment_in, a.size),
		       COL_B(struct attachment_in, a.sm3), COL_S(struct attachment_in, a.source), COL_S(struct attachment_in, a.gov_unid),
		       COL_I(struct attachment_in, a.fetched), COL_I(struct attachment_in, now)),
	},
	[ATTACHMENT_FIND] = {
		.name = "attachment_find",
		.text = "SELECT " FILE_COLUMNS " FROM file WHERE public_id = ? AND removed_at IS NULL",
		SQL_IN(COL_S(struct attachment_in, a.public_id)), FILE_OUT,
	},
	[ATTACHMENT_FIND_OWN] = {
		.name = "attachment_find_own",
		.text = "SELECT " FILE_COLUMNS " FROM file WHERE public_id = ? AND owner_id = ? AND removed_at IS NULL",
		SQL_IN(COL_S(struct attachment_in, a.public_id), COL_I(struct attachment_in, a.owner_id)), FILE_OUT,
	},
	[ATTACHMENT_OF_DRAFT] = {
		.name = "attachment_of_draft",
		.text = "SELECT " FILE_COLUMNS " FROM file WHERE draft_id = ? AND removed_at IS NULL ORDER BY id",
		SQL_IN(COL_I(struct sql_id, id)), FILE_OUT,
	},
	[ATTACHMENT_OF_CASE] = {
		.name = "attachment_of_case",
		.text = "SELECT " FILE_COLUMNS " FROM file WHERE case_id = ? AND removed_at IS NULL ORDER BY id",
		SQL_IN(COL_I(struct sql_id, id)), FILE_OUT,
	},
	[ATTACHMENT_REMOVE] = {
		.name = "attachment_remove",
		.text = "UPDATE file SET removed_at = ? WHERE id = ? AND removed_at IS NULL",
		SQL_IN(COL_I(struct attachment_in, now), COL_I(struct attachment_in, a.id)),
	},
	[ATTACHMENT_TO_CASE] = {
		.name = "attachment_to_case",
		.text = "UPDATE file SET case_id = ? WHERE draft_id = ? AND removed_at IS NULL",
		SQL_IN(COL_I(struct attachment_in, a.case_id), COL_I(struct attachment_in, a.draft_id)),
	},
	[ATTACHMENT_FETCHED] = {
		.name = "attachment_fetched",
		.text = "UPDATE file SET content_type = ?, size = ?, sm3 = ?, fetched = 1 WHERE id = ?",
		SQL_IN(COL_S(struct attachment_in, a.content_type), COL_I(struct attachment_in, a.size), COL_B(struct attachment_in, a.sm3),
		       COL_I(struct attachment_in, a.id)),
	},
};
const struct sql_module attachment_sql = { "attachment", attachment_stmts, ATTACHMENT_STMTS };

#define REASON_COLUMNS "r.code, r.scheme, r.check_code, r.title, r.sms_text, r.page_text, r.materials, r.active, r.ver"
#define REASON_USED ", (SELECT COUNT(*) FROM decision_reason d WHERE d.reason_code = r.code)"
#define REASON_OUT \
	SQL_OUT(struct reason, COL_S(struct reason, code), COL_S(struct reason, scheme), COL_S(struct reason, check_code), COL_S(struct reason, title), \
	        COL_S(struct reason, sms_text), COL_S(struct reason, page_text), COL_S(struct reason, materials), COL_I(struct reason, active), \
	        COL_I(struct reason, ver), COL_I(struct reason, used))

const struct sql_stmt reason_stmts[REASON_STMTS] = {
	[REASON_LIST] = {
		.name = "reason_list",
		.text = "SELECT " REASON_COLUMNS REASON_USED " FROM refusal_reason r WHERE (? IS NULL OR r.scheme = ?) ORDER BY r.scheme, r.check_code IS NULL, r.code",
		SQL_IN(COL_S(struct sql_text, text), COL_S(struct sql_text, text)), REASON_OUT, .scan_ok = true,
	},
	[REASON_READ] = {
		.name = "reason_read",
		.text = "SELECT " REASON_COLUMNS REASON_USED " FROM refusal_reason r WHERE r.code = ?",
		SQL_IN(COL_S(struct sql_text, text)), REASON_OUT,
	},
	[REASON_OF_DECISION] = {
		.name = "reason_of_decision",
		.text = "SELECT " REASON_COLUMNS ", 0 FROM decision_reason d JOIN refusal_reason r ON r.code = d.reason_code WHERE d.decision_id = ? ORDER BY r.code",
		SQL_IN(COL_I(struct sql_id, id)), REASON_OUT,
	},
	[REASON_INSERT] = {
		.name = "reason_insert",
		.text = "INSERT INTO refusal_reason (code, scheme, check_code, title, sms_text, page_text, materials, active, updated_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct reason_in, r.code), COL_S(struct reason_in, r.scheme), COL_S(struct reason_in, r.check_code), COL_S(struct reason_in, r.title),
		       COL_S(struct reason_in, r.sms_text), COL_S(struct reason_in, r.page_text), COL_S(struct reason_in, r.materials),
		       COL_I(struct reason_in, r.active), COL_I(struct reason_in, now)),
	},
	[REASON_UPDATE] = {
		.name = "reason_update",
		.text = "UPDATE refusal_reason SET title = ?, sms_text = ?, page_text = ?, materials = ?, active = ?, updated_at = ?, ver = ver + 1"
		        " WHERE code = ? AND ver = ?",
		SQL_IN(COL_S(struct reason_in, r.title), COL_S(struct reason_in, r.sms_text), COL_S(struct reason_in, r.page_text),
		       COL_S(struct reason_in, r.materials), COL_I(struct reason_in, r.active), COL_I(struct reason_in, now), COL_S(struct reason_in, r.code),
		       COL_I(struct reason_in, r.ver)),
	},
};
const struct sql_module reason_sql = { "reason", reason_stmts, REASON_STMTS };
