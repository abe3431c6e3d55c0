#include "domain/recon/invariant.h"

#include "base/date.h"
#include "domain/recon/invariant_sql.h"

const size_t invariant_n = INVARIANT_CHECKS;

enum err_code invariant_run(struct ctx *ctx, int64_t now_ms, struct finding **ret_findings)
{
	struct finding *findings = arena_array(ctx->arena, INVARIANT_CHECKS, sizeof(*findings));
	struct invariant_in in = { now_ms };
	if (!findings)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < INVARIANT_CHECKS; i++) {
		struct invariant_out out;
		enum err_code rc = db_one(ctx->db, INVARIANT_SQL(i), &in, &out);
		if (rc)
			return rc;
		findings[i] = (struct finding){ .invariant = invariant_checks[i].invariant, .what = invariant_checks[i].what,
			.test = invariant_checks[i].test, .bad = out.bad, .first_bad = out.first_bad };
	}
	*ret_findings = findings;
	return ERR_OK;
}

static enum err_code write_one(struct ctx *ctx, const char *invariant, bool ok, int64_t first_bad, const char *text)
{
	struct finding_in in = { clock_now_ms(), ok, first_bad > 0 ? first_bad : DB_NULL, invariant, text };
	return db_insert(ctx->db, INVARIANT_SQL(FINDING_INSERT), &in, NULL);
}

enum err_code invariant_write(struct ctx *ctx, const struct finding *findings, size_t n)
{
	int64_t broken = 0;
	enum err_code rc = ERR_OK;
	for (size_t i = 0; !rc && i < n; i++) {
		if (findings[i].bad == 0)
			continue;
		broken++;
		rc = write_one(ctx, findings[i].invariant, false, findings[i].first_bad, findings[i].what);
	}
	return rc ? rc : write_one(ctx, "beat", broken == 0, 0, "");
}
