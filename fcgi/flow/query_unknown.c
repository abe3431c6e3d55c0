#include "flow/pay_run.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/batch.h"
#include "domain/ledger/pay_sql.h"
#include "flow/outside.h"
#include "flow/pay_jobs.h"
#include "gateway/bank.h"
#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>
#include <string.h>

#define ASK_AT_ONCE 200
#define DOUBT_ALARM_MS (INT64_C(15) * 60 * 1000)

struct answer {
	struct ctx *ctx;
	const struct attempt *attempt;
	struct bank_answer bank;
	bool paid;
};

static enum err_code answer_tx(struct db *db, void *arg)
{
	struct answer *a = arg;
	const struct attempt *t = a->attempt;
	char day[DATE_TEXT], detail[60];
	(void)db;
	date_text(clock_today(), day);
	const char *held = text_eq(a->bank.code, "12") ? ORDER_HELD_DUPLICATE : ORDER_HELD_ACCOUNT;
	struct settle_one one = { .paid = a->paid, .code = a->bank.code, .bank_ref = a->bank.bank_ref, .booked_on = day, .held = held };
	struct settled told = { t->person_id, t->case_id, t->order_id, a->paid ? 1 : 2, t->scheme, a->paid ? NULL : held };
	enum err_code rc = settle_one(a->ctx, t, &one);
	if (!rc)
		rc = tell_settled(a->ctx, &told, 1);
	snprintf(detail, sizeof(detail), "asked: code %.8s, %lld fen", a->bank.code, (long long)t->amount_fen);
	struct audit_row audit = { .action = "pay.query", .object_kind = "attempt", .object_id = t->id, .detail = detail };
	if (!rc)
		rc = audit_write(a->ctx, &audit);
	if (!rc)
		rc = alarm_clear(a->ctx, "pay_unknown", t->id);
	return rc ? rc : pay_jobs_statement(a->ctx, clock_today(), t->id);
}

/* Only a definite word about exactly this payment ends the doubt; "never heard of it" does not while the bank works on the batch. */
static enum err_code ask_one(struct ctx *ctx, struct http_client *http, const struct attempt *attempt, bool *ret_settled)
{
	struct answer a = { .ctx = ctx, .attempt = attempt };
	struct outside_call call = { .peer = "bank", .operation = "query", .request_no = attempt->e2e_id, .outcome = CALL_UNCLEAR };
	enum err_code rc = bank_query(http, ctx->config, ctx->arena, attempt->e2e_id, &a.bank, &call, &ctx->err);
	enum err_code noted = outside_note(ctx, &call, attempt->case_id);
	*ret_settled = false;
	if (noted)
		return noted;
	err_clear(&ctx->err);
	if (rc || !a.bank.code || a.bank.amount_fen != attempt->amount_fen)
		return ERR_OK;
	a.paid = strcmp(a.bank.code, "00") == 0;
	if (!a.paid && !bank_code_definite(a.bank.code))
		return ERR_OK;
	rc = tx_run(ctx->db, "query_unknown", answer_tx, &a);
	if (rc == ERR_STATE) {
		err_clear(&ctx->err);
		return ERR_OK; /* the return file was faster */
	}
	*ret_settled = !rc;
	return rc;
}

enum err_code query_unknown(struct ctx *ctx, struct http_client *http, size_t *ret_settled, size_t *ret_left)
{
	struct attempt *attempts;
	size_t n, settled = 0;
	enum err_code rc = settle_unknown(ctx, ASK_AT_ONCE, &attempts, &n);
	for (size_t i = 0; !rc && i < n; i++) {
		bool done;
		rc = ask_one(ctx, http, &attempts[i], &done);
		settled += !rc && done;
	}
	if (rc)
		return rc;
	if (settled)
		job_wake(ctx);
	*ret_settled = settled;
	*ret_left = n - settled;
	return ERR_OK;
}

static enum err_code sweep_batches(struct ctx *ctx)
{
	struct sql_id in = { 1000 };
	struct left_batch *rows;
	size_t n;
	enum err_code rc = db_list(ctx->db, PAY_SQL(BATCHES_LEFT), &in, 1000, (void **)&rows, &n);
	for (size_t i = 0; !rc && i < n; i++)
		rc = text_eq(rows[i].state, "SENT") ? pay_jobs_returns(ctx, rows[i].id, 0) : pay_jobs_send(ctx, rows[i].id, rows[i].fence);
	return rc;
}

static enum err_code sweep_drafts(struct ctx *ctx)
{
	struct sql_id in = { clock_now_ms() }, *ids;
	size_t n;
	enum err_code rc = db_list(ctx->db, PAY_SQL(DRAFTS_EXPIRED), &in, 100, (void **)&ids, &n);
	for (size_t i = 0; !rc && i < n; i++) {
		struct batch batch;
		struct audit_row audit = { .action = "pay.cancel", .object_kind = "batch", .object_id = ids[i].id, .detail = "nobody agreed in time" };
		rc = batch_lock_row(ctx, ids[i].id, &batch);
		if (!rc && !text_eq(batch.state, "DRAFT"))
			continue;
		if (!rc)
			rc = batch_cancel(ctx, &batch);
		if (!rc)
			rc = audit_write(ctx, &audit);
	}
	return rc;
}

static enum err_code sweep_doubt(struct ctx *ctx)
{
	struct sql_id in = { clock_now_ms() - DOUBT_ALARM_MS }, *ids;
	size_t n;
	enum err_code rc = db_list(ctx->db, PAY_SQL(DOUBT_OVERDUE), &in, 1000, (void **)&ids, &n);
	for (size_t i = 0; !rc && i < n; i++)
		rc = alarm_raise(ctx, "pay_unknown", ids[i].id, "有一笔支付长时间没有确定结果，请联系银行核实");
	return rc;
}

static enum err_code sweep_tx(struct db *db, void *arg)
{
	struct ctx *ctx = arg;
	(void)db;
	enum err_code rc = sweep_batches(ctx);
	if (!rc)
		rc = sweep_drafts(ctx);
	return rc ? rc : sweep_doubt(ctx);
}

enum err_code sweep_payments(struct ctx *ctx)
{
	enum err_code rc = tx_run(ctx->db, "sweep_payments", sweep_tx, ctx);
	if (!rc)
		job_wake(ctx);
	return rc;
}
