/* Everything a case page shows beside verdicts, form and payouts, read in one go. */
#ifndef FLOW_CASE_PAGE_FLOW_H
#define FLOW_CASE_PAGE_FLOW_H

#include "domain/casefile/attachment.h"
#include "domain/casefile/case_query.h"
#include "domain/casefile/reason.h"

struct case_parts {
	const char *answers; /* number of the refused case it answers, or NULL */
	struct case_event_row *events;
	size_t n_events;
	struct case_member_row *members;
	size_t n_members;
	struct attachment *files;
	size_t n_files;
	bool has_decision;
	struct case_decision_row decision;
	struct reason *reasons;
	size_t n_reasons;
	bool asks, asks_account; /* an open supplement */
	const char *asks_materials, *asks_note, *asks_due_on;
};
enum err_code case_page_flow(struct ctx *ctx, const struct case_row *row, struct case_parts *ret_parts) MUST_CHECK;
/* Cases of one ID number, for staff: audited, the number is never in a URL. At most 50, newest first. */
enum err_code case_find_flow(struct ctx *ctx, const char *idno, const char *projid, struct buf *out) MUST_CHECK;

#endif
