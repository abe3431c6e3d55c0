/* Redis: sessions, login and SMS windows, wake-up hints. Never the only copy of anything but sessions.
 * hiredis.h is seen by redis.c only. One connection per thread, reconnected on the next call after an error. */
#ifndef STORE_REDIS_H
#define STORE_REDIS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct redis;
struct keys;

struct redis *redis_new(const char *socket, const char *password) MUST_CHECK; /* does not connect yet */
void redis_freep(struct redis **redis);
bool redis_alive(struct redis *redis);
bool redis_takes(struct redis *redis); /* alive, and takes a write: a full or read-only one answers PING and signs nobody on */

/* A session is one opaque token (32 random bytes, hex); Redis holds it under its keyed digest, so a dump signs nobody on. */
enum session_kind { SESSION_PENDING, SESSION_APPLICANT, SESSION_STAFF };
struct session {
	enum session_kind kind;
	int64_t subject_id;  /* person or staff id; 0 while pending */
	int64_t roles;       /* bits of http/roles.h */
	int64_t created_ms, seen_ms; /* Redis's clock */
	char csrf[33];
	char token[65];      /* the clear token; only in memory */
	char device[33];     /* random device id of the browser */
};
/* New token each time (sign-on and role change make a new session; the old one is dropped by the caller). ERR_UNAVAILABLE when Redis is down. */
enum err_code session_create(struct redis *redis, const struct keys *keys, struct session *session, int64_t idle_s, int64_t absolute_s,
                             struct err *err) MUST_CHECK; /* fills token, csrf, created_ms */
/* ERR_NOT_SIGNED_ON: unknown, idle too long or too old. Touches seen_ms. */
enum err_code session_read(struct redis *redis, const struct keys *keys, const char *token, struct session *ret_session, struct err *err) MUST_CHECK;
void session_drop(struct redis *redis, const struct keys *keys, const char *token);
/* All sessions of one subject end (rights taken back, password changed). */
enum err_code session_drop_all(struct redis *redis, enum session_kind kind, int64_t subject_id, struct err *err) MUST_CHECK;

/* Windows: every (key, limit, seconds) is checked before any is counted, in one Lua script on Redis's clock.
 * ERR_TOO_MANY when one is full; ERR_UNAVAILABLE when Redis is down: callers refuse (fail closed). Keys carry ids and digests, never personal data. */
struct window {
	const char *key; /* "login:<staff digest>", "sms:phone:<hex digest>" */
	int64_t limit, seconds;
};
enum err_code redis_windows(struct redis *redis, const struct window *windows, size_t n, struct err *err) MUST_CHECK;

/* Wake-up hints for jobd; losing one costs the poll interval. redis_wait blocks up to ms and returns early on a hint. */
void redis_wake(struct redis *redis, const char *channel);
void redis_wait(struct redis *redis, const char *channel, int64_t ms);

#endif
