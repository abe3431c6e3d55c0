#include "domain/facts/facts.h"

#include "domain/facts/facts_fields.h"

#include <string.h>

struct facts_ids {
	size_t cap; /* of ids[] */
	size_t n_slots; /* a power of two, at least twice n_ids */
	int32_t *slots; /* id + 1, 0 = empty */
	int32_t last;   /* found or made */
};

static const char *const class_names[CLASS_COUNT] = { "A", "B", "C", "D", "E", "F1", "F2", "F3" };

struct facts *facts_new(struct arena *arena)
{
	struct facts *f = arena_alloc(arena, sizeof(*f));
	struct facts_ids *hash = arena_alloc(arena, sizeof(*hash));
	if (!f || !hash)
		return NULL;
	f->arena = arena;
	f->hash = hash;
	f->applicant = FACTS_NOBODY;
	f->accepted_on = DATE_NONE;
	f->declared.award_fen = f->declared.price_fen = f->declared.settlement_fen = FACTS_NULL;
	f->declared.contract_on = f->declared.title_on = DATE_NONE;
	f->declared.class.rank = CLASS_OTHER;
	for (int i = 0; i < FACTS_SOURCES; i++)
		f->sources[i].state = FACTS_NOT_FETCHED;
	return f;
}

static uint64_t mix(const char *p, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)(p[i] == 'x' ? 'X' : p[i])) * UINT64_C(1099511628211);
	return h ^ (h >> 29);
}

/* `stored` has its x folded already. */
static bool same_folded(const char *stored, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (stored[i] != (p[i] == 'x' ? 'X' : p[i]))
			return false;
	return true;
}

static bool grow(struct facts *f)
{
	struct facts_ids *h = f->hash;
	size_t cap = h->cap ? h->cap * 4 : 8;
	struct facts_text *ids = arena_array(f->arena, cap, sizeof(*ids));
	int32_t *slots = arena_array(f->arena, cap * 2, sizeof(*slots));
	if (!ids || !slots)
		return false;
	if (f->n_ids)
		memcpy(ids, f->ids, f->n_ids * sizeof(*ids));
	for (size_t i = 0; i < f->n_ids; i++) {
		size_t at = mix(ids[i].p, ids[i].n) & (cap * 2 - 1);
		while (slots[at])
			at = (at + 1) & (cap * 2 - 1);
		slots[at] = (int32_t)i + 1;
	}
	f->ids = ids;
	h->cap = cap;
	h->slots = slots;
	h->n_slots = cap * 2;
	return true;
}

int32_t facts_id(struct facts *f, const char *p, size_t n)
{
	struct facts_ids *h = f->hash;
	/* Most rows are about the person of the row before. */
	if (f->n_ids && f->ids[h->last].n == n && !memcmp(f->ids[h->last].p, p, n))
		return h->last;
	if (f->n_ids == h->cap && !grow(f))
		return FACTS_NOBODY;
	size_t at = mix(p, n) & (h->n_slots - 1);
	for (; h->slots[at]; at = (at + 1) & (h->n_slots - 1)) {
		const struct facts_text *known = &f->ids[h->slots[at] - 1];
		if (known->n == n && same_folded(known->p, p, n))
			return h->last = h->slots[at] - 1;
	}
	char *copy = arena_dup(f->arena, p, n);
	if (!copy)
		return FACTS_NOBODY;
	for (size_t i = 0; i < n; i++)
		if (copy[i] == 'x')
			copy[i] = 'X';
	f->ids[f->n_ids] = (struct facts_text){ copy, n };
	h->slots[at] = (int32_t)++f->n_ids;
	return h->last = (int32_t)f->n_ids - 1;
}

enum err_code facts_member_add(struct facts *f, const struct facts_member *member)
{
	if (f->n_members == f->members_cap) {
		size_t cap = f->members_cap ? f->members_cap * 2 : 8;
		struct facts_member *more = arena_array(f->arena, cap, sizeof(*more));
		if (!more)
			return ERR_NOMEM;
		if (f->n_members)
			memcpy(more, f->members, f->n_members * sizeof(*more));
		f->members = more;
		f->members_cap = cap;
	}
	f->members[f->n_members++] = *member;
	return ERR_OK;
}

struct facts_class facts_class_of(struct facts_text text)
{
	struct facts_class class = { text, CLASS_OTHER };
	for (int32_t rank = 0; text.p && rank < CLASS_COUNT; rank++)
		if (text.n == strlen(class_names[rank]) && !memcmp(text.p, class_names[rank], text.n))
			class.rank = rank;
	return class;
}

const char *facts_class_name(int32_t rank)
{
	return rank >= 0 && rank < CLASS_COUNT ? class_names[rank] : NULL;
}

const char *facts_source_name(enum facts_source source)
{
	return facts_shapes[source].name;
}

bool facts_source_find(const char *name, enum facts_source *ret_source)
{
	for (int i = 0; i < FACTS_SOURCES; i++)
		if (!strcmp(facts_shapes[i].name, name)) {
			*ret_source = (enum facts_source)i;
			return true;
		}
	return false;
}

const char *facts_state_name(enum facts_state state)
{
	return facts_states.words[state];
}
