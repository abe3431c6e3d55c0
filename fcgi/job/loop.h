/* The runner: identical threads that lease one due job each, run it and settle it. Without Redis they find work by polling. */
#ifndef JOB_LOOP_H
#define JOB_LOOP_H

#include "store/ctx.h"

struct runner_options {
	const struct config *config;
	const struct keys *keys;
	const struct policy_now *policies;
	int threads;
	bool once; /* end when nothing is left to do now */
};
/* Until TERM or INT (jobs in hand are finished), or idle with once. Signals must be blocked by the caller before. 0 = clean. */
int runner_run(const struct runner_options *options);

/* For tests: leases and runs what is due with this context until nothing is, at most `most` jobs. Returns how many ran. */
struct job_ctx;
size_t runner_drain(struct job_ctx *jc, size_t most);

#endif
