#include "tests/flow/case_rig.h"

#include "base/date.h"
#include "base/idno.h"
#include "base/log.h"
#include "domain/casefile/draft.h"
#include "domain/people/people.h"
#include "domain/policy/policy_json.h"
#include "domain/recon/invariant.h"
#include "flow/pay_flow.h"
#include "flow/replay_case.h"
#include "job/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK "2026-11-23T10:00:00"

struct harness rig;
static struct arena *policy_arena;
static struct policy_set policies;
static int64_t serial;
static char texts[FAKE_MOST][8][4096]; /* what the dispatch queue points to outlives the request arena */
static size_t n_texts;

static const char *keep(const char *text)
{
	char *p = texts[n_texts / 8 % FAKE_MOST][n_texts % 8];
	n_texts++;
	snprintf(p, sizeof texts[0][0], "%s", text ? text : "");
	return p;
}

int rig_open(void **state)
{
	struct err err = { 0 };
	int64_t now;
	(void)state;
	if (!clock_parse(CLOCK, &now))
		return -1;
	clock_start_at(now);
	log_init("test", LOG_ERROR, 2);
	fake_bank_open();
	harness_open(&rig, "bank.payer_account = 33001616135050001234\nretry.first_ms = 10\nretry.max_ms = 100\ncase.wait_hours = 1\npolicy.trial_chunk = 1\n"
	                   "forms.dir = " ANJU_SOURCE_DIR "/conf/forms\npolicy.dir = " ANJU_SOURCE_DIR "/conf/policy\n");
	policy_arena = arena_new((size_t)64 << 20);
	if (!policy_arena)
		return -1;
	policy_set_init(&policies, policy_arena);
	if (policy_json_dir(&policies, ANJU_SOURCE_DIR "/conf/policy", &err)) {
		fprintf(stderr, "policies: %s\n", err.text);
		return -1;
	}
	rig.ctx.policies = &policies;
	return 0;
}

int rig_close(void **state)
{
	(void)state;
	harness_close(&rig);
	arena_freep(&policy_arena);
	return 0;
}

int rig_each(void **state)
{
	(void)state;
	harness_next(&rig);
	harness_empty(&rig, "case_event,case_member,decision_reason,decision,draft,file,supplement,verdict,evidence,source_record,gov_report,notice,"
	                    "covered_member,month_entry,month_used,refund_netting,refund,change_event,whitelist_entry,whitelist,theme,theme_past,pay_attempt,pay_order,pay_batch,entitlement,ledger_transfer,qualification,casefile,job,alarm,"
	                    "outside_call,cursor_mark,request_key,run,run_range,run_funnel,pay_mandate_day");
	harness_sql(&rig, "UPDATE pay_mandate SET revoked_at = 1 WHERE revoked_at IS NULL");
	harness_sql(&rig, "UPDATE ledger_account SET debits = 0, credits = 0");
	harness_sql(&rig, "INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, ref_id, at) SELECT 'fund', 'FUND', t.id, b.id, 100000000, 0, 0"
	                  " FROM ledger_account t JOIN ledger_account b ON b.code = 'budget:type2' WHERE t.code = 'treasury'");
	harness_sql(&rig, "UPDATE ledger_account SET debits = 100000000 WHERE code = 'treasury'");
	harness_sql(&rig, "UPDATE ledger_account SET credits = 100000000 WHERE code = 'budget:type2'");
	fake_reset();
	rig_as(ACTOR_SYSTEM, 0);
	return 0;
}

void rig_as(enum actor_kind actor, int64_t id)
{
	rig.ctx.actor = actor;
	rig.ctx.actor_id = id;
	rig.ctx.request_id = "test";
}

struct request_key rig_key(const char *route)
{
	/* Not in the request's arena: runs in between empty it. */
	static char keys[16][32];
	char *text = keys[++serial % 16];
	snprintf(text, sizeof keys[0], "key-%08lld", (long long)serial);
	struct request_key key = { .route = route, .key = text };
	return key;
}

