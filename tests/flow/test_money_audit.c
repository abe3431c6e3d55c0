/* Each invariant broken by raw SQL, past triggers and constraints, and found by the check that names it (I1-I14, B5, R18). The list of
 * rows is compared with the checks themselves: a new check without a row here fails. */
#include "tests/flow/money_rig.h"

#include "base/date.h"
#include "domain/recon/invariant.h"
#include "domain/recon/invariant_sql.h"
#include "store/audit.h"

static const struct {
	const char *check;
	const char *breaks;
} rows[] = {
	{ "transfer_shape", "UPDATE ledger_transfer SET dr = cr LIMIT 1" },
	{ "ledger_zero", "UPDATE ledger_account SET credits = credits + 1 WHERE code = 'budget:type2'" },
	{ "account_sums", "UPDATE ledger_account SET credits = credits + 1, debits = debits + 1 WHERE code = 'paid:type2'" },
	{ "reserved_sum", "UPDATE ledger_account SET credits = credits + 1 WHERE code = 'reserved:type2'" },
	{ "paid_sum", "UPDATE ledger_account SET credits = credits + 1 WHERE code = 'paid:type2'" },
	{ "resolves", "UPDATE ledger_transfer SET resolves_id = NULL WHERE kind = 'POST' LIMIT 1" },
	{ "not_over_budget", "UPDATE ledger_account SET credits = credits + 100000000000 WHERE code = 'paid:type2'" },
	{ "paid_once", "UPDATE pay_order SET state = 'PAID' WHERE state = 'READY' LIMIT 1" },
	{ "attempt_posted", "DELETE FROM ledger_transfer WHERE kind = 'POST' AND id NOT IN (SELECT * FROM (SELECT resolves_id FROM "
		"ledger_transfer WHERE resolves_id IS NOT NULL) x) LIMIT 1" },
	{ "attempt_returned", "UPDATE pay_attempt SET state = 'RETURNED' WHERE state = 'SUCCEEDED' LIMIT 1" },
	{ "order_reserved", "UPDATE ledger_transfer SET ref_id = 999999 WHERE kind = 'RESERVE' LIMIT 1" },
	{ "order_state", "UPDATE pay_order SET state = 'IN_FLIGHT' WHERE state = 'READY' LIMIT 1" },
	{ "order_amount", "UPDATE pay_order SET amount_fen = amount_fen + 1 LIMIT 1" },
	{ "one_live", "INSERT INTO pay_attempt (order_id, attempt_no, e2e_id, batch_id, amount_fen, "
		"state, state_at) SELECT order_id, 99, REPEAT('9', 32), batch_id, amount_fen, 'SENT', 0 FROM pay_attempt WHERE state = 'SUCCEEDED' LIMIT 1" },
	{ "batch_sums", "UPDATE pay_batch SET sum_fen = sum_fen + 1 LIMIT 1" },
	{ "batch_names", "UPDATE pay_batch SET batch_no = REPEAT('9', 20) LIMIT 1" },
	{ "batch_ground", "UPDATE approval SET yes = 0 WHERE kind = 'MANDATE'" },
	{ "mandate_day", "UPDATE pay_mandate_day SET fen = fen - 1 LIMIT 1" },
	{ "draft_case", "INSERT INTO draft (public_id, uid, person_id, form, form_ver, data_ct, case_id, created_at, updated_at) "
		"SELECT MD5('d'), UNHEX(MD5('d')), MIN(id), 'type2', '1', '', 4711, 0, 0 FROM person" },
	{ "file_case", "INSERT INTO file (public_id, uid, owner_id, case_id, material, content_type, size, sm3, source, created_at) "
		"SELECT MD5('f'), UNHEX(MD5('f')), MIN(id), 4711, 'other', 'image/png', 1, UNHEX(REPEAT('00', 32)), 'upload', 0 FROM person" },
	{ "case_steps", "UPDATE casefile SET ver = ver + 1" },
	{ "case_edges", "INSERT INTO case_event (case_id, ver, event, from_state, to_state, actor_kind, at) SELECT id, 3, 'apply_yes', 'accepted', 'approved', 'system', 0 FROM casefile" },
	{ "case_state", "UPDATE casefile SET state = 'refused'" },
	{ "approved_entitled", "UPDATE casefile SET state = 'approved'" },
	{ "job_alarm", "INSERT INTO job (public_id, uid, kind, dedupe_key, state, next_at, created_at, done_at) VALUES (MD5('j'), UNHEX(MD5('j')), 'pay_send', 'x', 'UNKNOWN', 0, 0, 1000)" },
	{ "doubt_alarm", "UPDATE pay_attempt SET state = 'UNKNOWN', state_at = 1 WHERE state = 'SUCCEEDED' LIMIT 1" },
	{ "audit_grant", "DELETE FROM audit WHERE action = 'pay.grant' LIMIT 1" },
	{ "audit_lock", "DELETE FROM audit WHERE action = 'pay.lock' LIMIT 1" },
	{ "audit_fund", "DELETE FROM audit WHERE action = 'budget.fund' LIMIT 1" },
	{ "audit_final", "DELETE FROM audit WHERE action IN ('pay.return', 'pay.statement')" },
	{ "audit_chained", "INSERT INTO audit (uid, at, actor_kind, action, object_kind) VALUES (UNHEX(MD5('a')), 1000, 'system', 'x', 'x')" },
	{ "chain_whole", "DELETE FROM audit_chain WHERE seq = 2" },
	{ "sealed_person", "UPDATE person SET name_ct = CONCAT(x'0101FFFFFFFF', SUBSTR(name_ct, 7)) LIMIT 1" },
	{ "sealed_payee", "UPDATE pay_order SET payee_ct = 'plain' LIMIT 1" },
	{ "indexed_person", "DELETE FROM person_key WHERE kind = 'idno' LIMIT 1" },
	{ "months_used", "INSERT INTO month_used (person_id, cap_group, used) SELECT MIN(id), 'type2', x'04' FROM person" },
	{ "right_whole", "INSERT INTO refund_netting (refund_id, entitlement_id, amount_fen, at) SELECT 1, id, 1, 0 FROM entitlement LIMIT 1" },
	{ "refund_sums", "UPDATE refund SET netted_fen = 1" },
	{ "refund_ground", "UPDATE refund SET state = 'WAIVED'" },
	{ "months_money", "UPDATE month_entry SET amount_fen = amount_fen + 1" },
	{ "quarters_money", "UPDATE qualification SET scheme = 'rental'" }, /* no right of that scheme stands behind its month */
};

