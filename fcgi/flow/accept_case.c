#include "flow/case_work.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/casefile/evidence.h"
#include "domain/casefile/qualification.h"
#include "domain/facts/side_json.h"
#include "domain/forms/form.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/fetch_sources.h"

#include <stdio.h>
#include <string.h>

#define PEOPLE_MAX (FORM_MEMBERS_MAX + 8)
#define REASON_SENTENCES 3

struct accepting {
	struct ctx *ctx;
	int64_t case_id;
	const char *matter;
	int32_t day; /* of receipt */
	struct casefile c;
	struct form form;
	struct person applicant;
	const struct form_def *def;
	struct err faults; /* of the form */
	int64_t ids[PEOPLE_MAX]; /* applicant, members in the form's order, then spouses not chosen */
	size_t n_ids;
	struct fetches card; /* the applicant's identity card, asked before the transaction; n 0: not asked */
	const char *refused; /* why it cannot be accepted; no personal data */
};

static enum err_code read_form(struct accepting *a)
{
	struct ctx *ctx = a->ctx;
	const char *json;
	enum err_code code = casefile_form(ctx, &a->c, &json);
	if (!code)
		code = form_def_get(ctx->config, a->c.scheme, &a->def, &ctx->err);
	if (code)
		return code;
	if (form_check(a->def, json, strlen(json), &a->faults) == ERR_BAD_REQUEST)
		a->refused = "申请表无法读取，请重新填写后申请";
	else if (form_read(ctx->arena, json, strlen(json), &a->form, &ctx->err))
		return ctx->err.code;
	return ERR_OK;
}

/* Everything that is wrong is told at once, as far as a line holds it. Payee faults are asked for later, never a ground of refusal. */
static void judge_form(struct accepting *a)
{
	struct buf b;
	size_t n = 0;
	if (a->refused)
		return;
	buf_init(&b, a->ctx->arena, 256);
	for (size_t i = 0; i < a->faults.n_fields; i++) {
		const struct err_field *field = &a->faults.fields[i];
		if (text_starts(field->pointer, "/payee") || n >= REASON_SENTENCES)
			continue;
		buf_str(&b, n++ ? "；" : "申请表需要更正：");
		buf_str(&b, field->text);
	}
	if (n)
		a->refused = b.p;
}

static void judge_people(struct accepting *a)
{
	if (a->refused)
		return;
	if (!idno_ok(a->applicant.idno, clock_today())) {
		a->refused = "申请人身份证号码有误，请核对后重新申请";
		return;
	}
	for (size_t i = 0; i < a->form.n_members; i++) {
		const char *idno = a->form.members[i].idno;
		bool twice = text_eq(idno, a->applicant.idno);
		for (size_t k = 0; k < i && !twice; k++)
			twice = text_eq(idno, a->form.members[k].idno);
		if (twice) {
			a->refused = "家庭成员填写重复，请核对后重新申请";
			return;
		}
	}
}

/* Only a register that says so refuses (policy book 2): one that is down or has no record holds up nobody. */
static enum err_code judge_card(struct accepting *a)
{
	struct side_card card;
	enum err_code code = fetches_store(a->ctx, &a->card, a->case_id, true);
	if (code || a->refused || !a->card.n || a->card.asks[0].state != DATA_OK)
		return code;
	if (side_card_read(a->ctx->arena, a->card.asks[0].rows, &card) && text_eq(card.state, "cancelled"))
		a->refused = "身份证件已注销，请持有效身份证件重新申请";
	return ERR_OK;
}

/* Rows of everybody named, so that they can be locked. Nobody of an unreadable form. */
static enum err_code find_people(struct accepting *a)
{
	const char *spouses[PEOPLE_MAX - FORM_MEMBERS_MAX - 1];
	size_t n = 0;
	a->ids[a->n_ids++] = a->c.applicant_id;
	for (size_t i = 0; !a->refused && i < a->form.n_members; i++) {
		const struct form_member *m = &a->form.members[i];
		enum err_code code = people_named(a->ctx, m->name, m->idno, &a->ids[a->n_ids]);
		if (code)
			return code;
		a->n_ids++;
	}
	enum err_code code = case_spouses(a->ctx, a->c.applicant_id, a->day, spouses, ARRAY_LEN(spouses), &n);
	for (size_t i = 0; !code && i < n; i++) {
		code = people_named(a->ctx, NULL, spouses[i], &a->ids[a->n_ids]);
		a->n_ids++;
	}
	return code;
}

/* One live qualification and one running case a household (policy book 4.2); the first is named by its number. Whom the applicant only names
 * is asked about when the registers have confirmed him: a stranger's number must tell nothing here. */
