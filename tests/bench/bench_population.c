/* Fills a migrated, empty database with people who hold live qualifications of type2, as the monthly run and the trial of a policy draft
 * read them: person, case, decision, account, qualification, covered members, theme packs, months used, and the entry of the month before,
 * judged by the engine itself. Everything follows from PERSONS, SEED and MONTH. Sealed columns hold bytes that nobody can open, there are
 * no keyed indexes of people and no money behind the entries: lists, runs and trials never look at those.
 * usage: bench_population -c DDL.CONF PERSONS SEED MONTH [THREADS]     one line: qualifications, persons, covered rows, seconds */
#include "base/config.h"
#include "base/date.h"
#include "domain/facts/facts_pack.h"
#include "domain/policy/policy_store.h"
#include "flow/month_facts.h"
#include "store/conn.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define STRIDE 4 /* person ids of household h are h * STRIDE + 1 … */
#define CHUNK 1000
#define THREADS_MOST 8
#define PAID_MONTHS 24
#define DAY_MS INT64_C(86400000)

enum shape { SINGLE, COUPLE, APART, FAMILY }; /* APART: the spouse was not chosen */
struct plan {
	const struct config *config;
	uint64_t seed;
	int64_t houses, threads;
	int32_t month;
};

/* ---- what is drawn ---- */

