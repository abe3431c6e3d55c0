/* A decision told again (B2): every evaluation of a case from its stored facts, every month from the theme versions it names, by the
 * policy versions that were used. Reads only. Equal means: decision and each check's outcome; a month's outcome, codes, checks and
 * amount, and the digest of what it saw. */
#ifndef FLOW_REPLAY_CASE_H
#define FLOW_REPLAY_CASE_H

#include "store/ctx.h"

#define REPLAY_DIFFS_MAX 32

struct replay_diff {
	const char *what;         /* "round 1", "month 2026-11 rev 1" */
	const char *stored, *told; /* both sides, one line each */
};
struct replayed {
	int64_t rounds, months; /* compared */
	size_t n;               /* differences; more than the list holds are counted only */
	struct replay_diff diffs[REPLAY_DIFFS_MAX];
};
/* ERR_NOT_FOUND: no such case. What was judged without a policy in force is counted as compared when nothing was decided. */
enum err_code replay_case(struct ctx *ctx, int64_t case_id, struct replayed *ret_replayed) MUST_CHECK;

#endif
