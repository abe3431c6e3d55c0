#include "flow/pay_flow.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/ledger/approval.h"
#include "domain/ledger/order.h"
#include "domain/ledger/pay_sql.h"
#include "domain/ledger/proposal.h"
#include "domain/ledger/refund.h"
#include "domain/recon/recon.h"
#include "flow/policy_flow.h"
#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>
#include <string.h>

/* One request of one person: what it does, and what its twin gets. */
struct asking {
	struct ctx *ctx;
	const struct request_key *key;
	enum err_code (*work)(struct ctx *ctx, const void *in, struct pay_asked *asked);
	const void *in;
	const char *kind; /* of the result */
	struct pay_asked asked;
	bool twin;
};

static enum err_code ask_tx(struct db *db, void *arg)
{
	struct asking *a = arg;
	(void)db;
	a->twin = false;
	enum err_code rc = request_key_take(a->ctx, a->key, &a->asked.approval_id);
	if (rc == ERR_DUPLICATE) {
		err_clear(&a->ctx->err);
		a->twin = true;
		return ERR_OK;
	}
	if (!rc)
		rc = a->work(a->ctx, a->in, &a->asked);
	return rc ? rc : request_key_result(a->ctx, a->key, a->kind, a->asked.approval_id);
}

/* After a COMMIT whose answer was lost the key row tells whether it happened. */
static enum err_code ask(struct asking *a, const char *name)
{
	enum err_code rc = tx_run(a->ctx->db, name, ask_tx, a);
	if (rc != ERR_UNCERTAIN)
		return rc;
	rc = request_key_look(a->ctx, a->key, &a->asked.approval_id);
	a->twin = true;
	return rc == ERR_NOT_FOUND ? err_set(&a->ctx->err, ERR_BUSY, "%s did not happen", name) : rc;
}

/* A twin has the approval's id; the row it was made for is its subject. */
static enum err_code asked_of(struct asking *a, struct pay_asked *ret_asked)
{
	if (a->twin) {
		struct sql_id in = { a->asked.approval_id }, subject;
		enum err_code rc = db_one(a->ctx->db, PAY_SQL(APPROVAL_SUBJECT_OF), &in, &subject);
		if (rc)
			return rc;
		a->asked.id = subject.id;
	}
	*ret_asked = a->asked;
	return ERR_OK;
}

static enum err_code note_audit(struct ctx *ctx, const char *action, const char *object, int64_t id, const char *detail)
{
	struct audit_row row = { .action = action, .object_kind = object, .object_id = id, .detail = detail };
	return audit_write(ctx, &row);
}

static bool scheme_ok(const char *scheme)
{
	return text_eq(scheme, "type2") || text_eq(scheme, "rental") || text_eq(scheme, "purchase");
}

static enum err_code mandate_work(struct ctx *ctx, const void *in, struct pay_asked *asked)
{
	char detail[160];
	const struct mandate *m = in;
	enum err_code rc = mandate_make(ctx, m, APPROVAL_LASTS_MS, &asked->id, &asked->approval_id);
	if (rc)
		return rc;
	snprintf(detail, sizeof(detail), "%s: %lld a payment, %lld and %lld payments a day, approval %lld", m->scheme, (long long)m->per_payment_fen,
	         (long long)m->per_day_fen, (long long)m->per_day_count, (long long)asked->approval_id);
	return note_audit(ctx, "mandate.make", "mandate", asked->id, detail);
}

enum err_code make_mandate(struct ctx *ctx, const struct mandate *limits, const struct request_key *key, struct pay_asked *ret_asked)
{
	struct mandate m = *limits;
	if (!scheme_ok(m.scheme))
		return err_field(&ctx->err, "/scheme", "unknown", "没有这种补贴");
	m.made_by = ctx->actor_id;
	struct asking a = { .ctx = ctx, .key = key, .work = mandate_work, .in = &m, .kind = "approval" };
	enum err_code rc = ask(&a, "make_mandate");
	return rc ? rc : asked_of(&a, ret_asked);
}

static enum err_code revoke_work(struct ctx *ctx, const void *in, struct pay_asked *asked)
{
	const struct sql_pair *row = in;
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, PAY_SQL(MANDATE_REVOKE), row, &n);
	if (!rc && n != 1)
		rc = err_set(&ctx->err, ERR_STATE, "mandate %lld is revoked already", (long long)row->b);
	asked->approval_id = row->b;
	return rc ? rc : note_audit(ctx, "mandate.revoke", "mandate", row->b, NULL);
}

enum err_code revoke_mandate(struct ctx *ctx, int64_t mandate_id, const struct request_key *key)
{
	struct sql_pair row = { clock_now_ms(), mandate_id };
	struct asking a = { .ctx = ctx, .key = key, .work = revoke_work, .in = &row, .kind = "mandate" };
	return ask(&a, "revoke_mandate");
}

