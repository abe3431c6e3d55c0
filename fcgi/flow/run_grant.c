#include "flow/run_flow.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/casefile/theme.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/ledger.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/month_row.h"

#define CHUNK 100     /* ids: their people are locked while it lasts */
#define PEOPLE_MAX 64 /* of one household */

struct granting_run {
	struct ctx *ctx;
	const struct run *run;
	struct run_range *range;
	enum scheme scheme;
	int32_t month, last;
	struct house_row *house_rows;
	size_t n_house_rows;
	struct run_entry *entries;
	size_t n_entries, at;
	struct run_month *rows;
	size_t n_rows;
	struct month_used *used;
	size_t n_used;
	int64_t available_fen;
	bool budget_short;
};

static int64_t upto_of(const struct run_range *range)
{
	return range->next_id + CHUNK < range->to_id ? range->next_id + CHUNK : range->to_id;
}

static const char *period_of(const struct granting_run *g)
{
	char month[MONTH_TEXT];
	int year, m, day;
	if (g->run->months == 1) {
		month_text(g->month, month);
		return arena_strdup(g->ctx->arena, month);
	}
	date_split(month_first_day(g->month), &year, &m, &day);
	return arena_printf(g->ctx->arena, "%04dQ%d", year, (m + 2) / 3);
}

/* The case's SMS and jobs about one qualification. */
static enum err_code tell_missed(struct granting_run *g, int64_t case_id, const char *month)
{
	struct casefile c;
	int32_t number;
	enum err_code code = month_parse(month, &number) ? casefile_read(g->ctx, case_id, &c) : err_set(&g->ctx->err, ERR_INTERNAL, "month");
	return code ? code : case_missed(g->ctx, &c, number);
}

static enum err_code settle_later(struct granting_run *g, int64_t qualification_id)
{
	return case_job_put(g->ctx, &(struct case_job){ .kind = "settle_months", .subject_id = qualification_id, .n = -1, .again = true });
}

/* Months of one household that the run found payable and that still are, with the same amount. */
struct due {
	const struct run_entry *entries[3];
	struct month_row rows[3];
	size_t n;
	int64_t sum_fen;
};

/* Told again from what is known now: what has changed since the run looked is settled by itself, not by what was agreed. */
static enum err_code still_due(struct granting_run *g, struct month_house *house, const struct run_entry *e, struct due *due, bool *ret_same)
{
	struct month_told told;
	struct month_row row = { .person_id = house->holder_id, .qualification_id = house->qualification_id, .entitlement_id = DB_NULL, .month = e->month,
		                 .cap_group = month_cap_group(house->scheme), .rev = e->rev + 1 };
	int32_t month;
	if (!month_parse(e->month, &month))
		return err_set(&g->ctx->err, ERR_INTERNAL, "month");
	enum err_code code = month_row_tell(g->ctx, g->ctx->arena, house, month, &told, &row);
	*ret_same = !code && told.result.outcome == MONTH_PAYABLE && told.result.amount_fen == e->amount_fen && house->live;
	if (code || !*ret_same)
		return code;
	if (!money_add(due->sum_fen, row.amount_fen, &due->sum_fen))
		return err_set(&g->ctx->err, ERR_INTERNAL, "the sum of a household");
	due->entries[due->n] = e;
	due->rows[due->n++] = row;
	code = month_house_count(g->ctx->arena, house, month);
	return code ? err_set(&g->ctx->err, code, "months used") : ERR_OK;
}

static void put_rows(struct granting_run *g, const struct due *due, int64_t entitlement_id, const char *waits_for)
{
	for (size_t i = 0; i < due->n; i++) {
		struct run_month *m = &g->rows[g->n_rows++];
		*m = (struct run_month){ .row = due->rows[i], .run_id = g->run->id, .change_kind = due->entries[i]->change_kind };
		m->row.entitlement_id = entitlement_id;
		if (waits_for) {
			m->row.outcome = "waiting";
			m->row.codes = waits_for;
			m->row.amount_fen = 0;
		}
	}
}

