#include "base/text.h"

#include <string.h>

static const char base64_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base32_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static int letter_value(const char *letters, size_t n, char c)
{
	const char *at = memchr(letters, c, n);
	return at ? (int)(at - letters) : -1;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *text_hex(struct arena *arena, const void *p, size_t n)
{
	static const char letters[] = "0123456789abcdef";
	const uint8_t *bytes = p;
	char *out = n < SIZE_MAX / 4 ? arena_alloc(arena, n * 2 + 1) : NULL;
	for (size_t i = 0; out && i < n; i++) {
		out[i * 2] = letters[bytes[i] >> 4];
		out[i * 2 + 1] = letters[bytes[i] & 15];
	}
	return out;
}

bool text_unhex(struct arena *arena, const char *s, struct blob *ret_bytes)
{
	size_t n = s ? strlen(s) : 1;
	if (n % 2)
		return false;
	uint8_t *out = arena_alloc(arena, n / 2 + 1);
	if (!out)
		return false;
	for (size_t i = 0; i < n; i += 2) {
		int high = hex_value(s[i]), low = hex_value(s[i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	*ret_bytes = (struct blob){ out, n / 2 };
	return true;
}

/* Base 64 (6 bits a letter) and base 32 (5 bits) are one algorithm. Returns the number of letters. */
static size_t encode(const uint8_t *p, size_t n, unsigned bits, const char *letters, char *out)
{
	uint32_t held = 0;
	unsigned have = 0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		held = (held << 8 | p[i]) & 0xFFFF;
		for (have += 8; have >= bits; have -= bits)
			out[k++] = letters[held >> (have - bits) & ((1U << bits) - 1)];
	}
	if (have)
		out[k++] = letters[held << (bits - have) & ((1U << bits) - 1)];
	return k;
}

/* false on a foreign letter or on bits left over that are not zero: two texts must not mean the same bytes. */
static bool decode(const char *s, size_t n, unsigned bits, const char *letters, uint8_t *out, size_t *ret_n)
{
	uint32_t held = 0;
	unsigned have = 0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		int v = letter_value(letters, (size_t)1 << bits, s[i]);
		if (v < 0)
			return false;
		held = (held << bits | (uint32_t)v) & 0xFFFF;
		have += bits;
		if (have >= 8) {
			have -= 8;
			out[k++] = (uint8_t)(held >> have);
		}
	}
	*ret_n = k;
	return have < bits && (held & ((1U << have) - 1)) == 0;
}

char *text_base64(struct arena *arena, const void *p, size_t n)
{
	char *out = n < SIZE_MAX / 4 ? arena_alloc(arena, (n + 2) / 3 * 4 + 1) : NULL;
	if (!out)
		return NULL;
	size_t k = encode(p, n, 6, base64_letters, out);
	while (k % 4)
		out[k++] = '=';
	return out;
}

bool text_unbase64(struct arena *arena, const char *s, size_t n, struct blob *ret_bytes)
{
	if (!s || n % 4)
		return false;
	uint8_t *out = arena_alloc(arena, n / 4 * 3 + 1);
	if (!out)
		return false;
	if (n && s[n - 1] == '=')
		n -= s[n - 2] == '=' ? 2 : 1;
	size_t bytes;
	if (!decode(s, n, 6, base64_letters, out, &bytes))
		return false;
	*ret_bytes = (struct blob){ out, bytes };
	return true;
}

char *text_base32(struct arena *arena, const void *p, size_t n)
{
	char *out = n < SIZE_MAX / 4 ? arena_alloc(arena, (n * 8 + 4) / 5 + 1) : NULL;
	if (out)
		encode(p, n, 5, base32_letters, out);
	return out;
}

bool text_unbase32(struct arena *arena, const char *s, struct blob *ret_bytes)
{
	size_t n = s ? strlen(s) : 0;
	while (n && s[n - 1] == '=')
		n--;
	char *upper = s ? arena_dup(arena, s, n) : NULL;
	uint8_t *out = arena_alloc(arena, n / 8 * 5 + 6);
	if (!upper || !out)
		return false;
	for (size_t i = 0; i < n; i++)
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	size_t bytes;
	if (!decode(upper, n, 5, base32_letters, out, &bytes))
		return false;
	*ret_bytes = (struct blob){ out, bytes };
	return true;
}

char *text_urldecode(struct arena *arena, const char *s, size_t n)
{
	char *out = arena_dup(arena, s, n);
	if (!out)
		return NULL;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		if (c == '+')
			c = ' ';
		else if (c == '%') {
			int high = i + 2 < n ? hex_value(s[i + 1]) : -1;
			int low = high >= 0 ? hex_value(s[i + 2]) : -1;
			if (low < 0)
				return NULL;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (c == '\0')
			return NULL;
		out[k++] = c;
	}
	out[k] = '\0';
	return out;
}
