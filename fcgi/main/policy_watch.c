#include "main/policy_watch.h"

#include "base/log.h"
#include "domain/policy/policy_store.h"
#include "main/start.h"
#include "store/conn.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define SET_ARENA ((size_t)64 << 20)
#define TEXT_ARENA ((size_t)64 << 20)
#define LOOK_MS 1000

/* One reading of the table. */
struct policy_reading {
	struct policy_reading *older;
	struct arena *arena;
	struct policy_set set;
	int64_t n;
};

struct policy_watch {
	struct policy_now now;
	struct policy_reading *newest;
	struct db *db;
	struct arena *arena; /* of a look */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ending;
	bool started, end;
};

static enum err_code take_reading(struct policy_watch *w, int64_t n, struct err *err)
{
	struct policy_reading *reading = calloc(1, sizeof(*reading));
	struct arena *arena CLEANUP(arena_freep) = reading ? arena_new(SET_ARENA) : NULL;
	enum err_code code = arena ? policy_store_set(w->db, arena, &reading->set, err) : err_set(err, ERR_NOMEM, "policies");
	if (code) {
		free(reading);
		return code;
	}
	reading->arena = STEAL(arena);
	reading->n = n;
	reading->older = w->newest;
	w->newest = reading;
	atomic_store(&w->now.set, &reading->set);
	return ERR_OK;
}

/* Counted before it is read: what is published in between is seen by the next look. */
static enum err_code look(struct policy_watch *w, struct err *err)
{
	int64_t n = 0;
	arena_reset(w->arena);
	err_clear(err);
	db_use(w->db, w->arena, err);
	enum err_code code = policy_store_count(w->db, &n);
	if (code || (w->newest && w->newest->n == n))
		return code;
	code = take_reading(w, n, err);
	if (!code)
		log_event(LOG_INFO, "policies", LOG_NUM("versions", (int64_t)w->newest->set.n));
	return code;
}

/* False when the watch ends. */
static bool pause_watch(struct policy_watch *w)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_MS / 1000;
	pthread_mutex_lock(&w->lock);
	while (!w->end && pthread_cond_timedwait(&w->ending, &w->lock, &until) == 0)
		;
	bool go_on = !w->end;
	pthread_mutex_unlock(&w->lock);
	return go_on;
}

static void *watch_main(void *arg)
{
	struct policy_watch *w = arg;
	while (pause_watch(w)) {
		struct err err = { 0 };
		enum err_code code = look(w, &err);
		if (code) { /* the set of before goes on */
			log_event(LOG_WARN, "policies", LOG_TEXT("code", err_name(code)), LOG_TEXT("text", err.text));
			(void)!db_alive(w->db);
		}
	}
	return NULL;
}

static int start_thread(struct policy_watch *w)
{
	sigset_t all, kept;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &kept);
	int rc = pthread_create(&w->thread, NULL, watch_main, w);
	pthread_sigmask(SIG_SETMASK, &kept, NULL);
	w->started = rc == 0;
	return rc;
}

enum err_code policy_watch_start(const struct config *config, struct policy_watch **ret_watch, struct err *err)
{
	struct policy_watch *w CLEANUP(policy_watch_stopp) = calloc(1, sizeof(*w));
	pthread_condattr_t monotonic;
	if (!w)
		return err_set(err, ERR_NOMEM, "policies");
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->ending, &monotonic);
	pthread_condattr_destroy(&monotonic);
	w->arena = arena_new(TEXT_ARENA);
	if (!w->arena)
		return err_set(err, ERR_NOMEM, "policies");
	enum err_code code = conn_db(config, &w->db, err);
	if (!code)
		code = look(w, err);
	int rc = code ? 0 : start_thread(w);
	if (rc)
		code = err_native(err, ERR_NOMEM, rc, "thread");
	if (!code)
		*ret_watch = STEAL(w);
	return code;
}

const struct policy_now *policy_watch_now(const struct policy_watch *watch)
{
	return &watch->now;
}

void policy_watch_stopp(struct policy_watch **watch)
{
	struct policy_watch *w = *watch;
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->end = true;
	pthread_cond_signal(&w->ending);
	pthread_mutex_unlock(&w->lock);
	if (w->started)
		pthread_join(w->thread, NULL);
	for (struct policy_reading *r = w->newest, *older; r; r = older) {
		older = r->older;
		arena_freep(&r->arena);
		free(r);
	}
	db_closep(&w->db);
	arena_freep(&w->arena);
	pthread_cond_destroy(&w->ending);
	pthread_mutex_destroy(&w->lock);
	free(w);
	*watch = NULL;
}

int start_watch(const struct start *s, struct policy_watch **ret_watch)
{
	struct err err = { 0 };
	enum err_code code = policy_watch_start(s->config, ret_watch, &err);
	return code ? start_fail(s, code, &err) : 0;
}
