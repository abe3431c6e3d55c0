#include "flow/case_page_flow.h"

#include "domain/casefile/case_rows.h"
#include "domain/people/people.h"
#include "store/audit.h"

#include <string.h>

static enum err_code read_asked(struct ctx *ctx, const struct case_row *row, struct case_parts *p)
{
	struct supplement s;
	if (!text_eq(row->state, "supplement"))
		return ERR_OK;
	enum err_code code = supplement_open(ctx, row->id, &s);
	if (code == ERR_NOT_FOUND)
		return ERR_OK;
	if (code)
		return code;
	p->asks = true;
	p->asks_materials = s.materials;
	p->asks_note = s.note;
	p->asks_due_on = s.due_on;
	p->asks_account = strstr(s.materials, "bank_card") != NULL;
	return ERR_OK;
}

enum err_code case_page_flow(struct ctx *ctx, const struct case_row *row, struct case_parts *ret_parts)
{
	struct case_parts p = { 0 };
	enum err_code code = case_query_timeline(ctx, row->id, &p.events, &p.n_events);
	if (!code)
		code = case_query_members(ctx, row->id, &p.members, &p.n_members);
	if (!code)
		code = attachment_of_case(ctx, row->id, &p.files, &p.n_files);
	if (!code && row->answers_id > 0)
		code = case_query_number(ctx, row->answers_id, &p.answers);
	if (!code)
		code = read_asked(ctx, row, &p);
	if (!code) {
		code = case_query_decision(ctx, row->id, &p.decision);
		p.has_decision = !code;
		if (code == ERR_NOT_FOUND)
			code = ERR_OK;
	}
	if (!code && p.has_decision)
		code = reason_of_decision(ctx, p.decision.id, &p.reasons, &p.n_reasons);
	if (!code)
		*ret_parts = p;
	return code;
}

struct finding {
	struct ctx *ctx;
	int64_t person_id;
};

static enum err_code audit_tx(struct db *db, void *arg)
{
	struct finding *f = arg;
	(void)db;
	return audit_write(f->ctx, &(struct audit_row){ .action = "case.find", .object_kind = "person", .object_id = f->person_id, .person_id = f->person_id,
	                                                .result = f->person_id ? "ok" : "none" });
}

enum err_code case_find_flow(struct ctx *ctx, const char *idno, const char *projid, struct buf *out)
{
	struct finding f = { .ctx = ctx };
	struct case_row row;
	int64_t next;
	if (projid) {
		enum err_code code = case_query_by_projid(ctx, projid, &row);
		if (!code)
			case_row_json(out, &row);
		return code == ERR_NOT_FOUND ? ERR_OK : code;
	}
	enum err_code found = people_find(ctx, idno, &f.person_id);
	if (found && found != ERR_NOT_FOUND)
		return found;
	if (found)
		f.person_id = 0;
	enum err_code code = tx_run(ctx->db, "case_find", audit_tx, &f);
	return code || found ? code : case_query_mine(ctx, f.person_id, 0, CASE_QUERY_PAGE, out, &next);
}
