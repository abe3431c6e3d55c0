/* store/job: leases, fences, expiry, and that what may not be repeated is asked about. */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "base/date.h"
#include "store/job.h"

#include <pthread.h>
#include <unistd.h>

static struct harness h;
static const char *const once[] = { "sms", "upload", NULL };

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
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
	harness_empty(&h, "job");
	return 0;
}

static enum err_code put_tx(struct db *db, void *arg)
{
	(void)db;
	struct job_new *job = arg;
	return job_put(&h.ctx, job, NULL, NULL);
}

static void put(const char *kind, const char *key, const char *payload, int64_t delay_ms)
{
	struct job_new job = { .kind = kind, .dedupe_key = key, .subject_id = 3, .payload = payload, .delay_ms = delay_ms };
	assert_int_equal(tx_run(h.ctx.db, "put", put_tx, &job), ERR_OK);
}

static enum err_code lease(struct job *ret_job, int64_t *ret_next_ms)
{
	harness_next(&h);
	return job_lease(&h.ctx, "me", 60000, once, ret_job, ret_next_ms);
}

static struct job must_lease(void)
{
	struct job job = { 0 };
	int64_t next;
	assert_int_equal(lease(&job, &next), ERR_OK);
	return job;
}

static const char *state_of(const char *key)
{
	char sql[100];
	snprintf(sql, sizeof(sql), "SELECT state FROM job WHERE dedupe_key = '%s'", key);
	return harness_text(&h, sql);
}

static void a_job_is_leased_once(void **state)
{
	(void)state;
	struct job job, none;
	int64_t next = -1;
	put("notice", "notice:1", "{\"text\":\"给张三的信\"}", 0);
	job = must_lease();
	assert_string_equal(job.kind, "notice");
	assert_string_equal(job.payload, "{\"text\":\"给张三的信\"}");
	assert_int_equal(job.subject_id, 3);
	assert_int_equal(job.attempts, 1);
	assert_int_equal(job.fence, 1);
	assert_int_equal(lease(&none, &next), ERR_NOT_FOUND);
	assert_true(next > 50000); /* until the lease runs out */
	assert_int_equal(job_done(&h.ctx, &job, NULL), ERR_OK);
	assert_string_equal(state_of("notice:1"), "DONE");
	assert_int_equal(job_done(&h.ctx, &job, NULL), ERR_STALE);
	assert_int_equal(lease(&none, &next), ERR_NOT_FOUND);
	assert_int_equal(next, 60000);
}

static void payloads_are_sealed(void **state)
{
	(void)state;
	put("notice", "notice:1", "{\"name\":\"王小明\"}", 0);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM job WHERE LOCATE(_binary 'name', payload_ct) > 0"), 0);
	/* A payload moved to another row does not open; the row that nobody can run becomes FAILED. */
	put("notice", "notice:2", "{}", 100000);
	harness_sql(&h, "UPDATE job a JOIN job b ON b.dedupe_key = 'notice:2' SET a.payload_ct = b.payload_ct WHERE a.dedupe_key = 'notice:1'");
	struct job job;
	int64_t next;
	assert_int_equal(lease(&job, &next), ERR_CRYPTO);
	assert_string_equal(state_of("notice:1"), "FAILED");
}

static void later_jobs_wait(void **state)
{
	(void)state;
	struct job job;
	int64_t next = 0;
	put("poll", "poll", NULL, 400);
	assert_int_equal(lease(&job, &next), ERR_NOT_FOUND);
	assert_true(next > 100 && next <= 400);
	usleep((useconds_t)(next + 50) * 1000);
	job = must_lease();
	assert_null(job.payload);
	assert_int_equal(job_again(&h.ctx, &job, 300, "outside: down"), ERR_OK);
	assert_string_equal(harness_text(&h, "SELECT last_error FROM job"), "outside: down");
	assert_int_equal(lease(&job, &next), ERR_NOT_FOUND);
	usleep(400000);
	job = must_lease();
	assert_int_equal(job.attempts, 2);
	assert_int_equal(job.fence, 2);
}

