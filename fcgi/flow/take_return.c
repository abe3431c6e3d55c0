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

struct taking {
	struct ctx *ctx;
	const struct return_file *file;
	uint8_t sm3[SM3_SIZE];
	struct recon_file staged;
	struct recon_batch batch; /* id 0: not ours */
	int64_t limit;
	struct settle_chunk chunk;
	bool closed;
	struct taken *taken;
};

static enum err_code unreadable_tx(struct db *db, void *arg)
{
	const struct taking *t = arg;
	(void)db;
	char *digest = text_hex(t->ctx->arena, t->sm3, SM3_SIZE);
	struct audit_row audit = { .action = "pay.return", .object_kind = "bank_file", .result = "unreadable", .detail = digest };
	enum err_code rc = audit_write(t->ctx, &audit);
	return rc ? rc : alarm_raise(t->ctx, "bank_file", 0, "银行回盘文件无法读取，请联系银行重发");
}

static enum err_code stage_tx(struct db *db, void *arg)
{
	struct taking *t = arg;
	(void)db;
	t->batch = (struct recon_batch){ 0 };
	enum err_code rc = recon_batch(t->ctx, t->file->batch_no, &t->batch);
	if (rc == ERR_NOT_FOUND) {
		err_clear(&t->ctx->err);
		rc = ERR_OK;
	}
	return rc ? rc : recon_stage_return(t->ctx, t->file, t->sm3, &t->staged);
}

static enum err_code chunk_audit(struct taking *t)
{
	const struct settle_chunk *c = &t->chunk;
	char *detail = arena_printf(t->ctx->arena, "lines %lld-%lld: paid %lld with %lld fen, failed %lld, doubt %lld, returned %lld, known %lld, "
		"differ %lld; file %s", (long long)c->from_line, (long long)c->to_line, (long long)c->paid_n, (long long)c->paid_fen,
		(long long)c->failed_n, (long long)c->unknown_n, (long long)c->returned_n, (long long)c->known_n, (long long)c->differ_n,
		text_hex(t->ctx->arena, t->sm3, SM3_SIZE));
	struct audit_row row = { .action = "pay.return", .object_kind = "bank_file", .object_id = t->staged.id, .detail = detail };
	return detail ? audit_write(t->ctx, &row) : err_set(&t->ctx->err, ERR_NOMEM, "arena");
}

static enum err_code chunk_jobs(struct taking *t)
{
	enum err_code rc = ERR_OK;
	if (t->chunk.unknown_n > 0)
		rc = pay_jobs_query(t->ctx, clock_now_ms());
	if (!rc && t->chunk.differ_n > 0)
		rc = alarm_raise(t->ctx, "recon_diff", t->staged.id, "银行回盘有不相符的记录，请在对账中处理");
	if (!rc && t->chunk.paid_n + t->chunk.failed_n + t->chunk.returned_n > 0)
		rc = pay_jobs_statement(t->ctx, t->file->day, clock_now_ms());
	return rc;
}

static enum err_code chunk_tx(struct db *db, void *arg)
{
	struct taking *t = arg;
	(void)db;
	t->closed = false;
	enum err_code rc = settle_chunk(t->ctx, t->staged.id, t->batch.scheme, t->limit, &t->chunk);
	if (!rc && t->chunk.from_line > 0) {
		rc = tell_settled(t->ctx, t->chunk.settled, t->chunk.n_settled);
		if (!rc)
			rc = chunk_audit(t);
		if (!rc)
			rc = chunk_jobs(t);
	}
	if (!rc && t->batch.id)
		rc = batch_close(t->ctx, t->file->batch_no, &t->closed);
	return rc ? rc : recon_file_done(t->ctx, t->staged.id);
}

static void count(struct taking *t)
{
	struct taken *r = t->taken;
	r->paid_n += t->chunk.paid_n;
	r->paid_fen += t->chunk.paid_fen;
	r->failed_n += t->chunk.failed_n;
	r->unknown_n += t->chunk.unknown_n;
	r->returned_n += t->chunk.returned_n;
	r->differ_n += t->chunk.differ_n;
	r->closed = r->closed || t->closed;
}

