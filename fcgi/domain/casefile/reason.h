/* Managed refusal reasons (4C-13): each with an SMS text of at most 20 characters, never a value, and the papers to bring. */
#ifndef DOMAIN_CASEFILE_REASON_H
#define DOMAIN_CASEFILE_REASON_H

#include "store/ctx.h"

#define REASON_SMS_CHARS 20

struct reason {
	const char *code, *scheme, *check_code, *title, *sms_text, *page_text, *materials;
	int64_t active, ver, used; /* used: decisions that name it */
};
enum err_code reason_list(struct ctx *ctx, const char *scheme, struct reason **ret_rows, size_t *ret_n) MUST_CHECK; /* NULL = all */
enum err_code reason_read(struct ctx *ctx, const char *code, struct reason *ret_row) MUST_CHECK;
enum err_code reason_of_decision(struct ctx *ctx, int64_t decision_id, struct reason **ret_rows, size_t *ret_n) MUST_CHECK;
/* ver 0 = new (ERR_DUPLICATE), else ERR_STALE when somebody changed it. */
enum err_code reason_save(struct ctx *ctx, const struct reason *row) MUST_CHECK;

#endif
