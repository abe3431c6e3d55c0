/* The simulated city: what its peers share. One process, one port of the loopback, a thread per connection; each peer
 * guards its own state with its own mutex and never sleeps while holding it. Nothing here is part of the product. */
#ifndef CITY_CITY_H
#define CITY_CITY_H

#include "base/arena.h"
#include "base/text.h"
#include "city/people.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CALL_ARENA ((size_t)512 << 20)
#define BODY_MAX ((size_t)64 << 20)

enum peer { PEER_NONE, PEER_DATA, PEER_GOV, PEER_SMS, PEER_BANK, PEER_SSO, PEERS };

enum fault_kind {
	FAULT_NONE, FAULT_SLOW, FAULT_DOWN, FAULT_HTTP500, FAULT_CUT, FAULT_BAD_SIGNATURE, FAULT_MALFORMED,
	FAULT_DUPLICATE, FAULT_LATE, FAULT_OTHER_PERSON, FAULT_BUSY, FAULT_KINDS
};

struct fault {
	enum fault_kind kind;
	int64_t ms;
};

struct answer {
	int status; /* 0 = close without answering */
	const char *type, *location;
	const char *p;
	size_t n;
};

/* One request. Texts live in the arena of the call. */
struct call {
	const char *method, *path, *query; /* path and query as on the wire */
	void *connection;
	const uint8_t *body; /* NUL behind it */
	size_t body_n;
	struct arena *arena;
	struct fault fault; /* what goes wrong with this call */
	struct answer answer;
};

struct hmac_pair {
	const char *access_key, *secret;
};

struct city_options {
	uint16_t port;
	const char *state_dir;
	uint32_t persons;
	uint64_t seed;
	int64_t latency_ms, bank_delay_ms;
	struct hmac_pair gov, bank, irs, data;
	const char *sms_ec, *sms_ap, *sms_key, *sms_sign, *legacy_code, *legacy_password;
};

struct journal;
struct data_peer;
struct gov_peer;
struct sms_peer;
struct bank_peer;
struct sso_peer;

struct city {
	struct city_options options;
	struct people *people;
	struct data_peer *data;
	struct gov_peer *gov;
	struct sms_peer *sms;
	struct bank_peer *bank;
	struct sso_peer *sso;
};

/* ---- call.c: reading a request, writing an answer ---- */
const char *call_header(const struct call *call, const char *name); /* NULL = not sent */
/* Decoded parameter of the query (or of a form body); NULL = not there or broken. */
const char *call_param(struct call *call, const char *name);
const char *call_form(struct call *call, const char *name);
int64_t call_param_int(struct call *call, const char *name, int64_t otherwise);
void answer_text(struct call *call, int status, const char *type, const char *text);
void answer_json(struct call *call, int status, const struct buf *b); /* 500 when the buffer failed */
void answer_error(struct call *call, int status, const char *text);   /* {"error":…} */
void answer_empty(struct call *call, int status);
/* Headers of the gateway style; with_body also wants the digest. Answers 401 itself when they are wrong. */
bool call_signed(struct call *call, const struct hmac_pair *pair, bool with_body);
/* Real time, ms since 1970: life times and delays. Business time is base/date. */
int64_t real_ms(void);
/* Within `ms` of the real or of the business clock: both sides may run on a set clock. */
bool time_close(int64_t t, int64_t ms);
void wire_now(char out[20]);
void pause_ms(int64_t ms);

/* ---- journal.c: an append-only file of JSON lines, fsynced line by line; a torn last line is cut off on opening ---- */
typedef bool journal_fn(void *ctx, const char *line); /* false = the line makes no sense: refuse to start */
struct journal *journal_open(const char *dir, const char *name, journal_fn *fn, void *ctx); /* NULL: message on stderr */
bool journal_add(struct journal *j, const char *line, size_t n);                               /* false: not on the disk */
void journal_close(struct journal *j);

/* ---- fault.c ---- */
/* Takes one hit of a fault for this operation of the peer, if there is one. */
struct fault fault_take(enum peer peer, const char *operation);
void fault_serve(struct call *call); /* POST /city/fault, GET = what is on */

/* ---- the peers: x_operation names what a call does (for faults and the log), x_serve does it. rest = behind the prefix ---- */
const char *data_operation(const struct call *call, const char *rest);
void data_serve(struct city *city, struct call *call, const char *rest);
struct data_peer *data_new(void);
const char *gov_operation(const struct call *call, const char *rest);
void gov_serve(struct city *city, struct call *call, const char *rest);
struct gov_peer *gov_new(struct city *city);
void gov_control(struct city *city, struct call *call, const char *rest); /* /city/gov/… */
const char *sms_operation(const struct call *call, const char *rest);
void sms_serve(struct city *city, struct call *call, const char *rest);
struct sms_peer *sms_new(struct city *city);
void sms_control(struct city *city, struct call *call);
const char *bank_operation(const struct call *call, const char *rest);
void bank_serve(struct city *city, struct call *call, const char *rest);
struct bank_peer *bank_new(struct city *city);
void bank_control(struct city *city, struct call *call, const char *rest); /* /city/bank/… */
const char *irs_operation(const struct call *call, const char *rest);
void irs_serve(struct city *city, struct call *call, const char *rest);
const char *legacy_operation(const struct call *call, const char *rest);
void legacy_serve(struct city *city, struct call *call, const char *rest);
const char *portal_operation(const struct call *call, const char *rest);
void portal_serve(struct city *city, struct call *call, const char *rest);
struct sso_peer *sso_new(void);
void sso_control(struct city *city, struct call *call); /* /city/ticket */
void people_serve(struct city *city, struct call *call);  /* /city/people */

/* ---- change.c: what happened to somebody since ---- */
struct change {
	char idno[19];
	int32_t home, lease_to, died_on; /* DATE_NONE = nothing */
	int64_t rent_fen;                /* 0 = as it was */
};
bool change_of(const struct person *p, struct change *ret_change); /* false: nothing */
void change_serve(struct city *city, struct call *call);

/* ---- form.c: the filed form of a person on a day (docs/interfaces.md, section 8) ---- */
void form_write(struct buf *b, const struct people *people, const struct person *person, int32_t day);

/* ---- material.c: small real files ---- */
struct material {
	const char *code, *name, *suffix, *type;
};
const struct material *material_find(const char *code);
/* Always the same bytes for the same label. */
bool material_make(struct arena *arena, const struct material *material, const char *label, struct blob *ret_bytes);

#endif
