#include "job/loop.h"

#include "base/date.h"
#include "base/log.h"
#include "flow/case_work.h"
#include "job/jobs.h"
#include "store/conn.h"
#include "store/redis.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ARENA_CAP ((size_t)256 << 20)
#define WAKE_CHANNEL "job"
#define KINDS_MAX 64
#define IDLE_LOOK_MS 150
#define SETTLE_TRIES 5

struct runner {
	const struct runner_options *options;
	atomic_bool stop;
	atomic_llong worked;            /* jobs that were no scheduled ones */
	atomic_llong seen[KINDS_MAX];   /* scheduled kinds: `worked` + 1 when their last run began; 0 = has not run */
	pthread_mutex_t token_lock;
	struct data_token token; /* of the shared-data platform, one for the process */
};

struct thread {
	struct runner *runner;
	pthread_t id;
	int number;
	struct ctx ctx;
	struct arena *arena;
	struct db *db;
	struct redis *redis;
	struct http_client *http;
	struct data_token token;
	char owner[40];
};

/* ---- one job ---- */

struct once_list {
	const char *kinds[KINDS_MAX + 1];
};

static struct once_list once_kinds(void)
{
	struct once_list list = { { NULL } };
	size_t n = 0;
	for (size_t i = 0; i < job_kinds_n && n < KINDS_MAX; i++)
		if (job_kinds[i].once)
			list.kinds[n++] = job_kinds[i].kind;
	return list;
}

static enum err_code settle_once(struct ctx *ctx, const struct job *job, const struct job_kind *kind, enum err_code code, const char *why)
{
	err_clear(&ctx->err);
	if (kind->once && err_class_of(code) == ERR_CLASS_UNCERTAIN)
		return job_unknown(ctx, job, why);
	if (kind->tries && job->attempts >= kind->tries)
		return job_failed(ctx, job, why);
	return job_again(ctx, job, job_backoff_ms(ctx->config, job->attempts), why);
}

/* Whatever the function did not settle itself. A lost settlement would leave the row to its lease, up to a minute: so it is tried
 * again when the database is busy or its link was cut. */
static enum err_code settle(struct ctx *ctx, const struct job *job, const struct job_kind *kind, enum err_code code)
{
	char why[200];
	enum err_code settled = ERR_BUSY;
	snprintf(why, sizeof why, "%s: %.150s", err_name(code), ctx->err.text);
	if (code == ERR_STALE)
		return ERR_OK; /* somebody else has it now */
	for (int i = 0; i < SETTLE_TRIES && (settled == ERR_BUSY || settled == ERR_UNAVAILABLE || settled == ERR_UNCERTAIN); i++) {
		if (i) {
			nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 * i }, NULL);
			(void)!db_alive(ctx->db);
		}
		settled = settle_once(ctx, job, kind, code, why);
	}
	return settled == ERR_STALE ? ERR_OK : settled;
}

static void log_job(const struct job *job, const struct job_kind *kind, enum err_code code, const struct err *err, int64_t ms, struct db *db)
{
	int64_t count, us;
	db_stats(db, &count, &us);
	enum err_class class = err_class_of(code);
	bool bad = code && (class == ERR_CLASS_BUG || class == ERR_CLASS_CLIENT);
	log_event(bad ? LOG_ERROR : code ? LOG_WARN : kind && kind->scheduled ? LOG_DEBUG : LOG_INFO, "job", LOG_TEXT("kind", job->kind),
	          LOG_NUM("job", job->id), LOG_NUM("subject", job->subject_id), LOG_NUM("attempt", job->attempts), LOG_TEXT("code", err_name(code)),
	          LOG_TEXT("text", code ? err->text : ""), LOG_TEXT("at", code && err->file ? err->file : ""), LOG_NUM("line", code ? err->line : 0),
	          LOG_NUM("native", code ? err->native : 0), LOG_NUM("ms", ms), LOG_NUM("sql", count), LOG_NUM("sql_ms", us / 1000));
}

