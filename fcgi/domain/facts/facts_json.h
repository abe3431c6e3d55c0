/* Reads facts from JSON text (docs/policy.md section 7, "Reading a line"): strict json-c, unknown keys are errors, everything is
 * checked also where no check uses it. Of several errors the first met is reported. */
#ifndef DOMAIN_FACTS_FACTS_JSON_H
#define DOMAIN_FACTS_FACTS_JSON_H

#include "domain/facts/facts.h"

#define FACTS_LINE_MAX ((size_t)1 << 20)

/* Holds the tokeners; one per thread, any number of lines. */
struct facts_reader;
struct facts_reader *facts_reader_new(void) MUST_CHECK; /* NULL when out of memory */
void facts_reader_freep(struct facts_reader **reader);

/* Where a line is wrong. Both live in the arena or are static; pointer is RFC 6901 and never NULL, text is one Chinese sentence
 * without any value of the line. ref.p is NULL where the line is no JSON object or its ref is missing or wrong. */
struct facts_error {
	struct facts_text ref;
	struct facts_text pointer;
	const char *text;
};

/* One line without its line end. need_kind: type2 requires `kind`. ERR_BAD_REQUEST (no JSON object), ERR_INVALID, ERR_NOMEM. */
enum err_code facts_json_line(struct facts_reader *reader, struct arena *arena, const char *line, size_t n, bool need_kind,
                              struct facts **ret_facts, struct facts_error *error) MUST_CHECK;

/* One source's record {"state","rows",…}. A source given before (the household's people are asked one by one) is joined: the
 * worse state stands, rows are appended, request number and times are those of the record with the worst state, else the last.
 * The pointer is relative to the record. Errors as above. */
enum err_code facts_json_source(struct facts_reader *reader, struct facts *facts, enum facts_source source, const char *json,
                                size_t n, struct facts_error *error) MUST_CHECK;

#endif