static enum err_code proposal_work(struct ctx *ctx, const void *in, struct pay_asked *asked)
{
	char detail[100];
	const struct proposal *p = in;
	struct proposal_open open = { clock_now_ms(), p->subject_id, p->kind };
	struct sql_id other;
	enum err_code rc = p->subject_id ? db_one(ctx->db, PAY_SQL(PROPOSAL_OPEN), &open, &other) : ERR_NOT_FOUND;
	if (rc != ERR_NOT_FOUND)
		return rc ? rc : err_set(&ctx->err, ERR_STATE, "这笔已经申请过，等另一人复核；复核之后或七天过期后才能再申请");
	err_clear(&ctx->err);
	rc = proposal_make(ctx, p, APPROVAL_LASTS_MS, &asked->id, &asked->approval_id);
	if (rc)
		return rc;
	snprintf(detail, sizeof(detail), "%s, subject %lld, %lld fen, approval %lld", p->kind, (long long)p->subject_id,
	         (long long)(p->amount_fen == DB_NULL ? 0 : p->amount_fen), (long long)asked->approval_id);
	return note_audit(ctx, "money.propose", "proposal", asked->id, detail);
}

static enum err_code propose(struct ctx *ctx, const struct proposal *p, const struct request_key *key, struct pay_asked *ret_asked)
{
	if (text_utf8_len(p->note ? p->note : "") > 300)
		return err_field(&ctx->err, "/note", "too_long", "说明最多300个字");
	if (text_utf8_len(p->evidence ? p->evidence : "") > 100)
		return err_field(&ctx->err, "/evidence", "too_long", "凭证编号最多100个字");
	struct asking a = { .ctx = ctx, .key = key, .work = proposal_work, .in = p, .kind = "approval" };
	enum err_code rc = ask(&a, "propose");
	return rc ? rc : asked_of(&a, ret_asked);
}

enum err_code fund_budget(struct ctx *ctx, const char *scheme, int64_t amount_fen, const char *note, const struct request_key *key,
                          struct pay_asked *ret_asked)
{
	struct proposal p = { .kind = "BUDGET", .scheme = scheme, .amount_fen = amount_fen, .note = note, .made_by = ctx->actor_id };
	err_clear(&ctx->err);
	if (!scheme_ok(scheme))
		return err_field(&ctx->err, "/scheme", "unknown", "没有这种补贴");
	if (amount_fen <= 0 || amount_fen > MONEY_MAX_FEN)
		return err_field(&ctx->err, "/amount_fen", "range", "金额应大于零");
	return propose(ctx, &p, key, ret_asked);
}

enum err_code leave_unknown(struct ctx *ctx, const struct leave_unknown *in, const struct request_key *key, struct pay_asked *ret_asked)
{
	struct proposal p = { .kind = "UNKNOWN", .amount_fen = DB_NULL, .subject_id = in->attempt_id, .outcome = in->paid ? "SUCCEEDED" : "FAILED",
		.evidence = in->evidence, .note = in->note, .made_by = ctx->actor_id };
	struct sql_id ask_id = { in->attempt_id };
	struct sql_text state;
	err_clear(&ctx->err);
	if (!in->evidence || !in->evidence[0])
		return err_field(&ctx->err, "/evidence", "required", "请填写银行凭证编号");
	enum err_code rc = db_one(ctx->db, PAY_SQL(ATTEMPT_STATE), &ask_id, &state);
	if (!rc && !text_eq(state.text, "UNKNOWN"))
		rc = err_set(&ctx->err, ERR_STATE, "attempt %lld is %s", (long long)in->attempt_id, state.text);
	return rc ? rc : propose(ctx, &p, key, ret_asked);
}

static enum err_code judge_said(struct ctx *ctx, const struct close_diff *in, const struct recon_about *about)
{
	if (!about->contradicts)
		return in->said == PAY_NOT_SAID ? ERR_OK : err_field(&ctx->err, "/paid", "not_allowed", "这笔差异不涉及付款是否成功");
	if (in->said == PAY_NOT_SAID)
		return err_field(&ctx->err, "/paid", "required", "银行先答未付又显示已付，请说明这笔钱是否已经付出");
	if (!in->evidence || !in->evidence[0])
		return err_field(&ctx->err, "/evidence", "required", "请填写银行凭证编号");
	if (in->said == PAY_NOT_PAID)
		return about->debited ? err_field(&ctx->err, "/paid", "contradicted", "银行对账单上这笔钱已经付出且没有退回，不能按未付关闭") : ERR_OK;
	if (about->ours_fen != about->bank_fen)
		return err_field(&ctx->err, "/paid", "amount", "银行的金额与本系统不一致，不能记为已付");
	return text_eq(about->order_state, "READY") ? ERR_OK : err_set(&ctx->err, ERR_STATE, "同一笔补贴已另行付款或正在付款，请先核对追回");
}