static void one_row_for_one_key(void **state)
{
	(void)state;
	int64_t first = 0, second = 0, third = 0;
	const char *public_id = NULL, *again_id = NULL;
	struct job_new job = { .kind = "verify", .dedupe_key = "verify:1", .payload = "{\"a\":1}" };
	assert_int_equal(job_put(&h.ctx, &job, &first, &public_id), ERR_OK);
	assert_int_equal(strlen(public_id), 32);
	job.payload = "{\"a\":2}";
	job.again = true;
	assert_int_equal(job_put(&h.ctx, &job, &second, &again_id), ERR_OK); /* READY: left alone */
	assert_int_equal(first, second);
	assert_string_equal(public_id, again_id);
	assert_int_equal(h.ctx.err.code, ERR_OK);
	struct job leased = must_lease();
	assert_string_equal(leased.payload, "{\"a\":1}");
	assert_int_equal(job_done(&h.ctx, &leased, NULL), ERR_OK);
	job.again = false;
	assert_int_equal(job_put(&h.ctx, &job, &third, NULL), ERR_OK);
	assert_string_equal(state_of("verify:1"), "DONE");
	job.again = true;
	assert_int_equal(job_put(&h.ctx, &job, &third, NULL), ERR_OK);
	assert_int_equal(third, first);
	leased = must_lease();
	assert_string_equal(leased.payload, "{\"a\":2}");
	assert_int_equal(leased.fence, 2); /* an old holder of the first lease stays locked out */
	struct job_new anonymous = { .kind = "x" };
	assert_int_equal(job_put(&h.ctx, &anonymous, &second, NULL), ERR_OK);
	assert_int_equal(job_put(&h.ctx, &anonymous, &third, NULL), ERR_OK);
	assert_int_not_equal(second, third);
}

static void a_lost_lease_settles_nothing(void **state)
{
	(void)state;
	put("verify", "verify:1", NULL, 0);
	struct job old = must_lease(), stolen;
	harness_sql(&h, "UPDATE job SET lease_until = 1");
	stolen = must_lease(); /* may be repeated: runs again elsewhere */
	assert_int_equal(stolen.id, old.id);
	assert_int_equal(stolen.fence, old.fence + 1);
	assert_int_equal(job_renew(&h.ctx, &old, 1000), ERR_STALE);
	assert_int_equal(job_done(&h.ctx, &old, NULL), ERR_STALE);
	assert_int_equal(job_again(&h.ctx, &old, 0, "x"), ERR_STALE);
	assert_int_equal(job_failed(&h.ctx, &old, "x"), ERR_STALE);
	assert_int_equal(job_unknown(&h.ctx, &old, "x"), ERR_STALE);
	assert_string_equal(state_of("verify:1"), "RUNNING");
	assert_int_equal(job_renew(&h.ctx, &stolen, 60000), ERR_OK);
	assert_int_equal(job_failed(&h.ctx, &stolen, "no such policy"), ERR_OK);
	assert_string_equal(state_of("verify:1"), "FAILED");
}

static void what_may_not_be_repeated_becomes_unknown(void **state)
{
	(void)state;
	put("upload", "upload:1", "{\"batch\":7}", 0);
	struct job old = must_lease(), asked, none;
	int64_t next;
	harness_sql(&h, "UPDATE job SET lease_until = 1");
	asked = must_lease();
	assert_string_equal(asked.kind, "upload?");
	assert_string_equal(asked.payload, "{\"batch\":7}");
	assert_string_equal(state_of("upload:1"), "UNKNOWN");
	assert_int_equal(lease(&none, &next), ERR_NOT_FOUND); /* handed out once */
	assert_int_equal(job_done(&h.ctx, &old, NULL), ERR_STALE); /* the old holder wakes up too late */
	assert_int_equal(job_done(&h.ctx, &asked, NULL), ERR_OK); /* the answer settles it */
	assert_string_equal(state_of("upload:1"), "DONE");
	put("sms", "sms:1", NULL, 0);
	struct job sms = must_lease();
	assert_int_equal(job_unknown(&h.ctx, &sms, "link lost"), ERR_OK);
	assert_string_equal(state_of("sms:1"), "UNKNOWN");
	assert_int_equal(lease(&none, &next), ERR_NOT_FOUND);
}

struct done {
	struct job job;
	enum err_code end;
};

static enum err_code done_tx(struct db *db, void *arg)
{
	struct done *done = arg;
	(void)db;
	enum err_code code = job_done_in_tx(&h.ctx, &done->job, "{\"ok\":true}");
	return code ? code : done->end;
}

static void done_with_the_business_rows(void **state)
{
	(void)state;
	put("apply", "apply:1", NULL, 0);
	struct done done = { .job = must_lease(), .end = ERR_STATE };
	assert_int_equal(tx_run(h.ctx.db, "apply", done_tx, &done), ERR_STATE);
	assert_string_equal(state_of("apply:1"), "RUNNING");
	done.end = ERR_OK;
	assert_int_equal(tx_run(h.ctx.db, "apply", done_tx, &done), ERR_OK);
	assert_string_equal(state_of("apply:1"), "DONE");
	assert_int_equal(tx_run(h.ctx.db, "apply", done_tx, &done), ERR_STALE);
}

