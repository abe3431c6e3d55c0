/* Numbers of one to ten bytes, small ones first: seven bits a byte, the lowest first, signed ones folded so that they stay small. */
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

void buf_varint(struct buf *b, uint64_t v);
void buf_varint_signed(struct buf *b, int64_t v);

/* A reader never runs past `end`; `bad` stays set once anything was cut short or out of range, and the values are 0 then. */
struct varint_reader {
	const uint8_t *p, *end;
	bool bad;
};
uint64_t varint_get(struct varint_reader *r);
int64_t varint_get_signed(struct varint_reader *r);
int32_t varint_get_int(struct varint_reader *r); /* signed, must fit 32 bits */

#endif
