#include "gateway/wire.h"

#include "base/date.h"

#include <string.h>

#define HEADERS_MOST 8

static const struct {
	const char *name, *access_key;
} peers[PEERS] = {
	[PEER_GOV] = { "gov", "gov.access_key" },
	[PEER_DATA] = { "data", NULL },
	[PEER_SMS] = { "sms", NULL },
	[PEER_BANK] = { "bank", "bank.access_key" },
	[PEER_IRS] = { "sso", "sso.irs_access_key" },
	[PEER_LEGACY] = { "sso", NULL },
};

struct header_list {
	struct arena *arena;
	const char **items; /* HEADERS_MOST + NULL */
	size_t n;
	bool failed;
};

static void add(struct header_list *list, const char *name, const char *value)
{
	const char *line = value ? arena_printf(list->arena, "%s: %s", name, value) : NULL;
	if (!line || list->n == HEADERS_MOST) {
		list->failed = true;
		return;
	}
	list->items[list->n++] = line;
}

static void add_signature(struct header_list *list, const struct wire *wire, const char *secret, const char *access_key, const char *url, const char *query)
{
	/* What is signed is the path as it stands in the request line, with the leading path of the base. */
	const char *host = strstr(url, "://"), *slash = host ? strchr(host + 3, '/') : NULL;
	const char *path = slash ? arena_dup(list->arena, slash, strcspn(slash, "?")) : NULL;
	const char *digest = wire->sign == WIRE_HMAC_BODY ? sign_sm3_hex(list->arena, wire->body, wire->body_n) : NULL;
	char date[HTTP_DATE_TEXT];
	sign_http_date(clock_now_ms(), date);
	if (!path || (wire->sign == WIRE_HMAC_BODY && !digest)) {
		list->failed = true;
		return;
	}
	add(list, "X-BG-HMAC-ACCESS-KEY", access_key);
	add(list, "X-BG-HMAC-ALGORITHM", "hmac-sha256");
	add(list, "X-BG-DATE-TIME", date);
	add(list, "X-BG-HMAC-SIGNATURE", sign_hmac(list->arena, secret, wire->method, path, query, access_key, date, digest));
	if (digest)
		add(list, "X-BODY-SM3", digest);
}

enum err_code wire_prepare(const struct http_client *client, const struct config *config, struct arena *arena, const struct wire *wire,
                           struct http_call *ret_http, struct err *err)
{
	const char *base = http_client_base(client, wire->peer);
	if (!base)
		return err_set(err, ERR_CONFIG, "%s: this peer is not configured", peers[wire->peer].name);
	const char *query = sign_query(arena, wire->params, wire->n_params);
	const char *url = query ? arena_printf(arena, "%s%s%s%s", base, wire->path, *query ? "?" : "", query) : NULL;
	struct header_list list = { arena, arena_array(arena, HEADERS_MOST + 1, sizeof(char *)), 0, false };
	if (!url || !list.items)
		return err_set(err, ERR_NOMEM, "no memory for a call to %s", peers[wire->peer].name);
	if (wire->content_type)
		add(&list, "Content-Type", wire->content_type);
	if (wire->sign != WIRE_PLAIN)
		add_signature(&list, wire, http_client_secret(client, wire->peer), config_text(config, peers[wire->peer].access_key), url, query);
	if (list.failed)
		return err_set(err, arena_failed(arena) ? ERR_NOMEM : ERR_CRYPTO, "a call to %s cannot be signed", peers[wire->peer].name);
	*ret_http = (struct http_call){ .method = wire->method, .url = url, .headers = list.items, .body = wire->body, .body_n = wire->body_n,
		                        .repeatable = wire->repeatable, .outcome = CALL_DOWN, .answer = "", .content_type = "" };
	return ERR_OK;
}

void wire_record(const struct wire *wire, const struct http_call *http, struct outside_call *ret_call)
{
	*ret_call = (struct outside_call){
		.peer = peers[wire->peer].name,
		.operation = wire->operation,
		.ground = wire->ground ? wire->ground : "",
		.request_no = wire->request_no,
		.outcome = http ? http->outcome : CALL_DOWN,
		.http_status = http ? http->status : 0,
		.at = http ? http->at : clock_now_ms(),
		.ms = http ? http->ms : 0,
	};
}

enum err_code wire_run(struct http_client *client, const struct config *config, struct arena *arena, const struct wire *wire,
                       struct http_call *ret_http, struct outside_call *ret_call, struct err *err)
{
	enum err_code code = wire_prepare(client, config, arena, wire, ret_http, err);
	if (code) {
		wire_record(wire, NULL, ret_call);
		return code;
	}
	http_client_run(client, arena, ret_http, 1);
	wire_record(wire, ret_http, ret_call);
	if (ret_http->outcome == CALL_OK)
		return ERR_OK;
	code = ret_http->outcome == CALL_DOWN ? ERR_UNAVAILABLE : ERR_UNCERTAIN;
	return err_native(err, code, ret_http->status, "%s %s: %s", ret_call->peer, ret_call->operation, call_outcome_name(ret_http->outcome));
}

enum err_code wire_unreadable(struct outside_call *call, struct err *err)
{
	call->outcome = CALL_UNCLEAR;
	return err_native(err, ERR_UNCERTAIN, call->http_status, "%s %s: the answer cannot be read", call->peer, call->operation);
}

enum err_code wire_refused(struct outside_call *call, enum err_code code, struct err *err)
{
	call->outcome = CALL_REFUSED;
	return err_native(err, code, call->http_status, "%s %s: refused", call->peer, call->operation);
}

enum err_code wire_outside(enum err_code code, struct err *err)
{
	if (code != ERR_UNAVAILABLE && code != ERR_UNCERTAIN)
		return code;
	if (err)
		err->code = ERR_OUTSIDE;
	return ERR_OUTSIDE;
}
