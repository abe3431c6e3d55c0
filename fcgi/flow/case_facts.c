#include "flow/case_facts.h"

#include "base/date.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_write.h"
#include "domain/people/people.h"

#include <string.h>

/* The platform has five services where the book has one source. */
static const char *const benefits[] = { "public_rental", "low_rent", "affordable", "reform", "allowance" };
/* Sources that are asked for every member; the declared ones come from the form. */
static const enum facts_source fetched[] = {
	FACTS_HOUSEHOLD, FACTS_RESIDENCE_PERMIT, FACTS_TITLE, FACTS_VOCATIONAL, FACTS_DEGREE, FACTS_STUDENT_STATUS, FACTS_MARRIAGE, FACTS_SOCIAL_INSURANCE,
	FACTS_PROVIDENT_FUND, FACTS_PROPERTY, FACTS_VEHICLE, FACTS_LEASE,
};

enum err_code case_people(struct ctx *ctx, int64_t case_id, struct case_person **ret_people, size_t *ret_n)
{
	struct case_member *members;
	size_t n;
	enum err_code code = casefile_members(ctx, case_id, &members, &n);
	if (code)
		return code;
	struct case_person *people = arena_array(ctx->arena, n + 1, sizeof *people);
	if (!people)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++) {
		struct person person;
		code = people_open(ctx, members[i].person_id, &person);
		if (code)
			return code;
		people[i] = (struct case_person){ person.id, person.idno, person.name_masked, members[i].relation, members[i].counted_from, members[i].left_on,
			                          members[i].confirmed };
	}
	*ret_people = people;
	*ret_n = n;
	return ERR_OK;
}

bool case_facts_source(const char *record_source, enum facts_source *ret_source)
{
	for (size_t i = 0; i < ARRAY_LEN(benefits); i++)
		if (text_eq(benefits[i], record_source)) {
			*ret_source = FACTS_HOUSING_BENEFIT;
			return true;
		}
	return facts_source_find(record_source, ret_source);
}

static struct facts_text text_of(struct arena *arena, const char *s)
{
	char *copy = arena_strdup(arena, s);
	return (struct facts_text){ copy, copy ? strlen(copy) : 0 };
}

static int32_t day_of(const char *text)
{
	int32_t day;
	return text && date_parse(text, &day) ? day : DATE_NONE;
}

static enum err_code add_people(struct ctx *ctx, struct facts *f, const struct case_person *people, size_t n)
{
	static const char *const relations[] = { "self", "spouse", "child", "parent", "parent_in_law", "other" };
	for (size_t i = 0; i < n; i++) {
		int32_t id = facts_id(f, people[i].idno, strlen(people[i].idno));
		struct facts_member member = { .id = id, .relation = FACTS_OTHER, .counted_from = day_of(people[i].counted_from),
			                       .left_on = day_of(people[i].left_on) };
		for (size_t k = 0; k < ARRAY_LEN(relations); k++)
			if (text_eq(relations[k], people[i].relation))
				member.relation = (int32_t)k;
		if (id == FACTS_NOBODY || facts_member_add(f, &member))
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		if (member.relation == FACTS_SELF)
			f->applicant = id;
	}
	return ERR_OK;
}

enum err_code case_facts_join(struct ctx *ctx, struct facts_reader *reader, struct facts *f, enum facts_source source,
                              const struct source_record *record)
{
	struct facts_error error = { .text = "" };
	struct buf b;
	buf_init(&b, ctx->arena, 2048);
	evidence_record_json(&b, record);
	if (b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	enum err_code code = facts_json_source(reader, f, source, b.p, b.n, &error);
	if (code == ERR_NOMEM)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!code)
		return ERR_OK;
	/* Rows that cannot be read are believed by nobody. */
	struct source_record broken = { .state = "conflict", .fetched_at = record->fetched_at, .request_no = record->request_no };
	if (text_eq(record->state, "conflict"))
		return err_set(&ctx->err, ERR_INTERNAL, "record cannot be read");
	return case_facts_join(ctx, reader, f, source, &broken);
}

static bool has_record(const struct source_record *records, size_t n, int64_t person_id, enum facts_source source, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (records[i].person_id == person_id && (name ? text_eq(records[i].source, name) : text_eq(records[i].source, facts_source_name(source))))
			return true;
	return false;
}

/* A source that answered for one member and was never asked for another is not known. */
static enum err_code mark_missing(struct ctx *ctx, struct facts_reader *reader, struct facts *f, const struct case_person *people, size_t n_people,
                                  const struct source_record *records, size_t n)
{
	static const struct source_record none = { .state = "not_fetched" };
	for (size_t p = 0; p < n_people; p++) {
		enum err_code code = ERR_OK;
		for (size_t i = 0; i < ARRAY_LEN(fetched) && !code; i++)
			if (!has_record(records, n, people[p].id, fetched[i], NULL))
				code = case_facts_join(ctx, reader, f, fetched[i], &none);
		for (size_t i = 0; i < ARRAY_LEN(benefits) && !code; i++)
			if (!has_record(records, n, people[p].id, FACTS_HOUSING_BENEFIT, benefits[i]))
				code = case_facts_join(ctx, reader, f, FACTS_HOUSING_BENEFIT, &none);
		if (code)
			return code;
	}
	return ERR_OK;
}

enum err_code case_facts_build(struct ctx *ctx, const struct casefile *c, const struct case_person *people, size_t n_people, int64_t counted,
                               struct facts **ret_facts, const char **ret_ids)
{
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	struct facts *f = facts_new(ctx->arena);
	struct source_record *records;
	struct buf ids;
	size_t n;
	enum err_code code = evidence_records(ctx, c->id, &records, &n);
	if (code)
		return code;
	if (!reader || !f)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	f->ref = text_of(ctx->arena, c->public_id);
	f->kind = text_eq(c->applicant_kind, "entrepreneur") ? FACTS_ENTREPRENEUR : FACTS_GRADUATE;
	f->accepted_on = day_of(c->accepted_on);
	f->counted_type2 = (int32_t)counted;
	code = add_people(ctx, f, people, n_people);
	buf_init(&ids, ctx->arena, 512);
	for (size_t i = 0; i < n && !code; i++) {
		enum facts_source source;
		if (!case_facts_source(records[i].source, &source))
			continue;
		code = case_facts_join(ctx, reader, f, source, &records[i]);
		if (ids.n)
			buf_char(&ids, ',');
		buf_int(&ids, records[i].id);
	}
	if (!code)
		code = mark_missing(ctx, reader, f, people, n_people, records, n);
	if (!code && (ids.failed || arena_failed(ctx->arena)))
		code = err_set(&ctx->err, ERR_NOMEM, "arena");
	if (code)
		return code;
	*ret_facts = f;
	*ret_ids = ids.p;
	return ERR_OK;
}

enum err_code case_facts_line(struct ctx *ctx, const struct facts *facts, const char **ret_line)
{
	struct buf b;
	buf_init(&b, ctx->arena, 8192);
	facts_write(&b, facts);
	if (b.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_line = b.p;
	return ERR_OK;
}

enum err_code case_facts_read(struct ctx *ctx, const char *line, struct facts **ret_facts)
{
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	struct facts_error error;
	if (!reader)
		return err_set(&ctx->err, ERR_NOMEM, "reader");
	enum err_code code = facts_json_line(reader, ctx->arena, line, strlen(line), true, ret_facts, &error);
	return code ? err_set(&ctx->err, code == ERR_NOMEM ? ERR_NOMEM : ERR_INTERNAL, "stored facts cannot be read") : ERR_OK;
}
