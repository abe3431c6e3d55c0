#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/qualification.h"
#include "domain/policy/policy.h"
#include "flow/case_common.h"
#include "flow/run_flow.h"

#define CHUNK 500
#define MONTHS_AHEAD 4 /* reminders of at most 90 days reach no further */

struct running {
	struct ctx *ctx;
	const char *scheme;
	int32_t today, month;
	int64_t after;
	size_t n; /* of the last chunk */
	int64_t sum;
};

typedef enum err_code chunk_fn(struct running *r, struct qualification_span *ask, struct sql_id *rows, size_t n);

/* Whom the run left out, because a month before lacks: each gets its own job, which judges all of them. */
static enum err_code due_chunk(struct running *r, struct qualification_span *ask, struct sql_id *rows, size_t n)
{
	(void)ask;
	for (size_t i = 0; i < n; i++) {
		enum err_code code = case_job_put(r->ctx, &(struct case_job){ .kind = "month_check", .subject_id = rows[i].id, .n = r->month });
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code end_chunk(struct running *r, struct qualification_span *ask, struct sql_id *rows, size_t n)
{
	(void)ask;
	for (size_t i = 0; i < n; i++) {
		struct qualification q;
		struct casefile c;
		enum err_code code = qualification_end(r->ctx, rows[i].id);
		if (!code)
			code = qualification_read(r->ctx, rows[i].id, &q);
		if (!code)
			code = casefile_read(r->ctx, q.case_id, &c);
		if (!code)
			code = case_notice(r->ctx, &c, "qualification_ended", NULL, NULL);
		if (!code)
			code = case_audit(r->ctx, &c, "qualification.end", "its last month is over");
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code remind_chunk(struct running *r, struct qualification_span *ask, struct sql_id *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum err_code code = case_job_put(r->ctx, &(struct case_job){ .kind = "month_remind", .subject_id = rows[i].id, .n = ask->days });
		if (code)
			return code;
	}
	return ERR_OK;
}

struct chunk {
	struct running *r;
	struct qualification_span ask;
	enum qualification_pick pick;
	chunk_fn *fn;
};

static enum err_code chunk_tx(struct db *db, void *arg)
{
	struct chunk *c = arg;
	struct sql_id *rows;
	(void)db;
	c->ask.after = c->r->after;
	enum err_code code = qualification_pick(c->r->ctx, c->pick, &c->ask, CHUNK, &rows, &c->r->n);
	if (!code)
		code = c->fn(c->r, &c->ask, rows, c->r->n);
	if (!code && c->r->n)
		c->ask.last = rows[c->r->n - 1].id;
	return code;
}

static enum err_code each_chunk(struct running *r, struct chunk *c)
{
	enum err_code code;
	r->after = 0;
	do {
		code = tx_run(r->ctx->db, "month_run", chunk_tx, c);
		r->after = c->ask.last;
		r->sum += (int64_t)r->n;
	} while (!code && r->n == CHUNK);
	return code;
}

/* The nearest threshold that the days left have come under; 0 = none yet. */
static int32_t threshold(const struct policy *policy, int32_t days_left)
{
	int32_t best = 0;
	for (size_t i = 0; policy && i < policy->n_remind; i++)
		if (days_left <= policy->remind_days[i])
			best = policy->remind_days[i]; /* longest first */
	return best;
}

static enum err_code remind(struct running *r)
{
	const struct policy *policy = policy_in_force(r->ctx->policies, SCHEME_TYPE2, POLICY_ADMISSION, r->today);
	enum err_code code = ERR_OK;
	for (int32_t month = r->month; month < r->month + MONTHS_AHEAD && !code; month++) {
		char text[MONTH_TEXT];
		int32_t days = threshold(policy, month_last_day(month) - r->today);
		month_text(month, text);
		struct chunk c = { r, { .scheme = r->scheme, .month = text, .days = days }, QUALIFICATIONS_ENDING, remind_chunk };
		if (days)
			code = each_chunk(r, &c);
	}
	return code;
}

struct beginning {
	struct ctx *ctx;
	const char *scheme;
	int32_t month;
};

static enum err_code begin_tx(struct db *db, void *arg)
{
	const struct beginning *b = arg;
	struct run run;
	(void)db;
	enum err_code code = run_begin(b->ctx, b->scheme, b->month, 0, &run);
	if (code == ERR_NOT_FOUND || code == ERR_DUPLICATE) { /* nobody is there to be judged, or another runner was first */
		err_clear(&b->ctx->err);
		return ERR_STATE;
	}
	return code;
}

/* From its day on a month or quarter has one run that the schedule starts; one that people stopped is theirs to start again. ret_done: it ended. */
static enum err_code scheduled_run(struct ctx *ctx, const char *scheme, int32_t month, bool *ret_done)
{
	char text[MONTH_TEXT];
	struct run run;
	struct beginning b = { ctx, scheme, month };
	month_text(month, text);
	enum err_code code = run_of_month(ctx, scheme, text, &run);
	*ret_done = !code && text_eq(run.state, "done");
	if (code != ERR_NOT_FOUND)
		return code;
	err_clear(&ctx->err);
	code = tx_run(ctx->db, "run_begin", begin_tx, &b);
	if (code != ERR_STATE)
		return code;
	err_clear(&ctx->err);
	return ERR_OK;
}

/* The quarter that ended last. */
static int32_t quarter_before(int32_t month)
{
	return month - month % 3 - 3;
}

enum err_code month_run(struct ctx *ctx, int64_t *ret_n)
{
	char text[MONTH_TEXT];
	struct running r = { .ctx = ctx, .scheme = "type2", .today = clock_today() };
	int year, month, mday;
	r.month = date_month(r.today);
	month_text(r.month, text);
	date_split(r.today, &year, &month, &mday);
	struct chunk ended = { &r, { .scheme = r.scheme, .month = text }, QUALIFICATIONS_OVER, end_chunk };
	struct chunk due = { &r, { .scheme = r.scheme, .month = text }, QUALIFICATIONS_DUE, due_chunk };
	enum err_code code = each_chunk(&r, &ended);
	if (!code)
		code = remind(&r);
	r.sum = 0;
	bool started = mday >= config_int(ctx->config, "run.month_day"), done = false, quarter_done;
	if (!code && started)
		code = scheduled_run(ctx, r.scheme, r.month, &done);
	if (!code && done)
		code = each_chunk(&r, &due);
	if (!code && (started || r.month % 3))
		code = scheduled_run(ctx, "rental", quarter_before(r.month), &quarter_done);
	if (!code)
		*ret_n = r.sum;
	return code;
}

struct reminding {
	struct ctx *ctx;
	int64_t qualification_id;
};

static enum err_code remind_tx(struct db *db, void *arg)
{
	struct reminding *r = arg;
	struct qualification q;
	struct casefile c;
	char day[DATE_TEXT];
	int32_t month;
	(void)db;
	enum err_code code = qualification_read(r->ctx, r->qualification_id, &q);
	if (!code)
		code = casefile_read(r->ctx, q.case_id, &c);
	if (code || !text_eq(q.state, "live"))
		return code;
	if (!month_parse(q.month_to, &month))
		return err_set(&r->ctx->err, ERR_INTERNAL, "month");
	date_text(month_last_day(month), day);
	return case_notice(r->ctx, &c, "qualification_ends", NULL, day);
}

enum err_code month_remind(struct ctx *ctx, int64_t qualification_id)
{
	struct reminding r = { ctx, qualification_id };
	return tx_run(ctx->db, "month_remind", remind_tx, &r);
}
