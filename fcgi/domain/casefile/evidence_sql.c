#include "domain/casefile/evidence_sql.h"

#include "domain/casefile/evidence.h"

#define RECORD struct source_record_row
#define RECORD_COLUMNS "id, person_id, n_rows, fetched_at, case_id, uid, rows_ct, source, state, kind, request_no, as_of"
#define RECORD_OUT \
	SQL_OUT(RECORD, COL_I(RECORD, id), COL_I(RECORD, person_id), COL_I(RECORD, n_rows), COL_I(RECORD, fetched_at), COL_I(RECORD, case_id), \
	        COL_B(RECORD, uid), COL_B(RECORD, rows_ct), COL_S(RECORD, source), COL_S(RECORD, state), COL_S(RECORD, kind), \
	        COL_S(RECORD, request_no), COL_S(RECORD, as_of))
#define EV struct evidence_row
#define VE struct verdict_row
#define SPAN struct evidence_span
#define SEALED struct evidence_sealed

const struct sql_stmt evidence_stmts[EVIDENCE_STMTS] = {
	[EVIDENCE_RECORD_INSERT] = {
		.name = "source_record_insert",
		.text = "INSERT INTO source_record (uid, person_id, source, state, kind, rows_ct, n_rows, request_no, fetched_at, as_of, sm3, case_id)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_B(RECORD, uid), COL_I(RECORD, person_id), COL_S(RECORD, source), COL_S(RECORD, state), COL_S(RECORD, kind),
		       COL_B(RECORD, rows_ct), COL_I(RECORD, n_rows), COL_S(RECORD, request_no), COL_I(RECORD, fetched_at), COL_S(RECORD, as_of),
		       COL_B(RECORD, sm3), COL_I(RECORD, case_id)),
	},
	[EVIDENCE_RECORDS] = {
		.name = "source_records_of_case",
		.text = "SELECT " RECORD_COLUMNS " FROM source_record WHERE id IN"
		        " (SELECT MAX(id) FROM source_record WHERE case_id = ? GROUP BY person_id, source) ORDER BY person_id, id",
		SQL_IN(COL_I(struct sql_id, id)), RECORD_OUT,
	},
	[EVIDENCE_OF_PERSON] = {
		.name = "source_records_of_person",
		.text = "SELECT " RECORD_COLUMNS " FROM source_record WHERE id IN (SELECT MAX(id) FROM source_record FORCE INDEX (person_source)"
		        " WHERE person_id = ? AND state <> 'down' GROUP BY source) ORDER BY id",
		SQL_IN(COL_I(struct sql_id, id)), RECORD_OUT,
	},
	[EVIDENCE_NEWEST] = {
		.name = "source_record_newest",
		.text = "SELECT " RECORD_COLUMNS " FROM source_record WHERE person_id = ? AND source = ? ORDER BY id DESC LIMIT 1",
		SQL_IN(COL_I(struct source_record_in, person_id), COL_S(struct source_record_in, source)), RECORD_OUT,
	},
	[EVIDENCE_INSERT] = {
		.name = "evidence_insert",
		.text = "INSERT INTO evidence (case_id, round, uid, facts_ct, facts_sm3, record_ids, policy_version, decision, at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(EV, case_id), COL_I(EV, round), COL_B(EV, uid), COL_B(EV, facts_ct), COL_B(EV, facts_sm3), COL_S(EV, record_ids),
		       COL_S(EV, policy_version), COL_S(EV, decision), COL_I(EV, at)),
	},
	[EVIDENCE_READ] = {
		.name = "evidence_read",
		.text = "SELECT case_id, round, at, uid, facts_ct, record_ids, policy_version, decision FROM evidence WHERE case_id = ? AND round = ?",
		SQL_IN(COL_I(EV, case_id), COL_I(EV, round)),
		SQL_OUT(EV, COL_I(EV, case_id), COL_I(EV, round), COL_I(EV, at), COL_B(EV, uid), COL_B(EV, facts_ct), COL_S(EV, record_ids),
		        COL_S(EV, policy_version), COL_S(EV, decision)),
	},
	/* Applications that were not evaluated since the day come without evidence: whoever walks through counts them. */
	[EVIDENCE_APPLICATIONS] = {
		.name = "evidence_applications",
		.text = "SELECT c.id, c.public_id, e.policy_version, e.uid, e.facts_ct FROM casefile c FORCE INDEX (k_scheme_kind) LEFT JOIN evidence e"
		        " ON e.case_id = c.id AND e.round = c.round AND e.at >= ? WHERE c.scheme = ? AND c.kind = 'admission' AND c.id > ? AND c.id <= ?"
		        " ORDER BY c.id LIMIT ?",
		SQL_IN(COL_I(SPAN, since), COL_S(SPAN, scheme), COL_I(SPAN, after), COL_I(SPAN, to), COL_I(SPAN, limit)),
		SQL_OUT(SEALED, COL_I(SEALED, case_id), COL_S(SEALED, public_id), COL_S(SEALED, policy_version), COL_B(SEALED, uid), COL_B(SEALED, facts_ct)),
	},
	[EVIDENCE_VERDICT_INSERT] = {
		.name = "verdict_insert",
		.text = "INSERT INTO verdict (case_id, round, seq, uid, check_code, outcome, facts_ct, threshold, clause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(VE, case_id), COL_I(VE, round), COL_I(VE, seq), COL_B(VE, uid), COL_S(VE, check_code), COL_S(VE, outcome),
		       COL_B(VE, facts_ct), COL_S(VE, threshold), COL_S(VE, clause)),
	},
	[EVIDENCE_VERDICTS] = {
		.name = "verdicts_of_round",
		.text = "SELECT case_id, round, seq, uid, check_code, outcome, facts_ct, threshold, clause FROM verdict WHERE case_id = ? AND round = ?"
		        " ORDER BY seq",
		SQL_IN(COL_I(VE, case_id), COL_I(VE, round)),
		SQL_OUT(VE, COL_I(VE, case_id), COL_I(VE, round), COL_I(VE, seq), COL_B(VE, uid), COL_S(VE, check_code), COL_S(VE, outcome),
		        COL_B(VE, facts_ct), COL_S(VE, threshold), COL_S(VE, clause)),
	},
};

const struct sql_module evidence_sql = { "evidence", evidence_stmts, EVIDENCE_STMTS };
