/* What the verbs of anjuctl share: options, connections, one line of error, JSON or plain output. */
#ifndef MAIN_CTL_H
#define MAIN_CTL_H

#include "main/start.h"
#include "store/ctx.h"

struct ctl {
	struct start start;
	struct ctx ctx; /* db and arena after ctl_connect, keys after ctl_keys; actor operator */
	struct keys *keys;
	bool json;
	const char *words[64]; /* what is no option: "up", a number … */
	size_t n_words;
};

struct ctl_option {
	const char *name;  /* "--users" */
	const char **text; /* takes a value */
	bool *flag;        /* takes none */
};

/* -c/--config FILE, --json and --now TIME are understood by all; reads the configuration. 0 = go on, else the exit code (64 usage). */
int ctl_begin(struct ctl *c, int argc, char **argv, const struct ctl_option *options, size_t n_options, const char *usage) MUST_CHECK;
/* The same without a configuration: for what needs no site. */
int ctl_begin_bare(struct ctl *c, int argc, char **argv, const struct ctl_option *options, size_t n_options, const char *usage) MUST_CHECK;
int ctl_connect(struct ctl *c) MUST_CHECK;
int ctl_keys(struct ctl *c) MUST_CHECK; /* opens the key ring */
int ctl_fail(struct ctl *c, enum err_code code);
int ctl_usage(const char *usage);
void ctl_end(struct ctl *c); /* for CLEANUP */
/* Writes the buffer to stdout; 0 or 74. */
int ctl_print(const struct buf *out);

int ctl_migrate(int argc, char **argv);
int ctl_staff(int argc, char **argv);
int ctl_config(int argc, char **argv);
int ctl_routes(int argc, char **argv);
int ctl_health(int argc, char **argv);
int ctl_audit(int argc, char **argv);
int ctl_replay(int argc, char **argv);
int ctl_case(int argc, char **argv);
int ctl_job(int argc, char **argv);

/* ctl_policy.c: rows of tables policy and policy_golden from the files, for migrate up. */
enum err_code ctl_policy_load(struct ctl *c, const char *dir, size_t *ret_new) MUST_CHECK;
int ctl_policy(int argc, char **argv);
/* ctl_users.c: runs conf/db-users.sql.in with the passwords of the folder. */
enum err_code ctl_users(struct ctl *c, const char *dir) MUST_CHECK;

extern const struct sql_module ctl_sql;

#endif
