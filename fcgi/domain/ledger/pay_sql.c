#include "domain/ledger/pay_sql.h"

#include "domain/ledger/batch.h"

/* A right that was cancelled is never paid, even when its order was left behind. */
#define READY_COLUMNS \
	"SELECT o.id, o.ver, o.amount_fen, o.override, COALESCE((SELECT MAX(a.attempt_no) FROM pay_attempt a WHERE a.order_id = o.id), 0) " \
	"FROM pay_order o WHERE o.state = 'READY' AND o.scheme = ? AND "
#define READY_TAIL \
	" AND EXISTS (SELECT 1 FROM entitlement e WHERE e.id = o.entitlement_id AND e.state = 'APPROVED') " \
	"ORDER BY o.id LIMIT ? FOR UPDATE SKIP LOCKED"
#define READY_SHAPE \
	SQL_IN(COL_S(struct order_ask, scheme), COL_I(struct order_ask, limit)), \
	SQL_OUT(struct order, COL_I(struct order, id), COL_I(struct order, ver), COL_I(struct order, amount_fen), COL_I(struct order, override), \
		COL_I(struct order, attempts))

/* An order that a person may set free: held for a person, and the bank and we do not differ about it. */
#define RELEASABLE \
	"WHERE o.id = ? AND o.state = 'READY' AND o.held IN ('" ORDER_HELD_BANK "', '" ORDER_HELD_DUPLICATE "', '" ORDER_HELD_CONFLICT "') " \
	"AND NOT EXISTS (SELECT 1 FROM pay_attempt a JOIN recon_diff d ON d.e2e_id = a.e2e_id WHERE a.order_id = o.id AND d.state = 'OPEN') " \
	/* Nor may a line of the bank say that it was paid: two persons must have denied it, and a debit in a statement nobody can deny. */ \
	"AND NOT EXISTS (SELECT 1 FROM pay_attempt a JOIN bank_line_in l ON l.e2e_id = a.e2e_id JOIN bank_file_in f ON f.id = l.file_id " \
	"WHERE a.order_id = o.id AND a.state = 'FAILED' AND ((f.kind = 'RETURN' AND l.code = '00' AND NOT EXISTS " \
	"(SELECT 1 FROM recon_diff n WHERE n.e2e_id = a.e2e_id AND n.state = 'CLOSED' AND n.outcome = 'FAILED')) " \
	"OR (f.kind = 'STATEMENT' AND l.code = 'D' AND NOT EXISTS (SELECT 1 FROM bank_line_in c JOIN bank_file_in cf ON cf.id = c.file_id " \
	"WHERE c.e2e_id = a.e2e_id AND c.code = 'C' AND cf.kind = 'STATEMENT'))))"

