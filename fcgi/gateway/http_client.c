#include "gateway/http_client.h"

#include "base/crypto.h"
#include "base/date.h"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MOST 256
#define SLOTS 64 /* calls under way at once; the others wait for a place */
#define KEPT_CONNECTIONS 128

struct address {
	char *base; /* NULL: not configured */
	char *host, *port;
	bool plain, allow_loopback;
	char secret[SECRET_MOST + 1];
};

/* One call under way. The easy handle and the buffer are kept for the next one. */
struct slot {
	CURL *easy;
	struct curl_slist *headers;
	struct http_call *call; /* NULL: free */
	char *body;
	size_t n, cap, most;
	bool sent, too_big;
	int64_t began;
};

struct http_client {
	CURLM *multi;
	long timeout_ms;
	size_t max_bytes;
	struct address peers[PEERS];
	struct slot slots[SLOTS];
};

static const struct {
	const char *url_key, *secret_key;
} peer_keys[PEERS] = {
	[PEER_GOV] = { "gov.url", "gov.secret_file" },
	[PEER_DATA] = { "data.url", "data.secret_file" },
	[PEER_SMS] = { "sms.url", "sms.secret_file" },
	[PEER_BANK] = { "bank.url", "bank.secret_file" },
	[PEER_IRS] = { "sso.irs_url", "sso.irs_secret_file" },
	[PEER_LEGACY] = { "sso.legacy_url", "sso.legacy_secret_file" },
};

static bool (*guard)(void);

void http_client_set_guard(bool (*in_tx)(void))
{
	guard = in_tx;
}

const char *call_outcome_name(enum call_outcome outcome)
{
	static const char *const names[] = { "ok", "refused", "down", "unclear" };
	return (size_t)outcome < ARRAY_LEN(names) ? names[outcome] : "unclear";
}

const char *http_client_base(const struct http_client *client, enum peer peer)
{
	return client->peers[peer].base;
}

const char *http_client_secret(const struct http_client *client, enum peer peer)
{
	return client->peers[peer].secret;
}

/* ---- configuration ---- */

