#include "base/err.h"

#include "unit.h"

static void every_row_is_whole(void **state)
{
	(void)state;
	for (size_t i = 1; i < ERR_COUNT_; i++) {
		const char *name = err_name((enum err_code)i);
		ROW_TRUE(i, name[0] != '\0' && strlen(name) < 23);
		for (const char *c = name; *c; c++)
			ROW_TRUE(i, (*c >= 'a' && *c <= 'z') || *c == '_');
		ROW_TRUE(i, err_title((enum err_code)i)[0] != '\0');
		ROW_TRUE(i, err_status((enum err_code)i) >= 400 && err_status((enum err_code)i) < 600);
		ROW_TRUE(i, err_class_of((enum err_code)i) != ERR_CLASS_NONE);
		for (size_t k = 1; k < i; k++)
			ROW_TRUE(i, strcmp(name, err_name((enum err_code)k)) != 0);
	}
	assert_string_equal(err_name(ERR_OK), "ok");
	assert_string_equal(err_name(ERR_NOT_FOUND), "not_found");
	assert_int_equal(err_status(ERR_OK), 200);
	assert_int_equal(err_status(ERR_KEY_REUSED), 422);
	assert_string_equal(err_name((enum err_code)9999), "internal");
}

static void set_and_clear(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_int_equal(err_native(&err, ERR_DB, 1213, "statement %s", "case_lock"), ERR_DB);
	assert_int_equal(err.code, ERR_DB);
	assert_int_equal(err.native, 1213);
	assert_string_equal(err.text, "statement case_lock");
	assert_non_null(strstr(err.file, "test_err.c"));
	assert_true(err.line > 0);
	assert_int_equal(err_set(NULL, ERR_STATE, "nobody listens"), ERR_STATE);
	err_clear(&err);
	assert_int_equal(err.code, ERR_OK);
	assert_string_equal(err.text, "");
}

static void fields(void **state)
{
	(void)state;
	struct err err = { 0 };
	for (int i = 0; i < ERR_FIELDS_MAX + 3; i++)
		assert_int_equal(err_field(&err, "/payee/account", "format", "第%d项不正确", i), ERR_INVALID);
	assert_int_equal(err.code, ERR_INVALID);
	assert_int_equal(err.n_fields, ERR_FIELDS_MAX);
	assert_string_equal(err.fields[2].text, "第2项不正确");
	assert_string_equal(err.fields[2].pointer, "/payee/account");

	assert_int_equal(err_set(&err, ERR_INVALID, "several"), ERR_INVALID);
	assert_int_equal(err.n_fields, ERR_FIELDS_MAX);
	assert_int_equal(err_set(&err, ERR_STATE, "something else"), ERR_STATE);
	assert_int_equal(err.n_fields, 0);

	assert_int_equal(err_field(&err, "/a", "required", "x"), ERR_INVALID);
	assert_int_equal(err.code, ERR_STATE); /* a code that was set stays */
}

static void long_text_is_cut_between_characters(void **state)
{
	(void)state;
	char text[400];
	for (size_t shift = 0; shift < 3; shift++) {
		memset(text, 'a', shift);
		for (size_t i = shift; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "\xE4\xB8\xAD", 4);
		struct err err = { 0 };
		err_set(&err, ERR_INTERNAL, "%s", text);
		size_t n = strlen(err.text);
		ROW_TRUE(shift, n > ERR_TEXT_MAX - 4 && n < ERR_TEXT_MAX);
		ROW_INT(shift, (n - shift) % 3, 0);
	}
}

UNIT_MAIN(UNIT("err: every code has a name, a sentence, a status and a class", every_row_is_whole),
          UNIT("err: set, native number, place, clear", set_and_clear), UNIT("err: wrong fields", fields),
          UNIT("err: long texts end at a character", long_text_is_cut_between_characters))