enum err_code close_diff(struct ctx *ctx, const struct close_diff *in, const struct request_key *key, struct pay_asked *ret_asked)
{
	struct proposal p = { .kind = "DIFF", .amount_fen = DB_NULL, .subject_id = in->diff_id, .note = in->note, .evidence = in->evidence,
		.outcome = in->said == PAY_NOT_SAID ? NULL : in->said == PAY_PAID ? "SUCCEEDED" : "FAILED", .made_by = ctx->actor_id };
	struct recon_about about;
	err_clear(&ctx->err);
	if (!in->note || !in->note[0])
		return err_field(&ctx->err, "/note", "required", "请说明差异的原因");
	enum err_code rc = recon_diff_about(ctx, in->diff_id, &about);
	if (!rc && !text_eq(about.state, "OPEN"))
		rc = err_set(&ctx->err, ERR_STATE, "这笔差异已经关闭");
	if (!rc)
		rc = judge_said(ctx, in, &about);
	return rc ? rc : propose(ctx, &p, key, ret_asked);
}

enum err_code settle_refund(struct ctx *ctx, const struct settle_refund *in, const struct request_key *key, struct pay_asked *ret_asked)
{
	static const char *const outcomes[] = { [REFUND_NET] = NULL, [REFUND_RETURNED] = "RETURNED", [REFUND_WAIVED] = "WAIVED" };
	struct refund refund;
	err_clear(&ctx->err);
	if (in->how != REFUND_NET && (!in->evidence || !in->evidence[0]))
		return err_field(&ctx->err, "/evidence", "required", in->how == REFUND_WAIVED ? "请填写免予退回的文件编号" : "请填写退款凭证编号");
	enum err_code rc = refund_read(ctx, in->refund_id, &refund);
	bool open = !rc && (text_eq(refund.state, "OPEN") || (text_eq(refund.state, "AGREED") && in->how != REFUND_NET));
	if (!rc && !open)
		rc = err_set(&ctx->err, ERR_STATE, "这笔退款已经处理");
	if (rc)
		return rc;
	struct proposal p = { .kind = "REFUND", .scheme = refund.scheme, .amount_fen = refund.amount_fen - refund.netted_fen, .subject_id = refund.id,
		.outcome = outcomes[in->how], .evidence = in->evidence, .note = in->note, .made_by = ctx->actor_id };
	return propose(ctx, &p, key, ret_asked);
}

/* The second person types the total again: it must be the one of what he agrees to. */
static enum err_code sum_check(struct ctx *ctx, enum approval_kind kind, const struct approval *approval, int64_t sum_fen)
{
	struct sql_id in = { approval->subject_id }, sum;
	if (kind != APPROVAL_BATCH && kind != APPROVAL_BUDGET && kind != APPROVAL_RUN)
		return ERR_OK;
	enum err_code rc = db_one(ctx->db, PAY_SQL(kind == APPROVAL_BATCH ? BATCH_SUM : kind == APPROVAL_RUN ? RUN_SUM : PROPOSAL_SUM), &in, &sum);
	if (!rc && sum.id != sum_fen)
		rc = err_field(&ctx->err, "/sum_fen", "mismatch", "合计金额与待复核的不一致");
	return rc;
}

static enum err_code decide_work(struct ctx *ctx, const void *arg, struct pay_asked *asked)
{
	const struct decide_approval *in = arg;
	struct approval approval;
	struct blob digest;
	char detail[120], dedupe[40];
	asked->approval_id = in->id;
	enum err_code rc = approval_lock(ctx, in->id, &approval);
	if (rc)
		return rc;
	enum approval_kind kind = approval_kind_of(approval.kind);
	if (!text_unhex(ctx->arena, in->digest, &digest))
		return err_field(&ctx->err, "/digest", "format", "摘要格式不正确");
	if (kind < APPROVAL_KINDS && (in->barred >> kind & 1))
		return err_set(&ctx->err, ERR_FORBIDDEN, "approval: not for this role");
	rc = sum_check(ctx, kind, &approval, in->sum_fen);
	if (!rc)
		rc = approval_decide(ctx, &approval, in->yes, &digest, in->note);
	if (!rc && kind == APPROVAL_POLICY && in->yes)
		rc = policy_decidable(ctx, approval.subject_id);
	if (rc)
		return rc;
	snprintf(detail, sizeof(detail), "%s %s %.64s", approval.kind, in->yes ? "yes" : "no", in->digest);
	rc = note_audit(ctx, "approval.decide", "approval", in->id, detail);
	bool ours = kind == APPROVAL_BATCH || kind == APPROVAL_BUDGET || kind == APPROVAL_MANDATE || kind == APPROVAL_UNKNOWN || kind == APPROVAL_DIFF ||
	            kind == APPROVAL_REFUND || kind == APPROVAL_POLICY || kind == APPROVAL_RUN || kind == APPROVAL_WHITELIST;
	if (rc || !ours)
		return rc;
	snprintf(dedupe, sizeof(dedupe), "pay_apply:%lld", (long long)in->id);
	struct job_new job = { .kind = "pay_apply", .dedupe_key = dedupe, .subject_id = in->id, .again = true };
	return job_put(ctx, &job, NULL, NULL);
}

