#include "domain/facts/facts_pack.h"

#include "base/varint.h"
#include "domain/facts/facts_fields.h"

#include <stdio.h>
#include <string.h>

#define PACK_VERSION 1
#define ROWS_MAX 100000
#define STRANGER "0"

/* ---- writing ---- */

void facts_pack_begin(struct buf *b)
{
	buf_char(b, PACK_VERSION);
}

static void put_person(struct buf *b, int32_t id, const int64_t *numbers, int64_t self)
{
	int64_t number = id == FACTS_NOBODY ? 0 : numbers[id];
	buf_varint(b, number == self ? 1 : number ? (uint64_t)number + 1 : 0);
}

static void put_field(struct buf *b, const struct facts_field *field, const void *row, const int64_t *numbers, int64_t self)
{
	const char *at = (const char *)row + field->offset;
	int64_t fen;
	int32_t v;
	bool flag;
	struct facts_text text;
	switch (field->type) {
	case FACTS_T_TEXT:
		break; /* the number of a home: no check of a run looks at it, so it is not kept in the clear */
	case FACTS_T_CLASS:
		memcpy(&text, at, sizeof(text));
		buf_varint(b, text.n);
		buf_add(b, text.p, text.n);
		break;
	case FACTS_T_MONEY:
		memcpy(&fen, at, sizeof(fen));
		buf_varint_signed(b, fen);
		break;
	case FACTS_T_BOOL:
		memcpy(&flag, at, sizeof(flag));
		buf_varint(b, flag);
		break;
	case FACTS_T_ID:
		memcpy(&v, at, sizeof(v));
		put_person(b, v, numbers, self);
		break;
	default:
		memcpy(&v, at, sizeof(v));
		buf_varint_signed(b, v);
	}
}

void facts_pack_answer(struct buf *b, const struct facts *facts, const struct facts_pack_meta *meta, const int64_t *numbers, int64_t self)
{
	const struct facts_shape *shape = &facts_shapes[meta->source];
	const struct facts_answer *answer = &facts->sources[meta->source];
	size_t n = meta->state == FACTS_OK ? answer->n : 0;
	buf_char(b, (char)meta->source);
	buf_char(b, (char)meta->state);
	buf_varint_signed(b, meta->fetched_at);
	buf_varint(b, (uint64_t)meta->record_id);
	buf_varint_signed(b, meta->as_of);
	buf_varint(b, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shape->n_fields; k++)
			put_field(b, &shape->fields[k], (const char *)answer->rows.any + i * shape->row_size, numbers, self);
}

/* ---- reading ---- */

static size_t get_meta(struct varint_reader *c, struct facts_pack_meta *meta)
{
	uint8_t source = c->p < c->end ? *c->p++ : FACTS_SOURCES;
	uint8_t state = c->p < c->end ? *c->p++ : FACTS_CONFLICT + 1;
	c->bad = c->bad || source >= FACTS_SOURCES || state > FACTS_CONFLICT;
	meta->source = c->bad ? FACTS_HOUSEHOLD : (enum facts_source)source;
	meta->state = c->bad ? FACTS_CONFLICT : (enum facts_state)state;
	meta->fetched_at = varint_get_signed(c);
	meta->record_id = (int64_t)varint_get(c);
	meta->as_of = varint_get_int(c);
	size_t n = varint_get(c);
	c->bad = c->bad || n > ROWS_MAX;
	return c->bad ? 0 : n;
}

static bool start(struct varint_reader *c, const struct blob *pack)
{
	*c = (struct varint_reader){ pack->p, pack->p + pack->n, false };
	return pack->n > 0 && *c->p++ == PACK_VERSION;
}

void facts_unpack_init(struct facts_unpack *u, struct facts *facts, int64_t fresh_from)
{
	*u = (struct facts_unpack){ .facts = facts, .fresh_from = fresh_from, .only = UINT32_MAX };
}

