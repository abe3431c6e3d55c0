/* Statements of people.c: arguments, rows and their numbers. */
#ifndef DOMAIN_PEOPLE_PEOPLE_SQL_H
#define DOMAIN_PEOPLE_PEOPLE_SQL_H

#include "store/db.h"

enum people_stmt {
	PEOPLE_BY_KEY,
	PEOPLE_INSERT,
	PEOPLE_KEY_INSERT,
	PEOPLE_KEY_DROP,
	PEOPLE_BY_ID,
	PEOPLE_MASKED,
	PEOPLE_BY_UID,
	PEOPLE_LOCK,
	PEOPLE_SET_NAME,
	PEOPLE_SET_PHONE,
	PEOPLE_SET_ADDRESS,
	PEOPLE_ACCOUNT_LIVE,
	PEOPLE_ACCOUNT_BY_ID,
	PEOPLE_ACCOUNT_BY_UID,
	PEOPLE_ACCOUNT_RETIRE,
	PEOPLE_ACCOUNT_INSERT,
	PEOPLE_STMTS
};

struct person_key_in {
	const char *kind;
	struct blob key_mac;
	int64_t person_id;
};
struct person_row {
	int64_t id;
	struct blob uid, name_ct, idno_ct, phone_ct, address_ct;
	const char *name_masked, *idno_masked, *phone_masked;
	int64_t now;
};
struct person_field_in {
	struct blob ct;
	const char *masked;
	int64_t now, id;
};
struct account_row {
	int64_t id, person_id, now;
	struct blob uid, account_ct, holder_ct, payee_sm3;
	const char *account_masked, *bank_name, *cnaps;
};
struct people_uid_in {
	struct blob uid;
};

extern const struct sql_stmt people_stmts[PEOPLE_STMTS];
extern const struct sql_module people_sql;

#endif
