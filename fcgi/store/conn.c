#include "store/conn.h"

#include "base/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err_code conn_secret(const char *path, char out[CONN_SECRET], struct err *err)
{
	char text[CONN_SECRET] = "";
	if (path[0]) {
		struct stat st;
		int fd CLEANUP(cleanup_fd) = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || fstat(fd, &st))
			return err_native(err, ERR_CONFIG, errno, "%s", path);
		if (!S_ISREG(st.st_mode) || (st.st_mode & S_IRWXO))
			return err_set(err, ERR_CONFIG, "%s must be a file that others cannot read", path);
		ssize_t n = read(fd, text, sizeof(text) - 1);
		if (n < 0 || (size_t)n == sizeof(text) - 1)
			return err_set(err, ERR_CONFIG, "%s is too long", path);
		text[strcspn(text, "\r\n")] = '\0';
	}
	memcpy(out, text, sizeof(text));
	crypto_wipe(text, sizeof(text));
	return ERR_OK;
}

static enum err_code open_db(const struct config *config, bool lazy, struct db **ret_db, struct err *err)
{
	char password[CONN_SECRET];
	enum err_code code = conn_secret(config_text(config, "db.password_file"), password, err);
	if (code)
		return code;
	struct db_options options = {
		.socket = config_text(config, "db.socket"), .host = config_text(config, "db.host"), .port = (int)config_int(config, "db.port"),
		.name = config_text(config, "db.name"), .user = config_text(config, "db.user"), .password = password,
		.statement_s = (int)config_int(config, "db.statement_s"),
	};
	code = lazy ? db_new(&options, ret_db, err) : db_open(&options, ret_db, err);
	crypto_wipe(password, sizeof(password));
	return code;
}

enum err_code conn_db(const struct config *config, struct db **ret_db, struct err *err)
{
	return open_db(config, false, ret_db, err);
}

enum err_code conn_db_lazy(const struct config *config, struct db **ret_db, struct err *err)
{
	return open_db(config, true, ret_db, err);
}

enum err_code conn_redis(const struct config *config, struct redis **ret_redis, struct err *err)
{
	char password[CONN_SECRET];
	enum err_code code = conn_secret(config_text(config, "redis.password_file"), password, err);
	if (code)
		return code;
	struct redis *redis = redis_new(config_text(config, "redis.socket"), password);
	crypto_wipe(password, sizeof(password));
	if (!redis)
		return err_set(err, ERR_NOMEM, "redis");
	*ret_redis = redis;
	return ERR_OK;
}
