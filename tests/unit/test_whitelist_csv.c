/* 2.9(4) the white list as a file: heads, days, encodings, and a fault for each cell that is wrong. */
#include "unit.h"

#include "domain/people/whitelist_csv.h"

#include <iconv.h>

#define HEADS "姓名,证件号码,人才类别,认定日期,有效期起,有效期止,发证机关,文号\r\n"
#define A_ID "330106199003070014"
#define B_ID "11010519491231002X"

static struct err err;

static enum err_code read_bytes(struct arena *arena, const char *p, size_t n, struct whitelist_row **rows, size_t *ret_n)
{
	*rows = NULL;
	*ret_n = 0;
	return whitelist_csv_read(arena, &(struct blob){ (const uint8_t *)p, n }, rows, ret_n, &err);
}

static enum err_code read_text(struct arena *arena, const char *text, struct whitelist_row **rows, size_t *n)
{
	return read_bytes(arena, text, strlen(text), rows, n);
}

static void good_list(void **state)
{
	(void)state;
	CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)4 << 20);
	struct whitelist_row *rows;
	size_t n;
	static const char text[] = "\xEF\xBB\xBF" ",,,,,,,,,人才类别,姓名,证件号码,工作单位,认定日期,有效期止\r\n"
	                           ",,,,,,,,,E,测试甲," A_ID ",\"某某,公司\",2024/1/5,\r\n"
	                           "\r\n"
	                           ",,,,,,,,,F2, 测试乙 ,11010519491231002x,,20240201,2026.12.31\r\n"
	                           ",,,,,,,,,D,测试甲," A_ID ",,2025-03-01,\r\n";
	assert_int_equal(read_text(arena, text, &rows, &n), ERR_OK);
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].name, "测试甲");
	assert_string_equal(rows[0].class, "E");
	assert_string_equal(rows[0].recognised_on, "2024-01-05");
	assert_string_equal(rows[0].valid_from, "2024-01-05");
	assert_null(rows[0].valid_to);
	assert_int_equal(rows[0].seq, 1);
	assert_string_equal(rows[1].name, "测试乙");
	assert_string_equal(rows[1].idno, B_ID);
	assert_string_equal(rows[1].valid_to, "2026-12-31");
	assert_string_equal(rows[1].issuer, "");
	assert_int_equal(rows[1].seq, 3); /* the blank line counts, as the sheet shows it */
	assert_string_equal(rows[2].class, "D");
}

static void as_offices_save_it(void **state)
{
	(void)state;
	CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)4 << 20);
	struct whitelist_row *rows;
	size_t n;
	char text[] = HEADS "测试甲," A_ID ",A,2024-01-05,2024-02-01,2027-01-31,某区人才办,某人才〔2024〕1号\r\n", gbk[400], *from = text, *to = gbk;
	size_t left = strlen(text), room = sizeof gbk;
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	assert_true(cd != (iconv_t)-1);
	assert_int_equal(iconv(cd, &from, &left, &to, &room), 0);
	iconv_close(cd);
	assert_int_equal(read_bytes(arena, gbk, sizeof gbk - room, &rows, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].name, "测试甲");
	assert_string_equal(rows[0].document_no, "某人才〔2024〕1号");
	assert_string_equal(rows[0].issuer, "某区人才办");
}

