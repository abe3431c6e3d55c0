/* What people read about a check that failed or is not known yet: one sentence (at most 40 characters), what to do next, which
 * papers to bring, and the SMS text of a refusal for that reason (at most 20 characters: the check's name and the paper, never a
 * value; for income, marriage and property only that one condition was not met). The same texts for applicants and staff. */
#ifndef DOMAIN_RULES_RULES_TEXT_H
#define DOMAIN_RULES_RULES_TEXT_H

#include "domain/rules/rules.h"

/* What the next step is, for the page to choose its button. */
enum rules_next { RULES_NEXT_SUPPLEMENT, RULES_NEXT_FIX_AT_SOURCE, RULES_NEXT_WAIT, RULES_NEXT_NONE };

struct rules_text {
	const char *sentence;
	enum rules_next next;
	const char *next_text;
	const char *materials; /* papers to bring, separated by 、; "" when none can help */
	const char *sms;
};

/* outcome is OUTCOME_FAIL or OUTCOME_UNKNOWN; NULL for the others. Never NULL for those two. */
const struct rules_text *rules_text_find(enum check_code code, enum outcome outcome);
const char *rules_next_name(enum rules_next next); /* "fix_at_source" */

#endif
