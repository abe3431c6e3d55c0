/* Wire rows of every source into rows of the policy book, in every shape, and what hostile answers become. */
#include "gateway/data_rows.h"

#include "base/idno.h"
#include "base/text.h"
#include "gateway/data.h"
#include "gateway/reading.h"

#include "unit.h"

static struct arena *arena;
static char me[19], other[19];

/* Made-up people with right check digits. */
static void make_idno(const char *first17, char out[19])
{
	memcpy(out, first17, 17);
	out[17] = idno_check_digit(first17);
	out[18] = '\0';
}

static int begin(void **state)
{
	(void)state;
	make_idno("33010619950307001", me);
	make_idno("33010419880211204", other);
	arena = arena_new((size_t)256 << 20);
	return arena ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	arena_freep(&arena);
	return 0;
}

/* $ becomes my number, # the other person's. */
static const char *fill(const char *text)
{
	struct buf b;
	buf_init(&b, arena, 256);
	for (; *text; text++) {
		if (*text == '$')
			buf_str(&b, me);
		else if (*text == '#')
			buf_str(&b, other);
		else
			buf_char(&b, *text);
	}
	return b.p;
}

static struct data_answer read_text(const char *source, const char *answer, size_t n)
{
	struct data_answer got;
	const struct data_source *s = data_source_find(source);
	assert_non_null(s);
	data_rows_read(arena, s, me, answer, n, &got);
	return got;
}

static struct data_answer read_answer(const char *source, const char *answer)
{
	const char *text = fill(answer);
	return read_text(source, text, strlen(text));
}

/* The answer around one `datas` value. */
static struct data_answer read_datas(const char *source, const char *count, const char *datas)
{
	return read_answer(source, arena_printf(arena, "{\"code\":\"00\",\"msg\":\"成功\",\"dataCount\":\"%s\",\"datas\":%s,\"requestId\":\"r-1\",\"asOf\":\"2026-11-01\"}",
	                                        count, datas));
}

