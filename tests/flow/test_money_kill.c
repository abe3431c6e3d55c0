/* Killed at every step (B5): a child process runs the payment jobs and dies at its first COMMIT, its second, and so on, once before and
 * once after the server has it, and before and after the bank has taken the file. Another runner then finishes. Each time: everybody is
 * paid exactly once, the books agree with the bank, and every invariant holds. */
#include "tests/flow/money_rig.h"

#include "base/date.h"
#include "job/jobs.h"
#include "store/db_private.h"

#include <sys/wait.h>
#include <unistd.h>

enum moment { NEVER, BEFORE, AFTER };
static enum moment die_when = NEVER;
static int die_at;
static int commits;

enum err_code __real_db_commit(struct db *db);
enum err_code __wrap_db_commit(struct db *db);

enum err_code __wrap_db_commit(struct db *db)
{
	bool here = die_when != NEVER && ++commits == die_at;
	if (here && die_when == BEFORE)
		_exit(9);
	enum err_code rc = __real_db_commit(db);
	if (here)
		_exit(9);
	return rc;
}

/* In the child, as the runner does: its own connections, one lease after the other; what fails is tried again. */
static void child_runs(enum moment when, int at)
{
	static const char *const once[] = { "pay_send", NULL };
	struct ctx *ctx = harness_ctx(&rig, NULL);
	struct job_ctx jc = { .ctx = ctx };
	die_when = when;
	die_at = at;
	commits = 0;
	for (int idle = 0; idle < 30;) {
		struct job job;
		int64_t next = 0;
		enum err_code rc = job_lease(ctx, "child", 60000, once, &job, &next);
		err_clear(&ctx->err);
		if (rc) {
			idle++;
			usleep(10000);
			continue;
		}
		idle = 0;
		job_fn *fn = rig_job(job.kind);
		rc = fn ? fn(&jc, &job) : job_again(ctx, &job, 3600000, "not of payments");
		if (rc)
			rc = job_again(ctx, &job, 0, err_name(rc));
		err_clear(&ctx->err);
	}
	_exit(0);
}

/* What dies leaves leases behind; they run out. */
static void leases_run_out(void)
{
	harness_sql(&rig, "UPDATE job SET lease_until = 1 WHERE state = 'RUNNING'");
}

static void finish(void)
{
	leases_run_out();
	rig_run(8);
	/* a job whose lease was lost may be UNKNOWN: the sweep puts a new one */
	rig_ok(sweep_payments(&rig.ctx));
	rig_run(8);
}

static bool dies(enum moment when, int at)
{
	int status;
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child_runs(when, at);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 9 || WEXITSTATUS(status) == 0);
	return WEXITSTATUS(status) == 9;
}

static void put_collect(int64_t n)
{
	harness_sql(&rig, arena_printf(rig.ctx.arena, "INSERT INTO job (public_id, uid, kind, dedupe_key, state, next_at, created_at) VALUES "
		"(MD5('%lld'), UNHEX(MD5('%lld')), 'pay_collect', 'kill:%lld', 'READY', 0, 0)", (long long)n, (long long)n, (long long)n));
}

/* One order that pays and one whose account is wrong. */
struct work { int64_t good, wrong; };

static struct work new_work(void)
{
	struct work w;
	struct rig_person wrong = rig_person();
	fake_bank_code(wrong.account, "61");
	w.good = rig_order();
	w.wrong = rig_grant(&wrong, RIG_FEN);
	return w;
}

static void work_is_done(size_t row, const struct work *w)
{
	ROW_STR(row, rig_state("pay_order", w->good), "PAID");
	ROW_INT(row, fake_bank_moved(rig_e2e(w->good)), 1);
	ROW_INT(row, rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND state = 'READY' AND held = 'account'", w->wrong), 1);
	ROW_INT(row, fake_bank_moved(rig_e2e(w->wrong)), 0);
	rig_holds();
}

static void killed_at_each_commit(enum moment when)
{
	int at = 1;
	bool died = true;
	for (; died && at < 200; at++) {
		assert_int_equal(rig_each(NULL), 0);
		struct work w = new_work();
		put_collect(at + (when == AFTER ? 1000 : 0));
		died = dies(when, at);
		finish();
		ROW_INT(at, fake_bank_twice(), 0);
		harness_sql(&rig, "DELETE FROM job");
		struct recon_day day;
		rig_ok(reconcile_day(&rig.ctx, NULL, clock_today(), &day));
		work_is_done((size_t)at, &w);
		ROW_INT(at, day.diffs, 0);
	}
	print_message("killed at %d commits\n", at - 2);
	assert_true(at > 12); /* a run has that many steps at least; fewer would mean that nothing was killed */
}

static void killed_before_each_commit(void **state)
{
	(void)state;
	killed_at_each_commit(BEFORE);
}

static void killed_after_each_commit(void **state)
{
	(void)state;
	killed_at_each_commit(AFTER);
}

static void killed_around_the_upload(void **state)
{
	(void)state;
	for (int taken = 0; taken < 2; taken++) {
		struct work w = new_work();
		put_collect(5000 + taken);
		if (taken)
			fake_bank->die_after_put = true;
		else
			fake_bank->die_before_put = true;
		assert_true(dies(NEVER, 0));
		fake_bank->die_before_put = fake_bank->die_after_put = false;
		ROW_INT(taken, rig_count("SELECT COUNT(*) FROM pay_batch b JOIN pay_attempt a ON a.batch_id = b.id WHERE a.order_id = ? AND b.state = 'SENDING'", w.good), 1);
		finish();
		ROW_INT(taken, fake_bank_puts(), 1);
		work_is_done((size_t)taken, &w);
		assert_int_equal(rig_each(NULL), 0);
	}
}

/* Three runners at once on the same queue and the same orders: nobody is paid twice. */
static void three_runners_at_once(void **state)
{
	(void)state;
	enum { RUNNERS = 3, ORDERS = 30 };
	int64_t orders[ORDERS];
	pid_t pids[RUNNERS];
	for (size_t i = 0; i < ORDERS; i++)
		orders[i] = rig_order();
	for (int i = 0; i < 6; i++)
		put_collect(6000 + i);
	fflush(NULL);
	for (size_t i = 0; i < RUNNERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			child_runs(NEVER, 0);
	}
	for (size_t i = 0; i < RUNNERS; i++) {
		int status;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
	}
	finish();
	for (size_t i = 0; i < ORDERS; i++) {
		ROW_STR(i, rig_state("pay_order", orders[i]), "PAID");
		ROW_INT(i, fake_bank_moved(rig_e2e(orders[i])), 1);
	}
	rig_holds();
}

#define MONEY(name, fn) { (name), (fn), rig_each, NULL, NULL }
int main(void)
{
	const struct CMUnitTest tests[] = {
		MONEY("B5 killed before each commit", killed_before_each_commit),
		MONEY("B5 killed after each commit", killed_after_each_commit),
		MONEY("B5 killed around the upload", killed_around_the_upload),
		MONEY("B5 three runners at once", three_runners_at_once),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
