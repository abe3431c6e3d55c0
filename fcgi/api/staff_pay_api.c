#include "api/case_page.h"

#include "base/date.h"
#include "flow/pay_flow.h"

#include <string.h>

static void digest_or_null(struct req *req, struct buf *b, const struct blob *digest)
{
	api_text_or_null(b, "digest", digest->p ? text_hex(req->ctx.arena, digest->p, digest->n) : NULL);
}

enum err_code staff_payouts_get(struct req *req, struct reply *reply)
{
	static const struct {
		const char *page, *column;
	} states[] = { { "ready", "READY" }, { "in_flight", "IN_FLIGHT" }, { "paid", "PAID" }, { "closed", "CLOSED" } };
	struct payout_row *rows;
	size_t n;
	int64_t before;
	const char *state = req_query(req, "state"), *column = NULL;
	struct buf *b = &reply->body;
	for (size_t i = 0; state && i < ARRAY_LEN(states); i++)
		if (text_eq(states[i].page, state))
			column = states[i].column;
	enum err_code code = state && !column ? err_set(&req->ctx.err, ERR_BAD_REQUEST, "state") : api_cursor(req, &before);
	if (!code)
		code = pay_query_payouts(&req->ctx, column, before, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "id", rows[i].public_id);
		buf_key_str(b, "case", rows[i].case_id);
		buf_key_str(b, "applicant", rows[i].applicant);
		buf_key_str(b, "scheme", rows[i].scheme);
		buf_key_str(b, "period", rows[i].period);
		buf_key_int(b, "amount_fen", rows[i].amount_fen);
		api_lower(b, "state", rows[i].state);
		buf_key_str(b, "account", rows[i].account);
		api_text_or_null(b, "held", rows[i].held);
		api_text_or_null(b, "batch_no", rows[i].batch_no);
		api_lower(b, "attempt_state", rows[i].attempt_state);
		api_fen(b, "attempt", rows[i].attempt_id ? rows[i].attempt_id : DB_NULL);
		api_at(b, "created_at", rows[i].created_at);
		buf_char(b, '}');
	}
	buf_char(b, ']');
	api_next(b, n == PAY_QUERY_PAGE ? rows[n - 1].id : 0);
	buf_char(b, '}');
	return api_done(reply);
}

static void write_batch(struct req *req, struct buf *b, const struct batch_row *r)
{
	buf_char(b, '{');
	buf_key_int(b, "id", r->id);
	buf_key_str(b, "batch_no", r->batch_no);
	buf_key_str(b, "scheme", r->scheme);
	buf_key_int(b, "n", r->n);
	buf_key_int(b, "sum_fen", r->sum_fen);
	api_lower(b, "state", r->state);
	api_text_or_null(b, "ground", r->mandate_id ? "mandate" : r->approval_id ? "approval" : NULL);
	digest_or_null(req, b, &r->digest);
	api_at(b, "created_at", r->created_at);
	api_at(b, "sent_at", r->sent_at);
	api_at(b, "closed_at", r->closed_at);
	buf_key(b, "counts");
	buf_char(b, '{');
	buf_key_int(b, "succeeded", r->succeeded);
	buf_key_int(b, "failed", r->failed);
	buf_key_int(b, "unknown", r->unknown);
	buf_str(b, "}}");
}

