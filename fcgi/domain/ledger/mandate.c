#include "domain/ledger/mandate.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/ledger/approval.h"
#include "domain/ledger/ledger_sql.h"

#include <stdio.h>

/* Limits inside which a run pays by itself: all of them or none. */
static void check_run(struct ctx *ctx, const struct mandate *m)
{
	if (m->run_payees_percent < 0 || m->run_payees_percent > 100)
		(void)err_field(&ctx->err, "/run_payees_percent", "range", "人数变动应在0至100之间");
	if (m->run_sum_percent < 0 || m->run_sum_percent > 100)
		(void)err_field(&ctx->err, "/run_sum_percent", "range", "金额变动应在0至100之间");
	if (m->run_new_payees < 0 || m->run_new_payees > 1000000)
		(void)err_field(&ctx->err, "/run_new_payees", "range", "新增人数应在0至1000000之间");
}

static enum err_code mandate_check(struct ctx *ctx, const struct mandate *m)
{
	int32_t from = 0, to = 0;
	err_clear(&ctx->err);
	if (m->per_payment_fen <= 0 || m->per_payment_fen > MONEY_MAX_FEN)
		(void)err_field(&ctx->err, "/per_payment_fen", "minimum", "每笔限额应大于零");
	if (m->per_day_fen < m->per_payment_fen || m->per_day_fen > MONEY_MAX_FEN)
		(void)err_field(&ctx->err, "/per_day_fen", "minimum", "每日限额应不少于每笔限额");
	if (m->per_day_count <= 0 || m->per_day_count > 1000000)
		(void)err_field(&ctx->err, "/per_day_count", "range", "每日笔数应在1至1000000之间");
	if (m->overrides_per_day < 0 || m->overrides_per_day > m->per_day_count)
		(void)err_field(&ctx->err, "/overrides_per_day", "range", "每日改判笔数应不多于每日笔数");
	if (!date_parse(m->valid_from, &from) || !date_parse(m->valid_to, &to) || to < from || to > date_add_months(from, 24))
		(void)err_field(&ctx->err, "/valid_to", "range", "有效期应为两年以内的一段日期");
	if (m->run_payees_percent != DB_NULL || m->run_sum_percent != DB_NULL || m->run_new_payees != DB_NULL)
		check_run(ctx, m);
	return ctx->err.code;
}

bool mandate_digest(const struct mandate *m, uint8_t ret_digest[SM3_SIZE])
{
	char text[400];
	int n = snprintf(text, sizeof(text), "MANDATE\n%s\n%s\n%lld\n%lld\n%lld\n%lld\n%s\n%s\n%lld\n%lld\n", m->scheme, m->bank,
	                 (long long)m->per_payment_fen, (long long)m->per_day_fen, (long long)m->per_day_count,
	                 (long long)m->overrides_per_day, m->valid_from, m->valid_to, (long long)m->made_by, (long long)m->created_at);
	/* Mandates without limits for runs keep the digest they were agreed on with. */
	if (n > 0 && (size_t)n < sizeof(text) && m->run_payees_percent != DB_NULL)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "RUN\n%lld\n%lld\n%lld\n", (long long)m->run_payees_percent, (long long)m->run_sum_percent,
		              (long long)m->run_new_payees);
	return n > 0 && (size_t)n < sizeof(text) && crypto_sm3(text, (size_t)n, ret_digest);
}

enum err_code mandate_make(struct ctx *ctx, const struct mandate *mandate, int64_t lasts_ms, int64_t *ret_id, int64_t *ret_approval_id)
{
	struct mandate m = *mandate;
	m.created_at = clock_now_ms();
	m.bank = "main";
	enum err_code rc = mandate_check(ctx, &m);
	if (rc)
		return rc;
	uint8_t digest[SM3_SIZE];
	if (!mandate_digest(&m, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest of a mandate");
	struct approval_new ask = { .kind = APPROVAL_MANDATE, .made_by = m.made_by, .lasts_ms = lasts_ms, .digest = digest };
	rc = approval_make(ctx, &ask, &m.approval_id);
	int64_t id = 0;
	if (!rc)
		rc = db_insert(ctx->db, LEDGER_SQL(MANDATE_INSERT), &m, &id);
	if (!rc)
		rc = approval_set_subject(ctx, m.approval_id, id);
	if (rc)
		return rc;
	*ret_id = id;
	*ret_approval_id = m.approval_id;
	return ERR_OK;
}

enum err_code mandate_in_force(struct ctx *ctx, const char *scheme, const char *day, struct mandate *ret_mandate)
{
	struct mandate_ask in = { scheme, day };
	struct mandate *rows;
	size_t n;
	enum err_code rc = db_list(ctx->db, LEDGER_SQL(MANDATE_IN_FORCE), &in, 100, (void **)&rows, &n);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		uint8_t digest[SM3_SIZE];
		if (!mandate_digest(&rows[i], digest))
			return err_set(&ctx->err, ERR_CRYPTO, "digest of a mandate");
		if (rows[i].approval_digest.n == SM3_SIZE && crypto_equal(digest, rows[i].approval_digest.p, SM3_SIZE)) {
			*ret_mandate = rows[i];
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err_code mandate_day_lock(struct ctx *ctx, int64_t mandate_id, const char *day, struct mandate_day *ret_day)
{
	struct mandate_day_in in = { .mandate_id = mandate_id, .day = day };
	enum err_code rc = db_do(ctx->db, LEDGER_SQL(MANDATE_DAY_MAKE), &in, NULL);
	return rc ? rc : db_one(ctx->db, LEDGER_SQL(MANDATE_DAY_LOCK), &in, ret_day);
}

enum err_code mandate_day_add(struct ctx *ctx, int64_t mandate_id, const char *day, const struct mandate_day *add)
{
	struct mandate_day_in in = { mandate_id, add->fen, add->n, add->overrides, day };
	int64_t n = 0;
	enum err_code rc = db_do(ctx->db, LEDGER_SQL(MANDATE_DAY_ADD), &in, &n);
	if (rc)
		return rc;
	return n == 1 ? ERR_OK : err_set(&ctx->err, ERR_INTERNAL, "the day of a mandate was not locked first");
}

const char *mandate_refuses(const struct mandate *mandate, struct mandate_day *used, int64_t amount_fen, bool override)
{
	int64_t fen;
	if (amount_fen > mandate->per_payment_fen)
		return "mandate:payment";
	if (used->n >= mandate->per_day_count)
		return "mandate:count";
	if (!money_add(used->fen, amount_fen, &fen) || fen > mandate->per_day_fen)
		return "mandate:day";
	if (override && used->overrides >= mandate->overrides_per_day)
		return "mandate:override";
	used->fen = fen;
	used->n++;
	used->overrides += override ? 1 : 0;
	return NULL;
}
