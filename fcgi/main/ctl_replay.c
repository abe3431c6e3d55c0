#include "main/ctl.h"

#include "domain/policy/policy_store.h"
#include "flow/replay_case.h"
#include "main/ctl_sql.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define DIFFERENT 1

struct replaying {
	struct ctl *c;
	struct policy_set set;
	int64_t cases, rounds, months, differ;
	bool first; /* of the JSON list */
};

/* One line a difference, both sides; the case by its number outside. */
static int print(struct replaying *r, const char *public_id, const struct replayed *told)
{
	struct buf out;
	buf_init(&out, r->c->ctx.arena, 512);
	for (size_t i = 0; i < told->n && i < REPLAY_DIFFS_MAX; i++) {
		const struct replay_diff *d = &told->diffs[i];
		if (!r->c->json) {
			buf_printf(&out, "%s %s\n  stored  %s\n  derived %s\n", public_id, d->what, d->stored, d->told);
			continue;
		}
		buf_str(&out, r->first ? "{" : ",\n{");
		r->first = false;
		buf_key_str(&out, "case", public_id);
		buf_key_str(&out, "what", d->what);
		buf_key_str(&out, "stored", d->stored);
		buf_key_str(&out, "derived", d->told);
		buf_char(&out, '}');
	}
	return out.n ? ctl_print(&out) : 0;
}

static int one(struct replaying *r, int64_t id, const char *public_id)
{
	struct replayed told;
	enum err_code code = replay_case(&r->c->ctx, id, &told);
	if (code)
		return ctl_fail(r->c, code);
	r->cases++;
	r->rounds += told.rounds;
	r->months += told.months;
	r->differ += (int64_t)told.n;
	return told.n ? print(r, public_id, &told) : 0;
}

static int named(struct replaying *r, const char *number)
{
	struct ctl_row in = { .public_id = number }, row;
	enum err_code code = db_one(r->c->ctx.db, &ctl_stmts[CTL_CASE_NAMED], &in, &row);
	return code ? ctl_fail(r->c, code) : one(r, row.id, row.public_id);
}

/* Chunk by chunk, each in an arena of its own: memory does not grow with the number of cases. */
static int all(struct replaying *r)
{
	struct arena *kept = r->c->ctx.arena;
	struct ctl_row in = { .limit = 200 };
	size_t n = 200;
	int rc = 0;
	while (n == 200 && !rc) {
		struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)256 << 20);
		struct ctl_row *rows;
		void *list;
		if (!arena)
			return EX_OSERR;
		r->c->ctx.arena = arena;
		db_use(r->c->ctx.db, arena, &r->c->ctx.err);
		enum err_code code = db_list(r->c->ctx.db, &ctl_stmts[CTL_CASES_AFTER], &in, 200, &list, &n);
		if (code)
			rc = ctl_fail(r->c, code);
		rows = code ? NULL : list;
		for (size_t i = 0; rows && i < n && !rc; i++) {
			rc = one(r, rows[i].id, rows[i].public_id);
			in.id = rows[i].id;
		}
		r->c->ctx.arena = kept;
		db_use(r->c->ctx.db, kept, &r->c->ctx.err);
	}
	return rc;
}

static int begin(struct replaying *r, struct ctl *c)
{
	int rc = ctl_connect(c);
	if (!rc)
		rc = ctl_keys(c);
	if (rc)
		return rc;
	enum err_code code = policy_store_set(c->ctx.db, c->ctx.arena, &r->set, &c->ctx.err);
	if (code)
		return ctl_fail(c, code);
	c->ctx.policies = &r->set;
	return 0;
}

int ctl_replay(int argc, char **argv)
{
	static const char usage[] = "replay CASE...|--all [-c FILE] [--json]";
	struct ctl c CLEANUP(ctl_end) = { 0 };
	struct replaying r = { .c = &c, .first = true };
	bool every = false;
	const struct ctl_option options[] = { { "--all", NULL, &every } };
	struct buf out;
	int rc = ctl_begin(&c, argc, argv, options, ARRAY_LEN(options), usage);
	if (rc)
		return rc;
	if (every == (c.n_words > 0))
		return ctl_usage(usage);
	rc = begin(&r, &c);
	if (!rc && c.json && fputs("{\"differences\":[", stdout) < 0)
		rc = EX_IOERR;
	for (size_t i = 0; i < c.n_words && !rc; i++)
		rc = named(&r, c.words[i]);
	if (!rc && every)
		rc = all(&r);
	if (rc)
		return rc;
	buf_init(&out, c.ctx.arena, 256);
	buf_printf(&out, c.json ? "],\"cases\":%lld,\"evaluations\":%lld,\"months\":%lld,\"differ\":%lld}\n"
	                        : "%lld cases, %lld evaluations and %lld months derived again, %lld differ\n",
	           (long long)r.cases, (long long)r.rounds, (long long)r.months, (long long)r.differ);
	rc = ctl_print(&out);
	return rc ? rc : r.differ ? DIFFERENT : 0;
}
