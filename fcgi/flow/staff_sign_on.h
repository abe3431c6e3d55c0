/* Staff sign-on: windows, password, one-time code, lock-out, rights. The session itself is made by the api. */
#ifndef FLOW_STAFF_SIGN_ON_H
#define FLOW_STAFF_SIGN_ON_H

#include "store/ctx.h"

struct staff_sign_on {
	const char *login, *password, *code;
	const char *device; /* random id of the browser, for its window */
};
struct staff_signed_on {
	int64_t staff_id, last_login_at; /* 0 = first time */
	const char *login, *name;
	const char **roles;
	size_t n_roles;
};
/* ERR_NOT_SIGNED_ON for everything that is wrong (one answer, one timing), ERR_LOCKED, ERR_TOO_MANY, ERR_UNAVAILABLE (Redis is down). */
enum err_code staff_sign_on(struct ctx *ctx, const struct staff_sign_on *in, struct staff_signed_on *ret_on) MUST_CHECK;
/* For GET /api/staff/session. */
enum err_code staff_signed_on(struct ctx *ctx, int64_t staff_id, struct staff_signed_on *ret_on) MUST_CHECK;

#endif
