#include "flow/grant_months.h"

#include "base/date.h"
#include "domain/ledger/alarm.h"
#include "domain/ledger/ledger.h"
#include "domain/months/months.h"
#include "domain/people/people.h"
#include "flow/case_flow_sql.h"

#include <string.h>

struct month_work {
	struct ctx *ctx;
	const struct granting *in;
	const struct facts *facts; /* with what was overruled taken as met */
	struct account account;
	bool has_account;
	int64_t counted, counted_with, available_fen; /* counted_with: the spouse whose months are in it; 0 = none */
	struct month_row *before;
	size_t n_before;
	struct granted sum;
};

static bool overruled(const char *list, const char *code)
{
	size_t n = strlen(code);
	for (const char *p = list; p && *p; p++) {
		size_t m = strcspn(p, ",");
		if (m == n && strncmp(p, code, n) == 0)
			return true;
		p += m;
		if (!*p)
			break;
	}
	return false;
}

/* One paid month for each that is judged, in the first division of the city. */
static enum err_code pay_all_months(struct ctx *ctx, struct facts *f, enum facts_source source, int32_t first, int32_t last)
{
	const struct policy *policy = policy_in_force(ctx->policies, SCHEME_TYPE2, POLICY_ADMISSION, month_first_day(last));
	size_t n = (size_t)(last - first + 1);
	struct facts_month *rows = arena_array(ctx->arena, n, sizeof *rows);
	if (!rows)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct facts_month){ f->applicant, first + (int32_t)i, policy && policy->city_divisions.n ? policy->city_divisions.list[0] : 0 };
	f->sources[source] = (struct facts_answer){ .state = FACTS_OK, .n = n, .rows.month = rows, .given = true };
	return ERR_OK;
}

/* A person's yes pays by itself (policy book 2): the checks that he overruled count as met for the months up to now. */
static enum err_code with_overrides(struct ctx *ctx, const struct granting *in, int32_t first, const struct facts **ret_facts)
{
	struct facts *f;
	if (!in->override_checks || !in->override_checks[0]) {
		*ret_facts = in->facts;
		return ERR_OK;
	}
	enum err_code code = case_facts_read(ctx, in->facts_line, &f);
	if (code)
		return code;
	if (overruled(in->override_checks, "T2-HOME"))
		f->sources[FACTS_PROPERTY] = (struct facts_answer){ .state = FACTS_OK, .given = true };
	if (overruled(in->override_checks, "T2-BENEFIT"))
		f->sources[FACTS_HOUSING_BENEFIT] = (struct facts_answer){ .state = FACTS_OK, .given = true };
	if (overruled(in->override_checks, "T2-INSURANCE"))
		code = pay_all_months(ctx, f, FACTS_SOCIAL_INSURANCE, first - 1, in->last);
	else if (overruled(in->override_checks, "T2-FUND"))
		code = pay_all_months(ctx, f, FACTS_PROVIDENT_FUND, first - 1, in->last);
	if (!code)
		*ret_facts = f;
	return code;
}

static void write_codes(struct ctx *ctx, const struct month_result *result, struct month_row *row)
{
	static const char letters[] = { [OUTCOME_PASS] = 'P', [OUTCOME_FAIL] = 'F', [OUTCOME_UNKNOWN] = 'U', [OUTCOME_NOT_APPLICABLE] = 'N' };
	struct buf codes, checks;
	buf_init(&codes, ctx->arena, 64);
	buf_init(&checks, ctx->arena, 32);
	for (size_t i = 0; i < result->n; i++) {
		buf_char(&checks, letters[result->verdicts[i].outcome]);
		if (!(result->failed & (UINT32_C(1) << i)))
			continue;
		if (codes.n)
			buf_char(&codes, ',');
		buf_str(&codes, policy_check_name(result->verdicts[i].check->code));
	}
	row->codes = codes.n && !codes.failed ? codes.p : "";
	row->checks = checks.n && !checks.failed ? checks.p : "";
}

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
	w->counted++;
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

