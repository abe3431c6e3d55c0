/* What the tests of trials of policy drafts stand on: two published versions of type2, people who hold a qualification, a draft that is asked for. */
#ifndef TESTS_FLOW_POPULATION_RIG_H
#define TESTS_FLOW_POPULATION_RIG_H

#include "tests/flow/case_rig.h"

#include "flow/population_flow.h"

#define TRIAL_OFFICER 301

int trial_each(void **state); /* rig_each, without policies, drafts and trials but T2-2023 and T2S-2022, on 2026-11-23 */
const char *trial_policy(const char *name); /* text of a file of conf/policy */
const char *trial_with(const char *text, const char *from, const char *to); /* every occurrence */
void trial_people(int n); /* who hold a qualification, each with a lease and paid contributions */
int64_t trial_ask(const char *body, const char *month); /* saves the draft and asks for its trial; the trial */

#endif
