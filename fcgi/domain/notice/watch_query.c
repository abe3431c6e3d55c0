#include "domain/notice/watch_query.h"

struct page_in {
	const char *text;
	int64_t before;
};
enum { CALLS, CALLS_PEER, PEERS, ALARMS, JOB_COUNTS, JOB_TROUBLE, JOB_OLDEST, AUDIT };
#define CALL_COLUMNS \
	"o.id, o.at, o.http_status, o.ms, o.peer, o.operation, c.public_id, o.ground, o.request_no, o.outcome FROM outside_call o"
#define CALL_OUT \
	SQL_OUT(struct watch_call, COL_I(struct watch_call, id), COL_I(struct watch_call, at), COL_I(struct watch_call, http_status), \
	        COL_I(struct watch_call, ms), COL_S(struct watch_call, peer), COL_S(struct watch_call, operation), COL_S(struct watch_call, case_id), \
	        COL_S(struct watch_call, ground), COL_S(struct watch_call, request_no), COL_S(struct watch_call, outcome))

static const struct sql_stmt stmts[] = {
	[CALLS] = {
		.name = "watch_query_calls",
		.text = "SELECT " CALL_COLUMNS " LEFT JOIN casefile c ON c.id = o.case_id WHERE o.id < ? ORDER BY o.id DESC LIMIT 50",
		SQL_IN(COL_I(struct page_in, before)), CALL_OUT,
	},
	[CALLS_PEER] = {
		.name = "watch_query_calls_peer",
		.text = "SELECT " CALL_COLUMNS " FORCE INDEX (peer_id) LEFT JOIN casefile c ON c.id = o.case_id WHERE o.peer = ? AND o.id < ? ORDER BY o.id DESC LIMIT 50",
		SQL_IN(COL_S(struct page_in, text), COL_I(struct page_in, before)), CALL_OUT,
	},
	[PEERS] = {
		.name = "watch_query_peers",
		.text = "SELECT SUM(outcome IN ('ok','refused')), SUM(outcome IN ('down','unclear')), CAST(AVG(ms) AS SIGNED), COALESCE(MAX(IF(outcome='ok', at, NULL)), 0), peer"
		        " FROM outside_call FORCE INDEX (peer_at) WHERE peer IN ('gov','data','sms','bank','sso') AND at >= ? GROUP BY peer",
		SQL_IN(COL_I(struct page_in, before)),
		SQL_OUT(struct watch_peer, COL_I(struct watch_peer, ok), COL_I(struct watch_peer, down), COL_I(struct watch_peer, mean_ms),
		        COL_I(struct watch_peer, last_ok_at), COL_S(struct watch_peer, peer)),
	},
	[ALARMS] = {
		.name = "watch_query_alarms",
		.text = "SELECT raised_at, kind, text FROM alarm WHERE open_one = 1 ORDER BY id DESC LIMIT 50",
		SQL_OUT(struct watch_alarm, COL_I(struct watch_alarm, raised_at), COL_S(struct watch_alarm, kind), COL_S(struct watch_alarm, text)), .scan_ok = true,
	},
	[JOB_COUNTS] = {
		.name = "watch_query_job_counts",
		.text = "SELECT COUNT(*), kind, state FROM job FORCE INDEX (kind_state) GROUP BY kind, state ORDER BY kind, state",
		SQL_OUT(struct watch_job_count, COL_I(struct watch_job_count, n), COL_S(struct watch_job_count, kind), COL_S(struct watch_job_count, state)),
		.scan_ok = true,
	},
	[JOB_TROUBLE] = {
		.name = "watch_query_job_trouble",
		.text = "SELECT attempts, created_at, public_id, kind, state, last_error FROM job WHERE state IN ('FAILED','UNKNOWN') ORDER BY id DESC LIMIT 50",
		SQL_OUT(struct watch_job, COL_I(struct watch_job, attempts), COL_I(struct watch_job, created_at), COL_S(struct watch_job, id),
		        COL_S(struct watch_job, kind), COL_S(struct watch_job, state), COL_S(struct watch_job, last_error)),
	},
	[JOB_OLDEST] = {
		.name = "watch_query_job_oldest",
		.text = "SELECT COALESCE(MIN(next_at), 0) FROM job WHERE state = 'READY'",
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[AUDIT] = {
		.name = "watch_query_audit",
		.text = "SELECT a.id, a.at, a.object_id, c.seq IS NOT NULL, a.actor_kind, COALESCE(s.name, ''), a.action, a.object_kind, a.purpose, a.result, a.detail"
		        " FROM audit a LEFT JOIN staff s ON a.actor_kind = 'staff' AND s.id = a.actor_id LEFT JOIN audit_chain c ON c.audit_id = a.id"
		        " WHERE a.id < ? ORDER BY a.id DESC LIMIT 50",
		SQL_IN(COL_I(struct page_in, before)),
		SQL_OUT(struct watch_audit, COL_I(struct watch_audit, seq), COL_I(struct watch_audit, at), COL_I(struct watch_audit, object_id),
		        COL_I(struct watch_audit, chained), COL_S(struct watch_audit, actor_kind), COL_S(struct watch_audit, actor), COL_S(struct watch_audit, action),
		        COL_S(struct watch_audit, object_kind), COL_S(struct watch_audit, purpose), COL_S(struct watch_audit, result), COL_S(struct watch_audit, detail)),
	},
};
const struct sql_module watch_query_sql = { "watch_query", stmts, ARRAY_LEN(stmts) };

static enum err_code list(struct ctx *ctx, int stmt, const char *text, int64_t before, void *ret_rows, size_t *ret_n)
{
	struct page_in in = { text, before };
	return db_list(ctx->db, &stmts[stmt], stmts[stmt].n_in ? &in : NULL, 500, (void **)ret_rows, ret_n);
}

enum err_code watch_query_calls(struct ctx *ctx, const char *peer, int64_t before, struct watch_call **ret_rows, size_t *ret_n)
{
	return list(ctx, peer ? CALLS_PEER : CALLS, peer, before ? before : INT64_MAX, ret_rows, ret_n);
}

enum err_code watch_query_peers(struct ctx *ctx, int64_t since, struct watch_peer **ret_rows, size_t *ret_n)
{
	return list(ctx, PEERS, NULL, since, ret_rows, ret_n);
}

enum err_code watch_query_alarms(struct ctx *ctx, struct watch_alarm **ret_rows, size_t *ret_n)
{
	return list(ctx, ALARMS, NULL, 0, ret_rows, ret_n);
}

enum err_code watch_query_job_counts(struct ctx *ctx, struct watch_job_count **ret_rows, size_t *ret_n)
{
	return list(ctx, JOB_COUNTS, NULL, 0, ret_rows, ret_n);
}

enum err_code watch_query_job_trouble(struct ctx *ctx, struct watch_job **ret_rows, size_t *ret_n)
{
	return list(ctx, JOB_TROUBLE, NULL, 0, ret_rows, ret_n);
}

enum err_code watch_query_job_oldest(struct ctx *ctx, int64_t *ret_next_at)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &stmts[JOB_OLDEST], NULL, &row);
	if (!code)
		*ret_next_at = row.id;
	return code;
}

enum err_code watch_query_audit(struct ctx *ctx, int64_t before, struct watch_audit **ret_rows, size_t *ret_n)
{
	return list(ctx, AUDIT, NULL, before ? before : INT64_MAX, ret_rows, ret_n);
}
