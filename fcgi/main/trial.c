#define _GNU_SOURCE 1 /* memrchr */

#include "main/trial.h"

#include "flow/trial_judge.h"

#include "domain/policy/policy_json.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define JOBS_MAX 64
/* Room for the longest line that is still looked at, its end, and a good read more. */
#define INPUT_SIZE (FACTS_LINE_MAX + 2 + 256 * 1024)
#define LINE_ARENA ((size_t)256 << 20)
/* First blocks and buffers of this size lie outside the heap, which then holds the trees of json-c alone: freed, they join up
 * again, and the next line finds its memory at once. An arena keeps its first block when it is reset. */
#define APART ((size_t)256 << 10)

enum batch_state { BATCH_FREE, BATCH_READY, BATCH_DONE };

/* Some complete lines and what became of them. */
struct batch {
	enum batch_state state;
	char *in;
	size_t in_n;
	uint64_t first_line;
	char *out;
	size_t out_n, out_cap;
	bool unread, no_memory;
};

struct worker {
	struct trial *trial;
	struct facts_reader *reader;
	struct arena *arena;
	pthread_t thread;
	bool started;
};

struct trial {
	struct trial_terms terms;
	const char *policies;
	const char *versions[8];
	size_t n_versions;
	long jobs;

	char *input; /* what was read and is not in a batch yet */
	size_t input_n;
	bool skipping; /* the rest of a line that was too long */
	uint64_t next_line;

	struct batch *ring;
	size_t ring_n;
	uint64_t head, tail, taken; /* filled, written, handed to a worker: counts of batches */
	struct worker *workers;
	pthread_mutex_t lock;
	pthread_cond_t ready, done;
	bool ended;
	bool unread;
};

static int usage(const char *what, const char *which)
{
	fprintf(stderr, "anjuctl trial: %s%s%s\n", what, which ? ": " : "", which ? which : "");
	fputs("usage: anjuctl trial --scheme type2|rental|purchase [--date YYYY-MM-DD] [--month YYYY-MM] [--policy VERSION]...\n"
	      "                     [--policies DIR] [--jobs N] < facts.jsonl\n",
	      stderr);
	return EX_USAGE;
}

/* ---- options --------------------------------------------------------------------------------------------------- */

static int take_option(struct trial *t, int option, const char *text, bool *has_scheme)
{
	char *end;
	switch (option) {
	case 's':
		*has_scheme = true;
		return policy_scheme_find(text, &t->terms.scheme) ? 0 : usage("unknown scheme", text);
	case 'd':
		return date_parse(text, &t->terms.day) ? 0 : usage("no such date", text);
	case 'm':
		t->terms.at_month = true;
		return month_parse(text, &t->terms.month) ? 0 : usage("no such month", text);
	case 'p':
		if (t->n_versions == ARRAY_LEN(t->versions))
			return usage("too many versions", text);
		t->versions[t->n_versions++] = text;
		return 0;
	case 'P':
		t->policies = text;
		return 0;
	case 'j':
		errno = 0;
		t->jobs = strtol(text, &end, 10);
		return !errno && *text >= '0' && *text <= '9' && !*end && t->jobs >= 1 && t->jobs <= JOBS_MAX
		           ? 0
		           : usage("jobs are 1 to 64", text);
	default:
		return usage("wrong option", NULL);
	}
}