static enum err_code judge_household(struct accepting *a)
{
	for (size_t i = 0; i < a->n_ids && !a->refused; i++) {
		if (i > 0 && i <= a->form.n_members)
			continue;
		const char *number;
		struct case_running running;
		enum err_code code = qualification_holding(a->ctx, a->ids[i], "rent", &number);
		if (!code) {
			a->refused = arena_printf(a->ctx->arena, "您的家庭已有有效的资格（编号%s），不能重复申请", number);
			return ERR_OK;
		}
		if (code != ERR_NOT_FOUND)
			return code;
		code = casefile_running(a->ctx, a->ids[i], a->case_id, &running);
		if (!code) {
			a->refused = arena_printf(a->ctx->arena, "您的家庭已有正在办理的申请（编号%s），请等它办结", running.number);
			return ERR_OK;
		}
		if (code != ERR_NOT_FOUND)
			return code;
	}
	return ERR_OK;
}

static enum err_code not_accept(struct accepting *a)
{
	struct ctx *ctx = a->ctx;
	struct case_report report = { .stage = "accept", .result = "不予受理", .text = a->refused };
	enum err_code code = casefile_set_end(ctx, a->case_id, a->refused);
	if (!code)
		code = casefile_advance(ctx, &a->c, EVENT_NOT_ACCEPT, a->refused);
	if (!code)
		code = case_report_put(ctx, &a->c, &report);
	if (!code)
		code = case_notice(ctx, &a->c, "not_accepted", NULL, NULL);
	return code ? code : case_audit(ctx, &a->c, "case.not_accept", NULL);
}

