#include "domain/ledger/batch_file.h"

#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool batch_field_ok(const char *text)
{
	size_t n = text ? strlen(text) : 0;
	if (n == 0 || n > 200 || !text_utf8_ok(text, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text[i] == '|' || (unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return true;
}

static enum err_code row_check(const struct batch_head *head, const struct batch_row *row, struct err *err)
{
	if (strlen(row->e2e_id) != E2E_ID_SIZE || !text_all_digits(row->e2e_id, E2E_ID_SIZE) ||
	    memcmp(row->e2e_id, head->batch_no, BATCH_NO_SIZE) != 0)
		return err_set(err, ERR_INVALID, "payment file: an e2e_id is not of this batch");
	if (row->amount_fen <= 0)
		return err_set(err, ERR_INVALID, "payment file: amount of row %s is not positive", row->e2e_id + BATCH_NO_SIZE);
	if (!batch_field_ok(row->account) || !batch_field_ok(row->holder) || !batch_field_ok(row->purpose) ||
	    (row->cnaps[0] != '\0' && !batch_field_ok(row->cnaps)))
		return err_set(err, ERR_INVALID, "payment file: a field of row %s cannot be written", row->e2e_id + BATCH_NO_SIZE);
	return ERR_OK;
}

static int row_order(const void *a, const void *b)
{
	const struct batch_row *const *x = a, *const *y = b;
	return strcmp((*x)->e2e_id, (*y)->e2e_id);
}

static enum err_code rows_sorted(struct arena *arena, const struct batch_head *head, const struct batch_row *rows, size_t n,
                                 const struct batch_row ***ret_sorted, int64_t *ret_sum, struct err *err)
{
	const struct batch_row **sorted = arena_array(arena, n, sizeof(*sorted));
	if (!sorted)
		return err_set(err, ERR_NOMEM, "payment file: out of memory");
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		enum err_code rc = row_check(head, &rows[i], err);
		if (rc)
			return rc;
		if (!money_add(sum, rows[i].amount_fen, &sum))
			return err_set(err, ERR_OVERFLOW, "payment file: sum");
		sorted[i] = &rows[i];
	}
	qsort(sorted, n, sizeof(*sorted), row_order);
	for (size_t i = 1; i < n; i++)
		if (strcmp(sorted[i - 1]->e2e_id, sorted[i]->e2e_id) == 0)
			return err_set(err, ERR_INVALID, "payment file: an e2e_id twice");
	*ret_sorted = sorted;
	*ret_sum = sum;
	return ERR_OK;
}

enum err_code batch_file(struct arena *arena, const struct batch_head *head, const struct batch_row *rows, size_t n, struct blob *ret_file,
                         int64_t *ret_sum_fen, struct err *err)
{
	if (strlen(head->batch_no) != BATCH_NO_SIZE || !text_all_digits(head->batch_no, BATCH_NO_SIZE) || strlen(head->day) != 10 ||
	    !batch_field_ok(head->payer))
		return err_set(err, ERR_INVALID, "payment file: head");
	if (n == 0)
		return err_set(err, ERR_INVALID, "payment file: no row");
	const struct batch_row **sorted = NULL;
	int64_t sum = 0;
	enum err_code rc = rows_sorted(arena, head, rows, n, &sorted, &sum, err);
	if (rc)
		return rc;
	char money[MONEY_TEXT];
	money_text(sum, money);
	struct buf b;
	buf_init(&b, arena, 128 + n * 160);
	buf_printf(&b, "H|%s|%s|%zu|%s|CNY|%.4s%.2s%.2s\n", head->batch_no, head->payer, n, money, head->day, head->day + 5, head->day + 8);
	for (size_t i = 0; i < n; i++) {
		const struct batch_row *row = sorted[i];
		char amount[MONEY_TEXT];
		money_text(row->amount_fen, amount);
		buf_printf(&b, "D|%s|%s|%s|%s|%s|%s\n", row->e2e_id, row->account, row->holder, row->cnaps, amount, row->purpose);
	}
	buf_printf(&b, "T|%zu|%s\n", n, money);
	if (b.failed)
		return err_set(err, ERR_NOMEM, "payment file: out of memory");
	ret_file->p = (const uint8_t *)b.p;
	ret_file->n = b.n;
	*ret_sum_fen = sum;
	return ERR_OK;
}

void batch_no_text(const char *day, int64_t number, char out[BATCH_NO_SIZE + 1])
{
	snprintf(out, BATCH_NO_SIZE + 1, "%.4s%.2s%.2s%012" PRIu64, day, day + 5, day + 8,
	         (uint64_t)number % UINT64_C(1000000000000));
}

void batch_e2e_text(const char *batch_no, int64_t place, char out[E2E_ID_SIZE + 1])
{
	snprintf(out, E2E_ID_SIZE + 1, "%.20s%012" PRIu64, batch_no, (uint64_t)place % UINT64_C(1000000000000));
}
