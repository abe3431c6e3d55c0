/* The month ledger of a case as people read it (B7): each month with its outcome, its amount, and why when it is not paid; and how many
 * months count to the cap. What was corrected stands there with both
 * ends, the delta, the checks that came out otherwise and what has to be given back. Reads only. */
#ifndef FLOW_MONTH_VIEW_H
#define FLOW_MONTH_VIEW_H

#include "store/ctx.h"

/* {"counted":n,"limit":n|null,"items":[{"month","outcome","amount_fen","persons","versions","why":[{"rule","title","text","next"}],
 * "corrections":[{"at","from","from_fen","to","to_fen","delta_fen","why"}],"refunds":[{"id","amount_fen","netted_fen","state","next"}]}]},
 * newest month first; null for a case without a qualification. Refunds have their id for staff only. */
enum err_code month_view(struct ctx *ctx, int64_t case_id, bool staff, struct buf *out) MUST_CHECK;

#endif
