#include "http/loop.h"

#include "base/date.h"
#include "base/log.h"
#include "http/http_private.h"
#include "http/problem.h"
#include "store/conn.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define ARENA_CAP ((size_t)96 << 20) /* a 10 MiB file: as received, sealed, opened */
#define BACKLOG 1024
#define DRAIN_MS 5000 /* with siblings on the same socket the queue need not run empty before we go */

struct loop {
	const struct loop_options *options;
	const struct keys *keys;
	int listen_fd, wake_fd;
	atomic_bool stop;
	atomic_llong requests;
	int64_t requests_max, stop_at_ms;
};

struct worker {
	struct loop *loop;
	pthread_t thread;
	struct arena *arena;
	struct db *db;
	struct redis *redis;
	int epoll_fd;
	bool heard; /* the whole body was read */
	FCGX_Request fcgi;
};

/* ---- one request ---- */

static struct input input_of(char **envp)
{
	static const struct {
		const char *name;
		size_t n, offset;
	} names[] = {
#define PARAM(name, field) { name "=", sizeof(name), offsetof(struct input, field) }
		PARAM("REQUEST_METHOD", method),
		PARAM("DOCUMENT_URI", path),
		PARAM("QUERY_STRING", query),
		PARAM("CONTENT_TYPE", content_type),
		PARAM("CONTENT_LENGTH", content_length),
		PARAM("ANJU_DOOR", door),
		PARAM("REQUEST_ID", request_id),
		PARAM("REMOTE_ADDR", remote_addr),
		PARAM("HTTP_HOST", host),
		PARAM("HTTP_COOKIE", cookie),
		PARAM("HTTP_X_CSRF", csrf),
		PARAM("HTTP_ORIGIN", origin),
		PARAM("HTTP_SEC_FETCH_SITE", fetch_site),
		PARAM("HTTP_X_REQUEST_KEY", request_key),
#undef PARAM
	};
	struct input in = { 0 };
	for (; envp && *envp; envp++) {
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			if (strncmp(*envp, names[i].name, names[i].n) == 0) {
				const char *value = *envp + names[i].n;
				memcpy((char *)&in + names[i].offset, &value, sizeof(value));
				break;
			}
		}
	}
	return in;
}

static enum err_code read_body(struct worker *w, struct req *req, size_t length)
{
	if (length == 0)
		return ERR_OK;
	uint8_t *p = arena_alloc(w->arena, length);
	if (!p)
		return err_set(&req->ctx.err, ERR_NOMEM, "arena");
	size_t n = 0;
	while (n < length) {
		size_t most = length - n < (size_t)1 << 20 ? length - n : (size_t)1 << 20;
		int got = FCGX_GetStr((char *)p + n, (int)most, w->fcgi.in);
		if (got <= 0)
			return err_set(&req->ctx.err, ERR_BAD_REQUEST, "body is short");
		n += (size_t)got;
	}
	req->body = (struct blob){ p, length };
	return ERR_OK;
}

static enum err_code serve(struct worker *w, const struct input *in, struct req *req, struct reply *reply)
{
	struct gate gate = { .in = in, .routes = w->loop->options->routes, .n_routes = w->loop->options->n_routes };
	size_t length = 0;
	enum err_code code = gate_route(&gate, req, &length);
	if (!code)
		code = read_body(w, req, length);
	w->heard = code == ERR_OK;
	if (!code)
		code = gate_open(&gate, req);
	if (!code)
		code = req->route->handler(req, reply);
	if (!code && (arena_failed(w->arena) || reply->body.failed))
		code = err_set(&req->ctx.err, ERR_NOMEM, "arena");
	return code;
}

static void put(FCGX_Stream *out, const void *p, size_t n)
{
	const char *at = p;
	while (n) {
		int piece = n < (size_t)1 << 30 ? (int)n : 1 << 30;
		if (FCGX_PutStr(at, piece, out) != piece)
			return;
		at += piece;
		n -= (size_t)piece;
	}
}

static void send_reply(struct worker *w, const struct req *req, const struct reply *reply)
{
	struct buf head;
	buf_init(&head, w->arena, 512);
	reply_head(req, reply, &head);
	if (head.failed || reply->body.failed) {
		static const char last[] = "Status: 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n"
		                           "Retry-After: 2\r\n\r\n{\"type\":\"urn:anju:problem:nomem\",\"status\":503,\"code\":\"nomem\"}";
		put(w->fcgi.out, last, sizeof(last) - 1);
		return;
	}
	put(w->fcgi.out, head.p, head.n);
	if (strcmp(req->method, "HEAD") != 0 && reply->status != 204)
		put(w->fcgi.out, reply->bytes.p ? (const void *)reply->bytes.p : reply->body.p, reply_length(reply));
}

