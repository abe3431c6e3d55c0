#include "city/tool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *json_text(json_object *o, const char *key)
{
	json_object *v;
	bool has = json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &v);
	return has && json_object_is_type(v, json_type_string) ? json_object_get_string(v) : "";
}

int64_t json_number(json_object *o, const char *key, int64_t otherwise)
{
	json_object *v;
	bool has = json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &v);
	return has && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : otherwise;
}

const char *json_plain(json_object *o)
{
	return json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

void *tool_grow(void *p, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 64;
	p = realloc(p, *cap * size);
	if (!p)
		abort();
	return p;
}

char *tool_copy(const char *s, size_t n)
{
	char *p = malloc(n + 1);
	if (!p)
		abort();
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

uint64_t tool_hash(const char *s, size_t n)
{
	uint64_t h = UINT64_C(1469598103934665603);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(1099511628211);
	return h ^ (h >> 29);
}
