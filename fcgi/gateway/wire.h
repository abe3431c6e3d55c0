/* One call of one adapter: URL, signature headers and the record of the call, the same way for every peer. */
#ifndef GATEWAY_WIRE_H
#define GATEWAY_WIRE_H

#include "gateway/http_client.h"
#include "gateway/sign.h"

enum wire_sign { WIRE_PLAIN, WIRE_HMAC, WIRE_HMAC_BODY }; /* HMAC_BODY adds X-BODY-SM3 (docs/interfaces.md 1) */

struct wire {
	enum peer peer;
	const char *operation; /* as in outside_call */
	const char *ground, *request_no; /* NULL gives "" and none */
	const char *method, *path; /* "/gov2/dispatch", behind the configured base */
	const struct param *params; /* the query */
	size_t n_params;
	const char *content_type; /* of the body; NULL = none */
	const void *body;
	size_t body_n;
	enum wire_sign sign;
	bool repeatable; /* may be sent twice without harm, see struct http_call */
};

/* ERR_CONFIG: the peer is not configured; ERR_NOMEM, ERR_CRYPTO. Nothing has been sent. */
enum err_code wire_prepare(const struct http_client *client, const struct config *config, struct arena *arena, const struct wire *wire,
                           struct http_call *ret_http, struct err *err) MUST_CHECK;
/* The record of a call; http NULL: it was never made. */
void wire_record(const struct wire *wire, const struct http_call *http, struct outside_call *ret_call);
/* Prepare, run, record. ERR_OK: a complete answer below 500 is in ret_http, its meaning is the caller's. Otherwise ERR_CONFIG …, ERR_UNAVAILABLE
 * (surely not taken) or ERR_UNCERTAIN. ret_call is filled in every case. */
enum err_code wire_run(struct http_client *client, const struct config *config, struct arena *arena, const struct wire *wire,
                       struct http_call *ret_http, struct outside_call *ret_call, struct err *err) MUST_CHECK;
/* An answer came but makes no sense: the call becomes unclear. Returns ERR_UNCERTAIN. */
enum err_code wire_unreadable(struct outside_call *call, struct err *err);
/* The peer said no: the call becomes refused. Returns code. */
enum err_code wire_refused(struct outside_call *call, enum err_code code, struct err *err);
/* For peers whose calls may simply be repeated: UNAVAILABLE and UNCERTAIN become ERR_OUTSIDE. */
enum err_code wire_outside(enum err_code code, struct err *err);

#endif
