#include "tests/sql/fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fill_tables[] = {
	"person", "person_key", "payee_account", "casefile", "case_event", "case_member", "decision", "decision_reason", "draft", "file", "supplement",
	"source_record", "evidence", "verdict", "qualification", "covered_member", "month_entry", "approval", "entitlement", "pay_order", "pay_batch",
	"pay_attempt", "ledger_transfer", "bank_file_in", "bank_line_in", "job", "refund", "refund_netting", "change_event", "whitelist_entry", "request_key", "outside_call", "notice", "gov_report", "audit", "audit_chain", NULL,
};

/* Columns that a rule or the look of real data wants otherwise than by their type. */
static const struct {
	const char *column, *value;
} special[] = {
	{ "approval.decided_by", "NULL" },
	{ "approval.made_by", "1 + seq % 20" },
	{ "pay_batch.state", "ELT(1 + seq % 2, 'DRAFT', 'CANCELLED')" },
	{ "pay_batch.approval_id", "NULL" },
	{ "pay_batch.mandate_id", "NULL" },
	{ "pay_attempt.state", "IF(seq % 50 = 0, 'SENT', 'SUCCEEDED')" },
	{ "pay_order.state", "IF(seq % 50 = 0, 'READY', 'PAID')" },
	{ "ledger_transfer.dr", "1" },
	{ "ledger_transfer.cr", "2" },
	{ "entitlement.program_id", "1" },
	{ "refund.state", "IF(seq % 50 = 0, 'OPEN', 'CANCELLED')" },
	{ "refund.netted_fen", "0" },
	{ "refund.approval_id", "NULL" },
	{ "decision_reason.reason_code", "'T2-HOME'" },
	{ "job.state", "IF(seq % 200 = 0, ELT(1 + seq % 3, 'READY', 'RUNNING', 'FAILED'), 'DONE')" },
	{ "case_event.stat_done", "seq % 1000 <> 0" },
	{ "covered_member.live", "1" },
	{ "payee_account.live", "1" },
	{ "casefile.state", "ELT(1 + seq % 20, 'received', 'accepted', 'in_review', 'supplement', 'decided', 'refused', 'withdrawn', 'approved', 'approved', 'approved', "
	                    "'approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved')" },
	{ "case_event.ver", "1" },
	{ "notice.state", "IF(seq % 500 = 0, 'READY', 'SENT')" },
};

struct column {
	const char *table, *name, *type, *nullable, *extra;
};
static const struct sql_col column_out[] = {
	COL_S(struct column, table), COL_S(struct column, name), COL_S(struct column, type), COL_S(struct column, nullable), COL_S(struct column, extra),
};
static const struct sql_stmt columns = {
	.name = "columns", .out = column_out, .n_out = ARRAY_LEN(column_out), .out_size = sizeof(struct column),
	.text = "SELECT table_name, column_name, column_type, is_nullable, extra FROM information_schema.columns WHERE table_schema = DATABASE() "
	        "ORDER BY table_name, ordinal_position",
};

static bool ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcmp(s + n - m, end) == 0;
}

static const char *special_of(const struct column *c)
{
	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		size_t n = strlen(c->table);
		if (strncmp(special[i].column, c->table, n) == 0 && special[i].column[n] == '.' && strcmp(special[i].column + n + 1, c->name) == 0)
			return special[i].value;
	}
	return NULL;
}

/* 'a','b','c' of enum('a','b','c') */
static void enum_value(struct buf *out, const char *type)
{
	size_t n = 1;
	for (const char *p = type; (p = strstr(p, "','")); p++)
		n++;
	buf_printf(out, "ELT(1 + seq %% %zu, %.*s)", n, (int)(strlen(type) - 6), type + 5);
}

static void value(struct buf *out, const struct column *c)
{
	const char *given = special_of(c);
	if (given)
		buf_str(out, given);
	else if (strncmp(c->type, "enum", 4) == 0)
		enum_value(out, c->type);
	else if (strncmp(c->type, "date", 4) == 0)
		buf_str(out, "DATE '2020-01-01' + INTERVAL seq % 2500 DAY");
	else if (strncmp(c->type, "binary(16)", 10) == 0)
		buf_printf(out, "UNHEX(MD5(CONCAT('%s', seq)))", c->name);
	else if (strncmp(c->type, "binary(32)", 10) == 0)
		buf_printf(out, "UNHEX(SHA2(CONCAT('%s', seq), 256))", c->name);
	else if (strncmp(c->type, "char(32)", 8) == 0)
		buf_printf(out, "MD5(CONCAT('%s', seq))", c->name);
	else if (strncmp(c->type, "char(7)", 7) == 0)
		buf_str(out, "CONCAT(2020 + seq % 7, '-', LPAD(1 + seq % 12, 2, '0'))");
	else if (strncmp(c->type, "char(20)", 8) == 0 || strncmp(c->type, "varchar", 7) == 0)
		buf_str(out, "LPAD(seq, 9, '0')");
	else if (strstr(c->type, "blob") || strstr(c->type, "text") || strncmp(c->type, "varbinary", 9) == 0)
		buf_str(out, "'x'");
	else if (strcmp(c->name, "id") == 0 || ends(c->name, "_id") || strcmp(c->name, "seq") == 0)
		buf_str(out, "seq");
	else if (ends(c->name, "_at") || strcmp(c->name, "at") == 0 || strcmp(c->name, "lease_until") == 0)
		buf_str(out, "1700000000000 + seq * 1000");
	else
		buf_str(out, "1");
}

static void fill_table(struct harness *h, const char *table, const struct column *all, size_t n, int64_t rows)
{
	struct buf names, values, sql;
	buf_init(&names, h->ctx.arena, 1000);
	buf_init(&values, h->ctx.arena, 1000);
	buf_init(&sql, h->ctx.arena, 4000);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].table, table) != 0 || strstr(all[i].extra, "GENERATED"))
			continue;
		buf_printf(&names, "%s%s", names.n ? ", " : "", all[i].name);
		buf_str(&values, values.n ? ", " : "");
		value(&values, &all[i]);
	}
	buf_printf(&sql, "SET foreign_key_checks = 0, unique_checks = 0, max_statement_time = 0; INSERT INTO %s (%s) SELECT %s FROM seq_1_to_%lld; ANALYZE TABLE %s", table, names.p,
	           values.p, (long long)rows, table);
	harness_sql(h, sql.p);
}

void fill_all(struct harness *h, int64_t rows)
{
	void *all;
	size_t n;
	harness_next(h);
	if (db_list(h->ctx.db, &columns, NULL, 5000, &all, &n))
		abort();
	harness_sql(h, "DROP TRIGGER whitelist_entry_whole"); /* rows without their lists */
	for (size_t i = 0; fill_tables[i]; i++)
		fill_table(h, fill_tables[i], all, n, rows);
}
