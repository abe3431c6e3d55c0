#include "city/city.h"

#include "base/date.h"
#include "city/sign.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <microhttpd.h>

const char *call_header(const struct call *call, const char *name)
{
	return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

static const char *find_pair(struct arena *arena, const char *pairs, const char *name)
{
	size_t name_n = strlen(name);
	for (const char *p = pairs; *p;) {
		size_t n = strcspn(p, "&"), key_n = strcspn(p, "=&");
		if (key_n == name_n && memcmp(p, name, name_n) == 0) {
			const char *value = key_n < n ? p + key_n + 1 : p + n;
			return text_urldecode(arena, value, (size_t)(p + n - value));
		}
		p += n + (p[n] == '&');
	}
	return NULL;
}

const char *call_param(struct call *call, const char *name)
{
	return find_pair(call->arena, call->query, name);
}

const char *call_form(struct call *call, const char *name)
{
	return find_pair(call->arena, (const char *)call->body, name);
}

int64_t call_param_int(struct call *call, const char *name, int64_t otherwise)
{
	const char *text = call_param(call, name);
	int64_t v;
	return text && text_i64(text, &v) ? v : otherwise;
}

void answer_text(struct call *call, int status, const char *type, const char *text)
{
	call->answer.status = text ? status : 500;
	call->answer.type = type;
	call->answer.p = text ? text : "";
	call->answer.n = strlen(call->answer.p);
}

void answer_json(struct call *call, int status, const struct buf *b)
{
	if (b->failed) {
		answer_text(call, 500, "text/plain", "out of memory");
		return;
	}
	call->answer.status = status;
	call->answer.type = "application/json; charset=utf-8";
	call->answer.p = b->p;
	call->answer.n = b->n;
}

void answer_error(struct call *call, int status, const char *text)
{
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_char(&b, '{');
	buf_key_str(&b, "error", text);
	buf_char(&b, '}');
	answer_json(call, status, &b);
}

void answer_empty(struct call *call, int status)
{
	answer_text(call, status, "text/plain", "");
}

int64_t real_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool time_close(int64_t t, int64_t ms)
{
	int64_t real = t - real_ms(), business = t - clock_now_ms();
	return (real <= ms && real >= -ms) || (business <= ms && business >= -ms);
}

void wire_now(char out[20])
{
	instant_wire(clock_now_ms(), out);
}

void pause_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	while (ms > 0 && nanosleep(&t, &t) != 0)
		;
}

static bool refuse(struct call *call, const char *text)
{
	answer_text(call, 401, "text/plain", text);
	return false;
}

bool call_signed(struct call *call, const struct hmac_pair *pair, bool with_body)
{
	const char *key = call_header(call, "X-BG-HMAC-ACCESS-KEY"), *date = call_header(call, "X-BG-DATE-TIME");
	const char *algorithm = call_header(call, "X-BG-HMAC-ALGORITHM"), *given = call_header(call, "X-BG-HMAC-SIGNATURE");
	const char *digest = call_header(call, "X-BODY-SM3");
	if (!key || !sign_same(key, pair->access_key))
		return refuse(call, "Invalid access key");
	long long ms;
	if (!date || !sign_http_date(date, &ms) || !time_close(ms, 90000))
		return refuse(call, "Clock skew exceeded");
	if (!algorithm || strcmp(algorithm, "hmac-sha256") != 0 || !given || call->fault.kind == FAULT_BAD_SIGNATURE)
		return refuse(call, "Invalid signature");
	char sm3[SIGN_SM3_TEXT], want[SIGN_HMAC_TEXT];
	if (with_body && (!digest || !sign_sm3(call->body, call->body_n, sm3) || !sign_same(digest, sm3)))
		return refuse(call, "Invalid signature");
	char *query = sign_query(call->query);
	bool ok = query && sign_gateway(pair->secret, call->method, call->path, query, key, date, with_body ? sm3 : NULL, want) &&
	          sign_same(given, want);
	free(query);
	return ok || refuse(call, "Invalid signature");
}
