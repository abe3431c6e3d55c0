/* Asks shared data about people, everything at once, and stores what came. The two halves are kept apart: no transaction is open while it asks. */
#ifndef FLOW_FETCH_SOURCES_H
#define FLOW_FETCH_SOURCES_H

#include "flow/case_facts.h"
#include "flow/case_work.h"

struct fetch {
	int64_t person_id; /* 0: a spouse whom only shared data know; his row is made when the answer is stored */
	const char *idno;
};
struct fetches {
	struct fetch *who;      /* one per ask */
	struct data_ask *asks;
	const char *matter, *sub; /* ground of the calls; sub: what for when no case stands behind them */
	size_t n, cap;
	int64_t at;
};
enum err_code fetches_init(struct ctx *ctx, struct fetches *f, size_t cap) MUST_CHECK;
/* Adds one ask; the ground of the call comes from the case (NULL: f->sub). */
enum err_code fetches_add(struct ctx *ctx, struct fetches *f, const struct casefile *c, int64_t person_id, const char *idno, const char *source) MUST_CHECK;
/* No transaction open. Sources that cannot be asked are down; never an error of a peer. */
enum err_code fetches_run(struct ctx *ctx, const struct outside *outside, struct fetches *f) MUST_CHECK;
/* Several lists in one go, all of their asks side by side. */
enum err_code fetches_run_all(struct ctx *ctx, const struct outside *outside, struct fetches *const *lists, size_t n) MUST_CHECK;
/* In the transaction: records and outside_call rows. Records of sources that are not ok are left out when keep_bad is false. */
enum err_code fetches_store(struct ctx *ctx, const struct fetches *f, int64_t case_id, bool keep_bad) MUST_CHECK;
/* The outside_call rows alone: what was told is kept by nobody. */
enum err_code fetches_note(struct ctx *ctx, const struct fetches *f, int64_t case_id) MUST_CHECK;
/* Facts without a case: the applicant alone, and what was told joined to them. Rows that cannot be read are a conflict. */
enum err_code fetches_facts(struct ctx *ctx, const char *applicant_idno, struct facts **ret_facts) MUST_CHECK;
enum err_code fetches_join(struct ctx *ctx, const struct fetches *f, struct facts *facts) MUST_CHECK;
/* Spouses by the applicant's marriage answer of this run who are not in the list. */
enum err_code fetches_spouses(struct ctx *ctx, const struct fetches *f, const char *applicant_idno, int32_t day, const struct case_person *people,
                              size_t n_people, const char **ret_idnos, size_t cap, size_t *ret_n) MUST_CHECK;

#endif
