#include "domain/people/staff.h"

#include "base/date.h"
#include "domain/people/staff_sql.h"

#include <string.h>

static const char *const totp_column = "staff.totp_ct";

enum err_code staff_by_login(struct ctx *ctx, const char *login, struct staff *ret_staff)
{
	return db_one(ctx->db, &staff_stmts[STAFF_BY_LOGIN], &(struct sql_text){ login }, ret_staff);
}

enum err_code staff_lock_row(struct ctx *ctx, int64_t id, struct staff *ret_staff)
{
	return db_one(ctx->db, &staff_stmts[STAFF_LOCK], &(struct sql_id){ id }, ret_staff);
}

enum err_code staff_name(struct ctx *ctx, int64_t id, const char **ret_name)
{
	struct sql_text row;
	enum err_code code = db_one(ctx->db, &staff_stmts[STAFF_NAME], &(struct sql_id){ id }, &row);
	if (!code)
		*ret_name = row.text;
	return code;
}

enum err_code staff_secret(struct ctx *ctx, const struct staff *staff, struct blob *ret_secret)
{
	return unseal(ctx->keys, KEY_C4, totp_column, staff->uid.p, &staff->totp_ct, ctx->arena, ret_secret, &ctx->err);
}

enum err_code staff_login_failed(struct ctx *ctx, int64_t id, int64_t failures, int64_t locked_until)
{
	struct staff_row in = { .staff = { .id = id, .failures = failures, .locked_until = locked_until } };
	return db_do(ctx->db, &staff_stmts[STAFF_FAILED], &in, NULL);
}

enum err_code staff_login_ok(struct ctx *ctx, int64_t id, int64_t totp_step)
{
	struct staff_row in = { .staff = { .id = id, .totp_step = totp_step }, .now = clock_now_ms() };
	return db_do(ctx->db, &staff_stmts[STAFF_OK], &in, NULL);
}

/* A grant written by hand into the table gives nothing: its MAC is missing. */
static enum err_code grant_mac(struct ctx *ctx, const struct staff_grant_row *row, uint8_t out[SM3_SIZE])
{
	char *text = arena_printf(ctx->arena, "%lld|%s|%s", (long long)row->staff_id, row->role, row->ends_on);
	if (!text)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	return keyed_mac(ctx->keys, KEY_ROW, "staff_grant", text, strlen(text), out, &ctx->err);
}

enum err_code staff_roles(struct ctx *ctx, int64_t staff_id, const char ***ret_roles, size_t *ret_n, size_t *ret_forged)
{
	char today[DATE_TEXT];
	date_text(clock_today(), today);
	struct staff_grant_row in = { .staff_id = staff_id, .today = today };
	void *list;
	size_t n, kept = 0, forged = 0;
	enum err_code code = db_list(ctx->db, &staff_stmts[STAFF_GRANTS], &in, 32, &list, &n);
	if (code)
		return code;
	const struct staff_grant_row *rows = list;
	const char **roles = arena_array(ctx->arena, n + 1, sizeof *roles);
	if (!roles)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++) {
		uint8_t mac[SM3_SIZE];
		code = grant_mac(ctx, &rows[i], mac);
		if (code)
			return code;
		if (rows[i].mac.n == SM3_SIZE && crypto_equal(rows[i].mac.p, mac, SM3_SIZE))
			roles[kept++] = rows[i].role;
		else
			forged++;
	}
	*ret_roles = roles;
	*ret_n = kept;
	*ret_forged = forged;
	return ERR_OK;
}

/* The three officers of graded protection exclude each other, and none of them reviews or pays. */
static bool roles_clash(const char *a, const char *b)
{
	static const char *const officers[] = { "system_admin", "security_admin", "auditor" };
	bool a_officer = false, b_officer = false;
	for (size_t i = 0; i < ARRAY_LEN(officers); i++) {
		a_officer |= text_eq(a, officers[i]);
		b_officer |= text_eq(b, officers[i]);
	}
	if (text_eq(a, b))
		return false;
	if (a_officer && b_officer)
		return true;
	bool a_works = text_eq(a, "reviewer") || text_eq(a, "finance"), b_works = text_eq(b, "reviewer") || text_eq(b, "finance");
	return (a_officer && b_works) || (b_officer && a_works);
}

enum err_code staff_grant(struct ctx *ctx, int64_t staff_id, const char *role, const char *ends_on)
{
	const char **had;
	size_t n, forged;
	enum err_code code = staff_roles(ctx, staff_id, &had, &n, &forged);
	for (size_t i = 0; !code && i < n; i++)
		if (roles_clash(role, had[i]))
			code = err_set(&ctx->err, ERR_STATE, "%s excludes %s", had[i], role);
	if (code)
		return code;
	struct staff_grant_row in = { .staff_id = staff_id, .role = role, .ends_on = ends_on, .now = clock_now_ms() };
	uint8_t mac[SM3_SIZE];
	code = grant_mac(ctx, &in, mac);
	if (code)
		return code;
	in.mac = (struct blob){ mac, sizeof mac };
	return db_do(ctx->db, &staff_stmts[STAFF_GRANT], &in, NULL);
}

enum err_code staff_insert(struct ctx *ctx, const struct staff_new *staff, int64_t *ret_id)
{
	uint8_t uid[UID_SIZE];
	char hash[160];
	if (!crypto_uid(uid) || !crypto_password_hash(staff->password, hash))
		return err_set(&ctx->err, ERR_CRYPTO, "password");
	struct staff_row in = { .staff = { .uid = { uid, sizeof uid }, .login = staff->login, .name = staff->name, .password_hash = hash, .ends_on = staff->ends_on },
		                .now = clock_now_ms() };
	enum err_code code =
	    seal(ctx->keys, KEY_C4, totp_column, uid, staff->totp_secret.p, staff->totp_secret.n, ctx->arena, &in.staff.totp_ct, &ctx->err);
	return code ? code : db_insert(ctx->db, &staff_stmts[STAFF_INSERT], &in, ret_id);
}
