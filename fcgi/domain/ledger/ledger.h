/* Entitlements, orders and the double-entry ledger (money design 2.1, 2.3). Everything here runs inside the caller's transaction,
 * after the person and case rows are locked. Amounts in fen. */
#ifndef DOMAIN_LEDGER_LEDGER_H
#define DOMAIN_LEDGER_LEDGER_H

#include "store/ctx.h"

enum ledger_kind { LEDGER_FUND, LEDGER_RESERVE, LEDGER_POST, LEDGER_VOID, LEDGER_RETURN };

struct ledger_entry {
	enum ledger_kind kind;
	const char *scheme;
	int64_t amount_fen;
	int64_t ref_id;
	int64_t resolves_id; /* 0 = none */
	const char *idem_key;
};
/* Inserts the transfer and moves both balances (accounts locked by id). ERR_LIMIT: below the floor (not enough budget). ERR_DUPLICATE: idem key had. */
enum err_code ledger_post(struct ctx *ctx, const struct ledger_entry *entry, int64_t *ret_id) MUST_CHECK;

/* For many transfers at once (a chunk of a return file): the caller inserts the transfer rows itself and moves the balances once by
 * their sum. ledger_sides: the two account ids of a kind. */
enum err_code ledger_move(struct ctx *ctx, enum ledger_kind kind, const char *scheme, int64_t sum_fen) MUST_CHECK;
enum err_code ledger_sides(struct ctx *ctx, enum ledger_kind kind, const char *scheme, int64_t *ret_dr, int64_t *ret_cr) MUST_CHECK;
/* The transfer that holds the money of an order now: its RESERVE, or the RETURN of its last returned attempt. POST and VOID resolve it. */
enum err_code ledger_open_of(struct ctx *ctx, int64_t order_id, int64_t *ret_transfer_id) MUST_CHECK;
enum err_code ledger_find(struct ctx *ctx, const char *idem_key, int64_t *ret_transfer_id) MUST_CHECK; /* ERR_NOT_FOUND */

/* A right to money and its order: entitlement + order (READY) + RESERVE. ERR_DUPLICATE: already granted (the unique key), nothing changed.
 * ERR_LIMIT: the budget is short. What the person has to give back by two persons' word is set off: the order is smaller by it, and with
 * nothing left to pay there is none (ret_order_id 0). */
struct grant {
	const char *program;    /* "type2" … of table program */
	const char *scheme;
	const char *period_key; /* "2026-11" */
	int64_t person_id, unit_id, case_id, qualification_id;
	int64_t amount_fen;
	int64_t account_id;     /* payee_account.id: its content is copied, sealed, into the order */
	bool override;
};
enum err_code ledger_grant(struct ctx *ctx, const struct grant *grant, int64_t *ret_entitlement_id, int64_t *ret_order_id) MUST_CHECK;

struct ledger_balance { int64_t funded_fen, available_fen, reserved_fen, paid_fen; };
enum err_code ledger_balance(struct ctx *ctx, const char *scheme, struct ledger_balance *ret_balance) MUST_CHECK;

#endif
