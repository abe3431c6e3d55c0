#include "flow/house_fetch.h"

#include "base/date.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/month_facts.h"

#define SPOUSES_MAX 4
#define PEOPLE_MAX 40

enum err_code house_fetch_open(struct ctx *ctx, int64_t qualification_id, struct house_fetch *ret_house)
{
	struct house_fetch *h = ret_house;
	*h = (struct house_fetch){ 0 };
	enum err_code code = qualification_read(ctx, qualification_id, &h->q);
	if (!code)
		code = casefile_read(ctx, h->q.case_id, &h->c);
	return code ? code : case_people(ctx, h->c.id, &h->people, &h->n_people);
}

static enum err_code ask_people(struct ctx *ctx, struct house_fetch *h)
{
	enum err_code code = fetches_init(ctx, &h->first, h->n_people * theme_services_n);
	for (size_t p = 0; p < h->n_people; p++)
		for (size_t i = 0; i < theme_services_n && !code; i++)
			code = fetches_add(ctx, &h->first, &h->c, h->people[p].id, h->people[p].idno, theme_services[i]);
	return code;
}

static enum err_code ask_spouses(struct ctx *ctx, struct house_fetch *h)
{
	const char *spouses[SPOUSES_MAX], *applicant = NULL;
	size_t n = 0;
	for (size_t p = 0; p < h->n_people; p++)
		if (text_eq(h->people[p].relation, "self"))
			applicant = h->people[p].idno;
	enum err_code code = fetches_init(ctx, &h->second, SPOUSES_MAX);
	if (!code)
		code = fetches_spouses(ctx, &h->first, applicant, clock_today(), h->people, h->n_people, spouses, SPOUSES_MAX, &n);
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

enum err_code house_fetch_lock(struct ctx *ctx, const struct house_fetch *house)
{
	int64_t people[PEOPLE_MAX];
	size_t n = 0;
	for (; n < house->n_people && n < PEOPLE_MAX; n++)
		people[n] = house->people[n].id;
	return people_lock(ctx, people, n);
}

/* Everybody whose facts a month looks at, a spouse who was not chosen too. */
static enum err_code renew_house(struct ctx *ctx, const struct qualification *q)
{
	struct month_house house;
	enum err_code code = month_house_read(ctx, q, &house);
	for (size_t i = 0; !code && i < house.n; i++)
		code = theme_renew(ctx, house.people[i].person_id, NULL);
	return code;
}

enum err_code house_fetch_keep(struct ctx *ctx, const struct house_fetch *house)
{
	enum err_code code = fetches_store(ctx, &house->first, house->c.id, false);
	if (!code)
		code = fetches_store(ctx, &house->second, house->c.id, false);
	return code ? code : renew_house(ctx, &house->q);
}
