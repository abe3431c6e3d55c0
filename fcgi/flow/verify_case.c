#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/qualification.h"
#include "domain/ledger/alarm.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/case_judge.h"
#include "flow/fetch_sources.h"
#include "flow/household.h"

#include <string.h>

#define SPOUSES_MAX 4
#define FRESH_MS (24LL * 3600 * 1000) /* an answer of the case's own is asked again after a day */

struct verifying {
	struct ctx *ctx;
	int64_t case_id, attempts;
	struct case_person *people;
	size_t n_people;
	struct fetches first, second; /* second: what only the first answers tell to ask */
	int32_t day;
	struct verified ret;
};

int64_t case_backoff_ms(const struct config *config, int64_t attempts)
{
	int64_t ms = config_int(config, "retry.first_ms"), most = config_int(config, "retry.max_ms");
	for (int64_t i = 1; i < attempts && ms < most; i++)
		ms *= 2;
	return ms < most ? ms : most;
}

static bool is_fresh(const struct source_record *records, size_t n, int64_t person_id, const char *source, int64_t now)
{
	for (size_t i = 0; i < n; i++)
		if (records[i].person_id == person_id && text_eq(records[i].source, source))
			return text_eq(records[i].state, "ok") && now - records[i].fetched_at < FRESH_MS;
	return false;
}

/* Everything, of everybody, in one go (policy book 7); when a source is waited for, only what is missing. */
static enum err_code ask(struct verifying *v, const struct outside *outside, const struct casefile *c, bool all_anew)
{
	struct ctx *ctx = v->ctx;
	struct source_record *records;
	const char *spouses[SPOUSES_MAX], *applicant = NULL;
	size_t n, n_spouses = 0;
	int64_t now = clock_now_ms();
	enum err_code code = evidence_records(ctx, v->case_id, &records, &n);
	if (!code)
		code = fetches_init(ctx, &v->first, v->n_people * data_sources_n);
	if (!code)
		code = fetches_init(ctx, &v->second, SPOUSES_MAX);
	for (size_t p = 0; p < v->n_people && !code; p++) {
		if (text_eq(v->people[p].relation, "self"))
			applicant = v->people[p].idno;
		for (size_t s = 0; s < data_sources_n && !code; s++)
			if (all_anew || !is_fresh(records, n, v->people[p].id, data_sources[s], now))
				code = fetches_add(ctx, &v->first, c, v->people[p].id, v->people[p].idno, data_sources[s]);
	}
	if (!code)
		code = fetches_run(ctx, outside, &v->first);
	if (!code) /* a lease in the spouse's name counts, chosen or not */
		code = fetches_spouses(ctx, &v->first, applicant, clock_today(), v->people, v->n_people, spouses, SPOUSES_MAX, &n_spouses);
	for (size_t i = 0; i < n_spouses && !code; i++)
		code = fetches_add(ctx, &v->second, c, 0, spouses[i], "lease");
	return code ? code : fetches_run(ctx, outside, &v->second);
}

/* A waiting case that learnt nothing new is not written down again and again. */
static bool nothing_new(const struct verifying *v, const struct casefile *c)
{
	if (!c->round || !c->waits_for)
		return false;
	for (size_t i = 0; i < v->first.n; i++)
		if (v->first.asks[i].state == DATA_OK)
			return false;
	return true;
}

static enum err_code wait(struct verifying *v, struct casefile *c, const char *waits_for)
{
	struct ctx *ctx = v->ctx;
	int64_t now = clock_now_ms(), since = c->wait_since == DB_NULL || !c->wait_since ? now : c->wait_since;
	if (now - since >= config_int(ctx->config, "case.wait_hours") * 3600 * 1000) {
		enum err_code code = casefile_advance(ctx, c, EVENT_WAITED_TOO_LONG, "等待共享数据超时，转由工作人员办理");
		return code ? code : case_audit(ctx, c, "case.wait_too_long", waits_for);
	}
	v->ret.again_ms = case_backoff_ms(ctx->config, v->attempts);
	return casefile_set_waiting(ctx, c->id, waits_for, since);
}

static enum err_code approve(struct verifying *v, struct casefile *c, const struct judged *judged)
{
	struct ctx *ctx = v->ctx;
	int64_t now = clock_now_ms(), id;
	struct decision_row row = { .case_id = c->id, .round = c->round, .yes = 1, .by_kind = "system", .staff_id = DB_NULL, .opinion = "",
		                    .policy_version = judged->policy->version, .made_at = now, .takes_effect_at = now };
	enum err_code code = decision_put(ctx, &row, &id);
	if (!code)
		code = casefile_set_waiting(ctx, c->id, NULL, 0);
	if (!code)
		code = casefile_advance(ctx, c, EVENT_ALL_PASS, "各项条件核查通过");
	if (!code)
		code = case_job_put(ctx, &(struct case_job){ .kind = "apply_decision", .subject_id = id, .n = -1 });
	return code ? code : case_audit(ctx, c, "case.decide", "yes by system");
}

