#include "http/http_private.h"

#include <stdlib.h>
#include <string.h>

struct wanted { const char *method, *path; };

static int compare(const void *key, const void *element)
{
	const struct wanted *wanted = key;
	const struct route *route = element;
	int method = strcmp(wanted->method, route->method);
	return method ? method : strcmp(wanted->path, route->path);
}

enum err_code router_find(const struct route *routes, size_t n, const char *method, const char *path, enum door door, const struct route **ret_route,
                          struct err *err)
{
	struct wanted wanted = { strcmp(method, "HEAD") == 0 ? "GET" : method, path };
	const struct route *route = bsearch(&wanted, routes, n, sizeof(*routes), compare);
	if (route && (route->doors & (int)door)) {
		*ret_route = route;
		return ERR_OK;
	}
	for (size_t i = 0; i < n; i++)
		if (strcmp(routes[i].path, path) == 0 && (routes[i].doors & (int)door))
			return err_set(err, ERR_METHOD, "method");
	return err_set(err, ERR_NOT_FOUND, "path");
}

const char *router_check(const struct route *routes, size_t n, size_t *ret_row)
{
	for (size_t i = 0; i < n; i++) {
		const struct route *r = &routes[i];
		bool get = strcmp(r->method, "GET") == 0;
		*ret_row = i;
		if (!r->handler || !r->summary || !r->summary[0])
			return "no handler or no summary";
		if (!get && strcmp(r->method, "POST") != 0)
			return "methods are GET and POST";
		if (r->path[0] != '/' || strpbrk(r->path, "?#%:*{ "))
			return "paths are exact strings";
		if (get && (r->body_max || (r->flags & (ROUTE_CSRF | ROUTE_KEY | ROUTE_RAW))))
			return "a GET has no body, CSRF or request key";
		if (!(r->doors & DOOR_ALL))
			return "no door";
		struct wanted wanted = { r->method, r->path };
		if (i && compare(&wanted, &routes[i - 1]) <= 0)
			return "not sorted by method and path";
	}
	return NULL;
}

bool router_door(const char *name, enum door *ret_door)
{
	static const struct {
		const char *name;
		enum door door;
	} doors[] = { { "public", DOOR_PUBLIC }, { "staff", DOOR_STAFF }, { "peer", DOOR_PEER } };
	for (size_t i = 0; name && i < ARRAY_LEN(doors); i++) {
		if (strcmp(doors[i].name, name) == 0) {
			*ret_door = doors[i].door;
			return true;
		}
	}
	return false;
}
