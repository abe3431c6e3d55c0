/* anju-audit: recomputes what must always hold (I1-I14 as far as rows show it) under its own database user, which may read everything and
 * insert nothing but its findings. Ends with 1 when something is broken. */
#include "main/start.h"

#include "base/date.h"
#include "base/log.h"
#include "domain/recon/invariant.h"
#include "store/audit.h"
#include "store/conn.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif
#define ARENA_BYTES ((size_t)64 << 20)

static const char usage[] =
    "usage: anju-audit [--config FILE] [--once | --every SECONDS] [--json] [--now TIME]\n"
    "  --once       one run, then exit: 0 everything holds, 1 something is broken (the default)\n"
    "  --every S    a run every S seconds until TERM; the exit code is that of the last run\n"
    "  --json       the findings as one JSON line on standard output\n"
    "  --now TIME   business time, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, running on from there\n"
    "  --version, --help\n";

struct options {
	long every;
	bool json;
	const char *now;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* The chain of audit rows is a finding like the others; it needs the file of heads that were given away. */
static enum err_code chain_check(struct ctx *ctx, struct finding *finding)
{
	struct audit_check check = { 0 };
	const char *heads = config_text(ctx->config, "chain.head_file");
	enum err_code rc = heads[0] ? audit_verify(ctx, heads, &check) : ERR_OK;
	*finding = (struct finding){ .invariant = "I13", .what = "audit row that the chain does not prove", .test = "test_audit",
		.bad = check.first_bad != 0, .first_bad = check.first_bad };
	return rc;
}

static void print_json(const struct finding *findings, size_t n, int64_t broken)
{
	char at[INSTANT_TEXT];
	instant_text(clock_now_ms(), at);
	printf("{\"at\":\"%s\",\"checks\":%zu,\"broken\":%lld,\"findings\":[", at, n, (long long)broken);
	for (size_t i = 0, first = 1; i < n; i++) {
		if (findings[i].bad == 0)
			continue;
		printf("%s{\"invariant\":\"%s\",\"what\":\"%s\",\"test\":\"%s\",\"bad\":%lld,\"first_bad\":%lld}", first ? "" : ",", findings[i].invariant,
		       findings[i].what, findings[i].test, (long long)findings[i].bad, (long long)findings[i].first_bad);
		first = 0;
	}
	puts("]}");
}

static void print_lines(const struct finding *findings, size_t n, int64_t broken)
{
	for (size_t i = 0; i < n; i++)
		if (findings[i].bad != 0)
			printf("%-4s broken: %s (%lld, first id %lld)\n", findings[i].invariant, findings[i].what, (long long)findings[i].bad,
			       (long long)findings[i].first_bad);
	printf("anju-audit: %zu checks, %lld broken\n", n, (long long)broken);
}

static enum err_code run_once(struct ctx *ctx, const struct options *o, int64_t *ret_broken)
{
	struct finding *findings, *all;
	int64_t broken = 0;
	size_t n = invariant_n + 1;
	enum err_code rc = invariant_run(ctx, clock_now_ms(), &findings);
	if (rc)
		return rc;
	all = arena_array(ctx->arena, n, sizeof(*all));
	if (!all)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	memcpy(all, findings, invariant_n * sizeof(*all));
	rc = chain_check(ctx, &all[invariant_n]);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++)
		broken += all[i].bad != 0;
	if (o->json)
		print_json(all, n, broken);
	else
		print_lines(all, n, broken);
	fflush(stdout);
	*ret_broken = broken;
	return invariant_write(ctx, all, n);
}

/* A run that failed is no proof of anything: 1 as well. */
static int run(struct start *s, const struct options *o)
{
	struct err err = { 0 };
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_BYTES);
	struct db *db CLEANUP(db_closep) = NULL;
	int64_t broken = 0;
	enum err_code rc = arena ? conn_db(s->config, &db, &err) : ERR_NOMEM;
	if (rc)
		return start_fail(s, rc, &err);
	struct ctx ctx = { .arena = arena, .db = db, .config = s->config, .actor = ACTOR_OPERATOR, .request_id = "anju-audit" };
	for (;;) {
		arena_reset(arena);
		err_clear(&ctx.err);
		db_use(db, arena, &ctx.err);
		rc = db_alive(db) ? run_once(&ctx, o, &broken) : ERR_UNAVAILABLE;
		if (rc)
			log_event(LOG_ERROR, "audit", LOG_TEXT("code", err_name(rc)), LOG_TEXT("text", ctx.err.text));
		if (o->every <= 0 || stop)
			break;
		struct timespec wait = { .tv_sec = o->every };
		while (!stop && nanosleep(&wait, &wait) != 0 && errno == EINTR)
			;
		if (stop)
			break;
	}
	if (rc && o->every <= 0)
		return start_fail(s, rc, &ctx.err);
	return rc || broken > 0 ? 1 : 0;
}

/* -1: go on. */
static int parse(int argc, char **argv, struct start *s, struct options *o)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' }, { "once", no_argument, NULL, 'o' }, { "every", required_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' }, { "now", required_argument, NULL, 'n' }, { "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	for (int c; (c = getopt_long(argc, argv, "c:", longs, NULL)) != -1;) {
		switch (c) {
		case 'c': s->config_file = optarg; break;
		case 'o': o->every = 0; break;
		case 'e': o->every = strtol(optarg, NULL, 10); break;
		case 'j': o->json = true; break;
		case 'n': o->now = optarg; break;
		case 'V': puts("anju-audit " PACKAGE_VERSION); return 0;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return EX_USAGE;
		}
	}
	if (optind == argc && o->every >= 0 && o->every <= 86400)
		return -1;
	fputs(usage, stderr);
	return EX_USAGE;
}

int main(int argc, char **argv)
{
	struct start s = { .program = "anju-audit" };
	struct options o = { 0 };
	int rc = parse(argc, argv, &s, &o);
	if (rc >= 0)
		return rc;
	start_harden();
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	rc = start_config(&s);
	if (!rc)
		rc = start_clock(&s, o.now);
	if (!rc) {
		start_log(&s);
		rc = run(&s, &o);
	}
	config_freep(&s.config);
	return rc;
}
