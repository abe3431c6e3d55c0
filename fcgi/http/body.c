#include "http/http_private.h"

#include "base/date.h"

#include <json.h>
#include <stdio.h>
#include <string.h>

#define DEPTH 16
#define KEYS_MAX 64 /* bits of body_reader.seen */

/* ---- parsing ---- */

static size_t digits(const struct blob *text, size_t at)
{
	size_t n = 0;
	while (at + n < text->n && text->p[at + n] >= '0' && text->p[at + n] <= '9')
		n++;
	return n;
}

/* Length of the JSON number that begins there; 0 when it is none. */
static size_t number(const struct blob *text, size_t from)
{
	size_t at = from + (text->p[from] == '-'), whole = digits(text, at);
	if (whole == 0 || (whole > 1 && text->p[at] == '0'))
		return 0;
	at += whole;
	if (at < text->n && text->p[at] == '.') {
		size_t n = digits(text, at + 1);
		if (n == 0)
			return 0;
		at += 1 + n;
	}
	if (at < text->n && (text->p[at] | 0x20) == 'e') {
		at++;
		if (at < text->n && (text->p[at] == '+' || text->p[at] == '-'))
			at++;
		size_t n = digits(text, at);
		if (n == 0)
			return 0;
		at += n;
	}
	return at - from;
}

/* What json-c lets pass and other readers do not: NaN, Infinity, comments, odd numbers, control characters in texts. Also counts
 * the members, so that doubled keys show: the tree keeps only the last of them. */
static bool scan(const struct blob *text, size_t *ret_members)
{
	size_t members = 0;
	bool in_text = false;
	for (size_t i = 0; i < text->n; i++) {
		char c = (char)text->p[i];
		if (in_text) {
			if ((unsigned char)c < 0x20)
				return false;
			if (c == '\\')
				i++;
			else if (c == '"')
				in_text = false;
		} else if (c == '"') {
			in_text = true;
		} else if (c == ':') {
			members++;
		} else if (c == '-' || (c >= '0' && c <= '9')) {
			size_t n = number(text, i);
			if (n == 0)
				return false;
			i += n - 1;
		} else if (!c || !strchr(" \t\r\n{}[],truefalsn", c)) {
			return false;
		}
	}
	*ret_members = members;
	return !in_text;
}

static size_t count_members(struct json_object *json)
{
	size_t n = 0;
	if (json_object_is_type(json, json_type_object)) {
		struct json_object_iterator at = json_object_iter_begin(json), end = json_object_iter_end(json);
		for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
			n += 1 + count_members(json_object_iter_peek_value(&at));
	} else if (json_object_is_type(json, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(json); i++)
			n += count_members(json_object_array_get_idx(json, i));
	}
	return n;
}

static void tokener_freep(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

void body_free(struct json_object **json)
{
	if (*json)
		json_object_put(*json);
	*json = NULL;
}

enum err_code body_parse(const struct blob *text, struct json_object **ret_json, struct err *err)
{
	size_t members;
	if (text->n > INT32_MAX || !text_utf8_ok((const char *)text->p, text->n) || !scan(text, &members))
		return err_set(err, ERR_BAD_REQUEST, "body is no JSON");
	struct json_tokener *tokener CLEANUP(tokener_freep) = json_tokener_new_ex(DEPTH);
	if (!tokener)
		return err_set(err, ERR_NOMEM, "json");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	struct json_object *json CLEANUP(body_free) = json_tokener_parse_ex(tokener, (const char *)text->p, (int)text->n);
	if (json_tokener_get_error(tokener) != json_tokener_success || !json_object_is_type(json, json_type_object))
		return err_set(err, ERR_BAD_REQUEST, "body is no JSON object");
	for (size_t i = json_tokener_get_parse_end(tokener); i < text->n; i++)
		if (!strchr(" \t\r\n", text->p[i]))
			return err_set(err, ERR_BAD_REQUEST, "something follows the JSON object");
	if (count_members(json) != members)
		return err_set(err, ERR_BAD_REQUEST, "a key stands twice");
	if (json_object_object_length(json) > KEYS_MAX)
		return err_set(err, ERR_BAD_REQUEST, "too many keys");
	*ret_json = STEAL(json);
	return ERR_OK;
}

/* Plain text of a member: no NUL inside. */
static const char *text_of(struct arena *arena, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_string))
		return NULL;
	const char *s = json_object_get_string(value);
	size_t n = (size_t)json_object_get_string_len(value);
	return strlen(s) == n ? arena_dup(arena, s, n) : NULL;
}

const char *body_peek(struct arena *arena, struct json_object *json, const char *key)
{
	struct json_object *value;
	return json_object_object_get_ex(json, key, &value) ? text_of(arena, value) : NULL;
}

const char *body_take(struct arena *arena, struct json_object *json, const char *key)
{
	const char *text = body_peek(arena, json, key);
	json_object_object_del(json, key);
	return text;
}

const char *body_canonical(struct json_object *json)
{
	return json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN);
}

/* ---- reading ---- */

void body_begin(struct body_reader *r, struct req *req)
{
	body_begin_at(r, req, req->json, "");
}

void body_begin_at(struct body_reader *r, struct req *req, struct json_object *object, const char *pointer)
{
	*r = (struct body_reader){ .req = req, .object = object, .pointer = pointer };
}

static void wrong(struct body_reader *r, const char *key, const char *code, const char *text)
{
	char pointer[80];
	snprintf(pointer, sizeof(pointer), "%s/%s", r->pointer, key);
	err_field(&r->req->ctx.err, pointer, code, "%s", text);
	r->bad = true;
}

