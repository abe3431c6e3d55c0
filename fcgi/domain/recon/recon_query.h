/* What pages read of reconciliation. */
#ifndef DOMAIN_RECON_RECON_QUERY_H
#define DOMAIN_RECON_RECON_QUERY_H

#include "store/ctx.h"

struct recon_day_row {
	int64_t ours_n, ours_fen, bank_n, bank_fen, ledger_fen, diffs;
	const char *day, *state;
};
enum err_code recon_query_day(struct ctx *ctx, const char *day, struct recon_day_row *ret_row) MUST_CHECK; /* ERR_NOT_FOUND: nothing yet */
enum err_code recon_query_days(struct ctx *ctx, struct recon_day_row **ret_rows, size_t *ret_n) MUST_CHECK; /* newest 14 */

struct recon_diff_row {
	int64_t id, ours_fen, bank_fen;            /* DB_NULL where there is none */
	int64_t contradicts, debited, proposed; /* as struct recon_about; proposed: somebody has asked to close it */
	const char *kind, *e2e_id, *state, *note;
};
enum err_code recon_query_diffs(struct ctx *ctx, const char *day, int64_t now, struct recon_diff_row **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code recon_query_open(struct ctx *ctx, int64_t *ret_n) MUST_CHECK;

extern const struct sql_module recon_query_sql;

#endif
