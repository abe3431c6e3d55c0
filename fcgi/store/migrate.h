/* Numbered migrations: forward only, checksums (SHA-256) in schema_migration, one advisory lock. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/db.h"

#include <stdio.h>

enum err_code migrate_up(struct db *db, const char *dir, FILE *out, struct err *err) MUST_CHECK;
enum err_code migrate_status(struct db *db, const char *dir, FILE *out, int *ret_pending, struct err *err) MUST_CHECK;
/* Programs refuse to start on another version than the one they were built with (SCHEMA_VERSION, counted from migrations/ at build time). */
enum err_code migrate_check(struct db *db, struct err *err) MUST_CHECK;

#endif
