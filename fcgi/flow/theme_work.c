#include "flow/month_facts.h"

#include "base/date.h"
#include "domain/casefile/evidence.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_pack.h"
#include "domain/people/people.h"
#include "flow/case_facts.h"
#include "flow/own_facts.h"

#include <string.h>

const char *const theme_services[] = { "marriage", "property", "public_rental", "low_rent", "affordable", "reform", "allowance", "social_insurance",
	                               "provident_fund", "lease" };
const size_t theme_services_n = ARRAY_LEN(theme_services);

#define OWN_ID "self" /* no ID number reads so */

struct packing {
	struct ctx *ctx;
	struct facts_reader *reader;
	struct facts *facts;
	int64_t person_id;
	int64_t *numbers; /* by id of facts */
	size_t n_numbers, cap_numbers;
	struct buf out;
	int64_t oldest_at;
};

/* Persons of the ids that came with the last answer; whom we do not know is 0. */
static enum err_code number_ids(struct packing *p)
{
	struct ctx *ctx = p->ctx;
	if (p->facts->n_ids > p->cap_numbers) {
		size_t cap = p->facts->n_ids * 2 + 8;
		int64_t *more = arena_array(ctx->arena, cap, sizeof *more);
		if (!more)
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		if (p->n_numbers)
			memcpy(more, p->numbers, p->n_numbers * sizeof *more);
		p->numbers = more;
		p->cap_numbers = cap;
	}
	for (; p->n_numbers < p->facts->n_ids; p->n_numbers++) {
		enum err_code code = people_find(ctx, p->facts->ids[p->n_numbers].p, &p->numbers[p->n_numbers]);
		if (code && code != ERR_NOT_FOUND && code != ERR_INVALID)
			return code;
		if (code) {
			err_clear(&ctx->err);
			p->numbers[p->n_numbers] = 0;
		}
	}
	return ERR_OK;
}

static enum err_code pack_record(struct packing *p, const struct source_record *record, enum facts_source source)
{
	struct ctx *ctx = p->ctx;
	struct facts_error error;
	struct buf json;
	struct facts_pack_meta meta = { .source = source, .fetched_at = record->fetched_at, .record_id = record->id, .as_of = DATE_NONE };
	if (record->as_of && !date_parse(record->as_of, &meta.as_of))
		meta.as_of = DATE_NONE;
	buf_init(&json, ctx->arena, 2048);
	evidence_record_json(&json, record);
	p->facts->sources[source] = (struct facts_answer){ .state = FACTS_NOT_FETCHED };
	enum err_code code = json.failed ? ERR_NOMEM : facts_json_source(p->reader, p->facts, source, json.p, json.n, &error);
	if (code == ERR_NOMEM)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	/* Rows that cannot be read are believed by nobody. */
	meta.state = code ? FACTS_CONFLICT : p->facts->sources[source].state;
	code = number_ids(p);
	if (!code)
		facts_pack_answer(&p->out, p->facts, &meta, p->numbers, p->person_id);
	return code;
}

/* In the order of theme_services, so that two packs can be compared; what was never fetched stands as such. */
static enum err_code pack_service(struct packing *p, const char *service, const struct source_record *records, size_t n)
{
	enum facts_source source;
	if (!case_facts_source(service, &source))
		return err_set(&p->ctx->err, ERR_INTERNAL, "no such service");
	for (size_t i = 0; i < n; i++)
		if (text_eq(records[i].source, service)) {
			if (records[i].fetched_at < p->oldest_at)
				p->oldest_at = records[i].fetched_at;
			return pack_record(p, &records[i], source);
		}
	p->oldest_at = 0;
	facts_pack_answer(&p->out, p->facts, &(struct facts_pack_meta){ .source = source, .state = FACTS_NOT_FETCHED, .as_of = DATE_NONE }, p->numbers,
	                  p->person_id);
	return ERR_OK;
}

/* ---- our own rows ---- */

/* The person himself, though no answer named him. */
static enum err_code self_id(struct packing *p, int32_t *ret_id)
{
	*ret_id = facts_id(p->facts, OWN_ID, strlen(OWN_ID));
	enum err_code code = *ret_id == FACTS_NOBODY ? err_set(&p->ctx->err, ERR_NOMEM, "arena") : number_ids(p);
	if (!code)
		p->numbers[*ret_id] = p->person_id;
	return code;
}

/* The talent subsidies rest on our own rows too. Nobody else's pack has them: it would differ for a source that no check of his reads. */
static enum err_code pack_own(struct packing *p)
{
	static const enum facts_source own[] = { FACTS_TALENT_WHITELIST, FACTS_PURCHASE_SUBSIDY };
	bool rental;
	int32_t self, as_of;
	enum err_code code = qualification_in_scheme(p->ctx, p->person_id, "rental", &rental);
	if (code || !rental)
		return code;
	code = self_id(p, &self);
	if (!code)
		code = own_facts_join(p->ctx, p->person_id, self, p->facts, &as_of);
	for (size_t i = 0; i < ARRAY_LEN(own) && !code; i++) {
		struct facts_pack_meta meta = { .source = own[i], .state = p->facts->sources[own[i]].state, .as_of = own[i] == FACTS_TALENT_WHITELIST ? as_of : DATE_NONE };
		meta.fetched_at = meta.state == FACTS_OK ? clock_now_ms() : 0;
		facts_pack_answer(&p->out, p->facts, &meta, p->numbers, p->person_id);
	}
	return code;
}

enum err_code theme_renew(struct ctx *ctx, int64_t person_id, struct theme_change *ret_change)
{
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	struct packing p = { .ctx = ctx, .reader = reader, .facts = facts_new(ctx->arena), .person_id = person_id, .oldest_at = INT64_MAX };
	struct source_record *records;
	struct blob before;
	size_t n;
	if (!p.facts || !reader)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	buf_init(&p.out, ctx->arena, 512);
	facts_pack_begin(&p.out);
	enum err_code code = evidence_of_person(ctx, person_id, &records, &n);
	for (size_t i = 0; i < theme_services_n && !code; i++)
		code = pack_service(&p, theme_services[i], records, n);
	if (!code)
		code = pack_own(&p);
	if (!code && p.out.failed)
		code = err_set(&ctx->err, ERR_NOMEM, "arena");
	struct theme theme = { .person_id = person_id, .oldest_at = p.oldest_at, .packed = { (const uint8_t *)p.out.p, p.out.n } };
	if (!code)
		code = theme_write(ctx, &theme, &before);
	if (!code && ret_change)
		*ret_change = (struct theme_change){ before.p && !facts_pack_same(&before, &theme.packed), theme.ver, before, theme.packed };
	return code;
}
