#include "flow/population_range.h"

#include "base/date.h"
#include "domain/casefile/theme.h"
#include "domain/policy/policy_check.h"
#include "domain/policy/policy_json.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

#define CHUNK_ARENA ((size_t)128 << 20)
#define HOUSE_ARENA ((size_t)8 << 20)
#define PEOPLE_EACH 64 /* of a household at most; a pack is a few hundred bytes */
#define RENEW_MS 5000

static bool open_state(const char *state)
{
	return text_eq(state, "queued") || text_eq(state, "running");
}

/* ---- what is compared ---- */

/* The first parameter that is wrong, as people read it. false: none. Days do not matter: a trial may be asked for any month. */
static bool wrong_parameter(struct range *r, const struct err *err, const char *under)
{
	for (size_t i = 0; i < err->n_fields; i++)
		if (text_starts(err->fields[i].pointer, under)) {
			r->place = arena_strdup(r->home, err->fields[i].pointer);
			r->why = arena_strdup(r->home, err->fields[i].text);
			return true;
		}
	return false;
}

static enum err_code version_of(struct range *r, const struct policy *draft, const char *version, const struct policy **ret_policy)
{
	*ret_policy = text_eq(version, draft->version) ? draft : policy_by_version(r->ctx->policies, version);
	/* Published a moment ago: this runner has not seen it yet. */
	return *ret_policy ? ERR_OK : err_set(&r->ctx->err, ERR_BUSY, "policy %s is not known yet", version);
}

static enum err_code read_versions(struct range *r)
{
	struct ctx *ctx = r->ctx;
	const struct policy *draft;
	struct err err = { 0 };
	enum err_code code = policy_json_read(ctx->arena, r->trial.body, strlen(r->trial.body), &draft, &err);
	if (code == ERR_INVALID && wrong_parameter(r, &err, ""))
		return ERR_OK;
	if (code)
		return err_set(&ctx->err, code, "the draft cannot be read");
	code = policy_check_publish(ctx->policies, draft, draft->effective_from, ctx->arena, &err);
	if (code == ERR_NOMEM || (code == ERR_INVALID && wrong_parameter(r, &err, "/parameters")))
		return code == ERR_NOMEM ? err_set(&ctx->err, code, "arena") : ERR_OK;
	code = version_of(r, draft, r->trial.admission_before, &r->versions[0].admission);
	if (!code)
		code = version_of(r, draft, r->trial.standard_before, &r->versions[0].standard);
	if (!code)
		code = version_of(r, draft, r->trial.admission_after, &r->versions[1].admission);
	if (!code)
		code = version_of(r, draft, r->trial.standard_after, &r->versions[1].standard);
	return code;
}

/* The ranges of qualifications come first, then those of applications. */
static enum err_code place_range(struct range *r)
{
	const struct population *t = &r->trial;
	int64_t of_people = t->ranges - t->case_ranges, n = of_people, last = t->last_id, no;
	int32_t day;
	if (!r->job->payload || !text_i64(r->job->payload, &r->no) || r->no < 0 || r->no >= t->ranges)
		return err_set(&r->ctx->err, ERR_INTERNAL, "range of trial %lld", (long long)t->id);
	r->of_cases = r->no >= of_people;
	no = r->no;
	if (r->of_cases) {
		if (!t->cases_since || !date_parse(t->cases_since, &day))
			return err_set(&r->ctx->err, ERR_INTERNAL, "day of trial %lld", (long long)t->id);
		r->since = day_instant(day);
		no -= of_people;
		n = t->case_ranges;
		last = t->cases_last_id;
	}
	r->from = last / n * no;
	r->to = no == n - 1 ? last : last / n * (no + 1);
	return r->of_cases ? population_case_cursor(r->ctx, t->id, r->no, r->from, &r->cursor) : population_cursor(r->ctx, t->id, r->no, r->from, &r->cursor);
}

static enum err_code open_range(struct range *r)
{
	struct ctx *ctx = r->ctx;
	enum err_code code = population_read(ctx, r->job->subject_id, &r->trial);
	if (code)
		return code;
	r->ended = !open_state(r->trial.state);
	if (r->ended)
		return ERR_OK;
	if (!policy_scheme_find(r->trial.scheme, &r->scheme) || !month_parse(r->trial.month, &r->month) || !month_parse(r->trial.facts_month, &r->facts_month))
		return err_set(&ctx->err, ERR_INTERNAL, "trial %lld", (long long)r->trial.id);
	r->chunk = config_int(ctx->config, "policy.trial_chunk");
	code = place_range(r);
	return code ? code : read_versions(r);
}

/* ---- judging ---- */

static uint32_t failed_bits(const struct month_result *result)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < result->n; i++)
		if (result->failed >> i & 1)
			bits |= CHECK_BIT(result->verdicts[i].check->code);
	return bits;
}

