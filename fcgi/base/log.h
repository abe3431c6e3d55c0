/* One JSON line per request and per job item, on stderr or in log.file. Never personal data: values are ids, codes, numbers.
 * Library rings do not log; the accept loop, the job loop and main do, once. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/cleanup.h"

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* A typed field; end the list with LOG_END. Text longer than 200 bytes is cut; digits runs of 15 or more are masked as
 * "[digits]" (a safety net: no ID or account number can slip into a log line). */
struct log_field {
	const char *key;
	const char *text; /* NULL: number is used */
	int64_t number;
};
#define LOG_TEXT(k, v) ((struct log_field){ (k), log_text(v), 0 })
#define LOG_NUM(k, v) ((struct log_field){ (k), NULL, (int64_t)(v) })
#define LOG_END ((struct log_field){ NULL, NULL, 0 })

static inline const char *log_text(const char *v)
{
	return v ? v : "";
}

void log_init(const char *program, enum log_level least, int fd);
void log_line(enum log_level level, const char *event, const struct log_field *fields);
#define log_event(level, event, ...) log_line((level), (event), (const struct log_field[]){ __VA_ARGS__, LOG_END })

#endif
