/* The signatures that peers ask for (docs/interfaces.md 1, 2.2, 3, 5) and URL encoding. Pure; results live in the arena.
 * NULL or false: the arena is full or the cryptographic library failed. */
#ifndef GATEWAY_SIGN_H
#define GATEWAY_SIGN_H

#include "base/arena.h"
#include "base/text.h"

#include <stdint.h>

#define HTTP_DATE_TEXT 30 /* "Tue, 09 Nov 2021 08:49:20 GMT" + NUL */

struct param {
	const char *key, *value;
};

/* RFC 3986: all but A-Z a-z 0-9 - . _ ~ becomes %XX. */
void sign_encode(struct buf *out, const char *text);
/* "a=1&b=2": encoded and sorted by key, as both the wire and the string to sign want it; "" for none. */
const char *sign_query(struct arena *arena, const struct param *params, size_t n) MUST_CHECK;
void sign_http_date(int64_t ms, char out[HTTP_DATE_TEXT]);
/* base64(HMAC-SHA256(secret, METHOD \n path \n query \n access key \n date \n [body SM3 \n])); sm3_hex NULL leaves that line away. */
const char *sign_hmac(struct arena *arena, const char *secret, const char *method, const char *path, const char *query, const char *access_key,
                      const char *date, const char *sm3_hex) MUST_CHECK;
const char *sign_sm3_hex(struct arena *arena, const void *p, size_t n) MUST_CHECK;
/* md5 of the parts one behind the other, lower case. Only where a peer's own protocol demands it. */
bool sign_md5(struct arena *arena, const char *const *parts, size_t n, char out[33]) MUST_CHECK;
/* Shared-data platform: md5(lower(app key) + lower(secret) + request time). */
bool sign_data(struct arena *arena, const char *app_key, const char *secret, const char *request_time, char out[33]) MUST_CHECK;

#endif
