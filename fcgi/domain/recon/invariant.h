/* The invariants of money, cases and audit that SQL can see, each recomputed from the rows (money design 2.5). I8 is judged at the bank
 * by the tests. Reads everything, writes audit_finding only; runs as its own database user. */
#ifndef DOMAIN_RECON_INVARIANT_H
#define DOMAIN_RECON_INVARIANT_H

#include "store/ctx.h"

struct finding {
	const char *invariant; /* "I1" … */
	const char *what;      /* English, for operators */
	const char *test;      /* the test that provokes it */
	int64_t bad, first_bad; /* 0 = holds; first_bad is an id of the table that `what` names */
};
extern const size_t invariant_n; /* checks; several may belong to one invariant */
/* One after the other, each its own read; *ret_findings has invariant_n entries in the arena. now: business clock, ms. */
enum err_code invariant_run(struct ctx *ctx, int64_t now_ms, struct finding **ret_findings) MUST_CHECK;
/* Heartbeat, and one row for each that is broken. */
enum err_code invariant_write(struct ctx *ctx, const struct finding *findings, size_t n) MUST_CHECK;

#endif
