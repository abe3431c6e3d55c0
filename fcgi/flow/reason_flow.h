/* Refusal reasons kept by a lead (4C-13). */
#ifndef FLOW_REASON_FLOW_H
#define FLOW_REASON_FLOW_H

#include "domain/casefile/reason.h"
#include "store/request_key.h"

/* Field errors for texts that are too long, hold digits (a value) or name unknown materials; twins by request key. */
enum err_code reason_flow_save(struct ctx *ctx, const struct request_key *key, const struct reason *in, struct reason *ret_row) MUST_CHECK;

#endif
