#include "domain/casefile/casefile.h"

#include "base/date.h"
#include "domain/casefile/casefile_sql.h"

#include <string.h>

#define MEMBERS_MAX 32

static const struct { const char *name, *text; } states[CASE_STATES] = {
	[CASE_NONE] = { "", "" },
	[CASE_DRAFT] = { "draft", "草稿" },
	[CASE_RECEIVED] = { "received", "已收件" },
	[CASE_ACCEPTED] = { "accepted", "核查中" },
	[CASE_NOT_ACCEPTED] = { "not_accepted", "不予受理" },
	[CASE_IN_REVIEW] = { "in_review", "人工审核中" },
	[CASE_SUPPLEMENT] = { "supplement", "待补正" },
	[CASE_DECIDED] = { "decided", "已决定" },
	[CASE_APPROVED] = { "approved", "已通过" },
	[CASE_REFUSED] = { "refused", "未通过" },
	[CASE_WITHDRAWN] = { "withdrawn", "已撤回" },
};

static const char *const events[CASE_EVENTS] = {
	[EVENT_DISPATCH] = "dispatch", [EVENT_SUBMIT] = "submit", [EVENT_ACCEPT] = "accept", [EVENT_NOT_ACCEPT] = "not_accept",
	[EVENT_ALL_PASS] = "all_pass", [EVENT_FAIL] = "fail", [EVENT_WAITED_TOO_LONG] = "waited_too_long",
	[EVENT_ASK_SUPPLEMENT] = "ask_supplement", [EVENT_DECIDE] = "decide", [EVENT_HANDED_IN] = "handed_in", [EVENT_DUE_PASSED] = "due_passed",
	[EVENT_UNDO] = "undo", [EVENT_APPLY_YES] = "apply_yes", [EVENT_APPLY_NO] = "apply_no", [EVENT_WITHDRAW] = "withdraw",
};

#define BY(kind) (1u << (kind))
#define PERSON (BY(ACTOR_APPLICANT) | BY(ACTOR_GOV)) /* the applicant, here or through the platform */

/* The one state table. An acceptance that lacks only the payee account asks by itself (4C-1). */
static const struct edge {
	enum case_state from;
	enum case_event event;
	enum case_state to;
	unsigned actors;
} edges[] = {
	{ CASE_NONE, EVENT_DISPATCH, CASE_RECEIVED, BY(ACTOR_GOV) },
	{ CASE_NONE, EVENT_SUBMIT, CASE_RECEIVED, BY(ACTOR_APPLICANT) },
	{ CASE_DRAFT, EVENT_SUBMIT, CASE_RECEIVED, BY(ACTOR_APPLICANT) },
	{ CASE_RECEIVED, EVENT_ACCEPT, CASE_ACCEPTED, BY(ACTOR_SYSTEM) },
	{ CASE_RECEIVED, EVENT_NOT_ACCEPT, CASE_NOT_ACCEPTED, BY(ACTOR_SYSTEM) },
	{ CASE_ACCEPTED, EVENT_ALL_PASS, CASE_DECIDED, BY(ACTOR_SYSTEM) },
	{ CASE_ACCEPTED, EVENT_FAIL, CASE_IN_REVIEW, BY(ACTOR_SYSTEM) },
	{ CASE_ACCEPTED, EVENT_WAITED_TOO_LONG, CASE_IN_REVIEW, BY(ACTOR_SYSTEM) },
	{ CASE_ACCEPTED, EVENT_ASK_SUPPLEMENT, CASE_SUPPLEMENT, BY(ACTOR_SYSTEM) },
	{ CASE_IN_REVIEW, EVENT_ASK_SUPPLEMENT, CASE_SUPPLEMENT, BY(ACTOR_STAFF) },
	{ CASE_IN_REVIEW, EVENT_DECIDE, CASE_DECIDED, BY(ACTOR_STAFF) },
	{ CASE_SUPPLEMENT, EVENT_HANDED_IN, CASE_ACCEPTED, PERSON },
	{ CASE_SUPPLEMENT, EVENT_DUE_PASSED, CASE_IN_REVIEW, BY(ACTOR_SYSTEM) },
	{ CASE_DECIDED, EVENT_UNDO, CASE_IN_REVIEW, BY(ACTOR_STAFF) },
	{ CASE_DECIDED, EVENT_APPLY_YES, CASE_APPROVED, BY(ACTOR_SYSTEM) },
	{ CASE_DECIDED, EVENT_APPLY_NO, CASE_REFUSED, BY(ACTOR_SYSTEM) },
	{ CASE_DRAFT, EVENT_WITHDRAW, CASE_WITHDRAWN, BY(ACTOR_APPLICANT) },
	{ CASE_RECEIVED, EVENT_WITHDRAW, CASE_WITHDRAWN, PERSON },
	{ CASE_ACCEPTED, EVENT_WITHDRAW, CASE_WITHDRAWN, PERSON },
	{ CASE_IN_REVIEW, EVENT_WITHDRAW, CASE_WITHDRAWN, PERSON },
	{ CASE_SUPPLEMENT, EVENT_WITHDRAW, CASE_WITHDRAWN, PERSON },
};