static const struct {
	const char *source, *wire, *row;
} good[] = {
	{ "household", "{\"czrkgmsfhm\":\"$\",\"czrkxm\":\"某某\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\",\"hh\":\"1\",\"yhzgx\":\"户主\"}",
	  "{\"id\":\"$\",\"division\":\"330106\",\"native_division\":\"420102\"}" },
	{ "id_card", "{\"gmsfhm\":\"$\",\"zjzt\":\"有效\",\"yxqz\":\"20390612\"}", "{\"id\":\"$\",\"state\":\"valid\",\"to\":\"2039-06-12\"}" },
	{ "residence_permit", "{\"sfzh\":\"$\",\"jzzlx\":\"formal\",\"qfxzqh\":\"330106\",\"yxqsrq\":\"2019-01-01\",\"yxjzrq\":\"20281231\"}",
	  "{\"id\":\"$\",\"kind\":\"formal\",\"division\":\"330106\",\"from\":\"2019-01-01\",\"to\":\"2028-12-31\"}" },
	{ "vehicle", "{\"sfzmhm\":\"$\",\"hphm\":\"浙A00001\",\"syxz\":\"非营运\",\"gcjg\":\"120000.00\"}", "{\"id\":\"$\",\"operating\":false,\"price_fen\":12000000}" },
	{ "vehicle", "{\"sfzmhm\":\"$\",\"syxz\":\"营运\",\"gcjg\":\"0.01\"}", "{\"id\":\"$\",\"operating\":true,\"price_fen\":1}" },
	{ "marriage", "{\"cardId\":\"$\",\"spouseCardId\":\"#\",\"registrationDate\":\"2019-02-14\",\"endDate\":\"\"}",
	  "{\"id\":\"$\",\"spouse\":\"#\",\"registered_on\":\"2019-02-14\",\"ended_on\":null}" },
	{ "marriage", "{\"cardId\":\"$\",\"spouseCardId\":\"#\",\"registrationDate\":\"20190214\",\"endDate\":\"20200301\"}",
	  "{\"id\":\"$\",\"spouse\":\"#\",\"registered_on\":\"2019-02-14\",\"ended_on\":\"2020-03-01\"}" },
	{ "social_insurance", "{\"AAC002\":\"$\",\"aae003\":\"202007\",\"aab301\":\"330106\",\"aab004\":\"某公司\"}",
	  "{\"id\":\"$\",\"month\":\"2020-07\",\"division\":\"330106\"}" },
	{ "title", "{\"zjhm\":\"$\",\"zcdj\":\"初级\",\"fzrq\":\"20180501\"}", "{\"id\":\"$\",\"level\":\"junior\",\"issued_on\":\"2018-05-01\"}" },
	{ "title", "{\"zjhm\":\"$\",\"zcdj\":\"中级\",\"fzrq\":\"20180501\"}", "{\"id\":\"$\",\"level\":\"intermediate\",\"issued_on\":\"2018-05-01\"}" },
	{ "title", "{\"zjhm\":\"$\",\"zcdj\":\"副高级\",\"fzrq\":\"20180501\"}", "{\"id\":\"$\",\"level\":\"associate_senior\",\"issued_on\":\"2018-05-01\"}" },
	{ "title", "{\"zjhm\":\"$\",\"zcdj\":\"正高级\",\"fzrq\":\"20180501\"}", "{\"id\":\"$\",\"level\":\"senior\",\"issued_on\":\"2018-05-01\"}" },
	{ "vocational", "{\"zjhm\":\"$\",\"jndj\":\"3\",\"fzrq\":\"2018-05-01\"}", "{\"id\":\"$\",\"level\":3,\"issued_on\":\"2018-05-01\"}" },
	{ "provident_fund", "{\"gmsfhm\":\"$\",\"jcny\":\"202007\",\"dwxzqh\":\"330106\",\"dwmc\":\"某公司\"}",
	  "{\"id\":\"$\",\"month\":\"2020-07\",\"division\":\"330106\"}" },
	{ "property",
	  "{\"qlrzjh\":\"$\",\"bdcdyh\":\"330106001002GB00001F00010101\",\"xzqh\":\"330106\",\"ghyt\":\"住宅\",\"gybl\":\"100\",\"djsj\":\"2015-01-01\","
	  "\"zysj\":\"\",\"bdcqzh\":\"浙(2015)杭州市不动产权第0000001号\",\"zl\":\"某路1号\"}",
	  "{\"id\":\"$\",\"division\":\"330106\",\"unit\":\"330106001002GB00001F00010101\",\"use\":\"residential\",\"share_percent\":100,"
	  "\"registered_on\":\"2015-01-01\",\"transferred_on\":null}" },
	{ "property", "{\"qlrzjh\":\"$\",\"bdcdyh\":\"u\",\"xzqh\":\"330106\",\"ghyt\":\"车位\",\"gybl\":\"0\",\"djsj\":\"20150101\",\"zysj\":\"20200101\"}",
	  "{\"id\":\"$\",\"division\":\"330106\",\"unit\":\"u\",\"use\":\"parking\",\"share_percent\":0,\"registered_on\":\"2015-01-01\",\"transferred_on\":\"2020-01-01\"}" },
	{ "degree", "{\"zjhm\":\"$\",\"xl\":\"本科\",\"byrq\":\"20170630\",\"qrzbz\":\"1\",\"yxmc\":\"某大学\"}",
	  "{\"id\":\"$\",\"level\":\"bachelor\",\"graduated_on\":\"2017-06-30\",\"counts\":true}" },
	{ "degree", "{\"zjhm\":\"$\",\"xl\":\"博士\",\"byrq\":\"20170630\",\"qrzbz\":\"0\"}",
	  "{\"id\":\"$\",\"level\":\"doctor\",\"graduated_on\":\"2017-06-30\",\"counts\":false}" },
	{ "student_status", "{\"zjhm\":\"$\",\"xl\":\"硕士\",\"rxrq\":\"2014-09-01\",\"yjbyrq\":\"2017-06-30\"}",
	  "{\"id\":\"$\",\"level\":\"master\",\"from\":\"2014-09-01\",\"to\":\"2017-06-30\"}" },
	{ "public_rental", "{\"zjhm\":\"$\",\"ksrq\":\"2018-01-01\",\"jsrq\":\"2019-12-31\"}",
	  "{\"id\":\"$\",\"kind\":\"public_rental\",\"from\":\"2018-01-01\",\"to\":\"2019-12-31\"}" },
	{ "low_rent", "{\"zjhm\":\"$\",\"ksrq\":\"2018-01-01\",\"jsrq\":\"\"}", "{\"id\":\"$\",\"kind\":\"low_rent\",\"from\":\"2018-01-01\",\"to\":null}" },
	{ "affordable", "{\"zjhm\":\"$\",\"ksrq\":\"2018-01-01\",\"jsrq\":null}", "{\"id\":\"$\",\"kind\":\"affordable\",\"from\":\"2018-01-01\",\"to\":null}" },
	{ "reform", "{\"zjhm\":\"$\",\"ksrq\":\"20180101\",\"jsrq\":\"\"}", "{\"id\":\"$\",\"kind\":\"reform\",\"from\":\"2018-01-01\",\"to\":null}" },
	{ "allowance", "{\"zjhm\":\"$\",\"ksrq\":\"20180101\",\"jsrq\":\"\"}", "{\"id\":\"$\",\"kind\":\"allowance\",\"from\":\"2018-01-01\",\"to\":null}" },
	{ "lease", "{\"czr_zjhm\":\"$\",\"fdr_zjhm\":\"#\",\"xzqh\":\"330106\",\"qsrq\":\"2020-01-01\",\"jzrq\":\"2020-12-31\",\"zj\":\"2500.00\",\"bah\":\"1\"}",
	  "{\"tenant\":\"$\",\"landlord\":\"#\",\"division\":\"330106\",\"from\":\"2020-01-01\",\"to\":\"2020-12-31\",\"rent_fen\":250000}" },
};

