#include "flow/pay_run.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/approval.h"
#include "domain/ledger/batch.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/pay_sql.h"
#include "domain/ledger/proposal.h"
#include "domain/ledger/refund.h"
#include "flow/pay_jobs.h"
#include "flow/policy_flow.h"
#include "flow/run_flow.h"
#include "flow/whitelist_flow.h"
#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>

struct applying {
	struct ctx *ctx;
	int64_t approval_id;
	bool blocked;
};

static enum err_code applied(struct ctx *ctx, const struct approval *approval, const char *action, const char *object, int64_t object_id)
{
	char detail[100];
	snprintf(detail, sizeof(detail), "approval %lld, asked by %lld, agreed by %lld", (long long)approval->id, (long long)approval->made_by,
	         (long long)approval->decided_by);
	struct audit_row row = { .action = action, .object_kind = object, .object_id = object_id, .detail = detail };
	return audit_write(ctx, &row);
}

static enum err_code apply_batch(struct applying *a, const struct approval *approval)
{
	struct batch batch;
	struct blob file;
	enum err_code rc = batch_lock_row(a->ctx, approval->subject_id, &batch);
	if (rc || !text_eq(batch.state, "DRAFT"))
		return rc; /* done before */
	if (batch.approval_id != approval->id)
		return err_set(&a->ctx->err, ERR_STATE, "batch %lld has another approval", (long long)batch.id);
	if (approval->yes != 1) {
		rc = batch_cancel(a->ctx, &batch);
		return rc ? rc : applied(a->ctx, approval, "pay.cancel", "batch", batch.id);
	}
	/* What was agreed on is the digest: the rows must still give exactly that file. */
	rc = batch_bytes(a->ctx, &batch, &file);
	if (!rc && !approval_given(approval, APPROVAL_BATCH, batch.file_sm3.p))
		rc = err_set(&a->ctx->err, ERR_STATE, "batch %lld: another digest was agreed on", (long long)batch.id);
	if (rc)
		return rc;
	rc = batch_lock(a->ctx, &batch, clock_today());
	a->blocked = rc == ERR_LIMIT;
	return rc ? rc : pay_jobs_locked(a->ctx, &batch, "approval", approval->id);
}

static enum err_code apply_mandate(struct applying *a, const struct approval *approval)
{
	struct sql_id in = { approval->subject_id };
	struct sql_text scheme;
	enum err_code rc = db_one(a->ctx->db, PAY_SQL(MANDATE_SCHEME), &in, &scheme);
	if (rc || approval->yes != 1)
		return rc;
	rc = order_unflag(a->ctx, scheme.text, NULL, NULL);
	return rc ? rc : pay_jobs_collect(a->ctx, scheme.text, clock_now_ms());
}

static enum err_code apply_budget(struct applying *a, const struct approval *approval, const struct proposal *p)
{
	char key[65];
	int64_t had = 0;
	snprintf(key, sizeof(key), "fund:%lld", (long long)approval->id);
	enum err_code rc = ledger_find(a->ctx, key, &had);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(&a->ctx->err);
	struct ledger_entry entry = { .kind = LEDGER_FUND, .scheme = p->scheme, .amount_fen = p->amount_fen, .ref_id = approval->id, .idem_key = key };
	rc = ledger_post(a->ctx, &entry, NULL);
	return rc ? rc : applied(a->ctx, approval, "budget.fund", "approval", approval->id);
}

static enum err_code apply_unknown(struct applying *a, const struct approval *approval, const struct proposal *p)
{
	struct attempt attempt;
	char day[DATE_TEXT];
	date_text(clock_today(), day);
	enum err_code rc = settle_attempt_read(a->ctx, p->subject_id, &attempt);
	if (rc || !text_eq(attempt.state, "UNKNOWN"))
		return rc; /* the bank has told meanwhile: its word counts */
	bool paid = text_eq(p->outcome, "SUCCEEDED");
	struct settle_one one = { .paid = paid, .code = "hand", .booked_on = day, .held = ORDER_HELD_BANK };
	struct settled told = { attempt.person_id, attempt.case_id, attempt.order_id, paid ? 1 : 2, attempt.scheme, paid ? NULL : ORDER_HELD_BANK };
	rc = settle_one(a->ctx, &attempt, &one);
	if (!rc)
		rc = applied(a->ctx, approval, "pay.hand", "attempt", attempt.id);
	if (!rc)
		rc = alarm_clear(a->ctx, "pay_unknown", attempt.id);
	if (!rc)
		rc = pay_jobs_statement(a->ctx, clock_today(), attempt.id);
	return rc || !paid ? rc : tell_settled(a->ctx, &told, 1);
}

/* The money has left: it is booked where it belongs. *ret_twice: the order was paid, or is being paid, another time meanwhile. */
static enum err_code book_paid(struct applying *a, const struct approval *approval, const struct recon_about *about, bool *ret_twice)
{
	struct attempt attempt;
	enum err_code rc = settle_attempt_read(a->ctx, about->attempt_id, &attempt);
	if (!rc)
		rc = settle_by_hand(a->ctx, &attempt, approval->id, about->day);
	*ret_twice = rc == ERR_STATE;
	if (*ret_twice) {
		err_clear(&a->ctx->err);
		return alarm_raise(a->ctx, "pay_twice", attempt.order_id, "银行显示已付，同一笔又付了一次或正在付款，请人工核对追回");
	}
	if (!rc)
		rc = applied(a->ctx, approval, "pay.hand", "attempt", attempt.id);
	struct settled told = { attempt.person_id, attempt.case_id, attempt.order_id, 1, attempt.scheme, NULL };
	return rc ? rc : tell_settled(a->ctx, &told, 1);
}

