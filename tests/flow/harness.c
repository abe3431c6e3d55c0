#include "tests/flow/harness.h"

#include "base/date.h"
#include "store/keys.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(enum err_code code, const struct err *err, const char *what)
{
	if (!code)
		return;
	fprintf(stderr, "harness: %s: %s: %s (%d) at %s:%d\n", what, err_name(code), err->text, err->native, err->file ? err->file : "?", err->line);
	abort();
}

static const char *env(const char *name)
{
	const char *value = getenv(name);
	if (!value || !value[0]) {
		fprintf(stderr, "harness: %s is not set: run this program by tests/flow/run.sh\n", name);
		exit(77);
	}
	return value;
}

static struct db *open_db(const char *name, const char *user, int statement_s)
{
	char file[300], password[80] = "";
	struct err err = { 0 };
	struct db *db;
	if (user) {
		snprintf(file, sizeof(file), "%s/secret/%s", env("ANJU_FLOW_DIR"), user);
		FILE *in = fopen(file, "re");
		if (!in || !fgets(password, sizeof(password), in))
			must(ERR_CONFIG, &err, file);
		fclose(in);
		password[strcspn(password, "\n")] = '\0';
	}
	struct db_options options = { .socket = env("ANJU_DB_SOCKET"), .name = name, .user = user ? user : "root", .password = password, .statement_s = statement_s };
	must(db_open(&options, &db, &err), &err, "db_open");
	return db;
}

static void write_config(struct harness *h, const char *lines)
{
	char path[260];
	struct err err = { 0 };
	snprintf(path, sizeof(path), "%s/anju.conf", h->dir);
	FILE *out = fopen(path, "we");
	if (!out)
		must(ERR_IO, &err, path);
	fprintf(out, "run.dir = %s\ndb.socket = %s\ndb.name = %s\nredis.socket = %s\nkeys.kek_file = %s/kek\nfiles.dir = %s/files\nchain.head_file = %s/heads\n%s",
	        h->dir, env("ANJU_DB_SOCKET"), h->name, env("ANJU_REDIS_SOCKET"), h->dir, h->dir, h->dir, lines ? lines : "");
	fclose(out);
	must(config_load(path, &h->config, &err), &err, path);
}

static void fill_ctx(struct harness *h, struct ctx *ctx, const char *user)
{
	struct err err = { 0 };
	*ctx = (struct ctx){ .arena = arena_new((size_t)256 << 20), .db = open_db(h->name, user, 20), .config = h->config, .keys = h->keys,
		             .redis = redis_new(env("ANJU_REDIS_SOCKET"), NULL), .actor = ACTOR_SYSTEM, .request_id = "test" };
	if (!ctx->arena || !ctx->redis)
		must(ERR_NOMEM, &err, "ctx");
	db_use(ctx->db, ctx->arena, &ctx->err);
}

void harness_open(struct harness *h, const char *config_lines)
{
	struct err err = { 0 };
	char sql[200], path[300];
	*h = (struct harness){ 0 };
	snprintf(h->name, sizeof(h->name), "flow_%lld_%lld", (long long)getpid(), (long long)(clock_mono_ms() % 1000000));
	snprintf(h->dir, sizeof(h->dir), "%s/%s", env("ANJU_FLOW_DIR"), h->name);
	snprintf(path, sizeof(path), "%s/files", h->dir);
	if (mkdir(h->dir, 0700) || mkdir(path, 0700))
		must(ERR_IO, &err, h->dir);
	write_config(h, config_lines);

	struct db *root CLEANUP(db_closep) = open_db(NULL, NULL, 0);
	int n = snprintf(sql, sizeof(sql), "CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", h->name);
	must(db_script(root, sql, (size_t)n), db_err(root), "create database");
	struct db *db CLEANUP(db_closep) = open_db(h->name, NULL, 0);
	snprintf(path, sizeof(path), "%s/migrations", env("ANJU_SOURCE_DIR"));
	must(migrate_up(db, path, NULL, &err), &err, "migrate_up");
	must(migrate_check(db, &err), &err, "migrate_check");
	const char *kek = config_text(h->config, "keys.kek_file");
	must(kek_create(kek, &err), &err, "kek_create");
	must(keys_init(db, kek, &err), &err, "keys_init");
	must(keys_load(db, kek, &h->keys, &err), &err, "keys_load");
	fill_ctx(h, &h->ctx, NULL);
}

