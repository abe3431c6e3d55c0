/* The household register says that the holder has died (B19): his qualification ends with the month of his death. */
#ifndef FLOW_DEATH_END_H
#define FLOW_DEATH_END_H

#include "domain/casefile/casefile.h"
#include "domain/casefile/qualification.h"

/* In the transaction that stored the register's answer, after the packs, before months are judged. *q is as it is then.
 * Months after it are corrected by rejudge_months, none is granted any more; staff are told, for nobody else can be. */
enum err_code death_end(struct ctx *ctx, struct qualification *q, const struct casefile *c, bool *ret_died) MUST_CHECK;

#endif