static void url_free(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void text_free(char **text)
{
	curl_free(*text);
}

/* One line of printable characters. The file is held open while it is judged, so that nobody can swap it in between. */
static enum err_code read_secret(const char *key, const char *path, char out[SECRET_MOST + 1], struct err *err)
{
	if (!*path)
		return err_set(err, ERR_CONFIG, "%s is empty", key);
	CLEANUP(cleanup_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_native(err, ERR_CONFIG, errno, "%s: the file cannot be opened", key);
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a regular file", key);
	if (st.st_mode & (S_IXUSR | S_IWGRP | S_IXGRP | S_IRWXO))
		return err_set(err, ERR_CONFIG, "%s: the file's mode may be 0640 at most", key);
	char text[SECRET_MOST + 2];
	ssize_t got = read(fd, text, sizeof(text));
	size_t n = got > 0 ? (size_t)got : 0;
	while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	bool ok = n > 0 && n <= SECRET_MOST;
	for (size_t i = 0; i < n; i++)
		ok = ok && text[i] > ' ' && text[i] < 0x7f;
	if (ok) {
		memcpy(out, text, n);
		out[n] = '\0';
	}
	crypto_wipe(text, sizeof(text));
	return ok ? ERR_OK : err_set(err, ERR_CONFIG, "%s: the file must hold one line of 1 to %d printable characters", key, SECRET_MOST);
}

static bool loopback_name(const char *host)
{
	return text_eq(host, "127.0.0.1") || text_eq(host, "localhost") || text_eq(host, "[::1]");
}

/* Parts of a URL; NULL-safe against everything that is more than scheme://host[:port][/path][?query]. */
static CURLU *parse(const char *text)
{
	for (const char *p = text; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '\\' || *p == '#' || *p == '@')
			return NULL;
	CURLU *url = curl_url();
	CLEANUP(url_free) CURLU *owned = url;
	if (!url || curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) != CURLUE_OK)
		return NULL;
	return STEAL(owned);
}

static bool part(CURLU *url, CURLUPart which, char **ret_text)
{
	return curl_url_get(url, which, ret_text, which == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) == CURLUE_OK;
}

static enum err_code read_peer(const struct config *config, enum peer peer, struct address *address, struct err *err)
{
	const char *key = peer_keys[peer].url_key, *text = config_text(config, key);
	if (!*text)
		return ERR_OK;
	CLEANUP(url_free) CURLU *url = parse(text);
	CLEANUP(text_free) char *scheme = NULL, *host = NULL, *port = NULL;
	if (!url || strchr(text, '?') || !part(url, CURLUPART_SCHEME, &scheme) || !part(url, CURLUPART_HOST, &host) || !part(url, CURLUPART_PORT, &port))
		return err_set(err, ERR_CONFIG, "%s must be scheme://host[:port][/path]", key);
	address->plain = text_eq(scheme, "http");
	address->allow_loopback = config_bool(config, "outside.allow_plain_loopback");
	if (!address->plain && !text_eq(scheme, "https"))
		return err_set(err, ERR_CONFIG, "%s must be https", key);
	if (address->plain && !loopback_name(host))
		return err_set(err, ERR_CONFIG, "%s is plain http to another machine", key);
	if (address->plain && !address->allow_loopback)
		return err_set(err, ERR_CONFIG, "%s is plain http, and outside.allow_plain_loopback is no", key);
	enum err_code code = read_secret(peer_keys[peer].secret_key, config_text(config, peer_keys[peer].secret_key), address->secret, err);
	if (code)
		return code;
	size_t n = strlen(text);
	while (n && text[n - 1] == '/')
		n--;
	address->host = strdup(host);
	address->port = strdup(port);
	address->base = strndup(text, n);
	return address->host && address->port && address->base ? ERR_OK : err_set(err, ERR_NOMEM, "no memory for %s", key);
}

/* Test peers of this machine and real ones in one configuration: somebody's production key would sign test money. */
static enum err_code check_mixture(const struct http_client *client, struct err *err)
{
	bool plain = false, real = false;
	for (size_t i = 0; i < PEERS; i++) {
		const struct address *a = &client->peers[i];
		plain |= a->base && a->plain;
		real |= a->base && !a->plain && !loopback_name(a->host);
	}
	return plain && real ? err_set(err, ERR_CONFIG, "plain http peers of this machine and real peers in one configuration") : ERR_OK;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool library_ready;

static void library_init(void)
{
	library_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

enum err_code http_client_new(const struct config *config, struct http_client **ret_client, struct err *err)
{
	if (pthread_once(&once, library_init) != 0 || !library_ready)
		return err_set(err, ERR_INTERNAL, "the HTTP library does not start");
	CLEANUP(http_client_freep) struct http_client *client = calloc(1, sizeof(*client));
	if (!client)
		return err_set(err, ERR_NOMEM, "no memory for the HTTP client");
	client->timeout_ms = (long)config_int(config, "outside.timeout_ms");
	client->max_bytes = (size_t)config_int(config, "outside.max_bytes");
	client->multi = curl_multi_init();
	if (!client->multi)
		return err_set(err, ERR_NOMEM, "no memory for the HTTP client");
	curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS);
	curl_multi_setopt(client->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	for (enum peer peer = 0; peer < PEERS; peer++) {
		enum err_code code = read_peer(config, peer, &client->peers[peer], err);
		if (code)
			return code;
	}
	enum err_code code = check_mixture(client, err);
	if (code)
		return code;
	*ret_client = STEAL(client);
	return ERR_OK;
}

static void slot_clear(struct slot *slot)
{
	curl_slist_free_all(slot->headers);
	slot->headers = NULL;
	slot->call = NULL;
	if (slot->n)
		crypto_wipe(slot->body, slot->n);
	slot->n = 0;
}

void http_client_freep(struct http_client **client)
{
	struct http_client *c = *client;
	if (!c)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		slot_clear(&c->slots[i]);
		curl_easy_cleanup(c->slots[i].easy);
		free(c->slots[i].body);
	}
	curl_multi_cleanup(c->multi);
	for (size_t i = 0; i < PEERS; i++) {
		free(c->peers[i].base);
		free(c->peers[i].host);
		free(c->peers[i].port);
		crypto_wipe(c->peers[i].secret, sizeof(c->peers[i].secret));
	}
	free(c);
	*client = NULL;
}

/* ---- where a call may go ---- */

/* The configured peer whose scheme, host, port and leading path the URL has; NULL refuses the call. */
static const struct address *find_peer(const struct http_client *client, const char *text)
{
	CLEANUP(url_free) CURLU *url = text ? parse(text) : NULL;
	CLEANUP(text_free) char *scheme = NULL, *host = NULL, *port = NULL;
	if (!url || !part(url, CURLUPART_SCHEME, &scheme) || !part(url, CURLUPART_HOST, &host) || !part(url, CURLUPART_PORT, &port))
		return NULL;
	for (size_t i = 0; i < PEERS; i++) {
		const struct address *a = &client->peers[i];
		if (!a->base || !text_eq(a->host, host) || !text_eq(a->port, port) || a->plain != text_eq(scheme, "http"))
			continue;
		size_t n = strlen(a->base);
		if (strncmp(text, a->base, n) == 0 && (text[n] == '/' || text[n] == '?') && !strstr(text + n, "/../") && !strstr(text + n, "/./"))
			return a;
	}
	return NULL;
}

static bool v4_loopback(uint32_t ip)
{
	return ip >> 24 == 127;
}

/* This network, link-local (cloud metadata lives there), multicast, broadcast: never a peer of ours. */
static bool v4_forbidden(uint32_t ip)
{
	return ip >> 24 == 0 || ip >> 16 == 0xA9FE || ip >> 28 >= 0xE;
}

static bool v6_forbidden(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_UNSPECIFIED(ip) || IN6_IS_ADDR_LINKLOCAL(ip) || IN6_IS_ADDR_MULTICAST(ip);
}

/* The address that is really connected to, whatever the name resolved to (rebinding). */
static bool address_allowed(const struct address *peer, const struct sockaddr *sa, size_t n)
{
	bool loopback, forbidden;
	if (sa->sa_family == AF_INET && n >= sizeof(struct sockaddr_in)) {
		struct sockaddr_in in;
		memcpy(&in, sa, sizeof(in));
		loopback = v4_loopback(ntohl(in.sin_addr.s_addr));
		forbidden = v4_forbidden(ntohl(in.sin_addr.s_addr));
	} else if (sa->sa_family == AF_INET6 && n >= sizeof(struct sockaddr_in6)) {
		struct sockaddr_in6 in;
		memcpy(&in, sa, sizeof(in));
		uint32_t v4;
		memcpy(&v4, in.sin6_addr.s6_addr + 12, sizeof(v4));
		bool mapped = IN6_IS_ADDR_V4MAPPED(&in.sin6_addr);
		loopback = mapped ? v4_loopback(ntohl(v4)) : IN6_IS_ADDR_LOOPBACK(&in.sin6_addr);
		forbidden = mapped ? v4_forbidden(ntohl(v4)) : v6_forbidden(&in.sin6_addr);
	} else {
		return false;
	}
	if (peer->plain)
		return loopback && peer->allow_loopback;
	return loopback ? peer->allow_loopback : !forbidden;
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *addr)
{
	if (purpose != CURLSOCKTYPE_IPCXN || !address_allowed(ctx, &addr->addr, addr->addrlen))
		return CURL_SOCKET_BAD;
	return socket(addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
}

/* ---- one call ---- */

/* Called when the connection stands and before the first byte of the request: until then nothing can have happened there. */
static int before_request(void *ctx, char *primary_ip, char *local_ip, int primary_port, int local_port)
{
	(void)primary_ip, (void)local_ip, (void)primary_port, (void)local_port;
	struct slot *slot = ctx;
	slot->sent = true;
	return CURL_PREREQFUNC_OK;
}

static size_t take_bytes(char *p, size_t size, size_t count, void *ctx)
{
	struct slot *slot = ctx;
	size_t n = size * count;
	if (n > slot->most - slot->n) {
		slot->too_big = true;
		return 0;
	}
	if (n > slot->cap - slot->n) {
		size_t cap = slot->cap < 8192 ? 16384 : slot->cap * 2;
		while (cap < slot->n + n)
			cap *= 2;
		char *body = realloc(slot->body, cap);
		if (!body)
			return 0;
		slot->body = body;
		slot->cap = cap;
	}
	if (n)
		memcpy(slot->body + slot->n, p, n);
	slot->n += n;
	return n;
}

static bool set_headers(struct slot *slot, const struct http_call *call)
{
	slot->headers = curl_slist_append(NULL, "Expect:");
	if (!slot->headers)
		return false;
	for (const char *const *h = call->headers; h && *h; h++) {
		struct curl_slist *more = strpbrk(*h, "\r\n") ? NULL : curl_slist_append(slot->headers, *h);
		if (!more)
			return false;
		slot->headers = more;
	}
	return true;
}

/* Restrictions that hold for every call whatever it wants. */
static bool set_limits(CURL *easy, const struct http_client *client, const struct address *peer)
{
	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, peer->plain ? "http" : "https") == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, peer) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK && curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)client->max_bytes) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, client->timeout_ms) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, client->timeout_ms) == CURLE_OK;
}

