#include "domain/casefile/case_query_sql.h"

#define IN struct case_query_in
#define R struct case_row
/* Nothing sealed is read: the masked name is a stored column. */
#define SELECT \
	"SELECT id, public_id, projid, scheme, kind, applicant_kind, applicant_id, applicant_masked, state, channel, accepted_on, due_on, waits_for," \
	" created_at, ver, round, COALESCE(answers_id, 0) FROM casefile "
#define OUT \
	SQL_OUT(R, COL_I(R, id), COL_S(R, public_id), COL_S(R, projid), COL_S(R, scheme), COL_S(R, kind), COL_S(R, applicant_kind), \
	        COL_I(R, applicant_id), COL_S(R, applicant), COL_S(R, state), COL_S(R, channel), COL_S(R, accepted_on), COL_S(R, due_on), \
	        COL_S(R, waits_for), COL_I(R, created_at), COL_I(R, ver), COL_I(R, round), COL_I(R, answers_id))
/* What a list shows and no more: a column costs the server and us once for each of 20 rows. */
#define SELECT_LIST \
	"SELECT id, public_id, projid, scheme, kind, applicant_kind, applicant_masked, state, channel, accepted_on, due_on, waits_for, created_at" \
	" FROM casefile "
#define OUT_LIST \
	SQL_OUT(R, COL_I(R, id), COL_S(R, public_id), COL_S(R, projid), COL_S(R, scheme), COL_S(R, kind), COL_S(R, applicant_kind), COL_S(R, applicant), \
	        COL_S(R, state), COL_S(R, channel), COL_S(R, accepted_on), COL_S(R, due_on), COL_S(R, waits_for), COL_I(R, created_at))
#define MEMBER struct case_member_row
#define EVENT struct case_event_row
#define DECISION struct case_decision_row

