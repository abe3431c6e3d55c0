#include "flow/fetch_sources.h"

#include "base/date.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/side_json.h"
#include "domain/forms/form.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/outside.h"

#include <string.h>

enum err_code fetches_init(struct ctx *ctx, struct fetches *f, size_t cap)
{
	*f = (struct fetches){ .cap = cap, .at = clock_now_ms(), .sub = "prefill" };
	f->who = arena_array(ctx->arena, cap + 1, sizeof *f->who);
	f->asks = arena_array(ctx->arena, cap + 1, sizeof *f->asks);
	const struct form_def *def;
	enum err_code code = form_def_get(ctx->config, "type2", &def, &ctx->err);
	if (code)
		return code;
	f->matter = form_def_first_matter(def);
	return f->who && f->asks ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code fetches_add(struct ctx *ctx, struct fetches *f, const struct casefile *c, int64_t person_id, const char *idno, const char *source)
{
	if (f->n == f->cap)
		return err_set(&ctx->err, ERR_LIMIT, "too many sources asked at once");
	f->who[f->n] = (struct fetch){ person_id, idno };
	f->asks[f->n] = (struct data_ask){ .source = source, .idno = idno, .name = "", .matter_code = f->matter, .matter_sub = c ? c->kind : f->sub,
		                           .operator_id = "system", .sponsor_name = "", .sponsor_idno = idno, .projid = c && c->projid ? c->projid : "",
		                           .state = DATA_DOWN };
	f->n++;
	return ERR_OK;
}

enum err_code fetches_run(struct ctx *ctx, const struct outside *outside, struct fetches *f)
{
	return fetches_run_all(ctx, outside, &f, 1);
}

static enum err_code run_asks(struct ctx *ctx, const struct outside *outside, struct data_ask *asks, size_t n)
{
	enum err_code code = data_fetch(outside->http, ctx->config, outside->data_token, ctx->arena, asks, n, &ctx->err);
	if (!code || code == ERR_NOMEM)
		return code;
	err_clear(&ctx->err); /* no token: nothing could be asked, every source is down */
	for (size_t i = 0; i < n; i++)
		asks[i].state = DATA_DOWN;
	return ERR_OK;
}

enum err_code fetches_run_all(struct ctx *ctx, const struct outside *outside, struct fetches *const *lists, size_t n)
{
	size_t sum = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		sum += lists[i]->n;
	if (!sum)
		return ERR_OK;
	struct data_ask *asks = n == 1 ? lists[0]->asks : arena_array(ctx->arena, sum, sizeof *asks);
	if (!asks)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; at += lists[i++]->n) {
		lists[i]->at = clock_now_ms();
		if (n > 1 && lists[i]->n)
			memcpy(asks + at, lists[i]->asks, lists[i]->n * sizeof *asks);
	}
	enum err_code code = run_asks(ctx, outside, asks, sum);
	at = 0;
	for (size_t i = 0; n > 1 && i < n; at += lists[i++]->n)
		lists[i]->asks = asks + at;
	return code;
}

/* Who is whose family stands beside the register's rows, under its own name: the rules do not read it. */
static enum err_code store_family(struct ctx *ctx, const struct source_record *household, const char *side)
{
	struct source_record record = *household;
	struct side_family family;
	int64_t id;
	record.source = "family";
	record.rows = side;
	enum err_code code = evidence_record_put(ctx, &record, &id);
	/* A spouse chosen from shared data came without a name. */
	if (!code && side_family_read(ctx->arena, side, &family) && family.name && family.name[0])
		code = people_name_known(ctx, record.person_id, family.name);
	return code;
}

static const char *state_name(enum data_state state)
{
	return state == DATA_OK ? "ok" : state == DATA_CONFLICT ? "conflict" : "down";
}

enum err_code fetches_note(struct ctx *ctx, const struct fetches *f, int64_t case_id)
{
	struct outside_call *calls = arena_array(ctx->arena, f->n + 1, sizeof *calls);
	size_t n = 0;
	if (!calls)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < f->n; i++)
		if (f->asks[i].call.peer)
			calls[n++] = f->asks[i].call;
	return outside_rows(ctx, calls, n, case_id);
}

