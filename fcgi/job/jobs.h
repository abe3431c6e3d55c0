/* The one job table. A job function works on one leased row and settles it itself (job_done, job_done_in_tx, job_again, job_failed,
 * job_unknown) when it returns ERR_OK. Any other code is settled by the loop: doubt on a `once` kind becomes UNKNOWN, everything else is
 * tried again, backing off from retry.first_ms to retry.max_ms, and FAILED after `tries` attempts (0 = never). */
#ifndef JOB_JOBS_H
#define JOB_JOBS_H

#include "store/ctx.h"
#include "store/job.h"

struct http_client;
struct data_token;

struct job_ctx {
	struct ctx *ctx;
	struct http_client *http;
	struct data_token *data_token;
};
typedef enum err_code job_fn(struct job_ctx *jc, const struct job *job);

struct job_kind {
	const char *kind;
	job_fn *run;
	bool once;         /* must not be repeated blindly: a lost lease makes it UNKNOWN, and it is run as kind + "?" to ask */
	int64_t tries;     /* 0 = for ever */
	bool scheduled;    /* its row "<kind>:0" is seeded at start and puts itself off */
	const char *summary;
};
extern const struct job_kind job_kinds[]; /* sorted by kind */
extern const size_t job_kinds_n;
const struct job_kind *job_kind_find(const char *kind); /* NULL: unknown */

/* Backing off: retry.first_ms doubled with each attempt, at most retry.max_ms. */
int64_t job_backoff_ms(const struct config *config, int64_t attempts);

job_fn job_gov_pull, job_gov_material, job_gov_report, job_gov_file, job_accept_case, job_verify_case, job_apply_decision, job_supplement_due, job_notice,
    job_sso_swap, job_prefill, job_self_check, job_settle_months, job_month_run, job_month_check, job_month_recheck, job_month_remind,
    job_run_range, job_run_step, job_audit_chain, job_alarm_sweep;
job_fn job_policy_trial, job_whitelist_load, job_whitelist_spread;
job_fn job_pay_collect, job_pay_send, job_pay_query, job_pay_returns, job_pay_statement, job_recon_day;

#endif
