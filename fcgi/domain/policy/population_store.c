#include "domain/policy/population_sql.h"

#define CHUNKS_MAX 100000

enum err_code population_extent(struct ctx *ctx, const char *scheme, int64_t *ret_total, int64_t *ret_last_id)
{
	struct population row;
	enum err_code code = db_one(ctx->db, POPULATION_SQL(POPULATION_EXTENT), &(struct population_in){ .scheme = scheme }, &row);
	if (!code) {
		*ret_total = row.total;
		*ret_last_id = row.last_id;
	}
	return code;
}

enum err_code population_insert(struct ctx *ctx, const struct population *row, int64_t *ret_id)
{
	return db_insert(ctx->db, POPULATION_SQL(POPULATION_INSERT), row, ret_id);
}

enum err_code population_read(struct ctx *ctx, int64_t id, struct population *ret_row)
{
	return db_one(ctx->db, POPULATION_SQL(POPULATION_READ), &(struct sql_id){ id }, ret_row);
}

enum err_code population_lock(struct ctx *ctx, int64_t id, struct population *ret_row)
{
	return db_one(ctx->db, POPULATION_SQL(POPULATION_LOCK), &(struct sql_id){ id }, ret_row);
}

enum err_code population_list(struct ctx *ctx, const char *version, struct population **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, POPULATION_SQL(POPULATION_LIST), &(struct sql_text){ version }, 20, (void **)ret_rows, ret_n);
}

enum err_code population_begin(struct ctx *ctx, int64_t id)
{
	return db_do(ctx->db, POPULATION_SQL(POPULATION_BEGIN), &(struct population_in){ .id = id }, NULL);
}

enum err_code population_end(struct ctx *ctx, int64_t id, const char *state, const char *why, const char *place, bool *ret_ended)
{
	int64_t n = 0;
	struct population_in in = { .id = id, .state = state, .why = why, .place = place };
	enum err_code code = db_do(ctx->db, POPULATION_SQL(POPULATION_END), &in, &n);
	if (!code)
		*ret_ended = n == 1;
	return code;
}

enum err_code population_range_done(struct ctx *ctx, int64_t id)
{
	return db_do(ctx->db, POPULATION_SQL(POPULATION_RANGE_DONE), &(struct population_in){ .id = id }, NULL);
}

enum err_code population_done(struct ctx *ctx, int64_t id, const struct population_sum *sum, const struct population_case_sum *cases)
{
	enum err_code code = population_case_done(ctx, id, cases);
	return code ? code : db_do(ctx->db, POPULATION_SQL(POPULATION_DONE), &(struct population_done_in){ id, *sum }, NULL);
}

enum err_code population_prune(struct ctx *ctx, const char *scheme)
{
	struct population_in in = { .scheme = scheme, .limit = POPULATION_KEPT };
	enum err_code code = population_case_prune(ctx, scheme);
	if (!code)
		code = db_do(ctx->db, POPULATION_SQL(POPULATION_PRUNE_CHUNKS), &in, NULL);
	return code ? code : db_do(ctx->db, POPULATION_SQL(POPULATION_PRUNE), &in, NULL);
}

enum err_code population_chunk_put(struct ctx *ctx, const struct population_chunk *chunk)
{
	return db_do(ctx->db, POPULATION_SQL(POPULATION_CHUNK_PUT), chunk, NULL);
}

enum err_code population_cursor(struct ctx *ctx, int64_t id, int64_t range_no, int64_t from, int64_t *ret_after)
{
	struct sql_id row;
	struct population_in in = { .id = id, .range_no = range_no, .from = from };
	enum err_code code = db_one(ctx->db, POPULATION_SQL(POPULATION_CURSOR), &in, &row);
	if (!code)
		*ret_after = row.id;
	return code;
}

enum err_code population_sums(struct ctx *ctx, int64_t id, struct population_chunk **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, POPULATION_SQL(POPULATION_SUMS), &(struct population_in){ .id = id }, CHUNKS_MAX, (void **)ret_rows, ret_n);
}

enum err_code population_chunks(struct ctx *ctx, int64_t id, const char *kind, int64_t after, int64_t limit, struct population_chunk **ret_rows,
                                size_t *ret_n)
{
	struct population_in in = { .id = id, .kind = kind ? kind : "", .from = after, .limit = limit };
	return db_list(ctx->db, POPULATION_SQL(POPULATION_CHUNKS), &in, (size_t)limit, (void **)ret_rows, ret_n);
}

enum err_code population_person(struct ctx *ctx, int64_t qualification_id, struct population_person *ret_row)
{
	return db_one(ctx->db, POPULATION_SQL(POPULATION_PERSON), &(struct sql_id){ qualification_id }, ret_row);
}

enum err_code population_people(struct ctx *ctx, const char *scheme, int64_t from, int64_t to, size_t cap, struct population_person **ret_rows,
                                size_t *ret_n)
{
	struct population_in in = { .scheme = scheme, .from = from, .to = to };
	return db_list(ctx->db, POPULATION_SQL(POPULATION_PEOPLE), &in, cap, (void **)ret_rows, ret_n);
}