/* The trial stops at the first one that cannot be judged, and says which. */
static void stop_at(struct range *r, int64_t qualification_id, const char *why)
{
	struct population_person person;
	if (population_person(r->ctx, qualification_id, &person))
		err_clear(&r->ctx->err);
	else
		r->place = arena_strdup(r->home, person.number);
	r->why = why;
}

static void judge_house(struct range *r, const struct month_house *house)
{
	struct month_told told[2];
	struct population_row row = { .qualification_id = house->qualification_id };
	r->tally.sum.looked++;
	if (!house->live || r->month < house->month_from || r->month > house->month_to)
		return;
	enum err_code code = month_tell_pair(r->small, r->versions, house, r->facts_month, told);
	for (int i = 0; i < 2 && !code; i++) {
		row.outcome[i] = told[i].result.outcome;
		row.fen[i] = told[i].result.amount_fen;
		row.failed[i] = failed_bits(&told[i].result);
	}
	int64_t people = 0;
	for (size_t i = 0; i < house->n; i++)
		people += house->people[i].covered;
	if (code)
		stop_at(r, house->qualification_id, "此人的数据无法核定");
	else if (!population_count(&r->tally, &row, people))
		stop_at(r, house->qualification_id, "金额合计超出范围");
	else
		population_row_put(&r->rows, &row, &r->last);
}

static enum err_code judge_people(struct range *r, int64_t *ret_to)
{
	struct ctx *ctx = r->ctx;
	struct house_row *rows;
	struct month_house house;
	size_t n, at = 0;
	int64_t to = r->to - r->cursor > r->chunk ? r->cursor + r->chunk : r->to;
	memset(&r->tally, 0, sizeof(r->tally));
	r->last = 0;
	buf_init(&r->rows, ctx->arena, 32 * 1024);
	*ret_to = to;
	enum err_code code = house_list(ctx, r->trial.scheme, month_cap_group(r->scheme), r->cursor, to, (size_t)r->chunk * PEOPLE_EACH, &rows, &n);
	if (code)
		return code;
	while (!r->why) {
		arena_reset(r->small);
		if (!month_house_next(r->small, r->scheme, rows, n, &at, &house, &code))
			break;
		if (code)
			stop_at(r, house.qualification_id, "此人的资格期限无法读取");
		else
			judge_house(r, &house);
	}
	return r->rows.failed ? err_set(&ctx->err, ERR_NOMEM, "rows") : ERR_OK;
}

/* ---- writing ---- */

struct writing {
	struct range *r;
	int64_t to;
};

static enum err_code put_chunk(struct writing *w)
{
	struct range *r = w->r;
	struct buf checks;
	struct blob packed = { (const uint8_t *)r->rows.p, r->rows.n };
	buf_init(&checks, r->ctx->arena, 64);
	population_checks_put(&checks, r->of_cases ? r->cases.fails : r->tally.fails);
	struct blob fails = { (const uint8_t *)checks.p, checks.n };
	struct population_chunk people = { r->trial.id, r->no, w->to, r->tally.sum, packed };
	struct population_case_chunk cases = { r->trial.id, r->no, w->to, r->cases.sum, packed };
	people.sum.checks = cases.sum.checks = fails;
	return r->of_cases ? population_case_chunk_put(r->ctx, &cases) : population_chunk_put(r->ctx, &people);
}

/* Results and cursor in one row; not after the trial was stopped. */
static enum err_code chunk_tx(struct db *db, void *arg)
{
	struct writing *w = arg;
	struct range *r = w->r;
	struct population now;
	(void)db;
	enum err_code code = population_lock(r->ctx, r->trial.id, &now);
	if (code)
		return code;
	r->ended = !open_state(now.state);
	return r->ended ? ERR_OK : put_chunk(w);
}

static enum err_code begin_tx(struct db *db, void *arg)
{
	struct range *r = arg;
	(void)db;
	enum err_code code = population_begin(r->ctx, r->trial.id);
	return code ? code : population_prune(r->ctx, r->trial.scheme);
}

static enum err_code fail_tx(struct db *db, void *arg)
{
	struct range *r = arg;
	struct population now;
	bool ended = false;
	(void)db;
	enum err_code code = population_lock(r->ctx, r->trial.id, &now);
	if (!code)
		code = population_end(r->ctx, r->trial.id, "failed", r->why, r->place ? r->place : "", &ended);
	if (!code && ended)
		code = audit_write(r->ctx, &(struct audit_row){ .action = "policy.population_end", .object_kind = "policy_trial", .object_id = r->trial.id,
		                                                .result = "failed", .detail = r->detail ? r->detail : r->place });
	return code ? code : job_done_in_tx(r->ctx, r->job, NULL);
}

