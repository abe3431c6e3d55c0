#include "domain/recon/invariant_sql.h"

/* The whole tables are read on purpose. */
#define OUT .scan_ok = true, SQL_OUT(struct invariant_out, COL_I(struct invariant_out, bad), COL_I(struct invariant_out, first_bad))
#define MONTH_BIT "CAST(LEFT(e.month, 4) * 12 + RIGHT(e.month, 2) - 24001 AS SIGNED)" /* months since 2000-01 */
#define NOW SQL_IN(COL_I(struct invariant_in, now_ms))

#define QUARTER(month) "CONCAT(LEFT(" month ", 4), 'Q', CEIL(RIGHT(" month ", 2) / 3))"

static const struct sql_stmt invariant_stmts[INVARIANT_STMTS] = {
	[TRANSFER_SHAPE] = { .name = "transfer_shape", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(id), 0) FROM ledger_transfer WHERE dr = cr OR amount_fen <= 0" },
	[LEDGER_ZERO] = { .name = "ledger_zero", OUT,
		.text = "SELECT IF(SUM(debits) <> SUM(credits), 1, 0), IF(SUM(debits) <> SUM(credits), 1, 0) FROM ledger_account" },
	[ACCOUNT_SUMS] = { .name = "account_sums", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(a.id), 0) FROM ledger_account a LEFT JOIN (SELECT dr, SUM(amount_fen) AS fen "
			"FROM ledger_transfer GROUP BY dr) d ON d.dr = a.id LEFT JOIN (SELECT cr, SUM(amount_fen) AS fen FROM "
			"ledger_transfer GROUP BY cr) c ON c.cr = a.id WHERE a.debits <> COALESCE(d.fen, 0) OR a.credits <> "
			"COALESCE(c.fen, 0)" },
	[RESERVED_SUM] = { .name = "reserved_sum", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(a.id), 0) FROM ledger_account a LEFT JOIN (SELECT t.cr, SUM(t.amount_fen) AS "
			"fen FROM ledger_transfer t LEFT JOIN ledger_transfer x ON x.resolves_id = t.id WHERE t.kind IN ('RESERVE', "
			"'RETURN') AND x.id IS NULL GROUP BY t.cr) o ON o.cr = a.id WHERE a.code LIKE 'reserved:%' AND a.credits - "
			"a.debits <> COALESCE(o.fen, 0)" },
	[PAID_SUM] = { .name = "paid_sum", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(a.id), 0) FROM ledger_account a LEFT JOIN (SELECT cr, SUM(amount_fen) AS fen "
			"FROM ledger_transfer WHERE kind = 'POST' GROUP BY cr) p ON p.cr = a.id LEFT JOIN (SELECT dr, SUM(amount_fen) "
			"AS fen FROM ledger_transfer WHERE kind = 'RETURN' GROUP BY dr) r ON r.dr = a.id WHERE a.code LIKE 'paid:%' "
			"AND a.credits - a.debits <> COALESCE(p.fen, 0) - COALESCE(r.fen, 0)" },
	[RESOLVES] = { .name = "resolves", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(t.id), 0) FROM ledger_transfer t LEFT JOIN ledger_transfer o ON o.id = "
			"t.resolves_id WHERE t.kind IN ('POST', 'VOID', 'RETURN') AND (o.id IS NULL OR o.amount_fen <> t.amount_fen "
			"OR o.cr <> t.dr)" },
	[NOT_OVER_BUDGET] = { .name = "not_over_budget", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(b.id), 0) FROM ledger_account b JOIN ledger_account r ON r.code = "
			"CONCAT('reserved', SUBSTR(b.code, 7)) JOIN ledger_account p ON p.code = CONCAT('paid', SUBSTR(b.code, 7)) "
			"LEFT JOIN (SELECT cr, SUM(amount_fen) AS fen FROM ledger_transfer WHERE kind = 'FUND' GROUP BY cr) f ON f.cr "
			"= b.id WHERE b.code LIKE 'budget:%' AND r.credits - r.debits + p.credits - p.debits > COALESCE(f.fen, 0)" },
	[PAID_ONCE] = { .name = "paid_once", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(o.id), 0) FROM pay_order o LEFT JOIN (SELECT order_id, COUNT(*) AS n FROM "
			"pay_attempt WHERE state = 'SUCCEEDED' GROUP BY order_id) a ON a.order_id = o.id WHERE (o.state = 'PAID') <> "
			"(COALESCE(a.n, 0) = 1) OR a.n > 1" },
	[ATTEMPT_POSTED] = { .name = "attempt_posted", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(a.id), 0) FROM pay_attempt a LEFT JOIN (SELECT ref_id, COUNT(*) AS n, "
			"SUM(amount_fen) AS fen FROM ledger_transfer WHERE kind = 'POST' GROUP BY ref_id) t ON t.ref_id = a.id WHERE "
			"(a.state IN ('SUCCEEDED', 'RETURNED') AND (COALESCE(t.n, 0) <> 1 OR t.fen <> a.amount_fen)) OR (a.state NOT "
			"IN ('SUCCEEDED', 'RETURNED') AND t.n > 0)" },
	[ATTEMPT_RETURNED] = { .name = "attempt_returned", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(a.id), 0) FROM pay_attempt a LEFT JOIN (SELECT ref_id, COUNT(*) AS n FROM "
			"ledger_transfer WHERE kind = 'RETURN' GROUP BY ref_id) t ON t.ref_id = a.id WHERE (a.state = 'RETURNED') <> "
			"(COALESCE(t.n, 0) = 1)" },
	[ORDER_RESERVED] = { .name = "order_reserved", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(o.id), 0) FROM pay_order o LEFT JOIN (SELECT ref_id, COUNT(*) AS n, "
			"SUM(amount_fen) AS fen FROM ledger_transfer WHERE kind = 'RESERVE' GROUP BY ref_id) t ON t.ref_id = o.id "
			"WHERE COALESCE(t.n, 0) <> 1 OR t.fen <> o.amount_fen" },
	[ORDER_STATE] = { .name = "order_state", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(o.id), 0) FROM pay_order o LEFT JOIN pay_attempt a ON a.order_id = o.id AND "
			"a.live = 1 WHERE (o.state = 'IN_FLIGHT' AND (a.id IS NULL OR a.state = 'SUCCEEDED')) OR (o.state IN "
			"('READY', 'CLOSED') AND a.id IS NOT NULL)" },
	[ORDER_AMOUNT] = { .name = "order_amount", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(o.id), 0) FROM pay_order o JOIN entitlement e ON e.id = o.entitlement_id LEFT "
			"JOIN pay_attempt a ON a.order_id = o.id WHERE a.amount_fen <> o.amount_fen OR o.amount_fen > e.amount_fen" },
	[ONE_LIVE] = { .name = "one_live", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(x.order_id), 0) FROM (SELECT order_id FROM pay_attempt WHERE state NOT IN "
			"('FAILED', 'RETURNED') GROUP BY order_id HAVING COUNT(*) > 1) x" },
	[BATCH_SUMS] = { .name = "batch_sums", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(b.id), 0) FROM pay_batch b LEFT JOIN (SELECT batch_id, COUNT(*) AS n, "
			"SUM(amount_fen) AS fen FROM pay_attempt GROUP BY batch_id) a ON a.batch_id = b.id WHERE b.n <> COALESCE(a.n, "
			"0) OR b.sum_fen <> COALESCE(a.fen, 0)" },
	[BATCH_NAMES] = { .name = "batch_names", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(a.id), 0) FROM pay_attempt a JOIN pay_batch b ON b.id = a.batch_id WHERE "
			"LEFT(a.e2e_id, 20) <> b.batch_no" },
	[BATCH_GROUND] = { .name = "batch_ground", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(b.id), 0) FROM pay_batch b LEFT JOIN pay_mandate m ON m.id = b.mandate_id LEFT "
			"JOIN approval a ON a.id = COALESCE(b.approval_id, m.approval_id) WHERE b.state NOT IN ('DRAFT', 'CANCELLED') "
			"AND (a.id IS NULL OR NOT (a.yes <=> 1) OR a.decided_by IS NULL OR a.decided_by = a.made_by OR (b.approval_id "
			"IS NOT NULL AND (a.kind <> 'BATCH' OR a.subject_id <> b.id OR a.digest <> b.file_sm3)) OR (b.mandate_id IS "
			"NOT NULL AND (a.kind <> 'MANDATE' OR a.subject_id <> m.id OR m.scheme <> b.scheme OR b.day NOT BETWEEN "
			"m.valid_from AND m.valid_to)))" },
	[MANDATE_DAY] = { .name = "mandate_day", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(d.mandate_id), 0) FROM pay_mandate_day d JOIN pay_mandate m ON m.id = "
			"d.mandate_id LEFT JOIN (SELECT mandate_id, day, SUM(n) AS n, SUM(sum_fen) AS fen FROM pay_batch WHERE "
			"mandate_id IS NOT NULL GROUP BY mandate_id, day) b ON b.mandate_id = d.mandate_id AND b.day = d.day WHERE "
			"d.n <> COALESCE(b.n, 0) OR d.fen <> COALESCE(b.fen, 0) OR d.fen > m.per_day_fen OR d.n > m.per_day_count OR "
			"d.overrides > m.overrides_per_day" },
	[DRAFT_CASE] = { .name = "draft_case", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(d.id), 0) FROM draft d LEFT JOIN casefile c ON c.id = d.case_id WHERE "
			"d.case_id IS NOT NULL AND c.id IS NULL" },
	[FILE_CASE] = { .name = "file_case", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(f.id), 0) FROM file f LEFT JOIN casefile c ON c.id = f.case_id WHERE f.case_id "
			"IS NOT NULL AND c.id IS NULL" },
	[CASE_STEPS] = { .name = "case_steps", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(c.id), 0) FROM casefile c LEFT JOIN (SELECT case_id, COUNT(*) AS n, MIN(ver) "
			"AS first, MAX(ver) AS last FROM case_event GROUP BY case_id) e ON e.case_id = c.id WHERE COALESCE(e.n, 0) <> "
			"c.ver OR COALESCE(e.first, 1) <> 1 OR COALESCE(e.last, c.ver) <> c.ver" },
	[CASE_EDGES] = { .name = "case_edges", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(e.id), 0) FROM case_event e LEFT JOIN case_event p ON p.case_id = e.case_id "
			"AND p.ver = e.ver - 1 WHERE COALESCE(p.to_state, '') <> e.from_state OR CONCAT(e.from_state, '>', e.event, "
			"'>', e.to_state) NOT IN ('>dispatch>received', '>submit>received', '>dispatch>draft', '>submit>draft', "
			"'draft>submit>received', 'received>accept>accepted', 'received>not_accept>not_accepted', "
			"'accepted>all_pass>decided', 'accepted>fail>in_review', 'accepted>waited_too_long>in_review', "
			"'accepted>ask_supplement>supplement', 'in_review>ask_supplement>supplement', 'in_review>decide>decided', "
			"'supplement>handed_in>accepted', 'supplement>due_passed>in_review', 'decided>undo>in_review', "
			"'decided>apply_yes>approved', 'decided>apply_no>refused', 'draft>withdraw>withdrawn', "
			"'received>withdraw>withdrawn', 'accepted>withdraw>withdrawn', 'in_review>withdraw>withdrawn', "
			"'supplement>withdraw>withdrawn')" },
	[CASE_STATE] = { .name = "case_state", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(c.id), 0) FROM casefile c JOIN case_event e ON e.case_id = c.id AND e.ver = "
			"c.ver WHERE e.to_state <> c.state" },
	[APPROVED_ENTITLED] = { .name = "approved_entitled", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(c.id), 0) FROM casefile c LEFT JOIN entitlement e ON e.case_id = c.id LEFT "
			"JOIN qualification q ON q.case_id = c.id LEFT JOIN month_entry m ON m.qualification_id = q.id WHERE c.state "
			"= 'approved' AND c.kind = 'admission' AND e.id IS NULL AND m.id IS NULL" },
	[JOB_ALARM] = { .name = "job_alarm", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(j.id), 0) FROM job j WHERE ((j.state IN ('UNKNOWN', 'FAILED') AND "
			"COALESCE(j.done_at, j.lease_until, j.next_at) < UNIX_TIMESTAMP(NOW(3)) * 1000 - 900000) OR (j.state = "
			"'READY' AND j.next_at < UNIX_TIMESTAMP(NOW(3)) * 1000 - 3600000) OR (j.state = 'RUNNING' AND j.lease_until < "
			"UNIX_TIMESTAMP(NOW(3)) * 1000 - 3600000)) AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.kind LIKE 'job%' AND "
			"a.subject_id = j.id)" },
	[DOUBT_ALARM] = { .name = "doubt_alarm", NOW, OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(t.id), 0) FROM pay_attempt t WHERE t.state = 'UNKNOWN' AND t.state_at < ? - "
			"1200000 AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.kind = 'pay_unknown' AND a.subject_id = t.id)" },
	[AUDIT_GRANT] = { .name = "audit_grant", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(o.id), 0) FROM pay_order o WHERE NOT EXISTS (SELECT 1 FROM audit u WHERE "
			"u.object_kind = 'order' AND u.object_id = o.id AND u.action = 'pay.grant')" },
	[AUDIT_LOCK] = { .name = "audit_lock", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(b.id), 0) FROM pay_batch b WHERE b.state NOT IN ('DRAFT', 'CANCELLED') AND NOT "
			"EXISTS (SELECT 1 FROM audit u WHERE u.object_kind = 'batch' AND u.object_id = b.id AND u.action = "
			"'pay.lock')" },
	[AUDIT_FUND] = { .name = "audit_fund", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(t.id), 0) FROM ledger_transfer t WHERE t.kind = 'FUND' AND NOT EXISTS (SELECT "
			"1 FROM audit u WHERE u.object_kind = 'approval' AND u.object_id = t.ref_id AND u.action = 'budget.fund')" },
	[AUDIT_FINAL] = { .name = "audit_final", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(t.id), 0) FROM pay_attempt t WHERE t.state IN ('SUCCEEDED', 'FAILED', "
			"'RETURNED') AND NOT EXISTS (SELECT 1 FROM audit u WHERE u.object_kind = 'attempt' AND u.object_id = t.id) "
			"AND NOT EXISTS (SELECT 1 FROM bank_line_in l JOIN audit v ON v.object_kind = 'bank_file' AND v.object_id = "
			"l.file_id WHERE l.e2e_id = t.e2e_id) AND NOT EXISTS (SELECT 1 FROM audit w WHERE w.object_kind = 'batch' AND "
			"w.object_id = t.batch_id AND w.action IN ('pay.refused', 'pay.cancel'))" },
	[AUDIT_CHAINED] = { .name = "audit_chained", NOW, OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(u.id), 0) FROM audit u LEFT JOIN audit_chain c ON c.audit_id = u.id WHERE "
			"c.seq IS NULL AND u.at < ? - 60000" },
	[CHAIN_WHOLE] = { .name = "chain_whole", OUT,
		.text = "SELECT IF(COUNT(*) <> COALESCE(MAX(seq), 0), 1, 0), IF(COUNT(*) <> COALESCE(MAX(seq), 0), COUNT(*), 0) FROM "
			"audit_chain" },
	[SEALED_PERSON] = { .name = "sealed_person", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(p.id), 0) FROM person p LEFT JOIN key_ring n ON n.kid = "
			"CONV(HEX(SUBSTR(p.name_ct, 3, 4)), 16, 10) LEFT JOIN key_ring i ON i.kid = CONV(HEX(SUBSTR(p.idno_ct, 3, "
			"4)), 16, 10) WHERE LEFT(p.name_ct, 2) <> x'0101' OR LEFT(p.idno_ct, 2) <> x'0101' OR n.kid IS NULL OR i.kid "
			"IS NULL" },
	[SEALED_PAYEE] = { .name = "sealed_payee", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(o.id), 0) FROM pay_order o LEFT JOIN key_ring k ON k.kid = "
			"CONV(HEX(SUBSTR(o.payee_ct, 3, 4)), 16, 10) WHERE LEFT(o.payee_ct, 2) <> x'0101' OR k.kid IS NULL" },
	[INDEXED_PERSON] = { .name = "indexed_person", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(p.id), 0) FROM person p LEFT JOIN (SELECT person_id, COUNT(*) AS n FROM "
			"person_key WHERE kind = 'idno' GROUP BY person_id) k ON k.person_id = p.id WHERE COALESCE(k.n, 0) <> 1" },
	/* Both ways: a payable month without its bit, and a bit without its month. */
	[MONTHS_USED] = { .name = "months_used", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(person_id), 0) FROM (SELECT e.person_id FROM month_entry e LEFT JOIN month_used u ON u.person_id = "
			"e.person_id AND u.cap_group = e.cap_group WHERE e.outcome = 'payable' AND NOT EXISTS (SELECT 1 FROM month_entry x WHERE x.person_id = "
			"e.person_id AND x.cap_group = e.cap_group AND x.month = e.month AND x.rev > e.rev) AND (COALESCE(ORD(SUBSTR(u.used, " MONTH_BIT
			" DIV 8 + 1, 1)), 0) >> (" MONTH_BIT " MOD 8)) & 1 = 0 UNION ALL SELECT u.person_id FROM month_used u JOIN seq_0_to_2047 s ON s.seq < "
			"LENGTH(u.used) * 8 WHERE (ORD(SUBSTR(u.used, s.seq DIV 8 + 1, 1)) >> (s.seq MOD 8)) & 1 = 1 AND NOT EXISTS (SELECT 1 FROM month_entry e "
			"WHERE e.person_id = u.person_id AND e.cap_group = u.cap_group AND e.month = CONCAT(2000 + s.seq DIV 12, '-', LPAD(s.seq MOD 12 + 1, 2, "
			"'0')) AND e.outcome = 'payable' AND NOT EXISTS (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.cap_group = "
			"e.cap_group AND x.month = e.month AND x.rev > e.rev))) b" },
	/* A right is paid whole: by its order and by what was set off against it. */
	[RIGHT_WHOLE] = { .name = "right_whole", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(e.id), 0) FROM entitlement e LEFT JOIN (SELECT entitlement_id, SUM(amount_fen) AS fen FROM pay_order GROUP BY "
			"entitlement_id) o ON o.entitlement_id = e.id LEFT JOIN (SELECT entitlement_id, SUM(amount_fen) AS fen FROM refund_netting WHERE undone_at IS "
			"NULL GROUP BY entitlement_id) n ON n.entitlement_id = e.id WHERE (e.state = 'APPROVED' AND COALESCE(o.fen, 0) + COALESCE(n.fen, 0) <> "
			"e.amount_fen) OR (e.state = 'CANCELLED' AND n.fen IS NOT NULL)" },
	[REFUND_SUMS] = { .name = "refund_sums", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(r.id), 0) FROM refund r JOIN entitlement e ON e.id = r.entitlement_id LEFT JOIN (SELECT refund_id, "
			"SUM(amount_fen) AS fen FROM refund_netting WHERE undone_at IS NULL GROUP BY refund_id) n ON n.refund_id = r.id JOIN (SELECT entitlement_id, "
			"SUM(IF(state = 'CANCELLED', 0, amount_fen)) AS fen FROM refund GROUP BY entitlement_id) t ON t.entitlement_id = r.entitlement_id WHERE "
			"r.netted_fen <> COALESCE(n.fen, 0) OR r.netted_fen > r.amount_fen OR (r.state = 'NETTED') <> (r.netted_fen = r.amount_fen) OR t.fen > "
			"e.amount_fen OR (e.state = 'CANCELLED' AND t.fen > 0)" },
	[REFUND_GROUND] = { .name = "refund_ground", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(r.id), 0) FROM refund r LEFT JOIN approval a ON a.id = r.approval_id AND a.kind = 'REFUND' LEFT JOIN proposal p "
			"ON p.id = a.subject_id AND p.kind = 'REFUND' AND p.subject_id = r.id WHERE r.state NOT IN ('OPEN', 'CANCELLED') AND (p.id IS NULL OR NOT "
			"(a.yes <=> 1) OR a.decided_by IS NULL OR a.decided_by = a.made_by)" },
	/* What a month came to in the end is what its rights are worth, less what has to be given back of them; what he was let keep of that may have
	 * paid it after all. */
	[MONTHS_MONEY] = { .name = "months_money", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(m.id), 0) FROM month_entry m JOIN qualification q ON q.id = m.qualification_id AND q.scheme = 'type2' LEFT JOIN "
			"(SELECT e.person_id, LEFT(e.period_key, 7) AS month, SUM(e.amount_fen) AS fen FROM entitlement e WHERE e.program_id = 1 AND e.state = "
			"'APPROVED' GROUP BY 1, 2) t ON t.person_id = m.person_id AND t.month = m.month LEFT JOIN (SELECT r.person_id, r.month, SUM(r.amount_fen) AS "
			"fen, SUM(IF(r.state = 'WAIVED', r.amount_fen - r.netted_fen, 0)) AS kept FROM refund r WHERE r.scheme = 'type2' AND r.state <> 'CANCELLED' GROUP BY 1, 2) b ON b.person_id = m.person_id AND b.month = m.month "
			"WHERE m.outcome <> 'waiting' AND NOT EXISTS (SELECT 1 FROM month_entry x WHERE x.person_id = m.person_id AND x.cap_group = m.cap_group AND "
			"x.month = m.month AND x.rev > m.rev) AND m.amount_fen - COALESCE(t.fen, 0) + COALESCE(b.fen, 0) NOT BETWEEN 0 AND COALESCE(b.kept, 0)" },
	[QUARTERS_MONEY] = { .name = "quarters_money", OUT,
		.text = "SELECT COUNT(*), COALESCE(MIN(m.id), 0) FROM (SELECT MIN(e.id) AS id, e.person_id, " QUARTER("e.month") " AS q, SUM(e.amount_fen) AS fen, "
			"SUM(e.outcome = 'waiting') AS waits FROM month_entry e JOIN qualification q ON q.id = e.qualification_id AND q.scheme = 'rental' WHERE NOT EXISTS "
			"(SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.cap_group = e.cap_group AND x.month = e.month AND x.rev > e.rev) GROUP BY 2, 3) m "
			"LEFT JOIN (SELECT e.person_id, IF(e.period_key LIKE '____Q_', e.period_key, " QUARTER("LEFT(e.period_key, 7)") ") AS q, SUM(e.amount_fen) AS fen FROM "
			"entitlement e JOIN program p ON p.id = e.program_id AND p.code = 'rental' WHERE e.state = 'APPROVED' GROUP BY 1, 2) t ON t.person_id = m.person_id "
			"AND t.q = m.q LEFT JOIN (SELECT r.person_id, " QUARTER("r.month") " AS q, SUM(r.amount_fen) AS fen, SUM(IF(r.state = "
			"'WAIVED', r.amount_fen - r.netted_fen, 0)) AS kept FROM refund r WHERE r.scheme = 'rental' AND "
			"r.state <> 'CANCELLED' GROUP BY 1, 2) b ON b.person_id = m.person_id AND b.q = m.q WHERE m.waits = 0 AND m.fen - COALESCE(t.fen, 0) + "
			"COALESCE(b.fen, 0) NOT BETWEEN 0 AND COALESCE(b.kept, 0)" },
	[FINDING_INSERT] = { .name = "finding_insert",
		.text = "INSERT INTO audit_finding (at, invariant, ok, first_bad, text) VALUES (?, ?, ?, ?, ?)",
		SQL_IN(COL_I(struct finding_in, at), COL_S(struct finding_in, invariant), COL_I(struct finding_in, ok), COL_I(struct finding_in, first_bad),
			COL_S(struct finding_in, text)) },
};
const struct sql_module invariant_sql = { "invariant", invariant_stmts, INVARIANT_STMTS };

