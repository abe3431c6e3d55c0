/* Statements of decision.c, supplement.c and report.c. */
#ifndef DOMAIN_CASEFILE_CASE_ROWS_SQL_H
#define DOMAIN_CASEFILE_CASE_ROWS_SQL_H

#include "domain/casefile/case_rows.h"

enum case_rows_stmt {
	DECISION_INSERT, DECISION_LOCK, DECISION_STANDING, DECISION_CASE, DECISION_UNDO, DECISION_APPLIED, DECISION_REASON_INSERT,
	SUPPLEMENT_INSERT, SUPPLEMENT_OPEN, SUPPLEMENT_CLOSE,
	REPORT_NEXT, REPORT_INSERT, REPORT_READ, REPORT_SYNCED,
	CASE_ROWS_STMTS
};

struct rows_set_in {
	int64_t id, number, at;
	const char *text;
	struct blob blob;
};
struct decision_reason_in {
	int64_t decision_id;
	const char *code;
};
struct report_ct_row {
	int64_t id, case_id, dataversion, created_at;
	const char *stage, *sync_status;
	struct blob uid, body_ct;
};

extern const struct sql_stmt case_rows_stmts[CASE_ROWS_STMTS];
extern const struct sql_module case_rows_sql;

#endif
