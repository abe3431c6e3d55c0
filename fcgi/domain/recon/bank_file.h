/* Readers of what the bank sends back (docs/interfaces.md 7): return file and statement. Pure and strict: nothing is guessed, the
 * counts and sums of the trailer must be right, and a wrong byte makes the whole file ERR_INVALID with line and field in the text
 * (never a value). Amounts in fen. */
#ifndef DOMAIN_RECON_BANK_FILE_H
#define DOMAIN_RECON_BANK_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

#define BANK_FILE_BYTES_MAX (16u << 20)
#define BANK_FILE_LINES_MAX 200000

struct bank_line {
	const char *e2e_id;   /* 1..32 of [0-9A-Za-z_-]; whether it is ours is judged later */
	const char *code;     /* return file: 2..8 of [0-9A-Z]; statement: "D" or "C" */
	int64_t amount_fen;   /* > 0 */
	const char *bank_ref; /* may be "" */
	int32_t day;          /* bank day of the line; a statement's own day */
	int64_t line_no;      /* in the file, from 1 = the head */
};

struct return_file {
	const char *batch_no;
	int32_t day;
	struct bank_line *lines;
	size_t n;
};
enum err_code bank_file_return(struct arena *arena, const struct blob *bytes, struct return_file *ret_file, struct err *err) MUST_CHECK;

struct statement_file {
	int32_t day;
	int64_t opening_fen, closing_fen; /* closing = opening - debits + credits, checked */
	int64_t debit_fen, credit_fen;
	struct bank_line *lines;
	size_t n;
};
enum err_code bank_file_statement(struct arena *arena, const struct blob *bytes, struct statement_file *ret_file, struct err *err) MUST_CHECK;

/* The only codes that say "surely not paid", in the form SQL takes; everything else but 00 and RETN is doubt. */
#define BANK_DEFINITE "'61', '63', '66', '73', '12'"
bool bank_code_definite(const char *code);

#endif