/* Members count from the first day of the month of acceptance; the same people, also when the acceptance runs again. */
static enum err_code write_members(struct accepting *a)
{
	char from[DATE_TEXT];
	date_text(month_first_day(date_month(a->day)), from);
	for (size_t i = 0; i <= a->form.n_members; i++) {
		struct case_member row = { .case_id = a->case_id, .person_id = a->ids[i], .counted_from = from,
			                   .relation = i ? a->form.members[i - 1].relation : "self", .confirmed = i ? "no" : "shared" };
		enum err_code code = casefile_member_add(a->ctx, &row);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code declare(struct accepting *a, int64_t person_id, const char *source, const char *rows, size_t n)
{
	struct source_record record = { .person_id = person_id, .n_rows = (int64_t)n, .fetched_at = clock_now_ms(), .case_id = a->case_id,
		                        .source = source, .state = "ok", .kind = "declared", .rows = rows };
	int64_t id;
	return evidence_record_put(a->ctx, &record, &id);
}

static enum err_code declare_work(struct accepting *a, const char *source, const struct form_work *work)
{
	struct buf b;
	buf_init(&b, a->ctx->arena, 256);
	buf_char(&b, '[');
	if (work->given) {
		buf_char(&b, '{');
		buf_key_str(&b, "id", a->applicant.idno);
		buf_key_str(&b, "division", work->division);
		buf_key_str(&b, "from", work->from);
		buf_key_str(&b, "to", work->to);
		buf_char(&b, '}');
	}
	buf_char(&b, ']');
	return declare(a, a->c.applicant_id, source, b.p, work->given);
}

static enum err_code declare_tax(struct accepting *a)
{
	struct buf b;
	buf_init(&b, a->ctx->arena, 1024);
	buf_char(&b, '[');
	for (size_t i = 0; i < a->form.n_tax_months; i++) {
		buf_str(&b, i ? ",{" : "{");
		buf_key_str(&b, "id", a->applicant.idno);
		buf_key_str(&b, "month", a->form.tax_months[i]);
		buf_char(&b, '}');
	}
	buf_char(&b, ']');
	return declare(a, a->c.applicant_id, "tax", b.p, a->form.n_tax_months);
}

static enum err_code declare_income(struct accepting *a, int64_t person_id, const char *idno)
{
	struct buf b;
	size_t n = 0;
	buf_init(&b, a->ctx->arena, 256);
	buf_char(&b, '[');
	for (size_t i = 0; i < a->form.n_income; i++) {
		const struct form_income *row = &a->form.income[i];
		char *normal = row->idno ? idno_normalise(a->ctx->arena, row->idno) : NULL;
		if (!text_eq(normal, idno) || row->amount_fen < 0)
			continue;
		buf_str(&b, n++ ? ",{" : "{");
		buf_key_str(&b, "id", idno);
		buf_key_int(&b, "year", row->year);
		buf_key_int(&b, "amount_fen", row->amount_fen);
		buf_char(&b, '}');
	}
	buf_char(&b, ']');
	return declare(a, person_id, "income", b.p, n);
}

/* Facts that no source offers come from the form under the applicant's promise (policy book 2). */
static enum err_code write_declared(struct accepting *a)
{
	bool graduate = text_eq(a->form.kind, "graduate");
	enum err_code code = graduate ? declare_work(a, "labor_contract", &a->form.contract) : declare_work(a, "business_licence", &a->form.licence);
	if (!code && !graduate)
		code = declare_tax(a);
	for (size_t i = 0; !code && i <= a->form.n_members; i++) {
		const char *idno = i ? idno_normalise(a->ctx->arena, a->form.members[i - 1].idno) : a->applicant.idno;
		code = idno ? declare_income(a, a->ids[i], idno) : err_set(&a->ctx->err, ERR_INTERNAL, "member without a number");
	}
	return code;
}

static enum err_code accept(struct accepting *a)
{
	struct ctx *ctx = a->ctx;
	char accepted[DATE_TEXT], due[DATE_TEXT];
	bool payee = false;
	int64_t days = form_def_promise_days(a->def);
	if (days <= 0)
		days = config_int(ctx->config, "case.promise_days");
	date_text(a->day, accepted);
	date_text(case_add_working_days(a->day, days), due);
	struct case_report report = { .stage = "accept", .result = "受理", .until = due, .promise_days = days };
	enum err_code code = write_members(a);
	if (!code)
		code = write_declared(a);
	if (!code)
		code = casefile_set_accepted(ctx, a->case_id, accepted, due);
	if (!code && a->form.mobile && idno_mobile_ok(a->form.mobile))
		code = people_ensure(ctx, NULL, a->applicant.idno, a->form.mobile, &a->ids[0]);
	bool named = false;
	for (size_t i = 0; i < a->faults.n_fields; i++)
		named = named || text_starts(a->faults.fields[i].pointer, "/payee");
	if (!code && !named)
		code = case_payee_set(ctx, a->c.applicant_id, &a->form, &payee);
	if (!code)
		code = casefile_advance(ctx, &a->c, EVENT_ACCEPT, "");
	if (!code)
		code = case_audit(ctx, &a->c, "case.accept", accepted);
	if (code)
		return code;
	if (!payee)
		return case_ask(ctx, &a->c, "system", "bank_card", "请提供您本人名下的银行账户，用于接收补贴。", 0);
	code = case_report_put(ctx, &a->c, &report);
	if (!code)
		code = case_verify_job(ctx, &a->c, NULL);
	return code ? code : case_notice(ctx, &a->c, "accepted", NULL, NULL);
}

static enum err_code accept_tx(struct db *db, void *arg)
{
	struct accepting *in = arg, run = *in, *a = &run; /* a second attempt starts from what the first was given */
	(void)db;
	enum err_code code = casefile_read(a->ctx, a->case_id, &a->c);
	if (!code && case_state_of(a->c.state) != CASE_RECEIVED)
		return ERR_OK;
	if (!code)
		code = people_open(a->ctx, a->c.applicant_id, &a->applicant);
	if (!code)
		code = read_form(a);
	if (code)
		return code;
	if (!form_def_matter(a->def, a->matter))
		a->refused = "该事项不在本系统办理范围内";
	judge_form(a);
	judge_people(a);
	code = find_people(a);
	if (!code)
		code = people_lock(a->ctx, a->ids, a->n_ids);
	if (!code)
		code = casefile_lock(a->ctx, a->case_id, &a->c);
	if (code || case_state_of(a->c.state) != CASE_RECEIVED)
		return code;
	code = judge_card(a);
	if (!code)
		code = judge_household(a);
	if (code)
		return code;
	return a->refused ? not_accept(a) : accept(a);
}

static enum err_code ask_card(struct accepting *a, const struct outside *outside)
{
	struct casefile c;
	struct person applicant;
	enum err_code code = casefile_read(a->ctx, a->case_id, &c);
	if (code || case_state_of(c.state) != CASE_RECEIVED)
		return code;
	code = people_open(a->ctx, c.applicant_id, &applicant);
	if (!code)
		code = fetches_init(a->ctx, &a->card, 1);
	if (!code)
		code = fetches_add(a->ctx, &a->card, &c, applicant.id, applicant.idno, "id_card");
	return code ? code : fetches_run(a->ctx, outside, &a->card);
}

enum err_code accept_case(struct ctx *ctx, const struct outside *outside, int64_t case_id, const char *what)
{
	struct accepting a = { .ctx = ctx, .case_id = case_id, .day = clock_today() };
	const char *space = what ? strchr(what, ' ') : NULL;
	a.matter = space ? arena_dup(ctx->arena, what, (size_t)(space - what)) : what;
	if (space && !date_parse(space + 1, &a.day))
		a.day = clock_today();
	enum err_code code = ask_card(&a, outside);
	return code ? code : tx_run(ctx->db, "accept_case", accept_tx, &a);
}
