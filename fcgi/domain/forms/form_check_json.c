#include "domain/forms/form_schema.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#define POINTER_MAX 200

static const struct { const char *keyword, *text; } general[] = {
	{ "required", "请填写这一项" },     { "type", "内容的格式不对" },       { "enum", "请从给出的选项中选择" }, { "const", "请从给出的选项中选择" },
	{ "minLength", "内容太短" },        { "maxLength", "内容太长" },        { "minimum", "数值太小" },          { "maximum", "数值太大" },
	{ "pattern", "格式不对，请检查" },  { "format", "格式不对，请检查" },   { "minItems", "请至少填写一项" },   { "maxItems", "项数太多" },
	{ "additionalProperties", "不认识的内容" },
};

static const char *text_of(const struct form_def *def, const char *key)
{
	for (size_t i = 0; i < def->n_errors; i++)
		if (strcmp(def->errors[i].key, key) == 0)
			return def->errors[i].text;
	return NULL;
}

/* Numbers of a pointer become *, as the keys of `errors` are written. */
static void any_item(const char *pointer, char out[POINTER_MAX])
{
	size_t n = 0;
	for (const char *p = pointer; *p && n + 2 < POINTER_MAX;) {
		out[n++] = *p++;
		if (out[n - 1] != '/')
			continue;
		size_t digits = strspn(p, "0123456789");
		if (digits && (p[digits] == '/' || !p[digits])) {
			out[n++] = '*';
			p += digits;
		}
	}
	out[n] = 0;
}

static bool wrong(const struct form_def *def, const char *pointer, const char *keyword, struct err *err)
{
	char any[POINTER_MAX], key[POINTER_MAX + 32];
	if (!err)
		return false;
	for (size_t i = 0; i < err->n_fields; i++)
		if (strcmp(err->fields[i].pointer, pointer) == 0 && strcmp(err->fields[i].code, keyword) == 0)
			return false;
	snprintf(key, sizeof key, "%s#%s", pointer, keyword);
	const char *text = text_of(def, key);
	if (!text) {
		any_item(pointer, any);
		snprintf(key, sizeof key, "%s#%s", any, keyword);
		text = text_of(def, key);
	}
	for (size_t i = 0; !text && i < ARRAY_LEN(general); i++)
		if (strcmp(general[i].keyword, keyword) == 0)
			text = general[i].text;
	(void)err_field(err, pointer, keyword, "%s", text ? text : "请检查这一项");
	return false;
}

static unsigned type_bits(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return SCHEMA_NULL;
	case json_type_boolean:
		return SCHEMA_BOOLEAN;
	case json_type_double:
		return SCHEMA_NUMBER;
	case json_type_int:
		return SCHEMA_INTEGER | SCHEMA_NUMBER;
	case json_type_object:
		return SCHEMA_OBJECT;
	case json_type_array:
		return SCHEMA_ARRAY;
	case json_type_string:
		return SCHEMA_STRING;
	}
	return 0;
}

static bool fits_text(const struct form_def *def, const struct schema *s, const char *text, size_t n, const char *pointer, struct err *err)
{
	bool ok = true;
	int64_t length = strlen(text) == n ? (int64_t)text_utf8_len(text) : INT64_MAX;
	if (s->min_length != FORM_UNSET && length < s->min_length)
		ok = wrong(def, pointer, "minLength", err);
	if (s->max_length != FORM_UNSET && length > s->max_length)
		ok = wrong(def, pointer, "maxLength", err);
	if (s->has_pattern && regexec(&s->pattern, text, 0, NULL, 0) != 0)
		ok = wrong(def, pointer, "pattern", err);
	if (s->format && (strlen(text) != n || !form_format_ok(s->format, text)))
		ok = wrong(def, pointer, "format", err);
	return ok;
}

