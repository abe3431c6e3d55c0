#include "http/http_private.h"

#include "base/config.h"

#include <string.h>
#include <strings.h>

void gate_request_id(const char *given, char out[REQUEST_ID_TEXT])
{
	size_t n = given ? strlen(given) : 0;
	if (n >= 8 && n < REQUEST_ID_TEXT && strspn(given, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == n) {
		memcpy(out, given, n + 1);
		return;
	}
	static const char digits[] = "0123456789abcdef";
	uint8_t random[16] = { 0 };
	if (!crypto_random(random, sizeof(random)))
		memset(random, 0, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++) {
		out[2 * i] = digits[random[i] >> 4];
		out[2 * i + 1] = digits[random[i] & 15];
	}
	out[32] = '\0';
}

bool gate_cookie(struct arena *arena, const char *header, const char *name, const char **ret_value)
{
	size_t name_n = strlen(name), found = 0;
	const char *value = NULL;
	for (const char *p = header; p && *p;) {
		p += strspn(p, "; ");
		size_t n = strcspn(p, ";");
		if (n > name_n && p[name_n] == '=' && memcmp(p, name, name_n) == 0) {
			value = arena_dup(arena, p + name_n + 1, n - name_n - 1);
			found++;
		}
		p += n;
	}
	if (found != 1 || !value)
		return false;
	*ret_value = value;
	return true;
}

static bool is_get(const struct req *req)
{
	return strcmp(req->method, "GET") == 0 || strcmp(req->method, "HEAD") == 0;
}

/* "application/json", with nothing behind it but a charset of UTF-8. */
static bool is_json_type(const char *type)
{
	static const char name[] = "application/json";
	if (!type || strncasecmp(type, name, sizeof(name) - 1) != 0)
		return false;
	const char *rest = type + sizeof(name) - 1;
	rest += strspn(rest, " ");
	if (!*rest)
		return true;
	if (*rest != ';')
		return false;
	rest += 1 + strspn(rest + 1, " ");
	return strcasecmp(rest, "charset=utf-8") == 0 || strcasecmp(rest, "charset=\"utf-8\"") == 0;
}

enum err_code gate_route(const struct gate *gate, struct req *req, size_t *ret_length)
{
	const struct input *in = gate->in;
	struct err *err = &req->ctx.err;
	req->method = in->method ? in->method : "";
	req->path = in->path ? in->path : "";
	req->query = in->query ? in->query : "";
	req->content_type = in->content_type && in->content_type[0] ? in->content_type : NULL;
	req->client_ip = in->remote_addr ? in->remote_addr : "";
	if (!router_door(in->door, &req->door))
		return err_set(err, ERR_NOT_FOUND, "door");
	enum err_code code = router_find(gate->routes, gate->n_routes, req->method, req->path, req->door, &req->route, err);
	if (code)
		return code;
	if (!query_ok(req->ctx.arena, req->query))
		return err_set(err, ERR_BAD_REQUEST, "query");
	int64_t length = 0;
	if (in->content_length && in->content_length[0] && (!text_i64(in->content_length, &length) || length < 0))
		return err_set(err, ERR_BAD_REQUEST, "content length");
	if (is_get(req) ? length > 0 : (uint64_t)length > req->route->body_max)
		return err_set(err, is_get(req) ? ERR_BAD_REQUEST : ERR_TOO_LARGE, "body");
	if (!is_get(req) && !(req->route->flags & ROUTE_RAW) && !is_json_type(req->content_type))
		return err_set(err, ERR_MEDIA_TYPE, "content type");
	*ret_length = (size_t)length;
	return ERR_OK;
}

/* The host that the page was loaded from must be the one asked now. */
static bool same_origin(const struct input *in)
{
	if (in->fetch_site && strcmp(in->fetch_site, "cross-site") == 0)
		return false;
	if (!in->origin || !in->origin[0])
		return true;
	const char *host = strstr(in->origin, "://");
	return host && in->host && strcasecmp(host + 3, in->host) == 0;
}

static bool session_fits(const struct req *req)
{
	switch (req->session.kind) {
	case SESSION_STAFF:
		return req->door == DOOR_STAFF;
	case SESSION_APPLICANT:
	case SESSION_PENDING:
		return req->door == DOOR_PUBLIC;
	}
	return false;
}

/* Who it is. A session of another door is none here. */
static enum err_code open_session(const struct gate *gate, struct req *req, bool *ret_by_field)
{
	const char *token = NULL;
	bool by_field = false;
	if (!gate_cookie(req->ctx.arena, gate->in->cookie, SESSION_COOKIE, &token))
		token = NULL;
	if (req->json && config_bool(req->ctx.config, "session.gateway")) {
		const char *field = body_take(req->ctx.arena, req->json, "_s");
		by_field = field && !token;
		token = token ? token : field;
	}
	if (!gate_cookie(req->ctx.arena, gate->in->cookie, DEVICE_COOKIE, &req->device) || strlen(req->device) != 32 ||
	    strspn(req->device, "0123456789abcdef") != 32) {
		uint8_t random[16];
		/* Signing on is a write: no read needs a number for a device that has none. */
		req->device = !is_get(req) && crypto_random(random, sizeof(random)) ? text_hex(req->ctx.arena, random, sizeof(random)) : NULL;
	}
	*ret_by_field = by_field;
	if (!token)
		return err_set(&req->ctx.err, ERR_NOT_SIGNED_ON, "no session");
	enum err_code code = session_read(req->ctx.redis, req->ctx.keys, token, &req->session, &req->ctx.err);
	if (!code && !session_fits(req)) {
		req->session = (struct session){ .kind = SESSION_PENDING };
		code = err_set(&req->ctx.err, ERR_NOT_SIGNED_ON, "session of another door");
	}
	return code;
}

static enum err_code check_role(struct req *req)
{
	int64_t has = req->session.roles | ROLE_PENDING;
	if (req->route->roles & has)
		return ERR_OK;
	return err_set(&req->ctx.err, req->session.kind == SESSION_PENDING ? ERR_NOT_SIGNED_ON : ERR_FORBIDDEN, "role");
}

static void fill_actor(struct req *req)
{
	req->ctx.actor = ACTOR_SYSTEM;
	req->ctx.actor_id = 0;
	if (req->door == DOOR_PEER)
		req->ctx.actor = ACTOR_GOV;
	if (!req->signed_on || req->session.kind == SESSION_PENDING)
		return;
	req->ctx.actor = req->session.kind == SESSION_STAFF ? ACTOR_STAFF : ACTOR_APPLICANT;
	req->ctx.actor_id = req->session.subject_id;
}

static enum err_code check_key(const struct gate *gate, struct req *req)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	const char *key = gate->in->request_key && gate->in->request_key[0] ? gate->in->request_key : NULL;
	if (!key && req->json)
		key = body_peek(req->ctx.arena, req->json, "_key");
	size_t n = key ? strlen(key) : 0;
	if (n < 8 || n > 64 || strspn(key, letters) != n)
		return err_field(&req->ctx.err, "/_key", key ? "format" : "required", "缺少请求号或格式不正确");
	req->key.key = key;
	req->key.route = arena_printf(req->ctx.arena, "%s %s", req->route->method, req->route->path);
	if (!req->key.route)
		return err_set(&req->ctx.err, ERR_NOMEM, "arena");
	/* Without the session token, so that the same form sent again after a new sign-on is still the same. */
	const void *p = req->body.p;
	size_t body_n = req->body.n;
	if (req->json) {
		p = body_canonical(req->json);
		if (!p)
			return err_set(&req->ctx.err, ERR_NOMEM, "json");
		body_n = strlen(p);
	}
	return keyed_mac(req->ctx.keys, KEY_REQUEST, req->key.route, p ? p : "", body_n, req->key.body_mac, &req->ctx.err);
}

