/* Money under the database users of production: the worker's may ask and decide, the runner's may move money but edit nothing that is
 * append-only, the checker's may only write down what it found (G8, B5). */
#include "tests/flow/money_rig.h"

#include "base/date.h"
#include "domain/recon/invariant.h"

#include <sys/stat.h>

static struct ctx *web, *runner, *checker;
static struct ctx root;

static char *read_all(const char *path)
{
	static char text[20000];
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static void put_secret(const char *user)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/secret", getenv("ANJU_FLOW_DIR"));
	(void)mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/secret/%s", getenv("ANJU_FLOW_DIR"), user);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs("only-here\n", f);
	fclose(f);
}

/* The file as shipped, its placeholders filled in. */
static void make_users(void)
{
	static const char *const users[] = { "anju_web", "anju_job", "anju_audit" };
	const char *from = read_all(arena_printf(rig.ctx.arena, "%s/conf/db-users.sql.in", getenv("ANJU_SOURCE_DIR")));
	struct buf b;
	buf_init(&b, rig.ctx.arena, 20000);
	while (*from) {
		size_t n = strcspn(from, "@");
		buf_add(&b, from, n);
		from += n;
		bool placeholder = false;
		if (strncmp(from, "@DB@", 4) == 0) {
			buf_str(&b, rig.name);
			from += 4;
			continue;
		}
		for (size_t i = 0; i < ARRAY_LEN(users) && !placeholder; i++) {
			size_t k = strlen(users[i]);
			placeholder = strncmp(from + 1, users[i], k) == 0 && from[1 + k] == '@' && *from == '@';
			if (placeholder) {
				buf_str(&b, "only-here");
				from += k + 2;
			}
		}
		if (!placeholder && *from)
			buf_char(&b, *from++);
	}
	harness_sql(&rig, b.p);
	for (size_t i = 0; i < ARRAY_LEN(users); i++)
		put_secret(users[i]);
}

static void as_user(struct ctx *ctx)
{
	rig.ctx = ctx ? *ctx : root;
	db_use(rig.ctx.db, rig.ctx.arena, &rig.ctx.err);
}

static int set_up(void **state)
{
	if (rig_open(state) || rig_each(state))
		return -1;
	make_users();
	web = harness_ctx(&rig, "anju_web");
	runner = harness_ctx(&rig, "anju_job");
	checker = harness_ctx(&rig, "anju_audit");
	root = rig.ctx;
	return 0;
}

static int tear_down(void **state)
{
	as_user(NULL);
	harness_ctx_free(web);
	harness_ctx_free(runner);
	harness_ctx_free(checker);
	return rig_close(state);
}