static const struct sql_stmt pay_stmts[PAY_STMTS] = {
	[ORDERS_FREE] = { .name = "orders_free", .text = READY_COLUMNS "o.held IS NULL" READY_TAIL, READY_SHAPE },
	[ORDERS_BEYOND] = { .name = "orders_beyond", .text = READY_COLUMNS "o.held LIKE 'mandate:%'" READY_TAIL, READY_SHAPE },
	[ORDER_TAKE] = { .name = "order_take",
		.text = "UPDATE pay_order SET state = 'IN_FLIGHT', held = NULL, ver = ver + 1 WHERE id = ? AND ver = ? AND state = 'READY'",
		SQL_IN(COL_I(struct order, id), COL_I(struct order, ver)) },
	[ORDER_HOLD] = { .name = "order_hold", .text = "UPDATE pay_order SET held = ? WHERE id = ? AND state = 'READY'",
		SQL_IN(COL_S(struct order_held, held), COL_I(struct order_held, id)) },
	[ORDERS_UNFLAG] = { .name = "orders_unflag",
		.text = "UPDATE pay_order SET held = NULL WHERE state = 'READY' AND scheme = ? AND held LIKE 'mandate:%' AND held NOT LIKE ?",
		SQL_IN(COL_S(struct order_unflag, scheme), COL_S(struct order_unflag, not_like)) },
	/* While the bank and we differ about one of its payments, paying again is nobody's decision alone: two persons close the difference first. */
	[ORDER_RELEASE] = { .name = "order_release",
		.text = "UPDATE pay_order o SET o.held = NULL, o.ver = o.ver + 1 " RELEASABLE,
		SQL_IN(COL_I(struct sql_id, id)) },
	[ORDER_RELEASABLE] = { .name = "order_releasable",
		.text = "SELECT o.id FROM pay_order o " RELEASABLE,
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[ORDER_LOCK] = { .name = "order_lock", .text = "SELECT entitlement_id, amount_fen, state, scheme FROM pay_order WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct order_close_row, COL_I(struct order_close_row, entitlement_id), COL_I(struct order_close_row, amount_fen),
			COL_S(struct order_close_row, state), COL_S(struct order_close_row, scheme)) },
	[ORDER_CLOSE] = { .name = "order_close", .text = "UPDATE pay_order SET state = 'CLOSED', ver = ver + 1 WHERE id = ? AND state = 'READY'",
		SQL_IN(COL_I(struct sql_id, id)) },
	[ENTITLEMENT_CANCEL] = { .name = "entitlement_cancel", .text = "UPDATE entitlement SET state = 'CANCELLED' WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)) },
	[ORDERS_OF_PERSON] = { .name = "orders_of_person",
		.text = "SELECT o.id, o.uid FROM entitlement e JOIN pay_order o ON o.entitlement_id = e.id "
			"WHERE e.person_id = ? AND o.state = 'READY' AND (o.held IS NULL OR o.held = '" ORDER_HELD_ACCOUNT "' OR o.held LIKE 'mandate:%') "
			"ORDER BY o.id FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct order_payee_row, COL_I(struct order_payee_row, id), COL_B(struct order_payee_row, uid)) },
	[ORDER_PAYEE] = { .name = "order_payee",
		.text = "UPDATE pay_order SET payee_ct = ?, payee_sm3 = ?, payee_masked = ?, held = ?, ver = ver + 1 WHERE id = ? AND state = 'READY'",
		SQL_IN(COL_B(struct order_payee_row, payee_ct), COL_B(struct order_payee_row, payee_sm3), COL_S(struct order_payee_row, payee_masked),
			COL_S(struct order_payee_row, held), COL_I(struct order_payee_row, id)) },
	[ORDER_PAYEE_READ] = { .name = "order_payee_read", .text = "SELECT id, payee_sm3 FROM pay_order WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct order_payee_row, COL_I(struct order_payee_row, id), COL_B(struct order_payee_row, payee_sm3)) },
	/* Orders of a batch whose attempt there failed and that have no other one under way. */
	[ORDERS_BACK] = { .name = "orders_back",
		.text = "UPDATE pay_attempt a JOIN pay_order o ON o.id = a.order_id LEFT JOIN pay_attempt l ON l.order_id = o.id AND l.live = 1 "
			"SET o.state = 'READY', o.held = ?, o.ver = o.ver + 1 "
			"WHERE a.batch_id = ? AND a.state = 'FAILED' AND o.state = 'IN_FLIGHT' AND l.id IS NULL",
		SQL_IN(COL_S(struct order_held, held), COL_I(struct order_held, id)) },

	[BATCH_INSERT] = { .name = "batch_insert",
		.text = "INSERT INTO pay_batch (batch_no, scheme, day, n, sum_fen, mandate_id, state, made_by, created_at) "
			"VALUES (?, ?, ?, ?, ?, ?, 'DRAFT', ?, ?)",
		SQL_IN(COL_S(struct batch_in, batch_no), COL_S(struct batch_in, scheme), COL_S(struct batch_in, day), COL_I(struct batch_in, n),
			COL_I(struct batch_in, sum_fen), COL_I(struct batch_in, mandate_id), COL_I(struct batch_in, made_by),
			COL_I(struct batch_in, at)) },
	[BATCH_DIGEST] = { .name = "batch_digest", .text = "UPDATE pay_batch SET file_sm3 = ? WHERE id = ? AND state = 'DRAFT'",
		SQL_IN(COL_B(struct batch, file_sm3), COL_I(struct batch, id)) },
	[BATCH_APPROVAL] = { .name = "batch_approval",
		.text = "UPDATE pay_batch SET approval_id = ? WHERE id = ? AND state = 'DRAFT' AND approval_id IS NULL AND mandate_id IS NULL",
		SQL_IN(COL_I(struct sql_pair, a), COL_I(struct sql_pair, b)) },
	[BATCH_LOCK_ROW] = { .name = "batch_lock_row",
		.text = "SELECT id, batch_no, scheme, day, n, sum_fen, file_sm3, approval_id, mandate_id, state, fence, made_by FROM pay_batch "
			"WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct batch, COL_I(struct batch, id), COL_S(struct batch, batch_no), COL_S(struct batch, scheme), COL_S(struct batch, day),
			COL_I(struct batch, n), COL_I(struct batch, sum_fen), COL_B(struct batch, file_sm3), COL_I(struct batch, approval_id),
			COL_I(struct batch, mandate_id), COL_S(struct batch, state), COL_I(struct batch, fence), COL_I(struct batch, made_by)) },
	/* The kill switch: no payment is locked while a difference is open beyond T+1, or money left the account that nobody can explain. */
	[BATCH_LOCK] = { .name = "batch_lock",
		.text = "UPDATE pay_batch SET state = 'LOCKED' WHERE id = ? AND state = 'DRAFT' AND NOT EXISTS "
			"(SELECT 1 FROM recon_diff d WHERE d.state = 'OPEN' AND (d.kind = 'unexplained' OR d.day < ?))",
		SQL_IN(COL_I(struct batch_lock_in, id), COL_S(struct batch_lock_in, before)) },
	[BATCH_MOVE] = { .name = "batch_move",
		.text = "UPDATE pay_batch SET sent_at = IF(? = 'SENT', ?, sent_at), closed_at = IF(? IN ('CLOSED', 'CANCELLED'), ?, closed_at), state = ? "
			"WHERE id = ? AND state = ? AND fence = ?",
		SQL_IN(COL_S(struct batch_move, to), COL_I(struct batch_move, at), COL_S(struct batch_move, to), COL_I(struct batch_move, at),
			COL_S(struct batch_move, to), COL_I(struct batch_move, id), COL_S(struct batch_move, from), COL_I(struct batch_move, fence)) },
	[BATCH_SENDING] = { .name = "batch_sending",
		.text = "UPDATE pay_batch SET state = 'SENDING', fence = fence + 1 WHERE id = ? AND state IN ('LOCKED', 'SENDING', 'UNKNOWN')",
		SQL_IN(COL_I(struct sql_id, id)) },
	[BATCH_CLOSE] = { .name = "batch_close",
		.text = "UPDATE pay_batch b SET b.state = 'CLOSED', b.closed_at = ? WHERE b.batch_no = ? AND b.state IN ('SENDING', 'SENT', 'UNKNOWN') "
			"AND NOT EXISTS (SELECT 1 FROM pay_attempt a WHERE a.batch_id = b.id AND a.state IN ('PREPARED', 'LOCKED', 'SENT', 'UNKNOWN'))",
		SQL_IN(COL_I(struct batch_close_in, at), COL_S(struct batch_close_in, batch_no)) },
	[ATTEMPT_INSERT] = { .name = "attempt_insert",
		.text = "INSERT INTO pay_attempt (order_id, attempt_no, e2e_id, batch_id, amount_fen, state, state_at) VALUES (?, ?, ?, ?, ?, 'PREPARED', ?)",
		SQL_IN(COL_I(struct attempt_in, order_id), COL_I(struct attempt_in, attempt_no), COL_S(struct attempt_in, e2e_id),
			COL_I(struct attempt_in, batch_id), COL_I(struct attempt_in, amount_fen), COL_I(struct attempt_in, at)) },
	[ATTEMPTS_MOVE] = { .name = "attempts_move", .text = "UPDATE pay_attempt SET state = ?, state_at = ? WHERE batch_id = ? AND state = ?",
		SQL_IN(COL_S(struct attempts_move, to), COL_I(struct attempts_move, at), COL_I(struct attempts_move, batch_id),
			COL_S(struct attempts_move, from)) },
	[FILE_ROWS] = { .name = "file_rows",
		.text = "SELECT a.e2e_id, a.amount_fen, e.period_key, o.scheme, o.uid, o.payee_ct FROM pay_attempt a JOIN pay_order o ON o.id = a.order_id "
			"JOIN entitlement e ON e.id = o.entitlement_id WHERE a.batch_id = ? ORDER BY a.e2e_id",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct file_row, COL_S(struct file_row, e2e_id), COL_I(struct file_row, amount_fen), COL_S(struct file_row, period_key),
			COL_S(struct file_row, scheme), COL_B(struct file_row, uid), COL_B(struct file_row, payee_ct)) },
	[APPROVAL_SUBJECT_OF] = { .name = "approval_subject_of", .text = "SELECT subject_id FROM approval WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[MANDATE_REVOKE] = { .name = "mandate_revoke", .text = "UPDATE pay_mandate SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
		SQL_IN(COL_I(struct sql_pair, a), COL_I(struct sql_pair, b)) },
	[ATTEMPT_STATE] = { .name = "attempt_state", .text = "SELECT state FROM pay_attempt WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
	/* What is asked for already. The read locks the place where another request would go: of two at once one sees the other's. */
	[PROPOSAL_OPEN] = { .name = "proposal_open",
		.text = "SELECT a.id FROM approval a FORCE INDEX (open_ones) WHERE a.decided_by IS NULL AND a.kind = ? AND a.expires_at > ? "
			"AND EXISTS (SELECT 1 FROM proposal p WHERE p.id = a.subject_id AND p.subject_id = ?) LIMIT 1 FOR UPDATE",
		SQL_IN(COL_S(struct proposal_open, kind), COL_I(struct proposal_open, now), COL_I(struct proposal_open, subject_id)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[BATCH_SUM] = { .name = "batch_sum", .text = "SELECT sum_fen FROM pay_batch WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[PROPOSAL_SUM] = { .name = "proposal_sum", .text = "SELECT amount_fen FROM proposal WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[RUN_SUM] = { .name = "run_sum", .text = "SELECT COALESCE(SUM(payable_fen), 0) FROM run_range WHERE run_id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[JOB_NUMBER] = { .name = "job_number", .text = "SELECT public_id FROM job WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
	[ORDER_BY_NUMBER] = { .name = "order_by_number", .text = "SELECT id, ver, state, held FROM pay_order WHERE public_id = ?",
		SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct held_order, COL_I(struct held_order, id), COL_I(struct held_order, ver), COL_S(struct held_order, state),
			COL_S(struct held_order, held)) },
	/* A batch that nobody works on: its job was lost, or its sender died. */
	[BATCHES_LEFT] = { .name = "batches_left",
		.text = "SELECT id, fence, state FROM pay_batch WHERE state IN ('LOCKED', 'SENDING', 'UNKNOWN', 'SENT') ORDER BY id LIMIT ?",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct left_batch, COL_I(struct left_batch, id), COL_I(struct left_batch, fence), COL_S(struct left_batch, state)) },
	[DRAFTS_EXPIRED] = { .name = "drafts_expired",
		.text = "SELECT b.id FROM pay_batch b JOIN approval a ON a.id = b.approval_id "
			"WHERE b.state = 'DRAFT' AND a.decided_by IS NULL AND a.expires_at < ? ORDER BY b.id LIMIT 100",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[DOUBT_OVERDUE] = { .name = "doubt_overdue", .text = "SELECT id FROM pay_attempt WHERE state = 'UNKNOWN' AND state_at < ? ORDER BY state_at LIMIT 1000",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[BATCH_NO_OF] = { .name = "batch_no_of", .text = "SELECT batch_no FROM pay_batch WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
	[MANDATE_SCHEME] = { .name = "mandate_scheme", .text = "SELECT scheme FROM pay_mandate WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
	[ORDER_SCHEME] = { .name = "order_scheme", .text = "SELECT scheme FROM pay_order WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
};
const struct sql_module pay_sql = { "pay", pay_stmts, PAY_STMTS };
