#include "domain/casefile/run_sql.h"

#define R struct run
#define RR struct run_range
#define K struct run_key
#define RI struct run_range_in
#define F struct run_funnel
#define M struct run_month
#define P struct run_person
#define A struct run_people_ask

#define RUN_COLUMNS \
	"SELECT id, months, started_by, stop_by, asked, approval_id, mandate_id, created_at, judged_at, ended_at, public_id, scheme, month, state, why, digest" \
	" FROM run"
#define RUN_OUT \
	SQL_OUT(R, COL_I(R, id), COL_I(R, months), COL_I(R, started_by), COL_I(R, stop_by), COL_I(R, asked), COL_I(R, approval_id), COL_I(R, mandate_id), \
	        COL_I(R, created_at), COL_I(R, judged_at), COL_I(R, ended_at), COL_S(R, public_id), COL_S(R, scheme), COL_S(R, month), COL_S(R, state), \
	        COL_S(R, why), COL_B(R, digest))

#define COUNTS(x) \
	COL_I(x, n.total), COL_I(x, n.fetched), COL_I(x, n.judged), COL_I(x, n.granted), COL_I(x, n.granted_fen), COL_I(x, n.payable_n), \
	COL_I(x, n.payable_fen), COL_I(x, n.not_payable_n), COL_I(x, n.cap_n), COL_I(x, n.waiting_n), COL_I(x, n.kept_n), COL_I(x, n.late_n), \
	COL_I(x, n.new_n), COL_I(x, n.gone_n), COL_I(x, n.changed_n), COL_I(x, n.before_n), COL_I(x, n.before_fen)
#define RANGE_COLUMNS \
	"SELECT id, run_id, seq, from_id, to_id, next_id, updated_at, phase, digest, total, fetched, judged, granted, granted_fen, payable_n, payable_fen," \
	" not_payable_n, cap_n, waiting_n, kept_n, late_n, new_n, gone_n, changed_n, before_n, before_fen FROM run_range"
#define RANGE_OUT \
	SQL_OUT(RR, COL_I(RR, id), COL_I(RR, run_id), COL_I(RR, seq), COL_I(RR, from_id), COL_I(RR, to_id), COL_I(RR, next_id), COL_I(RR, updated_at), \
	        COL_S(RR, phase), COL_B(RR, digest), COUNTS(RR))
#define PEOPLE \
	"SELECT e.id, q.case_id, e.amount_fen, c.applicant_masked, q.number, c.public_id, e.month, e.outcome, e.codes, e.change_kind FROM month_entry e"
#define PEOPLE_JOIN \
	" STRAIGHT_JOIN qualification q FORCE INDEX (PRIMARY) ON q.id = e.qualification_id STRAIGHT_JOIN casefile c FORCE INDEX (PRIMARY) ON c.id = q.case_id" \
	" WHERE e.run_id = ?"
#define PEOPLE_OUT \
	SQL_OUT(P, COL_I(P, entry_id), COL_I(P, case_id), COL_I(P, amount_fen), COL_S(P, name_masked), COL_S(P, number), COL_S(P, case_public_id), \
	        COL_S(P, month), COL_S(P, outcome), COL_S(P, codes), COL_S(P, change_kind))
/* Only what counts now: a released month has a newer entry of the same run. */
#define NEWEST " AND NOT EXISTS (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.cap_group = e.cap_group AND x.month = e.month AND x.rev > e.rev)"

