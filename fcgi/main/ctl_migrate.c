#include "main/ctl.h"

#include "store/conn.h"
#include "store/keys.h"
#include "store/migrate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const char usage[] = "migrate up|status [--users DIR] [--migrations DIR] [-c FILE] [--json]";

/* ---- users ---- */

static enum err_code read_template(struct ctl *c, struct buf *out)
{
	const char *paths[] = { ANJU_DATA_DIR "/db-users.sql.in", ANJU_SOURCE_DIR "/conf/db-users.sql.in" };
	FILE *file = NULL;
	for (size_t i = 0; i < ARRAY_LEN(paths) && !file; i++)
		file = fopen(paths[i], "re");
	if (!file)
		return err_set(&c->ctx.err, ERR_CONFIG, "%s was not found", paths[0]);
	char line[1000];
	while (fgets(line, sizeof(line), file))
		buf_str(out, line);
	fclose(file);
	return out->failed ? err_set(&c->ctx.err, ERR_NOMEM, "arena") : ERR_OK;
}

/* Account statements take no parameters, so a password must be nothing but letters and digits. */
static enum err_code fill(struct ctl *c, const char *template, const char *dir, struct buf *out)
{
	static const char *const users[] = { "anju_web", "anju_job", "anju_audit" };
	static const char plain[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char secrets[ARRAY_LEN(users)][CONN_SECRET];
	const char *name = config_text(c->start.config, "db.name");
	if (!name[0] || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
		return err_set(&c->ctx.err, ERR_CONFIG, "db.name");
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		char *path = arena_printf(c->ctx.arena, "%s/%s", dir, users[i]);
		enum err_code code = path ? conn_secret(path, secrets[i], &c->ctx.err) : err_set(&c->ctx.err, ERR_NOMEM, "arena");
		if (code)
			return code;
		if (strlen(secrets[i]) < 16 || strspn(secrets[i], plain) != strlen(secrets[i]))
			return err_set(&c->ctx.err, ERR_CONFIG, "%s must hold 16 or more letters and digits", path);
	}
	for (const char *p = template; *p;) {
		size_t n = strcspn(p, "@");
		buf_add(out, p, n);
		p += n;
		if (!*p)
			break;
		const char *text = "@";
		size_t skip = 1;
		if (strncmp(p, "@DB@", 4) == 0) {
			text = name;
			skip = 4;
		}
		for (size_t i = 0; i < ARRAY_LEN(users); i++) {
			size_t length = strlen(users[i]);
			if (strncmp(p + 1, users[i], length) == 0 && p[1 + length] == '@') {
				text = secrets[i];
				skip = length + 2;
			}
		}
		buf_str(out, text);
		p += skip;
	}
	crypto_wipe(secrets, sizeof(secrets));
	return out->failed ? err_set(&c->ctx.err, ERR_NOMEM, "arena") : ERR_OK;
}

enum err_code ctl_users(struct ctl *c, const char *dir)
{
	struct buf template, sql;
	buf_init(&template, c->ctx.arena, 16384);
	buf_init(&sql, c->ctx.arena, 16384);
	enum err_code code = read_template(c, &template);
	if (!code)
		code = fill(c, template.p, dir, &sql);
	if (!code)
		code = db_script(c->ctx.db, sql.p, sql.n);
	/* A syntax error would quote the statement, and the statement a password. */
	if (code && c->ctx.err.native)
		code = err_native(&c->ctx.err, code, c->ctx.err.native, "database users: error %d", c->ctx.err.native);
	crypto_wipe(sql.p, sql.n);
	return code;
}

/* ---- verb ---- */

static enum err_code make_keys(struct ctl *c)
{
	const char *kek = config_text(c->start.config, "keys.kek_file");
	if (access(kek, F_OK) != 0 && errno == ENOENT) {
		enum err_code code = kek_create(kek, &c->ctx.err);
		if (code)
			return code;
		if (!c->json)
			printf("made the key file %s: keep a copy apart from the backups\n", kek);
	}
	enum err_code code = keys_init(c->ctx.db, kek, &c->ctx.err);
	db_use(c->ctx.db, c->ctx.arena, &c->ctx.err);
	return code;
}

static int up(struct ctl *c, const char *migrations, const char *users)
{
	size_t policies = 0;
	enum err_code code = migrate_up(c->ctx.db, migrations, c->json ? NULL : stdout, &c->ctx.err);
	db_use(c->ctx.db, c->ctx.arena, &c->ctx.err);
	if (!code)
		code = make_keys(c);
	const char *dir = start_folder(&c->start, c->ctx.arena, "policy");
	if (!code && !dir)
		code = err_set(&c->ctx.err, ERR_CONFIG, "no folder of policies: set policy.dir");
	if (!code)
		code = ctl_policy_load(c, dir, &policies);
	if (!code && users)
		code = ctl_users(c, users);
	if (!code)
		code = migrate_check(c->ctx.db, &c->ctx.err);
	if (code)
		return ctl_fail(c, code);
	printf(c->json ? "{\"ok\":true,\"policies_new\":%zu}\n" : "schema, keys and policies are in place (%zu new policy versions)\n", policies);
	return 0;
}

int ctl_migrate(int argc, char **argv)
{
	struct ctl c CLEANUP(ctl_end) = { 0 };
	const char *users = NULL, *migrations = NULL;
	const struct ctl_option options[] = { { "--users", &users, NULL }, { "--migrations", &migrations, NULL } };
	int rc = ctl_begin(&c, argc, argv, options, ARRAY_LEN(options), usage);
	if (rc)
		return rc;
	if (c.n_words != 1)
		return ctl_usage(usage);
	if (!migrations)
		migrations = start_folder(&c.start, c.ctx.arena, "migrations");
	if (!migrations)
		return ctl_fail(&c, err_set(&c.ctx.err, ERR_CONFIG, "no folder of migrations: use --migrations"));
	rc = ctl_connect(&c);
	if (rc)
		return rc;
	if (strcmp(c.words[0], "up") == 0)
		return up(&c, migrations, users);
	if (strcmp(c.words[0], "status") != 0)
		return ctl_usage(usage);
	int pending = 0;
	enum err_code code = migrate_status(c.ctx.db, migrations, c.json ? NULL : stdout, &pending, &c.ctx.err);
	if (code)
		return ctl_fail(&c, code);
	if (c.json)
		printf("{\"pending\":%d}\n", pending);
	return pending ? EX_TEMPFAIL : 0;
}