/* The cap counts a couple's months: the spouse of the month's first day, as the rules find him, chosen as a member or not. */
static enum err_code count_for(struct month_work *w, int32_t day)
{
	const struct facts *f = w->facts;
	const struct facts_answer *marriage = &f->sources[FACTS_MARRIAGE];
	const char *idno = NULL;
	int64_t spouse = 0;
	for (size_t i = 0; marriage->state == FACTS_OK && i < marriage->n; i++) {
		const struct facts_marriage *row = &marriage->rows.marriage[i];
		if (row->id == f->applicant && row->registered_on <= day && (row->ended_on == DATE_NONE || row->ended_on > day))
			idno = f->ids[row->spouse].p;
	}
	for (size_t i = 0; marriage->state != FACTS_OK && i < f->n_members; i++)
		if (f->members[i].relation == FACTS_SPOUSE && date_within(day, f->members[i].counted_from, f->members[i].left_on))
			idno = f->ids[f->members[i].id].p;
	enum err_code code = idno ? people_find(w->ctx, idno, &spouse) : ERR_OK;
	if (code && code != ERR_NOT_FOUND)
		return code;
	if (spouse == w->counted_with)
		return ERR_OK;
	w->counted_with = spouse;
	return month_counted(w->ctx, w->in->q->person_id, spouse, "type2", &w->counted);
}

static enum err_code one_month(struct month_work *w, int32_t month, const uint8_t digest[SM3_SIZE])
{
	struct ctx *ctx = w->ctx;
	char text[MONTH_TEXT];
	struct month_result result = { .outcome = MONTH_WAITING };
	int32_t day = month_first_day(month);
	const struct policy *admission = policy_in_force(ctx->policies, SCHEME_TYPE2, POLICY_ADMISSION, day),
			    *standard = policy_in_force(ctx->policies, SCHEME_TYPE2, POLICY_STANDARD, day);
	month_text(month, text);
	struct month_row row = { .person_id = w->in->q->person_id, .qualification_id = w->in->q->id, .entitlement_id = DB_NULL, .cap_group = "type2",
		                 .month = text, .codes = "", .checks = "", .facts_sm3 = { digest, SM3_SIZE },
		                 .admission_version = admission ? admission->version : NULL, .standard_version = standard ? standard->version : NULL };
	enum err_code code = count_for(w, day);
	if (!code && admission && standard) {
		code = months_judge(w->facts, admission, standard, month, (int32_t)w->counted, ctx->arena, &result);
		if (code)
			return err_set(&ctx->err, code, "month");
		write_codes(ctx, &result, &row);
	}
	row.outcome = months_outcome_name(result.outcome);
	row.amount_fen = result.amount_fen;
	row.persons = result.persons;
	if (code)
		return code;
	if (result.outcome == MONTH_PAYABLE)
		code = grant(w, &row);
	else if (result.outcome == MONTH_WAITING)
		w->sum.n_waiting++, w->sum.facts_wait = true;
	else
		w->sum.n_other++;
	if (code == ERR_DUPLICATE) { /* granted before, from another source of months: nothing to add */
		err_clear(&ctx->err);
		return ERR_OK;
	}
	if (code)
		return code;
	const struct month_row *before = entry_before(w, text);
	if (before && text_eq(before->outcome, row.outcome) && text_eq(before->codes, row.codes) && text_eq(before->checks, row.checks))
		return ERR_OK; /* still waiting for the same: nothing to write down */
	return month_put(ctx, &row);
}

enum err_code grant_months(struct ctx *ctx, const struct granting *in, struct granted *ret_granted)
{
	struct month_work w = { .ctx = ctx, .in = in };
	struct ledger_balance balance;
	uint8_t digest[SM3_SIZE];
	int32_t first, end;
	if (!month_parse(in->q->month_from, &first) || !month_parse(in->q->month_to, &end) || !evidence_digest(in->facts_line, digest))
		return err_set(&ctx->err, ERR_INTERNAL, "months of the qualification");
	enum err_code code = account_live(ctx, in->q->person_id, &w.account);
	w.has_account = !code;
	if (code == ERR_NOT_FOUND)
		code = ERR_OK;
	if (!code)
		code = month_counted(ctx, in->q->person_id, 0, "type2", &w.counted);
	if (!code)
		code = month_list(ctx, in->q->id, &w.before, &w.n_before);
	if (!code)
		code = ledger_balance(ctx, in->q->scheme, &balance);
	if (!code)
		code = with_overrides(ctx, in, first, &w.facts);
	if (code)
		return code;
	w.available_fen = balance.available_fen;
	for (int32_t month = first; month <= end && month <= in->last && !code; month++) {
		char text[MONTH_TEXT];
		month_text(month, text);
		const struct month_row *before = entry_before(&w, text);
		if (before ? !text_eq(before->outcome, "waiting") : in->only_waiting)
			continue;
		code = one_month(&w, month, digest);
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
