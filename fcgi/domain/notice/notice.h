/* SMS to applicants: a template filled with surname, business, reasons and day; the text is sealed, the reference is digits. Nothing that is
 * filled in is a value of a check: reasons are the managed texts of at most 20 characters. */
#ifndef DOMAIN_NOTICE_NOTICE_H
#define DOMAIN_NOTICE_NOTICE_H

#include "store/ctx.h"

struct notice_new {
	int64_t person_id, case_id; /* case_id 0 = none */
	const char *template;       /* code of text_template */
	const char *business;       /* NULL = 公租房货币补贴 */
	const char *reasons;        /* NULL where the template names none */
	const char *due;            /* YYYY-MM-DD or NULL */
};
/* Inside the caller's transaction: row READY and its job; without a phone number the row says NO_PHONE and nothing is sent. */
enum err_code notice_put(struct ctx *ctx, const struct notice_new *notice, int64_t *ret_id) MUST_CHECK; /* ret may be NULL */

struct notice {
	int64_t id, person_id, case_id, created_at;
	const char *template, *ref, *state, *text; /* text opened */
};
enum err_code notice_read(struct ctx *ctx, int64_t id, struct notice *ret_notice) MUST_CHECK;
/* READY or UNKNOWN -> SENT, FAILED, UNKNOWN. */
enum err_code notice_settle(struct ctx *ctx, int64_t id, const char *state, const char *msg_group) MUST_CHECK;

/* Pure parts, for tests. */
const char *notice_surname(struct arena *arena, const char *name); /* first character, or two of a compound surname */
/* NULL: a placeholder without a value, or the arena is full. */
char *notice_fill(struct arena *arena, const char *template_text, const char *surname, const char *business, const char *reasons, const char *due);

#endif