/* The k-th number of household h: splitmix64, so that every household can be made by itself. */
static uint64_t draw(const struct plan *plan, int64_t h, uint64_t k)
{
	uint64_t z = plan->seed + (uint64_t)h * UINT64_C(0x9E3779B97F4A7C15) + k * UINT64_C(0xD1B54A32D192ED03);
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static bool chance(const struct plan *plan, int64_t h, uint64_t k, uint64_t of_thousand)
{
	return draw(plan, h, k) % 1000 < of_thousand;
}

static enum shape shape_of(const struct plan *plan, int64_t h)
{
	uint64_t p = draw(plan, h, 1) % 100;
	return p < 45 ? SINGLE : p < 70 ? COUPLE : p < 78 ? APART : FAMILY;
}

static size_t size_of(const struct plan *plan, int64_t h)
{
	enum shape shape = shape_of(plan, h);
	return shape == SINGLE ? 1 : shape == FAMILY ? 3 + draw(plan, h, 2) % 2 : 2;
}

/* How many households have `persons` people together. */
static int64_t houses_of(const struct plan *plan, int64_t persons)
{
	int64_t h = 0;
	for (int64_t n = 0; n < persons; h++)
		n += (int64_t)size_of(plan, h);
	return h;
}

/* ---- rows ---- */

struct row {
	int64_t id, person_id, case_id, at, covered, amount_fen, persons;
	const char *public_id, *text, *masked, *idno, *phone, *kind, *relation, *from, *to, *month, *outcome, *codes, *checks, *admission, *standard;
	struct blob uid, sealed, packed, digest;
};
#define R struct row
enum { PERSON, CASE, MEMBER, DECISION, ACCOUNT, QUALIFICATION, COVERED, THEME, USED, ENTRY, TABLES };
static const struct sql_stmt inserts[TABLES] = {
	[PERSON] = { .name = "person",
	             .text = "INSERT INTO person (id, uid, name_ct, idno_ct, phone_ct, name_masked, idno_masked, phone_masked, created_at, updated_at)"
	                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	             SQL_IN(COL_I(R, id), COL_B(R, uid), COL_B(R, sealed), COL_B(R, sealed), COL_B(R, sealed), COL_S(R, masked), COL_S(R, idno),
	                    COL_S(R, phone), COL_I(R, at), COL_I(R, at)) },
	[CASE] = { .name = "case",
	           .text = "INSERT INTO casefile (id, public_id, uid, projid, gov_version, scheme, applicant_kind, applicant_id, applicant_masked, channel,"
	                   " state, ver, state_at, accepted_on, due_on, round, form_ct, created_at)"
	                   " VALUES (?, ?, ?, ?, 1, 'type2', ?, ?, ?, 'gov20', 'approved', 5, ?, ?, ?, 1, ?, ?)",
	           SQL_IN(COL_I(R, id), COL_S(R, public_id), COL_B(R, uid), COL_S(R, text), COL_S(R, kind), COL_I(R, person_id), COL_S(R, masked),
	                  COL_I(R, at), COL_S(R, from), COL_S(R, from), COL_B(R, sealed), COL_I(R, at)) },
	[MEMBER] = { .name = "case member",
	             .text = "INSERT INTO case_member (case_id, person_id, relation, counted_from, confirmed) VALUES (?, ?, ?, ?, 'shared')",
	             SQL_IN(COL_I(R, case_id), COL_I(R, person_id), COL_S(R, relation), COL_S(R, from)) },
	[DECISION] = { .name = "decision",
	               .text = "INSERT INTO decision (case_id, round, yes, by_kind, policy_version, made_at, takes_effect_at, applied_at)"
	                       " VALUES (?, 1, 1, 'system', ?, ?, ?, ?)",
	               SQL_IN(COL_I(R, case_id), COL_S(R, admission), COL_I(R, at), COL_I(R, at), COL_I(R, at)) },
	[ACCOUNT] = { .name = "account",
	              .text = "INSERT INTO payee_account (uid, person_id, account_ct, holder_ct, account_masked, bank_name, cnaps, payee_sm3, live, created_at)"
	                      " VALUES (?, ?, ?, ?, ?, '杭州银行', '313331000014', ?, 1, ?)",
	              SQL_IN(COL_B(R, uid), COL_I(R, person_id), COL_B(R, sealed), COL_B(R, sealed), COL_S(R, text), COL_B(R, digest), COL_I(R, at)) },
	[QUALIFICATION] = { .name = "qualification",
	                    .text = "INSERT INTO qualification (id, public_id, case_id, scheme, person_id, applicant_kind, number, month_from, month_to,"
	                            " admission_version, state, created_at) VALUES (?, ?, ?, 'type2', ?, ?, ?, ?, ?, ?, 'live', ?)",
	                    SQL_IN(COL_I(R, id), COL_S(R, public_id), COL_I(R, case_id), COL_I(R, person_id), COL_S(R, kind), COL_S(R, text), COL_S(R, from),
	                           COL_S(R, to), COL_S(R, admission), COL_I(R, at)) },
	[COVERED] = { .name = "covered member",
	              .text = "INSERT INTO covered_member (qualification_id, person_id, relation, covered, counted_from, exclusive, live)"
	                      " VALUES (?, ?, ?, ?, ?, 'rent', 1)",
	              SQL_IN(COL_I(R, id), COL_I(R, person_id), COL_S(R, relation), COL_I(R, covered), COL_S(R, from)) },
	[THEME] = { .name = "theme", .text = "INSERT INTO theme (person_id, ver, packed, oldest_at) VALUES (?, 1, ?, ?)",
	            SQL_IN(COL_I(R, person_id), COL_B(R, packed), COL_I(R, at)) },
	[USED] = { .name = "months used", .text = "INSERT INTO month_used (person_id, cap_group, used) VALUES (?, 'type2', ?)",
	           SQL_IN(COL_I(R, person_id), COL_B(R, packed)) },
	[ENTRY] = { .name = "month entry",
	            .text = "INSERT INTO month_entry (person_id, cap_group, month, rev, qualification_id, outcome, codes, checks, amount_fen,"
	                    " admission_version, standard_version, persons, facts_sm3, at, seen) VALUES (?, 'type2', ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	            SQL_IN(COL_I(R, person_id), COL_S(R, month), COL_I(R, id), COL_S(R, outcome), COL_S(R, codes), COL_S(R, checks), COL_I(R, amount_fen),
	                   COL_S(R, admission), COL_S(R, standard), COL_I(R, persons), COL_B(R, digest), COL_I(R, at), COL_B(R, packed)) },
};

/* ---- a household ---- */

struct lane {
	const struct plan *plan;
	pthread_t thread;
	int64_t number, persons;
	bool failed;
	struct db *db;
	struct arena *arena, *small; /* of a chunk, of a household */
	struct ctx ctx;
	struct policy_set policies;
	struct row *rows[TABLES];
	size_t n[TABLES];
};

static struct row *add(struct lane *l, int table, struct row row)
{
	struct row *at = &l->rows[table][l->n[table]++];
	*at = row;
	return at;
}

