/* store/audit: the chain over committed rows, and that the checker finds every kind of tampering (B11, S20). */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "base/date.h"
#include "store/audit.h"

#include <pthread.h>
#include <unistd.h>

static struct harness h;
static char heads[260], heads_copy[270];

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	snprintf(heads, sizeof(heads), "%s/heads", h.dir);
	snprintf(heads_copy, sizeof(heads_copy), "%s/heads.copy", h.dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

static enum err_code write_tx(struct db *db, void *arg)
{
	(void)db;
	const struct audit_row *row = arg;
	return audit_write(&h.ctx, row);
}

static void write_row(const char *action, int64_t object, int64_t person)
{
	struct audit_row row = { .action = action, .object_kind = "case", .object_id = object, .person_id = person, .purpose = "复核", .detail = "n=1" };
	harness_next(&h);
	assert_int_equal(tx_run(h.ctx.db, "audit", write_tx, &row), ERR_OK);
}

static size_t chain(size_t max)
{
	size_t n = 0;
	harness_next(&h);
	assert_int_equal(audit_chain_append(&h.ctx, heads, max, &n), ERR_OK);
	return n;
}

static struct audit_check verify(void)
{
	struct audit_check check = { 0 };
	harness_next(&h);
	assert_int_equal(audit_verify(&h.ctx, heads, &check), ERR_OK);
	return check;
}

#define ROWS 12

static int each(void **state)
{
	(void)state;
	harness_empty(&h, "audit_chain, audit, cursor_mark");
	unlink(heads);
	for (int i = 1; i <= ROWS; i++)
		write_row("case.decide", i, i % 3 ? 0 : 100 + i);
	assert_int_equal(chain(5), 5);
	assert_int_equal(chain(100), ROWS - 5);
	assert_int_equal(chain(100), 0);
	return 0;
}

static void a_clean_chain_is_clean(void **state)
{
	(void)state;
	struct audit_check check = verify();
	assert_int_equal(check.rows, ROWS);
	assert_int_equal(check.first_bad, 0);
	assert_int_equal(check.unchained, 0);
	assert_null(check.why);
	/* The second party holds one head for each append. */
	FILE *file = fopen(heads, "re");
	char line[200];
	int lines = 0;
	while (fgets(line, sizeof(line), file))
		lines++;
	fclose(file);
	assert_int_equal(lines, 2);
}

/* A row of a rolled-back transaction leaves a gap in the numbers and nothing else. */
static enum err_code lost_tx(struct db *db, void *arg)
{
	enum err_code code = write_tx(db, arg);
	return code ? code : ERR_STATE;
}

static void gaps_are_no_fault(void **state)
{
	(void)state;
	struct audit_row row = { .action = "case.decide", .object_kind = "case" };
	harness_next(&h);
	assert_int_equal(tx_run(h.ctx.db, "lost", lost_tx, &row), ERR_STATE);
	write_row("case.undo", 1, 0);
	assert_int_equal(chain(100), 1);
	assert_int_equal(verify().first_bad, 0);
	assert_int_equal(verify().rows, ROWS + 1);
}

/* A transaction that took its number early and commits late is chained when it is there. */
struct late {
	bool chained;
};

static enum err_code late_tx(struct db *db, void *arg)
{
	struct late *late = arg;
	struct audit_row row = { .action = "case.slow", .object_kind = "case" };
	enum err_code code = write_tx(db, &row);
	if (code || late->chained)
		return code;
	struct ctx *other = harness_ctx(&h, NULL);
	struct audit_row quick = { .action = "case.quick", .object_kind = "case" };
	size_t n = 0;
	assert_int_equal(audit_write(other, &quick), ERR_OK);
	assert_int_equal(audit_chain_append(other, heads, 100, &n), ERR_OK);
	assert_int_equal(n, 1);
	harness_ctx_free(other);
	late->chained = true;
	return ERR_OK;
}

static void late_commits_are_chained(void **state)
{
	(void)state;
	struct late late = { false };
	harness_next(&h);
	assert_int_equal(tx_run(h.ctx.db, "late", late_tx, &late), ERR_OK);
	assert_int_equal(chain(100), 1);
	assert_int_equal(verify().first_bad, 0);
	assert_int_equal(verify().rows, ROWS + 2);
	assert_string_equal(harness_text(&h, "SELECT a.action FROM audit_chain c JOIN audit a ON a.id = c.audit_id ORDER BY c.seq DESC LIMIT 1"), "case.slow");
}

static void rows_outside_the_chain_are_found(void **state)
{
	(void)state;
	write_row("case.fresh", 1, 0);
	assert_int_equal(verify().first_bad, 0); /* the job has a minute */
	harness_sql(&h, "DROP TRIGGER audit_no_update");
	harness_sql(&h, "UPDATE audit SET at = at - 61000 WHERE action = 'case.fresh'");
	struct audit_check check = verify();
	assert_int_equal(check.unchained, 1);
	assert_true(check.first_bad > 0);
	harness_sql(&h, "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'audit is append-only'");
}

/* ---- tampering ---- */

#define FREE "DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete; DROP TRIGGER IF EXISTS audit_chain_no_update; " \
	     "DROP TRIGGER IF EXISTS audit_chain_no_delete; SET foreign_key_checks = 0; "

static void every_tampering_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		int64_t first_bad;
	} rows[] = {
		{ "UPDATE audit SET actor_id = 99 WHERE id = 3", 3 },
		{ "UPDATE audit SET actor_kind = 'operator' WHERE id = 3", 3 },
		{ "UPDATE audit SET at = at + 1 WHERE id = 4", 4 },
		{ "UPDATE audit SET action = 'case.undo' WHERE id = 1", 1 },
		{ "UPDATE audit SET object_kind = 'cas' WHERE id = 12", 12 },
		{ "UPDATE audit SET object_id = object_id + 1 WHERE id = 6", 6 },
		{ "UPDATE audit SET person_id = NULL WHERE id = 3", 3 },
		{ "UPDATE audit SET person_id = 0 WHERE id = 1", 1 },       /* NULL is not 0 */
		{ "UPDATE audit SET purpose = '' WHERE id = 2", 2 },
		{ "UPDATE audit SET detail = 'n=1t', request_id = 'est' WHERE id = 2", 2 }, /* the same bytes, moved to the next column */
		{ "UPDATE audit SET result = 'refused' WHERE id = 8", 8 },
		{ "UPDATE audit SET detail = 'n=2' WHERE id = 9", 9 },
		{ "UPDATE audit SET request_id = 'other' WHERE id = 10", 10 },
		{ "UPDATE audit SET uid = REVERSE(uid) WHERE id = 11", 11 },
		{ "DELETE FROM audit WHERE id = 5", 5 },
		{ "DELETE FROM audit_chain WHERE seq = 5", 5 },
		{ "DELETE FROM audit_chain WHERE seq = 1", 1 },
		{ "DELETE FROM audit WHERE id = 5; DELETE FROM audit_chain WHERE seq = 5; UPDATE audit_chain SET seq = seq - 1 WHERE seq > 5 ORDER BY seq", 5 },
		{ "UPDATE audit_chain SET hash = REVERSE(hash) WHERE seq = 7", 7 },
		{ "UPDATE audit_chain SET audit_id = 1000 WHERE seq = 3; UPDATE audit_chain SET audit_id = 3 WHERE seq = 4; UPDATE audit_chain SET audit_id = 4 WHERE seq = 3", 3 },
		{ "DELETE FROM audit_chain WHERE seq = 12; DELETE FROM audit WHERE id = 12", 13 - 1 },         /* cut off at the end */
		{ "DELETE FROM audit_chain; DELETE FROM audit", 1 },
		{ "INSERT INTO audit (id, uid, at, actor_kind, action, object_kind) "
		  "VALUES (50, REPEAT('u', 16), 1, 'staff', 'case.forged', 'case'); INSERT INTO audit_chain VALUES (13, 50, REPEAT('x', 32), 1)", 13 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(each(NULL), 0);
		char sql[1500];
		/* AUTO_INCREMENT began anew with the emptied table, so that row n is link n. */
		snprintf(sql, sizeof(sql), FREE "%s", rows[i].sql);
		harness_sql(&h, sql);
		struct audit_check check = verify();
		ROW_INT(i, check.first_bad, rows[i].first_bad);
		ROW_TRUE(i, check.why != NULL);
	}
}

