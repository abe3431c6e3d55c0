#include "flow/grant_months.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/ledger.h"
#include "domain/people/people.h"
#include "flow/case_flow_sql.h"
#include "flow/month_row.h"

struct month_work {
	struct ctx *ctx;
	const struct granting *in;
	struct month_house house;
	struct account account;
	bool has_account;
	int64_t available_fen;
	struct month_row *before;
	size_t n_before;
	struct granted sum;
};

static enum err_code grant(struct month_work *w, struct month_row *row)
{
	const struct qualification *q = w->in->q;
	if (!w->has_account || w->available_fen < row->amount_fen) {
		/* The right stands; the month waits for money or an account and is settled by its job. */
		w->sum.budget_short = w->sum.budget_short || w->has_account;
		row->outcome = "waiting";
		row->codes = w->has_account ? "BUDGET" : "ACCOUNT";
		row->amount_fen = 0;
		w->sum.n_waiting++;
		return ERR_OK;
	}
	struct grant grant = { .program = q->scheme, .scheme = q->scheme, .period_key = row->month, .person_id = q->person_id, .case_id = q->case_id,
		               .qualification_id = q->id, .amount_fen = row->amount_fen, .account_id = w->account.id,
		               .override = w->in->override_checks && w->in->override_checks[0] };
	int64_t order_id;
	enum err_code code = ledger_grant(w->ctx, &grant, &row->entitlement_id, &order_id);
	if (code)
		return code;
	w->available_fen -= row->amount_fen;
	w->sum.n_payable++;
	w->sum.sum_fen += row->amount_fen;
	return ERR_OK;
}

static const struct month_row *entry_before(const struct month_work *w, const char *month)
{
	for (size_t i = 0; i < w->n_before; i++)
		if (text_eq(w->before[i].month, month))
			return &w->before[i];
	return NULL;
}

static enum err_code one_month(struct month_work *w, int32_t month)
{
	char text[MONTH_TEXT];
	struct month_told told;
	month_text(month, text);
	struct month_row row = { .person_id = w->in->q->person_id, .qualification_id = w->in->q->id, .entitlement_id = DB_NULL,
		                 .cap_group = month_cap_group(w->house.scheme), .month = text };
	w->house.overruled = month <= w->in->override_last ? month_overruled(w->in->override_checks) : 0;
	enum err_code code = month_house_used(w->ctx, &w->house);
	if (!code)
		code = month_row_tell(w->ctx, w->ctx->arena, &w->house, month, &told, &row);
	if (code)
		return code;
	if (told.result.outcome == MONTH_PAYABLE)
		code = grant(w, &row);
	else if (told.result.outcome == MONTH_WAITING)
		w->sum.n_waiting++, w->sum.facts_wait = true;
	else
		w->sum.n_other++;
	if (code == ERR_DUPLICATE) { /* granted before, from another source of months: nothing to add */
		err_clear(&w->ctx->err);
		return ERR_OK;
	}
	if (code)
		return code;
	const struct month_row *before = entry_before(w, text);
	if (before && text_eq(before->outcome, row.outcome) && text_eq(before->codes, row.codes) && text_eq(before->checks, row.checks))
		return ERR_OK; /* still waiting for the same: nothing to write down */
	return month_put(w->ctx, &row);
}

enum err_code grant_months(struct ctx *ctx, const struct granting *in, struct granted *ret_granted)
{
	struct month_work w = { .ctx = ctx, .in = in };
	struct ledger_balance balance;
	int32_t first, end;
	if (!month_parse(in->q->month_from, &first) || !month_parse(in->q->month_to, &end))
		return err_set(&ctx->err, ERR_INTERNAL, "months of the qualification");
	enum err_code code = account_live(ctx, in->q->person_id, &w.account);
	w.has_account = !code;
	if (code == ERR_NOT_FOUND)
		code = ERR_OK;
	if (!code)
		code = month_house_read(ctx, in->q, &w.house);
	if (!code)
		code = month_list(ctx, in->q->id, &w.before, &w.n_before);
	if (!code)
		code = ledger_balance(ctx, in->q->scheme, &balance);
	if (code)
		return code;
	w.available_fen = balance.available_fen;
	for (int32_t month = first; month <= end && month <= in->last && !code; month++) {
		char text[MONTH_TEXT];
		month_text(month, text);
		const struct month_row *before = entry_before(&w, text);
		if (before ? !text_eq(before->outcome, "waiting") || before->held : in->only_waiting)
			continue;
		code = one_month(&w, month);
	}
	if (!code && w.sum.budget_short)
		code = alarm_raise(ctx, "budget_short", 0, "预算余额不足，有已核定的补贴在等待");
	if (!code)
		*ret_granted = w.sum;
	return code;
}

enum err_code grant_in_turn(struct ctx *ctx, const char *name, tx_fn *fn, void *arg)
{
	struct sql_id got;
	enum err_code code = db_one(ctx->db, &case_flow_stmts[FLOW_TURN_TAKE], NULL, &got);
	if (!code && got.id != 1)
		code = err_set(&ctx->err, ERR_BUSY, "%s: others are granting", name);
	if (code)
		return code;
	code = tx_run(ctx->db, name, fn, arg);
	/* With the link the turn is gone by itself; what the transaction said stands either way. */
	struct err said = ctx->err;
	(void)!db_one(ctx->db, &case_flow_stmts[FLOW_TURN_GIVE], NULL, &got);
	ctx->err = said;
	return code;
}
