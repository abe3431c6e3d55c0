/* Configuration: one table of keys (config.c), a file of "section.key = value" lines, '#' comments, "include" not allowed.
 * The table feeds the parser, --check-config, --print-config (secrets masked) and conf/anju.conf.sample (a test compares).
 * Unknown keys, doubled keys and values outside their limits are errors with file and line. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

enum config_type { CONFIG_TEXT, CONFIG_INT, CONFIG_BOOL };

struct config_key {
	const char *name; /* "db.socket" */
	enum config_type type;
	const char *standard; /* default, as text */
	int64_t min, max;     /* CONFIG_INT */
	bool secret;
	const char *paragraph; /* one or two English sentences */
};

struct config;

extern const struct config_key config_keys[];
extern const size_t config_keys_n;

enum err_code config_load(const char *path, struct config **ret_config, struct err *err) MUST_CHECK;
void config_freep(struct config **config);
const char *config_text(const struct config *config, const char *name); /* "" when empty; unknown name aborts: a bug */
int64_t config_int(const struct config *config, const char *name);
bool config_bool(const struct config *config, const char *name);
void config_print(const struct config *config, FILE *out);        /* secrets as *** */
void config_print_sample(FILE *out);                              /* the commented sample */

#endif
