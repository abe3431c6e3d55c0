/* The router, cookies, request ids, queries and the form of answers. */
#include "http/http_private.h"
#include "http/problem.h"
#include "tests/unit/unit.h"

static enum err_code nothing(struct req *req, struct reply *reply)
{
	(void)req;
	(void)reply;
	return ERR_OK;
}

static const struct route table[] = {
	{ "GET", "/api/a", nothing, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "a" },
	{ "GET", "/api/staff/b", nothing, DOOR_STAFF, ROLE_LEAD, 0, 0, "b" },
	{ "GET", "/healthz", nothing, DOOR_ALL, ROLE_NONE, 0, 0, "health" },
	{ "POST", "/api/a", nothing, DOOR_PUBLIC, ROLE_APPLICANT, ROUTE_CSRF, 10, "a" },
	{ "POST", "/api/staff/b", nothing, DOOR_STAFF, ROLE_LEAD, ROUTE_CSRF, 10, "b" },
};

static void routes_are_exact(void **state)
{
	(void)state;
	static const struct {
		const char *method, *path;
		enum door door;
		enum err_code code;
		int row;
	} rows[] = {
		{ "GET", "/api/a", DOOR_PUBLIC, ERR_OK, 0 },
		{ "HEAD", "/api/a", DOOR_PUBLIC, ERR_OK, 0 },
		{ "POST", "/api/a", DOOR_PUBLIC, ERR_OK, 3 },
		{ "GET", "/healthz", DOOR_PEER, ERR_OK, 2 },
		{ "POST", "/healthz", DOOR_PEER, ERR_METHOD, 0 },
		{ "DELETE", "/api/a", DOOR_PUBLIC, ERR_METHOD, 0 },
		{ "get", "/api/a", DOOR_PUBLIC, ERR_METHOD, 0 },
		{ "GET", "/api/staff/b", DOOR_PUBLIC, ERR_NOT_FOUND, 0 }, /* the other door's routes do not exist */
		{ "DELETE", "/api/staff/b", DOOR_PUBLIC, ERR_NOT_FOUND, 0 },
		{ "GET", "/api/a", DOOR_STAFF, ERR_NOT_FOUND, 0 },
		{ "GET", "/api/a/", DOOR_PUBLIC, ERR_NOT_FOUND, 0 },
		{ "GET", "/api/A", DOOR_PUBLIC, ERR_NOT_FOUND, 0 },
		{ "GET", "", DOOR_PUBLIC, ERR_NOT_FOUND, 0 },
		{ "", "", DOOR_PUBLIC, ERR_NOT_FOUND, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct route *found = NULL;
		struct err err = { 0 };
		ROW_INT(i, router_find(table, ARRAY_LEN(table), rows[i].method, rows[i].path, rows[i].door, &found, &err), rows[i].code);
		ROW_TRUE(i, rows[i].code ? found == NULL : found == &table[rows[i].row]);
	}
}

static void a_wrong_table_is_refused(void **state)
{
	(void)state;
	static const struct {
		struct route routes[2];
		const char *why;
	} rows[] = {
		{ { { "GET", "/a", nothing, DOOR_ALL, 0, 0, 0, "a" }, { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, NULL },
		{ { { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" }, { "GET", "/a", nothing, DOOR_ALL, 0, 0, 0, "a" } }, "sorted" },
		{ { { "GET", "/a", nothing, DOOR_ALL, 0, 0, 0, "a" }, { "GET", "/a", nothing, DOOR_ALL, 0, 0, 0, "a" } }, "sorted" },
		{ { { "GET", "/a", NULL, DOOR_ALL, 0, 0, 0, "a" }, { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, "handler" },
		{ { { "GET", "/a", nothing, 0, 0, 0, 0, "a" }, { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, "door" },
		{ { { "GET", "/a/{id}", nothing, DOOR_ALL, 0, 0, 0, "a" }, { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, "exact" },
		{ { { "GET", "/a", nothing, DOOR_ALL, 0, 0, 9, "a" }, { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, "no body" },
		{ { { "GET", "/a", nothing, DOOR_ALL, 0, ROUTE_CSRF, 0, "a" }, { "GET", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, "no body" },
		{ { { "GET", "/a", nothing, DOOR_ALL, 0, 0, 0, "a" }, { "PUT", "/b", nothing, DOOR_ALL, 0, 0, 0, "b" } }, "GET and POST" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t row;
		const char *why = router_check(rows[i].routes, 2, &row);
		ROW_TRUE(i, rows[i].why ? why && strstr(why, rows[i].why) : !why);
	}
}

static void cookies_count_once(void **state)
{
	(void)state;
	static const struct {
		const char *header, *wanted;
	} rows[] = {
		{ "__Host-anju=abc", "abc" },
		{ "x=1; __Host-anju=abc; y=2", "abc" },
		{ "x=1;__Host-anju=", "" },
		{ "x=__Host-anju=abc", NULL },
		{ "__Host-anju-device=abc", NULL },
		{ "__Host-anju=a; __Host-anju=b", NULL }, /* which one would be a guess */
		{ "__HOST-ANJU=a", NULL },
		{ "__Host-anju", NULL },
		{ ";;; ", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};
	struct arena *arena = arena_new(1 << 20);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *value = NULL;
		ROW_INT(i, gate_cookie(arena, rows[i].header, "__Host-anju", &value), rows[i].wanted != NULL);
		ROW_STR(i, value, rows[i].wanted);
	}
	arena_free(arena);
}

static void request_ids_are_ours_or_the_proxys(void **state)
{
	(void)state;
	static const struct {
		const char *given;
		bool kept;
	} rows[] = {
		{ "0123456789abcdef0123456789abcdef", true }, { "job-1234", true },    { "short", false },
		{ "with space in it", false },                { "a\"b\"c\"d\"", false }, { NULL, false },
		{ "0123456789012345678901234567890123456789", true },
		{ "01234567890123456789012345678901234567890", false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[REQUEST_ID_TEXT];
		gate_request_id(rows[i].given, out);
		ROW_INT(i, rows[i].given && strcmp(out, rows[i].given) == 0, rows[i].kept);
		ROW_TRUE(i, strlen(out) >= 8);
	}
}

static void queries_are_read_alike_by_all(void **state)
{
	(void)state;
	static const struct {
		const char *query;
		bool ok;
		const char *id, *state;
	} rows[] = {
		{ "", true, NULL, NULL },
		{ "id=1&state=in_review", true, "1", "in_review" },
		{ "state=%E5%AE%89%E5%B1%85&id=a+b", true, "a b", "安居" },
		{ "id=1&id=2", false, NULL, NULL },
		{ "id=1&%69d=2", false, NULL, NULL }, /* the same name, spelt otherwise */
		{ "id=%zz", false, NULL, NULL },
		{ "id=%00", false, NULL, NULL },
		{ "id=%0a", true, NULL, NULL },
		{ "id=%ff", true, NULL, NULL },
		{ "id", true, "", NULL },
		{ "xid=1&ids=2", true, NULL, NULL },
		{ "a=&b&c", true, NULL, NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct req req = { .ctx = { .arena = arena_new(1 << 20) }, .query = rows[i].query };
		ROW_INT(i, query_ok(req.ctx.arena, rows[i].query), rows[i].ok);
		if (rows[i].ok) {
			ROW_STR(i, req_query(&req, "id"), rows[i].id);
			ROW_STR(i, req_query(&req, "state"), rows[i].state);
		}
		arena_free(req.ctx.arena);
	}
}

static void ids_in_queries(void **state)
{
	(void)state;
	static const struct {
		const char *query;
		bool ok;
	} rows[] = {
		{ "id=0123456789abcdef0123456789abcdef", true }, { "id=0123456789ABCDEF0123456789abcdef", false }, { "id=1", false },
		{ "", false },                                   { "id=0123456789abcdef0123456789abcdef0", false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct req req = { .ctx = { .arena = arena_new(1 << 20) }, .query = rows[i].query };
		const char *id = NULL;
		ROW_INT(i, req_query_id(&req, "id", &id), rows[i].ok);
		ROW_INT(i, req.ctx.err.n_fields, rows[i].ok ? 0 : 1);
		arena_free(req.ctx.arena);
	}
}

static void problems_hide_what_is_not_for_people(void **state)
{
	(void)state;
	static const struct {
		enum err_code code;
		const char *text, *detail;
		int status;
	} rows[] = {
		{ ERR_STATE, "该办件已撤回", "该办件已撤回", 409 },
		{ ERR_STATE, "case_advance: wrong edge", "", 409 },
		{ ERR_DB, "数据库 1064", "", 500 },
		{ ERR_OUTSIDE, "银行返回 X", "", 502 },
		{ ERR_UNCERTAIN, "commit: 2013", "", 503 },
		{ ERR_NOT_FOUND, "case_by_id: no row", "", 404 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct req req = { .method = "GET", .ctx = { .arena = arena_new(1 << 20), .request_id = "req-0001" } };
		struct reply reply;
		char wanted[400];
		reply_init(&reply, req.ctx.arena);
		assert_int_equal(err_set(&req.ctx.err, rows[i].code, "%s", rows[i].text), rows[i].code);
		problem_write(&req, rows[i].code, &reply);
		ROW_INT(i, reply.status, rows[i].status);
		snprintf(wanted, sizeof(wanted),
		         "{\"type\":\"urn:anju:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\",\"instance\":\"req-0001\",\"errors\":[]}",
		         err_name(rows[i].code), err_title(rows[i].code), rows[i].status, rows[i].detail, err_name(rows[i].code));
		ROW_STR(i, reply.body.p, wanted);
		arena_free(req.ctx.arena);
	}
}

static void problems_name_the_fields(void **state)
{
	(void)state;
	struct req req = { .method = "POST", .ctx = { .arena = arena_new(1 << 20), .request_id = "req-0001" } };
	struct reply reply;
	reply_init(&reply, req.ctx.arena);
	assert_int_equal(err_field(&req.ctx.err, "/payee/account", "format", "账号格式不正确"), ERR_INVALID);
	problem_write(&req, ERR_INVALID, &reply);
	assert_non_null(strstr(reply.body.p, "\"errors\":[{\"pointer\":\"/payee/account\",\"code\":\"format\",\"text\":\"账号格式不正确\"}]"));
	arena_free(req.ctx.arena);
}

static void every_answer_has_the_headers(void **state)
{
	(void)state;
	struct req req = { .method = "GET", .device = "0123456789abcdef0123456789abcdef", .ctx = { .arena = arena_new(1 << 20), .request_id = "req-0001" } };
	struct reply reply;
	struct buf head;
	static const int statuses[] = { 200, 201, 204, 401, 405, 422, 429, 500, 503 };
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		reply_init(&reply, req.ctx.arena);
		buf_str(&reply.body, "{}");
		reply.status = statuses[i];
		buf_init(&head, req.ctx.arena, 100);
		reply_head(&req, &reply, &head);
		ROW_TRUE(i, strstr(head.p, "\r\nCache-Control: no-store\r\n"));
		ROW_TRUE(i, strstr(head.p, "\r\nX-Content-Type-Options: nosniff\r\n"));
		ROW_TRUE(i, strstr(head.p, "\r\nX-Request-Id: req-0001\r\n"));
		ROW_INT(i, strstr(head.p, "Content-Length: 2\r\n") != NULL, statuses[i] != 204);
		ROW_INT(i, strstr(head.p, "Retry-After") != NULL, statuses[i] == 429 || statuses[i] == 503);
		ROW_TRUE(i, strcmp(head.p + head.n - 4, "\r\n\r\n") == 0);
		ROW_TRUE(i, !strstr(head.p, "Set-Cookie"));
	}
	reply_init(&reply, req.ctx.arena);
	reply.set_cookie = session_cookie(&req, "abc");
	buf_init(&head, req.ctx.arena, 100);
	reply_head(&req, &reply, &head);
	assert_non_null(strstr(head.p, "Set-Cookie: __Host-anju=abc; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"));
	assert_non_null(strstr(head.p, "Set-Cookie: __Host-anju-device=0123456789abcdef0123456789abcdef; "));
	assert_string_equal(session_cookie(&req, NULL), "__Host-anju=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
	arena_free(req.ctx.arena);
}

static void roles_have_names(void **state)
{
	(void)state;
	for (int64_t bit = ROLE_PENDING; bit <= ROLE_DISPLAY; bit <<= 1)
		assert_int_equal(role_of_name(role_name((enum role)bit)), bit);
	assert_int_equal(role_of_name("root"), 0);
	assert_int_equal(role_of_name(NULL), 0);
	assert_string_equal(role_name(ROLE_NONE), "none");
	assert_false(ROLE_STAFF_ANY & (ROLE_APPLICANT | ROLE_PENDING));
}

UNIT_MAIN(UNIT("routes are exact strings behind their door (S1)", routes_are_exact), UNIT("a wrong route table is refused", a_wrong_table_is_refused),
          UNIT("a session cookie counts once (S9)", cookies_count_once), UNIT("request ids", request_ids_are_ours_or_the_proxys),
          UNIT("queries: no name twice (S13)", queries_are_read_alike_by_all), UNIT("ids in queries", ids_in_queries),
          UNIT("problems hide what is not for people (S11)", problems_hide_what_is_not_for_people), UNIT("problems name the fields", problems_name_the_fields),
          UNIT("every answer has its headers (S7)", every_answer_has_the_headers), UNIT("roles have names", roles_have_names))
