#include "domain/policy/population.h"
#include "domain/policy/population_case_sql.h"

#define CHUNKS_MAX 100000

enum err_code population_case_extent(struct ctx *ctx, const char *scheme, int64_t *ret_total, int64_t *ret_last_id)
{
	struct population_case_in row;
	enum err_code code = db_one(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_EXTENT), &(struct population_case_in){ .scheme = scheme }, &row);
	if (!code) {
		*ret_total = row.limit;
		*ret_last_id = row.to;
	}
	return code;
}

enum err_code population_case_chunk_put(struct ctx *ctx, const struct population_case_chunk *chunk)
{
	return db_do(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_CHUNK_PUT), chunk, NULL);
}

enum err_code population_case_cursor(struct ctx *ctx, int64_t id, int64_t range_no, int64_t from, int64_t *ret_after)
{
	struct sql_id row;
	struct population_case_in in = { .id = id, .range_no = range_no, .from = from };
	enum err_code code = db_one(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_CURSOR), &in, &row);
	if (!code)
		*ret_after = row.id;
	return code;
}

enum err_code population_case_sums(struct ctx *ctx, int64_t id, struct population_case_chunk **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_SUMS), &(struct population_case_in){ .id = id }, CHUNKS_MAX, (void **)ret_rows, ret_n);
}

enum err_code population_case_chunks(struct ctx *ctx, int64_t id, const char *kind, int64_t after, int64_t limit, struct population_case_chunk **ret_rows,
                                     size_t *ret_n)
{
	struct population_case_in in = { .id = id, .kind = kind ? kind : "", .from = after, .limit = limit };
	return db_list(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_CHUNKS), &in, (size_t)limit, (void **)ret_rows, ret_n);
}

enum err_code population_case_done(struct ctx *ctx, int64_t id, const struct population_case_sum *sum)
{
	return db_do(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_DONE), &(struct population_case_done_in){ id, *sum }, NULL);
}

enum err_code population_case_prune(struct ctx *ctx, const char *scheme)
{
	return db_do(ctx->db, POPULATION_CASE_SQL(POPULATION_CASE_PRUNE), &(struct population_case_in){ .scheme = scheme, .limit = POPULATION_KEPT }, NULL);
}

enum err_code population_application(struct ctx *ctx, int64_t case_id, struct population_application *ret_row)
{
	return db_one(ctx->db, POPULATION_CASE_SQL(POPULATION_APPLICATION), &(struct sql_id){ case_id }, ret_row);
}

enum err_code population_applications(struct ctx *ctx, const char *scheme, int64_t from, int64_t to, size_t cap, struct population_application **ret_rows,
                                      size_t *ret_n)
{
	struct population_case_in in = { .scheme = scheme, .from = from, .to = to };
	return db_list(ctx->db, POPULATION_CASE_SQL(POPULATION_APPLICATIONS), &in, cap, (void **)ret_rows, ret_n);
}
