#include "api/api.h"

#include "base/date.h"
#include "domain/policy/policy_query.h"
#include "flow/policy_flow.h"

#include <string.h>

/* ---- versions and drafts --------------------------------------------------------------------------------------- */

static void write_parts(struct buf *b, const char *parts)
{
	bool both = text_eq(parts, "both");
	buf_key(b, "parts");
	buf_char(b, '[');
	buf_json(b, both ? "admission" : parts);
	if (both)
		buf_str(b, ",\"standard\"");
	buf_char(b, ']');
}

/* The version of the same scheme and part that begins next; the lists are short. */
static const struct policy_row *follower(const struct policy_row *rows, size_t n, const struct policy_row *row)
{
	const struct policy_row *next = NULL;
	for (size_t i = 0; i < n; i++)
		if (text_eq(rows[i].scheme, row->scheme) && text_eq(rows[i].parts, row->parts) && strcmp(rows[i].day, row->day) > 0 &&
		    (!next || strcmp(rows[i].day, next->day) < 0))
			next = &rows[i];
	return next;
}

static void write_head(struct buf *b, const char *version, const char *scheme, const char *parts, const char *title, const char *day)
{
	buf_key_str(b, "version", version);
	buf_key_str(b, "scheme", scheme);
	write_parts(b, parts);
	buf_key_str(b, "title", title);
	buf_key_str(b, "effective_from", day);
}

static void write_row(struct buf *b, const struct policy_row *row, const struct policy_row *next, const char *today)
{
	char last[DATE_TEXT];
	int32_t day;
	bool begun = strcmp(row->day, today) <= 0, over = next && strcmp(next->day, today) <= 0;
	buf_char(b, '{');
	write_head(b, row->version, row->scheme, row->parts, row->title, row->day);
	if (next && date_parse(next->day, &day))
		date_text(day - 1, last);
	api_text_or_null(b, "effective_to", next ? last : NULL);
	buf_key_str(b, "state", !begun ? "scheduled" : over ? "past" : "in_force");
	api_at(b, "published_at", row->published_at);
	api_text_or_null(b, "made_by", row->maker);
	api_text_or_null(b, "agreed_by", row->checker);
	buf_char(b, '}');
}

/* A proposal that nobody decided in time has lapsed, also before somebody touches it again. */
static const char *draft_state(const struct policy_draft *d)
{
	return text_eq(d->state, "PROPOSED") && d->decided_by == DB_NULL && d->expires_at <= clock_now_ms() ? "EXPIRED" : d->state;
}

static void write_draft(struct buf *b, const struct policy_draft *d)
{
	const char *state = draft_state(d);
	bool waits = text_eq(state, "PROPOSED");
	buf_char(b, '{');
	write_head(b, d->version, d->scheme, d->parts, d->title, d->day);
	api_text_or_null(b, "base", d->base);
	api_lower(b, "state", state);
	buf_key_int(b, "ver", d->ver);
	buf_key_str(b, "changed_by", d->changer ? d->changer : "");
	api_at(b, "updated_at", d->updated_at);
	api_fen(b, "approval", waits ? d->approval_id : DB_NULL);
	api_at(b, "expires_at", waits ? d->expires_at : 0);
	api_text_or_null(b, "note", d->note && d->note[0] ? d->note : NULL);
	buf_char(b, '}');
}

enum err_code staff_policies_get(struct req *req, struct reply *reply)
{
	struct policy_row *rows;
	struct policy_draft *drafts;
	size_t n, n_drafts;
	char today[DATE_TEXT];
	struct buf *b = &reply->body;
	date_text(clock_today(), today);
	enum err_code code = policy_query_list(&req->ctx, &rows, &n);
	if (!code)
		code = policy_query_drafts(&req->ctx, &drafts, &n_drafts);
	if (code)
		return code;
	buf_char(b, '{');
	buf_key_str(b, "today", today);
	buf_str(b, ",\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? "," : "");
		write_row(b, &rows[i], follower(rows, n, &rows[i]), today);
	}
	buf_str(b, "],\"drafts\":[");
	for (size_t i = 0; i < n_drafts; i++) {
		buf_str(b, i ? "," : "");
		write_draft(b, &drafts[i]);
	}
	buf_str(b, "]}");
	return api_done(reply);
}

static void write_field(struct buf *b, const struct policy_field *f)
{
	buf_char(b, '{');
	buf_key_str(b, "name", f->name);
	buf_key_str(b, "kind", f->kind);
	buf_key_bool(b, "nullable", f->nullable);
	buf_key_bool(b, "by_award", f->by_award);
	buf_key_int(b, "low", f->low);
	buf_key_int(b, "high", f->high);
	buf_str(b, ",\"words\":[");
	for (size_t i = 0; f->words && f->words[i]; i++) {
		buf_str(b, i ? "," : "");
		buf_json(b, f->words[i]);
	}
	buf_str(b, "]}");
}

