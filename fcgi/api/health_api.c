#include "api/api.h"

#include "flow/health_flow.h"

enum err_code healthz(struct req *req, struct reply *reply)
{
	(void)req;
	buf_str(&reply->body, "{\"ok\":true}");
	return api_done(reply);
}

enum err_code readyz(struct req *req, struct reply *reply)
{
	struct health h;
	struct buf *b = &reply->body;
	health_flow(&req->ctx, &h);
	/* Redis down means that nobody can sign on: not ready for people, though jobs go on. */
	bool ok = h.database && h.schema && h.redis && h.files;
	reply->status = ok ? 200 : 503;
	buf_char(b, '{');
	buf_key_bool(b, "ok", ok);
	buf_key(b, "parts");
	buf_char(b, '{');
	buf_key_str(b, "database", h.database ? "ok" : "down");
	buf_key_str(b, "schema", h.schema ? "ok" : h.database ? "wrong version" : "unknown");
	buf_key_str(b, "redis", h.redis ? "ok" : "down");
	buf_key_str(b, "files", h.files ? "ok" : "no room or not writable");
	buf_str(b, "}}");
	return api_done(reply);
}
