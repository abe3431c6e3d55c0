/* What one request or one job item works with. Made by http/loop.c and job/loop.c, passed down through flow and domain. */
#ifndef STORE_CTX_H
#define STORE_CTX_H

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/err.h"
#include "store/db.h"

struct redis;
struct policy_set;

/* The policies of now: main/policy_watch.c puts a new set there, loops read it once for each request or job. Older sets stay until exit. */
struct policy_now {
	_Atomic(const struct policy_set *) set;
};

enum actor_kind { ACTOR_SYSTEM, ACTOR_APPLICANT, ACTOR_STAFF, ACTOR_OPERATOR, ACTOR_GOV };

struct ctx {
	struct arena *arena;
	struct db *db;
	struct redis *redis; /* may be NULL or broken: nothing but sessions and wake-ups needs it */
	const struct config *config;
	const struct keys *keys;
	const struct policy_set *policies; /* the set of now, shared read-only; a later one never frees it */
	struct err err;
	enum actor_kind actor;
	int64_t actor_id;       /* person or staff id */
	const char *request_id; /* or "job-<id>" */
};

const char *actor_kind_name(enum actor_kind kind); /* as the columns call it: system applicant staff operator gov20 */

#endif
