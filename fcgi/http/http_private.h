/* What the files of http/ share: the input as the wire gave it, the router, the gate, the head of a reply. */
#ifndef HTTP_HTTP_PRIVATE_H
#define HTTP_HTTP_PRIVATE_H

#include "http/http.h"

/* FastCGI parameters, as texts that outlive the request; NULL when left out. */
struct input {
	const char *method, *path, *query, *content_type, *content_length, *door, *request_id, *remote_addr, *host, *scheme;
	const char *cookie, *csrf, *origin, *fetch_site, *request_key;
};

#define SESSION_COOKIE "__Host-anju"
#define DEVICE_COOKIE "__Host-anju-device"
#define REQUEST_ID_TEXT 41

/* router.c: ERR_NOT_FOUND for an unknown path and for a path of another door, ERR_METHOD for another method. HEAD finds GET. */
enum err_code router_find(const struct route *routes, size_t n, const char *method, const char *path, enum door door, const struct route **ret_route,
                          struct err *err) MUST_CHECK;
/* Sorted, unique, handlers and limits there; NULL, or what is wrong and at which row. */
const char *router_check(const struct route *routes, size_t n, size_t *ret_row) MUST_CHECK;
bool router_door(const char *name, enum door *ret_door) MUST_CHECK;

/* gate.c, in this order: gate_route (door, route, size, type) before the body is read; gate_open after it (JSON, session, role,
 * origin, CSRF, request key). Both fill req and leave particulars in req->ctx.err. */
struct gate {
	const struct input *in;
	const struct route *routes;
	size_t n_routes;
};
enum err_code gate_route(const struct gate *gate, struct req *req, size_t *ret_length) MUST_CHECK;
enum err_code gate_open(const struct gate *gate, struct req *req) MUST_CHECK;
/* Our id of a request: the proxy's when it looks like one, else a new one. */
void gate_request_id(const char *given, char out[REQUEST_ID_TEXT]);
/* The value of a cookie that is there exactly once; false otherwise. */
bool gate_cookie(struct arena *arena, const char *header, const char *name, const char **ret_value) MUST_CHECK;

/* body.c: strict JSON: one object, valid UTF-8, no doubled keys, no NaN, at most 16 deep and 64 keys at the top. The caller puts it. */
enum err_code body_parse(const struct blob *text, struct json_object **ret_json, struct err *err) MUST_CHECK;
void body_free(struct json_object **json);
/* Takes a text member out of the top object (for _s); NULL when left out or no text. */
const char *body_take(struct arena *arena, struct json_object *json, const char *key);
const char *body_peek(struct arena *arena, struct json_object *json, const char *key);
/* The text of the JSON as we would write it: the same for bodies that differ in spaces only. */
const char *body_canonical(struct json_object *json);

/* query.c */
bool query_ok(struct arena *arena, const char *query); /* decodes, and no name twice */

/* reply.c: status line and headers, CRLF CRLF at the end. */
void reply_init(struct reply *reply, struct arena *arena);
void reply_head(const struct req *req, const struct reply *reply, struct buf *out);
size_t reply_length(const struct reply *reply);

#endif
