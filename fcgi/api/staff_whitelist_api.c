#include "api/case_page.h"

#include "flow/whitelist_flow.h"

static void write_current(struct buf *b, const struct whitelist_page *page)
{
	const struct whitelist *list = &page->current;
	buf_key(b, "current");
	if (!list->id) {
		buf_str(b, "null");
		return;
	}
	buf_char(b, '{');
	buf_key_str(b, "id", list->public_id);
	buf_key_str(b, "as_of", list->as_of);
	buf_key_int(b, "total", list->total);
	api_at(b, "active_at", list->active_at);
	buf_key_int(b, "days_left", page->days_left);
	buf_char(b, '}');
}

static void write_list(struct buf *b, const struct whitelist *list)
{
	buf_key_str(b, "id", list->public_id);
	buf_key_str(b, "as_of", list->as_of);
	buf_key_str(b, "state", list->state);
	buf_key_int(b, "total", list->total);
	buf_key_int(b, "loaded", list->loaded);
	buf_key_int(b, "added", list->added_n);
	buf_key_int(b, "gone", list->gone_n);
	buf_key_int(b, "changed", list->changed_n);
	buf_key_str(b, "why", list->why ? list->why : "");
	buf_key_str(b, "made_by", list->maker ? list->maker : "");
	api_text_or_null(b, "decided_by", list->decider);
	api_at(b, "created_at", list->created_at);
	api_at(b, "active_at", list->active_at);
}

enum err_code staff_whitelist_get(struct req *req, struct reply *reply)
{
	struct whitelist_page page;
	struct buf *b = &reply->body;
	enum err_code code = whitelist_view(&req->ctx, &page);
	if (code)
		return code;
	buf_char(b, '{');
	write_current(b, &page);
	buf_str(b, ",\"items\":[");
	for (size_t i = 0; i < page.n; i++) {
		buf_str(b, i ? ",{" : "{");
		write_list(b, &page.items[i]);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

enum err_code staff_whitelist_changes(struct req *req, struct reply *reply)
{
	struct whitelist_change *rows;
	size_t n;
	int64_t after, next;
	const char *id, *kind = req_query(req, "kind");
	struct buf *b = &reply->body;
	if (!req_query_id(req, "id", &id))
		return req->ctx.err.code;
	if (kind && !text_in_list("added,gone,changed", kind))
		return err_set(&req->ctx.err, ERR_BAD_REQUEST, "kind");
	enum err_code code = api_cursor(req, &after);
	if (!code)
		code = whitelist_differences(&req->ctx, id, kind, after, &rows, &n, &next);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "name", rows[i].name);
		buf_key_str(b, "idno", rows[i].idno);
		api_text_or_null(b, "before", rows[i].before);
		api_text_or_null(b, "after", rows[i].after);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_next(b, next);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_whitelist_post(struct req *req, struct reply *reply)
{
	struct whitelist list;
	enum err_code code = whitelist_import(&req->ctx, req_query(req, "as_of"), &req->body, &list);
	if (code)
		return code;
	reply->status = 201;
	buf_char(&reply->body, '{');
	buf_key_str(&reply->body, "id", list.public_id);
	buf_char(&reply->body, '}');
	return api_done(reply);
}

enum err_code staff_whitelist_find(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct whitelist_entry *rows;
	size_t n;
	struct buf *b = &reply->body;
	body_begin(&r, req);
	const char *idno = body_text(&r, "idno", true, 32);
	enum err_code code = body_end(&r);
	if (!code)
		code = whitelist_look(&req->ctx, idno, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "list", rows[i].list);
		buf_key_str(b, "as_of", rows[i].as_of);
		buf_key_str(b, "state", rows[i].state);
		buf_key_str(b, "class", rows[i].class);
		buf_key_str(b, "recognised_on", rows[i].recognised_on);
		buf_key_str(b, "valid_from", rows[i].valid_from);
		api_text_or_null(b, "valid_to", rows[i].valid_to);
		buf_key_str(b, "issuer", rows[i].issuer);
		buf_key_str(b, "document_no", rows[i].document_no);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}
