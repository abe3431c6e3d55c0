#include "main/ctl.h"

#include "base/date.h"
#include "domain/policy/policy_check.h"
#include "domain/policy/policy_json.h"
#include "flow/policy_flow.h"
#include "flow/population_flow.h"
#include "main/ctl_sql.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define FILE_MAX ((size_t)1 << 20)
#define FILES_MAX 500

static const char *const schemes[] = { [SCHEME_TYPE2] = "type2", [SCHEME_RENTAL] = "rental", [SCHEME_PURCHASE] = "purchase" };

static enum err_code read_text(struct ctl *c, const char *path, struct blob *ret_text)
{
	char *text = arena_alloc(c->ctx.arena, FILE_MAX);
	if (!text)
		return err_set(&c->ctx.err, ERR_NOMEM, "arena");
	FILE *file = fopen(path, "re");
	if (!file)
		return err_native(&c->ctx.err, ERR_IO, errno, "%s", path);
	size_t n = fread(text, 1, FILE_MAX - 1, file);
	bool bad = ferror(file) || n == FILE_MAX - 1;
	fclose(file);
	if (bad)
		return err_set(&c->ctx.err, ERR_IO, "%s cannot be read", path);
	*ret_text = (struct blob){ (const uint8_t *)text, n };
	return ERR_OK;
}

struct add {
	struct ctl *c;
	const struct policy *policy;
	struct blob text;
	uint8_t sm3[SM3_SIZE];
	bool fresh;
};

static enum err_code add_tx(struct db *db, void *arg)
{
	struct add *add = arg;
	char day[DATE_TEXT];
	date_text(add->policy->effective_from, day);
	struct ctl_row row = {
		.version = add->policy->version, .scheme = schemes[add->policy->scheme], .day = day, .body = (const char *)add->text.p,
		.sm3 = { add->sm3, SM3_SIZE }, .at = clock_now_ms(),
		.parts = add->policy->parts == POLICY_ADMISSION ? "admission" : add->policy->parts == POLICY_STANDARD ? "standard" : "both",
	}, had = { 0 };
	enum err_code code = db_one(db, &ctl_stmts[CTL_POLICY_ONE], &row, &had);
	add->fresh = code == ERR_NOT_FOUND;
	if (add->fresh) {
		err_clear(&add->c->ctx.err);
		return db_do(db, &ctl_stmts[CTL_POLICY_ADD], &row, NULL);
	}
	if (!code && (had.sm3.n != SM3_SIZE || memcmp(had.sm3.p, add->sm3, SM3_SIZE) != 0))
		return err_set(&add->c->ctx.err, ERR_CONFIG, "policy %s was published with another content: give the change a new version", row.version);
	return code;
}

static enum err_code load_file(struct ctl *c, const char *path, size_t *ret_new)
{
	struct add add = { .c = c };
	enum err_code code = read_text(c, path, &add.text);
	if (!code)
		code = policy_json_read(c->ctx.arena, (const char *)add.text.p, add.text.n, &add.policy, &c->ctx.err);
	if (!code && !crypto_sm3(add.text.p, add.text.n, add.sm3))
		code = err_set(&c->ctx.err, ERR_CRYPTO, "sm3");
	if (!code)
		code = tx_run(c->ctx.db, "policy_add", add_tx, &add);
	if (!code && add.fresh)
		++*ret_new;
	return code;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The *.json files of a folder in the order of their names; ret_n 0 where there is no such folder and none is needed. */
static enum err_code list_files(struct ctl *c, const char *dir, bool needed, const char *names[FILES_MAX], size_t *ret_n)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	*ret_n = 0;
	if (!d)
		return needed ? err_native(&c->ctx.err, ERR_IO, errno, "%s", dir) : ERR_OK;
	for (struct dirent *entry; (entry = readdir(d)) && n < FILES_MAX;) {
		size_t length = strlen(entry->d_name);
		if (length > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 5, ".json") == 0)
			names[n++] = arena_printf(c->ctx.arena, "%s/%s", dir, entry->d_name);
	}
	closedir(d);
	if (arena_failed(c->ctx.arena))
		return err_set(&c->ctx.err, ERR_NOMEM, "arena");
	qsort(names, n, sizeof(*names), by_name);
	*ret_n = n;
	return ERR_OK;
}