/* Whoever can rewrite the whole chain with right hashes is caught by the heads that somebody else holds. */
static void a_rewritten_chain_differs_from_its_heads(void **state)
{
	(void)state;
	assert_int_equal(rename(heads, heads_copy), 0);
	harness_sql(&h, FREE "UPDATE audit SET detail = 'n=1000' WHERE id = 2; DELETE FROM audit_chain; DELETE FROM cursor_mark");
	assert_int_equal(chain(100), ROWS); /* the forger recomputes everything */
	assert_int_equal(verify().first_bad, 0);
	assert_int_equal(unlink(heads), 0);
	assert_int_equal(verify().first_bad, 1); /* without heads nothing is believed */
	assert_int_equal(rename(heads_copy, heads), 0);
	struct audit_check check = verify();
	assert_true(check.first_bad == 5 || check.first_bad == ROWS);
	assert_non_null(strstr(check.why, "head"));
}

static void a_broken_head_file_is_told(void **state)
{
	(void)state;
	FILE *file = fopen(heads, "ae");
	fputs("nonsense\n", file);
	fclose(file);
	assert_true(verify().first_bad > 0);
}

/* ---- several chainers, many writers ---- */

static void *chainer(void *arg)
{
	struct ctx *ctx = arg;
	intptr_t sum = 0;
	for (int i = 0; i < 60; i++) {
		size_t n = 0;
		arena_reset(ctx->arena);
		err_clear(&ctx->err);
		db_use(ctx->db, ctx->arena, &ctx->err);
		enum err_code code = audit_chain_append(ctx, heads, 7, &n);
		if (code && code != ERR_BUSY)
			return (void *)(intptr_t)-1;
		sum += (intptr_t)n;
	}
	return (void *)sum;
}

