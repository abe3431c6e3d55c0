/* Opens the key ring of the database under the key file; makes it at the first migration. */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "base/crypto.h"
#include "store/db.h"

enum err_code keys_load(struct db *db, const char *kek_file, struct keys **ret_keys, struct err *err) MUST_CHECK;
/* Adds an ACTIVE key for every purpose that has none. */
enum err_code keys_init(struct db *db, const char *kek_file, struct err *err) MUST_CHECK;

#endif
