#include "domain/casefile/qualification_sql.h"

#define Q struct qualification
#define Q_COLUMNS \
	"id, case_id, person_id, created_at, public_id, scheme, applicant_kind, number, month_from, month_to, admission_version, state"
#define Q_OUT \
	SQL_OUT(Q, COL_I(Q, id), COL_I(Q, case_id), COL_I(Q, person_id), COL_I(Q, created_at), COL_S(Q, public_id), COL_S(Q, scheme), \
	        COL_S(Q, applicant_kind), COL_S(Q, number), COL_S(Q, month_from), COL_S(Q, month_to), COL_S(Q, admission_version), COL_S(Q, state))
#define SPAN struct qualification_span
#define C struct covered_in
#define M struct month_row
#define MC struct month_key
/* The highest revision of a month is the one that counts. */
#define NEWEST " NOT EXISTS (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.cap_group = e.cap_group AND x.month = e.month AND x.rev > e.rev)"

#define MONTH_COLUMNS \
	"SELECT e.id, e.person_id, e.rev, e.qualification_id, e.amount_fen, e.persons, e.entitlement_id, e.at, e.cap_group, e.month, e.outcome," \
	" e.codes, e.checks, e.admission_version, e.standard_version, e.facts_sm3, e.seen," \
	" e.outcome = 'waiting' AND e.codes = 'RUN' AND EXISTS (SELECT 1 FROM run r WHERE r.id = e.run_id AND r.state NOT IN ('granting','done')) FROM month_entry e WHERE e.qualification_id = ?"
#define MONTH_OUT \
	SQL_OUT(M, COL_I(M, id), COL_I(M, person_id), COL_I(M, rev), COL_I(M, qualification_id), COL_I(M, amount_fen), COL_I(M, persons), \
	        COL_I(M, entitlement_id), COL_I(M, at), COL_S(M, cap_group), COL_S(M, month), COL_S(M, outcome), COL_S(M, codes), COL_S(M, checks), \
	        COL_S(M, admission_version), COL_S(M, standard_version), COL_B(M, facts_sm3), COL_B(M, seen), COL_I(M, held))

#define LS struct qualification_listed
/* What a list says of the holder; NULL: nothing. */
#define LISTED \
	"(SELECT GROUP_CONCAT(w.class, w.valid_from, COALESCE(w.valid_to, ''), w.recognised_on ORDER BY w.class, w.valid_from) FROM whitelist_entry w" \
	" WHERE w.list_id = ? AND w.person_id = q.person_id)"