static const char *hex(struct lane *l, int64_t h, uint64_t k)
{
	return arena_printf(l->arena, "%016" PRIx64 "%016" PRIx64, draw(l->plan, h, k), draw(l->plan, h, k + 1));
}

static struct blob bytes(struct lane *l, int64_t h, uint64_t k, size_t n)
{
	uint8_t *p = arena_alloc(l->arena, n + 8);
	for (size_t i = 0; p && i < n; i += 8) {
		uint64_t v = draw(l->plan, h, k + i);
		memcpy(p + i, &v, sizeof(v));
	}
	return (struct blob){ p, n };
}

static const char *day(struct lane *l, int32_t d)
{
	char text[DATE_TEXT];
	date_text(d, text);
	return arena_strdup(l->arena, text);
}

static const char *month(struct lane *l, int32_t m)
{
	char text[MONTH_TEXT];
	month_text(m, text);
	return arena_strdup(l->arena, text);
}

static const char *name(struct lane *l, int64_t h, size_t i)
{
	static const char *const first[] = { "李", "王", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴" },
				 *const last[] = { "远", "川", "河", "念", "清", "明", "宁", "舒", "白", "瑾", "风" };
	uint64_t v = draw(l->plan, h, 100 + i);
	return arena_printf(l->arena, "%s*%s", first[v % ARRAY_LEN(first)], last[v / 16 % ARRAY_LEN(last)]);
}

static const char *relation(enum shape shape, size_t i)
{
	return i == 0 ? "self" : i == 1 && shape != SINGLE ? "spouse" : "child";
}

struct house {
	int64_t h, base; /* id of the holder */
	size_t n;
	enum shape shape;
	bool entrepreneur;
	int32_t from, to; /* months of the qualification */
	int32_t division;
};

/* Months of contributions up to the one before: most have all of them, some missed the last, some have none. */
static size_t paid(const struct lane *l, const struct house *o, size_t who, uint64_t k, uint64_t of_thousand, struct facts_month out[PAID_MONTHS])
{
	size_t n = 0;
	if (who > 1 || !chance(l->plan, o->h, k, of_thousand))
		return 0;
	bool missed = chance(l->plan, o->h, k + 1, 30);
	for (int32_t i = 1 + missed; i <= PAID_MONTHS; i++)
		out[n++] = (struct facts_month){ (int32_t)who, l->plan->month - i, o->division };
	return n;
}

/* One answer of a source about person `who`; ids of the facts are places in the household, 0 … 3, and 4 is a stranger. */
static void answer(struct lane *l, const struct house *o, size_t who, struct facts *facts, struct buf *b, enum facts_source source, uint64_t k, void *rows,
                   size_t n)
{
	const int64_t numbers[] = { o->base, o->base + 1, o->base + 2, o->base + 3, 0 };
	int64_t fetched = day_instant(month_first_day(l->plan->month)) + 2 * 3600000 + (int64_t)(draw(l->plan, o->h, k) % (5 * DAY_MS));
	struct facts_pack_meta meta = { .source = source, .state = chance(l->plan, o->h, k + 1, 2) ? FACTS_DOWN : FACTS_OK, .fetched_at = fetched,
		                        .record_id = (o->base + (int64_t)who) * 10 + (int64_t)k % 10, .as_of = instant_day(fetched) - 1 };
	facts->sources[source] = (struct facts_answer){ .state = FACTS_OK, .n = n, .rows.any = rows, .given = true };
	facts_pack_answer(b, facts, &meta, numbers, o->base + (int64_t)who);
}

static void pack(struct lane *l, const struct house *o, size_t who, struct facts *facts, struct buf *b)
{
	const struct plan *p = l->plan;
	uint64_t k = 1000 + 200 * who;
	struct facts_marriage marriage = { 0, 1, date_of(2019, 5, 20), DATE_NONE };
	struct facts_property home = { .id = (int32_t)who, .division = chance(p, o->h, k + 1, 300) ? 330122 : o->division, .use = FACTS_RESIDENTIAL,
		                       .share_percent = 100, .registered_on = date_of(2023, 3, 1), .transferred_on = DATE_NONE, .unit = { "0", 1 } };
	struct facts_benefit benefit = { (int32_t)who, FACTS_ALLOWANCE, date_of(2025, 1, 1), DATE_NONE };
	struct facts_month insurance[PAID_MONTHS], fund[PAID_MONTHS];
	struct facts_lease lease = { .tenant = (int32_t)who, .landlord = 4, .division = o->division, .from = date_of(2025, 1, 1) + (int32_t)(draw(p, o->h, k + 2) % 300),
		                     .to = month_last_day(p->month + 2), .rent_fen = 80000 + (int64_t)(draw(p, o->h, k + 3) % 280) * 1000 };
	if (chance(p, o->h, k + 4, 10))
		lease.to = month_first_day(p->month - 3);
	bool married = who < 2 && o->shape != SINGLE, tenant = who == 0 ? !chance(p, o->h, k + 5, 30) : who == 1 && chance(p, o->h, k + 5, 20);
	size_t n_insurance = paid(l, o, who, k + 6, who ? 800 : 940, insurance), n_fund = paid(l, o, who, k + 8, 700, fund);
	facts_pack_begin(b);
	answer(l, o, who, facts, b, FACTS_MARRIAGE, k + 20, &marriage, married);
	answer(l, o, who, facts, b, FACTS_PROPERTY, k + 30, &home, who < 2 && chance(p, o->h, k + 10, 15));
	for (uint64_t i = 0; i < 5; i++) /* the five registers of housing benefits */
		answer(l, o, who, facts, b, FACTS_HOUSING_BENEFIT, k + 40 + 10 * i, &benefit, i == 4 && who < 2 && chance(p, o->h, k + 11, 5));
	answer(l, o, who, facts, b, FACTS_SOCIAL_INSURANCE, k + 90, insurance, n_insurance);
	answer(l, o, who, facts, b, FACTS_PROVIDENT_FUND, k + 100, fund, n_fund);
	answer(l, o, who, facts, b, FACTS_LEASE, k + 110, &lease, tenant);
}

/* Months before the last one, with a gap now and then; one in a hundred is about to fill the cap. */
static struct blob used(struct lane *l, const struct house *o, int32_t last, bool last_counts)
{
	struct blob had = { NULL, 0 };
	bool full = chance(l->plan, o->h, 50, 10);
	for (int32_t m = full ? last - 72 : o->from; m < last; m++)
		if (full || !chance(l->plan, o->h, 5000 + (uint64_t)m, 40))
			if (month_used_with(l->arena, &had, m, true, &had))
				l->failed = true;
	if (last_counts && month_used_with(l->arena, &had, last, true, &had))
		l->failed = true;
	return had;
}

/* What the engine says of the month before, and the rows that follow from it. */
static void last_month(struct lane *l, const struct house *o, struct month_house *house)
{
	int32_t m = l->plan->month - 1;
	struct month_told told;
	struct row row = { .id = o->h + 1, .person_id = o->base, .month = month(l, m), .at = day_instant(month_last_day(m)) };
	uint8_t *digest = arena_alloc(l->arena, SM3_SIZE);
	struct blob before = used(l, o, m, false);
	house->people[0].used = before;
	if (o->from > m) {
		if (before.n)
			add(l, USED, (struct row){ .person_id = o->base, .packed = before });
		return;
	}
	if (!digest || month_tell(l->small, &l->policies, house, m, &told) || month_codes(l->arena, &told.result, &row.codes, &row.checks) ||
	    month_seen_write(l->arena, house, told.counted, &row.packed) || !month_seen_digest(l->arena, house, &row.packed, digest)) {
		l->failed = true;
		return;
	}
	row.digest = (struct blob){ digest, SM3_SIZE };
	row.outcome = months_outcome_name(told.result.outcome);
	row.amount_fen = told.result.amount_fen;
	row.persons = told.result.persons;
	row.admission = told.admission ? told.admission->version : NULL;
	row.standard = told.standard ? told.standard->version : NULL;
	add(l, ENTRY, row);
	struct blob now = used(l, o, m, told.result.outcome == MONTH_PAYABLE);
	if (now.n)
		add(l, USED, (struct row){ .person_id = o->base, .packed = now });
}

static void case_rows(struct lane *l, const struct house *o, const char *masked)
{
	int64_t h = o->h, at = day_instant(month_first_day(o->from)) + (int64_t)(draw(l->plan, h, 3) % (20 * DAY_MS));
	const char *kind = o->entrepreneur ? "entrepreneur" : "graduate", *accepted = day(l, instant_day(at)), *version = "T2-2023";
	add(l, CASE, (struct row){ .id = h + 1, .public_id = hex(l, h, 10), .uid = bytes(l, h, 12, 16), .text = arena_printf(l->arena, "330120%015" PRId64, h + 1),
	                           .kind = kind, .person_id = o->base, .masked = masked, .at = at, .from = accepted, .sealed = bytes(l, h, 300, 160) });
	add(l, DECISION, (struct row){ .case_id = h + 1, .admission = version, .at = at });
	add(l, ACCOUNT, (struct row){ .uid = bytes(l, h, 30, 16), .person_id = o->base, .sealed = bytes(l, h, 500, 48), .digest = bytes(l, h, 600, 32), .at = at,
	                              .text = arena_printf(l->arena, "**** %04d", (int)(draw(l->plan, h, 31) % 10000)) });
	add(l, QUALIFICATION, (struct row){ .id = h + 1, .public_id = hex(l, h, 20), .case_id = h + 1, .person_id = o->base, .kind = kind,
	                                    .text = arena_printf(l->arena, "B%010" PRId64, h + 1), .from = month(l, o->from), .to = month(l, o->to),
	                                    .admission = version, .at = at });
}

static void make_house(struct lane *l, int64_t h)
{
	static const int32_t divisions[] = { 330106, 330102, 330105, 330110, 330109, 330114 };
	const struct plan *p = l->plan;
	struct house o = { .h = h, .base = h * STRIDE + 1, .n = size_of(p, h), .shape = shape_of(p, h), .entrepreneur = chance(p, h, 4, 150),
		           .from = p->month - (int32_t)(draw(p, h, 5) % 30), .division = divisions[draw(p, h, 6) % ARRAY_LEN(divisions)] };
	o.to = o.from + 35;
	struct month_person people[STRIDE];
	struct month_house house = { .scheme = SCHEME_TYPE2, .qualification_id = h + 1, .case_id = h + 1, .holder_id = o.base, .n = o.n, .people = people,
		                     .kind = o.entrepreneur ? FACTS_ENTREPRENEUR : FACTS_GRADUATE, .month_from = o.from, .month_to = o.to, .live = true };
	const char *from = day(l, month_first_day(o.from));
	struct facts *facts = facts_new(l->small);
	if (!facts) {
		l->failed = true;
		return;
	}
	case_rows(l, &o, name(l, h, 0));
	for (size_t i = 0; i < o.n; i++) {
		struct buf b;
		int64_t id = o.base + (int64_t)i;
		bool covered = !(o.shape == APART && i == 1);
		const char *word = relation(o.shape, i);
		buf_init(&b, l->arena, 512);
		pack(l, &o, i, facts, &b);
		l->failed = l->failed || b.failed;
		struct blob packed = { (const uint8_t *)b.p, b.n };
		people[i] = (struct month_person){ .person_id = id, .ver = 1, .relation = i == 0 ? FACTS_SELF : text_eq(word, "spouse") ? FACTS_SPOUSE : FACTS_CHILD,
			                           .covered = covered, .counted_from = month_first_day(o.from), .left_on = DATE_NONE, .packed = packed };
		add(l, PERSON, (struct row){ .id = id, .uid = bytes(l, h, 700 + 100 * i, 16), .sealed = bytes(l, h, 710 + 100 * i, 64), .masked = name(l, h, i),
		                             .idno = arena_printf(l->arena, "330106********%04d", (int)(id % 10000)),
		                             .phone = arena_printf(l->arena, "138****%04d", (int)(id % 10000)), .at = day_instant(month_first_day(o.from)) });
		if (covered)
			add(l, MEMBER, (struct row){ .case_id = h + 1, .person_id = id, .relation = word, .from = from });
		add(l, COVERED, (struct row){ .id = h + 1, .person_id = id, .relation = word, .covered = covered, .from = from });
		add(l, THEME, (struct row){ .person_id = id, .packed = packed, .at = day_instant(month_first_day(p->month)) });
	}
	last_month(l, &o, &house);
	l->persons += (int64_t)o.n;
}

/* ---- writing ---- */

static enum err_code chunk_tx(struct db *db, void *arg)
{
	struct lane *l = arg;
	enum err_code code = ERR_OK;
	for (int t = 0; t < TABLES && !code; t++)
		code = db_bulk(db, &inserts[t], l->rows[t], sizeof(struct row), l->n[t], NULL);
	return code;
}

static bool start(struct lane *l)
{
	static const char setting[] = "SET SESSION foreign_key_checks = 0, unique_checks = 0, max_statement_time = 0";
	struct arena *own = l->arena = arena_new((size_t)256 << 20);
	l->small = arena_new((size_t)16 << 20);
	if (!own || !l->small || conn_db(l->plan->config, &l->db, &l->ctx.err))
		return false;
	l->ctx.arena = own;
	db_use(l->db, own, &l->ctx.err);
	return !db_script(l->db, setting, sizeof(setting) - 1);
}

static void *run(void *arg)
{
	struct lane *l = arg;
	CLEANUP(arena_freep) struct arena *kept = arena_new((size_t)16 << 20);
	l->failed = !kept || !start(l) || policy_store_set(l->db, kept, &l->policies, &l->ctx.err);
	for (int64_t h = l->number * CHUNK; h < l->plan->houses && !l->failed; h += l->plan->threads * CHUNK) {
		arena_reset(l->arena);
		for (int t = 0; t < TABLES; t++) {
			l->rows[t] = arena_array(l->arena, CHUNK * STRIDE, sizeof(struct row));
			l->failed = l->failed || !l->rows[t];
			l->n[t] = 0;
		}
		for (int64_t i = h; i < h + CHUNK && i < l->plan->houses && !l->failed; i++) {
			arena_reset(l->small);
			make_house(l, i);
		}
		l->failed = l->failed || arena_failed(l->arena) || tx_run(l->db, "population", chunk_tx, l);
	}
	if (l->failed)
		fprintf(stderr, "bench_population: %s\n", l->ctx.err.text);
	db_closep(&l->db);
	arena_freep(&l->small);
	arena_freep(&l->arena);
	return NULL;
}

int main(int argc, char **argv)
{
	int64_t persons = 0, seed = 0, began = clock_mono_ms();
	struct plan plan = { .threads = 2 };
	struct err err = { 0 };
	CLEANUP(config_freep) struct config *config = NULL;
	if ((argc != 6 && argc != 7) || strcmp(argv[1], "-c") != 0 || !text_i64(argv[3], &persons) || persons < 1 || persons > 100000000 ||
	    !text_i64(argv[4], &seed) || !month_parse(argv[5], &plan.month) || (argc == 7 && (!text_i64(argv[6], &plan.threads) || plan.threads < 1)) ||
	    plan.threads > THREADS_MOST) {
		fputs("usage: bench_population -c DDL.CONF PERSONS SEED MONTH [THREADS]\n", stderr);
		return EX_USAGE;
	}
	if (config_load(argv[2], &config, &err)) {
		fprintf(stderr, "bench_population: %s\n", err.text);
		return EX_CONFIG;
	}
	plan.config = config;
	plan.seed = (uint64_t)seed;
	plan.houses = houses_of(&plan, persons);
	static struct lane lanes[THREADS_MOST];
	for (int64_t i = 0; i < plan.threads; i++) {
		lanes[i].plan = &plan;
		lanes[i].number = i;
		if (pthread_create(&lanes[i].thread, NULL, run, &lanes[i]) != 0)
			return EX_OSERR;
	}
	bool failed = false;
	persons = 0;
	for (int64_t i = 0; i < plan.threads; i++) {
		pthread_join(lanes[i].thread, NULL);
		persons += lanes[i].persons;
		failed |= lanes[i].failed;
	}
	if (failed)
		return EX_UNAVAILABLE;
	printf("%" PRId64 " qualifications, %" PRId64 " persons, %" PRId64 " s\n", plan.houses, persons, (clock_mono_ms() - began) / 1000);
	return 0;
}
