/* Policies as data on a real database: saved, tried, proposed, agreed on by another person, published, in force without a restart. */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "base/date.h"
#include "domain/policy/policy_check.h"
#include "domain/policy/policy_json.h"
#include "flow/pay_flow.h"
#include "flow/pay_run.h"
#include "flow/policy_flow.h"
#include "main/policy_watch.h"

#include <stdatomic.h>
#include <time.h>

#define WRITER 301
#define ASKER 302
#define SECOND 303

static struct harness rig;
static int serial;

static int open_all(void **state)
{
	(void)state;
	harness_open(&rig, "db.user = root\n");
	clock_start_at(day_instant(date_of(2026, 11, 28)) + 9 * 3600 * 1000);
	for (int id = WRITER; id <= SECOND; id++)
		harness_sql(&rig, arena_printf(rig.ctx.arena,
		                               "INSERT INTO staff (id, uid, login, name, password_hash, password_at, totp_ct, ends_on, created_at) "
		                               "VALUES (%d, REPEAT('%d', 4), 's%d', '政策员%d', 'x', 1, 'x', '2099-12-31', 1)",
		                               id, id * 10, id, id));
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	harness_close(&rig);
	return 0;
}

static const char *slurp(const char *name)
{
	char *path = arena_printf(rig.ctx.arena, "%s/conf/policy/%s", ANJU_SOURCE_DIR, name), *text = arena_alloc(rig.ctx.arena, 1 << 17);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(text);
	assert_true(fread(text, 1, (1 << 17) - 1, file) > 0);
	fclose(file);
	return text;
}