/* What stands beside the rules' rows; whatever is odd there is null and spoils nothing. */
static void beside_the_rows(void **state)
{
	(void)state;
	static const struct {
		const char *source, *wire, *side; /* NULL: none */
	} rows[] = {
		{ "household", "{\"czrkgmsfhm\":\"$\",\"czrkxm\":\"某某\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\",\"hh\":\"B1\",\"yhzgx\":\"长女\"}",
		  "[{\"id\":\"$\",\"number\":\"B1\",\"role\":\"child\",\"name\":\"某某\",\"died_on\":null}]" },
		{ "household", "{\"czrkgmsfhm\":\"$\",\"czrkxm\":\"某某\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\",\"hh\":\"B1\",\"yhzgx\":\"户主\",\"swrq\":\"20261201\"}",
		  "[{\"id\":\"$\",\"number\":\"B1\",\"role\":\"head\",\"name\":\"某某\",\"died_on\":\"2026-12-01\"}]" },
		{ "household", "{\"czrkgmsfhm\":\"$\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\",\"hh\":\"B1\",\"yhzgx\":\"户主\",\"swrq\":\"soon\"}",
		  "[{\"id\":\"$\",\"number\":\"B1\",\"role\":\"head\",\"name\":null,\"died_on\":null}]" },
		{ "household", "{\"czrkgmsfhm\":\"$\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\",\"hh\":7,\"yhzgx\":\"外甥\"}",
		  "[{\"id\":\"$\",\"number\":null,\"role\":null,\"name\":null,\"died_on\":null}]" },
		{ "household", "null", "[]" },
		{ "social_insurance", "[{\"AAC002\":\"$\",\"aae003\":\"202007\",\"aab301\":\"330106\",\"aab004\":\"某公司\"}]",
		  "[{\"id\":\"$\",\"month\":\"2020-07\",\"name\":\"某公司\"}]" },
		{ "degree", "null", NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct data_answer got = read_datas(rows[i].source, text_eq(rows[i].wire, "null") ? "0" : "1", fill(rows[i].wire));
		ROW_INT(i, got.kind, DATA_ANSWER_ROWS);
		if (rows[i].side)
			ROW_STR(i, got.side ? got.side : "(none)", fill(rows[i].side));
		else
			ROW_TRUE(i, got.side == NULL);
	}
}

/* Each source as one object, as an array of one and of two, and as JSON text of both. */
static void every_source_in_every_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		const char *one = arena_printf(arena, "[%s]", fill(good[i].row)), *two = arena_printf(arena, "[%s,%s]", fill(good[i].row), fill(good[i].row));
		struct buf text, texts;
		buf_init(&text, arena, 256);
		buf_init(&texts, arena, 256);
		buf_json(&text, fill(good[i].wire));
		buf_json(&texts, fill(arena_printf(arena, "[%s,%s]", good[i].wire, good[i].wire)));
		const struct {
			const char *count, *datas, *want;
			size_t n;
		} shapes[] = {
			{ "1", good[i].wire, one, 1 },
			{ "1", arena_printf(arena, "[%s]", good[i].wire), one, 1 },
			{ "2", arena_printf(arena, "[%s,%s]", good[i].wire, good[i].wire), two, 2 },
			{ "1", text.p, one, 1 },
			{ "2", texts.p, two, 2 },
		};
		for (size_t k = 0; k < ARRAY_LEN(shapes); k++) {
			struct data_answer got = read_datas(good[i].source, shapes[k].count, shapes[k].datas);
			ROW_INT(i * 10 + k, got.kind, DATA_ANSWER_ROWS);
			ROW_STR(i * 10 + k, got.rows, shapes[k].want);
			ROW_INT(i * 10 + k, got.n_rows, shapes[k].n);
			ROW_STR(i * 10 + k, got.as_of, "2026-11-01");
			ROW_STR(i * 10 + k, got.request_no, "r-1");
		}
	}
}

