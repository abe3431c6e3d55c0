#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- UTF-8 ---- */

/* Length of the character at s (n bytes left), 0 when it is not strict UTF-8: no overlong form, no surrogate, <= U+10FFFF. */
static size_t utf8_step(const unsigned char *s, size_t n)
{
	unsigned char c = s[0];
	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	size_t len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (n < len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	if ((c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F) || (c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F))
		return 0;
	return len;
}

bool text_utf8_ok(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	for (size_t i = 0; i < n;) {
		size_t step = p[i] ? utf8_step(p + i, n - i) : 0;
		if (!step)
			return false;
		i += step;
	}
	return true;
}

size_t text_utf8_len(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

/* ---- buffer ---- */

static char nothing[1]; /* never written: a failed buffer takes no bytes */

void buf_init(struct buf *b, struct arena *arena, size_t first_cap)
{
	size_t cap = first_cap < 16 ? 16 : first_cap;
	*b = (struct buf){ .arena = arena, .cap = cap, .p = arena_alloc(arena, cap) };
	if (!b->p)
		*b = (struct buf){ .arena = arena, .p = nothing, .failed = true };
}

/* Room for n more bytes and the NUL. */
static bool room(struct buf *b, size_t n)
{
	if (b->failed)
		return false;
	if (n < b->cap - b->n)
		return true;
	size_t need, cap;
	if (__builtin_add_overflow(b->n + 1, n, &need) || __builtin_mul_overflow(b->cap, (size_t)2, &cap)) {
		b->failed = true;
		return false;
	}
	if (cap < need)
		cap = need;
	char *p = arena_alloc(b->arena, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !room(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	if (s)
		buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_int(struct buf *b, int64_t v)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do {
		digits[--at] = (char)('0' + size % 10);
		size /= 10;
	} while (size);
	if (v < 0)
		digits[--at] = '-';
	buf_add(b, digits + at, sizeof(digits) - at);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = true;
		return;
	}
	if (!room(b, (size_t)n))
		return;
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

static void json_escape(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	for (const char *s = shorts; *s; s += 2)
		if ((unsigned char)s[0] == c) {
			buf_add(b, (const char[]){ '\\', s[1] }, 2);
			return;
		}
	buf_add(b, (const char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
}

/* How many bytes at the start are plain: ASCII from the blank on, neither quote nor backslash. Eight at a time; with no byte above 0x7F
 * a subtraction sets a top bit only where a byte was too small, or equal to the one looked for. */
static size_t plain_run(const unsigned char *p, size_t n)
{
	static const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;
	for (; n - i >= 8; i += 8) {
		uint64_t w;
		memcpy(&w, p + i, sizeof(w));
		uint64_t odd = w | (w - ones * 0x20) | ((w ^ ones * '"') - ones) | ((w ^ ones * '\\') - ones);
		if (odd & ones << 7)
			break;
	}
	while (i < n && p[i] >= 0x20 && p[i] < 0x80 && p[i] != '"' && p[i] != '\\')
		i++;
	return i;
}

void buf_json(struct buf *b, const char *s)
{
	if (!s) {
		buf_add(b, "null", 4);
		return;
	}
	const unsigned char *p = (const unsigned char *)s;
	size_t n = strlen(s), from = 0, i = plain_run(p, n);
	buf_char(b, '"');
	while (i < n) {
		size_t step = utf8_step(p + i, n - i);
		if (step && p[i] >= 0x20 && p[i] != '"' && p[i] != '\\') {
			i += step;
			i += plain_run(p + i, n - i);
			continue;
		}
		buf_add(b, p + from, i - from);
		if (step)
			json_escape(b, p[i]);
		else
			buf_add(b, "\xEF\xBF\xBD", 3); /* a stray byte must not make the whole answer unreadable */
		from = ++i;
	}
	buf_add(b, p + from, n - from);
	buf_char(b, '"');
}

/* Keys are literals of ours: nothing in them needs an escape. */
void buf_key(struct buf *b, const char *key)
{
	bool comma = b->n && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[';
	size_t n = strlen(key);
	if (!room(b, n + 4))
		return;
	char *at = b->p + b->n;
	if (comma)
		*at++ = ',';
	*at++ = '"';
	memcpy(at, key, n);
	memcpy(at + n, "\":", 3);
	b->n = (size_t)(at + n + 2 - b->p);
}

void buf_key_str(struct buf *b, const char *key, const char *s)
{
	buf_key(b, key);
	buf_json(b, s);
}

void buf_key_int(struct buf *b, const char *key, int64_t v)
{
	buf_key(b, key);
	buf_int(b, v);
}

void buf_key_bool(struct buf *b, const char *key, bool v)
{
	buf_key(b, key);
	buf_str(b, v ? "true" : "false");
}

void buf_codes(struct buf *b, const char *codes)
{
	buf_char(b, '[');
	for (const char *p = codes; p && *p;) {
		size_t n = strcspn(p, ",");
		const char *one = arena_dup(b->arena, p, n);
		buf_str(b, p == codes ? "" : ",");
		buf_json(b, one);
		b->failed = b->failed || !one;
		p += n + (p[n] == ',');
	}
	buf_char(b, ']');
}

/* ---- comparing and reading ---- */

bool text_eq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_starts(const char *s, const char *prefix)
{
	return s && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_in_list(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = list; p && *p;) {
		size_t m = strcspn(p, ",");
		if (m == n && strncmp(p, word, n) == 0)
			return true;
		p += m + (p[m] == ',');
	}
	return false;
}

/* Bytes of white space at s: ASCII, no-break, ideographic, byte order mark. */
static size_t space_at(const char *s)
{
	if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		return 1;
	if (strncmp(s, "\xC2\xA0", 2) == 0)
		return 2;
	if (strncmp(s, "\xE3\x80\x80", 3) == 0 || strncmp(s, "\xEF\xBB\xBF", 3) == 0)
		return 3;
	return 0;
}

char *text_trim(struct arena *arena, const char *s)
{
	if (!s)
		return NULL;
	size_t step;
	while ((step = space_at(s)))
		s += step;
	const char *end = s;
	for (const char *p = s; *p;) {
		step = space_at(p);
		p += step ? step : 1;
		if (!step)
			end = p;
	}
	return arena_dup(arena, s, (size_t)(end - s));
}

bool text_all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

bool text_i64(const char *s, int64_t *ret_v)
{
	if (!s)
		return false;
	bool negative = *s == '-';
	const char *digits = s + negative;
	if (!text_all_digits(digits, strlen(digits)))
		return false;
	int64_t v = 0;
	for (; *digits; digits++) {
		int64_t d = *digits - '0';
		/* Built downwards for negative numbers, or INT64_MIN would not fit. */
		if (__builtin_mul_overflow(v, (int64_t)10, &v) || __builtin_add_overflow(v, negative ? -d : d, &v))
			return false;
	}
	*ret_v = v;
	return true;
}

/* ---- masking ---- */

static char *stars(struct arena *arena, const char *s, size_t n, size_t head, size_t tail)
{
	char *out = arena_dup(arena, s, n);
	if (out)
		memset(out + head, '*', n - head - tail);
	return out;
}

char *text_mask_name(struct arena *arena, const char *name)
{
	if (!name)
		return NULL;
	size_t chars = text_utf8_len(name), n = strlen(name);
	if (chars < 2)
		return arena_strdup(arena, chars ? "*" : "");
	size_t first = 1;
	while (((unsigned char)name[first] & 0xC0) == 0x80)
		first++;
	size_t last = n - 1;
	while (((unsigned char)name[last] & 0xC0) == 0x80)
		last--;
	struct buf b;
	buf_init(&b, arena, n + 1);
	buf_add(&b, name, first);
	for (size_t i = 2; i < chars; i++)
		buf_char(&b, '*');
	if (chars == 2)
		buf_char(&b, '*');
	else
		buf_add(&b, name + last, n - last);
	return b.failed ? NULL : b.p;
}

static bool all_ascii(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

char *text_mask_phone(struct arena *arena, const char *phone)
{
	if (!phone)
		return NULL;
	size_t n = strlen(phone);
	if (n < 8 || !all_ascii(phone, n))
		return arena_strdup(arena, n ? "****" : "");
	return stars(arena, phone, n, 3, 4);
}

char *text_mask_idno(struct arena *arena, const char *idno)
{
	if (!idno)
		return NULL;
	size_t n = strlen(idno);
	if (n < 6 || !all_ascii(idno, n))
		return arena_strdup(arena, n ? "****" : "");
	return n >= 15 ? stars(arena, idno, n, 6, 4) : stars(arena, idno, n, 1, 2);
}

char *text_mask_account(struct arena *arena, const char *account)
{
	if (!account)
		return NULL;
	size_t n = strlen(account);
	if (n < 8 || !all_ascii(account, n))
		return arena_strdup(arena, n ? "****" : "");
	return arena_printf(arena, "****%s", account + n - 4);
}
