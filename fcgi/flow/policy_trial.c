#include "flow/policy_flow.h"

#include "base/date.h"
#include "domain/policy/policy_check.h"
#include "flow/trial_judge.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>

/* The result line of one line of facts; false: the facts could not be read, and the line says where. */
static bool judge(const struct trial_terms *terms, struct facts_reader *reader, struct arena *arena, const char *facts, const char **ret_line)
{
	struct buf out;
	buf_init(&out, arena, 1536);
	bool read = trial_judge(terms, reader, arena, facts, strlen(facts), 1, &out);
	if (out.n && out.p[out.n - 1] == '\n')
		out.p[--out.n] = 0;
	*ret_line = out.failed ? NULL : out.p;
	return read;
}

/* Terms of a day or a month; the draft takes the place of the version in force where `forced`. */
static struct trial_terms terms_of(const struct policy_set *set, const struct policy *draft, const char *day, const char *month, bool forced)
{
	struct trial_terms terms = { .policies = set, .scheme = draft->scheme, .day = DATE_NONE };
	terms.at_month = month && month_parse(month, &terms.month);
	if (day && !date_parse(day, &terms.day))
		terms.day = DATE_NONE;
	for (int part = 0; part < 2 && forced; part++)
		if (draft->parts >> part & 1)
			terms.forced[part] = draft;
	return terms;
}

enum err_code policy_judge_golden(struct arena *arena, const struct policy_set *published, const struct policy *draft, const struct policy_golden *golden,
                                  size_t n, struct policy_trial *ret_trial, struct err *err)
{
	struct facts_reader *reader CLEANUP(facts_reader_freep) = facts_reader_new();
	struct golden_result *results = arena_array(arena, n ? n : 1, sizeof(*results));
	struct policy_set *with = arena_alloc(arena, sizeof(*with));
	if (!reader || !results || !with)
		return err_set(err, ERR_NOMEM, "golden cases");
	enum err_code code = policy_set_with(published, draft, arena, with, err);
	if (code)
		return code;
	ret_trial->passed = true;
	for (size_t i = 0; i < n; i++) {
		struct trial_terms terms = terms_of(with, draft, golden[i].day, golden[i].month, text_eq(golden[i].scope, "every"));
		results[i].golden = &golden[i];
		bool read = judge(&terms, reader, arena, golden[i].facts, &results[i].got);
		if (!results[i].got)
			return err_set(err, ERR_NOMEM, "golden cases");
		results[i].passed = read && policy_golden_holds(golden[i].expected, results[i].got);
		ret_trial->passed = ret_trial->passed && results[i].passed;
	}
	ret_trial->results = results;
	ret_trial->n = n;
	return ERR_OK;
}

/* Where the facts are wrong, as a field of the request. */
static enum err_code facts_wrong(struct ctx *ctx, struct facts_reader *reader, const struct policy *draft, const char *facts)
{
	struct facts *read;
	struct facts_error error = { .pointer = { "/accepted_on", 12 }, .text = "缺少此项" };
	char pointer[80];
	enum err_code code = facts_json_line(reader, ctx->arena, facts, strlen(facts), draft->scheme == SCHEME_TYPE2, &read, &error);
	if (code == ERR_NOMEM)
		return err_set(&ctx->err, code, "facts");
	snprintf(pointer, sizeof(pointer), "/facts%.*s", (int)(error.pointer.n < 60 ? error.pointer.n : 60), error.pointer.p);
	return err_field(&ctx->err, pointer, "facts", "%s", error.text);
}

static enum err_code judge_sample(struct ctx *ctx, const struct policy_set *published, const struct policy *draft, const struct policy_try *in,
                                  struct policy_trial *trial)
{
	struct facts_reader *reader CLEANUP(facts_reader_freep) = facts_reader_new();
	char first[DATE_TEXT];
	if (!reader)
		return err_set(&ctx->err, ERR_NOMEM, "facts");
	date_text(draft->effective_from, first);
	const char *day = in->day || in->month ? in->day : draft->parts == POLICY_STANDARD ? NULL : first;
	const char *month = in->month ? in->month : day ? NULL : arena_dup(ctx->arena, first, MONTH_TEXT - 1);
	if (draft->scheme == SCHEME_PURCHASE && month)
		return err_field(&ctx->err, "/month", "format", "购房补贴不按月核定");
	struct trial_terms before = terms_of(published, draft, day, month, false), after = terms_of(published, draft, day, month, true);
	if (!judge(&before, reader, ctx->arena, in->facts, &trial->before) || !judge(&after, reader, ctx->arena, in->facts, &trial->after))
		return facts_wrong(ctx, reader, draft, in->facts);
	return trial->before && trial->after ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "facts");
}

struct noting {
	struct ctx *ctx;
	const struct policy_draft *draft;
	const struct policy_trial *trial;
};

static enum err_code note_tx(struct db *db, void *arg)
{
	const struct noting *n = arg;
	char detail[100];
	size_t failed = 0;
	(void)db;
	for (size_t i = 0; i < n->trial->n; i++)
		failed += !n->trial->results[i].passed;
	snprintf(detail, sizeof(detail), "%s ver %lld: %zu golden cases, %zu failed%s", n->draft->version, (long long)n->draft->ver, n->trial->n, failed,
	         n->trial->before ? ", with facts" : "");
	return audit_write(n->ctx, &(struct audit_row){ .action = "policy.try", .object_kind = "policy_draft", .object_id = n->draft->id, .detail = detail });
}

enum err_code policy_try(struct ctx *ctx, const struct policy_try *in, struct policy_trial *ret_trial)
{
	struct policy_draft draft;
	struct policy_set published;
	const struct policy *policy;
	struct policy_golden *golden;
	struct policy_trial trial = { 0 };
	size_t n;
	int32_t when;
	err_clear(&ctx->err);
	if (in->day && in->month)
		return err_field(&ctx->err, "/month", "format", "日期和月份只填一个");
	if (in->month && !month_parse(in->month, &when))
		return err_field(&ctx->err, "/month", "format", "月份格式为2027-01");
	enum err_code code = policy_draft_read(ctx, in->version, &draft);
	if (!code)
		code = policy_store_set(ctx->db, ctx->arena, &published, &ctx->err);
	if (!code)
		code = policy_draft_parse(ctx, &draft, &policy);
	if (!code)
		code = policy_golden_list(ctx, draft.scheme, &golden, &n);
	if (!code)
		code = policy_judge_golden(ctx->arena, &published, policy, golden, n, &trial, &ctx->err);
	if (!code && in->facts)
		code = judge_sample(ctx, &published, policy, in, &trial);
	if (code)
		return code;
	(void)!policy_check_publish(&published, policy, clock_today(), ctx->arena, &trial.hindrances);
	struct noting noting = { ctx, &draft, &trial };
	code = tx_run(ctx->db, "policy_try", note_tx, &noting);
	if (!code)
		*ret_trial = trial;
	return code;
}
