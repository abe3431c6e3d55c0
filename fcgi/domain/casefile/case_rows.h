/* Rows that hang on a case: decisions and their reasons, supplements, reports to platform 2.0. Plain reads and writes;
 * the flows decide. Everything runs inside the caller's transaction, *_lock reads FOR UPDATE. */
#ifndef DOMAIN_CASEFILE_CASE_ROWS_H
#define DOMAIN_CASEFILE_CASE_ROWS_H

#include "store/ctx.h"

/* ---- decisions ---- */
struct decision_row {
	int64_t id, case_id, round, yes, staff_id, made_at, takes_effect_at, undone_at, applied_at; /* DB_NULL where null */
	const char *by_kind, *override_checks, *opinion, *policy_version;
};
enum err_code decision_put(struct ctx *ctx, const struct decision_row *row, int64_t *ret_id) MUST_CHECK; /* ERR_DUPLICATE: one stands */
enum err_code decision_lock(struct ctx *ctx, int64_t id, struct decision_row *ret_row) MUST_CHECK;
enum err_code decision_standing(struct ctx *ctx, int64_t case_id, struct decision_row *ret_row) MUST_CHECK; /* FOR UPDATE; ERR_NOT_FOUND */
enum err_code decision_case(struct ctx *ctx, int64_t id, int64_t *ret_case_id) MUST_CHECK;
enum err_code decision_undo(struct ctx *ctx, int64_t id, int64_t at) MUST_CHECK;
enum err_code decision_applied(struct ctx *ctx, int64_t id, int64_t at) MUST_CHECK;

enum err_code decision_reason_add(struct ctx *ctx, int64_t decision_id, const char *reason_code) MUST_CHECK;

/* ---- supplements ---- */
struct supplement {
	int64_t id, case_id, staff_id, asked_at, handed_at, closed;
	const char *asked_by, *materials, *note, *due_on;
};
enum err_code supplement_put(struct ctx *ctx, const struct supplement *row, int64_t *ret_id) MUST_CHECK;
enum err_code supplement_open(struct ctx *ctx, int64_t case_id, struct supplement *ret_row) MUST_CHECK; /* the open one; ERR_NOT_FOUND */
enum err_code supplement_close(struct ctx *ctx, int64_t id, int64_t handed_at) MUST_CHECK;              /* DB_NULL: never handed in */

/* ---- reports to platform 2.0: the body is the fields of one report, one a line, "name=value" ---- */
struct report_row {
	int64_t id, case_id, dataversion, created_at;
	const char *stage, *sync_status, *body; /* body opened */
};
enum err_code report_put(struct ctx *ctx, int64_t case_id, const char *stage, const char *body, int64_t *ret_id) MUST_CHECK;
enum err_code report_read(struct ctx *ctx, int64_t id, struct report_row *ret_row) MUST_CHECK;
enum err_code report_synced(struct ctx *ctx, int64_t id, const char *sync_status, int64_t at) MUST_CHECK;

#endif
