#include "domain/people/data_class.h"

#include <string.h>

struct reveals_in {
	int64_t staff_id, since;
};
enum { ROLES, REVEALS };
static const struct sql_stmt stmts[] = {
	[ROLES] = {
		.name = "data_class_roles",
		.text = "SELECT open_roles FROM data_class WHERE field = ?",
		SQL_IN(COL_S(struct sql_text, text)), SQL_OUT(struct sql_text, COL_S(struct sql_text, text)),
	},
	[REVEALS] = {
		.name = "data_class_reveals",
		.text = "SELECT COUNT(*) FROM audit WHERE actor_kind = 'staff' AND actor_id = ? AND action = 'data.reveal' AND at >= ?",
		SQL_IN(COL_I(struct reveals_in, staff_id), COL_I(struct reveals_in, since)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
};
const struct sql_module data_class_sql = { "data_class", stmts, ARRAY_LEN(stmts) };

enum err_code data_class_may(struct ctx *ctx, const char *field, const char *const *roles, size_t n_roles)
{
	struct sql_text row;
	enum err_code code = db_one(ctx->db, &stmts[ROLES], &(struct sql_text){ field }, &row);
	if (code && code != ERR_NOT_FOUND)
		return code;
	for (size_t i = 0; !code && i < n_roles; i++)
		if (text_in_list(row.text, roles[i]))
			return ERR_OK;
	return err_set(&ctx->err, ERR_FORBIDDEN, "您的岗位不能查看这类数据的明文");
}

enum err_code data_class_reveals(struct ctx *ctx, int64_t staff_id, int64_t since_ms, int64_t *ret_n)
{
	struct sql_id row;
	enum err_code code = db_one(ctx->db, &stmts[REVEALS], &(struct reveals_in){ staff_id, since_ms }, &row);
	if (!code)
		*ret_n = row.id;
	return code;
}
