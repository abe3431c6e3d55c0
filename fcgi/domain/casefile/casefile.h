/* A case of any kind, its state table and its events. Nothing changes a case's state but casefile_advance. */
#ifndef DOMAIN_CASEFILE_CASEFILE_H
#define DOMAIN_CASEFILE_CASEFILE_H

#include "store/ctx.h"

enum case_state {
	CASE_NONE, CASE_DRAFT, CASE_RECEIVED, CASE_ACCEPTED, CASE_NOT_ACCEPTED, CASE_IN_REVIEW, CASE_SUPPLEMENT, CASE_DECIDED, CASE_APPROVED,
	CASE_REFUSED, CASE_WITHDRAWN, CASE_STATES
};
enum case_event {
	EVENT_DISPATCH, EVENT_SUBMIT, EVENT_ACCEPT, EVENT_NOT_ACCEPT, EVENT_ALL_PASS, EVENT_FAIL, EVENT_WAITED_TOO_LONG, EVENT_ASK_SUPPLEMENT,
	EVENT_DECIDE, EVENT_HANDED_IN, EVENT_DUE_PASSED, EVENT_UNDO, EVENT_APPLY_YES, EVENT_APPLY_NO, EVENT_WITHDRAW, CASE_EVENTS
};
const char *case_state_name(enum case_state state);  /* the column's word */
const char *case_state_text(enum case_state state);  /* Chinese, for pages */
enum case_state case_state_of(const char *name);     /* CASE_NONE when unknown */
const char *case_event_name(enum case_event event);
/* Pure: the table of the design; CASE_STATES = not allowed. A system ask (missing account, from accepted) is allowed too. */
enum case_state casefile_next(enum case_state from, enum case_event event, enum actor_kind actor);

struct casefile {
	int64_t id, ver, gov_version, applicant_id, state_at, wait_since, round, answers_id, created_at;
	const char *public_id, *projid, *scheme, *kind, *applicant_kind, *applicant_masked, *channel, *state, *waits_for, *accepted_on, *due_on, *undertaking,
	    *end_text, *form_ver;
	struct blob uid, form_ct;
};

/* FOR UPDATE inside the flow's transaction; ERR_NOT_FOUND. */
enum err_code casefile_lock(struct ctx *ctx, int64_t id, struct casefile *ret_case) MUST_CHECK;
enum err_code casefile_read(struct ctx *ctx, int64_t id, struct casefile *ret_case) MUST_CHECK;
/* By the outside number; applicant_id > 0 puts the owner into the SQL itself (somebody else's number is ERR_NOT_FOUND). */
enum err_code casefile_find(struct ctx *ctx, const char *public_id, int64_t applicant_id, struct casefile *ret_case) MUST_CHECK;
/* New row (state CASE_RECEIVED or CASE_DRAFT) and its first event. */
struct casefile_new {
	const char *scheme, *kind, *applicant_kind, *channel, *projid, *form, *form_ver, *undertaking, *applicant_masked;
	int64_t applicant_id, gov_version, answers_id;
	enum case_event event; /* EVENT_DISPATCH or EVENT_SUBMIT */
};
enum err_code casefile_insert(struct ctx *ctx, const struct casefile_new *row, int64_t *ret_id) MUST_CHECK;
/* Checks the table, bumps ver by CAS, writes the event; updates *c. ERR_STATE when the table has no such edge, ERR_STALE when ver moved. */
enum err_code casefile_advance(struct ctx *ctx, struct casefile *c, enum case_event event, const char *text) MUST_CHECK;
enum err_code casefile_set_projid(struct ctx *ctx, int64_t id, const char *projid) MUST_CHECK;
enum err_code casefile_set_accepted(struct ctx *ctx, int64_t id, const char *accepted_on, const char *due_on) MUST_CHECK;
enum err_code casefile_set_waiting(struct ctx *ctx, int64_t id, const char *waits_for, int64_t since) MUST_CHECK; /* NULL clears */
enum err_code casefile_set_round(struct ctx *ctx, int64_t id, int64_t round) MUST_CHECK;
enum err_code casefile_form(struct ctx *ctx, const struct casefile *c, const char **ret_json) MUST_CHECK; /* opens form_ct */
enum err_code casefile_set_end(struct ctx *ctx, int64_t id, const char *end_text) MUST_CHECK; /* no personal data */
enum err_code casefile_set_gov_version(struct ctx *ctx, int64_t id, int64_t version) MUST_CHECK; /* never goes back */
enum err_code casefile_set_form(struct ctx *ctx, const struct casefile *c, const char *json) MUST_CHECK;
/* FOR UPDATE by the platform's number; ERR_NOT_FOUND. */
enum err_code casefile_by_projid(struct ctx *ctx, const char *projid, struct casefile *ret_case) MUST_CHECK;

/* The household of a case, self first. */
struct case_member {
	int64_t case_id, person_id;
	const char *relation, *counted_from, *left_on;
	const char *confirmed; /* who says that he belongs to it: no shared staff; NULL in a new row = no */
};
enum err_code casefile_member_add(struct ctx *ctx, const struct case_member *member) MUST_CHECK;
/* person_id 0: every member whom nobody has confirmed yet. */
enum err_code casefile_member_confirm(struct ctx *ctx, int64_t case_id, int64_t person_id, const char *confirmed) MUST_CHECK;
enum err_code casefile_members(struct ctx *ctx, int64_t case_id, struct case_member **ret_members, size_t *ret_n) MUST_CHECK;
/* Another admission case of that person that is on its way, his own or one whose household is known to be his; ERR_NOT_FOUND. The caller holds the person rows. */
struct case_running {
	int64_t case_id;
	const char *number;
};
enum err_code casefile_running(struct ctx *ctx, int64_t person_id, int64_t but_case_id, struct case_running *ret_running) MUST_CHECK;

#endif