/* The test that breaks each of them by hand and sees it found: tests/flow/test_money_audit.c, one row a check. */
const struct invariant_check invariant_checks[INVARIANT_CHECKS] = {
	[TRANSFER_SHAPE] = { "I1", "ledger_transfer that is no debit and credit of something", "test_money_audit: transfer_shape" },
	[LEDGER_ZERO] = { "I1", "debits and credits of the whole ledger differ", "test_money_audit: ledger_zero" },
	[ACCOUNT_SUMS] = { "I2", "ledger_account whose balance is not the sum of its transfers", "test_money_audit: account_sums" },
	[RESERVED_SUM] = { "I3", "ledger_account reserved that is not the sum of open reservations", "test_money_audit: reserved_sum" },
	[PAID_SUM] = { "I3", "ledger_account paid that is not POST less RETURN", "test_money_audit: paid_sum" },
	[RESOLVES] = { "I3", "ledger_transfer that resolves something of another amount or account", "test_money_audit: resolves" },
	[NOT_OVER_BUDGET] = { "I4", "ledger_account budget: more reserved and paid than funded", "test_money_audit: not_over_budget" },
	[PAID_ONCE] = { "I5", "pay_order PAID without exactly one attempt SUCCEEDED", "test_money_audit: paid_once" },
	[ATTEMPT_POSTED] = { "I5", "pay_attempt SUCCEEDED or RETURNED without one POST of its amount", "test_money_audit: attempt_posted" },
	[ATTEMPT_RETURNED] = { "I5", "pay_attempt RETURNED without one RETURN, or the other way round", "test_money_audit: attempt_returned" },
	[ORDER_RESERVED] = { "I5", "pay_order without one RESERVE of its amount", "test_money_audit: order_reserved" },
	[ORDER_STATE] = { "I5", "pay_order whose state does not fit its attempts", "test_money_audit: order_state" },
	[ORDER_AMOUNT] = { "I5", "entitlement, order and attempt of different amounts", "test_money_audit: order_amount" },
	[ONE_LIVE] = { "I6", "pay_order with two live attempts", "test_money_audit: one_live" },
	[BATCH_SUMS] = { "I7", "pay_batch whose count or sum is not that of its attempts", "test_money_audit: batch_sums" },
	[BATCH_NAMES] = { "I7", "pay_attempt whose e2e_id does not name its batch", "test_money_audit: batch_names" },
	[BATCH_GROUND] = { "I7", "pay_batch beyond DRAFT that nobody was entitled to lock", "test_money_audit: batch_ground" },
	[MANDATE_DAY] = { "I7", "pay_mandate_day that is not the sum of its batches, or beyond the mandate", "test_money_audit: mandate_day" },
	[DRAFT_CASE] = { "I9", "draft that was submitted to a case which does not exist", "test_money_audit: draft_case" },
	[FILE_CASE] = { "I9", "file of a case which does not exist", "test_money_audit: file_case" },
	[CASE_STEPS] = { "I10", "casefile whose events are not numbered 1, 2, 3 … up to its version", "test_money_audit: case_steps" },
	[CASE_EDGES] = { "I10", "case_event that is no edge of the state table, or does not continue the one before", "test_money_audit: case_edges" },
	[CASE_STATE] = { "I10", "casefile whose state is not that of its last event", "test_money_audit: case_state" },
	[APPROVED_ENTITLED] = { "I11", "casefile approved with neither a right to money nor a month that says why not", "test_money_audit: approved_entitled" },
	[JOB_ALARM] = { "I12", "job in doubt, failed or late for long without an alarm", "test_money_audit: job_alarm" },
	[DOUBT_ALARM] = { "I12", "pay_attempt UNKNOWN for more than 20 minutes without an alarm", "test_money_audit: doubt_alarm" },
	[AUDIT_GRANT] = { "I13", "pay_order without its audit row", "test_money_audit: audit_grant" },
	[AUDIT_LOCK] = { "I13", "pay_batch locked without its audit row", "test_money_audit: audit_lock" },
	[AUDIT_FUND] = { "I13", "ledger_transfer FUND without its audit row", "test_money_audit: audit_fund" },
	[AUDIT_FINAL] = { "I13", "pay_attempt with a final state that no audit row explains", "test_money_audit: audit_final" },
	[AUDIT_CHAINED] = { "I13", "audit row outside the chain for more than 60 s", "test_money_audit: audit_chained" },
	[CHAIN_WHOLE] = { "I13", "audit_chain with a gap", "test_money_audit: chain_whole" },
	[SEALED_PERSON] = { "I14", "person whose sealed columns have no key that we hold", "test_money_audit: sealed_person" },
	[SEALED_PAYEE] = { "I14", "pay_order whose payee has no key that we hold", "test_money_audit: sealed_payee" },
	[INDEXED_PERSON] = { "I14", "person without exactly one index of the ID number", "test_money_audit: indexed_person" },
	[MONTHS_USED] = { "I15", "month_used of a person that is not the payable months of his month_entry rows", "test_money_audit: months_used" },
	[RIGHT_WHOLE] = { "I16", "entitlement that its order and what was set off do not make up", "test_money_audit: right_whole" },
	[REFUND_SUMS] = { "I16", "refund beyond its right, or whose nettings are another sum", "test_money_audit: refund_sums" },
	[REFUND_GROUND] = { "I16", "refund set off, returned or waived without two persons", "test_money_audit: refund_ground" },
	[MONTHS_MONEY] = { "I16", "month_entry whose amount is not its rights less its refunds", "test_money_audit: months_money" },
	[QUARTERS_MONEY] = { "I16", "quarter whose months are not its rights less its refunds", "test_money_audit: quarters_money" },
};
