/* What operators and auditors read: outside calls (G6), alarms, the queue, the audit. No personal data is in any of them. */
#ifndef DOMAIN_NOTICE_WATCH_QUERY_H
#define DOMAIN_NOTICE_WATCH_QUERY_H

#include "store/ctx.h"

#define WATCH_QUERY_PAGE 50

struct watch_call {
	int64_t id, at, http_status, ms;
	const char *peer, *operation, *case_id, *ground, *request_no, *outcome;
};
enum err_code watch_query_calls(struct ctx *ctx, const char *peer, int64_t before, struct watch_call **ret_rows, size_t *ret_n) MUST_CHECK;
struct watch_peer {
	int64_t ok, down, mean_ms, last_ok_at; /* since `since`; last_ok_at 0 = none */
	const char *peer;
};
enum err_code watch_query_peers(struct ctx *ctx, int64_t since, struct watch_peer **ret_rows, size_t *ret_n) MUST_CHECK;

struct watch_alarm {
	int64_t raised_at;
	const char *kind, *text;
};
enum err_code watch_query_alarms(struct ctx *ctx, struct watch_alarm **ret_rows, size_t *ret_n) MUST_CHECK; /* open ones */

struct watch_job_count {
	int64_t n;
	const char *kind, *state;
};
struct watch_job {
	int64_t attempts, created_at;
	const char *id, *kind, *state, *last_error;
};
enum err_code watch_query_job_counts(struct ctx *ctx, struct watch_job_count **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code watch_query_job_trouble(struct ctx *ctx, struct watch_job **ret_rows, size_t *ret_n) MUST_CHECK; /* FAILED and UNKNOWN */
enum err_code watch_query_job_oldest(struct ctx *ctx, int64_t *ret_next_at) MUST_CHECK;                        /* 0 = nothing READY */

struct watch_audit {
	int64_t seq, at, object_id, chained;
	const char *actor_kind, *actor, *action, *object_kind, *purpose, *result, *detail;
};
enum err_code watch_query_audit(struct ctx *ctx, int64_t before, struct watch_audit **ret_rows, size_t *ret_n) MUST_CHECK;

extern const struct sql_module watch_query_sql;

#endif
