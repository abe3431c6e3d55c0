/* The one list of error codes (err.def) and the carrier of particulars, which lives in the request or job context.
 * Set at the point of failure, passed up unchanged, turned into an answer once: http/problem.c or the job loop. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

enum err_code {
	ERR_OK = 0,
#define ERR(name, status, class, text) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR_COUNT_
};

enum err_class { ERR_CLASS_NONE, ERR_CLASS_CLIENT, ERR_CLASS_CONFLICT, ERR_CLASS_OUTSIDE, ERR_CLASS_UNCERTAIN, ERR_CLASS_BUG };

#define ERR_FIELDS_MAX 16
#define ERR_TEXT_MAX 240

/* One wrong field: RFC 6901 pointer into the body, machine code ("required", "format" ...), Chinese sentence. */
struct err_field {
	char pointer[80];
	char code[32];
	char text[160];
};

struct err {
	enum err_code code;
	char text[ERR_TEXT_MAX]; /* particulars, never personal data; shown to people for CLIENT and CONFLICT only */
	int native;              /* errno, MariaDB or HTTP number; 0 = none */
	const char *file;
	int line;
	size_t n_fields;
	struct err_field fields[ERR_FIELDS_MAX]; /* further ones are dropped */
};

const char *err_name(enum err_code code);  /* "not_found"; "ok" for 0 */
const char *err_title(enum err_code code); /* Chinese sentence of err.def */
int err_status(enum err_code code);        /* HTTP status; 200 for ERR_OK */
enum err_class err_class_of(enum err_code code);

/* Sets *err (NULL is allowed) and returns code, so that `return err_set(e, ERR_STATE, "…")` is one line. */
#define err_set(err, code, ...) err_set_at((err), (code), 0, __FILE__, __LINE__, __VA_ARGS__)
#define err_native(err, code, number, ...) err_set_at((err), (code), (number), __FILE__, __LINE__, __VA_ARGS__)
enum err_code err_set_at(struct err *err, enum err_code code, int native, const char *file, int line, const char *fmt, ...)
    PRINTF_LIKE(6, 7);
/* Adds a field; makes the code ERR_INVALID when none was set. Returns ERR_INVALID. */
enum err_code err_field(struct err *err, const char *pointer, const char *code, const char *fmt, ...) PRINTF_LIKE(4, 5);
void err_clear(struct err *err);

#endif