/* Somebody paid, somebody not, a case on its way. */
static void populate(void)
{
	struct rig_person wrong = rig_person();
	fake_bank_code(wrong.account, "61");
	(void)rig_order();
	(void)rig_grant(&wrong, RIG_FEN);
	rig_collect();
	/* One month was paid and found to be 1 000 fen too much. */
	harness_sql(&rig, "DELETE FROM job; SET foreign_key_checks = 0; INSERT INTO qualification (public_id, case_id, scheme, person_id, number, month_from, month_to, state, created_at) "
		"SELECT MD5('q'), 4711, 'type2', e.person_id, 'T2-TEST', LEFT(e.period_key, 7), LEFT(e.period_key, 7), 'live', 0 FROM entitlement e JOIN pay_order o ON "
		"o.entitlement_id = e.id WHERE o.state = 'PAID' LIMIT 1; "
		"INSERT INTO refund (person_id, case_id, qualification_id, scheme, month, rev, entitlement_id, amount_fen, state, at) SELECT q.person_id, 4711, q.id, "
		"'type2', q.month_from, 2, e.id, 1000, 'OPEN', 0 FROM qualification q JOIN entitlement e ON e.person_id = q.person_id; "
		"INSERT INTO month_entry (person_id, cap_group, month, rev, qualification_id, outcome, amount_fen, at) SELECT q.person_id, 'type2', q.month_from, 2, "
		"q.id, 'not_payable', e.amount_fen - 1000, 0 FROM qualification q JOIN entitlement e ON e.person_id = q.person_id; SET foreign_key_checks = 1");
	harness_sql(&rig, "INSERT INTO casefile (public_id, uid, scheme, applicant_id, applicant_masked, channel, state, ver, state_at, form_ct, created_at) "
		"SELECT MD5('c'), UNHEX(MD5('c')), 'type2', MIN(id), '测*', 'gov20', 'accepted', 2, 0, '', 0 FROM person; "
		"INSERT INTO case_event (case_id, ver, event, from_state, to_state, actor_kind, at) SELECT id, 1, 'dispatch', '', 'received', 'gov20', 0 FROM casefile; "
		"INSERT INTO case_event (case_id, ver, event, from_state, to_state, actor_kind, at) SELECT id, 2, 'accept', 'received', 'accepted', 'system', 0 FROM casefile");
}