static void two_chainers_make_one_chain(void **state)
{
	(void)state;
	pthread_t threads[2];
	struct ctx *ctxs[2];
	intptr_t sum = 0;
	for (int i = 0; i < 2; i++) {
		ctxs[i] = harness_ctx(&h, NULL);
		assert_int_equal(pthread_create(&threads[i], NULL, chainer, ctxs[i]), 0);
	}
	for (int i = 0; i < 100; i++)
		write_row("case.many", i, 0);
	for (int i = 0; i < 2; i++) {
		void *n;
		pthread_join(threads[i], &n);
		assert_true((intptr_t)n >= 0);
		sum += (intptr_t)n;
		harness_ctx_free(ctxs[i]);
	}
	sum += (intptr_t)chain(1000);
	assert_int_equal(sum, 100);
	assert_int_equal(verify().first_bad, 0);
	assert_int_equal(verify().rows, ROWS + 100);
}

int main(void)
{
#define T(name, fn) { (name), (fn), each, NULL, NULL }
	const struct CMUnitTest tests[] = {
		T("a clean chain is clean (B11)", a_clean_chain_is_clean),
		T("gaps in the numbers are no fault", gaps_are_no_fault),
		T("late commits are chained", late_commits_are_chained),
		T("rows outside the chain are found after a minute (B11)", rows_outside_the_chain_are_found),
		T("two chainers make one chain", two_chainers_make_one_chain),
		T("every tampering is found (S20, B11)", every_tampering_is_found),
		T("a rewritten chain differs from its heads (S20, B11)", a_rewritten_chain_differs_from_its_heads),
		T("a broken head file is told", a_broken_head_file_is_told),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
