#include "base/idno.h"

#include "base/date.h"
#include "base/text.h"

#include <string.h>

#define NORMAL_MAX 32

/* One character of the many ways people type numbers: its ASCII form, 0 = a space to drop, -1 = keep the bytes. */
static int narrow(const unsigned char *s, size_t *ret_n)
{
	*ret_n = 1;
	if (s[0] < 0x80)
		return s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r') ? 0 : s[0];
	if (s[0] == 0xC2 && s[1] == 0xA0) { /* no-break space */
		*ret_n = 2;
		return 0;
	}
	if (s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80) { /* ideographic space */
		*ret_n = 3;
		return 0;
	}
	if (s[0] == 0xEF && s[1] == 0xBC && s[2] >= 0x81 && s[2] <= 0xBF) { /* U+FF01 … U+FF3F */
		*ret_n = 3;
		return s[2] - 0x81 + 0x21;
	}
	if (s[0] == 0xEF && s[1] == 0xBD && s[2] >= 0x80 && s[2] <= 0x9E) { /* U+FF40 … U+FF5E */
		*ret_n = 3;
		return s[2] - 0x80 + 0x60;
	}
	return -1;
}

char *idno_normalise(struct arena *arena, const char *text)
{
	if (!text)
		return NULL;
	char out[NORMAL_MAX];
	size_t n = 0;
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		size_t step;
		int c = narrow(s, &step);
		if (c != 0) {
			if (n == NORMAL_MAX)
				return NULL;
			if (c < 0)
				c = *s;
			out[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
		}
		s += step;
	}
	return n ? arena_dup(arena, out, n) : NULL;
}

char idno_check_digit(const char *first17)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (first17[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

/* All four kinds have the birth date in digits 7-14. */
static int32_t birth(const char *idno)
{
	int value = 0;
	for (int i = 6; i < 14; i++)
		value = value * 10 + (idno[i] - '0');
	return date_of(value / 10000, value / 100 % 100, value % 100);
}

static bool shape_ok(const char *idno)
{
	return idno && strnlen(idno, 19) == 18 && idno[0] != '0' && text_all_digits(idno, 17) &&
	       idno[17] == idno_check_digit(idno);
}

int32_t idno_birth(const char *idno)
{
	return shape_ok(idno) ? birth(idno) : DATE_NONE;
}

bool idno_ok(const char *idno, int32_t today)
{
	int32_t day = idno_birth(idno);
	return day != DATE_NONE && day <= today;
}

bool idno_uscc_ok(const char *uscc)
{
	static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* no I O S V Z */
	static const int weights[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
	if (!uscc || strnlen(uscc, 19) != 18 || !text_all_digits(uscc + 2, 6))
		return false;
	int sum = 0, last = 0;
	for (int i = 0; i < 18; i++) {
		const char *at = memchr(letters, uscc[i], sizeof(letters) - 1);
		if (!at)
			return false;
		last = (int)(at - letters);
		if (i < 17)
			sum += last * weights[i];
	}
	return last == (31 - sum % 31) % 31;
}

bool idno_mobile_ok(const char *mobile)
{
	return mobile && strnlen(mobile, 12) == 11 && text_all_digits(mobile, 11) && mobile[0] == '1' && mobile[1] >= '3';
}

bool idno_luhn_ok(const char *digits)
{
	size_t n = digits ? strnlen(digits, NORMAL_MAX + 1) : 0;
	if (n == 0 || n > NORMAL_MAX || !text_all_digits(digits, n))
		return false;
	int sum = 0;
	for (size_t i = 0; i < n; i++) {
		int d = digits[n - 1 - i] - '0';
		if (i % 2 == 1)
			d = d > 4 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

bool idno_card_ok(const char *account)
{
	size_t n = account ? strnlen(account, 20) : 0;
	return n >= 16 && n <= 19 && idno_luhn_ok(account);
}

bool idno_account_ok(const char *account)
{
	size_t n = account ? strnlen(account, 33) : 0;
	return n >= 8 && n <= 32 && text_all_digits(account, n);
}

bool idno_cnaps_ok(const char *cnaps)
{
	if (!cnaps || strnlen(cnaps, 13) != 12 || !text_all_digits(cnaps, 12))
		return false;
	int p = 10;
	for (int i = 0; i < 11; i++) {
		int s = (p + cnaps[i] - '0') % 10;
		p = (s == 0 ? 10 : s) * 2 % 11;
	}
	return (p + cnaps[11] - '0') % 10 == 1;
}

bool idno_division_ok(const char *division)
{
	return division && strnlen(division, 7) == 6 && text_all_digits(division, 6);
}
