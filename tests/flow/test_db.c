/* store/db on a real MariaDB: types, NULLs, errors, transactions that run again, a link cut at COMMIT. */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "store/db_private.h"

#include <pthread.h>

static struct harness h;

struct row {
	int64_t id, n, other;
	const char *text, *day;
	struct blob bytes;
};

enum { PUT, GET, GET_ALL, SET_N, BY_TEXT, WRONG, SLOW, DROP_ALL, KILL_SELF, LOCKED };
static const struct sql_stmt stmts[] = {
	[PUT] = { .name = "put", .text = "INSERT INTO t (n, text, day, bytes) VALUES (?, ?, ?, ?)",
		  SQL_IN(COL_I(struct row, n), COL_S(struct row, text), COL_S(struct row, day), COL_B(struct row, bytes)) },
	[GET] = { .name = "get", .text = "SELECT id, n, text, day, bytes FROM t WHERE id = ?", SQL_IN(COL_I(struct row, id)),
		  SQL_OUT(struct row, COL_I(struct row, id), COL_I(struct row, n), COL_S(struct row, text), COL_S(struct row, day), COL_B(struct row, bytes)) },
	[GET_ALL] = { .name = "all", .text = "SELECT id, n, text, day, bytes FROM t ORDER BY id",
		      SQL_OUT(struct row, COL_I(struct row, id), COL_I(struct row, n), COL_S(struct row, text), COL_S(struct row, day), COL_B(struct row, bytes)) },
	[SET_N] = { .name = "set_n", .text = "UPDATE t SET n = n + ? WHERE id = ?", SQL_IN(COL_I(struct row, n), COL_I(struct row, id)) },
	[BY_TEXT] = { .name = "sum", .text = "SELECT COUNT(*), SUM(n) FROM t WHERE code = ?", SQL_IN(COL_S(struct row, text)),
		      SQL_OUT(struct row, COL_I(struct row, id), COL_I(struct row, n)) },
	[WRONG] = { .name = "wrong", .text = "SELECT id, n FROM t", SQL_OUT(struct row, COL_I(struct row, id)) },
	[SLOW] = { .name = "slow", .text = "SELECT SLEEP(?)", SQL_IN(COL_I(struct row, n)), SQL_OUT(struct row, COL_I(struct row, id)) },
	[DROP_ALL] = { .name = "drop", .text = "DELETE FROM t" },
	[KILL_SELF] = { .name = "connection_id", .text = "SELECT CONNECTION_ID()", SQL_OUT(struct row, COL_I(struct row, id)) },
	[LOCKED] = { .name = "locked", .text = "SELECT n FROM t WHERE id = ? FOR UPDATE", SQL_IN(COL_I(struct row, id)), SQL_OUT(struct row, COL_I(struct row, n)) },
};

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	harness_sql(&h, "CREATE TABLE t (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, n BIGINT NULL, text VARCHAR(2000) NULL, day DATE NULL, "
	                "bytes MEDIUMBLOB NULL, code VARCHAR(20) CHARACTER SET ascii NULL, UNIQUE KEY one_n (n), CONSTRAINT not_seven CHECK (n <> 7));"
	                "CREATE TRIGGER t_no_8 BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.n = 8 THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, "
	                "MESSAGE_TEXT = 'eight is refused'; END IF; END");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

static int each(void **state)
{
	(void)state;
	harness_next(&h);
	return db_do(h.ctx.db, &stmts[DROP_ALL], NULL, NULL) == ERR_OK ? 0 : -1;
}

static int64_t put(int64_t n, const char *text)
{
	struct row row = { .n = n, .text = text };
	int64_t id = 0;
	assert_int_equal(db_insert(h.ctx.db, &stmts[PUT], &row, &id), ERR_OK);
	assert_true(id > 0);
	return id;
}

/* ---- values ---- */

