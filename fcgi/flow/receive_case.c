#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/attachment.h"
#include "domain/casefile/case_rows.h"
#include "domain/casefile/material.h"
#include "domain/forms/form.h"
#include "domain/ledger/alarm.h"
#include "domain/people/people.h"
#include "flow/case_common.h"

#include <string.h>

struct receiving {
	struct ctx *ctx;
	const struct gov_case *in;
	int64_t case_id;
};

static bool ends_with(const char *text, const char *end)
{
	size_t n = text ? strlen(text) : 0, m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

/* The content decides when the bytes are read; until then the name has to do. */
static const char *type_of_name(const char *name)
{
	return ends_with(name, ".png") ? "image/png" : ends_with(name, ".jpg") || ends_with(name, ".jpeg") ? "image/jpeg" : "application/pdf";
}

/* What the platform names is listed once; the bytes are read by a job. */
static enum err_code note_materials(struct receiving *r, int64_t owner_id)
{
	struct ctx *ctx = r->ctx;
	bool any = false;
	for (size_t i = 0; i < r->in->n_attrs; i++) {
		const struct gov_attr *attr = &r->in->attrs[i];
		if (!attr->handed_in || !attr->unid || !attr->unid[0])
			continue;
		const char *material = attr->material && material_title(attr->material) ? attr->material : "other";
		uint8_t *bytes = arena_alloc(ctx->arena, 2 * UID_SIZE + SM3_SIZE);
		if (!bytes || !crypto_random(bytes, 2 * UID_SIZE))
			return err_set(&ctx->err, bytes ? ERR_CRYPTO : ERR_NOMEM, "uid");
		struct attachment row = { .owner_id = owner_id, .draft_id = DB_NULL, .case_id = r->case_id, .material = material,
			                  .public_id = text_hex(ctx->arena, bytes + UID_SIZE, UID_SIZE), .uid = { bytes, UID_SIZE },
			                  .sm3 = { bytes + 2 * UID_SIZE, SM3_SIZE }, .content_type = type_of_name(attr->filename),
			                  .title = material_title(material), .source = "gov20", .gov_unid = attr->unid };
		enum err_code code = attachment_insert(ctx, &row);
		if (code == ERR_DUPLICATE) {
			err_clear(&ctx->err);
			continue;
		}
		if (code)
			return code;
		any = true;
	}
	return any ? case_job_put(ctx, &(struct case_job){ .kind = "gov_material", .subject_id = r->case_id, .n = r->in->dataversion, .again = true })
	           : ERR_OK;
}

static enum err_code withdraw(struct receiving *r, struct casefile *c)
{
	struct ctx *ctx = r->ctx;
	if (casefile_next(case_state_of(c->state), EVENT_WITHDRAW, ctx->actor) == CASE_STATES)
		return ERR_OK; /* too late, or ended already: nothing changes */
	struct case_report report = { .stage = "transact", .result = "撤件" };
	enum err_code code = casefile_advance(ctx, c, EVENT_WITHDRAW, "申请在政务服务平台撤回");
	if (!code)
		code = case_report_put(ctx, c, &report);
	if (!code)
		code = case_notice(ctx, c, "withdrawn", NULL, NULL);
	return code ? code : case_audit(ctx, c, "case.withdraw", "gov20");
}

static enum err_code accept_job(struct receiving *r, const struct casefile *c)
{
	int32_t day, today = clock_today();
	char head[DATE_TEXT] = "", text[DATE_TEXT];
	if (r->in->received_at && strlen(r->in->received_at) >= 10)
		memcpy(head, r->in->received_at, 10);
	if (!date_parse(head, &day) || day > today)
		day = today;
	date_text(day, text);
	char *what = arena_printf(r->ctx->arena, "%s %s", r->in->matter_code && r->in->matter_code[0] ? r->in->matter_code : "-", text);
	return case_job_put(r->ctx, &(struct case_job){ .kind = "accept_case", .subject_id = c->id, .n = -1, .payload = what });
}

static enum err_code first_time(struct receiving *r)
{
	struct ctx *ctx = r->ctx;
	const struct gov_case *in = r->in;
	struct person person;
	struct form form;
	int64_t person_id;
	struct err ignored = { 0 };
	enum err_code code = people_ensure(ctx, in->name, in->idno, in->phone, &person_id);
	if (!code && in->address && in->address[0])
		code = people_set_address(ctx, person_id, in->address);
	if (!code)
		code = people_masked(ctx, person_id, &person);
	if (code)
		return code;
	bool readable = in->form && form_read(ctx->arena, in->form, strlen(in->form), &form, &ignored) == ERR_OK;
	bool kind_ok = readable && (text_eq(form.kind, "graduate") || text_eq(form.kind, "entrepreneur"));
	struct casefile_new row = { .scheme = "type2", .kind = "admission", .applicant_kind = kind_ok ? form.kind : NULL, .channel = "gov20",
		                    .projid = in->projid, .form = in->form, .undertaking = readable ? form.undertaking : NULL,
		                    .applicant_masked = person.name_masked, .applicant_id = person_id, .gov_version = in->dataversion,
		                    .event = EVENT_DISPATCH };
	code = casefile_insert(ctx, &row, &r->case_id);
	if (code == ERR_DUPLICATE)
		return ERR_BUSY; /* the twin of another runner: look again */
	struct casefile c;
	if (!code)
		code = casefile_lock(ctx, r->case_id, &c);
	if (!code)
		code = note_materials(r, person_id);
	if (!code)
		code = case_audit(ctx, &c, "case.receive", "gov20");
	if (code)
		return code;
	/* A void entry that comes before its case keeps the older, valid one from starting later. */
	return in->valid ? accept_job(r, &c) : withdraw(r, &c);
}

/* A later version of a known case: new papers, a form that was corrected while it could be, or the applicant's answer to 补正. */
static enum err_code later_version(struct receiving *r, struct casefile *c)
{
	struct ctx *ctx = r->ctx;
	struct form form;
	struct err ignored = { 0 };
	bool set = false;
	enum case_state state = case_state_of(c->state);
	enum err_code code = casefile_set_gov_version(ctx, c->id, r->in->dataversion);
	if (code)
		return code;
	if (!r->in->valid)
		return withdraw(r, c);
	if (state != CASE_RECEIVED && state != CASE_SUPPLEMENT)
		return ERR_OK;
	code = note_materials(r, c->applicant_id);
	if (code || !r->in->form || form_read(ctx->arena, r->in->form, strlen(r->in->form), &form, &ignored))
		return code;
	code = casefile_set_form(ctx, c, r->in->form);
	if (code || state == CASE_RECEIVED)
		return code;
	struct supplement asked;
	code = supplement_open(ctx, c->id, &asked);
	if (code == ERR_NOT_FOUND)
		return ERR_OK;
	if (!code)
		code = case_payee_set(ctx, c->applicant_id, &form, &set);
	if (code || (strstr(asked.materials, "bank_card") && !set))
		return code; /* still missing: the request stays open */
	code = supplement_close(ctx, asked.id, clock_now_ms());
	if (!code)
		code = casefile_advance(ctx, c, EVENT_HANDED_IN, "补正材料已由政务服务平台送达");
	if (!code)
		code = case_report_put(ctx, c, &(struct case_report){ .stage = "accept", .result = "受理" });
	return code ? code : case_verify_job(ctx, c, "all");
}

static enum err_code receive_tx(struct db *db, void *arg)
{
	struct receiving *r = arg;
	struct casefile c;
	(void)db;
	enum err_code code = casefile_by_projid(r->ctx, r->in->projid, &c);
	if (code == ERR_NOT_FOUND) {
		err_clear(&r->ctx->err);
		return first_time(r);
	}
	if (code)
		return code;
	r->case_id = c.id;
	return r->in->dataversion > c.gov_version ? later_version(r, &c) : ERR_OK;
}

static enum err_code unreadable_tx(struct db *db, void *arg)
{
	struct receiving *r = arg;
	(void)db;
	return alarm_raise(r->ctx, "gov_entry", r->in->seq, "政务服务平台派发的一条办件无法读取，请核对原始报文");
}

enum err_code receive_case(struct ctx *ctx, const struct gov_case *in, int64_t *ret_case_id)
{
	struct receiving r = { .ctx = ctx, .in = in };
	bool bad = in->fault || !in->projid || !in->projid[0] || !in->idno || !in->idno[0] || !in->name || !in->name[0];
	enum actor_kind before = ctx->actor;
	ctx->actor = bad ? ACTOR_SYSTEM : ACTOR_GOV;
	enum err_code code = bad ? tx_run(ctx->db, "receive_unreadable", unreadable_tx, &r) : tx_run(ctx->db, "receive_case", receive_tx, &r);
	ctx->actor = before;
	if (!code)
		*ret_case_id = r.case_id;
	return code;
}
