#include "store/redis.h"

#include "base/crypto.h"
#include "base/date.h"
#include "base/text.h"

#include <hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TIMEOUT_MS 1000
#define RETRY_MS 200 /* a server that let a thread wait is not asked again at once; one that refuses costs nothing */
#define KEY_MAX 160
#define ARGS_MAX 40
#define DIGEST_TEXT 41 /* SHA-1 in hex: the server's name of a script */

struct redis {
	redisContext *link;
	char *socket, *password;
	int64_t failed_at;
	char read_digest[DIGEST_TEXT]; /* of read_script; empty until the server has told it */
};

struct redis *redis_new(const char *socket, const char *password)
{
	struct redis *redis = calloc(1, sizeof(*redis));
	if (!redis)
		return NULL;
	redis->socket = strdup(socket ? socket : "");
	redis->password = password && password[0] ? strdup(password) : NULL;
	redis->failed_at = -RETRY_MS;
	if (!redis->socket || (password && password[0] && !redis->password))
		redis_freep(&redis);
	return redis;
}

static void link_drop(struct redis *redis)
{
	if (redis->link)
		redisFree(redis->link);
	redis->link = NULL;
}

void redis_freep(struct redis **redis)
{
	if (!*redis)
		return;
	link_drop(*redis);
	if ((*redis)->password)
		explicit_bzero((*redis)->password, strlen((*redis)->password));
	free((*redis)->password);
	free((*redis)->socket);
	free(*redis);
	*redis = NULL;
}

static void reply_freep(redisReply **reply)
{
	if (*reply)
		freeReplyObject(*reply);
}
#define REPLY redisReply *CLEANUP(reply_freep)