const struct sql_stmt case_query_stmts[CASE_QUERY_STMTS] = {
	[CASE_QUERY_ALL] = {
		.name = "case_query_all",
		.text = SELECT_LIST "FORCE INDEX (PRIMARY) WHERE id < ? ORDER BY id DESC LIMIT ?",
		SQL_IN(COL_I(IN, id), COL_I(IN, limit)), OUT_LIST, .scan_ok = true, /* a keyset walk of the primary key, stopped by LIMIT */
	},
	[CASE_QUERY_STATE] = {
		.name = "case_query_state",
		.text = SELECT_LIST "FORCE INDEX (k_state) WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
		SQL_IN(COL_S(IN, state), COL_I(IN, id), COL_I(IN, limit)), OUT_LIST,
	},
	[CASE_QUERY_SCHEME_STATE] = {
		.name = "case_query_scheme_state",
		.text = SELECT_LIST "FORCE INDEX (k_scheme_state) WHERE scheme = ? AND state = ? AND id > ? ORDER BY id LIMIT ?",
		SQL_IN(COL_S(IN, scheme), COL_S(IN, state), COL_I(IN, id), COL_I(IN, limit)), OUT_LIST,
	},
	[CASE_QUERY_DUE] = {
		.name = "case_query_due",
		.text = SELECT_LIST "FORCE INDEX (k_state) WHERE state = ? AND id > ? AND due_on <= ? AND (? IS NULL OR scheme = ?) ORDER BY id LIMIT ?",
		SQL_IN(COL_S(IN, state), COL_I(IN, id), COL_S(IN, day), COL_S(IN, scheme), COL_S(IN, scheme), COL_I(IN, limit)), OUT_LIST,
	},
	[CASE_QUERY_MINE] = {
		.name = "case_query_mine",
		.text = SELECT_LIST "FORCE INDEX (mine) WHERE applicant_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
		SQL_IN(COL_I(IN, person_id), COL_I(IN, id), COL_I(IN, limit)), OUT_LIST,
	},
	[CASE_QUERY_PROJID] = {
		.name = "case_query_projid", .text = SELECT "WHERE projid = ?", SQL_IN(COL_S(IN, text)), OUT,
	},
	[CASE_QUERY_ONE] = {
		.name = "case_query_one", .text = SELECT "WHERE public_id = ?", SQL_IN(COL_S(IN, text)), OUT,
	},
	[CASE_QUERY_OWN] = {
		.name = "case_query_own", .text = SELECT "WHERE public_id = ? AND applicant_id = ?", SQL_IN(COL_S(IN, text), COL_I(IN, person_id)), OUT,
	},
	[CASE_QUERY_NUMBER] = {
		.name = "case_query_number", .text = "SELECT public_id FROM casefile WHERE id = ?", SQL_IN(COL_I(IN, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
	},
	[CASE_QUERY_COUNTS] = {
		.name = "case_query_counts",
		.text = "SELECT state, COUNT(*) FROM casefile FORCE INDEX (k_state) WHERE state IN ('received','accepted','in_review','supplement','decided')"
		        " GROUP BY state",
		SQL_OUT(struct case_count, COL_S(struct case_count, state), COL_I(struct case_count, n)), .scan_ok = true,
	},
	[CASE_QUERY_OVERDUE] = {
		.name = "case_query_overdue",
		.text = "SELECT COUNT(*) FROM casefile FORCE INDEX (k_due) WHERE state IN ('accepted','in_review','supplement','decided') AND due_on < ?",
		SQL_IN(COL_S(IN, day)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[CASE_QUERY_WAITING] = {
		.name = "case_query_waiting",
		.text = "SELECT COUNT(*) FROM casefile FORCE INDEX (k_state) WHERE state = 'accepted' AND waits_for IS NOT NULL",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[CASE_QUERY_MEMBERS] = {
		.name = "case_query_members",
		.text = "SELECT m.person_id, p.uid, p.name_masked, p.idno_masked, m.relation, m.counted_from, m.left_on, m.confirmed FROM case_member m"
		        " JOIN person p ON p.id = m.person_id WHERE m.case_id = ? ORDER BY m.relation, m.person_id",
		SQL_IN(COL_I(IN, id)),
		SQL_OUT(MEMBER, COL_I(MEMBER, person_id), COL_B(MEMBER, uid), COL_S(MEMBER, name), COL_S(MEMBER, idno), COL_S(MEMBER, relation),
		        COL_S(MEMBER, counted_from), COL_S(MEMBER, left_on), COL_S(MEMBER, confirmed)),
	},
	[CASE_QUERY_TIMELINE] = {
		.name = "case_query_timeline",
		.text = "SELECT e.at, e.actor_id, e.event, e.from_state, e.to_state, e.actor_kind, s.name, e.text FROM case_event e"
		        " LEFT JOIN staff s ON e.actor_kind = 'staff' AND s.id = e.actor_id WHERE e.case_id = ? ORDER BY e.ver",
		SQL_IN(COL_I(IN, id)),
		SQL_OUT(EVENT, COL_I(EVENT, at), COL_I(EVENT, actor_id), COL_S(EVENT, event), COL_S(EVENT, from_state), COL_S(EVENT, to_state),
		        COL_S(EVENT, actor_kind), COL_S(EVENT, staff_name), COL_S(EVENT, text)),
	},
	[CASE_QUERY_DECISION] = {
		.name = "case_query_decision",
		.text = "SELECT d.id, d.yes, d.staff_id, d.made_at, d.takes_effect_at, d.applied_at, d.by_kind, d.override_checks, d.opinion, d.policy_version,"
		        " s.name FROM decision d LEFT JOIN staff s ON s.id = d.staff_id WHERE d.case_id = ? AND d.standing = 1",
		SQL_IN(COL_I(IN, id)),
		SQL_OUT(DECISION, COL_I(DECISION, id), COL_I(DECISION, yes), COL_I(DECISION, staff_id), COL_I(DECISION, made_at),
		        COL_I(DECISION, takes_effect_at), COL_I(DECISION, applied_at), COL_S(DECISION, by_kind), COL_S(DECISION, override_checks),
		        COL_S(DECISION, opinion), COL_S(DECISION, policy_version), COL_S(DECISION, staff_name)),
	},
};

const struct sql_module case_query_sql = { "case_query", case_query_stmts, CASE_QUERY_STMTS };
