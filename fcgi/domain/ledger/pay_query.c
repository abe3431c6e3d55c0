#include "domain/ledger/pay_query.h"

struct page_in {
	const char *state;
	int64_t id, before;
};
struct now_in {
	int64_t now;
	const char *today;
};
struct paid_in {
	int64_t person_id;
	const char *scheme;
};
enum { PAYOUTS, PAYOUTS_STATE, OF_PERSON, OF_CASE, ATTEMPTS, BATCHES, APPROVALS, APPROVALS_OPEN, MANDATES, PAID };

#define PAYOUT_TEXT(index, where) \
	"SELECT o.id, o.amount_fen, o.created_at, COALESCE(o.paid_at, 0), (SELECT COUNT(*) FROM pay_attempt a WHERE a.order_id = o.id), o.public_id, c.public_id," \
	" c.applicant_masked, o.scheme, e.period_key, o.state, o.payee_masked, o.held, b.batch_no, t.state, COALESCE(t.id, 0)" \
	" FROM " index " LEFT JOIN pay_attempt t ON t.id = (SELECT MAX(id) FROM pay_attempt x WHERE x.order_id = o.id)" \
	" LEFT JOIN pay_batch b ON b.id = t.batch_id WHERE " where " ORDER BY o.id DESC LIMIT 50"
#define FROM_ORDER "pay_order o JOIN entitlement e ON e.id = o.entitlement_id JOIN casefile c ON c.id = e.case_id"
#define PAYOUT_OUT \
	SQL_OUT(struct payout_row, COL_I(struct payout_row, id), COL_I(struct payout_row, amount_fen), COL_I(struct payout_row, created_at), \
	        COL_I(struct payout_row, paid_at), COL_I(struct payout_row, attempts), COL_S(struct payout_row, public_id), COL_S(struct payout_row, case_id), \
	        COL_S(struct payout_row, applicant), COL_S(struct payout_row, scheme), COL_S(struct payout_row, period), COL_S(struct payout_row, state), \
	        COL_S(struct payout_row, account), COL_S(struct payout_row, held), COL_S(struct payout_row, batch_no), COL_S(struct payout_row, attempt_state), \
	        COL_I(struct payout_row, attempt_id))

