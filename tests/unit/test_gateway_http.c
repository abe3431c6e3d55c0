/* The HTTP client against a hostile server of this process: where it may connect (S16), what it believes, what it repeats. */
#include "gateway/http_client.h"

#include "base/date.h"
#include "gateway/bank.h"
#include "gateway/sms.h"
#include "gateway/wire.h"

#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_BYTES 65536
#define TIMEOUT_MS 1000

static struct arena *arena;
static char folder[] = "/tmp/anju-http-XXXXXX";

/* ---- the other side ---- */

struct listener {
	int fd;
	uint16_t port;
	atomic_int connections, requests;
	pthread_t thread;
};
static struct listener server, honeypot;

static bool send_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool say(int fd, const char *text)
{
	return send_all(fd, text, strlen(text));
}

/* The request line and everything behind it; false when the connection ends first. */
static bool read_request(int fd, char *out, size_t most)
{
	size_t n = 0, body = 0;
	char *end = NULL;
	while (n + 1 < most) {
		ssize_t got = recv(fd, out + n, most - 1 - n, 0);
		if (got <= 0)
			return false;
		n += (size_t)got;
		out[n] = '\0';
		if (!end && (end = strstr(out, "\r\n\r\n"))) {
			const char *length = strstr(out, "Content-Length:");
			body = length ? strtoul(length + 15, NULL, 10) : 0;
		}
		if (end && n >= (size_t)(end + 4 - out) + body)
			return true;
	}
	return false;
}

static void answer_big(int fd, bool tell_length)
{
	char block[4096];
	memset(block, 'a', sizeof(block));
	if (!say(fd, tell_length ? "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"))
		return;
	for (size_t i = 0; i < 5000000 / sizeof(block) && send_all(fd, block, sizeof(block)); i++)
		;
}

static void answer_redirect(int fd)
{
	char text[200];
	snprintf(text, sizeof(text), "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%u/gov/stolen\r\nContent-Length: 0\r\n\r\n", honeypot.port);
	say(fd, text);
}

/* One byte of the head each 20 ms: never an answer within the time limit. */
static void answer_trickle(int fd)
{
	for (int i = 0; i < 200 && say(fd, "H"); i++)
		usleep(20000);
}

/* false: this connection is over. */
static bool serve_one(int fd)
{
	static const struct {
		const char *path, *answer;
	} canned[] = {
		{ "/ok", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" },
		{ "/refused", "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno" },
		{ "/five", "HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno" },
		{ "/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this" },
		{ "/nohttp", "220 mail.example ESMTP\r\n" },
		{ "/chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n" },
		{ "/hundred", "HTTP/1.1 100 Continue\r\n\r\n" },
		{ "/nul", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na" },
		{ "/sms/norsubmit", "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"rspcod\":\"success\",\"success\":\"true\"}   " },
		{ "/bank/batch", "HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"batch_no\":\"other\",\"state\":\"accepted\"}" },
	};
	char request[16384];
	if (!read_request(fd, request, sizeof(request)))
		return false;
	server.requests++;
	char *path = strchr(request, ' ');
	if (!path || strncmp(path, " /gov", 5) != 0)
		return false;
	path += 5;
	path[strcspn(path, " ?")] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(canned); i++)
		if (strcmp(path, canned[i].path) == 0)
			return say(fd, canned[i].answer) && strcmp(path, "/ok") == 0;
	if (strcmp(path, "/big") == 0 || strcmp(path, "/bigger") == 0)
		answer_big(fd, path[4] == '\0');
	else if (strcmp(path, "/redirect") == 0)
		answer_redirect(fd);
	else if (strcmp(path, "/trickle") == 0)
		answer_trickle(fd);
	else if (strcmp(path, "/mute") == 0)
		usleep(2 * TIMEOUT_MS * 1000);
	return false; /* /cut and everything unknown: closed without a word */
}

static void *serve_connection(void *ctx)
{
	int fd = (int)(intptr_t)ctx;
	while (serve_one(fd))
		;
	close(fd);
	return NULL;
}

static void *serve(void *ctx)
{
	struct listener *l = ctx;
	for (int fd; (fd = accept(l->fd, NULL, NULL)) >= 0;) {
		l->connections++;
		pthread_t thread;
		if (l == &honeypot || pthread_create(&thread, NULL, serve_connection, (void *)(intptr_t)fd) != 0)
			close(fd);
		else
			pthread_detach(thread);
	}
	return NULL;
}

static bool listener_open(struct listener *l)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY) };
	socklen_t n = sizeof(in);
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&in, n) != 0 || listen(l->fd, 64) != 0 || getsockname(l->fd, (struct sockaddr *)&in, &n) != 0)
		return false;
	l->port = ntohs(in.sin_port);
	return pthread_create(&l->thread, NULL, serve, l) == 0;
}

