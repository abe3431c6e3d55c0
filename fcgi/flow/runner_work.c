#include "flow/case_work.h"

#include "base/date.h"
#include "flow/case_flow_sql.h"

/* Limits of I12: past them an alarm stands. */
#define JOB_LATE_MS 600000
#define JOB_STUCK_MS 60000
#define NOTICE_MS 1800000
#define ATTEMPT_MS 3600000

static enum err_code sweep_tx(struct db *db, void *arg)
{
	int64_t now = clock_now_ms();
	char day[DATE_TEXT];
	(void)arg;
	date_text(clock_today(), day);
	const struct { enum case_flow_stmt stmt; struct sweep_in in; } steps[] = {
		{ FLOW_SWEEP_JOB_LATE, { .at = now, .before = JOB_LATE_MS } },
		{ FLOW_SWEEP_JOB_STUCK, { .at = now, .before = JOB_STUCK_MS } },
		{ FLOW_SWEEP_NOTICE, { .at = now, .before = now - NOTICE_MS } },
		{ FLOW_SWEEP_ATTEMPT, { .at = now, .before = now - ATTEMPT_MS } },
		{ FLOW_SWEEP_CASE, { .at = now, .day = day } },
		{ FLOW_SWEEP_CLEAR_JOBS, { .at = now, .before = JOB_LATE_MS } },
		{ FLOW_SWEEP_CLEAR_NOTICES, { .at = now } },
		{ FLOW_SWEEP_CLEAR_ATTEMPTS, { .at = now } },
		{ FLOW_SWEEP_CLEAR_CASES, { .at = now } },
	};
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		enum err_code code = db_do(db, &case_flow_stmts[steps[i].stmt], &steps[i].in, NULL);
		if (code)
			return code;
	}
	return ERR_OK;
}

enum err_code sweep_alarms(struct ctx *ctx)
{
	return tx_run(ctx->db, "sweep_alarms", sweep_tx, NULL);
}

struct seeding {
	struct ctx *ctx;
	const char *const *kinds;
	size_t n;
};

static enum err_code seed_tx(struct db *db, void *arg)
{
	struct seeding *s = arg;
	(void)db;
	for (size_t i = 0; i < s->n; i++) {
		/* A scheduled row that ended by a fault of an earlier program begins anew. */
		struct job_new job = { .kind = s->kinds[i], .dedupe_key = arena_printf(s->ctx->arena, "%s:0", s->kinds[i]), .again = true };
		enum err_code code = job_put(s->ctx, &job, NULL, NULL);
		if (code)
			return code;
	}
	return ERR_OK;
}

enum err_code seed_jobs(struct ctx *ctx, const char *const *kinds, size_t n)
{
	struct seeding s = { ctx, kinds, n };
	return tx_run(ctx->db, "seed_jobs", seed_tx, &s);
}

enum err_code jobs_idle(struct ctx *ctx, const char *scheduled_kinds, bool *ret_idle)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &case_flow_stmts[FLOW_JOBS_BUSY], &(struct sql_text){ scheduled_kinds }, &row);
	if (!code)
		*ret_idle = row.id == 0;
	return code;
}
