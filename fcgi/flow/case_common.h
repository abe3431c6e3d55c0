/* What the case flows share. Everything here runs inside the caller's transaction unless it says otherwise. */
#ifndef FLOW_CASE_COMMON_H
#define FLOW_CASE_COMMON_H

#include "domain/casefile/casefile.h"
#include "flow/case_flow.h"
#include "store/job.h"

/* In a decision's override_checks: a member whom no register confirmed. */
#define CASE_MEMBER_OPEN "T2-MEMBER"

/* A job on a subject; dedupe key "<kind>:<subject>:<n>" (n < 0: without). Payload plain text or NULL. */
struct case_job {
	const char *kind;
	int64_t subject_id, n;
	const char *payload;
	int64_t delay_ms;
	bool again;
};
enum err_code case_job_put(struct ctx *ctx, const struct case_job *job) MUST_CHECK;

/* Audit row on the case; detail may be NULL. */
enum err_code case_audit(struct ctx *ctx, const struct casefile *c, const char *action, const char *detail) MUST_CHECK;

/* A report to platform 2.0: row and job. Texts NULL where the stage has none. */
struct case_report {
	const char *stage;  /* accept node transact */
	const char *result; /* 受理 不予受理 补正 | node name | 准予 不予 撤件 */
	const char *text, *until, *materials, *document_no, *valid_from, *valid_to;
	int64_t promise_days;
};
enum err_code case_report_put(struct ctx *ctx, const struct casefile *c, const struct case_report *report) MUST_CHECK;
/* The value of one name of a stored report body; NULL when absent. */
const char *case_report_value(struct arena *arena, const char *body, const char *name);

/* SMS by template to the applicant. */
enum err_code case_notice(struct ctx *ctx, const struct casefile *c, const char *template, const char *reasons, const char *due) MUST_CHECK;

/* "2026年12月"; NULL when the arena is full. */
char *case_month_words(struct arena *arena, int32_t month) MUST_CHECK;
/* "您2026年12月的补贴未能发放": the reasons stand on his page. */
enum err_code case_missed(struct ctx *ctx, const struct casefile *c, int32_t month) MUST_CHECK;

/* Supplement row, event, report 补正, notice, and the job at its end. days 0 = case.supplement_days. */
enum err_code case_ask(struct ctx *ctx, struct casefile *c, const char *asked_by, const char *materials, const char *note, int64_t days) MUST_CHECK;
enum err_code case_verify_job(struct ctx *ctx, const struct casefile *c, const char *payload) MUST_CHECK; /* payload "all": every source anew */

/* Request key at the start of a write. ret_twin_id > 0: an equal request was served before, with that result. */
enum err_code case_key_take(struct ctx *ctx, const struct request_key *key, int64_t *ret_twin_id) MUST_CHECK;
/* Runs a keyed write; after an uncertain COMMIT the key row tells what happened. ret_id: result of a twin or of the lost commit, else 0. */
enum err_code case_keyed_tx(struct ctx *ctx, const char *name, const struct request_key *key, tx_fn *fn, void *arg, int64_t *ret_id) MUST_CHECK;
enum err_code case_moved_read(struct ctx *ctx, int64_t case_id, struct case_moved *ret_moved) MUST_CHECK;

int32_t case_add_working_days(int32_t day, int64_t n); /* Monday to Friday; holidays come with the calendar */
/* The payee of a filed form: set as the applicant's live account when it is his own and well formed. ret_set false: a supplement is due. */
struct form;
enum err_code case_payee_set(struct ctx *ctx, int64_t person_id, const struct form *form, bool *ret_set) MUST_CHECK;
/* Turns "self" and tokens of members chosen from shared data into ID numbers. ERR_INVALID with pointers for unknown ones. */
enum err_code case_form_resolve(struct ctx *ctx, int64_t person_id, struct form *form) MUST_CHECK;
/* The token of a person whom shared data name as a family member of the applicant. */
enum err_code case_member_token(struct ctx *ctx, int64_t applicant_id, const char *idno, const char **ret_token) MUST_CHECK;
/* The applicant's spouses of the newest marriage record, at a day: ID numbers. */
enum err_code case_spouses(struct ctx *ctx, int64_t applicant_id, int32_t day, const char **ret_idnos, size_t cap, size_t *ret_n) MUST_CHECK;

#endif
