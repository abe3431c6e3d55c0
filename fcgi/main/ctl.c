#include "main/ctl.h"

#include "store/conn.h"
#include "store/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define ARENA ((size_t)256 << 20)

int ctl_usage(const char *usage)
{
	fprintf(stderr, "usage: anjuctl %s\n", usage);
	return EX_USAGE;
}

int ctl_fail(struct ctl *c, enum err_code code)
{
	return start_fail(&c->start, code, &c->ctx.err);
}

void ctl_end(struct ctl *c)
{
	db_closep(&c->ctx.db);
	redis_freep(&c->ctx.redis);
	keys_freep(&c->keys);
	config_freep(&c->start.config);
	arena_freep(&c->ctx.arena);
}

/* True when the argument was an option; *at moves past its value. */
static bool take(const struct ctl_option *options, size_t n, int argc, char **argv, int *at, bool *ret_bad)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(options[i].name, argv[*at]) != 0)
			continue;
		if (options[i].flag)
			*options[i].flag = true;
		else if (*at + 1 < argc)
			*options[i].text = argv[++*at];
		else
			*ret_bad = true;
		return true;
	}
	return false;
}

int ctl_begin_bare(struct ctl *c, int argc, char **argv, const struct ctl_option *options, size_t n_options, const char *usage)
{
	const char *now = NULL;
	bool bad = false;
	*c = (struct ctl){ .start = { .program = "anjuctl" }, .ctx = { .actor = ACTOR_OPERATOR, .request_id = "anjuctl" } };
	const struct ctl_option common[] = {
		{ "-c", &c->start.config_file, NULL }, { "--config", &c->start.config_file, NULL }, { "--now", &now, NULL }, { "--json", NULL, &c->json },
	};
	for (int i = 1; i < argc && !bad; i++) {
		if (take(common, ARRAY_LEN(common), argc, argv, &i, &bad) || take(options, n_options, argc, argv, &i, &bad))
			continue;
		if (argv[i][0] == '-' || c->n_words == ARRAY_LEN(c->words))
			bad = true;
		else
			c->words[c->n_words++] = argv[i];
	}
	if (bad)
		return ctl_usage(usage);
	start_harden();
	c->ctx.arena = arena_new(ARENA);
	if (!c->ctx.arena)
		return EX_OSERR;
	return start_clock(&c->start, now);
}

int ctl_begin(struct ctl *c, int argc, char **argv, const struct ctl_option *options, size_t n_options, const char *usage)
{
	int rc = ctl_begin_bare(c, argc, argv, options, n_options, usage);
	if (!rc)
		rc = start_config(&c->start);
	c->ctx.config = c->start.config;
	return rc;
}

int ctl_connect(struct ctl *c)
{
	enum err_code code = conn_db(c->start.config, &c->ctx.db, &c->ctx.err);
	if (code)
		return ctl_fail(c, code);
	db_use(c->ctx.db, c->ctx.arena, &c->ctx.err);
	return 0;
}

int ctl_keys(struct ctl *c)
{
	enum err_code code = keys_load(c->ctx.db, config_text(c->start.config, "keys.kek_file"), &c->keys, &c->ctx.err);
	db_use(c->ctx.db, c->ctx.arena, &c->ctx.err);
	c->ctx.keys = c->keys;
	return code ? ctl_fail(c, code) : 0;
}

int ctl_print(const struct buf *out)
{
	if (out->failed || fwrite(out->p, 1, out->n, stdout) != out->n || fflush(stdout)) {
		fputs("anjuctl: cannot write\n", stderr);
		return EX_IOERR;
	}
	return 0;
}
