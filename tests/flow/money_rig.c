#include "tests/flow/money_rig.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/ledger/approval.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/order.h"
#include "domain/people/people.h"
#include "domain/recon/invariant.h"
#include "job/jobs.h"
#include "job/pay.h"
#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>
#include <string.h>

struct harness rig;
static int64_t serial;
static int64_t bank_before; /* what the books had paid when the bank was emptied */

struct personing { struct rig_person *p; int64_t n; };

static enum err_code person_tx(struct db *db, void *arg)
{
	struct personing *a = arg;
	char idno[40], phone[40], name[40];
	unsigned n = (unsigned)a->n;
	(void)db;
	snprintf(idno, sizeof(idno), "33010619%02u%02u%02u%03u", 60 + n % 40, 1 + n % 12, 1 + n / 12 % 28, n % 1000);
	idno[17] = idno_check_digit(idno);
	idno[18] = '\0';
	snprintf(phone, sizeof(phone), "1380%07u", n);
	snprintf(name, sizeof(name), "测试%u", n);
	enum err_code rc = people_ensure(&rig.ctx, name, idno, phone, &a->p->id);
	if (rc)
		return rc;
	snprintf(a->p->account, sizeof(a->p->account), "62220212%011u", n);
	return account_set(&rig.ctx, a->p->id, a->p->account, name, "测试银行", "", &a->p->account_id);
}

struct rig_person rig_person(void)
{
	struct rig_person p = { 0 };
	struct personing a = { &p, ++serial };
	rig_ok(tx_run(rig.ctx.db, "rig_person", person_tx, &a));
	return p;
}

static enum err_code account_tx(struct db *db, void *arg)
{
	struct rig_person *p = arg;
	int64_t n = 0;
	(void)db;
	snprintf(p->account, sizeof(p->account), "62220299%011u", (unsigned)++serial);
	enum err_code rc = account_set(&rig.ctx, p->id, p->account, "测试新户", "测试银行", "", &p->account_id);
	return rc ? rc : order_account_changed(&rig.ctx, p->id, p->account_id, &n);
}

void rig_account(struct rig_person *p)
{
	rig_ok(tx_run(rig.ctx.db, "rig_account", account_tx, p));
}

struct granting { struct grant grant; int64_t entitlement_id, order_id; };

static enum err_code grant_tx(struct db *db, void *arg)
{
	struct granting *g = arg;
	(void)db;
	return ledger_grant(&rig.ctx, &g->grant, &g->entitlement_id, &g->order_id);
}

int64_t rig_case(void)
{
	return 1000000 + ++serial;
}

enum err_code rig_try_grant(const struct rig_person *p, const char *period, int64_t fen, bool override, int64_t *ret_order)
{
	struct granting g = { .grant = { .program = "type2", .scheme = "type2", .period_key = period, .person_id = p->id, .case_id = rig_case(),
		.amount_fen = fen, .account_id = p->account_id, .override = override } };
	enum err_code rc = tx_run(rig.ctx.db, "rig_grant", grant_tx, &g);
	if (!rc)
		*ret_order = g.order_id;
	return rc;
}

int64_t rig_grant(const struct rig_person *p, int64_t fen)
{
	char period[17];
	int64_t order = 0;
	++serial;
	snprintf(period, sizeof(period), "%04d-%02d", (int)(2000 + serial / 12), (int)(1 + serial % 12));
	rig_ok(rig_try_grant(p, period, fen, false, &order));
	return order;
}

int64_t rig_order(void)
{
	struct rig_person p = rig_person();
	return rig_grant(&p, RIG_FEN);
}

struct request_key rig_key(void)
{
	static char text[64][32];
	char *key = text[++serial % 64];
	snprintf(key, 32, "rig-key-%lld", (long long)serial);
	struct request_key k = { .route = "POST /test", .key = key };
	memcpy(k.body_mac, key, strlen(key));
	return k;
}

void rig_as(int64_t staff_id)
{
	rig.ctx.actor = staff_id ? ACTOR_STAFF : ACTOR_SYSTEM;
	rig.ctx.actor_id = staff_id;
}

enum err_code rig_decide(int64_t approval_id, bool yes, int64_t sum_fen)
{
	struct request_key key = rig_key();
	const char *digest = harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT HEX(digest) FROM approval WHERE id = %lld", (long long)approval_id));
	struct decide_approval in = { approval_id, yes, digest, sum_fen, NULL, 0 };
	rig_as(RIG_CHECKER);
	enum err_code rc = decide_approval(&rig.ctx, &in, &key);
	rig_as(0);
	return rc;
}

int64_t rig_mandate(int64_t per_payment, int64_t per_day, int64_t count, int64_t overrides)
{
	struct request_key key = rig_key();
	struct pay_asked asked;
	struct mandate m = { .scheme = "type2", .per_payment_fen = per_payment, .per_day_fen = per_day, .per_day_count = count,
		.overrides_per_day = overrides, .valid_from = "2026-01-01", .valid_to = "2027-06-30" };
	rig_as(RIG_MAKER);
	rig_ok(make_mandate(&rig.ctx, &m, &key, &asked));
	rig_ok(rig_decide(asked.approval_id, true, 0));
	rig_ok(apply_approval(&rig.ctx, asked.approval_id));
	return asked.id;
}

int64_t rig_fund(const char *scheme, int64_t fen)
{
	struct request_key key = rig_key();
	struct pay_asked asked;
	rig_as(RIG_MAKER);
	rig_ok(fund_budget(&rig.ctx, scheme, fen, "测试预算", &key, &asked));
	rig_ok(rig_decide(asked.approval_id, true, fen));
	rig_ok(apply_approval(&rig.ctx, asked.approval_id));
	return asked.approval_id;
}

