#include "domain/ledger/order.h"

#include "base/date.h"
#include "domain/ledger/batch_file.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/pay_sql.h"
#include "domain/ledger/refund.h"
#include "domain/people/people.h"

#include <stdio.h>
#include <string.h>

static const char payee_column[] = "pay_order.payee_ct";

const char *order_held_text(const char *held)
{
	static const struct {
		const char *held, *text;
	} texts[] = {
		{ "mandate:payment", "超出授权的单笔限额，待两人复核" },
		{ "mandate:day", "超出授权的当日金额，待次日或两人复核" },
		{ "mandate:count", "超出授权的当日笔数，待次日或两人复核" },
		{ "mandate:override", "超出授权的当日改判笔数，待次日或两人复核" },
		{ "mandate:none", "没有有效的发放授权，待两人复核" },
		{ ORDER_HELD_ACCOUNT, "收款账户有误，待更正账户" },
		{ ORDER_HELD_BANK, "银行整批退回，待财务处理" },
		{ ORDER_HELD_DUPLICATE, "银行答复重复，待财务核对" },
		{ ORDER_HELD_CONFLICT, "银行前后答复不一致，待财务核对" },
	};
	if (!held)
		return "";
	size_t n = strcspn(held, "@");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (strlen(texts[i].held) == n && memcmp(texts[i].held, held, n) == 0)
			return texts[i].text;
	return "暂缓发放";
}

enum err_code order_payee_of(struct ctx *ctx, int64_t account_id, const uint8_t uid[UID_SIZE], struct order_payee *ret_payee)
{
	struct account a;
	enum err_code rc = account_open(ctx, account_id, &a);
	if (rc)
		return rc;
	const char *cnaps = a.cnaps ? a.cnaps : "";
	bool usable = batch_field_ok(a.account) && batch_field_ok(a.holder) && (cnaps[0] == '\0' || batch_field_ok(cnaps));
	char *plain = usable ? arena_printf(ctx->arena, "%s|%s|%s", a.account, a.holder, cnaps) : arena_strdup(ctx->arena, "||");
	if (!plain)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	struct order_payee payee = { .sm3 = a.payee_sm3, .masked = a.account_masked, .usable = usable };
	rc = seal(ctx->keys, KEY_C4, payee_column, uid, plain, strlen(plain), ctx->arena, &payee.ct, &ctx->err);
	crypto_wipe(plain, strlen(plain));
	if (!rc)
		*ret_payee = payee;
	return rc;
}

enum err_code order_payee_open(struct ctx *ctx, const struct blob *uid, const struct blob *ct, const char **ret_account, const char **ret_holder,
                               const char **ret_cnaps)
{
	struct blob plain;
	if (uid->n != UID_SIZE)
		return err_set(&ctx->err, ERR_CRYPTO, "payee: uid");
	enum err_code rc = unseal(ctx->keys, KEY_C4, payee_column, uid->p, ct, ctx->arena, &plain, &ctx->err);
	if (rc)
		return rc;
	char *account = arena_dup(ctx->arena, plain.p, plain.n);
	char *holder = account ? strchr(account, '|') : NULL;
	char *cnaps = holder ? strchr(holder + 1, '|') : NULL;
	if (!cnaps)
		return err_set(&ctx->err, ERR_CRYPTO, "payee: form");
	*holder++ = '\0';
	*cnaps++ = '\0';
	*ret_account = account;
	*ret_holder = holder;
	*ret_cnaps = cnaps;
	return ERR_OK;
}

enum err_code order_ready(struct ctx *ctx, const char *scheme, enum order_pick pick, int64_t limit, struct order **ret_orders, size_t *ret_n)
{
	struct order_ask in = { .scheme = scheme, .limit = limit };
	enum pay_stmt stmt = pick == ORDER_FREE ? ORDERS_FREE : ORDERS_BEYOND;
	return db_list(ctx->db, PAY_SQL(stmt), &in, (size_t)limit, (void **)ret_orders, ret_n);
}

enum err_code order_take(struct ctx *ctx, const struct order *orders, size_t n)
{
	int64_t taken = 0;
	enum err_code rc = db_bulk(ctx->db, PAY_SQL(ORDER_TAKE), orders, sizeof(*orders), n, &taken);
	if (rc)
		return rc;
	return taken == (int64_t)n ? ERR_OK : err_set(&ctx->err, ERR_STALE, "an order moved while it was collected");
}

enum err_code order_hold(struct ctx *ctx, int64_t id, const char *held)
{
	struct order_held in = { .id = id, .held = held };
	return db_do(ctx->db, PAY_SQL(ORDER_HOLD), &in, NULL);
}

