/* Staging of bank files and the comparison of a day: attempts, return lines, statement and ledger, by e2e_id, count and sum.
 * Inside the caller's transaction. Amounts in fen. */
#ifndef DOMAIN_RECON_RECON_H
#define DOMAIN_RECON_RECON_H

#include "domain/recon/bank_file.h"
#include "store/ctx.h"

struct recon_file {
	int64_t id, applied_at; /* applied_at DB_NULL until every line is applied */
	bool again;             /* the same bytes came before */
};
/* File by digest, inbox row and lines, in bulk. The same bytes twice are one file. */
enum err_code recon_stage_return(struct ctx *ctx, const struct return_file *file, const uint8_t sm3[SM3_SIZE], struct recon_file *ret_file) MUST_CHECK;
enum err_code recon_stage_statement(struct ctx *ctx, const struct statement_file *file, const uint8_t sm3[SM3_SIZE], struct recon_file *ret_file) MUST_CHECK;
enum err_code recon_file_done(struct ctx *ctx, int64_t file_id) MUST_CHECK; /* when no line is left */
/* Scheme of a batch by number; a batch found SENDING was taken by the bank: attempts that were still LOCKED are then in doubt.
 * ERR_NOT_FOUND: not ours. */
struct recon_batch { int64_t id; const char *scheme, *state; };
enum err_code recon_batch(struct ctx *ctx, const char *batch_no, struct recon_batch *ret_batch) MUST_CHECK;

/* Attempts still open that the newest statement of the day shows as paid, once, with their amount. */
enum err_code recon_proven(struct ctx *ctx, const char *day, int64_t limit, int64_t **ret_attempt_ids, size_t *ret_n) MUST_CHECK;

struct recon_day {
	int64_t ours_n, ours_fen, bank_n, bank_fen, ledger_fen, diffs, file_id, received_at; /* file_id 0 = no statement yet */
	bool closed;
};
/* Compares, opens and closes differences, writes recon_day. CLOSED: the day is over, its statement came after it, nothing differs. */
enum err_code recon_compare(struct ctx *ctx, int32_t day, int32_t today, struct recon_day *ret_day) MUST_CHECK;
/* Days before today that are not closed, oldest first, as day numbers. */
enum err_code recon_open_days(struct ctx *ctx, int32_t today, int64_t limit, int32_t **ret_days, size_t *ret_n) MUST_CHECK;
/* What a difference is about. contradicts: the bank shows a payment that it had called not paid; how it really is has to be said when the
 * difference is closed. */
struct recon_about {
	int64_t attempt_id, ours_fen, bank_fen; /* 0, DB_NULL where there is none */
	int64_t contradicts, debited;           /* debited: a statement shows the money gone, and not come back */
	const char *state, *day, *order_state;
};
enum err_code recon_diff_about(struct ctx *ctx, int64_t diff_id, struct recon_about *ret_about) MUST_CHECK;
/* By approval: closed for good, with who agreed and what they found (outcome, may be NULL; then every open one about the payment's state
 * closes with it). ERR_STATE: not open. */
enum err_code recon_diff_close(struct ctx *ctx, int64_t diff_id, int64_t approval_id, const char *outcome, int32_t *ret_day) MUST_CHECK;

/* Where a pull stands; "0" when it never ran. */
enum err_code recon_mark_read(struct ctx *ctx, const char *name, int64_t *ret_value) MUST_CHECK;
enum err_code recon_mark_set(struct ctx *ctx, const char *name, int64_t value) MUST_CHECK;

#endif