/* Fields of a file become a sentence. */
static enum err_code of_file(struct ctl *c, enum err_code code, const char *path)
{
	if (code != ERR_INVALID || !c->ctx.err.n_fields)
		return code;
	struct err_field field = c->ctx.err.fields[0];
	err_clear(&c->ctx.err);
	return err_set(&c->ctx.err, code, "%s: %s: %s", path, field.pointer, field.text);
}

/* ---- golden cases ---- */

struct golden_list {
	struct ctl *c;
	struct policy_golden *list;
	size_t n;
};

static enum err_code golden_file(struct ctl *c, const char *path, struct golden_list *out)
{
	struct blob text;
	enum err_code code = read_text(c, path, &text);
	if (!code)
		code = policy_golden_read(c->ctx.arena, (const char *)text.p, text.n, &out->list, &out->n, &c->ctx.err);
	out->c = c;
	return of_file(c, code, path);
}

static enum err_code golden_tx(struct db *db, void *arg)
{
	const struct golden_list *g = arg;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < g->n && !code; i++) {
		const struct policy_golden *row = &g->list[i];
		struct ctl_row in = { .scheme = row->scheme, .name = row->name, .kind = row->scope, .day = row->day, .month = row->month, .body = row->facts,
			              .text = row->expected, .at = clock_now_ms() };
		code = db_do(db, &ctl_stmts[CTL_GOLDEN_PUT], &in, NULL);
	}
	return code;
}

enum err_code ctl_policy_load(struct ctl *c, const char *dir, size_t *ret_new)
{
	const char *names[FILES_MAX];
	size_t n;
	enum err_code code = list_files(c, dir, true, names, &n);
	*ret_new = 0;
	for (size_t i = 0; i < n && !code; i++)
		code = of_file(c, load_file(c, names[i], ret_new), names[i]);
	if (code)
		return code;
	char *golden = arena_printf(c->ctx.arena, "%s/golden", dir);
	code = golden ? list_files(c, golden, false, names, &n) : err_set(&c->ctx.err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n && !code; i++) {
		struct golden_list g;
		code = golden_file(c, names[i], &g);
		if (!code)
			code = tx_run(c->ctx.db, "policy_golden", golden_tx, &g);
	}
	return code;
}

/* ---- verb ---- */

static const char usage[] = "policy list|show VERSION [-c FILE] [--json]\n       anjuctl policy population VERSION [--month MONTH] [--since DATE] [-c FILE] [--json]\n       anjuctl policy result TRIAL [-c FILE] [--json]\n       anjuctl policy check FILE [--policies DIR] [--json]";

static int list(struct ctl *c)
{
	struct policy_row *rows;
	size_t n;
	struct buf b;
	enum err_code code = policy_query_list(&c->ctx, &rows, &n);
	if (code)
		return ctl_fail(c, code);
	buf_init(&b, c->ctx.arena, 4096);
	buf_str(&b, c->json ? "[" : "");
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			buf_str(&b, i ? ",\n{" : "{");
			buf_key_str(&b, "version", rows[i].version);
			buf_key_str(&b, "scheme", rows[i].scheme);
			buf_key_str(&b, "parts", rows[i].parts);
			buf_key_str(&b, "effective_from", rows[i].day);
			buf_key_int(&b, "approval", rows[i].approval_id);
			buf_key_str(&b, "sm3", text_hex(c->ctx.arena, rows[i].sm3.p, rows[i].sm3.n));
			buf_char(&b, '}');
		} else {
			buf_printf(&b, "%-10s %-9s %-10s from %s  %s\n", rows[i].version, rows[i].scheme, rows[i].parts, rows[i].day, rows[i].title);
		}
	}
	buf_str(&b, c->json ? "]\n" : "");
	return ctl_print(&b);
}

