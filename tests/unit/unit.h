/* What every unit test includes: cmocka with its prerequisites, and checks that name the row of a table. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include "base/cleanup.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A test with a free name: put the feature ids into it. */
#define UNIT(name, fn) { (name), (fn), NULL, NULL, NULL }

#define UNIT_MAIN(...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
		return cmocka_run_group_tests(tests, NULL, NULL); \
	}

/* `row` is the index in the table, so that a failure names its case. */
#define ROW_TRUE(row, condition) \
	do { \
		if (!(condition)) \
			fail_msg("row %zu: %s", (size_t)(row), #condition); \
	} while (0)
#define ROW_INT(row, got, wanted) \
	do { \
		int64_t got_ = (int64_t)(got), wanted_ = (int64_t)(wanted); \
		if (got_ != wanted_) \
			fail_msg("row %zu: %s is %" PRId64 ", not %" PRId64, (size_t)(row), #got, got_, wanted_); \
	} while (0)
#define ROW_STR(row, got, wanted) \
	do { \
		const char *got_ = (got), *wanted_ = (wanted); \
		if ((got_ == NULL) != (wanted_ == NULL) || (got_ && strcmp(got_, wanted_) != 0)) \
			fail_msg("row %zu: %s is \"%s\", not \"%s\"", (size_t)(row), #got, got_ ? got_ : "(null)", \
			         wanted_ ? wanted_ : "(null)"); \
	} while (0)

#endif
