#include "flow/rejudge_months.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/order.h"
#include "domain/ledger/refund.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/month_row.h"

#include <stdlib.h>
#include <string.h>

struct work {
	struct ctx *ctx;
	const struct rejudging *in;
	struct month_house house;
	struct account account;
	bool has_account;
	int64_t available_fen;
	struct rejudged sum;
	const char *first; /* month told to the holder */
	int64_t n_money;   /* months whose money changed */
};

/* One month: the row before, the row now, and the rights it has given so far. */
struct correction {
	const struct month_row *before;
	struct month_row now;
	struct month_right *rights;
	size_t n;
	int64_t net_fen; /* what those rights come to, refunds that nobody agreed on left aside: they are made anew */
	int64_t waived_fen; /* he was let keep it beyond that */
};

static bool stands(const struct month_right *r)
{
	return text_eq(r->state, "APPROVED");
}

/* Nobody has seen its money, and the bank does not say otherwise. One that others have agreed to take back stays as it is, and so does one that
 * pays other months too, or that paid a part of what was returned or waived for the rest: nobody would ask for that part again. */
static bool closable(const struct month_right *r)
{
	if (!stands(r) || r->refund_fen > r->open_fen || r->amount_fen != r->whole_fen || r->settled)
		return false;
	return !r->order_id || (text_eq(r->order_state, "READY") && !text_eq(r->held, ORDER_HELD_DUPLICATE) && !text_eq(r->held, ORDER_HELD_CONFLICT));
}

static const char *next_key(struct work *w, const struct correction *k)
{
	long n = 0;
	for (size_t i = 0; i < k->n; i++) {
		const char *d = strstr(k->rights[i].period_key, "/d");
		long had = d ? strtol(d + 2, NULL, 10) : 0;
		n = had > n ? had : n;
	}
	return arena_printf(w->ctx->arena, "%s/d%ld", k->before->month, n + 1);
}

static enum err_code grant_more(struct work *w, struct correction *k, int64_t fen)
{
	const struct qualification *q = w->in->q;
	struct grant grant = { .program = q->scheme, .scheme = q->scheme, .period_key = next_key(w, k), .person_id = q->person_id, .case_id = q->case_id,
		               .qualification_id = q->id, .amount_fen = fen, .account_id = w->account.id, .override = w->house.overruled != 0 };
	int64_t order_id;
	if (!grant.period_key)
		return err_set(&w->ctx->err, ERR_NOMEM, "arena");
	enum err_code code = ledger_grant(w->ctx, &grant, &k->now.entitlement_id, &order_id);
	if (!code)
		w->available_fen -= fen;
	return code;
}

static enum err_code close_right(struct work *w, const struct month_right *r)
{
	enum err_code code = r->order_id ? order_close(w->ctx, r->order_id) : refund_cancel_right(w->ctx, r->entitlement_id);
	if (!code && r->order_id)
		w->available_fen += r->amount_fen;
	return code;
}

static enum err_code owe_back(struct work *w, const struct correction *k, const struct month_right *r, int64_t fen)
{
	const struct qualification *q = w->in->q;
	struct refund row = { .person_id = q->person_id, .case_id = q->case_id, .qualification_id = q->id, .scheme = q->scheme, .month = k->before->month,
		              .rev = k->before->rev + 1, .entitlement_id = r->entitlement_id, .amount_fen = fen, .codes = k->now.codes };
	int64_t id;
	enum err_code code = refund_put(w->ctx, &row, &id);
	if (!code)
		code = alarm_raise(w->ctx, "refund_open", id, "有补贴经重新核定需要退回，请财务在办件的各月明细中处理");
	w->sum.n_refunds++;
	return code;
}

/* Newest first: orders that nobody collected are taken back, then what was paid is to be given back. *ret_left < 0: too much was taken. */
static enum err_code take_less(struct work *w, struct correction *k, int64_t need, int64_t *ret_left)
{
	enum err_code code = ERR_OK;
	for (size_t i = k->n; i > 0 && need > 0 && !code; i--) {
		const struct month_right *r = &k->rights[i - 1];
		if (!closable(r))
			continue;
		code = close_right(w, r);
		need -= r->amount_fen;
		if (k->now.entitlement_id == r->entitlement_id)
			k->now.entitlement_id = DB_NULL;
	}
	for (size_t i = k->n; i > 0 && need > 0 && !code; i--) {
		const struct month_right *r = &k->rights[i - 1];
		int64_t left = stands(r) && !closable(r) ? r->amount_fen - (r->refund_fen - r->open_fen) : 0, fen = left < need ? left : need;
		if (fen <= 0)
			continue;
		code = owe_back(w, k, r, fen);
		need -= fen;
	}
	if (!code && need > 0)
		code = err_set(&w->ctx->err, ERR_INTERNAL, "month %s has fewer rights than it was paid", k->before->month);
	*ret_left = need;
	return code;
}

