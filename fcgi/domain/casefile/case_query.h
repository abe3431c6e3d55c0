/* What pages read of cases: lists by keyset straight into the answer, and the rows of one case. Opens no ciphertext. */
#ifndef DOMAIN_CASEFILE_CASE_QUERY_H
#define DOMAIN_CASEFILE_CASE_QUERY_H

#include "base/text.h"
#include "store/ctx.h"

#define CASE_QUERY_PAGE 20

/* One case as the contract's case_row object. Times and days as stored; due light by case_light.
 * Rows of a list hold what it shows: applicant_id, ver, round and answers_id are read with a single case only. */
struct case_row {
	int64_t id, applicant_id, created_at, ver, round, answers_id;
	const char *public_id, *projid, *scheme, *kind, *applicant_kind, *applicant, *state, *channel, *accepted_on, *due_on, *waits_for;
};
void case_row_json(struct buf *out, const struct case_row *row); /* {…} */
const char *case_light(const struct case_row *row);              /* green yellow red none: against today, only while the case runs */

/* Queue of the office: newest last (oldest first, as they must be worked). state NULL = all running ones; scheme NULL = all; due NULL, "overdue",
 * "soon" (3 days). before: from the last page's ret_next, 0 = start. Items joined by commas into out, ret_next 0 = end. */
struct case_filter {
	const char *state, *scheme, *due;
	int64_t after;
	int64_t limit; /* at most CASE_QUERY_PAGE */
};
enum err_code case_query_queue(struct ctx *ctx, const struct case_filter *filter, struct buf *out, int64_t *ret_next) MUST_CHECK;
/* All of one person, newest first (4C-14: withdrawn and refused too). before 0 = start. */
enum err_code case_query_mine(struct ctx *ctx, int64_t person_id, int64_t before, int64_t limit, struct buf *out, int64_t *ret_next) MUST_CHECK;
enum err_code case_query_recent(struct ctx *ctx, int64_t person_id, struct case_row **ret_rows, size_t *ret_n) MUST_CHECK; /* his newest 10, as rows */
enum err_code case_query_by_projid(struct ctx *ctx, const char *projid, struct case_row *ret_row) MUST_CHECK;
/* applicant_id > 0: only his own. */
enum err_code case_query_one(struct ctx *ctx, const char *public_id, int64_t applicant_id, struct case_row *ret_row) MUST_CHECK;
enum err_code case_query_number(struct ctx *ctx, int64_t id, const char **ret_public_id) MUST_CHECK; /* outside number of an answered case */

/* Cases by state for the queue's tabs and the home page. */
struct case_count {
	const char *state;
	int64_t n;
};
enum err_code case_query_counts(struct ctx *ctx, struct case_count **ret_counts, size_t *ret_n) MUST_CHECK;
enum err_code case_query_overdue(struct ctx *ctx, int64_t *ret_n) MUST_CHECK;
enum err_code case_query_waiting(struct ctx *ctx, int64_t *ret_n) MUST_CHECK; /* accepted ones that wait for a source */

struct case_member_row {
	int64_t person_id;
	const char *person, *name, *idno, *relation, *counted_from, *left_on, *confirmed; /* person: uid hex; name, idno masked; confirmed: no shared staff */
	struct blob uid;
};
enum err_code case_query_members(struct ctx *ctx, int64_t case_id, struct case_member_row **ret_rows, size_t *ret_n) MUST_CHECK;

struct case_event_row {
	int64_t at, actor_id;
	const char *event, *from_state, *to_state, *actor_kind, *staff_name, *text; /* staff_name NULL unless staff */
};
enum err_code case_query_timeline(struct ctx *ctx, int64_t case_id, struct case_event_row **ret_rows, size_t *ret_n) MUST_CHECK;
const char *case_event_title(const char *event, const char *to_state); /* Chinese line of the timeline */

struct case_decision_row {
	int64_t id, yes, staff_id, made_at, takes_effect_at, applied_at;
	const char *by_kind, *override_checks, *opinion, *policy_version, *staff_name;
};
enum err_code case_query_decision(struct ctx *ctx, int64_t case_id, struct case_decision_row *ret_row) MUST_CHECK; /* the standing one; ERR_NOT_FOUND */

#endif
