#include "gateway/reading.h"

#include "base/text.h"

#include <string.h>

#define DEPTH 32

void reading_freep(json_object **value)
{
	json_object_put(*value);
}

static void tokener_free(json_tokener **tokener)
{
	json_tokener_free(*tokener);
}

json_object *reading_parse(const char *p, size_t n, size_t most)
{
	if (!p || n == 0 || n > most || n > INT32_MAX || !text_utf8_ok(p, n))
		return NULL;
	CLEANUP(tokener_free) json_tokener *tokener = json_tokener_new_ex(DEPTH);
	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	CLEANUP(reading_freep) json_object *value = json_tokener_parse_ex(tokener, p, (int)n);
	/* A number at the very end is only taken as complete when the end is seen. */
	if (!value && json_tokener_get_error(tokener) == json_tokener_continue)
		value = json_tokener_parse_ex(tokener, "", 1);
	if (json_tokener_get_error(tokener) != json_tokener_success)
		return NULL;
	return STEAL(value);
}

json_object *reading_member(json_object *obj, const char *key)
{
	json_object *value = NULL;
	return json_object_is_type(obj, json_type_object) && json_object_object_get_ex(obj, key, &value) ? value : NULL;
}

char *reading_value(struct arena *arena, json_object *value, size_t most)
{
	if (!json_object_is_type(value, json_type_string))
		return NULL;
	const char *text = json_object_get_string(value);
	size_t n = (size_t)json_object_get_string_len(value);
	if (n > most || strlen(text) != n)
		return NULL;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			return NULL;
	return arena_dup(arena, text, n);
}

char *reading_text(struct arena *arena, json_object *obj, const char *key, size_t most)
{
	return reading_value(arena, reading_member(obj, key), most);
}

char *reading_token(struct arena *arena, json_object *obj, const char *key, size_t most)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
	char *text = reading_text(arena, obj, key, most);
	return text && *text && strspn(text, allowed) == strlen(text) ? text : NULL;
}

bool reading_i64(json_object *obj, const char *key, int64_t min, int64_t max, int64_t *ret_v)
{
	json_object *value = reading_member(obj, key);
	int64_t v;
	if (json_object_is_type(value, json_type_int)) {
		v = json_object_get_int64(value);
	} else if (json_object_is_type(value, json_type_string)) {
		const char *text = json_object_get_string(value);
		if (strlen(text) != (size_t)json_object_get_string_len(value) || !text_i64(text, &v))
			return false;
	} else {
		return false;
	}
	if (v < min || v > max)
		return false;
	*ret_v = v;
	return true;
}
