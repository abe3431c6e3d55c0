#include "domain/recon/recon_sql.h"

#include "domain/ledger/order.h"
#include "domain/recon/bank_file.h"
#include "domain/recon/recon.h"
#include "domain/recon/settle.h"

#define ATTEMPT_COLUMNS \
	"SELECT a.id, a.order_id, a.batch_id, a.amount_fen, a.state, a.e2e_id, a.state_at, o.scheme, b.batch_no, e.person_id, e.case_id " \
	"FROM pay_attempt a JOIN pay_order o ON o.id = a.order_id JOIN pay_batch b ON b.id = a.batch_id JOIN entitlement e ON e.id = o.entitlement_id "
#define ATTEMPT_OUT \
	SQL_OUT(struct attempt, COL_I(struct attempt, id), COL_I(struct attempt, order_id), COL_I(struct attempt, batch_id), \
		COL_I(struct attempt, amount_fen), COL_S(struct attempt, state), COL_S(struct attempt, e2e_id), COL_I(struct attempt, state_at), \
		COL_S(struct attempt, scheme), COL_S(struct attempt, batch_no), COL_I(struct attempt, person_id), COL_I(struct attempt, case_id))

/* A chunk of a return file: its lines, and the attempts they speak of. */
#define CHUNK_LINES "l.file_id = ? AND l.line_no BETWEEN ? AND ?"
#define CHUNK_IN COL_I(struct chunk_in, file_id), COL_I(struct chunk_in, from_line), COL_I(struct chunk_in, to_line)
#define LINE_ATTEMPT "bank_line_in l JOIN pay_attempt a ON a.e2e_id = l.e2e_id "
#define LINE_ORDER LINE_ATTEMPT "JOIN pay_order o ON o.id = a.order_id "


/* A difference that is found again stays the same row; one that two persons closed stays closed, unless they said "not paid" and a
 * statement shows the money gone. The assignments follow one another: the approval goes first. */
#define DIFF_INTO "INSERT INTO recon_diff (day, kind, e2e_id, ours_fen, bank_fen, state, note, source, seen_at, at) "
#define DIFF_AGAIN \
	" ON DUPLICATE KEY UPDATE " \
	"approval_id = IF(recon_diff.outcome = 'FAILED' AND VALUES(source) = 'STATEMENT', NULL, recon_diff.approval_id), " \
	"outcome = IF(recon_diff.approval_id IS NULL, NULL, recon_diff.outcome), ours_fen = VALUES(ours_fen), bank_fen = VALUES(bank_fen), seen_at = VALUES(seen_at), " \
	"closed_at = IF(recon_diff.approval_id IS NULL, NULL, recon_diff.closed_at), " \
	"state = IF(recon_diff.approval_id IS NULL, 'OPEN', recon_diff.state)"
#define SUM_SHAPE SQL_OUT(struct day_sum, COL_I(struct day_sum, n), COL_I(struct day_sum, fen))
#define SUM(column) "COUNT(*), CAST(COALESCE(SUM(" column "), 0) AS SIGNED)"

