/* Importing the talent white list (2.9(4)): staff upload a whole list, a job turns its rows into people, another person agrees, and those whose
 * class changed are judged again (B19). */
#ifndef FLOW_WHITELIST_FLOW_H
#define FLOW_WHITELIST_FLOW_H

#include "domain/ledger/approval.h"
#include "domain/people/whitelist.h"
#include "store/job.h"

/* By staff. ERR_INVALID: fields, pointers "/as_of" or "/rows/ROW/HEAD" (whitelist_csv.h); ERR_MEDIA_TYPE; ERR_STATE: the same list is there
 * already, or another one is under way. */
enum err_code whitelist_import(struct ctx *ctx, const char *as_of, const struct blob *bytes, struct whitelist *ret_list) MUST_CHECK;

/* Lists, newest first, and how long the one in force may still be used: days_left < 0: too old (whitelist.days), nobody is judged by it. */
struct whitelist_page {
	struct whitelist current; /* id 0: none */
	int64_t days_left;
	struct whitelist *items;
	size_t n;
};
enum err_code whitelist_view(struct ctx *ctx, struct whitelist_page *ret_page) MUST_CHECK;
#define WHITELIST_PAGE 50
/* ret_next: person to go on from; 0: no more. ERR_NOT_FOUND. */
enum err_code whitelist_differences(struct ctx *ctx, const char *public_id, const char *kind, int64_t after, struct whitelist_change **ret_rows, size_t *ret_n,
                                    int64_t *ret_next) MUST_CHECK;
/* All entries of one ID number; audited. A number that nobody has gives none. ERR_INVALID: not a number. */
enum err_code whitelist_look(struct ctx *ctx, const char *idno, struct whitelist_entry **ret_rows, size_t *ret_n) MUST_CHECK;

/* Days for which it may still be used; < 0: too old. */
int64_t whitelist_days_left(const struct ctx *ctx, const struct whitelist *list);

/* Jobs. The rows of a list become entries, some each transaction; then another person is asked. */
enum err_code whitelist_load(struct ctx *ctx, const struct job *job) MUST_CHECK;
/* Everybody whose class it changes and who holds a qualification that rests on it gets a job month_recheck. */
enum err_code whitelist_spread(struct ctx *ctx, int64_t list_id) MUST_CHECK;
/* Of a decided approval of kind WHITELIST. In its transaction. */
enum err_code whitelist_decided(struct ctx *ctx, const struct approval *approval) MUST_CHECK;

#endif