struct rig_person rig_person(void)
{
	struct rig_person p;
	unsigned n = (unsigned)++serial;
	snprintf(p.idno, sizeof p.idno, "330106%04u%02u%02u%03u", 1990 + n % 12, 1 + n % 12, 1 + n % 28, n % 1000);
	p.idno[17] = idno_check_digit(p.idno);
	p.idno[18] = 0;
	snprintf(p.name, sizeof p.name, "测试甲%u", n);
	snprintf(p.mobile, sizeof p.mobile, "1390%07u", n);
	snprintf(p.account, sizeof p.account, "62220202%010u", n);
	for (char c = '0'; c <= '9'; c++) {
		p.account[18] = c;
		p.account[19] = 0;
		if (idno_luhn_ok(p.account))
			break;
	}
	return p;
}

static void form_members(struct buf *b, const struct rig_form *form)
{
	buf_str(b, ",\"members\":[");
	if (form->member)
		buf_printf(b, "{\"name\":\"%s\",\"idno\":\"%s\",\"relation\":\"%s\"}", form->member->name, form->member->idno,
		           form->relation ? form->relation : "spouse");
	buf_char(b, ']');
}

/* The check character is tried out: no real firm's code. */
static const char *uscc(void)
{
	static char code[] = "91330106TESTAAAA10";
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	memcpy(code, "91330106MA2TEAT11", 17);
	for (const char *c = set; *c; c++) {
		code[17] = *c;
		if (idno_uscc_ok(code))
			break;
	}
	return code;
}

const char *rig_form(const struct rig_form *form)
{
	struct buf b;
	int year = date_year(clock_today()) - 1;
	buf_init(&b, rig.ctx.arena, 2048);
	buf_printf(&b, "{\"kind\":\"%s\",\"mobile\":\"%s\",\"address\":\"杭州市西湖区栖云路一号\"", form->kind ? form->kind : "graduate", form->who->mobile);
	form_members(&b, form);
	buf_printf(&b, ",\"contract\":{\"employer\":\"测试公司\",\"uscc\":\"%s\",\"division\":\"330106\",\"from\":\"2025-01-01\",\"to\":null}", uscc());
	buf_printf(&b, ",\"income\":[{\"idno\":\"%s\",\"year\":%d,\"amount_fen\":%lld}", form->who->idno, year,
	           (long long)(form->income_fen ? form->income_fen : 6000000));
	if (form->member)
		buf_printf(&b, ",{\"idno\":\"%s\",\"year\":%d,\"amount_fen\":1000000}", form->member->idno, year);
	buf_char(&b, ']');
	if (form->account)
		buf_printf(&b, ",\"payee\":{\"account\":\"%s\",\"holder\":\"%s\",\"bank\":\"测试银行\",\"cnaps\":\"\"}",
		           form->account[0] ? form->account : form->who->account, form->holder ? form->holder : form->who->name);
	buf_str(&b, ",\"undertaking\":\"type2-1\"}");
	return b.p;
}

const char *rig_dispatch(const struct rig_dispatch *d)
{
	if (fake.n_queue == FAKE_MOST)
		abort();
	struct gov_case *c = &fake.queue[fake.n_queue++];
	*c = (struct gov_case){ .seq = (int64_t)fake.n_queue, .projid = d->projid ? d->projid : keep(arena_printf(rig.ctx.arena, "3301261%014lld", (long long)++serial)),
		                .matter_code = d->matter ? d->matter : "3301060044001", .name = keep(d->who->name), .idno = keep(d->who->idno),
		                .phone = keep(d->who->mobile), .address = "杭州市西湖区", .areacode = "330106",
		                .received_at = d->received_at ? d->received_at : "2026-11-23 09:30:00", .valid = !d->void_entry,
		                .dataversion = d->version ? d->version : 1, .form = keep(d->form), .attrs = d->attrs, .n_attrs = d->n_attrs };
	return c->projid;
}

