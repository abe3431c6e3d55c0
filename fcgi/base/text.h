/* Text without surprises: slices, a growing buffer, UTF-8, hex, base64, masking. No locale is looked at. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/* Bytes owned by somebody else (an arena as a rule). p == NULL means "none" (SQL NULL). */
struct blob {
	const uint8_t *p;
	size_t n;
};

/* A growing text in an arena. `failed` is set when the arena is full; further writes do nothing. Always NUL-terminated. */
struct buf {
	struct arena *arena;
	char *p;
	size_t n, cap;
	bool failed;
};

void buf_init(struct buf *b, struct arena *arena, size_t first_cap);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* JSON pieces, for lists written straight to the answer: "…" with escapes; NULL gives null. */
void buf_json(struct buf *b, const char *s);
/* `,"key":` (comma unless the last byte is { or [), then the value. */
void buf_key(struct buf *b, const char *key);
void buf_key_str(struct buf *b, const char *key, const char *s);
void buf_key_int(struct buf *b, const char *key, int64_t v);
void buf_key_bool(struct buf *b, const char *key, bool v);
void buf_codes(struct buf *b, const char *codes); /* comma separated words as an array of texts; NULL is an empty list */

bool text_eq(const char *a, const char *b); /* NULL equals NULL only */
bool text_starts(const char *s, const char *prefix);
bool text_in_list(const char *list, const char *word); /* comma separated, whole words; NULL is an empty list */
bool text_utf8_ok(const char *s, size_t n); /* strict UTF-8, no NUL, no surrogates */
size_t text_utf8_len(const char *s);        /* characters */
char *text_trim(struct arena *arena, const char *s);
bool text_all_digits(const char *s, size_t n);
bool text_i64(const char *s, int64_t *ret_v) MUST_CHECK; /* whole text, optional '-', no spaces, overflow refused */

char *text_hex(struct arena *arena, const void *p, size_t n); /* lower case */
bool text_unhex(struct arena *arena, const char *s, struct blob *ret_bytes) MUST_CHECK;
char *text_base64(struct arena *arena, const void *p, size_t n);
bool text_unbase64(struct arena *arena, const char *s, size_t n, struct blob *ret_bytes) MUST_CHECK; /* strict */
bool text_unbase32(struct arena *arena, const char *s, struct blob *ret_bytes) MUST_CHECK;           /* RFC 4648, no padding needed */
char *text_base32(struct arena *arena, const void *p, size_t n);
char *text_urldecode(struct arena *arena, const char *s, size_t n); /* NULL on a bad escape or a NUL */

/* Masked forms for display (domain rule: name 张*三 / 张*, mobile 138****1234, ID first 6 + last 4, account last 4). */
char *text_mask_name(struct arena *arena, const char *name);
char *text_mask_phone(struct arena *arena, const char *phone);
char *text_mask_idno(struct arena *arena, const char *idno);
char *text_mask_account(struct arena *arena, const char *account);

#endif
