#define _GNU_SOURCE 1 /* memmem */

#include "domain/facts/facts_json.h"

#include "base/text.h"
#include "domain/facts/facts_fields.h"

#include <json-c/json.h>
#include <string.h>

/* Deep enough for any key to be named in the error, shallow enough for json-c's recursive release. */
#define DEPTH_MAX 1000

struct facts_reader {
	struct json_tokener *tokener;
};

/* The way from the top to the value at hand, for the pointer. key NULL: an index. */
struct step {
	const struct step *up;
	const char *key;
	size_t index;
};

struct reading {
	struct facts *facts;
	struct facts_error *error;
	bool folded; /* an escaped NUL in a key was read as U+FFFF */
};

struct facts_reader *facts_reader_new(void)
{
	struct facts_reader *reader = malloc(sizeof(*reader));
	if (!reader)
		return NULL;
	reader->tokener = json_tokener_new_ex(DEPTH_MAX);
	if (!reader->tokener) {
		free(reader);
		return NULL;
	}
	json_tokener_set_flags(reader->tokener, JSON_TOKENER_STRICT);
	return reader;
}

void facts_reader_freep(struct facts_reader **reader)
{
	if (!*reader)
		return;
	json_tokener_free((*reader)->tokener);
	free(*reader);
	*reader = NULL;
}

static void json_freep(struct json_object **object)
{
	json_object_put(*object);
}

/* ---- errors ---------------------------------------------------------------------------------------------------- */

static void pointer_step(struct buf *b, const struct reading *r, const struct step *step)
{
	if (!step)
		return;
	pointer_step(b, r, step->up);
	buf_char(b, '/');
	if (!step->key) {
		buf_int(b, (int64_t)step->index);
		return;
	}
	for (const char *p = step->key; *p; p++) {
		if (*p == '~')
			buf_str(b, "~0");
		else if (*p == '/')
			buf_str(b, "~1");
		else if (r->folded && !strncmp(p, "\xef\xbf\xbf", 3)) {
			buf_char(b, '\0');
			p += 2;
		} else
			buf_char(b, *p);
	}
}

static enum err_code wrong(struct reading *r, const struct step *at, const char *text)
{
	struct buf b;
	buf_init(&b, r->facts->arena, 64);
	pointer_step(&b, r, at);
	if (b.failed)
		return ERR_NOMEM;
	r->error->pointer = (struct facts_text){ b.p ? b.p : "", b.n };
	r->error->text = text;
	return ERR_INVALID;
}

static enum err_code wrong_key(struct reading *r, const struct step *up, const char *key, const char *text)
{
	const struct step at = { up, key, 0 };
	return wrong(r, &at, text);
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

static bool copy_text(struct reading *r, struct json_object *value, struct facts_text *ret_text)
{
	size_t n = (size_t)json_object_get_string_len(value);
	const char *p = arena_dup(r->facts->arena, json_object_get_string(value), n);
	if (p)
		*ret_text = (struct facts_text){ p, n };
	return p;
}

static enum err_code read_number(struct reading *r, const struct facts_field *field, struct json_object *value, char *base,
                                 const struct step *at)
{
	if (!json_object_is_type(value, json_type_int))
		return wrong(r, at, "应为整数");
	int64_t number = json_object_get_int64(value);
	if (field->type == FACTS_T_MONEY) {
		if (number < 0 || number > MONEY_MAX_FEN)
			return wrong(r, at, "金额超出范围");
		memcpy(base + field->offset, &number, sizeof(number));
		return ERR_OK;
	}
	if (number < field->low || number > field->high)
		return wrong(r, at, "数值超出范围");
	int32_t small = (int32_t)number;
	memcpy(base + field->offset, &small, sizeof(small));
	return ERR_OK;
}

static bool division_parse(const char *p, size_t n, int32_t *ret_division)
{
	int32_t division = 0;
	if (n != 6)
		return false;
	for (size_t i = 0; i < 6; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		division = division * 10 + (p[i] - '0');
	}
	*ret_division = division;
	return true;
}

static bool word_find(const struct facts_words *list, const char *p, size_t n, int32_t *ret_index)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->words[i][0] == p[0] && strlen(list->words[i]) == n && !memcmp(list->words[i], p, n)) {
			*ret_index = (int32_t)i;
			return true;
		}
	return false;
}

