#include "domain/ledger/ledger.h"

#include "base/date.h"
#include "domain/ledger/batch_file.h"
#include "domain/ledger/ledger_sql.h"
#include "domain/ledger/order.h"
#include "domain/ledger/refund.h"
#include "store/audit.h"

#include <stdio.h>

static enum err_code entitle(struct ctx *ctx, const struct grant *grant, int64_t *ret_id)
{
	struct entitlement_row row = {
		.person_id = grant->person_id, .unit_id = grant->unit_id, .case_id = grant->case_id,
		.qualification_id = grant->qualification_id > 0 ? grant->qualification_id : DB_NULL, .amount_fen = grant->amount_fen,
		.at = clock_now_ms(), .program = grant->program, .period_key = grant->period_key,
	};
	enum err_code rc = db_insert(ctx->db, LEDGER_SQL(ENTITLEMENT_INSERT), &row, ret_id);
	if (rc)
		return rc;
	return *ret_id > 0 ? ERR_OK : err_set(&ctx->err, ERR_INTERNAL, "no such program");
}

/* The payee as approved: later changes of the account do not change what was agreed. */
static enum err_code order_insert(struct ctx *ctx, const struct grant *grant, int64_t entitlement_id, int64_t *ret_id)
{
	uint8_t *uid = arena_alloc(ctx->arena, UID_SIZE);
	uint8_t number[UID_SIZE];
	if (!uid || !crypto_uid(uid) || !crypto_uid(number))
		return err_set(&ctx->err, ERR_CRYPTO, "uid");
	struct order_row row = {
		.entitlement_id = entitlement_id, .amount_fen = grant->amount_fen, .override = grant->override, .created_at = clock_now_ms(),
		.uid = { uid, UID_SIZE }, .public_id = text_hex(ctx->arena, number, sizeof(number)), .scheme = grant->scheme,
	};
	struct order_payee payee;
	enum err_code rc = order_payee_of(ctx, grant->account_id, uid, &payee);
	if (rc)
		return rc;
	row.payee_ct = payee.ct;
	row.payee_sm3 = payee.sm3;
	row.payee_masked = payee.masked;
	row.held = payee.usable ? NULL : ORDER_HELD_ACCOUNT;
	return db_insert(ctx->db, LEDGER_SQL(ORDER_INSERT), &row, ret_id);
}

/* The rows were never seen by anybody: the transaction may go on without this grant. */
static enum err_code ungrant(struct ctx *ctx, int64_t entitlement_id, int64_t order_id)
{
	struct sql_id order = { order_id }, entitlement = { entitlement_id };
	enum err_code rc = refund_unnet(ctx, entitlement_id);
	if (!rc)
		rc = db_do(ctx->db, LEDGER_SQL(ORDER_DELETE), &order, NULL);
	return rc ? rc : db_do(ctx->db, LEDGER_SQL(ENTITLEMENT_DELETE), &entitlement, NULL);
}

/* All of it is set off against what he has to give back: a right, and nothing to pay. */
static enum err_code netted_whole(struct ctx *ctx, const struct grant *grant, int64_t entitlement_id, int64_t *ret_entitlement_id, int64_t *ret_order_id)
{
	char detail[120];
	snprintf(detail, sizeof(detail), "%s %s, all of %lld fen set off", grant->program, grant->period_key, (long long)grant->amount_fen);
	struct audit_row audit = {
		.action = "pay.grant", .object_kind = "entitlement", .object_id = entitlement_id, .person_id = grant->person_id, .detail = detail,
	};
	*ret_entitlement_id = entitlement_id;
	*ret_order_id = 0;
	return audit_write(ctx, &audit);
}

enum err_code ledger_grant(struct ctx *ctx, const struct grant *grant, int64_t *ret_entitlement_id, int64_t *ret_order_id)
{
	int64_t entitlement_id = 0, order_id = 0, netted_fen = 0;
	struct grant paid = *grant;
	enum err_code rc = entitle(ctx, grant, &entitlement_id);
	if (!rc)
		rc = refund_net(ctx, grant->person_id, grant->scheme, entitlement_id, grant->amount_fen, &netted_fen);
	paid.amount_fen -= netted_fen;
	if (!rc && paid.amount_fen == 0)
		return netted_whole(ctx, grant, entitlement_id, ret_entitlement_id, ret_order_id);
	if (!rc)
		rc = order_insert(ctx, &paid, entitlement_id, &order_id);
	if (rc)
		return rc;
	char key[65];
	snprintf(key, sizeof(key), "reserve:%lld", (long long)order_id);
	struct ledger_entry reserve = {
		.kind = LEDGER_RESERVE, .scheme = grant->scheme, .amount_fen = paid.amount_fen, .ref_id = order_id, .idem_key = key,
	};
	rc = ledger_post(ctx, &reserve, NULL);
	if (rc == ERR_LIMIT) {
		enum err_code undone = ungrant(ctx, entitlement_id, order_id);
		return undone ? undone : err_set(&ctx->err, ERR_LIMIT, "the budget of %s is short", grant->scheme);
	}
	char detail[160];
	snprintf(detail, sizeof(detail), "entitlement %lld, %s %s, %lld fen, %lld of them set off", (long long)entitlement_id, grant->program,
	         grant->period_key, (long long)grant->amount_fen, (long long)netted_fen);
	struct audit_row audit = {
		.action = "pay.grant", .object_kind = "order", .object_id = order_id, .person_id = grant->person_id, .detail = detail,
	};
	if (!rc)
		rc = audit_write(ctx, &audit);
	if (rc)
		return rc;
	*ret_entitlement_id = entitlement_id;
	*ret_order_id = order_id;
	return ERR_OK;
}
