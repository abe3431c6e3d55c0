#include "job/jobs.h"

#include "flow/case_work.h"

enum err_code job_gov_pull(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	bool more = false;
	enum err_code code = pull_cases(jc->ctx, &outside, &more);
	if (code)
		return code;
	return job_again(jc->ctx, job, more ? 0 : config_int(jc->ctx->config, "jobd.poll_ms"), NULL);
}

enum err_code job_gov_material(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	enum err_code code = fetch_materials(jc->ctx, &outside, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}

enum err_code job_gov_report(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	enum err_code code = send_report(jc->ctx, &outside, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}

enum err_code job_gov_file(struct job_ctx *jc, const struct job *job)
{
	struct outside outside = { jc->http, jc->data_token };
	enum err_code code = file_case(jc->ctx, &outside, job->subject_id);
	return code ? code : job_done(jc->ctx, job, NULL);
}