static void every_source_is_in_the_tables(void **state)
{
	(void)state;
	assert_int_equal(data_sources_n, data_source_table_n);
	for (size_t i = 0; i < data_sources_n; i++) {
		bool tried = false;
		for (size_t k = 0; k < ARRAY_LEN(good); k++)
			tried |= strcmp(good[k].source, data_sources[i]) == 0;
		ROW_TRUE(i, tried);
		ROW_TRUE(i, data_source_known(data_sources[i]));
	}
	assert_false(data_source_known("tax"));
	assert_false(data_source_known(NULL));
}

static void no_record_is_a_fact(void **state)
{
	(void)state;
	static const char *const none[] = { "null", "[]", "\"\"", "\"[]\"", "\"null\"" };
	for (size_t i = 0; i < data_source_table_n; i++)
		for (size_t k = 0; k < ARRAY_LEN(none); k++) {
			struct data_answer got = read_datas(data_source_table[i].name, "0", none[k]);
			ROW_INT(i * 10 + k, got.kind, DATA_ANSWER_ROWS);
			ROW_STR(i * 10 + k, got.rows, "[]");
		}
}

/* Replaces the value of one key; value NULL takes the key away. */
static const char *change(const char *wire, const char *key, const char *value)
{
	CLEANUP(reading_freep) json_object *row = reading_parse(wire, strlen(wire), READING_MOST);
	assert_non_null(row);
	if (value)
		json_object_object_add(row, key, json_tokener_parse(value));
	else
		json_object_object_del(row, key);
	return arena_strdup(arena, json_object_to_json_string(row));
}

