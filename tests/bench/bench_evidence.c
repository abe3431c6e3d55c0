/* Gives every application of type2 without evidence one evaluation, sealed with the site's keys, out of lines of facts on standard input, taken
 * in turn. They are judged by the version and accepted on the day named; what is written is what a verification would have written.
 * usage: bench_evidence -c DDL.CONF VERSION DAY AT < LINES     AT: instant of the evaluations, in ms; one line: applications, bytes of a line */
#include "base/config.h"
#include "base/date.h"
#include "domain/casefile/evidence.h"
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_write.h"
#include "domain/policy/policy_store.h"
#include "domain/rules/rules.h"
#include "store/conn.h"
#include "store/keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define LINES_MOST 20000
#define CHUNK 500

struct filling {
	struct ctx ctx;
	struct db *db;
	const char *lines[LINES_MOST], *decisions[LINES_MOST];
	size_t n_lines, bytes;
	const char *version;
	int64_t at, done;
	struct sql_id *cases;
	size_t n_cases;
};

static const struct sql_stmt without = {
	.name = "without", .text = "SELECT c.id FROM casefile c LEFT JOIN evidence e ON e.case_id = c.id AND e.round = c.round WHERE c.scheme = 'type2' AND c.id > ? AND e.case_id IS NULL ORDER BY c.id LIMIT 500",
	SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)), .scan_ok = true,
};

static bool read_lines(struct filling *f, struct arena *kept, const struct policy *policy, int32_t day)
{
	CLEANUP(facts_reader_freep) struct facts_reader *reader = facts_reader_new();
	CLEANUP(arena_freep) struct arena *small = arena_new((size_t)16 << 20);
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	while (small && reader && f->n_lines < LINES_MOST && (n = getline(&line, &cap, stdin)) > 0) {
		struct facts *facts;
		struct facts_error error;
		struct rules_result result;
		struct buf b;
		arena_reset(small);
		if (facts_json_line(reader, small, line, (size_t)n - 1, true, &facts, &error))
			continue;
		facts->accepted_on = day;
		buf_init(&b, kept, 4096);
		facts_write(&b, facts);
		if (b.failed || rules_judge(facts, policy, day, small, &result))
			return false;
		f->decisions[f->n_lines] = rules_decision_name(result.decision);
		f->lines[f->n_lines++] = b.p;
		f->bytes += b.n;
	}
	free(line);
	return f->n_lines > 0;
}

static enum err_code chunk_tx(struct db *db, void *arg)
{
	struct filling *f = arg;
	(void)db;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < f->n_cases && !code; i++) {
		size_t k = (size_t)(f->done + (int64_t)i) % f->n_lines;
		struct evidence evidence = { .case_id = f->cases[i].id, .round = 1, .at = f->at, .facts_line = f->lines[k], .record_ids = "",
			                     .policy_version = f->version, .decision = f->decisions[k] };
		code = evidence_put(&f->ctx, &evidence);
	}
	return code;
}

static enum err_code fill(struct filling *f)
{
	struct sql_id last = { 0 };
	enum err_code code = ERR_OK;
	for (f->n_cases = 1; !code && f->n_cases; f->done += (int64_t)f->n_cases) {
		arena_reset(f->ctx.arena);
		code = db_list(f->db, &without, &last, CHUNK, (void **)&f->cases, &f->n_cases);
		if (!code && f->n_cases)
			last = f->cases[f->n_cases - 1];
		if (!code)
			code = tx_run(f->db, "evidence", chunk_tx, f);
	}
	return code;
}

int main(int argc, char **argv)
{
	static struct filling f;
	struct err *err = &f.ctx.err;
	struct policy_set policies;
	int32_t day;
	CLEANUP(config_freep) struct config *config = NULL;
	CLEANUP(arena_freep) struct arena *kept = arena_new((size_t)1 << 30);
	CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)64 << 20);
	CLEANUP(keys_freep) struct keys *keys = NULL;
	if (argc != 6 || strcmp(argv[1], "-c") != 0 || !date_parse(argv[4], &day) || !text_i64(argv[5], &f.at) || !kept || !arena) {
		fputs("usage: bench_evidence -c DDL.CONF VERSION DAY AT < LINES\n", stderr);
		return EX_USAGE;
	}
	f.version = argv[3];
	enum err_code code = config_load(argv[2], &config, err);
	if (!code)
		code = conn_db(config, &f.db, err);
	if (!code)
		code = keys_load(f.db, config_text(config, "keys.kek_file"), &keys, err);
	f.ctx.arena = arena;
	f.ctx.db = f.db;
	f.ctx.keys = keys;
	if (!code) {
		db_use(f.db, arena, err);
		code = policy_store_set(f.db, kept, &policies, err);
	}
	const struct policy *policy = code ? NULL : policy_by_version(&policies, f.version);
	if (!code && (!policy || !read_lines(&f, kept, policy, day)))
		code = err_set(err, ERR_CONFIG, "no such version, or no lines");
	if (!code)
		code = fill(&f);
	db_closep(&f.db);
	if (code) {
		fprintf(stderr, "bench_evidence: %s\n", err->text);
		return EX_UNAVAILABLE;
	}
	printf("%" PRId64 " applications, %zu bytes\n", f.done, f.bytes / f.n_lines);
	return 0;
}
