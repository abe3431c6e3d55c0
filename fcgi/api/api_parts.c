#include "api/api.h"

#include "base/date.h"
#include "flow/draft_flow.h"

#include <string.h>

void api_text_or_null(struct buf *b, const char *key, const char *s)
{
	buf_key(b, key);
	buf_json(b, s);
}

void api_at(struct buf *b, const char *key, int64_t ms)
{
	char text[INSTANT_TEXT];
	if (ms == 0 || ms == DB_NULL) {
		api_text_or_null(b, key, NULL);
		return;
	}
	instant_text(ms, text);
	buf_key_str(b, key, text);
}

void api_codes(struct buf *b, const char *key, const char *codes)
{
	buf_key(b, key);
	buf_codes(b, codes);
}

void api_materials(struct buf *b, const char *key, const char *codes, bool required)
{
	char one[48];
	buf_key(b, key);
	buf_char(b, '[');
	for (const char *p = codes ? codes : ""; *p; p += *p == ',') {
		size_t n = strcspn(p, ",");
		if (n < sizeof one) {
			memcpy(one, p, n);
			one[n] = 0;
			const char *title = material_title(one);
			buf_str(b, p == codes ? "{" : ",{");
			buf_key_str(b, "code", one);
			buf_key_str(b, "title", title ? title : one);
			buf_key_bool(b, "required", required);
			buf_char(b, '}');
		}
		p += n;
	}
	buf_char(b, ']');
}

void api_job(struct reply *reply, const char *job_id)
{
	reply->status = 202;
	buf_char(&reply->body, '{');
	buf_key_str(&reply->body, "job", job_id);
	buf_char(&reply->body, '}');
}

enum err_code api_done(struct reply *reply)
{
	return reply->body.failed ? ERR_NOMEM : ERR_OK;
}

void api_lower(struct buf *b, const char *key, const char *s)
{
	char text[24];
	size_t n = 0;
	for (; s && s[n] && n < sizeof text - 1; n++)
		text[n] = (char)(s[n] >= 'A' && s[n] <= 'Z' ? s[n] - 'A' + 'a' : s[n]);
	text[n] = 0;
	api_text_or_null(b, key, s ? text : NULL);
}

void api_fen(struct buf *b, const char *key, int64_t fen)
{
	if (fen == DB_NULL)
		api_text_or_null(b, key, NULL);
	else
		buf_key_int(b, key, fen);
}

enum err_code api_asked(struct reply *reply, int64_t approval_id)
{
	reply->status = 201;
	buf_char(&reply->body, '{');
	buf_key_int(&reply->body, "approval", approval_id);
	buf_char(&reply->body, '}');
	return api_done(reply);
}
