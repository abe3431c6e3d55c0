#include "flow/case_common.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/evidence.h"
#include "domain/facts/facts_json.h"
#include "domain/forms/form.h"
#include "domain/notice/notice.h"
#include "domain/people/people.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

#define SPOUSES_MAX 4

enum err_code case_job_put(struct ctx *ctx, const struct case_job *job)
{
	const char *key = job->n < 0 ? arena_printf(ctx->arena, "%s:%lld", job->kind, (long long)job->subject_id)
	                             : arena_printf(ctx->arena, "%s:%lld:%lld", job->kind, (long long)job->subject_id, (long long)job->n);
	if (!key)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	struct job_new row = { .kind = job->kind, .dedupe_key = key, .subject_id = job->subject_id, .payload = job->payload,
		               .delay_ms = job->delay_ms, .again = job->again };
	return job_put(ctx, &row, NULL, NULL);
}

enum err_code case_audit(struct ctx *ctx, const struct casefile *c, const char *action, const char *detail)
{
	struct audit_row row = { .action = action, .object_kind = "case", .object_id = c->id, .person_id = c->applicant_id, .detail = detail };
	/* The audit knows no platform as an actor: what it sent is done by the system. */
	enum actor_kind actor = ctx->actor;
	if (actor == ACTOR_GOV)
		ctx->actor = ACTOR_SYSTEM;
	enum err_code code = audit_write(ctx, &row);
	ctx->actor = actor;
	return code;
}

static void add_line(struct buf *b, const char *name, const char *value)
{
	if (!value)
		return;
	buf_str(b, name);
	buf_char(b, '=');
	for (const char *p = value; *p; p++)
		buf_char(b, *p == '\n' ? ' ' : *p);
	buf_char(b, '\n');
}

enum err_code case_report_put(struct ctx *ctx, const struct casefile *c, const struct case_report *report)
{
	struct buf b;
	char at[20];
	int64_t id;
	buf_init(&b, ctx->arena, 512);
	instant_wire(clock_now_ms(), at);
	add_line(&b, "result", report->result);
	add_line(&b, "at", at);
	add_line(&b, "text", report->text);
	add_line(&b, "until", report->until);
	add_line(&b, "materials", report->materials);
	add_line(&b, "document_no", report->document_no);
	add_line(&b, "valid_from", report->valid_from);
	add_line(&b, "valid_to", report->valid_to);
	if (report->promise_days)
		buf_printf(&b, "promise_days=%lld\n", (long long)report->promise_days);
	if (b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	enum err_code code = report_put(ctx, c->id, report->stage, b.p, &id);
	return code ? code : case_job_put(ctx, &(struct case_job){ .kind = "gov_report", .subject_id = id, .n = -1 });
}

const char *case_report_value(struct arena *arena, const char *body, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = body; p && *p;) {
		const char *end = strchr(p, '\n');
		size_t line = end ? (size_t)(end - p) : strlen(p);
		if (line > n && strncmp(p, name, n) == 0 && p[n] == '=')
			return arena_dup(arena, p + n + 1, line - n - 1);
		p = end ? end + 1 : NULL;
	}
	return NULL;
}

enum err_code case_notice(struct ctx *ctx, const struct casefile *c, const char *template, const char *reasons, const char *due)
{
	struct notice_new notice = { .person_id = c->applicant_id, .case_id = c->id, .template = template, .reasons = reasons, .due = due };
	return notice_put(ctx, &notice, NULL);
}

char *case_month_words(struct arena *arena, int32_t month)
{
	int year, number, day;
	date_split(month_first_day(month), &year, &number, &day);
	return arena_printf(arena, "%d年%d月", year, number);
}

