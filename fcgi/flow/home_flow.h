/* The two first pages: an applicant's home and the office's work place. */
#ifndef FLOW_HOME_FLOW_H
#define FLOW_HOME_FLOW_H

#include "domain/casefile/case_query.h"
#include "domain/casefile/draft.h"
#include "domain/notice/watch_query.h"

struct home {
	const char *name_masked;
	const char *next_title, *next_text, *next_href, *next_due_on; /* what to do next; title NULL = nothing */
	const char *cases; /* case_row objects, comma separated, at most 5 */
	bool has_draft;
	struct draft draft;
	const char *why_not; /* why no new application is possible now, or NULL */
};
enum err_code home_flow(struct ctx *ctx, struct home *ret_home) MUST_CHECK;

struct work_place {
	struct case_count *counts;
	size_t n_counts;
	int64_t waiting, overdue, approvals, diffs;
	struct watch_alarm *alarms;
	size_t n_alarms;
};
enum err_code work_place_flow(struct ctx *ctx, struct work_place *ret_place) MUST_CHECK;

#endif