enum err_code gate_open(const struct gate *gate, struct req *req)
{
	const struct route *route = req->route;
	struct err *err = &req->ctx.err;
	bool by_field = false;
	enum err_code code = ERR_OK;
	if (!is_get(req) && !(route->flags & ROUTE_RAW))
		code = body_parse(&req->body, &req->json, err);
	if (code)
		return code;
	code = open_session(gate, req, &by_field);
	req->signed_on = code == ERR_OK;
	fill_actor(req);
	if (code && route->roles != ROLE_NONE)
		return code;
	err_clear(err);
	if (route->roles != ROLE_NONE && (code = check_role(req)))
		return code;
	if (!is_get(req) && req->door != DOOR_PEER && !same_origin(gate->in))
		return err_set(err, ERR_CSRF, "origin");
	/* A token that came as a field cannot have been sent by another site's page. */
	if ((route->flags & ROUTE_CSRF) && !by_field) {
		const char *csrf = gate->in->csrf;
		if (!csrf || !req->signed_on || strlen(csrf) != strlen(req->session.csrf) ||
		    !crypto_equal(csrf, req->session.csrf, strlen(req->session.csrf)))
			return err_set(err, ERR_CSRF, "token");
	}
	return route->flags & ROUTE_KEY ? check_key(gate, req) : ERR_OK;
}
