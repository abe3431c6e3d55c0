#include "api/case_page.h"

#include "base/date.h"
#include "flow/run_flow.h"

#define RUNS_PAGE 20
#define PEOPLE_PAGE 50

static void write_counts(struct buf *b, const struct run_counts *n)
{
	buf_key_int(b, "total", n->total);
	buf_key_int(b, "judged", n->judged);
	buf_key_int(b, "payable", n->payable_n);
	buf_key_int(b, "payable_fen", n->payable_fen);
	buf_key_int(b, "not_payable", n->not_payable_n);
	buf_key_int(b, "cap_reached", n->cap_n);
	buf_key_int(b, "waiting", n->waiting_n);
	buf_key_int(b, "kept", n->kept_n);
	buf_key_int(b, "late", n->late_n);
	buf_key_int(b, "new", n->new_n);
	buf_key_int(b, "gone", n->gone_n);
	buf_key_int(b, "changed", n->changed_n);
	buf_key_int(b, "before", n->before_n);
	buf_key_int(b, "before_fen", n->before_fen);
	buf_key_int(b, "granted", n->granted);
	buf_key_int(b, "granted_fen", n->granted_fen);
}

/* Without braces: the list and the page add to it. */
static enum err_code write_run(struct req *req, struct buf *b, const struct run *run, struct run_counts *n)
{
	enum err_code code = run_sums(&req->ctx, run->id, n);
	if (code)
		return code;
	buf_key_str(b, "id", run->public_id);
	buf_key_str(b, "scheme", run->scheme);
	buf_key_str(b, "month", run->month);
	buf_key_int(b, "months", run->months);
	buf_key_str(b, "state", run->stop_by && run->ended_at == DB_NULL ? "stopping" : run->state);
	buf_key_bool(b, "scheduled", run->started_by == 0);
	buf_key_bool(b, "by_mandate", run->mandate_id != DB_NULL);
	buf_key_str(b, "why", run->why);
	api_at(b, "created_at", run->created_at);
	api_at(b, "judged_at", run->judged_at);
	api_at(b, "ended_at", run->ended_at);
	write_counts(b, n);
	return ERR_OK;
}

enum err_code staff_runs_get(struct req *req, struct reply *reply)
{
	struct run *runs;
	struct run_counts sums;
	size_t n;
	struct buf *b = &reply->body;
	enum err_code code = run_list(&req->ctx, INT64_MAX, RUNS_PAGE, &runs, &n);
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; !code && i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		code = write_run(req, b, &runs[i], &sums);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return code ? code : api_done(reply);
}

static enum err_code asked_run(struct req *req, struct run *run)
{
	const char *id;
	if (!req_query_id(req, "id", &id))
		return req->ctx.err.code;
	enum err_code code = run_find(&req->ctx, id, run);
	return code == ERR_NOT_FOUND ? err_set(&req->ctx.err, code, "没有这次核查") : code;
}

/* Per second since it began, and how long what is left takes at that pace. */
static void write_pace(struct buf *b, const struct run *run, const struct run_counts *n)
{
	bool judging = text_eq(run->state, "judging"), granting = text_eq(run->state, "granting");
	int64_t done = granting ? n->granted : n->judged, total = granting ? n->payable_n : n->total;
	int64_t ms = clock_now_ms() - (granting && run->judged_at != DB_NULL ? run->judged_at : run->created_at);
	bool moves = (judging || granting) && done > 0 && ms > 0;
	buf_key_int(b, "per_second", moves ? done * 1000 / ms : 0);
	api_fen(b, "seconds_left", moves ? (total - done) * ms / done / 1000 : DB_NULL);
}

