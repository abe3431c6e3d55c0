#include "flow/case_flow.h"

#include "domain/casefile/case_rows.h"
#include "flow/case_common.h"

struct withdrawing {
	struct ctx *ctx;
	const char *public_id;
	const struct request_key *key;
	int64_t case_id;
};

static enum err_code withdraw_tx(struct db *db, void *arg)
{
	struct withdrawing *w = arg;
	struct ctx *ctx = w->ctx;
	struct casefile c;
	struct supplement open;
	(void)db;
	enum err_code code = case_key_take(ctx, w->key, &w->case_id);
	if (code || w->case_id)
		return code;
	code = casefile_find(ctx, w->public_id, ctx->actor_id, &c);
	if (!code)
		code = casefile_lock(ctx, c.id, &c);
	if (!code)
		code = casefile_advance(ctx, &c, EVENT_WITHDRAW, "申请人撤回申请");
	if (code)
		return code;
	code = supplement_open(ctx, c.id, &open);
	if (!code)
		code = supplement_close(ctx, open.id, DB_NULL);
	else if (code == ERR_NOT_FOUND)
		code = ERR_OK;
	if (!code)
		code = case_report_put(ctx, &c, &(struct case_report){ .stage = "transact", .result = "撤件" });
	if (!code)
		code = case_notice(ctx, &c, "withdrawn", NULL, NULL);
	if (!code)
		code = case_audit(ctx, &c, "case.withdraw", NULL);
	w->case_id = c.id;
	return code ? code : request_key_result(ctx, w->key, "case", c.id);
}

enum err_code withdraw_case(struct ctx *ctx, const char *public_id, const struct request_key *key, struct case_moved *ret_moved)
{
	struct withdrawing w = { .ctx = ctx, .public_id = public_id, .key = key };
	int64_t found;
	enum err_code code = case_keyed_tx(ctx, "withdraw_case", key, withdraw_tx, &w, &found);
	if (code)
		return code;
	job_wake(ctx);
	return case_moved_read(ctx, found ? found : w.case_id, ret_moved);
}
