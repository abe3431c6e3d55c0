#include "flow/case_flow.h"

#include "base/date.h"
#include "domain/casefile/attachment.h"
#include "domain/casefile/draft.h"
#include "domain/casefile/material.h"
#include "domain/forms/form.h"
#include "domain/people/people.h"
#include "flow/case_common.h"

#include <stdio.h>
#include <string.h>

struct submitting {
	struct ctx *ctx;
	const struct submit_case *in;
	int64_t case_id;
};

static enum err_code check_undertaking(struct ctx *ctx, const struct form_def *def, const char *undertaking)
{
	if (text_eq(undertaking, form_def_undertaking(def)))
		return ERR_OK;
	return err_field(&ctx->err, "/undertaking", "const", "承诺书已更新，请重新阅读并同意");
}

/* A re-application asks for nothing but the papers that the reasons named, and for those it does ask (G3). */
static enum err_code check_needs(struct ctx *ctx, const struct draft *draft)
{
	struct attachment *files;
	size_t n;
	enum err_code code = attachment_of_draft(ctx, draft->id, &files, &n), wrong = ERR_OK;
	for (const char *p = draft->needs; !code && p && *p;) {
		char one[40], pointer[64];
		size_t len = strcspn(p, ",");
		snprintf(one, sizeof one, "%.*s", (int)len, p);
		p += len + (p[len] == ',');
		bool found = text_eq(one, "other") || text_eq(one, "bank_card");
		for (size_t i = 0; i < n; i++)
			found = found || text_eq(files[i].material, one);
		if (found)
			continue;
		snprintf(pointer, sizeof pointer, "/files/%s", one);
		const char *title = material_title(one);
		wrong = err_field(&ctx->err, pointer, "required", "请上传%s", title ? title : "材料");
	}
	return code ? code : wrong;
}

/* The form as it will be filed: members by number, the promise with its version, the holder by name. */
static enum err_code finish_form(struct ctx *ctx, const struct draft *draft, const struct submit_case *in, struct form *form, const char **ret_json)
{
	const struct form_def *def;
	struct person person;
	struct buf b;
	enum err_code code = form_def_get(ctx->config, draft->form, &def, &ctx->err);
	if (!code)
		code = form_check(def, draft->data, strlen(draft->data), &ctx->err);
	if (!code)
		code = check_undertaking(ctx, def, in->undertaking);
	if (!code)
		code = form_read(ctx->arena, draft->data, strlen(draft->data), form, &ctx->err);
	if (!code)
		code = case_form_resolve(ctx, draft->person_id, form);
	if (!code)
		code = people_open(ctx, draft->person_id, &person);
	if (code)
		return code;
	form->undertaking = in->undertaking;
	if (form->payee.given && !form->payee.holder)
		form->payee.holder = person.name;
	buf_init(&b, ctx->arena, 4096);
	form_write(&b, form);
	if (b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_json = b.p;
	return ERR_OK;
}

static enum err_code write_case(struct submitting *s, const struct draft *draft)
{
	struct ctx *ctx = s->ctx;
	struct form form;
	struct person person;
	struct casefile c;
	const char *json;
	enum err_code code = check_needs(ctx, draft);
	if (!code)
		code = finish_form(ctx, draft, s->in, &form, &json);
	if (!code)
		code = people_masked(ctx, draft->person_id, &person);
	if (code)
		return code;
	struct casefile_new row = { .scheme = "type2", .kind = "admission", .applicant_kind = form.kind, .channel = s->in->channel ? s->in->channel : "pc",
		                    .form = json, .form_ver = draft->form_ver, .undertaking = form.undertaking, .applicant_masked = person.name_masked,
		                    .applicant_id = draft->person_id, .answers_id = draft->answers_id, .event = EVENT_SUBMIT };
	code = casefile_insert(ctx, &row, &s->case_id);
	if (!code)
		code = casefile_lock(ctx, s->case_id, &c);
	if (!code)
		code = attachment_to_case(ctx, draft->id, s->case_id);
	if (!code)
		code = draft_submitted(ctx, draft->id, s->case_id);
	if (!code) /* the platform numbers it first, then it is accepted (4B-2) */
		code = case_job_put(ctx, &(struct case_job){ .kind = "gov_file", .subject_id = s->case_id, .n = -1 });
	return code ? code : case_audit(ctx, &c, "case.submit", form.undertaking);
}

static enum err_code submit_tx(struct db *db, void *arg)
{
	struct submitting *s = arg;
	struct ctx *ctx = s->ctx;
	struct draft draft;
	(void)db;
	enum err_code code = case_key_take(ctx, &s->in->key, &s->case_id);
	if (code || s->case_id)
		return code;
	code = draft_lock(ctx, s->in->draft, ctx->actor_id, &draft);
	if (code)
		return code;
	if (draft.case_id > 0) { /* the button was pressed twice: one case, the same answer */
		s->case_id = draft.case_id;
		return request_key_result(ctx, &s->in->key, "case", s->case_id);
	}
	if (draft.ver != s->in->version)
		return err_set(&ctx->err, ERR_STALE, "草稿已在别处保存过更新的内容");
	code = write_case(s, &draft);
	return code ? code : request_key_result(ctx, &s->in->key, "case", s->case_id);
}

enum err_code submit_case(struct ctx *ctx, const struct submit_case *in, struct case_moved *ret_moved)
{
	struct submitting s = { .ctx = ctx, .in = in };
	int64_t found;
	enum err_code code = case_keyed_tx(ctx, "submit_case", &in->key, submit_tx, &s, &found);
	if (code)
		return code;
	job_wake(ctx);
	return case_moved_read(ctx, found ? found : s.case_id, ret_moved);
}
