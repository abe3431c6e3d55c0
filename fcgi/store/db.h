/* MariaDB: statements with compile-time checked columns, transactions that may be run again.
 * A `struct db` belongs to one thread. Statements are static tables in the owner's x_sql.c and are prepared lazily, once per
 * connection. mysql.h is seen by db_maria.c only. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define DB_NULL INT64_MIN /* int64_t columns: SQL NULL, in and out */

/* Column of an argument or a row struct. Field types: 'i' int64_t (DB_NULL = NULL; DATE and DATETIME never use it),
 * 's' const char * (NULL = NULL; DATE columns come as "YYYY-MM-DD"), 'b' struct blob (p NULL = NULL). */
struct sql_col {
	char type;
	size_t offset;
};
#define COL_CHECK_(S, f, T) (0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((S *)0)->f), T) ? 1 : -1]))
#define COL_I(S, f) { 'i', offsetof(S, f) + COL_CHECK_(S, f, int64_t) }
#define COL_S(S, f) { 's', offsetof(S, f) + COL_CHECK_(S, f, const char *) }
#define COL_B(S, f) { 'b', offsetof(S, f) + COL_CHECK_(S, f, struct blob) }
#define SQL_COLS(...) ((const struct sql_col[]){ __VA_ARGS__ }), (sizeof((const struct sql_col[]){ __VA_ARGS__ }) / sizeof(struct sql_col))

/* One statement: `in` are the ?s in order, `out` the selected columns in order; out_size is the row struct's size.
 * Initialise as  { .name = "case_by_id", .text = "SELECT …", SQL_IN(COL_I(struct x, id)), SQL_OUT(struct row, COL_S(struct row, state), …) }.
 * scan_ok = true: it may read a whole small table (tests/sql refuses full scans of big ones otherwise). */
struct sql_stmt {
	const char *name;
	const char *text;
	const struct sql_col *in;
	size_t n_in;
	const struct sql_col *out;
	size_t n_out;
	size_t out_size;
	bool scan_ok;
};
#define SQL_IN(...) .in = (const struct sql_col[]){ __VA_ARGS__ }, .n_in = sizeof((const struct sql_col[]){ __VA_ARGS__ }) / sizeof(struct sql_col)
#define SQL_OUT(S, ...) \
	.out = (const struct sql_col[]){ __VA_ARGS__ }, .n_out = sizeof((const struct sql_col[]){ __VA_ARGS__ }) / sizeof(struct sql_col), .out_size = sizeof(S)

/* The common single arguments. */
struct sql_id { int64_t id; };
struct sql_text { const char *text; };

/* Each module exports its statements so that tests/sql can prepare and explain every one:
 *   const struct sql_module casefile_sql = { "casefile", casefile_stmts, ARRAY_LEN(casefile_stmts) };  (declared in x_sql.h)
 * with `static const struct sql_stmt *const casefile_stmts[]` or an array indexed by an enum. store/sql_modules.c of main lists them. */
struct sql_module {
	const char *name;
	const struct sql_stmt *stmts;
	size_t n;
};

struct db_options {
	const char *socket, *host, *name, *user, *password;
	int port;          /* used when socket is empty */
	int statement_s;   /* max_statement_time */
};

enum err_code db_new(const struct db_options *options, struct db **ret_db, struct err *err) MUST_CHECK; /* connects at the first use */
enum err_code db_open(const struct db_options *options, struct db **ret_db, struct err *err) MUST_CHECK;
void db_close(struct db *db);
void db_closep(struct db **db);
bool db_alive(struct db *db);                  /* pings, reconnects once when the link is gone and no transaction is open */
void db_use(struct db *db, struct arena *arena, struct err *err); /* where results and errors go from now on */
struct arena *db_arena(struct db *db);
struct err *db_err(struct db *db);
int64_t db_now_ms(struct db *db);              /* the database's own clock, for leases; 0 on error */
void db_stats(struct db *db, int64_t *ret_count, int64_t *ret_us); /* since db_use, for the log line */

/* Results: ERR_OK; ERR_NOT_FOUND (db_one without a row); ERR_DUPLICATE (1062); ERR_LIMIT (4025 check constraint, 1644 trigger);
 * ERR_BUSY (1213, 1205, 1020, 3024/1969 time limit, 1040: try the whole transaction again); ERR_UNAVAILABLE (no link);
 * ERR_UNCERTAIN (link lost, the statement may have taken effect); ERR_DB (everything else: a bug). */
enum err_code db_one(struct db *db, const struct sql_stmt *stmt, const void *in, void *ret_row) MUST_CHECK;
/* Affected rows are rows found: an UPDATE that changes nothing counts its row. */
enum err_code db_do(struct db *db, const struct sql_stmt *stmt, const void *in, int64_t *ret_affected) MUST_CHECK; /* ret may be NULL */
enum err_code db_insert(struct db *db, const struct sql_stmt *stmt, const void *in, int64_t *ret_id) MUST_CHECK;    /* ret may be NULL */
/* All rows (at most `cap`, ERR_TOO_LARGE beyond) as an array of stmt->out_size in the arena. */
enum err_code db_list(struct db *db, const struct sql_stmt *stmt, const void *in, size_t cap, void **ret_rows, size_t *ret_n) MUST_CHECK;
/* Bulk: n argument structs of size in_size, array binding; INSERT/UPDATE/DELETE only. */
enum err_code db_bulk(struct db *db, const struct sql_stmt *stmt, const void *ins, size_t in_size, size_t n, int64_t *ret_affected) MUST_CHECK;
/* Migrations and tests only: several statements of text, no parameters. */
/* Prepares and compares the numbers of parameters and columns with the table; for tests of all statements. */
enum err_code db_prepare(struct db *db, const struct sql_stmt *stmt) MUST_CHECK;
enum err_code db_script(struct db *db, const char *text, size_t n) MUST_CHECK;

/* Runs fn inside one transaction, whole again on ERR_BUSY (≤ 5 times, jitter), the arena rolled back to a mark each time (child arena).
 * fn returns ERR_OK to commit; anything else rolls back and is passed up. A link lost during COMMIT gives ERR_UNCERTAIN:
 * the flow looks its request key up and never repeats blindly. fn makes no outside call and no reply. Called by flow/ and, for
 * closed functions of store, by store itself. db_in_tx() lets gateways assert. */
typedef enum err_code tx_fn(struct db *db, void *arg);
enum err_code tx_run(struct db *db, const char *name, tx_fn *fn, void *arg) MUST_CHECK;
bool db_in_tx(const struct db *db);
bool db_thread_in_tx(void); /* any connection of this thread */

#endif
