#include "api/case_page.h"

#include "flow/case_page_flow.h"
#include "flow/case_view.h"

static void write_counts(struct buf *b, const struct case_count *counts, size_t n)
{
	buf_key(b, "counts");
	buf_char(b, '{');
	for (size_t i = 0; i < n; i++)
		buf_key_int(b, counts[i].state, counts[i].n);
	buf_char(b, '}');
}

enum err_code staff_queue_get(struct req *req, struct reply *reply)
{
	struct case_filter f = { .state = req_query(req, "state"), .scheme = req_query(req, "scheme"), .due = req_query(req, "due"), .limit = CASE_QUERY_PAGE };
	struct case_count *counts;
	size_t n;
	int64_t next;
	struct buf *b = &reply->body;
	enum err_code code = api_cursor(req, &f.after);
	buf_str(b, "{\"items\":[");
	if (!code)
		code = case_query_queue(&req->ctx, &f, b, &next);
	/* Counting the running cases costs more than the page itself: once, with the first page. */
	bool first = f.after == 0;
	if (!code && first)
		code = case_query_counts(&req->ctx, &counts, &n);
	if (code)
		return code;
	buf_char(b, ']');
	api_next(b, next);
	if (first)
		write_counts(b, counts, n);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_queue_find(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	const char *idno = body_text(&r, "idno", false, 32), *projid = body_text(&r, "projid", false, 21);
	enum err_code code = body_end(&r);
	if (!code && !idno == !projid)
		code = err_set(&req->ctx.err, ERR_BAD_REQUEST, "请输入身份证号或申报号");
	buf_str(&reply->body, "{\"items\":[");
	if (!code)
		code = case_find_flow(&req->ctx, idno, projid, &reply->body);
	if (code)
		return code;
	buf_str(&reply->body, "],\"next\":null}");
	return api_done(reply);
}

enum err_code staff_case_get(struct req *req, struct reply *reply)
{
	const char *id;
	struct case_row row;
	if (!req_query_id(req, "id", &id))
		return ERR_INVALID;
	enum err_code code = case_query_one(&req->ctx, id, 0, &row);
	return code ? code : case_page_write(req, reply, &row, true);
}

enum err_code staff_case_facts(struct req *req, struct reply *reply)
{
	const char *id;
	struct case_row row;
	if (!req_query_id(req, "id", &id))
		return ERR_INVALID;
	enum err_code code = case_query_one(&req->ctx, id, 0, &row);
	buf_str(&reply->body, "{\"members\":");
	if (!code)
		code = case_view_facts(&req->ctx, row.id, &reply->body);
	buf_char(&reply->body, '}');
	return code ? code : api_done(reply);
}
