/* A case's stored records turned into the facts that the rules see, and rows of facts into words for people. */
#ifndef FLOW_CASE_FACTS_H
#define FLOW_CASE_FACTS_H

#include "domain/casefile/casefile.h"
#include "domain/casefile/evidence.h"
#include "domain/facts/facts.h"

/* One household member with his ID number opened. */
struct case_person {
	int64_t id;
	const char *idno, *name_masked, *relation, *counted_from, *left_on, *confirmed;
};
enum err_code case_people(struct ctx *ctx, int64_t case_id, struct case_person **ret_people, size_t *ret_n) MUST_CHECK;

/* Source of the rules that a record's source belongs to (the five housing benefits are one). false: shown only, used by no check. */
bool case_facts_source(const char *record_source, enum facts_source *ret_source);
/* Facts of the case's newest records; a source that was not fetched for a member whom it needs makes it not_fetched. ret_ids: the record
 * ids that went in, comma separated. counted: months that count to the cap already. */
enum err_code case_facts_build(struct ctx *ctx, const struct casefile *c, const struct case_person *people, size_t n_people, int64_t counted,
                               struct facts **ret_facts, const char **ret_ids) MUST_CHECK;
/* One record joined to its source; rows that cannot be read are a conflict. */
struct facts_reader;
enum err_code case_facts_join(struct ctx *ctx, struct facts_reader *reader, struct facts *f, enum facts_source source,
                              const struct source_record *record) MUST_CHECK;
enum err_code case_facts_line(struct ctx *ctx, const struct facts *facts, const char **ret_line) MUST_CHECK;
/* Facts of an earlier evaluation's line. */
enum err_code case_facts_read(struct ctx *ctx, const char *line, struct facts **ret_facts) MUST_CHECK;

/* One row as labelled values. */
#define FACT_FIELDS_MAX 6
struct fact_field {
	const char *label, *value;
};
size_t case_facts_fields(struct arena *arena, const struct facts *facts, enum facts_source source, size_t row, struct fact_field out[FACT_FIELDS_MAX]);
int32_t case_facts_owner(const struct facts *facts, enum facts_source source, size_t row); /* whose row: an index of facts->ids */
const char *case_facts_title(const char *source);                                          /* Chinese; the name itself when unknown */
const char *case_facts_division(const char *code);                                         /* "西湖区"; the code itself when unknown */

#endif
