#include "domain/casefile/case_query.h"

#include "base/date.h"
#include "domain/casefile/case_query_sql.h"
#include "domain/casefile/casefile.h"

#include <string.h>

#define EVENTS_MAX 500
#define MEMBERS_MAX 32
#define SOON_DAYS 3

const char *case_light(const struct case_row *row)
{
	enum case_state state = case_state_of(row->state);
	int32_t due, today = clock_today();
	if ((state != CASE_ACCEPTED && state != CASE_IN_REVIEW && state != CASE_SUPPLEMENT && state != CASE_DECIDED) || !row->due_on ||
	    !date_parse(row->due_on, &due))
		return "none";
	return due < today ? "red" : due <= today + SOON_DAYS ? "yellow" : "green";
}

void case_row_json(struct buf *out, const struct case_row *row)
{
	char at[INSTANT_TEXT];
	instant_text(row->created_at, at);
	buf_char(out, '{');
	buf_key_str(out, "id", row->public_id);
	buf_key_str(out, "projid", row->projid);
	buf_key_str(out, "scheme", row->scheme);
	buf_key_str(out, "kind", row->kind);
	buf_key_str(out, "applicant_kind", row->applicant_kind);
	buf_key_str(out, "applicant", row->applicant);
	buf_key_str(out, "state", row->state);
	buf_key_str(out, "state_text", case_state_text(case_state_of(row->state)));
	buf_key_str(out, "channel", row->channel);
	buf_key_str(out, "accepted_on", row->accepted_on);
	buf_key_str(out, "due_on", row->due_on);
	buf_key_str(out, "created_at", at);
	buf_key(out, "waits_for");
	buf_codes(out, row->waits_for);
	buf_key_str(out, "light", case_light(row));
	buf_char(out, '}');
}

/* One row more than asked for tells whether a next page exists. */
static enum err_code list(struct ctx *ctx, enum case_query_stmt stmt, struct case_query_in *in, int64_t limit, struct buf *out, int64_t *ret_next)
{
	void *found;
	size_t n;
	if (limit <= 0 || limit > CASE_QUERY_PAGE)
		limit = CASE_QUERY_PAGE;
	in->limit = limit + 1;
	enum err_code code = db_list(ctx->db, &case_query_stmts[stmt], in, CASE_QUERY_PAGE + 1, &found, &n);
	if (code)
		return code;
	const struct case_row *rows = found;
	bool more = n > (size_t)limit;
	if (more)
		n = (size_t)limit;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(out, ',');
		case_row_json(out, &rows[i]);
	}
	*ret_next = more ? rows[n - 1].id : 0;
	return ERR_OK;
}

enum err_code case_query_queue(struct ctx *ctx, const struct case_filter *filter, struct buf *out, int64_t *ret_next)
{
	char day[DATE_TEXT];
	struct case_query_in in = { .state = filter->state, .scheme = filter->scheme, .id = filter->after };
	if (filter->due) {
		bool soon = text_eq(filter->due, "soon");
		if (!soon && !text_eq(filter->due, "overdue"))
			return err_field(&ctx->err, "/due", "enum", "请选择 overdue 或 soon");
		date_text(soon ? clock_today() + SOON_DAYS : clock_today() - 1, day);
		in.day = day;
		if (!in.state)
			in.state = "in_review";
		return list(ctx, CASE_QUERY_DUE, &in, filter->limit, out, ret_next);
	}
	if (!filter->state) {
		if (!in.id)
			in.id = INT64_MAX;
		return list(ctx, CASE_QUERY_ALL, &in, filter->limit, out, ret_next);
	}
	return list(ctx, filter->scheme ? CASE_QUERY_SCHEME_STATE : CASE_QUERY_STATE, &in, filter->limit, out, ret_next);
}

enum err_code case_query_mine(struct ctx *ctx, int64_t person_id, int64_t before, int64_t limit, struct buf *out, int64_t *ret_next)
{
	struct case_query_in in = { .person_id = person_id, .id = before ? before : INT64_MAX };
	return list(ctx, CASE_QUERY_MINE, &in, limit, out, ret_next);
}

enum err_code case_query_recent(struct ctx *ctx, int64_t person_id, struct case_row **ret_rows, size_t *ret_n)
{
	struct case_query_in in = { .person_id = person_id, .id = INT64_MAX, .limit = 10 };
	return db_list(ctx->db, &case_query_stmts[CASE_QUERY_MINE], &in, 10, (void **)ret_rows, ret_n);
}

