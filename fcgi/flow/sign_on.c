#include "flow/case_flow.h"

#include "domain/forms/form.h"
#include "domain/policy/policy.h"
#include "flow/sign_on_result.h"
#include "store/job.h"

#include <string.h>

struct starting {
	struct ctx *ctx;
	struct job_new job;
	const char *public_id;
};

static enum err_code start_tx(struct db *db, void *arg)
{
	struct starting *s = arg;
	(void)db;
	return job_put(s->ctx, &s->job, NULL, &s->public_id);
}

static enum err_code start(struct starting *s, const char **ret_job)
{
	enum err_code code = tx_run(s->ctx->db, s->job.kind, start_tx, s);
	if (code)
		return code;
	job_wake(s->ctx);
	*ret_job = s->public_id;
	return ERR_OK;
}

enum err_code sign_on_start(struct ctx *ctx, const char *kind, const char *ticket, const char *token, const char **ret_job)
{
	if (!text_eq(kind, "irs") && !text_eq(kind, "legacy"))
		return err_field(&ctx->err, "/kind", "enum", "不支持的登录方式");
	struct starting s = { .ctx = ctx, .job = { .kind = "sso_swap", .payload = arena_printf(ctx->arena, "%s %s", kind, ticket), .owner_token = token } };
	return start(&s, ret_job);
}

enum err_code prefill_start(struct ctx *ctx, const char *form, const char *token, const char **ret_job)
{
	if (!text_eq(form, "type2"))
		return err_field(&ctx->err, "/form", "enum", "没有这种申请");
	struct starting s = { .ctx = ctx, .job = { .kind = "prefill", .subject_id = ctx->actor_id, .payload = form, .owner_token = token } };
	return start(&s, ret_job);
}

/* Who the applicant says he is, where the checks of a scheme depend on it. */
static const char *kinds_of(enum scheme scheme)
{
	return scheme == SCHEME_TYPE2 ? "graduate,entrepreneur" : "";
}

enum err_code self_check_start(struct ctx *ctx, const char *scheme, const char *kind, const char *token, const char **ret_job)
{
	enum scheme found;
	const struct form_def *def;
	/* What can be applied for has a form. */
	if (!policy_scheme_find(scheme, &found) || form_def_get(ctx->config, scheme, &def, &ctx->err)) {
		err_clear(&ctx->err);
		return err_field(&ctx->err, "/scheme", "enum", "没有这种申请");
	}
	const char *kinds = kinds_of(found);
	if (*kinds ? !text_in_list(kinds, kind ? kind : "") : kind && *kind)
		return err_field(&ctx->err, "/kind", "enum", "请选择以哪种身份申请");
	struct starting s = { .ctx = ctx, .job = { .kind = "self_check", .subject_id = ctx->actor_id, .owner_token = token,
		                                   .payload = arena_printf(ctx->arena, "%s %s", scheme, kind ? kind : "") } };
	return start(&s, ret_job);
}

enum err_code sign_on_finish(struct ctx *ctx, const char *job, const char *token, int64_t *ret_person_id)
{
	struct job_view view;
	enum err_code code = job_view(ctx, job, token, &view);
	if (code)
		return code;
	if (!text_eq(view.kind, "sso_swap"))
		return ERR_NOT_FOUND;
	if (text_eq(view.state, "FAILED") || text_eq(view.state, "UNKNOWN"))
		return err_set(&ctx->err, ERR_NOT_SIGNED_ON, "登录没有成功，请重新登录");
	if (!text_eq(view.state, "DONE"))
		return err_set(&ctx->err, ERR_BUSY, "登录尚未完成，请稍候");
	if (text_eq(view.result, SIGN_ON_NOT_VERIFIED))
		return err_set(&ctx->err, ERR_FORBIDDEN, "请先在浙里办完成实名认证");
	int64_t id;
	const char *digits = view.result && text_starts(view.result, SIGN_ON_VERIFIED) ? view.result + strlen(SIGN_ON_VERIFIED) : "";
	char *number = arena_dup(ctx->arena, digits, strspn(digits, "0123456789"));
	if (!number || !text_i64(number, &id) || id <= 0)
		return err_set(&ctx->err, ERR_INTERNAL, "sign-on result");
	*ret_person_id = id;
	return ERR_OK;
}