const struct sql_stmt qualification_stmts[QUALIFICATION_STMTS] = {
	[QUALIFICATION_INSERT] = {
		.name = "qualification_insert",
		.text = "INSERT INTO qualification (public_id, case_id, scheme, person_id, applicant_kind, number, month_from, month_to, admission_version,"
		        " state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'live', ?)",
		SQL_IN(COL_S(Q, public_id), COL_I(Q, case_id), COL_S(Q, scheme), COL_I(Q, person_id), COL_S(Q, applicant_kind), COL_S(Q, number),
		       COL_S(Q, month_from), COL_S(Q, month_to), COL_S(Q, admission_version), COL_I(Q, created_at)),
	},
	[QUALIFICATION_READ] = {
		.name = "qualification_read", .text = "SELECT " Q_COLUMNS " FROM qualification WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)), Q_OUT,
	},
	[QUALIFICATION_OF_CASE] = {
		.name = "qualification_of_case", .text = "SELECT " Q_COLUMNS " FROM qualification WHERE case_id = ?", SQL_IN(COL_I(struct sql_id, id)), Q_OUT,
	},
	[QUALIFICATION_COVER] = {
		.name = "covered_member_insert",
		.text = "INSERT INTO covered_member (qualification_id, person_id, relation, covered, counted_from, exclusive, live) VALUES (?, ?, ?, ?, ?, ?, 1)",
		SQL_IN(COL_I(C, qualification_id), COL_I(C, person_id), COL_S(C, relation), COL_I(C, covered), COL_S(C, counted_from), COL_S(C, exclusive)),
	},
	[QUALIFICATION_HOLDING] = {
		.name = "qualification_holding",
		.text = "SELECT q.number FROM covered_member m FORCE INDEX (one_live_per_person) STRAIGHT_JOIN qualification q FORCE INDEX (PRIMARY)"
		        " ON q.id = m.qualification_id WHERE m.person_id = ? AND m.exclusive = ?"
		        " AND m.live = 1 LIMIT 1 LOCK IN SHARE MODE",
		SQL_IN(COL_I(C, person_id), COL_S(C, exclusive)), SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
	},
	[MONTHS_WANT_BUDGET] = {
		.name = "months_want_budget",
		.text = "SELECT EXISTS (SELECT 1 FROM month_entry e FORCE INDEX (waits) WHERE e.outcome = 'waiting' AND e.codes = 'BUDGET' AND" NEWEST ")",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_DUE] = {
		.name = "qualification_due",
		.text = "SELECT q.id FROM qualification q FORCE INDEX (scheme_id) WHERE q.scheme = ? AND q.id > ? AND q.state = 'live' AND q.month_from <= ?"
		        " AND q.month_to >= ? AND NOT EXISTS (SELECT 1 FROM month_entry e WHERE e.qualification_id = q.id AND e.month = ?) ORDER BY q.id LIMIT ?",
		SQL_IN(COL_S(SPAN, scheme), COL_I(SPAN, after), COL_S(SPAN, month), COL_S(SPAN, month), COL_S(SPAN, month), COL_I(SPAN, limit)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_OVER] = {
		.name = "qualification_over",
		.text = "SELECT id FROM qualification FORCE INDEX (ending) WHERE scheme = ? AND state = 'live' AND month_to < ? AND id > ? ORDER BY id LIMIT ?",
		SQL_IN(COL_S(SPAN, scheme), COL_S(SPAN, month), COL_I(SPAN, after), COL_I(SPAN, limit)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_ENDING] = {
		.name = "qualification_ending",
		.text = "SELECT id FROM qualification FORCE INDEX (ending) WHERE scheme = ? AND state = 'live' AND month_to = ? AND id > ? ORDER BY id LIMIT ?",
		SQL_IN(COL_S(SPAN, scheme), COL_S(SPAN, month), COL_I(SPAN, after), COL_I(SPAN, limit)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_LIVE] = {
		.name = "qualification_live",
		.text = "SELECT id FROM qualification FORCE INDEX (scheme_id) WHERE scheme = ? AND id > ? AND state = 'live' AND created_at < ? ORDER BY id LIMIT ?",
		SQL_IN(COL_S(SPAN, scheme), COL_I(SPAN, after), COL_I(SPAN, before), COL_I(SPAN, limit)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_LIVE_N] = {
		.name = "qualification_live_n", .text = "SELECT COUNT(*) FROM qualification FORCE INDEX (ending) WHERE scheme = ? AND state = 'live'",
		SQL_IN(COL_S(SPAN, scheme)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_CUT] = {
		.name = "qualification_cut", .text = "UPDATE qualification SET month_to = ? WHERE id = ? AND month_to > ?",
		SQL_IN(COL_S(Q, month_to), COL_I(Q, id), COL_S(Q, month_to)),
	},
	[QUALIFICATION_END] = {
		.name = "qualification_end", .text = "UPDATE qualification SET state = 'ended' WHERE id = ? AND state = 'live'",
		SQL_IN(COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_FREE] = {
		.name = "qualification_free", .text = "UPDATE covered_member SET live = NULL WHERE qualification_id = ?", SQL_IN(COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_LISTED] = {
		.name = "qualification_listed",
		.text = "SELECT q.id FROM qualification q FORCE INDEX (scheme_id) WHERE q.scheme = ? AND q.id > ? AND q.state = 'live' AND NOT (" LISTED " <=> " LISTED ")"
		        " ORDER BY q.id LIMIT ?",
		SQL_IN(COL_S(LS, scheme), COL_I(LS, after), COL_I(LS, list_id), COL_I(LS, base_id), COL_I(LS, limit)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[QUALIFICATION_IN_SCHEME] = {
		.name = "qualification_in_scheme",
		.text = "SELECT EXISTS (SELECT 1 FROM covered_member m FORCE INDEX (one_live_per_person) JOIN qualification q ON q.id = m.qualification_id"
		        " WHERE m.person_id = ? AND q.scheme = ?)",
		SQL_IN(COL_I(Q, person_id), COL_S(Q, scheme)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[MONTH_INSERT] = {
		.name = "month_entry_insert",
		.text = "INSERT INTO month_entry (person_id, cap_group, month, rev, qualification_id, outcome, codes, checks, amount_fen, admission_version,"
		        " standard_version, persons, facts_sm3, entitlement_id, at, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(M, person_id), COL_S(M, cap_group), COL_S(M, month), COL_I(M, rev), COL_I(M, qualification_id), COL_S(M, outcome),
		       COL_S(M, codes), COL_S(M, checks), COL_I(M, amount_fen), COL_S(M, admission_version), COL_S(M, standard_version), COL_I(M, persons),
		       COL_B(M, facts_sm3), COL_I(M, entitlement_id), COL_I(M, at), COL_B(M, seen)),
	},
	[MONTH_NEXT_REV] = {
		.name = "month_next_rev",
		.text = "SELECT COALESCE(MAX(rev), 0) + 1 FROM month_entry WHERE person_id = ? AND cap_group = ? AND month = ?",
		SQL_IN(COL_I(MC, person_id), COL_S(MC, cap_group), COL_S(MC, month)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[MONTH_LIST] = { .name = "month_list", .text = MONTH_COLUMNS " AND" NEWEST " ORDER BY e.month", SQL_IN(COL_I(struct sql_id, id)), MONTH_OUT },
	[MONTH_HISTORY] = { .name = "month_history", .text = MONTH_COLUMNS " ORDER BY e.month, e.rev", SQL_IN(COL_I(struct sql_id, id)), MONTH_OUT },
};

const struct sql_module qualification_sql = { "qualification", qualification_stmts, QUALIFICATION_STMTS };
