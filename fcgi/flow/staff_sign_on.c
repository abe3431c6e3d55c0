#include "flow/staff_sign_on.h"

#include "base/date.h"
#include "domain/people/staff.h"
#include "store/audit.h"
#include "store/redis.h"

#include <string.h>

struct attempt {
	struct ctx *ctx;
	const struct staff_sign_on *in;
	struct staff staff;
	bool password_ok;
	enum err_code answer; /* what the person gets once the row is written */
};

static enum err_code windows(struct ctx *ctx, const struct staff_sign_on *in)
{
	uint8_t mac[SM3_SIZE];
	enum err_code code = keyed_mac(ctx->keys, KEY_INDEX, "login", in->login, strlen(in->login), mac, &ctx->err);
	if (code)
		return code;
	const struct window list[] = {
		{ arena_printf(ctx->arena, "login:staff:%s", text_hex(ctx->arena, mac, 16)), 10, 300 },
		{ arena_printf(ctx->arena, "login:device:%s", in->device ? in->device : "none"), 30, 300 },
		{ "login:all", 600, 60 },
	};
	return redis_windows(ctx->redis, list, ARRAY_LEN(list), &ctx->err);
}

static enum err_code write_audit(struct ctx *ctx, int64_t staff_id, const char *result)
{
	return audit_write(ctx, &(struct audit_row){ .action = "staff.sign_on", .object_kind = "staff", .object_id = staff_id, .result = result });
}

static enum err_code refuse(struct attempt *a, bool locked)
{
	struct ctx *ctx = a->ctx;
	int64_t failures = a->staff.failures + 1, until = a->staff.locked_until;
	a->answer = locked ? ERR_LOCKED : ERR_NOT_SIGNED_ON;
	if (!locked && failures >= STAFF_FAILURES_MAX) {
		until = clock_now_ms() + STAFF_LOCK_MS;
		failures = 0;
	}
	enum err_code code = locked ? ERR_OK : staff_login_failed(ctx, a->staff.id, failures, until);
	return code ? code : write_audit(ctx, a->staff.id, locked ? "locked" : "refused");
}

static enum err_code judge(struct db *db, void *arg)
{
	struct attempt *a = arg;
	struct ctx *ctx = a->ctx;
	struct blob secret;
	int64_t step = 0, now = clock_now_ms();
	(void)db;
	enum err_code code = staff_lock_row(ctx, a->staff.id, &a->staff);
	if (!code)
		code = staff_secret(ctx, &a->staff, &secret);
	if (code)
		return code;
	if (a->staff.locked_until > now)
		return refuse(a, true);
	int32_t ends;
	bool alive = !a->staff.disabled && date_parse(a->staff.ends_on, &ends) && ends >= clock_today();
	/* A code works once: its step must be newer than the last used one. */
	bool code_ok = crypto_totp_ok(&secret, a->in->code, now, &step) && step > a->staff.totp_step;
	if (!a->password_ok || !alive || !code_ok)
		return refuse(a, false);
	a->answer = ERR_OK;
	code = staff_login_ok(ctx, a->staff.id, step);
	return code ? code : write_audit(ctx, a->staff.id, "ok");
}

static enum err_code describe(struct ctx *ctx, const struct staff *staff, struct staff_signed_on *ret_on)
{
	size_t forged;
	struct staff_signed_on on = { .staff_id = staff->id, .login = staff->login, .name = staff->name, .last_login_at = staff->last_login_at };
	enum err_code code = staff_roles(ctx, staff->id, &on.roles, &on.n_roles, &forged);
	if (!code)
		*ret_on = on;
	return code;
}

enum err_code staff_sign_on(struct ctx *ctx, const struct staff_sign_on *in, struct staff_signed_on *ret_on)
{
	struct attempt a = { .ctx = ctx, .in = in };
	enum err_code code = windows(ctx, in);
	if (code)
		return code;
	enum err_code found = staff_by_login(ctx, in->login, &a.staff);
	if (found && found != ERR_NOT_FOUND)
		return found;
	/* An empty hash costs as much time as a wrong password: unknown logins cannot be told apart. */
	a.password_ok = crypto_password_ok(in->password, found ? "" : a.staff.password_hash);
	if (found)
		return err_set(&ctx->err, ERR_NOT_SIGNED_ON, "用户名、密码或动态口令不正确");
	ctx->actor = ACTOR_STAFF;
	ctx->actor_id = a.staff.id;
	code = tx_run(ctx->db, "staff_sign_on", judge, &a);
	if (code)
		return code;
	if (a.answer == ERR_LOCKED)
		return err_set(&ctx->err, ERR_LOCKED, "连续输错，账号已锁定 15 分钟");
	if (a.answer)
		return err_set(&ctx->err, a.answer, "用户名、密码或动态口令不正确");
	return describe(ctx, &a.staff, ret_on);
}

struct reading {
	struct ctx *ctx;
	int64_t id;
	struct staff staff;
};

static enum err_code read_row(struct db *db, void *arg)
{
	struct reading *r = arg;
	(void)db;
	return staff_lock_row(r->ctx, r->id, &r->staff);
}

enum err_code staff_signed_on(struct ctx *ctx, int64_t staff_id, struct staff_signed_on *ret_on)
{
	struct reading r = { .ctx = ctx, .id = staff_id };
	enum err_code code = tx_run(ctx->db, "staff_signed_on", read_row, &r);
	return code ? code : describe(ctx, &r.staff, ret_on);
}