static struct timeval wait_of(int64_t ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

static bool link_open(struct redis *redis)
{
	if (redis->link && !redis->link->err)
		return true;
	link_drop(redis);
	if (clock_mono_ms() - redis->failed_at < RETRY_MS)
		return false;
	int64_t start = clock_mono_ms();
	redisContext *link = redisConnectUnixWithTimeout(redis->socket, wait_of(TIMEOUT_MS));
	if (link && !link->err && redisSetTimeout(link, wait_of(TIMEOUT_MS)) == REDIS_OK) {
		redis->link = link;
		if (!redis->password)
			return true;
		REPLY reply = redisCommand(link, "AUTH %s", redis->password);
		if (reply && reply->type != REDIS_REPLY_ERROR)
			return true;
		redis->link = NULL;
	}
	if (link)
		redisFree(link);
	if (clock_mono_ms() - start > RETRY_MS)
		redis->failed_at = clock_mono_ms();
	return false;
}

/* NULL when Redis is down. A link that went stale while idle is opened once more: every command here may run twice. */
static redisReply *command(struct redis *redis, int argc, const char **argv, const size_t *lens)
{
	for (int try = 0; try < 2; try++) {
		bool fresh = !redis->link;
		int64_t start = clock_mono_ms();
		if (!link_open(redis))
			return NULL;
		redisReply *reply = redisCommandArgv(redis->link, argc, argv, lens);
		if (reply)
			return reply;
		link_drop(redis);
		if (clock_mono_ms() - start > RETRY_MS)
			redis->failed_at = clock_mono_ms();
		if (fresh)
			break;
	}
	return NULL;
}

/* ---- scripts ---- */

struct call {
	int argc;
	const char *argv[ARGS_MAX];
	size_t lens[ARGS_MAX];
	char numbers[ARGS_MAX][24];
};

static void arg(struct call *call, const char *text)
{
	call->argv[call->argc] = text;
	call->lens[call->argc++] = strlen(text);
}

static void arg_int(struct call *call, int64_t v)
{
	snprintf(call->numbers[call->argc], sizeof(call->numbers[0]), "%lld", (long long)v);
	arg(call, call->numbers[call->argc]);
}

/* The first two arguments; the others stay. */
static void name_script(struct call *call, const char *verb, const char *script)
{
	call->argv[0] = verb;
	call->lens[0] = strlen(verb);
	call->argv[1] = script;
	call->lens[1] = strlen(script);
}

static void call_script(struct call *call, const char *script, int64_t n_keys)
{
	name_script(call, "EVAL", script);
	call->argc = 2;
	arg_int(call, n_keys);
}

/* A script of every request is called by its digest: the server then neither reads nor hashes the text again. One that has
 * forgotten it (it was restarted) is sent the text, and knows it from then on. */
static redisReply *by_digest(struct redis *redis, struct call *call, char digest[DIGEST_TEXT])
{
	const char *text = call->argv[1];
	if (!digest[0]) {
		const char *load[] = { "SCRIPT", "LOAD", text };
		REPLY loaded = command(redis, ARRAY_LEN(load), load, NULL);
		if (loaded && loaded->type == REDIS_REPLY_STRING && (size_t)loaded->len == DIGEST_TEXT - 1)
			memcpy(digest, loaded->str, DIGEST_TEXT);
	}
	if (digest[0]) {
		name_script(call, "EVALSHA", digest);
		redisReply *reply = command(redis, call->argc, call->argv, call->lens);
		if (!reply || reply->type != REDIS_REPLY_ERROR || strncmp(reply->str, "NOSCRIPT", 8) != 0)
			return reply;
		freeReplyObject(reply);
	}
	name_script(call, "EVAL", text);
	return command(redis, call->argc, call->argv, call->lens);
}

static enum err_code down(struct err *err)
{
	return err_set(err, ERR_UNAVAILABLE, "redis");
}

bool redis_alive(struct redis *redis)
{
	const char *argv[] = { "PING" };
	REPLY reply = command(redis, 1, argv, NULL);
	return reply && reply->type == REDIS_REPLY_STATUS;
}

bool redis_takes(struct redis *redis)
{
	const char *argv[] = { "SET", "ready", "1", "PX", "10000" };
	REPLY reply = command(redis, ARRAY_LEN(argv), argv, NULL);
	return reply && reply->type == REDIS_REPLY_STATUS;
}

/* ---- sessions ---- */

/* KEYS: session, its subject's set. ARGV: idle ms, absolute ms, then field, value … Answers the server's ms.
 * A session that is nobody's yet is in no set: everybody who begins to sign on would stand in the same one, and it would never end. */
static const char create_script[] =
    "local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"
    "local fields = {'created', now, 'idle', ARGV[1], 'until', now + ARGV[2], 'set', KEYS[2]}\n"
    "for i = 3, #ARGV do fields[#fields + 1] = ARGV[i] end\n"
    "redis.call('HSET', KEYS[1], unpack(fields))\n"
    "redis.call('PEXPIRE', KEYS[1], math.min(ARGV[1], ARGV[2]))\n"
    "if string.sub(KEYS[2], -2) ~= ':0' then\n"
    "  redis.call('SADD', KEYS[2], KEYS[1])\n"
    "  redis.call('PEXPIRE', KEYS[2], math.max(ARGV[2], redis.call('PTTL', KEYS[2])))\n"
    "end\n"
    "return now";

/* KEYS: session. Touches it: the key's own end of life is the idle limit, shortened by the absolute one at last. */
static const char read_script[] =
    "local v = redis.call('HMGET', KEYS[1], 'kind', 'subject', 'roles', 'created', 'csrf', 'device', 'idle', 'until')\n"
    "if not v[1] then return false end\n"
    "local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"
    "local left = v[8] - now\n"
    "if left <= 0 then redis.call('DEL', KEYS[1]); return false end\n"
    "redis.call('PEXPIRE', KEYS[1], math.min(v[7], left))\n"
    "return {v[1], v[2], v[3], v[4], v[5], v[6], tostring(now)}";

static const char drop_script[] =
    "local set = redis.call('HGET', KEYS[1], 'set')\n"
    "if set then redis.call('SREM', set, KEYS[1]) end\n"
    "return redis.call('DEL', KEYS[1])";

static const char drop_all_script[] =
    "local n = 0\n"
    "for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do n = n + redis.call('DEL', key) end\n"
    "redis.call('DEL', KEYS[1])\n"
    "return n";

static bool hex_of(const void *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *byte = p;
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[byte[i] >> 4];
		out[2 * i + 1] = digits[byte[i] & 15];
	}
	out[2 * n] = '\0';
	return true;
}

