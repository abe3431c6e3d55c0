/* What jobd does on cases by itself. Called by job/; each returns what the job loop needs to settle its row. Flows that call outside do it
 * with no transaction open and write what came back in one transaction afterwards. */
#ifndef FLOW_CASE_WORK_H
#define FLOW_CASE_WORK_H

#include "gateway/data.h"
#include "gateway/gov.h"
#include "store/ctx.h"
#include "store/job.h"

struct outside {
	struct http_client *http;
	struct data_token *data_token;
};

/* One dispatched entry of platform 2.0 (4B-1): idempotent by projid and dataversion, harmless twice and out of order. A void one withdraws. */
enum err_code receive_case(struct ctx *ctx, const struct gov_case *in, int64_t *ret_case_id) MUST_CHECK; /* ret 0: only an alarm was raised */
/* One page of the dispatch after our mark. ret_more: another page may wait. */
enum err_code pull_cases(struct ctx *ctx, const struct outside *outside, bool *ret_more) MUST_CHECK;
/* Bytes of the materials that the platform named (4C-4). */
enum err_code fetch_materials(struct ctx *ctx, const struct outside *outside, int64_t case_id) MUST_CHECK;
/* Sends one stored report (4B-2). ERR_BUSY: the case has no filing number yet, or an earlier report of it waits. */
enum err_code send_report(struct ctx *ctx, const struct outside *outside, int64_t report_id) MUST_CHECK;
/* Filing number for a case born here, then its acceptance. */
enum err_code file_case(struct ctx *ctx, const struct outside *outside, int64_t case_id) MUST_CHECK;

/* received -> accepted, not_accepted, or supplement (4C-1); asks for the applicant's identity card first (4A-3). what = "<matter code> <day of
 * receipt>". */
enum err_code accept_case(struct ctx *ctx, const struct outside *outside, int64_t case_id, const char *what) MUST_CHECK;

/* Fetches what the policy needs for every household member, evaluates, stores, moves on (4C-2). ret_again_ms > 0: a source is waited for. */
struct verified {
	int64_t again_ms;
	const char *decision; /* approved refused waiting; NULL: the case was no longer in a state to be verified */
};
enum err_code verify_case(struct ctx *ctx, const struct outside *outside, int64_t case_id, bool all_anew, int64_t attempts, struct verified *ret) MUST_CHECK;

/* A decision takes effect, a machine's and a person's alike. ret_again_ms > 0: not yet due. ret_settle: some month waits for facts. */
enum err_code apply_decision(struct ctx *ctx, int64_t decision_id, int64_t *ret_again_ms) MUST_CHECK;
/* Months of a qualification with fresh facts. WAITING: those that wait. DUE: months up to now that have no entry too, and the holder is told
 * of one that is not paid (4F-1). RECHECK: every source is asked anew and the settled months are judged again (B4); the other two do that
 * when the facts have changed. ret_again_ms > 0: some still wait. */
enum settling_kind { SETTLE_WAITING, SETTLE_DUE, SETTLE_RECHECK };
enum err_code settle_months(struct ctx *ctx, const struct outside *outside, int64_t qualification_id, enum settling_kind kind, int64_t attempts,
                            int64_t *ret_again_ms) MUST_CHECK;
/* The schedule (policy book 4.2): from run.month_day on the month's run is started (flow/run_flow.h), when it is done each live qualification
 * without an entry for the month gets a job month_check; the quarter that is over has its run likewise. Qualifications whose last month is
 * over end, those that come near it get a job month_remind once for each threshold. ret_n: months put. */
enum err_code month_run(struct ctx *ctx, int64_t *ret_n) MUST_CHECK;
enum err_code month_remind(struct ctx *ctx, int64_t qualification_id) MUST_CHECK;

enum err_code supplement_due(struct ctx *ctx, int64_t case_id) MUST_CHECK;

/* One SMS. ERR_UNCERTAIN: may have been sent; asked == true asks the gateway first. */
enum err_code send_notice(struct ctx *ctx, const struct outside *outside, int64_t notice_id, bool asked) MUST_CHECK;

/* Ticket -> person; the job is settled inside. */
enum err_code sign_on_swap(struct ctx *ctx, const struct outside *outside, const struct job *job) MUST_CHECK;
/* The applicant's own records, prefilled fields and which papers are worth bringing; the job is settled inside. */
enum err_code prefill_form(struct ctx *ctx, const struct outside *outside, const struct job *job) MUST_CHECK;
/* The checks before applying (B9); keeps nothing but the calls and the job's result. The job is settled inside. */
enum err_code self_check(struct ctx *ctx, const struct outside *outside, const struct job *job) MUST_CHECK;

/* Rows older than they may be get an alarm, alarms whose reason is gone are cleared (I12). */
enum err_code sweep_alarms(struct ctx *ctx) MUST_CHECK;

/* ms until a source is asked again. */
int64_t case_backoff_ms(const struct config *config, int64_t attempts);

/* Scheduled work as rows: inserted when missing. */
enum err_code seed_jobs(struct ctx *ctx, const char *const *kinds, size_t n) MUST_CHECK;
/* Nothing but scheduled kinds (comma separated) is READY within 2 s or RUNNING. */
enum err_code jobs_idle(struct ctx *ctx, const char *scheduled_kinds, bool *ret_idle) MUST_CHECK;

#endif
