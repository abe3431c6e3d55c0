/* Strict JSON bodies and their readers. */
#include "http/http_private.h"
#include "tests/unit/unit.h"

static enum err_code parse(const char *text, size_t n, struct json_object **ret_json)
{
	struct err err = { 0 };
	struct blob blob = { (const uint8_t *)text, n };
	return body_parse(&blob, ret_json, &err);
}

static void json_is_read_strictly(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{ "{}", true },
		{ " {\"a\" : 1 , \"b\" : [ 1 , 2.5e+3, -4E-2, {\"a\":null} ] }\r\n", true },
		{ "{\"a\":\"安居 \\u5b89 \\ud842\\udfb7\"}", true },
		{ "{\"a\":true,\"b\":false}", true },
		{ "", false },
		{ "[]", false },
		{ "1", false },
		{ "null", false },
		{ "{", false },
		{ "{}x", false },
		{ "{}{}", false },
		{ "{\"a\":1,}", false },
		{ "{\"a\":1,\"a\":2}", false },            /* which one would be a guess */
		{ "{\"b\":{\"a\":1,\"\\u0061\":2}}", false },
		{ "{a:1}", false },
		{ "{'a':1}", false },
		{ "{\"a\":NaN}", false },
		{ "{\"a\":Infinity}", false },
		{ "{\"a\":-Infinity}", false },
		{ "{\"a\":+1}", false },
		{ "{\"a\":01}", false },
		{ "{\"a\":1.}", false },
		{ "{\"a\":.5}", false },
		{ "{\"a\":0x10}", false },
		{ "{\"a\":True}", false },
		{ "{\"a\":tru}", false },
		{ "/* c */{}", false },
		{ "{\"a\":\"tab\there\"}", false },
		{ "{\"a\":\"\\x\"}", false },
		{ "{\"a\":\"\xff\"}", false },
		{ "{\"a\":\"\xed\xa0\x80\"}", false },     /* a surrogate in UTF-8 */
		{ "{\"a\":\"\xc0\xaf\"}", false },         /* overlong */
		{ "{\"a\":\"\\", false },
		{ "{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}", false },
		{ "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", true },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json_object *json = NULL;
		ROW_INT(i, parse(rows[i].text, strlen(rows[i].text), &json), rows[i].ok ? ERR_OK : ERR_BAD_REQUEST);
		ROW_INT(i, json != NULL, rows[i].ok);
		body_free(&json);
	}
	struct json_object *json = NULL;
	assert_int_equal(parse("{\"a\":\"\0\"}", 9, &json), ERR_BAD_REQUEST);
}

static void too_many_keys_are_refused(void **state)
{
	(void)state;
	char text[2000] = "{";
	for (int i = 0; i < 65; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\"k%d\":%d", i ? "," : "", i, i);
	strncat(text, "}", sizeof(text) - strlen(text) - 1);
	struct json_object *json = NULL;
	assert_int_equal(parse(text, strlen(text), &json), ERR_BAD_REQUEST);
}

struct fixture {
	struct req req;
	struct body_reader r;
};

static void open_body(struct fixture *f, const char *text)
{
	*f = (struct fixture){ .req = { .ctx = { .arena = arena_new(1 << 20) } } };
	assert_int_equal(parse(text, strlen(text), &f->req.json), ERR_OK);
	body_begin(&f->r, &f->req);
}

static void close_body(struct fixture *f)
{
	body_free(&f->req.json);
	arena_free(f->req.ctx.arena);
}

static void good_values_come_out(void **state)
{
	(void)state;
	struct fixture f;
	open_body(&f, "{\"t\":\"  安居\\n工程 \",\"i\":-5,\"b\":true,\"d\":\"2024-02-29\",\"id\":\"0123456789abcdef0123456789abcdef\","
	              "\"c\":[\"tax_cert\",\"T2-HOME\"],\"n\":null,\"o\":{\"x\":1},\"_key\":\"12345678\",\"_version\":3,\"_s\":\"x\"}");
	assert_string_equal(body_text(&f.r, "t", true, 5), "安居 工程");
	assert_int_equal(body_int(&f.r, "i", true, -5, 5), -5);
	assert_int_equal(body_bool(&f.r, "b", true), 1);
	assert_string_equal(body_date(&f.r, "d", true), "2024-02-29");
	assert_string_equal(body_id(&f.r, "id", true), "0123456789abcdef0123456789abcdef");
	assert_string_equal(body_codes(&f.r, "c", true, 2), "tax_cert,T2-HOME");
	assert_null(body_text(&f.r, "n", false, 5));
	assert_null(body_text(&f.r, "left out", false, 5));
	assert_true(body_int(&f.r, "left out", false, 0, 1) == DB_NULL);
	assert_int_equal(body_bool(&f.r, "left out", false), -1);
	struct json_object *o = body_object(&f.r, "o", true);
	assert_non_null(o);
	struct body_reader inner;
	body_begin_at(&inner, &f.req, o, "/o");
	assert_int_equal(body_int(&inner, "x", true, 0, 9), 1);
	assert_int_equal(body_end(&inner), ERR_OK);
	assert_int_equal(body_end(&f.r), ERR_OK);
	close_body(&f);
}

