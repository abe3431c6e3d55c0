/* Fault switches. A new switch for the same peer, source and kind replaces the old one; kind none clears the peer
 * (or one source of it). */
#include "city/city.h"
#include "city/tool.h"

#include <pthread.h>
#include <string.h>

#define FAULTS_MAX 64
#define BIT(kind) (1u << (kind))
#define COMMON                                                                                                                   \
	(BIT(FAULT_NONE) | BIT(FAULT_SLOW) | BIT(FAULT_DOWN) | BIT(FAULT_HTTP500) | BIT(FAULT_CUT) | BIT(FAULT_BAD_SIGNATURE) |  \
	 BIT(FAULT_MALFORMED))

static const struct {
	const char *name;
	unsigned kinds;
} peers[PEERS] = {
	[PEER_NONE] = { "", 0 },
	[PEER_DATA] = { "data", COMMON | BIT(FAULT_DUPLICATE) | BIT(FAULT_OTHER_PERSON) | BIT(FAULT_BUSY) },
	[PEER_GOV] = { "gov", COMMON | BIT(FAULT_DUPLICATE) | BIT(FAULT_LATE) },
	[PEER_SMS] = { "sms", COMMON | BIT(FAULT_LATE) },
	[PEER_BANK] = { "bank", COMMON | BIT(FAULT_DUPLICATE) | BIT(FAULT_LATE) },
	[PEER_SSO] = { "sso", COMMON },
};

static const char *const kinds[FAULT_KINDS] = { "none", "slow", "down", "http500", "cut", "bad_signature", "malformed",
	                                        "duplicate", "late", "other_person", "busy" };

/* Without a source a fault hits every call of its peer, but some kinds mean one operation only. */
static const struct {
	enum peer peer;
	enum fault_kind kind;
	const char *operation;
} usual[] = {
	{ PEER_GOV, FAULT_DUPLICATE, "make" }, { PEER_GOV, FAULT_LATE, "make" },      { PEER_SMS, FAULT_LATE, "submit" },
	{ PEER_SMS, FAULT_CUT, "submit" },     { PEER_BANK, FAULT_CUT, "put" },       { PEER_BANK, FAULT_LATE, "put" },
	{ PEER_BANK, FAULT_DUPLICATE, "return" },
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct switch_row {
	enum peer peer;
	char source[40];
	struct fault fault;
	int64_t left; /* -1 = until switched off */
} switches[FAULTS_MAX];
static size_t n_switches;

static bool hits(const struct switch_row *s, enum peer peer, const char *operation)
{
	if (s->peer != peer || s->left == 0)
		return false;
	if (s->source[0])
		return strcmp(s->source, operation) == 0;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (usual[i].peer == peer && usual[i].kind == s->fault.kind)
			return strcmp(usual[i].operation, operation) == 0;
	/* "make" is the control call that dispatches a case, no call of the product; tokens fail only when named or all is down.
	 */
	if (strcmp(operation, "make") == 0)
		return false;
	return strcmp(operation, "token") != 0 || s->fault.kind == FAULT_DOWN || s->fault.kind == FAULT_SLOW;
}

struct fault fault_take(enum peer peer, const char *operation)
{
	struct fault f = { FAULT_NONE, 0 };
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < n_switches; i++)
		if (hits(&switches[i], peer, operation)) {
			f = switches[i].fault;
			if (switches[i].left > 0)
				switches[i].left--;
			break;
		}
	pthread_mutex_unlock(&lock);
	return f;
}

static void fault_list(struct call *call)
{
	struct buf b;
	buf_init(&b, call->arena, 512);
	buf_char(&b, '[');
	pthread_mutex_lock(&lock);
	bool first = true;
	for (size_t i = 0; i < n_switches; i++) {
		if (switches[i].left == 0)
			continue;
		buf_str(&b, first ? "{" : ",{");
		first = false;
		buf_key_str(&b, "peer", peers[switches[i].peer].name);
		buf_key_str(&b, "source", switches[i].source);
		buf_key_str(&b, "kind", kinds[switches[i].fault.kind]);
		buf_key_int(&b, "ms", switches[i].fault.ms);
		buf_key_int(&b, "left", switches[i].left);
		buf_char(&b, '}');
	}
	pthread_mutex_unlock(&lock);
	buf_char(&b, ']');
	answer_json(call, 200, &b);
}

static bool fault_put(const struct switch_row *row)
{
	bool ok = true;
	pthread_mutex_lock(&lock);
	size_t kept = 0;
	for (size_t i = 0; i < n_switches; i++) {
		const struct switch_row *s = &switches[i];
		bool same =
		    s->peer == row->peer &&
		    (row->fault.kind == FAULT_NONE ? !row->source[0] || strcmp(s->source, row->source) == 0
		                                   : s->fault.kind == row->fault.kind && strcmp(s->source, row->source) == 0);
		if (s->left != 0 && !same)
			switches[kept++] = *s;
	}
	n_switches = kept;
	if (row->fault.kind != FAULT_NONE) {
		ok = n_switches < FAULTS_MAX;
		if (ok)
			switches[n_switches++] = *row;
	}
	pthread_mutex_unlock(&lock);
	return ok;
}

void fault_serve(struct call *call)
{
	if (strcmp(call->method, "GET") == 0) {
		fault_list(call);
		return;
	}
	json_object *o = json_tokener_parse((const char *)call->body);
	struct switch_row row = { .peer = PEER_NONE, .fault = { FAULT_KINDS, 0 }, .left = -1 };
	const char *why = "not a JSON object";
	if (json_object_is_type(o, json_type_object)) {
		for (int i = 1; i < PEERS; i++)
			if (strcmp(json_text(o, "peer"), peers[i].name) == 0)
				row.peer = (enum peer)i;
		for (int i = 0; i < FAULT_KINDS; i++)
			if (strcmp(json_text(o, "kind"), kinds[i]) == 0)
				row.fault.kind = (enum fault_kind)i;
		row.fault.ms = json_number(o, "ms", 0);
		row.left = json_number(o, "count", -1);
		snprintf(row.source, sizeof(row.source), "%s", json_text(o, "source"));
		why = row.peer == PEER_NONE                                ? "unknown peer"
		      : row.fault.kind == FAULT_KINDS                      ? "unknown kind"
		      : !(peers[row.peer].kinds & BIT(row.fault.kind))     ? "this peer has no such fault"
		      : row.fault.ms < 0 || row.fault.ms > 600000          ? "ms out of range"
		      : !fault_put(&row)                                   ? "too many faults"
		                                                           : NULL;
	}
	json_object_put(o);
	if (why)
		answer_error(call, 400, why);
	else
		fault_list(call);
}
