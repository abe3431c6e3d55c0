#include "api/case_page.h"

#include "base/date.h"
#include "flow/case_page_flow.h"
#include "flow/case_view.h"
#include "flow/change_events.h"
#include "flow/month_view.h"

static const char *attempt_text(const char *state, const char *code)
{
	static const struct {
		const char *code, *text;
	} codes[] = { { "61", "收款账号不存在" }, { "63", "收款账户状态异常" }, { "66", "户名与账号不符" }, { "73", "支付已过期" }, { "12", "银行提示重复" }, { "RETN", "银行退汇" } };
	for (size_t i = 0; code && i < ARRAY_LEN(codes); i++)
		if (text_eq(codes[i].code, code))
			return codes[i].text;
	if (text_eq(state, "SUCCEEDED"))
		return "已到账";
	if (text_eq(state, "FAILED"))
		return "发放未成功";
	if (text_eq(state, "RETURNED"))
		return "银行退汇";
	return text_eq(state, "UNKNOWN") ? "正在向银行查询结果" : "银行处理中";
}

static const char *order_text(const struct payout_row *p)
{
	if (text_eq(p->state, "PAID"))
		return "已发放";
	if (text_eq(p->state, "IN_FLIGHT"))
		return "发放中";
	if (text_eq(p->state, "CLOSED"))
		return "已关闭";
	return p->held ? "待处理" : "待发放";
}

static const char *order_why(const struct payout_row *p)
{
	if (!p->held)
		return "";
	return text_eq(p->held, "account") ? "收款账户有误，请更正账户后重新发放" : "正在由工作人员处理";
}

