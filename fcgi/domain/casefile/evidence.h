/* What decisions saw: records of the theme store (4A, append-only), the evidence of one evaluation (B2) and its verdicts (B1).
 * Rows, facts lines and seen facts are sealed here. All writers run inside the caller's transaction. */
#ifndef DOMAIN_CASEFILE_EVIDENCE_H
#define DOMAIN_CASEFILE_EVIDENCE_H

#include "store/ctx.h"

struct source_record {
	int64_t id, person_id, n_rows, fetched_at, case_id; /* case_id 0 = on nobody's behalf */
	const char *source, *state, *kind;                  /* state ok down conflict; kind shared declared own */
	const char *rows;                                   /* JSON array; NULL unless ok */
	const char *request_no, *as_of;
};
enum err_code evidence_record_put(struct ctx *ctx, const struct source_record *record, int64_t *ret_id) MUST_CHECK;
/* The newest record of each person and source that was fetched for the case, rows opened. */
enum err_code evidence_records(struct ctx *ctx, int64_t case_id, struct source_record **ret_records, size_t *ret_n) MUST_CHECK;
/* The newest of one person and source, whoever asked; ERR_NOT_FOUND. */
enum err_code evidence_newest(struct ctx *ctx, int64_t person_id, const char *source, struct source_record *ret_record) MUST_CHECK;
/* The newest answer of each source about a person, whoever asked; one that was down replaces no earlier one. Rows opened. */
enum err_code evidence_of_person(struct ctx *ctx, int64_t person_id, struct source_record **ret_records, size_t *ret_n) MUST_CHECK;
/* {"state":…,"rows":…,"request_no":…,"fetched_at":…,"as_of":…}: the record as one source of a facts line. */
void evidence_record_json(struct buf *b, const struct source_record *record);

struct evidence {
	int64_t case_id, round, at;
	const char *facts_line, *record_ids, *policy_version, *decision;
};
enum err_code evidence_put(struct ctx *ctx, const struct evidence *evidence) MUST_CHECK;
enum err_code evidence_read(struct ctx *ctx, int64_t case_id, int64_t round, struct evidence *ret_evidence) MUST_CHECK; /* ERR_NOT_FOUND */
/* The newest evaluation of an application, still sealed. */
struct evidence_sealed {
	int64_t case_id;
	const char *public_id, *policy_version; /* NULL: not evaluated since the day, or by no version */
	struct blob uid, facts_ct;
};
struct evidence_span {
	const char *scheme;
	int64_t after, to, since, limit; /* cases behind `after` up to `to`; since: instant of the evaluation */
};
/* All applications of the scheme in the span, in their order, at most `limit`. */
enum err_code evidence_applications(struct ctx *ctx, const struct evidence_span *span, struct evidence_sealed **ret_rows, size_t *ret_n) MUST_CHECK;
/* The facts line that was judged, into `arena`. */
enum err_code evidence_open(struct ctx *ctx, const struct evidence_sealed *row, struct arena *arena, struct blob *ret_line) MUST_CHECK;
bool evidence_digest(const char *facts_line, uint8_t out[SM3_SIZE]) MUST_CHECK;

struct verdict {
	int64_t case_id, round, seq;
	const char *check_code, *outcome;
	const char *facts; /* JSON array of what was seen; may be NULL */
	const char *threshold, *clause;
};
enum err_code evidence_verdict_put(struct ctx *ctx, const struct verdict *verdict) MUST_CHECK;
enum err_code evidence_verdicts(struct ctx *ctx, int64_t case_id, int64_t round, struct verdict **ret_verdicts, size_t *ret_n) MUST_CHECK;

#endif
