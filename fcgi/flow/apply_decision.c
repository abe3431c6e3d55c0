#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/reason.h"
#include "domain/months/months.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/case_facts.h"
#include "flow/grant_months.h"
#include "flow/month_facts.h"

#include <stdio.h>

#define PEOPLE_MAX 32
#define SPOUSES_MAX 4
#define TAKEN "T2-TAKEN"

struct applying {
	struct ctx *ctx;
	int64_t decision_id, again_ms;
	struct casefile c;
	struct decision_row d;
	struct case_person *people;
	size_t n_people, n_ids;
	int64_t ids[PEOPLE_MAX + SPOUSES_MAX]; /* members in their order, then spouses who were not chosen */
	bool taken; /* the unique key of a household said no */
};

/* Person rows first, then the case (lock order); false in *ret_go: nothing to do any more, or not yet. */
static enum err_code lock_all(struct applying *a, bool *ret_go)
{
	struct ctx *ctx = a->ctx;
	const char *spouses[SPOUSES_MAX];
	size_t n = 0;
	int64_t case_id, now = clock_now_ms();
	*ret_go = false;
	a->n_ids = 0;
	a->again_ms = 0;
	enum err_code code = decision_case(ctx, a->decision_id, &case_id);
	if (!code)
		code = casefile_read(ctx, case_id, &a->c);
	if (!code)
		code = case_people(ctx, case_id, &a->people, &a->n_people);
	if (!code && a->n_people > PEOPLE_MAX)
		code = err_set(&ctx->err, ERR_LIMIT, "household too large");
	for (size_t i = 0; i < a->n_people && !code; i++)
		a->ids[a->n_ids++] = a->people[i].id;
	if (!code)
		code = case_spouses(ctx, a->c.applicant_id, clock_today(), spouses, SPOUSES_MAX, &n);
	for (size_t i = 0; i < n && !code; i++) {
		int64_t id;
		code = people_named(ctx, NULL, spouses[i], &id);
		bool listed = false; /* chosen as a member, or named by an earlier row of the register */
		for (size_t k = 0; k < a->n_ids && !code; k++)
			listed = listed || a->ids[k] == id;
		if (!code && !listed)
			a->ids[a->n_ids++] = id;
	}
	if (!code)
		code = people_lock(ctx, a->ids, a->n_ids);
	if (!code)
		code = casefile_lock(ctx, case_id, &a->c);
	if (!code)
		code = decision_lock(ctx, a->decision_id, &a->d);
	if (code)
		return code;
	if (a->d.takes_effect_at > now) {
		a->again_ms = a->d.takes_effect_at - now;
		return ERR_OK;
	}
	*ret_go = a->d.undone_at == DB_NULL && a->d.applied_at == DB_NULL && case_state_of(a->c.state) == CASE_DECIDED;
	return ERR_OK;
}

static enum err_code cover_household(struct applying *a, int64_t qualification_id)
{
	char from[DATE_TEXT];
	int32_t day;
	if (!date_parse(a->c.accepted_on, &day))
		return err_set(&a->ctx->err, ERR_INTERNAL, "no acceptance date");
	date_text(month_first_day(date_month(day)), from);
	for (size_t i = 0; i < a->n_ids; i++) {
		bool chosen = i < a->n_people;
		struct covered row = { .qualification_id = qualification_id, .person_id = a->ids[i], .chosen = chosen, .exclusive = "rent",
			               .relation = chosen ? a->people[i].relation : "spouse", .counted_from = chosen ? a->people[i].counted_from : from };
		enum err_code code = qualification_cover(a->ctx, &row);
		if (code == ERR_DUPLICATE)
			a->taken = true;
		if (code)
			return code;
	}
	return ERR_OK;
}

/* Number, first and last month of the new qualification. */
static enum err_code make_qualification(struct applying *a, struct qualification *q, char from[MONTH_TEXT], char to[MONTH_TEXT])
{
	struct ctx *ctx = a->ctx;
	int32_t day;
	if (!date_parse(a->c.accepted_on, &day))
		return err_set(&ctx->err, ERR_INTERNAL, "no acceptance date");
	const struct policy *policy = policy_in_force(ctx->policies, SCHEME_TYPE2, POLICY_ADMISSION, day);
	if (!policy)
		return err_set(&ctx->err, ERR_CONFIG, "no policy in force on the acceptance date");
	month_text(date_month(day), from);
	month_text(months_qualification_end(policy, day), to);
	*q = (struct qualification){ .case_id = a->c.id, .person_id = a->c.applicant_id, .scheme = a->c.scheme, .applicant_kind = a->c.applicant_kind,
		                     .number = arena_printf(ctx->arena, "T2-%04d-%08lld", date_year(day), (long long)a->c.id), .month_from = from,
		                     .month_to = to, .admission_version = a->d.policy_version ? a->d.policy_version : policy->version };
	enum err_code code = qualification_put(ctx, q, &q->id);
	return code ? code : cover_household(a, q->id);
}

static enum err_code give_months(struct applying *a, const struct qualification *q, struct granted *ret_granted)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < a->n_ids && !code; i++)
		code = theme_renew(a->ctx, a->ids[i], NULL);
	struct granting in = { .q = q, .override_checks = a->d.override_checks, .override_last = date_month(clock_today()),
		               .last = date_month(clock_today()) };
	return code ? code : grant_months(a->ctx, &in, ret_granted);
}

static const char *approved_text(struct ctx *ctx, const struct qualification *q, const struct granted *g)
{
	return arena_printf(ctx->arena, "资格编号%s，有效期%s至%s；已核定%lld个月补贴%s%s", q->number, q->month_from, q->month_to, (long long)g->n_payable,
	                    g->n_waiting ? "，部分月份待数据或资金到位后补发" : "", g->n_other ? "，部分月份不符合发放条件" : "");
}

