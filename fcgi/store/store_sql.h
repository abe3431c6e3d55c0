/* The statements of store/ itself, for tests/sql. */
#ifndef STORE_STORE_SQL_H
#define STORE_STORE_SQL_H

#include "store/db.h"

extern const struct sql_module job_sql, audit_sql, request_key_sql, keys_sql, migrate_sql;

#endif