static int take_options(struct trial *t, int argc, char **argv)
{
	static const struct option options[] = {
		{ "scheme", required_argument, NULL, 's' },   { "date", required_argument, NULL, 'd' },
		{ "month", required_argument, NULL, 'm' },    { "policy", required_argument, NULL, 'p' },
		{ "policies", required_argument, NULL, 'P' }, { "jobs", required_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	bool has_scheme = false;
	int option, code;
	optind = 0; /* the dispatcher may have used getopt before */
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		code = take_option(t, option, optarg, &has_scheme);
		if (code)
			return code;
	}
	if (optind < argc)
		return usage("not an option", argv[optind]);
	if (!has_scheme)
		return usage("--scheme is needed", NULL);
	if (t->terms.scheme == SCHEME_PURCHASE && t->terms.at_month)
		return usage("a purchase has no months", NULL);
	return 0;
}

/* The folder that was named, else the installed one, else the source's. */
static int load_policies(struct trial *t, struct policy_set *set)
{
	static const char *const folders[] = { ANJU_POLICY_DIR, ANJU_SOURCE_DIR "/conf/policy" };
	struct err err = { 0 };
	enum err_code code = ERR_IO;
	if (t->policies)
		code = policy_json_dir(set, t->policies, &err);
	for (size_t i = 0; !t->policies && code == ERR_IO && i < ARRAY_LEN(folders); i++) {
		err_clear(&err);
		code = policy_json_dir(set, folders[i], &err);
	}
	if (!code)
		return 0;
	fprintf(stderr, "anjuctl trial: policies: %s\n", err.text);
	return code == ERR_IO ? EX_USAGE : EX_CONFIG;
}

/* --policy replaces the version in force of each part it carries; once for each part. */
static int force_versions(struct trial *t, const struct policy_set *set)
{
	for (size_t i = 0; i < t->n_versions; i++) {
		const struct policy *policy = policy_by_version(set, t->versions[i]);
		if (!policy || policy->scheme != t->terms.scheme)
			return usage("no such version in this scheme", t->versions[i]);
		for (int part = 0; part < 2; part++) {
			if (!(policy->parts >> part & 1))
				continue;
			if (t->terms.forced[part])
				return usage("two versions of one part", t->versions[i]);
			t->terms.forced[part] = policy;
		}
	}
	return 0;
}

/* ---- batches --------------------------------------------------------------------------------------------------- */

static bool out_add(struct batch *batch, const char *p, size_t n)
{
	if (batch->out_cap - batch->out_n < n) {
		size_t cap = (batch->out_n + n) * 2;
		char *more = realloc(batch->out, cap);
		if (!more)
			return false;
		batch->out = more;
		batch->out_cap = cap;
	}
	memcpy(batch->out + batch->out_n, p, n);
	batch->out_n += n;
	return true;
}

static void judge_batch(struct worker *w, struct batch *batch)
{
	uint64_t line_no = batch->first_line;
	const char *end = batch->in + batch->in_n;
	batch->out_n = 0;
	batch->unread = batch->no_memory = false;
	for (const char *line = batch->in, *next; line < end; line = next + 1, line_no++) {
		next = memchr(line, '\n', (size_t)(end - line));
		struct buf out;
		arena_reset(w->arena);
		buf_init(&out, w->arena, 1536);
		if (!trial_judge(&w->trial->terms, w->reader, w->arena, line, (size_t)(next - line), line_no, &out))
			batch->unread = true;
		if (out.failed || !out_add(batch, out.p, out.n))
			batch->no_memory = true;
	}
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct trial *t = w->trial;
	pthread_mutex_lock(&t->lock);
	for (;;) {
		while (t->taken == t->head && !t->ended)
			pthread_cond_wait(&t->ready, &t->lock);
		if (t->taken == t->head)
			break;
		struct batch *batch = &t->ring[t->taken++ % t->ring_n];
		pthread_mutex_unlock(&t->lock);
		judge_batch(w, batch);
		pthread_mutex_lock(&t->lock);
		batch->state = BATCH_DONE;
		pthread_cond_signal(&t->done);
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

static int write_all(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			fprintf(stderr, "anjuctl trial: writing: %s\n", strerror(errno));
			return EX_IOERR;
		}
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

static int write_batch(struct trial *t, struct batch *batch)
{
	t->unread = t->unread || batch->unread;
	batch->state = BATCH_FREE;
	t->tail++;
	if (batch->no_memory) {
		fputs("anjuctl trial: out of memory\n", stderr);
		return EX_OSERR;
	}
	return write_all(batch->out, batch->out_n);
}

/* Writes finished batches in order until at most `most` are left open. */
static int drain(struct trial *t, uint64_t most)
{
	while (t->head - t->tail > most) {
		struct batch *batch = &t->ring[t->tail % t->ring_n];
		pthread_mutex_lock(&t->lock);
		while (batch->state != BATCH_DONE)
			pthread_cond_wait(&t->done, &t->lock);
		pthread_mutex_unlock(&t->lock);
		int code = write_batch(t, batch);
		if (code)
			return code;
	}
	return 0;
}

/* The first n bytes of the input, whole lines, become a batch. */
static int hand_over(struct trial *t, size_t n)
{
	int code = drain(t, t->ring_n - 1);
	if (code)
		return code;
	struct batch *batch = &t->ring[t->head % t->ring_n];
	batch->first_line = t->next_line;
	for (const char *line = t->input; line < t->input + n; t->next_line++)
		line = (const char *)memchr(line, '\n', (size_t)(t->input + n - line)) + 1;
	/* The buffers change places; only what follows the last whole line is copied. */
	char *in = t->input;
	t->input = batch->in;
	t->input_n -= n;
	memcpy(t->input, in + n, t->input_n);
	batch->in = in;
	batch->in_n = n;
	if (t->jobs == 1) {
		t->head++;
		judge_batch(&t->workers[0], batch);
		return write_batch(t, batch);
	}
	pthread_mutex_lock(&t->lock);
	batch->state = BATCH_READY;
	t->head++;
	pthread_cond_signal(&t->ready);
	pthread_mutex_unlock(&t->lock);
	return 0;
}

/* ---- input ----------------------------------------------------------------------------------------------------- */

static int64_t read_some(struct trial *t)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	/* Nothing more to read at once: what is finished goes out first, for somebody who waits for it line by line. */
	if (poll(&fd, 1, 0) == 0 && drain(t, 0))
		return -2;
	for (;;) {
		ssize_t got = read(STDIN_FILENO, t->input + t->input_n, INPUT_SIZE - t->input_n);
		if (got >= 0 || errno != EINTR)
			return got;
	}
}

/* After bytes were added behind `from`: drops the rest of a line that was too long, hands over what is complete. */
static int take_lines(struct trial *t, size_t from)
{
	if (t->skipping) {
		char *end = memchr(t->input, '\n', t->input_n);
		size_t drop = end ? (size_t)(end - t->input) + 1 : t->input_n;
		memmove(t->input, t->input + drop, t->input_n - drop);
		t->input_n -= drop;
		t->skipping = !end;
		from = 0;
	}
	char *last = memrchr(t->input + from, '\n', t->input_n - from);
	int code = last ? hand_over(t, (size_t)(last - t->input) + 1) : 0;
	if (!code && t->input_n > FACTS_LINE_MAX) {
		/* One byte above the limit is enough to be refused. */
		t->input_n = FACTS_LINE_MAX + 1;
		t->input[t->input_n++] = '\n';
		t->skipping = true;
		code = hand_over(t, t->input_n);
	}
	return code;
}

static int run(struct trial *t)
{
	int64_t got;
	int code = 0;
	t->next_line = 1;
	while (!code && (got = read_some(t)) > 0) {
		size_t from = t->input_n;
		t->input_n += (size_t)got;
		code = take_lines(t, from);
	}
	if (!code && got == -1) {
		fprintf(stderr, "anjuctl trial: reading: %s\n", strerror(errno));
		code = EX_IOERR;
	} else if (!code && got == -2)
		code = EX_IOERR;
	if (!code && t->input_n && !t->skipping) {
		t->input[t->input_n++] = '\n';
		code = hand_over(t, t->input_n);
	}
	return code ? code : drain(t, 0);
}

/* ---- set up ---------------------------------------------------------------------------------------------------- */

static bool set_up(struct trial *t)
{
	t->ring_n = t->jobs == 1 ? 1 : (size_t)t->jobs * 2;
	t->input = malloc(INPUT_SIZE + 1);
	t->ring = calloc(t->ring_n, sizeof(*t->ring));
	t->workers = calloc((size_t)t->jobs, sizeof(*t->workers));
	if (!t->input || !t->ring || !t->workers)
		return false;
	for (size_t i = 0; i < t->ring_n; i++)
		if (!(t->ring[i].in = malloc(INPUT_SIZE + 1)) || !(t->ring[i].out = malloc(t->ring[i].out_cap = APART)))
			return false;
	for (long i = 0; i < t->jobs; i++) {
		struct worker *w = &t->workers[i];
		*w = (struct worker){ .trial = t, .reader = facts_reader_new(), .arena = arena_new(LINE_ARENA) };
		if (!w->reader || !w->arena || !arena_alloc(w->arena, APART))
			return false;
		if (t->jobs > 1 && pthread_create(&w->thread, NULL, work, w))
			return false;
		w->started = t->jobs > 1;
	}
	return true;
}

static void tear_down(struct trial *t)
{
	pthread_mutex_lock(&t->lock);
	t->ended = true;
	pthread_cond_broadcast(&t->ready);
	pthread_mutex_unlock(&t->lock);
	for (long i = 0; t->workers && i < t->jobs; i++) {
		if (t->workers[i].started)
			pthread_join(t->workers[i].thread, NULL);
		facts_reader_freep(&t->workers[i].reader);
		arena_free(t->workers[i].arena);
	}
	for (size_t i = 0; t->ring && i < t->ring_n; i++) {
		free(t->ring[i].in);
		free(t->ring[i].out);
	}
	free(t->workers);
	free(t->ring);
	free(t->input);
}

int trial_main(int argc, char **argv)
{
	struct trial t = { .terms.day = DATE_NONE, .jobs = 1, .lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER,
		           .done = PTHREAD_COND_INITIALIZER };
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)64 << 20);
	struct policy_set set;
	int code = arena && arena_alloc(arena, APART) ? take_options(&t, argc, argv) : EX_OSERR;
	if (arena)
		arena_reset(arena);
	policy_set_init(&set, arena);
	t.terms.policies = &set;
	if (!code)
		code = load_policies(&t, &set);
	if (!code)
		code = force_versions(&t, &set);
	if (code)
		return code;
	if (set_up(&t))
		code = run(&t);
	else {
		fputs("anjuctl trial: out of memory or threads\n", stderr);
		code = EX_OSERR;
	}
	tear_down(&t);
	return code ? code : t.unread ? EX_DATAERR : 0;
}
