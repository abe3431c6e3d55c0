/* Statements of evidence.c: arguments, rows and their numbers. */
#ifndef DOMAIN_CASEFILE_EVIDENCE_SQL_H
#define DOMAIN_CASEFILE_EVIDENCE_SQL_H

#include "store/db.h"

enum evidence_stmt {
	EVIDENCE_RECORD_INSERT,
	EVIDENCE_RECORDS, EVIDENCE_OF_PERSON,
	EVIDENCE_NEWEST,
	EVIDENCE_INSERT,
	EVIDENCE_READ,
	EVIDENCE_APPLICATIONS,
	EVIDENCE_VERDICT_INSERT,
	EVIDENCE_VERDICTS,
	EVIDENCE_STMTS
};

struct source_record_row {
	int64_t id, person_id, n_rows, fetched_at, case_id;
	struct blob uid, rows_ct, sm3;
	const char *source, *state, *kind, *request_no, *as_of;
};
struct source_record_in {
	int64_t person_id;
	const char *source;
};
struct evidence_row {
	int64_t case_id, round, at;
	struct blob uid, facts_ct, facts_sm3;
	const char *record_ids, *policy_version, *decision;
};
struct verdict_row {
	int64_t case_id, round, seq;
	struct blob uid, facts_ct;
	const char *check_code, *outcome, *threshold, *clause;
};

extern const struct sql_stmt evidence_stmts[EVIDENCE_STMTS];
extern const struct sql_module evidence_sql;

#endif