int32_t facts_unpack_id(struct facts_unpack *u, int64_t number)
{
	char text[24] = STRANGER;
	for (size_t i = 0; i < u->n; i++)
		if (u->people[i].number == number)
			return u->people[i].id;
	if (u->n == u->cap) {
		size_t cap = u->cap ? u->cap * 2 : 8;
		struct facts_pack_person *more = arena_array(u->facts->arena, cap, sizeof(*more));
		if (!more)
			return FACTS_NOBODY;
		if (u->n)
			memcpy(more, u->people, u->n * sizeof(*more));
		u->people = more;
		u->cap = cap;
	}
	if (number)
		snprintf(text, sizeof(text), "%lld", (long long)number);
	int32_t id = facts_id(u->facts, text, strlen(text));
	if (id != FACTS_NOBODY)
		u->people[u->n++] = (struct facts_pack_person){ number, id };
	return id;
}

int64_t facts_unpack_number(const struct facts_unpack *u, int32_t id)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->people[i].id == id)
			return u->people[i].number;
	return 0;
}

static bool get_class(struct varint_reader *c, struct arena *arena, void *at)
{
	struct facts_text text = { NULL, varint_get(c) };
	if (c->bad || text.n > (size_t)(c->end - c->p)) {
		c->bad = true;
		return true;
	}
	text.p = arena_dup(arena, c->p, text.n);
	c->p += text.n;
	struct facts_class class = facts_class_of(text);
	memcpy(at, &class, sizeof(class));
	return text.p != NULL;
}

static bool get_person(struct varint_reader *c, struct facts_unpack *u, int32_t self, void *at)
{
	uint64_t coded = varint_get(c);
	int32_t id = coded == 1 ? self : facts_unpack_id(u, coded ? (int64_t)(coded - 1) : 0);
	memcpy(at, &id, sizeof(id));
	return id != FACTS_NOBODY;
}

/* false: out of memory. */
static bool get_field(struct varint_reader *c, struct facts_unpack *u, const struct facts_field *field, int32_t self, void *row)
{
	char *at = (char *)row + field->offset;
	struct facts_text text = { STRANGER, 1 };
	int64_t fen;
	int32_t v;
	bool flag;
	switch (field->type) {
	case FACTS_T_TEXT:
		memcpy(at, &text, sizeof(text));
		return true;
	case FACTS_T_CLASS:
		return get_class(c, u->facts->arena, at);
	case FACTS_T_MONEY:
		fen = varint_get_signed(c);
		memcpy(at, &fen, sizeof(fen));
		return true;
	case FACTS_T_BOOL:
		flag = varint_get(c) != 0;
		memcpy(at, &flag, sizeof(flag));
		return true;
	case FACTS_T_ID:
		return get_person(c, u, self, at);
	default:
		v = varint_get_int(c);
		memcpy(at, &v, sizeof(v));
		return true;
	}
}

/* Room for n more rows behind those of the source. */
static void *more_rows(struct facts_unpack *u, struct facts_answer *answer, size_t row_size, size_t n)
{
	char *rows = arena_array(u->facts->arena, answer->n + n, row_size);
	if (!rows)
		return NULL;
	if (answer->n)
		memcpy(rows, answer->rows.any, answer->n * row_size);
	answer->rows.any = rows;
	return rows + answer->n * row_size;
}

static enum err_code add_rows(struct varint_reader *c, struct facts_unpack *u, const struct facts_shape *shape, struct facts_answer *answer, size_t n,
                              int32_t self)
{
	char *row = more_rows(u, answer, shape->row_size, n);
	if (!row)
		return ERR_NOMEM;
	for (size_t i = 0; i < n && !c->bad; i++, row += shape->row_size)
		for (size_t k = 0; k < shape->n_fields; k++)
			if (!get_field(c, u, &shape->fields[k], self, row))
				return ERR_NOMEM;
	if (!c->bad)
		answer->n += n;
	return ERR_OK;
}

