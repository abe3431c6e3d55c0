#include "flow/month_facts.h"

#include "base/date.h"
#include "base/varint.h"
#include "domain/facts/facts_pack.h"

#include <string.h>

#define SEEN_VERSION 1
#define SEEN_PEOPLE_MAX 64

const char *month_cap_group(enum scheme scheme)
{
	return scheme == SCHEME_RENTAL ? "talent_rental" : "type2";
}

/* ---- households ---- */

static int32_t relation_of(const char *word)
{
	static const char *const words[] = { "self", "spouse", "child", "parent", "parent_in_law", "other" };
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_eq(words[i], word))
			return (int32_t)i;
	return FACTS_OTHER;
}

static int32_t day_of(const char *text)
{
	int32_t day;
	return text && date_parse(text, &day) ? day : DATE_NONE;
}

static struct month_person person_of(const struct house_row *row)
{
	return (struct month_person){ .person_id = row->person_id, .ver = row->ver == DB_NULL ? 0 : row->ver, .relation = relation_of(row->relation),
		                      .covered = row->covered != 0, .counted_from = day_of(row->counted_from), .left_on = day_of(row->left_on),
		                      .packed = row->packed, .used = row->used };
}

bool month_house_next(struct arena *arena, enum scheme scheme, const struct house_row *rows, size_t n, size_t *at, struct month_house *ret_house,
                      enum err_code *ret_code)
{
	size_t from = *at, to = from;
	*ret_code = ERR_OK;
	if (from >= n)
		return false;
	while (to < n && rows[to].qualification_id == rows[from].qualification_id)
		to++;
	const struct house_row *row = &rows[from];
	struct month_house house = { .scheme = scheme, .qualification_id = row->qualification_id, .case_id = row->case_id, .holder_id = row->holder_id,
		                     .kind = text_eq(row->applicant_kind, "entrepreneur") ? FACTS_ENTREPRENEUR : FACTS_GRADUATE,
		                     .live = text_eq(row->state, "live"), .n = to - from };
	house.people = arena_array(arena, house.n, sizeof *house.people);
	if (!house.people)
		*ret_code = ERR_NOMEM;
	else if (!month_parse(row->month_from, &house.month_from) || !month_parse(row->month_to, &house.month_to))
		*ret_code = ERR_INTERNAL;
	for (size_t i = 0; !*ret_code && i < house.n; i++)
		house.people[i] = person_of(&rows[from + i]);
	*at = to;
	*ret_house = house;
	return true;
}

enum err_code month_house_read(struct ctx *ctx, const struct qualification *q, struct month_house *ret_house)
{
	struct house_row *rows;
	size_t n, at = 0;
	enum scheme scheme;
	if (!policy_scheme_find(q->scheme, &scheme))
		return err_set(&ctx->err, ERR_INTERNAL, "unknown scheme");
	enum err_code code = house_list(ctx, q->scheme, month_cap_group(scheme), q->id - 1, q->id, SEEN_PEOPLE_MAX, &rows, &n);
	if (code)
		return code;
	if (!month_house_next(ctx->arena, scheme, rows, n, &at, ret_house, &code))
		return err_set(&ctx->err, ERR_INTERNAL, "qualification %lld covers nobody", (long long)q->id);
	return code ? err_set(&ctx->err, code, "household") : ERR_OK;
}

uint32_t month_overruled(const char *override_checks)
{
	uint32_t bits = 0;
	for (int i = 0; override_checks && i < CHECK_CODES; i++)
		if (text_in_list(override_checks, policy_check_name((enum check_code)i)))
			bits |= CHECK_BIT(i);
	return bits;
}

/* ---- judging ---- */

/* One paid month for each that is judged, in the first division of the city. */
static bool pay_month(struct facts *f, enum facts_source source, int32_t month, const struct policy *policy)
{
	struct facts_month *rows = arena_array(f->arena, 2, sizeof *rows);
	if (!rows)
		return false;
	for (int32_t i = 0; i < 2; i++)
		rows[i] = (struct facts_month){ f->applicant, month - i, policy->city_divisions.n ? policy->city_divisions.list[0] : 0 };
	f->sources[source] = (struct facts_answer){ .state = FACTS_OK, .n = 2, .rows.month = rows, .given = true };
	return true;
}

/* A person's yes pays by itself (policy book 2): the checks that he overruled count as met. */
static bool overrule(struct facts *f, uint32_t overruled, int32_t month, const struct policy *policy)
{
	const struct facts_answer none = { .state = FACTS_OK, .given = true };
	if (overruled & CHECK_BIT(CHECK_T2_HOME))
		f->sources[FACTS_PROPERTY] = none;
	if (overruled & CHECK_BIT(CHECK_T2_BENEFIT))
		f->sources[FACTS_HOUSING_BENEFIT] = none;
	if (overruled & CHECK_BIT(CHECK_T2_INSURANCE))
		return pay_month(f, FACTS_SOCIAL_INSURANCE, month, policy);
	return !(overruled & CHECK_BIT(CHECK_T2_FUND)) || pay_month(f, FACTS_PROVIDENT_FUND, month, policy);
}

