/* The prepared statements behind the pages, alone: no HTTP, no JSON, the same plan, the same keys. What the worker can reach at most.
 * usage: bench_statement -c WEB.CONF list|mine THREADS SECONDS KEYS LIMIT     one line: statements a second, p50 and p99 in µs */
#include "base/config.h"
#include "domain/casefile/case_query_sql.h"
#include "store/conn.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#define THREADS_MOST 64
#define SLOTS 100000 /* one a µs; slower ones share the last */

static struct plan {
	const struct config *config;
	const struct sql_stmt *stmt;
	int64_t seconds, keys, limit;
	bool mine;
} plan;

struct lane {
	pthread_t thread;
	uint64_t seed, done, rows;
	uint32_t slots[SLOTS];
	bool failed;
};

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void *run(void *ctx)
{
	struct lane *lane = ctx;
	struct err err = { 0 };
	CLEANUP(db_closep) struct db *db = NULL;
	CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)16 << 20);
	lane->failed = !arena || conn_db(plan.config, &db, &err) != ERR_OK;
	for (int64_t end = now_us() + plan.seconds * 1000000; !lane->failed && now_us() < end;) {
		int64_t key = (int64_t)(next(&lane->seed) % (uint64_t)plan.keys) + 1;
		struct case_query_in in = { .state = "approved", .id = plan.mine ? INT64_MAX : key, .person_id = key, .limit = plan.limit };
		void *rows;
		size_t n;
		arena_reset(arena);
		db_use(db, arena, &err);
		int64_t began = now_us();
		lane->failed = db_list(db, plan.stmt, &in, (size_t)plan.limit, &rows, &n) != ERR_OK;
		int64_t took = now_us() - began;
		lane->slots[took < SLOTS ? took : SLOTS - 1]++;
		lane->done++;
		lane->rows += n;
	}
	if (lane->failed)
		fprintf(stderr, "bench_statement: %s\n", err.text);
	return NULL;
}

static int64_t percentile(const struct lane *lanes, int64_t n, uint64_t total, double share)
{
	uint64_t seen = 0;
	for (int64_t us = 0; us < SLOTS; us++) {
		for (int64_t i = 0; i < n; i++)
			seen += lanes[i].slots[us];
		if ((double)seen >= share * (double)total)
			return us;
	}
	return SLOTS;
}

int main(int argc, char **argv)
{
	int64_t threads;
	struct err err = { 0 };
	CLEANUP(config_freep) struct config *config = NULL;
	if (argc != 8 || strcmp(argv[1], "-c") != 0 || (strcmp(argv[3], "list") != 0 && strcmp(argv[3], "mine") != 0) || !text_i64(argv[4], &threads) || threads < 1 ||
	    threads > THREADS_MOST || !text_i64(argv[5], &plan.seconds) || !text_i64(argv[6], &plan.keys) || plan.keys < 1 || !text_i64(argv[7], &plan.limit)) {
		fputs("usage: bench_statement -c WEB.CONF list|mine THREADS SECONDS KEYS LIMIT\n", stderr);
		return EX_USAGE;
	}
	if (config_load(argv[2], &config, &err)) {
		fprintf(stderr, "bench_statement: %s\n", err.text);
		return EX_CONFIG;
	}
	plan.config = config;
	plan.mine = strcmp(argv[3], "mine") == 0;
	plan.stmt = &case_query_stmts[plan.mine ? CASE_QUERY_MINE : CASE_QUERY_STATE];
	static struct lane lanes[THREADS_MOST];
	int64_t began = now_us();
	for (int64_t i = 0; i < threads; i++) {
		lanes[i].seed = 88172645463325252u + (uint64_t)i * 7919;
		if (pthread_create(&lanes[i].thread, NULL, run, &lanes[i]) != 0)
			return EX_OSERR;
	}
	uint64_t total = 0, rows = 0;
	bool failed = false;
	for (int64_t i = 0; i < threads; i++) {
		pthread_join(lanes[i].thread, NULL);
		total += lanes[i].done;
		rows += lanes[i].rows;
		failed |= lanes[i].failed;
	}
	double seconds = (double)(now_us() - began) / 1e6;
	if (failed || total == 0)
		return EX_UNAVAILABLE;
	printf("%.0f %" PRId64 " %" PRId64 " %.1f\n", (double)total / seconds, percentile(lanes, threads, total, 0.5), percentile(lanes, threads, total, 0.99),
	       (double)rows / (double)total);
	return 0;
}