static void skip_rows(struct varint_reader *c, const struct facts_shape *shape, size_t n)
{
	for (size_t i = 0; i < n && !c->bad; i++)
		for (size_t k = 0; k < shape->n_fields; k++) {
			if (shape->fields[k].type == FACTS_T_TEXT)
				continue;
			uint64_t v = varint_get(c);
			if (shape->fields[k].type != FACTS_T_CLASS)
				continue;
			if (v > (size_t)(c->end - c->p))
				c->bad = true;
			else
				c->p += v;
		}
}

static void worsen(struct facts_answer *answer, enum facts_state state)
{
	if (!answer->given)
		answer->state = state;
	else if (state > answer->state)
		answer->state = state;
	answer->given = true;
}

enum err_code facts_unpack_add(struct facts_unpack *u, int64_t self, const struct blob *pack)
{
	struct varint_reader c;
	uint32_t seen = 0;
	int32_t id = facts_unpack_id(u, self);
	if (id == FACTS_NOBODY)
		return ERR_NOMEM;
	bool any = pack->p != NULL;
	if (any && !start(&c, pack))
		return ERR_INVALID;
	while (any && c.p < c.end && !c.bad) {
		struct facts_pack_meta meta;
		size_t n = get_meta(&c, &meta);
		const struct facts_shape *shape = &facts_shapes[meta.source];
		bool taken = u->only & FACTS_BIT(meta.source), fresh = meta.fetched_at >= u->fresh_from;
		seen |= FACTS_BIT(meta.source);
		if (taken && !c.bad)
			worsen(&u->facts->sources[meta.source], fresh ? meta.state : FACTS_NOT_FETCHED);
		if (!taken || !fresh) {
			skip_rows(&c, shape, n);
			continue;
		}
		enum err_code code = add_rows(&c, u, shape, &u->facts->sources[meta.source], n, id);
		if (code)
			return code;
	}
	if (any && c.bad)
		return ERR_INVALID;
	/* A source that answered for one member and was never asked for this one is not known. */
	for (int s = 0; s < FACTS_SOURCES; s++)
		if (u->only & FACTS_BIT(s) & ~seen)
			worsen(&u->facts->sources[s], FACTS_NOT_FETCHED);
	return ERR_OK;
}

enum err_code facts_pack_each(const struct blob *pack, facts_pack_fn *fn, void *arg)
{
	struct varint_reader c;
	if (!pack->p || !start(&c, pack))
		return ERR_INVALID;
	while (c.p < c.end && !c.bad) {
		struct facts_pack_meta meta;
		size_t n = get_meta(&c, &meta);
		skip_rows(&c, &facts_shapes[meta.source], n);
		if (!c.bad)
			fn(&meta, arg);
	}
	return c.bad ? ERR_INVALID : ERR_OK;
}

/* The next answer and the bytes of its rows. */
static bool next_rows(struct varint_reader *c, struct facts_pack_meta *meta, struct blob *ret_rows)
{
	if (c->p >= c->end)
		return false;
	size_t n = get_meta(c, meta);
	const uint8_t *from = c->p;
	skip_rows(c, &facts_shapes[meta->source], n);
	*ret_rows = (struct blob){ from, (size_t)(c->p - from) };
	return !c->bad;
}

bool facts_pack_same(const struct blob *a, const struct blob *b)
{
	struct varint_reader ca, cb;
	struct facts_pack_meta ma, mb;
	struct blob ra, rb;
	if (!a->p || !b->p || !start(&ca, a) || !start(&cb, b))
		return false;
	while (next_rows(&ca, &ma, &ra))
		if (!next_rows(&cb, &mb, &rb) || ma.source != mb.source || ma.state != mb.state || ra.n != rb.n || memcmp(ra.p, rb.p, ra.n) != 0)
			return false;
	return !ca.bad && cb.p == cb.end;
}
