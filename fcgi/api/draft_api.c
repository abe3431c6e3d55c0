#include "api/api.h"

#include "flow/draft_flow.h"

static void write_file(struct buf *b, const struct attachment *f)
{
	buf_char(b, '{');
	buf_key_str(b, "id", f->public_id);
	buf_key_str(b, "material", f->material);
	buf_key_str(b, "title", f->title);
	buf_key_str(b, "content_type", f->content_type);
	buf_key_int(b, "size", f->size);
	api_at(b, "created_at", f->created_at);
	buf_key_str(b, "source", f->source);
	buf_char(b, '}');
}

void api_files(struct buf *b, const char *key, const struct attachment *files, size_t n)
{
	buf_key(b, key);
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(b, ',');
		write_file(b, &files[i]);
	}
	buf_char(b, ']');
}

enum err_code draft_get(struct req *req, struct reply *reply)
{
	struct draft_view v;
	const char *form = req_query(req, "form");
	enum err_code code = form ? draft_flow_open(&req->ctx, form, &v) : err_set(&req->ctx.err, ERR_NOT_FOUND, "form");
	if (code)
		return code;
	struct buf *b = &reply->body;
	buf_char(b, '{');
	buf_key_str(b, "id", v.draft.public_id);
	buf_key_str(b, "form", v.draft.form);
	buf_key_str(b, "form_version", v.draft.form_ver);
	buf_key_int(b, "version", v.draft.ver);
	buf_key(b, "data");
	buf_str(b, v.draft.data);
	buf_key_str(b, "step", v.draft.step);
	api_files(b, "files", v.files, v.n_files);
	api_materials(b, "needs", v.draft.needs, true);
	api_text_or_null(b, "answers", v.answers);
	api_at(b, "updated_at", v.draft.updated_at);
	buf_char(b, '}');
	return api_done(reply);
}

void api_draft_saved(struct buf *b, const char *id, int64_t version, int64_t updated_at)
{
	buf_char(b, '{');
	buf_key_str(b, "id", id);
	buf_key_int(b, "version", version);
	api_at(b, "updated_at", updated_at);
	buf_char(b, '}');
}

enum err_code draft_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct draft d;
	body_begin(&r, req);
	struct draft_save in = { .form = body_text(&r, "form", true, 20), .form_ver = "1", .version = body_int(&r, "version", true, 0, INT32_MAX),
		                 .data = body_object_text(&r, "data", true), .step = body_text(&r, "step", false, 40) };
	enum err_code code = body_end(&r);
	if (!code)
		code = draft_flow_save(&req->ctx, &in, &d);
	if (code)
		return code;
	api_draft_saved(&reply->body, d.public_id, d.ver, d.updated_at);
	return api_done(reply);
}

static enum err_code by_id(struct req *req, struct reply *reply, enum err_code (*flow)(struct ctx *, const char *))
{
	struct body_reader r;
	body_begin(&r, req);
	const char *id = body_id(&r, "id", true);
	enum err_code code = body_end(&r);
	if (!code)
		code = flow(&req->ctx, id);
	if (!code)
		reply->status = 204;
	return code;
}

enum err_code draft_remove(struct req *req, struct reply *reply)
{
	return by_id(req, reply, draft_flow_drop);
}

enum err_code file_remove(struct req *req, struct reply *reply)
{
	return by_id(req, reply, file_flow_remove);
}

enum err_code file_post(struct req *req, struct reply *reply)
{
	struct attachment row;
	struct file_add in = { .draft = req_query(req, "draft"), .casefile = req_query(req, "case"), .material = req_query(req, "material"), .bytes = req->body };
	if (!in.material || !in.draft == !in.casefile)
		return err_set(&req->ctx.err, ERR_BAD_REQUEST, "需要说明材料种类和所属申请");
	enum err_code code = file_flow_add(&req->ctx, &in, &row);
	if (code)
		return code;
	reply->status = 201;
	write_file(&reply->body, &row);
	return api_done(reply);
}

enum err_code file_get(struct req *req, struct reply *reply)
{
	struct attachment row;
	const char *id;
	if (!req_query_id(req, "id", &id))
		return ERR_INVALID;
	enum err_code code = file_flow_read(&req->ctx, id, &row, &reply->bytes);
	if (code)
		return code;
	reply->content_type = row.content_type;
	const char *end = text_eq(row.content_type, "application/pdf") ? "pdf" : text_eq(row.content_type, "image/png") ? "png" : "jpg";
	reply->disposition = arena_printf(req->ctx.arena, "attachment; filename=\"%s.%s\"", row.material, end);
	return reply->disposition ? ERR_OK : ERR_NOMEM;
}

enum err_code staff_file_get(struct req *req, struct reply *reply)
{
	return file_get(req, reply);
}
