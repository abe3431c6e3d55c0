#include "base/money.h"

#include "unit.h"

static void checked(void **state)
{
	(void)state;
	int64_t v = 42;
	assert_true(money_add(1, 2, &v));
	assert_int_equal(v, 3);
	assert_false(money_add(INT64_MAX, 1, &v));
	assert_false(money_add(INT64_MIN, -1, &v));
	assert_false(money_sub(INT64_MIN, 1, &v));
	assert_false(money_mul(INT64_MAX / 2, 3, &v));
	assert_int_equal(v, 3); /* untouched by a failure */
	assert_true(money_sub(5, 9, &v));
	assert_int_equal(v, -4);
	assert_true(money_mul(-3, 7, &v));
	assert_int_equal(v, -21);
}

static void ratios(void **state)
{
	(void)state;
	static const struct {
		int64_t a, num, den;
		bool ok;
		int64_t half_up, floor;
	} rows[] = {
		{ 100, 1, 3, true, 33, 33 },
		{ 100, 2, 3, true, 67, 66 },
		{ 5, 1, 2, true, 3, 2 },
		{ 1, 1, 2, true, 1, 0 },
		{ 49, 1, 100, true, 0, 0 },
		{ 50, 1, 100, true, 1, 0 },
		{ 0, 7, 9, true, 0, 0 },
		{ 7, 0, 9, true, 0, 0 },
		{ MONEY_MAX_FEN, MONEY_MAX_FEN, MONEY_MAX_FEN, true, MONEY_MAX_FEN, MONEY_MAX_FEN },
		{ INT64_MAX, INT64_MAX, INT64_MAX, true, INT64_MAX, INT64_MAX },
		{ INT64_MAX, INT64_MAX, INT64_MAX - 1, false, 0, 0 },
		{ INT64_MAX, 2, 1, false, 0, 0 },
		{ -1, 1, 1, false, 0, 0 },
		{ 1, -1, 1, false, 0, 0 },
		{ 1, 1, 0, false, 0, 0 },
		{ 1, 1, -5, false, 0, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t half_up = -7, floor = -7;
		ROW_INT(i, money_ratio_half_up(rows[i].a, rows[i].num, rows[i].den, &half_up), rows[i].ok);
		ROW_INT(i, money_ratio_floor(rows[i].a, rows[i].num, rows[i].den, &floor), rows[i].ok);
		ROW_INT(i, half_up, rows[i].ok ? rows[i].half_up : -7);
		ROW_INT(i, floor, rows[i].ok ? rows[i].floor : -7);
	}
}

static void texts(void **state)
{
	(void)state;
	static const struct {
		int64_t fen;
		const char *text;
	} rows[] = {
		{ 0, "0.00" },
		{ 1, "0.01" },
		{ 99, "0.99" },
		{ 100, "1.00" },
		{ 123450, "1234.50" },
		{ -5, "-0.05" },
		{ -123, "-1.23" },
		{ MONEY_MAX_FEN, "1000000000000.00" },
		{ INT64_MAX, "92233720368547758.07" },
		{ INT64_MIN, "-92233720368547758.08" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[MONEY_TEXT];
		money_text(rows[i].fen, out);
		ROW_STR(i, out, rows[i].text);
		int64_t back = -1;
		if (rows[i].fen >= 0 && rows[i].fen <= MONEY_MAX_FEN) {
			ROW_TRUE(i, money_parse(out, &back));
			ROW_INT(i, back, rows[i].fen);
		}
	}
}

static void parsing(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t fen; /* -1: refused */
	} rows[] = {
		{ "0", 0 },       { "1234", 123400 }, { "1234.5", 123450 }, { "1234.50", 123450 }, { "0.01", 1 },   { "", -1 },
		{ ".5", -1 },     { "5.", -1 },       { "1.234", -1 },      { "-1", -1 },          { "+1", -1 },    { "1,000", -1 },
		{ " 1", -1 },     { "1 ", -1 },       { "01", -1 },         { "00", -1 },          { "1e3", -1 },   { "0x1", -1 },
		{ "1.5.0", -1 },  { "1.a", -1 },      { "１", -1 },         { NULL, -1 },          { "1..2", -1 },
		{ "1000000000000", MONEY_MAX_FEN },   { "1000000000000.01", -1 },                  { "99999999999999999999", -1 }, { "18446744073709551621", -1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t fen = -1;
		ROW_INT(i, money_parse(rows[i].text, &fen), rows[i].fen >= 0);
		ROW_INT(i, fen, rows[i].fen);
	}
}

/* Numbers without a hand-picked pattern: what goes out comes back. */
static void round_trip(void **state)
{
	(void)state;
	uint64_t x = 88172645463325252U;
	for (size_t i = 0; i < 20000; i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		int64_t fen = (int64_t)(x % ((uint64_t)MONEY_MAX_FEN + 1)), back = -1;
		char out[MONEY_TEXT];
		money_text(fen, out);
		ROW_TRUE(i, money_parse(out, &back) && back == fen);
	}
}

UNIT_MAIN(UNIT("money: sums, differences and products are checked", checked), UNIT("money: ratios, half up and down", ratios),
          UNIT("money: yuan text of fen, 3.3", texts), UNIT("money: what is no amount is refused", parsing),
          UNIT("money: text and back", round_trip))
