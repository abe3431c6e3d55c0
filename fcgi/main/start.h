/* What every program does first: configuration, clock, log, policies. Errors go to stderr in one line; the result is an exit code of
 * sysexits (0 = go on). */
#ifndef MAIN_START_H
#define MAIN_START_H

#include "base/config.h"
#include "domain/policy/policy.h"

#include <stdbool.h>

struct start {
	const char *program; /* "anju-worker" */
	const char *config_file;
	struct config *config;
};

/* The file given, or the installed one. */
int start_config(struct start *s) MUST_CHECK;
void start_log(const struct start *s); /* log.level, log.file */
/* --now: the business clock begins there and runs on. */
int start_clock(const struct start *s, const char *now) MUST_CHECK;
/* policy.dir, or the installed folder, or the source's conf/policy; sub is "policy", "forms" or "migrations". In the arena; NULL: none. */
const char *start_folder(const struct start *s, struct arena *arena, const char *sub);
/* The key ring, by a connection of its own, after the schema was checked: threads open theirs when they need them. */
struct keys;
int start_keys(const struct start *s, struct keys **ret_keys) MUST_CHECK;
/* The files, as `migrate up` would load them: for --check-config. Running programs read the table. */
int start_policies(const struct start *s, struct arena *arena, struct policy_set *set) MUST_CHECK;
struct policy_watch;
int start_watch(const struct start *s, struct policy_watch **ret_watch) MUST_CHECK;
/* One line on stderr: "anju-worker: what: particulars". Returns the exit code that fits. */
int start_fail(const struct start *s, enum err_code code, const struct err *err);
/* No core dumps, no ptrace by others: keys are in memory. */
void start_harden(void);

#endif
