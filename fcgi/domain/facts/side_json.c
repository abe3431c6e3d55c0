#include "domain/facts/side_json.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <json-c/json.h>
#include <string.h>

#define BYTES_MAX ((size_t)1 << 20)
#define DEPTH_MAX 8

static void json_freep(struct json_object **value)
{
	if (*value)
		json_object_put(*value);
}

/* An array of rows, or NULL. */
static struct json_object *parse(const char *rows)
{
	size_t n = rows ? strlen(rows) : 0;
	struct json_tokener *tok = n && n <= BYTES_MAX && text_utf8_ok(rows, n) ? json_tokener_new_ex(DEPTH_MAX) : NULL;
	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	struct json_object *list = json_tokener_parse_ex(tok, rows, (int)n + 1);
	bool ok = json_tokener_get_error(tok) == json_tokener_success && json_object_is_type(list, json_type_array);
	json_tokener_free(tok);
	if (!ok)
		json_freep(&list);
	return ok ? list : NULL;
}

static const char *text(struct arena *arena, struct json_object *row, const char *key)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(row, key, &value) || !json_object_is_type(value, json_type_string))
		return NULL;
	const char *s = json_object_get_string(value);
	return *s && strlen(s) == (size_t)json_object_get_string_len(value) ? arena_strdup(arena, s) : NULL;
}

static struct json_object *first(struct json_object *list)
{
	struct json_object *row = list && json_object_array_length(list) ? json_object_array_get_idx(list, 0) : NULL;
	return json_object_is_type(row, json_type_object) ? row : NULL;
}

bool side_family_read(struct arena *arena, const char *rows, struct side_family *ret_row)
{
	CLEANUP(json_freep) struct json_object *list = parse(rows);
	struct json_object *row = first(list);
	if (row)
		*ret_row = (struct side_family){ text(arena, row, "number"), text(arena, row, "role"), text(arena, row, "name"), text(arena, row, "died_on") };
	return row;
}

/* Of several cards one that still holds is enough: the old one is cancelled whenever a new one is made out. */
bool side_card_read(struct arena *arena, const char *rows, struct side_card *ret_row)
{
	CLEANUP(json_freep) struct json_object *list = parse(rows);
	bool found = false;
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *row = json_object_array_get_idx(list, i);
		const char *state = json_object_is_type(row, json_type_object) ? text(arena, row, "state") : NULL;
		if (!state || (found && !text_eq(state, "valid")))
			continue;
		*ret_row = (struct side_card){ state, text(arena, row, "to") };
		found = true;
	}
	return found;
}

const char *side_employer(struct arena *arena, const char *rows)
{
	CLEANUP(json_freep) struct json_object *list = parse(rows);
	const char *name = NULL, *last = "";
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *row = json_object_array_get_idx(list, i);
		const char *month = json_object_is_type(row, json_type_object) ? text(arena, row, "month") : NULL;
		if (!month || strcmp(month, last) < 0)
			continue;
		last = month;
		name = text(arena, row, "name");
	}
	return name;
}