static bool set_request(struct slot *slot, const struct http_call *call)
{
	CURL *easy = slot->easy;
	bool get = text_eq(call->method, "GET");
	if (!get && !text_eq(call->method, "POST") && !text_eq(call->method, "PUT"))
		return false;
	if (!set_headers(slot, call) || curl_easy_setopt(easy, CURLOPT_URL, call->url) != CURLE_OK ||
	    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot->headers) != CURLE_OK || curl_easy_setopt(easy, CURLOPT_USERAGENT, "anju") != CURLE_OK)
		return false;
	if (!get && (curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->body_n ? (const char *)call->body : "") != CURLE_OK ||
	             curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_n) != CURLE_OK ||
	             curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method) != CURLE_OK))
		return false;
	return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PREREQDATA, slot) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK &&
	       (call->repeatable || get || curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK);
}

/* false: the call was not started and surely never will be (its outcome is CALL_DOWN). */
static bool start(struct http_client *client, struct slot *slot, struct http_call *call)
{
	call->outcome = CALL_DOWN;
	call->status = 0;
	call->answer = "";
	call->answer_n = 0;
	call->content_type = "";
	call->at = clock_now_ms();
	call->ms = 0;
	const struct address *peer = find_peer(client, call->url);
	if (!peer)
		return false;
	if (!slot->easy)
		slot->easy = curl_easy_init();
	if (!slot->easy)
		return false;
	curl_easy_reset(slot->easy); /* keeps its connections */
	slot->n = 0;
	slot->most = client->max_bytes;
	slot->sent = slot->too_big = false;
	slot->began = clock_mono_ms();
	if (!set_limits(slot->easy, client, peer) || !set_request(slot, call) || curl_multi_add_handle(client->multi, slot->easy) != CURLM_OK) {
		slot_clear(slot);
		return false;
	}
	slot->call = call;
	return true;
}