static const char *with(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	assert_non_null(at);
	return arena_printf(rig.ctx.arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static const struct sql_stmt ship_version = {
	.name = "ship", .text = "INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state, published_at) VALUES (?, ?, ?, ?, ?, ?, 'published', 1)",
	SQL_IN(COL_S(struct policy_row, version), COL_S(struct policy_row, scheme), COL_S(struct policy_row, parts), COL_S(struct policy_row, day),
	       COL_S(struct policy_row, body), COL_B(struct policy_row, sm3)),
};
static const struct sql_stmt ship_golden = {
	.name = "ship_golden", .text = "INSERT INTO policy_golden (scheme, name, scope, day, month, facts, expected, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
	SQL_IN(COL_S(struct policy_golden, scheme), COL_S(struct policy_golden, name), COL_S(struct policy_golden, scope), COL_S(struct policy_golden, day),
	       COL_S(struct policy_golden, month), COL_S(struct policy_golden, facts), COL_S(struct policy_golden, expected)),
};

/* The shipped versions and the golden cases, as `migrate up` loads them. */
static void ship(void)
{
	static const char *const files[] = { "T2-2017", "T2-2019", "T2-2020", "T2-2023", "T2S-2017", "T2S-2018", "T2S-2022" };
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct policy *p;
		const char *body = slurp(arena_printf(rig.ctx.arena, "%s.json", files[i]));
		char day[DATE_TEXT];
		uint8_t sm3[SM3_SIZE];
		assert_int_equal(policy_json_read(rig.ctx.arena, body, strlen(body), &p, &rig.ctx.err), ERR_OK);
		date_text(p->effective_from, day);
		assert_true(crypto_sm3(body, strlen(body), sm3));
		struct policy_row row = { .version = p->version, .scheme = "type2", .parts = policy_parts_name(p->parts), .day = day, .body = body, .sm3 = { sm3, SM3_SIZE } };
		assert_int_equal(db_do(rig.ctx.db, &ship_version, &row, NULL), ERR_OK);
	}
	struct policy_golden *list;
	size_t n;
	const char *text = slurp("golden/type2.json");
	assert_int_equal(policy_golden_read(rig.ctx.arena, text, strlen(text), &list, &n, &rig.ctx.err), ERR_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(db_do(rig.ctx.db, &ship_golden, &list[i], NULL), ERR_OK);
}

static int each(void **state)
{
	(void)state;
	harness_next(&rig);
	harness_empty(&rig, "policy_draft, approval, policy, policy_golden, request_key, job, audit");
	ship();
	rig.ctx.actor = ACTOR_STAFF;
	rig.ctx.actor_id = WRITER;
	return 0;
}

static struct request_key next_key(void)
{
	static char text[64][32];
	char *key = text[++serial % 64];
	snprintf(key, 32, "policy-key-%d", serial);
	struct request_key k = { .route = "POST /test", .key = key };
	memcpy(k.body_mac, key, strlen(key));
	return k;
}

#define ok(expression) \
	do { \
		enum err_code code_ = (expression); \
		if (code_) \
			fail_msg("%s: %s: %s %s", #expression, err_name(code_), rig.ctx.err.text, rig.ctx.err.n_fields ? rig.ctx.err.fields[0].text : ""); \
	} while (0)

static bool has_field(const char *pointer)
{
	for (size_t i = 0; i < rig.ctx.err.n_fields; i++)
		if (!strcmp(rig.ctx.err.fields[i].pointer, pointer))
			return true;
	return false;
}

/* T2-2023 with another name, day and ceiling. */
static const char *body_of(const char *version, const char *day, const char *ceiling)
{
	return with(with(with(slurp("T2-2023.json"), "\"T2-2023\"", arena_printf(rig.ctx.arena, "\"%s\"", version)), "2023-07-01", day), "8058700", ceiling);
}

static enum err_code save(const char *body, int64_t ver, struct policy_draft *ret_draft)
{
	struct request_key key = next_key();
	struct policy_save in = { .body = body, .base = "T2-2023", .ver = ver };
	return policy_save(&rig.ctx, &in, &key, ret_draft);
}

static enum err_code propose(const char *version, int64_t ver, int64_t *ret_approval)
{
	struct request_key key = next_key();
	return policy_propose(&rig.ctx, version, ver, &key, ret_approval);
}

static enum err_code decide(int64_t approval, int64_t who, bool yes, const char *note)
{
	struct request_key key = next_key();
	const char *digest = harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT LOWER(HEX(digest)) FROM approval WHERE id = %lld", (long long)approval));
	struct decide_approval in = { .id = approval, .yes = yes, .digest = digest, .note = note };
	rig.ctx.actor_id = who;
	enum err_code code = decide_approval(&rig.ctx, &in, &key);
	rig.ctx.actor_id = WRITER;
	return code;
}

static const char *state_of(const char *version)
{
	return harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT state FROM policy_draft WHERE version = '%s' ORDER BY id DESC LIMIT 1", version));
}

static void a_draft_is_saved(void **state)
{
	(void)state;
	struct policy_draft d;
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	assert_string_equal(d.state, "OPEN");
	assert_int_equal(d.ver, 1);
	assert_string_equal(d.day, "2027-01-01");
	assert_string_equal(d.changer, "政策员301");
	ok(save(body_of("T2-2027", "2027-02-01", "9000000"), 1, &d));
	assert_int_equal(d.ver, 2);
	assert_string_equal(d.day, "2027-02-01");
	/* Two officers at once: the second one sees that he was late. */
	assert_int_equal(save(body_of("T2-2027", "2027-03-01", "9000000"), 1, &d), ERR_STALE);
	assert_int_equal(save(body_of("T2-2027", "2027-03-01", "9000000"), 0, &d), ERR_STALE);
	/* A twin of a save changes nothing more. */
	struct request_key key = next_key();
	struct policy_save in = { .body = body_of("T2-2027", "2027-04-01", "9000000"), .ver = 2 };
	ok(policy_save(&rig.ctx, &in, &key, &d));
	ok(policy_save(&rig.ctx, &in, &key, &d));
	assert_int_equal(d.ver, 3);
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM policy_draft"), 1);
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM audit WHERE action = 'policy.save'"), 3);
	ok(policy_remove(&rig.ctx, "T2-2027", 3, &(struct request_key){ .route = "r", .key = "remove-it" }));
	assert_string_equal(state_of("T2-2027"), "REMOVED");
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	assert_int_equal(d.ver, 1);
}

/* Bad input: a policy with a missing parameter cannot be saved. */
static void what_is_wrong_is_not_saved(void **state)
{
	(void)state;
	struct policy_draft d;
	const char *good = body_of("T2-2027", "2027-01-01", "9000000");
	static const struct {
		const char *from, *to, *pointer;
	} rows[] = {
		{ "\"tax_min_months\": {\"value\": 12, \"clause\": \"准入条件：连续完税不少于此月数\"},", "", "/body/parameters/tax_min_months" },
		{ "\"value\": 9000000", "\"value\": -1", "/body/parameters/income_ceiling_fen/value" },
		{ "\"value\": 9000000, ", "", "/body/parameters/income_ceiling_fen/value" },
		{ "\"2027-01-01\"", "\"2027-02-30\"", "/body/effective_from" },
		{ "\"T2-2027\"", "\"T2 2027\"", "/body/version" },
		{ "\"T2-2027\"", "\"T2-2020\"", "/body/version" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW_INT(i, save(with(good, rows[i].from, rows[i].to), 0, &d), ERR_INVALID);
		ROW_TRUE(i, has_field(rows[i].pointer));
	}
	assert_int_equal(save("{", 0, &d), ERR_INVALID);
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM policy_draft"), 0);
}

static struct policy_trial try_it(const char *version, const char *facts, const char *day, const char *month)
{
	struct policy_trial trial = { 0 };
	struct policy_try in = { .version = version, .facts = facts, .day = day, .month = month };
	ok(policy_try(&rig.ctx, &in, &trial));
	return trial;
}

/* Facts of the golden case that passes whatever the version; his income is 30 000 yuan. */
static const char *facts_of(const char *name)
{
	return harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT facts FROM policy_golden WHERE name LIKE '%s%%' ORDER BY id LIMIT 1", name));
}

static void a_draft_is_tried(void **state)
{
	(void)state;
	struct policy_draft d;
	struct policy_trial t;
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	t = try_it("T2-2027", NULL, NULL, NULL);
	assert_true(t.n > 10 && t.passed && !t.before);
	assert_int_equal(t.hindrances.n_fields, 0);
	/* A ceiling in yuan instead of fen: the graduate with 30 000 yuan is out, and a golden case says so. */
	ok(save(body_of("T2-2027", "2027-01-01", "90000"), 1, &d));
	t = try_it("T2-2027", facts_of("条件都符合的毕业生"), "2024-03-15", NULL);
	assert_false(t.passed);
	assert_non_null(strstr(t.before, "\"decision\":\"approved\""));
	assert_non_null(strstr(t.after, "\"decision\":\"refused\""));
	assert_non_null(strstr(t.after, "\"policy\":\"T2-2027\""));
	size_t failed = 0;
	for (size_t i = 0; i < t.n; i++)
		failed += !t.results[i].passed;
	assert_int_equal(failed, 2); /* he who should wait for a source is out as well */
	/* A month is judged as well; without a day the draft's first one stands. */
	t = try_it("T2-2027", facts_of("按24元：3人"), NULL, "2021-03");
	assert_non_null(strstr(t.after, "\"amount_fen\":108000"));
	t = try_it("T2-2027", facts_of("条件都符合的毕业生"), NULL, NULL);
	assert_non_null(strstr(t.before, "\"policy\":\"T2-2023\""));
	/* Facts that cannot be read say where; a draft nobody has is not found. */
	struct policy_try in = { .version = "T2-2027", .facts = "{\"ref\":\"x\",\"applicant\":7}" };
	assert_int_equal(policy_try(&rig.ctx, &in, &t), ERR_INVALID);
	assert_true(strncmp(rig.ctx.err.fields[0].pointer, "/facts", 6) == 0);
	in = (struct policy_try){ .version = "T2-2099" };
	assert_int_equal(policy_try(&rig.ctx, &in, &t), ERR_NOT_FOUND);
	in = (struct policy_try){ .version = "T2-2027", .month = "2027-13" };
	assert_int_equal(policy_try(&rig.ctx, &in, &t), ERR_INVALID);
	/* A day that is over, or a golden case that fails, hinders the proposal and is told before. */
	ok(save(body_of("T2-2027", "2026-11-27", "90000"), 2, &d));
	t = try_it("T2-2027", NULL, NULL, NULL);
	assert_int_equal(t.hindrances.n_fields, 1);
	assert_string_equal(t.hindrances.fields[0].pointer, "/effective_from");
	assert_true(harness_int(&rig, "SELECT COUNT(*) FROM audit WHERE action = 'policy.try'") >= 5);
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM audit WHERE action = 'policy.try' AND detail LIKE '%applicant%'"), 0);
}

static void two_persons_publish(void **state)
{
	(void)state;
	struct policy_draft d;
	int64_t approval = 0;
	ok(save(body_of("T2-2027", "2027-01-01", "90000"), 0, &d));
	assert_int_equal(propose("T2-2027", 1, &approval), ERR_INVALID);
	assert_true(has_field("/golden"));
	assert_string_equal(state_of("T2-2027"), "OPEN");
	ok(save(body_of("T2-2027", "2026-11-27", "9000000"), 1, &d));
	assert_int_equal(propose("T2-2027", 2, &approval), ERR_INVALID);
	assert_true(has_field("/effective_from"));
	ok(save(body_of("T2-2027", "2026-11-28", "9000000"), 2, &d)); /* today is early enough */
	assert_int_equal(propose("T2-2027", 2, &approval), ERR_STALE);
	struct request_key key = next_key();
	int64_t twin = 0;
	rig.ctx.actor_id = ASKER; /* a colleague asks */
	ok(policy_propose(&rig.ctx, "T2-2027", 3, &key, &approval));
	ok(policy_propose(&rig.ctx, "T2-2027", 3, &key, &twin));
	rig.ctx.actor_id = WRITER;
	assert_int_equal(twin, approval);
	/* What two persons agree on is the digest of exactly the body. */
	const char *body = harness_text(&rig, "SELECT body FROM policy_draft WHERE version = 'T2-2027'");
	uint8_t sm3[SM3_SIZE];
	assert_true(crypto_sm3(body, strlen(body), sm3));
	assert_string_equal(harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT LOWER(HEX(digest)) FROM approval WHERE id = %lld", (long long)approval)),
	                    text_hex(rig.ctx.arena, sm3, sizeof(sm3)));
	/* While it waits nobody changes it, neither here nor by hand. */
	assert_int_equal(save(body_of("T2-2027", "2027-01-01", "9100000"), 4, &d), ERR_STATE);
	assert_int_equal(policy_remove(&rig.ctx, "T2-2027", 4, &(struct request_key){ .route = "r", .key = "remove-2" }), ERR_STATE);
	assert_int_equal(harness_try(&rig, "UPDATE policy_draft SET body = '{}'"), ERR_LIMIT);
	/* Neither who asked nor who wrote it decides. */
	assert_int_equal(decide(approval, ASKER, true, NULL), ERR_FORBIDDEN);
	assert_int_equal(decide(approval, WRITER, true, NULL), ERR_FORBIDDEN);
	struct request_key barred = next_key();
	struct decide_approval money = { .id = approval, .yes = true, .digest = text_hex(rig.ctx.arena, sm3, sizeof(sm3)), .barred = 1u << APPROVAL_POLICY };
	rig.ctx.actor_id = SECOND;
	assert_int_equal(decide_approval(&rig.ctx, &money, &barred), ERR_FORBIDDEN);
	rig.ctx.actor_id = WRITER;
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM policy WHERE version = 'T2-2027'"), 0);
	ok(decide(approval, SECOND, true, NULL));
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM job WHERE kind = 'pay_apply'"), 1);
	ok(apply_approval(&rig.ctx, approval));
	ok(apply_approval(&rig.ctx, approval)); /* twice does it once */
	assert_string_equal(state_of("T2-2027"), "PUBLISHED");
	assert_string_equal(harness_text(&rig, "SELECT body FROM policy WHERE version = 'T2-2027'"), body);
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM audit WHERE action = 'policy.publish'"), 1);
	struct policy_set set;
	ok(policy_store_set(rig.ctx.db, rig.ctx.arena, &set, &rig.ctx.err));
	assert_string_equal(policy_in_force(&set, SCHEME_TYPE2, POLICY_ADMISSION, date_of(2026, 11, 28))->version, "T2-2027");
	/* Published is published. */
	assert_int_equal(harness_try(&rig, "UPDATE policy SET effective_from = '2028-01-01' WHERE version = 'T2-2027'"), ERR_LIMIT);
	assert_int_equal(harness_try(&rig, "DELETE FROM policy WHERE version = 'T2-2027'"), ERR_LIMIT);
	assert_int_equal(save(body_of("T2-2027", "2027-05-01", "9000000"), 0, &d), ERR_INVALID);
}

static void a_no_gives_it_back(void **state)
{
	(void)state;
	struct policy_draft d;
	int64_t approval = 0;
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	ok(propose("T2-2027", 1, &approval));
	ok(decide(approval, SECOND, false, "上限与文件不符"));
	ok(apply_approval(&rig.ctx, approval));
	assert_string_equal(state_of("T2-2027"), "REFUSED");
	ok(policy_draft_read(&rig.ctx, "T2-2027", &d));
	assert_string_equal(d.note, "上限与文件不符");
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM policy WHERE version = 'T2-2027'"), 0);
	/* Edited as a new row; even the same text can be asked for again. */
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	ok(propose("T2-2027", 1, &approval));
	/* Nobody decides for a week: it lapses and is edited again. */
	clock_start_at(clock_now_ms() + APPROVAL_LASTS_MS + 1000);
	assert_int_equal(decide(approval, SECOND, true, NULL), ERR_STATE);
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	assert_string_equal(harness_text(&rig, "SELECT GROUP_CONCAT(state ORDER BY id) FROM policy_draft"), "REFUSED,EXPIRED,OPEN");
	clock_start_at(day_instant(date_of(2026, 11, 28)) + 9 * 3600 * 1000);
}

/* The day is looked at again when the second person says yes, and once more before it is published: by the day of that yes. */
static void the_day_passes_while_it_waits(void **state)
{
	(void)state;
	struct policy_draft d;
	int64_t approval = 0, other = 0;
	ok(save(body_of("T2-2027", "2026-11-29", "9000000"), 0, &d));
	ok(propose("T2-2027", 1, &approval));
	clock_start_at(day_instant(date_of(2026, 11, 30)) + 1000);
	assert_int_equal(decide(approval, SECOND, true, NULL), ERR_INVALID);
	assert_true(has_field("/effective_from"));
	clock_start_at(day_instant(date_of(2026, 11, 30)) - 1000);
	ok(decide(approval, SECOND, true, NULL));
	clock_start_at(day_instant(date_of(2026, 11, 30)) + 1000);
	ok(apply_approval(&rig.ctx, approval));
	assert_string_equal(state_of("T2-2027"), "PUBLISHED");
	/* Two of one day, both agreed on: the first is published, the other goes back with the reason. */
	ok(save(body_of("T2-2028", "2028-01-01", "9000000"), 0, &d));
	ok(save(body_of("T2-2028b", "2028-01-01", "9100000"), 0, &d));
	ok(propose("T2-2028", 1, &approval));
	ok(propose("T2-2028b", 1, &other));
	ok(decide(approval, SECOND, true, NULL));
	ok(decide(other, SECOND, true, NULL));
	ok(apply_approval(&rig.ctx, approval));
	ok(apply_approval(&rig.ctx, other));
	assert_string_equal(state_of("T2-2028"), "PUBLISHED");
	assert_string_equal(state_of("T2-2028b"), "REFUSED");
	assert_int_equal(harness_int(&rig, "SELECT COUNT(*) FROM audit WHERE action = 'policy.refuse' AND result = 'refused'"), 1);
	clock_start_at(day_instant(date_of(2026, 11, 28)) + 9 * 3600 * 1000);
}

/* A row that two persons did not agree on, or of another digest, does not get in at all. */
static void the_table_refuses(void **state)
{
	(void)state;
	struct policy_draft d;
	int64_t approval = 0;
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	ok(propose("T2-2027", 1, &approval));
	static const char insert[] = "INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state, published_at, approval_id) "
	                             "SELECT version, scheme, parts, effective_from, body, %s, 'published', 1, approval_id FROM policy_draft";
	assert_int_equal(harness_try(&rig, arena_printf(rig.ctx.arena, insert, "sm3")), ERR_LIMIT);
	ok(decide(approval, SECOND, true, NULL));
	assert_int_equal(harness_try(&rig, arena_printf(rig.ctx.arena, insert, "REPEAT('x', 32)")), ERR_LIMIT);
	assert_int_equal(harness_try(&rig, arena_printf(rig.ctx.arena, insert, "sm3")), ERR_OK);
	assert_int_equal(harness_try(&rig, "INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state) "
	                                   "VALUES ('T2-X', 'type2', 'admission', '2027-01-01', '{}', REPEAT('x', 32), 'published')"), ERR_DUPLICATE);
}

static bool sees(const struct policy_watch *watch, const char *version)
{
	for (int i = 0; i < 50; i++) {
		const struct policy_set *set = atomic_load(&policy_watch_now(watch)->set);
		if (policy_by_version(set, version))
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000 * 1000 }, NULL);
	}
	return false;
}

/* A running program sees the new version within seconds; a set that somebody holds stays as it was. */
static void in_force_without_a_restart(void **state)
{
	(void)state;
	struct policy_draft d;
	int64_t approval = 0;
	struct policy_watch *watch = NULL;
	ok(policy_watch_start(rig.config, &watch, &rig.ctx.err));
	const struct policy_set *held = atomic_load(&policy_watch_now(watch)->set);
	assert_int_equal(held->n, 7);
	ok(save(body_of("T2-2027", "2027-01-01", "9000000"), 0, &d));
	ok(propose("T2-2027", 1, &approval));
	ok(decide(approval, SECOND, true, NULL));
	ok(apply_approval(&rig.ctx, approval));
	assert_true(sees(watch, "T2-2027"));
	assert_string_equal(policy_in_force(atomic_load(&policy_watch_now(watch)->set), SCHEME_TYPE2, POLICY_ADMISSION, date_of(2027, 1, 1))->version, "T2-2027");
	assert_int_equal(held->n, 7);
	assert_string_equal(policy_in_force(held, SCHEME_TYPE2, POLICY_ADMISSION, date_of(2027, 1, 1))->version, "T2-2023");
	policy_watch_stopp(&watch);
	assert_null(watch);
	/* Nothing to work with is said at the start. */
	harness_empty(&rig, "policy_draft, policy");
	assert_int_equal(policy_watch_start(rig.config, &watch, &rig.ctx.err), ERR_CONFIG);
	assert_null(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a draft is saved, by one hand at a time", a_draft_is_saved, each, NULL, NULL },
		{ "a policy with a missing parameter is not saved", what_is_wrong_is_not_saved, each, NULL, NULL },
		{ "a draft is tried by golden cases and made-up facts", a_draft_is_tried, each, NULL, NULL },
		{ "two persons publish exactly the digest they saw", two_persons_publish, each, NULL, NULL },
		{ "a no gives the draft back, silence lets it lapse", a_no_gives_it_back, each, NULL, NULL },
		{ "the first day passes while it waits", the_day_passes_while_it_waits, each, NULL, NULL },
		{ "the table takes nothing that was not agreed on", the_table_refuses, each, NULL, NULL },
		{ "4F-4 a new version is in force without a restart", in_force_without_a_restart, each, NULL, NULL },
	};
	return cmocka_run_group_tests(tests, open_all, close_all);
}