static void listener_close(struct listener *l)
{
	shutdown(l->fd, SHUT_RDWR);
	pthread_join(l->thread, NULL);
	close(l->fd);
}

/* ---- configurations ---- */

static const char *write_file(const char *name, mode_t mode, const char *text)
{
	const char *path = arena_printf(arena, "%s/%s", folder, name);
	unlink(path);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static struct config *configure(const char *lines)
{
	struct config *config = NULL;
	struct err err = { 0 };
	const char *path = write_file("conf", 0600, arena_printf(arena, "outside.timeout_ms = %d\noutside.max_bytes = %d\n%s", TIMEOUT_MS, MAX_BYTES, lines));
	if (config_load(path, &config, &err))
		fail_msg("%s", err.text);
	return config;
}

static struct config *usual(void)
{
	const char *secret = write_file("secret", 0600, "gov-secret\n");
	return configure(arena_printf(arena,
	                              "outside.allow_plain_loopback = yes\ngov.url = http://127.0.0.1:%u/gov/\ngov.access_key = ak\ngov.secret_file = %s\n"
	                              "sms.url = http://127.0.0.1:%u/gov\nsms.secret_file = %s\nsms.ec_name = ec\nsms.ap_id = ap\nsms.sign = s\n"
	                              "bank.url = http://127.0.0.1:%u/gov\nbank.access_key = ak\nbank.secret_file = %s\n",
	                              server.port, secret, server.port, secret, server.port, secret));
}

static struct http_client *open_client(const struct config *config)
{
	struct http_client *client = NULL;
	struct err err = { 0 };
	if (http_client_new(config, &client, &err))
		fail_msg("%s", err.text);
	return client;
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	return arena && mkdtemp(folder) && listener_open(&server) && listener_open(&honeypot) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	listener_close(&server);
	listener_close(&honeypot);
	unlink(arena_printf(arena, "%s/conf", folder));
	unlink(arena_printf(arena, "%s/secret", folder));
	rmdir(folder);
	arena_freep(&arena);
	return 0;
}

/* ---- tests ---- */

static void configurations_that_are_refused(void **state)
{
	(void)state;
	const char *good = write_file("secret", 0640, "one-line");
	static const char *const urls[] = {
		"ftp://127.0.0.1/x",          "file:///etc/passwd",         "gopher://127.0.0.1",       "http://10.0.0.1/gov",     "http://example.com",
		"https://u:p@example.com",    "https://example.com/?a=b",   "https://example.com/#x",   "example.com",             "https://",
		"http://127.0.0.1.example.com", "http://localhost.example.com", "http://127.0.0.2/gov",  "https://exa mple.com",    "http://0.0.0.0/gov",
		"http://169.254.169.254/gov", "HTTPS//example.com",         "https://example.com:99999",
	};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		CLEANUP(config_freep) struct config *config =
		    configure(arena_printf(arena, "outside.allow_plain_loopback = yes\ngov.url = %s\ngov.secret_file = %s\n", urls[i], good));
		CLEANUP(http_client_freep) struct http_client *client = NULL;
		struct err err = { 0 };
		ROW_INT(i, http_client_new(config, &client, &err), ERR_CONFIG);
	}
	static const struct {
		const char *lines;
	} mixed[] = {
		{ "gov.url = http://127.0.0.1:9/gov\ngov.secret_file = %s\n" }, /* plain without leave */
		{ "outside.allow_plain_loopback = yes\ngov.url = http://127.0.0.1:9/gov\ngov.secret_file = %s\nbank.url = https://bank.example\nbank.secret_file = %s\n" },
		{ "gov.url = https://gov.example\n" }, /* no secret */
		{ "gov.url = https://gov.example\ngov.secret_file = /nonexistent/secret\n" },
		{ "gov.url = https://gov.example\ngov.secret_file = /dev/zero\n" },
		{ "gov.url = https://gov.example\ngov.secret_file = /etc\n" },
	};
	for (size_t i = 0; i < ARRAY_LEN(mixed); i++) {
		struct buf b;
		buf_init(&b, arena, 512);
		for (const char *p = mixed[i].lines; *p; p++) {
			if (p[0] == '%' && p[1] == 's') {
				buf_str(&b, good);
				p++;
			} else {
				buf_char(&b, *p);
			}
		}
		CLEANUP(config_freep) struct config *config = configure(b.p);
		CLEANUP(http_client_freep) struct http_client *client = NULL;
		struct err err = { 0 };
		ROW_INT(i, http_client_new(config, &client, &err), ERR_CONFIG);
		ROW_TRUE(i, err.text[0] && !client);
	}
}

