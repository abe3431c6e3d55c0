#include "base/text.h"

#include "unit.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena ? 0 : -1;
}

static int close_arena(void **state)
{
	(void)state;
	arena_freep(&arena);
	return 0;
}

static void buffer(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, arena, 0);
	assert_string_equal(b.p, "");
	buf_char(&b, '{');
	buf_key_str(&b, "name", "张\"三\"\\\n\x01");
	buf_key_int(&b, "min", INT64_MIN);
	buf_key_int(&b, "max", INT64_MAX);
	buf_key_bool(&b, "ok", true);
	buf_key(&b, "list");
	buf_char(&b, '[');
	buf_json(&b, NULL);
	buf_str(&b, "]");
	buf_printf(&b, "%c%05d", '}', 42);
	assert_false(b.failed);
	assert_string_equal(b.p, "{\"name\":\"张\\\"三\\\"\\\\\\n\\u0001\",\"min\":-9223372036854775808,\"max\":9223372036854775807,"
	                         "\"ok\":true,\"list\":[null]}00042");
	assert_int_equal(b.n, strlen(b.p));

	buf_init(&b, arena, 1);
	for (int i = 0; i < 5000; i++)
		buf_add(&b, "0123456789", 10);
	assert_false(b.failed);
	assert_int_equal(b.n, 50000);
	assert_int_equal(strlen(b.p), 50000);
	assert_memory_equal(b.p + 49990, "0123456789", 10);
}

static void buffer_when_the_arena_is_full(void **state)
{
	(void)state;
	struct arena *small CLEANUP(arena_freep) = arena_new(64);
	struct buf b;
	buf_init(&b, small, 32);
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "%s", "0123456789");
	assert_true(b.failed);
	assert_int_equal(strlen(b.p), b.n);
	struct buf none;
	buf_init(&none, small, 1000);
	buf_str(&none, "x");
	assert_true(none.failed);
	assert_string_equal(none.p, "");
}

static void json_of_broken_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "a\xFFz", "\"a\xEF\xBF\xBDz\"" },
		{ "\xE4\xB8", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"" },
		{ "\xF0\xA0\xAE\xB7", "\"\xF0\xA0\xAE\xB7\"" },
		{ "\t\b\f\r/", "\"\\t\\b\\f\\r/\"" },
		{ "", "\"\"" },
		{ "\x1F\x7F", "\"\\u001f\x7F\"" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b;
		buf_init(&b, arena, 16);
		buf_json(&b, rows[i].in);
		ROW_STR(i, b.p, rows[i].out);
	}
}

/* Plain bytes are passed over eight at a time: every byte at every place of a longer text must still be seen. */
static void json_every_byte_everywhere(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++)
		for (size_t at = 0; at < 20; at++) {
			char in[21], out[40], middle[8];
			memset(in, 'x', 20);
			in[20] = '\0';
			in[at] = (char)c;
			if (c == '"' || c == '\\')
				snprintf(middle, sizeof(middle), "\\%c", c);
			else if (strchr("\b\f\n\r\t", c))
				snprintf(middle, sizeof(middle), "\\%c", "bfnrt"[strchr("\b\f\n\r\t", c) - "\b\f\n\r\t"]);
			else if (c < 0x20)
				snprintf(middle, sizeof(middle), "\\u%04x", c);
			else
				snprintf(middle, sizeof(middle), "%.*s", c < 0x80 ? 1 : 3, c < 0x80 ? in + at : "\xEF\xBF\xBD");
			snprintf(out, sizeof(out), "\"%.*s%s%s\"", (int)at, in, middle, in + at + 1);
			struct buf b;
			buf_init(&b, arena, 16);
			buf_json(&b, in);
			ROW_STR((size_t)c, b.p, out);
		}
}

static void utf8(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		size_t n;
		bool ok;
	} rows[] = {
		{ "", 0, true },                 { "abc", 3, true },              { "中𠮷", 7, true },
		{ "a\0b", 3, false },            { "\x80", 1, false },            { "\xC0\x80", 2, false },
		{ "\xC1\xBF", 2, false },        { "\xC2\x80", 2, true },         { "\xE0\x9F\xBF", 3, false },
		{ "\xE0\xA0\x80", 3, true },     { "\xED\x9F\xBF", 3, true },     { "\xED\xA0\x80", 3, false },
		{ "\xEF\xBF\xBF", 3, true },     { "\xF0\x8F\xBF\xBF", 4, false }, { "\xF0\x90\x80\x80", 4, true },
		{ "\xF4\x8F\xBF\xBF", 4, true }, { "\xF4\x90\x80\x80", 4, false }, { "\xF5\x80\x80\x80", 4, false },
		{ "\xE4\xB8", 2, false },        { "\xE4\xB8\xAD", 2, false },    { "\xF0\xA0\xAE", 3, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, text_utf8_ok(rows[i].s, rows[i].n), rows[i].ok);
	assert_int_equal(text_utf8_len("a中𠮷"), 3);
	assert_int_equal(text_utf8_len(""), 0);
}

