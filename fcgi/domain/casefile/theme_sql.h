/* Statements of theme.c. */
#ifndef DOMAIN_CASEFILE_THEME_SQL_H
#define DOMAIN_CASEFILE_THEME_SQL_H

#include "domain/casefile/theme.h"

enum theme_stmt { THEME_READ, THEME_LOCK, THEME_PAST, THEME_INSERT, THEME_KEEP, THEME_REPLACE, USED_READ, USED_LOCK, USED_WRITE, HOUSE_LIST, HOUSE_PEOPLE,
	THEME_STMTS };
struct house_in {
	int64_t after, to;
	const char *scheme, *cap_group;
};

extern const struct sql_stmt theme_stmts[THEME_STMTS];
extern const struct sql_module theme_sql;

#endif
