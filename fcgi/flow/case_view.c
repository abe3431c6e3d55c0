#include "flow/case_view.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/casefile/case_query.h"
#include "domain/casefile/material.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/side_json.h"
#include "domain/forms/form.h"
#include "domain/people/people.h"
#include "domain/rules/rules_text.h"
#include "flow/case_common.h"
#include "flow/case_judge.h"

#include <stdio.h>
#include <string.h>

#define SEEN_MAX 64

struct viewing {
	struct ctx *ctx;
	struct buf *out;
	enum view_for who;
	struct casefile c;
	struct case_member_row *members;
	size_t n_members;
	bool decided;
	struct case_decision_row decision;
};

const char *case_view_source_title(const char *source)
{
	return case_facts_title(source);
}

const char *case_view_member_name(const struct case_member_row *member)
{
	static const struct { const char *relation, *text; } unnamed[] = {
		{ "spouse", "配偶（姓名未提供）" }, { "child", "子女（姓名未提供）" }, { "parent", "父母（姓名未提供）" }, { "parent_in_law", "配偶父母（姓名未提供）" },
	};
	for (size_t i = 0; !(member->name && member->name[0]) && i < ARRAY_LEN(unnamed); i++)
		if (text_eq(unnamed[i].relation, member->relation))
			return unnamed[i].text;
	return member->name && member->name[0] ? member->name : "姓名未提供";
}

static void text_or_null(struct buf *b, const char *key, const char *text)
{
	buf_key_str(b, key, text && text[0] ? text : NULL);
}

/* The applicant named somebody whom neither a register nor a reviewer has confirmed: perhaps a stranger. */
static bool is_unconfirmed(const struct viewing *v)
{
	for (size_t i = 0; i < v->n_members; i++)
		if (text_eq(v->members[i].confirmed, "no"))
			return true;
	return false;
}

static const char *name_of(const struct viewing *v, int64_t person_id)
{
	for (size_t i = 0; i < v->n_members; i++)
		if (v->members[i].person_id == person_id)
			return person_id == v->c.applicant_id && v->who == VIEW_APPLICANT ? "本人" : case_view_member_name(&v->members[i]);
	return person_id ? "配偶" : NULL;
}

void case_view_fact(struct buf *b, const struct seen_fact *fact, const char *person, bool hidden)
{
	buf_char(b, '{');
	buf_key_str(b, "label", fact->label);
	buf_key_str(b, "value", hidden ? "有记录" : fact->value);
	buf_key_str(b, "person", person);
	text_or_null(b, "source", case_facts_title(fact->source));
	text_or_null(b, "kind", fact->kind);
	text_or_null(b, "request_no", fact->request_no);
	text_or_null(b, "fetched_at", fact->fetched_at);
	text_or_null(b, "as_of", fact->as_of);
	buf_char(b, '}');
}

/* An applicant reads his own facts; of others he learns that something was found, not what. */
static void fact_json(const struct viewing *v, const struct seen_fact *fact)
{
	bool hidden = v->who == VIEW_APPLICANT && fact->person_id && fact->person_id != v->c.applicant_id;
	case_view_fact(v->out, fact, name_of(v, fact->person_id), hidden);
}

void case_view_next(struct buf *b, const char *kind, const char *text, const char *codes)
{
	char one[40];
	buf_key(b, "next");
	buf_char(b, '{');
	buf_key_str(b, "kind", kind);
	buf_key_str(b, "text", text);
	buf_key(b, "materials");
	buf_char(b, '[');
	for (const char *p = codes; *p; p += *p == ',') {
		size_t n = strcspn(p, ",");
		snprintf(one, sizeof one, "%.*s", (int)n, p);
		const char *title = material_title(one);
		buf_str(b, p == codes ? "" : ",");
		buf_json(b, title ? title : one);
		p += n;
	}
	buf_str(b, "]}");
}

