/* Statements of staff.c. */
#ifndef DOMAIN_PEOPLE_STAFF_SQL_H
#define DOMAIN_PEOPLE_STAFF_SQL_H

#include "domain/people/staff.h"

enum staff_stmt { STAFF_BY_LOGIN, STAFF_LOCK, STAFF_NAME, STAFF_FAILED, STAFF_OK, STAFF_GRANTS, STAFF_GRANT, STAFF_INSERT, STAFF_STMTS };

struct staff_row {
	struct staff staff;
	int64_t now;
};
struct staff_grant_row {
	int64_t id, staff_id, now;
	const char *role, *ends_on, *today;
	struct blob mac;
};

extern const struct sql_stmt staff_stmts[STAFF_STMTS];
extern const struct sql_module staff_sql;

#endif
