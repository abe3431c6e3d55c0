#include "flow/case_work.h"

#include "base/date.h"
#include "domain/casefile/attachment.h"
#include "domain/casefile/case_rows.h"
#include "domain/forms/form.h"
#include "domain/ledger/alarm.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/case_flow_sql.h"
#include "flow/outside.h"
#include "store/files.h"

#include <string.h>

#define PULL_MARK "gov_dispatch"
#define PULL_PAGE 50

/* ---- dispatch ---- */

struct marking {
	struct ctx *ctx;
	const char *value;
};

static enum err_code mark_tx(struct db *db, void *arg)
{
	struct marking *m = arg;
	struct mark_in in = { PULL_MARK, m->value, clock_now_ms() };
	int64_t n;
	enum err_code code = db_do(db, &case_flow_stmts[FLOW_MARK_SET], &in, &n);
	if (!code && n == 0)
		code = db_insert(db, &case_flow_stmts[FLOW_MARK_INSERT], &in, NULL);
	return code == ERR_DUPLICATE ? ERR_OK : code; /* the same value written twice within a millisecond */
}

/* Each entry is its own transaction; the mark moves only past entries that are kept, so a crash reads some of them again, which is harmless. */
enum err_code pull_cases(struct ctx *ctx, const struct outside *outside, bool *ret_more)
{
	struct sql_text mark;
	struct gov_case *cases;
	struct outside_call call = { 0 };
	const char *cursor;
	size_t n;
	enum err_code code = db_one(ctx->db, &case_flow_stmts[FLOW_MARK_READ], &(struct sql_text){ PULL_MARK }, &mark);
	if (code == ERR_NOT_FOUND)
		mark.text = "";
	else if (code)
		return code;
	code = gov_dispatch(outside->http, ctx->config, ctx->arena, mark.text, PULL_PAGE, &cases, &n, &cursor, &call, &ctx->err);
	if (code || n) { /* an empty look is no news */
		struct err before = ctx->err;
		enum err_code noted = outside_note(ctx, &call, 0);
		if (code)
			ctx->err = before;
		else if (noted)
			return noted;
	}
	for (size_t i = 0; i < n && !code; i++) {
		int64_t id;
		code = receive_case(ctx, &cases[i], &id);
	}
	if (!code && !text_eq(cursor, mark.text)) {
		struct marking m = { ctx, cursor };
		code = tx_run(ctx->db, "gov_mark", mark_tx, &m);
	}
	if (code)
		return code;
	if (n)
		job_wake(ctx);
	*ret_more = n == PULL_PAGE;
	return ERR_OK;
}

/* ---- materials ---- */

struct storing {
	struct ctx *ctx;
	struct attachment *file;
	const struct outside_call *call;
	int64_t case_id;
	bool bad; /* neither PDF, JPEG nor PNG, or too large */
};

static enum err_code store_tx(struct db *db, void *arg)
{
	struct storing *s = arg;
	(void)db;
	enum err_code code = outside_rows(s->ctx, s->call, 1, s->case_id);
	if (code)
		return code;
	if (!s->bad)
		return attachment_fetched(s->ctx, s->file);
	code = attachment_remove(s->ctx, s->file->id);
	return code ? code : alarm_raise(s->ctx, "bad_material", s->file->id, "政务服务平台送来的一份材料格式不对，已搁置");
}

static enum err_code fetch_one(struct ctx *ctx, const struct outside *outside, const struct casefile *c, struct attachment *file)
{
	struct blob bytes;
	struct outside_call call = { 0 };
	uint8_t sm3[SM3_SIZE];
	enum err_code code = gov_material(outside->http, ctx->config, ctx->arena, c->projid, file->gov_unid, &bytes, &call, &ctx->err);
	if (code) {
		struct err before = ctx->err;
		(void)!outside_note(ctx, &call, c->id);
		ctx->err = before;
		return code;
	}
	const char *type = files_sniff(bytes.p, bytes.n);
	struct storing s = { .ctx = ctx, .file = file, .call = &call, .case_id = c->id,
		             .bad = !type || (int64_t)bytes.n > config_int(ctx->config, "files.max_bytes") };
	if (!s.bad) {
		code = files_put(ctx, file->public_id, file->uid.p, bytes.p, bytes.n, sm3);
		if (code)
			return code;
		file->content_type = type;
		file->size = (int64_t)bytes.n;
		file->sm3 = (struct blob){ sm3, sizeof sm3 };
	}
	return tx_run(ctx->db, "store_material", store_tx, &s);
}

enum err_code fetch_materials(struct ctx *ctx, const struct outside *outside, int64_t case_id)
{
	struct casefile c;
	struct attachment *files;
	size_t n;
	enum err_code code = casefile_read(ctx, case_id, &c);
	if (!code)
		code = attachment_of_case(ctx, case_id, &files, &n);
	for (size_t i = 0; !code && i < n; i++)
		if (!files[i].fetched && files[i].gov_unid)
			code = fetch_one(ctx, outside, &c, &files[i]);
	return code;
}

/* ---- reports ---- */

