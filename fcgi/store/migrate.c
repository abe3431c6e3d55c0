#include "store/migrate.h"

#include "base/crypto.h"
#include "base/date.h"
#include "store/store_sql.h"

#include "store/schema_version.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)4 << 20)
#define FILES_MAX 1000

struct applied {
	int64_t version, at, n;
	const char *name, *sha256;
};

enum { TABLE, APPLIED, RECORD, HIGHEST, LOCK, UNLOCK };
static const struct sql_stmt stmts[] = {
	[TABLE] = {
		.name = "migration_table",
		.text = "CREATE TABLE IF NOT EXISTS schema_migration (version INT NOT NULL PRIMARY KEY, name VARCHAR(80) CHARACTER SET ascii NOT NULL, "
		        "sha256 CHAR(64) CHARACTER SET ascii NOT NULL, applied_at BIGINT NOT NULL) COMMENT 'migrations that were applied'",
	},
	[APPLIED] = {
		.name = "migrations", .scan_ok = true,
		.text = "SELECT version, name, sha256 FROM schema_migration ORDER BY version",
		SQL_OUT(struct applied, COL_I(struct applied, version), COL_S(struct applied, name), COL_S(struct applied, sha256)),
	},
	[RECORD] = {
		.name = "migration_record",
		.text = "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
		SQL_IN(COL_I(struct applied, version), COL_S(struct applied, name), COL_S(struct applied, sha256), COL_I(struct applied, at)),
	},
	[HIGHEST] = {
		.name = "migration_highest", .scan_ok = true,
		.text = "SELECT COALESCE(MAX(version), 0), COUNT(*) FROM schema_migration",
		SQL_OUT(struct applied, COL_I(struct applied, version), COL_I(struct applied, n)),
	},
	[LOCK] = { .name = "migration_lock", .text = "SELECT GET_LOCK('anju_migrate', 60)", SQL_OUT(struct applied, COL_I(struct applied, n)) },
	[UNLOCK] = { .name = "migration_unlock", .text = "SELECT RELEASE_LOCK('anju_migrate')", SQL_OUT(struct applied, COL_I(struct applied, n)) },
};
/* The table statement is DDL and prepares only where the user may create tables: it is not in the list. */
const struct sql_module migrate_sql = { "migrate", stmts + 1, ARRAY_LEN(stmts) - 1 };

struct migration {
	int64_t version;
	const char *name, *sha256, *text;
	size_t n;
};

struct set {
	struct db *db;
	struct arena *arena;
	struct err *err;
	struct migration *files;
	size_t n_files, n_applied;
	const struct applied *applied;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct migration *)a)->name, ((const struct migration *)b)->name);
}

static bool is_migration(const char *name)
{
	size_t n = strlen(name);
	return n > 9 && n < 80 && text_all_digits(name, 4) && name[4] == '_' && strcmp(name + n - 4, ".sql") == 0;
}

static enum err_code read_file(struct set *set, const char *dir, struct migration *m)
{
	char *path = arena_printf(set->arena, "%s/%s", dir, m->name);
	if (!path)
		return err_set(set->err, ERR_NOMEM, "arena");
	FILE *file = fopen(path, "re");
	if (!file)
		return err_native(set->err, ERR_IO, errno, "%s", path);
	long size = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
	rewind(file);
	m->n = size < 0 || (size_t)size > FILE_MAX ? 0 : (size_t)size;
	char *text = arena_alloc(set->arena, m->n + 1);
	bool bad = !text || m->n == 0 || fread(text, 1, m->n, file) != m->n;
	fclose(file);
	uint8_t digest[32];
	if (bad || !crypto_sha256(text, m->n, digest))
		return err_set(set->err, ERR_IO, "%s cannot be read", path);
	m->text = text;
	m->sha256 = text_hex(set->arena, digest, sizeof(digest));
	return m->sha256 ? ERR_OK : err_set(set->err, ERR_NOMEM, "arena");
}

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static enum err_code read_dir(struct set *set, const char *dir)
{
	DIR *d CLEANUP(close_dir) = opendir(dir);
	if (!d)
		return err_native(set->err, ERR_IO, errno, "%s", dir);
	set->files = arena_array(set->arena, FILES_MAX, sizeof(*set->files));
	if (!set->files)
		return err_set(set->err, ERR_NOMEM, "arena");
	for (struct dirent *entry; (entry = readdir(d)) && set->n_files < FILES_MAX;) {
		if (!is_migration(entry->d_name))
			continue;
		struct migration *m = &set->files[set->n_files++];
		m->name = arena_strdup(set->arena, entry->d_name);
		m->version = strtol(entry->d_name, NULL, 10);
	}
	qsort(set->files, set->n_files, sizeof(*set->files), by_name);
	for (size_t i = 0; i < set->n_files; i++) {
		if (set->files[i].version != (int64_t)i + 1)
			return err_set(set->err, ERR_CONFIG, "%s: migration %zu is missing or doubled", dir, i + 1);
		enum err_code code = read_file(set, dir, &set->files[i]);
		if (code)
			return code;
	}
	return ERR_OK;
}

