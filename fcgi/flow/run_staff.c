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
	enum err_code (*work)(struct run_asking *a); /* sets result_id */
	const char *kind;                            /* of the result */
	int64_t result_id;
};

/* A twin has the first one's result, and does nothing. */
static enum err_code asking_tx(struct db *db, void *arg)
{
	struct run_asking *a = arg;
	(void)db;
	enum err_code code = request_key_take(a->ctx, a->key, &a->result_id);
	if (code == ERR_DUPLICATE) {
		err_clear(&a->ctx->err);
		return ERR_OK;
	}
	if (!code)
		code = a->work(a);
	return code ? code : request_key_result(a->ctx, a->key, a->kind, a->result_id);
}

static enum err_code run_write(struct run_asking *a, const char *name)
{
	int64_t lost;
	enum err_code code = case_keyed_tx(a->ctx, name, a->key, asking_tx, a, &lost);
	if (!code && lost)
		a->result_id = lost;
	if (!code)
		job_wake(a->ctx);
	return code;
}

static enum err_code note_run(struct run_asking *a, const char *action, int64_t run_id)
{
	return audit_write(a->ctx, &(struct audit_row){ .action = action, .object_kind = "run", .object_id = run_id, .detail = a->note });
}

static enum err_code start_work(struct run_asking *a)
{
	struct run run;
	enum err_code code = run_begin(a->ctx, a->scheme, a->month, a->ctx->actor_id, &run);
	if (code == ERR_DUPLICATE)
		return err_set(&a->ctx->err, ERR_STATE, "这个月已经核查过，或正在核查");
	if (code == ERR_NOT_FOUND)
		return err_set(&a->ctx->err, ERR_STATE, "目前没有人持有这种资格");
	a->result_id = code ? 0 : run.id;
	return code;
}

enum err_code start_run(struct ctx *ctx, const char *scheme, const char *month, const struct request_key *key, const char **ret_public_id)
{
	struct run_asking a = { .ctx = ctx, .key = key, .scheme = scheme, .work = start_work, .kind = "run" };
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
	enum err_code code = run_write(&a, "start_run");
	if (!code)
		code = run_read(ctx, a.result_id, &run);
	if (!code)
		*ret_public_id = run.public_id;
	return code;
}

static enum err_code stop_work(struct run_asking *a)
{
	struct run run;
	enum err_code code = run_find(a->ctx, a->public_id, &run);
	if (!code)
		code = run_stop_by(a->ctx, run.id, a->ctx->actor_id, a->note);
	if (!code)
		code = note_run(a, "run.ask_stop", run.id);
	if (!code)
		code = case_job_put(a->ctx, &(struct case_job){ .kind = "run_step", .subject_id = run.id, .n = 0 });
	if (!code)
		a->result_id = run.id;
	return code;
}

enum err_code stop_run(struct ctx *ctx, const char *public_id, const char *reason, const struct request_key *key)
{
	struct run_asking a = { .ctx = ctx, .key = key, .public_id = public_id, .note = reason, .work = stop_work, .kind = "run" };
	err_clear(&ctx->err);
	if (!reason || !reason[0] || text_utf8_len(reason) > 200)
		return err_field(&ctx->err, "/reason", "required", "请说明理由，最多200个字");
	return run_write(&a, "stop_run");
}

static enum err_code propose_work(struct run_asking *a)
{
	struct ctx *ctx = a->ctx;
	struct run run;
	struct run_counts sums;
	uint8_t digest[SM3_SIZE];
	int64_t open;
	enum err_code code = run_find(ctx, a->public_id, &run);
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
	return code ? code : note_run(a, "run.propose", run.id);
}

enum err_code propose_run(struct ctx *ctx, const char *public_id, const char *note, const struct request_key *key, int64_t *ret_approval_id)
{
	struct run_asking a = { .ctx = ctx, .key = key, .public_id = public_id, .note = note, .work = propose_work, .kind = "approval" };
	err_clear(&ctx->err);
	if (note && text_utf8_len(note) > 300)
		return err_field(&ctx->err, "/note", "too_long", "说明最多300个字");
	enum err_code code = run_write(&a, "propose_run");
	if (!code)
		*ret_approval_id = a.result_id;
	return code;
}