static enum err_code join_people(struct facts_unpack *u, const struct month_house *house)
{
	uint32_t all = rules_sources(rules_table(house->scheme, true));
	for (size_t i = 0; i < house->n; i++) {
		const struct month_person *p = &house->people[i];
		struct facts_member member = { facts_unpack_id(u, p->person_id), p->relation, p->counted_from, p->left_on };
		if (member.id == FACTS_NOBODY)
			return ERR_NOMEM;
		if (p->covered && facts_member_add(u->facts, &member))
			return ERR_NOMEM;
		if (p->person_id == house->holder_id)
			u->facts->applicant = member.id;
		/* A spouse who was not chosen: his lease, and what he was paid to buy a home. */
		u->only = p->covered ? all : all & (FACTS_BIT(FACTS_LEASE) | FACTS_BIT(FACTS_PURCHASE_SUBSIDY));
		enum err_code code = facts_unpack_add(u, p->person_id, &p->packed);
		if (code)
			return code;
	}
	return u->facts->applicant == FACTS_NOBODY ? ERR_INVALID : ERR_OK;
}

static bool is_spouse(const struct facts *f, int32_t id, int32_t day)
{
	const struct facts_answer *marriage = &f->sources[FACTS_MARRIAGE];
	for (size_t i = 0; marriage->state == FACTS_OK && i < marriage->n; i++) {
		const struct facts_marriage *row = &marriage->rows.marriage[i];
		if (row->id == f->applicant && row->spouse == id && row->registered_on <= day && (row->ended_on == DATE_NONE || row->ended_on > day))
			return true;
	}
	for (size_t i = 0; marriage->state != FACTS_OK && i < f->n_members; i++)
		if (f->members[i].relation == FACTS_SPOUSE && f->members[i].id == id && date_within(day, f->members[i].counted_from, f->members[i].left_on))
			return true;
	return false;
}

/* The cap counts a couple's months: the spouse of the month's first day, as the rules find him, chosen as a member or not. */
static enum err_code count_months(struct facts_unpack *u, const struct month_house *house, int32_t month, int32_t *ret_counted)
{
	struct blob own = { NULL, 0 }, spouse = { NULL, 0 };
	for (size_t i = 0; i < house->n; i++) {
		int32_t id = facts_unpack_id(u, house->people[i].person_id);
		if (id == FACTS_NOBODY)
			return ERR_NOMEM;
		if (house->people[i].person_id == house->holder_id)
			own = house->people[i].used;
		else if (is_spouse(u->facts, id, month_first_day(month)))
			spouse = house->people[i].used;
	}
	*ret_counted = month_used_count(&own, &spouse, month);
	return ERR_OK;
}

/* counted < 0: as the packs and bitmaps say. */
static enum err_code join_house(struct arena *arena, const struct month_house *house, int32_t month, int32_t counted, struct month_told *told)
{
	struct facts_unpack u;
	told->facts = facts_new(arena);
	if (!told->facts)
		return ERR_NOMEM;
	/* A month is judged by answers that were fetched since it began. */
	facts_unpack_init(&u, told->facts, day_instant(month_first_day(month)));
	told->facts->kind = house->kind;
	enum err_code code = join_people(&u, house);
	told->counted = counted;
	if (!code && counted < 0)
		code = count_months(&u, house, month, &told->counted);
	return code;
}

static enum err_code judge_house(struct arena *arena, const struct month_house *house, int32_t month, struct month_told *told)
{
	if (!told->admission || !told->standard)
		return ERR_OK;
	if (!overrule(told->facts, house->overruled, month, told->admission))
		return ERR_NOMEM;
	return months_judge(told->facts, told->admission, told->standard, month, told->counted, arena, &told->result);
}

static enum err_code tell(struct arena *arena, const struct month_house *house, int32_t month, int32_t counted, struct month_told *told)
{
	enum err_code code = join_house(arena, house, month, counted, told);
	return code ? code : judge_house(arena, house, month, told);
}

enum err_code month_tell(struct arena *arena, const struct policy_set *policies, const struct month_house *house, int32_t month, struct month_told *ret_told)
{
	int32_t day = month_first_day(month);
	*ret_told = (struct month_told){ .month = month, .result.outcome = MONTH_WAITING, .admission = policy_in_force(policies, house->scheme, POLICY_ADMISSION, day),
		                         .standard = policy_in_force(policies, house->scheme, POLICY_STANDARD, day) };
	return tell(arena, house, month, -1, ret_told);
}

enum err_code month_tell_by(struct arena *arena, const struct policy *admission, const struct policy *standard, const struct month_house *house, int32_t month,
                            int32_t counted, struct month_told *ret_told)
{
	*ret_told = (struct month_told){ .month = month, .result.outcome = MONTH_WAITING, .admission = admission, .standard = standard };
	return tell(arena, house, month, counted, ret_told);
}

