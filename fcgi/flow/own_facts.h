/* What our own rows say of a person where the policy book asks them as a source (7): the white list in force, and purchase subsidies that we paid. */
#ifndef FLOW_OWN_FACTS_H
#define FLOW_OWN_FACTS_H

#include "domain/facts/facts.h"
#include "store/ctx.h"

/* Sets talent_whitelist and purchase_subsidy of the facts, their rows under `id`. A list that is too old (whitelist.days), or none, is not
 * fetched. ret_as_of: day of the list, DATE_NONE without one; may be NULL. */
enum err_code own_facts_join(struct ctx *ctx, int64_t person_id, int32_t id, struct facts *facts, int32_t *ret_as_of) MUST_CHECK;

#endif
