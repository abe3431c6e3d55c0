/* store/redis: sessions, windows, wake-up hints, and what happens without Redis. */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "base/date.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct harness h;

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

static struct session fresh(enum session_kind kind, int64_t subject, int64_t idle_s, int64_t absolute_s)
{
	struct session s = { .kind = kind, .subject_id = subject, .roles = 0x18, .device = "0123456789abcdef0123456789abcdef" };
	assert_int_equal(session_create(h.ctx.redis, h.keys, &s, idle_s, absolute_s, &h.ctx.err), ERR_OK);
	return s;
}

static enum err_code look(const char *token, struct session *ret)
{
	return session_read(h.ctx.redis, h.keys, token, ret, &h.ctx.err);
}

static void a_session_comes_back(void **state)
{
	(void)state;
	struct session s = fresh(SESSION_STAFF, 7, 60, 600), back = { 0 };
	assert_int_equal(strlen(s.token), 64);
	assert_int_equal(strlen(s.csrf), 32);
	assert_int_equal(look(s.token, &back), ERR_OK);
	assert_int_equal(back.kind, SESSION_STAFF);
	assert_int_equal(back.subject_id, 7);
	assert_int_equal(back.roles, 0x18);
	assert_string_equal(back.csrf, s.csrf);
	assert_string_equal(back.token, s.token);
	assert_string_equal(back.device, s.device);
	assert_int_equal(back.created_ms, s.created_ms);
	assert_true(back.seen_ms >= s.seen_ms);
	struct session other = fresh(SESSION_STAFF, 7, 60, 600);
	assert_string_not_equal(other.token, s.token);
	assert_string_not_equal(other.csrf, s.csrf);
}

static void wrong_tokens_are_nobody(void **state)
{
	(void)state;
	struct session s = fresh(SESSION_APPLICANT, 8, 60, 600), back;
	char upper[65], other[65];
	memcpy(upper, s.token, 65);
	for (char *c = upper; *c; c++)
		if (*c >= 'a')
			*c = (char)(*c - 32);
	memcpy(other, s.token, 65);
	other[63] = other[63] == '0' ? '1' : '0';
	const char *const rows[] = { "", "short", upper, other, "* * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * *" };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, look(rows[i], &back), ERR_NOT_SIGNED_ON);
}

/* Whoever only begins to sign on leaves nothing that outlives his session: there is no limit to how many begin. */
static void nobodys_sessions_are_not_kept_together(void **state)
{
	(void)state;
	struct session begun = fresh(SESSION_PENDING, 0, 60, 600), back;
	assert_int_equal(session_drop_all(h.ctx.redis, SESSION_PENDING, 0, &h.ctx.err), ERR_OK);
	assert_int_equal(look(begun.token, &back), ERR_OK);
	session_drop(h.ctx.redis, h.keys, begun.token);
	assert_int_equal(look(begun.token, &back), ERR_NOT_SIGNED_ON);
}

/* One command over a plain socket, and what came back. */
static const char *redis_say(const char *command)
{
	static char out[200000];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", getenv("ANJU_REDIS_SOCKET"));
	int fd CLEANUP(cleanup_fd) = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(write(fd, command, strlen(command)), strlen(command));
	usleep(200000);
	ssize_t n = read(fd, out, sizeof(out) - 1);
	assert_true(n > 0);
	out[n] = '\0';
	return out;
}

/* Everything that the session keys hold, as one text. */
static const char *redis_dump(void)
{
	return redis_say(
	    "EVAL \"local o = '' for _, k in ipairs(redis.call('KEYS', '*')) do o = o .. k .. ' ' "
	    "if redis.call('TYPE', k).ok == 'hash' then o = o .. table.concat(redis.call('HGETALL', k), ' ') .. ' ' end end return o\" 0\r\n");
}

/* Redis may forget its scripts at any time (a restart does it): the next look tells it again, and nobody is signed off. */
static void a_forgotten_script_is_told_again(void **state)
{
	(void)state;
	struct session s = fresh(SESSION_STAFF, 12, 60, 600), back = { 0 };
	for (int i = 0; i < 2; i++) {
		redis_say("SCRIPT FLUSH SYNC\r\n");
		ROW_INT(i, look(s.token, &back), ERR_OK);
		ROW_INT(i, back.subject_id, 12);
		ROW_INT(i, look(s.token, &back), ERR_OK);
	}
}

/* A dump of Redis signs nobody on: the token is nowhere in it. */
static void the_token_is_not_in_redis(void **state)
{
	(void)state;
	struct session s = fresh(SESSION_APPLICANT, 9, 60, 600);
	const char *dump = redis_dump();
	assert_non_null(strstr(dump, s.csrf)); /* the look itself worked */
	assert_null(strstr(dump, s.token));
}

