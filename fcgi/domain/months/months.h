/* One month of an approved qualification (docs/policy.md sections 4.2 and 5): the checks at its first day, the outcome and the amount.
 * The trial, the monthly and quarterly runs and the replay call the same function. Pure, as domain/rules. Money is fen. */
#ifndef DOMAIN_MONTHS_MONTHS_H
#define DOMAIN_MONTHS_MONTHS_H

#include "domain/rules/rules.h"

enum month_outcome { MONTH_PAYABLE, MONTH_NOT_PAYABLE, MONTH_CAP_REACHED, MONTH_WAITING };

struct month_result {
	enum month_outcome outcome;
	int64_t amount_fen; /* 0 unless payable */
	size_t n;
	struct rules_verdict verdicts[RULES_CHECKS_MAX]; /* in the book's order */
	uint32_t failed; /* bit i: verdicts[i] is one of the codes of a month that is not paid */
	int32_t persons;
	int32_t class; /* rental: enum facts_class_rank */
};

/* admission and standard are the versions in force on the month's first day (one and the same for rental); counted is the number
 * of months of the cap group that count already (paid, payable or imported, of applicant or spouse). The scheme is the
 * admission's and pays by the month. ERR_NOMEM. */
enum err_code months_judge(const struct facts *facts, const struct policy *admission, const struct policy *standard,
                           int32_t month, int32_t counted, struct arena *arena, struct month_result *ret_result) MUST_CHECK;

/* Last month of a qualification whose acceptance date is given (its first month is that of the date). */
int32_t months_qualification_end(const struct policy *admission, int32_t accepted_on);

const char *months_outcome_name(enum month_outcome outcome); /* "cap_reached" */

#endif