const char *case_state_name(enum case_state state)
{
	return state < CASE_STATES ? states[state].name : "";
}

const char *case_state_text(enum case_state state)
{
	return state < CASE_STATES ? states[state].text : "";
}

enum case_state case_state_of(const char *name)
{
	for (int i = CASE_DRAFT; name && i < CASE_STATES; i++)
		if (strcmp(states[i].name, name) == 0)
			return (enum case_state)i;
	return CASE_NONE;
}

const char *case_event_name(enum case_event event)
{
	return event < CASE_EVENTS ? events[event] : "";
}

enum case_state casefile_next(enum case_state from, enum case_event event, enum actor_kind actor)
{
	for (size_t i = 0; i < ARRAY_LEN(edges); i++)
		if (edges[i].from == from && edges[i].event == event && (edges[i].actors & BY(actor)))
			return edges[i].to;
	return CASE_STATES;
}

enum err_code casefile_lock(struct ctx *ctx, int64_t id, struct casefile *ret_case)
{
	return db_one(ctx->db, &casefile_stmts[CASEFILE_LOCK], &(struct sql_id){ id }, ret_case);
}

enum err_code casefile_read(struct ctx *ctx, int64_t id, struct casefile *ret_case)
{
	return db_one(ctx->db, &casefile_stmts[CASEFILE_READ], &(struct sql_id){ id }, ret_case);
}

enum err_code casefile_find(struct ctx *ctx, const char *public_id, int64_t applicant_id, struct casefile *ret_case)
{
	struct casefile_find_in in = { public_id, applicant_id };
	return db_one(ctx->db, &casefile_stmts[applicant_id > 0 ? CASEFILE_FIND_MINE : CASEFILE_FIND], &in, ret_case);
}

enum err_code casefile_by_projid(struct ctx *ctx, const char *projid, struct casefile *ret_case)
{
	return db_one(ctx->db, &casefile_stmts[CASEFILE_BY_PROJID], &(struct sql_text){ projid }, ret_case);
}

static enum err_code write_event(struct ctx *ctx, int64_t case_id, int64_t ver, enum case_event event, enum case_state from, enum case_state to,
                                 const char *text)
{
	struct case_event_in in = { .case_id = case_id, .ver = ver, .actor_id = ctx->actor_id, .at = clock_now_ms(), .event = events[event],
		                    .from = states[from].name, .to = states[to].name, .actor = actor_kind_name(ctx->actor), .text = text ? text : "" };
	return db_insert(ctx->db, &casefile_stmts[CASEFILE_EVENT], &in, NULL);
}

static enum err_code seal_form(struct ctx *ctx, const struct blob *uid, const char *json, struct blob *ret_ct)
{
	return seal(ctx->keys, KEY_C3, "casefile.form_ct", uid->p, json, strlen(json), ctx->arena, ret_ct, &ctx->err);
}

enum err_code casefile_insert(struct ctx *ctx, const struct casefile_new *row, int64_t *ret_id)
{
	enum case_state to = casefile_next(CASE_NONE, row->event, ctx->actor);
	uint8_t *uid = arena_alloc(ctx->arena, UID_SIZE), number[UID_SIZE];
	if (!uid)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (to == CASE_STATES)
		return err_set(&ctx->err, ERR_STATE, "no such beginning: %s", events[row->event]);
	if (!crypto_uid(uid) || !crypto_uid(number))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	struct casefile_row_in in = {
		.public_id = text_hex(ctx->arena, number, sizeof number), .projid = row->projid, .scheme = row->scheme, .kind = row->kind,
		.applicant_kind = row->applicant_kind, .applicant_masked = row->applicant_masked, .channel = row->channel,
		.state = states[to].name, .form_ver = row->form_ver ? row->form_ver : "1", .undertaking = row->undertaking,
		.gov_version = row->gov_version, .applicant_id = row->applicant_id, .answers_id = row->answers_id ? row->answers_id : DB_NULL,
		.now = clock_now_ms(), .uid = { uid, UID_SIZE },
	};
	int64_t id;
	enum err_code code = seal_form(ctx, &in.uid, row->form ? row->form : "{}", &in.form_ct);
	if (!code)
		code = db_insert(ctx->db, &casefile_stmts[CASEFILE_INSERT], &in, &id);
	if (!code)
		code = write_event(ctx, id, 1, row->event, CASE_NONE, to, "");
	if (!code)
		*ret_id = id;
	return code;
}