static void secrets_are_private_files_of_one_line(void **state)
{
	(void)state;
	static const struct {
		mode_t mode;
		const char *text;
		enum err_code want;
	} rows[] = {
		{ 0400, "secret\n", ERR_OK },     { 0640, "secret\r\n", ERR_OK },  { 0644, "secret\n", ERR_CONFIG },      { 0660, "secret\n", ERR_CONFIG },
		{ 0602, "secret\n", ERR_CONFIG }, { 0700, "secret\n", ERR_CONFIG }, { 0600, "", ERR_CONFIG },              { 0600, "\n\n", ERR_CONFIG },
		{ 0600, "two\nlines\n", ERR_CONFIG }, { 0600, "a b", ERR_CONFIG },  { 0600, "\xE5\xAE\x89", ERR_CONFIG },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *path = write_file("secret", rows[i].mode, rows[i].text);
		CLEANUP(config_freep) struct config *config = configure(arena_printf(arena, "gov.url = https://gov.example\ngov.secret_file = %s\n", path));
		CLEANUP(http_client_freep) struct http_client *client = NULL;
		struct err err = { 0 };
		ROW_INT(i, http_client_new(config, &client, &err), rows[i].want);
		ROW_TRUE(i, !strstr(err.text, "secret\n") && !strstr(err.text, "lines"));
		if (client)
			ROW_STR(i, http_client_secret(client, PEER_GOV), "secret");
	}
}