enum err_code month_tell_pair(struct arena *arena, const struct month_versions versions[2], const struct month_house *house, int32_t month,
                              struct month_told ret_told[2])
{
	enum err_code code = ERR_OK;
	for (int i = 0; i < 2 && !code; i++) {
		ret_told[i] = (struct month_told){ .result.outcome = MONTH_WAITING, .admission = versions[i].admission, .standard = versions[i].standard };
		if (i == 0)
			code = join_house(arena, house, month, -1, &ret_told[0]);
		ret_told[i].facts = ret_told[0].facts;
		ret_told[i].counted = ret_told[0].counted;
		if (!code)
			code = judge_house(arena, house, month, &ret_told[i]);
	}
	return code;
}

enum err_code month_codes(struct arena *arena, const struct month_result *result, const char **ret_codes, const char **ret_checks)
{
	static const char letters[] = { [OUTCOME_PASS] = 'P', [OUTCOME_FAIL] = 'F', [OUTCOME_UNKNOWN] = 'U', [OUTCOME_NOT_APPLICABLE] = 'N' };
	struct buf codes, checks;
	*ret_codes = "";
	buf_init(&codes, arena, 32);
	buf_init(&checks, arena, RULES_CHECKS_MAX);
	for (size_t i = 0; i < result->n; i++) {
		buf_char(&checks, letters[result->verdicts[i].outcome]);
		if (!(result->failed & (UINT32_C(1) << i)))
			continue;
		if (codes.n)
			buf_char(&codes, ',');
		buf_str(&codes, policy_check_name(result->verdicts[i].check->code));
	}
	if (codes.failed || checks.failed)
		return ERR_NOMEM;
	if (codes.n)
		*ret_codes = codes.p;
	*ret_checks = checks.n ? checks.p : "";
	return ERR_OK;
}

/* ---- what was seen ---- */

enum err_code month_seen_write(struct arena *arena, const struct month_house *house, int32_t counted, struct blob *ret_seen)
{
	struct buf b;
	buf_init(&b, arena, 16 + 24 * house->n);
	buf_char(&b, SEEN_VERSION);
	buf_char(&b, (char)house->kind);
	buf_varint(&b, house->overruled);
	buf_varint(&b, (uint64_t)counted);
	buf_varint(&b, (uint64_t)house->holder_id);
	buf_varint(&b, house->n);
	for (size_t i = 0; i < house->n; i++) {
		const struct month_person *p = &house->people[i];
		buf_varint(&b, (uint64_t)p->person_id);
		buf_varint(&b, (uint64_t)p->ver);
		buf_char(&b, (char)(p->relation | (p->covered ? 16 : 0)));
		buf_varint_signed(&b, p->counted_from);
		buf_varint_signed(&b, p->left_on);
	}
	if (b.failed)
		return ERR_NOMEM;
	*ret_seen = (struct blob){ (const uint8_t *)b.p, b.n };
	return ERR_OK;
}

bool month_seen_digest(struct arena *arena, const struct month_house *house, const struct blob *seen, uint8_t ret_sm3[SM3_SIZE])
{
	struct buf b;
	buf_init(&b, arena, 1024);
	buf_add(&b, seen->p, seen->n);
	for (size_t i = 0; i < house->n; i++)
		buf_add(&b, house->people[i].packed.p, house->people[i].packed.n);
	return !b.failed && crypto_sm3(b.p, b.n, ret_sm3);
}

enum err_code month_seen_read(struct arena *arena, const struct blob *seen, struct month_house *ret_house, int32_t *ret_counted)
{
	struct varint_reader r = { seen->p, seen->p + seen->n, false };
	if (seen->n < 2 || *r.p++ != SEEN_VERSION)
		return ERR_INVALID;
	struct month_house house = { .kind = (enum facts_kind)*r.p++, .live = true };
	house.overruled = (uint32_t)varint_get(&r);
	uint64_t counted = varint_get(&r);
	house.holder_id = (int64_t)varint_get(&r);
	house.n = varint_get(&r);
	if (r.bad || house.kind > FACTS_ENTREPRENEUR || house.n > SEEN_PEOPLE_MAX || counted > 10000)
		return ERR_INVALID;
	house.people = arena_array(arena, house.n + 1, sizeof *house.people);
	if (!house.people)
		return ERR_NOMEM;
	for (size_t i = 0; i < house.n && !r.bad; i++) {
		struct month_person *p = &house.people[i];
		p->person_id = (int64_t)varint_get(&r);
		p->ver = (int64_t)varint_get(&r);
		uint8_t bits = r.p < r.end ? *r.p++ : 0xFF;
		r.bad = r.bad || (bits & 15) > FACTS_OTHER || bits > 31;
		p->relation = bits & 15;
		p->covered = bits & 16;
		p->counted_from = varint_get_int(&r);
		p->left_on = varint_get_int(&r);
	}
	if (r.bad || r.p != r.end)
		return ERR_INVALID;
	*ret_counted = (int32_t)counted;
	*ret_house = house;
	return ERR_OK;
}
