/* The payment file byte for byte (3.1(1), B5): the same rows always give the same bytes, and nothing that would break a line gets in. */
#include "tests/unit/unit.h"

#include "base/crypto.h"
#include "base/money.h"
#include "domain/ledger/batch_file.h"

static struct arena *arena;
static struct err err;

static const struct batch_head head = { "20261123043015120007", "33001616135050001234", "2026-11-23" };

static struct batch_row good_row(void)
{
	return (struct batch_row){ .e2e_id = "20261123043015120007000000000001", .account = "6217001234567890122", .holder = "测试甲", .cnaps = "",
		.purpose = "公租房货币补贴2026-11", .amount_fen = 81000 };
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)16 << 20);
	err_clear(&err);
	return arena ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_freep(&arena);
	return 0;
}

static void bytes_are_a_function_of_the_rows(void **state)
{
	(void)state;
	const struct batch_row rows[] = {
		{ "20261123043015120007000000000002", "6222020200112233445", "测试乙", "313651027012", "公租房货币补贴2026-10", 1 },
		{ "20261123043015120007000000000001", "6217001234567890122", "测试甲", "", "公租房货币补贴2026-11", 81000 },
	};
	static const char wanted[] =
		"H|20261123043015120007|33001616135050001234|2|810.01|CNY|20261123\n"
		"D|20261123043015120007000000000001|6217001234567890122|测试甲||810.00|公租房货币补贴2026-11\n"
		"D|20261123043015120007000000000002|6222020200112233445|测试乙|313651027012|0.01|公租房货币补贴2026-10\n"
		"T|2|810.01\n";
	struct batch_row turned[] = { rows[1], rows[0] };
	struct blob a, b;
	int64_t sum = 0;
	assert_int_equal(batch_file(arena, &head, rows, 2, &a, &sum, &err), ERR_OK);
	assert_int_equal(a.n, sizeof(wanted) - 1);
	assert_memory_equal(a.p, wanted, a.n);
	assert_int_equal(sum, 81001);
	assert_int_equal(batch_file(arena, &head, turned, 2, &b, &sum, &err), ERR_OK);
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.p, b.p, a.n);
}

static void what_cannot_be_written_is_refused(void **state)
{
	(void)state;
	static char long_text[300];
	memset(long_text, 'a', sizeof(long_text) - 1);
	struct batch_row rows[16];
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		rows[i] = good_row();
	rows[n++].account = "";
	rows[n++].account = "6217|1";
	rows[n++].holder = "测试\n甲";
	rows[n++].holder = "\xff\xfe";
	rows[n++].holder = long_text;
	rows[n++].cnaps = "31\t";
	rows[n++].purpose = "a|b";
	rows[n++].purpose = "";
	rows[n++].amount_fen = 0;
	rows[n++].amount_fen = -1;
	rows[n++].e2e_id = "20261123043015120008000000000001";
	rows[n++].e2e_id = "2026112304301512000700000000001";
	rows[n++].e2e_id = "2026112304301512000700000000000x";
	for (size_t i = 0; i < n; i++) {
		struct blob file = { NULL, 7 };
		int64_t sum = -7;
		ROW_INT(i, batch_file(arena, &head, &rows[i], 1, &file, &sum, &err), ERR_INVALID);
		ROW_TRUE(i, file.p == NULL && file.n == 7 && sum == -7);
		ROW_TRUE(i, !strstr(err.text, "6217") && !strstr(err.text, "测试"));
	}
}

static void heads_twins_and_overflow(void **state)
{
	(void)state;
	struct batch_row rows[] = { good_row(), good_row() };
	struct batch_head bad = head;
	struct blob file;
	int64_t sum;
	assert_int_equal(batch_file(arena, &head, rows, 0, &file, &sum, &err), ERR_INVALID);
	assert_int_equal(batch_file(arena, &head, rows, 2, &file, &sum, &err), ERR_INVALID); /* one e2e_id twice */
	rows[1].e2e_id = "20261123043015120007000000000002";
	rows[0].amount_fen = rows[1].amount_fen = INT64_MAX;
	assert_int_equal(batch_file(arena, &head, rows, 2, &file, &sum, &err), ERR_OVERFLOW);
	bad.payer = "1|2";
	assert_int_equal(batch_file(arena, &bad, rows, 1, &file, &sum, &err), ERR_INVALID);
	bad = head;
	bad.batch_no = "2026112304301512000";
	assert_int_equal(batch_file(arena, &bad, rows, 1, &file, &sum, &err), ERR_INVALID);
	bad = head;
	bad.day = "20261123";
	assert_int_equal(batch_file(arena, &bad, rows, 1, &file, &sum, &err), ERR_INVALID);
}

static void sum_of_a_thousand_rows(void **state)
{
	(void)state;
	struct batch_row *rows = arena_array(arena, BATCH_ROWS_MAX, sizeof(*rows));
	char (*ids)[E2E_ID_SIZE + 1] = arena_array(arena, BATCH_ROWS_MAX, sizeof(*ids));
	int64_t sum = 0, wanted = 0;
	struct blob file;
	assert_non_null(rows);
	assert_non_null(ids);
	for (int64_t i = 0; i < BATCH_ROWS_MAX; i++) {
		rows[i] = good_row();
		batch_e2e_text(head.batch_no, BATCH_ROWS_MAX - i, ids[i]);
		rows[i].e2e_id = ids[i];
		rows[i].amount_fen = i * 37 + 1;
		wanted += rows[i].amount_fen;
	}
	assert_int_equal(batch_file(arena, &head, rows, BATCH_ROWS_MAX, &file, &sum, &err), ERR_OK);
	assert_int_equal(sum, wanted);
	char last[64], money[MONEY_TEXT];
	money_text(wanted, money);
	int n = snprintf(last, sizeof(last), "\nT|%d|%s\n", BATCH_ROWS_MAX, money);
	assert_memory_equal(file.p + file.n - (size_t)n, last, (size_t)n);
	/* sorted: the first data line is place 1 */
	const char *first = strchr((const char *)file.p, '\n') + 1;
	assert_memory_equal(first, "D|20261123043015120007000000000001|", 35);
}

static void numbers_have_fixed_width(void **state)
{
	(void)state;
	char no[BATCH_NO_SIZE + 1], id[E2E_ID_SIZE + 1];
	batch_no_text("2026-11-23", 7, no);
	assert_string_equal(no, "20261123000000000007");
	batch_no_text("2026-11-23", INT64_C(863999999999), no);
	assert_string_equal(no, "20261123863999999999");
	batch_e2e_text(no, 1000, id);
	assert_string_equal(id, "20261123863999999999000000001000");
	assert_int_equal(strlen(id), E2E_ID_SIZE);
}

#define WITH_ARENA(name, fn) { (name), (fn), set_up, tear_down, NULL }
UNIT_MAIN(WITH_ARENA("3.1(1) payment file: bytes are a function of the rows", bytes_are_a_function_of_the_rows),
          WITH_ARENA("3.1(1) S23 payment file: what cannot be written is refused", what_cannot_be_written_is_refused),
          WITH_ARENA("3.1(1) payment file: heads, twins and overflow", heads_twins_and_overflow),
          WITH_ARENA("B5 payment file: sum and order of a thousand rows", sum_of_a_thousand_rows),
          UNIT("3.1(1) payment file: numbers have fixed width", numbers_have_fixed_width))