/* A row that cannot be read makes the source a conflict: it is neither dropped nor believed. */
static void unreadable_rows_are_conflicts(void **state)
{
	(void)state;
	static const struct {
		const char *source, *key, *value;
	} rows[] = {
		{ "household", "czrkgmsfhm", "\"#\"" }, /* somebody else */
		{ "household", "czrkgmsfhm", "\"\"" },
		{ "household", "czrkgmsfhm", NULL },
		{ "household", "czrkgmsfhm", "330106199503070010" }, /* a number where a text is due */
		{ "household", "hjdxzqh", "330106" },
		{ "household", "hjdxzqh", "\"33010\"" },
		{ "household", "hjdxzqh", "\"33010a\"" },
		{ "household", "hjdxzqh", "\"\"" },
		{ "household", "hjdxzqh", "null" },
		{ "household", "hjdxzqh", "[\"330106\"]" },
		{ "household", "hjdxzqh", "{\"a\":1}" },
		{ "household", "jgxzqh", "true" },
		{ "id_card", "zjzt", "\"冻结\"" },
		{ "residence_permit", "jzzlx", "\"FORMAL\"" },
		{ "residence_permit", "yxqsrq", "\"\"" },
		{ "residence_permit", "yxqsrq", "\"2019-02-29\"" },
		{ "residence_permit", "yxqsrq", "\"20190229\"" },
		{ "residence_permit", "yxqsrq", "\"2019-1-1\"" },
		{ "residence_permit", "yxqsrq", "\"2019/01/01\"" },
		{ "residence_permit", "yxqsrq", "\"99999999\"" },
		{ "residence_permit", "yxjzrq", NULL }, /* left out is not the same as open */
		{ "residence_permit", "yxjzrq", "20281231" },
		{ "vehicle", "gcjg", "\"-1.00\"" },
		{ "vehicle", "gcjg", "\"1.001\"" },
		{ "vehicle", "gcjg", "\"1,000.00\"" },
		{ "vehicle", "gcjg", "\"1e9\"" },
		{ "vehicle", "gcjg", "\"99999999999999999999\"" },
		{ "vehicle", "gcjg", "\"1000000000000.01\"" }, /* a fen above the limit of docs/policy.md 7 */
		{ "vehicle", "gcjg", "120000.00" },
		{ "vehicle", "syxz", "\"\"" },
		{ "marriage", "spouseCardId", "\"\"" },
		{ "marriage", "spouseCardId", "\"1234567890123456789012345678901234567890\"" },
		{ "marriage", "endDate", "\"never\"" },
		{ "social_insurance", "aae003", "\"202013\"" },
		{ "social_insurance", "aae003", "\"2020-07\"" },
		{ "social_insurance", "aae003", "202007" },
		{ "title", "zcdj", "\"高级\"" },
		{ "vocational", "jndj", "\"0\"" },
		{ "vocational", "jndj", "\"6\"" },
		{ "vocational", "jndj", "\"三\"" },
		{ "vocational", "jndj", "3" },
		{ "property", "gybl", "\"101\"" },
		{ "property", "gybl", "\"-1\"" },
		{ "property", "gybl", "\"33.3\"" },
		{ "property", "ghyt", "\"住宅楼\"" },
		{ "property", "bdcdyh", "\"\"" },
		{ "property", "bdcdyh", "\"a\\u0000b\"" },
		{ "property", "bdcdyh", "\"a\\nb\"" },
		{ "degree", "qrzbz", "\"2\"" },
		{ "degree", "qrzbz", "1" },
		{ "degree", "xl", "\"高中\"" },
		{ "public_rental", "zjhm", "\"#\"" },
		{ "lease", "czr_zjhm", "\"#\"" }, /* a lease whose tenant is somebody else */
		{ "lease", "zj", "\"\"" },
		{ "lease", "fdr_zjhm", NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t g = 0;
		while (strcmp(good[g].source, rows[i].source) != 0)
			g++;
		const char *wire = fill(good[g].wire);
		const char *bad = change(wire, rows[i].key, rows[i].value ? fill(rows[i].value) : NULL);
		ROW_INT(i, read_datas(rows[i].source, "1", wire).kind, DATA_ANSWER_ROWS);
		ROW_INT(i, read_datas(rows[i].source, "1", bad).kind, DATA_ANSWER_CONFLICT);
		/* One bad row among good ones spoils the source; nothing of it comes out. */
		struct data_answer got = read_datas(rows[i].source, "2", arena_printf(arena, "[%s,%s]", wire, bad));
		ROW_INT(i, got.kind, DATA_ANSWER_CONFLICT);
		ROW_TRUE(i, got.rows == NULL && got.n_rows == 0);
	}
}

#define HOUSE "{\"czrkgmsfhm\":\"$\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\"}"

static void answers_in_the_wrong_frame(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		enum data_answer_kind want;
	} rows[] = {
		{ "{\"code\":\"00\",\"dataCount\":\"1\",\"datas\":" HOUSE "}", DATA_ANSWER_ROWS },
		{ "{\"code\":\"00\",\"dataCount\":1,\"datas\":" HOUSE "}", DATA_ANSWER_ROWS },
		{ "{\"code\":\"00\",\"datas\":" HOUSE "}", DATA_ANSWER_ROWS },
		{ " {\"code\":\"00\",\"datas\":null} \r\n", DATA_ANSWER_ROWS },
		{ "{\"code\":\"00\",\"dataCount\":\"2\",\"datas\":" HOUSE "}", DATA_ANSWER_CONFLICT }, /* a page cut off */
		{ "{\"code\":\"00\",\"dataCount\":\"0\",\"datas\":" HOUSE "}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"dataCount\":\"1\",\"datas\":null}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"dataCount\":\"-1\",\"datas\":null}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"dataCount\":\"many\",\"datas\":null}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":" HOUSE ",\"asOf\":\"yesterday\"}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":" HOUSE ",\"asOf\":20261101}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":7}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":false}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":[[]]}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":[null]}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":\"not json\"}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"00\",\"datas\":\"\\\"text in text\\\"\"}", DATA_ANSWER_CONFLICT },
		{ "{\"code\":\"03\",\"msg\":\"签名错误\",\"datas\":null}", DATA_ANSWER_SECRET },
		{ "{\"code\":\"05\",\"datas\":null}", DATA_ANSWER_REFUSED },
		{ "{\"code\":\"10\",\"datas\":" HOUSE "}", DATA_ANSWER_REFUSED },
		{ "{\"code\":\"99\"}", DATA_ANSWER_REFUSED },
		{ "{\"code\":\"00\"}", DATA_ANSWER_UNREADABLE },
		{ "{\"code\":0,\"datas\":null}", DATA_ANSWER_UNREADABLE },
		{ "{\"datas\":null}", DATA_ANSWER_UNREADABLE },
		{ "{\"code\":\"00\",\"datas\":null", DATA_ANSWER_UNREADABLE },
		{ "{\"code\":\"00\",\"datas\":null} x", DATA_ANSWER_UNREADABLE },
		{ "{\"code\":\"00\",\"datas\":null,}", DATA_ANSWER_UNREADABLE },
		{ "{'code':'00','datas':null}", DATA_ANSWER_UNREADABLE },
		{ "[]", DATA_ANSWER_UNREADABLE },
		{ "null", DATA_ANSWER_UNREADABLE },
		{ "17", DATA_ANSWER_UNREADABLE },
		{ "\"00\"", DATA_ANSWER_UNREADABLE },
		{ "<html>502</html>", DATA_ANSWER_UNREADABLE },
		{ "{\"code\":\"00\",\"msg\":\"\xC4\xFA\xBA\xC3\",\"datas\":null}", DATA_ANSWER_UNREADABLE }, /* GBK */
		{ "\xEF\xBB\xBF{\"code\":\"00\",\"datas\":null}", DATA_ANSWER_UNREADABLE },
		{ "", DATA_ANSWER_UNREADABLE },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct data_answer got = read_answer("household", rows[i].answer);
		ROW_INT(i, got.kind, rows[i].want);
		ROW_TRUE(i, (got.kind == DATA_ANSWER_ROWS) == (got.rows != NULL));
	}
	static const char nul[] = "{\"code\":\"00\",\"datas\":null}\0{}";
	assert_int_equal(read_text("household", nul, sizeof(nul) - 1).kind, DATA_ANSWER_UNREADABLE);
}