static void values_come_back(void **state)
{
	(void)state;
	static char long_text[1500];
	memset(long_text, 'x', sizeof(long_text) - 1);
	static uint8_t big[300000];
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (uint8_t)(i * 7);
	const struct row rows[] = {
		{ .n = 1, .text = "安居工程 𠮷", .day = "2024-02-29", .bytes = { big, sizeof(big) } },
		{ .n = DB_NULL, .text = NULL, .day = NULL, .bytes = { NULL, 0 } },
		{ .n = INT64_MAX, .text = "", .day = "1900-01-01", .bytes = { (const uint8_t *)"", 0 } },
		{ .n = -5, .text = long_text, .day = "9999-12-31", .bytes = { (const uint8_t *)"a\0b", 3 } },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t id = 0;
		struct row back = { 0 };
		assert_int_equal(db_insert(h.ctx.db, &stmts[PUT], &rows[i], &id), ERR_OK);
		struct row key = { .id = id };
		assert_int_equal(db_one(h.ctx.db, &stmts[GET], &key, &back), ERR_OK);
		ROW_INT(i, back.n, rows[i].n);
		ROW_STR(i, back.text, rows[i].text);
		ROW_STR(i, back.day, rows[i].day);
		ROW_INT(i, back.bytes.n, rows[i].bytes.n);
		ROW_INT(i, back.bytes.p == NULL, rows[i].bytes.p == NULL);
		ROW_TRUE(i, !back.bytes.n || memcmp(back.bytes.p, rows[i].bytes.p, back.bytes.n) == 0);
	}
	void *list;
	size_t n;
	assert_int_equal(db_list(h.ctx.db, &stmts[GET_ALL], NULL, 10, &list, &n), ERR_OK);
	assert_int_equal(n, ARRAY_LEN(rows));
	for (size_t i = 0; i < n; i++)
		ROW_STR(i, ((struct row *)list)[i].text, rows[i].text);
	assert_int_equal(db_list(h.ctx.db, &stmts[GET_ALL], NULL, 3, &list, &n), ERR_TOO_LARGE);
}

static void sums_and_missing_rows(void **state)
{
	(void)state;
	struct row key = { .id = -1 }, back = { .n = 42, .text = "kept" };
	assert_int_equal(db_one(h.ctx.db, &stmts[GET], &key, &back), ERR_NOT_FOUND);
	assert_int_equal(back.n, 42); /* untouched on failure */
	put(10, "a");
	put(20, "b");
	harness_sql(&h, "UPDATE t SET code = 'x1'");
	struct row in = { .text = "x1" };
	assert_int_equal(db_one(h.ctx.db, &stmts[BY_TEXT], &in, &back), ERR_OK);
	assert_int_equal(back.id, 2);
	assert_int_equal(back.n, 30); /* a DECIMAL sum */
	assert_string_equal(back.text, "kept");
	int64_t n = 0;
	struct row none = { .n = 0, .id = put(30, "c") };
	assert_int_equal(db_do(h.ctx.db, &stmts[SET_N], &none, &n), ERR_OK);
	assert_int_equal(n, 1); /* found rows, although nothing changed */
}