/* What is looked up about the whole household says nothing to the applicant while one of it is not confirmed: neither what was found nor how
 * it was judged, for both would be about the other. */
static bool is_covered(const struct viewing *v, enum check_code code)
{
	static const uint32_t of_all = FACTS_BIT(FACTS_PROPERTY) | FACTS_BIT(FACTS_HOUSING_BENEFIT) | FACTS_BIT(FACTS_VEHICLE) | FACTS_BIT(FACTS_INCOME);
	enum scheme scheme;
	if (v->who != VIEW_APPLICANT || !is_unconfirmed(v))
		return false;
	struct rules_table table = { 0 };
	if (policy_scheme_find(v->c.scheme, &scheme))
		table = rules_table(scheme, false);
	for (size_t i = 0; i < table.n; i++)
		if (table.checks[i].code == code)
			return table.checks[i].sources & of_all;
	return true;
}

static void covered_json(const struct viewing *v, const struct verdict *verdict, const char *title)
{
	struct buf *b = v->out;
	buf_char(b, '{');
	buf_key_str(b, "rule", verdict->check_code);
	enum check_code code;
	buf_key_str(b, "tender_id", policy_check_find(verdict->check_code, &code) ? policy_check_tender(code) : "");
	buf_key_str(b, "title", title);
	buf_key_str(b, "outcome", "unknown");
	buf_key_bool(b, "settled", false);
	buf_str(b, ",\"overridden\":null,\"facts\":[]");
	buf_key(b, "threshold");
	buf_str(b, "{\"text\":\"\",\"clause\":\"\",\"version\":null}");
	buf_key_str(b, "explain", "该成员待核实");
	buf_key(b, "next");
	buf_str(b, "{\"kind\":\"wait\",\"text\":\"家庭成员关系核实后显示此项结果\",\"materials\":[]}");
	buf_char(b, '}');
}

static void check_json(const struct viewing *v, const struct verdict *verdict, const struct policy *policy, uint32_t passed)
{
	struct buf *b = v->out;
	struct seen_fact facts[SEEN_MAX];
	enum check_code code;
	enum outcome outcome = OUTCOME_UNKNOWN;
	bool known = policy_check_find(verdict->check_code, &code) && rules_outcome_find(verdict->outcome, &outcome);
	bool settled = known && policy && rules_settled(policy, code, passed) && outcome != OUTCOME_NOT_APPLICABLE;
	const struct rules_text *text = known && !settled ? rules_text_find(code, outcome) : NULL;
	const struct policy_title *title = known && policy ? policy_title_find(policy, code) : NULL;
	bool overridden = v->decided && text_in_list(v->decision.override_checks, verdict->check_code);
	size_t n = case_judge_seen(v->ctx->arena, verdict->facts, facts, SEEN_MAX);
	if (!known || is_covered(v, code)) {
		covered_json(v, verdict, title ? title->title : verdict->check_code);
		return;
	}
	buf_char(b, '{');
	buf_key_str(b, "rule", verdict->check_code);
	buf_key_str(b, "tender_id", known ? policy_check_tender(code) : "");
	buf_key_str(b, "title", title ? title->title : verdict->check_code);
	buf_key_str(b, "outcome", verdict->outcome);
	buf_key_bool(b, "settled", settled);
	buf_key(b, "overridden");
	if (overridden) {
		buf_char(b, '{');
		buf_key_str(b, "by", v->who == VIEW_STAFF && v->decision.staff_name ? v->decision.staff_name : "审核人员");
		buf_key_str(b, "reason", v->who == VIEW_STAFF ? v->decision.opinion : "经人工审核认定符合条件");
		buf_char(b, '}');
	} else {
		buf_str(b, "null");
	}
	buf_key(b, "facts");
	buf_char(b, '[');
	bool own_only = v->who == VIEW_APPLICANT && is_unconfirmed(v);
	for (size_t i = 0, shown = 0; i < n; i++) {
		if (own_only && facts[i].person_id != v->c.applicant_id)
			continue;
		if (shown++)
			buf_char(b, ',');
		fact_json(v, &facts[i]);
	}
	buf_char(b, ']');
	buf_key(b, "threshold");
	buf_char(b, '{');
	buf_key_str(b, "text", verdict->threshold);
	buf_key_str(b, "clause", verdict->clause);
	buf_key_str(b, "version", policy ? policy->version : NULL);
	buf_char(b, '}');
	buf_key_str(b, "explain", known ? rules_sentence(code, outcome, settled) : "");
	case_view_next(b, text ? rules_next_name(text->next) : "none", text ? text->next_text : "", text ? text->materials : "");
	buf_char(b, '}');
}

