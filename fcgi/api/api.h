/* All handlers of the route table, by file. */
#ifndef API_API_H
#define API_API_H

#include "http/http.h"

extern const struct route routes[]; /* sorted by method, then path */
extern const size_t routes_n;

route_fn healthz, readyz;                                                             /* health_api.c */
route_fn session_start, session_finish, session_get, session_end, job_get;            /* session_api.c */
route_fn home_get, forms_get, prefill_post, self_check_post;                          /* home_api.c */
route_fn draft_get, draft_post, draft_remove, file_get, file_post, file_remove;       /* draft_api.c */
route_fn case_submit, cases_get, case_get, case_withdraw, case_supplement, case_reapply, payouts_get; /* casefile_api.c */
route_fn staff_sign_on_post, staff_session_get, staff_session_end;                    /* session_api.c */
route_fn staff_queue_get, staff_queue_find, staff_case_get, staff_case_facts, staff_file_get; /* staff_case_api.c */
route_fn staff_case_decide, staff_case_undo, staff_case_ask, staff_case_recheck, staff_reveal; /* staff_duty_api.c */
route_fn staff_reasons_get, staff_reasons_post;                                       /* staff_reason_api.c */
route_fn staff_payouts_get, staff_batches_get, staff_batch_make, staff_approvals_get, staff_approval_decide, staff_mandates_get,
    staff_mandate_post, staff_mandate_revoke, staff_budget_get, staff_budget_post, staff_refund_post, staff_order_release; /* staff_pay_api.c */
route_fn staff_recon_get, staff_diff_close, staff_unknown_leave;                      /* staff_recon_api.c */
route_fn staff_policies_get, staff_policy_get, staff_policy_draft_post, staff_policy_try, staff_policy_propose, staff_policy_remove; /* staff_policy_api.c */
route_fn staff_runs_get, staff_run_get, staff_run_people_get, staff_run_start, staff_run_stop, staff_run_propose; /* staff_run_api.c */
route_fn staff_population_get, staff_populations_get, staff_population_people, staff_population_post, staff_population_stop,
    staff_population_export, staff_population_cases;                                                        /* staff_population_api.c */
route_fn staff_whitelist_get, staff_whitelist_changes, staff_whitelist_post, staff_whitelist_find; /* staff_whitelist_api.c */
route_fn staff_home_get, staff_calls_get, staff_audit_get, staff_jobs_get;                            /* staff_watch_api.c */

/* Pieces that several handlers write. */
void api_at(struct buf *b, const char *key, int64_t ms);           /* RFC 3339, null for 0 and DB_NULL */
void api_text_or_null(struct buf *b, const char *key, const char *s);
void api_codes(struct buf *b, const char *key, const char *codes); /* comma list as an array of texts */
void api_materials(struct buf *b, const char *key, const char *codes, bool required);
void api_lower(struct buf *b, const char *key, const char *s);      /* words of the database, lower case */
void api_fen(struct buf *b, const char *key, int64_t fen);         /* null for DB_NULL */
enum err_code api_asked(struct reply *reply, int64_t approval_id); /* 201 {"approval":…} */
void api_job(struct reply *reply, const char *job_id);             /* 202 {"job":…} */
struct attachment;
void api_files(struct buf *b, const char *key, const struct attachment *files, size_t n);
void api_draft_saved(struct buf *b, const char *id, int64_t version, int64_t updated_at);
enum err_code api_done(struct reply *reply);                       /* ERR_NOMEM when the buffer overflowed */

#endif
