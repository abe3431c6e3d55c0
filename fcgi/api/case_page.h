/* The parts of a case page that applicants and staff share. */
#ifndef API_CASE_PAGE_H
#define API_CASE_PAGE_H

#include "api/api.h"
#include "domain/casefile/case_query.h"
#include "domain/ledger/pay_query.h"

/* The whole page: contract schemas CaseDetail and, for staff, StaffCase. */
enum err_code case_page_write(struct req *req, struct reply *reply, const struct case_row *row, bool staff);
enum err_code case_page_payouts(struct req *req, struct buf *b, const char *key, const struct payout_row *rows, size_t n);

enum err_code api_cursor(struct req *req, int64_t *ret_cursor); /* `cursor` of the query; 0 = start */
void api_next(struct buf *b, int64_t next);                     /* 0 = null */

#endif