/* Each fault names its row as the sheet counts it and its column, and never repeats what stands there. */
static void faults(void **state)
{
	(void)state;
	static const struct {
		const char *text, *pointer, *code;
	} rows[] = {
		{ HEADS "," A_ID ",E,2024-01-05,,,,", "/rows/2/姓名", "required" },
		{ HEADS "测试甲,,E,2024-01-05,,,,", "/rows/2/证件号码", "required" },
		{ HEADS "测试甲,330106199003070015,E,2024-01-05,,,,", "/rows/2/证件号码", "checksum" },
		{ HEADS "测试甲,3.30106E+17,E,2024-01-05,,,,", "/rows/2/证件号码", "checksum" },
		{ HEADS "测试甲," A_ID ",G,2024-01-05,,,,", "/rows/2/人才类别", "unknown" },
		{ HEADS "测试甲," A_ID ",E,2024-02-30,,,,", "/rows/2/认定日期", "format" },
		{ HEADS "测试甲," A_ID ",E,,,,,", "/rows/2/认定日期", "required" },
		{ HEADS "测试甲," A_ID ",E,2024-01-05,soon,,,", "/rows/2/有效期起", "format" },
		{ HEADS "测试甲," A_ID ",E,2024-01-05,,2024-01-04,,", "/rows/2/有效期止", "range" },
		{ HEADS "测试甲," A_ID ",E,2024-01-05,,,,\n测试甲," A_ID ",E,2024-01-05,,,,", "/rows/3/证件号码", "duplicate" },
		{ HEADS "测试甲," A_ID ",E,2024-01-05,,,,\n测试丙," A_ID ",D,2024-01-05,,,,", "/rows/2/姓名", "mismatch" },
		{ HEADS "测试甲," A_ID ",E,2024-01-05,,,,号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码号码", "/rows/2/文号", "too_long" },
		{ "姓名,证件号码,人才类别\n测试甲," A_ID ",E", "/rows/1", "required" },
		{ "姓名,姓名,证件号码,人才类别,认定日期\n", "/rows/1", "duplicate" },
		{ "姓名,证件号码,人才类别,认定日期,电话\n", "/rows/1", "unknown" },
		{ "姓名,证件号码,人才类别,认定日期,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", "/rows/1", "too_long" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)4 << 20);
		struct whitelist_row *got;
		size_t n;
		ROW_INT(i, read_text(arena, rows[i].text, &got, &n), ERR_INVALID);
		ROW_INT(i, err.n_fields, 1); /* one fault a cell */
		ROW_STR(i, err.fields[0].pointer, rows[i].pointer);
		ROW_STR(i, err.fields[0].code, rows[i].code);
		ROW_TRUE(i, !strstr(err.fields[0].text, A_ID) && !strstr(err.fields[0].text, "测试"));
	}
}

static void no_list(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
		enum err_code code;
	} rows[] = {
		{ "", 0, ERR_INVALID },
		{ HEADS, sizeof HEADS - 1, ERR_INVALID },
		{ "PK\x03\x04rest", 8, ERR_MEDIA_TYPE },
		{ "\xD0\xCF\x11\xE0\xA1\xB1", 6, ERR_MEDIA_TYPE },
		{ "\xFF\xFE\x59\x00", 4, ERR_MEDIA_TYPE },
		{ HEADS "\"open,", sizeof HEADS + 5, ERR_INVALID },
		{ HEADS "a\"b,c", sizeof HEADS + 4, ERR_INVALID },
		{ HEADS "a,b,c,d,e,f,g,h,i", sizeof HEADS + 16, ERR_INVALID },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)4 << 20);
		struct whitelist_row *got;
		size_t n;
		ROW_INT(i, read_bytes(arena, rows[i].bytes, rows[i].n, &got, &n), rows[i].code);
		ROW_TRUE(i, err.code == rows[i].code);
	}
}

static void too_many_rows(void **state)
{
	(void)state;
	CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)200 << 20);
	struct whitelist_row *got;
	size_t n;
	struct buf b;
	buf_init(&b, arena, 1 << 20);
	buf_str(&b, HEADS);
	for (int i = 0; i <= WHITELIST_ROWS_MAX; i++)
		buf_printf(&b, "测试甲," A_ID ",E,2024-01-05,%04d-%02d-%02d,,,\n", 1900 + i / 336, i / 28 % 12 + 1, i % 28 + 1);
	assert_false(b.failed);
	assert_int_equal(read_bytes(arena, b.p, b.n, &got, &n), ERR_LIMIT);
	while (b.p[--b.n - 1] != '\n') /* one row less is a list */
		;
	assert_int_equal(read_bytes(arena, b.p, b.n, &got, &n), ERR_OK);
	assert_int_equal(n, WHITELIST_ROWS_MAX);
}

UNIT_MAIN(UNIT("2.9(4): rows of a list, heads in any order", good_list), UNIT("2.9(4): a list in GB18030", as_offices_save_it),
          UNIT("2.9(4): a fault names row and column, never the value", faults), UNIT("2.9(4): what is no list", no_list),
          UNIT("2.9(4): a list has an end", too_many_rows))
