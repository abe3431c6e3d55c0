#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>

__extension__ typedef __int128 wide;

bool money_add(int64_t a, int64_t b, int64_t *ret)
{
	int64_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*ret = sum;
	return true;
}

bool money_sub(int64_t a, int64_t b, int64_t *ret)
{
	int64_t difference;
	if (__builtin_sub_overflow(a, b, &difference))
		return false;
	*ret = difference;
	return true;
}

bool money_mul(int64_t a, int64_t n, int64_t *ret)
{
	int64_t product;
	if (__builtin_mul_overflow(a, n, &product))
		return false;
	*ret = product;
	return true;
}

static bool ratio(int64_t a, int64_t num, int64_t den, bool half_up, int64_t *ret)
{
	if (a < 0 || num < 0 || den <= 0)
		return false;
	wide product = (wide)a * num;
	wide quotient = product / den;
	if (half_up && (product % den) * 2 >= den)
		quotient++;
	if (quotient > INT64_MAX)
		return false;
	*ret = (int64_t)quotient;
	return true;
}

bool money_ratio_half_up(int64_t a, int64_t num, int64_t den, int64_t *ret)
{
	return ratio(a, num, den, true, ret);
}

bool money_ratio_floor(int64_t a, int64_t num, int64_t den, int64_t *ret)
{
	return ratio(a, num, den, false, ret);
}

void money_text(int64_t fen, char out[MONEY_TEXT])
{
	uint64_t size = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
	snprintf(out, MONEY_TEXT, "%s%" PRIu64 ".%02u", fen < 0 ? "-" : "", size / 100, (unsigned)(size % 100));
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

bool money_parse(const char *text, int64_t *ret_fen)
{
	if (!text || !digit(text[0]) || (text[0] == '0' && digit(text[1])))
		return false;
	int64_t yuan = 0;
	for (; digit(*text); text++) {
		yuan = yuan * 10 + (*text - '0');
		if (yuan > MONEY_MAX_FEN / 100)
			return false;
	}
	int64_t fen = yuan * 100;
	if (*text == '.') {
		if (!digit(text[1]))
			return false;
		fen += (text[1] - '0') * 10;
		text += 2;
		if (digit(*text))
			fen += *text++ - '0';
	}
	if (*text != '\0' || fen > MONEY_MAX_FEN)
		return false;
	*ret_fen = fen;
	return true;
}
