/* What changed about a person between two packs of the theme store (B19). Pure: told from the rows of both, never from a source that is
 * not ok in one of them. */
#ifndef DOMAIN_FACTS_FACTS_CHANGE_H
#define DOMAIN_FACTS_FACTS_CHANGE_H

#include "base/text.h"
#include "domain/facts/facts.h"

enum facts_change_kind {
	CHANGE_HOME_BOUGHT,
	CHANGE_INSURANCE_STOPPED,
	CHANGE_MARRIED,
	CHANGE_DIVORCED,
	CHANGE_LEASE_ENDED,
	CHANGE_LEASE_CHANGED,
	CHANGE_BENEFIT_GRANTED,
	CHANGE_CLASS_REVOKED,
	CHANGE_CLASS_CHANGED,
	CHANGE_KINDS
};
const char *facts_change_name(enum facts_change_kind kind);  /* "home_bought" */
const char *facts_change_title(const char *name);            /* "新登记住房"; the name itself when unknown */

struct facts_change {
	enum facts_change_kind kind;
	int32_t month; /* the first month to which it matters */
};
/* At most one of each kind. ERR_INVALID: not a pack; ERR_NOMEM. */
enum err_code facts_changes(struct arena *arena, int64_t person, const struct blob *before, const struct blob *after,
                            struct facts_change ret_changes[CHANGE_KINDS], size_t *ret_n) MUST_CHECK;

#endif
