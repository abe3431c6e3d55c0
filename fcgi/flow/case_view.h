/* What a case page shows of checks and facts: the stored verdicts of the last evaluation joined with titles, clauses, sentences and next
 * steps, as JSON pieces straight into the answer. The same sentences for applicants and staff. */
#ifndef FLOW_CASE_VIEW_H
#define FLOW_CASE_VIEW_H

#include "base/text.h"
#include "store/ctx.h"

enum view_for { VIEW_APPLICANT, VIEW_STAFF }; /* an applicant sees no values of others, staff sees masked people */

/* [check_result…] of the case's last round; [] before the first. */
enum err_code case_view_checks(struct ctx *ctx, int64_t case_id, enum view_for who, struct buf *out) MUST_CHECK;
/* [{"person","name","relation","sources":[{"source","title","state","kind","as_of","fetched_at","request_no","rows":[[{"label","value"}…]…]}…]}…] (4C-10a) */
enum err_code case_view_facts(struct ctx *ctx, int64_t case_id, struct buf *out) MUST_CHECK;
/* [{"group","rows":[{"label","value"}…]}…] of the filed form; ID numbers, phone and account masked, others' names masked. */
enum err_code case_view_form(struct ctx *ctx, int64_t case_id, struct buf *out) MUST_CHECK;
struct case_member_row;
/* Masked, as staff read it; "配偶（姓名未提供）" where nobody has told the name. */
const char *case_view_member_name(const struct case_member_row *member);
/* {"label","value",…} of one fact; hidden: that there is a record, not what. */
struct seen_fact;
void case_view_fact(struct buf *b, const struct seen_fact *fact, const char *person, bool hidden);
/* "next":{"kind","text","materials":[title…]}; codes of materials, comma separated. */
void case_view_next(struct buf *b, const char *kind, const char *text, const char *codes);
const char *case_view_source_title(const char *source); /* Chinese; the name itself when unknown */

#endif
