/* Statements of casefile.c: arguments, rows and their numbers. */
#ifndef DOMAIN_CASEFILE_CASEFILE_SQL_H
#define DOMAIN_CASEFILE_CASEFILE_SQL_H

#include "domain/casefile/casefile.h"

enum casefile_stmt {
	CASEFILE_LOCK,
	CASEFILE_READ,
	CASEFILE_FIND,
	CASEFILE_FIND_MINE,
	CASEFILE_BY_PROJID,
	CASEFILE_INSERT,
	CASEFILE_ADVANCE,
	CASEFILE_EVENT,
	CASEFILE_SET_PROJID,
	CASEFILE_SET_ACCEPTED,
	CASEFILE_SET_WAITING,
	CASEFILE_SET_ROUND,
	CASEFILE_SET_FORM,
	CASEFILE_SET_END,
	CASEFILE_SET_GOV_VERSION,
	CASEFILE_MEMBER_INSERT, CASEFILE_MEMBER_CONFIRM, CASEFILE_MEMBERS_CONFIRM,
	CASEFILE_MEMBERS,
	CASEFILE_RUNNING,
	CASEFILE_STMTS
};

struct casefile_find_in {
	const char *public_id;
	int64_t applicant_id;
};
struct casefile_row_in {
	const char *public_id, *projid, *scheme, *kind, *applicant_kind, *applicant_masked, *channel, *state, *form_ver, *undertaking;
	int64_t gov_version, applicant_id, answers_id, now;
	struct blob uid, form_ct;
};
struct casefile_set_in {
	int64_t id, number, ver, now;
	const char *text, *text2;
	struct blob blob;
};
struct case_event_in {
	int64_t case_id, ver, actor_id, at;
	const char *event, *from, *to, *actor, *text;
};
struct case_running_in {
	int64_t person_id, case_id;
};

extern const struct sql_stmt casefile_stmts[CASEFILE_STMTS];
extern const struct sql_module casefile_sql;

#endif
