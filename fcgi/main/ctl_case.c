#include "main/ctl.h"

#include "base/date.h"
#include "main/ctl_sql.h"
#include "store/audit.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define LIMIT_STANDARD 50
#define LIMIT_MOST 10000

struct list {
	struct ctl *c;
	const char *state;
	int64_t limit;
};

static int begin(struct list *list, struct ctl *c, int argc, char **argv, const char *usage)
{
	const char *limit = NULL;
	const struct ctl_option options[] = { { "--state", &list->state, NULL }, { "--limit", &limit, NULL } };
	list->c = c;
	list->limit = LIMIT_STANDARD;
	int rc = ctl_begin(c, argc, argv, options, ARRAY_LEN(options), usage);
	if (rc)
		return rc;
	if (limit && (!text_i64(limit, &list->limit) || list->limit < 1 || list->limit > LIMIT_MOST))
		return ctl_usage(usage);
	if (!c->n_words)
		return ctl_usage(usage);
	return ctl_connect(c);
}

static int fetch(struct list *list, int statement, const struct ctl_row **ret_rows, size_t *ret_n)
{
	struct ctl_row in = { .state = list->state, .limit = list->limit };
	void *rows;
	enum err_code code = db_list(list->c->ctx.db, &ctl_stmts[statement], &in, LIMIT_MOST, &rows, ret_n);
	if (code)
		return ctl_fail(list->c, code);
	*ret_rows = rows;
	return 0;
}

static void at_text(struct buf *out, const char *key, int64_t ms)
{
	char text[INSTANT_TEXT];
	instant_text(ms, text);
	buf_key_str(out, key, text);
}

int ctl_case(int argc, char **argv)
{
	static const char usage[] = "case list [--state STATE] [--limit N] [-c FILE] [--json]";
	struct ctl c CLEANUP(ctl_end) = { 0 };
	struct list list = { 0 };
	const struct ctl_row *row;
	struct buf out;
	size_t n;
	int rc = begin(&list, &c, argc, argv, usage);
	if (rc)
		return rc;
	if (c.n_words != 1 || strcmp(c.words[0], "list") != 0)
		return ctl_usage(usage);
	rc = fetch(&list, CTL_CASE_LIST, &row, &n);
	if (rc)
		return rc;
	buf_init(&out, c.ctx.arena, 4096);
	buf_str(&out, c.json ? "{\"items\":[" : "");
	for (size_t i = 0; i < n; i++) {
		if (!c.json) {
			buf_printf(&out, "%6lld %s %-21s %-8s %-9s %-12s %s\n", (long long)row[i].id, row[i].public_id, row[i].projid, row[i].scheme, row[i].kind,
			           row[i].state, row[i].text);
			continue;
		}
		buf_str(&out, i ? ",\n{" : "{");
		buf_key_int(&out, "no", row[i].id);
		buf_key_str(&out, "id", row[i].public_id);
		buf_key_str(&out, "projid", row[i].projid);
		buf_key_str(&out, "scheme", row[i].scheme);
		buf_key_str(&out, "kind", row[i].kind);
		buf_key_str(&out, "state", row[i].state);
		buf_key_str(&out, "channel", row[i].channel);
		buf_key_int(&out, "ver", row[i].n);
		buf_key_str(&out, "waits_for", row[i].text);
		at_text(&out, "created_at", row[i].at);
		buf_char(&out, '}');
	}
	buf_str(&out, c.json ? "]}\n" : "");
	return ctl_print(&out);
}

/* ---- jobs ---- */

static int job_list(struct list *list)
{
	struct ctl *c = list->c;
	const struct ctl_row *row, *counts;
	struct buf out;
	size_t n, n_counts;
	int rc = fetch(list, CTL_JOB_LIST, &row, &n);
	void *rows;
	if (rc)
		return rc;
	enum err_code code = db_list(c->ctx.db, &ctl_stmts[CTL_JOB_COUNTS], NULL, LIMIT_MOST, &rows, &n_counts);
	if (code)
		return ctl_fail(c, code);
	counts = rows;
	buf_init(&out, c->ctx.arena, 4096);
	buf_str(&out, c->json ? "{\"counts\":[" : "");
	for (size_t i = 0; i < n_counts; i++) {
		if (c->json) {
			buf_str(&out, i ? ",{" : "{");
			buf_key_str(&out, "kind", counts[i].kind);
			buf_key_str(&out, "state", counts[i].state);
			buf_key_int(&out, "n", counts[i].n);
			buf_char(&out, '}');
		} else {
			buf_printf(&out, "%-20s %-8s %lld\n", counts[i].kind, counts[i].state, (long long)counts[i].n);
		}
	}
	buf_str(&out, c->json ? "],\"items\":[" : "\n");
	for (size_t i = 0; i < n; i++) {
		if (!c->json) {
			buf_printf(&out, "%6lld %-20s %-8s %3lld %s\n", (long long)row[i].id, row[i].kind, row[i].state, (long long)row[i].attempts, row[i].error);
			continue;
		}
		buf_str(&out, i ? ",\n{" : "{");
		buf_key_int(&out, "no", row[i].id);
		buf_key_str(&out, "kind", row[i].kind);
		buf_key_str(&out, "state", row[i].state);
		buf_key_int(&out, "attempts", row[i].attempts);
		buf_key_int(&out, "subject", row[i].number);
		at_text(&out, "created_at", row[i].at);
		buf_key_str(&out, "error", row[i].error);
		buf_char(&out, '}');
	}
	buf_str(&out, c->json ? "]}\n" : "");
	return ctl_print(&out);
}

struct retry {
	struct ctl *c;
	struct ctl_row row;
};

/* FAILED only: what is UNKNOWN may have happened outside and is never simply run again. */
static enum err_code retry_tx(struct db *db, void *arg)
{
	struct retry *retry = arg;
	int64_t n;
	enum err_code code = db_do(db, &ctl_stmts[CTL_JOB_RETRY], &retry->row, &n);
	if (!code && n == 0)
		code = err_set(&retry->c->ctx.err, ERR_STATE, "job %lld is not FAILED", (long long)retry->row.id);
	struct audit_row row = { .action = "job.retry", .object_kind = "job", .object_id = retry->row.id, .purpose = "anjuctl" };
	return code ? code : audit_write(&retry->c->ctx, &row);
}

int ctl_job(int argc, char **argv)
{
	static const char usage[] = "job list [--state STATE] [--limit N] | job retry NUMBER  [-c FILE] [--json]";
	struct ctl c CLEANUP(ctl_end) = { 0 };
	struct list list = { 0 };
	struct retry retry = { .c = &c };
	int rc = begin(&list, &c, argc, argv, usage);
	if (rc)
		return rc;
	if (c.n_words == 1 && strcmp(c.words[0], "list") == 0)
		return job_list(&list);
	if (c.n_words != 2 || strcmp(c.words[0], "retry") != 0 || !text_i64(c.words[1], &retry.row.id))
		return ctl_usage(usage);
	enum err_code code = tx_run(c.ctx.db, "job_retry", retry_tx, &retry);
	return code ? ctl_fail(&c, code) : 0;
}