static void the_worker_asks_the_runner_pays(void **state)
{
	(void)state;
	struct request_key key = rig_key();
	struct pay_asked mandate, budget;
	struct mandate m = { .scheme = "type2", .per_payment_fen = 100000, .per_day_fen = 1000000, .per_day_count = 10, .valid_from = "2026-01-01", .valid_to = "2027-01-01" };
	struct made_batch made;
	const char *job;

	as_user(web);
	rig_as(RIG_MAKER);
	rig_ok(make_mandate(&rig.ctx, &m, &key, &mandate));
	key = rig_key();
	rig_ok(fund_budget(&rig.ctx, "type2", 777, "测试", &key, &budget));
	rig_ok(rig_decide(mandate.approval_id, true, 0));
	rig_ok(rig_decide(budget.approval_id, true, 777));

	as_user(runner);
	int64_t before = rig_balance("budget:type2");
	struct rig_person p = rig_person();
	int64_t small = rig_grant(&p, RIG_FEN), big = rig_grant(&p, 200000), short_of = 0;
	assert_int_equal(rig_try_grant(&p, "1990-01", INT64_C(99000000000), false, &short_of), ERR_LIMIT);
	harness_sql(&rig, "UPDATE pay_mandate SET revoked_at = 5 WHERE revoked_at IS NULL AND per_payment_fen <> 100000");
	rig_run(3);
	rig_collect();
	assert_string_equal(rig_state("pay_order", small), "PAID");
	assert_string_equal(rig_state("pay_order", big), "READY");
	assert_int_equal(rig_balance("budget:type2"), before + 777 - RIG_FEN - 200000);

	as_user(web);
	key = rig_key();
	rig_as(RIG_MAKER);
	rig_ok(start_batch(&rig.ctx, "type2", &key, "token", &job));
	assert_int_equal(strlen(job), 32);
	as_user(runner);
	rig_as(0);
	rig_run(1);
	rig_ok(make_batch(&rig.ctx, "type2", RIG_MAKER, &made) == ERR_NOT_FOUND ? ERR_OK : ERR_INTERNAL); /* the job has made it */
	int64_t approval = harness_int(&rig, "SELECT approval_id FROM pay_batch WHERE state = 'DRAFT'");
	as_user(web);
	rig_ok(rig_decide(approval, true, 200000));
	key = rig_key();
	rig_as(RIG_CHECKER);
	rig_ok(revoke_mandate(&rig.ctx, mandate.id, &key));
	as_user(runner);
	rig_as(0);
	rig_run(3);
	assert_string_equal(rig_state("pay_order", big), "PAID");
	struct recon_day day;
	rig_ok(reconcile_day(&rig.ctx, NULL, clock_today(), &day));
	assert_int_equal(day.diffs, 0);
	rig_ok(sweep_payments(&rig.ctx));
	as_user(NULL);
	rig_holds();
}

static void the_checker_reads_and_writes_findings(void **state)
{
	struct finding *f;
	(void)state;
	as_user(checker);
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	rig_ok(invariant_write(&rig.ctx, f, invariant_n));
}

static void what_each_may_not_do(void **state)
{
	(void)state;
	struct ctx *const users[] = { web, runner, checker };
	static const struct { const char *sql; bool refused[3]; } rows[] = { /* web, runner, checker */
		{ "UPDATE pay_order SET held = 'x'", { true, false, true } },
		{ "UPDATE pay_batch SET fence = fence + 1", { true, false, true } },
		{ "UPDATE pay_attempt SET bank_ref = 'x'", { true, false, true } },
		{ "INSERT INTO entitlement (program_id, period_key, person_id, case_id, amount_fen, state, at) VALUES (1, 'x', 0, 0, 1, 'APPROVED', 0)", { true, true, true } },
		{ "UPDATE ledger_account SET credits = credits + 1 WHERE id = 1", { true, false, true } },
		{ "UPDATE ledger_transfer SET at = 1", { true, true, true } },
		{ "DELETE FROM ledger_transfer", { true, true, true } },
		{ "DELETE FROM pay_attempt", { true, true, true } },
		{ "UPDATE pay_mandate SET per_day_fen = 1", { true, true, true } },
		{ "UPDATE approval SET digest = REPEAT('x', 32)", { true, true, true } },
		{ "UPDATE proposal SET note = 'x'", { true, true, true } },
		{ "UPDATE audit SET detail = 'x'", { true, true, true } },
		{ "DELETE FROM audit_finding", { true, true, true } },
		{ "DELETE FROM recon_diff", { true, true, true } },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t k = 0; k < ARRAY_LEN(users); k++) {
			as_user(users[k]);
			const char *sql = arena_printf(rig.ctx.arena, "START TRANSACTION; %s", rows[i].sql);
			enum err_code rc = db_script(rig.ctx.db, sql, strlen(sql));
			(void)!db_script(rig.ctx.db, "ROLLBACK", 8);
			if ((rc != ERR_OK) != rows[i].refused[k])
				fail_msg("row %zu, user %zu: %s: %s", i, k, rows[i].sql, err_name(rc));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("G8 the worker asks, the runner pays", the_worker_asks_the_runner_pays),
		UNIT("G8 R18 the checker reads and writes findings", the_checker_reads_and_writes_findings),
		UNIT("G8 what each database user may not do to money", what_each_may_not_do),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
