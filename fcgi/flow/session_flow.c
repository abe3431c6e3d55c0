#include "flow/session_flow.h"

#include "domain/people/people.h"
#include "store/job.h"
#include "store/redis.h"

#include <string.h>

enum err_code session_flow_window(struct ctx *ctx, const char *client_ip)
{
	uint8_t mac[SM3_SIZE];
	const char *ip = client_ip ? client_ip : "";
	enum err_code code = keyed_mac(ctx->keys, KEY_INDEX, "ip", ip, strlen(ip), mac, &ctx->err);
	if (code)
		return code;
	const struct window list[] = {
		{ arena_printf(ctx->arena, "login:ip:%s", text_hex(ctx->arena, mac, 16)), 120, 60 },
		{ "login:all", 6000, 60 },
	};
	return redis_windows(ctx->redis, list, ARRAY_LEN(list), &ctx->err);
}

enum err_code session_flow_person_window(struct ctx *ctx, const char *what, int64_t limit, int64_t seconds)
{
	const struct window one = { arena_printf(ctx->arena, "%s:person:%lld", what, (long long)ctx->actor_id), limit, seconds };
	return one.key ? redis_windows(ctx->redis, &one, 1, &ctx->err) : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code session_flow_view(struct ctx *ctx, int64_t person_id, struct session_view *ret_view)
{
	struct person p;
	enum err_code code = people_masked(ctx, person_id, &p);
	if (!code)
		*ret_view = (struct session_view){ p.name_masked, p.idno_masked, p.phone_masked };
	return code;
}

enum err_code session_flow_job(struct ctx *ctx, const char *public_id, const char *token, struct session_job *ret_job)
{
	struct job_view view;
	static const struct {
		const char *column, *page;
	} states[] = { { "READY", "ready" }, { "RUNNING", "running" }, { "DONE", "done" }, { "FAILED", "failed" }, { "UNKNOWN", "unknown" } };
	enum err_code code = job_view(ctx, public_id, token, &view);
	if (code)
		return code;
	struct session_job job = { .state = "running" };
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (text_eq(states[i].column, view.state))
			job.state = states[i].page;
	/* The swapped ticket's result is for session/finish alone. */
	bool done = text_eq(job.state, "done");
	if (done && !text_eq(view.kind, "sso_swap"))
		job.result = view.result;
	if (text_eq(job.state, "failed"))
		job.problem = text_eq(view.kind, "sso_swap") ? "没有登录上，请重新进入；账号需要完成实名认证" : "没有办成，请稍后再试";
	*ret_job = job;
	return ERR_OK;
}
