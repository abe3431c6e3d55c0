#include "base/varint.h"

void buf_varint(struct buf *b, uint64_t v)
{
	while (v >= 0x80) {
		buf_char(b, (char)(v | 0x80));
		v >>= 7;
	}
	buf_char(b, (char)v);
}

void buf_varint_signed(struct buf *b, int64_t v)
{
	buf_varint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

uint64_t varint_get(struct varint_reader *r)
{
	uint64_t v = 0;
	for (unsigned shift = 0; shift < 64 && r->p < r->end; shift += 7) {
		uint8_t byte = *r->p++;
		v |= (uint64_t)(byte & 0x7F) << shift;
		if (!(byte & 0x80))
			return v;
	}
	r->bad = true;
	return 0;
}

int64_t varint_get_signed(struct varint_reader *r)
{
	uint64_t v = varint_get(r);
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

int32_t varint_get_int(struct varint_reader *r)
{
	int64_t v = varint_get_signed(r);
	if (v < INT32_MIN || v > INT32_MAX)
		r->bad = true;
	return r->bad ? 0 : (int32_t)v;
}
