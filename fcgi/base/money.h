/* Money is an integer number of fen in int64_t. Every operation is checked; nothing here rounds silently. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MONEY_MAX_FEN INT64_C(100000000000000) /* 10^14 fen, the limit of docs/policy.md section 7 */
#define MONEY_TEXT 32

/* false = overflow; *ret is untouched then. */
bool money_add(int64_t a, int64_t b, int64_t *ret) MUST_CHECK;
bool money_sub(int64_t a, int64_t b, int64_t *ret) MUST_CHECK;
bool money_mul(int64_t a, int64_t n, int64_t *ret) MUST_CHECK;
/* a * num / den, 128 bits inside. a, num >= 0, den > 0; false otherwise. */
bool money_ratio_half_up(int64_t a, int64_t num, int64_t den, int64_t *ret) MUST_CHECK;
bool money_ratio_floor(int64_t a, int64_t num, int64_t den, int64_t *ret) MUST_CHECK;

void money_text(int64_t fen, char out[MONEY_TEXT]);         /* "1234.50": for bank files and tables */
bool money_parse(const char *text, int64_t *ret_fen) MUST_CHECK; /* "1234", "1234.5", "1234.50"; no sign, no separators, at most MONEY_MAX_FEN */

#endif