enum err_code staff_batches_get(struct req *req, struct reply *reply)
{
	struct batch_row *rows;
	size_t n;
	int64_t before;
	struct buf *b = &reply->body;
	enum err_code code = api_cursor(req, &before);
	if (!code)
		code = pay_query_batches(&req->ctx, before, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(b, ',');
		write_batch(req, b, &rows[i]);
	}
	buf_char(b, ']');
	api_next(b, n == PAY_QUERY_PAGE ? rows[n - 1].id : 0);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_batch_make(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *job;
	body_begin(&r, req);
	const char *scheme = body_text(&r, "scheme", true, 10);
	enum err_code code = body_end(&r);
	if (!code)
		code = start_batch(&req->ctx, scheme, &req->key, req->session.token, &job);
	if (code)
		return code;
	api_job(reply, job);
	return api_done(reply);
}

static void write_summary(struct buf *b, const struct approval_row *r)
{
	buf_key(b, "summary");
	buf_char(b, '{');
	api_text_or_null(b, "scheme", r->scheme);
	if (text_eq(r->kind, "BATCH")) {
		api_text_or_null(b, "batch_no", r->batch_no);
		api_fen(b, "n", r->n);
		api_fen(b, "sum_fen", r->sum_fen);
	} else if (text_eq(r->kind, "MANDATE")) {
		api_fen(b, "per_payment_fen", r->per_payment_fen);
		api_fen(b, "per_day_fen", r->per_day_fen);
		api_fen(b, "per_day_count", r->per_day_count);
		api_fen(b, "overrides_per_day", r->overrides);
		api_fen(b, "run_payees_percent", r->run_payees_percent);
		api_fen(b, "run_sum_percent", r->run_sum_percent);
		api_fen(b, "run_new_payees", r->run_new_payees);
		api_text_or_null(b, "valid_from", r->valid_from);
		api_text_or_null(b, "valid_to", r->valid_to);
	} else if (text_eq(r->kind, "RUN")) {
		api_text_or_null(b, "month", r->month);
		api_fen(b, "n", r->n);
		api_fen(b, "sum_fen", r->sum_fen);
		api_text_or_null(b, "why", r->why);
		api_text_or_null(b, "run", r->run);
	} else if (text_eq(r->kind, "POLICY")) {
		api_text_or_null(b, "version", r->version);
		api_text_or_null(b, "title", r->title);
		api_text_or_null(b, "valid_from", r->valid_from);
		api_text_or_null(b, "base", r->base);
	} else if (text_eq(r->kind, "WHITELIST")) {
		api_text_or_null(b, "list", r->list);
		api_text_or_null(b, "as_of", r->as_of);
		api_fen(b, "n", r->n);
		api_fen(b, "added", r->added);
		api_fen(b, "gone", r->gone);
		api_fen(b, "changed", r->changed);
	} else {
		if (text_eq(r->kind, "BUDGET") || text_eq(r->kind, "REFUND"))
			api_fen(b, "sum_fen", r->sum_fen);
		if (r->e2e_id)
			buf_key_str(b, "e2e_id", r->e2e_id);
		if (text_eq(r->kind, "DIFF")) {
			api_text_or_null(b, "day", r->day);
			api_fen(b, "ours_fen", r->ours_fen);
			api_fen(b, "bank_fen", r->bank_fen);
		}
		api_text_or_null(b, "outcome", r->outcome);
		api_text_or_null(b, "evidence", r->evidence);
	}
	api_text_or_null(b, "note", r->note);
	buf_char(b, '}');
}

/* Policy versions and talent white lists are agreed on by policy officers and leads, money is agreed on by finance and leads; auditors and the security officer read. */
static uint32_t barred_kinds(int64_t roles, bool reading)
{
	uint32_t policy = UINT32_C(1) << APPROVAL_POLICY | UINT32_C(1) << APPROVAL_WHITELIST, barred = 0;
	int64_t readers = reading ? ROLE_AUDITOR | ROLE_SECURITY_ADMIN : 0;
	if (!(roles & (ROLE_POLICY | ROLE_LEAD | readers)))
		barred |= policy;
	if (!(roles & (ROLE_FINANCE | ROLE_LEAD | readers)))
		barred |= ~policy;
	return barred;
}

enum err_code staff_approvals_get(struct req *req, struct reply *reply)
{
	struct approval_row *rows;
	size_t n, shown = 0;
	struct buf *b = &reply->body;
	uint32_t barred = barred_kinds(req->session.roles, true);
	enum err_code code = pay_query_approvals(&req->ctx, clock_now_ms(), &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		if (barred >> approval_kind_of(rows[i].kind) & 1)
			continue;
		buf_str(b, shown++ ? ",{" : "{");
		buf_key_int(b, "id", rows[i].id);
		buf_key_str(b, "kind", rows[i].kind);
		buf_key_int(b, "subject", rows[i].subject_id);
		digest_or_null(req, b, &rows[i].digest);
		buf_key_str(b, "made_by", rows[i].maker);
		api_at(b, "made_at", rows[i].made_at);
		api_at(b, "expires_at", rows[i].expires_at);
		write_summary(b, &rows[i]);
		buf_key_bool(b, "mine", rows[i].made_by == req->session.subject_id);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

enum err_code staff_approval_decide(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	struct decide_approval in = { .id = body_int(&r, "id", true, 1, INT64_MAX), .yes = body_bool(&r, "yes", true) == 1,
		                      .digest = body_text(&r, "digest", true, 64), .note = body_text(&r, "note", false, 300) };
	int64_t sum = body_int(&r, "sum_fen", false, 0, INT64_MAX);
	in.sum_fen = sum == DB_NULL ? -1 : sum;
	in.barred = barred_kinds(req->session.roles, false);
	enum err_code code = body_end(&r);
	if (!code)
		code = decide_approval(&req->ctx, &in, &req->key);
	if (code)
		return code;
	buf_char(&reply->body, '{');
	buf_key_int(&reply->body, "id", in.id);
	buf_key_bool(&reply->body, "yes", in.yes);
	buf_char(&reply->body, '}');
	return api_done(reply);
}

static const char *mandate_state(const struct mandate_row *m, const char *today)
{
	if (m->revoked_at != DB_NULL)
		return "revoked";
	if (m->decided_by == DB_NULL)
		return "proposed";
	if (m->yes != 1)
		return "refused";
	return strcmp(m->valid_to, today) < 0 ? "expired" : "in_force";
}

enum err_code staff_mandates_get(struct req *req, struct reply *reply)
{
	struct mandate_row *rows;
	size_t n;
	char today[DATE_TEXT];
	struct buf *b = &reply->body;
	date_text(clock_today(), today);
	enum err_code code = pay_query_mandates(&req->ctx, today, &rows, &n);
	if (code)
		return code;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		const struct mandate_row *m = &rows[i];
		buf_str(b, i ? ",{" : "{");
		buf_key_int(b, "id", m->id);
		buf_key_str(b, "scheme", m->scheme);
		buf_key_int(b, "per_payment_fen", m->per_payment_fen);
		buf_key_int(b, "per_day_fen", m->per_day_fen);
		buf_key_int(b, "per_day_count", m->per_day_count);
		buf_key_int(b, "overrides_per_day", m->overrides_per_day);
		api_fen(b, "run_payees_percent", m->run_payees_percent);
		api_fen(b, "run_sum_percent", m->run_sum_percent);
		api_fen(b, "run_new_payees", m->run_new_payees);
		buf_key_str(b, "valid_from", m->valid_from);
		buf_key_str(b, "valid_to", m->valid_to);
		buf_key_str(b, "state", mandate_state(m, today));
		buf_key(b, "today");
		buf_char(b, '{');
		buf_key_int(b, "fen", m->used_fen);
		buf_key_int(b, "n", m->used_n);
		buf_key_int(b, "overrides", m->used_overrides);
		buf_str(b, "}}");
	}
	buf_str(b, "]}");
	return api_done(reply);
}

enum err_code staff_mandate_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct pay_asked a;
	body_begin(&r, req);
	struct mandate in = { .scheme = body_text(&r, "scheme", true, 10), .per_payment_fen = body_int(&r, "per_payment_fen", true, 1, INT64_MAX),
		              .per_day_fen = body_int(&r, "per_day_fen", true, 1, INT64_MAX), .per_day_count = body_int(&r, "per_day_count", true, 1, 1000000),
		              .overrides_per_day = body_int(&r, "overrides_per_day", true, 0, 1000000), .valid_from = body_date(&r, "valid_from", true),
		              .valid_to = body_date(&r, "valid_to", true), .run_payees_percent = body_int(&r, "run_payees_percent", false, 0, 100),
		              .run_sum_percent = body_int(&r, "run_sum_percent", false, 0, 100), .run_new_payees = body_int(&r, "run_new_payees", false, 0, 1000000) };
	enum err_code code = body_end(&r);
	if (!code)
		code = make_mandate(&req->ctx, &in, &req->key, &a);
	return code ? code : api_asked(reply, a.approval_id);
}

enum err_code staff_budget_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct pay_asked a;
	body_begin(&r, req);
	const char *scheme = body_text(&r, "scheme", true, 10), *note = body_text(&r, "note", false, 300);
	int64_t fen = body_int(&r, "amount_fen", true, 1, INT64_MAX);
	enum err_code code = body_end(&r);
	if (!code)
		code = fund_budget(&req->ctx, scheme, fen, note, &req->key, &a);
	return code ? code : api_asked(reply, a.approval_id);
}

