#include "flow/month_view.h"

#include "base/date.h"
#include "domain/ledger/refund.h"
#include "domain/rules/rules_text.h"
#include "flow/month_facts.h"

#include <string.h>

struct viewed {
	struct buf *out;
	struct rules_table table;
	const struct policy *policy; /* admission of the month; NULL: unknown */
	const struct month_row *row;
	const struct month_row *revs; /* of this month, oldest first; row is the last of them */
	size_t n_revs;
	const struct refund *refunds; /* of the qualification */
	size_t n_refunds;
	bool staff, first;
};

static void why_json(struct viewed *v, const char *rule, const char *title, const char *text, const char *next)
{
	struct buf *b = v->out;
	buf_str(b, v->first ? "{" : ",{");
	v->first = false;
	buf_key_str(b, "rule", rule);
	buf_key_str(b, "title", title);
	buf_key_str(b, "text", text);
	buf_key_str(b, "next", next);
	buf_char(b, '}');
}

static void check_why(struct viewed *v, enum check_code code, enum outcome outcome)
{
	const struct rules_text *text = rules_text_find(code, outcome);
	const struct policy_title *title = v->policy ? policy_title_find(v->policy, code) : NULL;
	why_json(v, policy_check_name(code), title ? title->title : policy_check_name(code), text->sentence, text->next_text);
}

/* Another check of its any-of group passes: nothing is waited for on this one's account. */
static bool is_settled(const struct viewed *v, enum check_code code)
{
	for (size_t g = 0; v->policy && g < v->policy->n_month_groups; g++)
		for (size_t i = 0; v->policy->month_groups[g].checks & CHECK_BIT(code) && i < v->table.n; i++)
			if (v->policy->month_groups[g].checks & CHECK_BIT(v->table.checks[i].code) && i < strlen(v->row->checks) && v->row->checks[i] == 'P')
				return true;
	return false;
}

static void write_why(struct viewed *v)
{
	const struct month_row *row = v->row;
	if (text_eq(row->codes, "BUDGET"))
		why_json(v, "BUDGET", "补贴资金", "补贴资金正在安排", "资金到位后自动发放");
	if (text_eq(row->codes, "RUN"))
		why_json(v, "RUN", "本期核查", "核查已通过，等待统一发放", "批准后自动发放");
	if (text_eq(row->codes, "ACCOUNT"))
		why_json(v, "ACCOUNT", "收款账户", "没有可以使用的收款账户", "更正收款账户后自动发放");
	if (text_eq(row->codes, MONTH_ENDED))
		why_json(v, MONTH_ENDED, "资格终止", "资格已经终止，此后的月份不再发放", "如有疑问请联系经办部门");
	for (size_t i = 0; i < v->table.n; i++) {
		enum check_code code = v->table.checks[i].code;
		if (text_in_list(row->codes, policy_check_name(code)))
			check_why(v, code, OUTCOME_FAIL);
		else if (text_eq(row->outcome, "waiting") && i < strlen(row->checks) && row->checks[i] == 'U' && !is_settled(v, code))
			check_why(v, code, OUTCOME_UNKNOWN);
	}
}

/* ---- corrections ---- */

/* Checks that came out otherwise, by their titles: what was found about whom stands nowhere here. */
static void write_changed(struct viewed *v, const struct month_row *from, const struct month_row *to)
{
	bool first = true;
	for (size_t i = 0; i < v->table.n && i < strlen(from->checks) && i < strlen(to->checks); i++) {
		if (from->checks[i] == to->checks[i] || (from->checks[i] != 'F' && to->checks[i] != 'F'))
			continue;
		enum check_code code = v->table.checks[i].code;
		const struct policy_title *title = v->policy ? policy_title_find(v->policy, code) : NULL;
		buf_str(v->out, first ? "" : ",");
		buf_json(v->out, title ? title->title : policy_check_name(code));
		first = false;
	}
	if (first)
		buf_json(v->out, text_eq(to->codes, MONTH_ENDED) ? "资格终止" : from->persons != to->persons ? "保障人数" : "租赁备案的租金或补贴标准");
}

static void write_correction(struct viewed *v, const struct month_row *from, const struct month_row *to)
{
	struct buf *b = v->out;
	char at[INSTANT_TEXT];
	instant_text(to->at, at);
	buf_str(b, v->first ? "{" : ",{");
	v->first = false;
	buf_key_str(b, "at", at);
	buf_key_str(b, "from", from->outcome);
	buf_key_int(b, "from_fen", from->amount_fen);
	buf_key_str(b, "to", to->outcome);
	buf_key_int(b, "to_fen", to->amount_fen);
	buf_key_int(b, "delta_fen", to->amount_fen - from->amount_fen);
	buf_key(b, "why");
	buf_char(b, '[');
	write_changed(v, from, to);
	buf_str(b, "]}");
}

