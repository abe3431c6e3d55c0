/* What changes about a household between the runs (B19): noted when a renewal shows it, told to the holder, looked for by a watch. */
#ifndef FLOW_CHANGE_EVENTS_H
#define FLOW_CHANGE_EVENTS_H

#include "domain/casefile/case_query.h"
#include "flow/month_facts.h"
#include "flow/rejudge_months.h"

/* The packs of everybody of a household, renewed. In a transaction, under the person rows. */
struct renewed {
	bool changed; /* what is known about somebody */
	size_t n;
	struct renewed_person {
		int64_t person_id;
		struct theme_change change;
	} *people;
};
enum err_code house_renew(struct ctx *ctx, const struct qualification *q, struct renewed *ret_renewed) MUST_CHECK;
/* After its months were judged again: a row for each change that the two packs show. The holder is told, unless he was told of his months. */
enum err_code change_events(struct ctx *ctx, const struct rejudging *of, const struct renewed *renewed, const struct rejudged *rejudged) MUST_CHECK;

/* Appends the changes to the events of a case, for staff. */
enum err_code change_timeline(struct ctx *ctx, int64_t case_id, struct case_event_row **events, size_t *n) MUST_CHECK;

/* Every live qualification once in run.watch_days: some each time, in id order, each gets a job month_recheck. ret_n: jobs put. */
enum err_code watch_households(struct ctx *ctx, int64_t *ret_n) MUST_CHECK;

#endif
