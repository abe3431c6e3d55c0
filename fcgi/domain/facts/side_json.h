/* What an answer of shared data tells beside the rows of the rules: who is whose family, whether an identity card was cancelled, where
 * somebody works. Rows are JSON arrays of the gateway (gateway/data_rows.c) or of a stored record. Unreadable text is an answer without rows. */
#ifndef DOMAIN_FACTS_SIDE_JSON_H
#define DOMAIN_FACTS_SIDE_JSON_H

#include "base/arena.h"

#include <stdbool.h>

/* One person's line of the household register: book number, part in it (head spouse child parent), name, day of death. NULL where it is not told. */
struct side_family {
	const char *number, *role, *name, *died_on;
};
bool side_family_read(struct arena *arena, const char *rows, struct side_family *ret_row) MUST_CHECK; /* false: not registered */

struct side_card {
	const char *state, *valid_to; /* valid cancelled; valid_to NULL = for ever */
};
bool side_card_read(struct arena *arena, const char *rows, struct side_card *ret_row) MUST_CHECK; /* false: no record */

/* Name of the last month's employer; NULL when none is told. */
const char *side_employer(struct arena *arena, const char *rows);

#endif
