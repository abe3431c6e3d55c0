/* What pages read of money: orders, batches, approvals, mandates, balances. Lists by keyset; opens no ciphertext; masked accounts only. */
#ifndef DOMAIN_LEDGER_PAY_QUERY_H
#define DOMAIN_LEDGER_PAY_QUERY_H

#include "domain/ledger/ledger.h"
#include "store/ctx.h"

#define PAY_QUERY_PAGE 50

struct payout_row {
	int64_t id, amount_fen, created_at, paid_at, attempts, attempt_id; /* paid_at, attempt_id 0 = not yet */
	const char *public_id, *case_id, *applicant, *scheme, *period, *state, *account, *held, *batch_no, *attempt_state;
};
/* before: id of the last row seen, 0 = start; newest first. */
enum err_code pay_query_payouts(struct ctx *ctx, const char *state, int64_t before, struct payout_row **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code pay_query_of_person(struct ctx *ctx, int64_t person_id, int64_t before, struct payout_row **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code pay_query_of_case(struct ctx *ctx, int64_t case_id, struct payout_row **ret_rows, size_t *ret_n) MUST_CHECK;

/* When the person was paid orders of a scheme, ms UTC, in each row's id. */
enum err_code pay_query_paid(struct ctx *ctx, int64_t person_id, const char *scheme, struct sql_id **ret_rows, size_t *ret_n) MUST_CHECK;

struct attempt_row {
	int64_t state_at;
	const char *state, *code;
};
enum err_code pay_query_attempts(struct ctx *ctx, int64_t order_id, struct attempt_row **ret_rows, size_t *ret_n) MUST_CHECK;

struct batch_row {
	int64_t id, n, sum_fen, approval_id, mandate_id, created_at, sent_at, closed_at, succeeded, failed, unknown; /* 0 where there is none */
	const char *batch_no, *scheme, *state;
	struct blob digest;
};
enum err_code pay_query_batches(struct ctx *ctx, int64_t before, struct batch_row **ret_rows, size_t *ret_n) MUST_CHECK;

/* Undecided and unexpired ones; the summary columns that fit its kind are filled, others DB_NULL or NULL. */
struct approval_row {
	int64_t id, subject_id, made_by, made_at, expires_at;
	int64_t n, sum_fen;                                              /* BATCH; sum_fen also BUDGET; n also WHITELIST: its rows */
	int64_t per_payment_fen, per_day_fen, per_day_count, overrides, run_payees_percent, run_sum_percent, run_new_payees; /* MANDATE */
	const char *month, *why, *run; /* RUN; n and sum_fen too */
	int64_t ours_fen, bank_fen;                                      /* DIFF */
	const char *e2e_id, *day;                                        /* DIFF; e2e_id also UNKNOWN */
	const char *version, *title, *base;                              /* POLICY; its first day is valid_from */
	const char *list, *as_of;                                        /* WHITELIST: its public number, the day it speaks of */
	int64_t added, gone, changed;                                    /* WHITELIST: people against the list in force */
	const char *kind, *maker, *scheme, *batch_no, *valid_from, *valid_to, *note, *evidence, *outcome;
	struct blob digest;
};
enum err_code pay_query_approvals(struct ctx *ctx, int64_t now, struct approval_row **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code pay_query_approvals_open(struct ctx *ctx, int64_t now, int64_t *ret_n) MUST_CHECK;

struct mandate_row {
	int64_t id, per_payment_fen, per_day_fen, per_day_count, overrides_per_day, yes, decided_by, revoked_at; /* DB_NULL where there is none */
	int64_t run_payees_percent, run_sum_percent, run_new_payees;
	int64_t used_fen, used_n, used_overrides; /* on `today` */
	const char *scheme, *valid_from, *valid_to;
};
enum err_code pay_query_mandates(struct ctx *ctx, const char *today, struct mandate_row **ret_rows, size_t *ret_n) MUST_CHECK;

extern const struct sql_module pay_query_sql;

#endif
