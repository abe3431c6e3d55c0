/* What the case tests stand on: a database, the policies and forms of the source, the fake outside, made-up people, and the real job table
 * drained by hand. */
#ifndef TESTS_FLOW_CASE_RIG_H
#define TESTS_FLOW_CASE_RIG_H

#include "tests/flow/fake_bank.h"
#include "tests/flow/fake_gateway.h"
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "flow/case_flow.h"
#include "flow/case_work.h"
#include "job/jobs.h"

#define RIG_REVIEWER 201
#define RIG_LEAD 202

extern struct harness rig;

int rig_open(void **state);
int rig_close(void **state);
int rig_each(void **state); /* empties the tables of cases and money, funds the budget, resets the fakes */

struct rig_person {
	char name[40], idno[24], mobile[16], account[24];
};
struct rig_person rig_person(void); /* another one each time, with a right check digit */

/* The form JSON of a graduate; member NULL = alone. No payee when account is NULL. */
struct rig_form {
	const struct rig_person *who, *member;
	const char *relation;      /* of the member */
	const char *account, *holder; /* account "" = his own, NULL = none; holder NULL = his own name */
	int64_t income_fen;
	const char *kind; /* NULL = graduate */
};
const char *rig_form(const struct rig_form *form);

/* Dispatches; returns the projid. version 0 = 1. */
struct rig_dispatch {
	const struct rig_person *who;
	const char *form, *projid, *received_at, *matter;
	int64_t version;
	bool void_entry;
	const struct gov_attr *attrs;
	size_t n_attrs;
};
const char *rig_dispatch(const struct rig_dispatch *d);
void rig_pull(void);
void rig_run(void);      /* every job that is due now, until none is */
void rig_at(const char *text); /* the business clock */
/* month_run is looked at now: its scheduled row would put itself off. */
void rig_look(void);
void rig_run_later(void); /* the same with waiting times taken as over */
void rig_hands_free(const struct rig_person *who, const char **ret_projid); /* dispatched with a good form and run */

const char *rig_state(const char *projid);
int64_t rig_case(const char *projid);
const char *rig_public(const char *projid);
int64_t rig_ver(const char *projid);
int64_t rig_int(const char *fmt, ...) PRINTF_LIKE(1, 2);
const char *rig_text(const char *fmt, ...) PRINTF_LIKE(1, 2);

void rig_as(enum actor_kind actor, int64_t id);
struct request_key rig_key(const char *route);
int64_t rig_person_id(const struct rig_person *who); /* row made when missing */
/* A draft of his with that form; returns its number outside and version 1. */
const char *rig_draft(int64_t person_id, const char *form);
/* Reviewer: decides the case; result as the flow gives it. */
enum err_code rig_decide(const char *projid, bool yes, const char *reasons, const char *opinion);

/* Every invariant but I13 (nobody chains the audit rows here), and every case told again is what was stored. */
void rig_books_hold(void);
/* No case admits to the talent rental subsidy yet: every qualification made so far becomes one of it, from that month on, with nothing paid and
 * a budget of its own. */
void rig_rental(const char *month_from);

/* Two persons agree on a mandate whose limits for a run are these; the one before is revoked. */
#define RIG_FINANCE 301
#define RIG_CHECKER 302
void rig_run_limits_of(const char *scheme, int64_t per_payment_fen, int64_t payees_percent, int64_t sum_percent, int64_t new_payees);
void rig_run_limits(int64_t payees_percent, int64_t sum_percent, int64_t new_payees);
/* The second person says yes or no to what waits last, and the runner applies it. */
void rig_agree(bool yes, int64_t sum_fen);

#define rig_ok(expression) \
	do { \
		enum err_code rig_rc = (expression); \
		if (rig_rc) \
			fail_msg("%s: %s: %s", #expression, err_name(rig_rc), rig.ctx.err.text); \
	} while (0)
#define rig_is(projid, expected) assert_string_equal(rig_state(projid), expected)

#endif