static int show(struct ctl *c, const char *version)
{
	struct policy_row row;
	struct buf b;
	enum err_code code = policy_query_one(&c->ctx, version, &row);
	if (code == ERR_NOT_FOUND)
		code = err_set(&c->ctx.err, code, "no published version %s", version);
	if (code)
		return ctl_fail(c, code);
	buf_init(&b, c->ctx.arena, 16384);
	buf_str(&b, row.body);
	buf_char(&b, '\n');
	return ctl_print(&b);
}

/* Published versions from the files beside it, without the one that is checked. */
static enum err_code others(struct ctl *c, const char *dir, const struct policy *policy, struct policy_set *ret_set)
{
	struct policy_set all, rest;
	policy_set_init(&all, c->ctx.arena);
	policy_set_init(&rest, c->ctx.arena);
	enum err_code code = policy_json_dir(&all, dir, &c->ctx.err);
	for (size_t i = 0; i < all.n && !code; i++)
		if (!text_eq(all.list[i]->version, policy->version))
			code = policy_set_add(&rest, all.list[i], &c->ctx.err);
	*ret_set = rest;
	return code;
}

static enum err_code check_golden(struct ctl *c, const char *dir, const struct policy_set *set, const struct policy *policy, struct policy_trial *ret_trial)
{
	const char *names[FILES_MAX];
	size_t n;
	char *golden = arena_printf(c->ctx.arena, "%s/golden", dir);
	enum err_code code = golden ? list_files(c, golden, false, names, &n) : err_set(&c->ctx.err, ERR_NOMEM, "arena");
	ret_trial->passed = true;
	for (size_t i = 0; !code && i < n; i++) {
		struct golden_list g;
		struct policy_trial trial = { 0 };
		code = golden_file(c, names[i], &g);
		if (code || !text_eq(g.list[0].scheme, policy_scheme_name(policy->scheme)))
			continue;
		code = policy_judge_golden(c->ctx.arena, set, policy, g.list, g.n, &trial, &c->ctx.err);
		for (size_t k = 0; !code && k < trial.n; k++)
			if (!trial.results[k].passed)
				printf("golden case fails: %s\n  expected %s\n  got      %s\n", g.list[k].name, g.list[k].expected, trial.results[k].got);
		ret_trial->passed = ret_trial->passed && trial.passed;
		ret_trial->n += trial.n;
	}
	return code;
}

/* Without a database: the file as a draft among the versions of the folder. */
static int check(struct ctl *c, const char *path, const char *dir)
{
	struct blob text;
	const struct policy *policy;
	struct policy_set set;
	struct policy_trial trial = { 0 };
	enum err_code code = read_text(c, path, &text);
	if (!code)
		code = policy_json_read(c->ctx.arena, (const char *)text.p, text.n, &policy, &c->ctx.err);
	if (!code)
		code = policy_check_head(policy, &c->ctx.err);
	if (!code)
		code = others(c, dir, policy, &set);
	if (!code)
		code = check_golden(c, dir, &set, policy, &trial);
	/* A file of the past is fine to look at: its own day stands for today. */
	if (!code)
		code = policy_check_publish(&set, policy, policy->effective_from, c->ctx.arena, &c->ctx.err);
	for (size_t i = 0; code == ERR_INVALID && i < c->ctx.err.n_fields; i++)
		printf("%s: %s\n", c->ctx.err.fields[i].pointer, c->ctx.err.fields[i].text);
	if (code == ERR_INVALID)
		return EX_DATAERR;
	if (code)
		return ctl_fail(c, code);
	char day[DATE_TEXT];
	date_text(policy->effective_from, day);
	printf(c->json ? "{\"version\":\"%s\",\"effective_from\":\"%s\",\"golden\":%zu,\"passed\":%s}\n" : "%s from %s can be read; %zu golden cases, passed: %s\n",
	       policy->version, day, trial.n, trial.passed ? "true" : "false");
	return trial.passed ? 0 : EX_DATAERR;
}

