#include "domain/rules/rules_calendar.h"

#include "base/date.h"

static int month_days(int64_t year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month == 2 && leap ? 29 : days[month - 1];
}

/* Days from 1970-01-01 of the proleptic Gregorian calendar, years counted from March. */
static int64_t civil(int64_t year, int month, int mday)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int32_t rules_add_months(int32_t day, int64_t months)
{
	int year, month, mday;
	date_split(day, &year, &month, &mday);
	int64_t total = year * INT64_C(12) + month - 1 + months;
	int64_t to_year = total / 12;
	int to_month = (int)(total % 12) + 1;
	int last = month_days(to_year, to_month);
	return (int32_t)civil(to_year, to_month, mday < last ? mday : last);
}
