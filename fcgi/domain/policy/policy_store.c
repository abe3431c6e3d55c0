#include "domain/policy/policy_store.h"

#include "base/date.h"
#include "domain/policy/policy_json.h"
#include "domain/policy/policy_sql.h"

#include <string.h>

#define VERSIONS_MAX 2000

const char *policy_parts_name(unsigned parts)
{
	return parts == POLICY_ADMISSION ? "admission" : parts == POLICY_STANDARD ? "standard" : "both";
}

enum err_code policy_store_set(struct db *db, struct arena *arena, struct policy_set *ret_set, struct err *err)
{
	struct policy_row *rows;
	struct policy_set set;
	size_t n;
	policy_set_init(&set, arena);
	enum err_code code = db_list(db, POLICY_SQL(POLICY_BODIES), NULL, VERSIONS_MAX, (void **)&rows, &n);
	if (code)
		return code;
	for (size_t i = 0; i < n && !code; i++) {
		const struct policy *policy;
		code = policy_json_read(arena, rows[i].body, strlen(rows[i].body), &policy, err);
		if (code == ERR_INVALID)
			return err_set(err, ERR_CONFIG, "policy %s cannot be read: %s", rows[i].version, err->fields[0].pointer);
		if (!code)
			code = policy_set_add(&set, policy, err);
	}
	if (!code && !n)
		return err_set(err, ERR_CONFIG, "no policy version in the database: run anjuctl migrate up");
	if (!code)
		*ret_set = set;
	return code;
}

enum err_code policy_store_count(struct db *db, int64_t *ret_n)
{
	struct sql_id row;
	enum err_code code = db_one(db, POLICY_SQL(POLICY_COUNT), NULL, &row);
	if (!code)
		*ret_n = row.id;
	return code;
}

enum err_code policy_query_list(struct ctx *ctx, struct policy_row **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, POLICY_SQL(POLICY_LIST), NULL, 500, (void **)ret_rows, ret_n);
}

enum err_code policy_query_one(struct ctx *ctx, const char *version, struct policy_row *ret_row)
{
	return db_one(ctx->db, POLICY_SQL(POLICY_ONE), &(struct sql_text){ version }, ret_row);
}

enum err_code policy_query_drafts(struct ctx *ctx, struct policy_draft **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, POLICY_SQL(POLICY_DRAFTS), NULL, 200, (void **)ret_rows, ret_n);
}

enum err_code policy_draft_read(struct ctx *ctx, const char *version, struct policy_draft *ret_draft)
{
	return db_one(ctx->db, POLICY_SQL(POLICY_DRAFT_READ), &(struct sql_text){ version }, ret_draft);
}

enum err_code policy_draft_lock(struct ctx *ctx, const char *version, struct policy_draft *ret_draft)
{
	return db_one(ctx->db, POLICY_SQL(POLICY_DRAFT_LOCK), &(struct sql_text){ version }, ret_draft);
}

enum err_code policy_draft_lock_id(struct ctx *ctx, int64_t id, struct policy_draft *ret_draft)
{
	return db_one(ctx->db, POLICY_SQL(POLICY_DRAFT_LOCK_ID), &(struct sql_id){ id }, ret_draft);
}

enum err_code policy_draft_insert(struct ctx *ctx, struct policy_draft *draft)
{
	enum err_code code = db_insert(ctx->db, POLICY_SQL(POLICY_DRAFT_INSERT), &(struct policy_draft_in){ *draft, clock_now_ms() }, &draft->id);
	if (!code)
		draft->ver = 1;
	return code;
}

/* What changes one row, or says that somebody was there before. */
static enum err_code change(struct ctx *ctx, int stmt, const void *in, const struct policy_draft *draft)
{
	int64_t n = 0;
	enum err_code code = db_do(ctx->db, POLICY_SQL(stmt), in, &n);
	return code || n == 1 ? code : err_set(&ctx->err, ERR_STALE, "policy draft %s was changed meanwhile", draft->version);
}

enum err_code policy_draft_update(struct ctx *ctx, struct policy_draft *draft)
{
	enum err_code code = change(ctx, POLICY_DRAFT_UPDATE, &(struct policy_draft_in){ *draft, clock_now_ms() }, draft);
	if (!code)
		draft->ver++;
	return code;
}

enum err_code policy_draft_propose(struct ctx *ctx, const struct policy_draft *draft, int64_t approval_id)
{
	struct policy_move move = { .id = draft->id, .ver = draft->ver, .approval_id = approval_id, .at = clock_now_ms() };
	return change(ctx, POLICY_DRAFT_PROPOSE, &move, draft);
}

enum err_code policy_draft_remove(struct ctx *ctx, const struct policy_draft *draft)
{
	struct policy_move move = { .id = draft->id, .ver = draft->ver, .at = clock_now_ms() };
	return change(ctx, POLICY_DRAFT_REMOVE, &move, draft);
}

enum err_code policy_draft_settle(struct ctx *ctx, const struct policy_draft *draft, const char *state, const char *note)
{
	struct policy_move move = { .id = draft->id, .at = clock_now_ms(), .state = state, .note = note ? note : "" };
	return change(ctx, POLICY_DRAFT_SETTLE, &move, draft);
}

enum err_code policy_store_publish(struct ctx *ctx, const struct policy_draft *draft)
{
	struct policy_move move = { .id = draft->id, .at = clock_now_ms() };
	return change(ctx, POLICY_PUBLISH, &move, draft);
}

enum err_code policy_draft_parse(struct ctx *ctx, const struct policy_draft *draft, const struct policy **ret_policy)
{
	return policy_json_read(ctx->arena, draft->body, strlen(draft->body), ret_policy, &ctx->err);
}

enum err_code policy_golden_list(struct ctx *ctx, const char *scheme, struct policy_golden **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, POLICY_SQL(POLICY_GOLDEN_LIST), &(struct sql_text){ scheme }, 500, (void **)ret_rows, ret_n);
}