/* Asks for a trial of the open draft on the live population and past applications; the runners do it. */
static int population(struct ctl *c, const char *version, const char *month, const char *since)
{
	struct policy_draft draft;
	uint8_t random[16];
	int64_t id = 0;
	struct request_key key = { .route = "anjuctl policy population" };
	int rc = ctl_keys(c);
	if (rc)
		return rc;
	enum err_code code = policy_draft_read(&c->ctx, version, &draft);
	if (code == ERR_NOT_FOUND)
		code = err_set(&c->ctx.err, code, "no draft %s", version);
	if (!code && !crypto_random(random, sizeof(random)))
		code = err_set(&c->ctx.err, ERR_CRYPTO, "random");
	if (!code)
		key.key = text_hex(c->ctx.arena, random, sizeof(random));
	if (!code)
		code = population_start(&c->ctx, &(struct population_ask){ .version = version, .ver = draft.ver, .month = month, .since = since }, &key, &id);
	if (code == ERR_INVALID && c->ctx.err.n_fields)
		code = of_file(c, code, version);
	if (code)
		return ctl_fail(c, code);
	printf(c->json ? "{\"trial\":%lld}\n" : "trial %lld of the draft is asked for; runners work it off\n", (long long)id);
	return 0;
}

static void print_fails(struct buf *b, const char *what, int64_t fails[CHECK_CODES][2])
{
	for (int i = 0; i < CHECK_CODES; i++)
		if (fails[i][0] || fails[i][1])
			buf_printf(b, "%s fail %s: %lld before, %lld after\n", what, policy_check_name((enum check_code)i), (long long)fails[i][0], (long long)fails[i][1]);
}

static void json_side(struct buf *b, const char *key, const struct population_case_sum *s, int side)
{
	buf_key(b, key);
	buf_char(b, '{');
	buf_key_int(b, "approved", s->approved[side]);
	buf_key_int(b, "refused", s->refused[side]);
	buf_key_int(b, "waiting", s->waiting[side]);
	buf_char(b, '}');
}

static void json_result(struct buf *b, const struct population *row, const struct population_sum *p, const struct population_case_sum *s)
{
	buf_char(b, '{');
	buf_key_int(b, "trial", row->id);
	buf_key_str(b, "version", row->version);
	buf_key_str(b, "month", row->month);
	buf_key_str(b, "state", row->state);
	buf_key_str(b, "why", row->why);
	buf_key_str(b, "place", row->place);
	buf_key_int(b, "judged", p->judged);
	buf_key_int(b, "same", p->same);
	buf_key_int(b, "gain", p->gain);
	buf_key_int(b, "lose", p->lose);
	buf_key_int(b, "newly_paid", p->newly_paid);
	buf_key_int(b, "no_longer", p->no_longer);
	buf_key_int(b, "other", p->other);
	buf_key_int(b, "before_fen", p->fen_before);
	buf_key_int(b, "after_fen", p->fen_after);
	if (row->cases_since) {
		buf_key(b, "cases");
		buf_char(b, '{');
		buf_key_str(b, "since", row->cases_since);
		buf_key_int(b, "judged", s->judged);
		buf_key_int(b, "same", s->same);
		buf_key_int(b, "newly_approved", s->newly_approved);
		buf_key_int(b, "newly_refused", s->newly_refused);
		buf_key_int(b, "newly_waiting", s->newly_waiting);
		buf_key_int(b, "other", s->other);
		json_side(b, "before", s, 0);
		json_side(b, "after", s, 1);
		buf_char(b, '}');
	}
	buf_str(b, "}\n");
}