static enum err_code grant_due(struct granting_run *g, const struct month_house *house, const struct due *due)
{
	struct ctx *ctx = g->ctx;
	struct account account;
	enum err_code code = account_live(ctx, house->holder_id, &account);
	bool has_account = !code;
	if (code && code != ERR_NOT_FOUND)
		return code;
	err_clear(&ctx->err);
	if (!has_account || g->available_fen < due->sum_fen) {
		g->budget_short = g->budget_short || has_account;
		put_rows(g, due, DB_NULL, has_account ? "BUDGET" : "ACCOUNT");
		return settle_later(g, house->qualification_id);
	}
	struct grant grant = { .program = g->run->scheme, .scheme = g->run->scheme, .period_key = period_of(g), .person_id = house->holder_id,
		               .case_id = house->case_id, .qualification_id = house->qualification_id, .amount_fen = due->sum_fen, .account_id = account.id };
	int64_t entitlement_id, order_id;
	code = grant.period_key ? ledger_grant(ctx, &grant, &entitlement_id, &order_id) : err_set(&ctx->err, ERR_NOMEM, "arena");
	if (code)
		return code;
	g->available_fen -= due->sum_fen;
	g->range->n.granted++;
	g->range->n.granted_fen += due->sum_fen;
	put_rows(g, due, entitlement_id, NULL);
	const struct month_person *holder = month_house_holder(house);
	if (holder)
		g->used[g->n_used++] = (struct month_used){ house->holder_id, month_cap_group(house->scheme), holder->used };
	return ERR_OK;
}

static enum err_code one_house(struct granting_run *g, struct month_house *house)
{
	struct due due = { .n = 0 };
	bool later = false, same;
	enum err_code code = ERR_OK;
	while (g->at < g->n_entries && g->entries[g->at].qualification_id < house->qualification_id)
		g->at++;
	for (; g->at < g->n_entries && g->entries[g->at].qualification_id == house->qualification_id && !code; g->at++) {
		const struct run_entry *e = &g->entries[g->at];
		if (e->run_id != g->run->id)
			continue;
		if (text_eq(e->outcome, "waiting") && text_eq(e->codes, RUN_WAITS)) {
			code = still_due(g, house, e, &due, &same);
			later = later || !same;
		} else if (text_eq(e->outcome, "waiting")) {
			later = true;
		} else {
			code = tell_missed(g, house->case_id, e->month);
		}
	}
	if (!code && later)
		code = settle_later(g, house->qualification_id);
	return code || !due.n ? code : grant_due(g, house, &due);
}

static enum err_code read_chunk(struct granting_run *g, int64_t upto)
{
	struct ctx *ctx = g->ctx;
	char *last = arena_alloc(ctx->arena, MONTH_TEXT);
	struct ledger_balance balance;
	if (!last)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	month_text(g->last, last);
	struct run_window ask = { g->range->next_id, upto, g->run->scheme, g->run->month, last };
	enum err_code code = house_list(ctx, g->run->scheme, month_cap_group(g->scheme), g->range->next_id, upto, (size_t)CHUNK * PEOPLE_MAX, &g->house_rows,
	                                &g->n_house_rows);
	if (!code)
		code = run_entries(ctx, &ask, (size_t)CHUNK * 64, &g->entries, &g->n_entries);
	if (!code)
		code = ledger_balance(ctx, g->run->scheme, &balance);
	if (code)
		return code;
	g->available_fen = balance.available_fen;
	g->rows = arena_array(ctx->arena, g->n_entries + 1, sizeof *g->rows);
	g->used = arena_array(ctx->arena, g->n_entries + 1, sizeof *g->used);
	return g->rows && g->used ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code run_grant_people(struct ctx *ctx, const struct run *run, const struct run_range *range, int64_t **ret_ids, size_t *ret_n)
{
	struct sql_id *people;
	enum err_code code = house_people(ctx, run->scheme, range->next_id, upto_of(range), (size_t)CHUNK * PEOPLE_MAX, &people, ret_n);
	*ret_ids = code ? NULL : arena_array(ctx->arena, *ret_n + 1, sizeof **ret_ids);
	if (!code && !*ret_ids)
		code = err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; !code && i < *ret_n; i++)
		(*ret_ids)[i] = people[i].id;
	return code;
}

enum err_code run_grant(struct ctx *ctx, const struct run *run, struct run_range *range)
{
	struct granting_run g = { .ctx = ctx, .run = run, .range = range };
	int64_t upto = upto_of(range);
	struct month_house house;
	size_t at = 0;
	enum err_code each;
	if (!policy_scheme_find(run->scheme, &g.scheme) || !month_parse(run->month, &g.month))
		return err_set(&ctx->err, ERR_INTERNAL, "run %lld", (long long)run->id);
	g.last = g.month + (int32_t)run->months - 1;
	enum err_code code = read_chunk(&g, upto);
	while (!code && month_house_next(ctx->arena, g.scheme, g.house_rows, g.n_house_rows, &at, &house, &each))
		code = each ? err_set(&ctx->err, each, "a household of qualification %lld", (long long)house.qualification_id) : one_house(&g, &house);
	if (!code)
		code = run_months_put(ctx, g.rows, g.n_rows);
	if (!code)
		code = month_used_put(ctx, g.used, g.n_used);
	if (!code && g.budget_short)
		code = alarm_raise(ctx, "budget_short", 0, "预算余额不足，有已核定的补贴在等待");
	if (!code)
		range->next_id = upto;
	return code;
}
