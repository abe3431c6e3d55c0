/* One evaluation: facts against the policy version in force on the acceptance date, verdicts as rows. Shared by verification and pages. */
#ifndef FLOW_CASE_JUDGE_H
#define FLOW_CASE_JUDGE_H

#include "domain/rules/rules.h"
#include "flow/case_facts.h"

struct judged {
	const struct policy *policy; /* NULL: none in force, an error of configuration; decision is waiting then */
	struct rules_result result;
	const char *decision;  /* approved refused waiting */
	const char *waits_for; /* sources that are not ok, comma separated; "" when none */
};
enum err_code case_judge(struct ctx *ctx, const char *scheme, const struct facts *facts, int32_t day, struct judged *ret_judged) MUST_CHECK;
/* evidence and verdict rows of the round. */
enum err_code case_judge_store(struct ctx *ctx, int64_t case_id, int64_t round, const struct facts *facts, const char *record_ids,
                               const struct judged *judged, const struct case_person *people, size_t n_people) MUST_CHECK;

/* What a verdict saw, as it is sealed: a line a fact, fields separated by tabs: person id, source, kind, request number, fetched at, as of, label, value. */
struct seen_fact {
	int64_t person_id; /* 0 = nobody of the household */
	const char *source, *kind, *request_no, *fetched_at, *as_of, *label, *value;
};
/* That text of one verdict. */
void case_judge_saw(struct buf *b, const struct rules_verdict *v, const struct facts *facts, const struct case_person *people, size_t n_people);
/* CHECK_BITs of the stored verdicts that pass, for rules_settled. */
uint32_t case_judge_passed(const struct verdict *verdicts, size_t n);
/* Splits the stored text; at most cap. */
size_t case_judge_seen(struct arena *arena, const char *stored, struct seen_fact *out, size_t cap);

#endif
