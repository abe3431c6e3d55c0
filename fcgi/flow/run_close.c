#include "flow/run_flow.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/ledger/approval.h"
#include "flow/case_common.h"
#include "store/audit.h"

#include <stdio.h>

#define RANGE_WIDTH 20000 /* ids of one job */

int32_t run_months(const char *scheme)
{
	return text_eq(scheme, "rental") ? 3 : 1;
}

static enum err_code run_audit(struct ctx *ctx, const struct run *run, const char *action, const char *detail)
{
	return audit_write(ctx, &(struct audit_row){ .action = action, .object_kind = "run", .object_id = run->id, .detail = detail });
}

/* ---- begin ---- */

enum err_code run_range_job(struct ctx *ctx, int64_t run_id, int64_t seq, bool granting)
{
	int64_t id;
	enum err_code code = run_range_at(ctx, run_id, seq, &id);
	return code || !id ? code : case_job_put(ctx, &(struct case_job){ .kind = "run_range", .subject_id = id, .n = granting ? 2 : 1 });
}

/* Some lanes at once, so that a run leaves runners and database for the cases of the day; each range that ends hands its lane on. */
static enum err_code range_jobs(struct ctx *ctx, int64_t run_id, bool granting)
{
	enum err_code code = ERR_OK;
	for (int64_t seq = 1; seq <= RUN_LANES && !code; seq++)
		code = run_range_job(ctx, run_id, seq, granting);
	return code;
}

enum err_code run_begin(struct ctx *ctx, const char *scheme, int32_t month, int64_t started_by, struct run *ret_run)
{
	int64_t first, last;
	char *text = arena_alloc(ctx->arena, MONTH_TEXT);
	if (!text)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	month_text(month, text);
	struct run run = { .scheme = scheme, .month = text, .months = run_months(scheme), .started_by = started_by, .state = "judging" };
	enum err_code code = run_span(ctx, scheme, &first, &last);
	if (!code)
		code = run_insert(ctx, &run);
	if (!code)
		code = run_ranges_make(ctx, &run, first - 1, last, RANGE_WIDTH);
	if (!code)
		code = range_jobs(ctx, run.id, false);
	if (!code)
		code = run_audit(ctx, &run, "run.start", arena_printf(ctx->arena, "%s %s", scheme, text));
	if (!code)
		*ret_run = run;
	return code;
}

/* ---- what was found ---- */