/* Texts that become one 32-bit number. NULL: done; else what is wrong. */
static const char *read_coded(const struct facts_field *field, const char *p, size_t n, int32_t *ret_number)
{
	switch (field->type) {
	case FACTS_T_WORD:
		return word_find(field->words, p, n, ret_number) ? NULL : "不在规定的取值之内";
	case FACTS_T_DIVISION:
		return division_parse(p, n, ret_number) ? NULL : "应为六位行政区划代码";
	case FACTS_T_DATE:
		return n == 10 && date_parse(p, ret_number) ? NULL : "应为真实日期 YYYY-MM-DD";
	default:
		return n == 7 && month_parse(p, ret_number) ? NULL : "应为月份 YYYY-MM";
	}
}

static enum err_code read_text(struct reading *r, const struct facts_field *field, struct json_object *value, char *base,
                               const struct step *at)
{
	if (!json_object_is_type(value, json_type_string))
		return wrong(r, at, "应为文本");
	size_t n = (size_t)json_object_get_string_len(value);
	const char *p = json_object_get_string(value);
	int32_t number;
	if (!n)
		return wrong(r, at, "文本不能为空");
	if (field->type == FACTS_T_TEXT || field->type == FACTS_T_CLASS) {
		struct facts_text text;
		if (!copy_text(r, value, &text))
			return ERR_NOMEM;
		struct facts_class class = field->type == FACTS_T_CLASS ? facts_class_of(text) : (struct facts_class){ text, 0 };
		memcpy(base + field->offset, &class, field->type == FACTS_T_CLASS ? sizeof(class) : sizeof(text));
		return ERR_OK;
	}
	if (field->type == FACTS_T_ID) {
		number = facts_id(r->facts, p, n);
		if (number == FACTS_NOBODY)
			return ERR_NOMEM;
	} else {
		const char *text = read_coded(field, p, n, &number);
		if (text)
			return wrong(r, at, text);
	}
	memcpy(base + field->offset, &number, sizeof(number));
	return ERR_OK;
}

/* Null as a row's value is an open end; everywhere else it is what facts_new or the caller has set. */
static void set_null(const struct facts_field *field, char *base)
{
	if (field->type == FACTS_T_DATE) {
		int32_t none = DATE_NONE;
		memcpy(base + field->offset, &none, sizeof(none));
	}
}

static enum err_code read_value(struct reading *r, const struct facts_field *field, struct json_object *value, char *base,
                                const struct step *at)
{
	if (!value) {
		if (!(field->flags & FACTS_NULLABLE))
			return wrong(r, at, "不能为 null");
		set_null(field, base);
		return ERR_OK;
	}
	if (field->type == FACTS_T_MONEY || field->type == FACTS_T_INT)
		return read_number(r, field, value, base, at);
	if (field->type != FACTS_T_BOOL)
		return read_text(r, field, value, base, at);
	if (!json_object_is_type(value, json_type_boolean))
		return wrong(r, at, "应为 true 或 false");
	bool flag = json_object_get_boolean(value);
	memcpy(base + field->offset, &flag, sizeof(flag));
	return ERR_OK;
}

/* An object of plain values into the struct at base: one pass over its keys, then whatever is still missing. */
static enum err_code read_object(struct reading *r, const struct facts_shape *shape, struct json_object *object, void *base,
                                 const struct step *at)
{
	uint32_t seen = 0;
	size_t hint = 0;
	if (!json_object_is_type(object, json_type_object))
		return wrong(r, at, "应为对象");
	for (struct lh_entry *e = json_object_get_object(object)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		const struct step step = { at, key, 0 };
		const struct facts_field *field = facts_field_find(shape, key, strlen(key), &hint);
		if (!field)
			return wrong(r, &step, "未知的键");
		seen |= UINT32_C(1) << (field - shape->fields);
		enum err_code code = read_value(r, field, lh_entry_v(e), base, &step);
		if (code)
			return code;
	}
	for (size_t i = 0; i < shape->n_fields; i++)
		if (!(seen >> i & 1) && !(shape->fields[i].flags & FACTS_OPTIONAL))
			return wrong_key(r, at, shape->fields[i].name, "缺少此项");
	return ERR_OK;
}

/* ---- a source -------------------------------------------------------------------------------------------------- */

