/* One statement per check of domain/recon/invariant.h: how many rows break it, and the first one. */
#ifndef DOMAIN_RECON_INVARIANT_SQL_H
#define DOMAIN_RECON_INVARIANT_SQL_H

#include "store/db.h"

enum invariant_stmt {
	TRANSFER_SHAPE, LEDGER_ZERO, ACCOUNT_SUMS, RESERVED_SUM, PAID_SUM, RESOLVES, NOT_OVER_BUDGET, PAID_ONCE,
	ATTEMPT_POSTED, ATTEMPT_RETURNED, ORDER_RESERVED, ORDER_STATE, ORDER_AMOUNT, ONE_LIVE, BATCH_SUMS, BATCH_NAMES,
	BATCH_GROUND, MANDATE_DAY, DRAFT_CASE, FILE_CASE, CASE_STEPS, CASE_EDGES, CASE_STATE, APPROVED_ENTITLED, JOB_ALARM,
	DOUBT_ALARM, AUDIT_GRANT, AUDIT_LOCK, AUDIT_FUND, AUDIT_FINAL, AUDIT_CHAINED, CHAIN_WHOLE, SEALED_PERSON,
	SEALED_PAYEE, INDEXED_PERSON, MONTHS_USED, RIGHT_WHOLE, REFUND_SUMS, REFUND_GROUND, MONTHS_MONEY, QUARTERS_MONEY, INVARIANT_CHECKS,
	FINDING_INSERT = INVARIANT_CHECKS, INVARIANT_STMTS
};
extern const struct sql_module invariant_sql;
#define INVARIANT_SQL(stmt) (&invariant_sql.stmts[stmt])

struct invariant_in { int64_t now_ms; };
struct invariant_out { int64_t bad, first_bad; };
struct finding_in { int64_t at, ok, first_bad; const char *invariant, *text; };

/* What a check says about itself; same index. */
struct invariant_check {
	const char *invariant, *what, *test;
};
extern const struct invariant_check invariant_checks[INVARIANT_CHECKS];

#endif
