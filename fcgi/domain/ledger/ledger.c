#include "domain/ledger/ledger.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/ledger/ledger_sql.h"
#include "domain/people/people.h"

#include <stdio.h>

/* Which account a kind of transfer takes from and gives to; "" = the treasury, which belongs to no scheme. */
static const struct {
	const char *name, *dr, *cr;
} kinds[] = {
	[LEDGER_FUND] = { "FUND", "", "budget" },
	[LEDGER_RESERVE] = { "RESERVE", "budget", "reserved" },
	[LEDGER_POST] = { "POST", "reserved", "paid" },
	[LEDGER_VOID] = { "VOID", "reserved", "budget" },
	[LEDGER_RETURN] = { "RETURN", "paid", "reserved" },
};

static enum err_code account_find(struct ctx *ctx, const char *group, const char *scheme, struct account_row *ret_row)
{
	char code[41];
	snprintf(code, sizeof(code), "%s:%s", group, scheme);
	struct sql_text in = { group[0] ? code : "treasury" };
	enum err_code rc = db_one(ctx->db, LEDGER_SQL(ACCOUNT_BY_CODE), &in, ret_row);
	return rc == ERR_NOT_FOUND ? err_set(&ctx->err, ERR_INTERNAL, "no such ledger account") : rc;
}

/* Both rows locked in id order; then a balance that would fall below zero is told before anything is written. The constraint of the
 * table stands behind this for every other writer. */
static enum err_code accounts_lock(struct ctx *ctx, enum ledger_kind kind, const char *scheme, int64_t amount_fen, struct account_move *ret_move)
{
	struct account_row dr, cr, locked;
	enum err_code rc = account_find(ctx, kinds[kind].dr, scheme, &dr);
	if (!rc)
		rc = account_find(ctx, kinds[kind].cr, scheme, &cr);
	if (rc)
		return rc;
	struct sql_id first = { dr.id < cr.id ? dr.id : cr.id }, second = { dr.id < cr.id ? cr.id : dr.id };
	rc = db_one(ctx->db, LEDGER_SQL(ACCOUNT_LOCK), &first, &locked);
	if (rc)
		return rc;
	if (locked.id == dr.id)
		dr = locked;
	rc = db_one(ctx->db, LEDGER_SQL(ACCOUNT_LOCK), &second, &locked);
	if (rc)
		return rc;
	if (locked.id == dr.id)
		dr = locked;
	if (kind != LEDGER_FUND && dr.credits - dr.debits < amount_fen)
		return err_set(&ctx->err, ERR_LIMIT, "account %s:%s has not enough", kinds[kind].dr, scheme);
	*ret_move = (struct account_move){ dr.id, cr.id, amount_fen };
	return ERR_OK;
}

enum err_code ledger_post(struct ctx *ctx, const struct ledger_entry *entry, int64_t *ret_id)
{
	struct account_move move;
	if (entry->amount_fen <= 0 || entry->amount_fen > MONEY_MAX_FEN)
		return err_set(&ctx->err, ERR_LIMIT, "ledger: amount");
	enum err_code rc = accounts_lock(ctx, entry->kind, entry->scheme, entry->amount_fen, &move);
	if (rc)
		return rc;
	struct transfer_row row = {
		.dr = move.dr, .cr = move.cr, .amount_fen = entry->amount_fen, .resolves_id = entry->resolves_id > 0 ? entry->resolves_id : DB_NULL,
		.ref_id = entry->ref_id, .at = clock_now_ms(), .idem_key = entry->idem_key, .kind = kinds[entry->kind].name,
	};
	int64_t id = 0, moved = 0;
	rc = db_insert(ctx->db, LEDGER_SQL(TRANSFER_INSERT), &row, &id);
	if (!rc)
		rc = db_do(ctx->db, LEDGER_SQL(ACCOUNTS_MOVE), &move, &moved);
	if (rc)
		return rc;
	if (moved != 2)
		return err_set(&ctx->err, ERR_INTERNAL, "ledger: a balance did not move");
	if (ret_id)
		*ret_id = id;
	return ERR_OK;
}

enum err_code ledger_move(struct ctx *ctx, enum ledger_kind kind, const char *scheme, int64_t sum_fen)
{
	struct account_move move;
	int64_t moved = 0;
	enum err_code rc = accounts_lock(ctx, kind, scheme, sum_fen, &move);
	if (!rc)
		rc = db_do(ctx->db, LEDGER_SQL(ACCOUNTS_MOVE), &move, &moved);
	if (rc)
		return rc;
	return moved == 2 ? ERR_OK : err_set(&ctx->err, ERR_INTERNAL, "ledger: a balance did not move");
}

enum err_code ledger_sides(struct ctx *ctx, enum ledger_kind kind, const char *scheme, int64_t *ret_dr, int64_t *ret_cr)
{
	struct account_row dr, cr;
	enum err_code rc = account_find(ctx, kinds[kind].dr, scheme, &dr);
	if (!rc)
		rc = account_find(ctx, kinds[kind].cr, scheme, &cr);
	if (rc)
		return rc;
	*ret_dr = dr.id;
	*ret_cr = cr.id;
	return ERR_OK;
}

enum err_code ledger_open_of(struct ctx *ctx, int64_t order_id, int64_t *ret_transfer_id)
{
	struct sql_id in = { order_id }, row;
	enum err_code rc = db_one(ctx->db, LEDGER_SQL(TRANSFER_OPEN), &in, &row);
	if (rc)
		return rc;
	if (row.id == 0)
		return err_set(&ctx->err, ERR_INTERNAL, "order %lld has no reservation", (long long)order_id);
	*ret_transfer_id = row.id;
	return ERR_OK;
}

enum err_code ledger_find(struct ctx *ctx, const char *idem_key, int64_t *ret_transfer_id)
{
	struct sql_text in = { idem_key };
	struct sql_id row;
	enum err_code rc = db_one(ctx->db, LEDGER_SQL(TRANSFER_BY_KEY), &in, &row);
	if (!rc)
		*ret_transfer_id = row.id;
	return rc;
}

enum err_code ledger_balance(struct ctx *ctx, const char *scheme, struct ledger_balance *ret_balance)
{
	struct account_row budget, reserved, paid;
	struct sql_id funded;
	enum err_code rc = account_find(ctx, "budget", scheme, &budget);
	if (!rc)
		rc = account_find(ctx, "reserved", scheme, &reserved);
	if (!rc)
		rc = account_find(ctx, "paid", scheme, &paid);
	struct sql_id in = { rc ? 0 : budget.id };
	if (!rc)
		rc = db_one(ctx->db, LEDGER_SQL(FUNDED), &in, &funded);
	if (rc)
		return rc;
	*ret_balance = (struct ledger_balance){
		.funded_fen = funded.id, .available_fen = budget.credits - budget.debits, .reserved_fen = reserved.credits - reserved.debits,
		.paid_fen = paid.credits - paid.debits,
	};
	return ERR_OK;
}
