#include "flow/change_events.h"

#include "base/date.h"
#include "domain/casefile/change.h"
#include "domain/facts/facts_change.h"
#include "domain/recon/recon.h"
#include "flow/case_common.h"

#include <string.h>

#define PASSES_A_DAY 144 /* month_run looks every ten minutes */
#define PASS_MOST 2000
#define DAY_MS (INT64_C(24) * 3600 * 1000)
static const char *const watched[] = { "type2", "rental" };

enum err_code house_renew(struct ctx *ctx, const struct qualification *q, struct renewed *ret_renewed)
{
	struct month_house house;
	enum err_code code = month_house_read(ctx, q, &house);
	if (code)
		return code;
	struct renewed r = { .people = arena_array(ctx->arena, house.n, sizeof *r.people) };
	if (!r.people)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (; r.n < house.n && !code; r.n++) {
		r.people[r.n].person_id = house.people[r.n].person_id;
		code = theme_renew(ctx, house.people[r.n].person_id, &r.people[r.n].change);
		r.changed = r.changed || (!code && r.people[r.n].change.changed);
	}
	if (!code)
		*ret_renewed = r;
	return code;
}

enum err_code change_events(struct ctx *ctx, const struct rejudging *of, const struct renewed *renewed, const struct rejudged *rejudged)
{
	const struct casefile *c = of->c;
	struct facts_change changes[CHANGE_KINDS];
	size_t n, seen = 0;
	for (size_t p = 0; p < renewed->n; p++) {
		const struct renewed_person *who = &renewed->people[p];
		if (!who->change.before.p)
			continue; /* his first pack: nothing to compare with */
		enum err_code code = facts_changes(ctx->arena, who->person_id, &who->change.before, &who->change.after, changes, &n);
		if (code)
			return err_set(&ctx->err, code, "packs");
		for (size_t i = 0; i < n && !code; i++) {
			char month[MONTH_TEXT];
			month_text(changes[i].month, month);
			code = change_put(ctx, &(struct change_event){ .qualification_id = of->q->id, .case_id = c->id, .person_id = who->person_id, .ver = who->change.ver,
			                                               .kind = facts_change_name(changes[i].kind), .month = month, .corrected = rejudged->n_changed });
			if (!code)
				code = case_audit(ctx, c, "case.change_seen", arena_printf(ctx->arena, "%s from %s", facts_change_name(changes[i].kind), month));
		}
		if (code)
			return code;
		seen += n;
	}
	bool told = of->quiet || rejudged->more_fen || rejudged->less_fen;
	return seen && !told ? case_notice(ctx, c, "change_seen", NULL, NULL) : ERR_OK;
}

enum err_code change_timeline(struct ctx *ctx, int64_t case_id, struct case_event_row **events, size_t *n)
{
	struct change_event *rows;
	size_t more;
	enum err_code code = change_list(ctx, case_id, &rows, &more);
	if (code || !more)
		return code;
	struct case_event_row *all = arena_array(ctx->arena, *n + more, sizeof *all);
	if (!all)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (*n)
		memcpy(all, *events, *n * sizeof *all);
	for (size_t i = 0; i < more; i++)
		all[*n + i] = (struct case_event_row){ .at = rows[i].seen_at, .event = "change", .to_state = "approved", .actor_kind = "system",
			                               .text = arena_printf(ctx->arena, rows[i].corrected ? "%s，自%s起重新核查，%lld个月的结果有变化" : "%s，自%s起重新核查，已发月份不变",
			                                                    facts_change_title(rows[i].kind), rows[i].month, (long long)rows[i].corrected) };
	*events = all;
	*n += more;
	return ERR_OK;
}

/* ---- the watch ---- */

struct watching {
	struct ctx *ctx;
	const char *scheme, *mark;
	int64_t n;
};

/* As many as bring it once round in time; a mark says how far it is. What was asked within a period is left alone by the job's key. */
static enum err_code watch_tx(struct db *db, void *arg)
{
	struct watching *w = arg;
	struct ctx *ctx = w->ctx;
	struct sql_id *rows;
	size_t n;
	int64_t days = config_int(ctx->config, "run.watch_days"), live, last = 0;
	(void)db;
	w->n = 0;
	struct qualification_span ask = { .scheme = w->scheme, .before = clock_now_ms() - days * DAY_MS };
	enum err_code code = recon_mark_read(ctx, w->mark, &last);
	if (!code)
		code = qualification_live(ctx, ask.scheme, &live);
	if (code)
		return code;
	int64_t most = live / (days * PASSES_A_DAY) + 1;
	ask.after = last;
	code = qualification_pick(ctx, QUALIFICATIONS_LIVE, &ask, most < PASS_MOST ? most : PASS_MOST, &rows, &n);
	for (size_t i = 0; i < n && !code; i++)
		code = case_job_put(ctx, &(struct case_job){ .kind = "month_recheck", .subject_id = rows[i].id, .n = clock_today() / days });
	if (code)
		return code;
	w->n = (int64_t)n;
	return recon_mark_set(ctx, w->mark, n ? rows[n - 1].id : 0);
}

enum err_code watch_households(struct ctx *ctx, int64_t *ret_n)
{
	enum err_code code = ERR_OK;
	*ret_n = 0;
	for (size_t i = 0; i < ARRAY_LEN(watched) && !code; i++) {
		struct watching w = { .ctx = ctx, .scheme = watched[i], .mark = arena_printf(ctx->arena, "watch_%s", watched[i]) };
		code = w.mark ? tx_run(ctx->db, "watch_households", watch_tx, &w) : err_set(&ctx->err, ERR_NOMEM, "arena");
		*ret_n += w.n;
	}
	return code;
}
