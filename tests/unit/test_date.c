#include "base/date.h"

#include "unit.h"

static int32_t day(const char *text)
{
	int32_t d;
	if (!date_parse(text, &d))
		fail_msg("%s is no date", text);
	return d;
}

static void parsing(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ok;
		int32_t day;
	} rows[] = {
		{ "1970-01-01", true, 0 },      { "1969-12-31", true, -1 },    { "2000-02-29", true, 11016 },
		{ "2026-11-23", true, 20780 },  { "1900-01-01", true, -25567 }, { "9999-12-31", true, 2932896 },
		{ "1900-02-29", false, 0 },     { "2023-02-29", false, 0 },    { "2024-02-29", true, 19782 },
		{ "2024-02-30", false, 0 },     { "2024-04-31", false, 0 },    { "2024-13-01", false, 0 },
		{ "2024-00-10", false, 0 },     { "2024-01-00", false, 0 },    { "1899-12-31", false, 0 },
		{ "2024-1-01", false, 0 },      { "2024-01-1", false, 0 },     { "2024-01-011", false, 0 },
		{ "2024/01/01", false, 0 },     { "20240101", false, 0 },      { " 2024-01-01", false, 0 },
		{ "2024-01-01 ", false, 0 },    { "", false, 0 },              { NULL, false, 0 },
		{ "-024-01-01", false, 0 },     { "2024-0a-01", false, 0 },    { "2024-01/01", false, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int32_t got = 4711;
		ROW_INT(i, date_parse(rows[i].text, &got), rows[i].ok);
		ROW_INT(i, got, rows[i].ok ? rows[i].day : 4711);
		if (rows[i].ok) {
			char out[DATE_TEXT];
			date_text(got, out);
			ROW_STR(i, out, rows[i].text);
		}
	}
}

static void months_parsing(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int32_t month; /* DATE_NONE: refused */
	} rows[] = {
		{ "2026-11", 2026 * 12 + 10 }, { "1900-01", 1900 * 12 },    { "9999-12", 9999 * 12 + 11 }, { "2026-13", DATE_NONE },
		{ "2026-00", DATE_NONE },      { "1899-12", DATE_NONE },    { "2026-1", DATE_NONE },       { "2026-011", DATE_NONE },
		{ "202611", DATE_NONE },       { "2026-11-01", DATE_NONE }, { NULL, DATE_NONE },           { "2026/11", DATE_NONE },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int32_t month = DATE_NONE;
		ROW_INT(i, month_parse(rows[i].text, &month), rows[i].month != DATE_NONE);
		ROW_INT(i, month, rows[i].month);
		if (month != DATE_NONE) {
			char out[MONTH_TEXT];
			month_text(month, out);
			ROW_STR(i, out, rows[i].text);
		}
	}
	/* Outside the calendar there is no text. */
	static const int32_t months[] = { DATE_NONE, 1900 * 12 - 1, 10000 * 12 }, days[] = { DATE_NONE, -25568, 2932897 };
	for (size_t i = 0; i < ARRAY_LEN(months); i++) {
		char month[MONTH_TEXT] = "?", date[DATE_TEXT] = "?";
		month_text(months[i], month);
		date_text(days[i], date);
		ROW_STR(i, month, "");
		ROW_STR(i, date, "");
	}
}

static void no_such_days(void **state)
{
	(void)state;
	static const struct {
		int year, month, day;
	} rows[] = { { 1899, 12, 31 }, { 10000, 1, 1 }, { 2024, 0, 1 }, { 2024, 13, 1 }, { 2024, 1, 0 }, { 2024, 1, 32 }, { 2023, 2, 29 } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, date_of(rows[i].year, rows[i].month, rows[i].day), DATE_NONE);
	/* A day far outside still splits as the calendar says: 29 February of the year 0. */
	int year, month, mday;
	date_split(-719469, &year, &month, &mday);
	assert_true(year == 0 && month == 2 && mday == 29);
}

static void every_day_splits_and_joins(void **state)
{
	(void)state;
	int year = 1900, month = 1, mday = 1;
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	for (int32_t d = -25567; d <= 2932896; d++) {
		int y, m, md;
		date_split(d, &y, &m, &md);
		if (y != year || m != month || md != mday || date_of(y, m, md) != d)
			fail_msg("day %d is %d-%d-%d, not %d-%d-%d", (int)d, y, m, md, year, month, mday);
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		if (++mday > lengths[month - 1] + (month == 2 && leap)) {
			mday = 1;
			if (++month > 12) {
				month = 1;
				year++;
			}
		}
	}
}

