#include "flow/population_range.h"

#include "base/date.h"
#include "domain/policy/policy_store.h"
#include "flow/case_common.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

#define RANGES 4
#define SMALL 4000 /* qualifications or applications that one job looks through */
#define SINCE_MONTHS 12

struct asking {
	struct ctx *ctx;
	const struct population_ask *in;
	const struct request_key *key;
	struct policy_set published;
	int64_t id, total, last_id, cases_total, cases_last_id;
};

static enum err_code note(struct ctx *ctx, const char *action, int64_t id, const char *detail)
{
	struct audit_row row = { .action = action, .object_kind = "policy_trial", .object_id = id, .detail = detail };
	return audit_write(ctx, &row);
}

/* ---- starting -------------------------------------------------------------------------------------------------- */

/* Sources are asked for a month from run.month_day on: before that its facts are those of the month before. */
static int32_t facts_month(struct ctx *ctx, int32_t month)
{
	int year, mon, mday;
	int32_t today = clock_today(), now = date_month(today);
	date_split(today, &year, &mon, &mday);
	if (mday < config_int(ctx->config, "run.month_day"))
		now--;
	return month < now ? month : now;
}

static enum err_code choose_month(struct ctx *ctx, const char *asked, const struct policy *draft, int32_t *ret_month)
{
	int32_t first = date_month(draft->effective_from);
	if (first < INT32_MAX && month_first_day(first) < draft->effective_from)
		first++;
	if (!asked) {
		*ret_month = first;
		return ERR_OK;
	}
	return month_parse(asked, ret_month) ? ERR_OK : err_field(&ctx->err, "/month", "format", "月份格式为2027-01");
}

/* The section of applications. */
static enum err_code choose_since(struct asking *a, const struct policy *draft, char text[DATE_TEXT], struct population *row)
{
	int32_t today = clock_today(), day = date_add_months(today, -SINCE_MONTHS);
	const char *asked = a->in->since;
	if (!(draft->parts & POLICY_ADMISSION))
		return asked ? err_field(&a->ctx->err, "/since", "none", "草稿没有准入条件，不试算申请") : ERR_OK;
	if (asked && (!date_parse(asked, &day) || day > today))
		return err_field(&a->ctx->err, "/since", "format", "日期格式为2026-01-31，不晚于今天");
	date_text(day, text);
	row->cases_since = text;
	row->cases_last_id = a->cases_last_id;
	row->cases_total = a->cases_total;
	row->case_ranges = a->cases_total > SMALL ? RANGES : 1;
	row->ranges += row->case_ranges;
	return ERR_OK;
}

/* Versions before and after; the draft stands for its parts whatever its day is. */
static enum err_code versions_of(struct asking *a, const struct policy *draft, int32_t month, struct population *row)
{
	int32_t day = month_first_day(month);
	const struct policy *admission = policy_in_force(&a->published, draft->scheme, POLICY_ADMISSION, day);
	const struct policy *standard = policy_in_force(&a->published, draft->scheme, POLICY_STANDARD, day);
	if (!admission || !standard)
		return err_field(&a->ctx->err, "/month", "none", "该月没有已发布的%s，无从比较", admission ? "发放标准" : "准入条件");
	row->admission_before = admission->version;
	row->standard_before = standard->version;
	row->admission_after = draft->parts & POLICY_ADMISSION ? draft->version : admission->version;
	row->standard_after = draft->parts & POLICY_STANDARD ? draft->version : standard->version;
	return ERR_OK;
}