static enum err_code apply_diff(struct applying *a, const struct approval *approval, const struct proposal *p)
{
	struct recon_about about;
	int32_t day = 0;
	bool twice = false;
	enum err_code rc = recon_diff_about(a->ctx, p->subject_id, &about);
	if (!rc && text_eq(about.state, "OPEN") && about.contradicts && text_eq(p->outcome, "SUCCEEDED"))
		rc = book_paid(a, approval, &about, &twice);
	/* A debit that came to light since they looked: the difference stays, they have to look again. */
	bool denied = about.debited && text_eq(p->outcome, "FAILED");
	if (rc || twice || denied)
		return rc;
	rc = recon_diff_close(a->ctx, p->subject_id, approval->id, p->outcome, &day);
	if (rc == ERR_STATE) {
		err_clear(&a->ctx->err);
		return ERR_OK; /* it closed by itself */
	}
	if (!rc)
		rc = applied(a->ctx, approval, "recon.close", "diff", p->subject_id);
	return rc ? rc : pay_jobs_statement(a->ctx, day, clock_now_ms());
}

static enum err_code apply_refund(struct applying *a, const struct approval *approval, const struct proposal *p)
{
	struct refund refund;
	const char *to = p->outcome ? p->outcome : "AGREED";
	enum err_code rc = refund_lock(a->ctx, p->subject_id, &refund);
	bool open = !rc && (text_eq(refund.state, "OPEN") || (p->outcome && text_eq(refund.state, "AGREED")));
	/* Settled or corrected meanwhile, or some of it was set off since they looked: what they agreed on is no more. */
	if (rc || !open || refund.amount_fen - refund.netted_fen != p->amount_fen)
		return rc;
	rc = refund_move(a->ctx, &refund, to, approval->id);
	if (!rc)
		rc = alarm_clear(a->ctx, "refund_open", refund.id);
	return rc ? rc : applied(a->ctx, approval, text_eq(to, "AGREED") ? "refund.agree" : text_eq(to, "RETURNED") ? "refund.return" : "refund.waive", "refund",
	                         refund.id);
}

static enum err_code apply_proposal(struct applying *a, const struct approval *approval)
{
	struct proposal p;
	uint8_t digest[SM3_SIZE];
	enum approval_kind kind = approval_kind_of(approval->kind);
	enum err_code rc = proposal_read(a->ctx, approval->subject_id, &p);
	if (rc || approval->yes != 1)
		return rc;
	if (!proposal_digest(&p, digest))
		return err_set(&a->ctx->err, ERR_CRYPTO, "digest of a proposal");
	if (!text_eq(p.kind, approval->kind) || !approval_given(approval, kind, digest))
		return err_set(&a->ctx->err, ERR_STATE, "proposal %lld is not what was agreed on", (long long)p.id);
	switch (kind) {
	case APPROVAL_BUDGET: return apply_budget(a, approval, &p);
	case APPROVAL_UNKNOWN: return apply_unknown(a, approval, &p);
	case APPROVAL_DIFF: return apply_diff(a, approval, &p);
	case APPROVAL_REFUND: return apply_refund(a, approval, &p);
	default: return ERR_OK;
	}
}

static enum err_code apply_tx(struct db *db, void *arg)
{
	struct applying *a = arg;
	struct approval approval;
	(void)db;
	a->blocked = false;
	enum err_code rc = approval_lock(a->ctx, a->approval_id, &approval);
	if (rc)
		return rc;
	if (approval.decided_by == DB_NULL)
		return err_set(&a->ctx->err, ERR_STATE, "approval %lld is not decided", (long long)approval.id);
	switch (approval_kind_of(approval.kind)) {
	case APPROVAL_BATCH: return apply_batch(a, &approval);
	case APPROVAL_MANDATE: return apply_mandate(a, &approval);
	case APPROVAL_POLICY: return policy_apply(a->ctx, &approval);
	case APPROVAL_RUN: return run_decided(a->ctx, &approval);
	case APPROVAL_WHITELIST: return whitelist_decided(a->ctx, &approval);
	case APPROVAL_BUDGET:
	case APPROVAL_UNKNOWN:
	case APPROVAL_REFUND:
	case APPROVAL_DIFF: return apply_proposal(a, &approval);
	default: return ERR_OK; /* the effect is somebody else's */
	}
}

static enum err_code blocked_tx(struct db *db, void *arg)
{
	const struct applying *a = arg;
	(void)db;
	return alarm_raise(a->ctx, "pay_blocked", 0, "有未处理的对账差异，新的发放已暂停");
}

enum err_code apply_approval(struct ctx *ctx, int64_t approval_id)
{
	struct applying a = { .ctx = ctx, .approval_id = approval_id };
	enum err_code rc = tx_run(ctx->db, "apply_approval", apply_tx, &a);
	if (a.blocked) {
		enum err_code told = tx_run(ctx->db, "pay_blocked", blocked_tx, &a);
		return told ? told : rc;
	}
	if (!rc)
		job_wake(ctx);
	return rc;
}

static enum err_code release_tx(struct db *db, void *arg)
{
	const struct applying *a = arg; /* approval_id carries the order */
	struct sql_id in = { a->approval_id };
	struct sql_text scheme;
	(void)db;
	enum err_code rc = order_release(a->ctx, a->approval_id);
	if (!rc)
		rc = db_one(a->ctx->db, PAY_SQL(ORDER_SCHEME), &in, &scheme);
	return rc ? rc : pay_jobs_collect(a->ctx, scheme.text, clock_now_ms());
}

enum err_code release_held(struct ctx *ctx, int64_t order_id)
{
	struct applying a = { .ctx = ctx, .approval_id = order_id };
	enum err_code rc = tx_run(ctx->db, "release_held", release_tx, &a);
	if (!rc)
		job_wake(ctx);
	return rc;
}
