#include "flow/pay_run.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/order.h"
#include "flow/outside.h"
#include "gateway/bank.h"
#include "store/audit.h"

#include <stdio.h>

#define PROVE_AT_ONCE 100

struct reconciling {
	struct ctx *ctx;
	int32_t day;
	char text[DATE_TEXT];
	struct statement_file file;
	uint8_t sm3[SM3_SIZE];
	struct recon_file staged;
	int64_t proven;
	struct recon_day result;
};

static enum err_code unreadable_tx(struct db *db, void *arg)
{
	const struct reconciling *r = arg;
	(void)db;
	return alarm_raise(r->ctx, "bank_file", 1, "银行对账单无法读取，请联系银行重发");
}

static enum err_code stage_tx(struct db *db, void *arg)
{
	struct reconciling *r = arg;
	(void)db;
	enum err_code rc = recon_stage_statement(r->ctx, &r->file, r->sm3, &r->staged);
	if (rc || r->staged.again)
		return rc;
	char *detail = arena_printf(r->ctx->arena, "%s: %zu lines, debit %lld, credit %lld fen; file %s", r->text, r->file.n,
	                            (long long)r->file.debit_fen, (long long)r->file.credit_fen, text_hex(r->ctx->arena, r->sm3, SM3_SIZE));
	struct audit_row row = { .action = "pay.statement", .object_kind = "bank_file", .object_id = r->staged.id, .detail = detail };
	return audit_write(r->ctx, &row);
}

static enum err_code prove(struct reconciling *r, int64_t attempt_id)
{
	struct attempt t;
	enum err_code rc = settle_attempt_read(r->ctx, attempt_id, &t);
	if (rc)
		return rc;
	struct settle_one one = { .paid = true, .code = "00", .booked_on = r->text };
	struct settled told = { t.person_id, t.case_id, t.order_id, 1, t.scheme, NULL };
	struct audit_row audit = { .action = "pay.proven", .object_kind = "attempt", .object_id = t.id, .detail = "shown by the statement" };
	rc = settle_one(r->ctx, &t, &one);
	if (!rc)
		rc = tell_settled(r->ctx, &told, 1);
	if (!rc)
		rc = alarm_clear(r->ctx, "pay_unknown", t.id);
	return rc ? rc : audit_write(r->ctx, &audit);
}

/* The statement ends doubt by itself: money left the account for exactly this payment. */
static enum err_code prove_tx(struct db *db, void *arg)
{
	struct reconciling *r = arg;
	int64_t *ids;
	size_t n;
	(void)db;
	r->proven = 0;
	enum err_code rc = recon_proven(r->ctx, r->text, PROVE_AT_ONCE, &ids, &n);
	for (size_t i = 0; !rc && i < n; i++)
		rc = prove(r, ids[i]);
	r->proven = (int64_t)n;
	return rc;
}

static enum err_code compare_tx(struct db *db, void *arg)
{
	struct reconciling *r = arg;
	(void)db;
	enum err_code rc = recon_compare(r->ctx, r->day, clock_today(), &r->result);
	if (!rc && r->result.diffs == 0)
		rc = alarm_clear(r->ctx, "recon_day", r->day);
	else if (!rc && r->day < clock_today())
		rc = alarm_raise(r->ctx, "recon_day", r->day, "对账有未处理的差异");
	if (rc || !r->result.closed)
		return rc;
	char detail[120];
	snprintf(detail, sizeof(detail), "%s closed: %lld movements, %lld fen", r->text, (long long)r->result.bank_n, (long long)r->result.bank_fen);
	struct audit_row row = { .action = "recon.closed", .object_kind = "day", .object_id = r->day, .detail = detail };
	return audit_write(r->ctx, &row);
}

static enum err_code fetch(struct reconciling *r, struct http_client *http)
{
	struct ctx *ctx = r->ctx;
	struct blob bytes;
	struct outside_call call = { .peer = "bank", .operation = "statement", .request_no = r->text, .outcome = CALL_UNCLEAR };
	enum err_code rc = bank_statement(http, ctx->config, ctx->arena, r->text, &bytes, &call, &ctx->err);
	enum err_code noted = outside_note(ctx, &call, 0);
	if (noted)
		return noted;
	if (rc == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return ERR_OK; /* nothing was booked so far */
	}
	if (!rc)
		rc = bank_file_statement(ctx->arena, &bytes, &r->file, &ctx->err);
	if (!rc && r->file.day != r->day)
		rc = err_set(&ctx->err, ERR_INVALID, "statement of another day");
	if (rc == ERR_INVALID) {
		struct err why = ctx->err;
		enum err_code told = tx_run(ctx->db, "statement_unreadable", unreadable_tx, r);
		ctx->err = told ? ctx->err : why;
		return told ? told : rc;
	}
	if (!rc && !crypto_sm3(bytes.p, bytes.n, r->sm3))
		rc = err_set(&ctx->err, ERR_CRYPTO, "digest of a statement");
	return rc ? rc : tx_run(ctx->db, "reconcile_stage", stage_tx, r);
}

enum err_code reconcile_day(struct ctx *ctx, struct http_client *http, int32_t day, struct recon_day *ret_day)
{
	struct reconciling r = { .ctx = ctx, .day = day };
	date_text(day, r.text);
	enum err_code rc = fetch(&r, http);
	do {
		if (!rc)
			rc = tx_run(ctx->db, "reconcile_prove", prove_tx, &r);
	} while (!rc && r.proven == PROVE_AT_ONCE);
	if (!rc)
		rc = tx_run(ctx->db, "reconcile_compare", compare_tx, &r);
	if (!rc)
		*ret_day = r.result;
	return rc;
}
