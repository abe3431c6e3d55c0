#include "domain/facts/facts_write.h"

#include "domain/facts/facts_fields.h"

#include <string.h>

void facts_write_text(struct buf *b, struct facts_text text)
{
	static const char digits[] = "0123456789abcdef";
	if (!text.p) {
		buf_str(b, "null");
		return;
	}
	buf_char(b, '"');
	size_t plain = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(b, text.p + plain, i - plain);
		plain = i + 1;
		if (c >= 0x20) {
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else {
			const char escape[6] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };
			buf_add(b, escape, sizeof(escape));
		}
	}
	buf_add(b, text.p + plain, text.n - plain);
	buf_char(b, '"');
}

static void write_c(struct buf *b, const char *text)
{
	facts_write_text(b, (struct facts_text){ text, strlen(text) });
}

/* The 32-bit types. */
static void write_coded(struct buf *b, const struct facts *f, const struct facts_field *field, int32_t v)
{
	char text[MONTH_TEXT + DATE_TEXT];
	switch (field->type) {
	case FACTS_T_ID:
		facts_write_text(b, v == FACTS_NOBODY ? (struct facts_text){ NULL, 0 } : f->ids[v]);
		break;
	case FACTS_T_WORD:
		if (!*field->words->words[v]) /* kind "none" */
			buf_str(b, "null");
		else
			write_c(b, field->words->words[v]);
		break;
	case FACTS_T_DIVISION:
		buf_printf(b, "\"%06d\"", v);
		break;
	case FACTS_T_DATE:
		if (v == DATE_NONE) {
			buf_str(b, "null");
			break;
		}
		date_text(v, text);
		write_c(b, text);
		break;
	case FACTS_T_MONTH:
		month_text(v, text);
		write_c(b, text);
		break;
	default:
		buf_int(b, v);
	}
}

static void write_value(struct buf *b, const struct facts *f, const struct facts_field *field, const void *base)
{
	const char *at = (const char *)base + field->offset;
	if (field->type == FACTS_T_TEXT || field->type == FACTS_T_CLASS) {
		struct facts_text text; /* the text of a class comes first in it */
		memcpy(&text, at, sizeof(text));
		facts_write_text(b, text);
	} else if (field->type == FACTS_T_BOOL) {
		bool flag;
		memcpy(&flag, at, sizeof(flag));
		buf_str(b, flag ? "true" : "false");
	} else if (field->type == FACTS_T_MONEY) {
		int64_t fen;
		memcpy(&fen, at, sizeof(fen));
		if (fen == FACTS_NULL)
			buf_str(b, "null");
		else
			buf_int(b, fen);
	} else {
		int32_t v;
		memcpy(&v, at, sizeof(v));
		write_coded(b, f, field, v);
	}
}

static void write_object(struct buf *b, const struct facts *f, const struct facts_shape *shape, const void *base)
{
	buf_char(b, '{');
	for (size_t i = 0; i < shape->n_fields; i++) {
		buf_key(b, shape->fields[i].name);
		write_value(b, f, &shape->fields[i], base);
	}
	buf_char(b, '}');
}

void facts_write_row(struct buf *b, const struct facts *facts, enum facts_source source, size_t row)
{
	const struct facts_shape *shape = &facts_shapes[source];
	write_object(b, facts, shape, (const char *)facts->sources[source].rows.any + row * shape->row_size);
}

void facts_write_source(struct buf *b, const struct facts *facts, enum facts_source source)
{
	const struct facts_answer *answer = &facts->sources[source];
	buf_char(b, '{');
	buf_key_str(b, "state", facts_states.words[answer->state]);
	if (answer->state == FACTS_OK || answer->n) {
		buf_key(b, "rows");
		buf_char(b, '[');
		for (size_t i = 0; i < answer->n; i++) {
			if (i)
				buf_char(b, ',');
			facts_write_row(b, facts, source, i);
		}
		buf_char(b, ']');
	}
	const struct facts_text texts[] = { answer->request_no, answer->fetched_at, answer->as_of };
	static const char *const keys[] = { "request_no", "fetched_at", "as_of" };
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].p) {
			buf_key(b, keys[i]);
			facts_write_text(b, texts[i]);
		}
	buf_char(b, '}');
}

static void write_members(struct buf *b, const struct facts *f)
{
	buf_char(b, '[');
	for (size_t i = 0; i < f->n_members; i++) {
		if (i)
			buf_char(b, ',');
		write_object(b, f, &facts_member_shape, &f->members[i]);
	}
	buf_char(b, ']');
}

static void write_sources(struct buf *b, const struct facts *f)
{
	buf_char(b, '{');
	for (int i = 0; i < FACTS_SOURCES; i++)
		if (f->sources[i].given || f->sources[i].state != FACTS_NOT_FETCHED) {
			buf_key(b, facts_shapes[i].name);
			facts_write_source(b, f, (enum facts_source)i);
		}
	buf_char(b, '}');
}

void facts_write(struct buf *b, const struct facts *facts)
{
	buf_char(b, '{');
	for (size_t i = 0; i < facts_line_shape.n_fields; i++) {
		const struct facts_field *field = &facts_line_shape.fields[i];
		buf_key(b, field->name);
		switch (field->type) {
		case FACTS_T_MEMBERS:
			write_members(b, facts);
			break;
		case FACTS_T_DECLARED:
			write_object(b, facts, &facts_declared_shape, &facts->declared);
			break;
		case FACTS_T_COUNTED:
			write_object(b, facts, &facts_counted_shape, facts);
			break;
		case FACTS_T_SOURCES:
			write_sources(b, facts);
			break;
		default:
			write_value(b, facts, field, facts);
		}
	}
	buf_char(b, '}');
}