enum err_code order_unflag(struct ctx *ctx, const char *scheme, const char *day, int64_t *ret_n)
{
	char today[16] = "%@";
	if (day)
		snprintf(today, sizeof(today), "%%@%s", day);
	struct order_unflag in = { .scheme = scheme, .not_like = today };
	return db_do(ctx->db, PAY_SQL(ORDERS_UNFLAG), &in, ret_n);
}

enum err_code order_release(struct ctx *ctx, int64_t id)
{
	struct sql_id in = { id };
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, PAY_SQL(ORDER_RELEASE), &in, &n);
	if (rc)
		return rc;
	return n == 1 ? ERR_OK : err_set(&ctx->err, ERR_STATE, "order %lld is not held for a person", (long long)id);
}

enum err_code order_releasable(struct ctx *ctx, int64_t id)
{
	struct sql_id in = { id }, row;
	enum err_code rc = db_one(ctx->db, PAY_SQL(ORDER_RELEASABLE), &in, &row);
	return rc == ERR_NOT_FOUND ? err_set(&ctx->err, ERR_STATE, "这笔现在不能解除挂起：等账户更正，或还有未关闭的对账差异") : rc;
}

enum err_code order_close(struct ctx *ctx, int64_t id)
{
	struct sql_id in = { id };
	struct order_close_row row;
	int64_t n = 0, open_id = 0;
	enum err_code rc = db_one(ctx->db, PAY_SQL(ORDER_LOCK), &in, &row);
	if (rc)
		return rc;
	if (!text_eq(row.state, "READY"))
		return err_set(&ctx->err, ERR_STATE, "order %lld is %s", (long long)id, row.state);
	struct sql_id entitlement = { row.entitlement_id };
	rc = db_do(ctx->db, PAY_SQL(ENTITLEMENT_CANCEL), &entitlement, NULL);
	if (!rc)
		rc = db_do(ctx->db, PAY_SQL(ORDER_CLOSE), &in, &n);
	if (!rc && n != 1)
		rc = err_set(&ctx->err, ERR_STALE, "order %lld moved", (long long)id);
	if (!rc)
		rc = refund_unnet(ctx, row.entitlement_id);
	if (!rc)
		rc = ledger_open_of(ctx, id, &open_id);
	if (rc)
		return rc;
	char key[65];
	snprintf(key, sizeof(key), "void:%lld", (long long)id);
	struct ledger_entry entry = {
		.kind = LEDGER_VOID, .scheme = row.scheme, .amount_fen = row.amount_fen, .ref_id = id, .resolves_id = open_id, .idem_key = key,
	};
	return ledger_post(ctx, &entry, NULL);
}

enum err_code order_account_changed(struct ctx *ctx, int64_t person_id, int64_t account_id, int64_t *ret_n)
{
	struct sql_id in = { person_id };
	struct order_payee_row *rows;
	size_t n;
	enum err_code rc = db_list(ctx->db, PAY_SQL(ORDERS_OF_PERSON), &in, 1000, (void **)&rows, &n);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct order_payee payee;
		if (rows[i].uid.n != UID_SIZE)
			return err_set(&ctx->err, ERR_CRYPTO, "payee: uid");
		rc = order_payee_of(ctx, account_id, rows[i].uid.p, &payee);
		if (rc)
			return rc;
		rows[i].payee_ct = payee.ct;
		rows[i].payee_sm3 = payee.sm3;
		rows[i].payee_masked = payee.masked;
		rows[i].held = payee.usable ? NULL : ORDER_HELD_ACCOUNT;
		rc = db_do(ctx->db, PAY_SQL(ORDER_PAYEE), &rows[i], NULL);
		if (rc)
			return rc;
	}
	*ret_n = (int64_t)n;
	return ERR_OK;
}

enum err_code order_follow_account(struct ctx *ctx, int64_t order_id, int64_t person_id, bool *ret_moved)
{
	struct sql_id in = { order_id };
	struct order_payee_row row;
	struct account live;
	int64_t n = 0;
	enum err_code rc = db_one(ctx->db, PAY_SQL(ORDER_PAYEE_READ), &in, &row);
	if (!rc)
		rc = account_live(ctx, person_id, &live);
	if (rc && rc != ERR_NOT_FOUND)
		return rc;
	bool same = rc || (row.payee_sm3.n == SM3_SIZE && live.payee_sm3.n == SM3_SIZE && crypto_equal(row.payee_sm3.p, live.payee_sm3.p, SM3_SIZE));
	if (rc)
		err_clear(&ctx->err);
	rc = same ? ERR_OK : order_account_changed(ctx, person_id, live.id, &n);
	if (!rc)
		*ret_moved = n > 0;
	return rc;
}
