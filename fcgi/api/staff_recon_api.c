#include "api/case_page.h"

#include "base/date.h"
#include "domain/recon/recon_query.h"
#include "flow/pay_flow.h"

static void write_sum(struct buf *b, const char *key, int64_t n, int64_t fen)
{
	buf_key(b, key);
	buf_char(b, '{');
	buf_key_int(b, "n", n);
	buf_key_int(b, "fen", fen);
	buf_char(b, '}');
}

static enum err_code write_diffs(struct req *req, struct buf *b, const char *day)
{
	struct recon_diff_row *rows;
	size_t n;
	enum err_code code = recon_query_diffs(&req->ctx, day, clock_now_ms(), &rows, &n);
	buf_key(b, "diffs");
	buf_char(b, '[');
	for (size_t i = 0; !code && i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_int(b, "id", rows[i].id);
		buf_key_str(b, "kind", rows[i].kind);
		buf_key_str(b, "e2e_id", rows[i].e2e_id);
		api_fen(b, "ours_fen", rows[i].ours_fen);
		api_fen(b, "bank_fen", rows[i].bank_fen);
		api_lower(b, "state", rows[i].state);
		buf_key_str(b, "note", rows[i].note);
		buf_key_bool(b, "asks_paid", rows[i].contradicts);
		buf_key_bool(b, "debited", rows[i].debited);
		buf_key_bool(b, "proposed", rows[i].proposed);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

enum err_code staff_recon_get(struct req *req, struct reply *reply)
{
	char today[DATE_TEXT];
	int32_t parsed;
	struct recon_day_row d = { .state = "OPEN" }, *days;
	size_t n;
	struct buf *b = &reply->body;
	const char *day = req_query(req, "day");
	date_text(clock_today(), today);
	if (!day)
		day = today;
	if (!date_parse(day, &parsed))
		return err_set(&req->ctx.err, ERR_BAD_REQUEST, "日期格式不正确");
	enum err_code code = recon_query_day(&req->ctx, day, &d);
	if (code && code != ERR_NOT_FOUND)
		return code;
	buf_char(b, '{');
	buf_key_str(b, "day", day);
	api_lower(b, "state", d.state);
	write_sum(b, "ours", d.ours_n, d.ours_fen);
	write_sum(b, "bank", d.bank_n, d.bank_fen);
	buf_key_int(b, "ledger_fen", d.ledger_fen);
	code = write_diffs(req, b, day);
	if (!code)
		code = recon_query_days(&req->ctx, &days, &n);
	if (code)
		return code;
	buf_key(b, "days");
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "day", days[i].day);
		api_lower(b, "state", days[i].state);
		buf_key_int(b, "diffs", days[i].diffs);
		buf_key_int(b, "ours_fen", days[i].ours_fen);
		buf_key_int(b, "bank_fen", days[i].bank_fen);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

enum err_code staff_diff_close(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct pay_asked a;
	body_begin(&r, req);
	struct close_diff in = { .diff_id = body_int(&r, "id", true, 1, INT64_MAX), .note = body_text(&r, "note", true, 300),
		                 .evidence = body_text(&r, "evidence", false, 100) };
	int paid = body_bool(&r, "paid", false);
	in.said = paid < 0 ? PAY_NOT_SAID : paid ? PAY_PAID : PAY_NOT_PAID;
	enum err_code code = body_end(&r);
	if (!code)
		code = close_diff(&req->ctx, &in, &req->key, &a);
	return code ? code : api_asked(reply, a.approval_id);
}

enum err_code staff_unknown_leave(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct pay_asked a;
	body_begin(&r, req);
	struct leave_unknown in = { .attempt_id = body_int(&r, "attempt", true, 1, INT64_MAX), .paid = body_bool(&r, "paid", true) == 1,
		                    .evidence = body_text(&r, "evidence", true, 100), .note = body_text(&r, "note", false, 300) };
	enum err_code code = body_end(&r);
	if (!code)
		code = leave_unknown(&req->ctx, &in, &req->key, &a);
	return code ? code : api_asked(reply, a.approval_id);
}
