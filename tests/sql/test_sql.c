/* Every statement of every module: it prepares against the migrated schema, its columns fit its table, and on big tables it reads by
 * an index. */
#include "tests/flow/harness.h"
#include "tests/sql/fill.h"
#include "tests/unit/unit.h"

#define SQL_MODULE(name) extern const struct sql_module name;
#include "tests/sql/modules.inc"
#undef SQL_MODULE

static const struct sql_module *const modules[] = {
#define SQL_MODULE(name) &name,
#include "tests/sql/modules.inc"
#undef SQL_MODULE
};

#define ROWS 200000
#define MANY 20000 /* a plan that reads more rows than this of one table is a full scan in effect */

static struct harness h;

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

static void every_statement_prepares(void **state)
{
	size_t n = 0, bad = 0;
	(void)state;
	for (size_t m = 0; m < ARRAY_LEN(modules); m++) {
		for (size_t i = 0; i < modules[m]->n; i++, n++) {
			const struct sql_stmt *stmt = &modules[m]->stmts[i];
			harness_next(&h);
			if (!stmt->name || !stmt->text) {
				print_error("%s: statement %zu is empty\n", modules[m]->name, i);
				bad++;
			} else if (db_prepare(h.ctx.db, stmt)) {
				print_error("%s: %s\n", modules[m]->name, h.ctx.err.text);
				bad++;
			}
		}
	}
	print_message("%zu statements of %zu modules\n", n, ARRAY_LEN(modules));
	assert_int_equal(bad, 0);
	assert_true(n > 100);
}

static void names_are_unique(void **state)
{
	(void)state;
	size_t bad = 0;
	for (size_t m = 0; m < ARRAY_LEN(modules); m++)
		for (size_t i = 0; i < modules[m]->n; i++)
			for (size_t k = m; k < ARRAY_LEN(modules); k++)
				for (size_t j = k == m ? i + 1 : 0; j < modules[k]->n; j++)
					if (text_eq(modules[m]->stmts[i].name, modules[k]->stmts[j].name)) {
						print_error("%s.%s is there twice\n", modules[m]->name, modules[m]->stmts[i].name);
						bad++;
					}
	assert_int_equal(bad, 0);
}

/* ---- plans ---- */

struct plan {
	int64_t id;
	const char *select_type, *table, *type, *keys, *key, *key_len, *ref, *rows, *extra; /* rows: "1" or, with a filter, "1 (5%)" */
};
static const struct sql_col plan_out[] = {
	COL_I(struct plan, id), COL_S(struct plan, select_type), COL_S(struct plan, table), COL_S(struct plan, type), COL_S(struct plan, keys),
	COL_S(struct plan, key), COL_S(struct plan, key_len), COL_S(struct plan, ref), COL_S(struct plan, rows), COL_S(struct plan, extra),
};

/* One argument struct fits all: an integer, a text, some bytes. */
struct argument {
	int64_t number, few;
	const char *text;
	struct blob bytes;
};

static bool is_big(const char *table)
{
	for (size_t i = 0; fill_tables[i]; i++)
		if (text_eq(fill_tables[i], table))
			return true;
	return false;
}

/* Aliases hide the table: take the name before " alias" out of the statement. */
static const char *table_of(const char *sql, const char *shown)
{
	size_t n = strlen(shown);
	for (size_t i = 0; fill_tables[i]; i++) {
		char with_alias[100];
		snprintf(with_alias, sizeof(with_alias), "%s %s", fill_tables[i], shown);
		const char *at = strstr(sql, with_alias);
		if (at && !strchr("abcdefghijklmnopqrstuvwxyz0123456789_", at[strlen(with_alias)] ? at[strlen(with_alias)] : ' '))
			return fill_tables[i];
	}
	return n ? shown : "";
}

