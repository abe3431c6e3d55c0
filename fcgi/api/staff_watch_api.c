#include "api/case_page.h"

#include "base/date.h"
#include "domain/notice/watch_query.h"
#include "flow/home_flow.h"

enum err_code staff_home_get(struct req *req, struct reply *reply)
{
	struct work_place w;
	int64_t in_review = 0, supplement = 0;
	struct buf *b = &reply->body;
	enum err_code code = work_place_flow(&req->ctx, &w);
	if (code)
		return code;
	for (size_t i = 0; i < w.n_counts; i++) {
		if (text_eq(w.counts[i].state, "in_review"))
			in_review = w.counts[i].n;
		if (text_eq(w.counts[i].state, "supplement"))
			supplement = w.counts[i].n;
	}
	buf_str(b, "{\"counts\":{");
	buf_key_int(b, "in_review", in_review);
	buf_key_int(b, "waiting", w.waiting);
	buf_key_int(b, "supplement", supplement);
	buf_key_int(b, "overdue", w.overdue);
	buf_key_int(b, "approvals", w.approvals);
	buf_key_int(b, "diffs", w.diffs);
	buf_key_int(b, "alarms", (int64_t)w.n_alarms);
	buf_str(b, "},\"alarms\":[");
	for (size_t i = 0; i < w.n_alarms; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "kind", w.alarms[i].kind);
		buf_key_str(b, "text", w.alarms[i].text);
		api_at(b, "raised_at", w.alarms[i].raised_at);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

static enum err_code write_peers(struct req *req, struct buf *b)
{
	struct watch_peer *rows;
	size_t n;
	enum err_code code = watch_query_peers(&req->ctx, clock_now_ms() - 3600 * 1000, &rows, &n);
	buf_key(b, "peers");
	buf_char(b, '[');
	for (size_t i = 0; !code && i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "peer", rows[i].peer);
		buf_key_int(b, "ok", rows[i].ok);
		buf_key_int(b, "down", rows[i].down);
		buf_key_int(b, "mean_ms", rows[i].mean_ms);
		api_at(b, "last_ok_at", rows[i].last_ok_at);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

enum err_code staff_calls_get(struct req *req, struct reply *reply)
{
	struct watch_call *rows;
	size_t n;
	int64_t before;
	struct buf *b = &reply->body;
	enum err_code code = api_cursor(req, &before);
	if (!code)
		code = watch_query_calls(&req->ctx, req_query(req, "peer"), before, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		api_at(b, "at", rows[i].at);
		buf_key_str(b, "peer", rows[i].peer);
		buf_key_str(b, "operation", rows[i].operation);
		api_text_or_null(b, "case", rows[i].case_id);
		buf_key_str(b, "ground", rows[i].ground);
		api_text_or_null(b, "request_no", rows[i].request_no);
		buf_key_str(b, "outcome", rows[i].outcome);
		buf_key_int(b, "http_status", rows[i].http_status);
		buf_key_int(b, "ms", rows[i].ms);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_next(b, n == WATCH_QUERY_PAGE ? rows[n - 1].id : 0);
	code = write_peers(req, b);
	buf_char(b, '}');
	return code ? code : api_done(reply);
}

enum err_code staff_audit_get(struct req *req, struct reply *reply)
{
	struct watch_audit *rows;
	size_t n;
	int64_t before;
	struct buf *b = &reply->body;
	enum err_code code = api_cursor(req, &before);
	if (!code)
		code = watch_query_audit(&req->ctx, before, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_int(b, "seq", rows[i].seq);
		api_at(b, "at", rows[i].at);
		buf_key_str(b, "actor_kind", rows[i].actor_kind);
		buf_key_str(b, "actor", rows[i].actor);
		buf_key_str(b, "action", rows[i].action);
		buf_key_str(b, "object_kind", rows[i].object_kind);
		buf_key_int(b, "object_id", rows[i].object_id);
		buf_key_str(b, "purpose", rows[i].purpose);
		buf_key_str(b, "result", rows[i].result);
		buf_key_str(b, "detail", rows[i].detail);
		buf_key_bool(b, "chained", rows[i].chained);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_next(b, n == WATCH_QUERY_PAGE ? rows[n - 1].seq : 0);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_jobs_get(struct req *req, struct reply *reply)
{
	struct watch_job_count *counts;
	struct watch_job *trouble;
	size_t n, n_trouble;
	int64_t oldest;
	struct buf *b = &reply->body;
	enum err_code code = watch_query_job_counts(&req->ctx, &counts, &n);
	if (!code)
		code = watch_query_job_trouble(&req->ctx, &trouble, &n_trouble);
	if (!code)
		code = watch_query_job_oldest(&req->ctx, &oldest);
	if (code)
		return code;
	buf_str(b, "{\"counts\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "kind", counts[i].kind);
		buf_key_str(b, "state", counts[i].state);
		buf_key_int(b, "n", counts[i].n);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_at(b, "oldest_due_at", oldest);
	buf_key(b, "trouble");
	buf_char(b, '[');
	for (size_t i = 0; i < n_trouble; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "id", trouble[i].id);
		buf_key_str(b, "kind", trouble[i].kind);
		buf_key_str(b, "state", trouble[i].state);
		buf_key_int(b, "attempts", trouble[i].attempts);
		api_text_or_null(b, "last_error", trouble[i].last_error);
		api_at(b, "created_at", trouble[i].created_at);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}
