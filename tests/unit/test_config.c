#include "base/config.h"

#include "base/text.h"
#include "unit.h"

#include <unistd.h>

static char path[] = "/tmp/anju-config-XXXXXX";

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int drop_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void write_file(const char *text, size_t n)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void the_table_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *key = &config_keys[i];
		ROW_TRUE(i, strchr(key->name, '.') != NULL && key->standard && key->paragraph && strlen(key->paragraph) > 10);
		ROW_TRUE(i, key->type != CONFIG_INT || key->min < key->max);
		ROW_TRUE(i, !key->secret || key->standard[0] == '\0');
		for (size_t k = 0; k < i; k++)
			ROW_TRUE(i, strcmp(key->name, config_keys[k].name) != 0);
	}
}

static void values(void **state)
{
	(void)state;
	const char text[] = "# a comment\n\n  db.name =  anju_test \r\nworker.threads=8\nsession.gateway = yes\n"
	                    "sso.portal_login_url = https://portal.example/login?a=1#/x\nlog.file =\n";
	write_file(text, strlen(text));
	struct config *config CLEANUP(config_freep) = NULL;
	struct err err = { 0 };
	assert_int_equal(config_load(path, &config, &err), ERR_OK);
	assert_string_equal(config_text(config, "db.name"), "anju_test");
	assert_int_equal(config_int(config, "worker.threads"), 8);
	assert_true(config_bool(config, "session.gateway"));
	assert_string_equal(config_text(config, "sso.portal_login_url"), "https://portal.example/login?a=1#/x");
	assert_string_equal(config_text(config, "log.file"), "");
	assert_int_equal(config_int(config, "files.max_bytes"), 10485760);
	assert_false(config_bool(config, "outside.allow_plain_loopback"));
	assert_string_equal(config_text(config, "db.user"), "anju");
}

static void errors(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n; /* 0: strlen */
		const char *says;
	} rows[] = {
		{ "db.nam = x\n", 0, ":1: unknown key db.nam" },
		{ "\ndb.name = a\ndb.name = b\n", 0, ":3: db.name is set twice" },
		{ "db.name\n", 0, ":1: expected" },
		{ "include other.conf\n", 0, ":1: expected" },
		{ "worker.threads = 0\n", 0, ":1: worker.threads is outside its limits (1 to 256)" },
		{ "worker.threads = 257\n", 0, ":1: worker.threads is outside" },
		{ "worker.threads = four\n", 0, ":1: worker.threads must be a whole number" },
		{ "worker.threads =\n", 0, ":1: worker.threads must be" },
		{ "worker.threads = 99999999999999999999\n", 0, ":1: worker.threads must be" },
		{ "session.gateway = maybe\n", 0, ":1: session.gateway must be yes or no" },
		{ "db.name = \xFF\n", 0, ":1: not UTF-8" },
		{ "db.name = a\0b\n", 14, ":1: not UTF-8" },
		{ "= x\n", 0, ":1: unknown key" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		write_file(rows[i].text, rows[i].n ? rows[i].n : strlen(rows[i].text));
		struct config *config = NULL;
		struct err err = { 0 };
		ROW_INT(i, config_load(path, &config, &err), ERR_CONFIG);
		ROW_TRUE(i, config == NULL);
		if (!strstr(err.text, rows[i].says))
			fail_msg("row %zu: \"%s\" does not say \"%s\"", i, err.text, rows[i].says);
	}
	struct config *config = NULL;
	struct err err = { 0 };
	assert_int_equal(config_load("/nonexistent/anju.conf", &config, &err), ERR_CONFIG);
	assert_int_equal(err.native, 2);
}

static char *printed(struct arena *arena, void (*sample)(FILE *), const struct config *config)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	assert_non_null(out);
	if (sample)
		sample(out);
	else
		config_print(config, out);
	assert_int_equal(fclose(out), 0);
	char *copy = arena_dup(arena, text, n);
	free(text);
	return copy;
}

static void printing_hides_secrets(void **state)
{
	(void)state;
	const char text[] = "bank.payer_account = 6217001234567890122\ndb.name = x\n";
	write_file(text, strlen(text));
	struct config *config CLEANUP(config_freep) = NULL;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	assert_int_equal(config_load(path, &config, NULL), ERR_OK);
	char *out = printed(arena, NULL, config);
	assert_null(strstr(out, "6217"));
	assert_non_null(strstr(out, "bank.payer_account = ***\n"));
	assert_non_null(strstr(out, "db.name = x\n"));
	assert_non_null(strstr(out, "gov.access_key = \n")); /* an empty secret shows that it is empty */
	size_t lines = 0;
	for (const char *p = out; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, config_keys_n);
}

static void the_sample_is_the_table(void **state)
{
	(void)state;
	const char *source = getenv("ANJU_SOURCE_DIR");
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	char *name = arena_printf(arena, "%s/conf/anju.conf.sample", source ? source : ANJU_SOURCE_DIR);
	FILE *file = fopen(name, "r");
	assert_non_null(file);
	char *stored = arena_alloc(arena, 1 << 17);
	size_t n = fread(stored, 1, (1 << 17) - 1, file);
	fclose(file);
	char *wanted = printed(arena, config_print_sample, NULL);
	assert_int_equal(n, strlen(wanted));
	assert_string_equal(stored, wanted);
	/* With every # taken off, it loads and changes nothing. */
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	for (char *line = stored; *line;) {
		char *end = strchr(line, '\n');
		assert_non_null(end);
		if (line[0] == '#' && line[1] != ' ')
			line++;
		fwrite(line, 1, (size_t)(end - line) + 1, out);
		line = end + 1;
	}
	assert_int_equal(fclose(out), 0);
	struct config *config CLEANUP(config_freep) = NULL;
	struct err err = { 0 };
	if (config_load(path, &config, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < config_keys_n; i++)
		if (config_keys[i].type == CONFIG_TEXT)
			ROW_STR(i, config_text(config, config_keys[i].name), config_keys[i].standard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("config: the table is whole", the_table_is_whole),
		UNIT("config: values and defaults", values),
		UNIT("config: errors name file, line and key, never the value", errors),
		UNIT("config: printing hides secrets", printing_hides_secrets),
		UNIT("config: conf/anju.conf.sample is the table", the_sample_is_the_table),
	};
	return cmocka_run_group_tests(tests, make_file, drop_file);
}