int rig_open(void **state)
{
	int64_t start;
	(void)state;
	if (!clock_parse("2026-11-23T10:00:00", &start))
		return -1;
	clock_start_at(start);
	harness_open(&rig, "bank.payer_account = 33001616135050001234\n");
	fake_bank_open();
	rig_fund("type2", INT64_C(100000000));
	return 0;
}

int rig_close(void **state)
{
	(void)state;
	harness_close(&rig);
	return 0;
}

/* Earlier tests leave what they like; each begins with an empty queue, no held or open order, no other mandate, an empty bank and a day
 * on which nothing was booked. */
int rig_each(void **state)
{
	(void)state;
	harness_next(&rig);
	rig_as(0);
	fake_bank_reset();
	harness_sql(&rig, "DELETE FROM job; DELETE FROM alarm; UPDATE recon_diff SET state = 'CLOSED'; UPDATE pay_mandate SET revoked_at = 1 WHERE revoked_at IS NULL; "
	                  "UPDATE pay_order SET held = 'parked' WHERE state = 'READY'; DELETE FROM recon_day; "
	                  "DELETE l FROM bank_line_in l JOIN bank_file_in f ON f.id = l.file_id WHERE f.kind = 'STATEMENT'; DELETE FROM bank_file_in WHERE kind = 'STATEMENT'; "
	                  "UPDATE pay_attempt SET booked_on = NULL, returned_on = NULL");
	rig_mandate(INT64_C(5000000), INT64_C(90000000), 5000, 100);
	harness_sql(&rig, "DELETE FROM job");
	bank_before = rig_balance("paid:type2");
	return 0;
}

job_fn *rig_job(const char *kind)
{
	static const struct { const char *kind; job_fn *fn; } table[] = {
		{ "pay_collect", job_pay_collect }, { "pay_make", job_pay_make }, { "pay_apply", job_pay_apply }, { "pay_send", job_pay_send },
		{ "pay_send?", job_pay_send }, { "pay_returns", job_pay_returns }, { "pay_query", job_pay_query }, { "pay_statement", job_pay_statement },
		{ "pay_release", job_pay_release },
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (strcmp(table[i].kind, kind) == 0)
			return table[i].fn;
	return NULL;
}

bool rig_run_one(struct ctx *ctx, int rounds)
{
	static const char *const once[] = { "pay_send", NULL };
	char sql[300];
	struct job job;
	int64_t next;
	snprintf(sql, sizeof(sql), "UPDATE job SET next_at = IF(kind LIKE 'pay%%' AND attempts < %d, 0, 9000000000000) WHERE state = 'READY'", rounds);
	harness_sql(&rig, sql);
	enum err_code rc = job_lease(ctx, "rig", 60000, once, &job, &next);
	if (rc == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return false;
	}
	rig_ok(rc);
	struct job_ctx jc = { .ctx = ctx };
	job_fn *fn = rig_job(job.kind);
	rc = fn ? fn(&jc, &job) : job_done(ctx, &job, NULL); /* messages and such are not looked at here */
	if (rc)
		fail_msg("job %s: %s: %s", job.kind, err_name(rc), ctx->err.text);
	return true;
}

void rig_run(int rounds)
{
	for (int i = 0; i < 500; i++)
		if (!rig_run_one(&rig.ctx, rounds))
			return;
	fail_msg("the queue does not become empty");
}

static enum err_code collect_tx(struct db *db, void *arg)
{
	struct job_new job = { .kind = "pay_collect", .dedupe_key = arg, .payload = "\"type2\"" };
	(void)db;
	return job_put(&rig.ctx, &job, NULL, NULL);
}

void rig_collect(void)
{
	char dedupe[40];
	snprintf(dedupe, sizeof(dedupe), "pay_collect:%lld", (long long)++serial);
	rig_ok(tx_run(rig.ctx.db, "rig_collect", collect_tx, dedupe));
	rig_run(3);
}

const char *rig_state(const char *table, int64_t id)
{
	return harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT state FROM %s WHERE id = %lld", table, (long long)id));
}

const char *rig_e2e(int64_t order_id)
{
	return harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT e2e_id FROM pay_attempt WHERE order_id = %lld ORDER BY id DESC LIMIT 1", (long long)order_id));
}

int64_t rig_balance(const char *code)
{
	return harness_int(&rig, arena_printf(rig.ctx.arena, "SELECT credits - debits FROM ledger_account WHERE code = '%s'", code));
}

void rig_holds(void)
{
	struct finding *f;
	size_t n = 1;
	while (n > 0)
		rig_ok(audit_chain_append(&rig.ctx, config_text(rig.config, "chain.head_file"), 1000, &n));
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	for (size_t i = 0; i < invariant_n; i++)
		if (f[i].bad)
			fail_msg("%s: %s: %lld, first %lld", f[i].invariant, f[i].what, (long long)f[i].bad, (long long)f[i].first_bad);
	assert_int_equal(fake_bank_twice(), 0);
	assert_int_equal(rig_balance("paid:type2") - bank_before, fake_bank_sum());
}

int64_t rig_count(const char *sql, int64_t id)
{
	struct buf b;
	buf_init(&b, rig.ctx.arena, 300);
	for (; *sql; sql++) {
		if (*sql == '?')
			buf_int(&b, id);
		else
			buf_char(&b, *sql);
	}
	return harness_int(&rig, b.p);
}