static void sessions_end(void **state)
{
	(void)state;
	struct session idle = fresh(SESSION_STAFF, 10, 1, 600), absolute = fresh(SESSION_STAFF, 10, 600, 2), kept = fresh(SESSION_STAFF, 10, 600, 600), back;
	for (int i = 0; i < 4; i++) {
		usleep(600000);
		if (i < 2)
			assert_int_equal(look(absolute.token, &back), ERR_OK); /* used all the time, and still it ends */
	}
	assert_int_equal(look(idle.token, &back), ERR_NOT_SIGNED_ON);
	assert_int_equal(look(absolute.token, &back), ERR_NOT_SIGNED_ON);
	assert_int_equal(look(kept.token, &back), ERR_OK);
	session_drop(h.ctx.redis, h.keys, kept.token);
	assert_int_equal(look(kept.token, &back), ERR_NOT_SIGNED_ON);
}

static void touching_keeps_a_session(void **state)
{
	(void)state;
	struct session s = fresh(SESSION_STAFF, 11, 1, 600), back;
	for (int i = 0; i < 4; i++) {
		usleep(500000);
		assert_int_equal(look(s.token, &back), ERR_OK);
	}
}

static void all_sessions_of_one_subject_end(void **state)
{
	(void)state;
	struct session a = fresh(SESSION_STAFF, 20, 60, 600), b = fresh(SESSION_STAFF, 20, 60, 600), other = fresh(SESSION_STAFF, 21, 60, 600),
	               person = fresh(SESSION_APPLICANT, 20, 60, 600), back;
	assert_int_equal(session_drop_all(h.ctx.redis, SESSION_STAFF, 20, &h.ctx.err), ERR_OK);
	assert_int_equal(look(a.token, &back), ERR_NOT_SIGNED_ON);
	assert_int_equal(look(b.token, &back), ERR_NOT_SIGNED_ON);
	assert_int_equal(look(other.token, &back), ERR_OK);
	assert_int_equal(look(person.token, &back), ERR_OK);
}

/* ---- windows ---- */

#define ATTACKERS 8
#define TRIES 40

static atomic_int allowed, refused, odd;
static char window_key[60];

static void *attack(void *arg)
{
	struct redis *redis = redis_new(getenv("ANJU_REDIS_SOCKET"), NULL);
	(void)arg;
	for (int i = 0; i < TRIES; i++) {
		struct err err = { 0 };
		struct window windows[] = { { window_key, 7, 60 }, { "test:everybody", 1000, 60 } };
		enum err_code code = redis_windows(redis, windows, 2, &err);
		atomic_fetch_add(code == ERR_OK ? &allowed : code == ERR_TOO_MANY ? &refused : &odd, 1);
	}
	redis_freep(&redis);
	return NULL;
}

static void parallel_attempts_let_exactly_n_through(void **state)
{
	(void)state;
	pthread_t threads[ATTACKERS];
	snprintf(window_key, sizeof(window_key), "test:%lld", (long long)clock_mono_ms());
	for (size_t i = 0; i < ATTACKERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, attack, NULL), 0);
	for (size_t i = 0; i < ATTACKERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&allowed), 7);
	assert_int_equal(atomic_load(&refused), ATTACKERS * TRIES - 7);
	assert_int_equal(atomic_load(&odd), 0);
}

/* A full window counts nothing in the others: an attacker on one number does not use up the day's budget. */
static void windows_are_checked_before_they_are_counted(void **state)
{
	(void)state;
	char one[60], budget[60];
	snprintf(one, sizeof(one), "test:one:%lld", (long long)clock_mono_ms());
	snprintf(budget, sizeof(budget), "test:budget:%lld", (long long)clock_mono_ms());
	for (int i = 0; i < 10; i++) {
		struct window both[] = { { budget, 3, 60 }, { one, 1, 60 } };
		assert_int_equal(redis_windows(h.ctx.redis, both, 2, &h.ctx.err), i == 0 ? ERR_OK : ERR_TOO_MANY);
	}
	struct window rest = { budget, 3, 60 };
	for (int i = 0; i < 3; i++)
		assert_int_equal(redis_windows(h.ctx.redis, &rest, 1, &h.ctx.err), i < 2 ? ERR_OK : ERR_TOO_MANY);
}

static void windows_pass(void **state)
{
	(void)state;
	char key[60];
	snprintf(key, sizeof(key), "test:short:%lld", (long long)clock_mono_ms());
	struct window window = { key, 1, 1 };
	assert_int_equal(redis_windows(h.ctx.redis, &window, 1, &h.ctx.err), ERR_OK);
	assert_int_equal(redis_windows(h.ctx.redis, &window, 1, &h.ctx.err), ERR_TOO_MANY);
	usleep(1100000);
	assert_int_equal(redis_windows(h.ctx.redis, &window, 1, &h.ctx.err), ERR_OK);
}

