#include "domain/forms/form_schema.h"

#include "base/date.h"
#include "base/idno.h"

#include <json-c/json.h>
#include <string.h>

static const char *const format_names[FORMATS] = { "", "cn-id18", "cn-mobile", "cn-uscc", "bank-card", "date", "yyyymm", "money-fen" };

const char *form_format_name(enum schema_format format)
{
	return format < FORMATS ? format_names[format] : "";
}

bool form_format_ok(enum schema_format format, const char *text)
{
	size_t n = strlen(text);
	int32_t day;
	switch (format) {
	case FORMAT_IDNO:
		return idno_ok(text, clock_today());
	case FORMAT_MOBILE:
		return idno_mobile_ok(text);
	case FORMAT_USCC:
		return idno_uscc_ok(text);
	case FORMAT_CARD:
		return n >= 12 && n <= 19 && text_all_digits(text, n) && idno_luhn_ok(text);
	case FORMAT_DATE:
		return date_parse(text, &day);
	case FORMAT_MONTH:
		return month_parse(text, &day);
	case FORMAT_FEN:
		return n >= 1 && n <= 14 && text_all_digits(text, n) && (n == 1 || text[0] != '0');
	case FORMAT_NONE:
	case FORMATS:
		break;
	}
	return true;
}

static enum err_code not_understood(struct err *err, const char *pointer, const char *key)
{
	return err_set(err, ERR_CONFIG, "form schema: %s/%s is not understood", pointer, key);
}

static enum err_code read_types(struct json_object *value, unsigned *ret_types, const char *pointer, struct err *err)
{
	static const struct { const char *name; unsigned bit; } names[] = {
		{ "object", SCHEMA_OBJECT },   { "array", SCHEMA_ARRAY },     { "string", SCHEMA_STRING }, { "integer", SCHEMA_INTEGER },
		{ "number", SCHEMA_NUMBER },   { "boolean", SCHEMA_BOOLEAN }, { "null", SCHEMA_NULL },
	};
	bool list = json_object_is_type(value, json_type_array);
	size_t n = list ? json_object_array_length(value) : 1;
	unsigned types = 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *one = list ? json_object_array_get_idx(value, i) : value;
		const char *name = json_object_is_type(one, json_type_string) ? json_object_get_string(one) : "";
		size_t k = 0;
		while (k < ARRAY_LEN(names) && strcmp(names[k].name, name) != 0)
			k++;
		if (k == ARRAY_LEN(names))
			return not_understood(err, pointer, "type");
		types |= names[k].bit;
	}
	*ret_types = types;
	return ERR_OK;
}

static enum err_code read_texts(struct arena *arena, struct json_object *value, const char ***ret_texts, size_t *ret_n, const char *pointer,
                                const char *key, struct err *err)
{
	if (!json_object_is_type(value, json_type_array))
		return not_understood(err, pointer, key);
	size_t n = json_object_array_length(value);
	const char **texts = arena_array(arena, n + 1, sizeof *texts);
	for (size_t i = 0; texts && i < n; i++) {
		struct json_object *one = json_object_array_get_idx(value, i);
		if (!json_object_is_type(one, json_type_string))
			return not_understood(err, pointer, key);
		texts[i] = arena_strdup(arena, json_object_get_string(one));
	}
	if (!texts || arena_failed(arena))
		return err_set(err, ERR_NOMEM, "arena");
	*ret_texts = texts;
	*ret_n = n;
	return ERR_OK;
}

static enum err_code read_properties(struct arena *arena, struct schema *s, struct json_object *value, const char *pointer, struct err *err)
{
	if (!json_object_is_type(value, json_type_object))
		return not_understood(err, pointer, "properties");
	size_t n = (size_t)json_object_object_length(value);
	s->names = arena_array(arena, n + 1, sizeof *s->names);
	s->properties = arena_array(arena, n + 1, sizeof *s->properties);
	if (!s->names || !s->properties)
		return err_set(err, ERR_NOMEM, "arena");
	json_object_object_foreach(value, key, child) {
		const char *at = arena_printf(arena, "%s/%s", pointer, key);
		s->names[s->n_properties] = arena_strdup(arena, key);
		enum err_code code = form_schema_read(arena, child, at ? at : "", &s->properties[s->n_properties], err);
		if (code)
			return code;
		s->n_properties++;
	}
	return ERR_OK;
}