const struct sql_stmt run_stmts[RUN_STMTS] = {
	[RUN_INSERT] = {
		.name = "run_insert",
		.text = "INSERT INTO run (public_id, scheme, month, months, state, started_by, created_at) VALUES (?, ?, ?, ?, 'judging', ?, ?)",
		SQL_IN(COL_S(R, public_id), COL_S(R, scheme), COL_S(R, month), COL_I(R, months), COL_I(R, started_by), COL_I(R, created_at)),
	},
	[RUN_READ] = { .name = "run_read", .text = RUN_COLUMNS " WHERE id = ?", SQL_IN(COL_I(K, id)), RUN_OUT },
	[RUN_LOCK] = { .name = "run_lock", .text = RUN_COLUMNS " WHERE id = ? FOR UPDATE", SQL_IN(COL_I(K, id)), RUN_OUT },
	[RUN_FIND] = { .name = "run_find", .text = RUN_COLUMNS " WHERE public_id = ?", SQL_IN(COL_S(K, text)), RUN_OUT },
	[RUN_OF_MONTH] = {
		.name = "run_of_month", .text = RUN_COLUMNS " WHERE scheme = ? AND month = ? ORDER BY id DESC LIMIT 1",
		SQL_IN(COL_S(K, scheme), COL_S(K, month)), RUN_OUT,
	},
	[RUN_UPDATE] = {
		.name = "run_update",
		.text = "UPDATE run SET state = ?, digest = ?, approval_id = ?, mandate_id = ?, why = ?, judged_at = ?, ended_at = ? WHERE id = ?",
		SQL_IN(COL_S(R, state), COL_B(R, digest), COL_I(R, approval_id), COL_I(R, mandate_id), COL_S(R, why), COL_I(R, judged_at), COL_I(R, ended_at),
		       COL_I(R, id)),
	},
	[RUN_STOP] = {
		.name = "run_stop", .text = "UPDATE run SET stop_by = ?, why = ? WHERE id = ? AND stop_by = 0 AND state IN ('judging','waiting','granting')",
		SQL_IN(COL_I(K, at), COL_S(K, text), COL_I(K, id)),
	},
	[RUN_ASKED] = { .name = "run_asked", .text = "UPDATE run SET asked = asked + 1 WHERE id = ?", SQL_IN(COL_I(K, id)) },
	[RUN_OPEN_APPROVAL] = {
		.name = "run_open_approval", .text = "SELECT COALESCE(MAX(id), 0) FROM approval WHERE kind = 'RUN' AND subject_id = ? AND decided_by IS NULL AND expires_at > ?",
		SQL_IN(COL_I(K, id), COL_I(K, at)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[RUN_SPAN] = {
		.name = "run_span",
		.text = "SELECT (SELECT id FROM qualification FORCE INDEX (scheme_id) WHERE scheme = ? ORDER BY id LIMIT 1),"
		        " (SELECT id FROM qualification FORCE INDEX (scheme_id) WHERE scheme = ? ORDER BY id DESC LIMIT 1)",
		SQL_IN(COL_S(K, scheme), COL_S(K, scheme)), SQL_OUT(K, COL_I(K, id), COL_I(K, at)),
	},
	[RUN_RANGE_INSERT] = {
		.name = "run_range_insert",
		.text = "INSERT INTO run_range (run_id, seq, phase, from_id, to_id, next_id, total, updated_at)"
		        " SELECT ?, ?, 'fetch', ?, ?, ?, COUNT(*), ? FROM qualification FORCE INDEX (scheme_id) WHERE scheme = ? AND id > ? AND id <= ?"
		        " AND state = 'live' AND month_from <= ? AND month_to >= ?",
		SQL_IN(COL_I(RI, run_id), COL_I(RI, seq), COL_I(RI, after), COL_I(RI, to), COL_I(RI, after), COL_I(RI, at), COL_S(RI, scheme), COL_I(RI, after),
		       COL_I(RI, to), COL_S(RI, upto), COL_S(RI, from)),
	},
	[RUN_RANGES] = { .name = "run_ranges", .text = RANGE_COLUMNS " WHERE run_id = ? ORDER BY seq", SQL_IN(COL_I(K, id)), RANGE_OUT },
	[RUN_RANGE_READ] = { .name = "run_range_read", .text = RANGE_COLUMNS " WHERE id = ?", SQL_IN(COL_I(K, id)), RANGE_OUT },
	[RUN_RANGE_AT] = {
		.name = "run_range_at", .text = "SELECT COALESCE(MAX(id), 0) FROM run_range WHERE run_id = ? AND seq = ?", SQL_IN(COL_I(K, id), COL_I(K, at)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[RUN_RANGE_LOCK] = { .name = "run_range_lock", .text = RANGE_COLUMNS " WHERE id = ? FOR UPDATE", SQL_IN(COL_I(K, id)), RANGE_OUT },
	[RUN_RANGE_UPDATE] = {
		.name = "run_range_update",
		.text = "UPDATE run_range SET phase = ?, next_id = ?, digest = ?, total = ?, fetched = ?, judged = ?, granted = ?, granted_fen = ?, payable_n = ?,"
		        " payable_fen = ?, not_payable_n = ?, cap_n = ?, waiting_n = ?, kept_n = ?, late_n = ?, new_n = ?, gone_n = ?, changed_n = ?, before_n = ?,"
		        " before_fen = ?, updated_at = ? WHERE id = ?",
		SQL_IN(COL_S(RR, phase), COL_I(RR, next_id), COL_B(RR, digest), COUNTS(RR), COL_I(RR, updated_at), COL_I(RR, id)),
	},
	[RUN_RANGES_BEGIN] = {
		.name = "run_ranges_begin", .text = "UPDATE run_range SET phase = ?, next_id = from_id WHERE run_id = ?", SQL_IN(COL_S(K, text), COL_I(K, id)),
	},
	[RUN_SUMS] = {
		.name = "run_sums",
		.text = "SELECT COALESCE(SUM(total), 0), COALESCE(SUM(fetched), 0), COALESCE(SUM(judged), 0), COALESCE(SUM(granted), 0), COALESCE(SUM(granted_fen), 0),"
		        " COALESCE(SUM(payable_n), 0), COALESCE(SUM(payable_fen), 0), COALESCE(SUM(not_payable_n), 0), COALESCE(SUM(cap_n), 0),"
		        " COALESCE(SUM(waiting_n), 0), COALESCE(SUM(kept_n), 0), COALESCE(SUM(late_n), 0), COALESCE(SUM(new_n), 0), COALESCE(SUM(gone_n), 0),"
		        " COALESCE(SUM(changed_n), 0), COALESCE(SUM(before_n), 0), COALESCE(SUM(before_fen), 0) FROM run_range WHERE run_id = ?",
		SQL_IN(COL_I(K, id)), SQL_OUT(RR, COUNTS(RR)),
	},
	[RUN_FUNNEL_ADD] = {
		.name = "run_funnel_add",
		.text = "INSERT INTO run_funnel (range_id, seq, check_code, pass, fail, unknown, not_applicable) VALUES (?, ?, ?, ?, ?, ?, ?)"
		        " ON DUPLICATE KEY UPDATE pass = pass + VALUES(pass), fail = fail + VALUES(fail), unknown = unknown + VALUES(unknown),"
		        " not_applicable = not_applicable + VALUES(not_applicable)",
		SQL_IN(COL_I(F, range_id), COL_I(F, seq), COL_S(F, check_code), COL_I(F, pass), COL_I(F, fail), COL_I(F, unknown), COL_I(F, not_applicable)),
	},
	[RUN_FUNNEL_SUMS] = {
		.name = "run_funnel_sums",
		.text = "SELECT 0, f.seq, f.check_code, SUM(f.pass), SUM(f.fail), SUM(f.unknown), SUM(f.not_applicable) FROM run_range r"
		        " STRAIGHT_JOIN run_funnel f ON f.range_id = r.id WHERE r.run_id = ? GROUP BY f.seq, f.check_code ORDER BY f.seq",
		SQL_IN(COL_I(K, id)),
		SQL_OUT(F, COL_I(F, range_id), COL_I(F, seq), COL_S(F, check_code), COL_I(F, pass), COL_I(F, fail), COL_I(F, unknown), COL_I(F, not_applicable)),
	},
	[RUN_STALE] = {
		.name = "run_stale",
		.text = "SELECT DISTINCT q.id FROM qualification q FORCE INDEX (scheme_id) STRAIGHT_JOIN covered_member m FORCE INDEX (PRIMARY)"
		        " ON m.qualification_id = q.id AND m.covered = 1 LEFT JOIN theme t ON t.person_id = m.person_id"
		        " WHERE q.scheme = ? AND q.id > ? AND q.id <= ? AND q.state = 'live' AND q.month_from <= ? AND q.month_to >= ?"
		        " AND (t.oldest_at IS NULL OR t.oldest_at < ?) ORDER BY q.id LIMIT ?",
		SQL_IN(COL_S(struct run_stale, scheme), COL_I(struct run_stale, after), COL_I(struct run_stale, to), COL_S(struct run_stale, month),
		       COL_S(struct run_stale, month), COL_I(struct run_stale, since), COL_I(struct run_stale, limit)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[RUN_ENTRIES] = {
		.name = "run_entries",
		.text = "SELECT e.id, e.qualification_id, e.rev, e.amount_fen, e.run_id, e.month, e.outcome, e.codes, e.change_kind FROM qualification q FORCE INDEX (scheme_id)"
		        " STRAIGHT_JOIN month_entry e FORCE INDEX (qualification) ON e.qualification_id = q.id AND e.month >= ? AND e.month <= ?"
		        " WHERE q.scheme = ? AND q.id > ? AND q.id <= ? ORDER BY q.id, e.month, e.rev",
		SQL_IN(COL_S(struct run_window, from), COL_S(struct run_window, upto), COL_S(struct run_window, scheme), COL_I(struct run_window, after),
		       COL_I(struct run_window, to)),
		SQL_OUT(struct run_entry, COL_I(struct run_entry, id), COL_I(struct run_entry, qualification_id), COL_I(struct run_entry, rev),
		        COL_I(struct run_entry, amount_fen), COL_I(struct run_entry, run_id), COL_S(struct run_entry, month), COL_S(struct run_entry, outcome),
		        COL_S(struct run_entry, codes), COL_S(struct run_entry, change_kind)),
	},
	[RUN_MONTH_INSERT] = {
		.name = "run_month_insert",
		.text = "INSERT INTO month_entry (person_id, cap_group, month, rev, qualification_id, outcome, codes, checks, amount_fen, admission_version,"
		        " standard_version, persons, facts_sm3, entitlement_id, at, seen, run_id, change_kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(M, row.person_id), COL_S(M, row.cap_group), COL_S(M, row.month), COL_I(M, row.rev), COL_I(M, row.qualification_id),
		       COL_S(M, row.outcome), COL_S(M, row.codes), COL_S(M, row.checks), COL_I(M, row.amount_fen), COL_S(M, row.admission_version),
		       COL_S(M, row.standard_version), COL_I(M, row.persons), COL_B(M, row.facts_sm3), COL_I(M, row.entitlement_id), COL_I(M, row.at),
		       COL_B(M, row.seen), COL_I(M, run_id), COL_S(M, change_kind)),
	},
	[RUN_LIST] = { .name = "run_list", .text = RUN_COLUMNS " WHERE id < ? ORDER BY id DESC LIMIT ?", SQL_IN(COL_I(K, before), COL_I(K, limit)), RUN_OUT },
	[RUN_PEOPLE_OUTCOME] = {
		.name = "run_people_outcome",
		.text = PEOPLE " FORCE INDEX (run_outcome)" PEOPLE_JOIN " AND e.outcome = ? AND e.id > ? AND IF(? = '', e.codes <> 'RUN', FIND_IN_SET(?, e.codes))" NEWEST
		        " ORDER BY e.id LIMIT ?",
		SQL_IN(COL_I(A, run_id), COL_S(A, outcome), COL_I(A, after), COL_S(A, code), COL_S(A, code), COL_I(A, limit)), PEOPLE_OUT,
	},
	[RUN_PEOPLE_CHANGE] = {
		.name = "run_people_change",
		.text = PEOPLE " FORCE INDEX (run_change)" PEOPLE_JOIN " AND e.change_kind = ? AND e.id > ? AND (? = '' OR FIND_IN_SET(?, e.codes))" NEWEST
		        " ORDER BY e.id LIMIT ?",
		SQL_IN(COL_I(A, run_id), COL_S(A, change), COL_I(A, after), COL_S(A, code), COL_S(A, code), COL_I(A, limit)), PEOPLE_OUT,
	},
};

const struct sql_module run_sql = { "run", run_stmts, RUN_STMTS };