static void wrong_values_are_named(void **state)
{
	(void)state;
	enum { TEXT, INT, BOOL, DATE, ID, CODES, OBJECT };
	static const struct {
		int reader;
		const char *value, *code;
	} rows[] = {
		{ TEXT, "1", "type" },
		{ TEXT, "\"\"", "required" },
		{ TEXT, "\"   \"", "required" },
		{ TEXT, "null", "required" },
		{ TEXT, "\"一二三四五六\"", "length" },
		{ TEXT, "\"a\\u0000b\"", "type" },
		{ TEXT, "\"a\\u0007b\"", "type" },
		{ TEXT, "\"a\\u0085b\"", "type" },
		{ INT, "\"5\"", "type" },
		{ INT, "5.0", "type" },
		{ INT, "6", "range" },
		{ INT, "-6", "range" },
		{ INT, "99999999999999999999", "type" },
		{ INT, "-99999999999999999999", "type" },
		{ INT, "true", "type" },
		{ BOOL, "1", "type" },
		{ BOOL, "\"true\"", "type" },
		{ DATE, "\"2023-02-29\"", "format" },
		{ DATE, "\"2023-2-9\"", "format" },
		{ ID, "\"0123456789ABCDEF0123456789abcdef\"", "format" },
		{ ID, "5", "format" },
		{ CODES, "\"a\"", "length" },
		{ CODES, "[]", "required" },
		{ CODES, "[\"a\",\"b\",\"c\"]", "length" },
		{ CODES, "[\"a,b\"]", "format" },
		{ CODES, "[\"a b\"]", "format" },
		{ CODES, "[1]", "format" },
		{ CODES, "[null]", "format" },
		{ OBJECT, "[]", "type" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;
		char text[200];
		snprintf(text, sizeof(text), "{\"field\":%s}", rows[i].value);
		open_body(&f, text);
		switch (rows[i].reader) {
		case TEXT:
			ROW_TRUE(i, body_text(&f.r, "field", true, 5) == NULL);
			break;
		case INT:
			ROW_TRUE(i, body_int(&f.r, "field", true, -5, 5) == DB_NULL);
			break;
		case BOOL:
			ROW_INT(i, body_bool(&f.r, "field", true), -1);
			break;
		case DATE:
			ROW_TRUE(i, body_date(&f.r, "field", true) == NULL);
			break;
		case ID:
			ROW_TRUE(i, body_id(&f.r, "field", true) == NULL);
			break;
		case CODES:
			ROW_TRUE(i, body_codes(&f.r, "field", true, 2) == NULL);
			break;
		default:
			ROW_TRUE(i, body_object(&f.r, "field", true) == NULL);
			break;
		}
		ROW_INT(i, body_end(&f.r), ERR_INVALID);
		ROW_INT(i, f.req.ctx.err.n_fields, 1);
		ROW_STR(i, f.req.ctx.err.fields[0].pointer, "/field");
		ROW_STR(i, f.req.ctx.err.fields[0].code, rows[i].code);
		close_body(&f);
	}
}

static void unknown_keys_are_refused(void **state)
{
	(void)state;
	struct fixture f;
	open_body(&f, "{\"known\":\"a\",\"role\":\"lead\"}");
	assert_string_equal(body_text(&f.r, "known", true, 5), "a");
	assert_int_equal(body_end(&f.r), ERR_INVALID);
	assert_string_equal(f.req.ctx.err.fields[0].pointer, "/role");
	assert_string_equal(f.req.ctx.err.fields[0].code, "unknown");
	close_body(&f);
	open_body(&f, "{\"o\":{\"y\":1}}");
	struct body_reader inner;
	body_begin_at(&inner, &f.req, body_object(&f.r, "o", true), "/o");
	assert_int_equal(body_end(&inner), ERR_INVALID);
	assert_string_equal(f.req.ctx.err.fields[0].pointer, "/o/y");
	close_body(&f);
}

static void the_session_field_is_taken_out(void **state)
{
	(void)state;
	struct fixture f;
	open_body(&f, "{ \"_s\" : \"token\", \"a\":1 }");
	assert_string_equal(body_take(f.req.ctx.arena, f.req.json, "_s"), "token");
	assert_null(body_take(f.req.ctx.arena, f.req.json, "_s"));
	assert_string_equal(body_canonical(f.req.json), "{\"a\":1}");
	close_body(&f);
}

UNIT_MAIN(UNIT("JSON is read strictly (S13)", json_is_read_strictly), UNIT("too many keys", too_many_keys_are_refused),
          UNIT("good values come out", good_values_come_out), UNIT("wrong values are named", wrong_values_are_named),
          UNIT("unknown keys are refused (S3)", unknown_keys_are_refused), UNIT("the session field is taken out (S9)", the_session_field_is_taken_out))
