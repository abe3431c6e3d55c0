#include "store/request_key.h"

#include "base/date.h"
#include "store/store_sql.h"

#include <string.h>

struct row {
	const char *actor, *route, *key;
	struct blob body;
	const char *kind;
	int64_t id, at;
};

enum { TAKE, READ, LOOK, RESULT };
#define KEY_COLS COL_S(struct row, actor), COL_S(struct row, route), COL_S(struct row, key)
static const struct sql_stmt stmts[] = {
	[TAKE] = {
		.name = "request_key_take",
		.text = "INSERT INTO request_key (actor, route, key_text, body_sm3, at) VALUES (?, ?, ?, ?, ?)",
		SQL_IN(KEY_COLS, COL_B(struct row, body), COL_I(struct row, at)),
	},
	/* Locking, so that it sees a twin that committed after our snapshot began. */
	[READ] = {
		.name = "request_key_read",
		.text = "SELECT body_sm3, result_id FROM request_key WHERE actor = ? AND route = ? AND key_text = ? LOCK IN SHARE MODE",
		SQL_IN(KEY_COLS), SQL_OUT(struct row, COL_B(struct row, body), COL_I(struct row, id)),
	},
	[LOOK] = {
		.name = "request_key_look",
		.text = "SELECT body_sm3, result_id FROM request_key WHERE actor = ? AND route = ? AND key_text = ?",
		SQL_IN(KEY_COLS), SQL_OUT(struct row, COL_B(struct row, body), COL_I(struct row, id)),
	},
	[RESULT] = {
		.name = "request_key_result",
		.text = "UPDATE request_key SET result_kind = ?, result_id = ? WHERE actor = ? AND route = ? AND key_text = ?",
		SQL_IN(COL_S(struct row, kind), COL_I(struct row, id), KEY_COLS),
	},
};
const struct sql_module request_key_sql = { "request_key", stmts, ARRAY_LEN(stmts) };

static char *actor_text(struct ctx *ctx)
{
	static const char letters[] = { [ACTOR_SYSTEM] = 'j', [ACTOR_APPLICANT] = 'p', [ACTOR_STAFF] = 's', [ACTOR_OPERATOR] = 'o', [ACTOR_GOV] = 'g' };
	return arena_printf(ctx->arena, "%c:%lld", letters[ctx->actor], (long long)ctx->actor_id);
}

static enum err_code row_of(struct ctx *ctx, const struct request_key *key, struct row *ret_row)
{
	const char *actor = actor_text(ctx);
	if (!actor)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_row = (struct row){ .actor = actor, .route = key->route, .key = key->key, .body = { key->body_mac, SM3_SIZE }, .at = clock_now_ms() };
	return ERR_OK;
}

static enum err_code judge(struct ctx *ctx, const struct request_key *key, const struct row *found, int64_t *ret_result_id)
{
	if (found->body.n != SM3_SIZE || !crypto_equal(found->body.p, key->body_mac, SM3_SIZE))
		return err_set(&ctx->err, ERR_KEY_REUSED, "request key");
	*ret_result_id = found->id;
	return ERR_OK;
}

enum err_code request_key_take(struct ctx *ctx, const struct request_key *key, int64_t *ret_result_id)
{
	struct row row, found = { 0 };
	enum err_code code = row_of(ctx, key, &row);
	if (code)
		return code;
	code = db_do(ctx->db, &stmts[TAKE], &row, NULL);
	if (code != ERR_DUPLICATE)
		return code;
	code = db_one(ctx->db, &stmts[READ], &row, &found);
	if (!code)
		code = judge(ctx, key, &found, ret_result_id);
	return code ? code : err_set(&ctx->err, ERR_DUPLICATE, "request key: done before");
}

enum err_code request_key_result(struct ctx *ctx, const struct request_key *key, const char *kind, int64_t id)
{
	struct row row;
	enum err_code code = row_of(ctx, key, &row);
	if (code)
		return code;
	row.kind = kind;
	row.id = id;
	return db_do(ctx->db, &stmts[RESULT], &row, NULL);
}

enum err_code request_key_look(struct ctx *ctx, const struct request_key *key, int64_t *ret_result_id)
{
	struct row row, found = { 0 };
	enum err_code code = row_of(ctx, key, &row);
	if (!code)
		code = db_one(ctx->db, &stmts[LOOK], &row, &found);
	return code ? code : judge(ctx, key, &found, ret_result_id);
}
