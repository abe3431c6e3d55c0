#include "domain/ledger/refund.h"

#include "base/date.h"
#include "domain/ledger/order.h"

#define ROWS_MAX 600

enum { REFUND_INSERT, REFUND_READ, REFUND_LOCK, REFUND_MOVE, REFUND_AGREED, REFUND_ADD, NETTING_INSERT, NETTINGS_OF, NETTING_UNDO, MONTH_RIGHTS, REFUND_OPEN_OF,
       REFUND_OF_QUALIFICATION, RIGHT_CANCEL, UNSENT_RIGHTS };

#define R struct refund
#define N struct netting
#define M struct month_right
struct netting { int64_t refund_id, entitlement_id, amount_fen, at; };
struct refund_step { int64_t id, approval_id, at, add_fen; const char *from, *to; };
struct refund_ask { int64_t person_id; const char *scheme, *month; };
#define S struct refund_step
#define A struct refund_ask

#define COLUMNS "SELECT id, person_id, case_id, qualification_id, rev, entitlement_id, amount_fen, netted_fen, approval_id, at, closed_at, scheme, month, codes, state FROM refund "
#define R_OUT \
	SQL_OUT(R, COL_I(R, id), COL_I(R, person_id), COL_I(R, case_id), COL_I(R, qualification_id), COL_I(R, rev), COL_I(R, entitlement_id), \
	        COL_I(R, amount_fen), COL_I(R, netted_fen), COL_I(R, approval_id), COL_I(R, at), COL_I(R, closed_at), COL_S(R, scheme), COL_S(R, month), \
	        COL_S(R, codes), COL_S(R, state))

