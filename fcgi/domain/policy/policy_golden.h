/* Golden cases: made-up facts with the result that a version must give. Files conf/policy/golden/ (one object a file):
 *   {"scheme":"type2","cases":[{"name":"…","scope":"every"|"in_force","day":"2024-03-15"|"month":"2024-03","facts":{…},"expected":{…}},…]} */
#ifndef DOMAIN_POLICY_POLICY_GOLDEN_H
#define DOMAIN_POLICY_POLICY_GOLDEN_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct policy_golden {
	int64_t id, created_by;
	const char *scheme, *name, *scope, *day, *month; /* of day and month one is NULL */
	const char *facts, *expected;
};

/* ERR_INVALID with the pointer in err->fields[0]. Facts are only looked at as an object. */
enum err_code policy_golden_read(struct arena *arena, const char *json, size_t n, struct policy_golden **ret_list, size_t *ret_n,
                                 struct err *err) MUST_CHECK;
/* Every key of `expected` has that value in `got`; of "checks" every one that is listed. False as well where one is no JSON object. */
bool policy_golden_holds(const char *expected, const char *got);

#endif