static size_t explain(const char *module, const struct sql_stmt *stmt)
{
	static const struct blob bytes = { (const uint8_t *)"0123456789abcdef0123456789abcdef", 32 };
	struct argument argument = { .number = ROWS / 2, .few = 20, .text = "000100000", .bytes = bytes };
	struct sql_col in[64];
	const char *at = stmt->text;
	for (size_t i = 0; i < stmt->n_in; i++) {
		at = strchr(at, '?');
		bool limit = at && at - stmt->text >= 6 && strncmp(at - 6, "LIMIT ", 6) == 0;
		at = at ? at + 1 : stmt->text;
		in[i].type = stmt->in[i].type;
		in[i].offset = in[i].type == 's'   ? offsetof(struct argument, text)
		               : in[i].type == 'b' ? offsetof(struct argument, bytes)
		               : limit             ? offsetof(struct argument, few)
		                                   : offsetof(struct argument, number);
	}
	char *text = arena_printf(h.ctx.arena, "EXPLAIN %s", stmt->text);
	const struct sql_stmt explained = { .name = stmt->name, .text = text, .in = in, .n_in = stmt->n_in, .out = plan_out, .n_out = ARRAY_LEN(plan_out),
		                            .out_size = sizeof(struct plan) };
	void *rows;
	size_t n, bad = 0;
	struct db *db = h.ctx.db;
	if (db_list(db, &explained, &argument, 100, &rows, &n)) {
		print_error("%s.%s: EXPLAIN: %s\n", module, stmt->name, h.ctx.err.text);
		return 1;
	}
	const struct plan *plan = rows;
	for (size_t i = 0; i < n; i++) {
		if (!plan[i].table || !plan[i].type || !plan[i].rows || !is_big(table_of(stmt->text, plan[i].table)))
			continue;
		bool scan = text_eq(plan[i].type, "ALL") || text_eq(plan[i].type, "index");
		if (!scan || strtoll(plan[i].rows, NULL, 10) <= MANY)
			continue;
		print_error("%s.%s: %s of %s reads %s rows (key %s)\n", module, stmt->name, plan[i].type, plan[i].table, plan[i].rows,
		            plan[i].key ? plan[i].key : "none");
		bad++;
	}
	return bad;
}

static bool is_explainable(const char *text)
{
	return strncmp(text, "SELECT", 6) == 0 || strncmp(text, "UPDATE", 6) == 0 || strncmp(text, "DELETE", 6) == 0;
}

static void big_tables_are_read_by_an_index(void **state)
{
	(void)state;
	size_t bad = 0, n = 0;
	fill_all(&h, ROWS);
	for (size_t m = 0; m < ARRAY_LEN(modules); m++) {
		for (size_t i = 0; i < modules[m]->n; i++) {
			const struct sql_stmt *stmt = &modules[m]->stmts[i];
			if (stmt->scan_ok || !is_explainable(stmt->text))
				continue;
			/* The statement lives on this stack: a connection of its own keeps it out of the cache. */
			struct ctx *ctx = harness_ctx(&h, NULL);
			struct ctx kept = h.ctx;
			h.ctx = *ctx;
			db_use(h.ctx.db, h.ctx.arena, &h.ctx.err);
			bad += explain(modules[m]->name, stmt);
			*ctx = h.ctx;
			h.ctx = kept;
			harness_ctx_free(ctx);
			n++;
		}
	}
	print_message("%zu plans looked at\n", n);
	assert_int_equal(bad, 0);
}

/* The look itself must see a scan. */
static void a_scan_would_be_seen(void **state)
{
	(void)state;
	static const struct sql_stmt scan = { .name = "scan", .text = "SELECT id FROM casefile WHERE end_text = 'x'" };
	static const struct sql_stmt aliased = { .name = "aliased", .text = "SELECT c.id FROM casefile c WHERE c.end_text = 'x'" };
	harness_next(&h);
	assert_int_equal(explain("test", &scan), 1);
	assert_int_equal(explain("test", &aliased), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("every statement prepares and its columns fit", every_statement_prepares),
		UNIT("names are unique", names_are_unique),
		UNIT("big tables are read by an index", big_tables_are_read_by_an_index),
		UNIT("a scan would be seen", a_scan_would_be_seen),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
