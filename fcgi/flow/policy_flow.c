#include "flow/policy_flow.h"

#include "base/date.h"
#include "domain/policy/policy_check.h"
#include "domain/policy/policy_json.h"
#include "flow/pay_flow.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

/* One request of one person; result_id is what a twin gets. */
struct policy_request {
	struct ctx *ctx;
	const struct request_key *key;
	enum err_code (*work)(struct policy_request *r);
	const struct policy_save *save;
	const char *version;
	int64_t ver, result_id;
	struct policy_draft draft;
};

static enum err_code note(struct ctx *ctx, const char *action, const struct policy_draft *draft, const char *result, const char *detail)
{
	struct audit_row row = { .action = action, .object_kind = "policy_draft", .object_id = draft->id, .result = result, .detail = detail };
	return audit_write(ctx, &row);
}

static enum err_code request_tx(struct db *db, void *arg)
{
	struct policy_request *r = arg;
	(void)db;
	enum err_code code = request_key_take(r->ctx, r->key, &r->result_id);
	if (code == ERR_DUPLICATE) {
		err_clear(&r->ctx->err);
		return ERR_OK;
	}
	if (!code)
		code = r->work(r);
	return code ? code : request_key_result(r->ctx, r->key, "policy", r->result_id);
}

/* After a COMMIT whose answer was lost the key row tells whether it happened. */
static enum err_code request_run(struct policy_request *r, const char *name)
{
	enum err_code code = tx_run(r->ctx->db, name, request_tx, r);
	if (code != ERR_UNCERTAIN)
		return code;
	code = request_key_look(r->ctx, r->key, &r->result_id);
	return code == ERR_NOT_FOUND ? err_set(&r->ctx->err, ERR_BUSY, "%s did not happen", name) : code;
}

/* ---- saving ---------------------------------------------------------------------------------------------------- */

/* Fields of the version become fields of the request. */
static enum err_code under_body(struct ctx *ctx, enum err_code code)
{
	for (size_t i = 0; code == ERR_INVALID && i < ctx->err.n_fields; i++) {
		struct err_field *f = &ctx->err.fields[i];
		char pointer[sizeof(f->pointer) + 8];
		snprintf(pointer, sizeof(pointer), "/body%s", f->pointer);
		snprintf(f->pointer, sizeof(f->pointer), "%.*s", (int)sizeof(f->pointer) - 1, pointer);
	}
	return code;
}

/* The state it is really in: a proposal that nobody decided in time has lapsed. */
static enum err_code lapse(struct ctx *ctx, struct policy_draft *draft)
{
	if (!text_eq(draft->state, "PROPOSED") || draft->decided_by != DB_NULL || draft->expires_at > clock_now_ms())
		return ERR_OK;
	enum err_code code = policy_draft_settle(ctx, draft, "EXPIRED", "逾期未复核");
	draft->state = "EXPIRED";
	return code;
}

static enum err_code version_free(struct ctx *ctx, const char *version)
{
	struct policy_row row;
	enum err_code code = policy_query_one(ctx, version, &row);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return ERR_OK;
	}
	return code ? code : err_field(&ctx->err, "/body/version", "taken", "该版本号已发布，请换一个版本号");
}

static enum err_code save_work(struct policy_request *r)
{
	struct ctx *ctx = r->ctx;
	struct policy_draft had;
	char detail[120];
	enum err_code code = version_free(ctx, r->draft.version);
	if (code)
		return code;
	code = policy_draft_lock(ctx, r->draft.version, &had);
	bool none = code == ERR_NOT_FOUND;
	if (none)
		err_clear(&ctx->err);
	code = none ? ERR_OK : code;
	if (!code && !none)
		code = lapse(ctx, &had);
	if (code)
		return code;
	if (!none && text_eq(had.state, "PROPOSED"))
		return err_set(&ctx->err, ERR_STATE, "该版本正在等待复核，不能修改");
	bool open = !none && text_eq(had.state, "OPEN");
	if (r->save->ver != (open ? had.ver : 0))
		return err_set(&ctx->err, ERR_STALE, "该草稿已被别人修改，请刷新后再改");
	r->draft.id = open ? had.id : 0;
	r->draft.ver = open ? had.ver : 0;
	code = open ? policy_draft_update(ctx, &r->draft) : policy_draft_insert(ctx, &r->draft);
	r->result_id = r->draft.id;
	snprintf(detail, sizeof(detail), "%s ver %lld sm3 %s", r->draft.version, (long long)r->draft.ver, text_hex(ctx->arena, r->draft.sm3.p, r->draft.sm3.n));
	return code ? code : note(ctx, "policy.save", &r->draft, NULL, detail);
}

