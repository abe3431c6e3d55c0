/* Change events of households (B19): append-only. Inside the caller's transaction. */
#ifndef DOMAIN_CASEFILE_CHANGE_H
#define DOMAIN_CASEFILE_CHANGE_H

#include "store/ctx.h"

struct change_event {
	int64_t qualification_id, case_id, person_id, ver, seen_at, corrected;
	const char *kind, *month;
};
enum err_code change_put(struct ctx *ctx, const struct change_event *row) MUST_CHECK; /* seen_at is set */
/* Of a case, oldest first. */
enum err_code change_list(struct ctx *ctx, int64_t case_id, struct change_event **ret_rows, size_t *ret_n) MUST_CHECK;

extern const struct sql_module change_sql;

#endif
