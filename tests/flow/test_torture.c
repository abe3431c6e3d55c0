/* Each statement of a write fails in turn, with every error that matters, before and after it took effect (R7). The client does what
 * clients do: looks the request key up after an uncertain end, sends the same again after any other error. The write happens once. */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "store/audit.h"
#include "store/db_private.h"
#include "store/job.h"
#include "store/request_key.h"

static struct harness h;

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	h.ctx.actor = ACTOR_STAFF;
	h.ctx.actor_id = 5;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

struct write {
	struct request_key key;
	int64_t result;
	bool twin; /* the key said: done before */
	int runs;
};

static enum err_code write_tx(struct db *db, void *arg)
{
	struct write *w = arg;
	int64_t id;
	(void)db;
	w->runs++;
	enum err_code code = request_key_take(&h.ctx, &w->key, &w->result);
	w->twin = code == ERR_DUPLICATE && w->result;
	if (code)
		return code;
	struct audit_row row = { .action = "test.write", .object_kind = "test" };
	code = audit_write(&h.ctx, &row);
	struct job_new job = { .kind = "test", .payload = "{}" };
	if (!code)
		code = job_put(&h.ctx, &job, &id, NULL);
	if (!code)
		code = request_key_result(&h.ctx, &w->key, "job", id);
	if (!code)
		w->result = id;
	return code;
}

/* One try as a worker makes it: an uncertain end is resolved by the key. */
static enum err_code send(struct write *w)
{
	harness_next(&h);
	w->runs = 0;
	w->result = 0;
	w->twin = false;
	enum err_code code = tx_run(h.ctx.db, "write", write_tx, w);
	assert_true(w->runs <= 5);
	assert_false(db_in_tx(h.ctx.db));
	assert_false(db_thread_in_tx());
	if (code != ERR_UNCERTAIN)
		return code;
	harness_next(&h);
	code = request_key_look(&h.ctx, &w->key, &w->result);
	w->twin = code == ERR_OK;
	return code;
}

/* Returns false when the write has fewer than n statements. */
static bool torture(int n, int number, const char *when)
{
	static int serial;
	char spec[40], key[40];
	snprintf(key, sizeof(key), "torture-%06d", ++serial);
	struct write w = { .key = { .route = "POST /api/test", .key = key } };
	harness_empty(&h, "job, audit, request_key");
	snprintf(spec, sizeof(spec), "%d:%d:%s", n, number, when);
	db_fail_at(spec);
	enum err_code code = send(&w);
	bool reached = db_fail_at(NULL);
	for (int again = 0; code && !w.twin && again < 3; again++)
		code = send(&w);
	if (code && !w.twin)
		fail_msg("%s: the client gets %s for good", spec, err_name(code));
	int64_t jobs = harness_int(&h, "SELECT COUNT(*) FROM job"), audits = harness_int(&h, "SELECT COUNT(*) FROM audit"),
	        keys = harness_int(&h, "SELECT COUNT(*) FROM request_key WHERE result_id = (SELECT MAX(id) FROM job)");
	if (jobs != 1 || audits != 1 || keys != 1)
		fail_msg("%s: %lld jobs, %lld audit rows, %lld keys", spec, (long long)jobs, (long long)audits, (long long)keys);
	if (w.result != harness_int(&h, "SELECT MAX(id) FROM job"))
		fail_msg("%s: the client was told %lld", spec, (long long)w.result);
	return reached;
}

static void every_statement_fails_once(void **state)
{
	(void)state;
	static const int numbers[] = { 1213, 1205, 1020, 1062, 1040, 2006, 2013, 1927, 1969, 1064 };
	static const char *const whens[] = { "before", "after" };
	int points = 0;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		for (size_t k = 0; k < ARRAY_LEN(whens); k++)
			for (int n = 1; torture(n, numbers[i], whens[k]); n++)
				points++;
	print_message("%d points\n", points);
	assert_true(points >= 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = { UNIT("each statement fails once, the write happens once (R7, B5)", every_statement_fails_once) };
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
