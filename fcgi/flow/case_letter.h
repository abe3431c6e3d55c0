/* The checks of a case as plain lines for a paper or a letter to the applicant: the same sentences, facts, thresholds, clauses and next
 * steps as on the pages. */
#ifndef FLOW_CASE_LETTER_H
#define FLOW_CASE_LETTER_H

#include "base/text.h"
#include "store/ctx.h"

/* Each check of the last round that failed or is not known and that no other of its group settles, in the book's order:
 *   1. 房产：家庭成员在市区有住房…
 *   查到：不动产登记（坐落：西湖区，…）
 *   要求：…
 *   依据：准入条件：住房（T2-2023）
 *   下一步：…
 *   可补充：…
 * Lines without content are left out. Of other people it says that there is a record, not what. "" when there is none. */
enum err_code case_letter_checks(struct ctx *ctx, int64_t case_id, struct buf *out) MUST_CHECK;

#endif