void rig_pull(void)
{
	struct outside outside = { 0 };
	bool more = true;
	while (more)
		rig_ok(pull_cases(&rig.ctx, &outside, &more));
}

void rig_run(void)
{
	struct data_token token = { { 0 }, { 0 }, 0, 0 };
	struct job_ctx jc = { &rig.ctx, NULL, &token };
	enum actor_kind actor = rig.ctx.actor;
	int64_t id = rig.ctx.actor_id;
	runner_drain(&jc, 500);
	assert_int_equal(fake.in_tx_calls, 0);
	rig_as(actor, id);
}

void rig_at(const char *text)
{
	int64_t ms;
	assert_true(clock_parse(text, &ms));
	clock_start_at(ms);
}

void rig_look(void)
{
	int64_t n;
	harness_next(&rig);
	rig_as(ACTOR_SYSTEM, 0);
	rig_ok(month_run(&rig.ctx, &n));
	rig_run();
}

void rig_run_later(void)
{
	harness_sql(&rig, "UPDATE decision SET takes_effect_at = 0 WHERE applied_at IS NULL");
	harness_sql(&rig, "UPDATE job SET next_at = 0 WHERE state = 'READY'");
	rig_run();
}

void rig_hands_free(const struct rig_person *who, const char **ret_projid)
{
	*ret_projid = rig_dispatch(&(struct rig_dispatch){ .who = who, .form = rig_form(&(struct rig_form){ .who = who, .account = "" }) });
	rig_pull();
	rig_run();
}

void rig_agree(bool yes, int64_t sum_fen)
{
	struct request_key key = rig_key("POST /api/staff/approval/decide");
	struct decide_approval in = { .id = rig_int("SELECT MAX(id) FROM approval"), .yes = yes, .sum_fen = sum_fen, .note = "已核对",
		                      .digest = rig_text("SELECT HEX(digest) FROM approval ORDER BY id DESC LIMIT 1") };
	rig_as(ACTOR_STAFF, RIG_CHECKER);
	rig_ok(decide_approval(&rig.ctx, &in, &key));
	rig_as(ACTOR_SYSTEM, 0);
	rig_run();
}

void rig_rental(const char *month_from)
{
	harness_empty(&rig, "month_entry,month_used,pay_order,entitlement,ledger_transfer");
	harness_sql(&rig, arena_printf(rig.ctx.arena, "UPDATE qualification SET scheme = 'rental', applicant_kind = NULL, month_from = '%s'", month_from));
	harness_sql(&rig, "UPDATE ledger_account SET debits = 0, credits = 0;"
	                  " INSERT INTO ledger_transfer (idem_key, kind, dr, cr, amount_fen, ref_id, at) SELECT 'fund:r', 'FUND', t.id, b.id, 90000000, 0, 0 FROM ledger_account t"
	                  " JOIN ledger_account b ON b.code = 'budget:rental' WHERE t.code = 'treasury'; UPDATE ledger_account SET debits = 90000000 WHERE code = 'treasury';"
	                  " UPDATE ledger_account SET credits = 90000000 WHERE code = 'budget:rental'");
}

void rig_run_limits(int64_t payees_percent, int64_t sum_percent, int64_t new_payees)
{
	rig_run_limits_of("type2", 1000000, payees_percent, sum_percent, new_payees);
}

