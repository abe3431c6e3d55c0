#include "flow/home_flow.h"

#include "base/date.h"
#include "domain/casefile/case_rows.h"
#include "domain/ledger/pay_query.h"
#include "domain/people/people.h"
#include "domain/recon/recon_query.h"

static enum err_code supplement_of(struct ctx *ctx, const struct case_row *row, struct home *h)
{
	struct supplement s;
	enum err_code code = supplement_open(ctx, row->id, &s);
	if (code)
		return code == ERR_NOT_FOUND ? ERR_OK : code;
	h->next_title = "还需要您补充材料";
	h->next_text = "补充后会自动继续办理。";
	h->next_href = arena_printf(ctx->arena, "#/supplement/%s", row->public_id);
	h->next_due_on = s.due_on;
	return h->next_href ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

static enum err_code next_of(struct ctx *ctx, struct home *h)
{
	struct case_row *rows;
	size_t n;
	enum err_code code = case_query_recent(ctx, ctx->actor_id, &rows, &n);
	for (size_t i = 0; !code && i < n; i++) {
		if (text_eq(rows[i].state, "supplement") && !h->next_title)
			code = supplement_of(ctx, &rows[i], h);
		if (text_eq(rows[i].state, "received") || text_eq(rows[i].state, "accepted") || text_eq(rows[i].state, "in_review") ||
		    text_eq(rows[i].state, "supplement") || text_eq(rows[i].state, "decided"))
			h->why_not = "您有一件申请正在办理";
		if (text_eq(rows[i].state, "approved") && !h->why_not)
			h->why_not = "您已有有效资格";
	}
	if (!code && n > 0 && text_eq(rows[0].state, "refused") && !h->next_title && !h->has_draft) {
		h->next_title = "上次申请未通过";
		h->next_text = "可以只补充所列材料，重新申请。";
		h->next_href = arena_printf(ctx->arena, "#/case/%s", rows[0].public_id);
	}
	return code;
}

enum err_code home_flow(struct ctx *ctx, struct home *ret_home)
{
	struct home h = { 0 };
	struct person p;
	struct buf cases;
	int64_t next;
	buf_init(&cases, ctx->arena, 2048);
	enum err_code code = people_masked(ctx, ctx->actor_id, &p);
	if (!code)
		code = case_query_mine(ctx, ctx->actor_id, 0, 5, &cases, &next);
	if (!code) {
		code = draft_open_one(ctx, ctx->actor_id, "type2", &h.draft);
		h.has_draft = !code;
		if (code == ERR_NOT_FOUND)
			code = ERR_OK;
	}
	if (!code)
		code = next_of(ctx, &h);
	if (code)
		return code;
	h.name_masked = p.name_masked;
	h.cases = cases.n ? cases.p : "";
	*ret_home = h;
	return cases.failed ? err_set(&ctx->err, ERR_NOMEM, "arena") : ERR_OK;
}

enum err_code work_place_flow(struct ctx *ctx, struct work_place *ret_place)
{
	struct work_place w = { 0 };
	enum err_code code = case_query_counts(ctx, &w.counts, &w.n_counts);
	if (!code)
		code = case_query_waiting(ctx, &w.waiting);
	if (!code)
		code = case_query_overdue(ctx, &w.overdue);
	if (!code)
		code = pay_query_approvals_open(ctx, clock_now_ms(), &w.approvals);
	if (!code)
		code = recon_query_open(ctx, &w.diffs);
	if (!code)
		code = watch_query_alarms(ctx, &w.alarms, &w.n_alarms);
	if (!code)
		*ret_place = w;
	return code;
}
