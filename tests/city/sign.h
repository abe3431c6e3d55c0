/* The signatures of the outside systems, written over OpenSSL on their own: a mistake in base/crypto must not be
 * repeated here. All functions return false only when the library fails. */
#ifndef CITY_SIGN_H
#define CITY_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#define SIGN_MD5_TEXT 33
#define SIGN_SM3_TEXT 65
#define SIGN_HMAC_TEXT 45 /* base64 of 32 bytes */

/* md5 over the parts, one behind the other (NULL ends the list), 32 lower-case digits. */
bool sign_md5(char out[SIGN_MD5_TEXT], ...) __attribute__((sentinel));
bool sign_sm3(const void *p, size_t n, char out[SIGN_SM3_TEXT]);

/* base64(HMAC-SHA256(secret, METHOD \n path \n query \n access key \n date \n [body digest \n])); sm3 NULL leaves the
 * last line away. query is already sorted and encoded (sign_query). */
bool sign_gateway(const char *secret, const char *method, const char *path, const char *query, const char *access_key,
                  const char *date, const char *sm3, char out[SIGN_HMAC_TEXT]);
/* Raw query of the request line -> its signed form: pairs sorted by key, each side decoded and encoded anew (RFC 3986).
 * malloc'ed, "" for none; NULL when out of memory or an escape is broken. */
char *sign_query(const char *raw);
/* Milliseconds since 1970 of an RFC 1123 text ("Tue, 09 Nov 2021 08:49:20 GMT"). */
bool sign_http_date(const char *text, long long *ret_ms);
/* data platform: md5(lower(app key) + lower(secret) + request time). */
bool sign_data(const char *app_key, const char *secret, const char *request_time, char out[SIGN_MD5_TEXT]);
/* Constant time for texts of one length. */
bool sign_same(const char *a, const char *b);
/* n random bytes as 2n hex digits + NUL. */
bool sign_random_hex(char *out, size_t n);

#endif
