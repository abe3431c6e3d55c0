#include "flow/house_fetch.h"

#include "base/date.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/death_end.h"

#define SPOUSES_MAX 4
#define PEOPLE_MAX 40
#define RECHECK_MS 30000

enum err_code house_fetch_open(struct ctx *ctx, int64_t qualification_id, struct house_fetch *ret_house)
{
	struct house_fetch *h = ret_house;
	*h = (struct house_fetch){ 0 };
	enum err_code code = qualification_read(ctx, qualification_id, &h->q);
	if (!code)
		code = casefile_read(ctx, h->q.case_id, &h->c);
	return code ? code : case_people(ctx, h->c.id, &h->people, &h->n_people);
}

static const char *holder_idno(const struct house_fetch *h)
{
	for (size_t p = 0; p < h->n_people; p++)
		if (text_eq(h->people[p].relation, "self"))
			return h->people[p].idno;
	return "";
}

static enum err_code ask_people(struct ctx *ctx, struct house_fetch *h)
{
	enum err_code code = fetches_init(ctx, &h->first, h->n_people * theme_services_n + 1);
	for (size_t p = 0; p < h->n_people; p++)
		for (size_t i = 0; i < theme_services_n && !code; i++)
			code = fetches_add(ctx, &h->first, &h->c, h->people[p].id, h->people[p].idno, theme_services[i]);
	/* No month looks at it, but it says when the holder has died. */
	return code ? code : fetches_add(ctx, &h->first, &h->c, h->q.person_id, holder_idno(h), "household");
}

static enum err_code ask_spouses(struct ctx *ctx, struct house_fetch *h)
{
	const char *spouses[SPOUSES_MAX];
	size_t n = 0;
	enum err_code code = fetches_init(ctx, &h->second, SPOUSES_MAX);
	if (!code)
		code = fetches_spouses(ctx, &h->first, holder_idno(h), clock_today(), h->people, h->n_people, spouses, SPOUSES_MAX, &n);
	for (size_t i = 0; i < n && !code; i++)
		code = fetches_add(ctx, &h->second, &h->c, 0, spouses[i], "lease");
	return code;
}

enum err_code house_fetch_ask(struct ctx *ctx, const struct outside *outside, struct house_fetch *houses, size_t n)
{
	struct fetches **lists = arena_array(ctx->arena, n + 1, sizeof *lists);
	enum err_code code = lists ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n && !code; i++) {
		lists[i] = &houses[i].first;
		code = ask_people(ctx, &houses[i]);
	}
	if (!code)
		code = fetches_run_all(ctx, outside, lists, n);
	for (size_t i = 0; i < n && !code; i++) {
		lists[i] = &houses[i].second;
		code = ask_spouses(ctx, &houses[i]);
	}
	return code ? code : fetches_run_all(ctx, outside, lists, n);
}

enum err_code house_fetch_lock(struct ctx *ctx, struct house_fetch *house)
{
	struct decision_row d;
	int64_t people[PEOPLE_MAX];
	size_t n = 0;
	for (; n < house->n_people && n < PEOPLE_MAX; n++)
		people[n] = house->people[n].id;
	enum err_code code = people_lock(ctx, people, n);
	if (!code)
		code = casefile_lock(ctx, house->q.case_id, &house->c);
	if (!code)
		code = decision_standing(ctx, house->c.id, &d);
	if (!code)
		code = qualification_read(ctx, house->q.id, &house->q);
	if (code)
		return code;
	house->override_checks = d.override_checks;
	house->override_last = date_month(d.applied_at == DB_NULL ? clock_today() : instant_day(d.applied_at));
	return ERR_OK;
}

/* What has changed since, and what it does to the months that are settled. */
static enum err_code look_back(struct ctx *ctx, struct house_fetch *h, bool anyway)
{
	struct rejudging about = { .q = &h->q, .c = &h->c, .override_checks = h->override_checks, .override_last = h->override_last };
	struct renewed renewed;
	h->rejudged = (struct rejudged){ 0 };
	enum err_code code = house_renew(ctx, &h->q, &renewed);
	if (!code)
		code = death_end(ctx, &h->q, &h->c, &h->died);
	about.quiet = h->died;
	if (!code && (h->died || renewed.changed || anyway))
		code = rejudge_months(ctx, &about, &h->rejudged);
	if (!code)
		code = change_events(ctx, &about, &renewed, &h->rejudged);
	if (!code && h->rejudged.waits && !anyway)
		code = case_job_put(ctx, &(struct case_job){ .kind = "month_recheck", .subject_id = h->q.id, .n = -1, .again = true, .delay_ms = RECHECK_MS });
	return code;
}

enum err_code house_fetch_keep(struct ctx *ctx, struct house_fetch *house, bool anyway)
{
	enum err_code code = fetches_store(ctx, &house->first, house->c.id, false);
	if (!code)
		code = fetches_store(ctx, &house->second, house->c.id, false);
	return code ? code : look_back(ctx, house, anyway);
}