enum err_code case_missed(struct ctx *ctx, const struct casefile *c, int32_t month)
{
	char *text = case_month_words(ctx->arena, month);
	return text ? case_notice(ctx, c, "month_missed", NULL, text) : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code case_ask(struct ctx *ctx, struct casefile *c, const char *asked_by, const char *materials, const char *note, int64_t days)
{
	char due[DATE_TEXT];
	int32_t last = clock_today() + (int32_t)(days > 0 ? days : config_int(ctx->config, "case.supplement_days"));
	date_text(last, due);
	struct supplement row = { .case_id = c->id, .asked_by = asked_by, .staff_id = ctx->actor == ACTOR_STAFF ? ctx->actor_id : DB_NULL,
		                  .materials = materials, .note = note ? note : "", .asked_at = clock_now_ms(), .due_on = due };
	struct case_report report = { .stage = "accept", .result = "补正", .text = row.note, .materials = materials };
	enum err_code code = supplement_put(ctx, &row, &row.id);
	if (!code)
		code = casefile_advance(ctx, c, EVENT_ASK_SUPPLEMENT, note);
	if (!code)
		code = case_report_put(ctx, c, &report);
	if (!code)
		code = case_notice(ctx, c, "supplement", NULL, due);
	if (!code) /* the day itself still counts */
		code = case_job_put(ctx, &(struct case_job){ .kind = "supplement_due", .subject_id = c->id, .n = row.id,
		                                             .delay_ms = day_instant(last + 1) - clock_now_ms() });
	return code;
}

enum err_code case_verify_job(struct ctx *ctx, const struct casefile *c, const char *payload)
{
	return case_job_put(ctx, &(struct case_job){ .kind = "verify_case", .subject_id = c->id, .n = c->ver, .payload = payload });
}

enum err_code case_key_take(struct ctx *ctx, const struct request_key *key, int64_t *ret_twin_id)
{
	int64_t id = 0;
	enum err_code code = request_key_take(ctx, key, &id);
	if (code == ERR_DUPLICATE) {
		err_clear(&ctx->err);
		*ret_twin_id = id;
		return ERR_OK;
	}
	if (!code)
		*ret_twin_id = 0;
	return code;
}

enum err_code case_keyed_tx(struct ctx *ctx, const char *name, const struct request_key *key, tx_fn *fn, void *arg, int64_t *ret_id)
{
	enum err_code code = tx_run(ctx->db, name, fn, arg);
	*ret_id = 0;
	if (code != ERR_UNCERTAIN)
		return code;
	code = request_key_look(ctx, key, ret_id);
	return code == ERR_NOT_FOUND ? err_set(&ctx->err, ERR_BUSY, "commit did not happen") : code;
}

enum err_code case_moved_read(struct ctx *ctx, int64_t case_id, struct case_moved *ret_moved)
{
	struct casefile c;
	enum err_code code = casefile_read(ctx, case_id, &c);
	if (!code)
		*ret_moved = (struct case_moved){ c.id, c.public_id, c.state };
	return code;
}

int32_t case_add_working_days(int32_t day, int64_t n)
{
	while (n > 0) {
		day++;
		int32_t weekday = ((day + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 = Sunday */
		if (weekday != 0 && weekday != 6)
			n--;
	}
	return day;
}

enum err_code case_payee_set(struct ctx *ctx, int64_t person_id, const struct form *form, bool *ret_set)
{
	struct person person;
	int64_t id;
	const struct form_payee *payee = &form->payee;
	*ret_set = false;
	if (!payee->given || !payee->account || !idno_account_ok(payee->account) || (payee->cnaps && payee->cnaps[0] && !idno_cnaps_ok(payee->cnaps)))
		return ERR_OK;
	enum err_code code = people_open(ctx, person_id, &person);
	if (code || (payee->holder && !people_same_name(payee->holder, person.name)))
		return code;
	code = account_set(ctx, person_id, payee->account, person.name, payee->bank, payee->cnaps, &id);
	if (!code)
		*ret_set = true;
	return code;
}

enum err_code case_member_token(struct ctx *ctx, int64_t applicant_id, const char *idno, const char **ret_token)
{
	uint8_t mac[SM3_SIZE];
	char *text = arena_printf(ctx->arena, "%lld|%s", (long long)applicant_id, idno);
	if (!text)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	enum err_code code = keyed_mac(ctx->keys, KEY_SESSION, "member", text, strlen(text), mac, &ctx->err);
	if (code)
		return code;
	*ret_token = text_hex(ctx->arena, mac, UID_SIZE);
	return *ret_token ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code case_spouses(struct ctx *ctx, int64_t applicant_id, int32_t day, const char **ret_idnos, size_t cap, size_t *ret_n)
{
	struct source_record record;
	enum err_code code = evidence_newest(ctx, applicant_id, "marriage", &record);
	*ret_n = 0;
	if (code == ERR_NOT_FOUND || (!code && !text_eq(record.state, "ok")))
		return ERR_OK;
	if (code)
		return code;
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	struct facts *facts = facts_new(ctx->arena);
	struct facts_error error;
	struct buf b;
	buf_init(&b, ctx->arena, 1024);
	evidence_record_json(&b, &record);
	if (!reader || !facts || b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	code = facts_json_source(reader, facts, FACTS_MARRIAGE, b.p, b.n, &error);
	if (code)
		return err_set(&ctx->err, ERR_INTERNAL, "stored marriage record cannot be read");
	const struct facts_answer *marriage = &facts->sources[FACTS_MARRIAGE];
	for (size_t i = 0; i < marriage->n && *ret_n < cap; i++) {
		const struct facts_marriage *row = &marriage->rows.marriage[i];
		if (row->registered_on <= day && (row->ended_on == DATE_NONE || row->ended_on > day))
			ret_idnos[(*ret_n)++] = facts->ids[row->spouse].p;
	}
	return ERR_OK;
}

/* "self", or a token of one of the spouses; NULL: neither. */
static const char *resolve(struct ctx *ctx, int64_t person_id, const char *token, const char *own, const char *const *spouses, size_t n)
{
	if (text_eq(token, "self"))
		return own;
	for (size_t i = 0; i < n; i++) {
		const char *mine;
		if (case_member_token(ctx, person_id, spouses[i], &mine) == ERR_OK && text_eq(mine, token))
			return spouses[i];
	}
	return NULL;
}

enum err_code case_form_resolve(struct ctx *ctx, int64_t person_id, struct form *form)
{
	const char *spouses[SPOUSES_MAX];
	size_t n = 0;
	struct person person;
	char pointer[48];
	bool bad = false;
	enum err_code code = people_open(ctx, person_id, &person);
	if (!code)
		code = case_spouses(ctx, person_id, clock_today(), spouses, SPOUSES_MAX, &n);
	if (code)
		return code;
	for (size_t i = 0; i < form->n_members; i++) {
		struct form_member *m = &form->members[i];
		if (!m->person)
			continue;
		m->idno = resolve(ctx, person_id, m->person, NULL, spouses, n);
		m->person = NULL;
		if (m->idno)
			continue;
		snprintf(pointer, sizeof pointer, "/members/%zu/person", i);
		code = err_field(&ctx->err, pointer, "unknown", "请重新选择这位家庭成员");
		bad = true;
	}
	for (size_t i = 0; i < form->n_income; i++) {
		struct form_income *row = &form->income[i];
		if (!row->person)
			continue;
		row->idno = resolve(ctx, person_id, row->person, person.idno, spouses, n);
		row->person = NULL;
		if (row->idno)
			continue;
		snprintf(pointer, sizeof pointer, "/income/%zu/person", i);
		code = err_field(&ctx->err, pointer, "unknown", "请重新填写这位家庭成员的收入");
		bad = true;
	}
	return bad ? ERR_INVALID : ERR_OK;
}
