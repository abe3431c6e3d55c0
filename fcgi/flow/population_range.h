/* A range job of a trial (B3): what population_run.c works off turn by turn, shared with what judges applications. */
#ifndef FLOW_POPULATION_RANGE_H
#define FLOW_POPULATION_RANGE_H

#include "flow/month_facts.h"
#include "flow/population_flow.h"

struct range {
	struct ctx *ctx;
	const struct job *job;
	struct population trial;
	enum scheme scheme;
	struct month_versions versions[2];
	int32_t month, facts_month;
	bool of_cases; /* it goes through applications: numbers below are cases, not qualifications */
	int64_t since; /* instant */
	int64_t no, from, to, cursor, chunk;
	struct arena *home, *small, *lines; /* the job's, one for a household or an application, one for evidence that was read at once */
	struct population_tally tally;
	struct population_case_tally cases;
	struct buf rows;
	int64_t last; /* put into rows */
	bool ended;   /* the trial is no longer running */
	const char *why, *place, *detail; /* what stops it; detail is for the audit row only */
};

/* Adds what is in the chunks of both sections. ERR_OVERFLOW. */
enum err_code population_add_up(struct ctx *ctx, int64_t id, struct population_tally *people, struct population_case_tally *cases) MUST_CHECK;

/* Judges the applications behind the cursor, at most a chunk of them, into cases and rows. ret_to: the last one, or the end of the range.
 *
 * An application is judged twice on the facts that it was judged by, at its own day of acceptance: by the version that judged it then, and by
 * the draft in that one's place. Its own facts, because a decision is about the household of that day: what the registers say today is another
 * case, mostly asked about nobody since. Its own day, because ages, months of contributions and terms are counted up to it; a draft looked at
 * on its own first day would fail everybody alike. The version of then is run again rather than the stored verdicts read, so that what differs
 * is the draft and nothing else. What a person decided over the checks, and members who were not confirmed, do not count on either side.
 *
 * What cannot be opened, read or judged sets why and place (the case's number outside), and nothing of the chunk is kept. */
enum err_code population_judge_cases(struct range *r, int64_t *ret_to) MUST_CHECK;

#endif
