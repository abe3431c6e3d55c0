/* The table of outside calls (G6): one row per call, after it and outside any business transaction. */
#ifndef FLOW_OUTSIDE_H
#define FLOW_OUTSIDE_H

#include "gateway/gateway.h"
#include "store/ctx.h"

/* case_id 0 = no case. Its own small transaction: a call that was made is told even when what follows fails. */
extern const struct sql_module outside_sql;
enum err_code outside_note(struct ctx *ctx, const struct outside_call *call, int64_t case_id) MUST_CHECK;
/* Many at once, inside the caller's transaction. */
enum err_code outside_rows(struct ctx *ctx, const struct outside_call *calls, size_t n, int64_t case_id) MUST_CHECK;

#endif
