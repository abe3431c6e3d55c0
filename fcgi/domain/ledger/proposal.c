#include "domain/ledger/proposal.h"

#include "base/date.h"
#include "domain/ledger/ledger_sql.h"

#include <stdio.h>

bool proposal_digest(const struct proposal *p, uint8_t ret_digest[SM3_SIZE])
{
	char text[2000];
	int n = snprintf(text, sizeof(text), "PROPOSAL\n%lld\n%s\n%s\n%lld\n%lld\n%s\n%s\n%s\n%lld\n%lld\n", (long long)p->id, p->kind,
	                 p->scheme ? p->scheme : "", (long long)p->amount_fen, (long long)p->subject_id, p->outcome ? p->outcome : "",
	                 p->evidence, p->note, (long long)p->made_by, (long long)p->created_at);
	return n > 0 && (size_t)n < sizeof(text) && crypto_sm3(text, (size_t)n, ret_digest);
}

enum err_code proposal_make(struct ctx *ctx, const struct proposal *proposal, int64_t lasts_ms, int64_t *ret_id, int64_t *ret_approval_id)
{
	struct proposal p = *proposal;
	p.created_at = clock_now_ms();
	p.evidence = p.evidence ? p.evidence : "";
	p.note = p.note ? p.note : "";
	enum approval_kind kind = approval_kind_of(p.kind);
	if (kind != APPROVAL_BUDGET && kind != APPROVAL_UNKNOWN && kind != APPROVAL_DIFF && kind != APPROVAL_REFUND)
		return err_set(&ctx->err, ERR_INVALID, "proposal: kind");
	enum err_code rc = db_insert(ctx->db, LEDGER_SQL(PROPOSAL_INSERT), &p, &p.id);
	if (rc)
		return rc;
	uint8_t digest[SM3_SIZE];
	if (!proposal_digest(&p, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest of a proposal");
	struct approval_new ask = {
		.kind = kind, .subject_id = p.id, .made_by = p.made_by, .lasts_ms = lasts_ms, .digest = digest, .note = p.note,
	};
	int64_t approval_id = 0;
	rc = approval_make(ctx, &ask, &approval_id);
	if (rc)
		return rc;
	*ret_id = p.id;
	*ret_approval_id = approval_id;
	return ERR_OK;
}

enum err_code proposal_read(struct ctx *ctx, int64_t id, struct proposal *ret_proposal)
{
	struct sql_id in = { id };
	return db_one(ctx->db, LEDGER_SQL(PROPOSAL_READ), &in, ret_proposal);
}
