/* Numbers that carry a check: citizen ID (GB 11643), residence permits, USCC (GB 32100), bank cards, mobiles, CNAPS. */
#ifndef BASE_IDNO_H
#define BASE_IDNO_H

#include "base/arena.h"

#include <stdint.h>

/* Trimmed, full-width to half-width, letters to capitals (x to X), spaces off. NULL when nothing is left or it is longer than 32 bytes. */
char *idno_normalise(struct arena *arena, const char *text) MUST_CHECK;
/* 18 digits with a real birth date <= today and a right check digit (also 81/82/83 permits and 9… residence cards). */
bool idno_ok(const char *idno, int32_t today);
int32_t idno_birth(const char *idno); /* DATE_NONE when it carries none */
bool idno_uscc_ok(const char *uscc);
bool idno_mobile_ok(const char *mobile);      /* 1[3-9] + 9 digits */
bool idno_luhn_ok(const char *digits);
bool idno_card_ok(const char *account);       /* 16-19 digits and Luhn: kind "card" */
bool idno_account_ok(const char *account);    /* 8-32 digits: any settlement account */
bool idno_cnaps_ok(const char *cnaps);        /* 12 digits, ISO 7064 MOD 11,10 */
bool idno_division_ok(const char *division);  /* six digits */
char idno_check_digit(const char *first17);   /* for generators and tests */

#endif
