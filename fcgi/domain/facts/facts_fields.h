/* The shape of the facts object as tables: one row per key, in the book's order. Reader and writer walk the same rows.
 * For facts_json.c and facts_write.c only. */
#ifndef DOMAIN_FACTS_FACTS_FIELDS_H
#define DOMAIN_FACTS_FACTS_FIELDS_H

#include "domain/facts/facts.h"

enum facts_type {
	FACTS_T_ID,       /* non-empty text, interned */
	FACTS_T_TEXT,     /* non-empty text */
	FACTS_T_CLASS,    /* talent class: any non-empty text */
	FACTS_T_WORD,     /* one of a closed list: its index */
	FACTS_T_DIVISION, /* six digits */
	FACTS_T_DATE,
	FACTS_T_MONTH,
	FACTS_T_INT,   /* low..high, 32 bit */
	FACTS_T_MONEY, /* 0..MONEY_MAX_FEN */
	FACTS_T_BOOL,
	FACTS_T_STATE, /* rest: read by hand, listed so that the key is known */
	FACTS_T_MEMBERS,
	FACTS_T_DECLARED,
	FACTS_T_COUNTED,
	FACTS_T_SOURCES,
	FACTS_T_ROWS
};

#define FACTS_NULLABLE 1 /* null is a value */
#define FACTS_OPTIONAL 2 /* may be left out */

struct facts_words {
	const char *const *words;
	size_t n;
};

struct facts_field {
	const char *name;
	uint8_t len, type, flags;
	uint16_t offset;
	int32_t low, high;
	const struct facts_words *words;
};

struct facts_shape {
	const char *name;
	size_t row_size;
	const struct facts_field *fields;
	size_t n_fields;
};

extern const struct facts_shape facts_shapes[FACTS_SOURCES];
extern const struct facts_shape facts_line_shape, facts_member_shape, facts_declared_shape, facts_counted_shape,
    facts_answer_shape;
extern const struct facts_words facts_states;

/* `hint` is where the last key was found: keys mostly come in the book's order, so the first try hits. NULL: unknown key. */
const struct facts_field *facts_field_find(const struct facts_shape *shape, const char *key, size_t len, size_t *hint);

#endif