static void print_result(struct buf *b, const struct population *row, struct population_tally *people, struct population_case_tally *cases)
{
	const struct population_sum *p = &people->sum;
	const struct population_case_sum *s = &cases->sum;
	buf_printf(b, "trial %lld of %s, month %s: %s%s%s%s%s\n", (long long)row->id, row->version, row->month, row->state, row->why[0] ? ": " : "", row->why,
	           row->place[0] ? " at " : "", row->place);
	buf_printf(b, "qualifications %lld: %lld the same, %lld gain, %lld lose, %lld newly paid, %lld no longer, %lld for another reason; %lld fen before, %lld after\n",
	           (long long)p->judged, (long long)p->same, (long long)p->gain, (long long)p->lose, (long long)p->newly_paid, (long long)p->no_longer,
	           (long long)p->other, (long long)p->fen_before, (long long)p->fen_after);
	print_fails(b, "qualifications", people->fails);
	if (!row->cases_since)
		return;
	buf_printf(b, "applications since %s %lld: %lld the same, %lld newly approved, %lld newly refused, %lld newly waiting, %lld for another reason\n", row->cases_since,
	           (long long)s->judged, (long long)s->same, (long long)s->newly_approved, (long long)s->newly_refused, (long long)s->newly_waiting, (long long)s->other);
	for (int i = 0; i < 2; i++)
		buf_printf(b, "applications %s: %lld approved, %lld refused, %lld waiting\n", i ? "after" : "before", (long long)s->approved[i], (long long)s->refused[i],
		           (long long)s->waiting[i]);
	print_fails(b, "applications", cases->fails);
}

/* How far a trial is and what it came to. */
static int result(struct ctl *c, const char *trial)
{
	int64_t id;
	struct population row;
	struct population_tally people;
	struct population_case_tally cases;
	struct buf b;
	if (!text_i64(trial, &id))
		return ctl_usage(usage);
	enum err_code code = population_view(&c->ctx, id, &row, &people, &cases);
	if (code == ERR_NOT_FOUND)
		code = err_set(&c->ctx.err, code, "no trial %lld", (long long)id);
	if (code)
		return ctl_fail(c, code);
	buf_init(&b, c->ctx.arena, 4096);
	if (c->json)
		json_result(&b, &row, &people.sum, &cases.sum);
	else
		print_result(&b, &row, &people, &cases);
	return ctl_print(&b);
}

int ctl_policy(int argc, char **argv)
{
	struct ctl c CLEANUP(ctl_end) = { 0 };
	const char *dir = NULL, *month = NULL, *since = NULL;
	const struct ctl_option options[] = { { "--policies", &dir, NULL }, { "--month", &month, NULL }, { "--since", &since, NULL } };
	bool no_database = argc > 1 && strcmp(argv[1], "check") == 0;
	int rc = no_database ? ctl_begin_bare(&c, argc, argv, options, ARRAY_LEN(options), usage) : ctl_begin(&c, argc, argv, options, ARRAY_LEN(options), usage);
	if (rc)
		return rc;
	if (no_database && c.n_words == 2) {
		dir = dir ? dir : start_folder(&c.start, c.ctx.arena, "policy");
		return dir ? check(&c, c.words[1], dir) : ctl_fail(&c, err_set(&c.ctx.err, ERR_CONFIG, "no folder of policies: use --policies"));
	}
	bool is_show = c.n_words == 2 && strcmp(c.words[0], "show") == 0, is_trial = c.n_words == 2 && strcmp(c.words[0], "population") == 0;
	bool is_result = c.n_words == 2 && strcmp(c.words[0], "result") == 0;
	if (!is_show && !is_trial && !is_result && !(c.n_words == 1 && strcmp(c.words[0], "list") == 0))
		return ctl_usage(usage);
	rc = ctl_connect(&c);
	if (rc)
		return rc;
	if (is_trial)
		return population(&c, c.words[1], month, since);
	if (is_result)
		return result(&c, c.words[1]);
	return is_show ? show(&c, c.words[1]) : list(&c);
}
