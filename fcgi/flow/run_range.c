#include "flow/run_flow.h"

#include "base/date.h"
#include "base/log.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/grant_months.h"
#include "flow/house_fetch.h"

#define FETCH_CHUNK 16 /* households whose sources are asked side by side */

/* One chunk of one range. The transaction's part reads its range anew: another runner may have done it meanwhile. */
struct chunk {
	struct ctx *ctx;
	struct run run;
	struct run_range range;
	struct house_fetch *houses;
	size_t n_houses;
	int64_t *people;
	size_t n_people;
	int64_t upto; /* fetch */
	bool ended;
};

static bool phase_is(const struct chunk *c, const char *phase)
{
	return text_eq(c->range.phase, phase);
}

/* The run goes on with the last range that ends a phase: each says so, and the first looks for nothing. */
static enum err_code end_phase(struct chunk *c, const char *next)
{
	bool granting = text_eq(next, "done");
	c->range.phase = next;
	enum err_code code = run_range_job(c->ctx, c->run.id, c->range.seq + RUN_LANES, granting);
	return code ? code : case_job_put(c->ctx, &(struct case_job){ .kind = "run_step", .subject_id = c->run.id, .n = c->range.id * 2 + granting });
}

static enum err_code lock_range(struct chunk *c)
{
	struct run_range now;
	enum err_code code = run_range_lock(c->ctx, c->range.id, &now);
	if (!code && (!text_eq(now.phase, c->range.phase) || now.next_id != c->range.next_id))
		code = err_set(&c->ctx->err, ERR_STALE, "range %lld was taken over", (long long)now.id);
	c->range = code ? c->range : now;
	return code;
}

/* ---- sources ---- */

static enum err_code keep_tx(struct db *db, void *arg)
{
	struct chunk *c = arg;
	struct house_fetch *h = &c->houses[c->n_houses];
	(void)db;
	enum err_code code = house_fetch_lock(c->ctx, h);
	return code ? code : house_fetch_keep(c->ctx, h, false);
}

static enum err_code fetched_tx(struct db *db, void *arg)
{
	struct chunk *c = arg;
	(void)db;
	enum err_code code = lock_range(c);
	if (code)
		return code;
	c->range.n.fetched += (int64_t)c->n_houses;
	c->range.next_id = c->ended ? c->range.from_id : c->upto;
	if (c->ended)
		c->range.phase = "judge";
	return run_range_update(c->ctx, &c->range);
}

/* A household that cannot be kept holds back no other: its months wait for their facts. */
static enum err_code keep_houses(struct chunk *c, size_t n)
{
	for (c->n_houses = 0; c->n_houses < n; c->n_houses++) {
		enum err_code code = tx_run(c->ctx->db, "run_fetch", keep_tx, c);
		if (code == ERR_BUSY || code == ERR_UNAVAILABLE || code == ERR_UNCERTAIN || code == ERR_NOMEM)
			return code;
		if (code)
			log_event(LOG_ERROR, "run_fetch", LOG_NUM("qualification", c->houses[c->n_houses].q.id), LOG_TEXT("code", err_name(code)));
		err_clear(&c->ctx->err);
	}
	return ERR_OK;
}

static enum err_code fetch(struct chunk *c, const struct outside *outside)
{
	struct ctx *ctx = c->ctx;
	struct sql_id *ids;
	int32_t month;
	size_t n;
	if (!month_parse(c->run.month, &month))
		return err_set(&ctx->err, ERR_INTERNAL, "month");
	/* Each month is judged by answers that were fetched since it began, the last one's serve all. */
	struct run_stale ask = { .after = c->range.next_id, .to = c->range.to_id, .limit = FETCH_CHUNK, .scheme = c->run.scheme, .month = c->run.month,
		                 .since = day_instant(month_first_day(month + (int32_t)c->run.months - 1)) };
	enum err_code code = run_stale(ctx, &ask, &ids, &n);
	c->houses = code ? NULL : arena_array(ctx->arena, n + 1, sizeof *c->houses);
	if (!code && !c->houses)
		code = err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n && !code; i++)
		code = house_fetch_open(ctx, ids[i].id, &c->houses[i]);
	if (!code && n)
		code = house_fetch_ask(ctx, outside, c->houses, n);
	if (!code)
		code = keep_houses(c, n);
	if (code)
		return code;
	c->ended = n < FETCH_CHUNK;
	c->upto = n ? ids[n - 1].id : c->range.to_id;
	return tx_run(ctx->db, "run_fetched", fetched_tx, c);
}

/* ---- judging and granting ---- */

static enum err_code judge_tx(struct db *db, void *arg)
{
	struct chunk *c = arg;
	(void)db;
	enum err_code code = lock_range(c);
	if (!code)
		code = run_judge(c->ctx, &c->run, &c->range);
	if (!code && c->range.next_id >= c->range.to_id)
		code = end_phase(c, "judged");
	return code ? code : run_range_update(c->ctx, &c->range);
}

static enum err_code grant_tx(struct db *db, void *arg)
{
	struct chunk *c = arg;
	(void)db;
	enum err_code code = lock_range(c);
	if (!code)
		code = people_lock(c->ctx, c->people, c->n_people);
	if (!code)
		code = run_grant(c->ctx, &c->run, &c->range);
	if (!code && c->range.next_id >= c->range.to_id)
		code = end_phase(c, "done");
	return code ? code : run_range_update(c->ctx, &c->range);
}

static enum err_code grant(struct chunk *c)
{
	enum err_code code = run_grant_people(c->ctx, &c->run, &c->range, &c->people, &c->n_people);
	return code ? code : grant_in_turn(c->ctx, "run_grant", grant_tx, c);
}

enum err_code run_range_chunk(struct ctx *ctx, const struct outside *outside, int64_t range_id, bool *ret_more)
{
	struct chunk c = { .ctx = ctx };
	*ret_more = false;
	enum err_code code = run_range_read(ctx, range_id, &c.range);
	if (!code)
		code = run_read(ctx, c.range.run_id, &c.run);
	if (code || c.run.stop_by)
		return code;
	bool judging = text_eq(c.run.state, "judging"), granting = text_eq(c.run.state, "granting");
	if (judging && phase_is(&c, "fetch"))
		code = fetch(&c, outside);
	else if (judging && phase_is(&c, "judge"))
		code = tx_run(ctx->db, "run_judge", judge_tx, &c);
	else if (granting && phase_is(&c, "grant"))
		code = grant(&c);
	else
		return ERR_OK;
	*ret_more = !phase_is(&c, "judged") && !phase_is(&c, "done");
	return code;
}