enum err_code policy_save(struct ctx *ctx, const struct policy_save *in, const struct request_key *key, struct policy_draft *ret_draft)
{
	const struct policy *policy;
	err_clear(&ctx->err);
	enum err_code code = policy_json_read(ctx->arena, in->body, strlen(in->body), &policy, &ctx->err);
	if (!code)
		code = policy_check_head(policy, &ctx->err);
	if (code)
		return under_body(ctx, code);
	uint8_t sm3[SM3_SIZE];
	char day[DATE_TEXT];
	date_text(policy->effective_from, day);
	if (!crypto_sm3(in->body, strlen(in->body), sm3))
		return err_set(&ctx->err, ERR_CRYPTO, "sm3");
	struct policy_request r = { .ctx = ctx, .key = key, .work = save_work, .save = in };
	r.draft = (struct policy_draft){ .version = policy->version, .scheme = policy_scheme_name(policy->scheme), .parts = policy_parts_name(policy->parts),
		                         .title = policy->title, .day = day, .base = in->base, .body = in->body, .sm3 = { sm3, SM3_SIZE },
		                         .changed_by = ctx->actor_id };
	code = request_run(&r, "policy_save");
	return code ? code : policy_draft_read(ctx, policy->version, ret_draft);
}

/* ---- proposing ------------------------------------------------------------------------------------------------- */

static enum err_code golden_hold(struct ctx *ctx, const struct policy_draft *draft, const struct policy_set *published, const struct policy *policy)
{
	struct policy_golden *golden;
	struct policy_trial trial = { 0 };
	size_t n;
	enum err_code code = policy_golden_list(ctx, draft->scheme, &golden, &n);
	if (!code)
		code = policy_judge_golden(ctx->arena, published, policy, golden, n, &trial, &ctx->err);
	for (size_t i = 0; !code && i < trial.n; i++)
		if (!trial.results[i].passed)
			(void)err_field(&ctx->err, "/golden", "golden", "样例未通过：%s", golden[i].name);
	return code || trial.passed ? code : ERR_INVALID;
}

/* The draft as a policy beside all published ones, fit to be published on that day; `golden`: the cases are judged too. */
static enum err_code publishable(struct ctx *ctx, const struct policy_draft *draft, int32_t today, bool golden)
{
	const struct policy *policy;
	struct policy_set published;
	enum err_code code = policy_store_set(ctx->db, ctx->arena, &published, &ctx->err);
	if (!code)
		code = policy_draft_parse(ctx, draft, &policy);
	if (!code)
		code = policy_check_publish(&published, policy, today, ctx->arena, &ctx->err);
	return code || !golden ? code : golden_hold(ctx, draft, &published, policy);
}

/* What two persons agree on is the digest of exactly the stored bytes. */
static enum err_code digest_ok(struct ctx *ctx, const struct policy_draft *draft)
{
	uint8_t sm3[SM3_SIZE];
	if (!crypto_sm3(draft->body, strlen(draft->body), sm3))
		return err_set(&ctx->err, ERR_CRYPTO, "sm3");
	return draft->sm3.n == SM3_SIZE && crypto_equal(sm3, draft->sm3.p, SM3_SIZE) ? ERR_OK
	                                                                             : err_set(&ctx->err, ERR_INTERNAL, "digest of policy draft %s", draft->version);
}

static enum err_code propose_work(struct policy_request *r)
{
	struct ctx *ctx = r->ctx;
	struct policy_draft *draft = &r->draft;
	char detail[140];
	enum err_code code = policy_draft_lock(ctx, r->version, draft);
	if (code)
		return code;
	if (!text_eq(draft->state, "OPEN"))
		return err_set(&ctx->err, ERR_STATE, "该草稿不能提交复核");
	if (draft->ver != r->ver)
		return err_set(&ctx->err, ERR_STALE, "该草稿已被别人修改，请刷新后再提交");
	code = digest_ok(ctx, draft);
	if (!code)
		code = publishable(ctx, draft, clock_today(), true);
	struct approval_new ask = { .kind = APPROVAL_POLICY, .subject_id = draft->id, .made_by = ctx->actor_id, .lasts_ms = APPROVAL_LASTS_MS, .digest = draft->sm3.p };
	if (!code)
		code = approval_make(ctx, &ask, &r->result_id);
	if (!code)
		code = policy_draft_propose(ctx, draft, r->result_id);
	snprintf(detail, sizeof(detail), "%s ver %lld approval %lld sm3 %s", draft->version, (long long)draft->ver, (long long)r->result_id,
	         text_hex(ctx->arena, draft->sm3.p, draft->sm3.n));
	return code ? code : note(ctx, "policy.propose", draft, NULL, detail);
}