static enum err_code read_draft(struct asking *a, struct policy_draft *draft, const struct policy **ret_policy)
{
	struct ctx *ctx = a->ctx;
	enum err_code code = policy_draft_lock(ctx, a->in->version, draft);
	if (code)
		return code;
	if (!text_eq(draft->state, "OPEN") && !text_eq(draft->state, "PROPOSED"))
		return err_set(&ctx->err, ERR_STATE, "该草稿不能试算");
	if (draft->ver != a->in->ver)
		return err_set(&ctx->err, ERR_STALE, "该草稿已被别人修改，请刷新后再试算");
	code = policy_draft_parse(ctx, draft, ret_policy);
	if (!code && (*ret_policy)->scheme == SCHEME_PURCHASE)
		code = err_field(&ctx->err, "/version", "scheme", "购房补贴不按月核定，没有可以试算的月份");
	return code;
}

static enum err_code put_jobs(struct ctx *ctx, int64_t id, int64_t ranges)
{
	enum err_code code = ERR_OK;
	for (int64_t i = 0; i < ranges && !code; i++) {
		const char *range = arena_printf(ctx->arena, "%lld", (long long)i), *key = arena_printf(ctx->arena, "policy_trial:%lld:%lld", (long long)id, (long long)i);
		if (!range || !key)
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		code = job_put(ctx, &(struct job_new){ .kind = "policy_trial", .dedupe_key = key, .subject_id = id, .payload = range }, NULL, NULL);
	}
	return code;
}

static enum err_code start_work(struct asking *a)
{
	struct ctx *ctx = a->ctx;
	struct policy_draft draft;
	const struct policy *policy;
	int32_t month;
	char text[MONTH_TEXT], facts[MONTH_TEXT], since[DATE_TEXT], detail[160];
	enum err_code code = read_draft(a, &draft, &policy);
	if (!code)
		code = choose_month(ctx, a->in->month, policy, &month);
	if (code)
		return code;
	month_text(month, text);
	month_text(facts_month(ctx, month), facts);
	struct population row = { .draft_id = draft.id, .draft_ver = draft.ver, .version = draft.version, .sm3 = draft.sm3, .body = draft.body,
		                  .scheme = draft.scheme, .month = text, .facts_month = facts, .last_id = a->last_id, .total = a->total,
		                  .asked_by = ctx->actor_id, .asked_at = clock_now_ms(), .ranges = a->total > SMALL ? RANGES : 1 };
	code = versions_of(a, policy, month, &row);
	if (!code)
		code = choose_since(a, policy, since, &row);
	if (!code)
		code = population_insert(ctx, &row, &a->id);
	if (code == ERR_DUPLICATE)
		return err_set(&ctx->err, ERR_STATE, "已有一次试算正在进行，请等它结束或先停止它");
	if (!code)
		code = put_jobs(ctx, a->id, row.ranges);
	snprintf(detail, sizeof(detail), "%s ver %lld month %s, %lld qualifications, %lld applications", draft.version, (long long)draft.ver, text,
	         (long long)a->total, (long long)row.cases_total);
	return code ? code : note(ctx, "policy.population", a->id, detail);
}

static enum err_code start_tx(struct db *db, void *arg)
{
	struct asking *a = arg;
	(void)db;
	enum err_code code = request_key_take(a->ctx, a->key, &a->id);
	if (code == ERR_DUPLICATE) {
		err_clear(&a->ctx->err);
		return ERR_OK;
	}
	if (!code)
		code = start_work(a);
	return code ? code : request_key_result(a->ctx, a->key, "policy_trial", a->id);
}

/* After a COMMIT whose answer was lost the key row tells what came of it. */
static enum err_code ask(struct asking *a, const char *name, tx_fn *fn)
{
	int64_t lost;
	enum err_code code = case_keyed_tx(a->ctx, name, a->key, fn, a, &lost);
	if (!code && lost)
		a->id = lost;
	return code;
}

