#include "domain/forms/form.h"

#include "domain/forms/form_query.h"
#include "domain/forms/form_schema.h"

#include <json-c/json.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEF_ARENA ((size_t)4 << 20)
#define DEPTH_MAX 16

/* Definitions are read once a process and never change after that; the lock is for the first readers. */
static pthread_mutex_t defs_lock = PTHREAD_MUTEX_INITIALIZER;
static struct form_def *defs;

static void json_freep(struct json_object **obj)
{
	if (*obj)
		json_object_put(*obj);
}

static struct json_object *parse(const char *json, size_t n)
{
	if (!json || n > FORM_BYTES_MAX || !text_utf8_ok(json, n))
		return NULL;
	struct json_tokener *tok = json_tokener_new_ex(DEPTH_MAX);
	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	struct json_object *obj = json_tokener_parse_ex(tok, json, (int)n + 1); /* the NUL ends a number at the top */
	bool ok = json_tokener_get_error(tok) == json_tokener_success;
	json_tokener_free(tok);
	if (!ok && obj) {
		json_object_put(obj);
		obj = NULL;
	}
	return obj;
}

/* ---- definitions ---- */

static void file_closep(FILE **f)
{
	if (*f)
		fclose(*f);
}

static enum err_code read_file(struct arena *arena, const char *path, char **ret_text, struct err *err)
{
	CLEANUP(file_closep) FILE *f = fopen(path, "re");
	struct stat st;
	if (!f || fstat(fileno(f), &st) != 0)
		return err_set(err, ERR_NOT_FOUND, "no such form");
	if (st.st_size <= 0 || (size_t)st.st_size > FORM_BYTES_MAX)
		return err_set(err, ERR_CONFIG, "form file is empty or too long");
	char *text = arena_alloc(arena, (size_t)st.st_size + 1);
	if (!text)
		return err_set(err, ERR_NOMEM, "arena");
	if (fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
		return err_set(err, ERR_IO, "form file cannot be read");
	*ret_text = text;
	return ERR_OK;
}

static enum err_code find_file(struct arena *arena, const struct config *config, const char *id, char **ret_text, struct err *err)
{
	const char *configured = config_text(config, "forms.dir");
	const char *const dirs[] = { configured, ANJU_DATA_DIR "/forms", ANJU_SOURCE_DIR "/conf/forms" };
	for (const char *p = id; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_'))
			return err_set(err, ERR_NOT_FOUND, "no such form");
	for (size_t i = configured[0] ? 0 : 1; i < (configured[0] ? 1 : ARRAY_LEN(dirs)); i++) {
		char *path = arena_printf(arena, "%s/%s.json", dirs[i], id);
		enum err_code code = path ? read_file(arena, path, ret_text, err) : ERR_NOMEM;
		if (code != ERR_NOT_FOUND)
			return code;
	}
	return err_set(err, ERR_NOT_FOUND, "no such form");
}

static const char *text_member(struct arena *arena, struct json_object *obj, const char *key)
{
	struct json_object *value;
	if (!json_object_object_get_ex(obj, key, &value) || !json_object_is_type(value, json_type_string))
		return NULL;
	const char *text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ? arena_strdup(arena, text) : NULL;
}

static int64_t int_member(struct json_object *obj, const char *key, int64_t none)
{
	struct json_object *value;
	return json_object_object_get_ex(obj, key, &value) && json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : none;
}

static struct json_object *member(struct json_object *obj, const char *key, enum json_type type)
{
	struct json_object *value;
	return json_object_object_get_ex(obj, key, &value) && json_object_is_type(value, type) ? value : NULL;
}

static enum err_code compile(struct form_def *def, struct json_object *obj, struct err *err)
{
	struct json_object *schema = member(obj, "schema", json_type_object), *errors = member(obj, "errors", json_type_object),
			   *matters = member(obj, "matters", json_type_array), *undertaking = member(obj, "undertaking", json_type_object);
	def->version = text_member(def->arena, obj, "version");
	def->undertaking = undertaking ? text_member(def->arena, undertaking, "version") : "";
	if (!schema || !def->version || !def->undertaking)
		return err_set(err, ERR_CONFIG, "form %s: no schema or version", def->id);
	def->promise_days = int_member(obj, "promise_days", 0);
	def->errors = arena_array(def->arena, errors ? (size_t)json_object_object_length(errors) + 1 : 1, sizeof *def->errors);
	def->matters = arena_array(def->arena, matters ? json_object_array_length(matters) + 1 : 1, sizeof *def->matters);
	if (!def->errors || !def->matters)
		return err_set(err, ERR_NOMEM, "arena");
	if (errors) {
		json_object_object_foreach(errors, key, text)
			def->errors[def->n_errors++] =
			    (struct form_text){ arena_strdup(def->arena, key), arena_strdup(def->arena, json_object_get_string(text)) };
	}
	for (size_t i = 0; matters && i < json_object_array_length(matters); i++)
		def->matters[def->n_matters++] = arena_strdup(def->arena, json_object_get_string(json_object_array_get_idx(matters, i)));
	return form_schema_read(def->arena, schema, "", &def->schema, err);
}

static enum err_code load(const struct config *config, const char *id, struct form_def **ret_def, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(DEF_ARENA);
	CLEANUP(json_freep) struct json_object *obj = NULL;
	struct form_def *def = arena ? arena_alloc(arena, sizeof *def) : NULL;
	char *text;
	if (!def)
		return err_set(err, ERR_NOMEM, "arena");
	def->arena = arena;
	def->id = arena_strdup(arena, id);
	enum err_code code = find_file(arena, config, id, &text, err);
	if (code)
		return code;
	def->text = text;
	obj = parse(text, strlen(text));
	if (!obj)
		return err_set(err, ERR_CONFIG, "form %s is no JSON", id);
	code = compile(def, obj, err);
	if (code)
		return code;
	*ret_def = def;
	(void)STEAL(arena); /* the definition lives as long as the process */
	return ERR_OK;
}

enum err_code form_def_get(const struct config *config, const char *id, const struct form_def **ret_def, struct err *err)
{
	enum err_code code = ERR_OK;
	struct form_def *def;
	if (pthread_mutex_lock(&defs_lock) != 0)
		return err_set(err, ERR_INTERNAL, "lock");
	for (def = defs; def && strcmp(def->id, id) != 0; def = def->next)
		;
	if (!def) {
		code = load(config, id, &def, err);
		if (!code) {
			def->next = defs;
			defs = def;
		}
	}
	pthread_mutex_unlock(&defs_lock);
	if (!code)
		*ret_def = def;
	return code;
}

enum err_code form_query_text(const struct config *config, const char *id, const char **ret_json, struct err *err)
{
	const struct form_def *def;
	enum err_code code = form_def_get(config, id, &def, err);
	if (!code)
		*ret_json = def->text;
	return code;
}

const char *form_def_version(const struct form_def *def)
{
	return def->version;
}

const char *form_def_text(const struct form_def *def)
{
	return def->text;
}

bool form_def_matter(const struct form_def *def, const char *matter_code)
{
	for (size_t i = 0; matter_code && i < def->n_matters; i++)
		if (strcmp(def->matters[i], matter_code) == 0)
			return true;
	return false;
}

const char *form_def_first_matter(const struct form_def *def)
{
	return def->n_matters ? def->matters[0] : "";
}

const char *form_def_undertaking(const struct form_def *def)
{
	return def->undertaking;
}

int64_t form_def_promise_days(const struct form_def *def)
{
	return def->promise_days;
}

enum err_code form_check(const struct form_def *def, const char *json, size_t n, struct err *err)
{
	CLEANUP(json_freep) struct json_object *obj = parse(json, n);
	if (!obj || !json_object_is_type(obj, json_type_object))
		return err_set(err, ERR_BAD_REQUEST, "form is no JSON object");
	return form_schema_fits(def, def->schema, obj, "", err) ? ERR_OK : ERR_INVALID;
}

/* ---- forms ---- */

static void read_work(struct arena *arena, struct json_object *obj, const char *name_key, struct form_work *work)
{
	if (!obj)
		return;
	work->given = true;
	work->name = text_member(arena, obj, name_key);
	work->uscc = text_member(arena, obj, "uscc");
	work->division = text_member(arena, obj, "division");
	work->from = text_member(arena, obj, "from");
	work->to = text_member(arena, obj, "to");
}

static void read_lists(struct arena *arena, struct json_object *obj, struct form *form)
{
	struct json_object *members = member(obj, "members", json_type_array), *months = member(obj, "tax_months", json_type_array),
			   *income = member(obj, "income", json_type_array);
	for (size_t i = 0; members && i < json_object_array_length(members) && form->n_members < FORM_MEMBERS_MAX; i++) {
		struct json_object *one = json_object_array_get_idx(members, i);
		if (json_object_is_type(one, json_type_object))
			form->members[form->n_members++] = (struct form_member){ text_member(arena, one, "name"), text_member(arena, one, "idno"),
				                                                 text_member(arena, one, "relation"), text_member(arena, one, "person") };
	}
	for (size_t i = 0; months && i < json_object_array_length(months) && form->n_tax_months < FORM_MONTHS_MAX; i++) {
		struct json_object *one = json_object_array_get_idx(months, i);
		if (json_object_is_type(one, json_type_string))
			form->tax_months[form->n_tax_months++] = arena_strdup(arena, json_object_get_string(one));
	}
	for (size_t i = 0; income && i < json_object_array_length(income) && form->n_income < FORM_INCOME_MAX; i++) {
		struct json_object *one = json_object_array_get_idx(income, i);
		if (json_object_is_type(one, json_type_object))
			form->income[form->n_income++] = (struct form_income){ text_member(arena, one, "idno"), text_member(arena, one, "person"),
				                                               int_member(one, "year", 0), int_member(one, "amount_fen", -1) };
	}
}

enum err_code form_read(struct arena *arena, const char *json, size_t n, struct form *ret_form, struct err *err)
{
	CLEANUP(json_freep) struct json_object *obj = parse(json, n);
	if (!obj || !json_object_is_type(obj, json_type_object))
		return err_set(err, ERR_BAD_REQUEST, "form is no JSON object");
	struct form form = { .kind = text_member(arena, obj, "kind"), .mobile = text_member(arena, obj, "mobile"),
		             .address = text_member(arena, obj, "address"), .undertaking = text_member(arena, obj, "undertaking") };
	struct json_object *payee = member(obj, "payee", json_type_object);
	read_lists(arena, obj, &form);
	read_work(arena, member(obj, "contract", json_type_object), "employer", &form.contract);
	read_work(arena, member(obj, "licence", json_type_object), "name", &form.licence);
	if (payee)
		form.payee = (struct form_payee){ true, text_member(arena, payee, "account"), text_member(arena, payee, "holder"),
			                          text_member(arena, payee, "bank"), text_member(arena, payee, "cnaps") };
	if (arena_failed(arena))
		return err_set(err, ERR_NOMEM, "arena");
	*ret_form = form;
	return ERR_OK;
}
