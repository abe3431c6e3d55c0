/* anju-jobd: the job runner, the only program that opens outside connections. Reads its configuration, opens the keys, checks the schema,
 * loads the policies, runs jobs until TERM, or until idle with --once. */
#include "main/policy_watch.h"
#include "main/start.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "gateway/http_client.h"
#include "job/loop.h"
#include "base/crypto.h"

#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define HEAP_KEPT (32 << 20)

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif
#define POLICY_ARENA ((size_t)64 << 20)

struct options {
	const char *now;
	long threads;
	bool once, check, print;
};

static const char usage[] =
    "usage: anju-jobd [-c FILE] [-T THREADS] [--once] [--now TIME]\n"
    "       anju-jobd --check-config | --print-config | --version | --help\n"
    "Runs jobs until TERM; with --once until nothing is left to do now.\n";

/* -1: go on. */
static int parse(int argc, char **argv, struct start *s, struct options *o)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' }, { "threads", required_argument, NULL, 'T' }, { "once", no_argument, NULL, 'o' },
		{ "now", required_argument, NULL, 'n' },    { "check-config", no_argument, NULL, 'C' },  { "print-config", no_argument, NULL, 'P' },
		{ "version", no_argument, NULL, 'V' },      { "help", no_argument, NULL, 'h' },          { NULL, 0, NULL, 0 },
	};
	for (int c; (c = getopt_long(argc, argv, "c:T:", longs, NULL)) != -1;) {
		switch (c) {
		case 'c':
			s->config_file = optarg;
			break;
		case 'T':
			o->threads = strtol(optarg, NULL, 10);
			break;
		case 'o':
			o->once = true;
			break;
		case 'n':
			o->now = optarg;
			break;
		case 'C':
			o->check = true;
			break;
		case 'P':
			o->print = true;
			break;
		case 'V':
			puts("anju-jobd " PACKAGE_VERSION);
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return EX_USAGE;
		}
	}
	if (optind == argc && o->threads >= 0 && o->threads <= 256)
		return -1;
	fputs(usage, stderr);
	return EX_USAGE;
}

/* A runner that may speak plainly to this machine must not know a real peer as well: its keys would be worth stealing. */
static int check_peers(const struct start *s)
{
	static const char *const urls[] = { "gov.url", "data.url", "sms.url", "bank.url", "sso.irs_url", "sso.legacy_url" };
	if (!config_bool(s->config, "outside.allow_plain_loopback"))
		return 0;
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		const char *url = config_text(s->config, urls[i]);
		if (url[0] && strncmp(url, "http://127.0.0.1", 16) != 0 && strncmp(url, "http://localhost", 16) != 0 && strncmp(url, "http://[::1]", 12) != 0) {
			fprintf(stderr, "%s: outside.allow_plain_loopback and a real peer (%s) must not be together\n", s->program, urls[i]);
			return EX_CONFIG;
		}
	}
	return 0;
}

/* What the runner's first call outside would stumble on: addresses and the peers' secret files. */
static int check_outside(const struct start *s)
{
	struct http_client *client CLEANUP(http_client_freep) = NULL;
	struct err err = { 0 };
	enum err_code code = http_client_new(s->config, &client, &err);
	return code ? start_fail(s, code, &err) : 0;
}

/* Threads inherit the mask: the signals are waited for in one place only. */
static void block_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static int serve(struct start *s, const struct options *o)
{
	struct keys *keys CLEANUP(keys_freep) = NULL;
	struct policy_watch *watch CLEANUP(policy_watch_stopp) = NULL;
	start_log(s);
	block_signals();
	int rc = start_keys(s, &keys);
	if (!rc)
		rc = start_watch(s, &watch);
	if (rc)
		return rc;
	struct runner_options runner = { .config = s->config, .keys = keys, .policies = policy_watch_now(watch), .once = o->once,
		                         .threads = o->threads ? (int)o->threads : (int)config_int(s->config, "jobd.parallel") };
	return runner_run(&runner) ? EX_UNAVAILABLE : 0;
}

int main(int argc, char **argv)
{
	struct start s = { .program = "anju-jobd" };
	struct options o = { 0 };
	struct policy_set policies;
	int rc = parse(argc, argv, &s, &o);
	if (rc >= 0)
		return rc;
	start_harden();
	/* A range takes some megabytes for each chunk: given back to the system they would be cleared anew a thousand times. */
	mallopt(M_MMAP_THRESHOLD, HEAP_KEPT);
	mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
	struct arena *arena CLEANUP(arena_freep) = arena_new(POLICY_ARENA);
	if (!arena)
		return EX_OSERR;
	rc = start_config(&s);
	if (!rc)
		rc = start_clock(&s, o.now);
	if (!rc)
		rc = check_peers(&s);
	if (!rc && o.print)
		config_print(s.config, stdout);
	if (!rc && o.check)
		rc = start_policies(&s, arena, &policies);
	if (!rc && o.check)
		rc = check_outside(&s);
	if (!rc && !o.print && !o.check)
		rc = serve(&s, &o);
	config_freep(&s.config);
	return rc;
}
