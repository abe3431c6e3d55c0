#include "main/ctl.h"

#include "base/date.h"
#include "domain/policy/policy_json.h"
#include "main/ctl_sql.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)1 << 20)
#define FILES_MAX 500

static const char *const schemes[] = { [SCHEME_TYPE2] = "type2", [SCHEME_RENTAL] = "rental", [SCHEME_PURCHASE] = "purchase" };

static enum err_code read_text(struct ctl *c, const char *path, struct blob *ret_text)
{
	char *text = arena_alloc(c->ctx.arena, FILE_MAX);
	if (!text)
		return err_set(&c->ctx.err, ERR_NOMEM, "arena");
	FILE *file = fopen(path, "re");
	if (!file)
		return err_native(&c->ctx.err, ERR_IO, errno, "%s", path);
	size_t n = fread(text, 1, FILE_MAX - 1, file);
	bool bad = ferror(file) || n == FILE_MAX - 1;
	fclose(file);
	if (bad)
		return err_set(&c->ctx.err, ERR_IO, "%s cannot be read", path);
	*ret_text = (struct blob){ (const uint8_t *)text, n };
	return ERR_OK;
}

struct add {
	struct ctl *c;
	const struct policy *policy;
	struct blob text;
	uint8_t sm3[SM3_SIZE];
	bool fresh;
};

static enum err_code add_tx(struct db *db, void *arg)
{
	struct add *add = arg;
	char day[DATE_TEXT];
	date_text(add->policy->effective_from, day);
	struct ctl_row row = {
		.version = add->policy->version, .scheme = schemes[add->policy->scheme], .day = day, .body = (const char *)add->text.p,
		.sm3 = { add->sm3, SM3_SIZE }, .at = clock_now_ms(),
		.parts = add->policy->parts == POLICY_ADMISSION ? "admission" : add->policy->parts == POLICY_STANDARD ? "standard" : "both",
	}, had = { 0 };
	enum err_code code = db_one(db, &ctl_stmts[CTL_POLICY_ONE], &row, &had);
	add->fresh = code == ERR_NOT_FOUND;
	if (add->fresh) {
		err_clear(&add->c->ctx.err);
		return db_do(db, &ctl_stmts[CTL_POLICY_ADD], &row, NULL);
	}
	if (!code && (had.sm3.n != SM3_SIZE || memcmp(had.sm3.p, add->sm3, SM3_SIZE) != 0))
		return err_set(&add->c->ctx.err, ERR_CONFIG, "policy %s was published with another content: give the change a new version", row.version);
	return code;
}

static enum err_code load_file(struct ctl *c, const char *path, size_t *ret_new)
{
	struct add add = { .c = c };
	enum err_code code = read_text(c, path, &add.text);
	if (!code)
		code = policy_json_read(c->ctx.arena, (const char *)add.text.p, add.text.n, &add.policy, &c->ctx.err);
	if (!code && !crypto_sm3(add.text.p, add.text.n, add.sm3))
		code = err_set(&c->ctx.err, ERR_CRYPTO, "sm3");
	if (!code)
		code = tx_run(c->ctx.db, "policy_add", add_tx, &add);
	if (!code && add.fresh)
		++*ret_new;
	return code;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err_code ctl_policy_load(struct ctl *c, const char *dir, size_t *ret_new)
{
	const char *names[FILES_MAX];
	size_t n = 0;
	DIR *d = opendir(dir);
	if (!d)
		return err_native(&c->ctx.err, ERR_IO, errno, "%s", dir);
	for (struct dirent *entry; (entry = readdir(d)) && n < FILES_MAX;) {
		size_t length = strlen(entry->d_name);
		if (length > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 5, ".json") == 0)
			names[n++] = arena_printf(c->ctx.arena, "%s/%s", dir, entry->d_name);
	}
	closedir(d);
	if (arena_failed(c->ctx.arena))
		return err_set(&c->ctx.err, ERR_NOMEM, "arena");
	qsort(names, n, sizeof(*names), by_name);
	*ret_new = 0;
	for (size_t i = 0; i < n; i++) {
		enum err_code code = load_file(c, names[i], ret_new);
		if (code)
			return code;
	}
	return ERR_OK;
}