static enum err_code read_rows(struct reading *r, const struct facts_shape *shape, struct json_object *array,
                               struct facts_answer *answer, const struct step *up)
{
	const struct step at = { up, "rows", 0 };
	if (!json_object_is_type(array, json_type_array))
		return wrong(r, &at, "应为数组");
	answer->n = json_object_array_length(array);
	answer->rows.any = arena_array(r->facts->arena, answer->n ? answer->n : 1, shape->row_size);
	if (!answer->rows.any)
		return ERR_NOMEM;
	for (size_t i = 0; i < answer->n; i++) {
		const struct step row = { &at, NULL, i };
		enum err_code code =
		    read_object(r, shape, json_object_array_get_idx(array, i), (char *)answer->rows.any + i * shape->row_size, &row);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code read_state(struct reading *r, struct json_object *value, struct facts_answer *answer, const struct step *at)
{
	int32_t state;
	if (!json_object_is_type(value, json_type_string))
		return wrong_key(r, at, "state", "应为文本");
	if (!word_find(&facts_states, json_object_get_string(value), (size_t)json_object_get_string_len(value), &state))
		return wrong_key(r, at, "state", "不在规定的取值之内");
	answer->state = (enum facts_state)state;
	return ERR_OK;
}

static enum err_code read_answer(struct reading *r, const struct facts_shape *shape, struct json_object *object,
                                 struct facts_answer *ret_answer, const struct step *at)
{
	struct facts_answer answer = { .state = FACTS_NOT_FETCHED, .given = true };
	bool has_state = false, has_rows = false;
	size_t hint = 0;
	if (!json_object_is_type(object, json_type_object))
		return wrong(r, at, "应为对象");
	for (struct lh_entry *e = json_object_get_object(object)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		const struct step step = { at, key, 0 };
		const struct facts_field *field = facts_field_find(&facts_answer_shape, key, strlen(key), &hint);
		enum err_code code;
		if (!field)
			return wrong(r, &step, "未知的键");
		if (field->type == FACTS_T_STATE) {
			has_state = true;
			code = read_state(r, lh_entry_v(e), &answer, at);
		} else if (field->type == FACTS_T_ROWS) {
			has_rows = true;
			code = read_rows(r, shape, lh_entry_v(e), &answer, at);
		} else
			code = read_value(r, field, lh_entry_v(e), (char *)&answer, &step);
		if (code)
			return code;
	}
	if (!has_state)
		return wrong_key(r, at, "state", "缺少此项");
	if (!has_rows && answer.state == FACTS_OK)
		return wrong_key(r, at, "rows", "缺少此项");
	*ret_answer = answer;
	return ERR_OK;
}

/* ---- the line -------------------------------------------------------------------------------------------------- */

static bool source_of_key(const char *key, size_t len, size_t *hint, size_t *ret_source)
{
	for (size_t tried = 0; tried < FACTS_SOURCES; tried++) {
		size_t i = *hint + tried < FACTS_SOURCES ? *hint + tried : *hint + tried - FACTS_SOURCES;
		const char *name = facts_shapes[i].name;
		if (name[0] == key[0] && strlen(name) == len && !memcmp(name, key, len)) {
			*hint = i + 1 < FACTS_SOURCES ? i + 1 : 0;
			*ret_source = i;
			return true;
		}
	}
	return false;
}

static enum err_code read_sources(struct reading *r, struct json_object *object)
{
	const struct step at = { NULL, "sources", 0 };
	size_t hint = 0, source;
	if (!json_object_is_type(object, json_type_object))
		return wrong(r, &at, "应为对象");
	for (struct lh_entry *e = json_object_get_object(object)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		const struct step step = { &at, key, 0 };
		if (!source_of_key(key, strlen(key), &hint, &source))
			return wrong(r, &step, "未知的来源");
		enum err_code code = read_answer(r, &facts_shapes[source], lh_entry_v(e), &r->facts->sources[source], &step);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code read_members(struct reading *r, struct json_object *array)
{
	const struct step at = { NULL, "members", 0 };
	if (!json_object_is_type(array, json_type_array))
		return wrong(r, &at, "应为数组");
	size_t n = json_object_array_length(array);
	struct facts_member *members = arena_array(r->facts->arena, n ? n : 1, sizeof(*members));
	if (!members)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct step step = { &at, NULL, i };
		enum err_code code = read_object(r, &facts_member_shape, json_object_array_get_idx(array, i), &members[i], &step);
		if (code)
			return code;
	}
	r->facts->members = members;
	r->facts->n_members = r->facts->members_cap = n;
	return ERR_OK;
}

/* What no single value shows: one self, who is the applicant and has not left; nobody twice. */
static enum err_code check_members(struct reading *r)
{
	const struct facts *f = r->facts;
	const struct step at = { NULL, "members", 0 };
	bool *seen = arena_array(f->arena, f->n_ids, sizeof(*seen));
	const struct facts_member *self = NULL;
	if (!seen)
		return ERR_NOMEM;
	for (size_t i = 0; i < f->n_members; i++) {
		const struct facts_member *m = &f->members[i];
		if (seen[m->id])
			return wrong(r, &at, "成员重复");
		seen[m->id] = true;
		if (m->relation != FACTS_SELF)
			continue;
		if (self || m->id != f->applicant)
			return wrong(r, &at, "本人应恰有一个，且为申请人");
		self = m;
		if (m->left_on != DATE_NONE) {
			const struct step row = { &at, NULL, i };
			return wrong_key(r, &row, "left_on", "申请人本人不能有退出日期");
		}
	}
	return self ? ERR_OK : wrong(r, &at, "本人应恰有一个，且为申请人");
}

static enum err_code read_part(struct reading *r, const struct facts_field *field, struct json_object *value)
{
	struct facts *f = r->facts;
	const struct step at = { NULL, field->name, 0 };
	if (!value && field->flags & FACTS_NULLABLE)
		return ERR_OK;
	switch (field->type) {
	case FACTS_T_MEMBERS:
		return read_members(r, value);
	case FACTS_T_DECLARED:
		return read_object(r, &facts_declared_shape, value, &f->declared, &at);
	case FACTS_T_COUNTED:
		return read_object(r, &facts_counted_shape, value, f, &at);
	case FACTS_T_SOURCES:
		return read_sources(r, value);
	default:
		return read_value(r, field, value, (char *)f, &at);
	}
}

static enum err_code read_line(struct reading *r, struct json_object *object, bool need_kind)
{
	uint32_t seen = 0;
	size_t hint = 0;
	enum err_code code;
	for (struct lh_entry *e = json_object_get_object(object)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		const struct facts_field *field = facts_field_find(&facts_line_shape, key, strlen(key), &hint);
		if (!field)
			return wrong_key(r, NULL, key, "未知的键");
		seen |= UINT32_C(1) << (field - facts_line_shape.fields);
		code = read_part(r, field, lh_entry_v(e));
		if (code)
			return code;
	}
	for (size_t i = 0; i < facts_line_shape.n_fields; i++)
		if (!(seen >> i & 1) && !(facts_line_shape.fields[i].flags & FACTS_OPTIONAL))
			return wrong_key(r, NULL, facts_line_shape.fields[i].name, "缺少此项");
	if (need_kind && r->facts->kind == FACTS_KIND_NONE)
		return wrong_key(r, NULL, "kind", "缺少此项");
	return check_members(r);
}

/* ref first, so that any other error can name the line by it. */
static enum err_code read_ref(struct reading *r, struct json_object *object)
{
	struct json_object *ref;
	if (!json_object_object_get_ex(object, "ref", &ref))
		return wrong_key(r, NULL, "ref", "缺少此项");
	if (!json_object_is_type(ref, json_type_string))
		return wrong_key(r, NULL, "ref", "应为文本");
	if (!json_object_get_string_len(ref))
		return wrong_key(r, NULL, "ref", "文本不能为空");
	return copy_text(r, ref, &r->error->ref) ? ERR_OK : ERR_NOMEM;
}

/* ---- the text -------------------------------------------------------------------------------------------------- */

/* json-c's UTF-8 check is lenient and it stops at a NUL, so the bytes are looked at first; most lines are ASCII. */
static bool bytes_ok(const char *p, size_t n)
{
	const uint64_t low = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
	size_t i = 0;
	for (; i + 8 <= n; i += 8) {
		uint64_t word;
		memcpy(&word, p + i, 8);
		if ((word | (word - low)) & high)
			return text_utf8_ok(p, n);
	}
	for (; i < n; i++)
		if (p[i] <= 0)
			return text_utf8_ok(p, n);
	return true;
}

/* json-c keeps keys as C strings, so "ref\u0000x" would be read as "ref". Such an escape in a key is turned into U+FFFF, which
 * no known key holds. Rare: only lines that hold the six characters at all come here. */
static const char *fold_nul_keys(struct arena *arena, const char *line, size_t n, bool *ret_folded)
{
	char *copy = arena_dup(arena, line, n);
	size_t start = 0;
	bool in = false;
	char quote = '"';
	if (!copy)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (!in) {
			in = copy[i] == '"' || copy[i] == '\'';
			quote = copy[i];
			start = i;
		} else if (copy[i] == '\\')
			i++;
		else if (copy[i] == quote) {
			in = false;
			size_t next = i + 1;
			while (next < n && strchr(" \t\r\n", copy[next]))
				next++;
			if (next >= n || copy[next] != ':')
				continue;
			for (size_t k = start; k + 6 <= i; k += copy[k] == '\\' ? 2 : 1)
				if (!memcmp(copy + k, "\\u0000", 6)) {
					memcpy(copy + k + 2, "ffff", 4);
					*ret_folded = true;
				}
		}
	}
	return copy;
}

static enum err_code parse(struct facts_reader *reader, struct reading *r, const char *text, size_t n,
                           struct json_object **ret_object)
{
	r->error->pointer = (struct facts_text){ "", 0 };
	r->error->text = "不是一个 JSON 对象";
	r->error->ref = (struct facts_text){ NULL, 0 };
	if (n > FACTS_LINE_MAX) {
		r->error->text = "超过 1 MiB";
		return ERR_BAD_REQUEST;
	}
	if (!bytes_ok(text, n)) {
		r->error->text = "不是有效的 UTF-8";
		return ERR_BAD_REQUEST;
	}
	if (memchr(text, '\\', n) && memmem(text, n, "\\u0000", 6)) {
		text = fold_nul_keys(r->facts->arena, text, n, &r->folded);
		if (!text)
			return ERR_NOMEM;
	}
	json_tokener_reset(reader->tokener);
	struct json_object *object CLEANUP(json_freep) = json_tokener_parse_ex(reader->tokener, text, (int)n);
	if (json_tokener_get_error(reader->tokener) != json_tokener_success || !json_object_is_type(object, json_type_object))
		return ERR_BAD_REQUEST;
	*ret_object = STEAL(object);
	return ERR_OK;
}

enum err_code facts_json_line(struct facts_reader *reader, struct arena *arena, const char *line, size_t n, bool need_kind,
                              struct facts **ret_facts, struct facts_error *error)
{
	struct reading r = { facts_new(arena), error, false };
	struct json_object *object CLEANUP(json_freep) = NULL;
	if (!r.facts)
		return ERR_NOMEM;
	enum err_code code = parse(reader, &r, line, n, &object);
	if (!code)
		code = read_ref(&r, object);
	if (!code)
		code = read_line(&r, object, need_kind);
	if (!code)
		*ret_facts = r.facts;
	return code;
}

static enum err_code join(struct facts *facts, enum facts_source source, const struct facts_answer *next)
{
	struct facts_answer *known = &facts->sources[source];
	size_t size = facts_shapes[source].row_size;
	if (!known->given) {
		*known = *next;
		return ERR_OK;
	}
	if (known->n + next->n) {
		char *rows = arena_array(facts->arena, known->n + next->n, size);
		if (!rows)
			return ERR_NOMEM;
		if (known->n)
			memcpy(rows, known->rows.any, known->n * size);
		if (next->n)
			memcpy(rows + known->n * size, next->rows.any, next->n * size);
		known->rows.any = rows;
		known->n += next->n;
	}
	if (next->state >= known->state) {
		known->state = next->state;
		known->request_no = next->request_no;
		known->fetched_at = next->fetched_at;
		known->as_of = next->as_of;
	}
	return ERR_OK;
}

enum err_code facts_json_source(struct facts_reader *reader, struct facts *facts, enum facts_source source, const char *json,
                                size_t n, struct facts_error *error)
{
	struct reading r = { facts, error, false };
	struct json_object *object CLEANUP(json_freep) = NULL;
	struct facts_answer answer;
	enum err_code code = parse(reader, &r, json, n, &object);
	if (!code)
		code = read_answer(&r, &facts_shapes[source], object, &answer, NULL);
	return code ? code : join(facts, source, &answer);
}