/* Whole chunks; one that fails is halved, down to the single line that is to blame. */
static enum err_code take_chunks(struct taking *t)
{
	for (t->limit = SETTLE_CHUNK;;) {
		enum err_code rc = tx_run(t->ctx->db, "take_return", chunk_tx, t);
		if (rc && rc != ERR_UNAVAILABLE && rc != ERR_UNCERTAIN && t->limit > 1) {
			t->limit /= 2;
			err_clear(&t->ctx->err);
			continue;
		}
		if (rc)
			return rc;
		count(t);
		if (t->chunk.from_line == 0)
			return ERR_OK;
	}
}

enum err_code take_return(struct ctx *ctx, const struct blob *bytes, struct taken *ret_taken)
{
	struct return_file file;
	struct taken taken = { 0 };
	struct taking t = { .ctx = ctx, .file = &file, .taken = &taken };
	if (!crypto_sm3(bytes->p ? bytes->p : (const uint8_t *)"", bytes->n, t.sm3))
		return err_set(&ctx->err, ERR_CRYPTO, "digest of a return file");
	enum err_code rc = bank_file_return(ctx->arena, bytes, &file, &ctx->err);
	if (rc == ERR_INVALID) {
		struct err why = ctx->err;
		enum err_code told = tx_run(ctx->db, "take_return_unreadable", unreadable_tx, &t);
		ctx->err = told ? ctx->err : why;
		return told ? told : rc;
	}
	if (!rc)
		rc = tx_run(ctx->db, "take_return_stage", stage_tx, &t);
	if (rc)
		return rc;
	taken.file_id = t.staged.id;
	taken.batch_id = t.batch.id;
	taken.again = t.staged.again && t.staged.applied_at != DB_NULL;
	if (!taken.again)
		rc = take_chunks(&t);
	else
		taken.closed = text_eq(t.batch.state, "CLOSED");
	if (rc)
		return rc;
	job_wake(ctx);
	*ret_taken = taken;
	return ERR_OK;
}

enum err_code fetch_return(struct ctx *ctx, struct http_client *http, int64_t batch_id, struct taken *ret_taken)
{
	struct sql_id in = { batch_id };
	struct sql_text number;
	struct blob bytes;
	struct outside_call call = { .peer = "bank", .operation = "return", .outcome = CALL_UNCLEAR };
	enum err_code rc = db_one(ctx->db, PAY_SQL(BATCH_NO_OF), &in, &number);
	if (rc)
		return rc;
	call.request_no = number.text;
	rc = bank_return(http, ctx->config, ctx->arena, number.text, &bytes, &call, &ctx->err);
	enum err_code noted = outside_note(ctx, &call, 0);
	if (noted)
		return noted;
	return rc ? rc : take_return(ctx, &bytes, ret_taken);
}

static const char late_mark[] = "bank_returns";

struct marking { struct ctx *ctx; int64_t value; };

static enum err_code mark_tx(struct db *db, void *arg)
{
	struct marking *m = arg;
	(void)db;
	return recon_mark_set(m->ctx, late_mark, m->value);
}

enum err_code fetch_late_returns(struct ctx *ctx, struct http_client *http, size_t *ret_n)
{
	struct marking mark = { .ctx = ctx };
	struct blob *files = NULL;
	size_t n = 0;
	int64_t after = 0;
	struct outside_call call = { .peer = "bank", .operation = "returns", .outcome = CALL_UNCLEAR };
	enum err_code rc = recon_mark_read(ctx, late_mark, &after);
	if (rc)
		return rc;
	mark.value = after;
	rc = bank_returns(http, ctx->config, ctx->arena, after, &files, &n, &mark.value, &call, &ctx->err);
	enum err_code noted = outside_note(ctx, &call, 0);
	if (noted || rc)
		return noted ? noted : rc;
	for (size_t i = 0; i < n; i++) {
		struct taken taken;
		rc = take_return(ctx, &files[i], &taken);
		/* An unreadable one raised its alarm; the others must not wait for it. */
		if (rc && rc != ERR_INVALID)
			return rc;
	}
	if (mark.value != after)
		rc = tx_run(ctx->db, "bank_returns_mark", mark_tx, &mark);
	else
		rc = ERR_OK;
	if (!rc)
		*ret_n = n;
	return rc;
}
