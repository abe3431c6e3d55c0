#include "domain/casefile/casefile_sql.h"

#define COLUMNS \
	"id, public_id, uid, projid, gov_version, scheme, kind, applicant_kind, applicant_id, applicant_masked, channel, state, ver, state_at," \
	" waits_for, wait_since, accepted_on, due_on, round, form_ct, form_ver, undertaking, answers_id, end_text, created_at"
#define OUT \
	SQL_OUT(struct casefile, COL_I(struct casefile, id), COL_S(struct casefile, public_id), COL_B(struct casefile, uid), \
	        COL_S(struct casefile, projid), COL_I(struct casefile, gov_version), COL_S(struct casefile, scheme), \
	        COL_S(struct casefile, kind), COL_S(struct casefile, applicant_kind), COL_I(struct casefile, applicant_id), \
	        COL_S(struct casefile, applicant_masked), COL_S(struct casefile, channel), COL_S(struct casefile, state), \
	        COL_I(struct casefile, ver), COL_I(struct casefile, state_at), COL_S(struct casefile, waits_for), \
	        COL_I(struct casefile, wait_since), COL_S(struct casefile, accepted_on), COL_S(struct casefile, due_on), \
	        COL_I(struct casefile, round), COL_B(struct casefile, form_ct), COL_S(struct casefile, form_ver), \
	        COL_S(struct casefile, undertaking), COL_I(struct casefile, answers_id), COL_S(struct casefile, end_text), \
	        COL_I(struct casefile, created_at))
#define SET(...) SQL_IN(__VA_ARGS__, COL_I(struct casefile_set_in, id))

