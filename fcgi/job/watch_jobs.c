#include "job/jobs.h"

#include "flow/case_work.h"
#include "store/audit.h"

#define CHAIN_CHUNK 1000
#define CHAIN_EVERY_MS 1000
#define SWEEP_EVERY_MS 30000

enum err_code job_audit_chain(struct job_ctx *jc, const struct job *job)
{
	size_t n = 0;
	enum err_code code = audit_chain_append(jc->ctx, config_text(jc->ctx->config, "chain.head_file"), CHAIN_CHUNK, &n);
	if (code)
		return code;
	return job_again(jc->ctx, job, n == CHAIN_CHUNK ? 0 : CHAIN_EVERY_MS, NULL);
}

enum err_code job_alarm_sweep(struct job_ctx *jc, const struct job *job)
{
	enum err_code code = sweep_alarms(jc->ctx);
	return code ? code : job_again(jc->ctx, job, SWEEP_EVERY_MS, NULL);
}