static void results_are_for_their_owner(void **state)
{
	(void)state;
	static const char token[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", other[] = "x";
	const char *id = NULL;
	struct job_view view = { 0 };
	struct job_new job = { .kind = "prefill", .payload = "{}", .owner_token = token };
	assert_int_equal(job_put(&h.ctx, &job, NULL, &id), ERR_OK);
	id = strdup(id);
	assert_int_equal(job_view(&h.ctx, id, token, &view), ERR_OK);
	assert_string_equal(view.state, "READY");
	assert_null(view.result);
	struct job leased = must_lease();
	assert_int_equal(job_done(&h.ctx, &leased, "{\"name\":\"李四\"}"), ERR_OK);
	assert_int_equal(job_view(&h.ctx, id, token, &view), ERR_OK);
	assert_string_equal(view.state, "DONE");
	assert_string_equal(view.result, "{\"name\":\"李四\"}");
	assert_int_equal(job_view(&h.ctx, id, other, &view), ERR_NOT_FOUND);
	assert_int_equal(job_view(&h.ctx, id, NULL, &view), ERR_NOT_FOUND);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM job WHERE LOCATE(_binary '李四', result_ct) > 0"), 0);
	struct job_new nobodys = { .kind = "x" };
	const char *nobodys_id = NULL;
	assert_int_equal(job_put(&h.ctx, &nobodys, NULL, &nobodys_id), ERR_OK);
	assert_int_equal(job_view(&h.ctx, nobodys_id, "", &view), ERR_NOT_FOUND);
	free((void *)(uintptr_t)id);
}

/* ---- many runners ---- */

#define RUNNERS 6
#define JOBS 200

static void *runner(void *arg)
{
	struct ctx *ctx = arg;
	int64_t done = 0;
	for (;;) {
		struct job job;
		int64_t next;
		arena_reset(ctx->arena);
		err_clear(&ctx->err);
		db_use(ctx->db, ctx->arena, &ctx->err);
		enum err_code code = job_lease(ctx, "runner", 60000, once, &job, &next);
		if (code == ERR_NOT_FOUND)
			break;
		if (code || job.attempts != 1 || job_done(ctx, &job, NULL))
			return (void *)(intptr_t)-1;
		done++;
	}
	return (void *)(intptr_t)done;
}

static void runners_share_the_queue(void **state)
{
	(void)state;
	for (int i = 0; i < JOBS; i++) {
		char key[20];
		snprintf(key, sizeof(key), "many:%d", i);
		put("many", key, NULL, 0);
	}
	struct ctx *ctxs[RUNNERS];
	pthread_t threads[RUNNERS];
	intptr_t sum = 0;
	int64_t start = clock_mono_ms();
	for (int i = 0; i < RUNNERS; i++) {
		ctxs[i] = harness_ctx(&h, NULL);
		assert_int_equal(pthread_create(&threads[i], NULL, runner, ctxs[i]), 0);
	}
	for (int i = 0; i < RUNNERS; i++) {
		void *done;
		pthread_join(threads[i], &done);
		assert_true((intptr_t)done >= 0);
		sum += (intptr_t)done;
		harness_ctx_free(ctxs[i]);
	}
	assert_int_equal(sum, JOBS); /* each exactly once */
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM job WHERE state = 'DONE' AND attempts = 1 AND fence = 1"), JOBS);
	print_message("%d jobs by %d runners: %lld ms\n", JOBS, RUNNERS, (long long)(clock_mono_ms() - start));
}

int main(void)
{
#define T(name, fn) { (name), (fn), each, NULL, NULL }
	const struct CMUnitTest tests[] = {
		T("a job is leased once", a_job_is_leased_once),
		T("payloads are sealed, bound to their row", payloads_are_sealed),
		T("later jobs wait", later_jobs_wait),
		T("one row for one key", one_row_for_one_key),
		T("a lost lease settles nothing (T9)", a_lost_lease_settles_nothing),
		T("what may not be repeated becomes UNKNOWN (B5)", what_may_not_be_repeated_becomes_unknown),
		T("done in the transaction of the business rows", done_with_the_business_rows),
		T("results are for their owner (S2)", results_are_for_their_owner),
		T("runners share the queue", runners_share_the_queue),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
