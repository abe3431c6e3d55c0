/* Facts as the runs read them out of the theme store: typed, small, without an ID number, a name or a property number. A person's
 * pack is a list of answers (one for each record of a source); people are written by their number in our database, 0 for somebody
 * we do not know. Byte order and length do not depend on the machine. Nothing here is JSON. */
#ifndef DOMAIN_FACTS_FACTS_PACK_H
#define DOMAIN_FACTS_FACTS_PACK_H

#include "base/text.h"
#include "domain/facts/facts.h"

struct facts_pack_meta {
	enum facts_source source;
	enum facts_state state;
	int64_t fetched_at; /* ms UTC; 0 = never */
	int64_t record_id;  /* source_record; 0 = none */
	int32_t as_of;      /* DATE_NONE = not said */
};

void facts_pack_begin(struct buf *b);
/* Adds one answer: the rows of `facts` for that source (none unless state is FACTS_OK). numbers[id] is the person of facts->ids[id],
 * self the person whom the pack is about. */
void facts_pack_answer(struct buf *b, const struct facts *facts, const struct facts_pack_meta *meta, const int64_t *numbers, int64_t self);

/* Who is who while packs of one household are joined: person numbers become ids of `facts`. */
struct facts_unpack {
	struct facts *facts;
	int64_t fresh_from;   /* ms UTC: an answer fetched before it counts as not fetched */
	uint32_t only;        /* FACTS_BITs that are taken; the others are passed over */
	size_t n, cap;
	struct facts_pack_person {
		int64_t number;
		int32_t id;
	} *people;
};
void facts_unpack_init(struct facts_unpack *u, struct facts *facts, int64_t fresh_from);
/* The id of a person, new or known; FACTS_NOBODY when the arena is full. */
int32_t facts_unpack_id(struct facts_unpack *u, int64_t number) MUST_CHECK;
int64_t facts_unpack_number(const struct facts_unpack *u, int32_t id); /* 0: unknown */
/* Joins the pack of one person; of several answers of a source the worse state stands. p NULL (no pack yet) leaves every source of
 * `only` not fetched. ERR_INVALID: not a pack; ERR_NOMEM. */
enum err_code facts_unpack_add(struct facts_unpack *u, int64_t self, const struct blob *pack) MUST_CHECK;

/* The oldest fetch and each record of a pack, for provenance and for what must be asked again. */
typedef void facts_pack_fn(const struct facts_pack_meta *meta, void *arg);
enum err_code facts_pack_each(const struct blob *pack, facts_pack_fn *fn, void *arg) MUST_CHECK;
/* The two packs say the same of the world: states and rows, not when they were fetched. */
bool facts_pack_same(const struct blob *a, const struct blob *b);

#endif
