#include "domain/casefile/qualification.h"

#include "base/date.h"
#include "domain/casefile/qualification_sql.h"
#include "domain/casefile/theme.h"

#define MONTHS_MAX 600

enum err_code qualification_put(struct ctx *ctx, const struct qualification *row, int64_t *ret_id)
{
	struct qualification in = *row;
	uint8_t number[UID_SIZE];
	if (!crypto_uid(number))
		return err_set(&ctx->err, ERR_CRYPTO, "uid");
	in.public_id = text_hex(ctx->arena, number, sizeof number);
	in.created_at = clock_now_ms();
	return db_insert(ctx->db, &qualification_stmts[QUALIFICATION_INSERT], &in, ret_id);
}

enum err_code qualification_read(struct ctx *ctx, int64_t id, struct qualification *ret_row)
{
	return db_one(ctx->db, &qualification_stmts[QUALIFICATION_READ], &(struct sql_id){ id }, ret_row);
}

enum err_code qualification_of_case(struct ctx *ctx, int64_t case_id, struct qualification *ret_row)
{
	return db_one(ctx->db, &qualification_stmts[QUALIFICATION_OF_CASE], &(struct sql_id){ case_id }, ret_row);
}

enum err_code qualification_cover(struct ctx *ctx, const struct covered *row)
{
	struct covered_in in = { row->qualification_id, row->person_id, row->chosen, row->relation, row->counted_from, row->exclusive };
	return db_insert(ctx->db, &qualification_stmts[QUALIFICATION_COVER], &in, NULL);
}

enum err_code qualification_holding(struct ctx *ctx, int64_t person_id, const char *exclusive, const char **ret_number)
{
	struct covered_in in = { .person_id = person_id, .exclusive = exclusive };
	struct sql_text row;
	enum err_code code = db_one(ctx->db, &qualification_stmts[QUALIFICATION_HOLDING], &in, &row);
	if (!code)
		*ret_number = row.text;
	return code;
}

enum err_code months_want_budget(struct ctx *ctx, bool *ret_want)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &qualification_stmts[MONTHS_WANT_BUDGET], NULL, &row);
	if (!code)
		*ret_want = row.id != 0;
	return code;
}

enum err_code qualification_pick(struct ctx *ctx, enum qualification_pick pick, const struct qualification_span *ask, int64_t limit,
                                 struct sql_id **ret_ids, size_t *ret_n)
{
	static const enum qualification_stmt stmts[] = { QUALIFICATION_DUE, QUALIFICATION_OVER, QUALIFICATION_ENDING, QUALIFICATION_LIVE };
	struct qualification_span in = *ask;
	void *rows;
	in.limit = limit;
	enum err_code code = db_list(ctx->db, &qualification_stmts[stmts[pick]], &in, (size_t)limit, &rows, ret_n);
	if (!code)
		*ret_ids = rows;
	return code;
}

enum err_code qualification_listed(struct ctx *ctx, const struct qualification_listed *ask, int64_t limit, struct sql_id **ret_ids, size_t *ret_n)
{
	struct qualification_listed in = *ask;
	void *rows;
	in.limit = limit;
	enum err_code code = db_list(ctx->db, &qualification_stmts[QUALIFICATION_LISTED], &in, (size_t)limit, &rows, ret_n);
	if (!code)
		*ret_ids = rows;
	return code;
}

enum err_code qualification_in_scheme(struct ctx *ctx, int64_t person_id, const char *scheme, bool *ret_is)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &qualification_stmts[QUALIFICATION_IN_SCHEME], &(struct qualification){ .person_id = person_id, .scheme = scheme }, &row);
	if (!code)
		*ret_is = row.id != 0;
	return code;
}

enum err_code qualification_live(struct ctx *ctx, const char *scheme, int64_t *ret_n)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &qualification_stmts[QUALIFICATION_LIVE_N], &(struct qualification_span){ .scheme = scheme }, &row);
	if (!code)
		*ret_n = row.id;
	return code;
}

enum err_code qualification_cut(struct ctx *ctx, int64_t id, const char *month_to)
{
	return db_do(ctx->db, &qualification_stmts[QUALIFICATION_CUT], &(struct qualification){ .id = id, .month_to = month_to }, NULL);
}

enum err_code qualification_end(struct ctx *ctx, int64_t id)
{
	struct sql_id in = { id };
	enum err_code code = db_do(ctx->db, &qualification_stmts[QUALIFICATION_END], &in, NULL);
	return code ? code : db_do(ctx->db, &qualification_stmts[QUALIFICATION_FREE], &in, NULL);
}

enum err_code month_put(struct ctx *ctx, const struct month_row *row)
{
	struct month_row in = *row;
	struct sql_id next;
	int32_t month;
	struct month_key key = { .person_id = row->person_id, .cap_group = row->cap_group, .month = row->month };
	enum err_code code = db_one(ctx->db, &qualification_stmts[MONTH_NEXT_REV], &key, &next);
	if (code)
		return code;
	if (!month_parse(row->month, &month))
		return err_set(&ctx->err, ERR_INTERNAL, "month");
	in.rev = next.id;
	in.at = clock_now_ms();
	code = db_insert(ctx->db, &qualification_stmts[MONTH_INSERT], &in, NULL);
	return code ? code : month_used_mark(ctx, row->person_id, row->cap_group, month, text_eq(row->outcome, "payable"));
}

enum err_code month_counted(struct ctx *ctx, int64_t person_id, int64_t spouse_id, const char *cap_group, int64_t *ret_n)
{
	struct blob own, spouse = { NULL, 0 };
	enum err_code code = month_used_read(ctx, person_id, cap_group, &own);
	if (!code && spouse_id)
		code = month_used_read(ctx, spouse_id, cap_group, &spouse);
	if (!code)
		*ret_n = month_used_count(&own, &spouse, 0);
	return code;
}

static enum err_code months(struct ctx *ctx, enum qualification_stmt stmt, int64_t qualification_id, struct month_row **ret_rows, size_t *ret_n)
{
	void *rows;
	enum err_code code = db_list(ctx->db, &qualification_stmts[stmt], &(struct sql_id){ qualification_id }, MONTHS_MAX, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code month_list(struct ctx *ctx, int64_t qualification_id, struct month_row **ret_rows, size_t *ret_n)
{
	return months(ctx, MONTH_LIST, qualification_id, ret_rows, ret_n);
}

enum err_code month_history(struct ctx *ctx, int64_t qualification_id, struct month_row **ret_rows, size_t *ret_n)
{
	return months(ctx, MONTH_HISTORY, qualification_id, ret_rows, ret_n);
}
