#include "flow/health_flow.h"

#include "store/migrate.h"
#include "store/redis.h"

#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_MIN ((unsigned long long)64 << 20)

static bool has_room(const char *dir)
{
	struct statvfs fs;
	return access(dir, W_OK | X_OK) == 0 && statvfs(dir, &fs) == 0 && (unsigned long long)fs.f_bavail * fs.f_frsize >= ROOM_MIN;
}

void health_flow(struct ctx *ctx, struct health *ret_health)
{
	struct err err = { 0 };
	struct health h = { .database = ctx->db && db_alive(ctx->db) };
	h.schema = h.database && migrate_check(ctx->db, &err) == ERR_OK;
	h.redis = ctx->redis && redis_takes(ctx->redis);
	h.files = has_room(config_text(ctx->config, "files.dir"));
	*ret_health = h;
}
