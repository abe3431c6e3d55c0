#include "domain/facts/facts_change.h"

#include "domain/facts/facts_pack.h"

#include <string.h>

#define BEHIND_MONTHS 2 /* the month before the current one is often paid late; two are a gap */

struct side {
	struct facts *facts;
	struct facts_unpack who;
	int64_t insured_at; /* when its answer about social insurance was fetched */
	int32_t self;
};
struct comparing {
	struct side a, b; /* before, after */
	struct facts_change *out;
	size_t n;
};

static const struct {
	const char *name, *title;
} kinds[] = {
	[CHANGE_HOME_BOUGHT] = { "home_bought", "新登记住房" },          [CHANGE_INSURANCE_STOPPED] = { "insurance_stopped", "社会保险停缴" },
	[CHANGE_MARRIED] = { "married", "结婚登记" },                    [CHANGE_DIVORCED] = { "divorced", "离婚登记" },
	[CHANGE_LEASE_ENDED] = { "lease_ended", "租赁备案终止" },        [CHANGE_LEASE_CHANGED] = { "lease_changed", "租赁备案变更" },
	[CHANGE_BENEFIT_GRANTED] = { "benefit_granted", "享受其他住房优惠" }, [CHANGE_CLASS_REVOKED] = { "class_revoked", "人才类别不再有效" },
	[CHANGE_CLASS_CHANGED] = { "class_changed", "人才类别变更" },
};

const char *facts_change_name(enum facts_change_kind kind)
{
	return kinds[kind].name;
}

const char *facts_change_title(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_eq(kinds[i].name, name))
			return kinds[i].title;
	return text_eq(name, "died") ? "持有人去世" : name; /* no pack tells of it */
}

static void found(struct comparing *c, enum facts_change_kind kind, int32_t month)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->out[i].kind == kind) {
			c->out[i].month = month < c->out[i].month ? month : c->out[i].month;
			return;
		}
	c->out[c->n++] = (struct facts_change){ kind, month };
}

static bool both_ok(const struct comparing *c, enum facts_source source)
{
	return c->a.facts->sources[source].state == FACTS_OK && c->b.facts->sources[source].state == FACTS_OK;
}

/* The first month whose first day is not before it. */
static int32_t month_after(int32_t day)
{
	int32_t month = date_month(day);
	return month_first_day(month) == day ? month : month + 1;
}

/* ---- homes ---- */

static bool is_home(const struct comparing *c, const struct facts_property *row)
{
	return row->id == c->b.self && row->use == FACTS_RESIDENTIAL && row->share_percent > 0 && row->transferred_on == DATE_NONE && row->registered_on != DATE_NONE;
}

/* The number of a home is not in a pack: two of the same day and place are told by how many they are. */
static size_t like(const struct facts_answer *answer, size_t upto, int32_t self, const struct facts_property *row)
{
	size_t n = 0;
	for (size_t i = 0; i < upto; i++) {
		const struct facts_property *r = &answer->rows.property[i];
		n += r->id == self && r->use == row->use && r->division == row->division && r->registered_on == row->registered_on;
	}
	return n;
}

static void homes(struct comparing *c)
{
	const struct facts_answer *a = &c->a.facts->sources[FACTS_PROPERTY], *b = &c->b.facts->sources[FACTS_PROPERTY];
	for (size_t i = 0; both_ok(c, FACTS_PROPERTY) && i < b->n; i++) {
		const struct facts_property *row = &b->rows.property[i];
		if (is_home(c, row) && like(b, i + 1, c->b.self, row) > like(a, a->n, c->a.self, row))
			found(c, CHANGE_HOME_BOUGHT, month_after(row->registered_on));
	}
}

/* ---- insurance ---- */

static int32_t last_paid(const struct side *s)
{
	const struct facts_answer *answer = &s->facts->sources[FACTS_SOCIAL_INSURANCE];
	int32_t last = DATE_NONE;
	for (size_t i = 0; i < answer->n; i++)
		if (answer->rows.month[i].id == s->self && answer->rows.month[i].month > last)
			last = answer->rows.month[i].month;
	return last;
}