static const struct sql_stmt stmts[] = {
	[REFUND_INSERT] = {
		.name = "refund_insert",
		.text = "INSERT INTO refund (person_id, case_id, qualification_id, scheme, month, rev, entitlement_id, amount_fen, codes, state, at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?)",
		SQL_IN(COL_I(R, person_id), COL_I(R, case_id), COL_I(R, qualification_id), COL_S(R, scheme), COL_S(R, month), COL_I(R, rev),
		       COL_I(R, entitlement_id), COL_I(R, amount_fen), COL_S(R, codes), COL_I(R, at)),
	},
	[REFUND_READ] = { .name = "refund_read", .text = COLUMNS "WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)), R_OUT },
	[REFUND_LOCK] = { .name = "refund_lock", .text = COLUMNS "WHERE id = ? FOR UPDATE", SQL_IN(COL_I(struct sql_id, id)), R_OUT },
	[REFUND_MOVE] = {
		.name = "refund_move",
		.text = "UPDATE refund SET state = ?, approval_id = COALESCE(?, approval_id), closed_at = ? WHERE id = ? AND state = ?",
		SQL_IN(COL_S(S, to), COL_I(S, approval_id), COL_I(S, at), COL_I(S, id), COL_S(S, from)),
	},
	[REFUND_AGREED] = {
		.name = "refund_agreed", .text = COLUMNS "FORCE INDEX (person) WHERE person_id = ? AND scheme = ? AND state = 'AGREED' ORDER BY id FOR UPDATE",
		SQL_IN(COL_I(A, person_id), COL_S(A, scheme)), R_OUT,
	},
	[REFUND_ADD] = { .name = "refund_add", .text = "UPDATE refund SET netted_fen = netted_fen + ? WHERE id = ?", SQL_IN(COL_I(S, add_fen), COL_I(S, id)) },
	[NETTING_INSERT] = {
		.name = "refund_netting_insert", .text = "INSERT INTO refund_netting (refund_id, entitlement_id, amount_fen, at) VALUES (?, ?, ?, ?)",
		SQL_IN(COL_I(N, refund_id), COL_I(N, entitlement_id), COL_I(N, amount_fen), COL_I(N, at)),
	},
	[NETTINGS_OF] = {
		.name = "refund_nettings_of", .text = "SELECT refund_id, entitlement_id, amount_fen, at FROM refund_netting WHERE entitlement_id = ? AND undone_at IS NULL",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(N, COL_I(N, refund_id), COL_I(N, entitlement_id), COL_I(N, amount_fen), COL_I(N, at)),
	},
	[NETTING_UNDO] = {
		.name = "refund_netting_undo", .text = "UPDATE refund_netting SET undone_at = ? WHERE refund_id = ? AND entitlement_id = ?",
		SQL_IN(COL_I(N, at), COL_I(N, refund_id), COL_I(N, entitlement_id)),
	},
	[MONTH_RIGHTS] = {
		.name = "month_rights",
		.text = "SELECT e.id, IF(e.period_key LIKE '____Q_', COALESCE((SELECT m.amount_fen FROM month_entry m WHERE m.person_id = e.person_id AND m.month = ?"
		        " AND m.entitlement_id = e.id ORDER BY m.rev LIMIT 1), 0), e.amount_fen) AS share, e.amount_fen, COALESCE(o.id, 0),"
		        " (SELECT CAST(COALESCE(SUM(r.amount_fen), 0) AS SIGNED) FROM refund r WHERE r.entitlement_id = e.id AND r.month = ? AND r.state <> 'CANCELLED'),"
		        " (SELECT CAST(COALESCE(SUM(r.amount_fen), 0) AS SIGNED) FROM refund r WHERE r.entitlement_id = e.id AND r.month = ? AND r.state = 'OPEN'),"
		        " (SELECT CAST(COALESCE(SUM(r.amount_fen - r.netted_fen), 0) AS SIGNED) FROM refund r WHERE r.entitlement_id = e.id AND r.month = ? AND r.state = 'WAIVED'),"
		        " EXISTS (SELECT 1 FROM refund_netting n JOIN refund r ON r.id = n.refund_id WHERE n.entitlement_id = e.id AND n.undone_at IS NULL"
		        " AND r.state IN ('RETURNED','WAIVED')),"
		        " e.period_key, e.state, o.state, o.held FROM entitlement e FORCE INDEX (person) JOIN program p ON p.id = e.program_id"
		        " LEFT JOIN pay_order o ON o.entitlement_id = e.id WHERE e.person_id = ? AND p.code = ?"
		        " AND (LEFT(e.period_key, 7) = ? OR e.period_key = CONCAT(LEFT(?, 4), 'Q', CEIL(RIGHT(?, 2) / 3))) HAVING share > 0 ORDER BY e.id",
		SQL_IN(COL_S(A, month), COL_S(A, month), COL_S(A, month), COL_S(A, month), COL_I(A, person_id), COL_S(A, scheme), COL_S(A, month), COL_S(A, month),
		       COL_S(A, month)),
		SQL_OUT(M, COL_I(M, entitlement_id), COL_I(M, amount_fen), COL_I(M, whole_fen), COL_I(M, order_id), COL_I(M, refund_fen), COL_I(M, open_fen),
		        COL_I(M, waived_fen), COL_I(M, settled), COL_S(M, period_key), COL_S(M, state), COL_S(M, order_state), COL_S(M, held)),
	},
	[UNSENT_RIGHTS] = {
		.name = "unsent_rights",
		.text = "SELECT e.id, o.id FROM entitlement e FORCE INDEX (person) JOIN program p ON p.id = e.program_id JOIN pay_order o ON o.entitlement_id = e.id"
		        " WHERE e.person_id = ? AND p.code = ? AND e.state = 'APPROVED' AND o.state = 'READY' AND COALESCE(o.held, '') NOT IN ('" ORDER_HELD_DUPLICATE "','"
		        ORDER_HELD_CONFLICT "') AND e.amount_fen = (SELECT COALESCE(SUM(r.amount_fen), 0) FROM refund r WHERE r.entitlement_id = e.id AND r.state = 'OPEN')"
		        " AND NOT EXISTS (SELECT 1 FROM refund_netting n JOIN refund r ON r.id = n.refund_id WHERE n.entitlement_id = e.id AND n.undone_at IS NULL"
		        " AND r.state IN ('RETURNED','WAIVED')) ORDER BY e.id",
		SQL_IN(COL_I(A, person_id), COL_S(A, scheme)),
		SQL_OUT(struct unsent_right, COL_I(struct unsent_right, entitlement_id), COL_I(struct unsent_right, order_id)),
	},
	[REFUND_OPEN_OF] = {
		.name = "refund_open_of",
		.text = COLUMNS "FORCE INDEX (person) WHERE person_id = ? AND scheme = ? AND state = 'OPEN' AND month = ? ORDER BY id FOR UPDATE",
		SQL_IN(COL_I(A, person_id), COL_S(A, scheme), COL_S(A, month)), R_OUT,
	},
	[REFUND_OF_QUALIFICATION] = {
		.name = "refund_of_qualification", .text = COLUMNS "WHERE qualification_id = ? AND state <> 'CANCELLED' ORDER BY month, id",
		SQL_IN(COL_I(struct sql_id, id)), R_OUT,
	},
	[RIGHT_CANCEL] = {
		.name = "right_cancel",
		.text = "UPDATE entitlement SET state = 'CANCELLED' WHERE id = ? AND state = 'APPROVED' AND NOT EXISTS (SELECT 1 FROM pay_order o WHERE o.entitlement_id = entitlement.id)",
		SQL_IN(COL_I(struct sql_id, id)),
	},
};
const struct sql_module refund_sql = { "refund", stmts, ARRAY_LEN(stmts) };

enum err_code refund_put(struct ctx *ctx, const struct refund *row, int64_t *ret_id)
{
	struct refund in = *row;
	in.at = clock_now_ms();
	return db_insert(ctx->db, &stmts[REFUND_INSERT], &in, ret_id);
}

enum err_code refund_read(struct ctx *ctx, int64_t id, struct refund *ret_row)
{
	return db_one(ctx->db, &stmts[REFUND_READ], &(struct sql_id){ id }, ret_row);
}

enum err_code refund_lock(struct ctx *ctx, int64_t id, struct refund *ret_row)
{
	return db_one(ctx->db, &stmts[REFUND_LOCK], &(struct sql_id){ id }, ret_row);
}

enum err_code refund_move(struct ctx *ctx, const struct refund *row, const char *to, int64_t approval_id)
{
	struct refund_step step = { .id = row->id, .from = row->state, .to = to, .approval_id = approval_id,
		                    .at = text_eq(to, "AGREED") ? DB_NULL : clock_now_ms() };
	int64_t n = 0;
	enum err_code code = db_do(ctx->db, &stmts[REFUND_MOVE], &step, &n);
	if (code)
		return code;
	return n == 1 ? ERR_OK : err_set(&ctx->err, ERR_STALE, "refund %lld moved", (long long)row->id);
}

static enum err_code list(struct ctx *ctx, int stmt, const void *in, void *ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, &stmts[stmt], in, ROWS_MAX, ret_rows, ret_n);
}

