/* The table of routes as it is built in: who may reach what, and what a write needs. */
#include "api/api.h"
#include "domain/people/whitelist_csv.h"
#include "http/http_private.h"
#include "tests/unit/unit.h"

#define KIB 1024
#define MIB (1024 * KIB)
#define OFFICERS (ROLE_SYSTEM_ADMIN | ROLE_SECURITY_ADMIN | ROLE_AUDITOR)

static bool is_post(const struct route *r)
{
	return strcmp(r->method, "POST") == 0;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool signs_on(const struct route *r)
{
	return is_post(r) && (!strcmp(r->path, "/api/session/start") || !strcmp(r->path, "/api/session/finish") || !strcmp(r->path, "/api/staff/sign-on"));
}

static const struct route *route_of(const char *method, const char *path)
{
	for (size_t i = 0; i < routes_n; i++)
		if (!strcmp(routes[i].method, method) && !strcmp(routes[i].path, path))
			return &routes[i];
	fail_msg("no route %s %s", method, path);
	return NULL;
}

static void the_table_is_sorted_and_each_row_once(void **state)
{
	(void)state;
	size_t row = 0;
	const char *why = router_check(routes, routes_n, &row);
	if (why)
		fail_msg("row %zu: %s", row, why);
	assert_true(routes_n >= 50);
	for (size_t i = 1; i < routes_n; i++) {
		int method = strcmp(routes[i - 1].method, routes[i].method);
		ROW_TRUE(i, method < 0 || (method == 0 && strcmp(routes[i - 1].path, routes[i].path) < 0));
	}
}

static void doors_follow_the_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];
		int door = begins(r->path, "/api/staff/") ? DOOR_STAFF : begins(r->path, "/api/") ? DOOR_PUBLIC : DOOR_ALL;
		ROW_INT(i, r->doors, door);
		/* An applicant's session is none at the staff door and the other way round: such a role would open nothing. */
		if (door == DOOR_STAFF)
			ROW_INT(i, r->roles & ~(int64_t)ROLE_STAFF_ANY, 0);
		if (door == DOOR_PUBLIC)
			ROW_INT(i, r->roles & ~(int64_t)(ROLE_PENDING | ROLE_APPLICANT), 0);
	}
}

static void nothing_is_open_but_sign_on_and_health(void **state)
{
	(void)state;
	size_t open = 0;
	for (size_t i = 0; i < routes_n; i++) {
		if (routes[i].roles != ROLE_NONE)
			continue;
		open++;
		ROW_TRUE(i, signs_on(&routes[i]) || !strcmp(routes[i].path, "/healthz") || !strcmp(routes[i].path, "/readyz"));
	}
	assert_int_equal(open, 4);
}

static void every_write_is_protected(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];
		ROW_INT(i, (r->flags & ROUTE_CSRF) != 0, is_post(r) && !signs_on(r));
		ROW_TRUE(i, !(r->flags & ROUTE_KEY) || (is_post(r) && (r->flags & ROUTE_AUDITED)));
		ROW_TRUE(i, !(r->flags & ROUTE_AUDITED) || is_post(r));
		ROW_TRUE(i, !(r->flags & ~(ROUTE_CSRF | ROUTE_KEY | ROUTE_AUDITED | ROUTE_RAW)));
	}
}

/* nginx lets 256 KiB through, 11 MiB for an attachment, 9 MiB for a white list: its limits must lie above ours. */
static void bodies_have_limits(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];
		bool file = is_post(r) && !strcmp(r->path, "/api/file"), list = is_post(r) && !strcmp(r->path, "/api/staff/whitelist");
		ROW_INT(i, (r->flags & ROUTE_RAW) != 0, file || list);
		ROW_INT(i, r->body_max > 0, is_post(r));
		ROW_TRUE(i, r->body_max <= (file ? 10 * (size_t)MIB : list ? 8 * (size_t)MIB : 128 * (size_t)KIB));
	}
	assert_int_equal(route_of("POST", "/api/staff/whitelist")->body_max, WHITELIST_BYTES_MAX);
}

/* Writes about a case or money are keyed: a click sent twice does it once. */
static void decisions_and_money_are_keyed(void **state)
{
	(void)state;
	/* What changes nothing that a second click could do again; a white list that is there already is refused. */
	static const char *const free[] = { "/api/staff/policy/population/export", "/api/staff/policy/try", "/api/staff/queue/find", "/api/staff/reveal",
		                          "/api/staff/session/end", "/api/staff/sign-on", "/api/staff/whitelist", "/api/staff/whitelist/find" };
	size_t keyed = 0;
	for (size_t i = 0; i < routes_n; i++) {
		bool wanted = is_post(&routes[i]) && (begins(routes[i].path, "/api/staff/") || begins(routes[i].path, "/api/case/"));
		for (size_t k = 0; k < ARRAY_LEN(free); k++)
			wanted = wanted && strcmp(routes[i].path, free[k]) != 0;
		ROW_INT(i, (routes[i].flags & ROUTE_KEY) != 0, wanted);
		keyed += wanted;
	}
	assert_true(keyed >= 13);
	assert_true(route_of("POST", "/api/case/submit")->flags & ROUTE_KEY);
	assert_true(route_of("POST", "/api/staff/approval/decide")->flags & ROUTE_KEY);
}

static void duties_are_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];
		bool own_session = r->roles == ROLE_STAFF_ANY, find = !strcmp(r->path, "/api/staff/queue/find") || !strcmp(r->path, "/api/staff/whitelist/find");
		/* Who runs or watches the system changes no case and no money; the auditor's only POSTs are searches. */
		if (is_post(r) && !own_session && !find)
			ROW_INT(i, r->roles & OFFICERS, 0);
		if (find)
			ROW_INT(i, r->roles & (ROLE_SYSTEM_ADMIN | ROLE_SECURITY_ADMIN | ROLE_FINANCE), 0);
		/* Who decides cases proposes no money, who proposes money decides no case. */
		if (is_post(r) && (r->flags & ROUTE_KEY) && (r->roles & ROLE_FINANCE))
			ROW_INT(i, r->roles & ROLE_REVIEWER, 0);
	}
	assert_int_equal(route_of("GET", "/api/staff/audit")->roles, ROLE_AUDITOR);
	assert_int_equal(route_of("POST", "/api/staff/whitelist")->roles, ROLE_POLICY | ROLE_LEAD);
	assert_int_equal(route_of("POST", "/api/staff/batch/make")->roles, ROLE_FINANCE);
	assert_int_equal(route_of("POST", "/api/staff/case/decide")->roles, ROLE_REVIEWER | ROLE_LEAD);
	assert_int_equal(route_of("GET", "/api/staff/case/facts")->roles & (ROLE_FINANCE | OFFICERS), ROLE_AUDITOR);
}

UNIT_MAIN(UNIT("the table is sorted, each row once (S1)", the_table_is_sorted_and_each_row_once), UNIT("doors follow the path (S1)", doors_follow_the_path),
          UNIT("nothing is open but sign-on and health (S1)", nothing_is_open_but_sign_on_and_health),
          UNIT("every write is protected (S8)", every_write_is_protected), UNIT("bodies have limits (S11)", bodies_have_limits),
          UNIT("decisions and money are keyed", decisions_and_money_are_keyed), UNIT("duties are apart (G8)", duties_are_apart))