/* %u is the honeypot's port. None of these reaches it, however it is spelt. */
static const char *const spellings[] = {
	"http://127.0.0.1:%u/gov/ok", "http://localhost:%u/gov/ok", "http://[::1]:%u/gov/ok", "http://0.0.0.0:%u/gov/ok", "http://0:%u/gov/ok",
	"http://127.1:%u/gov/ok", "http://127.0.1:%u/gov/ok", "http://2130706433:%u/gov/ok", "http://0x7f000001:%u/gov/ok", "http://0x7f.0.0.1:%u/gov/ok",
	"http://0177.0.0.1:%u/gov/ok", "http://017700000001:%u/gov/ok", "http://127.0.0.1.:%u/gov/ok", "http://127.127.127.127:%u/gov/ok",
	"http://[::]:%u/gov/ok", "http://[::ffff:127.0.0.1]:%u/gov/ok", "http://[::ffff:7f00:1]:%u/gov/ok", "http://[0:0:0:0:0:0:0:1]:%u/gov/ok",
	"http://[::127.0.0.1]:%u/gov/ok", "http://[::1%%lo]:%u/gov/ok", "http://LOCALHOST:%u/gov/ok", "http://localhost.:%u/gov/ok", "http://ip6-localhost:%u/gov/ok",
	"http://localhost.localdomain:%u/gov/ok", "http://127.0.0.1:%u", "http://127.0.0.1:%u/", "http://127.0.0.1:%u/gov", "http://127.0.0.1:%u?/gov/ok",
	"http://user@127.0.0.1:%u/gov/ok", "http://user:pw@127.0.0.1:%u/gov/ok", "http://gov@127.0.0.1:%u/gov/ok", "http://127.0.0.1@127.0.0.1:%u/gov/ok",
	"http://127.0.0.1#@127.0.0.1:%u/gov/ok", "http://127.0.0.1\\@127.0.0.1:%u/gov/ok", "http://127.0.0.1%%23@127.0.0.1:%u/gov/ok",
	"http:\\\\127.0.0.1:%u/gov/ok", "http:///127.0.0.1:%u/gov/ok", "http:/127.0.0.1:%u/gov/ok", "http:127.0.0.1:%u/gov/ok", "//127.0.0.1:%u/gov/ok",
	"127.0.0.1:%u/gov/ok", "https://127.0.0.1:%u/gov/ok", "https://localhost:%u/gov/ok", "HTTP://127.0.0.1:%u/gov/ok", "HtTp://127.0.0.1:%u/gov/ok",
	"ftp://127.0.0.1:%u/gov/ok", "ftps://127.0.0.1:%u/gov/ok", "gopher://127.0.0.1:%u/_GET", "dict://127.0.0.1:%u/gov", "ldap://127.0.0.1:%u/gov",
	"telnet://127.0.0.1:%u", "tftp://127.0.0.1:%u/gov", "smb://127.0.0.1:%u/gov", "imap://127.0.0.1:%u/gov", "smtp://127.0.0.1:%u/gov", "rtsp://127.0.0.1:%u/gov",
	"ws://127.0.0.1:%u/gov", "scp://127.0.0.1:%u/gov", "mqtt://127.0.0.1:%u/gov", "file:///etc/hostname?%u", "http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1:%u/gov/ok",
	"http://127\xE3\x80\x82""0.0.1:%u/gov/ok", "http://127.0.0.1:%u\r\nHost: 127.0.0.1/gov/ok", "http://127.0.0.1 :%u/gov/ok", " http://127.0.0.1:%u/gov/ok",
	"http://169.254.169.254/latest?%u", "http://127.0.0.1%%00:%u/gov/ok", "http://127.0.0.1:0%u/gov/ok", "http://127.0.0.1:+%u/gov/ok", "http://127.0.0.1::%u/gov/ok",
};

static void only_the_configured_addresses(void **state)
{
	(void)state;
	CLEANUP(config_freep) struct config *config = usual();
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	assert_true(ARRAY_LEN(spellings) >= 60);
	int before = honeypot.connections;
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		char port[8];
		struct buf url;
		snprintf(port, sizeof(port), "%u", honeypot.port);
		buf_init(&url, arena, 128);
		for (const char *p = spellings[i]; *p; p++) {
			if (p[0] == '%' && (p[1] == 'u' || p[1] == '%'))
				buf_str(&url, *++p == 'u' ? port : "%");
			else
				buf_char(&url, *p);
		}
		struct http_call call = { .method = "GET", .url = url.p };
		http_client_run(client, arena, &call, 1);
		ROW_INT(i, call.outcome, CALL_DOWN);
		ROW_INT(i, call.status, 0);
		ROW_INT(i, honeypot.connections, before);
	}
	/* The right host and port, but not below the configured path; and out of it again. */
	static const char *const paths[] = { "/", "", "/goverment/ok", "/other/ok", "/gov/../other/ok", "/gov/./ok" };
	int requests = server.requests;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct http_call call = { .method = "GET", .url = arena_printf(arena, "http://127.0.0.1:%u%s", server.port, paths[i]) };
		http_client_run(client, arena, &call, 1);
		ROW_INT(i, call.outcome, CALL_DOWN);
	}
	struct http_call odd[] = { { .method = "DELETE", .url = arena_printf(arena, "http://127.0.0.1:%u/gov/ok", server.port) }, { .method = "GET", .url = NULL } };
	http_client_run(client, arena, odd, 2);
	assert_int_equal(odd[0].outcome, CALL_DOWN);
	assert_int_equal(odd[1].outcome, CALL_DOWN);
	assert_int_equal(server.requests, requests);
}