enum err_code staff_refund_post(struct req *req, struct reply *reply)
{
	static const char *const ways[] = { [REFUND_NET] = "net", [REFUND_RETURNED] = "returned", [REFUND_WAIVED] = "waived" };
	struct body_reader r;
	struct pay_asked a;
	size_t how = 0;
	body_begin(&r, req);
	struct settle_refund in = { .refund_id = body_int(&r, "id", true, 1, INT64_MAX) };
	const char *way = body_text(&r, "how", true, 10);
	in.evidence = body_text(&r, "evidence", false, 100);
	in.note = body_text(&r, "note", false, 300);
	enum err_code code = body_end(&r);
	while (!code && how < ARRAY_LEN(ways) && !text_eq(ways[how], way))
		how++;
	if (!code && how == ARRAY_LEN(ways))
		return err_field(&req->ctx.err, "/how", "unknown", "没有这种处理方式");
	in.how = (enum refund_how)how;
	if (!code)
		code = settle_refund(&req->ctx, &in, &req->key, &a);
	return code ? code : api_asked(reply, a.approval_id);
}

enum err_code staff_budget_get(struct req *req, struct reply *reply)
{
	static const char *const schemes[] = { "type2", "rental", "purchase" };
	struct ledger_balance bal;
	struct buf *b = &reply->body;
	buf_str(b, "{\"items\":[");
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		enum err_code code = ledger_balance(&req->ctx, schemes[i], &bal);
		if (code)
			return code;
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "scheme", schemes[i]);
		buf_key_int(b, "funded_fen", bal.funded_fen);
		buf_key_int(b, "available_fen", bal.available_fen);
		buf_key_int(b, "reserved_fen", bal.reserved_fen);
		buf_key_int(b, "paid_fen", bal.paid_fen);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
	return api_done(reply);
}

enum err_code staff_mandate_revoke(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	int64_t id = body_int(&r, "id", true, 1, INT64_MAX);
	enum err_code code = body_end(&r);
	if (!code)
		code = revoke_mandate(&req->ctx, id, &req->key);
	if (!code)
		reply->status = 204;
	return code;
}

enum err_code staff_order_release(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	const char *id = body_id(&r, "id", true), *reason = body_text(&r, "reason", true, 200);
	enum err_code code = body_end(&r);
	if (!code)
		code = release_order(&req->ctx, id, reason, &req->key);
	if (!code)
		reply->status = 204;
	return code;
}
