/* Statements of orders, attempts and batches. */
#ifndef DOMAIN_LEDGER_PAY_SQL_H
#define DOMAIN_LEDGER_PAY_SQL_H

#include "domain/ledger/ledger_sql.h"

enum pay_stmt {
	ORDERS_FREE, ORDERS_BEYOND, ORDER_TAKE, ORDER_HOLD, ORDERS_UNFLAG, ORDER_RELEASE, ORDER_RELEASABLE, ORDER_LOCK, ORDER_CLOSE, ENTITLEMENT_CANCEL,
	ORDERS_OF_PERSON, ORDER_PAYEE, ORDER_PAYEE_READ, ORDERS_BACK,
	BATCH_INSERT, BATCH_DIGEST, BATCH_APPROVAL, BATCH_LOCK_ROW, BATCH_LOCK, BATCH_MOVE, BATCH_SENDING, BATCH_CLOSE,
	ATTEMPT_INSERT, ATTEMPTS_MOVE, FILE_ROWS,
	APPROVAL_SUBJECT_OF, MANDATE_REVOKE, ATTEMPT_STATE, PROPOSAL_OPEN, BATCH_SUM, PROPOSAL_SUM, RUN_SUM, JOB_NUMBER, ORDER_BY_NUMBER,
	BATCHES_LEFT, DRAFTS_EXPIRED, DOUBT_OVERDUE, BATCH_NO_OF, MANDATE_SCHEME, ORDER_SCHEME, PAY_STMTS
};
extern const struct sql_module pay_sql;
#define PAY_SQL(stmt) (&pay_sql.stmts[stmt])

struct order_ask { int64_t limit; const char *scheme; };
struct order_held { int64_t id; const char *held; };
struct order_unflag { const char *scheme, *not_like; };
struct order_close_row { int64_t entitlement_id, amount_fen; const char *state, *scheme; };
struct order_payee_row { int64_t id; struct blob uid, payee_ct, payee_sm3; const char *payee_masked, *held; };
struct batch_in { int64_t n, sum_fen, mandate_id, made_by, at; const char *batch_no, *scheme, *day; };
struct batch_lock_in { int64_t id; const char *before; };
struct batch_move { int64_t id, fence, at; const char *from, *to; };
struct batch_close_in { int64_t at; const char *batch_no; };
struct attempt_in { int64_t order_id, attempt_no, batch_id, amount_fen, at; const char *e2e_id; };
struct attempts_move { int64_t batch_id, at; const char *from, *to; };
struct file_row { int64_t amount_fen; const char *e2e_id, *period_key, *scheme; struct blob uid, payee_ct; };
struct held_order { int64_t id, ver; const char *state, *held; };
struct proposal_open { int64_t now, subject_id; const char *kind; };
struct left_batch { int64_t id, fence; const char *state; };

#endif
