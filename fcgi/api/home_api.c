#include "api/case_page.h"

#include "base/date.h"
#include "domain/forms/form_query.h"
#include "flow/case_flow.h"
#include "flow/home_flow.h"
#include "flow/session_flow.h"

#include <string.h>

static void write_next(struct buf *b, const struct home *h)
{
	if (!h->next_title) {
		api_text_or_null(b, "next", NULL);
		return;
	}
	buf_key(b, "next");
	buf_char(b, '{');
	buf_key_str(b, "title", h->next_title);
	buf_key_str(b, "text", h->next_text);
	buf_key_str(b, "href", h->next_href);
	api_text_or_null(b, "due_on", h->next_due_on);
	buf_char(b, '}');
}

enum err_code home_get(struct req *req, struct reply *reply)
{
	struct home h;
	struct buf *b = &reply->body;
	enum err_code code = home_flow(&req->ctx, &h);
	if (code)
		return code;
	buf_char(b, '{');
	buf_key_str(b, "name", h.name_masked);
	write_next(b, &h);
	buf_key(b, "cases");
	buf_char(b, '[');
	buf_str(b, h.cases);
	buf_str(b, "],\"drafts\":[");
	if (h.has_draft) {
		buf_char(b, '{');
		buf_key_str(b, "id", h.draft.public_id);
		buf_key_str(b, "form", h.draft.form);
		api_at(b, "updated_at", h.draft.updated_at);
		buf_key_str(b, "step", h.draft.step);
		buf_char(b, '}');
	}
	buf_str(b, "],\"services\":[{");
	buf_key_str(b, "id", "type2");
	buf_key_str(b, "title", "公租房货币补贴（二类）");
	buf_key_int(b, "minutes", 2);
	buf_key_str(b, "hint", "新就业大学毕业生、创业人员按月领取租房补贴");
	buf_key_bool(b, "open", !h.why_not);
	api_text_or_null(b, "why_not", h.why_not);
	buf_str(b, "}]}");
	return api_done(reply);
}

enum err_code forms_get(struct req *req, struct reply *reply)
{
	const char *text, *id = req_query(req, "id");
	char today[DATE_TEXT];
	enum err_code code = id ? form_query_text(req->ctx.config, id, &text, &req->ctx.err) : err_set(&req->ctx.err, ERR_NOT_FOUND, "form");
	if (code)
		return code;
	/* The business day beside the file: pages must not take the phone's clock for "last year". */
	text += strspn(text, " \t\r\n");
	date_text(clock_today(), today);
	buf_char(&reply->body, '{');
	buf_key_str(&reply->body, "today", today);
	buf_char(&reply->body, ',');
	buf_str(&reply->body, text + 1);
	return api_done(reply);
}

enum err_code prefill_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *job;
	body_begin(&r, req);
	const char *form = body_text(&r, "form", true, 20);
	enum err_code code = body_end(&r);
	if (!code)
		code = session_flow_person_window(&req->ctx, "prefill", 20, 600);
	if (!code)
		code = prefill_start(&req->ctx, form, req->session.token, &job);
	if (code)
		return code;
	api_job(reply, job);
	return api_done(reply);
}

enum err_code self_check_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *job;
	body_begin(&r, req);
	const char *scheme = body_text(&r, "scheme", true, 20), *kind = body_text(&r, "kind", false, 20);
	enum err_code code = body_end(&r);
	if (!code)
		code = session_flow_person_window(&req->ctx, "self_check", 20, 600);
	if (!code)
		code = self_check_start(&req->ctx, scheme, kind, req->session.token, &job);
	if (code)
		return code;
	api_job(reply, job);
	return api_done(reply);
}