static enum err_code write_attempts(struct req *req, struct buf *b, int64_t order_id)
{
	struct attempt_row *rows;
	size_t n;
	enum err_code code = pay_query_attempts(&req->ctx, order_id, &rows, &n);
	buf_key(b, "attempts");
	buf_char(b, '[');
	for (size_t i = 0; !code && i < n; i++) {
		buf_str(b, i ? ",{" : "{");
		api_at(b, "at", rows[i].state_at);
		api_lower(b, "state", rows[i].state);
		api_text_or_null(b, "code", rows[i].code);
		buf_key_str(b, "text", attempt_text(rows[i].state, rows[i].code));
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

enum err_code case_page_payouts(struct req *req, struct buf *b, const char *key, const struct payout_row *rows, size_t n)
{
	enum err_code code = ERR_OK;
	buf_key(b, key);
	buf_char(b, '[');
	for (size_t i = 0; !code && i < n; i++) {
		const struct payout_row *p = &rows[i];
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "id", p->public_id);
		buf_key_str(b, "case", p->case_id);
		buf_key_str(b, "scheme", p->scheme);
		buf_key_str(b, "period", p->period);
		buf_key_int(b, "amount_fen", p->amount_fen);
		api_lower(b, "state", p->state);
		buf_key_str(b, "state_text", order_text(p));
		buf_key_str(b, "account", p->account);
		code = write_attempts(req, b, p->id);
		api_at(b, "paid_at", p->paid_at);
		buf_key_str(b, "why", order_why(p));
		buf_char(b, '}');
	}
	buf_char(b, ']');
	return code;
}

/* 已提交 → 自动核查 → 人工审核 (only when one looked) → 结果, and who is waited for. */
static void write_steps(struct req *req, struct buf *b, const struct case_row *row, const struct case_event_row *events, size_t n)
{
	(void)req;
	int64_t submitted = row->created_at, verified = 0, reviewed = 0, ended = 0;
	bool person = text_eq(row->state, "in_review");
	for (size_t i = 0; i < n; i++) {
		const char *to = events[i].to_state;
		if (text_eq(to, "in_review"))
			person = true;
		if (text_eq(to, "in_review") || (text_eq(to, "decided") && !person))
			verified = events[i].at;
		if (text_eq(to, "decided") && person)
			reviewed = events[i].at;
		if (text_eq(to, "approved") || text_eq(to, "refused") || text_eq(to, "withdrawn") || text_eq(to, "not_accepted"))
			ended = events[i].at;
	}
	bool waiting = text_eq(row->state, "received") || text_eq(row->state, "accepted");
	bool review = text_eq(row->state, "in_review"), asks = text_eq(row->state, "supplement"), decided = text_eq(row->state, "decided");
	const struct {
		const char *key, *title, *state, *who;
		int64_t at;
		bool shown;
	} steps[] = {
		{ "submitted", "已提交", "done", NULL, submitted, true },
		{ "check", "自动核查", waiting || asks ? "current" : verified || ended ? "done" : "todo",
		  asks ? "等待您补充材料" : waiting ? (row->waits_for ? "等待相关部门的数据" : "系统正在核查") : NULL, verified, true },
		{ "review", "人工审核", review ? "current" : reviewed || decided || ended ? "done" : "todo", review ? "等待工作人员审核" : NULL, reviewed, person },
		{ "result", "办理结果", ended ? "done" : decided ? "current" : "todo", decided ? "结果即将生效" : NULL, ended, true },
	};
	bool first = true;
	buf_key(b, "steps");
	buf_char(b, '[');
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (!steps[i].shown)
			continue;
		buf_str(b, first ? "{" : ",{");
		first = false;
		buf_key_str(b, "key", steps[i].key);
		buf_key_str(b, "title", steps[i].title);
		buf_key_str(b, "state", steps[i].state);
		api_at(b, "at", steps[i].at);
		api_text_or_null(b, "waiting_for", steps[i].who);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void write_timeline(struct buf *b, const struct case_event_row *events, size_t n, bool staff)
{
	static const struct {
		const char *kind, *name;
	} names[] = { { "applicant", "申请人" }, { "system", "系统" }, { "gov20", "政务服务平台" }, { "bank", "银行" }, { "staff", "工作人员" } };
	buf_key(b, "timeline");
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		const struct case_event_row *e = &events[i];
		const char *name = staff && e->staff_name ? e->staff_name : "";
		for (size_t k = 0; !name[0] && k < ARRAY_LEN(names); k++)
			if (text_eq(names[k].kind, e->actor_kind))
				name = names[k].name;
		buf_str(b, i ? ",{" : "{");
		api_at(b, "at", e->at);
		buf_key(b, "actor");
		buf_char(b, '{');
		buf_key_str(b, "kind", e->actor_kind);
		buf_key_str(b, "name", name);
		buf_char(b, '}');
		buf_key_str(b, "title", case_event_title(e->event, e->to_state));
		buf_key_str(b, "text", e->text);
		buf_key_str(b, "state", e->to_state);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void write_reasons(struct buf *b, const struct case_parts *p)
{
	buf_key(b, "reasons");
	buf_char(b, '[');
	for (size_t i = 0; i < p->n_reasons; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "code", p->reasons[i].code);
		buf_key_str(b, "title", p->reasons[i].title);
		buf_key_str(b, "text", p->reasons[i].page_text);
		api_materials(b, "materials", p->reasons[i].materials, true);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

/* The applicant sees a decision once it took effect, staff at once. */
static void write_decision(struct buf *b, const struct case_parts *p, bool staff)
{
	if (!p->has_decision || (!staff && p->decision.applied_at == DB_NULL)) {
		api_text_or_null(b, "decision", NULL);
		return;
	}
	const struct case_decision_row *d = &p->decision;
	buf_key(b, "decision");
	buf_char(b, '{');
	buf_key_bool(b, "yes", d->yes);
	api_at(b, "at", d->made_at);
	if (staff) {
		buf_key_str(b, "by", d->staff_name ? d->staff_name : "系统");
		buf_key_str(b, "opinion", d->opinion);
		api_at(b, "undo_until", d->applied_at == DB_NULL && d->staff_name ? d->takes_effect_at : 0);
	}
	write_reasons(b, p);
	buf_char(b, '}');
}

static void write_supplement(struct buf *b, const struct case_parts *p)
{
	if (!p->asks) {
		api_text_or_null(b, "supplement", NULL);
		return;
	}
	buf_key(b, "supplement");
	buf_char(b, '{');
	api_materials(b, "materials", p->asks_materials, true);
	buf_key_str(b, "note", p->asks_note);
	buf_key_str(b, "due_on", p->asks_due_on);
	buf_key_bool(b, "needs_account", p->asks_account);
	buf_char(b, '}');
}

static void write_household(struct buf *b, const struct case_parts *p)
{
	buf_key(b, "household");
	buf_char(b, '[');
	for (size_t i = 0; i < p->n_members; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "person", p->members[i].person);
		buf_key_str(b, "name", case_view_member_name(&p->members[i]));
		buf_key_str(b, "idno", p->members[i].idno);
		buf_key_str(b, "relation", p->members[i].relation);
		buf_key_str(b, "counted_from", p->members[i].counted_from);
		buf_key_str(b, "confirmed", p->members[i].confirmed);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void write_can(struct req *req, struct buf *b, const struct case_row *row, const struct case_parts *p, bool staff)
{
	bool running = text_eq(row->state, "received") || text_eq(row->state, "accepted") || text_eq(row->state, "in_review") || text_eq(row->state, "supplement");
	if (!staff) {
		buf_key(b, "can");
		buf_char(b, '{');
		buf_key_bool(b, "withdraw", running);
		buf_key_bool(b, "supplement", text_eq(row->state, "supplement"));
		buf_key_bool(b, "reapply", text_eq(row->state, "refused"));
		buf_char(b, '}');
		return;
	}
	bool duty = req->session.roles & (ROLE_REVIEWER | ROLE_LEAD), review = text_eq(row->state, "in_review");
	bool undo = text_eq(row->state, "decided") && p->has_decision && p->decision.staff_id == req->session.subject_id && p->decision.applied_at == DB_NULL &&
	            p->decision.takes_effect_at > clock_now_ms();
	buf_key(b, "duties");
	buf_char(b, '{');
	buf_key_bool(b, "can_decide", duty && review);
	buf_key_bool(b, "can_ask", duty && review);
	buf_key_bool(b, "can_undo", duty && undo);
	buf_key_bool(b, "can_recheck", duty && (review || text_eq(row->state, "accepted") || text_eq(row->state, "approved")));
	buf_char(b, '}');
}

enum err_code case_page_write(struct req *req, struct reply *reply, const struct case_row *row, bool staff)
{
	struct ctx *ctx = &req->ctx;
	struct buf *b = &reply->body;
	struct case_parts p;
	struct payout_row *payouts;
	size_t n_payouts;
	enum err_code code = case_page_flow(ctx, row, &p);
	if (!code && staff)
		code = change_timeline(ctx, row->id, &p.events, &p.n_events);
	if (!code)
		code = pay_query_of_case(ctx, row->id, &payouts, &n_payouts);
	if (code)
		return code;
	buf_str(b, "{\"case\":");
	case_row_json(b, row);
	if (staff) {
		buf_key_int(b, "ver", row->ver);
		write_household(b, &p);
	}
	api_text_or_null(b, "answers", p.answers);
	buf_key(b, "form_summary");
	code = case_view_form(ctx, row->id, b);
	if (!staff)
		write_steps(req, b, row, p.events, p.n_events);
	buf_key(b, "checks");
	if (!code)
		code = case_view_checks(ctx, row->id, staff ? VIEW_STAFF : VIEW_APPLICANT, b);
	write_timeline(b, p.events, p.n_events, staff);
	api_files(b, "files", p.files, p.n_files);
	write_supplement(b, &p);
	write_decision(b, &p, staff);
	if (!code)
		code = case_page_payouts(req, b, "payouts", payouts, n_payouts);
	buf_key(b, "months");
	if (!code)
		code = month_view(ctx, row->id, staff, b);
	write_can(req, b, row, &p, staff);
	buf_char(b, '}');
	return code ? code : api_done(reply);
}
