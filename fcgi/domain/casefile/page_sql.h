/* Statements of draft.c, attachment.c and reason.c. */
#ifndef DOMAIN_CASEFILE_PAGE_SQL_H
#define DOMAIN_CASEFILE_PAGE_SQL_H

#include "domain/casefile/attachment.h"
#include "domain/casefile/draft.h"
#include "domain/casefile/reason.h"

enum draft_stmt { DRAFT_OPEN_ONE, DRAFT_FIND, DRAFT_LOCK, DRAFT_INSERT, DRAFT_UPDATE, DRAFT_SUBMITTED, DRAFT_DROP, DRAFT_STMTS };
enum attachment_stmt {
	ATTACHMENT_INSERT,
	ATTACHMENT_FIND,
	ATTACHMENT_FIND_OWN,
	ATTACHMENT_OF_DRAFT,
	ATTACHMENT_OF_CASE,
	ATTACHMENT_REMOVE,
	ATTACHMENT_TO_CASE,
	ATTACHMENT_FETCHED,
	ATTACHMENT_STMTS
};
enum reason_stmt { REASON_LIST, REASON_READ, REASON_OF_DECISION, REASON_INSERT, REASON_UPDATE, REASON_STMTS };

struct draft_in {
	struct draft d;
	int64_t now, answers;
};
struct attachment_in {
	struct attachment a;
	int64_t now;
};
struct reason_in {
	struct reason r;
	int64_t now;
};

extern const struct sql_stmt draft_stmts[DRAFT_STMTS], attachment_stmts[ATTACHMENT_STMTS], reason_stmts[REASON_STMTS];
extern const struct sql_module draft_sql, attachment_sql, reason_sql;

#endif