void rig_run_limits_of(const char *scheme, int64_t per_payment_fen, int64_t payees_percent, int64_t sum_percent, int64_t new_payees)
{
	struct request_key key = rig_key("POST /api/staff/mandate");
	struct mandate m = { .scheme = scheme, .per_payment_fen = per_payment_fen, .per_day_fen = 90000000, .per_day_count = 1000, .overrides_per_day = 10,
		             .run_payees_percent = payees_percent, .run_sum_percent = sum_percent, .run_new_payees = new_payees,
		             .valid_from = "2026-01-01", .valid_to = "2027-12-31" };
	struct pay_asked asked;
	harness_sql(&rig, "UPDATE pay_mandate SET revoked_at = 1 WHERE revoked_at IS NULL");
	rig_as(ACTOR_STAFF, RIG_FINANCE);
	rig_ok(make_mandate(&rig.ctx, &m, &key, &asked));
	rig_agree(true, 0);
}

void rig_books_hold(void)
{
	struct finding *f;
	struct replayed told;
	rig_ok(invariant_run(&rig.ctx, clock_now_ms(), &f));
	for (size_t i = 0; i < invariant_n; i++)
		if (f[i].bad && strcmp(f[i].invariant, "I13") != 0) /* nobody chains the audit rows here, and the budget was put in by hand */
			fail_msg("%s: %lld", f[i].invariant, (long long)f[i].bad);
	int64_t last = rig_int("SELECT MAX(id) FROM casefile");
	for (int64_t id = rig_int("SELECT MIN(id) FROM casefile"); id <= last; id++) {
		rig_ok(replay_case(&rig.ctx, id, &told));
		if (told.n)
			fail_msg("replay: %s: %s, told %s", told.diffs[0].what, told.diffs[0].stored, told.diffs[0].told);
	}
}

int64_t rig_int(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *sql = arena_vprintf(rig.ctx.arena, fmt, ap);
	va_end(ap);
	return harness_int(&rig, sql);
}

const char *rig_text(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *sql = arena_vprintf(rig.ctx.arena, fmt, ap);
	va_end(ap);
	const char *text = harness_text(&rig, sql);
	return text ? text : "";
}

const char *rig_state(const char *projid)
{
	return rig_text("SELECT state FROM casefile WHERE projid = '%s'", projid);
}

int64_t rig_case(const char *projid)
{
	return rig_int("SELECT id FROM casefile WHERE projid = '%s'", projid);
}

const char *rig_public(const char *projid)
{
	return rig_text("SELECT public_id FROM casefile WHERE projid = '%s'", projid);
}

int64_t rig_ver(const char *projid)
{
	return rig_int("SELECT ver FROM casefile WHERE projid = '%s'", projid);
}

struct making {
	const struct rig_person *who;
	struct draft draft;
	int64_t id;
};

static enum err_code person_tx(struct db *db, void *arg)
{
	struct making *m = arg;
	(void)db;
	return people_ensure(&rig.ctx, m->who->name, m->who->idno, m->who->mobile, &m->id);
}

int64_t rig_person_id(const struct rig_person *who)
{
	struct making m = { .who = who };
	rig_ok(tx_run(rig.ctx.db, "rig_person", person_tx, &m));
	return m.id;
}

static enum err_code draft_tx(struct db *db, void *arg)
{
	struct making *m = arg;
	(void)db;
	return draft_insert(&rig.ctx, &m->draft);
}

const char *rig_draft(int64_t person_id, const char *form)
{
	struct making m = { .draft = { .person_id = person_id, .form = "type2", .form_ver = "1", .step = "check", .data = form } };
	rig_ok(tx_run(rig.ctx.db, "rig_draft", draft_tx, &m));
	return m.draft.public_id;
}

enum err_code rig_decide(const char *projid, bool yes, const char *reasons, const char *opinion)
{
	struct decided decided;
	rig_as(ACTOR_STAFF, RIG_REVIEWER);
	struct decide_case in = { .case_id = rig_public(projid), .ver = rig_ver(projid), .yes = yes, .reasons = reasons, .opinion = opinion,
		                  .key = rig_key("POST /api/staff/case/decide") };
	enum err_code code = decide_case(&rig.ctx, &in, &decided);
	rig_as(ACTOR_SYSTEM, 0);
	return code;
}
