/* Prints facts as the canonical line of docs/policy.md section 7: keys in the book's order, no spaces, ids folded, only sources that
 * were given. Reading the line again gives the same facts, so a replay needs nothing else. Also text escapes. */
#ifndef DOMAIN_FACTS_FACTS_WRITE_H
#define DOMAIN_FACTS_FACTS_WRITE_H

#include "base/text.h"
#include "domain/facts/facts.h"

/* b->failed when the arena is full. */
void facts_write(struct buf *b, const struct facts *facts);
/* One source's record {"state","rows",…}. */
void facts_write_source(struct buf *b, const struct facts *facts, enum facts_source source);
/* One row as an object: what a verdict saw, for the case page. */
void facts_write_row(struct buf *b, const struct facts *facts, enum facts_source source, size_t row);
/* "…" with escapes; null where p is NULL. Unlike buf_json it takes a NUL inside. */
void facts_write_text(struct buf *b, struct facts_text text);

#endif