static enum err_code write_funnel(struct req *req, struct buf *b, const struct run *run)
{
	struct run_funnel *rows;
	size_t n;
	enum err_code code = run_funnel_sums(&req->ctx, run->id, &rows, &n);
	buf_key(b, "checks");
	buf_char(b, '[');
	for (size_t i = 0; !code && i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "code", rows[i].check_code);
		buf_key_int(b, "pass", rows[i].pass);
		buf_key_int(b, "fail", rows[i].fail);
		buf_key_int(b, "unknown", rows[i].unknown);
		buf_key_int(b, "not_applicable", rows[i].not_applicable);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

enum err_code staff_run_get(struct req *req, struct reply *reply)
{
	struct run run;
	struct run_counts sums;
	int64_t open;
	struct buf *b = &reply->body;
	enum err_code code = asked_run(req, &run);
	if (!code)
		code = run_open_approval(&req->ctx, run.id, &open);
	if (code)
		return code;
	buf_char(b, '{');
	code = write_run(req, b, &run, &sums);
	if (code)
		return code;
	write_pace(b, &run, &sums);
	buf_key_bool(b, "proposed", open != 0);
	code = write_funnel(req, b, &run);
	buf_char(b, '}');
	return code ? code : api_done(reply);
}

/* What is payable waits under the run's code until the run is released and it is granted. */
static void settle_outcome(const struct run *run, int64_t granted_n, struct run_people_ask *ask)
{
	bool granted = granted_n > 0 || text_eq(run->state, "done") || text_eq(run->state, "granting");
	if (text_eq(ask->outcome, "held")) {
		ask->outcome = "waiting";
		ask->code = RUN_WAITS;
	} else if (text_eq(ask->outcome, "payable") && !granted && !ask->code[0]) {
		ask->outcome = "waiting";
		ask->code = RUN_WAITS;
	}
}

static const char *word_of(struct req *req, const char *key, const char *words)
{
	const char *word = req_query(req, key);
	return word && word[0] && text_in_list(words, word) ? word : "";
}

enum err_code staff_run_people_get(struct req *req, struct reply *reply)
{
	struct run run;
	struct run_counts sums;
	struct run_person *rows;
	size_t n;
	struct buf *b = &reply->body;
	const char *code_word = req_query(req, "code");
	struct run_people_ask ask = { .limit = PEOPLE_PAGE + 1, .outcome = word_of(req, "outcome", "payable,held,not_payable,cap_reached,waiting"),
		                      .change = word_of(req, "change", "new,gone,changed"), .code = code_word ? code_word : "" };
	enum err_code code = asked_run(req, &run);
	if (!code)
		code = api_cursor(req, &ask.after);
	if (!code && !ask.outcome[0] && !ask.change[0])
		code = err_set(&req->ctx.err, ERR_BAD_REQUEST, "请选择结果或变化");
	if (code)
		return code;
	ask.run_id = run.id;
	code = run_sums(&req->ctx, run.id, &sums);
	if (code)
		return code;
	settle_outcome(&run, sums.granted, &ask);
	code = run_people(&req->ctx, &ask, &rows, &n);
	if (code)
		return code;
	size_t shown = n > PEOPLE_PAGE ? PEOPLE_PAGE : n;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < shown; i++) {
		const struct run_person *p = &rows[i];
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "case", p->case_public_id);
		buf_key_str(b, "name", p->name_masked);
		buf_key_str(b, "number", p->number);
		buf_key_str(b, "month", p->month);
		buf_key_str(b, "outcome", text_eq(p->codes, RUN_WAITS) ? "held" : p->outcome);
		api_codes(b, "codes", text_eq(p->codes, RUN_WAITS) ? "" : p->codes);
		buf_key_int(b, "amount_fen", p->amount_fen);
		api_text_or_null(b, "change", p->change_kind);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_fen(b, "next", n > PEOPLE_PAGE ? rows[PEOPLE_PAGE - 1].entry_id : DB_NULL);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_run_start(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *id;
	body_begin(&r, req);
	const char *scheme = body_text(&r, "scheme", true, 10), *month = body_text(&r, "month", true, 7);
	enum err_code code = body_end(&r);
	if (!code)
		code = start_run(&req->ctx, scheme, month, &req->key, &id);
	if (code)
		return code;
	reply->status = 201;
	buf_char(&reply->body, '{');
	buf_key_str(&reply->body, "id", id);
	buf_char(&reply->body, '}');
	return api_done(reply);
}

enum err_code staff_run_stop(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	const char *id = body_text(&r, "id", true, 32), *reason = body_text(&r, "reason", true, 200);
	enum err_code code = body_end(&r);
	if (!code)
		code = stop_run(&req->ctx, id, reason, &req->key);
	if (!code)
		reply->status = 204;
	return code;
}

enum err_code staff_run_propose(struct req *req, struct reply *reply)
{
	struct body_reader r;
	int64_t approval_id;
	body_begin(&r, req);
	const char *id = body_text(&r, "id", true, 32), *note = body_text(&r, "note", false, 300);
	enum err_code code = body_end(&r);
	if (!code)
		code = propose_run(&req->ctx, id, note, &req->key, &approval_id);
	return code ? code : api_asked(reply, approval_id);
}