static void run_job(struct job_ctx *jc, const struct job *job)
{
	struct ctx *ctx = jc->ctx;
	const struct job_kind *kind = job_kind_find(job->kind);
	int64_t start = clock_mono_ms();
	ctx->actor = ACTOR_SYSTEM;
	ctx->actor_id = 0;
	ctx->request_id = arena_printf(ctx->arena, "job-%lld", (long long)job->id);
	enum err_code code = kind ? kind->run(jc, job) : err_set(&ctx->err, ERR_CONFIG, "no such kind");
	struct err err = ctx->err;
	enum err_code settled = !code ? ERR_OK : kind ? settle(ctx, job, kind, code) : job_failed(ctx, job, "no such kind");
	if (code && settled) /* its lease will run out, then another runner takes it */
		log_event(LOG_ERROR, "settle", LOG_NUM("job", job->id), LOG_TEXT("code", err_name(settled)), LOG_TEXT("text", ctx->err.text));
	log_job(job, kind, code ? code : settled, code ? &err : &ctx->err, clock_mono_ms() - start, ctx->db);
	job_wake(ctx); /* what it committed may be due now */
}

size_t runner_drain(struct job_ctx *jc, size_t most)
{
	struct once_list once = once_kinds();
	size_t n = 0;
	while (n < most) {
		struct job job;
		int64_t next;
		arena_reset(jc->ctx->arena);
		err_clear(&jc->ctx->err);
		db_use(jc->ctx->db, jc->ctx->arena, &jc->ctx->err);
		if (job_lease(jc->ctx, "drain", config_int(jc->ctx->config, "jobd.lease_s") * 1000, once.kinds, &job, &next))
			break;
		run_job(jc, &job);
		n++;
	}
	return n;
}

/* ---- threads ---- */

static void token_take(struct thread *t)
{
	if (pthread_mutex_lock(&t->runner->token_lock) == 0) {
		t->token = t->runner->token;
		pthread_mutex_unlock(&t->runner->token_lock);
	}
}

static void token_give(struct thread *t, const struct data_token *before)
{
	if (memcmp(before, &t->token, sizeof *before) == 0)
		return;
	if (pthread_mutex_lock(&t->runner->token_lock) == 0) {
		t->runner->token = t->token;
		pthread_mutex_unlock(&t->runner->token_lock);
	}
}

static void note_run(struct runner *r, const char *kind_name, long long worked_before)
{
	const struct job_kind *kind = job_kind_find(kind_name);
	if (kind && kind->scheduled)
		atomic_store(&r->seen[kind - job_kinds], worked_before + 1);
	else
		atomic_fetch_add(&r->worked, 1);
}

/* Leases and runs one job; false: nothing is due, *ret_wait_ms tells for how long. */
static bool turn(struct thread *t, const struct once_list *once, int64_t *ret_wait_ms)
{
	struct runner *r = t->runner;
	struct job job;
	int64_t poll = config_int(r->options->config, "jobd.poll_ms"), next = poll;
	arena_reset(t->arena);
	err_clear(&t->ctx.err);
	db_use(t->db, t->arena, &t->ctx.err);
	t->ctx.policies = r->options->policies->set;
	enum err_code code = job_lease(&t->ctx, t->owner, config_int(r->options->config, "jobd.lease_s") * 1000, once->kinds, &job, &next);
	*ret_wait_ms = next > 0 && next < poll ? next : next <= 0 ? 1 : poll;
	if (code == ERR_NOT_FOUND)
		return false;
	if (code) {
		if (code != ERR_BUSY)
			log_event(LOG_WARN, "lease", LOG_TEXT("code", err_name(code)), LOG_TEXT("text", t->ctx.err.text));
		*ret_wait_ms = poll;
		(void)!db_alive(t->db);
		return false;
	}
	job_wake(&t->ctx); /* another one may be due: the next thread looks */
	long long worked = atomic_load(&r->worked);
	token_take(t);
	struct data_token before = t->token;
	struct job_ctx jc = { &t->ctx, t->http, &t->token };
	run_job(&jc, &job);
	token_give(t, &before);
	note_run(r, job.kind, worked);
	return true;
}

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	struct once_list once = once_kinds();
	while (!atomic_load(&t->runner->stop)) {
		int64_t wait_ms;
		if (!turn(t, &once, &wait_ms))
			redis_wait(t->redis, WAKE_CHANNEL, wait_ms);
	}
	return NULL;
}

static void thread_close(struct thread *t)
{
	http_client_freep(&t->http);
	redis_freep(&t->redis);
	db_closep(&t->db);
	arena_freep(&t->arena);
}

