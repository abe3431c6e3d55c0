#include "api/api.h"

#include "flow/case_flow.h"
#include "flow/session_flow.h"

static enum err_code moved(struct reply *reply, const struct case_moved *m)
{
	struct buf *b = &reply->body;
	buf_char(b, '{');
	buf_key_str(b, "id", m->public_id);
	buf_key_str(b, "state", m->state);
	buf_char(b, '}');
	return api_done(reply);
}

/* {"id"} -> flow -> the case's new state. */
static enum err_code by_id(struct req *req, struct reply *reply, int status,
                           enum err_code (*flow)(struct ctx *, const char *, const struct request_key *, struct case_moved *))
{
	struct body_reader r;
	struct case_moved m;
	body_begin(&r, req);
	const char *id = body_id(&r, "id", true);
	enum err_code code = body_end(&r);
	if (!code)
		code = flow(&req->ctx, id, &req->key, &m);
	if (code)
		return code;
	reply->status = status;
	return moved(reply, &m);
}

enum err_code case_submit(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct case_moved m;
	body_begin(&r, req);
	struct submit_case in = { .draft = body_id(&r, "draft", true), .version = body_int(&r, "version", true, 1, INT32_MAX),
		                  .undertaking = body_text(&r, "undertaking", true, 20), .channel = "zlb", .key = req->key };
	enum err_code code = body_end(&r);
	if (!code)
		code = session_flow_person_window(&req->ctx, "submit", 30, 3600);
	if (!code)
		code = submit_case(&req->ctx, &in, &m);
	if (code)
		return code;
	reply->status = 201;
	return moved(reply, &m);
}

enum err_code case_withdraw(struct req *req, struct reply *reply)
{
	return by_id(req, reply, 200, withdraw_case);
}

enum err_code case_supplement(struct req *req, struct reply *reply)
{
	struct body_reader r, p = { 0 };
	struct case_moved m;
	body_begin(&r, req);
	struct hand_in_supplement in = { .case_id = body_id(&r, "id", true), .note = body_text(&r, "note", false, 300), .key = req->key };
	struct json_object *payee = body_object(&r, "payee", false);
	if (payee) {
		body_begin_at(&p, req, payee, "/payee");
		in.account = body_text(&p, "account", true, 32);
		in.holder = body_text(&p, "holder", false, 50); /* the masked page does not know it: the applicant */
		in.bank = body_text(&p, "bank", false, 40);
		in.cnaps = body_text(&p, "cnaps", false, 12);
	}
	enum err_code code = payee ? body_end(&p) : ERR_OK;
	enum err_code outer = body_end(&r);
	if (!code)
		code = outer;
	if (!code)
		code = hand_in_supplement(&req->ctx, &in, &m);
	return code ? code : moved(reply, &m);
}

enum err_code case_reapply(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct reapplied re;
	body_begin(&r, req);
	const char *id = body_id(&r, "id", true);
	enum err_code code = body_end(&r);
	if (!code)
		code = reapply_case(&req->ctx, id, &req->key, &re);
	if (code)
		return code;
	reply->status = 201;
	api_draft_saved(&reply->body, re.draft, re.version, re.updated_at);
	return api_done(reply);
}

/* ---- reviewers ---- */

enum err_code staff_case_decide(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct decided d;
	body_begin(&r, req);
	struct decide_case in = { .case_id = body_id(&r, "id", true), .ver = body_int(&r, "ver", true, 1, INT32_MAX), .yes = body_bool(&r, "yes", true) == 1,
		                  .reasons = body_codes(&r, "reasons", false, 14), .opinion = body_text(&r, "opinion", false, 500), .key = req->key };
	enum err_code code = body_end(&r);
	if (!code)
		code = decide_case(&req->ctx, &in, &d);
	if (code)
		return code;
	reply->status = 201;
	buf_char(&reply->body, '{');
	buf_key_str(&reply->body, "id", in.case_id);
	api_at(&reply->body, "takes_effect_at", d.takes_effect_at);
	buf_char(&reply->body, '}');
	return api_done(reply);
}

enum err_code staff_case_undo(struct req *req, struct reply *reply)
{
	return by_id(req, reply, 200, undo_decision);
}

enum err_code staff_case_ask(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct case_moved m;
	body_begin(&r, req);
	struct ask_supplement in = { .case_id = body_id(&r, "id", true), .ver = body_int(&r, "ver", true, 1, INT32_MAX),
		                     .materials = body_codes(&r, "materials", true, 18), .note = body_text(&r, "note", false, 300), .key = req->key };
	int64_t days = body_int(&r, "due_days", false, 1, 60);
	in.due_days = days == DB_NULL ? 0 : days;
	enum err_code code = body_end(&r);
	if (!code)
		code = ask_supplement(&req->ctx, &in, &m);
	return code ? code : moved(reply, &m);
}

enum err_code staff_case_recheck(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *job;
	body_begin(&r, req);
	const char *id = body_id(&r, "id", true);
	enum err_code code = body_end(&r);
	if (!code)
		code = recheck_case(&req->ctx, id, &req->key, req->session.token, &job);
	if (code)
		return code;
	api_job(reply, job);
	return api_done(reply);
}