static void script(const char *sql)
{
	if (db_script(rig.ctx.db, sql, strlen(sql)))
		fail_msg("%s: %s", sql, rig.ctx.err.text);
}

static struct finding *run(void)
{
	struct finding *f;
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	return f;
}

/* What a hand with all rights could do: triggers, constraints and keys are out of the way, then one thing is broken and rolled back. */
static void each_invariant_broken_is_found(void **state)
{
	(void)state;
	harness_sql(&rig, "DROP TRIGGER ledger_transfer_no_update; DROP TRIGGER ledger_transfer_no_delete; DROP TRIGGER pay_attempt_edges; DROP TRIGGER approval_frozen; DROP TRIGGER refund_frozen; "
		"DROP TRIGGER audit_no_delete; DROP TRIGGER audit_chain_no_delete; ALTER TABLE pay_attempt DROP FOREIGN KEY pay_attempt_order, DROP KEY one_live");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct finding *f = run();
		for (size_t k = 0; k < invariant_n; k++)
			if (f[k].bad)
				fail_msg("row %zu: before it was broken: %s", i, f[k].test);
		script("SET check_constraint_checks = 0, foreign_key_checks = 0; START TRANSACTION");
		script(rows[i].breaks);
		f = run();
		script("ROLLBACK");
		if (f[i].bad <= 0)
			fail_msg("row %zu: %s was broken and not found", i, rows[i].check);
		if (strcmp(rows[i].check, "ledger_zero") != 0 && strcmp(rows[i].check, "chain_whole") != 0)
			ROW_TRUE(i, f[i].first_bad > 0);
	}
	script("SET check_constraint_checks = 1, foreign_key_checks = 1");
}

static void every_check_has_a_row(void **state)
{
	(void)state;
	assert_int_equal(ARRAY_LEN(rows), invariant_n);
	for (size_t i = 0; i < invariant_n; i++)
		ROW_STR(i, rows[i].check, invariant_checks[i].test + strlen("test_money_audit: "));
}

static void findings_and_heartbeat_are_written(void **state)
{
	(void)state;
	rig_ok(invariant_write(&rig.ctx, run(), invariant_n));
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM audit_finding WHERE invariant = 'beat' AND ok = 1"), 1);
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM audit_finding WHERE ok = 0"), 0);
	harness_sql(&rig, "UPDATE pay_batch SET n = n + 1 ORDER BY id LIMIT 1");
	int64_t id = harness_int(&rig, "SELECT MIN(id) FROM pay_batch");
	rig_ok(invariant_write(&rig.ctx, run(), invariant_n));
	assert_int_equal(harness_int(&rig, "SELECT first_bad FROM audit_finding WHERE invariant = 'I7' AND ok = 0 LIMIT 1"), id);
	assert_int_equal(harness_int(&rig, "SELECT ok FROM audit_finding WHERE invariant = 'beat' ORDER BY id DESC LIMIT 1"), 0);
}

static int set_up(void **state)
{
	if (rig_open(state) || rig_each(state))
		return -1;
	populate();
	rig_holds();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("I1-I14 every check has a row here", every_check_has_a_row),
		UNIT("I1-I14 R18 each invariant broken by hand is found", each_invariant_broken_is_found),
		UNIT("R18 findings and heartbeat are written", findings_and_heartbeat_are_written),
	};
	return cmocka_run_group_tests(tests, set_up, rig_close);
}
