/* What a flow test stands on: a database of its own (migrated, with a key ring) on the private MariaDB and the private Redis that
 * tests/flow/run.sh started, and a ctx as the loops make it. Any failure of the harness itself ends the program. */
#ifndef TESTS_FLOW_HARNESS_H
#define TESTS_FLOW_HARNESS_H

#include "store/ctx.h"
#include "store/redis.h"

struct harness {
	struct ctx ctx; /* arena, db (as root), redis, config, keys; actor system */
	struct config *config;
	struct keys *keys;
	char name[32];  /* of the database */
	char dir[200];  /* files, key file, head file of this run */
};

/* One database a program: migrated and with keys; dropped by harness_close. Further lines ("a.b = c\n…") go into the configuration. */
void harness_open(struct harness *h, const char *config_lines);
void harness_close(struct harness *h);
/* A new request: arena emptied, error cleared. */
void harness_next(struct harness *h);
/* A further context with its own connections and arena, as another thread or process has; user NULL = root. */
struct ctx *harness_ctx(struct harness *h, const char *user);
void harness_ctx_free(struct ctx *ctx);
/* Raw SQL as root, also against triggers (session variables last for one call). Ends the program when it fails. */
void harness_sql(struct harness *h, const char *sql);
/* The same; returns the error code instead of ending. */
enum err_code harness_try(struct harness *h, const char *sql);
/* First column of the first row; DB_NULL for no row or NULL. */
int64_t harness_int(struct harness *h, const char *sql);
const char *harness_text(struct harness *h, const char *sql); /* in the arena */
/* Drops everything in the tables named, comma separated, without checks. */
void harness_empty(struct harness *h, const char *tables);

#endif