/* A body is JSON that policy_json has read: it goes out as it stands. */
static void write_policy(struct req *req, struct buf *b, const char *scheme, const char *parts, const char *body, const struct blob *sm3)
{
	struct policy_field fields[POLICY_FIELDS_MAX];
	size_t n = policy_fields(scheme, parts, fields);
	buf_key_str(b, "sm3", text_hex(req->ctx.arena, sm3->p, sm3->n));
	buf_str(b, ",\"fields\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? "," : "");
		write_field(b, &fields[i]);
	}
	buf_str(b, "],\"body\":");
	buf_str(b, body);
}

enum err_code staff_policy_get(struct req *req, struct reply *reply)
{
	struct policy_row row;
	struct policy_draft draft;
	const char *version = req_query(req, "version");
	struct buf *b = &reply->body;
	if (!version || !version[0] || strlen(version) > 20)
		return err_field(&req->ctx.err, "/version", version ? "format" : "required", "请指明版本");
	enum err_code code = policy_query_one(&req->ctx, version, &row);
	bool published = !code;
	if (code == ERR_NOT_FOUND) {
		err_clear(&req->ctx.err);
		code = policy_draft_read(&req->ctx, version, &draft);
	}
	if (!code && !published && text_eq(draft.state, "REMOVED"))
		code = err_set(&req->ctx.err, ERR_NOT_FOUND, "policy %s was removed", version);
	if (code)
		return code;
	buf_char(b, '{');
	buf_key_str(b, "version", version);
	if (published)
		write_policy(req, b, row.scheme, row.parts, row.body, &row.sm3);
	else
		write_policy(req, b, draft.scheme, draft.parts, draft.body, &draft.sm3);
	buf_key(b, "draft");
	if (published)
		buf_str(b, "null");
	else
		write_draft(b, &draft);
	buf_char(b, '}');
	return api_done(reply);
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

enum err_code staff_policy_draft_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct policy_draft saved;
	body_begin(&r, req);
	struct policy_save in = { .body = body_object_text(&r, "body", true), .base = body_text(&r, "base", false, 20),
		                  .ver = body_int(&r, "ver", true, 0, INT32_MAX) };
	enum err_code code = body_end(&r);
	if (!code)
		code = policy_save(&req->ctx, &in, &req->key, &saved);
	if (!code)
		write_draft(&reply->body, &saved);
	return code ? code : api_done(reply);
}

static void write_golden(struct buf *b, const struct golden_result *r)
{
	buf_char(b, '{');
	buf_key_str(b, "name", r->golden->name);
	buf_key_str(b, "scope", r->golden->scope);
	api_text_or_null(b, "day", r->golden->day);
	api_text_or_null(b, "month", r->golden->month);
	buf_key_bool(b, "passed", r->passed);
	buf_str(b, ",\"expected\":");
	buf_str(b, r->golden->expected);
	buf_str(b, ",\"got\":");
	buf_str(b, r->got);
	buf_char(b, '}');
}

static void write_trial(struct buf *b, const struct policy_trial *t)
{
	buf_char(b, '{');
	buf_key_bool(b, "passed", t->passed);
	buf_str(b, ",\"golden\":[");
	for (size_t i = 0; i < t->n; i++) {
		buf_str(b, i ? "," : "");
		write_golden(b, &t->results[i]);
	}
	buf_str(b, "],\"hindrances\":[");
	for (size_t i = 0; i < t->hindrances.n_fields; i++) {
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "pointer", t->hindrances.fields[i].pointer);
		buf_key_str(b, "code", t->hindrances.fields[i].code);
		buf_key_str(b, "text", t->hindrances.fields[i].text);
		buf_char(b, '}');
	}
	buf_str(b, "],\"sample\":");
	if (t->before) {
		buf_str(b, "{\"before\":");
		buf_str(b, t->before);
		buf_str(b, ",\"after\":");
		buf_str(b, t->after);
		buf_char(b, '}');
	} else {
		buf_str(b, "null");
	}
	buf_char(b, '}');
}

enum err_code staff_policy_try(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct policy_trial trial;
	body_begin(&r, req);
	struct policy_try in = { .version = body_text(&r, "version", true, 20), .facts = body_object_text(&r, "facts", false),
		                 .day = body_date(&r, "day", false), .month = body_text(&r, "month", false, 7) };
	enum err_code code = body_end(&r);
	if (!code)
		code = policy_try(&req->ctx, &in, &trial);
	if (!code)
		write_trial(&reply->body, &trial);
	return code ? code : api_done(reply);
}

enum err_code staff_policy_propose(struct req *req, struct reply *reply)
{
	struct body_reader r;
	int64_t approval;
	body_begin(&r, req);
	const char *version = body_text(&r, "version", true, 20);
	int64_t ver = body_int(&r, "ver", true, 1, INT32_MAX);
	enum err_code code = body_end(&r);
	if (!code)
		code = policy_propose(&req->ctx, version, ver, &req->key, &approval);
	return code ? code : api_asked(reply, approval);
}

enum err_code staff_policy_remove(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	const char *version = body_text(&r, "version", true, 20);
	int64_t ver = body_int(&r, "ver", true, 1, INT32_MAX);
	enum err_code code = body_end(&r);
	if (!code)
		code = policy_remove(&req->ctx, version, ver, &req->key);
	if (!code)
		reply->status = 204;
	return code;
}