static const struct sql_stmt recon_stmts[RECON_STMTS] = {
	[ATTEMPT_READ] = { .name = "attempt_read", .text = ATTEMPT_COLUMNS "WHERE a.id = ?", SQL_IN(COL_I(struct sql_id, id)), ATTEMPT_OUT },
	[ATTEMPTS_UNKNOWN] = { .name = "attempts_unknown",
		.text = ATTEMPT_COLUMNS "WHERE a.state = 'UNKNOWN' AND b.state = 'SENT' ORDER BY a.state_at, a.id LIMIT ?",
		SQL_IN(COL_I(struct sql_id, id)), ATTEMPT_OUT },
	[ORDER_LOCK_ID] = { .name = "order_lock_id", .text = "SELECT id FROM pay_order WHERE id = ? FOR UPDATE", SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[ONE_ATTEMPT] = { .name = "one_attempt",
		.text = "UPDATE pay_attempt SET state = ?, code = ?, bank_ref = ?, booked_on = ?, state_at = ? WHERE id = ? AND state IN ('SENT', 'UNKNOWN')",
		SQL_IN(COL_S(struct settle_in, to), COL_S(struct settle_in, code), COL_S(struct settle_in, bank_ref), COL_S(struct settle_in, booked_on),
			COL_I(struct settle_in, at), COL_I(struct settle_in, attempt_id)) },
	[ONE_PAID] = { .name = "one_paid",
		.text = "UPDATE pay_order SET state = 'PAID', held = NULL, paid_at = ?, ver = ver + 1 WHERE id = ? AND state = 'IN_FLIGHT'",
		SQL_IN(COL_I(struct settle_in, at), COL_I(struct settle_in, order_id)) },
	[ONE_FAILED] = { .name = "one_failed",
		.text = "UPDATE pay_order SET state = 'READY', held = ?, ver = ver + 1 WHERE id = ? AND state = 'IN_FLIGHT'",
		SQL_IN(COL_S(struct settle_in, held), COL_I(struct settle_in, order_id)) },

	/* Two persons book what the bank paid after it had said not paid; the trigger asks for their approval. */
	[HAND_ATTEMPT] = { .name = "hand_attempt",
		.text = "UPDATE pay_attempt SET state = 'SUCCEEDED', code = 'hand', hand_approval_id = ?, booked_on = ?, state_at = ? WHERE id = ? AND state = 'FAILED'",
		SQL_IN(COL_I(struct settle_in, approval_id), COL_S(struct settle_in, booked_on), COL_I(struct settle_in, at), COL_I(struct settle_in, attempt_id)) },
	[HAND_ORDER] = { .name = "hand_order",
		.text = "UPDATE pay_order SET state = 'PAID', held = NULL, paid_at = ?, ver = ver + 1 WHERE id = ? AND state = 'READY'",
		SQL_IN(COL_I(struct settle_in, at), COL_I(struct settle_in, order_id)) },

	[FILE_INSERT] = { .name = "file_insert",
		.text = "INSERT INTO bank_file_in (kind, file_sm3, batch_no, day, n, opening_fen, closing_fen, received_at, applied_at) "
			"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct file_in, kind), COL_B(struct file_in, sm3), COL_S(struct file_in, batch_no), COL_S(struct file_in, day),
			COL_I(struct file_in, n), COL_I(struct file_in, opening_fen), COL_I(struct file_in, closing_fen),
			COL_I(struct file_in, received_at), COL_I(struct file_in, applied_at)) },
	[FILE_BY_SM3] = { .name = "file_by_sm3", .text = "SELECT id, applied_at, received_at FROM bank_file_in WHERE file_sm3 = ?",
		SQL_IN(COL_B(struct file_in, sm3)),
		SQL_OUT(struct file_row, COL_I(struct file_row, id), COL_I(struct file_row, applied_at), COL_I(struct file_row, received_at)) },
	[FILE_TOUCH] = { .name = "file_touch", .text = "UPDATE bank_file_in SET received_at = ? WHERE id = ?",
		SQL_IN(COL_I(struct file_touch, at), COL_I(struct file_touch, id)) },
	[FILE_DONE] = { .name = "file_done",
		.text = "UPDATE bank_file_in SET applied_at = ? WHERE id = ? AND applied_at IS NULL "
			"AND NOT EXISTS (SELECT 1 FROM bank_line_in l WHERE l.file_id = bank_file_in.id AND l.applied = 0)",
		SQL_IN(COL_I(struct file_touch, at), COL_I(struct file_touch, id)) },
	[INBOX_INSERT] = { .name = "inbox_insert",
		.text = "INSERT IGNORE INTO inbox (source, message_id, body_sm3, received_at) VALUES ('bank', ?, ?, ?)",
		SQL_IN(COL_S(struct file_in, message_id), COL_B(struct file_in, sm3), COL_I(struct file_in, received_at)) },
	[LINE_INSERT] = { .name = "line_insert",
		.text = "INSERT INTO bank_line_in (file_id, line_no, e2e_id, code, amount_fen, bank_ref, day, applied) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(struct line_in, file_id), COL_I(struct line_in, line_no), COL_S(struct line_in, e2e_id), COL_S(struct line_in, code),
			COL_I(struct line_in, amount_fen), COL_S(struct line_in, bank_ref), COL_S(struct line_in, day), COL_I(struct line_in, applied)) },
	[BATCH_BY_NO] = { .name = "batch_by_no", .text = "SELECT id, scheme, state FROM pay_batch WHERE batch_no = ? FOR UPDATE",
		SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct recon_batch, COL_I(struct recon_batch, id), COL_S(struct recon_batch, scheme), COL_S(struct recon_batch, state)) },
	[BATCH_IN_DOUBT] = { .name = "batch_in_doubt",
		.text = "UPDATE pay_attempt SET state = 'UNKNOWN', state_at = ? WHERE batch_id = ? AND state = 'LOCKED'",
		SQL_IN(COL_I(struct file_touch, at), COL_I(struct file_touch, id)) },

	[LINES_NEXT] = { .name = "lines_next",
		.text = "SELECT line_no, e2e_id FROM bank_line_in WHERE file_id = ? AND applied = 0 ORDER BY line_no LIMIT ?",
		SQL_IN(COL_I(struct sql_pair, a), COL_I(struct sql_pair, b)),
		SQL_OUT(struct line_next, COL_I(struct line_next, line_no), COL_S(struct line_next, e2e_id)) },
	[CHUNK_LOCK] = { .name = "chunk_lock", .text = "SELECT o.id FROM " LINE_ORDER "WHERE " CHUNK_LINES " ORDER BY o.id FOR UPDATE", SQL_IN(CHUNK_IN),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	/* What each line means for its attempt; only the amount, the batch and the state that are right let it through. */
	[CHUNK_JUDGE] = { .name = "chunk_judge",
		.text = "UPDATE bank_line_in l JOIN bank_file_in f ON f.id = l.file_id LEFT JOIN pay_attempt a ON a.e2e_id = l.e2e_id "
			"LEFT JOIN pay_batch b ON b.id = a.batch_id SET l.applied = CASE "
			"WHEN a.id IS NULL OR b.batch_no <> f.batch_no OR a.amount_fen <> l.amount_fen THEN 9 "
			"WHEN l.code = '00' AND a.state IN ('SENT', 'UNKNOWN') THEN 1 "
			"WHEN l.code = '00' AND a.state IN ('SUCCEEDED', 'RETURNED') THEN 5 "
			"WHEN l.code IN (" BANK_DEFINITE ") AND a.state IN ('SENT', 'UNKNOWN') THEN 2 "
			"WHEN l.code IN (" BANK_DEFINITE ") AND a.state = 'FAILED' THEN 5 "
			"WHEN l.code = 'RETN' AND a.state = 'SUCCEEDED' THEN 4 "
			"WHEN l.code = 'RETN' AND a.state = 'RETURNED' THEN 5 "
			"WHEN l.code IN ('00', 'RETN', " BANK_DEFINITE ") OR a.state IN ('PREPARED', 'LOCKED') THEN 9 "
			"WHEN a.state = 'SENT' THEN 3 ELSE 5 END WHERE " CHUNK_LINES " AND l.applied = 0",
		SQL_IN(CHUNK_IN) },
	[CHUNK_COUNTS] = { .name = "chunk_counts",
		.text = "SELECT l.applied, " SUM("l.amount_fen") " FROM bank_line_in l WHERE " CHUNK_LINES " GROUP BY l.applied", SQL_IN(CHUNK_IN),
		SQL_OUT(struct applied_sum, COL_I(struct applied_sum, applied), COL_I(struct applied_sum, n), COL_I(struct applied_sum, fen)) },
	[CHUNK_SUCCEEDED] = { .name = "chunk_succeeded",
		.text = "UPDATE " LINE_ATTEMPT "SET a.state = 'SUCCEEDED', a.code = l.code, a.bank_ref = l.bank_ref, a.booked_on = l.day, a.state_at = ? "
			"WHERE " CHUNK_LINES " AND l.applied = 1 AND a.amount_fen = l.amount_fen AND a.state IN ('SENT', 'UNKNOWN')",
		SQL_IN(COL_I(struct chunk_in, at), CHUNK_IN) },
	[CHUNK_PAID] = { .name = "chunk_paid",
		.text = "UPDATE " LINE_ORDER "SET o.state = 'PAID', o.held = NULL, o.paid_at = ?, o.ver = o.ver + 1 "
			"WHERE " CHUNK_LINES " AND l.applied = 1 AND o.state = 'IN_FLIGHT'",
		SQL_IN(COL_I(struct chunk_in, at), CHUNK_IN) },
	[CHUNK_FAILED] = { .name = "chunk_failed",
		.text = "UPDATE " LINE_ATTEMPT "SET a.state = 'FAILED', a.code = l.code, a.bank_ref = l.bank_ref, a.state_at = ? "
			"WHERE " CHUNK_LINES " AND l.applied = 2 AND a.amount_fen = l.amount_fen AND a.state IN ('SENT', 'UNKNOWN')",
		SQL_IN(COL_I(struct chunk_in, at), CHUNK_IN) },
	[CHUNK_HELD] = { .name = "chunk_held",
		.text = "UPDATE " LINE_ORDER "SET o.state = 'READY', o.held = IF(l.code = '12', '" ORDER_HELD_DUPLICATE "', '" ORDER_HELD_ACCOUNT "'), "
			"o.ver = o.ver + 1 WHERE " CHUNK_LINES " AND l.applied = 2 AND o.state = 'IN_FLIGHT'",
		SQL_IN(CHUNK_IN) },
	[CHUNK_UNKNOWN] = { .name = "chunk_unknown",
		.text = "UPDATE " LINE_ATTEMPT "SET a.state = 'UNKNOWN', a.code = l.code, a.state_at = ? "
			"WHERE " CHUNK_LINES " AND l.applied = 3 AND a.state = 'SENT'",
		SQL_IN(COL_I(struct chunk_in, at), CHUNK_IN) },
	[CHUNK_RETURNED] = { .name = "chunk_returned",
		.text = "UPDATE " LINE_ATTEMPT "SET a.state = 'RETURNED', a.code = l.code, a.returned_on = l.day, a.state_at = ? "
			"WHERE " CHUNK_LINES " AND l.applied = 4 AND a.amount_fen = l.amount_fen AND a.state = 'SUCCEEDED'",
		SQL_IN(COL_I(struct chunk_in, at), CHUNK_IN) },
	[CHUNK_BACK] = { .name = "chunk_back",
		.text = "UPDATE " LINE_ORDER "SET o.state = 'READY', o.held = '" ORDER_HELD_ACCOUNT "', o.paid_at = NULL, o.ver = o.ver + 1 "
			"WHERE " CHUNK_LINES " AND l.applied = 4 AND o.state = 'PAID'",
		SQL_IN(CHUNK_IN) },
	[CHUNK_DIFFS] = { .name = "chunk_diffs",
		.text = DIFF_INTO "SELECT l.day, CASE WHEN a.id IS NULL OR b.batch_no <> f.batch_no THEN 'only_bank' "
			"WHEN a.amount_fen <> l.amount_fen THEN 'amount' ELSE 'state' END, l.e2e_id, a.amount_fen, l.amount_fen, 'OPEN', "
			"CONCAT('return line with code ', l.code, ', attempt ', COALESCE(a.state, 'none')), 'RETURN', ?, ? "
			"FROM bank_line_in l JOIN bank_file_in f ON f.id = l.file_id LEFT JOIN pay_attempt a ON a.e2e_id = l.e2e_id "
			"LEFT JOIN pay_batch b ON b.id = a.batch_id WHERE " CHUNK_LINES " AND l.applied = 9" DIFF_AGAIN,
		SQL_IN(COL_I(struct chunk_in, at), COL_I(struct chunk_in, at), CHUNK_IN) },
	/* Paid after it said not paid: nothing more goes to that person before somebody has looked. */
	[CHUNK_FREEZE] = { .name = "chunk_freeze",
		.text = "UPDATE " LINE_ORDER "SET o.held = '" ORDER_HELD_CONFLICT "', o.ver = o.ver + 1 "
			"WHERE " CHUNK_LINES " AND l.applied = 9 AND l.code = '00' AND a.state = 'FAILED' AND o.state = 'READY'",
		SQL_IN(CHUNK_IN) },
	[CHUNK_SETTLED] = { .name = "chunk_settled",
		.text = "SELECT e.person_id, e.case_id, o.id, l.applied, o.scheme, o.held FROM " LINE_ORDER
			"JOIN entitlement e ON e.id = o.entitlement_id WHERE " CHUNK_LINES " AND l.applied IN (1, 2, 4) ORDER BY e.person_id",
		SQL_IN(CHUNK_IN),
		SQL_OUT(struct settled, COL_I(struct settled, person_id), COL_I(struct settled, case_id), COL_I(struct settled, order_id),
			COL_I(struct settled, applied), COL_S(struct settled, scheme), COL_S(struct settled, held)) },
	[CHUNK_POST] = { .name = "chunk_post",
		.text = "INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, resolves_id, ref_id, at) "
			"SELECT CONCAT('post:', a.e2e_id), 'POST', ?, ?, a.amount_fen, GREATEST("
			"COALESCE((SELECT MAX(r.id) FROM ledger_transfer r WHERE r.kind = 'RESERVE' AND r.ref_id = a.order_id), 0), "
			"COALESCE((SELECT MAX(r.id) FROM pay_attempt p JOIN ledger_transfer r ON r.kind = 'RETURN' AND r.ref_id = p.id "
			"WHERE p.order_id = a.order_id), 0)), a.id, ? "
			"FROM " LINE_ATTEMPT "WHERE " CHUNK_LINES " AND l.applied = 1 AND a.state = 'SUCCEEDED' ORDER BY a.id",
		SQL_IN(COL_I(struct chunk_in, dr), COL_I(struct chunk_in, cr), COL_I(struct chunk_in, at), CHUNK_IN) },
	[CHUNK_RETURN] = { .name = "chunk_return",
		.text = "INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, resolves_id, ref_id, at) "
			"SELECT CONCAT('return:', a.e2e_id), 'RETURN', ?, ?, a.amount_fen, t.id, a.id, ? "
			"FROM " LINE_ATTEMPT "JOIN ledger_transfer t ON t.idem_key = CONCAT('post:', a.e2e_id) "
			"WHERE " CHUNK_LINES " AND l.applied = 4 AND a.state = 'RETURNED' ORDER BY a.id",
		SQL_IN(COL_I(struct chunk_in, dr), COL_I(struct chunk_in, cr), COL_I(struct chunk_in, at), CHUNK_IN) },

	[STATEMENT_NEWEST] = { .name = "statement_newest",
		.text = "SELECT id, applied_at, received_at FROM bank_file_in WHERE kind = 'STATEMENT' AND day = ? ORDER BY id DESC LIMIT 1",
		SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct file_row, COL_I(struct file_row, id), COL_I(struct file_row, applied_at), COL_I(struct file_row, received_at)) },
	[STATEMENT_PROVES] = { .name = "statement_proves",
		.text = "SELECT a.id FROM " LINE_ATTEMPT "WHERE l.file_id = ? AND l.code = 'D' AND a.amount_fen = l.amount_fen "
			"AND a.state IN ('SENT', 'UNKNOWN') AND NOT EXISTS (SELECT 1 FROM bank_line_in x "
			"WHERE x.e2e_id = l.e2e_id AND x.file_id = l.file_id AND x.line_no <> l.line_no) ORDER BY a.id LIMIT ?",
		SQL_IN(COL_I(struct sql_pair, a), COL_I(struct sql_pair, b)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	/* The statement is the truth about the day: what we learnt by a query around midnight moves to it. */
	[STATEMENT_ALIGN] = { .name = "statement_align",
		.text = "UPDATE " LINE_ATTEMPT "SET a.booked_on = l.day WHERE l.file_id = ? AND l.code = 'D' AND a.amount_fen = l.amount_fen "
			"AND a.state IN ('SUCCEEDED', 'RETURNED') AND NOT (a.booked_on <=> l.day)",
		SQL_IN(COL_I(struct compare_in, file_id)) },
	[STATEMENT_ALIGN_BACK] = { .name = "statement_align_back",
		.text = "UPDATE " LINE_ATTEMPT "SET a.returned_on = l.day WHERE l.file_id = ? AND l.code = 'C' AND a.amount_fen = l.amount_fen "
			"AND a.state = 'RETURNED' AND NOT (a.returned_on <=> l.day)",
		SQL_IN(COL_I(struct compare_in, file_id)) },
	/* A payment that failed may stand there as debit and credit: money that came back at once. */
	[DIFF_LINES] = { .name = "diff_lines",
		.text = DIFF_INTO "SELECT l.day, CASE WHEN a.id IS NULL THEN IF(l.code = 'D', 'unexplained', 'only_bank') "
			"WHEN a.amount_fen <> l.amount_fen THEN 'amount' ELSE 'state' END, l.e2e_id, a.amount_fen, l.amount_fen, 'OPEN', "
			"CONCAT('statement line ', l.code, ', attempt ', COALESCE(a.state, 'none')), 'STATEMENT', ?, ? "
			"FROM bank_line_in l LEFT JOIN pay_attempt a ON a.e2e_id = l.e2e_id WHERE l.file_id = ? AND (a.id IS NULL "
			"OR a.amount_fen <> l.amount_fen "
			"OR (l.code = 'D' AND a.state NOT IN ('SUCCEEDED', 'RETURNED') AND NOT (a.state = 'FAILED' AND EXISTS " IN_STATEMENT("x", "l.e2e_id", "C") ")) "
			"OR (l.code = 'C' AND a.state <> 'RETURNED' AND NOT (a.state = 'FAILED' AND EXISTS " IN_STATEMENT("y", "l.e2e_id", "D") ")))" DIFF_AGAIN,
		SQL_IN(COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_I(struct compare_in, file_id)) },
	[DIFF_TWICE] = { .name = "diff_twice",
		.text = DIFF_INTO "SELECT l.day, 'unexplained', l.e2e_id, MAX(a.amount_fen), SUM(l.amount_fen), 'OPEN', 'debited twice', 'STATEMENT', ?, ? "
			"FROM " LINE_ATTEMPT "WHERE l.file_id = ? AND l.code = 'D' AND (EXISTS (SELECT 1 FROM bank_line_in x "
			"WHERE x.e2e_id = l.e2e_id AND x.file_id = l.file_id AND x.code = 'D' AND x.line_no <> l.line_no) "
			"OR EXISTS (SELECT 1 FROM bank_line_in y JOIN bank_file_in yf ON yf.id = y.file_id AND yf.kind = 'STATEMENT' "
			"WHERE y.e2e_id = l.e2e_id AND y.code = 'D' AND y.day <> l.day)) GROUP BY l.day, l.e2e_id" DIFF_AGAIN,
		SQL_IN(COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_I(struct compare_in, file_id)) },
	/* Money moved on a day whose statement we never saw. Only a statement fetched after its day had ended has a closing that counts;
	 * the day ends at midnight in Shanghai, eight hours before UTC. */
	[DIFF_OPENING] = { .name = "diff_opening",
		.text = DIFF_INTO "SELECT f.day, 'unexplained', 'opening', p.closing_fen, f.opening_fen, 'OPEN', "
			"'opening is not the closing of the statement before', 'STATEMENT', ?, ? FROM bank_file_in f JOIN bank_file_in p "
			"ON p.id = (SELECT q.id FROM bank_file_in q WHERE q.kind = 'STATEMENT' AND q.day < f.day ORDER BY q.day DESC, q.id DESC LIMIT 1) "
			"WHERE f.id = ? AND p.closing_fen <> f.opening_fen "
			"AND p.received_at >= (UNIX_TIMESTAMP(p.day + INTERVAL 1 DAY) - 28800) * 1000" DIFF_AGAIN,
		SQL_IN(COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_I(struct compare_in, file_id)) },
	/* As CHUNK_FREEZE, when the statement is the first to say so. */
	[DIFF_FREEZE] = { .name = "diff_freeze",
		.text = "UPDATE recon_diff d JOIN pay_attempt a ON a.e2e_id = d.e2e_id JOIN pay_order o ON o.id = a.order_id "
			"SET o.held = '" ORDER_HELD_CONFLICT "', o.ver = o.ver + 1 WHERE d.day = ? AND d.kind = 'state' AND d.state = 'OPEN' "
			"AND a.state = 'FAILED' AND o.state = 'READY' AND NOT (o.held <=> '" ORDER_HELD_CONFLICT "')",
		SQL_IN(COL_S(struct compare_in, day)) },
	[DIFF_ONLY_OURS] = { .name = "diff_only_ours",
		.text = DIFF_INTO "SELECT a.booked_on, 'only_ours', a.e2e_id, a.amount_fen, NULL, 'OPEN', 'paid, but in no statement', 'STATEMENT', ?, ? "
			"FROM pay_attempt a WHERE a.booked_on = ? AND a.state IN ('SUCCEEDED', 'RETURNED') "
			"AND NOT EXISTS " IN_STATEMENT("x", "a.e2e_id", "D") DIFF_AGAIN,
		SQL_IN(COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_S(struct compare_in, day)) },
	[DIFF_NOT_BACK] = { .name = "diff_not_back",
		.text = DIFF_INTO "SELECT a.returned_on, 'state', a.e2e_id, a.amount_fen, NULL, 'OPEN', 'returned, but in no statement', 'STATEMENT', ?, ? "
			"FROM pay_attempt a WHERE a.returned_on = ? AND a.state = 'RETURNED' "
			"AND NOT EXISTS " IN_STATEMENT("x", "a.e2e_id", "C") DIFF_AGAIN,
		SQL_IN(COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_S(struct compare_in, day)) },
	[DIFF_BOOKS] = { .name = "diff_books",
		.text = DIFF_INTO "SELECT a.booked_on, 'amount', a.e2e_id, a.amount_fen, t.amount_fen, 'OPEN', "
			"'entitlement, order, attempt and ledger do not agree', 'STATEMENT', ?, ? FROM pay_attempt a JOIN pay_order o ON o.id = a.order_id "
			"JOIN entitlement e ON e.id = o.entitlement_id LEFT JOIN ledger_transfer t ON t.kind = 'POST' AND t.ref_id = a.id "
			"WHERE a.booked_on = ? AND a.state IN ('SUCCEEDED', 'RETURNED') AND (t.id IS NULL OR t.amount_fen <> a.amount_fen "
			"OR o.amount_fen <> a.amount_fen OR e.amount_fen <> (SELECT SUM(s.amount_fen) FROM pay_order s WHERE s.entitlement_id = e.id))" DIFF_AGAIN,
		SQL_IN(COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_S(struct compare_in, day)) },
	/* Only when no line differs: then the sums must agree. */
	[DIFF_SUM] = { .name = "diff_sum",
		.text = DIFF_INTO "SELECT ?, 'amount', 'sum', ?, ?, 'OPEN', 'the sums differ though no line does', 'STATEMENT', ?, ? FROM DUAL "
			"WHERE NOT EXISTS (SELECT 1 FROM recon_diff d WHERE d.day = ? AND (d.seen_at = ? OR d.state = 'OPEN') AND d.e2e_id <> 'sum')" DIFF_AGAIN,
		SQL_IN(COL_S(struct compare_in, day), COL_I(struct compare_in, ours_fen), COL_I(struct compare_in, bank_fen),
			COL_I(struct compare_in, at), COL_I(struct compare_in, at), COL_S(struct compare_in, day), COL_I(struct compare_in, at)) },
	[DIFFS_GONE] = { .name = "diffs_gone",
		.text = "UPDATE recon_diff SET state = 'CLOSED', closed_at = ? WHERE day = ? AND state = 'OPEN' AND source = 'STATEMENT' AND seen_at <> ?",
		SQL_IN(COL_I(struct compare_in, at), COL_S(struct compare_in, day), COL_I(struct compare_in, at)) },
	[DIFFS_OPEN] = { .name = "diffs_open", .text = "SELECT COUNT(*), 0 FROM recon_diff WHERE day = ? AND state = 'OPEN'",
		SQL_IN(COL_S(struct compare_in, day)), SUM_SHAPE },
	[DIFF_CLOSE] = { .name = "diff_close",
		.text = "UPDATE recon_diff SET state = 'CLOSED', approval_id = ?, outcome = ?, closed_at = ? WHERE id = ? AND state = 'OPEN'",
		SQL_IN(COL_I(struct diff_close, approval_id), COL_S(struct diff_close, outcome), COL_I(struct diff_close, at), COL_I(struct diff_close, id)) },
	[DIFF_CLOSE_ALIKE] = { .name = "diff_close_alike",
		.text = "UPDATE recon_diff d JOIN recon_diff x ON x.e2e_id = d.e2e_id SET x.state = 'CLOSED', x.approval_id = ?, x.outcome = ?, x.closed_at = ? "
			"WHERE d.id = ? AND x.kind = 'state' AND x.state = 'OPEN'",
		SQL_IN(COL_I(struct diff_close, approval_id), COL_S(struct diff_close, outcome), COL_I(struct diff_close, at), COL_I(struct diff_close, id)) },
	[DIFF_ABOUT] = { .name = "diff_about",
		.text = "SELECT COALESCE(a.id, 0), d.ours_fen, d.bank_fen, " DIFF_CONTRADICTS("d", "a") ", " DIFF_DEBITED("d") ", d.state, d.day, o.state "
			"FROM recon_diff d LEFT JOIN pay_attempt a ON a.e2e_id = d.e2e_id LEFT JOIN pay_order o ON o.id = a.order_id WHERE d.id = ?",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct recon_about, COL_I(struct recon_about, attempt_id), COL_I(struct recon_about, ours_fen), COL_I(struct recon_about, bank_fen),
			COL_I(struct recon_about, contradicts), COL_I(struct recon_about, debited), COL_S(struct recon_about, state),
			COL_S(struct recon_about, day), COL_S(struct recon_about, order_state)) },
	[DIFF_DAY] = { .name = "diff_day", .text = "SELECT day FROM recon_diff WHERE id = ?", SQL_IN(COL_I(struct diff_close, id)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
	[SUM_OURS] = { .name = "sum_ours",
		.text = "SELECT " SUM("amount_fen") " FROM pay_attempt WHERE booked_on = ? AND state IN ('SUCCEEDED', 'RETURNED')",
		SQL_IN(COL_S(struct compare_in, day)), SUM_SHAPE },
	[SUM_BACK] = { .name = "sum_back", .text = "SELECT " SUM("amount_fen") " FROM pay_attempt WHERE returned_on = ? AND state = 'RETURNED'",
		SQL_IN(COL_S(struct compare_in, day)), SUM_SHAPE },
	[SUM_BANK] = { .name = "sum_bank",
		.text = "SELECT " SUM("IF(l.code = 'D', l.amount_fen, -l.amount_fen)") " FROM bank_line_in l LEFT JOIN pay_attempt a ON a.e2e_id = l.e2e_id "
			"WHERE l.file_id = ? AND NOT (a.state <=> 'FAILED' AND EXISTS " IN_STATEMENT("x", "l.e2e_id", "D")
			" AND EXISTS " IN_STATEMENT("y", "l.e2e_id", "C") ")",
		SQL_IN(COL_I(struct compare_in, file_id)), SUM_SHAPE },
	[SUM_POSTED] = { .name = "sum_posted",
		.text = "SELECT " SUM("t.amount_fen") " FROM pay_attempt a JOIN ledger_transfer t ON t.kind = 'POST' AND t.ref_id = a.id "
			"WHERE a.booked_on = ? AND a.state IN ('SUCCEEDED', 'RETURNED')",
		SQL_IN(COL_S(struct compare_in, day)), SUM_SHAPE },
	[SUM_UNPOSTED] = { .name = "sum_unposted",
		.text = "SELECT " SUM("t.amount_fen") " FROM pay_attempt a JOIN ledger_transfer t ON t.kind = 'RETURN' AND t.ref_id = a.id "
			"WHERE a.returned_on = ? AND a.state = 'RETURNED'",
		SQL_IN(COL_S(struct compare_in, day)), SUM_SHAPE },
	[DAY_WRITE] = { .name = "day_write",
		.text = "INSERT INTO recon_day (day, state, ours_n, ours_fen, bank_n, bank_fen, ledger_fen, diffs, closed_at, updated_at) "
			"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = VALUES(state), ours_n = VALUES(ours_n), "
			"ours_fen = VALUES(ours_fen), bank_n = VALUES(bank_n), bank_fen = VALUES(bank_fen), ledger_fen = VALUES(ledger_fen), "
			"diffs = VALUES(diffs), closed_at = COALESCE(IF(VALUES(state) = 'CLOSED', recon_day.closed_at, NULL), VALUES(closed_at)), "
			"updated_at = VALUES(updated_at)",
		SQL_IN(COL_S(struct day_in, day), COL_S(struct day_in, state), COL_I(struct day_in, ours_n), COL_I(struct day_in, ours_fen),
			COL_I(struct day_in, bank_n), COL_I(struct day_in, bank_fen), COL_I(struct day_in, ledger_fen), COL_I(struct day_in, diffs),
			COL_I(struct day_in, closed_at), COL_I(struct day_in, at)) },
	[DAYS_OPEN] = { .name = "days_open", .text = "SELECT day FROM recon_day WHERE state = 'OPEN' AND day < ? ORDER BY day LIMIT ?",
		SQL_IN(COL_S(struct days_ask, before), COL_I(struct days_ask, limit)), SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
		.scan_ok = true },
	[MARK_READ] = { .name = "mark_read", .text = "SELECT value FROM cursor_mark WHERE name = ?", SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct sql_text, COL_S(struct sql_text, text)) },
	[MARK_SET] = { .name = "mark_set",
		.text = "INSERT INTO cursor_mark (name, value, at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), at = VALUES(at)",
		SQL_IN(COL_S(struct mark_in, name), COL_S(struct mark_in, value), COL_I(struct mark_in, at)) },
};
const struct sql_module recon_sql = { "recon", recon_stmts, RECON_STMTS };
