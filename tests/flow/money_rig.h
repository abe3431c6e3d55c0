/* What the money tests stand on: persons with accounts, budget and mandate made by two made-up people of finance, orders, and the payment
 * jobs run from the real queue against the fake bank. Failures of the rig end the test. */
#ifndef TESTS_FLOW_MONEY_RIG_H
#define TESTS_FLOW_MONEY_RIG_H

#include "tests/flow/fake_bank.h"
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "domain/ledger/order.h"

#include "flow/pay_flow.h"
#include "flow/pay_run.h"
#include "job/jobs.h"

#define RIG_MAKER 101
#define RIG_CHECKER 102
#define RIG_FEN INT64_C(81000)

extern struct harness rig;

int rig_open(void **state);  /* group set-up: database, 100 million fen of budget for type2, a wide mandate */
int rig_close(void **state);
int rig_each(void **state);  /* test set-up: a new request, the bank emptied, nothing left to pay from before */

struct rig_person {
	int64_t id, account_id;
	char account[32];
};
struct rig_person rig_person(void); /* another one each time */
void rig_account(struct rig_person *p); /* he changes to another account, and his held orders follow */
/* An order of a month that he has not had yet; ERR_OK or what ledger_grant says. */
enum err_code rig_try_grant(const struct rig_person *p, const char *period, int64_t fen, bool override, int64_t *ret_order);
int64_t rig_grant(const struct rig_person *p, int64_t fen);
int64_t rig_order(void); /* a new person's, RIG_FEN */
int64_t rig_case(void);  /* an id for case_id */

struct request_key rig_key(void);
void rig_as(int64_t staff_id); /* 0 = the system */
int64_t rig_mandate(int64_t per_payment, int64_t per_day, int64_t count, int64_t overrides); /* made, decided, applied */
int64_t rig_fund(const char *scheme, int64_t fen);
enum err_code rig_decide(int64_t approval_id, bool yes, int64_t sum_fen);

/* Runs payment jobs until none is ready; each job at most `rounds` times. Scheduled ones are no rows here: call their flows. */
void rig_run(int rounds);
bool rig_run_one(struct ctx *ctx, int rounds); /* false: none left */
job_fn *rig_job(const char *kind); /* NULL: not one of payments */
void rig_collect(void);  /* as the flow that grants does: the job, then rig_run */

int64_t rig_count(const char *sql, int64_t id); /* one number; ? is the id */
const char *rig_state(const char *table, int64_t id); /* its state */
const char *rig_e2e(int64_t order_id);               /* of its last attempt */
int64_t rig_balance(const char *code);               /* credits less debits */
/* All invariants hold (the audit chain is brought up to date first), the bank booked nothing twice, and the books agree with the bank. */
void rig_holds(void);

#define rig_ok(expression) \
	do { \
		enum err_code rig_rc = (expression); \
		if (rig_rc) \
			fail_msg("%s: %s: %s", #expression, err_name(rig_rc), rig.ctx.err.text); \
	} while (0)

#endif
