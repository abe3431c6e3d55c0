/* What a version must be besides readable: a head that fits the tables, and, before it is published, a day that is not over and taken by
 * nobody, no day of its scheme without a version of each part, a rate for every division. Pure. */
#ifndef DOMAIN_POLICY_POLICY_CHECK_H
#define DOMAIN_POLICY_POLICY_CHECK_H

#include "domain/policy/policy.h"

#define POLICY_TITLE_CHARS 100
#define POLICY_CLAUSE_CHARS 200
#define POLICY_VERSION_CHARS 20

/* ERR_INVALID with fields. */
enum err_code policy_check_head(const struct policy *policy, struct err *err) MUST_CHECK;
/* Against all published versions; every hindrance is a field. */
enum err_code policy_check_publish(const struct policy_set *published, const struct policy *policy, int32_t today,
                                   struct arena *arena, struct err *err) MUST_CHECK;
/* The published versions with the draft among them, as they will be once it is published; one of the same part and day gives way.
 * ERR_NOMEM. */
enum err_code policy_set_with(const struct policy_set *published, const struct policy *draft, struct arena *arena, struct policy_set *ret_set,
                              struct err *err) MUST_CHECK;

#endif