/* ---- hints ---- */

static void *wake_later(void *arg)
{
	struct redis *redis = redis_new(getenv("ANJU_REDIS_SOCKET"), NULL);
	usleep(100000);
	for (int i = 0; i < 5; i++)
		redis_wake(redis, arg);
	redis_freep(&redis);
	return NULL;
}

static void a_hint_wakes_and_does_not_pile_up(void **state)
{
	(void)state;
	static char channel[] = "test";
	pthread_t thread;
	int64_t start = clock_mono_ms();
	assert_int_equal(pthread_create(&thread, NULL, wake_later, channel), 0);
	redis_wait(h.ctx.redis, channel, 5000);
	int64_t waited = clock_mono_ms() - start;
	pthread_join(thread, NULL);
	assert_true(waited >= 80 && waited < 2000);
	start = clock_mono_ms();
	redis_wait(h.ctx.redis, channel, 5000); /* at most one is left of the others */
	redis_wait(h.ctx.redis, channel, 300);
	waited = clock_mono_ms() - start;
	assert_true(waited >= 250 && waited < 2000);
	assert_true(redis_alive(h.ctx.redis));
}

/* ---- down ---- */

static void without_redis_nothing_is_let_through(void **state)
{
	(void)state;
	struct redis *down = redis_new("/nonexistent/redis.sock", "");
	struct session s = { .kind = SESSION_STAFF, .subject_id = 1 }, back;
	struct window window = { "x", 100, 60 };
	char token[65];
	memset(token, 'a', 64);
	token[64] = '\0';
	assert_false(redis_alive(down));
	assert_int_equal(session_create(down, h.keys, &s, 60, 60, &h.ctx.err), ERR_UNAVAILABLE);
	assert_string_equal(s.token, "");
	assert_int_equal(session_read(down, h.keys, token, &back, &h.ctx.err), ERR_UNAVAILABLE);
	assert_int_equal(redis_windows(down, &window, 1, &h.ctx.err), ERR_UNAVAILABLE);
	assert_int_equal(session_drop_all(down, SESSION_STAFF, 1, &h.ctx.err), ERR_UNAVAILABLE);
	session_drop(down, h.keys, token);
	redis_wake(down, "test");
	int64_t start = clock_mono_ms();
	redis_wait(down, "test", 200); /* the poll interval is kept */
	assert_true(clock_mono_ms() - start >= 190);
	redis_freep(&down);
}

/* By its own client, as an operator would. */
static void redis_config(const char *name, const char *value)
{
	char command[300];
	snprintf(command, sizeof command, "redis-cli -s '%s' CONFIG SET %s %s > /dev/null", getenv("ANJU_REDIS_SOCKET"), name, value);
	assert_int_equal(system(command), 0);
}

static void a_full_one_is_not_ready(void **state)
{
	(void)state;
	assert_true(redis_takes(h.ctx.redis));
	redis_config("maxmemory", "1");
	assert_true(redis_alive(h.ctx.redis));
	assert_false(redis_takes(h.ctx.redis)); /* OOM */
	redis_config("maxmemory", "0");
	assert_true(redis_takes(h.ctx.redis));
	redis_config("min-replicas-to-write", "1");
	assert_true(redis_alive(h.ctx.redis));
	assert_false(redis_takes(h.ctx.redis)); /* NOREPLICAS: it refuses writes, as a read-only one does */
	redis_config("min-replicas-to-write", "0");
	assert_true(redis_takes(h.ctx.redis));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("a session comes back as it was made (S9)", a_session_comes_back),
		UNIT("wrong tokens are nobody (S9)", wrong_tokens_are_nobody),
		UNIT("a forgotten script is told again", a_forgotten_script_is_told_again),
		UNIT("the token is not in Redis (S9)", the_token_is_not_in_redis),
		UNIT("sessions of nobody yet are not kept together", nobodys_sessions_are_not_kept_together),
		UNIT("idle and absolute limits end a session (S9)", sessions_end),
		UNIT("touching keeps a session", touching_keeps_a_session),
		UNIT("all sessions of one subject end (S9)", all_sessions_of_one_subject_end),
		UNIT("320 parallel attempts: exactly the limit goes through (S10)", parallel_attempts_let_exactly_n_through),
		UNIT("windows are checked before they are counted (S10)", windows_are_checked_before_they_are_counted),
		UNIT("windows pass", windows_pass),
		UNIT("a hint wakes and does not pile up", a_hint_wakes_and_does_not_pile_up),
		UNIT("a full or read-only one is alive, not ready (R14)", a_full_one_is_not_ready),
		UNIT("without Redis nothing is let through (S10, R14)", without_redis_nothing_is_let_through),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