static void comparing(void **state)
{
	(void)state;
	assert_true(text_eq(NULL, NULL));
	assert_false(text_eq(NULL, ""));
	assert_true(text_eq("a", "a"));
	assert_false(text_eq("a", "ab"));
	assert_true(text_starts("abc", "ab"));
	assert_false(text_starts("a", "ab"));
	assert_false(text_starts(NULL, "a"));
	assert_true(text_in_list("a,bc,d", "bc"));
	assert_true(text_in_list("d", "d"));
	assert_false(text_in_list("abc,d", "ab"));
	assert_false(text_in_list("", "a"));
	assert_false(text_in_list(NULL, "a"));
	assert_true(text_all_digits("0129", 4));
	assert_false(text_all_digits("", 0));
	assert_false(text_all_digits("12a", 3));
	static const char *const trims[][2] = {
		{ "  a b \t\r\n", "a b" }, { "\xE3\x80\x80张三\xC2\xA0", "张三" }, { " \xE3\x80\x80 ", "" }, { "", "" }, { NULL, NULL },
		{ "\xEF\xBB\xBFx", "x" },
	};
	for (size_t i = 0; i < ARRAY_LEN(trims); i++)
		ROW_STR(i, text_trim(arena, trims[i][0]), trims[i][1]);
}

static void integers(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		bool ok;
		int64_t v;
	} rows[] = {
		{ "0", true, 0 },      { "-0", true, 0 },      { "-1", true, -1 },
		{ "007", true, 7 },    { "+1", false, 0 },     { "", false, 0 },
		{ "-", false, 0 },     { " 1", false, 0 },     { "1 ", false, 0 },
		{ "1.0", false, 0 },   { "--1", false, 0 },    { NULL, false, 0 },
		{ "9223372036854775807", true, INT64_MAX },    { "9223372036854775808", false, 0 },
		{ "-9223372036854775808", true, INT64_MIN },   { "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t v = -77;
		ROW_INT(i, text_i64(rows[i].s, &v), rows[i].ok);
		ROW_INT(i, v, rows[i].ok ? rows[i].v : -77);
	}
}

/* RFC 4648 section 10. */
static void encodings(void **state)
{
	(void)state;
	static const struct {
		const char *plain, *base64, *base32, *hex;
	} rows[] = {
		{ "", "", "", "" },
		{ "f", "Zg==", "MY", "66" },
		{ "fo", "Zm8=", "MZXQ", "666f" },
		{ "foo", "Zm9v", "MZXW6", "666f6f" },
		{ "foob", "Zm9vYg==", "MZXW6YQ", "666f6f62" },
		{ "fooba", "Zm9vYmE=", "MZXW6YTB", "666f6f6261" },
		{ "foobar", "Zm9vYmFy", "MZXW6YTBOI", "666f6f626172" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].plain);
		struct blob back;
		ROW_STR(i, text_base64(arena, rows[i].plain, n), rows[i].base64);
		ROW_STR(i, text_base32(arena, rows[i].plain, n), rows[i].base32);
		ROW_STR(i, text_hex(arena, rows[i].plain, n), rows[i].hex);
		ROW_TRUE(i, text_unbase64(arena, rows[i].base64, strlen(rows[i].base64), &back) && back.p && back.n == n &&
		                    memcmp(back.p, rows[i].plain, n) == 0);
		ROW_TRUE(i, text_unbase32(arena, rows[i].base32, &back) && back.n == n && memcmp(back.p, rows[i].plain, n) == 0);
		ROW_TRUE(i, text_unhex(arena, rows[i].hex, &back) && back.n == n && memcmp(back.p, rows[i].plain, n) == 0);
	}
	uint8_t all[256];
	struct blob back;
	for (size_t i = 0; i < 256; i++)
		all[i] = (uint8_t)(i * 167 + 13);
	for (size_t n = 0; n <= 256; n++) {
		char *text = text_base64(arena, all, n);
		ROW_TRUE(n, text_unbase64(arena, text, strlen(text), &back) && back.n == n && memcmp(back.p, all, n) == 0);
		ROW_TRUE(n, text_unbase32(arena, text_base32(arena, all, n), &back) && back.n == n && memcmp(back.p, all, n) == 0);
		arena_reset(arena);
	}
}