/* The reviewer's yes is what confirms the members whom no register knows; a machine never says yes over one. */
static enum err_code confirm_household(struct applying *a)
{
	struct ctx *ctx = a->ctx;
	bool person = text_eq(a->d.by_kind, "staff");
	for (size_t i = 0; i < a->n_people; i++)
		if (!person && text_eq(a->people[i].confirmed, "no"))
			return err_set(&ctx->err, ERR_INTERNAL, "a machine's yes over a member whom nobody confirmed");
	return person ? casefile_member_confirm(ctx, a->c.id, 0, "staff") : ERR_OK;
}

static enum err_code apply_yes(struct applying *a)
{
	struct ctx *ctx = a->ctx;
	struct qualification q;
	struct granted granted;
	char from[MONTH_TEXT], to[MONTH_TEXT], valid_from[DATE_TEXT], valid_to[DATE_TEXT];
	int32_t first, last;
	enum err_code code = confirm_household(a);
	if (!code)
		code = make_qualification(a, &q, from, to);
	if (!code)
		code = give_months(a, &q, &granted);
	if (code)
		return code;
	if (!month_parse(from, &first) || !month_parse(to, &last))
		return err_set(&ctx->err, ERR_INTERNAL, "months");
	date_text(month_first_day(first), valid_from);
	date_text(month_last_day(last), valid_to);
	struct case_report report = { .stage = "transact", .result = "准予", .text = "公租房货币补贴资格审核通过", .document_no = q.number,
		                      .valid_from = valid_from, .valid_to = valid_to };
	code = casefile_advance(ctx, &a->c, EVENT_APPLY_YES, approved_text(ctx, &q, &granted));
	if (!code)
		code = case_report_put(ctx, &a->c, &report);
	if (!code)
		code = case_notice(ctx, &a->c, "approved", NULL, NULL);
	if (!code && granted.n_payable)
		code = case_job_put(ctx, &(struct case_job){ .kind = "pay_collect", .subject_id = q.id, .n = -1, .payload = "\"type2\"" });
	if (!code && granted.n_waiting)
		code = case_job_put(ctx, &(struct case_job){ .kind = "settle_months", .subject_id = q.id, .n = -1,
		                                             .delay_ms = config_int(ctx->config, "retry.first_ms") });
	if (!code)
		code = case_audit(ctx, &a->c, "case.approve",
		                  arena_printf(ctx->arena, "months %lld fen %lld", (long long)granted.n_payable, (long long)granted.sum_fen));
	return code;
}

/* "户籍：请带户口簿；学历：请带毕业证书": at most 20 characters each, never a value. */
static enum err_code tell_refused(struct applying *a, int64_t decision_id)
{
	struct ctx *ctx = a->ctx;
	struct reason *reasons;
	size_t n;
	struct buf sms, page;
	enum err_code code = reason_of_decision(ctx, decision_id, &reasons, &n);
	if (code)
		return code;
	buf_init(&sms, ctx->arena, 128);
	buf_init(&page, ctx->arena, 128);
	for (size_t i = 0; i < n; i++) {
		buf_str(&sms, i ? "；" : "");
		buf_str(&sms, reasons[i].sms_text);
		buf_str(&page, i ? "；" : "");
		buf_str(&page, reasons[i].title);
	}
	if (sms.failed || page.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	struct case_report report = { .stage = "transact", .result = "不予", .text = page.n ? page.p : "" };
	code = casefile_advance(ctx, &a->c, EVENT_APPLY_NO, page.n ? page.p : "");
	if (!code)
		code = case_report_put(ctx, &a->c, &report);
	if (!code)
		code = case_notice(ctx, &a->c, "refused", sms.n ? sms.p : "", NULL);
	return code ? code : case_audit(ctx, &a->c, "case.refuse", NULL);
}

static enum err_code apply_tx(struct db *db, void *arg)
{
	struct applying *a = arg;
	bool go;
	(void)db;
	a->taken = false;
	enum err_code code = lock_all(a, &go);
	if (code || !go)
		return code;
	code = a->d.yes ? apply_yes(a) : tell_refused(a, a->d.id);
	return code ? code : decision_applied(a->ctx, a->d.id, clock_now_ms());
}

/* Another member of the household got there first: the key stands, so this yes becomes a no that says why. */
static enum err_code taken_tx(struct db *db, void *arg)
{
	struct applying *a = arg;
	struct ctx *ctx = a->ctx;
	bool go;
	(void)db;
	enum err_code code = lock_all(a, &go);
	if (code || !go)
		return code;
	int64_t now = clock_now_ms(), id;
	struct decision_row no = { .case_id = a->c.id, .round = a->c.round, .yes = 0, .by_kind = "system", .staff_id = DB_NULL,
		                   .opinion = "家庭已有有效资格", .policy_version = a->d.policy_version, .made_at = now, .takes_effect_at = now };
	code = decision_undo(ctx, a->d.id, now);
	if (!code)
		code = decision_put(ctx, &no, &id);
	if (!code)
		code = decision_reason_add(ctx, id, TAKEN);
	if (!code)
		code = tell_refused(a, id);
	return code ? code : decision_applied(ctx, id, now);
}

enum err_code apply_decision(struct ctx *ctx, int64_t decision_id, int64_t *ret_again_ms)
{
	struct applying a = { .ctx = ctx, .decision_id = decision_id };
	enum err_code code = grant_in_turn(ctx, "apply_decision", apply_tx, &a);
	if (code == ERR_DUPLICATE && a.taken) {
		err_clear(&ctx->err);
		code = tx_run(ctx->db, "apply_taken", taken_tx, &a);
	}
	if (!code)
		*ret_again_ms = a.again_ms;
	return code;
}
