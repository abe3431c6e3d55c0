#include "base/config.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MOST 1024

struct value {
	char *text; /* NULL: not in the file */
	int64_t number;
};

struct config {
	size_t n; /* config_keys_n */
	struct value values[];
};

static size_t key_index(const char *name)
{
	for (size_t i = 0; i < config_keys_n; i++)
		if (strcmp(config_keys[i].name, name) == 0)
			return i;
	return config_keys_n;
}

/* NULL when the value fits the key, else what is wrong with it. */
static const char *check(const struct config_key *key, const char *text, int64_t *ret_number)
{
	switch (key->type) {
	case CONFIG_TEXT:
		return NULL;
	case CONFIG_BOOL:
		if (!text_eq(text, "yes") && !text_eq(text, "no"))
			return "must be yes or no";
		*ret_number = text[0] == 'y';
		return NULL;
	case CONFIG_INT:
		if (!text_i64(text, ret_number))
			return "must be a whole number";
		return *ret_number < key->min || *ret_number > key->max ? "is outside its limits" : NULL;
	}
	return "has no known type";
}

/* Text of the value in force. */
static const char *in_force(const struct config *config, size_t i)
{
	return config->values[i].text ? config->values[i].text : config_keys[i].standard;
}

static char *strip(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	size_t n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static enum err_code take_line(struct config *config, const char *path, int number, char *line, size_t n, struct err *err)
{
	/* A file may hold addresses and keys: the texts below name the key, never its value. */
	if (!text_utf8_ok(line, n))
		return err_set(err, ERR_CONFIG, "%s:%d: not UTF-8 text", path, number);
	char *name = strip(line);
	if (*name == '\0' || *name == '#')
		return ERR_OK;
	char *equals = strchr(name, '=');
	if (!equals)
		return err_set(err, ERR_CONFIG, "%s:%d: expected section.key = value", path, number);
	*equals = '\0';
	name = strip(name);
	char *text = strip(equals + 1);
	size_t i = key_index(name);
	if (i == config_keys_n)
		return err_set(err, ERR_CONFIG, "%s:%d: unknown key %.64s", path, number, name);
	struct value *value = &config->values[i];
	if (value->text)
		return err_set(err, ERR_CONFIG, "%s:%d: %s is set twice", path, number, name);
	if (strlen(text) > VALUE_MOST)
		return err_set(err, ERR_CONFIG, "%s:%d: the value of %s is too long", path, number, name);
	const char *wrong = check(&config_keys[i], text, &value->number);
	if (wrong && config_keys[i].type == CONFIG_INT)
		return err_set(err, ERR_CONFIG, "%s:%d: %s %s (%lld to %lld)", path, number, name, wrong, (long long)config_keys[i].min,
		               (long long)config_keys[i].max);
	if (wrong)
		return err_set(err, ERR_CONFIG, "%s:%d: %s %s", path, number, name, wrong);
	value->text = strdup(text);
	return value->text ? ERR_OK : err_set(err, ERR_NOMEM, "no memory for the configuration");
}

static void file_close(FILE **file)
{
	if (*file)
		fclose(*file);
}

static void line_free(char **line)
{
	free(*line);
}

static enum err_code take_file(struct config *config, const char *path, struct err *err)
{
	FILE *file CLEANUP(file_close) = fopen(path, "re");
	if (!file)
		return err_native(err, ERR_CONFIG, errno, "cannot open %s", path);
	char *line CLEANUP(line_free) = NULL;
	size_t size = 0;
	ssize_t n;
	for (int number = 1; (n = getline(&line, &size, file)) >= 0; number++) {
		enum err_code code = take_line(config, path, number, line, (size_t)n, err);
		if (code)
			return code;
	}
	return ferror(file) ? err_native(err, ERR_CONFIG, errno, "cannot read %s", path) : ERR_OK;
}

enum err_code config_load(const char *path, struct config **ret_config, struct err *err)
{
	struct config *config CLEANUP(config_freep) = calloc(1, sizeof(*config) + config_keys_n * sizeof(config->values[0]));
	if (!config)
		return err_set(err, ERR_NOMEM, "no memory for the configuration");
	config->n = config_keys_n;
	for (size_t i = 0; i < config_keys_n; i++) {
		const char *wrong = check(&config_keys[i], config_keys[i].standard, &config->values[i].number);
		if (wrong)
			return err_set(err, ERR_INTERNAL, "the default of %s %s", config_keys[i].name, wrong);
	}
	enum err_code code = take_file(config, path, err);
	if (!code)
		*ret_config = STEAL(config);
	return code;
}

void config_freep(struct config **config)
{
	for (size_t i = 0; *config && i < (*config)->n; i++)
		free((*config)->values[i].text);
	free(*config);
	*config = NULL;
}

/* Asking for a key that the table does not have, or as another type, is a bug in the program: it shows at once. */
static size_t must_find(const char *name, enum config_type type)
{
	size_t i = key_index(name);
	if (i == config_keys_n || config_keys[i].type != type) {
		fprintf(stderr, "configuration key %s is not in the table\n", name);
		abort();
	}
	return i;
}

const char *config_text(const struct config *config, const char *name)
{
	return in_force(config, must_find(name, CONFIG_TEXT));
}

int64_t config_int(const struct config *config, const char *name)
{
	return config->values[must_find(name, CONFIG_INT)].number;
}

bool config_bool(const struct config *config, const char *name)
{
	return config->values[must_find(name, CONFIG_BOOL)].number != 0;
}

void config_print(const struct config *config, FILE *out)
{
	for (size_t i = 0; i < config_keys_n; i++) {
		const char *text = in_force(config, i);
		fprintf(out, "%s = %s\n", config_keys[i].name, config_keys[i].secret && *text ? "***" : text);
	}
}

void config_print_sample(FILE *out)
{
	fputs("# Configuration of anju. Every key stands here with its default; take the # off to change one.\n"
	      "# Lines are \"section.key = value\"; a line that starts with # is a comment. Secrets never stand in this file:\n"
	      "# keys that end in _file name files that hold them.\n",
	      out);
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *key = &config_keys[i];
		fprintf(out, "\n# %s", key->paragraph);
		if (key->type == CONFIG_INT)
			fprintf(out, " (%lld to %lld)", (long long)key->min, (long long)key->max);
		else if (key->type == CONFIG_BOOL)
			fputs(" (yes or no)", out);
		fprintf(out, "\n#%s =%s%s\n", key->name, *key->standard ? " " : "", key->standard);
	}
}
