/* Runs the fixtures of tests/data/rules: see the README there. */
#ifndef TESTS_UNIT_RULES_FIXTURE_H
#define TESTS_UNIT_RULES_FIXTURE_H

#include "domain/rules/rules.h"

/* Every case of the check's file. */
void fixture_check(enum scheme scheme, enum check_code code);
/* Comes last. Every check of the scheme's tables was checked, and its file has for each table (date, month) a case of every outcome that
 * the book allows, and of no other. */
void fixture_complete(enum scheme scheme);
/* The cases of a file of whole results that belong to the scheme. */
void fixture_whole(enum scheme scheme, const char *file);

#endif