/* A right is closed whole: what it was too much is granted again, so its order may be cut smaller only with an account at hand. */
static int64_t closing_fen(const struct correction *k, int64_t need)
{
	int64_t closed = 0;
	for (size_t i = k->n; i > 0 && closed < need; i--)
		if (closable(&k->rights[i - 1]))
			closed += k->rights[i - 1].amount_fen;
	return closed;
}

static enum err_code drop_open(struct work *w, const struct correction *k)
{
	struct refund *rows;
	size_t n;
	enum err_code code = refund_open_of(w->ctx, w->in->q->person_id, w->in->q->scheme, k->before->month, &rows, &n);
	for (size_t i = 0; i < n && !code; i++) {
		code = refund_move(w->ctx, &rows[i], "CANCELLED", DB_NULL);
		if (!code)
			code = alarm_clear(w->ctx, "refund_open", rows[i].id);
	}
	return code;
}

static enum err_code note(struct work *w, const struct correction *k, int64_t delta)
{
	struct ctx *ctx = w->ctx;
	const char *detail = arena_printf(ctx->arena, "%s rev %lld: %s %lld fen -> %s %lld fen, delta %lld [%s]", k->before->month, (long long)k->before->rev + 1,
	                                  k->before->outcome, (long long)k->before->amount_fen, k->now.outcome, (long long)k->now.amount_fen, (long long)delta,
	                                  k->now.codes);
	w->sum.n_changed++;
	if (delta) {
		w->first = w->first ? w->first : k->before->month;
		w->n_money++;
	}
	w->sum.more_fen += delta > 0 ? delta : 0;
	w->sum.less_fen += delta < 0 ? -delta : 0;
	return detail ? case_audit(ctx, w->in->c, "case.correct_month", detail) : err_set(&ctx->err, ERR_NOMEM, "arena");
}

/* What he was let keep of a month pays it first when it is right after all; it is not asked for otherwise. */
static int64_t delta_of(const struct correction *k)
{
	int64_t delta = k->now.amount_fen - k->net_fen;
	return delta <= 0 ? delta : delta > k->waived_fen ? delta - k->waived_fen : 0;
}

static enum err_code settle_delta(struct work *w, struct correction *k)
{
	int64_t delta = delta_of(k), more = delta > 0 ? delta : 0, left = 0;
	if (delta < 0) {
		int64_t closed = closing_fen(k, -delta);
		more = closed > -delta ? closed + delta : 0;
	}
	if ((more && !w->has_account) || (delta > 0 && w->available_fen < delta)) {
		w->sum.waits = true;
		return ERR_OK;
	}
	enum err_code code = drop_open(w, k);
	if (!code && delta < 0)
		code = take_less(w, k, -delta, &left);
	if (!code && more)
		code = grant_more(w, k, more);
	if (!code)
		code = month_put(w->ctx, &k->now);
	return code ? code : note(w, k, k->now.amount_fen - k->before->amount_fen);
}

/* Nothing new: the same end, or other reasons of which one is only that a source is not known now. */
static bool same(const struct month_row *before, const struct month_row *now)
{
	if (!text_eq(before->outcome, now->outcome) || before->amount_fen != now->amount_fen)
		return false;
	return text_eq(before->codes, now->codes) || strchr(now->checks, 'U');
}

/* The qualification was over before that month: no check says so, hence nothing was seen and nothing can be told again. */
static void beyond(struct month_row *row)
{
	row->outcome = months_outcome_name(MONTH_NOT_PAYABLE);
	row->codes = MONTH_ENDED;
	row->checks = "";
}

static enum err_code one_month(struct work *w, const struct month_row *before, int32_t month)
{
	const struct qualification *q = w->in->q;
	struct month_told told;
	struct correction k = { .before = before, .now = { .person_id = q->person_id, .qualification_id = q->id, .entitlement_id = DB_NULL,
	                                                   .cap_group = month_cap_group(w->house.scheme), .month = before->month } };
	w->house.overruled = month <= w->in->override_last ? month_overruled(w->in->override_checks) : 0;
	enum err_code code = month_house_used(w->ctx, &w->house);
	if (!code && month > w->house.month_to)
		beyond(&k.now);
	else if (!code)
		code = month_row_tell(w->ctx, w->ctx->arena, &w->house, month, &told, &k.now);
	if (code || text_eq(k.now.outcome, "waiting") || same(before, &k.now))
		return code;
	code = refund_rights(w->ctx, q->person_id, q->scheme, before->month, &k.rights, &k.n);
	for (size_t i = 0; i < k.n && !code; i++) {
		const struct month_right *r = &k.rights[i];
		k.net_fen += stands(r) ? r->amount_fen - (r->refund_fen - r->open_fen) : 0;
		k.waived_fen += stands(r) ? r->waived_fen : 0;
		/* The month's own right, which is closed last. */
		if (stands(r) && k.now.amount_fen && k.now.entitlement_id == DB_NULL)
			k.now.entitlement_id = r->entitlement_id;
	}
	return code ? code : settle_delta(w, &k);
}