static void the_last_of_two_keys_stands(void **state)
{
	(void)state;
	struct data_answer got = read_datas("household", "1", "{\"czrkgmsfhm\":\"#\",\"czrkgmsfhm\":\"$\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\"}");
	assert_int_equal(got.kind, DATA_ANSWER_ROWS);
	got = read_datas("household", "1", "{\"czrkgmsfhm\":\"$\",\"czrkgmsfhm\":\"#\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\"}");
	assert_int_equal(got.kind, DATA_ANSWER_CONFLICT);
}

static void a_small_x_is_a_large_one(void **state)
{
	(void)state;
	char was[19];
	memcpy(was, me, sizeof(was));
	/* The first number of the sequence whose check digit is X. */
	char first[32] = "33010619950307001";
	for (unsigned i = 0; i < 1000 && idno_check_digit(first) != 'X'; i++)
		snprintf(first, sizeof(first), "33010619950307%03u", i % 1000);
	make_idno(first, me);
	assert_int_equal(me[17], 'X');
	char small[19];
	memcpy(small, me, sizeof(small));
	small[17] = 'x';
	const char *wire = arena_printf(arena, "{\"czrkgmsfhm\":\"%s\",\"hjdxzqh\":\"330106\",\"jgxzqh\":\"420102\"}", small);
	struct data_answer got = read_datas("household", "1", wire);
	assert_int_equal(got.kind, DATA_ANSWER_ROWS);
	assert_string_equal(got.rows, fill("[{\"id\":\"$\",\"division\":\"330106\",\"native_division\":\"420102\"}]"));
	memcpy(me, was, sizeof(was));
}