static enum err_code begin(struct viewing *v, int64_t case_id)
{
	enum err_code code = casefile_read(v->ctx, case_id, &v->c);
	if (!code)
		code = case_query_members(v->ctx, case_id, &v->members, &v->n_members);
	if (code)
		return code;
	code = case_query_decision(v->ctx, case_id, &v->decision);
	v->decided = !code;
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

enum err_code case_view_checks(struct ctx *ctx, int64_t case_id, enum view_for who, struct buf *out)
{
	struct viewing v = { .ctx = ctx, .out = out, .who = who };
	struct verdict *verdicts;
	struct evidence evidence = { 0 };
	size_t n = 0;
	enum err_code code = begin(&v, case_id);
	if (code)
		return code;
	if (v.c.round > 0)
		code = evidence_verdicts(ctx, case_id, v.c.round, &verdicts, &n);
	if (!code && n)
		code = evidence_read(ctx, case_id, v.c.round, &evidence);
	if (code)
		return code;
	const struct policy *policy = evidence.policy_version && ctx->policies ? policy_by_version(ctx->policies, evidence.policy_version) : NULL;
	uint32_t passed = n ? case_judge_passed(verdicts, n) : 0;
	buf_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(out, ',');
		check_json(&v, &verdicts[i], policy, passed);
	}
	buf_char(out, ']');
	return ERR_OK;
}

/* ---- everything fetched, by person and source ---- */

static void value_json(struct buf *b, const char *label, const char *value)
{
	if (b->p[b->n - 1] == '}')
		buf_char(b, ',');
	buf_char(b, '{');
	buf_key_str(b, "label", label);
	buf_key_str(b, "value", value);
	buf_char(b, '}');
}

/* Records that the rules do not read. */
static void side_json(struct viewing *v, const struct source_record *record)
{
	static const struct { const char *role, *text; } roles[] = { { "head", "户主" }, { "spouse", "配偶" }, { "child", "子女" }, { "parent", "父母" } };
	struct buf *b = v->out;
	struct side_card card;
	struct side_family family;
	if (text_eq(record->source, "id_card") && side_card_read(v->ctx->arena, record->rows, &card)) {
		buf_char(b, '[');
		value_json(b, "状态", text_eq(card.state, "cancelled") ? "已注销" : "有效");
		value_json(b, "有效期至", card.valid_to ? card.valid_to : "长期");
		buf_char(b, ']');
	} else if (text_eq(record->source, "family") && side_family_read(v->ctx->arena, record->rows, &family)) {
		const char *role = "其他";
		for (size_t i = 0; i < ARRAY_LEN(roles); i++)
			if (text_eq(roles[i].role, family.role))
				role = roles[i].text;
		buf_char(b, '[');
		value_json(b, "户号", family.number ? family.number : "未提供");
		value_json(b, "与户主关系", role);
		buf_char(b, ']');
	}
}

