/* Months of a qualification: judged at their first day out of the theme store, written to the month ledger, payable ones granted (4C-7, 4C-8, 4F-2…4F-4).
 * Inside the caller's transaction, under the person and case rows. */
#ifndef FLOW_GRANT_MONTHS_H
#define FLOW_GRANT_MONTHS_H

#include "domain/casefile/qualification.h"

struct granting {
	const struct qualification *q;
	const char *override_checks; /* checks that a person overruled: they count as met up to the month of his yes; NULL = none */
	int32_t override_last;       /* that month */
	int32_t last;                /* month up to which is judged, itself included */
	bool only_waiting;           /* months whose entry waits, no others */
};
struct granted {
	int64_t n_payable, n_waiting, n_other, sum_fen;
	bool budget_short;
	bool facts_wait; /* some month waits for a source */
};
enum err_code grant_months(struct ctx *ctx, const struct granting *in, struct granted *ret_granted) MUST_CHECK;

/* Runs a transaction that grants. All grants move the same two ledger rows, and a row that changed since the snapshot makes the
 * transaction run again; so the runners take turns instead of trying against each other. */
enum err_code grant_in_turn(struct ctx *ctx, const char *name, tx_fn *fn, void *arg) MUST_CHECK;

#endif