static bool fits_words(const struct form_def *def, const struct schema *s, struct json_object *value, const char *pointer, struct err *err)
{
	const char *text = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
	bool ok = true;
	if (s->constant && (!text || strcmp(text, s->constant) != 0))
		ok = wrong(def, pointer, "const", err);
	if (s->n_enum) {
		size_t i = 0;
		while (i < s->n_enum && (!text || strcmp(text, s->enums[i]) != 0))
			i++;
		if (i == s->n_enum)
			ok = wrong(def, pointer, "enum", err);
	}
	return ok;
}

static bool fits_array(const struct form_def *def, const struct schema *s, struct json_object *value, const char *pointer, struct err *err)
{
	bool ok = true;
	size_t n = json_object_array_length(value);
	if (s->min_items != FORM_UNSET && (int64_t)n < s->min_items)
		ok = wrong(def, pointer, "minItems", err);
	if (s->max_items != FORM_UNSET && (int64_t)n > s->max_items)
		ok = wrong(def, pointer, "maxItems", err);
	for (size_t i = 0; s->items && i < n; i++) {
		char at[POINTER_MAX];
		snprintf(at, sizeof at, "%s/%zu", pointer, i);
		ok &= form_schema_fits(def, s->items, json_object_array_get_idx(value, i), at, err);
	}
	return ok;
}

/* An unknown key comes from outside, so it may be long and may hold the two characters that a pointer escapes. */
static void child_pointer(const char *pointer, const char *key, char out[POINTER_MAX])
{
	size_t n = (size_t)snprintf(out, POINTER_MAX, "%s/", pointer);
	for (; *key && n + 3 < 80; key++) {
		if (*key == '~' || *key == '/') {
			out[n++] = '~';
			out[n++] = *key == '~' ? '0' : '1';
		} else {
			out[n++] = *key;
		}
	}
	out[n] = 0;
}

static bool fits_object(const struct form_def *def, const struct schema *s, struct json_object *value, const char *pointer, struct err *err)
{
	bool ok = true;
	char at[POINTER_MAX];
	struct json_object *child;
	for (size_t i = 0; i < s->n_required; i++)
		if (!json_object_object_get_ex(value, s->required[i], NULL)) {
			child_pointer(pointer, s->required[i], at);
			ok = wrong(def, at, "required", err);
		}
	for (size_t i = 0; i < s->n_properties; i++)
		if (json_object_object_get_ex(value, s->names[i], &child)) {
			child_pointer(pointer, s->names[i], at);
			ok &= form_schema_fits(def, s->properties[i], child, at, err);
		}
	if (!s->closed)
		return ok;
	json_object_object_foreach(value, key, unused) {
		(void)unused;
		size_t i = 0;
		while (i < s->n_properties && strcmp(s->names[i], key) != 0)
			i++;
		if (i == s->n_properties) {
			child_pointer(pointer, key, at);
			ok = wrong(def, at, "additionalProperties", err);
		}
	}
	return ok;
}

bool form_schema_fits(const struct form_def *def, const struct schema *s, struct json_object *value, const char *pointer, struct err *err)
{
	unsigned is = type_bits(value);
	bool ok = true;
	if (s->types && !(s->types & is))
		ok = wrong(def, pointer, "type", err);
	if (s->constant || s->n_enum)
		ok &= fits_words(def, s, value, pointer, err);
	if (is & SCHEMA_STRING)
		ok &= fits_text(def, s, json_object_get_string(value), (size_t)json_object_get_string_len(value), pointer, err);
	if (is & SCHEMA_INTEGER) {
		int64_t number = json_object_get_int64(value);
		if (s->minimum != FORM_UNSET && number < s->minimum)
			ok = wrong(def, pointer, "minimum", err);
		if (s->maximum != FORM_UNSET && number > s->maximum)
			ok = wrong(def, pointer, "maximum", err);
	}
	if (is & SCHEMA_ARRAY)
		ok &= fits_array(def, s, value, pointer, err);
	if (is & SCHEMA_OBJECT)
		ok &= fits_object(def, s, value, pointer, err);
	if (s->if_) {
		const struct schema *then = form_schema_fits(def, s->if_, value, pointer, NULL) ? s->then : s->else_;
		if (then)
			ok &= form_schema_fits(def, then, value, pointer, err);
	}
	return ok;
}
