#include "flow/draft_flow.h"

#include "domain/casefile/casefile.h"
#include "store/files.h"

struct saving {
	struct ctx *ctx;
	const struct draft_save *in;
	struct draft draft;
};

static enum err_code save_tx(struct db *db, void *arg)
{
	struct saving *s = arg;
	struct ctx *ctx = s->ctx;
	(void)db;
	enum err_code code = draft_open_one(ctx, ctx->actor_id, s->in->form, &s->draft);
	if (code == ERR_NOT_FOUND) {
		if (s->in->version != 0)
			return err_set(&ctx->err, ERR_STALE, "草稿已提交或删除");
		s->draft = (struct draft){ .person_id = ctx->actor_id, .form = s->in->form, .form_ver = s->in->form_ver, .step = s->in->step,
		                             .data = s->in->data };
		code = draft_insert(ctx, &s->draft);
		return code == ERR_DUPLICATE ? ERR_BUSY : code; /* a second window was faster: run again and find its row */
	}
	if (code)
		return code;
	if (s->draft.ver != s->in->version)
		return err_set(&ctx->err, ERR_STALE, "草稿已在别处保存过更新的内容");
	return draft_update(ctx, &s->draft, s->in->data, s->in->step);
}

enum err_code draft_flow_save(struct ctx *ctx, const struct draft_save *in, struct draft *ret_draft)
{
	struct saving s = { .ctx = ctx, .in = in };
	enum err_code code = tx_run(ctx->db, "draft_save", save_tx, &s);
	if (!code)
		*ret_draft = s.draft;
	return code;
}

struct dropping {
	struct ctx *ctx;
	const char *public_id;
	struct attachment *files;
	size_t n;
};

static enum err_code drop_tx(struct db *db, void *arg)
{
	struct dropping *d = arg;
	struct draft draft;
	(void)db;
	enum err_code code = draft_lock(d->ctx, d->public_id, d->ctx->actor_id, &draft);
	if (!code && draft.case_id)
		code = err_set(&d->ctx->err, ERR_STATE, "草稿已经提交");
	if (!code)
		code = attachment_of_draft(d->ctx, draft.id, &d->files, &d->n);
	for (size_t i = 0; !code && i < d->n; i++)
		code = attachment_remove(d->ctx, d->files[i].id);
	return code ? code : draft_drop(d->ctx, draft.id);
}

enum err_code draft_flow_drop(struct ctx *ctx, const char *public_id)
{
	struct dropping d = { .ctx = ctx, .public_id = public_id };
	enum err_code code = tx_run(ctx->db, "draft_drop", drop_tx, &d);
	/* Bytes go after the rows: a kill in between leaves sealed bytes that no row names, never a row without bytes. */
	for (size_t i = 0; !code && i < d.n; i++)
		files_drop(ctx, d.files[i].public_id);
	return code;
}

enum err_code draft_flow_open(struct ctx *ctx, const char *form, struct draft_view *ret_view)
{
	struct draft_view view = { 0 };
	struct casefile answered;
	enum err_code code = draft_open_one(ctx, ctx->actor_id, form, &view.draft);
	if (!code && view.draft.answers_id) {
		code = casefile_read(ctx, view.draft.answers_id, &answered);
		view.answers = code ? NULL : answered.public_id;
	}
	if (!code)
		code = attachment_of_draft(ctx, view.draft.id, &view.files, &view.n_files);
	if (!code)
		*ret_view = view;
	return code;
}
