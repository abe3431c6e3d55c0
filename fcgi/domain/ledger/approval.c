#include "domain/ledger/approval.h"

#include "base/date.h"
#include "domain/ledger/ledger_sql.h"

#include <string.h>

static const char *const kind_names[APPROVAL_KINDS] = {
	[APPROVAL_BATCH] = "BATCH",     [APPROVAL_RUN] = "RUN",       [APPROVAL_MANDATE] = "MANDATE",   [APPROVAL_POLICY] = "POLICY",
	[APPROVAL_GRANT] = "GRANT",     [APPROVAL_BUDGET] = "BUDGET", [APPROVAL_UNKNOWN] = "UNKNOWN",   [APPROVAL_DIFF] = "DIFF",
	[APPROVAL_REFUND] = "REFUND",   [APPROVAL_EXPORT] = "EXPORT", [APPROVAL_OVERRIDE] = "OVERRIDE", [APPROVAL_CONFIG] = "CONFIG",
	[APPROVAL_WHITELIST] = "WHITELIST",
};

const char *approval_kind_name(enum approval_kind kind)
{
	return kind < APPROVAL_KINDS ? kind_names[kind] : "?";
}

enum approval_kind approval_kind_of(const char *name)
{
	for (unsigned i = 0; i < APPROVAL_KINDS; i++)
		if (text_eq(kind_names[i], name))
			return (enum approval_kind)i;
	return APPROVAL_KINDS;
}

enum err_code approval_make(struct ctx *ctx, const struct approval_new *row, int64_t *ret_id)
{
	int64_t now = clock_now_ms();
	struct approval in = {
		.kind = approval_kind_name(row->kind), .subject_id = row->subject_id, .digest = { row->digest, SM3_SIZE },
		.made_by = row->made_by, .made_at = now, .note = row->note ? row->note : "", .expires_at = now + row->lasts_ms,
	};
	if (row->made_by <= 0)
		return err_set(&ctx->err, ERR_FORBIDDEN, "approval: only a person can ask for one");
	return db_insert(ctx->db, LEDGER_SQL(APPROVAL_INSERT), &in, ret_id);
}

enum err_code approval_set_subject(struct ctx *ctx, int64_t id, int64_t subject_id)
{
	struct sql_pair in = { subject_id, id };
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, LEDGER_SQL(APPROVAL_SUBJECT), &in, &n);
	if (rc)
		return rc;
	return n == 1 ? ERR_OK : err_set(&ctx->err, ERR_STATE, "approval %lld has a subject already", (long long)id);
}

enum err_code approval_lock(struct ctx *ctx, int64_t id, struct approval *ret_approval)
{
	struct sql_id in = { id };
	return db_one(ctx->db, LEDGER_SQL(APPROVAL_LOCK), &in, ret_approval);
}

enum err_code approval_decide(struct ctx *ctx, const struct approval *approval, bool yes, const struct blob *digest, const char *note)
{
	int64_t now = clock_now_ms();
	if (ctx->actor_id <= 0 || ctx->actor_id == approval->made_by)
		return err_set(&ctx->err, ERR_FORBIDDEN, "approval: the person who asked cannot decide");
	if (approval->decided_by != DB_NULL)
		return err_set(&ctx->err, ERR_STATE, "approval: decided already");
	if (approval->expires_at < now)
		return err_set(&ctx->err, ERR_STATE, "approval: expired");
	if (digest->n != SM3_SIZE || approval->digest.n != SM3_SIZE || !crypto_equal(digest->p, approval->digest.p, SM3_SIZE))
		return err_set(&ctx->err, ERR_STALE, "approval: the digest is another one");
	struct approval in = *approval;
	in.decided_by = ctx->actor_id;
	in.decided_at = now;
	in.yes = yes ? 1 : 0;
	if (note && note[0])
		in.note = note;
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, LEDGER_SQL(APPROVAL_DECIDE), &in, &n);
	if (rc)
		return rc;
	return n == 1 ? ERR_OK : err_set(&ctx->err, ERR_STALE, "approval: decided meanwhile");
}

bool approval_given(const struct approval *approval, enum approval_kind kind, const uint8_t digest[SM3_SIZE])
{
	return text_eq(approval->kind, approval_kind_name(kind)) && approval->yes == 1 && approval->decided_by != DB_NULL &&
	       approval->decided_by != approval->made_by && approval->digest.n == SM3_SIZE &&
	       crypto_equal(approval->digest.p, digest, SM3_SIZE);
}
