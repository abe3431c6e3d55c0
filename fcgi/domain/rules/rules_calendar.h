/* Months added to days without base/date's saturation at 9999-12-31: a sum may lie beyond the last readable day and must still
 * compare as what it is (docs/policy.md section 1). */
#ifndef DOMAIN_RULES_RULES_CALENDAR_H
#define DOMAIN_RULES_RULES_CALENDAR_H

#include <stdint.h>

/* Same day of the month, clamped to that month's last day. months >= 0. */
int32_t rules_add_months(int32_t day, int64_t months);

#endif