/* Keywords that are one whole number. */
static int64_t *number_slot(struct schema *s, const char *key)
{
	const struct { const char *key; int64_t *slot; } slots[] = {
		{ "minLength", &s->min_length }, { "maxLength", &s->max_length }, { "minimum", &s->minimum },
		{ "maximum", &s->maximum },      { "minItems", &s->min_items },   { "maxItems", &s->max_items },
	};
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (strcmp(slots[i].key, key) == 0)
			return slots[i].slot;
	return NULL;
}

static struct schema **schema_slot(struct schema *s, const char *key)
{
	const struct { const char *key; struct schema **slot; } slots[] = {
		{ "items", &s->items }, { "if", &s->if_ }, { "then", &s->then }, { "else", &s->else_ },
	};
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (strcmp(slots[i].key, key) == 0)
			return slots[i].slot;
	return NULL;
}

static enum err_code read_text_keyword(struct arena *arena, struct schema *s, const char *key, const char *text, const char *pointer, struct err *err)
{
	if (strcmp(key, "const") == 0) {
		s->constant = arena_strdup(arena, text);
		return s->constant ? ERR_OK : err_set(err, ERR_NOMEM, "arena");
	}
	if (strcmp(key, "pattern") == 0) {
		s->has_pattern = regcomp(&s->pattern, text, REG_EXTENDED | REG_NOSUB) == 0;
		return s->has_pattern ? ERR_OK : not_understood(err, pointer, key);
	}
	if (strcmp(key, "format") == 0)
		for (int i = 1; i < FORMATS; i++)
			if (strcmp(format_names[i], text) == 0) {
				s->format = (enum schema_format)i;
				return ERR_OK;
			}
	return not_understood(err, pointer, key);
}

static enum err_code read_keyword(struct arena *arena, struct schema *s, const char *key, struct json_object *value, const char *pointer, struct err *err)
{
	struct schema **child = schema_slot(s, key);
	int64_t *number = number_slot(s, key);
	if (child)
		return form_schema_read(arena, value, pointer, child, err);
	if (number) {
		if (!json_object_is_type(value, json_type_int))
			return not_understood(err, pointer, key);
		*number = json_object_get_int64(value);
		return ERR_OK;
	}
	if (strcmp(key, "type") == 0)
		return read_types(value, &s->types, pointer, err);
	if (strcmp(key, "properties") == 0)
		return read_properties(arena, s, value, pointer, err);
	if (strcmp(key, "required") == 0)
		return read_texts(arena, value, &s->required, &s->n_required, pointer, key, err);
	if (strcmp(key, "enum") == 0)
		return read_texts(arena, value, &s->enums, &s->n_enum, pointer, key, err);
	if (strcmp(key, "additionalProperties") == 0 && json_object_is_type(value, json_type_boolean)) {
		s->closed = !json_object_get_boolean(value);
		return ERR_OK;
	}
	if (json_object_is_type(value, json_type_string))
		return read_text_keyword(arena, s, key, json_object_get_string(value), pointer, err);
	return not_understood(err, pointer, key);
}

enum err_code form_schema_read(struct arena *arena, struct json_object *obj, const char *pointer, struct schema **ret_schema, struct err *err)
{
	if (!json_object_is_type(obj, json_type_object))
		return not_understood(err, pointer, "");
	struct schema *s = arena_alloc(arena, sizeof *s);
	if (!s)
		return err_set(err, ERR_NOMEM, "arena");
	s->min_length = s->max_length = s->minimum = s->maximum = s->min_items = s->max_items = FORM_UNSET;
	json_object_object_foreach(obj, key, value) {
		enum err_code code = read_keyword(arena, s, key, value, pointer, err);
		if (code)
			return code;
	}
	*ret_schema = s;
	return ERR_OK;
}
