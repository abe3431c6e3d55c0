/* The compiled schema: what form_json.c reads from a definition and form_check_json.c walks. */
#ifndef DOMAIN_FORMS_FORM_SCHEMA_H
#define DOMAIN_FORMS_FORM_SCHEMA_H

#include "domain/forms/form.h"

#include <regex.h>

struct json_object;

enum schema_type { SCHEMA_OBJECT = 1, SCHEMA_ARRAY = 2, SCHEMA_STRING = 4, SCHEMA_INTEGER = 8, SCHEMA_NUMBER = 16, SCHEMA_BOOLEAN = 32, SCHEMA_NULL = 64 };
enum schema_format { FORMAT_NONE, FORMAT_IDNO, FORMAT_MOBILE, FORMAT_USCC, FORMAT_CARD, FORMAT_DATE, FORMAT_MONTH, FORMAT_FEN, FORMATS };

struct schema {
	unsigned types; /* bits; 0 = any */
	bool closed;    /* additionalProperties: false */
	size_t n_required, n_enum, n_properties;
	const char **required, **enums, **names;
	struct schema **properties;
	const char *constant;
	int64_t min_length, max_length, minimum, maximum, min_items, max_items; /* FORM_UNSET = none */
	enum schema_format format;
	bool has_pattern;
	regex_t pattern;
	struct schema *items, *if_, *then, *else_;
};
#define FORM_UNSET INT64_MIN

struct form_text {
	const char *key, *text; /* "/pointer#keyword" */
};
struct form_def {
	const char *id, *version, *text, *undertaking;
	struct arena *arena;
	struct schema *schema;
	size_t n_errors, n_matters;
	struct form_text *errors;
	const char **matters;
	int64_t promise_days;
	struct form_def *next;
};

/* ERR_CONFIG with the pointer of what is not understood. */
enum err_code form_schema_read(struct arena *arena, struct json_object *obj, const char *pointer, struct schema **ret_schema, struct err *err) MUST_CHECK;
bool form_format_ok(enum schema_format format, const char *text);
const char *form_format_name(enum schema_format format);
/* The value against the schema; err NULL: only whether it fits. */
bool form_schema_fits(const struct form_def *def, const struct schema *schema, struct json_object *value, const char *pointer, struct err *err);

#endif
