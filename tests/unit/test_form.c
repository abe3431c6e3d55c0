/* The type-II form: schema subset, pointers, sentences, reading and writing (1.2, 4C-12), and the texts of messages (4C-13). */
#include "tests/unit/unit.h"

#include "base/date.h"
#include "domain/forms/form.h"
#include "domain/forms/form_query.h"
#include "domain/forms/form_schema.h"
#include "domain/notice/notice.h"

#include <stdio.h>

#define GOOD \
	"\"kind\":\"graduate\",\"mobile\":\"13800138000\",\"members\":[],\"income\":[{\"person\":\"self\",\"year\":2025,\"amount_fen\":0}]," \
	"\"contract\":{\"employer\":\"测试公司\",\"uscc\":\"91350100M000100Y43\",\"division\":\"330106\",\"from\":\"2025-01-01\",\"to\":null}"

static struct config *config;
static const struct form_def *def;
static struct arena *arena;

static int open_form(void **state)
{
	struct err err = { 0 };
	char path[] = "/tmp/test_form.XXXXXX";
	(void)state;
	int fd = mkstemp(path);
	FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!f)
		return -1;
	fprintf(f, "forms.dir = %s/conf/forms\n", ANJU_SOURCE_DIR);
	fclose(f);
	enum err_code code = config_load(path, &config, &err);
	remove(path);
	arena = arena_new((size_t)8 << 20);
	if (code || !arena || form_def_get(config, "type2", &def, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	return 0;
}

static int close_form(void **state)
{
	(void)state;
	arena_freep(&arena);
	config_freep(&config);
	return 0;
}

static void faults(void **state)
{
	static const struct { const char *json, *pointer, *code, *text; } rows[] = {
		{ "{" GOOD "}", NULL, NULL, NULL },
		{ "{" GOOD ",\"payee\":{\"account\":\"6222020200000000000\"}}", "/payee/account", "format", "银行卡号不对" },
		{ "{" GOOD ",\"extra\":1}", "/extra", "additionalProperties", "不认识的内容" },
		{ "{" GOOD ",\"a~b/c\":1}", "/a~0b~1c", "additionalProperties", NULL },
		{ "{}", "/kind", "required", "请选择您的申请身份" },
		{ "{\"kind\":\"graduate\"}", "/contract", "required", NULL },
		{ "{\"kind\":\"entrepreneur\"}", "/licence", "required", NULL },
		{ "{\"kind\":\"entrepreneur\"}", "/tax_months", "required", "请选择已缴税的月份" },
		{ "{\"kind\":\"boss\"}", "/kind", "enum", NULL },
		{ "{\"kind\":1}", "/kind", "type", NULL },
		{ "{\"mobile\":\"12800138000\"}", "/mobile", "format", "11 位手机号码" },
		{ "{\"address\":\"短\"}", "/address", "minLength", "写到门牌号" },
		{ "{\"members\":[{\"relation\":\"spouse\"}]}", "/members/0/idno", "required", "请填写家庭成员的身份证号码" },
		{ "{\"members\":[{\"relation\":\"spouse\",\"name\":\"测试\",\"idno\":\"330106199001011234\"}]}", "/members/0/idno", "format", "逐位核对" },
		{ "{\"members\":[{\"relation\":\"friend\"}]}", "/members/0/relation", "enum", NULL },
		{ "{\"members\":[{\"relation\":\"spouse\",\"person\":\"xyz\"}]}", "/members/0/person", "pattern", NULL },
		{ "{\"members\":{}}", "/members", "type", NULL },
		{ "{\"members\":[{},{},{},{},{},{},{},{},{},{}]}", "/members", "maxItems", "最多 9 人" },
		{ "{\"income\":[]}", "/income", "minItems", NULL },
		{ "{\"income\":[{\"person\":\"self\",\"year\":1999,\"amount_fen\":0}]}", "/income/0/year", "minimum", NULL },
		{ "{\"income\":[{\"person\":\"self\",\"year\":2025,\"amount_fen\":-1}]}", "/income/0/amount_fen", "minimum", NULL },
		{ "{\"income\":[{\"person\":\"self\",\"year\":2025,\"amount_fen\":100000000001}]}", "/income/0/amount_fen", "maximum", "单位是不是元" },
		{ "{\"income\":[{\"person\":\"self\",\"year\":2025,\"amount_fen\":1.5}]}", "/income/0/amount_fen", "type", NULL },
		{ "{\"tax_months\":[\"2025-13\"]}", "/tax_months/0", "format", NULL },
		{ "{\"contract\":{\"from\":\"2025-02-30\"}}", "/contract/from", "format", "合同开始日期不对" },
		{ "{\"contract\":{\"to\":7}}", "/contract/to", "type", NULL },
		{ "{\"contract\":{\"uscc\":\"91350100M000100Y44\"}}", "/contract/uscc", "format", NULL },
		{ "{\"contract\":{\"division\":\"33010\"}}", "/contract/division", "pattern", NULL },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		enum err_code code = form_check(def, rows[i].json, strlen(rows[i].json), &err);
		if (!rows[i].pointer) {
			if (code)
				fail_msg("row %zu: %s at %s", i, err.fields[0].code, err.fields[0].pointer);
			continue;
		}
		bool found = false;
		for (size_t k = 0; k < err.n_fields; k++)
			found = found || (strcmp(err.fields[k].pointer, rows[i].pointer) == 0 && strcmp(err.fields[k].code, rows[i].code) == 0 &&
			                  (!rows[i].text || strstr(err.fields[k].text, rows[i].text)));
		if (code != ERR_INVALID || !found)
			fail_msg("row %zu: no %s at %s (%zu faults)", i, rows[i].code, rows[i].pointer, err.n_fields);
	}
}

static void no_form(void **state)
{
	static const char *const rows[] = { "", "{", "[]", "1", "{\"a\":1,}", "{} x", "{\"a\":\"\xff\"}", "null" };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		struct form form;
		if (form_check(def, rows[i], strlen(rows[i]), &err) != ERR_BAD_REQUEST)
			fail_msg("row %zu is checked", i);
		if (form_read(arena, rows[i], strlen(rows[i]), &form, &err) != ERR_BAD_REQUEST)
			fail_msg("row %zu is read", i);
	}
	struct buf deep;
	struct err err = { 0 };
	buf_init(&deep, arena, 256);
	buf_str(&deep, "{\"members\":");
	for (int i = 0; i < 40; i++)
		buf_char(&deep, '[');
	assert_int_equal(form_check(def, deep.p, deep.n, &err), ERR_BAD_REQUEST);
}

