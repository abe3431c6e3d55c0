#include "flow/run_flow.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/casefile/theme.h"
#include "flow/month_row.h"

#include <string.h>

#define CHUNK 1000      /* ids: some 50 ms of work, lost at most when a runner dies */
#define PEOPLE_MAX 64   /* of one household */
#define SCRATCH ((size_t)8 << 20)

struct judging {
	struct ctx *ctx;
	struct arena *scratch; /* of one household: small, so that it stays in the cache */
	const struct run *run;
	struct run_range *range;
	enum scheme scheme;
	int32_t month, last;
	const struct run_entry *entries;
	size_t n_entries, at; /* of the household that is looked at: the entries are in the same order */
	struct run_month *rows;
	size_t n_rows;
	struct run_funnel funnel[RUN_CHECKS_MAX];
	size_t n_funnel;
	struct buf agreed; /* every payable amount, for the digest */
};

static const struct run_entry *entry_of(const struct judging *j, int64_t qualification_id, int32_t month)
{
	char text[MONTH_TEXT];
	month_text(month, text);
	for (size_t i = j->at; i < j->n_entries && j->entries[i].qualification_id == qualification_id; i++)
		if (text_eq(j->entries[i].month, text))
			return &j->entries[i];
	return NULL;
}

static int64_t paid_before(const struct judging *j, int64_t qualification_id, int32_t month)
{
	const struct run_entry *e = entry_of(j, qualification_id, month - (int32_t)j->run->months);
	return e && text_eq(e->outcome, "payable") ? e->amount_fen : 0;
}

static void count_checks(struct judging *j, const struct month_result *result)
{
	for (size_t i = 0; i < result->n && i < RUN_CHECKS_MAX; i++) {
		struct run_funnel *f = &j->funnel[i];
		if (i >= j->n_funnel)
			*f = (struct run_funnel){ .range_id = j->range->id, .seq = (int64_t)i, .check_code = policy_check_name(result->verdicts[i].check->code) };
		switch (result->verdicts[i].outcome) {
		case OUTCOME_PASS: f->pass++; break;
		case OUTCOME_FAIL: f->fail++; break;
		case OUTCOME_UNKNOWN: f->unknown++; break;
		case OUTCOME_NOT_APPLICABLE: f->not_applicable++; break;
		}
	}
	if (j->n_funnel < result->n)
		j->n_funnel = result->n < RUN_CHECKS_MAX ? result->n : RUN_CHECKS_MAX;
}

static const char *change_of(struct run_counts *n, int64_t before_fen, int64_t now_fen)
{
	if (before_fen) {
		n->before_n++;
		n->before_fen += before_fen;
	}
	if (now_fen && !before_fen)
		return n->new_n++, "new";
	if (before_fen && !now_fen)
		return n->gone_n++, "gone";
	if (now_fen != before_fen)
		return n->changed_n++, "changed";
	return NULL;
}

/* Counts what came out. A payable month waits for the run's release: its amount stands there, nothing is owed yet. */
static enum err_code note_outcome(struct judging *j, struct run_month *m, const struct month_told *told)
{
	struct run_counts *n = &j->range->n;
	int64_t fen = told->result.outcome == MONTH_PAYABLE ? told->result.amount_fen : 0;
	switch (told->result.outcome) {
	case MONTH_PAYABLE:
		n->payable_n++;
		if (!money_add(n->payable_fen, fen, &n->payable_fen))
			return err_set(&j->ctx->err, ERR_INTERNAL, "the sum of a run");
		m->row.outcome = "waiting";
		m->row.codes = RUN_WAITS;
		buf_printf(&j->agreed, "%lld %s %lld\n", (long long)m->row.qualification_id, m->row.month, (long long)fen);
		break;
	case MONTH_NOT_PAYABLE: n->not_payable_n++; break;
	case MONTH_CAP_REACHED: n->cap_n++; break;
	case MONTH_WAITING: n->waiting_n++; break;
	}
	m->change_kind = change_of(n, paid_before(j, m->row.qualification_id, told->month), fen);
	count_checks(j, &told->result);
	return ERR_OK;
}

static enum err_code judge_month(struct judging *j, struct month_house *house, int32_t month, const struct run_entry *had)
{
	struct month_told told;
	char *text = arena_alloc(j->ctx->arena, MONTH_TEXT);
	if (!text)
		return err_set(&j->ctx->err, ERR_NOMEM, "arena");
	month_text(month, text);
	struct run_month *m = &j->rows[j->n_rows++];
	*m = (struct run_month){ .row = { .person_id = house->holder_id, .qualification_id = house->qualification_id, .entitlement_id = DB_NULL, .month = text,
		                          .cap_group = month_cap_group(house->scheme), .rev = had ? had->rev + 1 : 1 }, .run_id = j->run->id };
	enum err_code code = month_row_tell(j->ctx, j->scratch, house, month, &told, &m->row);
	if (!code)
		code = note_outcome(j, m, &told);
	if (code || j->run->months == 1 || told.result.outcome != MONTH_PAYABLE)
		return code;
	code = month_house_count(j->ctx->arena, house, month);
	return code ? err_set(&j->ctx->err, code, "months used") : ERR_OK;
}

