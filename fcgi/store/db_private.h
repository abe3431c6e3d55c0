/* What store/ itself needs of a connection besides db.h: the steps of a transaction. */
#ifndef STORE_DB_PRIVATE_H
#define STORE_DB_PRIVATE_H

#include "store/db.h"

enum tx_kind { TX_NORMAL, TX_SHORT }; /* TX_SHORT: READ COMMITTED, for taking a queue row without gap locks */

enum err_code db_begin(struct db *db, enum tx_kind kind) MUST_CHECK;
/* ERR_UNCERTAIN when the link was lost; everything else means: rolled back. */
enum err_code db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);
/* The last failure can be answered by running the whole transaction again. */
bool db_may_repeat(const struct db *db);
enum err_code tx_run_kind(struct db *db, enum tx_kind kind, const char *name, tx_fn *fn, void *arg) MUST_CHECK;

/* db_errors.c: what error numbers of the server and of its client library mean. */
bool db_number_is_link(int number);
bool db_number_is_client(int number);     /* made by the client library: the server may have done the work */
bool db_number_is_unsent(int number);     /* the link was gone before anything was sent */
bool db_number_may_repeat(int number);    /* the whole transaction may be run again */
enum err_code db_number_code(int number);
/* Server messages may quote row values, which must not travel: only the name of a key, constraint or column is taken out. */
#define DB_NAME_IN_MESSAGE 64
void db_message_name(int number, const char *message, char out[DB_NAME_IN_MESSAGE]);
/* How many rows, from the first one on, go into one packet. */
#define DB_BULK_ROWS 5000
#define DB_BULK_BYTES ((size_t)4 << 20)
size_t db_bulk_chunk(const struct sql_stmt *stmt, const void *ins, size_t in_size, size_t n) MUST_CHECK;


#ifdef ANJU_FAILPOINTS
/* Tests only: the next statements fail as "n:errno:before|after" says; true when the last such point was reached. NULL ends it. */
bool db_fail_at(const char *spec);
int db_fail_number(bool before); /* 0: nothing fails */
#endif

#endif