const struct sql_stmt casefile_stmts[CASEFILE_STMTS] = {
	[CASEFILE_LOCK] = {
		.name = "casefile_lock",
		.text = "SELECT " COLUMNS " FROM casefile WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)), OUT,
	},
	[CASEFILE_READ] = {
		.name = "casefile_read",
		.text = "SELECT " COLUMNS " FROM casefile WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)), OUT,
	},
	[CASEFILE_FIND] = {
		.name = "casefile_find",
		.text = "SELECT " COLUMNS " FROM casefile WHERE public_id = ?",
		SQL_IN(COL_S(struct casefile_find_in, public_id)), OUT,
	},
	[CASEFILE_FIND_MINE] = {
		.name = "casefile_find_mine",
		.text = "SELECT " COLUMNS " FROM casefile WHERE public_id = ? AND applicant_id = ?",
		SQL_IN(COL_S(struct casefile_find_in, public_id), COL_I(struct casefile_find_in, applicant_id)), OUT,
	},
	[CASEFILE_BY_PROJID] = {
		.name = "casefile_by_projid",
		.text = "SELECT " COLUMNS " FROM casefile WHERE projid = ? FOR UPDATE",
		SQL_IN(COL_S(struct sql_text, text)), OUT,
	},
	[CASEFILE_INSERT] = {
		.name = "casefile_insert",
		.text = "INSERT INTO casefile (public_id, uid, projid, gov_version, scheme, kind, applicant_kind, applicant_id, applicant_masked,"
		        " channel, state, ver, state_at, form_ct, form_ver, undertaking, answers_id, created_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct casefile_row_in, public_id), COL_B(struct casefile_row_in, uid), COL_S(struct casefile_row_in, projid),
		       COL_I(struct casefile_row_in, gov_version), COL_S(struct casefile_row_in, scheme), COL_S(struct casefile_row_in, kind),
		       COL_S(struct casefile_row_in, applicant_kind), COL_I(struct casefile_row_in, applicant_id),
		       COL_S(struct casefile_row_in, applicant_masked), COL_S(struct casefile_row_in, channel), COL_S(struct casefile_row_in, state),
		       COL_I(struct casefile_row_in, now), COL_B(struct casefile_row_in, form_ct), COL_S(struct casefile_row_in, form_ver),
		       COL_S(struct casefile_row_in, undertaking), COL_I(struct casefile_row_in, answers_id), COL_I(struct casefile_row_in, now)),
	},
	[CASEFILE_ADVANCE] = {
		.name = "casefile_advance",
		.text = "UPDATE casefile SET state = ?, ver = ver + 1, state_at = ? WHERE id = ? AND ver = ?",
		SQL_IN(COL_S(struct casefile_set_in, text), COL_I(struct casefile_set_in, now), COL_I(struct casefile_set_in, id),
		       COL_I(struct casefile_set_in, ver)),
	},
	[CASEFILE_EVENT] = {
		.name = "case_event_insert",
		.text = "INSERT INTO case_event (case_id, ver, event, from_state, to_state, actor_kind, actor_id, text, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(struct case_event_in, case_id), COL_I(struct case_event_in, ver), COL_S(struct case_event_in, event),
		       COL_S(struct case_event_in, from), COL_S(struct case_event_in, to), COL_S(struct case_event_in, actor),
		       COL_I(struct case_event_in, actor_id), COL_S(struct case_event_in, text), COL_I(struct case_event_in, at)),
	},
	[CASEFILE_SET_PROJID] = {
		.name = "casefile_set_projid",
		.text = "UPDATE casefile SET projid = ? WHERE id = ? AND projid IS NULL",
		SET(COL_S(struct casefile_set_in, text)),
	},
	[CASEFILE_SET_ACCEPTED] = {
		.name = "casefile_set_accepted",
		.text = "UPDATE casefile SET accepted_on = ?, due_on = ? WHERE id = ?",
		SET(COL_S(struct casefile_set_in, text), COL_S(struct casefile_set_in, text2)),
	},
	[CASEFILE_SET_WAITING] = {
		.name = "casefile_set_waiting",
		.text = "UPDATE casefile SET waits_for = ?, wait_since = ? WHERE id = ?",
		SET(COL_S(struct casefile_set_in, text), COL_I(struct casefile_set_in, number)),
	},
	[CASEFILE_SET_ROUND] = {
		.name = "casefile_set_round",
		.text = "UPDATE casefile SET round = ? WHERE id = ?",
		SET(COL_I(struct casefile_set_in, number)),
	},
	[CASEFILE_SET_FORM] = {
		.name = "casefile_set_form",
		.text = "UPDATE casefile SET form_ct = ? WHERE id = ?",
		SET(COL_B(struct casefile_set_in, blob)),
	},
	[CASEFILE_SET_END] = {
		.name = "casefile_set_end",
		.text = "UPDATE casefile SET end_text = ? WHERE id = ?",
		SET(COL_S(struct casefile_set_in, text)),
	},
	[CASEFILE_SET_GOV_VERSION] = {
		.name = "casefile_set_gov_version",
		.text = "UPDATE casefile SET gov_version = GREATEST(gov_version, ?) WHERE id = ?",
		SET(COL_I(struct casefile_set_in, number)),
	},
	[CASEFILE_MEMBER_INSERT] = {
		.name = "case_member_insert",
		.text = "INSERT INTO case_member (case_id, person_id, relation, counted_from, left_on, confirmed) VALUES (?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(struct case_member, case_id), COL_I(struct case_member, person_id), COL_S(struct case_member, relation),
		       COL_S(struct case_member, counted_from), COL_S(struct case_member, left_on), COL_S(struct case_member, confirmed)),
	},
	/* What a reviewer said stays. */
	[CASEFILE_MEMBER_CONFIRM] = {
		.name = "case_member_confirm",
		.text = "UPDATE case_member SET confirmed = ? WHERE case_id = ? AND person_id = ? AND confirmed <> 'staff'",
		SQL_IN(COL_S(struct case_member, confirmed), COL_I(struct case_member, case_id), COL_I(struct case_member, person_id)),
	},
	[CASEFILE_MEMBERS_CONFIRM] = {
		.name = "case_members_confirm",
		.text = "UPDATE case_member SET confirmed = ? WHERE case_id = ? AND confirmed = 'no'",
		SQL_IN(COL_S(struct case_member, confirmed), COL_I(struct case_member, case_id)),
	},
	[CASEFILE_MEMBERS] = {
		.name = "case_members",
		.text = "SELECT case_id, person_id, relation, counted_from, left_on, confirmed FROM case_member WHERE case_id = ? ORDER BY relation, person_id",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct case_member, COL_I(struct case_member, case_id), COL_I(struct case_member, person_id),
		        COL_S(struct case_member, relation), COL_S(struct case_member, counted_from), COL_S(struct case_member, left_on),
		        COL_S(struct case_member, confirmed)),
	},
	/* A locking read: it must see what a twin committed while we waited for the person rows. The indexes are named so that
	 * only this person's rows are locked, also while the tables are small. Being named by a stranger keeps nobody from applying. */
	[CASEFILE_RUNNING] = {
		.name = "case_running_of_person",
		.text = "SELECT STRAIGHT_JOIN c.id, COALESCE(c.projid, c.public_id) FROM case_member m FORCE INDEX (person) JOIN casefile c ON c.id = m.case_id"
		        " WHERE m.person_id = ? AND m.confirmed <> 'no' AND c.id <> ?"
		        " AND c.kind = 'admission' AND c.state IN ('accepted','in_review','supplement','decided') ORDER BY c.id LIMIT 1 LOCK IN SHARE MODE",
		SQL_IN(COL_I(struct case_running_in, person_id), COL_I(struct case_running_in, case_id)),
		SQL_OUT(struct case_running, COL_I(struct case_running, case_id), COL_S(struct case_running, number)),
	},
};

const struct sql_module casefile_sql = { "casefile", casefile_stmts, CASEFILE_STMTS };
