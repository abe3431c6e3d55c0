/* Plain data shared by all gateways. A gateway knows one outside system; it takes what it needs as arguments, keeps nothing of
 * the business, and gives back an answer and the record of the call. It sees base only, and never runs inside a transaction. */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

/* ok: answered and understood. refused: answered with a refusal (signature, rule, 4xx). down: surely not taken (no connection).
 * unclear: cut, time-out, 5xx, unreadable: it may have happened. */
enum call_outcome { CALL_OK, CALL_REFUSED, CALL_DOWN, CALL_UNCLEAR };
const char *call_outcome_name(enum call_outcome outcome); /* as outside_call.outcome */

/* One call, as it goes into the table outside_call (flow/job writes it). Texts live in the caller's arena. */
struct outside_call {
	const char *peer;      /* "gov" "data" "sms" "bank" "sso" */
	const char *operation; /* "dispatch", "property" … */
	const char *ground;    /* matter code and clause; "" where none is needed */
	const char *request_no;
	enum call_outcome outcome;
	int http_status; /* 0 = none */
	int64_t at, ms;
};

/* One per jobd process thread: connections, allow-list of configured peers, limits. The signing secrets are read here, once, from the files
 * that the configuration names (regular, at most 0640, one line). ERR_CONFIG for a peer that is plain HTTP and not loopback, plain loopback
 * without outside.allow_plain_loopback, plain loopback beside a real peer (a test system never shares a configuration with production keys),
 * an address that is more than scheme://host[:port][/path], and an unreadable secret. A peer whose url is empty is simply not there. */
struct http_client;
enum err_code http_client_new(const struct config *config, struct http_client **ret_client, struct err *err) MUST_CHECK;
void http_client_freep(struct http_client **client);
/* The program's "is a transaction open in this thread?"; http_client_run aborts when it says yes: a bug that must not reach production. */
void http_client_set_guard(bool (*in_tx)(void));

struct http_call {
	const char *method, *url; /* url = configured base + path; any other host is refused */
	const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
	const void *body;
	size_t body_n;
	bool repeatable; /* false: always on a connection of its own, because curl silently repeats a request when a kept connection turns out dead */
	/* answer */
	enum call_outcome outcome; /* CALL_OK for any complete HTTP answer < 500; 5xx is CALL_UNCLEAR */
	int status;
	const char *answer; /* in arena, NUL-terminated, at most outside.max_bytes; "" unless CALL_OK */
	size_t answer_n;
	const char *content_type;
	int64_t at, ms;
};
/* All at once through curl multi, each with outside.timeout_ms. */
void http_client_run(struct http_client *client, struct arena *arena, struct http_call *calls, size_t n);

#endif