enum err_code case_query_by_projid(struct ctx *ctx, const char *projid, struct case_row *ret_row)
{
	return db_one(ctx->db, &case_query_stmts[CASE_QUERY_PROJID], &(struct case_query_in){ .text = projid }, ret_row);
}

enum err_code case_query_one(struct ctx *ctx, const char *public_id, int64_t applicant_id, struct case_row *ret_row)
{
	struct case_query_in in = { .text = public_id, .person_id = applicant_id };
	return db_one(ctx->db, &case_query_stmts[applicant_id > 0 ? CASE_QUERY_OWN : CASE_QUERY_ONE], &in, ret_row);
}

enum err_code case_query_number(struct ctx *ctx, int64_t id, const char **ret_public_id)
{
	struct sql_text row;
	enum err_code code = db_one(ctx->db, &case_query_stmts[CASE_QUERY_NUMBER], &(struct case_query_in){ .id = id }, &row);
	if (!code)
		*ret_public_id = row.text;
	return code;
}

enum err_code case_query_counts(struct ctx *ctx, struct case_count **ret_counts, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &case_query_stmts[CASE_QUERY_COUNTS], NULL, CASE_STATES, &rows, ret_n);
	if (!code)
		*ret_counts = rows;
	return code;
}

static enum err_code count(struct ctx *ctx, enum case_query_stmt stmt, const struct case_query_in *in, int64_t *ret_n)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &case_query_stmts[stmt], in, &row);
	if (!code)
		*ret_n = row.id;
	return code;
}

enum err_code case_query_overdue(struct ctx *ctx, int64_t *ret_n)
{
	char day[DATE_TEXT];
	date_text(clock_today(), day);
	return count(ctx, CASE_QUERY_OVERDUE, &(struct case_query_in){ .day = day }, ret_n);
}

enum err_code case_query_waiting(struct ctx *ctx, int64_t *ret_n)
{
	return count(ctx, CASE_QUERY_WAITING, NULL, ret_n);
}

enum err_code case_query_members(struct ctx *ctx, int64_t case_id, struct case_member_row **ret_rows, size_t *ret_n)
{
	void *found;
	size_t n;
	enum err_code code =
	    db_list(ctx->db, &case_query_stmts[CASE_QUERY_MEMBERS], &(struct case_query_in){ .id = case_id }, MEMBERS_MAX, &found, &n);
	if (code)
		return code;
	struct case_member_row *rows = found;
	for (size_t i = 0; i < n; i++)
		rows[i].person = text_hex(ctx->arena, rows[i].uid.p, rows[i].uid.n);
	*ret_rows = rows;
	*ret_n = n;
	return ERR_OK;
}

enum err_code case_query_timeline(struct ctx *ctx, int64_t case_id, struct case_event_row **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code =
	    db_list(ctx->db, &case_query_stmts[CASE_QUERY_TIMELINE], &(struct case_query_in){ .id = case_id }, EVENTS_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

const char *case_event_title(const char *event, const char *to_state)
{
	static const struct { const char *event, *title; } titles[] = {
		{ "dispatch", "收到申请" },       { "submit", "提交申请" },         { "accept", "已受理" },       { "not_accept", "不予受理" },
		{ "all_pass", "自动核查通过" },   { "fail", "转人工审核" },         { "waited_too_long", "等待超时，转人工审核" },
		{ "ask_supplement", "需要补正" }, { "decide", "作出审核决定" },     { "handed_in", "已补正" },    { "due_passed", "补正期限已过，转人工审核" },
		{ "undo", "撤销审核决定" },       { "apply_yes", "审核通过，办结" }, { "apply_no", "审核不通过，办结" }, { "withdraw", "申请已撤回" },
		{ "change", "核查到情况变化" },
	};
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		if (text_eq(titles[i].event, event))
			return titles[i].title;
	return case_state_text(case_state_of(to_state));
}

enum err_code case_query_decision(struct ctx *ctx, int64_t case_id, struct case_decision_row *ret_row)
{
	return db_one(ctx->db, &case_query_stmts[CASE_QUERY_DECISION], &(struct case_query_in){ .id = case_id }, ret_row);
}
