#include "flow/case_flow.h"

#include "base/date.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/qualification.h"
#include "domain/casefile/evidence.h"
#include "domain/casefile/material.h"
#include "domain/casefile/reason.h"
#include "domain/policy/policy.h"
#include "flow/case_common.h"

#include <stdio.h>
#include <string.h>

#define OVERRIDE_MAX 300
#define REASON_MAX 40

struct deciding {
	struct ctx *ctx;
	const struct decide_case *in;
	struct decision_row row;
	int64_t twin;
};

/* All checks of the group that one belongs to. */
static uint32_t group_of(const struct policy *policy, enum check_code check)
{
	for (size_t i = 0; policy && i < policy->n_groups; i++)
		if (policy->groups[i].checks & CHECK_BIT(check))
			return policy->groups[i].checks;
	return CHECK_BIT(check);
}

/* A yes counts members whom no register confirmed; it is no check of the policy, but overruled like one. */
static enum err_code open_members(struct ctx *ctx, int64_t case_id, struct buf *b)
{
	struct case_member *members;
	size_t n;
	enum err_code code = casefile_members(ctx, case_id, &members, &n);
	for (size_t i = 0; i < n && !code; i++)
		if (text_eq(members[i].confirmed, "no")) {
			buf_str(b, CASE_MEMBER_OPEN);
			break;
		}
	return code;
}

/* Checks that a yes overrules: failed or not known, in groups that no other check makes pass. NULL: none. */
static enum err_code open_checks(struct ctx *ctx, const struct casefile *c, const struct evidence *evidence, const char **ret_codes)
{
	const struct policy *policy = evidence->policy_version && ctx->policies ? policy_by_version(ctx->policies, evidence->policy_version) : NULL;
	struct verdict *verdicts;
	size_t n;
	struct buf b;
	uint32_t passed = 0;
	enum err_code code = evidence_verdicts(ctx, c->id, c->round, &verdicts, &n);
	if (code)
		return code;
	for (size_t i = 0; i < n; i++) {
		enum check_code check;
		if (text_eq(verdicts[i].outcome, "pass") && policy_check_find(verdicts[i].check_code, &check))
			passed |= CHECK_BIT(check);
	}
	buf_init(&b, ctx->arena, OVERRIDE_MAX);
	code = open_members(ctx, c->id, &b);
	if (code)
		return code;
	for (size_t i = 0; i < n; i++) {
		enum check_code check;
		if (!text_eq(verdicts[i].outcome, "fail") && !text_eq(verdicts[i].outcome, "unknown"))
			continue;
		if (policy_check_find(verdicts[i].check_code, &check) && (group_of(policy, check) & passed))
			continue;
		if (b.n + strlen(verdicts[i].check_code) + 1 >= OVERRIDE_MAX)
			break;
		buf_str(&b, b.n ? "," : "");
		buf_str(&b, verdicts[i].check_code);
	}
	*ret_codes = b.n && !b.failed ? b.p : NULL;
	return ERR_OK;
}

