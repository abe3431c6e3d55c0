/* A bank in memory behind gateway/bank.h, linked instead of the real gateway. Its memory is shared with child processes, so that it
 * survives a sender that is killed. It is the judge of double payment (I8): money leaves once per booking, whatever our rows say. */
#ifndef TESTS_FLOW_FAKE_BANK_H
#define TESTS_FLOW_FAKE_BANK_H

#include "base/text.h"

#include <stdint.h>

enum fake_put { FAKE_TAKE, FAKE_CUT_AFTER, FAKE_CUT_BEFORE, FAKE_DOWN, FAKE_REFUSE, FAKE_SIGNATURE };

/* Switches; all zero = a bank that works. */
struct fake_switches {
	enum fake_put put;  /* for the next put_times puts */
	int put_times;
	int ask_down;       /* so many questions about a batch get no answer */
	int returns_late;   /* so many times the return file is not there */
	int query_down;
	bool statement_none;
	bool die_before_put, die_after_put; /* the process that sends ends there */
};
extern struct fake_switches *fake_bank;

void fake_bank_open(void);  /* once a program, before the first fork */
void fake_bank_reset(void);
/* Every payment to this account gets the code: "00" (books), "66" …; "05" is in doubt and does not book. */
void fake_bank_code(const char *account, const char *code);
void fake_bank_resolve(const char *e2e_id, const char *code); /* what a doubt became; "00" books now */
void fake_bank_give_back(const char *e2e_id);                 /* 退汇: credit, and a late return file */
void fake_bank_late_again(void);                              /* the last late file once more, other bytes */
void fake_bank_debit(const char *e2e_id, int64_t fen);        /* money leaves that nobody asked for */
void fake_bank_return_is(const char *text);                   /* the next return files are exactly this; NULL = as booked */
const char *fake_bank_return_of(struct arena *arena, const char *batch_no); /* as it would be sent */

int fake_bank_puts(void);      /* files that arrived, the same again included */
int fake_bank_asked(void);     /* questions about batches */
int fake_bank_moved(const char *e2e_id);   /* how often money left for it */
int fake_bank_twice(void);     /* payments booked more than once, or two not given back for one account and purpose: must be 0 */
int64_t fake_bank_sum(void);   /* what left less what came back */

#endif