/* What a run left waiting that was stopped or refused is judged anew; everything else that has an entry is settled, or waits by itself. */
static bool stands(const struct run_entry *e)
{
	return e && !(text_eq(e->outcome, "waiting") && e->run_id != DB_NULL);
}

static enum err_code judge_house(struct judging *j, struct month_house *house)
{
	struct run_counts *n = &j->range->n;
	enum err_code code = ERR_OK;
	while (j->at < j->n_entries && j->entries[j->at].qualification_id < house->qualification_id)
		j->at++;
	if (!house->live || house->month_from > j->last || house->month_to < j->month) {
		for (int32_t month = j->month; month <= j->last; month++)
			(void)change_of(n, paid_before(j, house->qualification_id, month), 0);
		return ERR_OK;
	}
	n->judged++;
	for (int32_t month = j->month; month <= j->last && !code; month++) {
		const struct run_entry *had = entry_of(j, house->qualification_id, month);
		if (month < house->month_from || month > house->month_to)
			continue;
		if (stands(had)) {
			n->kept_n++;
			continue;
		}
		if (month == j->month && month > house->month_from && !entry_of(j, house->qualification_id, month - 1)) {
			n->late_n++;
			break;
		}
		code = judge_month(j, house, month, had);
	}
	return code;
}

static enum err_code read_entries(struct judging *j, int64_t upto)
{
	char *from = arena_alloc(j->ctx->arena, MONTH_TEXT), *last = arena_alloc(j->ctx->arena, MONTH_TEXT);
	if (!from || !last)
		return err_set(&j->ctx->err, ERR_NOMEM, "arena");
	month_text(j->month - (int32_t)j->run->months, from);
	month_text(j->last, last);
	struct run_window ask = { j->range->next_id, upto, j->run->scheme, from, last };
	struct run_entry *rows;
	enum err_code code = run_entries(j->ctx, &ask, (size_t)CHUNK * 64, &rows, &j->n_entries);
	j->entries = rows;
	return code;
}

/* The digest goes on from chunk to chunk. */
static enum err_code chain(struct judging *j)
{
	struct buf b;
	uint8_t *digest = arena_alloc(j->ctx->arena, SM3_SIZE);
	buf_init(&b, j->ctx->arena, j->agreed.n + SM3_SIZE);
	buf_add(&b, j->range->digest.p, j->range->digest.n);
	buf_add(&b, j->agreed.p, j->agreed.n);
	if (!digest || b.failed || j->agreed.failed)
		return err_set(&j->ctx->err, ERR_NOMEM, "arena");
	if (!crypto_sm3(b.p, b.n, digest))
		return err_set(&j->ctx->err, ERR_CRYPTO, "digest");
	j->range->digest = (struct blob){ digest, SM3_SIZE };
	return ERR_OK;
}

static enum err_code judge_houses(struct judging *j, int64_t upto)
{
	struct house_row *rows;
	struct month_house house;
	size_t n, at = 0;
	enum err_code code = house_list(j->ctx, j->run->scheme, month_cap_group(j->scheme), j->range->next_id, upto, (size_t)CHUNK * PEOPLE_MAX, &rows, &n), each;
	if (!code)
		code = read_entries(j, upto);
	if (code)
		return code;
	j->rows = arena_array(j->ctx->arena, (size_t)CHUNK * (size_t)j->run->months + 1, sizeof *j->rows);
	if (!j->rows)
		return err_set(&j->ctx->err, ERR_NOMEM, "arena");
	while (!code && month_house_next(j->ctx->arena, j->scheme, rows, n, &at, &house, &each)) {
		arena_reset(j->scratch);
		code = each ? err_set(&j->ctx->err, each, "a household of qualification %lld", (long long)house.qualification_id) : judge_house(j, &house);
	}
	return code;
}

enum err_code run_judge(struct ctx *ctx, const struct run *run, struct run_range *range)
{
	CLEANUP(arena_freep) struct arena *scratch = arena_new(SCRATCH);
	struct judging j = { .ctx = ctx, .scratch = scratch, .run = run, .range = range };
	int64_t upto = range->next_id + CHUNK < range->to_id ? range->next_id + CHUNK : range->to_id;
	if (!scratch)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!policy_scheme_find(run->scheme, &j.scheme) || !month_parse(run->month, &j.month))
		return err_set(&ctx->err, ERR_INTERNAL, "run %lld", (long long)run->id);
	j.last = j.month + (int32_t)run->months - 1;
	buf_init(&j.agreed, ctx->arena, 32 * CHUNK);
	enum err_code code = judge_houses(&j, upto);
	if (!code)
		code = run_months_put(ctx, j.rows, j.n_rows);
	if (!code && j.n_funnel)
		code = run_funnel_add(ctx, j.funnel, j.n_funnel);
	if (!code)
		code = chain(&j);
	if (!code)
		range->next_id = upto;
	return code;
}
