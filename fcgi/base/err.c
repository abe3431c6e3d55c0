#include "base/err.h"

#include <ctype.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_ 24

static const struct {
	const char *name;
	int status;
	enum err_class class;
	const char *title;
} rows[ERR_COUNT_] = {
	[ERR_OK] = { "OK", 200, ERR_CLASS_NONE, "成功" },
#define ERR(name, status, class, text) [ERR_##name] = { #name, status, ERR_CLASS_##class, text },
#include "base/err.def"
#undef ERR
};

static char names[ERR_COUNT_][NAME_MAX_];
static pthread_once_t names_once = PTHREAD_ONCE_INIT;

static void names_fill(void)
{
	for (int i = 0; i < ERR_COUNT_; i++)
		for (size_t k = 0; k + 1 < NAME_MAX_ && rows[i].name[k]; k++)
			names[i][k] = (char)tolower((unsigned char)rows[i].name[k]);
}

/* A number that is no code (read from a row, say) is a bug, not a crash. */
static enum err_code known(enum err_code code)
{
	return (unsigned)code < ERR_COUNT_ ? code : ERR_INTERNAL;
}

const char *err_name(enum err_code code)
{
	pthread_once(&names_once, names_fill);
	return names[known(code)];
}

const char *err_title(enum err_code code)
{
	return rows[known(code)].title;
}

int err_status(enum err_code code)
{
	return rows[known(code)].status;
}

enum err_class err_class_of(enum err_code code)
{
	return rows[known(code)].class;
}

/* vsnprintf cuts between bytes; half a character at the end would make the answer invalid UTF-8. */
static void fill(char *out, size_t size, const char *fmt, va_list ap)
{
	int wanted = vsnprintf(out, size, fmt, ap);
	if (wanted < 0) {
		out[0] = '\0';
		return;
	}
	if ((size_t)wanted < size)
		return;
	size_t n = size - 1, start = n;
	while (start > 0 && ((unsigned char)out[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0 || (unsigned char)out[start - 1] < 0xC0)
		return; /* ends in ASCII: whole */
	unsigned char lead = (unsigned char)out[start - 1];
	size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	if (n - (start - 1) < need)
		out[start - 1] = '\0';
}

enum err_code err_set_at(struct err *err, enum err_code code, int native, const char *file, int line, const char *fmt, ...)
{
	if (!err)
		return code;
	err->code = code;
	err->native = native;
	err->file = file;
	err->line = line;
	if (code != ERR_INVALID)
		err->n_fields = 0;
	va_list ap;
	va_start(ap, fmt);
	fill(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return code;
}

static void copy(char *out, size_t size, const char *s)
{
	size_t n = strnlen(s, size - 1);
	memcpy(out, s, n);
	out[n] = '\0';
}

enum err_code err_field(struct err *err, const char *pointer, const char *code, const char *fmt, ...)
{
	if (!err)
		return ERR_INVALID;
	if (err->code == ERR_OK)
		err->code = ERR_INVALID;
	if (err->n_fields == ERR_FIELDS_MAX)
		return ERR_INVALID;
	struct err_field *field = &err->fields[err->n_fields++];
	copy(field->pointer, sizeof(field->pointer), pointer);
	copy(field->code, sizeof(field->code), code);
	va_list ap;
	va_start(ap, fmt);
	fill(field->text, sizeof(field->text), fmt, ap);
	va_end(ap);
	return ERR_INVALID;
}

void err_clear(struct err *err)
{
	if (err)
		*err = (struct err){ .code = ERR_OK };
}
