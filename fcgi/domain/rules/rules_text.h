/* What people read about a check: the one catalogue behind the pages of applicants and staff, the months that are not paid, the
 * self-check and letters. For each check that failed or is not known yet: one sentence (at most 40 characters), what to do next and the
 * papers to bring; and the threshold in words, from the parameters that the check names. Clauses and titles are policy data. The SMS
 * texts of refusals are rows that the office changes (refusal_reason, keyed by the check); a test holds them against this. */
#ifndef DOMAIN_RULES_RULES_TEXT_H
#define DOMAIN_RULES_RULES_TEXT_H

#include "base/text.h"
#include "domain/rules/rules.h"

/* What the next step is, for the page to choose its button. */
enum rules_next { RULES_NEXT_SUPPLEMENT, RULES_NEXT_FIX_AT_SOURCE, RULES_NEXT_WAIT, RULES_NEXT_NONE };

struct rules_text {
	const char *sentence;
	enum rules_next next;
	const char *next_text;
	const char *materials; /* codes (domain/casefile/material.h), comma separated; "" when none can help */
};

/* outcome is OUTCOME_FAIL or OUTCOME_UNKNOWN; NULL for the others. Never NULL for those two. */
const struct rules_text *rules_text_find(enum check_code code, enum outcome outcome);
/* The sentence of any outcome; settled: another check of its group passes (rules_settled). */
const char *rules_sentence(enum check_code code, enum outcome outcome, bool settled);
/* Why a month is not paid: the sentences of its failing checks. */
void rules_why(struct buf *b, const enum check_code *codes, size_t n);
const char *rules_next_name(enum rules_next next); /* "fix_at_source" */

/* "连续缴纳不少于 6 个月；市区为上城区…": what the check compares with under that version, "" when it names no parameter of it. At most
 * RULES_THRESHOLD_CHARS characters, as the column of a verdict holds them: what does not fit is left out as a whole. */
#define RULES_THRESHOLD_CHARS 200
const char *rules_threshold(struct arena *arena, const struct policy *policy, const struct rules_check *check);
const char *rules_division_name(int32_t division); /* "西湖区"; NULL when it is none of the city's */

#endif
