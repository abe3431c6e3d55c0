#include "base/idno.h"

#include "base/date.h"
#include "unit.h"

struct row {
	const char *text;
	bool ok;
};

static void check(const struct row *rows, size_t n, bool (*fn)(const char *))
{
	for (size_t i = 0; i < n; i++)
		ROW_INT(i, fn(rows[i].text), rows[i].ok);
}

static void citizens(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "11010519491231002X", true },   { "330106199003070014", true },  { "330114199512310020", true },
		{ "810000199408230021", true },   { "830000199201300022", true },  { "820000198801010014", true },
		{ "932682198501010017", true },   { "11010519491231002x", false }, { "110105194912310021", false },
		{ "330106199003070015", false },  { "330106900307001", false },    { "3301061990030700140", false },
		{ "33010619900307001", false },   { "33010619900307001A", false }, { "X30106199003070014", false },
		{ "030106199003070014", false },  { "", false },                   { NULL, false },
	};
	int32_t today = date_of(2026, 11, 23);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, idno_ok(rows[i].text, today), rows[i].ok);
	assert_int_equal(idno_birth("330106199003070014"), date_of(1990, 3, 7));
	assert_int_equal(idno_birth("932682198501010017"), date_of(1985, 1, 1));
	assert_int_equal(idno_birth("330106199003070015"), DATE_NONE);
	assert_int_equal(idno_birth("short"), DATE_NONE);
}

/* A generated number with a right check digit: the date alone decides. */
static void birth_dates(void **state)
{
	(void)state;
	static const struct {
		const char *birth;
		bool ok;
	} rows[] = {
		{ "20261123", true },  { "20261124", false }, { "20240229", true },  { "20230229", false }, { "19000101", true },
		{ "18991231", false }, { "20261301", false }, { "20260001", false }, { "20260431", false },
	};
	int32_t today = date_of(2026, 11, 23);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char idno[19];
		snprintf(idno, sizeof(idno), "330106%s017", rows[i].birth);
		idno[17] = idno_check_digit(idno);
		idno[18] = '\0';
		ROW_INT(i, idno_ok(idno, today), rows[i].ok);
	}
}

/* Each single wrong digit and each swap of neighbours is found. */
static void every_slip_is_found(void **state)
{
	(void)state;
	const char *good = "330106199003070014";
	int32_t today = date_of(2026, 11, 23);
	char bad[19];
	for (size_t i = 0; i < 17; i++)
		for (char c = '0'; c <= '9'; c++) {
			memcpy(bad, good, 19);
			bad[i] = c;
			ROW_INT(i, idno_ok(bad, today), c == good[i]);
		}
	for (size_t i = 0; i < 17; i++) {
		memcpy(bad, good, 19);
		bad[i] = good[i + 1];
		bad[i + 1] = good[i];
		if (bad[i] != bad[i + 1])
			ROW_TRUE(i, !idno_ok(bad, today));
	}
}

static void normal_form(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ " 11010519491231002x ", "11010519491231002X" },
		{ "３３０１０６１９９００３０７００１４", "330106199003070014" },
		{ "1101 0519 4912\t31002ｘ", "11010519491231002X" },
		{ "6217\xC2\xA0"
		  "0012\xE3\x80\x80"
		  "34567890122",
		  "6217001234567890122" },
		{ "kaz110090123105", "KAZ110090123105" },
		{ "", NULL },
		{ " \t\xE3\x80\x80", NULL },
		{ NULL, NULL },
		{ "12345678901234567890123456789012", "12345678901234567890123456789012" },
		{ "123456789012345678901234567890123", NULL },
		{ "证件", "证件" },
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new(4096);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, idno_normalise(arena, rows[i][0]), rows[i][1]);
}

static void organisations(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "91350100M000100Y43", true },  { "91110000101623741K", true },  { "91330106MA2TERT01A", true },
		{ "91330106MA2TERT01B", false }, { "91330106MA2TERT0IA", false }, { "91330106MA2TERT01", false },
		{ "91330106MA2TERT01AA", false }, { "9133A106MA2TERT01A", false }, { "91110000101623741k", false }, { NULL, false },
	};
	check(rows, ARRAY_LEN(rows), idno_uscc_ok);
}

static void accounts(void **state)
{
	(void)state;
	static const struct row luhn[] = {
		{ "6217001234567890122", true }, { "6217001234567890123", false }, { "79927398713", true }, { "0", true },
		{ "", false }, { "12a", false }, { NULL, false }, { "000000000000000000000000000000000", false },
	};
	static const struct row cards[] = {
		{ "6217001234567890122", true }, { "6217001234567890112", false }, { "79927398713", false }, { "4111111111111111", true },
		{ "62170012345678901220", false }, { NULL, false },
	};
	static const struct row any[] = {
		{ "12345678", true }, { "1234567", false }, { "12345678901234567890123456789012", true },
		{ "123456789012345678901234567890123", false }, { "1234567a", false }, { NULL, false },
	};
	static const struct row cnaps[] = {
		{ "313651027012", true }, { "303791000177", true }, { "402795602394", true }, { "313651027013", false },
		{ "31365102701", false }, { "3136510270122", false }, { "31365102701X", false }, { NULL, false },
	};
	check(luhn, ARRAY_LEN(luhn), idno_luhn_ok);
	check(cards, ARRAY_LEN(cards), idno_card_ok);
	check(any, ARRAY_LEN(any), idno_account_ok);
	check(cnaps, ARRAY_LEN(cnaps), idno_cnaps_ok);
}

static void phones_and_divisions(void **state)
{
	(void)state;
	static const struct row mobiles[] = {
		{ "13800138000", true }, { "19912345678", true }, { "12800138000", false }, { "1380013800", false },
		{ "138001380000", false }, { "23800138000", false }, { "1380013800a", false }, { "", false }, { NULL, false },
	};
	static const struct row divisions[] = {
		{ "330106", true }, { "33010", false }, { "3301061", false }, { "33010X", false }, { NULL, false },
	};
	check(mobiles, ARRAY_LEN(mobiles), idno_mobile_ok);
	check(divisions, ARRAY_LEN(divisions), idno_division_ok);
}

UNIT_MAIN(UNIT("idno: citizens, permits and residence cards", citizens), UNIT("idno: the birth date must be real", birth_dates),
          UNIT("idno: every single slip is found", every_slip_is_found), UNIT("idno: one normal form", normal_form),
          UNIT("idno: organisations", organisations), UNIT("idno: B22 accounts, cards and bank numbers", accounts),
          UNIT("idno: 1.9(1) mobiles, divisions", phones_and_divisions))
