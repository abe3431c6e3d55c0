/* The month ledger of a case as people read it (B7): each month with its outcome, its amount, and why when it is not paid; and how many
 * months count to the cap. The same for applicant and staff. Reads only. */
#ifndef FLOW_MONTH_VIEW_H
#define FLOW_MONTH_VIEW_H

#include "store/ctx.h"

/* {"counted":n,"limit":n|null,"items":[{"month","outcome","amount_fen","persons","versions","why":[{"rule","title","text","next"}]}]},
 * newest month first; null for a case without a qualification. */
enum err_code month_view(struct ctx *ctx, int64_t case_id, struct buf *out) MUST_CHECK;

#endif
