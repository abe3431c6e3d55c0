#include "base/date.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define FIRST_YEAR 1900
#define LAST_YEAR 9999
#define FIRST_DAY (-25567)  /* 1900-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */
#define SHANGHAI_MS (INT64_C(8) * 3600 * 1000)
#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* Days from the civil calendar and back, proleptic Gregorian, counted from 0000-03-01 so that the leap day comes last. year >= 1. */
static int32_t civil_day(int year, int month, int mday)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

int32_t date_of(int year, int month, int day)
{
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return DATE_NONE;
	return civil_day(year, month, day);
}

void date_split(int32_t day, int *ret_year, int *ret_month, int *ret_mday)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = (int)(z - era * 146097);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (5 * day_of_year + 2) / 153; /* 0 = March */
	*ret_mday = day_of_year - (153 * shifted + 2) / 5 + 1;
	*ret_month = shifted < 10 ? shifted + 3 : shifted - 9;
	*ret_year = (int)(year_of_era + era * 400) + (*ret_month <= 2);
}

/* Reads `n` digits; -1 when one is none. */
static int digits(const char *s, int n)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

/* The caller has seen that there are ten characters. */
static int32_t parse_day(const char *s)
{
	if (s[4] != '-' || s[7] != '-')
		return DATE_NONE;
	return date_of(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2));
}

bool date_parse(const char *text, int32_t *ret_day)
{
	int32_t day = text && strnlen(text, 11) == 10 ? parse_day(text) : DATE_NONE;
	if (day == DATE_NONE)
		return false;
	*ret_day = day;
	return true;
}

bool month_parse(const char *text, int32_t *ret_month)
{
	if (!text || strnlen(text, 8) != 7 || text[4] != '-')
		return false;
	int year = digits(text, 4), month = digits(text + 5, 2);
	if (date_of(year, month, 1) == DATE_NONE)
		return false;
	*ret_month = year * 12 + month - 1;
	return true;
}

static bool in_range(int32_t day)
{
	return day >= FIRST_DAY && day <= LAST_DAY;
}

/* n digits of v, the way %0nu writes them: a list writes some sixty days and times. */
static char *put_digits(char *at, unsigned v, int n)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		at[i] = (char)('0' + v % 10);
	return at + n;
}

void date_text(int32_t day, char out[DATE_TEXT])
{
	out[0] = '\0';
	if (!in_range(day))
		return;
	int year, month, mday;
	date_split(day, &year, &month, &mday);
	char *at = put_digits(out, (unsigned)year, 4);
	*at++ = '-';
	at = put_digits(at, (unsigned)month, 2);
	*at++ = '-';
	*put_digits(at, (unsigned)mday, 2) = '\0';
}

void month_text(int32_t month, char out[MONTH_TEXT])
{
	out[0] = '\0';
	if (month < FIRST_YEAR * 12 || month > LAST_YEAR * 12 + 11)
		return;
	snprintf(out, MONTH_TEXT, "%04u-%02u", (unsigned)month / 12 % 10000, (unsigned)month % 12 + 1);
}

int32_t date_add_months(int32_t day, int32_t n)
{
	if (day == DATE_NONE)
		return DATE_NONE;
	int year, month, mday;
	date_split(day, &year, &month, &mday);
	int64_t index = (int64_t)year * 12 + month - 1 + n;
	if (index < FIRST_YEAR * 12)
		return FIRST_DAY;
	if (index > LAST_YEAR * 12 + 11)
		return LAST_DAY;
	int to_year = (int)(index / 12), to_month = (int)(index % 12) + 1;
	int last = month_days(to_year, to_month);
	return civil_day(to_year, to_month, mday < last ? mday : last);
}

int32_t date_month(int32_t day)
{
	if (day == DATE_NONE)
		return DATE_NONE;
	int year, month, mday;
	date_split(day, &year, &month, &mday);
	return year * 12 + month - 1;
}

int32_t month_first_day(int32_t month)
{
	if (month < FIRST_YEAR * 12)
		return FIRST_DAY;
	if (month > LAST_YEAR * 12 + 11)
		return LAST_DAY;
	return civil_day(month / 12, month % 12 + 1, 1);
}

int32_t month_last_day(int32_t month)
{
	if (month < FIRST_YEAR * 12)
		return FIRST_DAY;
	if (month > LAST_YEAR * 12 + 11)
		return LAST_DAY;
	return civil_day(month / 12, month % 12 + 1, month_days(month / 12, month % 12 + 1));
}

int32_t date_year(int32_t day)
{
	if (day == DATE_NONE)
		return DATE_NONE;
	int year, month, mday;
	date_split(day, &year, &month, &mday);
	return year;
}

bool date_within(int32_t day, int32_t from, int32_t to)
{
	return day >= from && (to == DATE_NONE || day <= to);
}

/* ---- clocks ---- */

static _Atomic int64_t clock_shift;

static int64_t read_clock(clockid_t which)
{
	struct timespec ts;
	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	return read_clock(CLOCK_REALTIME) + atomic_load_explicit(&clock_shift, memory_order_relaxed);
}

void clock_start_at(int64_t ms)
{
	atomic_store_explicit(&clock_shift, ms - read_clock(CLOCK_REALTIME), memory_order_relaxed);
}

int64_t clock_mono_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int32_t clock_today(void)
{
	return instant_day(clock_now_ms());
}

bool clock_parse(const char *text, int64_t *ret_ms)
{
	int32_t day;
	if (date_parse(text, &day)) {
		*ret_ms = day_instant(day);
		return true;
	}
	if (!text || strnlen(text, 20) != 19 || text[10] != 'T' || text[13] != ':' || text[16] != ':')
		return false;
	day = parse_day(text);
	int hour = digits(text + 11, 2), minute = digits(text + 14, 2), second = digits(text + 17, 2);
	if (day == DATE_NONE || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	*ret_ms = day_instant(day) + ((int64_t)hour * 3600 + minute * 60 + second) * 1000;
	return true;
}

/* Instants outside the calendar's years are held at its ends, so that every text has its fixed length. */
static int64_t local_ms(int64_t ms)
{
	int64_t least = FIRST_DAY * DAY_MS, most = (LAST_DAY + 1) * DAY_MS - 1;
	int64_t local;
	if (__builtin_add_overflow(ms, SHANGHAI_MS, &local) || local > most)
		return most;
	return local < least ? least : local;
}

static int64_t floor_day(int64_t local)
{
	return local >= 0 ? local / DAY_MS : -((-local + DAY_MS - 1) / DAY_MS);
}

int32_t instant_day(int64_t ms)
{
	return (int32_t)floor_day(local_ms(ms));
}

int64_t day_instant(int32_t day)
{
	return (int64_t)day * DAY_MS - SHANGHAI_MS;
}

static void write_instant(int64_t ms, char between, const char *tail, char *out)
{
	int64_t local = local_ms(ms);
	int64_t day = floor_day(local);
	unsigned second = (unsigned)((local - day * DAY_MS) / 1000);
	date_text((int32_t)day, out);
	char *at = out + DATE_TEXT - 1;
	*at++ = between;
	at = put_digits(at, second / 3600, 2);
	*at++ = ':';
	at = put_digits(at, second / 60 % 60, 2);
	*at++ = ':';
	at = put_digits(at, second % 60, 2);
	memcpy(at, tail, strlen(tail) + 1);
}

void instant_text(int64_t ms, char out[INSTANT_TEXT])
{
	write_instant(ms, 'T', "+08:00", out);
}

void instant_wire(int64_t ms, char out[20])
{
	write_instant(ms, ' ', "", out);
}
