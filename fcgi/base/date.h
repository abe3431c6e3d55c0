/* Business time: calendar days and months of Asia/Shanghai (UTC+8, no daylight saving) in the years 1900 to 9999.
 * A day is the number of days since 1970-01-01; a month is year * 12 + month - 1. Instants are ms since 1970 UTC. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>

#define DATE_NONE INT32_MIN /* "no date": null in facts, an open end */
#define DATE_TEXT 11        /* "2026-11-23" + NUL */
#define MONTH_TEXT 8        /* "2026-11" + NUL */
#define INSTANT_TEXT 26     /* "2026-11-23T10:00:00+08:00" + NUL */

bool date_parse(const char *text, int32_t *ret_day) MUST_CHECK;    /* exactly YYYY-MM-DD, a real day */
bool month_parse(const char *text, int32_t *ret_month) MUST_CHECK; /* exactly YYYY-MM */
void date_text(int32_t day, char out[DATE_TEXT]);
void month_text(int32_t month, char out[MONTH_TEXT]);
int32_t date_of(int year, int month, int day); /* DATE_NONE when not a real day */
void date_split(int32_t day, int *ret_year, int *ret_month, int *ret_mday);

/* Same day of the month, clamped to the month's last day (policy: "add n months to a date"). n may be negative.
 * Saturates at 9999-12-31 and 1900-01-01, so that a comparison stays true. */
int32_t date_add_months(int32_t day, int32_t n);
int32_t date_month(int32_t day);
int32_t month_first_day(int32_t month);
int32_t month_last_day(int32_t month);
int32_t date_year(int32_t day);

/* [from, to] contains day; to == DATE_NONE is open. */
bool date_within(int32_t day, int32_t from, int32_t to);

/* The business clock. clock_start_at makes it begin at `ms` and run on from there (--now). */
int64_t clock_now_ms(void);
int32_t clock_today(void); /* Shanghai */
void clock_start_at(int64_t ms);
bool clock_parse(const char *text, int64_t *ret_ms) MUST_CHECK; /* "2026-11-23" (Shanghai midnight) or "2026-11-23T10:00:00" Shanghai */
int64_t clock_mono_ms(void);                                     /* for durations only */
int32_t instant_day(int64_t ms);                                 /* its day in Shanghai */
int64_t day_instant(int32_t day);                                /* Shanghai midnight at its start, in ms */
void instant_text(int64_t ms, char out[INSTANT_TEXT]);           /* RFC 3339, +08:00 */
void instant_wire(int64_t ms, char out[20]);                     /* "yyyy-MM-dd HH:mm:ss" Shanghai, as the platforms write it */

#endif