static bool is_behind(const struct side *s)
{
	int32_t last = last_paid(s);
	return last == DATE_NONE || date_month(instant_day(s->insured_at)) - last >= BEHIND_MONTHS;
}

/* Month M wants month M - 1 paid. */
static void insurance(struct comparing *c)
{
	if (both_ok(c, FACTS_SOCIAL_INSURANCE) && !is_behind(&c->a) && is_behind(&c->b)) {
		int32_t last = last_paid(&c->b);
		found(c, CHANGE_INSURANCE_STOPPED, (last == DATE_NONE ? last_paid(&c->a) : last) + 2);
	}
}

/* ---- marriage ---- */

/* The same marriage in the other pack: ids of two packs are compared by the person's number. */
static const struct facts_marriage *same_marriage(const struct side *in, const struct side *of, const struct facts_marriage *row)
{
	const struct facts_answer *answer = &in->facts->sources[FACTS_MARRIAGE];
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_marriage *r = &answer->rows.marriage[i];
		if (r->id == in->self && r->registered_on == row->registered_on &&
		    facts_unpack_number(&in->who, r->spouse) == facts_unpack_number(&of->who, row->spouse))
			return r;
	}
	return NULL;
}

static void marriages(struct comparing *c)
{
	const struct facts_answer *b = &c->b.facts->sources[FACTS_MARRIAGE];
	for (size_t i = 0; both_ok(c, FACTS_MARRIAGE) && i < b->n; i++) {
		const struct facts_marriage *row = &b->rows.marriage[i];
		if (row->id != c->b.self)
			continue;
		const struct facts_marriage *had = same_marriage(&c->a, &c->b, row);
		if (!had && row->ended_on == DATE_NONE)
			found(c, CHANGE_MARRIED, month_after(row->registered_on));
		if (had && had->ended_on == DATE_NONE && row->ended_on != DATE_NONE)
			found(c, CHANGE_DIVORCED, month_after(row->ended_on));
	}
}

/* ---- leases ---- */

static const struct facts_lease *same_lease(const struct side *in, const struct side *of, const struct facts_lease *row)
{
	const struct facts_answer *answer = &in->facts->sources[FACTS_LEASE];
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_lease *r = &answer->rows.lease[i];
		if (r->tenant == in->self && r->from == row->from && r->division == row->division &&
		    facts_unpack_number(&in->who, r->landlord) == facts_unpack_number(&of->who, row->landlord))
			return r;
	}
	return NULL;
}

static bool ends_before(const struct facts_lease *row, const struct facts_lease *had)
{
	return row->to != DATE_NONE && (had->to == DATE_NONE || row->to < had->to);
}

static void leases(struct comparing *c)
{
	const struct facts_answer *a = &c->a.facts->sources[FACTS_LEASE], *b = &c->b.facts->sources[FACTS_LEASE];
	if (!both_ok(c, FACTS_LEASE))
		return;
	for (size_t i = 0; i < b->n; i++) {
		const struct facts_lease *row = &b->rows.lease[i], *had = NULL;
		if (row->tenant != c->b.self)
			continue;
		had = same_lease(&c->a, &c->b, row);
		if (!had || had->rent_fen != row->rent_fen || (!ends_before(row, had) && had->to != row->to))
			found(c, CHANGE_LEASE_CHANGED, date_month(row->from));
		if (had && ends_before(row, had))
			found(c, CHANGE_LEASE_ENDED, date_month(row->to + 1));
	}
	for (size_t i = 0; i < a->n; i++)
		if (a->rows.lease[i].tenant == c->a.self && !same_lease(&c->b, &c->a, &a->rows.lease[i]))
			found(c, CHANGE_LEASE_ENDED, date_month(a->rows.lease[i].from));
}