/* What was applied must be what lies there: an edited file is refused, never run again. */
static enum err_code compare(struct set *set)
{
	void *rows;
	enum err_code code = db_do(set->db, &stmts[TABLE], NULL, NULL);
	if (!code)
		code = db_list(set->db, &stmts[APPLIED], NULL, FILES_MAX, &rows, &set->n_applied);
	if (code)
		return code;
	set->applied = rows;
	for (size_t i = 0; i < set->n_applied; i++) {
		const struct applied *a = &set->applied[i];
		if (i >= set->n_files || a->version != set->files[i].version)
			return err_set(set->err, ERR_CONFIG, "migration %lld was applied but has no file: this program is too old", (long long)a->version);
		if (!text_eq(a->sha256, set->files[i].sha256))
			return err_set(set->err, ERR_CONFIG, "%s was changed after it was applied", set->files[i].name);
	}
	return ERR_OK;
}

static enum err_code set_read(struct set *set, const char *dir)
{
	enum err_code code = read_dir(set, dir);
	return code ? code : compare(set);
}

static enum err_code apply(struct set *set, FILE *out)
{
	struct applied lock = { 0 };
	enum err_code code = db_one(set->db, &stmts[LOCK], NULL, &lock);
	if (code)
		return code;
	if (lock.n != 1)
		return err_set(set->err, ERR_BUSY, "somebody else is migrating");
	code = compare(set);
	for (size_t i = set->n_applied; i < set->n_files && !code; i++) {
		const struct migration *m = &set->files[i];
		struct applied row = { .version = m->version, .name = m->name, .sha256 = m->sha256, .at = clock_now_ms() };
		code = db_script(set->db, m->text, m->n);
		if (!code)
			code = db_do(set->db, &stmts[RECORD], &row, NULL);
		if (!code && out)
			fprintf(out, "applied %s\n", m->name);
		else if (code) {
			struct err first = *set->err;
			code = err_native(set->err, code, first.native, "%s: %s", m->name, first.text);
		}
	}
	struct err kept = *set->err;
	if (db_one(set->db, &stmts[UNLOCK], NULL, &lock) && !code)
		code = set->err->code;
	else
		*set->err = kept;
	return code;
}

static enum err_code with_set(struct db *db, const char *dir, FILE *out, int *ret_pending, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)2 << 30);
	if (!arena)
		return err_set(err, ERR_NOMEM, "arena");
	struct set set = { .db = db, .arena = arena, .err = err };
	struct arena *kept_arena = db_arena(db);
	struct err *kept_err = db_err(db);
	db_use(db, arena, err);
	enum err_code code = set_read(&set, dir);
	if (!code && !ret_pending)
		code = apply(&set, out);
	for (size_t i = 0; i < set.n_files && !code && ret_pending && out; i++)
		fprintf(out, "%s %s\n", i < set.n_applied ? "applied" : "pending", set.files[i].name);
	if (!code && ret_pending)
		*ret_pending = (int)(set.n_files - set.n_applied);
	db_use(db, kept_arena, kept_err);
	return code;
}

enum err_code migrate_up(struct db *db, const char *dir, FILE *out, struct err *err)
{
	return with_set(db, dir, out, NULL, err);
}

enum err_code migrate_status(struct db *db, const char *dir, FILE *out, int *ret_pending, struct err *err)
{
	int pending = 0;
	enum err_code code = with_set(db, dir, out, &pending, err);
	if (!code && ret_pending)
		*ret_pending = pending;
	return code;
}

enum err_code migrate_check(struct db *db, struct err *err)
{
	struct applied row = { 0 };
	struct err *kept_err = db_err(db);
	db_use(db, db_arena(db), err);
	enum err_code code = db_one(db, &stmts[HIGHEST], NULL, &row);
	db_use(db, db_arena(db), kept_err);
	if (code == ERR_DB)
		return err_set(err, ERR_CONFIG, "the database has no schema: run anjuctl migrate up");
	if (code)
		return code;
	if (row.version != SCHEMA_VERSION || row.n != SCHEMA_VERSION)
		return err_set(err, ERR_CONFIG, "the database has schema %lld, this program needs %d: run anjuctl migrate up",
		               (long long)row.version, SCHEMA_VERSION);
	return ERR_OK;
}
