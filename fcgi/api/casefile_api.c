#include "api/api.h"

#include "api/case_page.h"
#include "base/date.h"
#include "domain/casefile/case_query.h"

enum err_code api_cursor(struct req *req, int64_t *ret_cursor)
{
	const char *text = req_query(req, "cursor");
	*ret_cursor = 0;
	if (text && (!text_i64(text, ret_cursor) || *ret_cursor < 0))
		return err_set(&req->ctx.err, ERR_BAD_REQUEST, "cursor");
	return ERR_OK;
}

void api_next(struct buf *b, int64_t next)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)next);
	api_text_or_null(b, "next", next ? text : NULL);
}

enum err_code cases_get(struct req *req, struct reply *reply)
{
	struct buf *b = &reply->body;
	int64_t before, next;
	enum err_code code = api_cursor(req, &before);
	buf_str(b, "{\"items\":[");
	if (!code)
		code = case_query_mine(&req->ctx, req->session.subject_id, before, CASE_QUERY_PAGE, b, &next);
	if (code)
		return code;
	buf_char(b, ']');
	api_next(b, next);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code case_get(struct req *req, struct reply *reply)
{
	const char *id;
	struct case_row row;
	if (!req_query_id(req, "id", &id))
		return ERR_INVALID;
	enum err_code code = case_query_one(&req->ctx, id, req->session.subject_id, &row);
	return code ? code : case_page_write(req, reply, &row, false);
}

enum err_code payouts_get(struct req *req, struct reply *reply)
{
	struct payout_row *rows;
	size_t n;
	int64_t before;
	struct buf *b = &reply->body;
	enum err_code code = api_cursor(req, &before);
	if (!code)
		code = pay_query_of_person(&req->ctx, req->session.subject_id, before, &rows, &n);
	if (code)
		return code;
	buf_char(b, '{');
	code = case_page_payouts(req, b, "items", rows, n);
	if (code)
		return code;
	api_next(b, n == PAY_QUERY_PAGE ? rows[n - 1].id : 0);
	buf_char(b, '}');
	return api_done(reply);
}
