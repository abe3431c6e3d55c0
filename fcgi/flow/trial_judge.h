/* One line of facts in, one result line out: what `anjuctl trial`, golden cases and the trial of a draft share. */
#ifndef FLOW_TRIAL_JUDGE_H
#define FLOW_TRIAL_JUDGE_H

#include "base/text.h"
#include "domain/facts/facts_json.h"
#include "domain/policy/policy.h"

struct trial_terms {
	const struct policy_set *policies;
	enum scheme scheme;
	bool at_month;
	int32_t month;                     /* at_month */
	int32_t day;                       /* DATE_NONE: each line's accepted_on */
	const struct policy *forced[2];    /* admission, standard; NULL: the one in force */
};

/* Appends the result line with its line end. false: the line could not be read (the result says where). */
bool trial_judge(const struct trial_terms *terms, struct facts_reader *reader, struct arena *arena, const char *line, size_t n,
                 uint64_t line_no, struct buf *out);

#endif
