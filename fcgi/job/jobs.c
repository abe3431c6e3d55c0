#include "job/jobs.h"

#include "job/pay.h"

#include <string.h>

/* Sorted by kind; a test walks it. */
const struct job_kind job_kinds[] = {
	{ .kind = "accept_case", .run = job_accept_case, .summary = "accept a received case" },
	{ .kind = "alarm_sweep", .run = job_alarm_sweep, .scheduled = true, .summary = "rows older than they may be get an alarm" },
	{ .kind = "apply_decision", .run = job_apply_decision, .summary = "a decision takes effect" },
	{ .kind = "audit_chain", .run = job_audit_chain, .scheduled = true, .summary = "append committed audit rows to the chain" },
	{ .kind = "gov_file", .run = job_gov_file, .summary = "filing number for a case born here" },
	{ .kind = "gov_material", .run = job_gov_material, .summary = "read materials that the platform named" },
	{ .kind = "gov_pull", .run = job_gov_pull, .scheduled = true, .summary = "cases that the platform dispatched" },
	{ .kind = "gov_report", .run = job_gov_report, .summary = "report a stage to the platform" },
	{ .kind = "month_check", .run = job_month_check, .summary = "judge and pay the months of one qualification" },
	{ .kind = "month_recheck", .run = job_month_recheck, .summary = "judge the settled months of one qualification again" },
	{ .kind = "month_remind", .run = job_month_remind, .summary = "tell a holder that his qualification ends" },
	{ .kind = "month_run", .run = job_month_run, .scheduled = true, .summary = "months that are due, qualifications that end" },
	{ .kind = "notice", .run = job_notice, .once = true, .summary = "send one SMS" },
	{ .kind = "pay_apply", .run = job_pay_apply, .summary = "an approval takes effect" },
	{ .kind = "pay_collect", .run = job_pay_collect, .scheduled = true, .summary = "collect READY orders under the mandate" },
	{ .kind = "pay_make", .run = job_pay_make, .summary = "make a batch that two persons approve" },
	{ .kind = "pay_query", .run = job_pay_query, .scheduled = true, .summary = "ask the bank about what is not known" },
	{ .kind = "pay_release", .run = job_pay_release, .summary = "lift a hold" },
	{ .kind = "pay_returns", .run = job_pay_returns, .scheduled = true, .summary = "take return files in" },
	{ .kind = "pay_send", .run = job_pay_send, .once = true, .summary = "send a batch to the bank" },
	{ .kind = "pay_statement", .run = job_pay_statement, .summary = "statement of a day" },
	{ .kind = "policy_trial", .run = job_policy_trial, .summary = "a policy draft tried on a range of the population" },
	{ .kind = "prefill", .run = job_prefill, .tries = 3, .summary = "fill a form from shared data" },
	{ .kind = "recon_day", .run = job_recon_day, .scheduled = true, .summary = "close past days" },
	{ .kind = "run_range", .run = job_run_range, .summary = "a range of a run: ask, judge, grant" },
	{ .kind = "run_step", .run = job_run_step, .summary = "move a run on" },
	{ .kind = "self_check", .run = job_self_check, .tries = 3, .summary = "the checks before applying" },
	{ .kind = "settle_months", .run = job_settle_months, .summary = "judge waiting months again" },
	{ .kind = "sso_swap", .run = job_sso_swap, .tries = 1, .summary = "swap a sign-on ticket" },
	{ .kind = "supplement_due", .run = job_supplement_due, .summary = "end of a supplement's time" },
	{ .kind = "verify_case", .run = job_verify_case, .summary = "fetch sources and evaluate" },
	{ .kind = "whitelist_load", .run = job_whitelist_load, .summary = "rows of an imported white list become people" },
	{ .kind = "whitelist_spread", .run = job_whitelist_spread, .summary = "whose class a white list changes is judged again" },
};
const size_t job_kinds_n = ARRAY_LEN(job_kinds);

/* A kind with "?" behind it is one whose lease was lost. */
const struct job_kind *job_kind_find(const char *kind)
{
	size_t n = strcspn(kind, "?");
	for (size_t i = 0; i < job_kinds_n; i++)
		if (strlen(job_kinds[i].kind) == n && strncmp(job_kinds[i].kind, kind, n) == 0)
			return &job_kinds[i];
	return NULL;
}

int64_t job_backoff_ms(const struct config *config, int64_t attempts)
{
	int64_t ms = config_int(config, "retry.first_ms"), most = config_int(config, "retry.max_ms");
	for (int64_t i = 1; i < attempts && ms < most; i++)
		ms *= 2;
	return ms < most ? ms : most;
}