static void finish(struct http_client *client, struct slot *slot, CURLcode result, struct arena *arena)
{
	struct http_call *call = slot->call;
	long status = 0;
	const char *type = NULL;
	call->ms = clock_mono_ms() - slot->began;
	call->outcome = slot->sent ? CALL_UNCLEAR : CALL_DOWN;
	curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(slot->easy, CURLINFO_CONTENT_TYPE, &type);
	call->status = (int)status;
	if (result == CURLE_OK && !slot->too_big && status >= 200 && status < 500) {
		const char *answer = arena_dup(arena, slot->body ? slot->body : "", slot->n);
		const char *type_copy = arena_strdup(arena, type ? type : "");
		if (answer && type_copy) {
			call->answer = answer;
			call->answer_n = slot->n;
			call->content_type = type_copy;
			call->outcome = CALL_OK;
		}
	}
	curl_multi_remove_handle(client->multi, slot->easy);
	slot_clear(slot);
}

static struct slot *free_slot(struct http_client *client)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (!client->slots[i].call)
			return &client->slots[i];
	return NULL;
}

/* Ends what the library says is over; returns how many. */
static size_t collect(struct http_client *client, struct arena *arena)
{
	size_t done = 0;
	int left;
	for (CURLMsg *msg; (msg = curl_multi_info_read(client->multi, &left));) {
		char *ctx = NULL;
		if (msg->msg != CURLMSG_DONE || curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &ctx) != CURLE_OK || !ctx)
			continue;
		finish(client, (struct slot *)(void *)ctx, msg->data.result, arena);
		done++;
	}
	return done;
}

/* The library itself failed: what was sent is unclear, what was not is down. */
static void give_up(struct http_client *client, struct arena *arena)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (client->slots[i].call)
			finish(client, &client->slots[i], CURLE_FAILED_INIT, arena);
}

void http_client_run(struct http_client *client, struct arena *arena, struct http_call *calls, size_t n)
{
	if (guard && guard())
		abort();
	size_t next = 0, running = 0;
	do {
		for (struct slot *slot; next < n && (slot = free_slot(client)); next++)
			running += start(client, slot, &calls[next]);
		int still;
		if (running && curl_multi_perform(client->multi, &still) != CURLM_OK) {
			give_up(client, arena);
			running = 0;
			continue;
		}
		size_t done = collect(client, arena);
		running -= done;
		if (running && !done && curl_multi_poll(client->multi, NULL, 0, 1000, NULL) != CURLM_OK) {
			give_up(client, arena);
			running = 0;
		}
	} while (running || next < n);
}
