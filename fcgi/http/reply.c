#include "http/http_private.h"

#include <string.h>

#define BODY_FIRST 8192 /* a page of a list, without growing */

void reply_init(struct reply *reply, struct arena *arena)
{
	*reply = (struct reply){ .status = 200, .content_type = "application/json" };
	buf_init(&reply->body, arena, BODY_FIRST);
}

static const char *reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} reasons[] = {
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" }, { 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" }, { 409, "Conflict" }, { 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" }, { 422, "Unprocessable Content" }, { 423, "Locked" }, { 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" }, { 503, "Service Unavailable" },
	};
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Answer";
}

size_t reply_length(const struct reply *reply)
{
	return reply->status == 204 ? 0 : reply->bytes.p ? reply->bytes.n : reply->body.n;
}

void reply_head(const struct req *req, const struct reply *reply, struct buf *out)
{
	buf_printf(out, "Status: %d %s\r\n", reply->status, reason(reply->status));
	if (reply->status != 204)
		buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", reply->content_type, reply_length(reply));
	buf_printf(out, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: %s\r\n", req->ctx.request_id);
	if (reply->disposition)
		buf_printf(out, "Content-Disposition: %s\r\n", reply->disposition);
	if (reply->set_cookie) {
		buf_printf(out, "Set-Cookie: %s\r\n", reply->set_cookie);
		/* The device keeps its number longer than the session: attempts are counted by it. */
		if (req->device && !reply->clear_site_data)
			buf_printf(out, "Set-Cookie: " DEVICE_COOKIE "=%s; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax\r\n", req->device);
	}
	if (reply->clear_site_data)
		buf_str(out, "Clear-Site-Data: \"cache\", \"storage\"\r\n");
	if (reply->status == 503 || reply->status == 429)
		buf_str(out, "Retry-After: 2\r\n");
	if (reply->status == 405)
		buf_printf(out, "Allow: %s\r\n", strcmp(req->method, "POST") == 0 ? "GET, HEAD" : "POST");
	buf_str(out, "\r\n");
}

const char *session_cookie(struct req *req, const char *token)
{
	if (!token)
		return SESSION_COOKIE "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
	return arena_printf(req->ctx.arena, SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax", token);
}
