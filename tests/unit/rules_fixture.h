/* Runs the fixtures of tests/data/rules: see the README there. */
#ifndef TESTS_UNIT_RULES_FIXTURE_H
#define TESTS_UNIT_RULES_FIXTURE_H

#include "domain/rules/rules.h"

/* Every case of the check's file, then whether the file has a passing, a failing and (where the check reads a source) an unknown one. */
void fixture_check(enum scheme scheme, enum check_code code);
/* The cases of a file of whole results that belong to the scheme. */
void fixture_whole(enum scheme scheme, const char *file);

#endif
