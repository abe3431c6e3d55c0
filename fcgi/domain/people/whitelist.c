#include "domain/people/whitelist.h"

#include "base/date.h"

#include <string.h>

#define LISTS_SHOWN 20
#define ENTRIES_MAX 400 /* of one person in all lists */
#define CHANGES_MAX 1000

enum {
	LIST_INSERT, LIST_READ, LIST_LOCK, LIST_FIND, LIST_CURRENT, LIST_NEWEST, LIST_OPEN, LIST_UPDATE, ENTRY_INSERT, COMPARE, CHANGES, ENTRIES, LISTED_ONLY
};
struct list_key { int64_t id; const char *text; };
struct entry_in {
	int64_t list_id, person_id, seq;
	const char *class, *recognised_on, *valid_from, *valid_to, *issuer, *document_no;
};
struct compare_out { int64_t added_n, gone_n, changed_n; };
struct change_in { int64_t list_id, base_id, after, limit; const char *kind; };
struct entries_in { int64_t person_id, list_id; };

#define W struct whitelist
#define K struct list_key
#define N struct entry_in
#define C struct change_in
#define CH struct whitelist_change
#define E struct whitelist_entry

#define COLUMNS \
	"SELECT w.id, w.base_id, w.total, w.loaded, w.added_n, w.gone_n, w.changed_n, w.made_by, w.approval_id, w.created_at, w.active_at, w.public_id," \
	" w.as_of, w.state, w.why, s.name, d.name, w.uid, w.sm3 FROM whitelist w LEFT JOIN staff s ON s.id = w.made_by" \
	" LEFT JOIN approval a ON a.id = w.approval_id LEFT JOIN staff d ON d.id = a.decided_by "
#define LIST_OUT \
	SQL_OUT(W, COL_I(W, id), COL_I(W, base_id), COL_I(W, total), COL_I(W, loaded), COL_I(W, added_n), COL_I(W, gone_n), COL_I(W, changed_n), \
	        COL_I(W, made_by), COL_I(W, approval_id), COL_I(W, created_at), COL_I(W, active_at), COL_S(W, public_id), COL_S(W, as_of), COL_S(W, state), \
	        COL_S(W, why), COL_S(W, maker), COL_S(W, decider), COL_B(W, uid), COL_B(W, sm3))

/* What a list says of each of its people, in words. */
#define SAID \
	"SELECT person_id, GROUP_CONCAT(class, '类 ', valid_from, COALESCE(CONCAT('至', valid_to), '起') ORDER BY class, valid_from SEPARATOR '、') AS words," \
	" GROUP_CONCAT(class, valid_from, COALESCE(valid_to, ''), recognised_on ORDER BY class, valid_from SEPARATOR ',') AS facts" \
	" FROM whitelist_entry FORCE INDEX (PRIMARY) WHERE list_id = ? AND person_id > ? GROUP BY person_id"

