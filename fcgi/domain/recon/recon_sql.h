/* Statements of reconciliation. */
#ifndef DOMAIN_RECON_RECON_SQL_H
#define DOMAIN_RECON_RECON_SQL_H

#include "domain/ledger/ledger_sql.h"

enum recon_stmt {
	ATTEMPT_READ, ATTEMPTS_UNKNOWN, ORDER_LOCK_ID, ONE_ATTEMPT, ONE_PAID, ONE_FAILED, HAND_ATTEMPT, HAND_ORDER,
	FILE_INSERT, FILE_BY_SM3, FILE_TOUCH, FILE_DONE, INBOX_INSERT, LINE_INSERT, BATCH_BY_NO, BATCH_IN_DOUBT,
	LINES_NEXT, CHUNK_LOCK, CHUNK_JUDGE, CHUNK_COUNTS, CHUNK_SUCCEEDED, CHUNK_PAID, CHUNK_FAILED, CHUNK_HELD, CHUNK_UNKNOWN, CHUNK_RETURNED,
	CHUNK_BACK, CHUNK_DIFFS, CHUNK_FREEZE, CHUNK_SETTLED, CHUNK_POST, CHUNK_RETURN,
	STATEMENT_NEWEST, STATEMENT_PROVES, STATEMENT_ALIGN, STATEMENT_ALIGN_BACK, DIFF_LINES, DIFF_TWICE, DIFF_OPENING, DIFF_FREEZE, DIFF_ONLY_OURS, DIFF_NOT_BACK, DIFF_BOOKS,
	DIFF_SUM, DIFFS_GONE, DIFFS_OPEN, DIFF_CLOSE, DIFF_CLOSE_ALIKE, DIFF_ABOUT, DIFF_DAY, SUM_OURS, SUM_BACK, SUM_BANK, SUM_POSTED, SUM_UNPOSTED, DAY_WRITE, DAYS_OPEN,
	MARK_READ, MARK_SET, RECON_STMTS
};
/* A movement of the same payment in any statement. */
#define IN_STATEMENT(alias, e2e, side) \
	"(SELECT 1 FROM bank_line_in " alias " JOIN bank_file_in " alias "f ON " alias "f.id = " alias ".file_id AND " alias "f.kind = 'STATEMENT' " \
	"WHERE " alias ".e2e_id = " e2e " AND " alias ".code = '" side "')"
/* A difference d about a payment of ours, attempt a, that failed and that the bank now shows as paid. */
#define DIFF_DEBITED(d) "(EXISTS " IN_STATEMENT("sd", d ".e2e_id", "D") " AND NOT EXISTS " IN_STATEMENT("sc", d ".e2e_id", "C") ")"
#define DIFF_CONTRADICTS(d, a) \
	"COALESCE(" d ".kind = 'state' AND " a ".state = 'FAILED' AND (EXISTS " IN_STATEMENT("sx", d ".e2e_id", "D") " OR EXISTS (SELECT 1 FROM bank_line_in rl " \
	"JOIN bank_file_in rf ON rf.id = rl.file_id AND rf.kind = 'RETURN' WHERE rl.e2e_id = " d ".e2e_id AND rl.code = '00')), 0)"
extern const struct sql_module recon_sql;
#define RECON_SQL(stmt) (&recon_sql.stmts[stmt])

/* bank_line_in.applied */
enum { LINE_STAGED, LINE_PAID, LINE_FAILED, LINE_UNKNOWN, LINE_RETURNED, LINE_KNOWN, LINE_DIFFERS = 9 };

struct settle_in { int64_t attempt_id, order_id, at, approval_id; const char *code, *bank_ref, *booked_on, *held, *to; };
struct file_in {
	int64_t n, opening_fen, closing_fen, received_at, applied_at;
	const char *kind, *batch_no, *day, *message_id;
	struct blob sm3;
};
struct file_row { int64_t id, applied_at, received_at; };
struct file_touch { int64_t id, at; };
struct line_in { int64_t file_id, line_no, amount_fen, applied; const char *e2e_id, *code, *bank_ref, *day; };
struct line_next { int64_t line_no; const char *e2e_id; };
struct chunk_in { int64_t file_id, from_line, to_line, at, dr, cr; };
struct applied_sum { int64_t applied, n, fen; };
struct compare_in { int64_t file_id, at, ours_fen, bank_fen; const char *day; };
struct day_sum { int64_t n, fen; };
struct day_in { int64_t ours_n, ours_fen, bank_n, bank_fen, ledger_fen, diffs, closed_at, at; const char *day, *state; };
struct days_ask { int64_t limit; const char *before; };
struct diff_close { int64_t id, approval_id, at; const char *outcome; };
struct mark_in { int64_t at; const char *name, *value; };

#endif
