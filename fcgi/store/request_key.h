/* Idempotent writes (decision 3): the key row is the first insert of the flow's transaction. */
#ifndef STORE_REQUEST_KEY_H
#define STORE_REQUEST_KEY_H

#include "store/ctx.h"

struct request_key {
	const char *route; /* "POST /api/case/submit" */
	const char *key;   /* 8-64 characters [A-Za-z0-9_-] chosen by the client */
	uint8_t body_mac[SM3_SIZE]; /* keyed digest of the raw body (KEY_REQUEST) */
};
/* Inside the transaction. ERR_OK: new, go on. ERR_DUPLICATE: a twin had it; ret_result_id tells its result (flow returns that id).
 * ERR_KEY_REUSED: same key, another body. */
enum err_code request_key_take(struct ctx *ctx, const struct request_key *key, int64_t *ret_result_id) MUST_CHECK;
enum err_code request_key_result(struct ctx *ctx, const struct request_key *key, const char *kind, int64_t id) MUST_CHECK; /* same transaction */
/* After ERR_UNCERTAIN: outside a transaction, on a fresh connection. ERR_NOT_FOUND: it did not happen. */
enum err_code request_key_look(struct ctx *ctx, const struct request_key *key, int64_t *ret_result_id) MUST_CHECK;

#endif