static const struct sql_stmt stmts[] = {
	[LIST_INSERT] = {
		.name = "whitelist_insert",
		.text = "INSERT INTO whitelist (public_id, uid, as_of, state, sm3, total, made_by, created_at) VALUES (?, ?, ?, 'loading', ?, ?, ?, ?)",
		SQL_IN(COL_S(W, public_id), COL_B(W, uid), COL_S(W, as_of), COL_B(W, sm3), COL_I(W, total), COL_I(W, made_by), COL_I(W, created_at)),
	},
	[LIST_READ] = { .name = "whitelist_read", .text = COLUMNS "WHERE w.id = ?", SQL_IN(COL_I(K, id)), LIST_OUT },
	[LIST_LOCK] = { .name = "whitelist_lock", .text = COLUMNS "WHERE w.id = ? FOR UPDATE", SQL_IN(COL_I(K, id)), LIST_OUT },
	[LIST_FIND] = { .name = "whitelist_find", .text = COLUMNS "WHERE w.public_id = ?", SQL_IN(COL_S(K, text)), LIST_OUT },
	[LIST_CURRENT] = { .name = "whitelist_current", .text = COLUMNS "WHERE w.active_one = 1", LIST_OUT },
	[LIST_NEWEST] = { .name = "whitelist_newest", .text = COLUMNS "ORDER BY w.id DESC LIMIT 20", LIST_OUT, .scan_ok = true },
	[LIST_OPEN] = {
		.name = "whitelist_open",
		.text = COLUMNS "WHERE w.state IN ('loading','waiting') ORDER BY w.id FOR UPDATE",
		LIST_OUT, .scan_ok = true, /* a handful of imports a year */
	},
	[LIST_UPDATE] = {
		.name = "whitelist_update",
		.text = "UPDATE whitelist SET state = ?, base_id = ?, loaded = ?, added_n = ?, gone_n = ?, changed_n = ?, approval_id = ?, why = ?, active_at = ? WHERE id = ?",
		SQL_IN(COL_S(W, state), COL_I(W, base_id), COL_I(W, loaded), COL_I(W, added_n), COL_I(W, gone_n), COL_I(W, changed_n), COL_I(W, approval_id),
		       COL_S(W, why), COL_I(W, active_at), COL_I(W, id)),
	},
	[ENTRY_INSERT] = {
		.name = "whitelist_entry_insert",
		.text = "INSERT INTO whitelist_entry (list_id, person_id, seq, class, recognised_on, valid_from, valid_to, issuer, document_no)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(N, list_id), COL_I(N, person_id), COL_I(N, seq), COL_S(N, class), COL_S(N, recognised_on), COL_S(N, valid_from), COL_S(N, valid_to),
		       COL_S(N, issuer), COL_S(N, document_no)),
	},
	[COMPARE] = {
		.name = "whitelist_compare",
		.text = "SELECT CAST(COALESCE(SUM(before_facts IS NULL), 0) AS SIGNED), CAST(COALESCE(SUM(after_facts IS NULL), 0) AS SIGNED),"
		        " CAST(COALESCE(SUM(before_facts <> after_facts), 0) AS SIGNED) FROM (SELECT person_id, MAX(b) AS before_facts, MAX(a) AS after_facts FROM"
		        " (SELECT person_id, facts AS a, NULL AS b FROM (" SAID ") x UNION ALL SELECT person_id, NULL, facts FROM (" SAID ") y) u GROUP BY person_id) p",
		SQL_IN(COL_I(C, list_id), COL_I(C, after), COL_I(C, base_id), COL_I(C, after)),
		SQL_OUT(struct compare_out, COL_I(struct compare_out, added_n), COL_I(struct compare_out, gone_n), COL_I(struct compare_out, changed_n)),
		.scan_ok = true, /* two whole lists, on purpose */
	},
	[CHANGES] = {
		.name = "whitelist_changes",
		.text = "SELECT p.person_id, n.name_masked, n.idno_masked, p.before_words, p.after_words FROM (SELECT person_id, MAX(bw) AS before_words, MAX(aw) AS after_words,"
		        " MAX(b) AS before_facts, MAX(a) AS after_facts FROM (SELECT person_id, words AS aw, facts AS a, NULL AS bw, NULL AS b FROM (" SAID ") x"
		        " UNION ALL SELECT person_id, NULL, NULL, words, facts FROM (" SAID ") y) u GROUP BY person_id) p JOIN person n ON n.id = p.person_id"
		        " WHERE NOT (p.before_facts <=> p.after_facts) AND COALESCE(?, '') IN ('', IF(p.before_facts IS NULL, 'added', IF(p.after_facts IS NULL, 'gone', 'changed')))"
		        " ORDER BY p.person_id LIMIT ?",
		SQL_IN(COL_I(C, list_id), COL_I(C, after), COL_I(C, base_id), COL_I(C, after), COL_S(C, kind), COL_I(C, limit)),
		SQL_OUT(CH, COL_I(CH, person_id), COL_S(CH, name), COL_S(CH, idno), COL_S(CH, before), COL_S(CH, after)),
		.scan_ok = true,
	},
	[ENTRIES] = {
		.name = "whitelist_entries",
		.text = "SELECT e.list_id, w.public_id, w.as_of, w.state, e.class, e.recognised_on, e.valid_from, e.valid_to, e.issuer, e.document_no"
		        " FROM whitelist_entry e FORCE INDEX (person) JOIN whitelist w ON w.id = e.list_id WHERE e.person_id = ? AND ? IN (0, e.list_id)"
		        " ORDER BY e.list_id DESC, e.class, e.valid_from LIMIT 400",
		SQL_IN(COL_I(struct entries_in, person_id), COL_I(struct entries_in, list_id)),
		SQL_OUT(E, COL_I(E, list_id), COL_S(E, list), COL_S(E, as_of), COL_S(E, state), COL_S(E, class), COL_S(E, recognised_on), COL_S(E, valid_from),
		        COL_S(E, valid_to), COL_S(E, issuer), COL_S(E, document_no)),
	},
	[LISTED_ONLY] = {
		.name = "whitelist_listed_only",
		.text = "SELECT p.id FROM person p WHERE p.id = ? AND p.phone_ct IS NULL AND NOT EXISTS (SELECT 1 FROM case_member m WHERE m.person_id = p.id"
		        " AND (m.relation = 'self' OR m.confirmed <> 'no'))",
		SQL_IN(COL_I(struct sql_id, id)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
};
const struct sql_module whitelist_sql = { "whitelist", stmts, ARRAY_LEN(stmts) };

static enum err_code one(struct ctx *ctx, int stmt, const struct list_key *key, struct whitelist *ret_list)
{
	return db_one(ctx->db, &stmts[stmt], key, ret_list);
}

enum err_code whitelist_insert(struct ctx *ctx, struct whitelist *list)
{
	list->created_at = clock_now_ms();
	return db_insert(ctx->db, &stmts[LIST_INSERT], list, &list->id);
}

enum err_code whitelist_read(struct ctx *ctx, int64_t id, struct whitelist *ret_list)
{
	return one(ctx, LIST_READ, &(struct list_key){ .id = id }, ret_list);
}

enum err_code whitelist_lock(struct ctx *ctx, int64_t id, struct whitelist *ret_list)
{
	return one(ctx, LIST_LOCK, &(struct list_key){ .id = id }, ret_list);
}

enum err_code whitelist_find(struct ctx *ctx, const char *public_id, struct whitelist *ret_list)
{
	return one(ctx, LIST_FIND, &(struct list_key){ .text = public_id }, ret_list);
}

enum err_code whitelist_current(struct ctx *ctx, struct whitelist *ret_list)
{
	return one(ctx, LIST_CURRENT, NULL, ret_list);
}

static enum err_code lists(struct ctx *ctx, int stmt, struct whitelist **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &stmts[stmt], NULL, LISTS_SHOWN, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code whitelist_newest(struct ctx *ctx, struct whitelist **ret_rows, size_t *ret_n)
{
	return lists(ctx, LIST_NEWEST, ret_rows, ret_n);
}

enum err_code whitelist_open(struct ctx *ctx, struct whitelist **ret_rows, size_t *ret_n)
{
	return lists(ctx, LIST_OPEN, ret_rows, ret_n);
}

enum err_code whitelist_update(struct ctx *ctx, const struct whitelist *list)
{
	return db_do(ctx->db, &stmts[LIST_UPDATE], list, NULL);
}

enum err_code whitelist_entry_put(struct ctx *ctx, int64_t list_id, int64_t person_id, const struct whitelist_row *row)
{
	struct entry_in in = { list_id, person_id, row->seq, row->class, row->recognised_on, row->valid_from, row->valid_to, row->issuer, row->document_no };
	return db_insert(ctx->db, &stmts[ENTRY_INSERT], &in, NULL);
}

enum err_code whitelist_only(struct ctx *ctx, int64_t person_id, bool *ret_only)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &stmts[LISTED_ONLY], &(struct sql_id){ person_id }, &row);
	*ret_only = !code;
	if (code != ERR_NOT_FOUND)
		return code;
	err_clear(&ctx->err);
	return ERR_OK;
}

enum err_code whitelist_compare(struct ctx *ctx, struct whitelist *list)
{
	struct compare_out row;
	enum err_code code = db_one(ctx->db, &stmts[COMPARE], &(struct change_in){ .list_id = list->id, .base_id = list->base_id }, &row);
	if (code)
		return code;
	list->added_n = row.added_n;
	list->gone_n = row.gone_n;
	list->changed_n = row.changed_n;
	return ERR_OK;
}

enum err_code whitelist_changes(struct ctx *ctx, const struct whitelist *list, const char *kind, int64_t after, int64_t limit,
                                struct whitelist_change **ret_rows, size_t *ret_n)
{
	void *rows;
	struct change_in in = { list->id, list->base_id, after, limit < CHANGES_MAX ? limit : CHANGES_MAX, kind };
	enum err_code code = db_list(ctx->db, &stmts[CHANGES], &in, CHANGES_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code whitelist_entries(struct ctx *ctx, int64_t person_id, int64_t list_id, struct whitelist_entry **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &stmts[ENTRIES], &(struct entries_in){ person_id, list_id }, ENTRIES_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}