/* "您2026年11月等2个月的补贴已重新核定": what and why stand on his page. */
static enum err_code tell(struct work *w)
{
	struct ctx *ctx = w->ctx;
	int32_t month;
	if (!month_parse(w->first, &month))
		return err_set(&ctx->err, ERR_INTERNAL, "month");
	char *text = case_month_words(ctx->arena, month);
	if (text && w->n_money > 1)
		text = arena_printf(ctx->arena, "%s等%lld个月", text, (long long)w->n_money);
	return text ? case_notice(ctx, w->in->c, "month_corrected", NULL, text) : err_set(&ctx->err, ERR_NOMEM, "arena");
}

/* All that a right pays is to be given back, and its order has not left: it need not leave. */
static enum err_code take_back(struct work *w)
{
	struct ctx *ctx = w->ctx;
	const struct qualification *q = w->in->q;
	struct unsent_right *rights;
	struct refund *refunds;
	size_t n, n_refunds = 0;
	enum err_code code = refund_unsent(ctx, q->person_id, q->scheme, &rights, &n);
	if (!code && n)
		code = refund_of_qualification(ctx, q->id, &refunds, &n_refunds);
	for (size_t i = 0; i < n && !code; i++) {
		for (size_t k = 0; k < n_refunds && !code; k++) {
			if (refunds[k].entitlement_id != rights[i].entitlement_id || !text_eq(refunds[k].state, "OPEN"))
				continue;
			code = refund_move(ctx, &refunds[k], "CANCELLED", DB_NULL);
			if (!code)
				code = alarm_clear(ctx, "refund_open", refunds[k].id);
			w->sum.n_refunds--;
		}
		if (!code)
			code = order_close(ctx, rights[i].order_id);
		if (!code)
			code = case_audit(ctx, w->in->c, "case.take_back_order", NULL);
	}
	return code;
}

static enum err_code finish(struct work *w)
{
	struct ctx *ctx = w->ctx;
	const struct qualification *q = w->in->q;
	enum err_code code = w->sum.n_refunds ? take_back(w) : ERR_OK;
	if (!code)
		code = w->n_money && !w->in->quiet ? tell(w) : ERR_OK;
	if (!code && w->n_money)
		code = case_job_put(ctx, &(struct case_job){ .kind = "pay_collect", .subject_id = q->id, .n = -1, .again = true,
		                                             .payload = arena_printf(ctx->arena, "\"%s\"", q->scheme) });
	if (code)
		return code;
	return w->sum.waits ? alarm_raise(ctx, "correction_waits", q->id, "有月份经重新核定应当补发，等待资金或收款账户") : alarm_clear(ctx, "correction_waits", q->id);
}

enum err_code rejudge_months(struct ctx *ctx, const struct rejudging *in, struct rejudged *ret_rejudged)
{
	struct work w = { .ctx = ctx, .in = in };
	struct ledger_balance balance;
	struct month_row *rows;
	size_t n = 0;
	int32_t month, oldest = date_month(clock_today()) - (int32_t)config_int(ctx->config, "run.recheck_months");
	enum err_code code = account_live(ctx, in->q->person_id, &w.account);
	w.has_account = !code;
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		code = ERR_OK;
	}
	if (!code)
		code = month_house_read(ctx, in->q, &w.house);
	if (!code)
		code = month_list(ctx, in->q->id, &rows, &n);
	if (!code)
		code = ledger_balance(ctx, in->q->scheme, &balance);
	w.available_fen = code ? 0 : balance.available_fen;
	for (size_t i = 0; i < n && !code; i++)
		/* A waiting month is settle_months' own; one without what it saw was taken over from elsewhere. */
		if (!text_eq(rows[i].outcome, "waiting") && rows[i].seen.p && month_parse(rows[i].month, &month) && month >= oldest)
			code = one_month(&w, &rows[i], month);
	if (!code)
		code = finish(&w);
	if (!code)
		*ret_rejudged = w.sum;
	return code;
}