static enum err_code net_one(struct ctx *ctx, const struct refund *row, int64_t entitlement_id, int64_t fen)
{
	struct netting netting = { row->id, entitlement_id, fen, clock_now_ms() };
	enum err_code code = db_insert(ctx->db, &stmts[NETTING_INSERT], &netting, NULL);
	if (!code)
		code = db_do(ctx->db, &stmts[REFUND_ADD], &(struct refund_step){ .id = row->id, .add_fen = fen }, NULL);
	if (!code && row->netted_fen + fen == row->amount_fen)
		code = refund_move(ctx, row, "NETTED", DB_NULL);
	return code;
}

enum err_code refund_net(struct ctx *ctx, int64_t person_id, const char *scheme, int64_t entitlement_id, int64_t amount_fen, int64_t *ret_netted_fen)
{
	struct refund *rows;
	size_t n;
	int64_t left = amount_fen;
	enum err_code code = list(ctx, REFUND_AGREED, &(struct refund_ask){ .person_id = person_id, .scheme = scheme }, &rows, &n);
	for (size_t i = 0; !code && i < n && left > 0; i++) {
		int64_t owed = rows[i].amount_fen - rows[i].netted_fen, fen = owed < left ? owed : left;
		code = net_one(ctx, &rows[i], entitlement_id, fen);
		left -= fen;
	}
	if (!code)
		*ret_netted_fen = amount_fen - left;
	return code;
}

enum err_code refund_unnet(struct ctx *ctx, int64_t entitlement_id)
{
	struct netting *rows;
	size_t n;
	enum err_code code = list(ctx, NETTINGS_OF, &(struct sql_id){ entitlement_id }, &rows, &n);
	for (size_t i = 0; !code && i < n; i++) {
		struct refund refund;
		rows[i].at = clock_now_ms();
		code = refund_lock(ctx, rows[i].refund_id, &refund);
		if (!code && text_eq(refund.state, "NETTED"))
			code = refund_move(ctx, &refund, "AGREED", DB_NULL);
		if (!code)
			code = db_do(ctx->db, &stmts[NETTING_UNDO], &rows[i], NULL);
		if (!code)
			code = db_do(ctx->db, &stmts[REFUND_ADD], &(struct refund_step){ .id = refund.id, .add_fen = -rows[i].amount_fen }, NULL);
	}
	return code;
}

enum err_code refund_rights(struct ctx *ctx, int64_t person_id, const char *program, const char *month, struct month_right **ret_rows, size_t *ret_n)
{
	return list(ctx, MONTH_RIGHTS, &(struct refund_ask){ person_id, program, month }, ret_rows, ret_n);
}

enum err_code refund_unsent(struct ctx *ctx, int64_t person_id, const char *program, struct unsent_right **ret_rows, size_t *ret_n)
{
	return list(ctx, UNSENT_RIGHTS, &(struct refund_ask){ .person_id = person_id, .scheme = program }, ret_rows, ret_n);
}

enum err_code refund_open_of(struct ctx *ctx, int64_t person_id, const char *scheme, const char *month, struct refund **ret_rows, size_t *ret_n)
{
	return list(ctx, REFUND_OPEN_OF, &(struct refund_ask){ person_id, scheme, month }, ret_rows, ret_n);
}

enum err_code refund_of_qualification(struct ctx *ctx, int64_t qualification_id, struct refund **ret_rows, size_t *ret_n)
{
	return list(ctx, REFUND_OF_QUALIFICATION, &(struct sql_id){ qualification_id }, ret_rows, ret_n);
}

enum err_code refund_cancel_right(struct ctx *ctx, int64_t entitlement_id)
{
	int64_t n = 0;
	enum err_code code = db_do(ctx->db, &stmts[RIGHT_CANCEL], &(struct sql_id){ entitlement_id }, &n);
	if (!code && n != 1)
		code = err_set(&ctx->err, ERR_STALE, "right %lld has an order", (long long)entitlement_id);
	return code ? code : refund_unnet(ctx, entitlement_id);
}