static struct gov_report report_of(struct ctx *ctx, const struct casefile *c, const struct report_row *row)
{
	struct arena *a = ctx->arena;
	struct gov_report r = { .projid = c->projid, .dataversion = row->dataversion, .who = "安居",
		                .stage = text_eq(row->stage, "accept") ? GOV_ACCEPT : text_eq(row->stage, "node") ? GOV_NODE : GOV_TRANSACT };
	const char *days = case_report_value(a, row->body, "promise_days");
	r.result = case_report_value(a, row->body, "result");
	r.at = case_report_value(a, row->body, "at");
	r.until = case_report_value(a, row->body, "until");
	r.text = case_report_value(a, row->body, "text");
	r.materials = case_report_value(a, row->body, "materials");
	r.document_no = case_report_value(a, row->body, "document_no");
	r.valid_from = case_report_value(a, row->body, "valid_from");
	r.valid_to = case_report_value(a, row->body, "valid_to");
	if (days && !text_i64(days, &r.promise_days))
		r.promise_days = 0;
	return r;
}

struct reported {
	struct ctx *ctx;
	const struct outside_call *call;
	int64_t id, case_id;
	const char *sync;
};

static enum err_code reported_tx(struct db *db, void *arg)
{
	struct reported *r = arg;
	(void)db;
	enum err_code code = outside_rows(r->ctx, r->call, 1, r->case_id);
	if (!code)
		code = report_synced(r->ctx, r->id, r->sync, clock_now_ms());
	if (!code && text_eq(r->sync, "X"))
		code = alarm_raise(r->ctx, "gov_report", r->id, "政务服务平台不接受一条办理情况，请核对");
	return code;
}

enum err_code send_report(struct ctx *ctx, const struct outside *outside, int64_t report_id)
{
	struct report_row row;
	struct casefile c;
	struct sql_id earlier;
	struct outside_call call = { 0 };
	enum err_code code = report_read(ctx, report_id, &row);
	if (!code && !text_eq(row.sync_status, "I"))
		return ERR_OK;
	if (!code)
		code = casefile_read(ctx, row.case_id, &c);
	if (!code)
		code = db_one(ctx->db, &case_flow_stmts[FLOW_REPORT_EARLIER], &(struct sql_id){ report_id }, &earlier);
	if (code)
		return code;
	if (!c.projid || earlier.id) /* the platform wants the stages in their order */
		return err_set(&ctx->err, ERR_BUSY, "an earlier step has to be reported first");
	struct gov_report report = report_of(ctx, &c, &row);
	code = gov_report(outside->http, ctx->config, ctx->arena, &report, &call, &ctx->err);
	if (code && code != ERR_INVALID) {
		struct err before = ctx->err;
		(void)!outside_note(ctx, &call, c.id);
		ctx->err = before;
		return code;
	}
	struct reported r = { ctx, &call, report_id, c.id, code ? "X" : "S" };
	return tx_run(ctx->db, "report_sent", reported_tx, &r);
}

/* ---- filing number for a case born here ---- */

struct filing {
	struct ctx *ctx;
	int64_t case_id;
	const char *projid, *matter;
	const struct outside_call *call;
};

static enum err_code filed_tx(struct db *db, void *arg)
{
	struct filing *f = arg;
	struct ctx *ctx = f->ctx;
	struct casefile c;
	char day[DATE_TEXT];
	(void)db;
	enum err_code code = outside_rows(ctx, f->call, 1, f->case_id);
	if (!code)
		code = casefile_lock(ctx, f->case_id, &c);
	if (!code)
		code = casefile_set_projid(ctx, c.id, f->projid);
	if (!code)
		code = casefile_set_gov_version(ctx, c.id, 1);
	if (code || case_state_of(c.state) != CASE_RECEIVED)
		return code;
	date_text(instant_day(c.created_at), day);
	return case_job_put(ctx, &(struct case_job){ .kind = "accept_case", .subject_id = c.id, .n = -1,
	                                             .payload = arena_printf(ctx->arena, "%s %s", f->matter, day) });
}

enum err_code file_case(struct ctx *ctx, const struct outside *outside, int64_t case_id)
{
	struct casefile c;
	struct person person;
	const struct form_def *def;
	struct outside_call call = { 0 };
	struct filing f = { .ctx = ctx, .case_id = case_id, .call = &call };
	char received[20];
	enum err_code code = casefile_read(ctx, case_id, &c);
	if (!code)
		code = people_open(ctx, c.applicant_id, &person);
	if (!code)
		code = form_def_get(ctx->config, c.scheme, &def, &ctx->err);
	if (code)
		return code;
	f.matter = form_def_first_matter(def);
	instant_wire(c.created_at, received);
	struct gov_case made = { .matter_code = f.matter, .name = person.name, .idno = person.idno, .phone = person.phone, .address = person.address,
		                 .received_at = received, .valid = true, .dataversion = 1 };
	code = casefile_form(ctx, &c, &made.form);
	if (!code)
		code = gov_file(outside->http, ctx->config, ctx->arena, c.public_id, &made, &f.projid, &call, &ctx->err);
	if (code) {
		struct err before = ctx->err;
		if (call.peer)
			(void)!outside_note(ctx, &call, case_id);
		ctx->err = before;
		return code;
	}
	return tx_run(ctx->db, "file_case", filed_tx, &f);
}