enum err_code policy_propose(struct ctx *ctx, const char *version, int64_t ver, const struct request_key *key, int64_t *ret_approval_id)
{
	struct policy_request r = { .ctx = ctx, .key = key, .work = propose_work, .version = version, .ver = ver };
	err_clear(&ctx->err);
	enum err_code code = request_run(&r, "policy_propose");
	if (!code)
		*ret_approval_id = r.result_id;
	return code;
}

static enum err_code remove_work(struct policy_request *r)
{
	struct policy_draft *draft = &r->draft;
	enum err_code code = policy_draft_lock(r->ctx, r->version, draft);
	if (!code)
		code = lapse(r->ctx, draft);
	if (code)
		return code;
	if (text_eq(draft->state, "PROPOSED") || text_eq(draft->state, "PUBLISHED") || text_eq(draft->state, "REMOVED"))
		return err_set(&r->ctx->err, ERR_STATE, "该草稿不能删除");
	draft->ver = r->ver;
	r->result_id = draft->id;
	code = policy_draft_remove(r->ctx, draft);
	return code ? code : note(r->ctx, "policy.remove", draft, NULL, draft->version);
}

enum err_code policy_remove(struct ctx *ctx, const char *version, int64_t ver, const struct request_key *key)
{
	struct policy_request r = { .ctx = ctx, .key = key, .work = remove_work, .version = version, .ver = ver };
	err_clear(&ctx->err);
	return request_run(&r, "policy_remove");
}

/* ---- deciding and publishing ----------------------------------------------------------------------------------- */

enum err_code policy_decidable(struct ctx *ctx, int64_t draft_id)
{
	struct policy_draft draft;
	enum err_code code = policy_draft_lock_id(ctx, draft_id, &draft);
	if (code)
		return code;
	if (draft.changed_by == ctx->actor_id)
		return err_set(&ctx->err, ERR_FORBIDDEN, "policy: the person who wrote it cannot decide");
	if (!text_eq(draft.state, "PROPOSED"))
		return err_set(&ctx->err, ERR_STATE, "policy draft %s is %s", draft.version, draft.state);
	return publishable(ctx, &draft, clock_today(), false);
}

/* Back to its writer, with the reason; it is edited as a new draft. */
static enum err_code give_back(struct ctx *ctx, const struct policy_draft *draft, const char *why, const char *result)
{
	char detail[320];
	snprintf(detail, sizeof(detail), "%s: %s", draft->version, why);
	enum err_code code = policy_draft_settle(ctx, draft, "REFUSED", why);
	return code ? code : note(ctx, "policy.refuse", draft, result, detail);
}

enum err_code policy_apply(struct ctx *ctx, const struct approval *approval)
{
	struct policy_draft draft;
	char detail[160];
	enum err_code code = policy_draft_lock_id(ctx, approval->subject_id, &draft);
	if (code || !text_eq(draft.state, "PROPOSED"))
		return code; /* done before */
	if (approval->yes != 1)
		return give_back(ctx, &draft, approval->note[0] ? approval->note : "复核未通过", NULL);
	code = digest_ok(ctx, &draft);
	if (!code && (draft.approval_id != approval->id || !approval_given(approval, APPROVAL_POLICY, draft.sm3.p)))
		code = err_set(&ctx->err, ERR_STATE, "policy draft %s is not what was agreed on", draft.version);
	if (code)
		return code;
	/* The day of the yes counts: nobody loses the first day to a runner that came after midnight. */
	code = publishable(ctx, &draft, instant_day(approval->decided_at), false);
	if (code == ERR_INVALID) {
		const char *why = arena_strdup(ctx->arena, ctx->err.fields[0].text);
		err_clear(&ctx->err);
		return give_back(ctx, &draft, why ? why : "", "refused");
	}
	if (!code)
		code = policy_store_publish(ctx, &draft);
	if (!code)
		code = policy_draft_settle(ctx, &draft, "PUBLISHED", NULL);
	snprintf(detail, sizeof(detail), "%s from %s, approval %lld, asked by %lld, agreed by %lld", draft.version, draft.day, (long long)approval->id,
	         (long long)approval->made_by, (long long)approval->decided_by);
	return code ? code : note(ctx, "policy.publish", &draft, NULL, detail);
}