enum err_code population_start(struct ctx *ctx, const struct population_ask *in, const struct request_key *key, int64_t *ret_id)
{
	struct asking a = { .ctx = ctx, .in = in, .key = key };
	struct policy_draft draft;
	err_clear(&ctx->err);
	enum err_code code = policy_draft_read(ctx, in->version, &draft);
	if (!code)
		code = policy_store_set(ctx->db, ctx->arena, &a.published, &ctx->err);
	if (!code)
		code = population_extent(ctx, draft.scheme, &a.total, &a.last_id);
	if (!code)
		code = population_case_extent(ctx, draft.scheme, &a.cases_total, &a.cases_last_id);
	if (!code)
		code = ask(&a, "population_start", start_tx);
	if (!code)
		*ret_id = a.id;
	return code;
}

static enum err_code stop_tx(struct db *db, void *arg)
{
	struct asking *a = arg;
	int64_t twin = a->id;
	bool ended = false;
	(void)db;
	enum err_code code = request_key_take(a->ctx, a->key, &twin);
	if (code == ERR_DUPLICATE) {
		err_clear(&a->ctx->err);
		return ERR_OK;
	}
	struct population row;
	if (!code)
		code = population_lock(a->ctx, a->id, &row);
	if (!code)
		code = population_end(a->ctx, a->id, "stopped", "", "", &ended);
	if (!code && !ended)
		code = err_set(&a->ctx->err, ERR_STATE, "这次试算已经结束");
	if (!code)
		code = note(a->ctx, "policy.population_stop", a->id, row.version);
	return code ? code : request_key_result(a->ctx, a->key, "policy_trial", a->id);
}