enum err_code decide_approval(struct ctx *ctx, const struct decide_approval *in, const struct request_key *key)
{
	struct asking a = { .ctx = ctx, .key = key, .work = decide_work, .in = in, .kind = "approval" };
	err_clear(&ctx->err);
	if (!in->digest)
		return err_field(&ctx->err, "/digest", "required", "缺少摘要");
	if (in->note && text_utf8_len(in->note) > 300)
		return err_field(&ctx->err, "/note", "too_long", "意见最多300个字");
	enum err_code rc = ask(&a, "decide_approval");
	if (!rc)
		job_wake(ctx);
	return rc;
}

struct starting { const char *scheme, *owner_token, *key; };

static enum err_code start_work(struct ctx *ctx, const void *arg, struct pay_asked *asked)
{
	const struct starting *in = arg;
	char *payload = arena_printf(ctx->arena, "\"%s\"", in->scheme);
	char *dedupe = arena_printf(ctx->arena, "pay_make:%lld:%s", (long long)ctx->actor_id, in->key);
	if (!payload || !dedupe)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	struct job_new job = { .kind = "pay_make", .dedupe_key = dedupe, .subject_id = ctx->actor_id, .payload = payload, .owner_token = in->owner_token };
	enum err_code rc = job_put(ctx, &job, &asked->approval_id, NULL);
	return rc ? rc : note_audit(ctx, "batch.ask", "job", asked->approval_id, in->scheme);
}

enum err_code start_batch(struct ctx *ctx, const char *scheme, const struct request_key *key, const char *owner_token, const char **ret_job)
{
	if (!scheme_ok(scheme))
		return err_field(&ctx->err, "/scheme", "unknown", "没有这种补贴");
	struct starting in = { scheme, owner_token, key->key };
	struct asking a = { .ctx = ctx, .key = key, .work = start_work, .in = &in, .kind = "job" };
	enum err_code rc = ask(&a, "start_batch");
	if (rc)
		return rc;
	job_wake(ctx);
	struct sql_id job = { a.asked.approval_id };
	struct sql_text number;
	rc = db_one(ctx->db, PAY_SQL(JOB_NUMBER), &job, &number);
	if (!rc)
		*ret_job = number.text;
	return rc;
}

struct releasing { const char *public_id, *reason; };

static enum err_code release_work(struct ctx *ctx, const void *arg, struct pay_asked *asked)
{
	const struct releasing *in = arg;
	struct sql_text ask_id = { in->public_id };
	struct held_order order;
	char dedupe[60];
	enum err_code rc = db_one(ctx->db, PAY_SQL(ORDER_BY_NUMBER), &ask_id, &order);
	if (rc)
		return rc;
	asked->approval_id = order.id;
	if (!text_eq(order.state, "READY") || !order.held)
		return err_set(&ctx->err, ERR_STATE, "order %lld is not held", (long long)order.id);
	rc = order_releasable(ctx, order.id);
	if (rc)
		return rc;
	snprintf(dedupe, sizeof(dedupe), "pay_release:%lld:%lld", (long long)order.id, (long long)order.ver);
	struct job_new job = { .kind = "pay_release", .dedupe_key = dedupe, .subject_id = order.id, .again = true };
	struct audit_row audit = { .action = "pay.release", .object_kind = "order", .object_id = order.id, .purpose = in->reason, .detail = order.held };
	rc = job_put(ctx, &job, NULL, NULL);
	return rc ? rc : audit_write(ctx, &audit);
}

enum err_code release_order(struct ctx *ctx, const char *order_public_id, const char *reason, const struct request_key *key)
{
	struct releasing in = { order_public_id, reason };
	struct asking a = { .ctx = ctx, .key = key, .work = release_work, .in = &in, .kind = "order" };
	err_clear(&ctx->err);
	if (!reason || !reason[0] || text_utf8_len(reason) > 200)
		return err_field(&ctx->err, "/reason", "required", "请说明理由，最多200个字");
	enum err_code rc = ask(&a, "release_order");
	if (!rc)
		job_wake(ctx);
	return rc;
}