enum err_code casefile_advance(struct ctx *ctx, struct casefile *c, enum case_event event, const char *text)
{
	enum case_state from = case_state_of(c->state), to = casefile_next(from, event, ctx->actor);
	if (to == CASE_STATES)
		return err_set(&ctx->err, ERR_STATE, "当前状态（%s）不能进行这项操作", states[from].text);
	struct casefile_set_in in = { .id = c->id, .ver = c->ver, .text = states[to].name, .now = clock_now_ms() };
	int64_t n;
	enum err_code code = db_do(ctx->db, &casefile_stmts[CASEFILE_ADVANCE], &in, &n);
	if (code)
		return code;
	if (n != 1)
		return err_set(&ctx->err, ERR_STALE, "办件已有变化，请刷新后再操作");
	code = write_event(ctx, c->id, c->ver + 1, event, from, to, text);
	if (code)
		return code;
	c->ver++;
	c->state = states[to].name;
	c->state_at = in.now;
	return ERR_OK;
}

static enum err_code set(struct ctx *ctx, enum casefile_stmt stmt, const struct casefile_set_in *in)
{
	return db_do(ctx->db, &casefile_stmts[stmt], in, NULL);
}

enum err_code casefile_set_projid(struct ctx *ctx, int64_t id, const char *projid)
{
	return set(ctx, CASEFILE_SET_PROJID, &(struct casefile_set_in){ .id = id, .text = projid });
}

enum err_code casefile_set_accepted(struct ctx *ctx, int64_t id, const char *accepted_on, const char *due_on)
{
	return set(ctx, CASEFILE_SET_ACCEPTED, &(struct casefile_set_in){ .id = id, .text = accepted_on, .text2 = due_on });
}

enum err_code casefile_set_waiting(struct ctx *ctx, int64_t id, const char *waits_for, int64_t since)
{
	return set(ctx, CASEFILE_SET_WAITING, &(struct casefile_set_in){ .id = id, .text = waits_for, .number = waits_for ? since : DB_NULL });
}

enum err_code casefile_set_round(struct ctx *ctx, int64_t id, int64_t round)
{
	return set(ctx, CASEFILE_SET_ROUND, &(struct casefile_set_in){ .id = id, .number = round });
}

enum err_code casefile_set_end(struct ctx *ctx, int64_t id, const char *end_text)
{
	return set(ctx, CASEFILE_SET_END, &(struct casefile_set_in){ .id = id, .text = end_text });
}

enum err_code casefile_set_gov_version(struct ctx *ctx, int64_t id, int64_t version)
{
	return set(ctx, CASEFILE_SET_GOV_VERSION, &(struct casefile_set_in){ .id = id, .number = version });
}

enum err_code casefile_form(struct ctx *ctx, const struct casefile *c, const char **ret_json)
{
	struct blob plain;
	enum err_code code = unseal(ctx->keys, KEY_C3, "casefile.form_ct", c->uid.p, &c->form_ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	char *json = arena_dup(ctx->arena, plain.p, plain.n);
	if (!json)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_json = json;
	return ERR_OK;
}

enum err_code casefile_set_form(struct ctx *ctx, const struct casefile *c, const char *json)
{
	struct casefile_set_in in = { .id = c->id };
	enum err_code code = seal_form(ctx, &c->uid, json, &in.blob);
	return code ? code : set(ctx, CASEFILE_SET_FORM, &in);
}

enum err_code casefile_member_add(struct ctx *ctx, const struct case_member *member)
{
	struct case_member in = *member;
	if (!in.confirmed)
		in.confirmed = "no";
	return db_insert(ctx->db, &casefile_stmts[CASEFILE_MEMBER_INSERT], &in, NULL);
}

enum err_code casefile_member_confirm(struct ctx *ctx, int64_t case_id, int64_t person_id, const char *confirmed)
{
	struct case_member in = { .case_id = case_id, .person_id = person_id, .confirmed = confirmed };
	return db_do(ctx->db, &casefile_stmts[person_id ? CASEFILE_MEMBER_CONFIRM : CASEFILE_MEMBERS_CONFIRM], &in, NULL);
}

enum err_code casefile_members(struct ctx *ctx, int64_t case_id, struct case_member **ret_members, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &casefile_stmts[CASEFILE_MEMBERS], &(struct sql_id){ case_id }, MEMBERS_MAX, &rows, ret_n);
	if (!code)
		*ret_members = rows;
	return code;
}

enum err_code casefile_running(struct ctx *ctx, int64_t person_id, int64_t but_case_id, struct case_running *ret_running)
{
	return db_one(ctx->db, &casefile_stmts[CASEFILE_RUNNING], &(struct case_running_in){ person_id, but_case_id }, ret_running);
}
