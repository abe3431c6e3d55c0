#include "main/start.h"

#include "base/date.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/policy/policy_json.h"
#include "store/conn.h"
#include "store/keys.h"
#include "store/migrate.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

int start_fail(const struct start *s, enum err_code code, const struct err *err)
{
	fprintf(stderr, "%s: %s: %s\n", s->program, err_name(code), err->text[0] ? err->text : err_title(code));
	switch (code) {
	case ERR_OK:
		return EX_OK;
	case ERR_CONFIG:
		return EX_CONFIG;
	case ERR_INVALID:
	case ERR_DUPLICATE:
		return EX_DATAERR;
	case ERR_NOT_FOUND:
		return EX_NOINPUT;
	case ERR_UNAVAILABLE:
	case ERR_OUTSIDE:
		return EX_UNAVAILABLE;
	case ERR_BUSY:
	case ERR_UNCERTAIN:
		return EX_TEMPFAIL;
	case ERR_IO:
		return EX_IOERR;
	case ERR_FORBIDDEN:
		return EX_NOPERM;
	default:
		return err_class_of(code) == ERR_CLASS_CLIENT || err_class_of(code) == ERR_CLASS_CONFLICT ? EX_DATAERR : EX_SOFTWARE;
	}
}

int start_config(struct start *s)
{
	struct err err = { 0 };
	if (!s->config_file)
		s->config_file = ANJU_CONFIG_FILE;
	enum err_code code = config_load(s->config_file, &s->config, &err);
	return code ? start_fail(s, code, &err) : 0;
}

void start_log(const struct start *s)
{
	static const char *const levels[] = { [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error" };
	const char *file = config_text(s->config, "log.file"), *level = config_text(s->config, "log.level");
	int fd = file[0] ? open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640) : STDERR_FILENO;
	enum log_level least = LOG_INFO;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (strcmp(levels[i], level) == 0)
			least = (enum log_level)i;
	log_init(s->program, least, fd < 0 ? STDERR_FILENO : fd);
}

int start_clock(const struct start *s, const char *now)
{
	int64_t ms;
	if (!now)
		return 0;
	if (!clock_parse(now, &ms)) {
		fprintf(stderr, "%s: --now wants YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS\n", s->program);
		return EX_USAGE;
	}
	clock_start_at(ms);
	return 0;
}

const char *start_folder(const struct start *s, struct arena *arena, const char *sub)
{
	char key[40];
	snprintf(key, sizeof(key), "%s.dir", sub);
	bool configured = strcmp(sub, "policy") == 0 || strcmp(sub, "forms") == 0;
	const char *given = configured && s->config ? config_text(s->config, key) : "";
	if (given[0])
		return given;
	const char *paths[] = { arena_printf(arena, "%s/%s", ANJU_DATA_DIR, sub),
		                arena_printf(arena, "%s/%s%s", ANJU_SOURCE_DIR, configured ? "conf/" : "", sub) };
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		if (paths[i] && access(paths[i], R_OK | X_OK) == 0)
			return paths[i];
	return NULL;
}

int start_policies(const struct start *s, struct arena *arena, struct policy_set *set)
{
	struct err err = { 0 };
	const char *dir = start_folder(s, arena, "policy");
	if (!dir)
		return start_fail(s, err_set(&err, ERR_CONFIG, "no folder of policies: set policy.dir"), &err);
	policy_set_init(set, arena);
	enum err_code code = policy_json_dir(set, dir, &err);
	return code ? start_fail(s, code, &err) : 0;
}

void start_harden(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	umask(0027);
}

/* Keys and schema by a connection of its own: the threads open theirs when they need them. */
int start_keys(const struct start *s, struct keys **ret_keys)
{
	struct err err = { 0 };
	struct db *db CLEANUP(db_closep) = NULL;
	enum err_code code = conn_db(s->config, &db, &err);
	if (!code)
		code = migrate_check(db, &err);
	if (!code)
		code = keys_load(db, config_text(s->config, "keys.kek_file"), ret_keys, &err);
	return code ? start_fail(s, code, &err) : 0;
}
