#include "base/log.h"

#include "base/text.h"
#include "unit.h"

#include <unistd.h>

static int pipes[2];

static int open_pipe(void **state)
{
	(void)state;
	if (pipe(pipes))
		return -1;
	log_init("test", LOG_INFO, pipes[1]);
	return 0;
}

static int close_pipe(void **state)
{
	(void)state;
	log_init("test", LOG_INFO, STDERR_FILENO);
	return close(pipes[0]) | close(pipes[1]);
}

/* What the last call wrote, without the time stamp. */
static const char *line(void)
{
	static char text[8192];
	ssize_t n = read(pipes[0], text, sizeof(text) - 1);
	assert_true(n > 2);
	text[n] = '\0';
	assert_int_equal(text[n - 1], '\n');
	assert_null(memchr(text, '\n', (size_t)n - 1)); /* exactly one line */
	text[n - 1] = '\0';
	assert_true(text_starts(text, "{\"at\":\"20"));
	assert_true(text_utf8_ok(text, (size_t)n - 1));
	const char *rest = strstr(text, "\"level\"");
	assert_non_null(rest);
	return rest;
}

static void fields(void **state)
{
	(void)state;
	log_event(LOG_WARN, "request", LOG_TEXT("id", "ab\"c\\\n"), LOG_NUM("ms", -12), LOG_TEXT("none", (const char *)NULL));
	assert_string_equal(line(), "\"level\":\"warn\",\"program\":\"test\",\"event\":\"request\",\"id\":\"ab\\u0022c\\u005c\\u000a\","
	                            "\"ms\":-12,\"none\":\"\"}");
}

static void levels(void **state)
{
	(void)state;
	log_event(LOG_DEBUG, "quiet", LOG_NUM("n", 1));
	log_event(LOG_INFO, "loud", LOG_NUM("n", 2));
	assert_non_null(strstr(line(), "\"loud\""));
}

static void digits_are_masked(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "330106199003070014", "[digits]" },
		{ "11010519491231002X", "[digits]X" },
		{ "a6217001234567890122b", "a[digits]b" },
		{ "123456789012345", "[digits]" },
		{ "12345678901234", "12345678901234" },
		{ "1795399200000", "1795399200000" },
		{ "2026-11-23", "2026-11-23" },
		{ "330106199003070014 and 330114199512310020", "[digits] and [digits]" },
		{ "", "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		log_event(LOG_INFO, "x", LOG_TEXT("v", rows[i].in));
		struct arena *arena CLEANUP(arena_freep) = arena_new(1024);
		const char *wanted = arena_printf(arena, "\"v\":\"%s\"}", rows[i].out);
		const char *got = strstr(line(), "\"v\"");
		ROW_STR(i, got, wanted);
	}
	log_event(LOG_INFO, "x", LOG_NUM("v", INT64_C(330106199003070014)), LOG_NUM("w", -INT64_C(330106199003070014)),
	          LOG_NUM("fen", INT64_C(10000000000000)));
	assert_non_null(strstr(line(), "\"v\":\"[digits]\",\"w\":\"[digits]\",\"fen\":10000000000000}"));
	log_line(LOG_INFO, "330106199003070014", (const struct log_field[]){ LOG_NUM("330106199003070014", 1), LOG_END });
	assert_null(strstr(line(), "3301"));
}

/* A number must not come through because the cut at 200 bytes shortens it. */
static void digits_at_the_cut(void **state)
{
	(void)state;
	for (size_t before = 180; before <= 205; before++) {
		char text[260];
		memset(text, 'x', before);
		memcpy(text + before, "330106199003070014", 19);
		log_event(LOG_INFO, "x", LOG_TEXT("v", text));
		ROW_TRUE(before, strstr(line(), "3301") == NULL);
	}
	char text[211];
	memset(text, 'x', 195);
	memcpy(text + 195, "01234567890", 12);
	log_event(LOG_INFO, "x", LOG_TEXT("v", text));
	assert_non_null(strstr(line(), "xx01234…\"}")); /* a harmless number is cut with the text */
}

static void long_and_broken_texts(void **state)
{
	(void)state;
	char text[700];
	for (size_t i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, "\xE4\xB8\xAD", 4);
	log_event(LOG_INFO, "x", LOG_TEXT("v", text), LOG_TEXT("broken", "a\xFF\xE4\xB8"), LOG_TEXT("half", "\xE4"));
	const char *got = line();
	assert_non_null(strstr(got, "中…\""));
	assert_true(strlen(got) < 400);
	assert_non_null(strstr(got, "\"broken\":\"a???\""));

	struct log_field many[60];
	char long_text[200];
	memset(long_text, '\n', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(many) - 1; i++)
		many[i] = LOG_TEXT("k", long_text);
	many[ARRAY_LEN(many) - 1] = LOG_END;
	log_line(LOG_INFO, "full", many);
	got = line();
	assert_string_equal(got + strlen(got) - 9, ",\"cut\":1}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("log: one JSON line with typed fields", fields),
		UNIT("log: below the least level nothing is written", levels),
		UNIT("log: G8 long digit runs are masked everywhere", digits_are_masked),
		UNIT("log: G8 digits at the cut", digits_at_the_cut),
		UNIT("log: long and broken texts stay one readable line", long_and_broken_texts),
	};
	return cmocka_run_group_tests(tests, open_pipe, close_pipe);
}
