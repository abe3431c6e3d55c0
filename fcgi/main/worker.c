/* anju-worker: FastCGI accept loops. Reads its configuration, opens the keys, checks the schema, loads the policies, serves. */
#include "main/policy_watch.h"
#include "main/start.h"

#include "api/api.h"
#include "base/log.h"
#include "http/loop.h"
#include "base/crypto.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif
#define POLICY_ARENA ((size_t)64 << 20)

struct options {
	const char *now, *socket;
	long threads;
	bool check, print, routes;
};

static const char usage[] =
    "usage: anju-worker [-c FILE] [-T THREADS] [-s SOCKET] [--now TIME]\n"
    "       anju-worker --check-config | --print-config | --routes | --version | --help\n"
    "Serves FastCGI on file descriptor 0, or on SOCKET ('config' = worker.socket).\n";

static void text_list(struct buf *b, const char *key, int64_t bits, const char *(*name)(int64_t bit))
{
	buf_key(b, key);
	buf_char(b, '[');
	for (int64_t bit = 1; bit && bit <= bits; bit <<= 1) {
		if (!(bits & bit))
			continue;
		if (b->p[b->n - 1] != '[')
			buf_char(b, ',');
		buf_json(b, name(bit));
	}
	buf_char(b, ']');
}

static const char *door_name(int64_t bit)
{
	return bit == DOOR_PUBLIC ? "public" : bit == DOOR_STAFF ? "staff" : "peer";
}

static const char *role_bit_name(int64_t bit)
{
	return role_name((enum role)bit);
}

static const char *flag_name(int64_t bit)
{
	return bit == ROUTE_CSRF ? "csrf" : bit == ROUTE_KEY ? "key" : bit == ROUTE_AUDITED ? "audited" : "raw";
}

/* The table as JSON: tests, operators and the written contract read it. */
static int print_routes(void)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)8 << 20);
	struct buf b;
	if (!arena)
		return EX_OSERR;
	buf_init(&b, arena, 16384);
	buf_str(&b, "{\"routes\":[");
	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];
		buf_str(&b, i ? ",\n{" : "\n{");
		buf_key_str(&b, "method", r->method);
		buf_key_str(&b, "path", r->path);
		text_list(&b, "doors", r->doors, door_name);
		text_list(&b, "roles", r->roles, role_bit_name);
		text_list(&b, "flags", r->flags, flag_name);
		buf_key_int(&b, "body_max", (int64_t)r->body_max);
		buf_key_str(&b, "summary", r->summary);
		buf_char(&b, '}');
	}
	buf_str(&b, "\n]}\n");
	return b.failed || fwrite(b.p, 1, b.n, stdout) != b.n ? EX_IOERR : 0;
}

/* -1: go on. */
static int parse(int argc, char **argv, struct start *s, struct options *o)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' }, { "threads", required_argument, NULL, 'T' },     { "socket", required_argument, NULL, 's' },
		{ "now", required_argument, NULL, 'n' },    { "check-config", no_argument, NULL, 'C' },      { "print-config", no_argument, NULL, 'P' },
		{ "routes", no_argument, NULL, 'R' },       { "version", no_argument, NULL, 'V' },           { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	for (int c; (c = getopt_long(argc, argv, "c:T:s:", longs, NULL)) != -1;) {
		switch (c) {
		case 'c':
			s->config_file = optarg;
			break;
		case 'T':
			o->threads = strtol(optarg, NULL, 10);
			break;
		case 's':
			o->socket = optarg;
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
		case 'R':
			return print_routes();
		case 'V':
			puts("anju-worker " PACKAGE_VERSION);
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

int main(int argc, char **argv)
{
	struct start s = { .program = "anju-worker" };
	struct options o = { 0 };
	struct policy_set policies;
	struct keys *keys CLEANUP(keys_freep) = NULL;
	struct policy_watch *watch = NULL;
	int rc = parse(argc, argv, &s, &o);
	if (rc >= 0)
		return rc;
	start_harden();
	struct arena *arena CLEANUP(arena_freep) = arena_new(POLICY_ARENA);
	if (!arena)
		return EX_OSERR;
	rc = start_config(&s);
	if (!rc)
		rc = start_clock(&s, o.now);
	if (!rc && o.print)
		config_print(s.config, stdout);
	if (!rc && o.check)
		rc = start_policies(&s, arena, &policies);
	if (!rc && !o.print && !o.check) {
		start_log(&s);
		rc = start_keys(&s, &keys);
	}
	if (!rc && !o.print && !o.check)
		rc = start_watch(&s, &watch);
	if (!rc && !o.print && !o.check) {
		struct loop_options loop = {
			.config = s.config, .keys = keys, .policies = policy_watch_now(watch), .routes = routes, .n_routes = routes_n,
			.socket = !o.socket ? NULL : strcmp(o.socket, "config") == 0 ? config_text(s.config, "worker.socket") : o.socket,
			.threads = o.threads ? (int)o.threads : (int)config_int(s.config, "worker.threads"),
			.requests_max = config_int(s.config, "worker.requests"),
		};
		rc = loop_run(&loop);
	}
	policy_watch_stopp(&watch); /* before the configuration that it reads */
	config_freep(&s.config);
	return rc;
}
