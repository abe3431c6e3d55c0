#include "domain/policy/policy_golden.h"

#include "base/cleanup.h"
#include "base/date.h"
#include "base/text.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#define CASES_MAX 200
#define NAME_MAX_CHARS 100

static void json_freep(struct json_object **object)
{
	json_object_put(*object);
}

static void tokener_freep(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

static struct json_object *parse(const char *json, size_t n)
{
	struct json_tokener *tokener CLEANUP(tokener_freep) = json_tokener_new();
	if (!tokener || n > INT32_MAX || !text_utf8_ok(json, n))
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	struct json_object *object = json_tokener_parse_ex(tokener, json, (int)n);
	if (json_tokener_get_error(tokener) == json_tokener_success && json_object_is_type(object, json_type_object))
		return object;
	json_object_put(object);
	return NULL;
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;
	return json_object_object_get_ex(object, key, &value) && json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

/* A member that is an object, as compact text. */
static const char *object_of(struct arena *arena, struct json_object *object, const char *key)
{
	struct json_object *value;
	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_object))
		return NULL;
	return arena_strdup(arena, json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* The key that is wrong, NULL when the case is whole. */
static const char *read_case(struct arena *arena, struct json_object *object, struct policy_golden *out)
{
	static const char *const keys[] = { "name", "scope", "day", "month", "facts", "expected" };
	int32_t when;
	if (!json_object_is_type(object, json_type_object))
		return "";
	json_object_object_foreach(object, key, value)
	{
		size_t i = 0;
		(void)value;
		while (i < ARRAY_LEN(keys) && strcmp(keys[i], key) != 0)
			i++;
		if (i == ARRAY_LEN(keys))
			return "";
	}
	out->name = arena_strdup(arena, text_of(object, "name"));
	out->scope = arena_strdup(arena, text_of(object, "scope"));
	out->day = arena_strdup(arena, text_of(object, "day"));
	out->month = arena_strdup(arena, text_of(object, "month"));
	out->facts = object_of(arena, object, "facts");
	out->expected = object_of(arena, object, "expected");
	if (!out->name || !out->name[0] || text_utf8_len(out->name) > NAME_MAX_CHARS)
		return "name";
	if (!text_eq(out->scope, "in_force") && !text_eq(out->scope, "every"))
		return "scope";
	if (!out->day == !out->month || (out->day && !date_parse(out->day, &when)) || (out->month && !month_parse(out->month, &when)))
		return out->month ? "month" : "day";
	return !out->facts ? "facts" : !out->expected ? "expected" : NULL;
}

enum err_code policy_golden_read(struct arena *arena, const char *json, size_t n, struct policy_golden **ret_list, size_t *ret_n,
                                 struct err *err)
{
	struct json_object *object CLEANUP(json_freep) = parse(json, n), *cases;
	const char *scheme = object ? text_of(object, "scheme") : NULL;
	if (!object)
		return err_field(err, "", "format", "不是JSON对象");
	if (!text_eq(scheme, "type2") && !text_eq(scheme, "rental") && !text_eq(scheme, "purchase"))
		return err_field(err, "/scheme", "unknown", "没有这种补贴");
	if (!json_object_object_get_ex(object, "cases", &cases) || !json_object_is_type(cases, json_type_array) || !json_object_array_length(cases) ||
	    json_object_array_length(cases) > CASES_MAX)
		return err_field(err, "/cases", "type", "应有1至%d个样例", CASES_MAX);
	size_t n_cases = json_object_array_length(cases);
	struct policy_golden *list = arena_array(arena, n_cases, sizeof(*list));
	scheme = arena_strdup(arena, scheme);
	if (!list || !scheme)
		return err_set(err, ERR_NOMEM, "golden cases");
	for (size_t i = 0; i < n_cases; i++) {
		char pointer[60];
		list[i].scheme = scheme;
		const char *wrong = read_case(arena, json_object_array_get_idx(cases, i), &list[i]);
		snprintf(pointer, sizeof(pointer), "/cases/%zu%s%s", i, wrong && wrong[0] ? "/" : "", wrong ? wrong : "");
		if (arena_failed(arena))
			return err_set(err, ERR_NOMEM, "golden cases");
		if (wrong)
			return err_field(err, pointer, "format", "样例此项缺少或不正确");
	}
	*ret_list = list;
	*ret_n = n_cases;
	return ERR_OK;
}

/* ---- comparing ------------------------------------------------------------------------------------------------- */

static bool has_check(struct json_object *list, struct json_object *check)
{
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (json_object_equal(json_object_array_get_idx(list, i), check))
			return true;
	return false;
}

static bool checks_hold(struct json_object *expected, struct json_object *got)
{
	if (!json_object_is_type(expected, json_type_array) || !json_object_is_type(got, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(expected); i++)
		if (!has_check(got, json_object_array_get_idx(expected, i)))
			return false;
	return true;
}

bool policy_golden_holds(const char *expected, const char *got)
{
	struct json_object *want CLEANUP(json_freep) = parse(expected, strlen(expected));
	struct json_object *have CLEANUP(json_freep) = parse(got, strlen(got));
	if (!want || !have || !json_object_object_length(want))
		return false;
	json_object_object_foreach(want, key, value)
	{
		struct json_object *is;
		if (!json_object_object_get_ex(have, key, &is))
			return false;
		if (strcmp(key, "checks") == 0 ? !checks_hold(value, is) : !json_object_equal(value, is))
			return false;
	}
	return true;
}
