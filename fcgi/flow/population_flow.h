/* A policy draft tried on everybody who holds a qualification, before it is published (B3): each month's payment by the versions in force
 * and by the same with the draft in their place. One with conditions of admission is tried on past applications too: who would have been
 * approved or refused (population_range.h says how). Started and stopped by a person, worked off by range jobs that resume where they were.
 * It writes rows of its own only. */
#ifndef FLOW_POPULATION_FLOW_H
#define FLOW_POPULATION_FLOW_H

#include "flow/population_case_pack.h"
#include "flow/population_pack.h"
#include "store/job.h"
#include "store/request_key.h"

struct population_ask {
	const char *version;
	int64_t ver;
	const char *month; /* NULL: the first that begins when the draft holds */
	const char *since; /* day from which on applications were evaluated; NULL: twelve months before today. Of admissions only */
};
/* ERR_INVALID: fields; ERR_STALE: another ver; ERR_STATE: not to be tried any more, or one of the scheme is running. */
enum err_code population_start(struct ctx *ctx, const struct population_ask *in, const struct request_key *key, int64_t *ret_id) MUST_CHECK;
enum err_code population_stop(struct ctx *ctx, int64_t id, const struct request_key *key) MUST_CHECK; /* ERR_STATE: it has ended */

/* The trial with what is summed up so far. */
enum err_code population_view(struct ctx *ctx, int64_t id, struct population *ret_row, struct population_tally *ret_tally,
                              struct population_case_tally *ret_cases) MUST_CHECK;
int64_t population_parts(int64_t last_id); /* files that an export comes in */
/* The trial, when its lists are still there and `kind` is a change of that section or NULL. */
enum population_section { POPULATION_OF_PEOPLE, POPULATION_OF_CASES };
enum err_code population_kept(struct ctx *ctx, int64_t id, enum population_section section, const char *kind, struct population *ret_row) MUST_CHECK;

struct population_line {
	struct population_row row;
	struct population_person person;
};
#define POPULATION_PAGE 50
#define POPULATION_PART 50000 /* numbers of qualifications or cases that a part spans */
#define POPULATION_CHUNKS_AT_ONCE 8
/* Those of a kind (NULL: all who change) behind qualification `after`. ret_next: the last one; 0: no more. ERR_STATE: thrown away. */
enum err_code population_page(struct ctx *ctx, int64_t id, const char *kind, int64_t after, struct population_line **ret_lines, size_t *ret_n,
                              int64_t *ret_next) MUST_CHECK;
struct population_case_line {
	struct population_case_row row;
	struct population_application application;
};
/* The same of applications, behind case `after`; none where the trial has no such section. */
enum err_code population_case_page(struct ctx *ctx, int64_t id, const char *kind, int64_t after, struct population_case_line **ret_lines, size_t *ret_n,
                                   int64_t *ret_next) MUST_CHECK;
struct population_export {
	int64_t id, part; /* part: from 1 */
	enum population_section section;
	const char *kind;
};
/* One part as CSV for Excel: UTF-8 with a mark, masked names, no cell that is a formula. Audited. */
enum err_code population_export(struct ctx *ctx, const struct population_export *in, struct buf *out) MUST_CHECK;

/* One turn of a range job, about slice_ms long. The job is settled inside when its range is at its end or the trial was ended; ret_more:
 * another turn is wanted. */
enum err_code population_run(struct ctx *ctx, const struct job *job, int64_t slice_ms, bool *ret_more) MUST_CHECK;

#endif
