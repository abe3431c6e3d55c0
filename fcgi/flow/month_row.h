/* A row of the month ledger as the theme store tells it now: for months that are granted and for those that are judged again. */
#ifndef FLOW_MONTH_ROW_H
#define FLOW_MONTH_ROW_H

#include "flow/month_facts.h"

/* Fills everything of *row but whose it is, its month and its entitlement. The facts of ret_told live in scratch, the row's texts in ctx->arena:
 * runs empty scratch after each household. */
enum err_code month_row_tell(struct ctx *ctx, struct arena *scratch, const struct month_house *house, int32_t month, struct month_told *told, struct month_row *row) MUST_CHECK;
struct month_person *month_house_holder(const struct month_house *house); /* NULL: a household without him */
/* A month that is payable counts for the later ones, before anything is written. ERR_NOMEM, ERR_INVALID. */
enum err_code month_house_count(struct arena *arena, const struct month_house *house, int32_t month) MUST_CHECK;
/* The months used, as they are after what this transaction wrote. */
enum err_code month_house_used(struct ctx *ctx, struct month_house *house) MUST_CHECK;

#endif