enum err_code population_stop(struct ctx *ctx, int64_t id, const struct request_key *key)
{
	struct asking a = { .ctx = ctx, .key = key, .id = id };
	err_clear(&ctx->err);
	return ask(&a, "population_stop", stop_tx);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

enum err_code population_add_up(struct ctx *ctx, int64_t id, struct population_tally *people, struct population_case_tally *cases)
{
	struct population_chunk *chunks;
	struct population_case_chunk *case_chunks;
	size_t n, n_cases;
	bool fits = true;
	enum err_code code = population_sums(ctx, id, &chunks, &n);
	if (!code)
		code = population_case_sums(ctx, id, &case_chunks, &n_cases);
	if (code)
		return code;
	for (size_t i = 0; i < n; i++)
		fits = fits && population_add(people, &chunks[i].sum);
	for (size_t i = 0; i < n_cases; i++)
		fits = fits && population_case_add(cases, &case_chunks[i].sum);
	return fits ? ERR_OK : err_set(&ctx->err, ERR_OVERFLOW, "sums of trial %lld", (long long)id);
}

enum err_code population_view(struct ctx *ctx, int64_t id, struct population *ret_row, struct population_tally *ret_tally,
                              struct population_case_tally *ret_cases)
{
	memset(ret_tally, 0, sizeof(*ret_tally));
	memset(ret_cases, 0, sizeof(*ret_cases));
	enum err_code code = population_read(ctx, id, ret_row);
	if (code)
		return code;
	if (!text_eq(ret_row->state, "done"))
		return population_add_up(ctx, id, ret_tally, ret_cases);
	bool fits = population_add(ret_tally, &ret_row->sum) && population_case_add(ret_cases, &ret_row->cases);
	return fits ? ERR_OK : err_set(&ctx->err, ERR_OVERFLOW, "sums of trial %lld", (long long)id);
}

int64_t population_parts(int64_t last_id)
{
	return last_id > POPULATION_PART ? (last_id + POPULATION_PART - 1) / POPULATION_PART : 1;
}

static bool is_change(enum population_section section, const char *kind)
{
	enum population_kind found;
	enum population_case_kind found_case;
	return section == POPULATION_OF_CASES ? population_case_kind_find(kind, &found_case) && found_case != APPLICATION_SAME
	                                      : population_kind_find(kind, &found) && found != POPULATION_SAME;
}

enum err_code population_kept(struct ctx *ctx, int64_t id, enum population_section section, const char *kind, struct population *ret_row)
{
	if (kind && !is_change(section, kind))
		return err_field(&ctx->err, "/kind", "format", "没有这种变化");
	enum err_code code = population_read(ctx, id, ret_row);
	if (!code && !ret_row->kept)
		code = err_set(&ctx->err, ERR_STATE, "这次试算的明细已清理，请重新试算");
	return code;
}

/* Each chunk asked for holds at least one of the kind, so a page reads at most as many chunks as it has lines. */
enum err_code population_page(struct ctx *ctx, int64_t id, const char *kind, int64_t after, struct population_line **ret_lines, size_t *ret_n,
                              int64_t *ret_next)
{
	struct population trial;
	struct population_line *lines = arena_array(ctx->arena, POPULATION_PAGE, sizeof(*lines));
	struct population_chunk *chunks;
	size_t n = 0, n_chunks = 1;
	int64_t at = after;
	enum err_code code = lines ? population_kept(ctx, id, POPULATION_OF_PEOPLE, kind, &trial) : err_set(&ctx->err, ERR_NOMEM, "arena");
	while (!code && n < POPULATION_PAGE && n_chunks) {
		code = population_chunks(ctx, id, kind, at, POPULATION_CHUNKS_AT_ONCE, &chunks, &n_chunks);
		for (size_t i = 0; !code && i < n_chunks && n < POPULATION_PAGE; i++) {
			struct population_rows rows;
			struct population_row row;
			population_rows_open(&rows, &chunks[i].packed);
			while (n < POPULATION_PAGE && population_row_get(&rows, &row))
				if (row.qualification_id > after && population_wanted(&row, kind))
					lines[n++].row = row;
			if (rows.in.bad)
				return err_set(&ctx->err, ERR_INTERNAL, "chunk of trial %lld", (long long)id);
			at = chunks[i].to_id;
		}
	}
	for (size_t i = 0; i < n && !code; i++)
		code = population_person(ctx, lines[i].row.qualification_id, &lines[i].person);
	if (code)
		return code;
	*ret_lines = lines;
	*ret_n = n;
	*ret_next = n == POPULATION_PAGE ? lines[n - 1].row.qualification_id : 0;
	return ERR_OK;
}

enum err_code population_case_page(struct ctx *ctx, int64_t id, const char *kind, int64_t after, struct population_case_line **ret_lines, size_t *ret_n,
                                   int64_t *ret_next)
{
	struct population trial;
	struct population_case_line *lines = arena_array(ctx->arena, POPULATION_PAGE, sizeof(*lines));
	struct population_case_chunk *chunks;
	size_t n = 0, n_chunks = 1;
	int64_t at = after;
	enum err_code code = lines ? population_kept(ctx, id, POPULATION_OF_CASES, kind, &trial) : err_set(&ctx->err, ERR_NOMEM, "arena");
	while (!code && n < POPULATION_PAGE && n_chunks) {
		code = population_case_chunks(ctx, id, kind, at, POPULATION_CHUNKS_AT_ONCE, &chunks, &n_chunks);
		for (size_t i = 0; !code && i < n_chunks && n < POPULATION_PAGE; i++) {
			struct population_case_rows rows;
			struct population_case_row row;
			population_case_rows_open(&rows, &chunks[i].packed);
			while (n < POPULATION_PAGE && population_case_row_get(&rows, &row))
				if (row.case_id > after && population_case_wanted(&row, kind))
					lines[n++].row = row;
			if (rows.in.bad)
				return err_set(&ctx->err, ERR_INTERNAL, "chunk of trial %lld", (long long)id);
			at = chunks[i].to_id;
		}
	}
	for (size_t i = 0; i < n && !code; i++)
		code = population_application(ctx, lines[i].row.case_id, &lines[i].application);
	if (code)
		return code;
	*ret_lines = lines;
	*ret_n = n;
	*ret_next = n == POPULATION_PAGE ? lines[n - 1].row.case_id : 0;
	return ERR_OK;
}
