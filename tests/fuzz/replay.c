/* Runs a fuzz target without a fuzzer, so that every build replays what was once found: each file of its corpus
 * (tests/fuzz/corpus/<name behind fuzz_>), then FUZZ_ROUNDS (2000) mutations of them by a fixed sequence. With file names as
 * arguments just those. A real fuzzer links the target with -fsanitize=fuzzer instead of this file. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEDS_MOST 512
#define SEED_MOST ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct seed {
	uint8_t *p;
	size_t n;
} seeds[SEEDS_MOST];
static size_t n_seeds;

static void load(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p = f ? malloc(SEED_MOST) : NULL;
	if (!p || n_seeds == SEEDS_MOST) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(2);
	}
	seeds[n_seeds++] = (struct seed){ p, fread(p, 1, SEED_MOST, f) };
	fclose(f);
}

/* The exact size on the heap: the sanitizer sees a read behind the end. */
static void run(const uint8_t *p, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);
	if (!copy)
		exit(2);
	memcpy(copy, p, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static uint64_t sequence(void)
{
	static uint64_t x = 88172645463325252u;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

static void mutate(size_t rounds)
{
	static uint8_t work[2 * SEED_MOST];
	for (size_t i = 0; i < rounds; i++) {
		const struct seed *a = &seeds[sequence() % n_seeds], *b = &seeds[sequence() % n_seeds];
		size_t n = a->n;
		memcpy(work, a->p, n);
		for (uint64_t k = sequence() % 4; k > 0 && n > 0; k--)
			work[sequence() % n] = (uint8_t)sequence();
		if (n && sequence() % 4 == 0)
			n = sequence() % n;
		if (sequence() % 4 == 0) {
			size_t from = b->n ? sequence() % b->n : 0;
			memcpy(work + n, b->p + from, b->n - from);
			n += b->n - from;
		}
		run(work, n);
	}
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		load(argv[i]);
	if (argc == 1) {
		const char *source = getenv("ANJU_SOURCE_DIR"), *name = strstr(argv[0], "fuzz_");
		for (const char *next = name; next && (next = strstr(next + 1, "fuzz_"));)
			name = next;
		char folder[2048], path[4096];
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s", source ? source : ".", name ? name + 5 : "");
		DIR *dir = opendir(folder);
		for (const struct dirent *e; dir && (e = readdir(dir));)
			if (e->d_name[0] != '.') {
				snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
				load(path);
			}
		if (dir)
			closedir(dir);
		if (n_seeds == 0) {
			fprintf(stderr, "%s: no corpus\n", folder);
			return 2;
		}
	}
	for (size_t i = 0; i < n_seeds; i++)
		run(seeds[i].p, seeds[i].n);
	const char *rounds = getenv("FUZZ_ROUNDS");
	mutate(rounds ? strtoul(rounds, NULL, 10) : 2000);
	printf("%zu inputs replayed\n", n_seeds);
	for (size_t i = 0; i < n_seeds; i++)
		free(seeds[i].p);
	return 0;
}
