#include "store/db_private.h"

#include "base/crypto.h"
#include "base/date.h"

#include <time.h>

#define TRIES 5
#define TRY_FOR_MS 15000 /* waiting for locks again and again must not hold a person longer than this */

static void jitter(int try)
{
	uint16_t random = 0;
	if (!crypto_random(&random, sizeof(random)))
		random = 0;
	int64_t us = (int64_t)(2000 << try) + random % (8000 << try);
	struct timespec ts = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
	nanosleep(&ts, NULL);
}

static enum err_code attempt(struct db *db, enum tx_kind kind, tx_fn *fn, void *arg)
{
	enum err_code code = db_begin(db, kind);
	if (code)
		return code;
	code = fn(db, arg);
	if (!code && arena_failed(db_arena(db)))
		code = err_set(db_err(db), ERR_NOMEM, "arena");
	if (!code)
		code = db_commit(db);
	if (code)
		db_rollback(db);
	return code;
}

enum err_code tx_run_kind(struct db *db, enum tx_kind kind, const char *name, tx_fn *fn, void *arg)
{
	if (db_in_tx(db))
		return err_set(db_err(db), ERR_INTERNAL, "%s: a transaction is open already", name);
	int64_t start = clock_mono_ms();
	for (int try = 0;; try++) {
		enum err_code code = attempt(db, kind, fn, arg);
		bool again = (code == ERR_BUSY || code == ERR_UNAVAILABLE) && db_may_repeat(db);
		if (!again || try + 1 >= TRIES || clock_mono_ms() - start > TRY_FOR_MS)
			return code;
		jitter(try);
		err_clear(db_err(db));
	}
}

enum err_code tx_run(struct db *db, const char *name, tx_fn *fn, void *arg)
{
	return tx_run_kind(db, TX_NORMAL, name, fn, arg);
}
