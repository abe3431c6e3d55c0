/* Security attributes of kinds of data (G7): class and the roles that may see the clear value. */
#ifndef DOMAIN_PEOPLE_DATA_CLASS_H
#define DOMAIN_PEOPLE_DATA_CLASS_H

#include "store/ctx.h"

/* field: "person.idno", "payee.account" … ERR_FORBIDDEN when none of the roles may reveal it, or the field is unknown. */
enum err_code data_class_may(struct ctx *ctx, const char *field, const char *const *roles, size_t n_roles) MUST_CHECK;
/* Reveals of this staff member in the audit since `since_ms`. */
enum err_code data_class_reveals(struct ctx *ctx, int64_t staff_id, int64_t since_ms, int64_t *ret_n) MUST_CHECK;

extern const struct sql_module data_class_sql;

#endif