enum err_code fetches_store(struct ctx *ctx, const struct fetches *f, int64_t case_id, bool keep_bad)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct data_ask *ask = &f->asks[i];
		if (ask->state != DATA_OK && !keep_bad)
			continue;
		struct source_record record = { .person_id = f->who[i].person_id, .n_rows = (int64_t)ask->n_rows, .fetched_at = f->at, .case_id = case_id,
			                        .source = ask->source, .state = state_name(ask->state), .kind = "shared",
			                        .rows = ask->state == DATA_OK ? ask->rows : NULL, .request_no = ask->call.request_no,
			                        .as_of = ask->as_of };
		int64_t id;
		enum err_code code = ERR_OK;
		if (!record.person_id)
			code = people_named(ctx, NULL, f->who[i].idno, &record.person_id);
		if (!code)
			code = evidence_record_put(ctx, &record, &id);
		if (!code && ask->side && text_eq(ask->source, "household"))
			code = store_family(ctx, &record, ask->side);
		if (code)
			return code;
	}
	return fetches_note(ctx, f, case_id);
}

enum err_code fetches_facts(struct ctx *ctx, const char *applicant_idno, struct facts **ret_facts)
{
	struct facts *f = facts_new(ctx->arena);
	if (!f)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	f->applicant = facts_id(f, applicant_idno, strlen(applicant_idno));
	struct facts_member self = { .id = f->applicant, .relation = FACTS_SELF, .counted_from = clock_today(), .left_on = DATE_NONE };
	if (f->applicant == FACTS_NOBODY || facts_member_add(f, &self))
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_facts = f;
	return ERR_OK;
}

enum err_code fetches_join(struct ctx *ctx, const struct fetches *f, struct facts *facts)
{
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	if (!reader)
		return err_set(&ctx->err, ERR_NOMEM, "reader");
	for (size_t i = 0; i < f->n; i++) {
		const struct data_ask *ask = &f->asks[i];
		struct source_record record = { .state = state_name(ask->state), .fetched_at = f->at, .rows = ask->state == DATA_OK ? ask->rows : NULL,
			                        .request_no = ask->call.request_no, .as_of = ask->as_of };
		enum facts_source source;
		if (!case_facts_source(ask->source, &source))
			continue;
		enum err_code code = case_facts_join(ctx, reader, facts, source, &record);
		if (code)
			return code;
	}
	return ERR_OK;
}

static bool known(const char *idno, const struct case_person *people, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_eq(people[i].idno, idno))
			return true;
	return false;
}

enum err_code fetches_spouses(struct ctx *ctx, const struct fetches *f, const char *applicant_idno, int32_t day, const struct case_person *people,
                              size_t n_people, const char **ret_idnos, size_t cap, size_t *ret_n)
{
	*ret_n = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct data_ask *ask = &f->asks[i];
		if (ask->state != DATA_OK || !text_eq(ask->source, "marriage") || !text_eq(ask->idno, applicant_idno))
			continue;
		CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
		struct facts *facts = facts_new(ctx->arena);
		struct facts_error error;
		char *json = arena_printf(ctx->arena, "{\"state\":\"ok\",\"rows\":%s}", ask->rows);
		if (!reader || !facts || !json)
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		if (facts_json_source(reader, facts, FACTS_MARRIAGE, json, strlen(json), &error))
			return ERR_OK; /* judged as a conflict later */
		const struct facts_answer *marriage = &facts->sources[FACTS_MARRIAGE];
		for (size_t k = 0; k < marriage->n && *ret_n < cap; k++) {
			const struct facts_marriage *row = &marriage->rows.marriage[k];
			const char *idno = facts->ids[row->spouse].p;
			if (row->registered_on <= day && (row->ended_on == DATE_NONE || row->ended_on > day) && !known(idno, people, n_people))
				ret_idnos[(*ret_n)++] = idno;
		}
	}
	return ERR_OK;
}
