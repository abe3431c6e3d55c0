#include "flow/run_flow.h"

#include "base/date.h"
#include "domain/ledger/approval.h"
#include "flow/case_common.h"
#include "flow/pay_flow.h"
#include "store/audit.h"

#define OLDEST_MONTHS 24 /* a run looks back no further */

struct run_asking {
	struct ctx *ctx;
	const struct request_key *key;
	const char *scheme, *public_id, *note;
	int32_t month;
	int64_t result_id;
};

static enum err_code note_run(struct run_asking *a, const char *action, int64_t run_id)
{
	return audit_write(a->ctx, &(struct audit_row){ .action = action, .object_kind = "run", .object_id = run_id, .detail = a->note });
}

/* A twin has the first one's result, and does nothing. */
static enum err_code taken(struct run_asking *a, bool *ret_twin)
{
	enum err_code code = request_key_take(a->ctx, a->key, &a->result_id);
	*ret_twin = code == ERR_DUPLICATE;
	if (!*ret_twin)
		return code;
	err_clear(&a->ctx->err);
	return ERR_OK;
}

static enum err_code start_tx(struct db *db, void *arg)
{
	struct run_asking *a = arg;
	struct run run;
	(void)db;
	bool twin;
	enum err_code code = taken(a, &twin);
	if (twin)
		return ERR_OK;
	if (!code)
		code = run_begin(a->ctx, a->scheme, a->month, a->ctx->actor_id, &run);
	if (code == ERR_DUPLICATE)
		return err_set(&a->ctx->err, ERR_STATE, "这个月已经核查过，或正在核查");
	if (code == ERR_NOT_FOUND)
		return err_set(&a->ctx->err, ERR_STATE, "目前没有人持有这种资格");
	if (code)
		return code;
	a->result_id = run.id;
	return request_key_result(a->ctx, a->key, "run", run.id);
}

static enum err_code run_write(struct run_asking *a, const char *name, tx_fn *fn)
{
	int64_t lost;
	enum err_code code = case_keyed_tx(a->ctx, name, a->key, fn, a, &lost);
	if (!code && lost)
		a->result_id = lost;
	if (!code)
		job_wake(a->ctx);
	return code;
}

enum err_code start_run(struct ctx *ctx, const char *scheme, const char *month, const struct request_key *key, const char **ret_public_id)
{
	struct run_asking a = { .ctx = ctx, .key = key, .scheme = scheme };
	struct run run;
	int32_t today = date_month(clock_today());
	err_clear(&ctx->err);
	if (!text_eq(scheme, "type2") && !text_eq(scheme, "rental"))
		return err_field(&ctx->err, "/scheme", "unknown", "这种补贴不按月发放");
	int32_t months = run_months(scheme);
	if (!month_parse(month, &a.month) || a.month % months)
		return err_field(&ctx->err, "/month", "format", months == 3 ? "请选择季度的第一个月" : "月份格式不正确");
	if (a.month + months - 1 > today || a.month < today - OLDEST_MONTHS)
		return err_field(&ctx->err, "/month", "range", "只能核查已经开始的月份，最多往前%d个月", OLDEST_MONTHS);
	enum err_code code = run_write(&a, "start_run", start_tx);
	if (!code)
		code = run_read(ctx, a.result_id, &run);
	if (!code)
		*ret_public_id = run.public_id;
	return code;
}

static enum err_code stop_tx(struct db *db, void *arg)
{
	struct run_asking *a = arg;
	struct run run;
	(void)db;
	bool twin;
	enum err_code code = taken(a, &twin);
	if (twin)
		return ERR_OK;
	if (!code)
		code = run_find(a->ctx, a->public_id, &run);
	if (!code)
		code = run_stop_by(a->ctx, run.id, a->ctx->actor_id, a->note);
	if (!code)
		code = note_run(a, "run.ask_stop", run.id);
	if (!code)
		code = case_job_put(a->ctx, &(struct case_job){ .kind = "run_step", .subject_id = run.id, .n = 0 });
	return code ? code : request_key_result(a->ctx, a->key, "run", run.id);
}

enum err_code stop_run(struct ctx *ctx, const char *public_id, const char *reason, const struct request_key *key)
{
	struct run_asking a = { .ctx = ctx, .key = key, .public_id = public_id, .note = reason };
	err_clear(&ctx->err);
	if (!reason || !reason[0] || text_utf8_len(reason) > 200)
		return err_field(&ctx->err, "/reason", "required", "请说明理由，最多200个字");
	return run_write(&a, "stop_run", stop_tx);
}

static enum err_code propose_tx(struct db *db, void *arg)
{
	struct run_asking *a = arg;
	struct ctx *ctx = a->ctx;
	struct run run;
	struct run_counts sums;
	uint8_t digest[SM3_SIZE];
	int64_t open;
	(void)db;
	bool twin;
	enum err_code code = taken(a, &twin);
	if (twin)
		return ERR_OK;
	if (!code)
		code = run_find(ctx, a->public_id, &run);
	if (!code)
		code = run_lock(ctx, run.id, &run);
	if (!code && (!text_eq(run.state, "waiting") || run.stop_by))
		code = err_set(&ctx->err, ERR_STATE, "这次核查不在等待批准");
	if (!code)
		code = run_open_approval(ctx, run.id, &open);
	if (!code && open)
		code = err_set(&ctx->err, ERR_STATE, "已经提请过，等另一人复核");
	if (!code)
		code = run_sums(ctx, run.id, &sums);
	if (code)
		return code;
	run.asked++;
	if (!run_approval_digest(&run, &sums, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest");
	struct approval_new ask = { .kind = APPROVAL_RUN, .subject_id = run.id, .made_by = ctx->actor_id, .lasts_ms = APPROVAL_LASTS_MS, .digest = digest, .note = a->note };
	code = run_asked(ctx, run.id);
	if (!code)
		code = approval_make(ctx, &ask, &a->result_id);
	if (!code)
		code = note_run(a, "run.propose", run.id);
	return code ? code : request_key_result(ctx, a->key, "approval", a->result_id);
}

enum err_code propose_run(struct ctx *ctx, const char *public_id, const char *note, const struct request_key *key, int64_t *ret_approval_id)
{
	struct run_asking a = { .ctx = ctx, .key = key, .public_id = public_id, .note = note };
	err_clear(&ctx->err);
	if (note && text_utf8_len(note) > 300)
		return err_field(&ctx->err, "/note", "too_long", "说明最多300个字");
	enum err_code code = run_write(&a, "propose_run", propose_tx);
	if (!code)
		*ret_approval_id = a.result_id;
	return code;
}
