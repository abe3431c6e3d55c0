/* Whether this process can serve: database and schema, Redis (a part: hands-free work goes on without it), room for files. */
#ifndef FLOW_HEALTH_FLOW_H
#define FLOW_HEALTH_FLOW_H

#include "store/ctx.h"

struct health {
	bool database, schema, redis, files;
};
void health_flow(struct ctx *ctx, struct health *ret_health);

#endif