static const struct sql_stmt stmts[] = {
	[PAYOUTS] = {
		.name = "pay_query_payouts",
		.text = PAYOUT_TEXT(FROM_ORDER, "o.id < ?"),
		SQL_IN(COL_I(struct page_in, before)), PAYOUT_OUT,
	},
	[PAYOUTS_STATE] = {
		.name = "pay_query_payouts_state",
		.text = PAYOUT_TEXT("pay_order o FORCE INDEX (state_id) JOIN entitlement e ON e.id = o.entitlement_id JOIN casefile c ON c.id = e.case_id", "o.state = ? AND o.id < ?"),
		SQL_IN(COL_S(struct page_in, state), COL_I(struct page_in, before)), PAYOUT_OUT,
	},
	[OF_PERSON] = {
		.name = "pay_query_of_person",
		.text = PAYOUT_TEXT("entitlement e FORCE INDEX (person) JOIN pay_order o ON o.entitlement_id = e.id JOIN casefile c ON c.id = e.case_id", "e.person_id = ? AND o.id < ?"),
		SQL_IN(COL_I(struct page_in, id), COL_I(struct page_in, before)), PAYOUT_OUT,
	},
	[OF_CASE] = {
		.name = "pay_query_of_case",
		.text = PAYOUT_TEXT("entitlement e JOIN pay_order o ON o.entitlement_id = e.id JOIN casefile c ON c.id = e.case_id", "e.case_id = ? AND o.id < ?"),
		SQL_IN(COL_I(struct page_in, id), COL_I(struct page_in, before)), PAYOUT_OUT,
	},
	[ATTEMPTS] = {
		.name = "pay_query_attempts",
		.text = "SELECT state_at, state, code FROM pay_attempt WHERE order_id = ? ORDER BY id DESC LIMIT 10",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct attempt_row, COL_I(struct attempt_row, state_at), COL_S(struct attempt_row, state), COL_S(struct attempt_row, code)),
	},
	[BATCHES] = {
		.name = "pay_query_batches",
		.text = "SELECT b.id, b.n, b.sum_fen, COALESCE(b.approval_id, 0), COALESCE(b.mandate_id, 0), b.created_at, COALESCE(b.sent_at, 0), COALESCE(b.closed_at, 0),"
		        " (SELECT COUNT(*) FROM pay_attempt a WHERE a.batch_id = b.id AND a.state IN ('SUCCEEDED','RETURNED')),"
		        " (SELECT COUNT(*) FROM pay_attempt a WHERE a.batch_id = b.id AND a.state = 'FAILED'),"
		        " (SELECT COUNT(*) FROM pay_attempt a WHERE a.batch_id = b.id AND a.state = 'UNKNOWN'),"
		        " b.batch_no, b.scheme, b.state, b.file_sm3 FROM pay_batch b WHERE b.id < ? ORDER BY b.id DESC LIMIT 50",
		SQL_IN(COL_I(struct page_in, before)),
		SQL_OUT(struct batch_row, COL_I(struct batch_row, id), COL_I(struct batch_row, n), COL_I(struct batch_row, sum_fen), COL_I(struct batch_row, approval_id),
		        COL_I(struct batch_row, mandate_id), COL_I(struct batch_row, created_at), COL_I(struct batch_row, sent_at), COL_I(struct batch_row, closed_at),
		        COL_I(struct batch_row, succeeded), COL_I(struct batch_row, failed), COL_I(struct batch_row, unknown), COL_S(struct batch_row, batch_no),
		        COL_S(struct batch_row, scheme), COL_S(struct batch_row, state), COL_B(struct batch_row, digest)),
	},
	[APPROVALS] = {
		.name = "pay_query_approvals",
		.text = "SELECT a.id, a.subject_id, a.made_by, a.made_at, a.expires_at, COALESCE(b.n, w.total, (SELECT SUM(g.payable_n) FROM run_range g WHERE g.run_id = r.id)),"
		        " COALESCE(b.sum_fen, p.amount_fen, (SELECT SUM(g.payable_fen) FROM run_range g WHERE g.run_id = r.id)), m.per_payment_fen, m.per_day_fen,"
		        " m.per_day_count, m.overrides_per_day, a.kind, s.name, COALESCE(b.scheme, m.scheme, p.scheme, d.scheme, r.scheme), b.batch_no, COALESCE(m.valid_from, d.effective_from), m.valid_to,"
		        " COALESCE(p.note, a.note), p.evidence, p.outcome, a.digest, f.ours_fen, f.bank_fen, COALESCE(f.e2e_id, t.e2e_id), f.day, d.version, d.title, d.base, r.month, r.why, r.public_id,"
		        " m.run_payees_percent, m.run_sum_percent, m.run_new_payees, w.public_id, w.as_of, w.added_n, w.gone_n, w.changed_n"
		        " FROM approval a FORCE INDEX (open_ones) JOIN staff s ON s.id = a.made_by"
		        " LEFT JOIN pay_batch b ON a.kind = 'BATCH' AND b.id = a.subject_id"
		        " LEFT JOIN pay_mandate m ON a.kind = 'MANDATE' AND m.id = a.subject_id"
		        " LEFT JOIN run r ON a.kind = 'RUN' AND r.id = a.subject_id"
		        " LEFT JOIN policy_draft d ON a.kind = 'POLICY' AND d.id = a.subject_id"
		        " LEFT JOIN whitelist w ON a.kind = 'WHITELIST' AND w.id = a.subject_id"
		        " LEFT JOIN proposal p ON a.kind IN ('BUDGET','UNKNOWN','DIFF','REFUND') AND p.id = a.subject_id"
		        " LEFT JOIN recon_diff f ON p.kind = 'DIFF' AND f.id = p.subject_id LEFT JOIN pay_attempt t ON p.kind = 'UNKNOWN' AND t.id = p.subject_id"
		        " WHERE a.decided_by IS NULL AND a.expires_at > ? ORDER BY a.id LIMIT 200",
		SQL_IN(COL_I(struct now_in, now)),
		SQL_OUT(struct approval_row, COL_I(struct approval_row, id), COL_I(struct approval_row, subject_id), COL_I(struct approval_row, made_by),
		        COL_I(struct approval_row, made_at), COL_I(struct approval_row, expires_at), COL_I(struct approval_row, n), COL_I(struct approval_row, sum_fen),
		        COL_I(struct approval_row, per_payment_fen), COL_I(struct approval_row, per_day_fen), COL_I(struct approval_row, per_day_count),
		        COL_I(struct approval_row, overrides), COL_S(struct approval_row, kind), COL_S(struct approval_row, maker), COL_S(struct approval_row, scheme),
		        COL_S(struct approval_row, batch_no), COL_S(struct approval_row, valid_from), COL_S(struct approval_row, valid_to),
		        COL_S(struct approval_row, note), COL_S(struct approval_row, evidence), COL_S(struct approval_row, outcome), COL_B(struct approval_row, digest),
		        COL_I(struct approval_row, ours_fen), COL_I(struct approval_row, bank_fen), COL_S(struct approval_row, e2e_id), COL_S(struct approval_row, day),
		        COL_S(struct approval_row, version), COL_S(struct approval_row, title), COL_S(struct approval_row, base), COL_S(struct approval_row, month),
		        COL_S(struct approval_row, why), COL_S(struct approval_row, run), COL_I(struct approval_row, run_payees_percent),
		        COL_I(struct approval_row, run_sum_percent), COL_I(struct approval_row, run_new_payees), COL_S(struct approval_row, list),
		        COL_S(struct approval_row, as_of), COL_I(struct approval_row, added), COL_I(struct approval_row, gone), COL_I(struct approval_row, changed)),
	},
	[APPROVALS_OPEN] = {
		.name = "pay_query_approvals_open",
		.text = "SELECT COUNT(*) FROM approval FORCE INDEX (open_ones) WHERE decided_by IS NULL AND expires_at > ?",
		SQL_IN(COL_I(struct now_in, now)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[PAID] = {
		.name = "pay_query_paid",
		.text = "SELECT o.paid_at FROM entitlement e FORCE INDEX (person) JOIN pay_order o ON o.entitlement_id = e.id WHERE e.person_id = ? AND o.scheme = ?"
		        " AND o.state = 'PAID' AND o.paid_at IS NOT NULL ORDER BY o.id",
		SQL_IN(COL_I(struct paid_in, person_id), COL_S(struct paid_in, scheme)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[MANDATES] = {
		.name = "pay_query_mandates",
		.text = "SELECT m.id, m.per_payment_fen, m.per_day_fen, m.per_day_count, m.overrides_per_day, a.yes, a.decided_by, m.revoked_at,"
		        " COALESCE(d.fen, 0), COALESCE(d.n, 0), COALESCE(d.overrides, 0), m.scheme, m.valid_from, m.valid_to,"
		        " m.run_payees_percent, m.run_sum_percent, m.run_new_payees FROM pay_mandate m JOIN approval a ON a.id = m.approval_id LEFT JOIN pay_mandate_day d ON d.mandate_id = m.id AND d.day = ?"
		        " ORDER BY m.id DESC LIMIT 100",
		SQL_IN(COL_S(struct now_in, today)),
		SQL_OUT(struct mandate_row, COL_I(struct mandate_row, id), COL_I(struct mandate_row, per_payment_fen), COL_I(struct mandate_row, per_day_fen),
		        COL_I(struct mandate_row, per_day_count), COL_I(struct mandate_row, overrides_per_day), COL_I(struct mandate_row, yes),
		        COL_I(struct mandate_row, decided_by), COL_I(struct mandate_row, revoked_at), COL_I(struct mandate_row, used_fen),
		        COL_I(struct mandate_row, used_n), COL_I(struct mandate_row, used_overrides), COL_S(struct mandate_row, scheme),
		        COL_S(struct mandate_row, valid_from), COL_S(struct mandate_row, valid_to), COL_I(struct mandate_row, run_payees_percent),
		        COL_I(struct mandate_row, run_sum_percent), COL_I(struct mandate_row, run_new_payees)),
	},
};
const struct sql_module pay_query_sql = { "pay_query", stmts, ARRAY_LEN(stmts) };

static int64_t from(int64_t before)
{
	return before ? before : INT64_MAX;
}

static enum err_code list(struct ctx *ctx, int stmt, const void *in, void *ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, &stmts[stmt], in, 200, (void **)ret_rows, ret_n);
}

enum err_code pay_query_payouts(struct ctx *ctx, const char *state, int64_t before, struct payout_row **ret_rows, size_t *ret_n)
{
	return list(ctx, state ? PAYOUTS_STATE : PAYOUTS, &(struct page_in){ .state = state, .before = from(before) }, ret_rows, ret_n);
}

enum err_code pay_query_of_person(struct ctx *ctx, int64_t person_id, int64_t before, struct payout_row **ret_rows, size_t *ret_n)
{
	return list(ctx, OF_PERSON, &(struct page_in){ .id = person_id, .before = from(before) }, ret_rows, ret_n);
}

enum err_code pay_query_of_case(struct ctx *ctx, int64_t case_id, struct payout_row **ret_rows, size_t *ret_n)
{
	return list(ctx, OF_CASE, &(struct page_in){ .id = case_id, .before = INT64_MAX }, ret_rows, ret_n);
}

enum err_code pay_query_paid(struct ctx *ctx, int64_t person_id, const char *scheme, struct sql_id **ret_rows, size_t *ret_n)
{
	return list(ctx, PAID, &(struct paid_in){ person_id, scheme }, ret_rows, ret_n);
}

enum err_code pay_query_attempts(struct ctx *ctx, int64_t order_id, struct attempt_row **ret_rows, size_t *ret_n)
{
	return list(ctx, ATTEMPTS, &(struct sql_id){ order_id }, ret_rows, ret_n);
}

enum err_code pay_query_batches(struct ctx *ctx, int64_t before, struct batch_row **ret_rows, size_t *ret_n)
{
	return list(ctx, BATCHES, &(struct page_in){ .before = from(before) }, ret_rows, ret_n);
}

enum err_code pay_query_approvals(struct ctx *ctx, int64_t now, struct approval_row **ret_rows, size_t *ret_n)
{
	return list(ctx, APPROVALS, &(struct now_in){ .now = now }, ret_rows, ret_n);
}

enum err_code pay_query_approvals_open(struct ctx *ctx, int64_t now, int64_t *ret_n)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &stmts[APPROVALS_OPEN], &(struct now_in){ .now = now }, &row);
	if (!code)
		*ret_n = row.id;
	return code;
}

enum err_code pay_query_mandates(struct ctx *ctx, const char *today, struct mandate_row **ret_rows, size_t *ret_n)
{
	return list(ctx, MANDATES, &(struct now_in){ .today = today }, ret_rows, ret_n);
}
