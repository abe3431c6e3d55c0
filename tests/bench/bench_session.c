/* Signs people on without a platform and without a second factor, straight in Redis, for the load generator.
 * usage: bench_session -c WEB.CONF staff ID COUNT | applicant FIRST COUNT     one cookie a line */
#include "base/config.h"
#include "http/http.h"
#include "store/conn.h"
#include "store/keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static int fail(const char *what, const struct err *err)
{
	fprintf(stderr, "bench_session: %s: %s\n", what, err->text);
	return EX_UNAVAILABLE;
}

int main(int argc, char **argv)
{
	int64_t first, count;
	bool staff = argc == 6 && strcmp(argv[3], "staff") == 0;
	if (argc != 6 || strcmp(argv[1], "-c") != 0 || (!staff && strcmp(argv[3], "applicant") != 0) || !text_i64(argv[4], &first) || !text_i64(argv[5], &count)) {
		fputs("usage: bench_session -c WEB.CONF staff ID COUNT | applicant FIRST COUNT\n", stderr);
		return EX_USAGE;
	}
	struct err err = { 0 };
	CLEANUP(config_freep) struct config *config = NULL;
	CLEANUP(db_closep) struct db *db = NULL;
	CLEANUP(redis_freep) struct redis *redis = NULL;
	CLEANUP(keys_freep) struct keys *keys = NULL;
	CLEANUP(arena_freep) struct arena *arena = arena_new((size_t)16 << 20);
	if (!arena)
		return EX_OSERR;
	if (config_load(argv[2], &config, &err) || conn_db(config, &db, &err) || conn_redis(config, &redis, &err))
		return fail("start", &err);
	db_use(db, arena, &err);
	if (keys_load(db, config_text(config, "keys.kek_file"), &keys, &err))
		return fail("keys", &err);
	for (int64_t i = 0; i < count; i++) {
		struct session session = { .kind = staff ? SESSION_STAFF : SESSION_APPLICANT, .subject_id = staff ? first : first + i,
			                   .roles = staff ? ROLE_REVIEWER : ROLE_APPLICANT };
		if (session_create(redis, keys, &session, 3600, 7200, &err))
			return fail("session", &err);
		printf("__Host-anju=%s\n", session.token);
	}
	return 0;
}
