#include "domain/casefile/change.h"

#include "base/date.h"

#define ROWS_MAX 300

enum { CHANGE_INSERT, CHANGE_LIST };
#define E struct change_event

static const struct sql_stmt stmts[] = {
	[CHANGE_INSERT] = {
		.name = "change_event_insert",
		.text = "INSERT INTO change_event (qualification_id, case_id, person_id, kind, month, ver, seen_at, corrected) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(E, qualification_id), COL_I(E, case_id), COL_I(E, person_id), COL_S(E, kind), COL_S(E, month), COL_I(E, ver), COL_I(E, seen_at),
		       COL_I(E, corrected)),
	},
	[CHANGE_LIST] = {
		.name = "change_event_list",
		.text = "SELECT qualification_id, case_id, person_id, ver, seen_at, corrected, kind, month FROM change_event WHERE case_id = ? ORDER BY id",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(E, COL_I(E, qualification_id), COL_I(E, case_id), COL_I(E, person_id), COL_I(E, ver), COL_I(E, seen_at), COL_I(E, corrected), COL_S(E, kind),
		        COL_S(E, month)),
	},
};
const struct sql_module change_sql = { "change", stmts, ARRAY_LEN(stmts) };

enum err_code change_put(struct ctx *ctx, const struct change_event *row)
{
	struct change_event in = *row;
	in.seen_at = clock_now_ms();
	return db_insert(ctx->db, &stmts[CHANGE_INSERT], &in, NULL);
}

enum err_code change_list(struct ctx *ctx, int64_t case_id, struct change_event **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &stmts[CHANGE_LIST], &(struct sql_id){ case_id }, ROWS_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}