/* A peer whose request was read to its end has nothing on the way that a plain close could cut off. Only else the library waits
 * (shutdown, poll, read) until nginx has taken the answer and closed: a thread's time, and a wake-up, for nothing. */
static void finish(struct worker *w)
{
	if (w->heard && FCGX_GetChar(w->fcgi.in) == EOF && FCGX_GetError(w->fcgi.in) == 0)
		FCGX_Detach(&w->fcgi);
	FCGX_Finish_r(&w->fcgi);
}

/* One line, never the query and never a path that is no route: both may carry what people typed. */
static void log_request(struct worker *w, const struct req *req, const struct reply *reply, enum err_code code, int64_t start_ms)
{
	int64_t count, us;
	db_stats(w->db, &count, &us);
	enum err_class class = err_class_of(code);
	bool serious = code && (class == ERR_CLASS_BUG || class == ERR_CLASS_UNCERTAIN || class == ERR_CLASS_OUTSIDE);
	const struct err *err = &req->ctx.err;
	log_event(serious ? LOG_ERROR : LOG_INFO, "request", LOG_TEXT("id", req->ctx.request_id), LOG_TEXT("route", req->route ? req->route->path : "-"),
	          LOG_TEXT("method", req->route ? req->route->method : "-"), LOG_NUM("door", req->door), LOG_NUM("status", reply->status),
	          LOG_TEXT("code", err_name(code)), LOG_NUM("ms", clock_mono_ms() - start_ms), LOG_NUM("sql", count), LOG_NUM("sql_ms", us / 1000),
	          LOG_TEXT("actor", actor_kind_name(req->ctx.actor)), LOG_NUM("actor_id", req->ctx.actor_id), LOG_NUM("bytes", reply_length(reply)),
	          LOG_TEXT("why", code ? err->text : ""), LOG_TEXT("at", serious && err->file ? err->file : ""), LOG_NUM("line", serious ? err->line : 0),
	          LOG_NUM("native", code ? err->native : 0));
}

static void handle(struct worker *w)
{
	int64_t start_ms = clock_mono_ms();
	char request_id[REQUEST_ID_TEXT];
	struct input in = input_of(w->fcgi.envp);
	gate_request_id(in.request_id, request_id);
	arena_reset(w->arena);
	struct req req = { .method = "GET", .ctx = { .arena = w->arena, .db = w->db, .redis = w->redis, .config = w->loop->options->config,
		                                     .keys = w->loop->keys, .policies = w->loop->options->policies->set, .request_id = request_id } };
	struct reply reply;
	db_use(w->db, w->arena, &req.ctx.err);
	reply_init(&reply, w->arena);
	enum err_code code = serve(w, &in, &req, &reply);
	if (code) {
		/* Nothing of a failed handler is needed any more, least of all the memory it used up. */
		if (code == ERR_NOMEM)
			arena_reset(w->arena);
		problem_write(&req, code, &reply);
	}
	send_reply(w, &req, &reply);
	finish(w);
	log_request(w, &req, &reply, code, start_ms);
	body_free(&req.json);
	crypto_wipe(&req.session, sizeof(req.session));
	db_use(w->db, NULL, NULL);
}

/* ---- threads ---- */

static void stop(struct loop *loop)
{
	uint64_t one = 1;
	loop->stop_at_ms = clock_mono_ms();
	atomic_store(&loop->stop, true);
	/* Never read again: it stays readable and so wakes every thread, once and for all. */
	if (write(loop->wake_fd, &one, sizeof(one)) != sizeof(one))
		log_event(LOG_ERROR, "eventfd", LOG_NUM("native", errno));
}

/* The queue of the socket is served before the thread ends: nobody who was let in is sent away. */
static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct loop *loop = w->loop;
	struct epoll_event event;
	for (;;) {
		int rc = FCGX_Accept_r(&w->fcgi);
		if (rc == 0) {
			handle(w);
			if (loop->requests_max && atomic_fetch_add(&loop->requests, 1) + 1 == loop->requests_max)
				kill(getpid(), SIGUSR1); /* the main thread waits for it */
			if (atomic_load(&loop->stop) && clock_mono_ms() - loop->stop_at_ms > DRAIN_MS)
				break;
			continue;
		}
		if (atomic_load(&loop->stop))
			break;
		if (rc != -EAGAIN && rc != -EINTR && rc != -ECONNABORTED) {
			log_event(LOG_WARN, "accept", LOG_NUM("native", rc));
			usleep(10000);
		}
		epoll_wait(w->epoll_fd, &event, 1, -1);
	}
	FCGX_Free(&w->fcgi, 1);
	return NULL;
}

