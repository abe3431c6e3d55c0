/* Fuzz target: files that the bank sends back. The first byte picks the reader. What is accepted obeys the limits and sums. By hand:
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -DARENA_MALLOC -Ifcgi tests/fuzz/fuzz_bank_file.c fcgi/domain/recon/bank_file.c \
 *         $(find fcgi/base -name "*.c") -lcrypto -o fuzz_bank_file
 *   ./fuzz_bank_file -max_total_time=120 tests/fuzz/corpus/bank_file */
#include "base/money.h"
#include "domain/recon/bank_file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void judge_line(const struct bank_line *line)
{
	size_t n = strlen(line->e2e_id);
	if (n < 1 || n > 32 || strchr(line->e2e_id, '|') || line->amount_fen <= 0 || line->amount_fen > MONEY_MAX_FEN || line->line_no < 2)
		abort();
	if (strlen(line->code) > 8 || strlen(line->bank_ref) > 40)
		abort();
}

static void returns(struct arena *arena, const struct blob *bytes)
{
	struct return_file f;
	struct err err = { 0 };
	enum err_code rc = bank_file_return(arena, bytes, &f, &err);
	if (rc && rc != ERR_INVALID)
		abort();
	if (rc)
		return;
	if (strlen(f.batch_no) != 20)
		abort();
	for (size_t i = 0; i < f.n; i++)
		judge_line(&f.lines[i]);
}

static void statement(struct arena *arena, const struct blob *bytes)
{
	struct statement_file f;
	struct err err = { 0 };
	int64_t debit = 0, credit = 0;
	enum err_code rc = bank_file_statement(arena, bytes, &f, &err);
	if (rc && rc != ERR_INVALID)
		abort();
	if (rc)
		return;
	for (size_t i = 0; i < f.n; i++) {
		judge_line(&f.lines[i]);
		*(f.lines[i].code[0] == 'D' ? &debit : &credit) += f.lines[i].amount_fen;
	}
	if (debit != f.debit_fen || credit != f.credit_fen || f.opening_fen - debit + credit != f.closing_fen)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)256 << 20);
	struct blob bytes = { p + 1, n - 1 };
	if (!arena)
		return 0;
	if (p[0] & 1)
		returns(arena, &bytes);
	else
		statement(arena, &bytes);
	return 0;
}