static void session_is_set_as_designed(void **state)
{
	(void)state;
	struct { const char *sql, *wanted; } rows[] = {
		{ "SELECT @@innodb_snapshot_isolation", "1" },
		{ "SELECT @@tx_isolation", "REPEATABLE-READ" },
		{ "SELECT @@time_zone", "+00:00" },
		{ "SELECT @@innodb_lock_wait_timeout", "5" },
		{ "SELECT @@character_set_client", "utf8mb4" },
		{ "SELECT @@collation_connection", "utf8mb4_bin" },
		{ "SELECT @@max_statement_time", "20.000000" },
		{ "SELECT @@sql_mode LIKE '%STRICT_ALL_TABLES%'", "1" },
		{ "SELECT @@innodb_flush_log_at_trx_commit <> 0", "1" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, harness_text(&h, rows[i].sql), rows[i].wanted);
}

/* ---- errors ---- */

static void errors_have_their_codes(void **state)
{
	(void)state;
	put(1, "13800000000");
	const struct { struct row row; enum err_code code; int native; const char *text; } rows[] = {
		{ { .n = 1, .text = "x" }, ERR_DUPLICATE, 1062, "put: 1062 one_n" },
		{ { .n = 7 }, ERR_LIMIT, 4025, "put: 4025 not_seven" },
		{ { .n = 8 }, ERR_LIMIT, 1644, "put: 1644 eight is refused" },
		{ { .n = 2, .day = "2023-02-29" }, ERR_DB, 1292, "put: 1292 " },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		err_clear(&h.ctx.err);
		ROW_INT(i, db_do(h.ctx.db, &stmts[PUT], &rows[i].row, NULL), rows[i].code);
		ROW_INT(i, h.ctx.err.native, rows[i].native);
		ROW_STR(i, h.ctx.err.text, rows[i].text);
	}
	struct row out;
	assert_int_equal(db_one(h.ctx.db, &stmts[WRONG], NULL, &out), ERR_DB);
	assert_non_null(strstr(h.ctx.err.text, "2 columns"));
	assert_int_equal(harness_try(&h, "SELECT nonsense FROM t"), ERR_DB);
}

/* A duplicate value is a row's content and must not travel in the text, whatever it looks like. */
static void messages_carry_no_values(void **state)
{
	(void)state;
	const struct { int number; const char *message, *wanted; } rows[] = {
		{ 1062, "Duplicate entry '330106199001011234' for key 'idno'", "idno" },
		{ 1062, "Duplicate entry 'x' for key 'y' for key 'real'", "real" },
		{ 1366, "Incorrect string value: '\\xE5' for column `a`.`b`.`name` at row 1", "" },
		{ 4025, "CONSTRAINT `not_below_floor` failed for `anju`.`ledger_account`", "not_below_floor" },
		{ 1064, "You have an error near '13800000000'", "" },
		{ 1644, "audit is append-only", "audit is append-only" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[DB_NAME_IN_MESSAGE];
		db_message_name(rows[i].number, rows[i].message, name);
		ROW_STR(i, name, rows[i].wanted);
	}
}

static void a_statement_has_a_time_limit(void **state)
{
	(void)state;
	struct ctx *other = harness_ctx(&h, NULL);
	struct db_options options = { .socket = getenv("ANJU_DB_SOCKET"), .name = h.name, .user = "root", .statement_s = 1 };
	struct db *db = NULL;
	struct err err = { 0 };
	assert_int_equal(db_open(&options, &db, &err), ERR_OK);
	struct row in = { .n = 5 }, out;
	db_use(db, other->arena, &other->err);
	assert_int_equal(db_one(db, &stmts[SLOW], &in, &out), ERR_BUSY);
	assert_int_equal(other->err.native, 1969);
	db_close(db);
	harness_ctx_free(other);
}

static void no_server_is_unavailable(void **state)
{
	(void)state;
	struct db_options options = { .socket = "/nonexistent/socket", .name = h.name, .user = "root", .statement_s = 1 };
	struct db *db = NULL;
	struct err err = { 0 };
	assert_int_equal(db_open(&options, &db, &err), ERR_UNAVAILABLE);
	assert_null(db);
}

/* ---- transactions ---- */

struct run {
	int calls, busy_until;
	enum err_code end;
	int64_t id;
	int64_t kill; /* connection to kill before the COMMIT */
};

static enum err_code run_tx(struct db *db, void *arg)
{
	struct run *run = arg;
	run->calls++;
	assert_true(db_in_tx(db));
	assert_true(db_thread_in_tx());
	struct row row = { .n = 100 + run->calls, .text = "tx" };
	enum err_code code = db_insert(db, &stmts[PUT], &row, &run->id);
	return code ? code : run->end;
}

static void a_failed_transaction_leaves_nothing(void **state)
{
	(void)state;
	struct run good = { .end = ERR_OK }, bad = { .end = ERR_STATE };
	assert_int_equal(tx_run(h.ctx.db, "bad", run_tx, &bad), ERR_STATE);
	assert_false(db_in_tx(h.ctx.db));
	assert_false(db_thread_in_tx());
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t"), 0);
	assert_int_equal(tx_run(h.ctx.db, "good", run_tx, &good), ERR_OK);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t"), 1);
	assert_int_equal(bad.calls, 1); /* only what may be repeated is repeated */
}

static enum err_code nested_tx(struct db *db, void *arg)
{
	(void)arg;
	struct run inner = { .end = ERR_OK };
	return tx_run(db, "inner", run_tx, &inner);
}

static void transactions_do_not_nest(void **state)
{
	(void)state;
	assert_int_equal(tx_run(h.ctx.db, "outer", nested_tx, NULL), ERR_INTERNAL);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t"), 0);
}

/* Eight threads add to the same two rows, half of them in the other order: deadlocks for certain, and an exact sum. */
struct adder {
	struct ctx *ctx;
	int64_t first, second;
	int done, failed;
};

static enum err_code add_tx(struct db *db, void *arg)
{
	const struct adder *a = arg;
	struct row one = { .n = 1, .id = a->first }, two = { .n = -1, .id = a->second }, seen;
	enum err_code code = db_one(db, &stmts[LOCKED], &one, &seen);
	if (!code)
		code = db_do(db, &stmts[SET_N], &one, NULL);
	if (!code)
		code = db_one(db, &stmts[LOCKED], &two, &seen);
	return code ? code : db_do(db, &stmts[SET_N], &two, NULL);
}

static void *adder_main(void *arg)
{
	struct adder *a = arg;
	for (int i = 0; i < 60; i++) {
		arena_reset(a->ctx->arena);
		err_clear(&a->ctx->err);
		db_use(a->ctx->db, a->ctx->arena, &a->ctx->err);
		if (tx_run(a->ctx->db, "add", add_tx, a) == ERR_OK)
			a->done++;
		else
			a->failed++;
	}
	return NULL;
}

static void parallel_sums_are_exact(void **state)
{
	(void)state;
	int64_t a = put(1000, "a"), b = put(200000, "b");
	struct adder adders[8];
	pthread_t threads[8];
	for (size_t i = 0; i < 8; i++) {
		adders[i] = (struct adder){ .ctx = harness_ctx(&h, NULL), .first = a, .second = b };
		if (i == 7)
			adders[i] = (struct adder){ .ctx = adders[i].ctx, .first = b, .second = a };
		assert_int_equal(pthread_create(&threads[i], NULL, adder_main, &adders[i]), 0);
	}
	int64_t net = 0, done = 0;
	for (size_t i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		net += i == 7 ? -adders[i].done : adders[i].done;
		done += adders[i].done;
		harness_ctx_free(adders[i].ctx);
	}
	assert_true(done > 400); /* repeated until they went through, as good as all of them */
	assert_int_equal(harness_int(&h, "SELECT n FROM t WHERE text = 'a'"), 1000 + net);
	assert_int_equal(harness_int(&h, "SELECT n FROM t WHERE text = 'b'"), 200000 - net);
}

/* After a deadlock the server has rolled back; a function that goes on regardless must not write outside a transaction. */
static enum err_code deaf_tx(struct db *db, void *arg)
{
	struct run *run = arg;
	run->calls++;
	struct row lock = { .id = run->id }, seen;
	enum err_code ignored = db_one(db, &stmts[LOCKED], &lock, &seen);
	if (!ignored)
		return ERR_INTERNAL;
	struct row row = { .n = 500, .text = "must not be" };
	enum err_code also_ignored = db_do(db, &stmts[PUT], &row, NULL);
	assert_int_equal(also_ignored, ERR_BUSY);
	return ERR_OK;
}

static enum err_code hold_tx(struct db *db, void *arg)
{
	struct run *run = arg;
	struct row lock = { .id = run->id }, seen;
	enum err_code code = db_one(db, &stmts[LOCKED], &lock, &seen);
	if (code)
		return code;
	struct ctx *ctx = harness_ctx(&h, NULL);
	static const char impatient[] = "SET SESSION innodb_lock_wait_timeout = 1";
	assert_int_equal(db_script(ctx->db, impatient, sizeof(impatient) - 1), ERR_OK);
	assert_int_equal(tx_run(ctx->db, "deaf", deaf_tx, run), ERR_BUSY);
	assert_true(db_now_ms(ctx->db) > 0); /* the connection goes on */
	harness_ctx_free(ctx);
	return ERR_OK;
}

static void a_broken_transaction_writes_nothing_more(void **state)
{
	(void)state;
	struct run run = { .id = put(1, "locked") };
	assert_int_equal(tx_run(h.ctx.db, "hold", hold_tx, &run), ERR_OK);
	assert_true(run.calls >= 2);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t"), 1);
}

/* ---- lost links ---- */

static int64_t connection_of(struct db *db)
{
	struct row row = { 0 };
	assert_int_equal(db_one(db, &stmts[KILL_SELF], NULL, &row), ERR_OK);
	return row.id;
}

static void kill_connection(int64_t id)
{
	char sql[60];
	snprintf(sql, sizeof(sql), "KILL CONNECTION %lld", (long long)id);
	harness_sql(&h, sql);
}

static enum err_code killed_tx(struct db *db, void *arg)
{
	struct run *run = arg;
	enum err_code code = run_tx(db, run);
	if (!code && run->kill) {
		kill_connection(run->kill);
		run->kill = 0;
	}
	return code;
}

static enum err_code killed_early_tx(struct db *db, void *arg)
{
	struct run *run = arg;
	if (run->kill) {
		kill_connection(run->kill);
		run->kill = 0;
	}
	return run_tx(db, run);
}

static void a_link_lost_at_commit_is_uncertain(void **state)
{
	(void)state;
	struct run run = { .end = ERR_OK, .kill = connection_of(h.ctx.db) };
	assert_int_equal(tx_run(h.ctx.db, "commit", killed_tx, &run), ERR_UNCERTAIN);
	assert_int_equal(run.calls, 1); /* never repeated blindly */
	assert_false(db_thread_in_tx());
	/* The next request works again, on a new link. */
	harness_next(&h);
	struct run again = { .end = ERR_OK };
	assert_int_equal(tx_run(h.ctx.db, "again", run_tx, &again), ERR_OK);
}

static void a_link_lost_before_commit_is_repeated(void **state)
{
	(void)state;
	struct run run = { .end = ERR_OK, .kill = connection_of(h.ctx.db) };
	assert_int_equal(tx_run(h.ctx.db, "early", killed_early_tx, &run), ERR_OK);
	assert_int_equal(run.calls, 2);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t"), 1);
}

static void reads_survive_a_lost_link(void **state)
{
	(void)state;
	struct row key = { .id = put(1, "there") }, back = { 0 };
	kill_connection(connection_of(h.ctx.db));
	assert_int_equal(db_one(h.ctx.db, &stmts[GET], &key, &back), ERR_OK);
	assert_string_equal(back.text, "there");
	assert_true(db_alive(h.ctx.db));
	assert_true(db_now_ms(h.ctx.db) > INT64_C(1700000000000));
}

/* ---- bulk ---- */

static void bulk_writes_many_rows(void **state)
{
	(void)state;
	enum { N = 12345 };
	struct row *rows = arena_array(h.ctx.arena, N, sizeof(*rows));
	assert_non_null(rows);
	for (int64_t i = 0; i < N; i++)
		rows[i] = (struct row){ .n = i % 5 == 4 ? DB_NULL : 1000 + i, .text = i % 7 ? arena_printf(h.ctx.arena, "第%lld行", (long long)i) : NULL,
			                .day = i % 3 ? "2026-11-23" : NULL, .bytes = { (const uint8_t *)"\0\1", i % 2 ? 2 : 0 } };
	int64_t n = 0;
	assert_int_equal(db_bulk(h.ctx.db, &stmts[PUT], rows, sizeof(*rows), N, &n), ERR_OK);
	assert_int_equal(n, N);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t WHERE n IS NULL"), N / 5);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t WHERE text IS NULL"), (N + 6) / 7);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM t WHERE text = '第12344行' AND day = '2026-11-23' AND bytes = ''"), 1);
	/* The same statement works one by one afterwards. */
	put(1, "single");
	struct row twice[2] = { { .n = 2 }, { .n = 2 } };
	assert_int_equal(db_bulk(h.ctx.db, &stmts[PUT], twice, sizeof(*twice), 2, NULL), ERR_DUPLICATE);
	assert_int_equal(db_bulk(h.ctx.db, &stmts[PUT], twice, sizeof(*twice), 0, &n), ERR_OK);
	assert_int_equal(n, 0);
}

