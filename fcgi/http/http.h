/* One request and its reply, the route row, roles and doors. Handlers: `enum err_code f(struct req *, struct reply *)`. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "store/ctx.h"
#include "store/redis.h"
#include "store/request_key.h"

struct json_object;

enum door { DOOR_PUBLIC = 1, DOOR_STAFF = 2, DOOR_PEER = 4, DOOR_ALL = 7 };

/* Bits of struct session.roles and of route rows. ROLE_NONE: no session needed. ROLE_PENDING: any session, also an unfinished sign-on. */
enum role {
	ROLE_NONE = 0,
	ROLE_PENDING = 1 << 0,
	ROLE_APPLICANT = 1 << 1,
	ROLE_REVIEWER = 1 << 2,
	ROLE_LEAD = 1 << 3,
	ROLE_FINANCE = 1 << 4,
	ROLE_CERT = 1 << 5,
	ROLE_POLICY = 1 << 6,
	ROLE_SYSTEM_ADMIN = 1 << 7,
	ROLE_SECURITY_ADMIN = 1 << 8,
	ROLE_AUDITOR = 1 << 9,
	ROLE_DISPLAY = 1 << 10,
	ROLE_STAFF_ANY = 0x7fc
};
const char *role_name(enum role role);
int64_t role_of_name(const char *name); /* 0 = unknown */

enum route_flag {
	ROUTE_CSRF = 1,    /* X-CSRF must match the session (all writes but sign-on) */
	ROUTE_KEY = 2,     /* a request key is required */
	ROUTE_AUDITED = 4, /* its flow writes an audit row */
	ROUTE_RAW = 8,     /* body is bytes, not JSON */
};

struct req;
struct reply;
typedef enum err_code route_fn(struct req *req, struct reply *reply);

/* Sorted by method and path; exact strings, found by bsearch; no path variables anywhere. */
struct route {
	const char *method, *path;
	route_fn *handler;
	int doors;
	int64_t roles;
	int flags;
	size_t body_max;
	const char *summary;
};

struct req {
	struct ctx ctx; /* arena, db, redis, keys, err, actor */
	const struct route *route;
	enum door door;
	const char *method, *path, *query, *content_type, *client_ip, *device;
	struct session session; /* kind PENDING with subject 0 when there is none */
	bool signed_on;
	struct blob body;          /* raw */
	struct json_object *json;  /* parsed JSON body (owned by the loop), NULL for GET and raw routes */
	struct request_key key;    /* route, key, body_mac filled when ROUTE_KEY */
};

struct reply {
	int status; /* 200 as a start */
	struct buf body;
	const char *content_type; /* "application/json" as a start */
	struct blob bytes;        /* instead of body, for files */
	const char *disposition;  /* Content-Disposition or NULL */
	const char *set_cookie;   /* full header value or NULL */
	bool clear_site_data;
};

/* Query and body readers: collect field errors in ctx.err (pointer, code, sentence); the handler returns ERR_INVALID when body_end says so.
 * Texts live in the arena, are valid UTF-8 without control characters, trimmed. */
const char *req_query(struct req *req, const char *name); /* decoded, NULL when left out */
bool req_query_id(struct req *req, const char *name, const char **ret_id); /* 32 hex; false sets ERR_NOT_FOUND-like invalid */

struct body_reader {
	struct req *req;
	struct json_object *object;
	const char *pointer; /* of the object; "" = the body */
	uint64_t seen;       /* which keys of the object were asked for */
	bool bad;
};
void body_begin(struct body_reader *r, struct req *req);
/* A nested object of the body: pointers of errors start with `pointer` ("/payee"). */
void body_begin_at(struct body_reader *r, struct req *req, struct json_object *object, const char *pointer);
const char *body_text(struct body_reader *r, const char *key, bool required, size_t max_chars);   /* NULL when left out */
const char *body_id(struct body_reader *r, const char *key, bool required);                        /* 32 hex */
int64_t body_int(struct body_reader *r, const char *key, bool required, int64_t min, int64_t max); /* DB_NULL when left out */
int body_bool(struct body_reader *r, const char *key, bool required);                              /* -1 when left out */
const char *body_date(struct body_reader *r, const char *key, bool required);                      /* real YYYY-MM-DD */
struct json_object *body_object(struct body_reader *r, const char *key, bool required);
const char *body_object_text(struct body_reader *r, const char *key, bool required); /* the same as JSON text, NULL when left out */
/* Array of texts, joined by commas when they match [A-Za-z0-9_-]+ ; NULL when left out. */
const char *body_codes(struct body_reader *r, const char *key, bool required, size_t max_n);
/* Unknown keys (besides _s, _key, _version) are errors; ERR_INVALID when anything was wrong. */
enum err_code body_end(struct body_reader *r) MUST_CHECK;

/* Session cookie text for reply.set_cookie. */
const char *session_cookie(struct req *req, const char *token);  /* NULL token: delete */

#endif
