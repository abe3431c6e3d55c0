#include "api/api.h"

#include "flow/draft_flow.h"
#include "flow/reason_flow.h"

static void write_reason(struct buf *b, const struct reason *r)
{
	buf_char(b, '{');
	buf_key_str(b, "code", r->code);
	buf_key_str(b, "scheme", r->scheme);
	api_text_or_null(b, "check_code", r->check_code);
	buf_key_str(b, "title", r->title);
	buf_key_str(b, "sms_text", r->sms_text);
	buf_key_str(b, "page_text", r->page_text);
	api_codes(b, "materials", r->materials);
	buf_key_bool(b, "active", r->active);
	buf_key_int(b, "ver", r->ver);
	buf_key_int(b, "used", r->used);
	buf_char(b, '}');
}

enum err_code staff_reasons_get(struct req *req, struct reply *reply)
{
	struct reason *rows;
	size_t n;
	struct buf *b = &reply->body;
	enum err_code code = reason_list(&req->ctx, req_query(req, "scheme"), &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(b, ',');
		write_reason(b, &rows[i]);
	}
	buf_str(b, "],\"materials\":[");
	for (size_t i = 0; i < materials_n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "code", materials[i].code);
		buf_key_str(b, "title", materials[i].title);
		buf_key_bool(b, "required", false);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

enum err_code staff_reasons_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct reason saved;
	body_begin(&r, req);
	struct reason in = { .code = body_text(&r, "code", true, 40), .scheme = body_text(&r, "scheme", true, 10),
		             .check_code = body_text(&r, "check_code", false, 20), .title = body_text(&r, "title", true, 60),
		             .sms_text = body_text(&r, "sms_text", true, 40), .page_text = body_text(&r, "page_text", true, 200),
		             .materials = body_codes(&r, "materials", true, 18), .active = body_bool(&r, "active", true),
		             .ver = body_int(&r, "ver", true, 0, INT32_MAX) };
	enum err_code code = body_end(&r);
	if (!code)
		code = reason_flow_save(&req->ctx, &req->key, &in, &saved);
	if (code)
		return code;
	write_reason(&reply->body, &saved);
	return api_done(reply);
}