static void read_and_written(void **state)
{
	static const char json[] = "{\"kind\":\"entrepreneur\",\"mobile\":\"13800138000\",\"address\":\"测试路一号\",\"members\":[{\"name\":\"测试乙\",\"idno\":\"X\","
				   "\"relation\":\"child\"},{\"person\":\"t\",\"relation\":\"spouse\"}],\"licence\":{\"name\":\"测试店\",\"uscc\":\"U\",\"division\":\"330106\","
				   "\"from\":\"2024-01-01\",\"to\":null},\"tax_months\":[\"2025-01\",\"2025-02\"],\"income\":[{\"idno\":\"I\",\"year\":2025,\"amount_fen\":5}],"
				   "\"payee\":{\"account\":\"6\",\"holder\":\"测试\",\"bank\":\"行\",\"cnaps\":\"\"},\"undertaking\":\"type2-1\"}";
	struct form form;
	struct err err = { 0 };
	struct buf b;
	(void)state;
	assert_int_equal(form_read(arena, json, sizeof json - 1, &form, &err), ERR_OK);
	assert_int_equal(form.n_members, 2);
	assert_string_equal(form.members[1].person, "t");
	assert_null(form.members[1].idno);
	assert_true(form.licence.given && !form.contract.given && form.payee.given);
	assert_int_equal(form.n_tax_months, 2);
	buf_init(&b, arena, 1024);
	form_write(&b, &form);
	assert_string_equal(b.p, json);
	/* wrong types are left out, never believed */
	static const char odd[] = "{\"kind\":5,\"members\":\"x\",\"income\":[3,{\"year\":\"2025\",\"amount_fen\":true}],\"contract\":[],\"payee\":1}";
	assert_int_equal(form_read(arena, odd, sizeof odd - 1, &form, &err), ERR_OK);
	assert_null(form.kind);
	assert_int_equal(form.n_members, 0);
	assert_int_equal(form.n_income, 1);
	assert_int_equal(form.income[0].amount_fen, -1);
	assert_false(form.contract.given || form.payee.given);
}

static void definition(void **state)
{
	const char *text;
	struct err err = { 0 };
	const struct form_def *again;
	(void)state;
	assert_true(form_def_matter(def, form_def_first_matter(def)));
	assert_false(form_def_matter(def, "0"));
	assert_false(form_def_matter(def, NULL));
	assert_true(form_def_promise_days(def) > 0);
	assert_true(strlen(form_def_undertaking(def)) > 0);
	assert_int_equal(form_query_text(config, "type2", &text, &err), ERR_OK);
	assert_non_null(strstr(text, "\"schema\""));
	assert_int_equal(form_def_get(config, "type2", &again, &err), ERR_OK);
	assert_ptr_equal(again, def);
	assert_int_equal(form_query_text(config, "../../etc/passwd", &text, &err), ERR_NOT_FOUND);
	assert_int_equal(form_query_text(config, "none", &text, &err), ERR_NOT_FOUND);
}

static void messages(void **state)
{
	static const struct { const char *name, *surname; } names[] = { { "张三", "张" }, { "欧阳修远", "欧阳" }, { "欧阳", "欧" }, { "", "" }, { "A", "A" } };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(notice_surname(arena, names[i].name), names[i].surname) != 0)
			fail_msg("row %zu: %s", i, notice_surname(arena, names[i].name));
	assert_string_equal(notice_fill(arena, "{surname}：{business}，{reasons}，{due}", "张", "补贴", "甲；乙", "2026-12-01"), "张：补贴，甲；乙，2026-12-01");
	assert_null(notice_fill(arena, "{reasons}", "张", "补贴", NULL, NULL)); /* a hole is no message */
	assert_string_equal(notice_fill(arena, "{other}", "张", "补贴", NULL, NULL), "{other}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("1.2 4C-12: each fault of a form has its pointer and sentence", faults),
		UNIT("what is no form at all", no_form),
		UNIT("a form read and written is the same", read_and_written),
		UNIT("the definition: matters, promise, text for the page", definition),
		UNIT("4C-13: messages", messages),
	};
	return cmocka_run_group_tests(tests, open_form, close_form);
}
