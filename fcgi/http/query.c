#include "http/http_private.h"

#include <stdio.h>
#include <string.h>

#define NAMES_MAX 32

/* The next name=value of the query, undecoded; false at the end. */
static bool next_pair(const char **at, const char **name, size_t *name_n, const char **value, size_t *value_n)
{
	const char *p = *at;
	if (!p || !*p)
		return false;
	size_t n = strcspn(p, "&");
	const char *eq = memchr(p, '=', n);
	*name = p;
	*name_n = eq ? (size_t)(eq - p) : n;
	*value = eq ? eq + 1 : p + n;
	*value_n = eq ? n - *name_n - 1 : 0;
	*at = p[n] ? p + n + 1 : p + n;
	return true;
}

bool query_ok(struct arena *arena, const char *query)
{
	const char *names[NAMES_MAX], *name, *value;
	size_t n = 0, name_n, value_n;
	while (next_pair(&query, &name, &name_n, &value, &value_n)) {
		char *decoded = text_urldecode(arena, name, name_n);
		if (!decoded || n == NAMES_MAX || !text_urldecode(arena, value, value_n))
			return false;
		for (size_t i = 0; i < n; i++)
			if (strcmp(names[i], decoded) == 0)
				return false;
		names[n++] = decoded;
	}
	return true;
}

const char *req_query(struct req *req, const char *name)
{
	const char *at = req->query, *found, *value;
	size_t found_n, value_n;
	while (next_pair(&at, &found, &found_n, &value, &value_n)) {
		if (found_n != strlen(name) || memcmp(found, name, found_n) != 0)
			continue;
		char *decoded = text_urldecode(req->ctx.arena, value, value_n);
		if (!decoded || !text_utf8_ok(decoded, strlen(decoded)))
			return NULL;
		for (const unsigned char *c = (const unsigned char *)decoded; *c; c++)
			if (*c < 0x20 || *c == 0x7f)
				return NULL;
		return text_trim(req->ctx.arena, decoded);
	}
	return NULL;
}

bool req_query_id(struct req *req, const char *name, const char **ret_id)
{
	const char *value = req_query(req, name);
	if (!value || strlen(value) != 32 || strspn(value, "0123456789abcdef") != 32) {
		char pointer[80];
		snprintf(pointer, sizeof(pointer), "/%s", name);
		err_field(&req->ctx.err, pointer, value ? "format" : "required", "%s", value ? "编号格式不正确" : "缺少编号");
		return false;
	}
	*ret_id = value;
	return true;
}