/* "s:" and the keyed digest of the token: who reads Redis cannot sign on with what stands there. */
static enum err_code session_key(const struct keys *keys, const char *token, char out[KEY_MAX], struct err *err)
{
	uint8_t mac[SM3_SIZE];
	enum err_code code = keyed_mac(keys, KEY_SESSION, "session", token, strlen(token), mac, err);
	if (code)
		return code;
	out[0] = 's';
	out[1] = ':';
	hex_of(mac, sizeof(mac), out + 2);
	return ERR_OK;
}

static void set_key(enum session_kind kind, int64_t subject_id, char out[KEY_MAX])
{
	snprintf(out, KEY_MAX, "u:%d:%lld", (int)kind, (long long)subject_id);
}

enum err_code session_create(struct redis *redis, const struct keys *keys, struct session *session, int64_t idle_s, int64_t absolute_s, struct err *err)
{
	uint8_t random[SM3_SIZE + 16];
	char key[KEY_MAX], set[KEY_MAX], token[65], csrf[33];
	if (!crypto_random(random, sizeof(random)))
		return err_set(err, ERR_CRYPTO, "random");
	hex_of(random, 32, token);
	hex_of(random + 32, 16, csrf);
	crypto_wipe(random, sizeof(random));
	enum err_code code = session_key(keys, token, key, err);
	if (code)
		return code;
	set_key(session->kind, session->subject_id, set);
	struct call call;
	call_script(&call, create_script, 2);
	arg(&call, key);
	arg(&call, set);
	arg_int(&call, idle_s * 1000);
	arg_int(&call, absolute_s * 1000);
	arg(&call, "kind");
	arg_int(&call, session->kind);
	arg(&call, "subject");
	arg_int(&call, session->subject_id);
	arg(&call, "roles");
	arg_int(&call, session->roles);
	arg(&call, "csrf");
	arg(&call, csrf);
	arg(&call, "device");
	arg(&call, session->device);
	REPLY reply = command(redis, call.argc, call.argv, call.lens);
	if (!reply || reply->type != REDIS_REPLY_INTEGER)
		return down(err);
	memcpy(session->token, token, sizeof(token));
	memcpy(session->csrf, csrf, sizeof(csrf));
	session->created_ms = session->seen_ms = reply->integer;
	return ERR_OK;
}

static bool reply_int(const redisReply *reply, int64_t *ret_v)
{
	return reply->type == REDIS_REPLY_STRING && text_i64(reply->str, ret_v);
}

static bool reply_text(const redisReply *reply, char *out, size_t cap)
{
	if (reply->type != REDIS_REPLY_STRING || (size_t)reply->len >= cap)
		return false;
	memcpy(out, reply->str, (size_t)reply->len + 1);
	return true;
}

enum err_code session_read(struct redis *redis, const struct keys *keys, const char *token, struct session *ret_session, struct err *err)
{
	char key[KEY_MAX];
	struct session s = { 0 };
	if (strlen(token) != 64 || strspn(token, "0123456789abcdef") != 64)
		return err_set(err, ERR_NOT_SIGNED_ON, "session");
	enum err_code code = session_key(keys, token, key, err);
	if (code)
		return code;
	struct call call;
	call_script(&call, read_script, 1);
	arg(&call, key);
	REPLY reply = by_digest(redis, &call, redis->read_digest);
	if (!reply || reply->type == REDIS_REPLY_ERROR)
		return down(err);
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 7)
		return err_set(err, ERR_NOT_SIGNED_ON, "session");
	int64_t kind;
	redisReply **e = reply->element;
	if (!reply_int(e[0], &kind) || kind < SESSION_PENDING || kind > SESSION_STAFF || !reply_int(e[1], &s.subject_id) || !reply_int(e[2], &s.roles) ||
	    !reply_int(e[3], &s.created_ms) || !reply_text(e[4], s.csrf, sizeof(s.csrf)) || !reply_text(e[5], s.device, sizeof(s.device)) ||
	    !reply_int(e[6], &s.seen_ms))
		return err_set(err, ERR_NOT_SIGNED_ON, "session");
	s.kind = (enum session_kind)kind;
	memcpy(s.token, token, sizeof(s.token));
	*ret_session = s;
	return ERR_OK;
}

