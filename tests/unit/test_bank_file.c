/* Readers of the bank's files (3.2, B6): what the contract says is read, anything else is refused whole. */
#include "tests/unit/unit.h"

#include "base/date.h"
#include "domain/recon/bank_file.h"

static struct arena *arena;
static struct err err;

#define NO "20261123043015120007"
#define E1 NO "000000000001"
#define E2 NO "000000000002"

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	err_clear(&err);
	return arena ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_freep(&arena);
	return 0;
}

static struct blob bytes_of(const char *text)
{
	return (struct blob){ (const uint8_t *)text, strlen(text) };
}

static void return_file_is_read(void **state)
{
	(void)state;
	struct blob in = bytes_of("H|" NO "|3|20261123\nR|" E1 "|810.00|00|REF001|20261123\nR|" E2 "|0.01|66||20261124\nR|" E1 "|810.00|RETN|R-2|20261125\nT|3\n");
	struct return_file f;
	assert_int_equal(bank_file_return(arena, &in, &f, &err), ERR_OK);
	assert_string_equal(f.batch_no, NO);
	assert_int_equal(f.day, date_of(2026, 11, 23));
	assert_int_equal(f.n, 3);
	assert_string_equal(f.lines[0].e2e_id, E1);
	assert_int_equal(f.lines[0].amount_fen, 81000);
	assert_string_equal(f.lines[0].code, "00");
	assert_string_equal(f.lines[0].bank_ref, "REF001");
	assert_int_equal(f.lines[0].line_no, 2);
	assert_int_equal(f.lines[1].amount_fen, 1);
	assert_string_equal(f.lines[1].bank_ref, "");
	assert_int_equal(f.lines[1].day, date_of(2026, 11, 24));
	assert_string_equal(f.lines[2].code, "RETN");
	assert_int_equal(f.lines[2].line_no, 4);
	in = bytes_of("H|" NO "|0|2026-11-23\nT|0\n");
	assert_int_equal(bank_file_return(arena, &in, &f, &err), ERR_OK);
	assert_int_equal(f.n, 0);
}

static void return_file_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"\n",
		"H|" NO "|0|20261123\nT|0",                                            /* no end of line */
		"H|" NO "|0|20261123\n",                                               /* no trailer */
		"H|" NO "|0|20261123\r\nT|0\r\n",                                      /* control character */
		"H|" NO "|1|20261123\nT|1\n",                                          /* line missing */
		"H|" NO "|0|20261123\nT|1\n",                                          /* counts differ */
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|REF|20261123\nT|2\n",
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|REF|20261123\nR|" E2 "|1.00|00|R|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|REF|20261123\nT|1\nT|1\n",    /* something follows */
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|REF\nT|1\n",                  /* a field missing */
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|REF|20261123|x\nT|1\n",       /* a field too many */
		"H|" NO "|1|20261123\nR|" E1 "|810|00|REF|20261123\nT|1\n",            /* amounts of another form */
		"H|" NO "|1|20261123\nR|" E1 "|810.0|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|0810.00|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|-1.00|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|0.00|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|1,000.00|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|99999999999999999999.00|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|810.00|0|REF|20261123\nT|1\n",          /* codes */
		"H|" NO "|1|20261123\nR|" E1 "|810.00|0000000000|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|810.00|0'|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR||810.00|00|REF|20261123\nT|1\n",               /* e2e_id */
		"H|" NO "|1|20261123\nR|" E1 "1|810.00|00|REF|20261123\nT|1\n",
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|R F|20261123\nT|1\n",         /* reference */
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|REF|20261131\nT|1\n",         /* no such day */
		"H|" NO "|1|20260229\nR|" E1 "|810.00|00|REF|20261123\nT|1\n",
		"H|2026112304301512000|0|20261123\nT|0\n",                             /* batch_no */
		"H|2026112304301512000x|0|20261123\nT|0\n",
		"H|" NO "|-1|20261123\nT|-1\n",                                        /* counts */
		"H|" NO "|+0|20261123\nT|+0\n",
		"H|" NO "||20261123\nT|\n",
		"H|" NO "|9999999|20261123\nT|9999999\n",
		"H|" NO "|99999999999999999999|20261123\nT|0\n",
		"S|" NO "|0|20261123\nT|0\n",
		"H|" NO "|1|20261123\nR|" E1 "|810.00|00|\xff\xff|20261123\nT|1\n",    /* not UTF-8 */
		"||||||||||||||||||||\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct blob in = bytes_of(wrong[i]);
		struct return_file f = { .n = 77 };
		ROW_INT(i, bank_file_return(arena, &in, &f, &err), ERR_INVALID);
		ROW_TRUE(i, f.n == 77 && strstr(err.text, "line"));
		ROW_TRUE(i, !strstr(err.text, "810"));
	}
}