/* S24, T21: as large, as deep, as many as somebody likes. */
static void huge_answers(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, arena, 6 << 20);
	buf_str(&b, "{\"code\":\"00\",\"datas\":\"");
	while (b.n < (5 << 20))
		buf_str(&b, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	buf_str(&b, "\"}");
	assert_int_equal(read_text("household", b.p, b.n).kind, DATA_ANSWER_UNREADABLE);

	b.n = 0;
	buf_str(&b, "{\"code\":\"00\",\"datas\":");
	for (int i = 0; i < 1000; i++)
		buf_char(&b, '[');
	for (int i = 0; i < 1000; i++)
		buf_char(&b, ']');
	buf_char(&b, '}');
	assert_int_equal(read_text("household", b.p, b.n).kind, DATA_ANSWER_UNREADABLE);

	/* Deep inside the JSON text of `datas`. */
	b.n = 0;
	buf_str(&b, "{\"code\":\"00\",\"datas\":\"");
	for (int i = 0; i < 1000; i++)
		buf_char(&b, '[');
	for (int i = 0; i < 1000; i++)
		buf_char(&b, ']');
	buf_str(&b, "\"}");
	assert_int_equal(read_text("household", b.p, b.n).kind, DATA_ANSWER_CONFLICT);

	for (size_t n = 2000; n <= 2001; n++) {
		b.n = 0;
		buf_printf(&b, "{\"code\":\"00\",\"dataCount\":%zu,\"datas\":[", n);
		for (size_t i = 0; i < n; i++) {
			buf_str(&b, i ? "," : "");
			buf_printf(&b, "{\"AAC002\":\"%s\",\"aae003\":\"202007\",\"aab301\":\"330106\"}", me);
		}
		buf_str(&b, "]}");
		ROW_INT(n, read_text("social_insurance", b.p, b.n).kind, n == 2000 ? DATA_ANSWER_ROWS : DATA_ANSWER_CONFLICT);
	}
	assert_false(arena_failed(arena));
}

