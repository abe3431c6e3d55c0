/* The rows of the shared-data platform, turned into rows of the policy book (section 7). Pure; the fuzz target of this ring.
 * docs/interfaces.md 3 is the contract: field names, words and shapes. */
#ifndef GATEWAY_DATA_ROWS_H
#define GATEWAY_DATA_ROWS_H

#include "base/arena.h"

#include <stdbool.h>

struct data_field;
/* What an answer tells beside the rules' rows. A value that is missing or of another kind is null there: it never spoils the answer. */
struct data_side {
	const char *name; /* family employer */
	const struct data_field *fields;
	size_t n_fields;
};
struct data_source {
	const char *name, *path, *id_param;
	const char *title; /* materialName of the call's ground */
	const struct data_field *fields;
	size_t n_fields;
	const struct data_side *side; /* NULL: nothing */
};
extern const struct data_source data_source_table[];
extern const size_t data_source_table_n;
const struct data_source *data_source_find(const char *name); /* NULL: unknown */

enum data_answer_kind {
	DATA_ANSWER_ROWS,       /* rows, also none */
	DATA_ANSWER_CONFLICT,   /* a row that cannot be read, somebody else's row, a count that is not theirs */
	DATA_ANSWER_SECRET,     /* code 03: the request secret is no longer good */
	DATA_ANSWER_REFUSED,    /* another code */
	DATA_ANSWER_UNREADABLE, /* no answer in the platform's shape, or no memory */
};
struct data_answer {
	enum data_answer_kind kind;
	const char *rows; /* JSON array text; ROWS only */
	const char *side; /* the same rows' other words (struct data_side); NULL when the source has none */
	size_t n_rows;
	const char *as_of, *request_no; /* NULL when not told */
};
/* idno: whom was asked about, as idno_normalise gives it. Everything in *ret lives in the arena. */
void data_rows_read(struct arena *arena, const struct data_source *source, const char *idno, const char *answer, size_t n, struct data_answer *ret);

#endif
