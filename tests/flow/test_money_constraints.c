/* What the server itself refuses (money design 2.1), each in one statement of raw SQL as root: nobody's code stands between (B5). */
#include "tests/flow/money_rig.h"

#include "base/date.h"

static int64_t paid, ready, fresh; /* orders */
static int64_t attempt_paid, attempt_failed, batch, reserve;

static int set_up(void **state)
{
	if (rig_open(state) || rig_each(state))
		return -1;
	struct rig_person good = rig_person(), wrong = rig_person();
	fake_bank_code(wrong.account, "61");
	paid = rig_grant(&good, RIG_FEN);
	ready = rig_grant(&wrong, RIG_FEN);
	rig_collect();
	fresh = rig_grant(&good, RIG_FEN);
	attempt_paid = rig_count("SELECT id FROM pay_attempt WHERE order_id = ?", paid);
	attempt_failed = rig_count("SELECT id FROM pay_attempt WHERE order_id = ?", ready);
	batch = rig_count("SELECT batch_id FROM pay_attempt WHERE order_id = ?", paid);
	reserve = rig_count("SELECT id FROM ledger_transfer WHERE kind = 'RESERVE' AND ref_id = ?", paid);
	return text_eq(rig_state("pay_attempt", attempt_paid), "SUCCEEDED") && text_eq(rig_state("pay_attempt", attempt_failed), "FAILED") ? 0 : -1;
}

/* Ids are put in for %1 paid order, %2 ready order (its attempt FAILED), %3 its attempt, %4 paid attempt, %5 batch, %6 reserve of paid, %7 fresh order. */
static const char *filled(const char *sql)
{
	const int64_t ids[] = { 0, paid, ready, attempt_failed, attempt_paid, batch, reserve, fresh };
	struct buf b;
	buf_init(&b, rig.ctx.arena, 400);
	for (; *sql; sql++) {
		if (*sql == '%' && sql[1] >= '1' && sql[1] <= '7')
			buf_int(&b, ids[*++sql - '0']);
		else
			buf_char(&b, *sql);
	}
	return b.p;
}

#define ATTEMPT(order, no, e2e, state) \
	"INSERT INTO pay_attempt (order_id, attempt_no, e2e_id, batch_id, amount_fen, state, state_at) VALUES (" order ", " no ", '" e2e "', %5, 81000, '" state "', 0)"
#define TRANSFER(key, kind, dr, cr, fen, resolves) \
	"INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, resolves_id, ref_id, at) VALUES ('" key "', '" kind "', " dr ", " cr ", " fen ", " resolves ", 1, 0)"
#define RIGHT "INSERT INTO entitlement (program_id, period_key, person_id, unit_id, case_id, amount_fen, state, at) SELECT program_id, period_key, person_id, unit_id, 0, "
#define BATCH_ROW "INSERT INTO pay_batch (batch_no, scheme, day, n, sum_fen, file_sm3, approval_id, mandate_id, state, created_at) "