/* A name that is allowed but leads to this machine (rebinding): the address itself is refused. */
static void the_real_address_counts(void **state)
{
	(void)state;
	const char *secret = write_file("secret", 0600, "s\n");
	static const char *const hosts[] = { "localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0" };
	int before = honeypot.connections;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		CLEANUP(config_freep) struct config *config =
		    configure(arena_printf(arena, "gov.url = https://%s:%u/gov\ngov.access_key = ak\ngov.secret_file = %s\n", hosts[i], honeypot.port, secret));
		CLEANUP(http_client_freep) struct http_client *client = open_client(config);
		struct http_call call = { .method = "GET", .url = arena_printf(arena, "https://%s:%u/gov/ok", hosts[i], honeypot.port) };
		http_client_run(client, arena, &call, 1);
		ROW_INT(i, call.outcome, CALL_DOWN);
		ROW_INT(i, honeypot.connections, before);
	}
}

static struct http_call get(const char *path)
{
	return (struct http_call){ .method = "GET", .url = arena_printf(arena, "http://127.0.0.1:%u/gov%s", server.port, path) };
}

static void what_an_answer_is_worth(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		enum call_outcome outcome;
		int status;
	} rows[] = {
		{ "/ok", CALL_OK, 200 },           { "/refused", CALL_OK, 403 },     { "/redirect", CALL_OK, 302 },    { "/five", CALL_UNCLEAR, 503 },
		{ "/cut", CALL_UNCLEAR, 0 },       { "/short", CALL_UNCLEAR, 200 },  { "/nohttp", CALL_UNCLEAR, 0 },   { "/chunk", CALL_UNCLEAR, 200 },
		{ "/hundred", CALL_UNCLEAR, 0 },   { "/nul", CALL_UNCLEAR, 200 },    { "/big", CALL_UNCLEAR, 200 },    { "/bigger", CALL_UNCLEAR, 200 },
		{ "/trickle", CALL_UNCLEAR, 0 },   { "/mute", CALL_UNCLEAR, 0 },
	};
	CLEANUP(config_freep) struct config *config = usual();
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	int pot = honeypot.connections;
	struct http_call calls[ARRAY_LEN(rows)];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		calls[i] = get(rows[i].path);
	int64_t began = clock_mono_ms();
	http_client_run(client, arena, calls, ARRAY_LEN(rows));
	assert_in_range(clock_mono_ms() - began, 0, 4 * TIMEOUT_MS);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW_INT(i, calls[i].outcome, rows[i].outcome);
		if (rows[i].status)
			ROW_INT(i, calls[i].status, rows[i].status);
		ROW_TRUE(i, calls[i].answer && calls[i].content_type);
		if (rows[i].outcome != CALL_OK)
			ROW_INT(i, calls[i].answer_n, 0);
	}
	assert_string_equal(calls[0].answer, "{}");
	assert_string_equal(calls[0].content_type, "application/json");
	assert_int_equal(honeypot.connections, pot); /* the redirect was not followed */
}

static void nobody_there_is_surely_not_taken(void **state)
{
	(void)state;
	const char *secret = write_file("secret", 0600, "s\n");
	/* A port that was just closed. */
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &n), 0);
	close(fd);
	CLEANUP(config_freep) struct config *config = configure(
	    arena_printf(arena, "outside.allow_plain_loopback = yes\nbank.url = http://127.0.0.1:%u\nbank.access_key = ak\nbank.secret_file = %s\n", ntohs(in.sin_port), secret));
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	struct outside_call call;
	struct err err = { 0 };
	struct blob file = { (const uint8_t *)"H", 1 };
	assert_int_equal(bank_put(client, config, arena, "20261123000000000001", &file, &call, &err), ERR_UNAVAILABLE);
	assert_int_equal(call.outcome, CALL_DOWN);
	const char *group;
	assert_int_equal(sms_send(client, config, arena, "13800138000", "x", "1", &group, &call, &err), ERR_CONFIG); /* not configured */
	assert_int_equal(call.outcome, CALL_DOWN);
}

