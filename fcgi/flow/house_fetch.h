/* Facts of a household asked anew for its months: everybody's sources at once, then a lease of each spouse whom only the register knows.
 * Asking runs with no transaction open, for many households side by side; keeping runs in one, under the person rows. */
#ifndef FLOW_HOUSE_FETCH_H
#define FLOW_HOUSE_FETCH_H

#include "domain/casefile/case_rows.h"
#include "domain/casefile/casefile.h"
#include "domain/casefile/qualification.h"
#include "flow/fetch_sources.h"

struct house_fetch {
	struct qualification q;
	struct casefile c;
	struct case_person *people;
	size_t n_people;
	struct fetches first, second;
};
/* The qualification, its case and its people; asks nobody. */
enum err_code house_fetch_open(struct ctx *ctx, int64_t qualification_id, struct house_fetch *ret_house) MUST_CHECK;
enum err_code house_fetch_ask(struct ctx *ctx, const struct outside *outside, struct house_fetch *houses, size_t n) MUST_CHECK;
enum err_code house_fetch_lock(struct ctx *ctx, const struct house_fetch *house) MUST_CHECK; /* person rows, in id order */
/* Records and theme packs of everybody. */
enum err_code house_fetch_keep(struct ctx *ctx, const struct house_fetch *house) MUST_CHECK;

#endif
