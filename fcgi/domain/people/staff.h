/* Staff accounts and their rights. A right counts only while it is live, its end has not come and its row MAC is ours. */
#ifndef DOMAIN_PEOPLE_STAFF_H
#define DOMAIN_PEOPLE_STAFF_H

#include "store/ctx.h"

#define STAFF_FAILURES_MAX 5
#define STAFF_LOCK_MS (15 * 60 * 1000)

struct staff {
	int64_t id, totp_step, failures, locked_until, last_login_at, disabled;
	const char *login, *name, *password_hash, *ends_on;
	struct blob uid, totp_ct;
};
enum err_code staff_by_login(struct ctx *ctx, const char *login, struct staff *ret_staff) MUST_CHECK; /* ERR_NOT_FOUND */
enum err_code staff_lock_row(struct ctx *ctx, int64_t id, struct staff *ret_staff) MUST_CHECK;        /* FOR UPDATE */
enum err_code staff_name(struct ctx *ctx, int64_t id, const char **ret_name) MUST_CHECK;
enum err_code staff_secret(struct ctx *ctx, const struct staff *staff, struct blob *ret_secret) MUST_CHECK; /* opens the one-time secret */
enum err_code staff_login_failed(struct ctx *ctx, int64_t id, int64_t failures, int64_t locked_until) MUST_CHECK;
enum err_code staff_login_ok(struct ctx *ctx, int64_t id, int64_t totp_step) MUST_CHECK;

/* Role names of the live grants, in the table's order; a row whose MAC is wrong is left out and counted in ret_forged. */
enum err_code staff_roles(struct ctx *ctx, int64_t staff_id, const char ***ret_roles, size_t *ret_n, size_t *ret_forged) MUST_CHECK;
/* system_admin, security_admin and auditor exclude each other and reviewer and finance: ERR_STATE. */
enum err_code staff_grant(struct ctx *ctx, int64_t staff_id, const char *role, const char *ends_on) MUST_CHECK;

struct staff_new {
	const char *login, *name, *password, *ends_on;
	struct blob totp_secret;
};
enum err_code staff_insert(struct ctx *ctx, const struct staff_new *staff, int64_t *ret_id) MUST_CHECK; /* ERR_DUPLICATE: login taken */

#endif
