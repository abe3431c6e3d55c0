#include "gateway/sign.h"

#include "base/crypto.h"
#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sign_encode(struct buf *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	static const char hex[] = "0123456789ABCDEF";
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (strchr(plain, *p)) {
			buf_char(out, (char)*p);
			continue;
		}
		buf_char(out, '%');
		buf_char(out, hex[*p >> 4]);
		buf_char(out, hex[*p & 15]);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct param *x = a, *y = b;
	return strcmp(x->key, y->key);
}

const char *sign_query(struct arena *arena, const struct param *params, size_t n)
{
	struct param *sorted = arena_array(arena, n, sizeof(*sorted));
	struct buf out;
	buf_init(&out, arena, 128);
	if (!sorted || out.failed)
		return NULL;
	if (n) {
		memcpy(sorted, params, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), by_key);
	}
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&out, '&');
		sign_encode(&out, sorted[i].key);
		buf_char(&out, '=');
		sign_encode(&out, sorted[i].value ? sorted[i].value : "");
	}
	return out.failed ? NULL : out.p;
}

void sign_http_date(int64_t ms, char out[HTTP_DATE_TEXT])
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t s = ms >= 0 ? ms / 1000 : 0;
	int32_t day = (int32_t)(s / 86400);
	int rest = (int)(s % 86400), y, m, d;
	date_split(day, &y, &m, &d);
	char text[64]; /* the compiler cannot know that the numbers are small */
	snprintf(text, sizeof(text), "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * ((day + 4) % 7), d, months + 3 * (m - 1), y, rest / 3600,
	         rest / 60 % 60, rest % 60);
	memcpy(out, text, HTTP_DATE_TEXT - 1);
	out[HTTP_DATE_TEXT - 1] = '\0';
}

const char *sign_hmac(struct arena *arena, const char *secret, const char *method, const char *path, const char *query, const char *access_key,
                      const char *date, const char *sm3_hex)
{
	struct buf text;
	buf_init(&text, arena, 256);
	const char *lines[] = { method, path, query, access_key, date, sm3_hex };
	for (size_t i = 0; i < ARRAY_LEN(lines) && lines[i]; i++) {
		buf_str(&text, lines[i]);
		buf_char(&text, '\n');
	}
	uint8_t mac[32];
	if (text.failed || !crypto_hmac_sha256(secret, strlen(secret), text.p, text.n, mac))
		return NULL;
	return text_base64(arena, mac, sizeof(mac));
}

const char *sign_sm3_hex(struct arena *arena, const void *p, size_t n)
{
	uint8_t digest[SM3_SIZE];
	return crypto_sm3(n ? p : "", n, digest) ? text_hex(arena, digest, sizeof(digest)) : NULL;
}

bool sign_md5(struct arena *arena, const char *const *parts, size_t n, char out[33])
{
	struct buf text;
	buf_init(&text, arena, 256);
	for (size_t i = 0; i < n; i++)
		buf_str(&text, parts[i]);
	bool ok = !text.failed && crypto_md5_hex(text.p, text.n, out);
	if (!text.failed)
		crypto_wipe(text.p, text.n);
	return ok;
}

/* ASCII only: keys and secrets are hexadecimal digits and Latin letters. */
static char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	for (char *p = copy; p && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

bool sign_data(struct arena *arena, const char *app_key, const char *secret, const char *request_time, char out[33])
{
	char *low = lower(arena, secret);
	const char *parts[] = { lower(arena, app_key), low, request_time };
	bool ok = parts[0] && low && sign_md5(arena, parts, ARRAY_LEN(parts), out);
	if (low)
		crypto_wipe(low, strlen(low));
	return ok;
}
