/* Published versions come into force without a restart: one thread of a program looks every second whether there are more of them and then
 * puts a new set in the place of the old one. Sets are immutable and stay until the end: nobody needs to know who still reads one. */
#ifndef MAIN_POLICY_WATCH_H
#define MAIN_POLICY_WATCH_H

#include "base/config.h"
#include "store/ctx.h"

struct policy_watch;
/* Reads the published versions, then starts the thread. ERR_CONFIG: none. Signals are not its business. */
enum err_code policy_watch_start(const struct config *config, struct policy_watch **ret_watch, struct err *err) MUST_CHECK;
const struct policy_now *policy_watch_now(const struct policy_watch *watch);
void policy_watch_stopp(struct policy_watch **watch); /* for CLEANUP */

#endif
