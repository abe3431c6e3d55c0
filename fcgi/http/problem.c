#include "http/problem.h"

#include "http/http_private.h"

/* Sentences for people are Chinese; particulars in English are for the log. */
static bool for_people(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return true;
	return false;
}

static void fields_write(const struct err *err, struct buf *out)
{
	buf_key(out, "errors");
	buf_char(out, '[');
	for (size_t i = 0; i < err->n_fields; i++) {
		if (i)
			buf_char(out, ',');
		buf_char(out, '{');
		buf_key_str(out, "pointer", err->fields[i].pointer);
		buf_key_str(out, "code", err->fields[i].code);
		buf_key_str(out, "text", err->fields[i].text);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

void problem_write(struct req *req, enum err_code code, struct reply *reply)
{
	const struct err *err = &req->ctx.err;
	enum err_class class = err_class_of(code);
	bool shown = class == ERR_CLASS_CLIENT || class == ERR_CLASS_CONFLICT;
	const char *set_cookie = code == ERR_NOT_SIGNED_ON ? reply->set_cookie : NULL;
	reply_init(reply, req->ctx.arena);
	reply->status = err_status(code);
	reply->content_type = "application/problem+json";
	reply->set_cookie = set_cookie;
	struct buf *out = &reply->body;
	buf_char(out, '{');
	buf_printf(out, "\"type\":\"urn:anju:problem:%s\"", err_name(code));
	buf_key_str(out, "title", err_title(code));
	buf_key_int(out, "status", reply->status);
	buf_key_str(out, "detail", shown && err->code == code && for_people(err->text) ? err->text : "");
	buf_key_str(out, "code", err_name(code));
	buf_key_str(out, "instance", req->ctx.request_id);
	if (shown)
		fields_write(err, out);
	else
		buf_str(out, ",\"errors\":[]");
	buf_char(out, '}');
}
