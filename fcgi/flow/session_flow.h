/* Small reads and windows around sign-on and jobs that a person waits for. */
#ifndef FLOW_SESSION_FLOW_H
#define FLOW_SESSION_FLOW_H

#include "store/ctx.h"

/* Ticket attempts from one address and in all; ERR_TOO_MANY, ERR_UNAVAILABLE when Redis is down. */
enum err_code session_flow_window(struct ctx *ctx, const char *client_ip) MUST_CHECK;

/* How often one person may start something that costs other authorities work ("prefill", "submit"): limit times in `seconds`. */
enum err_code session_flow_person_window(struct ctx *ctx, const char *what, int64_t limit, int64_t seconds) MUST_CHECK;

struct session_view {
	const char *name_masked, *idno_masked, *phone_masked; /* phone may be NULL */
};
enum err_code session_flow_view(struct ctx *ctx, int64_t person_id, struct session_view *ret_view) MUST_CHECK;

struct session_job {
	const char *state;   /* ready running done failed unknown */
	const char *result;  /* JSON, once done; NULL for jobs whose result is not for the page */
	const char *problem; /* a Chinese sentence when failed */
};
/* Only for the session that started it: ERR_NOT_FOUND for everybody else. */
enum err_code session_flow_job(struct ctx *ctx, const char *public_id, const char *token, struct session_job *ret_job) MUST_CHECK;

#endif
