#include "api/case_page.h"

#include "flow/population_flow.h"

#include <stdio.h>

#define TRIAL_MAX INT64_C(1000000000000)

static enum err_code trial_of(struct req *req, int64_t *ret_id)
{
	const char *text = req_query(req, "trial");
	if (!text || !text_i64(text, ret_id) || *ret_id < 1)
		return err_field(&req->ctx.err, "/trial", text ? "format" : "required", "请指明哪一次试算");
	return ERR_OK;
}

static void write_head(struct buf *b, const struct population *row)
{
	buf_char(b, '{');
	buf_key_int(b, "trial", row->id);
	buf_key_str(b, "version", row->version);
	buf_key_int(b, "ver", row->draft_ver);
	buf_key_str(b, "scheme", row->scheme);
	buf_key_str(b, "month", row->month);
	buf_key_str(b, "facts_month", row->facts_month);
	buf_key_str(b, "state", row->state);
	buf_key_str(b, "asked_by", row->asker ? row->asker : "");
	api_at(b, "asked_at", row->asked_at);
	buf_key_bool(b, "kept", row->kept != 0);
	api_text_or_null(b, "why", row->why[0] ? row->why : NULL);
	api_text_or_null(b, "place", row->place[0] ? row->place : NULL);
}

static void write_pair(struct buf *b, const char *key, const char *admission, const char *standard)
{
	buf_key(b, key);
	buf_char(b, '{');
	buf_key_str(b, "admission", admission);
	buf_key_str(b, "standard", standard);
	buf_char(b, '}');
}

/* How far it is, by the database's clock: the runners may stand on other machines. */
static void write_progress(struct buf *b, const struct population *row, int64_t looked)
{
	int64_t end = row->ended_at ? row->ended_at : row->now, ms = row->started_at ? end - row->started_at : 0;
	int64_t rate = ms > 0 ? looked * 1000 / ms : 0, total = row->total + row->cases_total;
	bool open = text_eq(row->state, "queued") || text_eq(row->state, "running");
	buf_key_int(b, "done", looked);
	buf_key_int(b, "total", total);
	buf_key_int(b, "ms", ms > 0 ? ms : 0);
	buf_key_int(b, "per_second", rate);
	api_fen(b, "left_s", open && rate > 0 ? (total - looked + rate - 1) / rate : DB_NULL);
	buf_key_int(b, "parts", population_parts(row->last_id));
}

static void write_fails(struct buf *b, int64_t fails[CHECK_CODES][2])
{
	bool first = true;
	buf_str(b, ",\"checks\":[");
	for (int i = 0; i < CHECK_CODES; i++) {
		if (!fails[i][0] && !fails[i][1])
			continue;
		buf_str(b, first ? "{" : ",{");
		buf_key_str(b, "code", policy_check_name((enum check_code)i));
		buf_key_int(b, "before", fails[i][0]);
		buf_key_int(b, "after", fails[i][1]);
		buf_char(b, '}');
		first = false;
	}
	buf_char(b, ']');
}

static void write_sums(struct buf *b, struct population_tally *t)
{
	const struct population_sum *s = &t->sum;
	buf_str(b, ",\"sums\":{");
	buf_key_int(b, "judged", s->judged);
	buf_key_int(b, "people", s->people);
	buf_key_int(b, "same", s->same);
	buf_key_int(b, "gain", s->gain);
	buf_key_int(b, "lose", s->lose);
	buf_key_int(b, "newly_paid", s->newly_paid);
	buf_key_int(b, "no_longer", s->no_longer);
	buf_key_int(b, "other", s->other);
	buf_key_int(b, "waits", s->waits);
	buf_key_int(b, "before_fen", s->fen_before);
	buf_key_int(b, "after_fen", s->fen_after);
	buf_char(b, '}');
	write_fails(b, t->fails);
}

static void write_cases(struct buf *b, const struct population *row, struct population_case_tally *t)
{
	static const char *const sides[] = { "before", "after" };
	const struct population_case_sum *s = &t->sum;
	buf_key(b, "cases");
	if (!row->cases_since) {
		buf_str(b, "null");
		return;
	}
	buf_char(b, '{');
	buf_key_str(b, "since", row->cases_since);
	buf_key_int(b, "done", s->looked);
	buf_key_int(b, "total", row->cases_total);
	buf_key_int(b, "parts", population_parts(row->cases_last_id));
	buf_key_int(b, "judged", s->judged);
	buf_key_int(b, "same", s->same);
	buf_key_int(b, "newly_approved", s->newly_approved);
	buf_key_int(b, "newly_refused", s->newly_refused);
	buf_key_int(b, "newly_waiting", s->newly_waiting);
	buf_key_int(b, "other", s->other);
	for (int i = 0; i < 2; i++) {
		buf_key(b, sides[i]);
		buf_char(b, '{');
		buf_key_int(b, "approved", s->approved[i]);
		buf_key_int(b, "refused", s->refused[i]);
		buf_key_int(b, "waiting", s->waiting[i]);
		buf_char(b, '}');
	}
	write_fails(b, t->fails);
	buf_char(b, '}');
}

