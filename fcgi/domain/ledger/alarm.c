#include "domain/ledger/alarm.h"

#include "base/date.h"
#include "domain/ledger/ledger_sql.h"

enum err_code alarm_raise(struct ctx *ctx, const char *kind, int64_t subject_id, const char *text)
{
	struct alarm_in in = { .kind = kind, .subject_id = subject_id, .text = text, .at = clock_now_ms() };
	return db_do(ctx->db, LEDGER_SQL(ALARM_RAISE), &in, NULL);
}

enum err_code alarm_clear(struct ctx *ctx, const char *kind, int64_t subject_id)
{
	struct alarm_in in = { .kind = kind, .subject_id = subject_id, .at = clock_now_ms() };
	return db_do(ctx->db, LEDGER_SQL(ALARM_CLEAR), &in, NULL);
}
