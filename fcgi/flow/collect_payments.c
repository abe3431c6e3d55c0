#include "flow/pay_run.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/approval.h"
#include "domain/ledger/batch.h"
#include "domain/ledger/batch_file.h"
#include "domain/ledger/mandate.h"
#include "flow/pay_flow.h"
#include "flow/pay_jobs.h"
#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>

struct collecting {
	struct ctx *ctx;
	const char *scheme;
	int32_t today;
	char day[DATE_TEXT];
	struct collected result;
};

static enum err_code flag(struct collecting *c, int64_t order_id, const char *reason)
{
	char held[60];
	snprintf(held, sizeof(held), "%s@%s", reason, c->day);
	c->result.flagged++;
	return order_hold(c->ctx, order_id, held);
}

/* What fits the mandate moves to the front; the rest is flagged and stays READY. */
static enum err_code sift(struct collecting *c, const struct mandate *mandate, struct mandate_day *used, struct order *orders, size_t n, size_t *ret_kept)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		const char *reason = mandate ? mandate_refuses(mandate, used, orders[i].amount_fen, orders[i].override != 0) : "mandate:none";
		enum err_code rc = reason ? flag(c, orders[i].id, reason) : ERR_OK;
		if (rc)
			return rc;
		if (!reason)
			orders[kept++] = orders[i];
	}
	*ret_kept = kept;
	return ERR_OK;
}

static enum err_code lock_batch(struct collecting *c, const struct mandate *mandate, const struct mandate_day *before, const struct mandate_day *used,
                                const struct order *orders, size_t n)
{
	struct batch batch;
	struct mandate_day add = { used->fen - before->fen, used->n - before->n, used->overrides - before->overrides };
	struct batch_new row = { .scheme = c->scheme, .day = c->day, .mandate_id = mandate->id, .orders = orders, .n = n };
	enum err_code rc = batch_make(c->ctx, &row, &batch);
	if (!rc)
		rc = mandate_day_add(c->ctx, mandate->id, c->day, &add);
	if (rc)
		return rc;
	rc = batch_lock(c->ctx, &batch, c->today);
	c->result.blocked = rc == ERR_LIMIT;
	if (!rc)
		rc = pay_jobs_locked(c->ctx, &batch, "mandate", mandate->id);
	if (!rc) {
		c->result.batch_id = batch.id;
		c->result.n = batch.n;
		c->result.sum_fen = batch.sum_fen;
	}
	return rc;
}

static enum err_code collect_tx(struct db *db, void *arg)
{
	struct collecting *c = arg;
	struct mandate mandate;
	struct mandate_day before = { 0 }, used;
	struct order *orders;
	size_t n, kept = 0;
	(void)db;
	c->result = (struct collected){ 0 };
	enum err_code rc = order_unflag(c->ctx, c->scheme, c->day, NULL);
	if (!rc)
		rc = order_ready(c->ctx, c->scheme, ORDER_FREE, BATCH_ROWS_MAX, &orders, &n);
	if (rc || n == 0)
		return rc;
	c->result.more = n == BATCH_ROWS_MAX;
	rc = mandate_in_force(c->ctx, c->scheme, c->day, &mandate);
	bool none = rc == ERR_NOT_FOUND;
	if (none)
		err_clear(&c->ctx->err);
	else if (!rc)
		rc = mandate_day_lock(c->ctx, mandate.id, c->day, &before);
	if (rc && !none)
		return rc;
	used = before;
	rc = sift(c, none ? NULL : &mandate, &used, orders, n, &kept);
	if (rc || kept == 0)
		return rc;
	return lock_batch(c, &mandate, &before, &used, orders, kept);
}

static enum err_code blocked_tx(struct db *db, void *arg)
{
	const struct collecting *c = arg;
	(void)db;
	return c->result.blocked ? alarm_raise(c->ctx, "pay_blocked", 0, "有未处理的对账差异，新的发放已暂停") : alarm_clear(c->ctx, "pay_blocked", 0);
}

enum err_code collect_payments(struct ctx *ctx, const char *scheme, struct collected *ret_collected)
{
	struct collecting c = { .ctx = ctx, .scheme = scheme, .today = clock_today() };
	date_text(c.today, c.day);
	enum err_code rc = tx_run(ctx->db, "collect_payments", collect_tx, &c);
	if (rc && !c.result.blocked)
		return rc;
	bool blocked = c.result.blocked;
	if (blocked) {
		err_clear(&ctx->err);
		c.result = (struct collected){ .blocked = true };
	}
	if (blocked || c.result.batch_id) {
		rc = tx_run(ctx->db, "pay_blocked", blocked_tx, &c);
		job_wake(ctx);
	}
	if (!rc)
		*ret_collected = c.result;
	return rc;
}

struct making {
	struct ctx *ctx;
	const char *scheme;
	int64_t staff_id;
	char day[DATE_TEXT];
	struct made_batch result;
};

static enum err_code make_tx(struct db *db, void *arg)
{
	struct making *m = arg;
	struct order *orders;
	struct batch batch;
	size_t n;
	(void)db;
	enum err_code rc = order_ready(m->ctx, m->scheme, ORDER_BEYOND_MANDATE, BATCH_ROWS_MAX, &orders, &n);
	if (!rc && n == 0)
		rc = err_set(&m->ctx->err, ERR_NOT_FOUND, "no order waits for two persons");
	if (rc)
		return rc;
	struct batch_new row = { .scheme = m->scheme, .day = m->day, .made_by = m->staff_id, .orders = orders, .n = n };
	rc = batch_make(m->ctx, &row, &batch);
	if (rc)
		return rc;
	struct approval_new ask = { .kind = APPROVAL_BATCH, .subject_id = batch.id, .made_by = m->staff_id, .lasts_ms = APPROVAL_LASTS_MS,
		.digest = batch.file_sm3.p };
	rc = approval_make(m->ctx, &ask, &m->result.approval_id);
	if (!rc)
		rc = batch_set_approval(m->ctx, &batch, m->result.approval_id);
	if (rc)
		return rc;
	m->result.id = batch.id;
	m->result.n = batch.n;
	m->result.sum_fen = batch.sum_fen;
	m->result.digest = text_hex(m->ctx->arena, batch.file_sm3.p, batch.file_sm3.n);
	char detail[160];
	snprintf(detail, sizeof(detail), "%s: %lld payments, %lld fen, digest %s, by staff %lld", batch.batch_no, (long long)batch.n,
	         (long long)batch.sum_fen, m->result.digest, (long long)m->staff_id);
	struct audit_row audit = { .action = "pay.draft", .object_kind = "batch", .object_id = batch.id, .detail = detail };
	return audit_write(m->ctx, &audit);
}

enum err_code make_batch(struct ctx *ctx, const char *scheme, int64_t staff_id, struct made_batch *ret_made)
{
	struct making m = { .ctx = ctx, .scheme = scheme, .staff_id = staff_id };
	date_text(clock_today(), m.day);
	enum err_code rc = tx_run(ctx->db, "make_batch", make_tx, &m);
	if (!rc)
		*ret_made = m.result;
	return rc;
}