static enum err_code write_reasons(struct deciding *d, const struct casefile *c)
{
	struct ctx *ctx = d->ctx;
	int index = 0;
	for (const char *p = d->in->reasons; p && *p; index++) {
		char one[REASON_MAX + 1], pointer[32];
		struct reason reason;
		size_t len = strcspn(p, ",");
		snprintf(one, sizeof one, "%.*s", (int)(len < REASON_MAX ? len : REASON_MAX), p);
		p += len + (p[len] == ',');
		enum err_code code = reason_read(ctx, one, &reason);
		if (code == ERR_NOT_FOUND || (!code && (!reason.active || !text_eq(reason.scheme, c->scheme)))) {
			snprintf(pointer, sizeof pointer, "/reasons/%d", index);
			return err_field(&ctx->err, pointer, "unknown", "这条理由已停用或不存在");
		}
		if (!code)
			code = decision_reason_add(ctx, d->row.id, reason.code);
		if (code == ERR_DUPLICATE) { /* named twice: once is enough */
			err_clear(&ctx->err);
			code = ERR_OK;
		}
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code check_input(struct deciding *d, const char *open)
{
	struct ctx *ctx = d->ctx;
	const char *opinion = d->in->opinion;
	if (!d->in->yes && (!d->in->reasons || !d->in->reasons[0]))
		return err_field(&ctx->err, "/reasons", "required", "请选择不通过的理由");
	if (d->in->yes && open && (!opinion || !opinion[0]))
		return err_field(&ctx->err, "/opinion", "required", "有条件未通过，同意时请写明理由");
	if (opinion && text_utf8_len(opinion) > 500)
		return err_field(&ctx->err, "/opinion", "maxLength", "意见最多 500 个字");
	return ERR_OK;
}

static enum err_code decide_tx(struct db *db, void *arg)
{
	struct deciding *d = arg;
	struct ctx *ctx = d->ctx;
	struct casefile c;
	struct evidence evidence;
	const char *open;
	(void)db;
	enum err_code code = case_key_take(ctx, &d->in->key, &d->twin);
	if (code || d->twin)
		return code;
	code = casefile_find(ctx, d->in->case_id, 0, &c);
	if (!code)
		code = casefile_lock(ctx, c.id, &c);
	if (code)
		return code;
	if (c.ver != d->in->ver)
		return err_set(&ctx->err, ERR_STALE, "办件已有变化，请刷新后再决定");
	code = evidence_read(ctx, c.id, c.round, &evidence);
	if (code == ERR_NOT_FOUND && d->in->yes)
		return err_set(&ctx->err, ERR_STATE, "尚未核查，不能同意");
	if (code == ERR_NOT_FOUND) { /* a no needs no evaluation: its reasons stand for themselves */
		evidence = (struct evidence){ 0 };
		code = ERR_OK;
	}
	if (!code)
		code = open_checks(ctx, &c, &evidence, &open);
	if (!code)
		code = check_input(d, open);
	if (code)
		return code;
	int64_t now = clock_now_ms(), undo_ms = config_int(ctx->config, "decide.undo_s") * 1000;
	d->row = (struct decision_row){ .case_id = c.id, .round = c.round, .yes = d->in->yes, .by_kind = "staff", .staff_id = ctx->actor_id,
		                        .override_checks = d->in->yes ? open : NULL, .opinion = d->in->opinion ? d->in->opinion : "",
		                        .policy_version = evidence.policy_version, .made_at = now, .takes_effect_at = now + undo_ms };
	code = decision_put(ctx, &d->row, &d->row.id);
	if (code == ERR_DUPLICATE)
		return err_set(&ctx->err, ERR_STATE, "这件已经有决定了");
	if (!code && !d->in->yes)
		code = write_reasons(d, &c);
	if (!code)
		code = casefile_advance(ctx, &c, EVENT_DECIDE, d->in->yes ? "审核同意" : "审核不同意");
	if (!code)
		code = case_job_put(ctx, &(struct case_job){ .kind = "apply_decision", .subject_id = d->row.id, .n = -1, .delay_ms = undo_ms });
	if (!code)
		code = case_audit(ctx, &c, "case.decide", arena_printf(ctx->arena, "%s override %s", d->in->yes ? "yes" : "no", d->in->yes && open ? open : "-"));
	return code ? code : request_key_result(ctx, &d->in->key, "decision", d->row.id);
}

enum err_code decide_case(struct ctx *ctx, const struct decide_case *in, struct decided *ret_decided)
{
	struct deciding d = { .ctx = ctx, .in = in };
	int64_t found;
	enum err_code code = case_keyed_tx(ctx, "decide_case", &in->key, decide_tx, &d, &found);
	if (code)
		return code;
	if (found || d.twin) {
		code = decision_lock(ctx, found ? found : d.twin, &d.row);
		if (code)
			return code;
	}
	job_wake(ctx);
	*ret_decided = (struct decided){ d.row.id, d.row.takes_effect_at };
	return ERR_OK;
}

/* ---- taken back ---- */

struct undoing {
	struct ctx *ctx;
	const char *public_id;
	const struct request_key *key;
	int64_t case_id;
};

static enum err_code undo_tx(struct db *db, void *arg)
{
	struct undoing *u = arg;
	struct ctx *ctx = u->ctx;
	struct casefile c;
	struct decision_row d;
	int64_t now = clock_now_ms();
	(void)db;
	enum err_code code = case_key_take(ctx, u->key, &u->case_id);
	if (code || u->case_id)
		return code;
	code = casefile_find(ctx, u->public_id, 0, &c);
	if (!code)
		code = casefile_lock(ctx, c.id, &c);
	if (!code && case_state_of(c.state) != CASE_DECIDED)
		return err_set(&ctx->err, ERR_STATE, "决定已生效，不能撤销");
	if (!code)
		code = decision_standing(ctx, c.id, &d);
	if (code)
		return code;
	if (!text_eq(d.by_kind, "staff") || d.staff_id != ctx->actor_id)
		return err_set(&ctx->err, ERR_FORBIDDEN, "只能由作出决定的本人撤销");
	if (d.takes_effect_at <= now || d.applied_at != DB_NULL)
		return err_set(&ctx->err, ERR_STATE, "决定已生效，不能撤销");
	code = decision_undo(ctx, d.id, now);
	if (!code)
		code = casefile_advance(ctx, &c, EVENT_UNDO, "撤销审核决定");
	if (!code)
		code = case_audit(ctx, &c, "case.undo", NULL);
	u->case_id = c.id;
	return code ? code : request_key_result(ctx, u->key, "case", c.id);
}

enum err_code undo_decision(struct ctx *ctx, const char *public_id, const struct request_key *key, struct case_moved *ret_moved)
{
	struct undoing u = { .ctx = ctx, .public_id = public_id, .key = key };
	int64_t found;
	enum err_code code = case_keyed_tx(ctx, "undo_decision", key, undo_tx, &u, &found);
	return code ? code : case_moved_read(ctx, found ? found : u.case_id, ret_moved);
}

/* ---- a supplement asked by a reviewer, a recheck ---- */

struct asking {
	struct ctx *ctx;
	const struct ask_supplement *in;
	int64_t case_id;
};

static enum err_code ask_tx(struct db *db, void *arg)
{
	struct asking *a = arg;
	struct ctx *ctx = a->ctx;
	struct casefile c;
	(void)db;
	enum err_code code = case_key_take(ctx, &a->in->key, &a->case_id);
	if (code || a->case_id)
		return code;
	if (!a->in->materials || !a->in->materials[0] || strlen(a->in->materials) > 300 || !material_list_ok(a->in->materials))
		return err_field(&ctx->err, "/materials", "required", "请选择需要补充的材料");
	if (a->in->due_days < 0 || a->in->due_days > 60)
		return err_field(&ctx->err, "/due_days", "maximum", "补正期限为 1 至 60 天");
	code = casefile_find(ctx, a->in->case_id, 0, &c);
	if (!code)
		code = casefile_lock(ctx, c.id, &c);
	if (!code && c.ver != a->in->ver)
		return err_set(&ctx->err, ERR_STALE, "办件已有变化，请刷新后再操作");
	if (!code)
		code = case_ask(ctx, &c, "staff", a->in->materials, a->in->note, a->in->due_days);
	if (!code)
		code = case_audit(ctx, &c, "case.ask_supplement", a->in->materials);
	a->case_id = c.id;
	return code ? code : request_key_result(ctx, &a->in->key, "case", c.id);
}

enum err_code ask_supplement(struct ctx *ctx, const struct ask_supplement *in, struct case_moved *ret_moved)
{
	struct asking a = { .ctx = ctx, .in = in };
	int64_t found;
	enum err_code code = case_keyed_tx(ctx, "ask_supplement", &in->key, ask_tx, &a, &found);
	if (code)
		return code;
	job_wake(ctx);
	return case_moved_read(ctx, found ? found : a.case_id, ret_moved);
}

struct rechecking {
	struct ctx *ctx;
	const char *public_id, *token, *job;
	const struct request_key *key;
};

static enum err_code recheck_tx(struct db *db, void *arg)
{
	struct rechecking *r = arg;
	struct ctx *ctx = r->ctx;
	struct casefile c;
	int64_t twin;
	(void)db;
	enum err_code code = case_key_take(ctx, r->key, &twin);
	if (!code)
		code = casefile_find(ctx, r->public_id, 0, &c);
	enum case_state state = code ? CASE_DRAFT : case_state_of(c.state);
	if (!code && state != CASE_ACCEPTED && state != CASE_IN_REVIEW && state != CASE_APPROVED)
		return err_set(&ctx->err, ERR_STATE, "当前状态不能重新核查");
	if (code)
		return code;
	/* One job a request key: a double click finds the first one's. */
	struct qualification q;
	struct job_new job = { .kind = "verify_case", .subject_id = c.id, .payload = "all", .owner_token = r->token,
		               .dedupe_key = arena_printf(ctx->arena, "recheck:%lld:%s", (long long)c.id, r->key->key) };
	/* An approved one is judged no more; its months are. */
	if (state == CASE_APPROVED) {
		code = qualification_of_case(ctx, c.id, &q);
		job = (struct job_new){ .kind = "month_recheck", .subject_id = code ? 0 : q.id, .owner_token = r->token, .dedupe_key = job.dedupe_key };
	}
	if (!code)
		code = job_put(ctx, &job, NULL, &r->job);
	return code || twin ? code : case_audit(ctx, &c, state == CASE_APPROVED ? "case.recheck_months" : "case.recheck", NULL);
}

enum err_code recheck_case(struct ctx *ctx, const char *public_id, const struct request_key *key, const char *owner_token, const char **ret_job)
{
	struct rechecking r = { .ctx = ctx, .public_id = public_id, .token = owner_token, .key = key };
	enum err_code code = tx_run(ctx->db, "recheck_case", recheck_tx, &r);
	if (code)
		return code;
	job_wake(ctx);
	*ret_job = r.job;
	return ERR_OK;
}
