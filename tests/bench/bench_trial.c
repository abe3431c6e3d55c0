/* What a policy trial cannot be faster than, and what its judging alone costs. Reads lines of facts on standard input, all of them readable.
 * usage: bench_trial parse SECONDS                            json-c over the lines, nothing done with the trees; one thread
 *        bench_trial judge SECONDS SCHEME DATE THREADS        the facts read before, judged again and again
 * Prints one number: lines or persons a second. */
#include "domain/facts/facts_json.h"
#include "domain/policy/policy_json.h"
#include "domain/rules/rules.h"

#include "base/text.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define THREADS_MOST 64
#define PERSONS_MOST 20000
#define LINE_ARENA ((size_t)256 << 20)
#define FACTS_ARENA ((size_t)4 << 30)

struct input {
	char *text;
	size_t n;
};

/* Persons are dealt out in turn. */
struct lane {
	pthread_t thread;
	size_t first;
	uint64_t done, approved;
	bool failed;
};

static struct {
	const struct facts **persons;
	size_t n, threads;
	struct policy_set policies;
	enum scheme scheme;
	int32_t day;
	int64_t seconds;
} plan;

static int die(const char *what)
{
	fprintf(stderr, "bench_trial: %s\n", what);
	return EX_USAGE;
}

static void print_rate(uint64_t done, int64_t began)
{
	printf("%" PRIu64 "\n", done * 1000 / (uint64_t)(clock_mono_ms() - began));
}

static bool slurp(struct input *in)
{
	size_t cap = (size_t)1 << 20;
	in->text = malloc(cap);
	for (size_t got = 1; in->text && got; in->n += got) {
		if (in->n == cap) {
			char *more = realloc(in->text, cap *= 2);
			if (!more)
				return false;
			in->text = more;
		}
		got = fread(in->text + in->n, 1, cap - in->n, stdin);
	}
	return in->text && in->n && in->text[in->n - 1] == '\n';
}

static const char *line_end(const struct input *in, const char *line)
{
	return memchr(line, '\n', (size_t)(in->text + in->n - line));
}

static int parse(const struct input *in)
{
	struct json_tokener *tokener = json_tokener_new();
	uint64_t done = 0;
	int64_t began = clock_mono_ms();
	if (!tokener)
		return EX_OSERR;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	while (clock_mono_ms() - began < plan.seconds * 1000)
		for (const char *line = in->text, *end; line < in->text + in->n; line = end + 1, done++) {
			end = line_end(in, line);
			struct json_object *object = json_tokener_parse_ex(tokener, line, (int)(end - line));
			if (!object)
				return die("a line is no JSON");
			json_object_put(object);
			json_tokener_reset(tokener);
		}
	print_rate(done, began);
	json_tokener_free(tokener);
	return 0;
}

static int read_persons(const struct input *in, struct arena *arena, struct facts_reader *reader)
{
	plan.persons = arena_array(arena, PERSONS_MOST, sizeof(*plan.persons));
	for (const char *line = in->text, *end; plan.persons && line < in->text + in->n && plan.n < PERSONS_MOST; line = end + 1) {
		struct facts_error error;
		struct facts *facts;
		end = line_end(in, line);
		if (facts_json_line(reader, arena, line, (size_t)(end - line), plan.scheme == SCHEME_TYPE2, &facts, &error))
			return die("a line cannot be read");
		plan.persons[plan.n++] = facts;
	}
	return plan.persons ? 0 : EX_OSERR;
}

static void *judge_lane(void *arg)
{
	struct lane *lane = arg;
	struct arena *arena CLEANUP(arena_freep) = arena_new(LINE_ARENA);
	int64_t began = clock_mono_ms();
	struct rules_result result;
	while (arena && !lane->failed && clock_mono_ms() - began < plan.seconds * 1000)
		for (size_t i = lane->first; i < plan.n; i += plan.threads) {
			const struct policy *policy = policy_in_force(&plan.policies, plan.scheme, POLICY_ADMISSION, plan.day);
			arena_reset(arena);
			lane->failed = lane->failed || !policy || rules_judge(plan.persons[i], policy, plan.day, arena, &result);
			lane->approved += result.decision == DECISION_APPROVED;
			lane->done++;
		}
	lane->failed = lane->failed || !arena;
	return NULL;
}

static int judge(void)
{
	static struct lane lanes[THREADS_MOST];
	uint64_t done = 0, approved = 0;
	int64_t began = clock_mono_ms();
	for (size_t i = 0; i < plan.threads; i++) {
		lanes[i].first = i;
		if (pthread_create(&lanes[i].thread, NULL, judge_lane, &lanes[i]))
			return EX_OSERR;
	}
	for (size_t i = 0; i < plan.threads; i++) {
		pthread_join(lanes[i].thread, NULL);
		if (lanes[i].failed)
			return die("somebody could not be judged");
		done += lanes[i].done;
		approved += lanes[i].approved;
	}
	/* Lines of which none passes would stop early in no check, but would measure a town that does not exist. */
	if (!approved)
		return die("nobody passes");
	print_rate(done, began);
	return 0;
}

int main(int argc, char **argv)
{
	struct input in = { NULL, 0 };
	int64_t threads = 1;
	if (argc < 3 || !text_i64(argv[2], &plan.seconds) || plan.seconds < 1)
		return die("parse SECONDS | judge SECONDS SCHEME DATE THREADS");
	if (argc == 3 && !strcmp(argv[1], "parse"))
		return slurp(&in) ? parse(&in) : die("no lines");
	if (argc != 6 || strcmp(argv[1], "judge") || !policy_scheme_find(argv[3], &plan.scheme) || !date_parse(argv[4], &plan.day) ||
	    !text_i64(argv[5], &threads) || threads < 1 || threads > THREADS_MOST)
		return die("parse SECONDS | judge SECONDS SCHEME DATE THREADS");
	struct arena *arena = arena_new(FACTS_ARENA);
	struct facts_reader *reader = facts_reader_new();
	struct err err = { 0 };
	if (!arena || !reader)
		return EX_OSERR;
	policy_set_init(&plan.policies, arena);
	if (policy_json_dir(&plan.policies, ANJU_SOURCE_DIR "/conf/policy", &err))
		return die(err.text);
	plan.threads = (size_t)threads;
	int code = slurp(&in) ? read_persons(&in, arena, reader) : die("no lines");
	return code ? code : judge();
}