/* A kept connection that turns out dead: curl sends the request again by itself. Only what is repeatable may take that path. */
static void only_the_repeatable_is_repeated(void **state)
{
	(void)state;
	CLEANUP(config_freep) struct config *config = usual();
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	for (int repeatable = 0; repeatable < 2; repeatable++) {
		struct http_call first = get("/ok"), second = get("/cut");
		http_client_run(client, arena, &first, 1);
		assert_int_equal(first.outcome, CALL_OK);
		second.method = "POST";
		second.body = "x";
		second.body_n = 1;
		second.repeatable = repeatable;
		int before = server.requests;
		http_client_run(client, arena, &second, 1);
		assert_int_equal(second.outcome, CALL_UNCLEAR);
		assert_int_equal(server.requests - before, repeatable ? 2 : 1);
	}
}

static void an_unclear_message_is_sent_once(void **state)
{
	(void)state;
	CLEANUP(config_freep) struct config *config = usual();
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	struct http_call warm = get("/ok");
	http_client_run(client, arena, &warm, 1);
	struct outside_call call;
	struct err err = { 0 };
	const char *group = "untouched";
	int before = server.requests;
	/* success as a text is not success */
	assert_int_equal(sms_send(client, config, arena, "13800138000", "您的申请已通过", "12345", &group, &call, &err), ERR_UNCERTAIN);
	assert_int_equal(call.outcome, CALL_UNCLEAR);
	assert_int_equal(server.requests - before, 1);
	assert_string_equal(group, "untouched");
	assert_null(strstr(err.text, "138"));
	static const struct {
		const char *mobile, *text, *ref;
	} wrong[] = { { "2380013800", "x", "1" }, { "13800138000", "", "1" }, { "13800138000", "x", "" }, { "13800138000", "x", "123456789012345678901" }, { "13800138000", "x", "a" } };
	before = server.requests;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		ROW_INT(i, sms_send(client, config, arena, wrong[i].mobile, wrong[i].text, wrong[i].ref, &group, &call, &err), ERR_INVALID);
		ROW_INT(i, call.outcome, CALL_REFUSED);
	}
	assert_int_equal(server.requests, before);
	/* The bank "accepts" another batch: nobody knows then. */
	struct blob file = { (const uint8_t *)"H", 1 };
	assert_int_equal(bank_put(client, config, arena, "20261123000000000001", &file, &call, &err), ERR_UNCERTAIN);
	assert_int_equal(call.outcome, CALL_UNCLEAR);
	assert_int_equal(call.http_status, 200);
}

static void more_calls_than_places(void **state)
{
	(void)state;
	enum { N = 300 };
	CLEANUP(config_freep) struct config *config = usual();
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	struct http_call *calls = arena_array(arena, N, sizeof(*calls));
	assert_non_null(calls);
	for (size_t i = 0; i < N; i++) {
		calls[i] = get(i % 3 ? "/ok" : "/five");
		if (i % 50 == 7)
			calls[i].url = "http://example.com/";
	}
	http_client_run(client, arena, calls, N);
	for (size_t i = 0; i < N; i++)
		ROW_INT(i, calls[i].outcome, i % 50 == 7 ? CALL_DOWN : i % 3 ? CALL_OK : CALL_UNCLEAR);
	http_client_run(client, arena, calls, 0);
}

static bool yes(void)
{
	return true;
}

static void never_inside_a_transaction(void **state)
{
	(void)state;
	CLEANUP(config_freep) struct config *config = usual();
	CLEANUP(http_client_freep) struct http_client *client = open_client(config);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit none = { 0, 0 };
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		http_client_set_guard(yes);
		http_client_run(client, arena, NULL, 0);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("S16, T20, T35: configurations that are refused", configurations_that_are_refused),
		UNIT("S21: secrets are private files of one line", secrets_are_private_files_of_one_line),
		UNIT("S16: only the configured addresses", only_the_configured_addresses),
		UNIT("S16: the real address counts", the_real_address_counts),
		UNIT("T21: what an answer is worth", what_an_answer_is_worth),
		UNIT("nobody there is surely not taken", nobody_there_is_surely_not_taken),
		UNIT("only the repeatable is repeated", only_the_repeatable_is_repeated),
		UNIT("an unclear message is sent once", an_unclear_message_is_sent_once),
		UNIT("more calls than places", more_calls_than_places),
		UNIT("no call inside a transaction", never_inside_a_transaction),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
