/* Connections as the configuration names them (db.*, redis.*). Passwords are the first lines of files that others may not read. */
#ifndef STORE_CONN_H
#define STORE_CONN_H

#include "base/config.h"
#include "store/db.h"
#include "store/redis.h"

#define CONN_SECRET 128

/* "" for an empty path. ERR_CONFIG: cannot be read, too long, or readable by everybody. */
enum err_code conn_secret(const char *path, char out[CONN_SECRET], struct err *err) MUST_CHECK;
enum err_code conn_db(const struct config *config, struct db **ret_db, struct err *err) MUST_CHECK;      /* connected */
enum err_code conn_db_lazy(const struct config *config, struct db **ret_db, struct err *err) MUST_CHECK; /* connects at the first use */
enum err_code conn_redis(const struct config *config, struct redis **ret_redis, struct err *err) MUST_CHECK; /* connects at the first use */

#endif