static enum err_code sum_up(struct range *r)
{
	struct population_tally people = { 0 };
	struct population_case_tally cases = { 0 };
	struct buf checks, case_checks;
	char detail[200];
	enum err_code code = population_add_up(r->ctx, r->trial.id, &people, &cases);
	if (code)
		return code;
	buf_init(&checks, r->ctx->arena, 64);
	buf_init(&case_checks, r->ctx->arena, 64);
	population_checks_put(&checks, people.fails);
	population_checks_put(&case_checks, cases.fails);
	people.sum.checks = (struct blob){ (const uint8_t *)checks.p, checks.n };
	cases.sum.checks = (struct blob){ (const uint8_t *)case_checks.p, case_checks.n };
	code = population_done(r->ctx, r->trial.id, &people.sum, &cases.sum);
	snprintf(detail, sizeof(detail), "%s month %s: %lld judged, %lld fen before, %lld fen after; %lld applications", r->trial.version, r->trial.month,
	         (long long)people.sum.judged, (long long)people.sum.fen_before, (long long)people.sum.fen_after, (long long)cases.sum.judged);
	return code ? code : audit_write(r->ctx, &(struct audit_row){ .action = "policy.population_end", .object_kind = "policy_trial",
	                                                              .object_id = r->trial.id, .detail = detail });
}

/* With the job's own row, so that a range counts once. */
static enum err_code finish_tx(struct db *db, void *arg)
{
	struct range *r = arg;
	struct population now;
	(void)db;
	enum err_code code = population_lock(r->ctx, r->trial.id, &now);
	if (!code)
		code = job_done_in_tx(r->ctx, r->job, NULL);
	if (!code && open_state(now.state)) {
		code = population_range_done(r->ctx, r->trial.id);
		if (!code && now.ranges_done + 1 == now.ranges)
			code = sum_up(r);
	}
	return code;
}

/* ---- a turn ---- */

static enum err_code one_chunk(struct range *r)
{
	struct writing w = { r, r->to };
	enum err_code code = r->of_cases ? population_judge_cases(r, &w.to) : judge_people(r, &w.to);
	if (code || r->why)
		return code;
	code = tx_run(r->ctx->db, "population_chunk", chunk_tx, &w);
	if (code == ERR_DUPLICATE)
		return err_set(&r->ctx->err, ERR_STALE, "another runner has this range");
	if (!code)
		r->cursor = w.to;
	return code;
}

/* Results and rows of one chunk live in an arena of their own: memory does not grow with the population. */
static enum err_code chunks(struct range *r, int64_t slice_ms)
{
	struct ctx *ctx = r->ctx;
	int64_t began = clock_mono_ms(), renewed = began, now = began;
	CLEANUP(arena_freep) struct arena *chunk = arena_new(CHUNK_ARENA);
	CLEANUP(arena_freep) struct arena *small = arena_new(HOUSE_ARENA);
	CLEANUP(arena_freep) struct arena *lines = r->of_cases ? arena_new(CHUNK_ARENA) : NULL;
	enum err_code code = chunk && small && (lines || !r->of_cases) ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
	r->small = small;
	r->lines = lines;
	ctx->arena = chunk ? chunk : r->home;
	db_use(ctx->db, ctx->arena, &ctx->err);
	while (!code && !r->ended && !r->why && r->cursor < r->to && now - began <= slice_ms) {
		arena_reset(chunk);
		code = one_chunk(r);
		now = clock_mono_ms();
		if (!code && now - renewed > RENEW_MS) {
			code = job_renew(ctx, r->job, config_int(ctx->config, "jobd.lease_s") * 1000);
			renewed = now;
		}
		if (slice_ms == 0)
			break;
	}
	ctx->arena = r->home;
	db_use(ctx->db, ctx->arena, &ctx->err);
	return code;
}

enum err_code population_run(struct ctx *ctx, const struct job *job, int64_t slice_ms, bool *ret_more)
{
	struct range r = { .ctx = ctx, .job = job, .home = ctx->arena };
	*ret_more = false;
	enum err_code code = open_range(&r);
	if (!code && !r.ended && !r.why && text_eq(r.trial.state, "queued"))
		code = tx_run(ctx->db, "population_begin", begin_tx, &r);
	if (!code && !r.ended && !r.why)
		code = chunks(&r, slice_ms);
	if (code == ERR_INTERNAL || code == ERR_OVERFLOW || code == ERR_NOMEM || code == ERR_TOO_LARGE) {
		/* Would come again at the same place: it stops here, and the audit row says why. */
		r.why = "程序内部错误，已停止";
		r.detail = arena_printf(r.home, "%s: %.150s", err_name(code), ctx->err.text);
		err_clear(&ctx->err);
		code = ERR_OK;
	}
	if (code)
		return code;
	if (r.ended)
		return job_done(ctx, job, NULL);
	if (r.why)
		return tx_run(ctx->db, "population_fail", fail_tx, &r);
	*ret_more = r.cursor < r.to;
	return *ret_more ? ERR_OK : tx_run(ctx->db, "population_finish", finish_tx, &r);
}
