#include "store/keys.h"

#include "base/date.h"
#include "store/store_sql.h"

#include <string.h>

struct key_row {
	int64_t kid, created_at;
	const char *purpose, *state;
	struct blob wrapped;
};

enum { KEYS_ALL, KEY_ADD };
static const struct sql_stmt stmts[] = {
	[KEYS_ALL] = {
		.name = "keys_all", .scan_ok = true,
		.text = "SELECT kid, purpose, wrapped, state FROM key_ring ORDER BY kid",
		SQL_OUT(struct key_row, COL_I(struct key_row, kid), COL_S(struct key_row, purpose), COL_B(struct key_row, wrapped), COL_S(struct key_row, state)),
	},
	[KEY_ADD] = {
		.name = "key_add",
		.text = "INSERT INTO key_ring (kid, purpose, wrapped, state, created_at) VALUES (?, ?, ?, 'ACTIVE', ?)",
		SQL_IN(COL_I(struct key_row, kid), COL_S(struct key_row, purpose), COL_B(struct key_row, wrapped), COL_I(struct key_row, created_at)),
	},
};
const struct sql_module keys_sql = { "keys", stmts, ARRAY_LEN(stmts) };

static bool purpose_of(const char *name, enum key_purpose *ret_purpose)
{
	for (int i = 0; i < KEY_PURPOSES; i++) {
		if (text_eq(name, key_purpose_name((enum key_purpose)i))) {
			*ret_purpose = (enum key_purpose)i;
			return true;
		}
	}
	return false;
}

static enum err_code load(struct db *db, const struct kek *kek, struct keys *keys, struct err *err)
{
	void *rows;
	size_t n;
	enum err_code code = db_list(db, &stmts[KEYS_ALL], NULL, 1000, &rows, &n);
	const struct key_row *row = rows;
	for (size_t i = 0; i < n && !code; i++) {
		enum key_purpose purpose;
		if (!purpose_of(row[i].purpose, &purpose))
			return err_set(err, ERR_CRYPTO, "key %lld has an unknown purpose", (long long)row[i].kid);
		bool active = text_eq(row[i].state, "ACTIVE");
		if (active || text_eq(row[i].state, "OPEN_ONLY"))
			code = keys_add(keys, kek, purpose, (uint32_t)row[i].kid, &row[i].wrapped, active, err);
	}
	return code;
}

enum err_code keys_load(struct db *db, const char *kek_file, struct keys **ret_keys, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)4 << 20);
	struct keys *keys CLEANUP(keys_freep) = keys_new();
	struct kek *kek CLEANUP(kek_freep) = NULL;
	if (!arena || !keys)
		return err_set(err, ERR_NOMEM, "keys");
	enum err_code code = kek_read(kek_file, &kek, err);
	if (code)
		return code;
	struct arena *kept_arena = db_arena(db);
	struct err *kept_err = db_err(db);
	db_use(db, arena, err);
	code = load(db, kek, keys, err);
	db_use(db, kept_arena, kept_err);
	if (code)
		return code;
	if (!keys_complete(keys))
		return err_set(err, ERR_CRYPTO, "the key ring has no active key for some purpose: run anjuctl migrate up");
	*ret_keys = STEAL(keys);
	return ERR_OK;
}

struct init {
	const struct kek *kek;
	struct err *err;
};

static enum err_code init_tx(struct db *db, void *arg)
{
	const struct init *in = arg;
	void *rows;
	size_t n;
	enum err_code code = db_list(db, &stmts[KEYS_ALL], NULL, 1000, &rows, &n);
	if (code)
		return code;
	const struct key_row *row = rows;
	int64_t kid = n ? row[n - 1].kid : 0;
	for (int i = 0; i < KEY_PURPOSES && !code; i++) {
		const char *name = key_purpose_name((enum key_purpose)i);
		bool have = false;
		for (size_t k = 0; k < n; k++)
			have = have || (text_eq(row[k].purpose, name) && text_eq(row[k].state, "ACTIVE"));
		if (have)
			continue;
		struct key_row add = { .kid = ++kid, .purpose = name, .created_at = clock_now_ms() };
		code = keys_make(in->kek, (enum key_purpose)i, (uint32_t)add.kid, db_arena(db), &add.wrapped, in->err);
		if (!code)
			code = db_do(db, &stmts[KEY_ADD], &add, NULL);
	}
	return code;
}

enum err_code keys_init(struct db *db, const char *kek_file, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)4 << 20);
	struct kek *kek CLEANUP(kek_freep) = NULL;
	if (!arena)
		return err_set(err, ERR_NOMEM, "keys");
	enum err_code code = kek_read(kek_file, &kek, err);
	if (code)
		return code;
	struct init in = { kek, err };
	struct arena *kept_arena = db_arena(db);
	struct err *kept_err = db_err(db);
	db_use(db, arena, err);
	code = tx_run(db, "keys_init", init_tx, &in);
	db_use(db, kept_arena, kept_err);
	return code;
}
