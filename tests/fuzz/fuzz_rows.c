/* Fuzz target: answers of the shared-data platform. The first byte picks the source. Whatever comes in, what comes out is a JSON array
 * of rows about the person asked about. By hand:
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -DARENA_MALLOC -Ifcgi tests/fuzz/fuzz_rows.c fcgi/gateway/data_rows.c \
 *         fcgi/gateway/reading.c $(find fcgi/base -name "*.c") -ljson-c -lcrypto -o fuzz_rows
 *   ./fuzz_rows -max_total_time=120 tests/fuzz/corpus/rows */
#include "base/text.h"
#include "gateway/data_rows.h"
#include "gateway/reading.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Made up, with a right check digit. */
#define ME "330106199503070010"

static void judge(struct arena *arena, const struct data_source *source, const struct data_answer *got)
{
	bool rows = got->kind == DATA_ANSWER_ROWS;
	if (rows != (got->rows != NULL) || (!rows && got->n_rows != 0))
		abort();
	if (!rows)
		return;
	CLEANUP(reading_freep) json_object *list = reading_parse(got->rows, strlen(got->rows), (size_t)16 << 20);
	if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) != got->n_rows)
		abort();
	for (size_t i = 0; i < got->n_rows; i++) {
		json_object *row = json_object_array_get_idx(list, i);
		const char *id = reading_text(arena, row, strcmp(source->name, "lease") == 0 ? "tenant" : "id", 64);
		if (!id || strcmp(id, ME) != 0 || (size_t)json_object_object_length(row) < 3)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	const struct data_source *source = &data_source_table[p[0] % data_source_table_n];
	struct arena *arena = arena_new((size_t)32 << 20);
	if (!arena)
		return 0;
	struct data_answer got;
	data_rows_read(arena, source, ME, (const char *)p + 1, n - 1, &got);
	judge(arena, source, &got);
	arena_free(arena);
	return 0;
}