static void statistics_count(void **state)
{
	(void)state;
	int64_t count, us;
	put(1, "a");
	put(2, "b");
	db_stats(h.ctx.db, &count, &us);
	assert_int_equal(count, 3); /* with the DELETE of the set-up */
	assert_true(us > 0);
}

int main(void)
{
#define T(name, fn) { (name), (fn), each, NULL, NULL }
	const struct CMUnitTest tests[] = {
		T("values and NULLs come back as they went in", values_come_back),
		T("sums, missing rows, found rows", sums_and_missing_rows),
		T("every session is set up as the money design says", session_is_set_as_designed),
		T("1062, 4025, 1644 and the rest have their codes", errors_have_their_codes),
		T("error texts carry no values", messages_carry_no_values),
		T("a statement has a time limit", a_statement_has_a_time_limit),
		T("no server is UNAVAILABLE", no_server_is_unavailable),
		T("a failed transaction leaves nothing", a_failed_transaction_leaves_nothing),
		T("transactions do not nest", transactions_do_not_nest),
		T("deadlocks are repeated and sums stay exact (B5)", parallel_sums_are_exact),
		T("a link lost at COMMIT is UNCERTAIN, never repeated (B5)", a_link_lost_at_commit_is_uncertain),
		T("a link lost before COMMIT is repeated", a_link_lost_before_commit_is_repeated),
		T("reads survive a lost link", reads_survive_a_lost_link),
		T("bulk writes", bulk_writes_many_rows),
		T("statements are counted", statistics_count),
		T("after a lock time-out nothing is written outside the transaction", a_broken_transaction_writes_nothing_more),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