static enum err_code worker_start(struct loop *loop, struct worker *w, struct err *err)
{
	*w = (struct worker){ .loop = loop, .epoll_fd = -1, .arena = arena_new(ARENA_CAP) };
	if (!w->arena)
		return err_set(err, ERR_NOMEM, "arena");
	enum err_code code = conn_db_lazy(loop->options->config, &w->db, err);
	if (!code)
		code = conn_redis(loop->options->config, &w->redis, err);
	if (code)
		return code;
	struct epoll_event on_listen = { .events = EPOLLIN | EPOLLEXCLUSIVE }, on_wake = { .events = EPOLLIN };
	w->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (w->epoll_fd < 0 || epoll_ctl(w->epoll_fd, EPOLL_CTL_ADD, loop->listen_fd, &on_listen) ||
	    epoll_ctl(w->epoll_fd, EPOLL_CTL_ADD, loop->wake_fd, &on_wake))
		return err_native(err, ERR_IO, errno, "epoll");
	if (FCGX_InitRequest(&w->fcgi, loop->listen_fd, FCGI_FAIL_ACCEPT_ON_INTR))
		return err_set(err, ERR_INTERNAL, "fastcgi");
	int rc = pthread_create(&w->thread, NULL, worker_main, w);
	return rc ? err_native(err, ERR_NOMEM, rc, "thread") : ERR_OK;
}

static void worker_end(struct worker *w)
{
	db_closep(&w->db);
	redis_freep(&w->redis);
	arena_freep(&w->arena);
	cleanup_fd(&w->epoll_fd);
}

/* N ± 10 %, so that the processes of a site do not end together. */
static int64_t with_jitter(int64_t n)
{
	uint32_t random = 0;
	if (n < 10 || !crypto_random(&random, sizeof(random)))
		return n;
	return n - n / 10 + random % (n / 5);
}

static enum err_code prepare(struct loop *loop, struct err *err)
{
	FCGX_Init();
	loop->listen_fd = loop->options->socket ? FCGX_OpenSocket(loop->options->socket, BACKLOG) : 0;
	int flags = loop->listen_fd < 0 ? -1 : fcntl(loop->listen_fd, F_GETFL);
	if (flags < 0 || fcntl(loop->listen_fd, F_SETFL, flags | O_NONBLOCK))
		return err_native(err, ERR_IO, errno, "listening socket");
	loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return loop->wake_fd < 0 ? err_native(err, ERR_IO, errno, "eventfd") : ERR_OK;
}

int loop_run(const struct loop_options *options)
{
	struct loop loop = { .options = options, .keys = options->keys, .requests_max = with_jitter(options->requests_max), .wake_fd = -1, .listen_fd = -1 };
	struct err err = { 0 };
	size_t row, n = options->threads > 0 ? (size_t)options->threads : 1, started = 0;
	const char *bad = router_check(options->routes, options->n_routes, &row);
	struct worker *workers = calloc(n, sizeof(*workers));
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL); /* inherited by the threads: handlers run undisturbed */
	signal(SIGPIPE, SIG_IGN);
	enum err_code code = ERR_OK;
	if (bad)
		code = err_set(&err, ERR_CONFIG, "route %zu: %s", row, bad);
	else if (!workers)
		code = err_set(&err, ERR_NOMEM, "threads");
	else
		code = prepare(&loop, &err);
	for (; !code && started < n; started += !code)
		code = worker_start(&loop, &workers[started], &err);
	if (!code) {
		int signal_number;
		log_event(LOG_INFO, "ready", LOG_NUM("threads", n), LOG_NUM("requests", loop.requests_max));
		sigwait(&signals, &signal_number);
		log_event(LOG_INFO, "stopping", LOG_NUM("signal", signal_number), LOG_NUM("served", atomic_load(&loop.requests)));
	} else {
		log_event(LOG_ERROR, "start", LOG_TEXT("code", err_name(code)), LOG_TEXT("why", err.text), LOG_NUM("native", err.native));
	}
	if (loop.wake_fd >= 0)
		stop(&loop);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; workers && i < n; i++)
		if (workers[i].loop)
			worker_end(&workers[i]);
	cleanup_fd(&loop.wake_fd);
	free(workers);
	return code ? 70 : 0;
}
