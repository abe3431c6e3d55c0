#include "base/log.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_ 4096
#define TEXT_CUT 200
#define DIGITS_SAFE 14 /* an ID number has 17 or 18, an account 16 to 19, an instant in ms 13 */

static struct {
	char program[32];
	enum log_level least;
	int fd;
} out = { "anju", LOG_INFO, STDERR_FILENO };

struct line {
	char p[LINE_MAX_];
	size_t n;
	bool full;
};

void log_init(const char *program, enum log_level least, int fd)
{
	snprintf(out.program, sizeof(out.program), "%s", program);
	out.least = least;
	out.fd = fd;
}

/* The last bytes stay free for the closing of the line, so that a full one is still JSON. */
static void put(struct line *line, const char *s, size_t n)
{
	if (line->full || n > LINE_MAX_ - 16 - line->n) {
		line->full = true;
		return;
	}
	memcpy(line->p + line->n, s, n);
	line->n += n;
}

static void put_str(struct line *line, const char *s)
{
	put(line, s, strlen(s));
}

static size_t digit_run(const char *s)
{
	return strspn(s, "0123456789");
}

static size_t put_char(struct line *line, const char *s, size_t left)
{
	unsigned char c = (unsigned char)*s;
	if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) {
		char escaped[8];
		int n = snprintf(escaped, sizeof(escaped), "\\u%04x", c);
		put(line, escaped, (size_t)n);
		return 1;
	}
	size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	for (size_t i = 1; i < n; i++)
		if (i >= left || ((unsigned char)s[i] & 0xC0) != 0x80) {
			put(line, "?", 1);
			return 1;
		}
	if (c >= 0x80 && c < 0xC0)
		put(line, "?", 1);
	else
		put(line, s, n);
	return c >= 0x80 && c < 0xC0 ? 1 : n;
}

static void put_text(struct line *line, const char *s)
{
	size_t n = strlen(s), i = 0;
	put(line, "\"", 1);
	while (i < n && i < TEXT_CUT) {
		/* Runs are measured in the whole text: a number must not slip through by being cut. */
		size_t run = s[i] >= '0' && s[i] <= '9' ? digit_run(s + i) : 0;
		if (run > DIGITS_SAFE) {
			put_str(line, "[digits]");
			i += run;
		} else if (run) {
			size_t fits = run < TEXT_CUT - i ? run : TEXT_CUT - i;
			put(line, s + i, fits);
			i += fits;
		} else
			i += put_char(line, s + i, n - i);
	}
	if (i < n)
		put_str(line, "…");
	put(line, "\"", 1);
}

static void put_number(struct line *line, int64_t v)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, v);
	if (digit_run(digits + (v < 0)) > DIGITS_SAFE)
		put_str(line, "\"[digits]\"");
	else
		put(line, digits, (size_t)n);
}

static void put_field(struct line *line, const char *key)
{
	put(line, ",", 1);
	put_text(line, key);
	put(line, ":", 1);
}

void log_line(enum log_level level, const char *event, const struct log_field *fields)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	if (level < out.least)
		return;
	struct line line;
	line.n = 0;
	line.full = false;
	char at[INSTANT_TEXT];
	instant_text(clock_now_ms(), at);
	put_str(&line, "{\"at\":\"");
	put_str(&line, at);
	put_str(&line, "\",\"level\":\"");
	put_str(&line, names[level]);
	put_str(&line, "\",\"program\":");
	put_text(&line, out.program);
	put_field(&line, "event");
	put_text(&line, event);
	for (; fields->key; fields++) {
		size_t before = line.n;
		put_field(&line, fields->key);
		if (fields->text)
			put_text(&line, fields->text);
		else
			put_number(&line, fields->number);
		if (line.full) {
			line.n = before; /* drop the whole field, and say so */
			memcpy(line.p + line.n, ",\"cut\":1", 8);
			line.n += 8;
			break;
		}
	}
	memcpy(line.p + line.n, "}\n", 2);
	line.n += 2;
	/* One write: lines of several threads and processes do not mix. A log that cannot be written stops nobody. */
	ssize_t written = write(out.fd, line.p, line.n);
	(void)written;
}
