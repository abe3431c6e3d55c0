#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/case_rows.h"
#include "domain/ledger/alarm.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/change_events.h"
#include "flow/death_end.h"
#include "flow/fetch_sources.h"
#include "flow/grant_months.h"

#define SPOUSES_MAX 4
#define OWN_MS 30000 /* looking at our own rows costs nobody anything */

struct settling {
	struct ctx *ctx;
	struct qualification q;
	struct case_person *people;
	size_t n_people;
	struct fetches first, second;
	struct granted granted;
	struct rejudged rejudged;
	enum settling_kind kind;
	struct renewed renewed;
	bool died; /* the holder */
};

static enum err_code ask(struct settling *s, const struct outside *outside, const struct casefile *c)
{
	struct ctx *ctx = s->ctx;
	const char *spouses[SPOUSES_MAX], *applicant = NULL;
	size_t n = 0;
	enum err_code code = fetches_init(ctx, &s->first, s->n_people * theme_services_n + 1);
	if (!code)
		code = fetches_init(ctx, &s->second, SPOUSES_MAX);
	for (size_t p = 0; p < s->n_people; p++) {
		if (text_eq(s->people[p].relation, "self"))
			applicant = s->people[p].idno;
		for (size_t i = 0; i < theme_services_n && !code; i++)
			code = fetches_add(ctx, &s->first, c, s->people[p].id, s->people[p].idno, theme_services[i]);
	}
	/* No month looks at it, but it says when the holder has died. */
	if (!code)
		code = fetches_add(ctx, &s->first, c, s->q.person_id, applicant, "household");
	if (!code)
		code = fetches_run(ctx, outside, &s->first);
	if (!code)
		code = fetches_spouses(ctx, &s->first, applicant, clock_today(), s->people, s->n_people, spouses, SPOUSES_MAX, &n);
	for (size_t i = 0; i < n && !code; i++)
		code = fetches_add(ctx, &s->second, c, 0, spouses[i], "lease");
	return code ? code : fetches_run(ctx, outside, &s->second);
}

/* "您2026年12月的补贴未能发放": the reasons stand on his page. */
static enum err_code tell_missed(struct settling *s, const struct casefile *c)
{
	int year, month, day;
	date_split(clock_today(), &year, &month, &day);
	char *text = arena_printf(s->ctx->arena, "%d年%d月", year, month);
	return text ? case_notice(s->ctx, c, "month_missed", NULL, text) : err_set(&s->ctx->err, ERR_NOMEM, "arena");
}

/* What has changed since, and what it does to the months that are settled. */
static enum err_code look_back(struct settling *s, const struct casefile *c, const struct granting *in)
{
	struct ctx *ctx = s->ctx;
	struct rejudging about = { .q = &s->q, .c = c, .override_checks = in->override_checks, .override_last = in->override_last };
	s->rejudged = (struct rejudged){ 0 };
	enum err_code code = house_renew(ctx, &s->q, &s->renewed);
	if (!code)
		code = death_end(ctx, &s->q, c, &s->died);
	about.quiet = s->died;
	if (!code && (s->died || s->renewed.changed || s->kind == SETTLE_RECHECK))
		code = rejudge_months(ctx, &about, &s->rejudged);
	if (!code)
		code = change_events(ctx, &about, &s->renewed, &s->rejudged);
	if (!code && s->rejudged.waits && s->kind != SETTLE_RECHECK)
		code = case_job_put(ctx, &(struct case_job){ .kind = "month_recheck", .subject_id = s->q.id, .n = -1, .again = true, .delay_ms = OWN_MS });
	return code;
}

static enum err_code settle_tx(struct db *db, void *arg)
{
	struct settling *s = arg;
	struct ctx *ctx = s->ctx;
	struct casefile c;
	struct decision_row d;
	int64_t people[40];
	(void)db;
	for (size_t i = 0; i < s->n_people && i < ARRAY_LEN(people); i++)
		people[i] = s->people[i].id;
	enum err_code code = people_lock(ctx, people, s->n_people);
	if (!code)
		code = casefile_lock(ctx, s->q.case_id, &c);
	if (!code)
		code = decision_standing(ctx, c.id, &d);
	if (!code)
		code = fetches_store(ctx, &s->first, c.id, false);
	if (!code)
		code = fetches_store(ctx, &s->second, c.id, false);
	if (!code)
		code = qualification_read(ctx, s->q.id, &s->q);
	if (code)
		return code;
	int32_t today = clock_today();
	struct granting in = { .q = &s->q, .override_checks = d.override_checks, .override_last = date_month(d.applied_at == DB_NULL ? today : instant_day(d.applied_at)),
		               .last = date_month(today), .only_waiting = s->kind != SETTLE_DUE };
	/* Before the new months: what an old one frees of the cap is theirs. */
	code = look_back(s, &c, &in);
	if (!code)
		code = grant_months(ctx, &in, &s->granted);
	if (!code && s->kind == SETTLE_DUE && s->granted.n_other && !s->died)
		code = tell_missed(s, &c);
	if (!code && s->granted.n_payable)
		code = case_job_put(ctx, &(struct case_job){ .kind = "pay_collect", .subject_id = s->q.id, .n = -1, .payload = "\"type2\"", .again = true });
	if (!code && s->granted.n_payable)
		code = case_audit(ctx, &c, "case.settle_months", arena_printf(ctx->arena, "months %lld", (long long)s->granted.n_payable));
	/* One that was paid says nothing of the others: the alarm goes with the last month that waits for money. */
	bool want = s->granted.budget_short;
	if (!code && !want)
		code = months_want_budget(ctx, &want);
	if (!code && !want)
		code = alarm_clear(ctx, "budget_short", 0);
	return code;
}

/* Money or an account is waited for, no source: nothing has to be asked. */
static enum err_code sources_wait(struct ctx *ctx, int64_t qualification_id, bool *ret_wait)
{
	struct month_row *rows;
	size_t n;
	enum err_code code = month_list(ctx, qualification_id, &rows, &n);
	*ret_wait = false;
	for (size_t i = 0; i < n && !code; i++)
		if (text_eq(rows[i].outcome, "waiting") && !text_eq(rows[i].codes, "BUDGET") && !text_eq(rows[i].codes, "ACCOUNT"))
			*ret_wait = true;
	return code;
}

enum err_code settle_months(struct ctx *ctx, const struct outside *outside, int64_t qualification_id, enum settling_kind kind, int64_t attempts,
                            int64_t *ret_again_ms)
{
	struct settling s = { .ctx = ctx, .kind = kind };
	struct casefile c;
	enum err_code code = qualification_read(ctx, qualification_id, &s.q);
	if (!code)
		code = casefile_read(ctx, s.q.case_id, &c);
	if (!code)
		code = case_people(ctx, c.id, &s.people, &s.n_people);
	bool wait = false;
	if (!code)
		code = sources_wait(ctx, qualification_id, &wait);
	wait = wait || (kind != SETTLE_WAITING && attempts <= 1);
	if (!code && wait)
		code = ask(&s, outside, &c);
	if (!code)
		code = grant_in_turn(ctx, "settle_months", settle_tx, &s);
	if (code)
		return code;
	int64_t again = case_backoff_ms(ctx->config, attempts);
	if (!wait && again > OWN_MS)
		again = OWN_MS;
	*ret_again_ms = s.granted.n_waiting || (s.rejudged.waits && kind == SETTLE_RECHECK) ? again : 0;
	return ERR_OK;
}
