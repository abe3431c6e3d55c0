/* Talent purchase subsidy (docs/policy.md section 6): what is given back. The checks and the payout are in rules_judge. */
#ifndef DOMAIN_RULES_PURCHASE_RULES_H
#define DOMAIN_RULES_PURCHASE_RULES_H

#include "domain/policy/policy.h"

/* Left the city inside the service term: paid × (term − full months served) / term, half-up; 0 once the term is served.
 * first_paid is the day of the first payment. false: paid_fen or the days make no sense. */
bool purchase_return_fen(const struct policy *policy, int64_t paid_fen, int32_t first_paid, int32_t left_on,
                         int64_t *ret_fen) MUST_CHECK;
/* Sold or released on that day: inside the lock, so that everything is given back. */
bool purchase_locked(const struct policy *policy, int32_t title_on, int32_t day);

#endif
