/* The vectors that pages and server share (tests/data/forms): the same forms, the same faults on both sides (1.2, 4C-12). */
#include "tests/unit/unit.h"

#include "base/date.h"
#include "domain/forms/form.h"
#include "domain/forms/form_schema.h"

#include <json-c/json.h>
#include <stdio.h>

#define TOP ANJU_SOURCE_DIR "/tests/data/forms/"

static void jputp(struct json_object **obj)
{
	json_object_put(*obj);
}
#define JSON __attribute__((cleanup(jputp))) struct json_object

static const char *text(struct json_object *obj, const char *key)
{
	struct json_object *value = json_object_object_get(obj, key);
	return value ? json_object_get_string(value) : "";
}

static void formats(void **state)
{
	JSON *all = json_object_from_file(TOP "formats.json");
	(void)state;
	assert_non_null(all);
	size_t n = json_object_array_length(all);
	assert_true(n >= 20);
	for (size_t i = 0; i < n; i++) {
		struct json_object *row = json_object_array_get_idx(all, i);
		int format = 1;
		while (format < FORMATS && strcmp(form_format_name((enum schema_format)format), text(row, "format")) != 0)
			format++;
		if (format == FORMATS)
			fail_msg("row %zu: unknown format %s", i, text(row, "format"));
		bool expected = json_object_get_boolean(json_object_object_get(row, "ok"));
		if (form_format_ok((enum schema_format)format, text(row, "value")) != expected)
			fail_msg("row %zu: %s %s is %s", i, text(row, "format"), text(row, "value"), expected ? "right" : "wrong");
	}
}

/* Parent of what the pointer names, and its last name with ~1 and ~0 resolved (json-c 0.16 forgets that when it sets). */
static struct json_object *parent_of(struct json_object *form, const char *pointer, char last[200])
{
	char parent[200];
	struct json_object *obj = form;
	size_t n = 0;
	snprintf(parent, sizeof parent, "%s", pointer);
	char *slash = strrchr(parent, '/');
	assert_non_null(slash);
	for (const char *p = slash + 1; *p; p++) {
		bool escaped = *p == '~' && (p[1] == '0' || p[1] == '1');
		last[n++] = !escaped ? *p : p[1] == '1' ? '/' : '~';
		p += escaped;
	}
	last[n] = '\0';
	*slash = '\0';
	if (parent[0] && json_pointer_get(form, parent, &obj))
		fail_msg("no %s", parent);
	return obj;
}

static void put(struct json_object *form, const char *pointer, struct json_object *value)
{
	char last[200];
	struct json_object *obj = parent_of(form, pointer, last);
	if (json_object_is_type(obj, json_type_array))
		assert_int_equal(json_object_array_put_idx(obj, (size_t)strtoul(last, NULL, 10), json_object_get(value)), 0);
	else
		assert_int_equal(json_object_object_add(obj, last, json_object_get(value)), 0);
}

static void drop(struct json_object *form, const char *pointer)
{
	char last[200];
	struct json_object *obj = parent_of(form, pointer, last);
	if (json_object_is_type(obj, json_type_array))
		json_object_array_del_idx(obj, (size_t)strtoul(last, NULL, 10), 1);
	else
		json_object_object_del(obj, last);
}

static bool named(struct json_object *errors, const struct err_field *field)
{
	for (size_t i = 0; i < json_object_array_length(errors); i++) {
		struct json_object *one = json_object_array_get_idx(errors, i);
		if (strcmp(text(one, "pointer"), field->pointer) == 0 && strcmp(text(one, "code"), field->code) == 0)
			return true;
	}
	return false;
}

static void one_vector(const struct form_def *def, struct json_object *bases, struct json_object *row)
{
	struct err err = { 0 };
	JSON *form = NULL;
	assert_int_equal(json_object_deep_copy(json_object_object_get(bases, text(row, "base")), &form, NULL), 0);
	json_object_object_foreach(json_object_object_get(row, "set"), pointer, value)
	{
		put(form, pointer, value);
	}
	struct json_object *removed = json_object_object_get(row, "remove"), *errors = json_object_object_get(row, "errors");
	for (size_t i = 0; i < json_object_array_length(removed); i++)
		drop(form, json_object_get_string(json_object_array_get_idx(removed, i)));
	const char *json = json_object_to_json_string_ext(form, JSON_C_TO_STRING_PLAIN);
	enum err_code code = form_check(def, json, strlen(json), &err);
	size_t expected = json_object_array_length(errors);
	if (code != (expected ? ERR_INVALID : ERR_OK))
		fail_msg("%s: %s", text(row, "name"), err.n_fields ? err.fields[0].pointer : err_name(code));
	if (err.n_fields != (expected < ERR_FIELDS_MAX ? expected : ERR_FIELDS_MAX))
		fail_msg("%s: %zu faults, not %zu (first %s %s)", text(row, "name"), err.n_fields, expected, err.fields[0].pointer, err.fields[0].code);
	for (size_t i = 0; i < err.n_fields; i++)
		if (!named(errors, &err.fields[i]))
			fail_msg("%s: %s at %s", text(row, "name"), err.fields[i].code, err.fields[i].pointer);
}

static void vectors(void **state)
{
	struct err err = { 0 };
	struct config *config = NULL;
	const struct form_def *def;
	char path[] = "/tmp/test_form_corpus.XXXXXX";
	(void)state;
	int fd = mkstemp(path);
	FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
	assert_non_null(f);
	fprintf(f, "forms.dir = %s/conf/forms\n", ANJU_SOURCE_DIR);
	fclose(f);
	assert_int_equal(config_load(path, &config, &err), ERR_OK);
	remove(path);
	assert_int_equal(form_def_get(config, "type2", &def, &err), ERR_OK);
	JSON *all = json_object_from_file(TOP "type2.json");
	assert_non_null(all);
	struct json_object *rows = json_object_object_get(all, "vectors"), *bases = json_object_object_get(all, "bases");
	size_t n = json_object_array_length(rows);
	assert_true(n >= 20);
	for (size_t i = 0; i < n; i++)
		one_vector(def, bases, json_object_array_get_idx(rows, i));
	config_freep(&config);
}

UNIT_MAIN(UNIT("1.2: the seven formats as the pages know them", formats), UNIT("1.2 4C-12: whole forms, the same faults on both sides", vectors))