void session_drop(struct redis *redis, const struct keys *keys, const char *token)
{
	char key[KEY_MAX];
	struct err ignored = { 0 };
	if (!token || session_key(keys, token, key, &ignored))
		return;
	struct call call;
	call_script(&call, drop_script, 1);
	arg(&call, key);
	REPLY reply = command(redis, call.argc, call.argv, call.lens);
}

enum err_code session_drop_all(struct redis *redis, enum session_kind kind, int64_t subject_id, struct err *err)
{
	char set[KEY_MAX];
	set_key(kind, subject_id, set);
	struct call call;
	call_script(&call, drop_all_script, 1);
	arg(&call, set);
	REPLY reply = command(redis, call.argc, call.argv, call.lens);
	return reply && reply->type == REDIS_REPLY_INTEGER ? ERR_OK : down(err);
}

/* ---- windows ---- */

/* KEYS: counters. ARGV: limit, ms of each. All are looked at before any is counted; 0 or the number of the full one. */
static const char windows_script[] =
    "for i, key in ipairs(KEYS) do\n"
    "  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[2 * i - 1]) then return i end\n"
    "end\n"
    "for i, key in ipairs(KEYS) do\n"
    "  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[2 * i]) end\n"
    "end\n"
    "return 0";

#define WINDOWS_MAX 8

enum err_code redis_windows(struct redis *redis, const struct window *windows, size_t n, struct err *err)
{
	char names[WINDOWS_MAX][KEY_MAX];
	if (n > WINDOWS_MAX)
		return err_set(err, ERR_INTERNAL, "windows");
	struct call call;
	call_script(&call, windows_script, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		if (snprintf(names[i], KEY_MAX, "w:%s:%lld", windows[i].key, (long long)windows[i].seconds) >= KEY_MAX)
			return err_set(err, ERR_INTERNAL, "window key");
		arg(&call, names[i]);
	}
	for (size_t i = 0; i < n; i++) {
		arg_int(&call, windows[i].limit);
		arg_int(&call, windows[i].seconds * 1000);
	}
	REPLY reply = command(redis, call.argc, call.argv, call.lens);
	if (!reply || reply->type != REDIS_REPLY_INTEGER)
		return down(err);
	return reply->integer == 0 ? ERR_OK : err_set(err, ERR_TOO_MANY, "window %lld", reply->integer);
}

/* ---- wake-up hints ---- */

static void list_key(const char *channel, char out[KEY_MAX])
{
	snprintf(out, KEY_MAX, "wake:%.100s", channel);
}

/* One waiting hint is enough, however many rows it stands for. */
void redis_wake(struct redis *redis, const char *channel)
{
	static const char script[] = "redis.call('LPUSH', KEYS[1], '1'); redis.call('LTRIM', KEYS[1], 0, 0); return 1";
	char key[KEY_MAX];
	list_key(channel, key);
	struct call call;
	call_script(&call, script, 1);
	arg(&call, key);
	REPLY reply = command(redis, call.argc, call.argv, call.lens);
}

static void pause_ms(int64_t ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&ts, NULL);
}

void redis_wait(struct redis *redis, const char *channel, int64_t ms)
{
	if (ms <= 0)
		return;
	int64_t start = clock_mono_ms();
	if (redis && link_open(redis)) {
		char key[KEY_MAX], seconds[24];
		list_key(channel, key);
		snprintf(seconds, sizeof(seconds), "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
		redisSetTimeout(redis->link, wait_of(ms + TIMEOUT_MS));
		REPLY reply = redisCommand(redis->link, "BRPOP %s %s", key, seconds);
		if (!reply)
			link_drop(redis);
		else
			redisSetTimeout(redis->link, wait_of(TIMEOUT_MS));
		if (reply && reply->type != REDIS_REPLY_ERROR)
			return;
	}
	/* Without Redis the poll interval is what is left. */
	int64_t left = ms - (clock_mono_ms() - start);
	if (left > 0)
		pause_ms(left);
}