static void statement_is_read(void **state)
{
	(void)state;
	struct blob in = bytes_of("S|2026-11-23|1000.00|389.99|3\nL|" E1 "|D|810.00|B1|2026-11-23 10:00:00\nL|" E2 "|D|0.01|B2|10:00:01\n"
	                          "L|" E1 "|C|200.00|B3|10:00:02\nT|3|810.01|200.00\n");
	struct statement_file f;
	assert_int_equal(bank_file_statement(arena, &in, &f, &err), ERR_OK);
	assert_int_equal(f.day, date_of(2026, 11, 23));
	assert_int_equal(f.opening_fen, 100000);
	assert_int_equal(f.closing_fen, 38999);
	assert_int_equal(f.debit_fen, 81001);
	assert_int_equal(f.credit_fen, 20000);
	assert_int_equal(f.n, 3);
	assert_string_equal(f.lines[2].code, "C");
	assert_int_equal(f.lines[2].day, f.day);
	in = bytes_of("S|20261123|0.00|0.00|0\nT|0|0.00|0.00\n");
	assert_int_equal(bank_file_statement(arena, &in, &f, &err), ERR_OK);
}

static void statement_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"S|2026-11-23|1000.00|190.00|1\nL|" E1 "|D|810.00|B1|x\nT|1|810.01|0.00\n",  /* sums of the trailer */
		"S|2026-11-23|1000.00|190.00|1\nL|" E1 "|D|810.00|B1|x\nT|1|810.00|0.01\n",
		"S|2026-11-23|1000.00|190.01|1\nL|" E1 "|D|810.00|B1|x\nT|1|810.00|0.00\n",  /* closing */
		"S|2026-11-23|1000.00|190.00|1\nL|" E1 "|X|810.00|B1|x\nT|1|810.00|0.00\n",  /* side */
		"S|2026-11-23|1000.00|190.00|1\nL|" E1 "|DC|810.00|B1|x\nT|1|810.00|0.00\n",
		"S|2026-11-23|1000.00|190.00|1\nL|" E1 "|D|810.00|B1|x\nT|2|810.00|0.00\n",
		"S|2026-11-23|1000|190.00|1\nL|" E1 "|D|810.00|B1|x\nT|1|810.00|0.00\n",
		"S|2026-11-23|1000.00|190.00|2\nL|" E1 "|D|810.00|B1|x\nT|1|810.00|0.00\n",
		"S|2026-13-01|0.00|0.00|0\nT|0|0.00|0.00\n",
		"S|2026-11-23|0.00|0.00|0\nT|0|0.00\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct blob in = bytes_of(wrong[i]);
		struct statement_file f = { .n = 77 };
		ROW_INT(i, bank_file_statement(arena, &in, &f, &err), ERR_INVALID);
		ROW_TRUE(i, f.n == 77);
	}
}

/* Every byte of a good file changed to every other value: never a crash, and never a file with other sums than its trailer says. */
static void every_byte_changed(void **state)
{
	(void)state;
	static const char good[] = "S|2026-11-23|1000.00|190.00|1\nL|" E1 "|D|810.00|B1|x\nT|1|810.00|0.00\n";
	char text[sizeof(good)];
	for (size_t at = 0; at + 1 < sizeof(good); at++) {
		for (int byte = 0; byte < 256; byte++) {
			memcpy(text, good, sizeof(good));
			text[at] = (char)byte;
			struct blob in = { (const uint8_t *)text, sizeof(good) - 1 };
			struct statement_file f;
			enum err_code rc = bank_file_statement(arena, &in, &f, &err);
			if (rc)
				ROW_INT(at, rc, ERR_INVALID);
			else
				ROW_TRUE(at, f.n == 1 && f.opening_fen - f.debit_fen + f.credit_fen == f.closing_fen);
			arena_reset(arena);
		}
	}
}

static void only_definite_codes_are_failures(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		bool definite;
	} rows[] = { { "61", true }, { "63", true }, { "66", true }, { "73", true }, { "12", true }, { "00", false }, { "RETN", false }, { "03", false },
		     { "05", false }, { "99", false }, { "6", false }, { "", false }, { "1'", false }, { "610", false }, { "61', '63", false } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, bank_code_definite(rows[i].code), rows[i].definite);
}

#define WITH_ARENA(name, fn) { (name), (fn), set_up, tear_down, NULL }
UNIT_MAIN(WITH_ARENA("3.2 return file is read", return_file_is_read), WITH_ARENA("3.2 T7 return file: anything else is refused whole", return_file_refused),
          WITH_ARENA("B6 statement is read", statement_is_read), WITH_ARENA("B6 statement: sums and balances must agree", statement_refused),
          WITH_ARENA("B6 statement: every byte changed", every_byte_changed),
          UNIT("B5 only definite codes are failures", only_definite_codes_are_failures))