static const struct {
	const char *name, *sql;
	enum err_code code;
} rows[] = {
	{ "second entitlement of the same period", RIGHT "5, 'APPROVED', 0 FROM entitlement LIMIT 1", ERR_DUPLICATE },
	{ "entitlement of nothing", "INSERT INTO entitlement (program_id, period_key, person_id, case_id, amount_fen, state, at) SELECT program_id, 'x', person_id, 0, 0, "
		"'APPROVED', 0 FROM entitlement LIMIT 1", ERR_LIMIT },
	{ "second order of a right", "INSERT INTO pay_order (uid, public_id, entitlement_id, amount_fen, payee_ct, payee_sm3, payee_masked, scheme, state, created_at) "
		"SELECT uid, MD5('x'), entitlement_id, 1, payee_ct, payee_sm3, '', scheme, 'READY', 0 FROM pay_order WHERE id = %1", ERR_DUPLICATE },
	{ "attempt after SUCCEEDED", ATTEMPT("%1", "9", "11111111111111111111111111111111", "PREPARED"), ERR_DUPLICATE },
	{ "same e2e_id", "INSERT INTO pay_attempt (order_id, attempt_no, e2e_id, batch_id, amount_fen, state, state_at) "
		"SELECT %7, 1, e2e_id, batch_id, 81000, 'PREPARED', 0 FROM pay_attempt WHERE id = %4", ERR_DUPLICATE },
	{ "same attempt number", ATTEMPT("%2", "1", "11111111111111111111111111111112", "PREPARED"), ERR_DUPLICATE },
	{ "SUCCEEDED becomes FAILED", "UPDATE pay_attempt SET state = 'FAILED' WHERE id = %4", ERR_LIMIT },
	{ "SUCCEEDED becomes UNKNOWN", "UPDATE pay_attempt SET state = 'UNKNOWN' WHERE id = %4", ERR_LIMIT },
	{ "FAILED revives", "UPDATE pay_attempt SET state = 'SENT' WHERE id = %3", ERR_LIMIT },
	{ "FAILED becomes SUCCEEDED", "UPDATE pay_attempt SET state = 'SUCCEEDED' WHERE id = %3", ERR_LIMIT },
	{ "amount of an attempt", "UPDATE pay_attempt SET amount_fen = 1 WHERE id = %4", ERR_LIMIT },
	{ "e2e_id of an attempt", "UPDATE pay_attempt SET e2e_id = '11111111111111111111111111111113' WHERE id = %4", ERR_LIMIT },
	{ "order of an attempt", "UPDATE pay_attempt SET order_id = %2 WHERE id = %4", ERR_LIMIT },
	{ "maker = checker", "INSERT INTO approval (kind, subject_id, digest, made_by, made_at, decided_by, decided_at, yes, expires_at) "
		"VALUES ('BATCH', 99, UNHEX(REPEAT('00', 32)), 7, 0, 7, 0, 1, 0)", ERR_LIMIT },
	{ "the same approval twice", "INSERT INTO approval (kind, subject_id, digest, made_by, made_at, expires_at) SELECT kind, subject_id, digest, 9, 0, 0 FROM approval LIMIT 1",
		ERR_DUPLICATE },
	{ "decided is decided", "UPDATE approval SET yes = 0 WHERE yes = 1", ERR_LIMIT },
	{ "digest of an approval", "UPDATE approval SET digest = UNHEX(REPEAT('11', 32)) WHERE decided_by IS NOT NULL", ERR_LIMIT },
	{ "limits of a mandate", "UPDATE pay_mandate SET per_payment_fen = per_payment_fen + 1", ERR_LIMIT },
	{ "LOCKED without digest", BATCH_ROW "SELECT '11111111111111111111', 'type2', day, 1, 1, NULL, NULL, mandate_id, 'LOCKED', 0 FROM pay_batch WHERE id = %5", ERR_LIMIT },
	{ "LOCKED without ground", BATCH_ROW "SELECT '11111111111111111111', 'type2', day, 1, 1, file_sm3, NULL, NULL, 'LOCKED', 0 FROM pay_batch WHERE id = %5", ERR_LIMIT },
	{ "LOCKED with two grounds", BATCH_ROW "SELECT '11111111111111111111', 'type2', day, 1, 1, file_sm3, 1, mandate_id, 'LOCKED', 0 FROM pay_batch WHERE id = %5", ERR_LIMIT },
	{ "same batch number", BATCH_ROW "SELECT batch_no, 'type2', day, 1, 1, NULL, NULL, NULL, 'DRAFT', 0 FROM pay_batch WHERE id = %5", ERR_DUPLICATE },
	{ "a reservation resolved twice", TRANSFER("x1", "POST", "3", "4", "81000", "%6"), ERR_DUPLICATE },
	{ "same idem key", "INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, ref_id, at) SELECT idem_key, 'FUND', 1, 2, 1, 1, 0 FROM ledger_transfer LIMIT 1",
		ERR_DUPLICATE },
	{ "debit and credit the same", TRANSFER("x2", "FUND", "2", "2", "1", "NULL"), ERR_LIMIT },
	{ "transfer of nothing", TRANSFER("x3", "FUND", "1", "2", "0", "NULL"), ERR_LIMIT },
	{ "transfer of less than nothing", TRANSFER("x4", "FUND", "1", "2", "-1", "NULL"), ERR_LIMIT },
	{ "spending below the floor", "UPDATE ledger_account SET debits = credits + 1 WHERE code = 'budget:type2'", ERR_LIMIT },
	{ "editing the ledger", "UPDATE ledger_transfer SET amount_fen = 1 WHERE id = %6", ERR_LIMIT },
	{ "deleting from the ledger", "DELETE FROM ledger_transfer WHERE id = %6", ERR_LIMIT },
	{ "the same bank file twice", "INSERT INTO bank_file_in (kind, file_sm3, day, n, received_at) SELECT kind, file_sm3, day, n, 0 FROM bank_file_in LIMIT 1", ERR_DUPLICATE },
	{ "a proposal of no money", "INSERT INTO proposal (kind, scheme, amount_fen, made_by, created_at) VALUES ('BUDGET', 'type2', 0, 1, 0)", ERR_LIMIT },
	{ "doubt ended without evidence", "INSERT INTO proposal (kind, subject_id, outcome, made_by, created_at) VALUES ('UNKNOWN', 1, 'SUCCEEDED', 1, 0)", ERR_LIMIT },
	{ "a proposal changed", "UPDATE proposal SET amount_fen = amount_fen + 1", ERR_LIMIT },
	{ "audit changed", "UPDATE audit SET detail = 'x'", ERR_LIMIT },
	{ "audit deleted", "DELETE FROM audit", ERR_LIMIT },
};

static void each_is_refused_by_the_server(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum err_code code = harness_try(&rig, filled(rows[i].sql));
		if (code != rows[i].code)
			fail_msg("row %zu, %s: %s %d", i, rows[i].name, err_name(code), rig.ctx.err.native);
	}
	rig_holds();
}

/* While an attempt is in doubt, no other may begin; after FAILED a new one may. */
static void only_after_a_failure_may_another_begin(void **state)
{
	(void)state;
	assert_int_equal(harness_try(&rig, filled(ATTEMPT("%7", "1", "11111111111111111111111111111121", "PREPARED") ";"
		"UPDATE pay_attempt SET state = 'LOCKED' WHERE order_id = %7; UPDATE pay_attempt SET state = 'UNKNOWN' WHERE order_id = %7")), ERR_OK);
	assert_int_equal(harness_try(&rig, filled(ATTEMPT("%7", "2", "11111111111111111111111111111122", "PREPARED"))), ERR_DUPLICATE);
	assert_int_equal(harness_try(&rig, filled("UPDATE pay_attempt SET state = 'FAILED' WHERE order_id = %7;"
		ATTEMPT("%7", "2", "11111111111111111111111111111122", "PREPARED"))), ERR_OK);
	assert_int_equal(harness_try(&rig, filled("DELETE FROM pay_attempt WHERE order_id = %7")), ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "B5 each constraint of money, tried and refused by the server", each_is_refused_by_the_server, NULL, NULL, NULL },
		{ "B5 only after a failure may another attempt begin", only_after_a_failure_may_another_begin, NULL, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, set_up, rig_close);
}
