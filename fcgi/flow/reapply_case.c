#include "flow/case_flow.h"

#include "base/date.h"
#include "domain/casefile/attachment.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/draft.h"
#include "domain/casefile/reason.h"
#include "domain/forms/form.h"
#include "domain/people/people.h"
#include "flow/case_common.h"

#include <string.h>

#define SPOUSES_MAX 4
#define NEEDS_MAX 300

struct reapplying {
	struct ctx *ctx;
	const char *public_id;
	const struct request_key *key;
	int64_t twin;
	struct draft draft;
};

static bool listed(const char *list, const char *code, size_t n)
{
	for (const char *p = list; p && *p;) {
		size_t m = strcspn(p, ",");
		if (m == n && strncmp(p, code, n) == 0)
			return true;
		p += m + (p[m] == ',');
	}
	return false;
}

/* Union of the papers of all reasons. */
static enum err_code needs_of(struct ctx *ctx, int64_t case_id, const char **ret_needs)
{
	struct decision_row d;
	struct reason *reasons;
	size_t n = 0;
	struct buf b;
	enum err_code code = decision_standing(ctx, case_id, &d);
	if (!code)
		code = reason_of_decision(ctx, d.id, &reasons, &n);
	if (code)
		return code;
	buf_init(&b, ctx->arena, NEEDS_MAX);
	for (size_t i = 0; i < n; i++)
		for (const char *p = reasons[i].materials; *p;) {
			size_t m = strcspn(p, ",");
			if (b.n + m + 1 < NEEDS_MAX && !listed(b.p, p, m)) {
				buf_str(&b, b.n ? "," : "");
				buf_add(&b, p, m);
			}
			p += m + (p[m] == ',');
		}
	*ret_needs = b.n && !b.failed ? b.p : "";
	return ERR_OK;
}

/* Numbers of family members that shared data told go back as tokens, his own as "self"; the promise is made anew. */
static enum err_code mask_again(struct ctx *ctx, int64_t person_id, struct form *form)
{
	const char *spouses[SPOUSES_MAX];
	size_t n = 0;
	struct person person;
	enum err_code code = people_open(ctx, person_id, &person);
	if (!code)
		code = case_spouses(ctx, person_id, clock_today(), spouses, SPOUSES_MAX, &n);
	for (size_t s = 0; s < n && !code; s++) {
		const char *token;
		code = case_member_token(ctx, person_id, spouses[s], &token);
		for (size_t i = 0; i < form->n_members && !code; i++)
			if (text_eq(form->members[i].idno, spouses[s]))
				form->members[i] = (struct form_member){ .person = token, .relation = form->members[i].relation };
		for (size_t i = 0; i < form->n_income && !code; i++)
			if (text_eq(form->income[i].idno, spouses[s])) {
				form->income[i].person = token;
				form->income[i].idno = NULL;
			}
	}
	for (size_t i = 0; i < form->n_income && !code; i++)
		if (text_eq(form->income[i].idno, person.idno)) {
			form->income[i].person = "self";
			form->income[i].idno = NULL;
		}
	form->payee.holder = NULL;
	form->undertaking = NULL;
	return code;
}

static enum err_code drop_other(struct ctx *ctx, const struct draft *other)
{
	struct attachment *files;
	size_t n;
	enum err_code code = attachment_of_draft(ctx, other->id, &files, &n);
	for (size_t i = 0; i < n && !code; i++)
		code = attachment_remove(ctx, files[i].id);
	return code ? code : draft_drop(ctx, other->id);
}

static enum err_code make_draft(struct reapplying *r, const struct casefile *c)
{
	struct ctx *ctx = r->ctx;
	const char *json, *needs;
	struct form form;
	struct buf b;
	enum err_code code = needs_of(ctx, c->id, &needs);
	if (!code)
		code = casefile_form(ctx, c, &json);
	if (!code)
		code = form_read(ctx->arena, json, strlen(json), &form, &ctx->err);
	if (!code)
		code = mask_again(ctx, c->applicant_id, &form);
	if (code)
		return code;
	buf_init(&b, ctx->arena, 4096);
	form_write(&b, &form);
	if (b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	r->draft = (struct draft){ .person_id = c->applicant_id, .form = c->scheme, .form_ver = c->form_ver, .step = "materials", .needs = needs[0] ? needs : NULL,
		                   .answers_id = c->id, .data = b.p };
	code = draft_insert(ctx, &r->draft);
	if (code == ERR_DUPLICATE)
		code = ERR_BUSY;
	return code ? code : case_audit(ctx, c, "case.reapply", needs);
}

static enum err_code reapply_tx(struct db *db, void *arg)
{
	struct reapplying *r = arg;
	struct ctx *ctx = r->ctx;
	struct casefile c;
	struct draft open;
	(void)db;
	enum err_code code = case_key_take(ctx, r->key, &r->twin);
	if (code)
		return code;
	code = casefile_find(ctx, r->public_id, ctx->actor_id, &c);
	if (!code && case_state_of(c.state) != CASE_REFUSED)
		return err_set(&ctx->err, ERR_STATE, "只有未通过的申请可以重新申请");
	if (code)
		return code;
	code = draft_open_one(ctx, ctx->actor_id, c.scheme, &open);
	if (!code && open.answers_id == c.id) {
		r->draft = open; /* begun before: go on with it */
		return r->twin ? ERR_OK : request_key_result(ctx, r->key, "draft", open.id);
	}
	if (!code)
		code = drop_other(ctx, &open);
	else if (code == ERR_NOT_FOUND)
		code = ERR_OK;
	if (!code)
		code = make_draft(r, &c);
	return code || r->twin ? code : request_key_result(ctx, r->key, "draft", r->draft.id);
}

enum err_code reapply_case(struct ctx *ctx, const char *public_id, const struct request_key *key, struct reapplied *ret_reapplied)
{
	struct reapplying r = { .ctx = ctx, .public_id = public_id, .key = key };
	enum err_code code = tx_run(ctx->db, "reapply_case", reapply_tx, &r);
	if (code == ERR_UNCERTAIN) /* naming the same draft again is harmless */
		code = tx_run(ctx->db, "reapply_case", reapply_tx, &r);
	if (!code)
		*ret_reapplied = (struct reapplied){ r.draft.public_id, r.draft.ver, r.draft.updated_at };
	return code;
}
