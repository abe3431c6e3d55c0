/* Reading what a peer answered. Nothing of it is believed: valid UTF-8, JSON of limited size and depth, texts that are texts. */
#ifndef GATEWAY_READING_H
#define GATEWAY_READING_H

#include "base/arena.h"

#include <json-c/json.h>
#include <stdint.h>

#define READING_MOST ((size_t)1 << 20) /* usual limit of a JSON answer */

void reading_freep(json_object **value);
/* NULL: not one JSON value in strict mode, wrong charset, a NUL inside, longer than `most`, deeper than 32. */
json_object *reading_parse(const char *p, size_t n, size_t most) MUST_CHECK;
/* NULL when obj is no object or has no such key (or null). Borrowed. */
json_object *reading_member(json_object *obj, const char *key);
/* Copy of a text of at most `most` bytes without control characters; NULL when it is anything else. */
char *reading_text(struct arena *arena, json_object *obj, const char *key, size_t most) MUST_CHECK;
/* The same for names and numbers of calls: only A-Z a-z 0-9 . _ : - and at least one of them. */
char *reading_token(struct arena *arena, json_object *obj, const char *key, size_t most) MUST_CHECK;
/* A whole number from min to max, also when it is written as a text ("3"). */
bool reading_i64(json_object *obj, const char *key, int64_t min, int64_t max, int64_t *ret_v) MUST_CHECK;
/* Text of a JSON value itself, as reading_text. */
char *reading_value(struct arena *arena, json_object *value, size_t most) MUST_CHECK;

#endif
