#include "api/api.h"

#include "base/date.h"
#include "flow/case_flow.h"
#include "flow/session_flow.h"
#include "flow/staff_sign_on.h"

static int64_t idle_s(struct req *req)
{
	return config_int(req->ctx.config, req->door == DOOR_STAFF ? "session.staff_idle_s" : "session.idle_s");
}

/* Rights end on a date: a staff session never outlives its day, so that none works on a grant that ended at midnight. */
static int64_t absolute_s(struct req *req)
{
	int64_t limit = config_int(req->ctx.config, "session.absolute_s");
	if (req->door != DOOR_STAFF)
		return limit;
	int64_t left = (day_instant(clock_today() + 1) - clock_now_ms()) / 1000 + 1;
	return left < limit ? left : limit;
}

/* A new token each time: the old session is dropped once the new one stands. */
static enum err_code new_session(struct req *req, enum session_kind kind, int64_t subject_id, int64_t roles, struct reply *reply)
{
	struct session fresh = { .kind = kind, .subject_id = subject_id, .roles = roles };
	enum err_code code = session_create(req->ctx.redis, req->ctx.keys, &fresh, idle_s(req), absolute_s(req), &req->ctx.err);
	if (code)
		return code;
	if (req->session.token[0])
		session_drop(req->ctx.redis, req->ctx.keys, req->session.token);
	req->session = fresh;
	reply->set_cookie = session_cookie(req, fresh.token);
	return ERR_OK;
}

enum err_code session_start(struct req *req, struct reply *reply)
{
	struct body_reader r;
	const char *job;
	body_begin(&r, req);
	const char *kind = body_text(&r, "kind", true, 10), *ticket = body_text(&r, "ticket", true, 200);
	if (kind && !text_eq(kind, "irs") && !text_eq(kind, "legacy")) {
		r.bad = true;
		(void)err_field(&req->ctx.err, "/kind", "unknown", "没有这种登录方式");
	}
	enum err_code code = body_end(&r);
	if (!code)
		code = session_flow_window(&req->ctx, req->client_ip);
	if (!code)
		code = new_session(req, SESSION_PENDING, 0, 0, reply);
	if (!code)
		code = sign_on_start(&req->ctx, kind, ticket, req->session.token, &job);
	if (code)
		return code;
	api_job(reply, job);
	return api_done(reply);
}

static enum err_code write_session(struct req *req, struct reply *reply)
{
	struct session_view view;
	enum err_code code = session_flow_view(&req->ctx, req->session.subject_id, &view);
	if (code)
		return code;
	struct buf *b = &reply->body;
	buf_char(b, '{');
	buf_key_str(b, "kind", "applicant");
	buf_key_str(b, "name", view.name_masked);
	buf_key_str(b, "idno", view.idno_masked);
	api_text_or_null(b, "phone", view.phone_masked);
	buf_key_str(b, "csrf", req->session.csrf);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code session_finish(struct req *req, struct reply *reply)
{
	struct body_reader r;
	int64_t person;
	body_begin(&r, req);
	const char *job = body_id(&r, "job", true);
	enum err_code code = body_end(&r);
	if (!code)
		code = sign_on_finish(&req->ctx, job, req->session.token, &person);
	if (!code)
		code = new_session(req, SESSION_APPLICANT, person, ROLE_APPLICANT, reply);
	if (code)
		return code;
	req->ctx.actor = ACTOR_APPLICANT;
	req->ctx.actor_id = person;
	return write_session(req, reply);
}

enum err_code session_get(struct req *req, struct reply *reply)
{
	return write_session(req, reply);
}

enum err_code session_end(struct req *req, struct reply *reply)
{
	struct body_reader r;
	body_begin(&r, req);
	enum err_code code = body_end(&r);
	if (code)
		return code;
	session_drop(req->ctx.redis, req->ctx.keys, req->session.token);
	reply->set_cookie = session_cookie(req, NULL);
	reply->clear_site_data = true;
	reply->status = 204;
	return ERR_OK;
}

enum err_code job_get(struct req *req, struct reply *reply)
{
	const char *id;
	struct session_job job;
	if (!req_query_id(req, "id", &id))
		return ERR_INVALID;
	enum err_code code = session_flow_job(&req->ctx, id, req->session.token, &job);
	if (code)
		return code;
	struct buf *b = &reply->body;
	buf_char(b, '{');
	buf_key_str(b, "id", id);
	buf_key_str(b, "state", job.state);
	if (job.result) {
		buf_key(b, "result");
		buf_str(b, job.result); /* JSON that a job of ours wrote */
	}
	if (job.problem)
		buf_key_str(b, "problem", job.problem);
	buf_char(b, '}');
	return api_done(reply);
}

/* ---- staff ---- */

static enum err_code staff_session_write(struct req *req, const struct staff_signed_on *on, struct reply *reply)
{
	struct buf *b = &reply->body;
	buf_char(b, '{');
	buf_key_str(b, "kind", "staff");
	buf_key_str(b, "name", on->name);
	buf_key_str(b, "login", on->login);
	buf_key(b, "roles");
	buf_char(b, '[');
	for (size_t i = 0; i < on->n_roles; i++) {
		if (i)
			buf_char(b, ',');
		buf_json(b, on->roles[i]);
	}
	buf_char(b, ']');
	buf_key_str(b, "csrf", req->session.csrf);
	api_at(b, "last_login_at", on->last_login_at);
	buf_char(b, '}');
	return api_done(reply);
}

enum err_code staff_sign_on_post(struct req *req, struct reply *reply)
{
	struct body_reader r;
	struct staff_signed_on on;
	body_begin(&r, req);
	struct staff_sign_on in = { .login = body_text(&r, "login", true, 40), .password = body_text(&r, "password", true, 200),
		                    .code = body_text(&r, "code", true, 6), .device = req->device };
	enum err_code code = body_end(&r);
	if (!code)
		code = staff_sign_on(&req->ctx, &in, &on);
	if (code)
		return code;
	int64_t roles = 0;
	for (size_t i = 0; i < on.n_roles; i++)
		roles |= role_of_name(on.roles[i]);
	code = new_session(req, SESSION_STAFF, on.staff_id, roles, reply);
	return code ? code : staff_session_write(req, &on, reply);
}

enum err_code staff_session_get(struct req *req, struct reply *reply)
{
	struct staff_signed_on on;
	enum err_code code = staff_signed_on(&req->ctx, req->session.subject_id, &on);
	return code ? code : staff_session_write(req, &on, reply);
}

enum err_code staff_session_end(struct req *req, struct reply *reply)
{
	return session_end(req, reply);
}