static void broken_encodings(void **state)
{
	(void)state;
	static const char *const base64[] = { "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Z g=", "Zm9v\n", "Zm-_" };
	static const char *const base32[] = { "M", "MZX", "MZXW6Y", "MY1", "M Y", "MZ", "mzxw6!" };
	static const char *const hex[] = { "6", "6g", "0x66", "66 " };
	struct blob back = { NULL, 99 };
	for (size_t i = 0; i < ARRAY_LEN(base64); i++)
		ROW_TRUE(i, !text_unbase64(arena, base64[i], strlen(base64[i]), &back));
	for (size_t i = 0; i < ARRAY_LEN(base32); i++)
		ROW_TRUE(i, !text_unbase32(arena, base32[i], &back));
	for (size_t i = 0; i < ARRAY_LEN(hex); i++)
		ROW_TRUE(i, !text_unhex(arena, hex[i], &back));
	assert_int_equal(back.n, 99);
	assert_true(text_unbase32(arena, "mzxw6===", &back) && back.n == 3);
	assert_true(text_unhex(arena, "66AbcD", &back) && back.n == 3);
	assert_false(text_unhex(arena, NULL, &back));
	assert_false(text_unbase64(arena, NULL, 0, &back));
	assert_false(text_unbase32(arena, NULL, &back));
}

static void url(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "a%20b+c", "a b c" }, { "%E5%AE%89", "安" }, { "", "" }, { "%", NULL }, { "%4", NULL }, { "%4g", NULL }, { "%00", NULL },
		{ "a%2", NULL }, { "%41", "A" }, { "%2541", "%41" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, text_urldecode(arena, rows[i][0], strlen(rows[i][0])), rows[i][1]);
	assert_null(text_urldecode(arena, "a\0b", 3));
	assert_string_equal(text_urldecode(arena, "%41%42", 3), "A");
	assert_null(text_urldecode(arena, "%41%42", 5));
	assert_null(text_urldecode(arena, "%41%42", 4)); /* the length counts, not the NUL */
}

static void masks(void **state)
{
	(void)state;
	static const struct {
		char *(*mask)(struct arena *, const char *);
		const char *in, *out;
	} rows[] = {
		{ text_mask_name, "张三", "张*" },
		{ text_mask_name, "张小三", "张*三" },
		{ text_mask_name, "欧阳小明", "欧**明" },
		{ text_mask_name, "买买提·艾力", "买****力" },
		{ text_mask_name, "𠮷野家", "𠮷*家" },
		{ text_mask_name, "张", "*" },
		{ text_mask_name, "", "" },
		{ text_mask_name, NULL, NULL },
		{ text_mask_phone, "13812341234", "138****1234" },
		{ text_mask_phone, "88123456", "881*3456" },
		{ text_mask_phone, "110", "****" },
		{ text_mask_phone, "电话号码很长", "****" },
		{ text_mask_phone, NULL, NULL },
		{ text_mask_idno, "330106199003070014", "330106********0014" },
		{ text_mask_idno, "H12345678", "H******78" },
		{ text_mask_idno, "12345", "****" },
		{ text_mask_idno, NULL, NULL },
		{ text_mask_account, "6217001234567890122", "****0122" },
		{ text_mask_account, "1234567", "****" },
		{ text_mask_account, "", "" },
		{ text_mask_account, NULL, NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, rows[i].mask(arena, rows[i].in), rows[i].out);
}

static void code_lists(void **state)
{
	(void)state;
	static const struct {
		const char *in, *json;
	} rows[] = { { NULL, "[]" }, { "", "[]" }, { "a", "[\"a\"]" }, { "a,bc", "[\"a\",\"bc\"]" }, { "a,\"", "[\"a\",\"\\\"\"]" }, { "a,", "[\"a\"]" } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b;
		buf_init(&b, arena, 16);
		buf_codes(&b, rows[i].in);
		ROW_STR(i, b.p, rows[i].json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("text: the buffer grows and writes JSON", buffer),
		UNIT("text: a full arena fails the buffer, not the program", buffer_when_the_arena_is_full),
		UNIT("text: broken bytes leave the JSON readable", json_of_broken_bytes),
		UNIT("text: a comma list as JSON", code_lists),
		UNIT("text: JSON of every byte at every place", json_every_byte_everywhere),
		UNIT("text: strict UTF-8", utf8),
		UNIT("text: comparing and trimming", comparing),
		UNIT("text: whole numbers", integers),
		UNIT("text: base 64, base 32 and hex", encodings),
		UNIT("text: broken encodings are refused", broken_encodings),
		UNIT("text: percent escapes", url),
		UNIT("text: G7 masked names, phones, ID numbers and accounts", masks),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