static void adding_months(void **state)
{
	(void)state;
	static const struct {
		const char *from;
		int32_t n;
		const char *to;
	} rows[] = {
		{ "2024-01-31", 1, "2024-02-29" },   { "2023-01-31", 1, "2023-02-28" },    { "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" },  { "2024-03-31", -1, "2024-02-29" },   { "2024-03-15", -3, "2023-12-15" },
		{ "2024-12-31", 2, "2025-02-28" },   { "2024-05-15", 0, "2024-05-15" },    { "2020-08-31", 6, "2021-02-28" },
		{ "2019-07-01", 60, "2024-07-01" },  { "9999-12-31", 1, "9999-12-31" },    { "9999-12-01", 1, "9999-12-31" },
		{ "9990-01-01", 5000, "9999-12-31" }, { "1900-01-31", -1, "1900-01-01" },   { "2024-01-01", INT32_MIN, "1900-01-01" },
		{ "2024-01-01", INT32_MAX, "9999-12-31" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[DATE_TEXT];
		date_text(date_add_months(day(rows[i].from), rows[i].n), out);
		ROW_STR(i, out, rows[i].to);
	}
	assert_int_equal(date_add_months(DATE_NONE, 3), DATE_NONE);
}

static void months_and_intervals(void **state)
{
	(void)state;
	int32_t d = day("2024-02-15"), month = date_month(d);
	assert_int_equal(month, 2024 * 12 + 1);
	assert_int_equal(month_first_day(month), day("2024-02-01"));
	assert_int_equal(month_last_day(month), day("2024-02-29"));
	assert_int_equal(month_last_day(9999 * 12 + 11), day("9999-12-31"));
	assert_int_equal(month_first_day(1900 * 12), day("1900-01-01"));
	/* Held at the ends of the calendar. */
	assert_int_equal(month_first_day(1900 * 12 - 1), day("1900-01-01"));
	assert_int_equal(month_last_day(1900 * 12 - 1), day("1900-01-01"));
	assert_int_equal(month_first_day(10000 * 12), day("9999-12-31"));
	assert_int_equal(month_last_day(10000 * 12), day("9999-12-31"));
	assert_int_equal(date_year(d), 2024);
	assert_int_equal(date_month(DATE_NONE), DATE_NONE);
	assert_int_equal(date_year(DATE_NONE), DATE_NONE);
	assert_true(date_within(d, d, d));
	assert_true(date_within(d, d, DATE_NONE));
	assert_false(date_within(d, d + 1, DATE_NONE));
	assert_false(date_within(d, d - 9, d - 1));
	assert_true(date_within(d, d - 1, d));
}

static void instants(void **state)
{
	(void)state;
	static const struct {
		int64_t ms;
		const char *day, *text, *wire;
	} rows[] = {
		{ 0, "1970-01-01", "1970-01-01T08:00:00+08:00", "1970-01-01 08:00:00" },
		{ 1763863199999, "2025-11-23", "2025-11-23T09:59:59+08:00", "2025-11-23 09:59:59" },
		{ 57599999, "1970-01-01", "1970-01-01T23:59:59+08:00", "1970-01-01 23:59:59" },
		{ 57600000, "1970-01-02", "1970-01-02T00:00:00+08:00", "1970-01-02 00:00:00" },
		{ -28800001, "1969-12-31", "1969-12-31T23:59:59+08:00", "1969-12-31 23:59:59" },
		{ -1, "1970-01-01", "1970-01-01T07:59:59+08:00", "1970-01-01 07:59:59" },
		{ INT64_MAX, "9999-12-31", "9999-12-31T23:59:59+08:00", "9999-12-31 23:59:59" },
		{ INT64_MIN, "1900-01-01", "1900-01-01T00:00:00+08:00", "1900-01-01 00:00:00" },
		{ 253402271999999, "9999-12-31", "9999-12-31T23:59:59+08:00", "9999-12-31 23:59:59" }, /* its last millisecond */
		{ 253402272000000, "9999-12-31", "9999-12-31T23:59:59+08:00", "9999-12-31 23:59:59" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[INSTANT_TEXT], wire[20];
		instant_text(rows[i].ms, out);
		instant_wire(rows[i].ms, wire);
		ROW_STR(i, out, rows[i].text);
		ROW_STR(i, wire, rows[i].wire);
		ROW_INT(i, instant_day(rows[i].ms), day(rows[i].day));
	}
	assert_int_equal(day_instant(0), -28800000);
	assert_int_equal(instant_day(day_instant(20780)), 20780);
	assert_int_equal(instant_day(day_instant(20780) - 1), 20779);
}

static void the_clock_can_start_elsewhere(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ms; /* -1: refused */
	} rows[] = {
		{ "2026-11-23", 1795363200000 },    { "2026-11-23T10:00:00", 1795399200000 }, { "2026-11-23T23:59:59", 1795449599000 },
		{ "2026-11-23T24:00:00", -1 },      { "2026-11-23T10:60:00", -1 },            { "2026-11-23T10:00:60", -1 },
		{ "2026-11-23T10:00", -1 },         { "2026-11-23 10:00:00", -1 },            { "2026-11-31T10:00:00", -1 },
		{ "2026-11-23T10:00:00Z", -1 },     { "now", -1 },                            { NULL, -1 },
		{ "2026-11-23T10.00:00", -1 },      { "2026-11-23T10:00.00", -1 },            { "2026/11-23T10:00:00", -1 },
		{ "2026-11-23T1a:00:00", -1 },      { "2026-11-23T10:0a:00", -1 },            { "2026-11-23T10:00:0a", -1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t ms = -1;
		ROW_INT(i, clock_parse(rows[i].text, &ms), rows[i].ms >= 0);
		ROW_INT(i, ms, rows[i].ms);
	}
	clock_start_at(1795399200000);
	int64_t now = clock_now_ms();
	assert_true(now >= 1795399200000 && now < 1795399200000 + 60000);
	assert_int_equal(clock_today(), day("2026-11-23"));
	int64_t mono = clock_mono_ms();
	while (clock_mono_ms() - mono < 3)
		;
	assert_true(clock_now_ms() > now); /* it runs on */
}

UNIT_MAIN(UNIT("date: real days only", parsing), UNIT("date: months", months_parsing),
          UNIT("date: no such days", no_such_days),
          UNIT("date: every day of 1900 to 9999 splits and joins", every_day_splits_and_joins),
          UNIT("date: adding months clamps and saturates", adding_months), UNIT("date: months and intervals", months_and_intervals),
          UNIT("date: instants in Shanghai", instants), UNIT("date: the clock can start elsewhere", the_clock_can_start_elsewhere))
