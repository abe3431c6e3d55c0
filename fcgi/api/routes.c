#include "api/api.h"

#define KIB 1024
#define R_CASES (ROLE_REVIEWER | ROLE_LEAD | ROLE_AUDITOR)
#define R_DUTY (ROLE_REVIEWER | ROLE_LEAD)
#define R_MONEY (ROLE_FINANCE | ROLE_LEAD | ROLE_AUDITOR)
#define WRITE (ROUTE_CSRF | ROUTE_AUDITED)
#define KEYED (WRITE | ROUTE_KEY)

/* The one table: exact strings, sorted by method and path. docs/openapi.yaml is held against it in `make check`. */
const struct route routes[] = {
	{ "GET", "/api/case", case_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "one of my cases" },
	{ "GET", "/api/cases", cases_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "my cases" },
	{ "GET", "/api/draft", draft_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "the open draft of a form" },
	{ "GET", "/api/file", file_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "bytes of an own attachment" },
	{ "GET", "/api/forms", forms_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "form definition" },
	{ "GET", "/api/home", home_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "home page" },
	{ "GET", "/api/job", job_get, DOOR_PUBLIC, ROLE_PENDING, 0, 0, "state and result of a job of this session" },
	{ "GET", "/api/payouts", payouts_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "my payouts" },
	{ "GET", "/api/session", session_get, DOOR_PUBLIC, ROLE_APPLICANT, 0, 0, "who is signed on" },
	{ "GET", "/api/staff/approvals", staff_approvals_get, DOOR_STAFF, R_MONEY | ROLE_SECURITY_ADMIN, 0, 0, "what waits for a second person" },
	{ "GET", "/api/staff/audit", staff_audit_get, DOOR_STAFF, ROLE_AUDITOR, 0, 0, "audit rows" },
	{ "GET", "/api/staff/batches", staff_batches_get, DOOR_STAFF, R_MONEY, 0, 0, "batches" },
	{ "GET", "/api/staff/budget", staff_budget_get, DOOR_STAFF, R_MONEY, 0, 0, "funded, available, reserved, paid" },
	{ "GET", "/api/staff/calls", staff_calls_get, DOOR_STAFF, R_CASES | ROLE_SYSTEM_ADMIN, 0, 0, "calls to other systems" },
	{ "GET", "/api/staff/case", staff_case_get, DOOR_STAFF, R_CASES | ROLE_FINANCE, 0, 0, "a case" },
	{ "GET", "/api/staff/case/facts", staff_case_facts, DOOR_STAFF, R_CASES, 0, 0, "everything fetched" },
	{ "GET", "/api/staff/file", staff_file_get, DOOR_STAFF, R_DUTY, 0, 0, "bytes of an attachment" },
	{ "GET", "/api/staff/home", staff_home_get, DOOR_STAFF, ROLE_STAFF_ANY, 0, 0, "work place" },
	{ "GET", "/api/staff/job", job_get, DOOR_STAFF, ROLE_STAFF_ANY, 0, 0, "state and result of a job of this session" },
	{ "GET", "/api/staff/jobs", staff_jobs_get, DOOR_STAFF, ROLE_LEAD | ROLE_SYSTEM_ADMIN, 0, 0, "the queue" },
	{ "GET", "/api/staff/mandates", staff_mandates_get, DOOR_STAFF, R_MONEY, 0, 0, "standing mandates" },
	{ "GET", "/api/staff/payouts", staff_payouts_get, DOOR_STAFF, R_MONEY, 0, 0, "orders" },
	{ "GET", "/api/staff/queue", staff_queue_get, DOOR_STAFF, R_CASES, 0, 0, "cases by state, scheme and due date" },
	{ "GET", "/api/staff/reasons", staff_reasons_get, DOOR_STAFF, ROLE_STAFF_ANY, 0, 0, "refusal reasons" },
	{ "GET", "/api/staff/recon", staff_recon_get, DOOR_STAFF, R_MONEY, 0, 0, "reconciliation of a day" },
	{ "GET", "/api/staff/session", staff_session_get, DOOR_STAFF, ROLE_STAFF_ANY, 0, 0, "who is signed on" },
	{ "GET", "/healthz", healthz, DOOR_ALL, ROLE_NONE, 0, 0, "the process answers" },
	{ "GET", "/readyz", readyz, DOOR_ALL, ROLE_NONE, 0, 0, "database, schema, Redis and disk" },
	{ "POST", "/api/case/reapply", case_reapply, DOOR_PUBLIC, ROLE_APPLICANT, KEYED, 4 * KIB, "a draft that answers a refused case" },
	{ "POST", "/api/case/submit", case_submit, DOOR_PUBLIC, ROLE_APPLICANT, KEYED, 4 * KIB, "submit a draft" },
	{ "POST", "/api/case/supplement", case_supplement, DOOR_PUBLIC, ROLE_APPLICANT, KEYED, 8 * KIB, "hand a supplement in" },
	{ "POST", "/api/case/withdraw", case_withdraw, DOOR_PUBLIC, ROLE_APPLICANT, KEYED, 4 * KIB, "withdraw a case" },
	{ "POST", "/api/draft", draft_post, DOOR_PUBLIC, ROLE_APPLICANT, ROUTE_CSRF, 96 * KIB, "save a draft" },
	{ "POST", "/api/draft/remove", draft_remove, DOOR_PUBLIC, ROLE_APPLICANT, ROUTE_CSRF, 4 * KIB, "throw a draft away" },
	{ "POST", "/api/file", file_post, DOOR_PUBLIC, ROLE_APPLICANT, ROUTE_CSRF | ROUTE_RAW, 10 * KIB * KIB, "upload one attachment" },
	{ "POST", "/api/file/remove", file_remove, DOOR_PUBLIC, ROLE_APPLICANT, ROUTE_CSRF, 4 * KIB, "take an attachment back" },
	{ "POST", "/api/prefill", prefill_post, DOOR_PUBLIC, ROLE_APPLICANT, ROUTE_CSRF, 4 * KIB, "fetch the applicant's own shared data" },
	{ "POST", "/api/session/end", session_end, DOOR_PUBLIC, ROLE_PENDING, ROUTE_CSRF, 4 * KIB, "sign off" },
	{ "POST", "/api/session/finish", session_finish, DOOR_PUBLIC, ROLE_PENDING, ROUTE_AUDITED, 4 * KIB, "turn the ticket job into a session" },
	{ "POST", "/api/session/start", session_start, DOOR_PUBLIC, ROLE_NONE, 0, 4 * KIB, "swap a sign-on ticket" },
	{ "POST", "/api/staff/approval/decide", staff_approval_decide, DOOR_STAFF, ROLE_FINANCE | ROLE_LEAD, KEYED, 4 * KIB, "yes or no to exactly this digest" },
	{ "POST", "/api/staff/batch/make", staff_batch_make, DOOR_STAFF, ROLE_FINANCE, KEYED, 4 * KIB, "collect orders beyond the mandate" },
	{ "POST", "/api/staff/budget", staff_budget_post, DOOR_STAFF, ROLE_FINANCE, KEYED, 4 * KIB, "propose to add budget" },
	{ "POST", "/api/staff/case/ask", staff_case_ask, DOOR_STAFF, R_DUTY, KEYED, 4 * KIB, "ask for a supplement" },
	{ "POST", "/api/staff/case/decide", staff_case_decide, DOOR_STAFF, R_DUTY, KEYED, 8 * KIB, "yes or no" },
	{ "POST", "/api/staff/case/recheck", staff_case_recheck, DOOR_STAFF, R_DUTY, KEYED, 4 * KIB, "fetch the sources again" },
	{ "POST", "/api/staff/case/undo", staff_case_undo, DOOR_STAFF, R_DUTY, KEYED, 4 * KIB, "undo the own decision" },
	{ "POST", "/api/staff/mandate", staff_mandate_post, DOOR_STAFF, ROLE_FINANCE, KEYED, 4 * KIB, "propose a standing mandate" },
	{ "POST", "/api/staff/queue/find", staff_queue_find, DOOR_STAFF, R_CASES, WRITE, 4 * KIB, "cases of one ID or filing number" },
	{ "POST", "/api/staff/reasons", staff_reasons_post, DOOR_STAFF, ROLE_LEAD, KEYED, 8 * KIB, "add or change a refusal reason" },
	{ "POST", "/api/staff/reveal", staff_reveal, DOOR_STAFF, R_DUTY | ROLE_FINANCE, WRITE, 4 * KIB, "one unmasked value" },
	{ "POST", "/api/staff/session/end", staff_session_end, DOOR_STAFF, ROLE_STAFF_ANY, ROUTE_CSRF, 4 * KIB, "sign off" },
	{ "POST", "/api/staff/sign-on", staff_sign_on_post, DOOR_STAFF, ROLE_NONE, ROUTE_AUDITED, 4 * KIB, "password and one-time code" },
};
const size_t routes_n = ARRAY_LEN(routes);
