/* Whether the registers know the household that the applicant names (policy book 4.3). A valid ID number proves no relation: whoever is not
 * confirmed counts for nothing, is held by nothing and is shown to nobody but staff until a reviewer says yes. */
#ifndef FLOW_HOUSEHOLD_H
#define FLOW_HOUSEHOLD_H

#include "flow/case_facts.h"

struct household {
	const char *doubt;     /* why a person has to look, without names; NULL: everybody is confirmed */
	const char *waits_for; /* a register that gave no answer; NULL: none */
};
/* Inside the caller's transaction, after the records are stored: confirms each member by the records and writes it down, also in people[]. */
enum err_code household_confirm(struct ctx *ctx, const struct casefile *c, struct case_person *people, size_t n_people, const struct facts *facts,
                                int32_t day, struct household *ret_household) MUST_CHECK;

#endif