enum err_code staff_population_get(struct req *req, struct reply *reply)
{
	struct population row;
	struct population_tally tally;
	struct population_case_tally cases;
	struct buf *b = &reply->body;
	int64_t id;
	enum err_code code = trial_of(req, &id);
	if (!code)
		code = population_view(&req->ctx, id, &row, &tally, &cases);
	if (code)
		return code;
	write_head(b, &row);
	write_pair(b, "before", row.admission_before, row.standard_before);
	write_pair(b, "after", row.admission_after, row.standard_after);
	write_progress(b, &row, tally.sum.looked + cases.sum.looked);
	write_sums(b, &tally);
	write_cases(b, &row, &cases);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_populations_get(struct req *req, struct reply *reply)
{
	struct population *rows;
	size_t n;
	const char *version = req_query(req, "version");
	struct buf *b = &reply->body;
	if (!version || !version[0] || text_utf8_len(version) > 20)
		return err_field(&req->ctx.err, "/version", version ? "format" : "required", "请指明版本");
	enum err_code code = population_list(&req->ctx, version, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? "," : "");
		write_head(b, &rows[i]);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

static void write_codes(struct buf *b, const char *key, uint32_t bits)
{
	bool first = true;
	buf_key(b, key);
	buf_char(b, '[');
	for (int i = 0; i < CHECK_CODES; i++)
		if (bits >> i & 1) {
			buf_str(b, first ? "" : ",");
			buf_json(b, policy_check_name((enum check_code)i));
			first = false;
		}
	buf_char(b, ']');
}

static void write_side(struct buf *b, const char *key, const struct population_row *row, int side)
{
	buf_key(b, key);
	buf_char(b, '{');
	buf_key_str(b, "outcome", months_outcome_name(row->outcome[side]));
	buf_key_int(b, "fen", row->fen[side]);
	write_codes(b, "failed", row->failed[side]);
	buf_char(b, '}');
}

enum err_code staff_population_people(struct req *req, struct reply *reply)
{
	struct population_line *lines;
	size_t n;
	int64_t id, after, next;
	const char *kind = req_query(req, "kind");
	struct buf *b = &reply->body;
	enum err_code code = trial_of(req, &id);
	if (!code)
		code = api_cursor(req, &after);
	if (!code)
		code = population_page(&req->ctx, id, kind && kind[0] ? kind : NULL, after, &lines, &n, &next);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		const struct population_line *line = &lines[i];
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "number", line->person.number);
		buf_key_str(b, "case", line->person.case_public_id);
		buf_key_str(b, "applicant", line->person.masked);
		buf_key_str(b, "kind", population_kind_name(population_kind_of(&line->row)));
		write_side(b, "before", &line->row, 0);
		write_side(b, "after", &line->row, 1);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_next(b, next);
	buf_char(b, '}');
	return api_done(reply);
}

static void write_case_side(struct buf *b, const char *key, const struct population_case_row *row, int side)
{
	buf_key(b, key);
	buf_char(b, '{');
	buf_key_str(b, "outcome", rules_decision_name(row->decision[side]));
	write_codes(b, "checks", row->checks[side]);
	buf_char(b, '}');
}

enum err_code staff_population_cases(struct req *req, struct reply *reply)
{
	struct population_case_line *lines;
	size_t n;
	int64_t id, after, next;
	const char *kind = req_query(req, "kind");
	struct buf *b = &reply->body;
	enum err_code code = trial_of(req, &id);
	if (!code)
		code = api_cursor(req, &after);
	if (!code)
		code = population_case_page(&req->ctx, id, kind && kind[0] ? kind : NULL, after, &lines, &n, &next);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		const struct population_case_line *line = &lines[i];
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "number", line->application.number);
		buf_key_str(b, "case", line->application.public_id);
		buf_key_str(b, "applicant", line->application.masked);
		buf_key_str(b, "kind", population_case_kind_name(population_case_kind_of(&line->row)));
		write_case_side(b, "before", &line->row, 0);
		write_case_side(b, "after", &line->row, 1);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_next(b, next);
	buf_char(b, '}');
	return api_done(reply);
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

enum err_code staff_population_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	int64_t id;
	body_begin(&r, req);
	struct population_ask in = { .version = body_text(&r, "version", true, 20), .ver = body_int(&r, "ver", true, 1, INT32_MAX),
		                     .month = body_text(&r, "month", false, 7), .since = body_text(&r, "since", false, 10) };
	enum err_code code = body_end(&r);
	if (!code)
		code = population_start(&req->ctx, &in, &req->key, &id);
	if (code)
		return code;
	job_wake(&req->ctx);
	reply->status = 201;
	buf_char(&reply->body, '{');
	buf_key_int(&reply->body, "trial", id);
	buf_char(&reply->body, '}');
	return api_done(reply);
}

enum err_code staff_population_stop(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	int64_t id = body_int(&r, "trial", true, 1, TRIAL_MAX);
	enum err_code code = body_end(&r);
	if (!code)
		code = population_stop(&req->ctx, id, &req->key);
	if (!code)
		reply->status = 204;
	return code;
}

enum err_code staff_population_export(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct buf out;
	body_begin(&r, req);
	int64_t id = body_int(&r, "trial", true, 1, TRIAL_MAX), part = body_int(&r, "part", true, 1, 100000);
	const char *kind = body_text(&r, "kind", false, 20), *section = body_text(&r, "section", false, 10);
	enum err_code code = body_end(&r);
	struct population_export in = { .id = id, .part = part, .kind = kind };
	buf_init(&out, req->ctx.arena, (size_t)64 << 10);
	if (!code && section && !text_eq(section, "people") && !text_eq(section, "cases"))
		code = err_field(&req->ctx.err, "/section", "format", "没有这一部分");
	if (!code && section && text_eq(section, "cases"))
		in.section = POPULATION_OF_CASES;
	if (!code)
		code = population_export(&req->ctx, &in, &out);
	if (code)
		return code;
	if (out.failed)
		return err_set(&req->ctx.err, ERR_NOMEM, "export");
	reply->content_type = "text/csv; charset=utf-8";
	reply->bytes = (struct blob){ (const uint8_t *)out.p, out.n };
	reply->disposition = arena_printf(req->ctx.arena, "attachment; filename=\"trial-%lld-%lld.csv\"", (long long)id, (long long)part);
	return reply->disposition ? ERR_OK : ERR_NOMEM;
}