/* A month that waited and was settled is no correction. */
static void write_corrections(struct viewed *v)
{
	const struct month_row *from = NULL;
	v->first = true;
	for (size_t i = 0; i < v->n_revs; i++) {
		const struct month_row *to = &v->revs[i];
		if (text_eq(to->outcome, "waiting"))
			continue;
		if (from)
			write_correction(v, from, to);
		from = to;
	}
}

static void write_refunds(struct viewed *v)
{
	static const struct { const char *state, *shown, *next; } states[] = {
		{ "OPEN", "open", "正在核定退回方式，暂时无需操作" }, { "AGREED", "agreed", "从以后发放的补贴中抵扣，无需操作" },
		{ "NETTED", "netted", "已从以后发放的补贴中抵扣" }, { "RETURNED", "returned", "已退回" }, { "WAIVED", "waived", "不再要求退回" },
	};
	struct buf *b = v->out;
	bool first = true;
	for (size_t i = 0; i < v->n_refunds; i++) {
		const struct refund *r = &v->refunds[i];
		if (!text_eq(r->month, v->row->month))
			continue;
		buf_str(b, first ? "{" : ",{");
		first = false;
		buf_key(b, "id");
		if (v->staff)
			buf_int(b, r->id);
		else
			buf_str(b, "null");
		buf_key_int(b, "amount_fen", r->amount_fen);
		buf_key_int(b, "netted_fen", r->netted_fen);
		for (size_t k = 0; k < ARRAY_LEN(states); k++)
			if (text_eq(states[k].state, r->state)) {
				buf_key_str(b, "state", states[k].shown);
				buf_key_str(b, "next", states[k].next);
			}
		buf_char(b, '}');
	}
}

static void month_json(struct ctx *ctx, struct viewed *v)
{
	struct buf *b = v->out;
	const struct month_row *row = v->row;
	v->policy = row->admission_version ? policy_by_version(ctx->policies, row->admission_version) : NULL;
	v->first = true;
	buf_char(b, '{');
	buf_key_str(b, "month", row->month);
	buf_key_str(b, "outcome", row->outcome);
	buf_key_int(b, "amount_fen", row->amount_fen);
	buf_key_int(b, "persons", row->persons);
	buf_key(b, "versions");
	buf_char(b, '[');
	if (row->admission_version)
		buf_json(b, row->admission_version);
	if (row->standard_version && !text_eq(row->standard_version, row->admission_version)) {
		if (row->admission_version)
			buf_char(b, ',');
		buf_json(b, row->standard_version);
	}
	buf_str(b, "],\"why\":[");
	write_why(v);
	buf_str(b, "],\"corrections\":[");
	write_corrections(v);
	buf_str(b, "],\"refunds\":[");
	write_refunds(v);
	buf_str(b, "]}");
}

/* Months that count for the holder and the limit of the standard in force: his spouse's months come to them when a month is judged. */
static enum err_code cap_json(struct ctx *ctx, struct buf *b, const struct qualification *q, enum scheme scheme)
{
	int64_t counted;
	enum err_code code = month_counted(ctx, q->person_id, 0, month_cap_group(scheme), &counted);
	if (code)
		return code;
	const struct policy *standard = policy_in_force(ctx->policies, scheme, POLICY_STANDARD, clock_today());
	buf_key_int(b, "counted", counted);
	buf_key(b, "limit");
	if (standard)
		buf_int(b, standard->number[POLICY_CAP_MONTHS]);
	else
		buf_str(b, "null");
	return ERR_OK;
}

static enum err_code items_json(struct ctx *ctx, struct viewed *v, const struct qualification *q)
{
	struct month_row *rows;
	struct refund *refunds;
	size_t n;
	enum err_code code = month_history(ctx, q->id, &rows, &n);
	if (!code)
		code = refund_of_qualification(ctx, q->id, &refunds, &v->n_refunds);
	if (code)
		return code;
	v->refunds = refunds;
	for (size_t end = n, from; end > 0; end = from) {
		for (from = end - 1; from > 0 && text_eq(rows[from - 1].month, rows[end - 1].month); from--)
			;
		if (end < n)
			buf_char(v->out, ',');
		v->row = &rows[end - 1];
		v->revs = &rows[from];
		v->n_revs = end - from;
		month_json(ctx, v);
	}
	return ERR_OK;
}

enum err_code month_view(struct ctx *ctx, int64_t case_id, bool staff, struct buf *out)
{
	struct qualification q;
	enum scheme scheme;
	enum err_code code = qualification_of_case(ctx, case_id, &q);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		buf_str(out, "null");
		return ERR_OK;
	}
	if (!code && !policy_scheme_find(q.scheme, &scheme))
		code = err_set(&ctx->err, ERR_INTERNAL, "unknown scheme");
	if (code)
		return code;
	struct viewed v = { .out = out, .table = rules_table(scheme, true), .staff = staff };
	buf_char(out, '{');
	code = cap_json(ctx, out, &q, scheme);
	buf_key(out, "items");
	buf_char(out, '[');
	if (!code)
		code = items_json(ctx, &v, &q);
	buf_str(out, "]}");
	return code;
}
