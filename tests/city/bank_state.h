/* The bank's books: batches as they came, what was booked, what was sent back, all from one fsynced journal (bank.log).
 * Every function but bank_new wants the lock held. Shared by peer_bank.c (the wire) and bank_judge.c (the tests' view). */
#ifndef CITY_BANK_STATE_H
#define CITY_BANK_STATE_H

#include "city/city.h"

#include <pthread.h>

#define BATCH_NO 21
#define E2E_ID 33
#define BANK_OPENING_FEN INT64_C(1000000000000) /* ten thousand million yuan */

struct bank_row {
	char e2e_id[E2E_ID], account[36], code[5]; /* code: as it stands now, "" before booking */
	char *name, *purpose;
	int64_t amount_fen;
	char at[20], ref[24];   /* of the last change */
	bool missing, slow;     /* not in the first return file; answered 05 first */
	bool will_return, closed; /* closed: nothing will happen any more by itself */
};

struct bank_batch {
	char no[BATCH_NO], sm3[65], received_at[20], day[11], return_day[11];
	size_t n;
	struct bank_row *rows;
	int64_t received_ms, booked_ms, late_ms; /* booked 0 = not yet; late -1 = no late lines */
	bool settled;
	char *return_file;
};

/* One line of the account: what the statement and the judge see. */
struct bank_entry {
	const struct bank_batch *batch;
	const struct bank_row *row;
	bool credit;
	char at[20], ref[24]; /* at: its first ten bytes are the day */
};

struct bank_late {
	char batch_no[BATCH_NO];
	char *file;
};

struct bank_peer {
	pthread_mutex_t lock;
	struct journal *journal;
	struct bank_batch **batches;
	struct bank_entry *entries;
	struct bank_late *lates; /* number 1 is the first */
	size_t n_batches, cap_batches, n_entries, cap_entries, n_lates, cap_lates;
};

/* Books what is due and writes late files; call it before looking at anything. */
void bank_tick(struct city *city, struct arena *arena);
struct bank_batch *bank_find(struct bank_peer *peer, const char *no);
const struct bank_row *bank_find_row(struct bank_peer *peer, const char *e2e_id);
/* Reads a batch file. NULL = fine (*ret_rows is malloc'ed), else why it is refused as a whole. */
const char *bank_parse(const char *file, size_t n, const char *no, struct bank_row **ret_rows, size_t *ret_n, char ret_day[11]);
void bank_rows_free(struct bank_row *rows, size_t n);
/* false = not on the disk. */
bool bank_accept(struct city *city, struct call *call, const char *no, const char *sm3);
/* Sends a paid row back (退汇). */
bool bank_send_back(struct city *city, struct arena *arena, struct bank_batch *batch, size_t index);

#endif
