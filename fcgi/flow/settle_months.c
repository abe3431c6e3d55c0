#include "flow/case_work.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "flow/case_common.h"
#include "flow/grant_months.h"
#include "flow/house_fetch.h"

#define OWN_MS 30000 /* looking at our own rows costs nobody anything */

struct settling {
	struct ctx *ctx;
	struct house_fetch house;
	struct granted granted;
	enum settling_kind kind;
};

static enum err_code settle_tx(struct db *db, void *arg)
{
	struct settling *s = arg;
	struct ctx *ctx = s->ctx;
	struct house_fetch *h = &s->house;
	(void)db;
	enum err_code code = house_fetch_lock(ctx, h);
	/* Before the new months: what an old one frees of the cap is theirs. */
	if (!code)
		code = house_fetch_keep(ctx, h, s->kind == SETTLE_RECHECK);
	struct granting in = { .q = &h->q, .override_checks = h->override_checks, .override_last = h->override_last, .last = date_month(clock_today()),
		               .only_waiting = s->kind != SETTLE_DUE };
	if (!code)
		code = grant_months(ctx, &in, &s->granted);
	if (!code && s->kind == SETTLE_DUE && s->granted.n_other && !h->died)
		code = case_missed(ctx, &h->c, date_month(clock_today()));
	if (!code && s->granted.n_payable)
		code = case_job_put(ctx, &(struct case_job){ .kind = "pay_collect", .subject_id = h->q.id, .n = -1, .again = true,
		                                             .payload = arena_printf(ctx->arena, "\"%s\"", h->q.scheme) });
	if (!code && s->granted.n_payable)
		code = case_audit(ctx, &h->c, "case.settle_months", arena_printf(ctx->arena, "months %lld", (long long)s->granted.n_payable));
	/* One that was paid says nothing of the others: the alarm goes with the last month that waits for money. */
	bool want = s->granted.budget_short;
	if (!code && !want)
		code = months_want_budget(ctx, &want);
	if (!code && !want)
		code = alarm_clear(ctx, "budget_short", 0);
	return code;
}

/* Money, an account or a run is waited for, no source: nothing has to be asked. */
static enum err_code sources_wait(struct ctx *ctx, int64_t qualification_id, bool *ret_wait)
{
	struct month_row *rows;
	size_t n;
	enum err_code code = month_list(ctx, qualification_id, &rows, &n);
	*ret_wait = false;
	for (size_t i = 0; i < n && !code; i++)
		if (text_eq(rows[i].outcome, "waiting") && !rows[i].held && !text_eq(rows[i].codes, "BUDGET") && !text_eq(rows[i].codes, "ACCOUNT"))
			*ret_wait = true;
	return code;
}

enum err_code settle_months(struct ctx *ctx, const struct outside *outside, int64_t qualification_id, enum settling_kind kind, int64_t attempts,
                            int64_t *ret_again_ms)
{
	struct settling s = { .ctx = ctx, .kind = kind };
	bool wait = false;
	enum err_code code = house_fetch_open(ctx, qualification_id, &s.house);
	if (!code)
		code = sources_wait(ctx, qualification_id, &wait);
	wait = wait || (kind != SETTLE_WAITING && attempts <= 1);
	if (!code && wait)
		code = house_fetch_ask(ctx, outside, &s.house, 1);
	if (!code)
		code = grant_in_turn(ctx, "settle_months", settle_tx, &s);
	if (code)
		return code;
	int64_t again = case_backoff_ms(ctx->config, attempts);
	if (!wait && again > OWN_MS)
		again = OWN_MS;
	*ret_again_ms = s.granted.n_waiting || (s.house.rejudged.waits && kind == SETTLE_RECHECK) ? again : 0;
	return ERR_OK;
}
