/* One unmasked value for a stated purpose: allowed by data_class, counted, audited in the same transaction. */
#ifndef FLOW_REVEAL_FLOW_H
#define FLOW_REVEAL_FLOW_H

#include "store/ctx.h"

#define REVEALS_AN_HOUR 60

struct reveal {
	const char *casefile; /* public id: a person is revealed inside a case only */
	const char *person;   /* outside number; NULL = the applicant */
	const char *field;    /* name idno phone address account */
	const char *purpose;
	const char **roles;   /* of the session */
	size_t n_roles;
};
/* ERR_FORBIDDEN by data_class, ERR_TOO_MANY past the hour's number, ERR_NOT_FOUND when the person is not of that case.
 * ret_value NULL: not known. */
enum err_code reveal_flow(struct ctx *ctx, const struct reveal *in, const char **ret_value) MUST_CHECK;

#endif