/* The member, marked as asked for; null counts as left out. */
static struct json_object *member(struct body_reader *r, const char *key, bool required)
{
	struct json_object *json = r->object;
	if (json) {
		unsigned bit = 0;
		struct json_object_iterator at = json_object_iter_begin(json), end = json_object_iter_end(json);
		for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at), bit++) {
			if (strcmp(json_object_iter_peek_name(&at), key) != 0)
				continue;
			r->seen |= UINT64_C(1) << bit;
			struct json_object *value = json_object_iter_peek_value(&at);
			if (value)
				return value;
		}
	}
	if (required)
		wrong(r, key, "required", "请填写");
	return NULL;
}

/* Line breaks and tabs become spaces; any other control character is refused. */
static bool tidy(char *s)
{
	for (unsigned char *c = (unsigned char *)s; *c; c++) {
		if (*c == '\n' || *c == '\r' || *c == '\t')
			*c = ' ';
		else if (*c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0))
			return false;
	}
	return true;
}

const char *body_text(struct body_reader *r, const char *key, bool required, size_t max_chars)
{
	struct json_object *value = member(r, key, required);
	if (!value)
		return NULL;
	char *text = arena_strdup(r->req->ctx.arena, text_of(r->req->ctx.arena, value));
	if (!text || !tidy(text)) {
		wrong(r, key, "type", "内容含有不支持的字符");
		return NULL;
	}
	text = text_trim(r->req->ctx.arena, text);
	if (text && required && !text[0]) {
		wrong(r, key, "required", "请填写");
		return NULL;
	}
	if (text && text_utf8_len(text) > max_chars) {
		char sentence[60];
		snprintf(sentence, sizeof(sentence), "最多%zu个字", max_chars);
		wrong(r, key, "length", sentence);
		return NULL;
	}
	return text;
}

const char *body_id(struct body_reader *r, const char *key, bool required)
{
	struct json_object *value = member(r, key, required);
	if (!value)
		return NULL;
	const char *text = text_of(r->req->ctx.arena, value);
	if (text && strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32)
		return text;
	wrong(r, key, "format", "编号格式不正确");
	return NULL;
}

int64_t body_int(struct body_reader *r, const char *key, bool required, int64_t min, int64_t max)
{
	struct json_object *value = member(r, key, required);
	if (!value)
		return DB_NULL;
	int64_t v = json_object_get_int64(value);
	/* json-c saturates: the outermost values stand for anything beyond them. */
	bool fits = json_object_is_type(value, json_type_int) && v != INT64_MAX && v != INT64_MIN;
	if (fits && v >= min && v <= max)
		return v;
	wrong(r, key, fits ? "range" : "type", fits ? "数值超出范围" : "请填写整数");
	return DB_NULL;
}

int body_bool(struct body_reader *r, const char *key, bool required)
{
	struct json_object *value = member(r, key, required);
	if (!value)
		return -1;
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? 1 : 0;
	wrong(r, key, "type", "请选择是或否");
	return -1;
}

const char *body_date(struct body_reader *r, const char *key, bool required)
{
	struct json_object *value = member(r, key, required);
	if (!value)
		return NULL;
	const char *text = text_of(r->req->ctx.arena, value);
	int32_t day;
	if (text && date_parse(text, &day))
		return text;
	wrong(r, key, "format", "日期格式不正确");
	return NULL;
}

struct json_object *body_object(struct body_reader *r, const char *key, bool required)
{
	struct json_object *value = member(r, key, required);
	if (!value || json_object_is_type(value, json_type_object))
		return value;
	wrong(r, key, "type", "格式不正确");
	return NULL;
}

const char *body_codes(struct body_reader *r, const char *key, bool required, size_t max_n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	struct json_object *value = member(r, key, required);
	if (!value)
		return NULL;
	size_t n = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : max_n + 1;
	if (n > max_n || (required && n == 0)) {
		wrong(r, key, n == 0 ? "required" : "length", n == 0 ? "请至少选择一项" : "选择的项目太多");
		return NULL;
	}
	struct buf out;
	buf_init(&out, r->req->ctx.arena, 128);
	for (size_t i = 0; i < n; i++) {
		const char *text = text_of(r->req->ctx.arena, json_object_array_get_idx(value, i));
		if (!text || !text[0] || strlen(text) > 40 || strspn(text, letters) != strlen(text)) {
			wrong(r, key, "format", "选项不正确");
			return NULL;
		}
		if (i)
			buf_char(&out, ',');
		buf_str(&out, text);
	}
	return out.failed ? NULL : out.n ? out.p : "";
}

const char *body_object_text(struct body_reader *r, const char *key, bool required)
{
	struct json_object *object = body_object(r, key, required);
	if (!object)
		return NULL;
	const char *text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	char *copy = arena_strdup(r->req->ctx.arena, text);
	if (!copy)
		r->bad = true;
	return copy;
}

enum err_code body_end(struct body_reader *r)
{
	struct json_object *json = r->object;
	unsigned bit = 0;
	if (json) {
		struct json_object_iterator at = json_object_iter_begin(json), end = json_object_iter_end(json);
		for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at), bit++) {
			const char *name = json_object_iter_peek_name(&at);
			if (!(r->seen >> bit & 1) && strcmp(name, "_key") != 0 && strcmp(name, "_version") != 0 && strcmp(name, "_s") != 0)
				wrong(r, strlen(name) < 60 && text_utf8_len(name) == strlen(name) ? name : "", "unknown", "不认识的内容");
		}
	}
	if (arena_failed(r->req->ctx.arena))
		return err_set(&r->req->ctx.err, ERR_NOMEM, "arena");
	return r->bad ? ERR_INVALID : ERR_OK;
}
