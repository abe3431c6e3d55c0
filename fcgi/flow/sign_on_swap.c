#include "flow/case_work.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/people/people.h"
#include "flow/outside.h"
#include "flow/sign_on_result.h"
#include "gateway/sso.h"
#include "store/audit.h"

#include <string.h>

struct swapping {
	struct ctx *ctx;
	const struct job *job;
	const struct sso_person *person;
	const struct outside_call *calls;
	size_t n_calls;
	bool verified;
};

static enum err_code swapped_tx(struct db *db, void *arg)
{
	struct swapping *s = arg;
	struct ctx *ctx = s->ctx;
	int64_t id;
	(void)db;
	enum err_code code = outside_rows(ctx, s->calls, s->n_calls, 0);
	if (code)
		return code;
	if (!s->verified)
		return job_done_in_tx(ctx, s->job, SIGN_ON_NOT_VERIFIED);
	code = people_ensure(ctx, s->person->name, s->person->idno, s->person->phone, &id);
	if (!code)
		code = job_done_in_tx(ctx, s->job, arena_printf(ctx->arena, SIGN_ON_VERIFIED "%lld}", (long long)id));
	if (!code)
		code = audit_write(ctx, &(struct audit_row){ .action = "applicant.sign_on", .object_kind = "person", .object_id = id, .person_id = id });
	return code;
}

enum err_code sign_on_swap(struct ctx *ctx, const struct outside *outside, const struct job *job)
{
	struct sso_person person = { 0 };
	struct outside_call calls[2] = { { 0 }, { 0 } };
	const char *space = job->payload ? strchr(job->payload, ' ') : NULL;
	if (!space)
		return job_failed(ctx, job, "payload");
	enum sso_kind kind = text_starts(job->payload, "legacy ") ? SSO_LEGACY : SSO_IRS;
	enum err_code code = sso_swap(outside->http, ctx->config, ctx->arena, kind, space + 1, &person, calls, &ctx->err);
	size_t n_calls = calls[1].peer ? 2 : calls[0].peer ? 1 : 0;
	if (code) {
		/* A ticket works once: whatever happened, another attempt needs another ticket. */
		const char *why = err_name(code);
		for (size_t i = 0; i < n_calls; i++)
			(void)!outside_note(ctx, &calls[i], 0);
		return job_failed(ctx, job, why);
	}
	struct swapping s = { ctx, job, &person, calls, n_calls, person.real_name && person.name && person.idno && idno_ok(person.idno, clock_today()) };
	return tx_run(ctx->db, "sign_on_swap", swapped_tx, &s);
}
