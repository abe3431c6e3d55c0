/* Statements of the ledger, approvals, mandates, proposals and alarms. */
#ifndef DOMAIN_LEDGER_LEDGER_SQL_H
#define DOMAIN_LEDGER_LEDGER_SQL_H

#include "store/db.h"

enum ledger_stmt {
	ACCOUNT_BY_CODE, ACCOUNT_LOCK, ACCOUNT_READ, ACCOUNTS_MOVE, TRANSFER_INSERT, TRANSFER_OPEN, TRANSFER_BY_KEY, FUNDED,
	ENTITLEMENT_INSERT, ENTITLEMENT_DELETE, ORDER_INSERT, ORDER_DELETE,
	APPROVAL_INSERT, APPROVAL_SUBJECT, APPROVAL_LOCK, APPROVAL_DECIDE,
	MANDATE_INSERT, MANDATE_IN_FORCE, MANDATE_DAY_MAKE, MANDATE_DAY_LOCK, MANDATE_DAY_ADD,
	PROPOSAL_INSERT, PROPOSAL_READ, ALARM_RAISE, ALARM_CLEAR, LEDGER_STMTS
};
extern const struct sql_module ledger_sql;
#define LEDGER_SQL(stmt) (&ledger_sql.stmts[stmt])

struct sql_pair { int64_t a, b; };
struct account_row { int64_t id, debits, credits; };
struct account_move { int64_t dr, cr, amount_fen; };
struct transfer_row { int64_t dr, cr, amount_fen, resolves_id, ref_id, at; const char *idem_key, *kind; };
struct entitlement_row { int64_t person_id, unit_id, case_id, qualification_id, amount_fen, at; const char *program, *period_key; };
struct order_row {
	int64_t entitlement_id, amount_fen, override, created_at;
	struct blob uid, payee_ct, payee_sm3;
	const char *public_id, *payee_masked, *scheme, *held;
};
struct alarm_in { int64_t subject_id, at; const char *kind, *text; };
struct mandate_ask { const char *scheme, *day; };
struct mandate_day_in { int64_t mandate_id, fen, n, overrides; const char *day; };

#endif
