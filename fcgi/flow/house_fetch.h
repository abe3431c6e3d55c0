/* Facts of a household asked anew for its months: everybody's sources at once, then a lease of each spouse whom only the register knows.
 * Asking runs with no transaction open, for many households side by side; keeping runs in one, under the person and case rows. */
#ifndef FLOW_HOUSE_FETCH_H
#define FLOW_HOUSE_FETCH_H

#include "domain/casefile/case_rows.h"
#include "flow/change_events.h"
#include "flow/fetch_sources.h"

struct house_fetch {
	struct qualification q;
	struct casefile c;
	struct case_person *people;
	size_t n_people;
	struct fetches first, second;
	/* Since they were locked: */
	const char *override_checks; /* of the decision that stands, up to the month override_last; NULL = none */
	int32_t override_last;
	/* Since they were kept: */
	struct rejudged rejudged;
	bool died; /* the holder */
};
/* The qualification, its case and its people; asks nobody. */
enum err_code house_fetch_open(struct ctx *ctx, int64_t qualification_id, struct house_fetch *ret_house) MUST_CHECK;
enum err_code house_fetch_ask(struct ctx *ctx, const struct outside *outside, struct house_fetch *houses, size_t n) MUST_CHECK;
/* Person rows in id order, then the case; the qualification is read again. */
enum err_code house_fetch_lock(struct ctx *ctx, struct house_fetch *house) MUST_CHECK;
/* Records and theme packs of everybody; what has changed by them is noted, and the settled months are judged again (B4, B19); with `anyway` also
 * when nothing has. */
enum err_code house_fetch_keep(struct ctx *ctx, struct house_fetch *house, bool anyway) MUST_CHECK;

#endif
