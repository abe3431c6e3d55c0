#include "domain/casefile/theme.h"

#include "domain/casefile/theme_sql.h"

#include <string.h>

#define USED_FROM (2000 * 12) /* 2000-01 in months of base/date */
#define USED_BYTES 256

enum err_code theme_read(struct ctx *ctx, int64_t person_id, struct theme *ret_theme)
{
	return db_one(ctx->db, &theme_stmts[THEME_READ], &(struct theme){ .person_id = person_id }, ret_theme);
}

enum err_code theme_version(struct ctx *ctx, int64_t person_id, int64_t ver, struct blob *ret_packed)
{
	struct theme key = { .person_id = person_id, .ver = ver }, row;
	enum err_code code = theme_read(ctx, person_id, &row);
	if (!code && row.ver != ver)
		code = db_one(ctx->db, &theme_stmts[THEME_PAST], &key, &row);
	if (!code)
		*ret_packed = row.packed;
	return code;
}

enum err_code theme_write(struct ctx *ctx, struct theme *theme, struct blob *ret_before)
{
	struct theme had;
	*ret_before = (struct blob){ NULL, 0 };
	enum err_code code = db_one(ctx->db, &theme_stmts[THEME_LOCK], theme, &had);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		theme->ver = 1;
		return db_do(ctx->db, &theme_stmts[THEME_INSERT], theme, NULL);
	}
	if (!code)
		code = db_do(ctx->db, &theme_stmts[THEME_KEEP], theme, NULL);
	if (!code)
		code = db_do(ctx->db, &theme_stmts[THEME_REPLACE], theme, NULL);
	if (code)
		return code;
	theme->ver = had.ver + 1;
	*ret_before = had.packed;
	return ERR_OK;
}

/* ---- months used ---- */

static enum err_code used_row(struct ctx *ctx, enum theme_stmt stmt, int64_t person_id, const char *cap_group, struct blob *ret_used)
{
	struct month_used row = { .person_id = person_id, .cap_group = cap_group };
	enum err_code code = db_one(ctx->db, &theme_stmts[stmt], &row, &row);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		*ret_used = (struct blob){ NULL, 0 };
		return ERR_OK;
	}
	if (!code)
		*ret_used = row.used;
	return code;
}

enum err_code month_used_read(struct ctx *ctx, int64_t person_id, const char *cap_group, struct blob *ret_used)
{
	return used_row(ctx, USED_READ, person_id, cap_group, ret_used);
}

static bool is_used(const struct blob *used, int32_t month)
{
	size_t bit = (size_t)(month - USED_FROM);
	return month >= USED_FROM && used->p && bit / 8 < used->n && used->p[bit / 8] & (1u << (bit % 8));
}

enum err_code month_used_mark(struct ctx *ctx, int64_t person_id, const char *cap_group, int32_t month, bool counts)
{
	struct month_used row = { .person_id = person_id, .cap_group = cap_group };
	struct blob had;
	enum err_code code = used_row(ctx, USED_LOCK, person_id, cap_group, &had);
	if (code || is_used(&had, month) == counts)
		return code;
	code = month_used_with(ctx->arena, &had, month, counts, &row.used);
	if (code)
		return err_set(&ctx->err, code, "a month that no cap knows");
	return db_do(ctx->db, &theme_stmts[USED_WRITE], &row, NULL);
}

enum err_code month_used_put(struct ctx *ctx, const struct month_used *rows, size_t n)
{
	return n ? db_bulk(ctx->db, &theme_stmts[USED_WRITE], rows, sizeof *rows, n, NULL) : ERR_OK;
}

enum err_code month_used_with(struct arena *arena, const struct blob *used, int32_t month, bool counts, struct blob *ret_used)
{
	if (month < USED_FROM || month >= USED_FROM + USED_BYTES * 8)
		return ERR_INVALID;
	size_t bit = (size_t)(month - USED_FROM), n = bit / 8 + 1 > used->n ? bit / 8 + 1 : used->n;
	uint8_t *bits = arena_alloc(arena, n);
	if (!bits)
		return ERR_NOMEM;
	if (used->n)
		memcpy(bits, used->p, used->n);
	if (counts)
		bits[bit / 8] |= (uint8_t)(1u << (bit % 8));
	else
		bits[bit / 8] &= (uint8_t) ~(1u << (bit % 8));
	*ret_used = (struct blob){ bits, n };
	return ERR_OK;
}

int32_t month_used_count(const struct blob *a, const struct blob *b, int32_t except)
{
	int32_t n = 0;
	for (size_t i = 0; i < a->n || i < b->n; i++)
		n += __builtin_popcount((unsigned)((i < a->n ? a->p[i] : 0) | (i < b->n ? b->p[i] : 0)));
	return n - (is_used(a, except) || is_used(b, except));
}

/* ---- households ---- */

enum err_code house_list(struct ctx *ctx, const char *scheme, const char *cap_group, int64_t after, int64_t to, size_t cap, struct house_row **ret_rows,
                         size_t *ret_n)
{
	struct house_in in = { after, to, scheme, cap_group };
	void *rows;
	enum err_code code = db_list(ctx->db, &theme_stmts[HOUSE_LIST], &in, cap, &rows, ret_n);
	if (!code)
		*ret_rows = rows;
	return code;
}

enum err_code house_people(struct ctx *ctx, const char *scheme, int64_t after, int64_t to, size_t cap, struct sql_id **ret_ids, size_t *ret_n)
{
	struct house_in in = { .after = after, .to = to, .scheme = scheme };
	void *rows;
	enum err_code code = db_list(ctx->db, &theme_stmts[HOUSE_PEOPLE], &in, cap, &rows, ret_n);
	if (!code)
		*ret_ids = rows;
	return code;
}