static void drop_ctx(struct ctx *ctx)
{
	db_closep(&ctx->db);
	redis_freep(&ctx->redis);
	arena_freep(&ctx->arena);
}

void harness_close(struct harness *h)
{
	char sql[100];
	int n = snprintf(sql, sizeof(sql), "DROP DATABASE %s", h->name);
	must(db_script(h->ctx.db, sql, (size_t)n), db_err(h->ctx.db), "drop database");
	drop_ctx(&h->ctx);
	keys_freep(&h->keys);
	config_freep(&h->config);
}

void harness_next(struct harness *h)
{
	arena_reset(h->ctx.arena);
	err_clear(&h->ctx.err);
	db_use(h->ctx.db, h->ctx.arena, &h->ctx.err);
}

struct ctx *harness_ctx(struct harness *h, const char *user)
{
	struct ctx *ctx = malloc(sizeof(*ctx));
	struct err err = { 0 };
	if (!ctx)
		must(ERR_NOMEM, &err, "ctx");
	fill_ctx(h, ctx, user);
	return ctx;
}

void harness_ctx_free(struct ctx *ctx)
{
	drop_ctx(ctx);
	free(ctx);
}

enum err_code harness_try(struct harness *h, const char *sql)
{
	struct db *db CLEANUP(db_closep) = open_db(h->name, NULL, 0);
	enum err_code code = db_script(db, sql, strlen(sql));
	if (code)
		h->ctx.err = *db_err(db);
	return code;
}

void harness_sql(struct harness *h, const char *sql)
{
	must(harness_try(h, sql), &h->ctx.err, sql);
}

struct cell {
	int64_t number;
	const char *text;
};

int64_t harness_int(struct harness *h, const char *sql)
{
	static const struct sql_col out[] = { COL_I(struct cell, number) };
	struct db *db CLEANUP(db_closep) = open_db(h->name, NULL, 20);
	struct sql_stmt stmt = { .name = "harness_int", .text = sql, .out = out, .n_out = 1, .out_size = sizeof(struct cell) };
	struct cell cell = { .number = DB_NULL };
	enum err_code code = db_one(db, &stmt, NULL, &cell);
	must(code == ERR_NOT_FOUND ? ERR_OK : code, db_err(db), sql);
	return cell.number;
}

const char *harness_text(struct harness *h, const char *sql)
{
	static const struct sql_col out[] = { COL_S(struct cell, text) };
	struct db *db CLEANUP(db_closep) = open_db(h->name, NULL, 20);
	struct sql_stmt stmt = { .name = "harness_text", .text = sql, .out = out, .n_out = 1, .out_size = sizeof(struct cell) };
	struct cell cell = { .text = NULL };
	enum err_code code = db_one(db, &stmt, NULL, &cell);
	must(code == ERR_NOT_FOUND ? ERR_OK : code, db_err(db), sql);
	return cell.text ? arena_strdup(h->ctx.arena, cell.text) : NULL;
}

void harness_empty(struct harness *h, const char *tables)
{
	char list[1000], *at = list;
	snprintf(list, sizeof(list), "%s", tables);
	for (char *table; (table = strsep(&at, ", "));) {
		if (!table[0])
			continue;
		char sql[200];
		snprintf(sql, sizeof(sql), "SET foreign_key_checks = 0; TRUNCATE TABLE %s", table);
		harness_sql(h, sql);
	}
}