static enum err_code to_person(struct verifying *v, struct casefile *c, const char *why)
{
	struct ctx *ctx = v->ctx;
	struct case_report report = { .stage = "node", .result = "人工审核", .text = "自动核查未全部通过，转人工审核" };
	enum err_code code = casefile_set_waiting(ctx, c->id, NULL, 0);
	if (!code)
		code = casefile_advance(ctx, c, EVENT_FAIL, why);
	return code ? code : case_report_put(ctx, c, &report);
}

/* While a member is not confirmed, nothing of the outcome shows in where the case goes: it would tell about him. */
static enum err_code doubted(struct verifying *v, struct casefile *c, const struct household *household)
{
	if (household->waits_for)
		return wait(v, c, household->waits_for);
	return to_person(v, c, arena_printf(v->ctx->arena, "%s，由工作人员审核", household->doubt));
}

static enum err_code move(struct verifying *v, struct casefile *c, const struct judged *judged, const struct household *household)
{
	char *detail = arena_printf(v->ctx->arena, "%s %s round %lld", judged->decision, judged->policy ? judged->policy->version : "-", (long long)c->round);
	enum err_code code = case_audit(v->ctx, c, "case.verify", detail);
	v->ret.decision = judged->decision;
	if (code || case_state_of(c->state) != CASE_ACCEPTED)
		return code; /* a recheck: the person decides */
	if (!judged->policy) {
		code = alarm_raise(v->ctx, "policy_missing", c->id, "受理日没有生效的政策版本，办件在等待");
		return code ? code : wait(v, c, "policy");
	}
	if (household->doubt || household->waits_for)
		return doubted(v, c, household);
	switch (judged->result.decision) {
	case DECISION_APPROVED:
		return approve(v, c, judged);
	case DECISION_REFUSED:
		return to_person(v, c, "有条件未通过，由工作人员审核");
	case DECISION_WAITING:
		break;
	}
	return wait(v, c, judged->waits_for);
}

static enum err_code verify_tx(struct db *db, void *arg)
{
	struct verifying *v = arg;
	struct ctx *ctx = v->ctx;
	struct casefile c;
	struct facts *facts;
	struct judged judged;
	struct household household;
	const char *ids;
	int64_t counted;
	(void)db;
	v->ret = (struct verified){ 0 };
	enum err_code code = casefile_lock(ctx, v->case_id, &c);
	if (code || (case_state_of(c.state) != CASE_ACCEPTED && case_state_of(c.state) != CASE_IN_REVIEW))
		return code;
	bool same = nothing_new(v, &c);
	code = fetches_store(ctx, &v->first, c.id, !same);
	if (!code)
		code = fetches_store(ctx, &v->second, c.id, !same);
	if (code)
		return code;
	if (same && case_state_of(c.state) == CASE_ACCEPTED) {
		v->ret.decision = "waiting";
		return wait(v, &c, c.waits_for);
	}
	code = month_counted(ctx, c.applicant_id, 0, "type2", &counted);
	if (!code)
		code = case_facts_build(ctx, &c, v->people, v->n_people, counted, &facts, &ids);
	if (!code)
		code = household_confirm(ctx, &c, v->people, v->n_people, facts, v->day, &household);
	if (!code)
		code = case_judge(ctx, c.scheme, facts, v->day, &judged);
	c.round++;
	if (!code)
		code = case_judge_store(ctx, c.id, c.round, facts, ids, &judged, v->people, v->n_people);
	if (!code)
		code = casefile_set_round(ctx, c.id, c.round);
	return code ? code : move(v, &c, &judged, &household);
}

enum err_code verify_case(struct ctx *ctx, const struct outside *outside, int64_t case_id, bool all_anew, int64_t attempts, struct verified *ret)
{
	struct verifying v = { .ctx = ctx, .case_id = case_id, .attempts = attempts };
	struct casefile c;
	enum err_code code = casefile_read(ctx, case_id, &c);
	if (code)
		return code;
	if ((case_state_of(c.state) != CASE_ACCEPTED && case_state_of(c.state) != CASE_IN_REVIEW) || !c.accepted_on || !date_parse(c.accepted_on, &v.day)) {
		*ret = (struct verified){ 0 };
		return ERR_OK;
	}
	code = case_people(ctx, case_id, &v.people, &v.n_people);
	if (!code)
		code = ask(&v, outside, &c, all_anew && attempts <= 1);
	if (!code)
		code = tx_run(ctx->db, "verify_case", verify_tx, &v);
	if (!code)
		*ret = v.ret;
	return code;
}
