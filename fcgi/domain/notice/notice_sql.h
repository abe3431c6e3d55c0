/* Statements of notice.c. */
#ifndef DOMAIN_NOTICE_NOTICE_SQL_H
#define DOMAIN_NOTICE_NOTICE_SQL_H

#include "store/db.h"

enum notice_stmt { NOTICE_TEMPLATE, NOTICE_INSERT, NOTICE_READ, NOTICE_SETTLE, NOTICE_STMTS };
struct notice_row {
	int64_t id, person_id, case_id, at;
	struct blob uid, text_ct;
	const char *template, *ref, *state, *msg_group;
};

extern const struct sql_stmt notice_stmts[NOTICE_STMTS];
extern const struct sql_module notice_sql;

#endif