static void no_memory_is_no_fact(void **state)
{
	(void)state;
	const char *text = fill("{\"code\":\"00\",\"dataCount\":\"1\",\"datas\":" HOUSE "}");
	bool read = false;
	for (size_t cap = 0; cap < 4096; cap += 16) {
		struct arena *small = arena_new(cap);
		assert_non_null(small);
		struct data_answer got;
		data_rows_read(small, data_source_find("household"), me, text, strlen(text), &got);
		ROW_TRUE(cap, got.kind == DATA_ANSWER_UNREADABLE || got.kind == DATA_ANSWER_ROWS);
		ROW_TRUE(cap, !read || got.kind == DATA_ANSWER_ROWS);
		read = got.kind == DATA_ANSWER_ROWS;
		arena_freep(&small);
	}
	assert_true(read);
}

static void texts_and_numbers(void **state)
{
	(void)state;
	static const char json[] = "{\"t\":\"abc\",\"n\":3,\"s\":\"3\",\"big\":99999999999999999999,\"f\":3.0,\"ctl\":\"a\\tb\",\"empty\":\"\",\"sp\":\"a b\"}";
	CLEANUP(reading_freep) json_object *o = reading_parse(json, sizeof(json) - 1, READING_MOST);
	int64_t v = 7;
	assert_non_null(o);
	assert_string_equal(reading_text(arena, o, "t", 3), "abc");
	assert_null(reading_text(arena, o, "t", 2));
	assert_null(reading_text(arena, o, "n", 9));
	assert_null(reading_text(arena, o, "ctl", 9));
	assert_null(reading_text(arena, o, "absent", 9));
	assert_string_equal(reading_text(arena, o, "empty", 9), "");
	assert_null(reading_token(arena, o, "empty", 9));
	assert_null(reading_token(arena, o, "sp", 9));
	assert_true(reading_i64(o, "n", 3, 3, &v) && v == 3);
	assert_true(reading_i64(o, "s", 0, 9, &v) && v == 3);
	v = 7;
	assert_false(reading_i64(o, "n", 4, 9, &v));
	assert_false(reading_i64(o, "big", 0, 1000, &v));
	assert_false(reading_i64(o, "f", 0, 9, &v));
	assert_false(reading_i64(o, "t", 0, 9, &v));
	assert_false(reading_i64(NULL, "t", 0, 9, &v));
	assert_int_equal(v, 7);
	assert_null(reading_parse(json, sizeof(json) - 1, sizeof(json) - 2));
	json_object *number = reading_parse("12", 2, READING_MOST);
	assert_true(json_object_is_type(number, json_type_int));
	json_object_put(number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("4A: every source in every shape", every_source_in_every_shape),
		UNIT("4C-2 B9: what stands beside the rows, odd or not", beside_the_rows),
		UNIT("every source is in the tables", every_source_is_in_the_tables),
		UNIT("no record is a fact", no_record_is_a_fact),
		UNIT("S24: unreadable rows and other people's are conflicts", unreadable_rows_are_conflicts),
		UNIT("S24: answers in the wrong frame", answers_in_the_wrong_frame),
		UNIT("the last of two keys stands", the_last_of_two_keys_stands),
		UNIT("a small x is a large one", a_small_x_is_a_large_one),
		UNIT("S24: huge and deep answers", huge_answers),
		UNIT("no memory is no fact", no_memory_is_no_fact),
		UNIT("texts and numbers of answers", texts_and_numbers),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
