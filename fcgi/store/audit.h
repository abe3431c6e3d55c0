/* Audit rows, written in the business transaction; the chain over committed rows is appended by job audit_chain. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/ctx.h"

struct audit_row {
	const char *action;      /* "case.decide" */
	const char *object_kind; /* "case" */
	int64_t object_id;
	int64_t person_id;       /* whose data; 0 = none */
	const char *purpose;     /* may be NULL */
	const char *result;      /* NULL = "ok" */
	const char *detail;      /* digests, codes, counts; never personal data; may be NULL */
};
enum err_code audit_write(struct ctx *ctx, const struct audit_row *row) MUST_CHECK;
/* Appends up to `max` rows to the chain in one transaction; ret_n = how many. Also appends the head line to head_file (seq hash at). */
enum err_code audit_chain_append(struct ctx *ctx, const char *head_file, size_t max, size_t *ret_n) MUST_CHECK;
struct audit_check { int64_t rows, first_bad, unchained; const char *why; };
/* Recomputes the whole chain, compares with the heads in head_file; first_bad = 0 when clean. Rows outside the chain for 60 s are bad. */
enum err_code audit_verify(struct ctx *ctx, const char *head_file, struct audit_check *ret_check) MUST_CHECK;

#endif