static enum err_code rows_json(struct viewing *v, const struct source_record *record)
{
	struct ctx *ctx = v->ctx;
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	struct facts *facts = facts_new(ctx->arena);
	struct facts_error error;
	enum facts_source source;
	struct buf json;
	buf_key(v->out, "rows");
	buf_char(v->out, '[');
	if (!case_facts_source(record->source, &source)) {
		side_json(v, record);
		buf_char(v->out, ']');
		return ERR_OK;
	}
	if (!reader || !facts)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	buf_init(&json, ctx->arena, 2048);
	evidence_record_json(&json, record);
	bool readable = !json.failed && facts_json_source(reader, facts, source, json.p, json.n, &error) == ERR_OK;
	for (size_t r = 0; readable && r < facts->sources[source].n; r++) {
		struct fact_field fields[FACT_FIELDS_MAX];
		size_t n = case_facts_fields(ctx->arena, facts, source, r, fields);
		buf_str(v->out, r ? ",[" : "[");
		for (size_t i = 0; i < n; i++) {
			buf_str(v->out, i ? ",{" : "{");
			buf_key_str(v->out, "label", fields[i].label);
			buf_key_str(v->out, "value", fields[i].value);
			buf_char(v->out, '}');
		}
		buf_char(v->out, ']');
	}
	buf_char(v->out, ']');
	return ERR_OK;
}

static enum err_code source_json(struct viewing *v, const struct source_record *record)
{
	char at[INSTANT_TEXT];
	instant_text(record->fetched_at, at);
	buf_char(v->out, '{');
	buf_key_str(v->out, "source", record->source);
	buf_key_str(v->out, "title", case_facts_title(record->source));
	buf_key_str(v->out, "state", record->state);
	buf_key_str(v->out, "kind", record->kind);
	buf_key_str(v->out, "as_of", record->as_of);
	buf_key_str(v->out, "fetched_at", at);
	buf_key_str(v->out, "request_no", record->request_no);
	enum err_code code = rows_json(v, record);
	buf_char(v->out, '}');
	return code;
}

/* A case that was not accepted has no household yet, but what it was decided by. */
static enum err_code only_applicant(struct viewing *v)
{
	struct person person;
	enum err_code code = people_masked(v->ctx, v->c.applicant_id, &person);
	v->members = code ? NULL : arena_alloc(v->ctx->arena, sizeof *v->members);
	if (code || !v->members)
		return code ? code : err_set(&v->ctx->err, ERR_NOMEM, "arena");
	v->members[0] = (struct case_member_row){ .person_id = person.id, .person = person.uid, .name = person.name_masked, .idno = person.idno_masked,
		                                  .relation = "self", .confirmed = "shared" };
	v->n_members = 1;
	return ERR_OK;
}

enum err_code case_view_facts(struct ctx *ctx, int64_t case_id, struct buf *out)
{
	struct viewing v = { .ctx = ctx, .out = out, .who = VIEW_STAFF };
	struct source_record *records;
	size_t n;
	enum err_code code = begin(&v, case_id);
	if (!code)
		code = evidence_records(ctx, case_id, &records, &n);
	if (!code && !v.n_members)
		code = only_applicant(&v);
	if (code)
		return code;
	buf_char(out, '[');
	for (size_t m = 0; m < v.n_members && !code; m++) {
		bool first = true;
		buf_str(out, m ? ",{" : "{");
		buf_key_str(out, "person", v.members[m].person);
		buf_key_str(out, "name", case_view_member_name(&v.members[m]));
		buf_key_str(out, "relation", v.members[m].relation);
		buf_key(out, "sources");
		buf_char(out, '[');
		for (size_t i = 0; i < n && !code; i++) {
			if (records[i].person_id != v.members[m].person_id)
				continue;
			if (!first)
				buf_char(out, ',');
			first = false;
			code = source_json(&v, &records[i]);
		}
		buf_str(out, "]}");
	}
	buf_char(out, ']');
	return code;
}

/* ---- the filed form ---- */

struct rows {
	struct buf *out;
	bool any_group, any_row;
};