/* The ranges in order, each with the digest of its payable amounts. */
static enum err_code close_digest(struct ctx *ctx, struct run *run, const struct run_range *ranges, size_t n)
{
	struct buf b;
	uint8_t *digest = arena_alloc(ctx->arena, SM3_SIZE);
	buf_init(&b, ctx->arena, 128 * (n + 1));
	buf_printf(&b, "RUN %s %s %lld\n", run->scheme, run->month, (long long)run->months);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%lld %s %lld %lld\n", (long long)ranges[i].seq, ranges[i].digest.p ? text_hex(ctx->arena, ranges[i].digest.p, SM3_SIZE) : "-",
		           (long long)ranges[i].n.payable_n, (long long)ranges[i].n.payable_fen);
	if (!digest || b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!crypto_sm3(b.p, b.n, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest");
	run->digest = (struct blob){ digest, SM3_SIZE };
	return ERR_OK;
}

bool run_approval_digest(const struct run *run, const struct run_counts *sums, uint8_t ret_sm3[SM3_SIZE])
{
	char text[200], hex[2 * SM3_SIZE + 1];
	if (run->digest.n != SM3_SIZE)
		return false;
	for (size_t i = 0; i < SM3_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", run->digest.p[i]);
	int n = snprintf(text, sizeof text, "RUN\n%s\n%s\n%lld\n%lld\n%lld\n", run->public_id, hex, (long long)sums->payable_n, (long long)sums->payable_fen,
	                 (long long)run->asked);
	return n > 0 && (size_t)n < sizeof text && crypto_sm3(text, (size_t)n, ret_sm3);
}

/* |now − before| in percent of before, rounded up; 0 when there is nothing to compare with. Sums of a city stay far below 10^16 fen. */
static int64_t percent(int64_t now, int64_t before)
{
	int64_t off = now > before ? now - before : before - now;
	return before ? (off * 100 + before - 1) / before : 0;
}

const char *run_beyond(struct arena *arena, const struct mandate *m, const struct run_counts *n)
{
	const char *why = NULL;
	if (!n->payable_n && !n->before_n)
		return NULL; /* there is nothing to agree on; that everybody lost it is for people to look at */
	if (!m || m->run_payees_percent == DB_NULL)
		return "没有有效的批量发放授权";
	if (percent(n->payable_n, n->before_n) > m->run_payees_percent)
		why = arena_printf(arena, "人数由%lld变为%lld，变动超过授权的%lld%%", (long long)n->before_n, (long long)n->payable_n, (long long)m->run_payees_percent);
	else if (percent(n->payable_fen, n->before_fen) > m->run_sum_percent)
		why = arena_printf(arena, "金额变动%lld%%，超过授权的%lld%%", (long long)percent(n->payable_fen, n->before_fen), (long long)m->run_sum_percent);
	else if (n->new_n > m->run_new_payees)
		why = arena_printf(arena, "新增%lld人，超过授权的%lld人", (long long)n->new_n, (long long)m->run_new_payees);
	else
		return NULL;
	return why ? why : "超过授权";
}

/* ---- steps ---- */

static enum err_code begin_granting(struct ctx *ctx, struct run *run)
{
	run->state = "granting";
	enum err_code code = run_update(ctx, run);
	if (!code)
		code = run_ranges_begin(ctx, run->id, "grant");
	return code ? code : range_jobs(ctx, run->id, true);
}

static enum err_code close_judging(struct ctx *ctx, struct run *run, const struct run_range *ranges, size_t n)
{
	char day[DATE_TEXT];
	struct mandate mandate;
	struct run_counts sums;
	date_text(clock_today(), day);
	enum err_code code = close_digest(ctx, run, ranges, n);
	if (!code)
		code = run_sums(ctx, run->id, &sums);
	if (code)
		return code;
	run->judged_at = clock_now_ms();
	code = mandate_in_force(ctx, run->scheme, day, &mandate);
	if (code && code != ERR_NOT_FOUND)
		return code;
	err_clear(&ctx->err);
	const char *beyond = run_beyond(ctx->arena, code ? NULL : &mandate, &sums);
	run->mandate_id = code || beyond || mandate.run_payees_percent == DB_NULL ? DB_NULL : mandate.id;
	run->why = beyond ? beyond : "";
	run->state = "waiting";
	code = run_audit(ctx, run, beyond ? "run.wait" : "run.release", arena_printf(ctx->arena, "%lld payable, %lld fen", (long long)sums.payable_n, (long long)sums.payable_fen));
	if (code)
		return code;
	return beyond ? run_update(ctx, run) : begin_granting(ctx, run);
}

static enum err_code end_run(struct ctx *ctx, struct run *run, const char *state)
{
	char *payload = arena_printf(ctx->arena, "\"%s\"", run->scheme);
	run->state = state;
	run->ended_at = clock_now_ms();
	enum err_code code = payload ? run_update(ctx, run) : err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!code)
		code = run_audit(ctx, run, text_eq(state, "done") ? "run.done" : text_eq(state, "refused") ? "run.refuse" : "run.stop", NULL);
	if (!code) /* what was granted leaves, also of a run that was stopped halfway */
		code = case_job_put(ctx, &(struct case_job){ .kind = "pay_collect", .subject_id = run->id, .n = -1, .payload = payload, .again = true });
	return code;
}

static bool all_in(const struct run_range *ranges, size_t n, const char *phase)
{
	for (size_t i = 0; i < n; i++)
		if (!text_eq(ranges[i].phase, phase))
			return false;
	return true;
}

struct stepping {
	struct ctx *ctx;
	int64_t run_id;
};

static enum err_code step_tx(struct db *db, void *arg)
{
	const struct stepping *s = arg;
	struct ctx *ctx = s->ctx;
	struct run run;
	struct run_range *ranges;
	size_t n;
	(void)db;
	enum err_code code = run_lock(ctx, s->run_id, &run);
	if (!code)
		code = run_ranges(ctx, run.id, &ranges, &n);
	if (code)
		return code;
	bool judging = text_eq(run.state, "judging"), granting = text_eq(run.state, "granting");
	if (run.stop_by && (judging || granting || text_eq(run.state, "waiting")))
		return end_run(ctx, &run, "cancelled");
	if (judging && all_in(ranges, n, "judged"))
		return close_judging(ctx, &run, ranges, n);
	if (granting && all_in(ranges, n, "done"))
		return end_run(ctx, &run, "done");
	return ERR_OK;
}

enum err_code run_step(struct ctx *ctx, int64_t run_id)
{
	struct stepping s = { ctx, run_id };
	return tx_run(ctx->db, "run_step", step_tx, &s);
}

enum err_code run_decided(struct ctx *ctx, const struct approval *approval)
{
	struct run run;
	struct run_counts sums;
	uint8_t digest[SM3_SIZE];
	enum err_code code = run_lock(ctx, approval->subject_id, &run);
	if (!code)
		code = run_sums(ctx, approval->subject_id, &sums);
	if (code || !text_eq(run.state, "waiting") || run.stop_by)
		return code; /* stopped meanwhile */
	run.approval_id = approval->id;
	if (approval->yes != 1) {
		run.why = approval->note;
		return end_run(ctx, &run, "refused");
	}
	if (!run_approval_digest(&run, &sums, digest) || !approval_given(approval, APPROVAL_RUN, digest))
		return err_set(&ctx->err, ERR_STATE, "run %lld is not what was agreed on", (long long)run.id);
	code = run_audit(ctx, &run, "run.release", arena_printf(ctx->arena, "approval %lld", (long long)approval->id));
	return code ? code : begin_granting(ctx, &run);
}
