#include "main/ctl.h"

#include "store/audit.h"
#include "store/conn.h"
#include "store/keys.h"
#include "store/migrate.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sysexits.h>
#include <unistd.h>

/* ---- config ---- */

int ctl_config(int argc, char **argv)
{
	static const char usage[] = "config print|check|sample [-c FILE]";
	struct ctl c CLEANUP(ctl_end) = { 0 };
	if (argc == 2 && strcmp(argv[1], "sample") == 0) {
		config_print_sample(stdout);
		return ferror(stdout) ? EX_IOERR : 0;
	}
	int rc = ctl_begin(&c, argc, argv, NULL, 0, usage);
	if (rc)
		return rc;
	if (c.n_words == 1 && strcmp(c.words[0], "print") == 0)
		config_print(c.start.config, stdout);
	else if (c.n_words != 1 || strcmp(c.words[0], "check") != 0)
		return ctl_usage(usage);
	return 0;
}

/* ---- routes ---- */

/* The table lives in the worker: it is asked, so that what is printed is what is served. */
int ctl_routes(int argc, char **argv)
{
	(void)argv;
	if (argc > 2)
		return ctl_usage("routes");
	char self[4096], path[4200];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n > 0) {
		self[n] = '\0';
		const char *dir = dirname(self);
		static const char *const places[] = { "anju-worker", "../sbin/anju-worker" };
		for (size_t i = 0; i < ARRAY_LEN(places); i++) {
			snprintf(path, sizeof(path), "%s/%s", dir, places[i]);
			execl(path, "anju-worker", "--routes", (char *)NULL);
		}
	}
	fputs("anjuctl: anju-worker was not found beside this program\n", stderr);
	return EX_UNAVAILABLE;
}

/* ---- health ---- */

struct health {
	struct ctl *c;
	struct buf out;
	bool bad;
};

static void part(struct health *h, const char *name, enum err_code code, const char *why)
{
	h->bad = h->bad || code;
	if (h->c->json) {
		buf_key_str(&h->out, name, code ? err_name(code) : "ok");
	} else {
		buf_printf(&h->out, "%-10s %s%s%s\n", name, code ? err_name(code) : "ok", code && why[0] ? ": " : "", code ? why : "");
	}
}

static enum err_code disk(struct ctl *c)
{
	struct statvfs st;
	const char *dir = config_text(c->start.config, "files.dir");
	if (statvfs(dir, &st))
		return err_set(&c->ctx.err, ERR_IO, "%s", dir);
	uint64_t free_bytes = (uint64_t)st.f_bavail * st.f_frsize;
	return free_bytes < (uint64_t)200 << 20 ? err_set(&c->ctx.err, ERR_IO, "%s: less than 200 MiB are free", dir) : ERR_OK;
}

int ctl_health(int argc, char **argv)
{
	static const char usage[] = "health [-c FILE] [--json]";
	struct ctl c CLEANUP(ctl_end) = { 0 };
	struct health h = { .c = &c };
	int rc = ctl_begin(&c, argc, argv, NULL, 0, usage);
	if (rc)
		return rc;
	if (c.n_words)
		return ctl_usage(usage);
	buf_init(&h.out, c.ctx.arena, 512);
	buf_str(&h.out, c.json ? "{" : "");
	struct err *err = &c.ctx.err;
	enum err_code code = conn_db(c.start.config, &c.ctx.db, err);
	part(&h, "database", code, err->text);
	if (!code) {
		err_clear(err);
		part(&h, "schema", migrate_check(c.ctx.db, err), err->text);
		err_clear(err);
		part(&h, "keys", keys_load(c.ctx.db, config_text(c.start.config, "keys.kek_file"), &c.keys, err), err->text);
	}
	err_clear(err);
	code = conn_redis(c.start.config, &c.ctx.redis, err);
	if (!code && !redis_takes(c.ctx.redis))
		code = err_set(err, ERR_UNAVAILABLE, "nobody can sign on; hands-free work goes on");
	part(&h, "redis", code, err->text);
	err_clear(err);
	part(&h, "disk", disk(&c), err->text);
	buf_str(&h.out, c.json ? "}\n" : "");
	rc = ctl_print(&h.out);
	return rc ? rc : h.bad ? EX_UNAVAILABLE : 0;
}

/* ---- audit ---- */

int ctl_audit(int argc, char **argv)
{
	static const char usage[] = "audit verify [--heads FILE] [-c FILE] [--json]";
	struct ctl c CLEANUP(ctl_end) = { 0 };
	const char *heads = NULL;
	const struct ctl_option options[] = { { "--heads", &heads, NULL } };
	struct audit_check check;
	int rc = ctl_begin(&c, argc, argv, options, ARRAY_LEN(options), usage);
	if (rc)
		return rc;
	if (c.n_words != 1 || strcmp(c.words[0], "verify") != 0)
		return ctl_usage(usage);
	rc = ctl_connect(&c);
	if (rc)
		return rc;
	enum err_code code = audit_verify(&c.ctx, heads ? heads : config_text(c.start.config, "chain.head_file"), &check);
	if (code)
		return ctl_fail(&c, code);
	struct buf out;
	buf_init(&out, c.ctx.arena, 256);
	if (c.json) {
		buf_char(&out, '{');
		buf_key_bool(&out, "ok", check.first_bad == 0);
		buf_key_int(&out, "rows", check.rows);
		buf_key_int(&out, "first_bad", check.first_bad);
		buf_key_int(&out, "unchained", check.unchained);
		buf_key_str(&out, "why", check.why ? check.why : "");
		buf_str(&out, "}\n");
	} else if (check.first_bad) {
		buf_printf(&out, "audit chain broken at %lld: %s (%lld rows, %lld late rows outside)\n", (long long)check.first_bad, check.why,
		           (long long)check.rows, (long long)check.unchained);
	} else {
		buf_printf(&out, "audit chain intact: %lld rows\n", (long long)check.rows);
	}
	rc = ctl_print(&out);
	return rc ? rc : check.first_bad ? EX_DATAERR : 0;
}
