/* Months that are settled are judged again out of the newest packs (B4): what comes out differently is a new revision of the month and a
 * delta. More money is a further right YYYY-MM/dN; less takes back an order that nobody collected, else it is a refund that two persons
 * have to agree on. Inside the caller's transaction, in the turn of those who grant, under the person and case rows. */
#ifndef FLOW_REJUDGE_MONTHS_H
#define FLOW_REJUDGE_MONTHS_H

#include "domain/casefile/casefile.h"
#include "domain/casefile/qualification.h"

struct rejudging {
	const struct qualification *q;
	const struct casefile *c;
	const char *override_checks; /* as in struct granting */
	int32_t override_last;
	bool quiet; /* nobody is told: the holder has died */
};
struct rejudged {
	int64_t n_changed, n_refunds, more_fen, less_fen;
	bool waits; /* a month is owed more and has no account or no budget: nothing of it is written, it has to be judged again later */
};
/* A source that is not known now changes no month. Twice gives nothing new. Tells the holder, and puts the job that pays. */
enum err_code rejudge_months(struct ctx *ctx, const struct rejudging *in, struct rejudged *ret_rejudged) MUST_CHECK;

#endif
