/* Fills the big tables of a test database with rows made from a sequence, so that EXPLAIN sees tables and not empty sheets. */
#ifndef TESTS_SQL_FILL_H
#define TESTS_SQL_FILL_H

#include "tests/flow/harness.h"

extern const char *const fill_tables[]; /* the tables that grow with people and time; ends with NULL */
void fill_all(struct harness *h, int64_t rows);

#endif
