#include "api/api.h"

#include "flow/reveal_flow.h"

/* The roles of the session, by name. */
static size_t role_names(const struct req *req, const char *names[11])
{
	size_t n = 0;
	for (int64_t bit = ROLE_REVIEWER; bit <= ROLE_DISPLAY; bit <<= 1)
		if (req->session.roles & bit)
			names[n++] = role_name((enum role)bit);
	return n;
}

enum err_code staff_reveal(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *value, *names[11];
	body_begin(&r, req);
	struct reveal in = { .casefile = body_id(&r, "case", true), .field = body_text(&r, "field", true, 10),
		             .purpose = body_text(&r, "purpose", true, 200), .roles = names, .n_roles = role_names(req, names) };
	const char *object = body_text(&r, "object", true, 10);
	in.person = body_id(&r, "person", false);
	enum err_code code = body_end(&r);
	if (!code && text_eq(object, "account") != text_eq(in.field, "account"))
		code = err_field(&req->ctx.err, "/field", "unknown", "没有这项数据");
	if (!code)
		code = reveal_flow(&req->ctx, &in, &value);
	if (code)
		return code;
	buf_char(&reply->body, '{');
	api_text_or_null(&reply->body, "value", value);
	buf_char(&reply->body, '}');
	return api_done(reply);
}
