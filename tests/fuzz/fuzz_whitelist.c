/* Fuzz target: the white list as a file, in any encoding. What is accepted obeys the limits. By hand:
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -DARENA_MALLOC -Ifcgi tests/fuzz/fuzz_whitelist.c fcgi/domain/people/whitelist_csv.c \
 *         $(find fcgi/base -name "*.c") -lcrypto -lcsv -o fuzz_whitelist
 *   ./fuzz_whitelist -max_total_time=120 tests/fuzz/corpus/whitelist */
#include "base/date.h"
#include "base/idno.h"
#include "domain/people/whitelist_csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void judge_row(const struct whitelist_row *row)
{
	int32_t day;
	if (!row->name[0] || text_utf8_len(row->name) > 40 || !idno_ok(row->idno, clock_today()) || !row->class)
		abort();
	if (!date_parse(row->recognised_on, &day) || !date_parse(row->valid_from, &day) || (row->valid_to && !date_parse(row->valid_to, &day)))
		abort();
	if ((row->valid_to && strcmp(row->valid_to, row->valid_from) < 0) || text_utf8_len(row->issuer) > 80 || text_utf8_len(row->document_no) > 60)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)256 << 20);
	struct whitelist_row *rows;
	struct err err = { 0 };
	size_t n_rows;
	if (!arena)
		return 0;
	enum err_code rc = whitelist_csv_read(arena, &(struct blob){ p, n }, &rows, &n_rows, &err);
	if (rc && rc != ERR_INVALID && rc != ERR_MEDIA_TYPE && rc != ERR_LIMIT)
		abort();
	for (size_t i = 0; !rc && i < n_rows; i++)
		judge_row(&rows[i]);
	return 0;
}