/* ---- other subsidies ---- */

static void benefits(struct comparing *c)
{
	const struct facts_answer *a = &c->a.facts->sources[FACTS_HOUSING_BENEFIT], *b = &c->b.facts->sources[FACTS_HOUSING_BENEFIT];
	for (size_t i = 0; both_ok(c, FACTS_HOUSING_BENEFIT) && i < b->n; i++) {
		const struct facts_benefit *row = &b->rows.benefit[i];
		bool had = row->id != c->b.self;
		for (size_t k = 0; k < a->n && !had; k++)
			had = a->rows.benefit[k].id == c->a.self && a->rows.benefit[k].kind == row->kind && a->rows.benefit[k].from == row->from;
		if (!had)
			found(c, CHANGE_BENEFIT_GRANTED, month_after(row->from));
	}
}

/* ---- the white list ---- */

/* The best class of a day; CLASS_OTHER: none. */
static int32_t class_at(const struct side *s, int32_t day)
{
	const struct facts_answer *answer = &s->facts->sources[FACTS_TALENT_WHITELIST];
	int32_t best = CLASS_OTHER;
	for (size_t i = 0; i < answer->n; i++) {
		const struct facts_talent *row = &answer->rows.talent[i];
		bool holds = row->id == s->self && row->from <= day && (row->to == DATE_NONE || row->to >= day);
		best = holds && row->class.rank < best ? row->class.rank : best;
	}
	return best;
}

static void class_in(struct comparing *c, int32_t month)
{
	int32_t had = class_at(&c->a, month_first_day(month)), has = class_at(&c->b, month_first_day(month));
	if (had != CLASS_OTHER && had != has)
		found(c, has == CLASS_OTHER ? CHANGE_CLASS_REVOKED : CHANGE_CLASS_CHANGED, month);
}

/* A class can differ from a month on only where a row of either begins or has just ended. A class that lasts longer, or is new, takes nothing. */
static void classes(struct comparing *c)
{
	const struct side *sides[] = { &c->a, &c->b };
	for (size_t s = 0; both_ok(c, FACTS_TALENT_WHITELIST) && s < ARRAY_LEN(sides); s++) {
		const struct facts_answer *answer = &sides[s]->facts->sources[FACTS_TALENT_WHITELIST];
		for (size_t i = 0; i < answer->n; i++) {
			class_in(c, month_after(answer->rows.talent[i].from));
			if (answer->rows.talent[i].to != DATE_NONE)
				class_in(c, month_after(answer->rows.talent[i].to + 1));
		}
	}
}

static void note_insured(const struct facts_pack_meta *meta, void *arg)
{
	struct side *s = arg;
	if (meta->source == FACTS_SOCIAL_INSURANCE)
		s->insured_at = meta->fetched_at;
}

static enum err_code open_side(struct arena *arena, int64_t person, const struct blob *pack, struct side *s)
{
	*s = (struct side){ .facts = facts_new(arena) };
	if (!s->facts)
		return ERR_NOMEM;
	facts_unpack_init(&s->who, s->facts, INT64_MIN);
	s->self = facts_unpack_id(&s->who, person);
	enum err_code code = s->self == FACTS_NOBODY ? ERR_NOMEM : facts_unpack_add(&s->who, person, pack);
	return code ? code : facts_pack_each(pack, note_insured, s);
}

enum err_code facts_changes(struct arena *arena, int64_t person, const struct blob *before, const struct blob *after,
                            struct facts_change ret_changes[CHANGE_KINDS], size_t *ret_n)
{
	struct comparing c = { .out = ret_changes };
	enum err_code code = open_side(arena, person, before, &c.a);
	if (!code)
		code = open_side(arena, person, after, &c.b);
	if (code)
		return code;
	homes(&c);
	insurance(&c);
	marriages(&c);
	leases(&c);
	benefits(&c);
	classes(&c);
	*ret_n = c.n;
	return ERR_OK;
}
