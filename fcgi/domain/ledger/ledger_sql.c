#include "domain/ledger/ledger_sql.h"

#include "domain/ledger/approval.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/mandate.h"
#include "domain/ledger/proposal.h"

/* What mandate_digest covers, and the digest that was agreed on. */
#define MANDATE_COLUMNS \
	"m.id, m.scheme, m.bank, m.per_payment_fen, m.per_day_fen, m.per_day_count, m.overrides_per_day, m.valid_from, m.valid_to, " \
	"m.created_at, m.approval_id, a.made_by, m.run_payees_percent, m.run_sum_percent, m.run_new_payees, a.digest"

static const struct sql_stmt ledger_stmts[LEDGER_STMTS] = {
	[ACCOUNT_BY_CODE] = { .name = "account_by_code", .text = "SELECT id, debits, credits FROM ledger_account WHERE code = ?",
		SQL_IN(COL_S(struct sql_text, text)),
		SQL_OUT(struct account_row, COL_I(struct account_row, id), COL_I(struct account_row, debits), COL_I(struct account_row, credits)) },
	[ACCOUNT_LOCK] = { .name = "account_lock", .text = "SELECT id, debits, credits FROM ledger_account WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct account_row, COL_I(struct account_row, id), COL_I(struct account_row, debits), COL_I(struct account_row, credits)) },
	[ACCOUNT_READ] = { .name = "account_read", .text = "SELECT id, debits, credits FROM ledger_account WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct account_row, COL_I(struct account_row, id), COL_I(struct account_row, debits), COL_I(struct account_row, credits)) },
	[ACCOUNTS_MOVE] = { .name = "accounts_move",
		.text = "UPDATE ledger_account SET debits = debits + IF(id = ?, ?, 0), credits = credits + IF(id = ?, ?, 0) WHERE id IN (?, ?)",
		SQL_IN(COL_I(struct account_move, dr), COL_I(struct account_move, amount_fen), COL_I(struct account_move, cr),
			COL_I(struct account_move, amount_fen), COL_I(struct account_move, dr), COL_I(struct account_move, cr)) },
	[TRANSFER_INSERT] = { .name = "transfer_insert",
		.text = "INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, resolves_id, ref_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct transfer_row, idem_key), COL_S(struct transfer_row, kind), COL_I(struct transfer_row, dr),
			COL_I(struct transfer_row, cr), COL_I(struct transfer_row, amount_fen), COL_I(struct transfer_row, resolves_id),
			COL_I(struct transfer_row, ref_id), COL_I(struct transfer_row, at)) },
	/* The reservation of an order that a POST or VOID resolves: its RESERVE, or the RETURN of its last returned attempt. */
	[TRANSFER_OPEN] = { .name = "transfer_open",
		.text = "SELECT GREATEST(COALESCE((SELECT MAX(r.id) FROM ledger_transfer r WHERE r.kind = 'RESERVE' AND r.ref_id = ?), 0), "
			"COALESCE((SELECT MAX(r.id) FROM pay_attempt p JOIN ledger_transfer r ON r.kind = 'RETURN' AND r.ref_id = p.id "
			"WHERE p.order_id = ?), 0))",
		SQL_IN(COL_I(struct sql_id, id), COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[TRANSFER_BY_KEY] = { .name = "transfer_by_key", .text = "SELECT id FROM ledger_transfer WHERE idem_key = ?",
		SQL_IN(COL_S(struct sql_text, text)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[FUNDED] = { .name = "funded", .text = "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM ledger_transfer WHERE kind = 'FUND' AND cr = ?",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },

	[ENTITLEMENT_INSERT] = { .name = "entitlement_insert",
		.text = "INSERT INTO entitlement (program_id, period_key, person_id, unit_id, case_id, qualification_id, amount_fen, state, at) "
			"SELECT p.id, ?, ?, ?, ?, ?, ?, 'APPROVED', ? FROM program p WHERE p.code = ?",
		SQL_IN(COL_S(struct entitlement_row, period_key), COL_I(struct entitlement_row, person_id), COL_I(struct entitlement_row, unit_id),
			COL_I(struct entitlement_row, case_id), COL_I(struct entitlement_row, qualification_id),
			COL_I(struct entitlement_row, amount_fen), COL_I(struct entitlement_row, at), COL_S(struct entitlement_row, program)) },
	[ENTITLEMENT_DELETE] = { .name = "entitlement_delete", .text = "DELETE FROM entitlement WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)) },
	[ORDER_INSERT] = { .name = "order_insert",
		.text = "INSERT INTO pay_order (uid, public_id, entitlement_id, instalment, amount_fen, payee_ct, payee_sm3, payee_masked, scheme, "
			"override, held, state, ver, created_at) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 'READY', 1, ?)",
		SQL_IN(COL_B(struct order_row, uid), COL_S(struct order_row, public_id), COL_I(struct order_row, entitlement_id),
			COL_I(struct order_row, amount_fen), COL_B(struct order_row, payee_ct), COL_B(struct order_row, payee_sm3),
			COL_S(struct order_row, payee_masked), COL_S(struct order_row, scheme), COL_I(struct order_row, override),
			COL_S(struct order_row, held), COL_I(struct order_row, created_at)) },
	[ORDER_DELETE] = { .name = "order_delete", .text = "DELETE FROM pay_order WHERE id = ?", SQL_IN(COL_I(struct sql_id, id)) },

	[APPROVAL_INSERT] = { .name = "approval_insert",
		.text = "INSERT INTO approval (kind, subject_id, digest, made_by, made_at, note, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct approval, kind), COL_I(struct approval, subject_id), COL_B(struct approval, digest),
			COL_I(struct approval, made_by), COL_I(struct approval, made_at), COL_S(struct approval, note),
			COL_I(struct approval, expires_at)) },
	[APPROVAL_SUBJECT] = { .name = "approval_subject", .text = "UPDATE approval SET subject_id = ? WHERE id = ? AND subject_id = 0",
		SQL_IN(COL_I(struct sql_pair, a), COL_I(struct sql_pair, b)) },
	[APPROVAL_LOCK] = { .name = "approval_lock",
		.text = "SELECT id, kind, subject_id, digest, made_by, made_at, decided_by, decided_at, yes, note, expires_at "
			"FROM approval WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct approval, COL_I(struct approval, id), COL_S(struct approval, kind), COL_I(struct approval, subject_id),
			COL_B(struct approval, digest), COL_I(struct approval, made_by), COL_I(struct approval, made_at),
			COL_I(struct approval, decided_by), COL_I(struct approval, decided_at), COL_I(struct approval, yes),
			COL_S(struct approval, note), COL_I(struct approval, expires_at)) },
	[APPROVAL_DECIDE] = { .name = "approval_decide",
		.text = "UPDATE approval SET decided_by = ?, decided_at = ?, yes = ?, note = ? WHERE id = ? AND decided_by IS NULL",
		SQL_IN(COL_I(struct approval, decided_by), COL_I(struct approval, decided_at), COL_I(struct approval, yes),
			COL_S(struct approval, note), COL_I(struct approval, id)) },

	[MANDATE_INSERT] = { .name = "mandate_insert",
		.text = "INSERT INTO pay_mandate (scheme, bank, per_payment_fen, per_day_fen, per_day_count, overrides_per_day, valid_from, valid_to, "
			"approval_id, created_at, run_payees_percent, run_sum_percent, run_new_payees) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct mandate, scheme), COL_S(struct mandate, bank), COL_I(struct mandate, per_payment_fen),
			COL_I(struct mandate, per_day_fen), COL_I(struct mandate, per_day_count), COL_I(struct mandate, overrides_per_day),
			COL_S(struct mandate, valid_from), COL_S(struct mandate, valid_to), COL_I(struct mandate, approval_id),
			COL_I(struct mandate, created_at), COL_I(struct mandate, run_payees_percent), COL_I(struct mandate, run_sum_percent),
			COL_I(struct mandate, run_new_payees)) },
	[MANDATE_IN_FORCE] = { .name = "mandate_in_force",
		.text = "SELECT " MANDATE_COLUMNS " FROM pay_mandate m JOIN approval a ON a.id = m.approval_id "
			"WHERE m.scheme = ? AND m.valid_from <= ? AND m.valid_to >= ? AND m.revoked_at IS NULL AND a.kind = 'MANDATE' "
			"AND a.subject_id = m.id AND a.yes = 1 AND a.decided_by IS NOT NULL AND a.decided_by <> a.made_by ORDER BY m.id DESC LIMIT 100",
		SQL_IN(COL_S(struct mandate_ask, scheme), COL_S(struct mandate_ask, day), COL_S(struct mandate_ask, day)),
		SQL_OUT(struct mandate, COL_I(struct mandate, id), COL_S(struct mandate, scheme), COL_S(struct mandate, bank),
			COL_I(struct mandate, per_payment_fen), COL_I(struct mandate, per_day_fen), COL_I(struct mandate, per_day_count),
			COL_I(struct mandate, overrides_per_day), COL_S(struct mandate, valid_from), COL_S(struct mandate, valid_to),
			COL_I(struct mandate, created_at), COL_I(struct mandate, approval_id), COL_I(struct mandate, made_by),
			COL_I(struct mandate, run_payees_percent), COL_I(struct mandate, run_sum_percent), COL_I(struct mandate, run_new_payees),
			COL_B(struct mandate, approval_digest)) },
	[MANDATE_DAY_MAKE] = { .name = "mandate_day_make", .text = "INSERT IGNORE INTO pay_mandate_day (mandate_id, day) VALUES (?, ?)",
		SQL_IN(COL_I(struct mandate_day_in, mandate_id), COL_S(struct mandate_day_in, day)) },
	[MANDATE_DAY_LOCK] = { .name = "mandate_day_lock",
		.text = "SELECT fen, n, overrides FROM pay_mandate_day WHERE mandate_id = ? AND day = ? FOR UPDATE",
		SQL_IN(COL_I(struct mandate_day_in, mandate_id), COL_S(struct mandate_day_in, day)),
		SQL_OUT(struct mandate_day, COL_I(struct mandate_day, fen), COL_I(struct mandate_day, n), COL_I(struct mandate_day, overrides)) },
	[MANDATE_DAY_ADD] = { .name = "mandate_day_add",
		.text = "UPDATE pay_mandate_day SET fen = fen + ?, n = n + ?, overrides = overrides + ? WHERE mandate_id = ? AND day = ?",
		SQL_IN(COL_I(struct mandate_day_in, fen), COL_I(struct mandate_day_in, n), COL_I(struct mandate_day_in, overrides),
			COL_I(struct mandate_day_in, mandate_id), COL_S(struct mandate_day_in, day)) },

	[PROPOSAL_INSERT] = { .name = "proposal_insert",
		.text = "INSERT INTO proposal (kind, scheme, amount_fen, subject_id, outcome, evidence, note, made_by, created_at) "
			"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_S(struct proposal, kind), COL_S(struct proposal, scheme), COL_I(struct proposal, amount_fen),
			COL_I(struct proposal, subject_id), COL_S(struct proposal, outcome), COL_S(struct proposal, evidence),
			COL_S(struct proposal, note), COL_I(struct proposal, made_by), COL_I(struct proposal, created_at)) },
	[PROPOSAL_READ] = { .name = "proposal_read",
		.text = "SELECT id, kind, scheme, amount_fen, subject_id, outcome, evidence, note, made_by, created_at FROM proposal WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct proposal, COL_I(struct proposal, id), COL_S(struct proposal, kind), COL_S(struct proposal, scheme),
			COL_I(struct proposal, amount_fen), COL_I(struct proposal, subject_id), COL_S(struct proposal, outcome),
			COL_S(struct proposal, evidence), COL_S(struct proposal, note), COL_I(struct proposal, made_by),
			COL_I(struct proposal, created_at)) },
	[ALARM_RAISE] = { .name = "alarm_raise", .text = "INSERT IGNORE INTO alarm (kind, subject_id, text, raised_at) VALUES (?, ?, ?, ?)",
		SQL_IN(COL_S(struct alarm_in, kind), COL_I(struct alarm_in, subject_id), COL_S(struct alarm_in, text), COL_I(struct alarm_in, at)) },
	[ALARM_CLEAR] = { .name = "alarm_clear",
		.text = "UPDATE alarm SET cleared_at = ? WHERE kind = ? AND subject_id = ? AND cleared_at IS NULL",
		SQL_IN(COL_I(struct alarm_in, at), COL_S(struct alarm_in, kind), COL_I(struct alarm_in, subject_id)) },
};
const struct sql_module ledger_sql = { "ledger", ledger_stmts, LEDGER_STMTS };
