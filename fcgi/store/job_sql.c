#include "store/job_sql.h"

#include "store/store_sql.h"

#define R struct job_row
#define NOW "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"
/* Who holds the fence of the last lease may settle the row, also when the lease ran out and it is UNKNOWN. */
#define HELD " WHERE id = ? AND fence = ? AND state IN ('RUNNING', 'UNKNOWN')"
#define LEASED_OUT COL_I(R, id), COL_S(R, public_id), COL_B(R, uid), COL_S(R, kind), COL_I(R, subject_id), COL_B(R, payload), COL_I(R, attempts), COL_I(R, fence)
#define LEASED "SELECT id, public_id, uid, kind, subject_id, payload_ct, attempts, fence FROM job "

const struct sql_stmt job_stmts[JOB_STATEMENTS] = {
	[JOB_PUT] = {
		.name = "job_put",
		.text = "INSERT INTO job (public_id, uid, kind, dedupe_key, subject_id, payload_ct, owner_mac, state, next_at, created_at) "
		        "VALUES (?, ?, ?, ?, ?, ?, ?, 'READY', " NOW " + ?, " NOW ")",
		SQL_IN(COL_S(R, public_id), COL_B(R, uid), COL_S(R, kind), COL_S(R, dedupe_key), COL_I(R, subject_id), COL_B(R, payload),
		       COL_B(R, owner_mac), COL_I(R, delay_ms)),
	},
	[JOB_BY_DEDUPE] = {
		.name = "job_by_dedupe",
		.text = "SELECT id, public_id, uid, state FROM job WHERE dedupe_key = ? FOR UPDATE",
		SQL_IN(COL_S(R, dedupe_key)), SQL_OUT(R, COL_I(R, id), COL_S(R, public_id), COL_B(R, uid), COL_S(R, state)),
	},
	[JOB_AGAIN_FROM_NEW] = {
		.name = "job_again_from_new",
		.text = "UPDATE job SET state = 'READY', payload_ct = ?, result_ct = NULL, owner_mac = ?, subject_id = ?, attempts = 0, next_at = " NOW " + ?, "
		        "lease_owner = NULL, lease_until = NULL, last_error = NULL, done_at = NULL WHERE id = ?",
		SQL_IN(COL_B(R, payload), COL_B(R, owner_mac), COL_I(R, subject_id), COL_I(R, delay_ms), COL_I(R, id)),
	},
	[JOB_DUE] = {
		.name = "job_due",
		.text = LEASED "FORCE INDEX (due) WHERE state = 'READY' AND next_at <= " NOW " ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
		SQL_OUT(R, LEASED_OUT),
	},
	[JOB_EXPIRED] = {
		.name = "job_expired",
		.text = LEASED "FORCE INDEX (leased) WHERE state = 'RUNNING' AND lease_until < " NOW " ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED",
		SQL_OUT(R, LEASED_OUT),
	},
	[JOB_TAKE] = {
		.name = "job_take",
		.text = "UPDATE job SET state = 'RUNNING', attempts = attempts + 1, fence = fence + 1, lease_owner = ?, lease_until = " NOW " + ? WHERE id = ?",
		SQL_IN(COL_S(R, owner), COL_I(R, delay_ms), COL_I(R, id)),
	},
	[JOB_TAKE_UNKNOWN] = {
		.name = "job_take_unknown",
		.text = "UPDATE job SET state = 'UNKNOWN', fence = fence + 1, lease_owner = ?, lease_until = NULL, last_error = ? WHERE id = ?",
		SQL_IN(COL_S(R, owner), COL_S(R, why), COL_I(R, id)),
	},
	[JOB_NEXT] = {
		.name = "job_next",
		.text = "SELECT LEAST(COALESCE((SELECT MIN(next_at) FROM job WHERE state = 'READY'), " NOW " + 60000), "
		        "COALESCE((SELECT MIN(lease_until) FROM job WHERE state = 'RUNNING'), " NOW " + 60000)) - " NOW,
		SQL_OUT(R, COL_I(R, delay_ms)),
	},
	[JOB_RENEW] = {
		.name = "job_renew",
		.text = "UPDATE job SET lease_until = " NOW " + ? WHERE id = ? AND fence = ? AND state = 'RUNNING'",
		SQL_IN(COL_I(R, delay_ms), COL_I(R, id), COL_I(R, fence)),
	},
	[JOB_DONE] = {
		.name = "job_done",
		.text = "UPDATE job SET state = 'DONE', result_ct = ?, last_error = NULL, lease_owner = NULL, lease_until = NULL, done_at = " NOW HELD,
		SQL_IN(COL_B(R, result), COL_I(R, id), COL_I(R, fence)),
	},
	[JOB_DELAY] = {
		.name = "job_delay",
		.text = "UPDATE job SET state = 'READY', next_at = " NOW " + ?, last_error = ?, lease_owner = NULL, lease_until = NULL" HELD,
		SQL_IN(COL_I(R, delay_ms), COL_S(R, why), COL_I(R, id), COL_I(R, fence)),
	},
	[JOB_FAILED] = {
		.name = "job_failed",
		.text = "UPDATE job SET state = 'FAILED', last_error = ?, lease_owner = NULL, lease_until = NULL, done_at = " NOW HELD,
		SQL_IN(COL_S(R, why), COL_I(R, id), COL_I(R, fence)),
	},
	[JOB_UNKNOWN] = {
		.name = "job_unknown",
		.text = "UPDATE job SET state = 'UNKNOWN', last_error = ?, lease_owner = NULL, lease_until = NULL" HELD,
		SQL_IN(COL_S(R, why), COL_I(R, id), COL_I(R, fence)),
	},
	[JOB_VIEW] = {
		.name = "job_view",
		.text = "SELECT state, kind, attempts, uid, result_ct FROM job WHERE public_id = ? AND owner_mac = ?",
		SQL_IN(COL_S(R, public_id), COL_B(R, owner_mac)),
		SQL_OUT(R, COL_S(R, state), COL_S(R, kind), COL_I(R, attempts), COL_B(R, uid), COL_B(R, result)),
	},
};

const struct sql_module job_sql = { "job", job_stmts, JOB_STATEMENTS };
