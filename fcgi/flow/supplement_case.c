#include "flow/case_flow.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/casefile/attachment.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/material.h"
#include "domain/forms/form.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/case_work.h"

#include <stdio.h>
#include <string.h>

struct handing {
	struct ctx *ctx;
	const struct hand_in_supplement *in;
	int64_t case_id;
};

/* Each paper that was asked for must have come since; the bank card is answered by the account itself. */
static enum err_code check_papers(struct ctx *ctx, const struct supplement *asked)
{
	struct attachment *files;
	size_t n;
	enum err_code code = attachment_of_case(ctx, asked->case_id, &files, &n), wrong = ERR_OK;
	for (const char *p = asked->materials; !code && *p;) {
		char one[40], pointer[64];
		size_t len = strcspn(p, ",");
		snprintf(one, sizeof one, "%.*s", (int)len, p);
		p += len + (p[len] == ',');
		bool found = text_eq(one, "bank_card");
		for (size_t i = 0; i < n; i++)
			found = found || (text_eq(files[i].material, one) && files[i].created_at >= asked->asked_at);
		if (found)
			continue;
		snprintf(pointer, sizeof pointer, "/files/%s", one);
		const char *title = material_title(one);
		wrong = err_field(&ctx->err, pointer, "required", "请上传%s", title ? title : "材料");
	}
	return code ? code : wrong;
}

static enum err_code check_payee(struct ctx *ctx, const struct hand_in_supplement *in, const char *name)
{
	if (!idno_account_ok(in->account))
		return err_field(&ctx->err, "/payee/account", "format", "银行卡号不对，请逐位核对卡面上的号码");
	if (in->cnaps && in->cnaps[0] && !idno_cnaps_ok(in->cnaps))
		return err_field(&ctx->err, "/payee/cnaps", "format", "联行号不对，请核对 12 位数字，或留空");
	if (in->holder && in->holder[0] && !people_same_name(in->holder, name))
		return err_field(&ctx->err, "/payee/holder", "holder", "补贴只能发到申请人本人名下的账户");
	return ERR_OK;
}

/* The filed form shows the account that was handed in last. */
static enum err_code take_payee(struct handing *h, const struct casefile *c)
{
	struct ctx *ctx = h->ctx;
	struct person person;
	struct form form;
	const char *json;
	struct buf b;
	int64_t id;
	enum err_code code = people_open(ctx, c->applicant_id, &person);
	if (!code)
		code = check_payee(ctx, h->in, person.name);
	if (!code)
		code = account_set(ctx, c->applicant_id, h->in->account, person.name, h->in->bank, h->in->cnaps, &id);
	if (!code)
		code = casefile_form(ctx, c, &json);
	if (!code)
		code = form_read(ctx->arena, json, strlen(json), &form, &ctx->err);
	if (code)
		return code;
	form.payee = (struct form_payee){ true, h->in->account, person.name, h->in->bank, h->in->cnaps };
	buf_init(&b, ctx->arena, 4096);
	form_write(&b, &form);
	return b.failed ? err_set(&ctx->err, ERR_NOMEM, "arena") : casefile_set_form(ctx, c, b.p);
}

static enum err_code hand_in_tx(struct db *db, void *arg)
{
	struct handing *h = arg;
	struct ctx *ctx = h->ctx;
	struct casefile c;
	struct supplement asked;
	(void)db;
	enum err_code code = case_key_take(ctx, &h->in->key, &h->case_id);
	if (code || h->case_id)
		return code;
	code = casefile_find(ctx, h->in->case_id, ctx->actor_id, &c);
	if (code)
		return code;
	int64_t ids[] = { c.applicant_id };
	code = people_lock(ctx, ids, 1);
	if (!code)
		code = casefile_lock(ctx, c.id, &c);
	if (!code && case_state_of(c.state) != CASE_SUPPLEMENT)
		return err_set(&ctx->err, ERR_STATE, "当前不需要补正材料");
	if (!code)
		code = supplement_open(ctx, c.id, &asked);
	if (!code && strstr(asked.materials, "bank_card") && !h->in->account)
		code = err_field(&ctx->err, "/payee/account", "required", "请填写银行卡号");
	if (!code)
		code = check_papers(ctx, &asked);
	if (!code && h->in->account)
		code = take_payee(h, &c);
	if (!code)
		code = supplement_close(ctx, asked.id, clock_now_ms());
	if (!code)
		code = casefile_advance(ctx, &c, EVENT_HANDED_IN, "申请人已提交补正材料");
	if (!code)
		code = case_report_put(ctx, &c, &(struct case_report){ .stage = "accept", .result = "受理", .until = c.due_on });
	if (!code)
		code = case_verify_job(ctx, &c, "all");
	if (!code)
		code = case_audit(ctx, &c, "case.supplement", asked.materials);
	h->case_id = c.id;
	return code ? code : request_key_result(ctx, &h->in->key, "case", c.id);
}

enum err_code hand_in_supplement(struct ctx *ctx, const struct hand_in_supplement *in, struct case_moved *ret_moved)
{
	struct handing h = { .ctx = ctx, .in = in };
	int64_t found;
	enum err_code code = case_keyed_tx(ctx, "hand_in_supplement", &in->key, hand_in_tx, &h, &found);
	if (code)
		return code;
	job_wake(ctx);
	return case_moved_read(ctx, found ? found : h.case_id, ret_moved);
}

struct due {
	struct ctx *ctx;
	int64_t case_id;
};

static enum err_code due_tx(struct db *db, void *arg)
{
	struct due *d = arg;
	struct ctx *ctx = d->ctx;
	struct casefile c;
	struct supplement asked;
	int32_t last;
	(void)db;
	enum err_code code = casefile_lock(ctx, d->case_id, &c);
	if (code || case_state_of(c.state) != CASE_SUPPLEMENT)
		return code;
	code = supplement_open(ctx, c.id, &asked);
	if (code == ERR_NOT_FOUND || (!code && (!date_parse(asked.due_on, &last) || clock_today() <= last)))
		return ERR_OK; /* a later request of the same case has its own job */
	if (!code)
		code = supplement_close(ctx, asked.id, DB_NULL);
	if (!code)
		code = casefile_advance(ctx, &c, EVENT_DUE_PASSED, "补正期限已过");
	return code ? code : case_audit(ctx, &c, "case.supplement_due", asked.due_on);
}

enum err_code supplement_due(struct ctx *ctx, int64_t case_id)
{
	struct due d = { ctx, case_id };
	return tx_run(ctx->db, "supplement_due", due_tx, &d);
}