static void group(struct rows *r, const char *title)
{
	if (r->any_group)
		buf_str(r->out, "]},");
	buf_char(r->out, '{');
	buf_key_str(r->out, "group", title);
	buf_key(r->out, "rows");
	buf_char(r->out, '[');
	r->any_group = true;
	r->any_row = false;
}

static void row(struct rows *r, const char *label, const char *value)
{
	if (!value || !value[0])
		return;
	buf_str(r->out, r->any_row ? ",{" : "{");
	buf_key_str(r->out, "label", label);
	buf_key_str(r->out, "value", value);
	buf_char(r->out, '}');
	r->any_row = true;
}

static void work_rows(struct rows *r, const struct form_work *work)
{
	row(r, "名称", work->name);
	row(r, "统一社会信用代码", work->uscc);
	row(r, "所在区县", work->division ? case_facts_division(work->division) : NULL);
	row(r, "开始日期", work->from);
	row(r, "结束日期", work->to ? work->to : "长期");
}

static void people_rows(struct arena *a, struct rows *r, const struct form *form)
{
	static const struct { const char *code, *text; } relations[] = {
		{ "spouse", "配偶" }, { "child", "子女" }, { "parent", "父母" }, { "parent_in_law", "配偶父母" }, { "other", "其他" },
	};
	for (size_t i = 0; i < form->n_members; i++) {
		const struct form_member *m = &form->members[i];
		const char *label = "成员";
		for (size_t k = 0; k < ARRAY_LEN(relations); k++)
			if (text_eq(relations[k].code, m->relation))
				label = relations[k].text;
		row(r, label, arena_printf(a, "%s %s", m->name ? text_mask_name(a, m->name) : "", m->idno ? text_mask_idno(a, m->idno) : ""));
	}
	if (!form->n_members)
		row(r, "成员", "没有共同申请的家庭成员");
}

static void income_rows(struct arena *a, struct rows *r, const struct form *form)
{
	for (size_t i = 0; i < form->n_income; i++) {
		char money[MONEY_TEXT];
		money_text(form->income[i].amount_fen >= 0 ? form->income[i].amount_fen : 0, money);
		row(r, arena_printf(a, "%lld 年 %s", (long long)form->income[i].year, form->income[i].idno ? text_mask_idno(a, form->income[i].idno) : ""),
		    arena_printf(a, "%s 元", money));
	}
}

enum err_code case_view_form(struct ctx *ctx, int64_t case_id, struct buf *out)
{
	struct casefile c;
	struct form form;
	struct arena *a = ctx->arena;
	const char *json;
	struct err ignored = { 0 };
	struct rows r = { .out = out };
	enum err_code code = casefile_read(ctx, case_id, &c);
	if (!code)
		code = casefile_form(ctx, &c, &json);
	if (code)
		return code;
	buf_char(out, '[');
	if (form_read(a, json, strlen(json), &form, &ignored) == ERR_OK) {
		group(&r, "申请身份");
		row(&r, "身份", text_eq(form.kind, "entrepreneur") ? "创业人员" : "新就业大学毕业生");
		row(&r, "手机号码", form.mobile ? text_mask_phone(a, form.mobile) : NULL);
		row(&r, "现住址", form.address ? "已填写" : NULL);
		group(&r, "家庭成员");
		people_rows(a, &r, &form);
		group(&r, form.licence.given ? "营业执照" : "劳动合同");
		work_rows(&r, form.licence.given ? &form.licence : &form.contract);
		if (form.n_tax_months)
			row(&r, "纳税月份", arena_printf(a, "共 %zu 个月", form.n_tax_months));
		group(&r, "家庭收入");
		income_rows(a, &r, &form);
		group(&r, "收款账户");
		row(&r, "账号", form.payee.account ? text_mask_account(a, form.payee.account) : "未提供");
		row(&r, "开户银行", form.payee.bank);
		buf_str(out, "]}");
	}
	buf_char(out, ']');
	return arena_failed(a) ? err_set(&ctx->err, ERR_NOMEM, "arena") : ERR_OK;
}