static enum err_code thread_open(struct thread *t, struct runner *r, int number, struct err *err)
{
	const struct runner_options *o = r->options;
	char host[16] = "";
	t->runner = r;
	t->number = number;
	t->arena = arena_new(ARENA_CAP);
	if (!t->arena)
		return err_set(err, ERR_NOMEM, "arena");
	(void)!gethostname(host, sizeof host - 1);
	snprintf(t->owner, sizeof t->owner, "%.12s:%ld:%d", host, (long)getpid(), number);
	enum err_code code = conn_db_lazy(o->config, &t->db, err);
	if (!code)
		code = conn_redis(o->config, &t->redis, err);
	if (!code)
		code = http_client_new(o->config, &t->http, err);
	t->ctx = (struct ctx){ .arena = t->arena, .db = t->db, .redis = t->redis, .config = o->config, .keys = o->keys, .policies = o->policies->set,
		               .actor = ACTOR_SYSTEM, .request_id = "jobd" };
	return code;
}

/* ---- the process ---- */

static enum err_code seed(struct ctx *ctx)
{
	const char *kinds[KINDS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < job_kinds_n && n < KINDS_MAX; i++)
		if (job_kinds[i].scheduled)
			kinds[n++] = job_kinds[i].kind;
	return seed_jobs(ctx, kinds, n);
}

static const char *scheduled_list(struct arena *arena)
{
	struct buf b;
	buf_init(&b, arena, 256);
	for (size_t i = 0; i < job_kinds_n; i++)
		if (job_kinds[i].scheduled)
			buf_printf(&b, "%s%s", b.n ? "," : "", job_kinds[i].kind);
	return b.failed ? "" : b.p;
}

/* Each scheduled kind has run, and those that may bring new work at once have run after the last job that was done. */
static bool looked_everywhere(struct runner *r)
{
	long long worked = atomic_load(&r->worked);
	for (size_t i = 0; i < job_kinds_n; i++) {
		if (!job_kinds[i].scheduled)
			continue;
		long long seen = atomic_load(&r->seen[i]);
		bool brings = strcmp(job_kinds[i].kind, "gov_pull") == 0 || strcmp(job_kinds[i].kind, "audit_chain") == 0;
		if (!seen || (brings && seen != worked + 1))
			return false;
	}
	return true;
}

static bool idle(struct runner *r, struct thread *own)
{
	bool nothing = false;
	if (!looked_everywhere(r))
		return false;
	arena_reset(own->arena);
	err_clear(&own->ctx.err);
	db_use(own->db, own->arena, &own->ctx.err);
	return jobs_idle(&own->ctx, scheduled_list(own->arena), &nothing) == ERR_OK && nothing && looked_everywhere(r);
}

static void wait_end(struct runner *r, struct thread *own)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	for (;;) {
		struct timespec most = { 0, IDLE_LOOK_MS * 1000000L };
		int sig = r->options->once ? sigtimedwait(&set, NULL, &most) : sigwaitinfo(&set, NULL);
		if (sig > 0 || (sig < 0 && errno != EAGAIN && errno != EINTR))
			return;
		if (r->options->once && idle(r, own))
			return;
	}
}

static int run_threads(struct runner *r, struct thread *threads, int n)
{
	int started = 0;
	while (started < n && pthread_create(&threads[started].id, NULL, thread_main, &threads[started]) == 0)
		started++;
	log_event(LOG_INFO, "started", LOG_NUM("threads", started));
	if (started == n)
		wait_end(r, &threads[n]);
	atomic_store(&r->stop, true);
	for (int i = 0; i < started; i++)
		pthread_join(threads[i].id, NULL);
	log_event(LOG_INFO, "stopped", LOG_NUM("jobs", atomic_load(&r->worked)));
	return started == n ? 0 : 1;
}

int runner_run(const struct runner_options *options)
{
	struct runner r = { .options = options, .token_lock = PTHREAD_MUTEX_INITIALIZER };
	struct err err = { 0 };
	int n = options->threads, rc = 1;
	/* One more than works: the process's own connection, for seeding and for looking whether it is idle. */
	struct thread *threads = calloc((size_t)n + 1, sizeof *threads);
	enum err_code code = threads ? ERR_OK : ERR_NOMEM;
	http_client_set_guard(db_thread_in_tx);
	for (int i = 0; i <= n && !code; i++)
		code = thread_open(&threads[i], &r, i, &err);
	if (!code) {
		db_use(threads[n].db, threads[n].arena, &threads[n].ctx.err);
		code = seed(&threads[n].ctx);
		if (code)
			err = threads[n].ctx.err;
	}
	if (code)
		log_event(LOG_ERROR, "start", LOG_TEXT("code", err_name(code)), LOG_TEXT("text", err.text));
	else
		rc = run_threads(&r, threads, n);
	for (int i = 0; threads && i <= n; i++)
		thread_close(&threads[i]);
	free(threads);
	return rc;
}
