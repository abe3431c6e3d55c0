#include "city/sign.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HEX[] = "0123456789abcdef";

static void to_hex(const unsigned char *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = HEX[p[i] >> 4];
		out[2 * i + 1] = HEX[p[i] & 15];
	}
	out[2 * n] = '\0';
}

bool sign_md5(char out[SIGN_MD5_TEXT], ...)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex(ctx, EVP_md5(), NULL) == 1;
	va_list ap;
	va_start(ap, out);
	for (const char *part = va_arg(ap, const char *); ok && part; part = va_arg(ap, const char *))
		ok = EVP_DigestUpdate(ctx, part, strlen(part)) == 1;
	va_end(ap);
	ok = ok && EVP_DigestFinal_ex(ctx, digest, &n) == 1 && n == 16;
	EVP_MD_CTX_free(ctx);
	if (ok)
		to_hex(digest, 16, out);
	return ok;
}

bool sign_sm3(const void *p, size_t n, char out[SIGN_SM3_TEXT])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	if (EVP_Digest(p ? p : "", n, digest, &size, EVP_sm3(), NULL) != 1 || size != 32)
		return false;
	to_hex(digest, 32, out);
	return true;
}

bool sign_gateway(const char *secret, const char *method, const char *path, const char *query, const char *access_key,
                  const char *date, const char *sm3, char out[SIGN_HMAC_TEXT])
{
	const char *tail = sm3 ? sm3 : "";
	size_t cap = strlen(method) + strlen(path) + strlen(query) + strlen(access_key) + strlen(date) + strlen(tail) + 8;
	char *text = malloc(cap);
	if (!text)
		return false;
	int n = snprintf(text, cap, "%s\n%s\n%s\n%s\n%s\n%s%s", method, path, query, access_key, date, tail, sm3 ? "\n" : "");
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	bool ok =
	    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text, (size_t)n, mac, &size) && size == 32;
	free(text);
	if (ok)
		EVP_EncodeBlock((unsigned char *)out, mac, 32);
	return ok;
}

struct pair {
	char *key, *value;
};

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes in[0..n) and encodes it again into out (3n + 1 bytes). */
static bool recode(const char *in, size_t n, char **out)
{
	static const char upper[] = "0123456789ABCDEF";
	char *o = *out;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)in[i];
		if (c == '%') {
			if (i + 2 >= n || hex_value(in[i + 1]) < 0 || hex_value(in[i + 2]) < 0)
				return false;
			c = (unsigned char)(hex_value(in[i + 1]) * 16 + hex_value(in[i + 2]));
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		if (isalnum(c) || strchr("-._~", c)) {
			*o++ = (char)c;
		} else {
			*o++ = '%';
			*o++ = upper[c >> 4];
			*o++ = upper[c & 15];
		}
	}
	*o++ = '\0';
	*out = o;
	return true;
}

static int pair_order(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int by_key = strcmp(x->key, y->key);
	return by_key ? by_key : strcmp(x->value, y->value);
}

char *sign_query(const char *raw)
{
	size_t n = strlen(raw);
	struct pair pairs[64];
	size_t count = 0;
	char *store = malloc(3 * n + 130), *out = malloc(3 * n + 66);
	char *o = store;
	bool ok = store && out;
	for (const char *p = raw; ok && *p;) {
		size_t len = strcspn(p, "&");
		size_t key_n = strcspn(p, "=&");
		ok = count < 64;
		if (ok && len > 0) {
			pairs[count].key = o;
			ok = recode(p, key_n, &o);
			pairs[count].value = o;
			ok = ok && (key_n < len ? recode(p + key_n + 1, len - key_n - 1, &o) : recode("", 0, &o));
			count++;
		}
		p += len + (p[len] == '&');
	}
	if (ok) {
		qsort(pairs, count, sizeof(pairs[0]), pair_order);
		char *w = out;
		*w = '\0';
		for (size_t i = 0; i < count; i++)
			w += snprintf(w, (size_t)(out + 3 * n + 66 - w), "%s%s=%s", i ? "&" : "", pairs[i].key, pairs[i].value);
	} else {
		free(out);
		out = NULL;
	}
	free(store);
	return out;
}

static long long days_from_civil(int y, int m, int d)
{
	y -= m <= 2;
	int era = y / 400, yoe = y - era * 400;
	int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (long long)era * 146097 + doe - 719468;
}

bool sign_http_date(const char *text, long long *ret_ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char week[4], month[4], zone[4], rest;
	int d, y, h, mi, s;
	if (sscanf(text, "%3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3[A-Z]%c", week, &d, month, &y, &h, &mi, &s, zone, &rest) !=
	    8)
		return false;
	const char *at = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (!at || (at - months) % 3 || strcmp(zone, "GMT") || d < 1 || d > 31 || h > 23 || mi > 59 || s > 60 || y < 1970)
		return false;
	int m = (int)((at - months) / 3) + 1;
	*ret_ms = ((days_from_civil(y, m, d) * 24 + h) * 60 + mi) * 60000LL + s * 1000LL;
	return true;
}

bool sign_data(const char *app_key, const char *secret, const char *request_time, char out[SIGN_MD5_TEXT])
{
	char key[128], sec[128];
	if (strlen(app_key) >= sizeof(key) || strlen(secret) >= sizeof(sec))
		return false;
	size_t i;
	for (i = 0; app_key[i]; i++)
		key[i] = (char)tolower((unsigned char)app_key[i]);
	key[i] = '\0';
	for (i = 0; secret[i]; i++)
		sec[i] = (char)tolower((unsigned char)secret[i]);
	sec[i] = '\0';
	return sign_md5(out, key, sec, request_time, NULL);
}

bool sign_same(const char *a, const char *b)
{
	size_t n = strlen(a);
	return n == strlen(b) && CRYPTO_memcmp(a, b, n) == 0;
}

bool sign_random_hex(char *out, size_t n)
{
	unsigned char bytes[64];
	if (n > sizeof(bytes) || RAND_bytes(bytes, (int)n) != 1)
		return false;
	to_hex(bytes, n, out);
	return true;
}
