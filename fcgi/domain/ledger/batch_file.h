/* The bytes of a payment file (docs/interfaces.md 7): a pure function of the batch and its rows, so that the digest two persons agree
 * on (or the mandate covers) can be computed again at any time. UTF-8, LF, fields separated by '|'. Amounts in fen. */
#ifndef DOMAIN_LEDGER_BATCH_FILE_H
#define DOMAIN_LEDGER_BATCH_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

#define BATCH_NO_SIZE 20  /* yyyyMMdd + 12 digits */
#define E2E_ID_SIZE 32    /* batch_no + 12 digits */
#define BATCH_ROWS_MAX 1000

struct batch_row {
	const char *e2e_id, *account, *holder, *cnaps, *purpose; /* cnaps may be "" */
	int64_t amount_fen;
};
struct batch_head {
	const char *batch_no, *payer;
	const char *day; /* YYYY-MM-DD */
};

/* No separator, no control character, valid UTF-8, not empty, at most 200 bytes. */
bool batch_field_ok(const char *text);
/* Rows in any order; they are written sorted by e2e_id. ERR_INVALID: a field that cannot be written, a foreign e2e_id, a doubled row,
 * an amount <= 0, no row at all; ERR_OVERFLOW; ERR_NOMEM. */
enum err_code batch_file(struct arena *arena, const struct batch_head *head, const struct batch_row *rows, size_t n, struct blob *ret_file,
                         int64_t *ret_sum_fen, struct err *err) MUST_CHECK;
/* batch_no of a day and a number below 10^12; e2e_id of a batch and a place from 1. */
void batch_no_text(const char *day, int64_t number, char out[BATCH_NO_SIZE + 1]);
void batch_e2e_text(const char *batch_no, int64_t place, char out[E2E_ID_SIZE + 1]);

#endif
