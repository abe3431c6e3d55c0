/* The platform's field names (pre_apasinfo, attr, accept, node, transact) stand in this file and nowhere else. */
#include "gateway/gov.h"

#include "base/idno.h"
#include "gateway/reading.h"
#include "gateway/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DISPATCH_MOST ((size_t)8 << 20)
#define CASES_MOST 1000
#define ATTRS_MOST 200
#define PROJID_MOST 21
#define JSON_TYPE "application/json; charset=utf-8"

/* Everything at this platform may be repeated: reading, filing (same request_no) and reports (same stage and version). */
static struct wire gov_wire(const char *operation, const char *method, const char *path)
{
	return (struct wire){ .peer = PEER_GOV, .operation = operation, .method = method, .path = path, .sign = WIRE_HMAC_BODY, .repeatable = true };
}

/* An answer that is not 200. 4xx that say "not now" or "your signature" may be repeated, the others are final. */
static enum err_code not_200(const struct http_call *http, struct outside_call *call, struct err *err)
{
	switch (http->status) {
	case 400:
	case 409:
	case 413:
	case 422:
		return wire_refused(call, ERR_INVALID, err);
	case 404:
		return wire_refused(call, ERR_NOT_FOUND, err);
	default:
		return http->status >= 400 ? wire_refused(call, ERR_OUTSIDE, err) : wire_outside(wire_unreadable(call, err), err);
	}
}

static enum err_code exchange(struct http_client *client, const struct config *config, struct arena *arena, const struct wire *wire,
                              struct http_call *ret_http, struct outside_call *ret_call, struct err *err)
{
	enum err_code code = wire_run(client, config, arena, wire, ret_http, ret_call, err);
	if (code)
		return wire_outside(code, err);
	return ret_http->status == 200 ? ERR_OK : not_200(ret_http, ret_call, err);
}

/* ---- dispatch ---- */

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static bool read_attrs(struct arena *arena, json_object *list, struct gov_case *c)
{
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	if ((list && !json_object_is_type(list, json_type_array)) || n > ATTRS_MOST)
		return false;
	struct gov_attr *attrs = arena_array(arena, n, sizeof(*attrs));
	if (!attrs)
		return false;
	for (size_t i = 0; i < n; i++) {
		json_object *entry = json_object_array_get_idx(list, i);
		struct gov_attr *a = &attrs[i];
		int64_t taken;
		a->unid = reading_token(arena, entry, "unid", 64);
		a->material = reading_token(arena, entry, "attrid", 40);
		a->title = or_empty(reading_text(arena, entry, "attrname", 300));
		a->filename = or_empty(reading_text(arena, entry, "filename", 300));
		a->handed_in = reading_i64(entry, "istake", 0, 1, &taken) && taken == 1;
		if (!a->unid || !a->material)
			return false;
		/* Without a size there is nothing to fetch, or it is told by the fetching. */
		if (!reading_i64(entry, "filesize", 0, INT64_MAX, &a->size))
			a->size = 0;
	}
	c->attrs = attrs;
	c->n_attrs = n;
	return true;
}

/* What is wrong with the case, or NULL. */
static const char *read_apasinfo(struct arena *arena, json_object *info, struct gov_case *c)
{
	int64_t state;
	const char *idno = reading_text(arena, info, "apply_cardnumber", 64);
	c->projid = reading_token(arena, info, "projid", PROJID_MOST);
	if (!c->projid)
		return "projid";
	if (!reading_i64(info, "dataversion", 1, INT32_MAX, &c->dataversion))
		return "dataversion";
	if (!reading_i64(info, "datastate", 0, 1, &state))
		return "datastate";
	c->valid = state == 1;
	c->matter_code = reading_token(arena, info, "servicecode", 40);
	c->name = reading_text(arena, info, "applyname", 150);
	c->idno = idno ? idno_normalise(arena, idno) : NULL;
	c->phone = or_empty(reading_text(arena, info, "telphone", 20));
	c->address = or_empty(reading_text(arena, info, "address", 600));
	c->areacode = or_empty(reading_text(arena, info, "areacode", 12));
	c->received_at = reading_text(arena, info, "receivetime", 19);
	/* A withdrawal needs no more than the number. */
	if (!c->valid)
		return NULL;
	return !c->matter_code ? "servicecode" : !c->name || !*c->name ? "applyname" : !c->idno ? "apply_cardnumber" : !c->received_at ? "receivetime" : NULL;
}

static const char *copy_form(struct arena *arena, json_object *form)
{
	if (!json_object_is_type(form, json_type_object))
		return NULL;
	size_t n;
	const char *text = json_object_to_json_string_length(form, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);
	return text ? arena_dup(arena, text, n) : NULL;
}

static void read_case(struct arena *arena, json_object *entry, struct gov_case *c)
{
	const char *wrong = reading_i64(entry, "seq", 1, INT64_MAX, &c->seq) ? NULL : "seq";
	const char *field = read_apasinfo(arena, reading_member(entry, "apasinfo"), c);
	if (!wrong)
		wrong = field;
	if (!wrong && c->valid) {
		c->form = copy_form(arena, reading_member(entry, "form"));
		wrong = c->form ? NULL : "form";
	}
	if (!wrong && c->valid && !read_attrs(arena, reading_member(entry, "attrs"), c))
		wrong = "attrs";
	if (wrong)
		c->fault = arena_printf(arena, "the dispatched case cannot be read: %s", wrong);
}

enum err_code gov_dispatch(struct http_client *client, const struct config *config, struct arena *arena, const char *cursor, int limit,
                           struct gov_case **ret_cases, size_t *ret_n, const char **ret_cursor, struct outside_call *ret_call, struct err *err)
{
	char most[16];
	snprintf(most, sizeof(most), "%d", limit);
	struct param params[] = { { "after", cursor ? cursor : "" }, { "limit", most } };
	struct wire wire = gov_wire("dispatch", "GET", "/gov2/dispatch");
	wire.params = params;
	wire.n_params = ARRAY_LEN(params);
	struct http_call http;
	enum err_code code = exchange(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	CLEANUP(reading_freep) json_object *answer = reading_parse(http.answer, http.answer_n, DISPATCH_MOST);
	json_object *list = reading_member(answer, "cases");
	const char *next = reading_token(arena, answer, "cursor", 64);
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	if (!next || !json_object_is_type(list, json_type_array) || n > CASES_MOST)
		return wire_outside(wire_unreadable(ret_call, err), err);
	struct gov_case *cases = arena_array(arena, n, sizeof(*cases));
	for (size_t i = 0; cases && i < n; i++)
		read_case(arena, json_object_array_get_idx(list, i), &cases[i]);
	/* Memory that ran out in the middle must not look like a fault of the case. */
	if (arena_failed(arena))
		return err_set(err, ERR_NOMEM, "no memory for %zu dispatched cases", n);
	*ret_cases = cases;
	*ret_n = n;
	*ret_cursor = next;
	return ERR_OK;
}

enum err_code gov_material(struct http_client *client, const struct config *config, struct arena *arena, const char *projid, const char *unid,
                           struct blob *ret_bytes, struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "projid", projid }, { "unid", unid } };
	struct wire wire = gov_wire("material", "GET", "/gov2/material");
	wire.params = params;
	wire.n_params = ARRAY_LEN(params);
	struct http_call http;
	enum err_code code = exchange(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	*ret_bytes = (struct blob){ (const uint8_t *)http.answer, http.answer_n };
	return ERR_OK;
}

/* ---- filing and reports ---- */

static const char *write_filing(struct arena *arena, const char *request_no, const struct gov_case *c)
{
	struct buf b;
	buf_init(&b, arena, 2048);
	buf_char(&b, '{');
	buf_key_str(&b, "request_no", request_no);
	buf_key(&b, "apasinfo");
	buf_char(&b, '{');
	buf_key_str(&b, "servicecode", c->matter_code);
	buf_key_str(&b, "applyname", c->name);
	buf_key_str(&b, "apply_cardtype", "1");
	buf_key_str(&b, "apply_cardnumber", c->idno);
	buf_key_str(&b, "applyType", "0");
	buf_key_str(&b, "contactman", c->name);
	buf_key_str(&b, "telphone", or_empty(c->phone));
	buf_key_str(&b, "address", or_empty(c->address));
	buf_key_str(&b, "areacode", or_empty(c->areacode));
	buf_key_str(&b, "receivetime", or_empty(c->received_at));
	buf_key_str(&b, "datastate", "1");
	buf_key_int(&b, "dataversion", c->dataversion > 0 ? c->dataversion : 1);
	buf_key_str(&b, "sync_status", "I");
	buf_char(&b, '}');
	buf_key(&b, "form");
	buf_str(&b, c->form && *c->form ? c->form : "{}");
	buf_char(&b, '}');
	return b.failed ? NULL : b.p;
}

static enum err_code post_json(struct http_client *client, const struct config *config, struct arena *arena, struct wire *wire, const char *body,
                               json_object **ret_answer, struct outside_call *ret_call, struct err *err)
{
	wire->content_type = JSON_TYPE;
	wire->body = body;
	wire->body_n = body ? strlen(body) : 0;
	if (!body) {
		wire_record(wire, NULL, ret_call);
		return err_set(err, ERR_NOMEM, "no memory for a message to the platform");
	}
	struct http_call http;
	enum err_code code = exchange(client, config, arena, wire, &http, ret_call, err);
	if (code)
		return code;
	json_object *answer = reading_parse(http.answer, http.answer_n, READING_MOST);
	if (!answer)
		return wire_outside(wire_unreadable(ret_call, err), err);
	*ret_answer = answer;
	return ERR_OK;
}

enum err_code gov_file(struct http_client *client, const struct config *config, struct arena *arena, const char *request_no, const struct gov_case *made_here,
                       const char **ret_projid, struct outside_call *ret_call, struct err *err)
{
	struct wire wire = gov_wire("file", "POST", "/gov2/file");
	wire.request_no = request_no;
	CLEANUP(reading_freep) json_object *answer = NULL;
	enum err_code code = post_json(client, config, arena, &wire, write_filing(arena, request_no, made_here), &answer, ret_call, err);
	if (code)
		return code;
	const char *projid = reading_token(arena, answer, "projid", PROJID_MOST);
	if (!projid)
		return wire_outside(wire_unreadable(ret_call, err), err);
	*ret_projid = projid;
	return ERR_OK;
}

/* Codes "a,b" as a JSON array. */
static void write_codes(struct buf *b, const char *codes)
{
	buf_key(b, "materials");
	buf_char(b, '[');
	for (const char *p = codes; p && *p;) {
		size_t n = strcspn(p, ",");
		const char *code = arena_dup(b->arena, p, n);
		if (p != codes)
			buf_char(b, ',');
		buf_json(b, code);
		p += n + (p[n] == ',');
	}
	buf_char(b, ']');
}

static const char *const stage_names[] = { [GOV_ACCEPT] = "accept", [GOV_NODE] = "node", [GOV_TRANSACT] = "transact" };

static const char *write_report(struct arena *arena, const struct gov_report *r)
{
	struct buf b;
	buf_init(&b, arena, 1024);
	buf_char(&b, '{');
	buf_key_str(&b, "projid", r->projid);
	buf_key_str(&b, "stage", stage_names[r->stage]);
	buf_key_int(&b, "dataversion", r->dataversion);
	switch (r->stage) {
	case GOV_ACCEPT:
		buf_key_str(&b, "accept_result", r->result);
		buf_key_str(&b, "accept_man", r->who);
		buf_key_str(&b, "accept_time", r->at);
		buf_key_int(&b, "promisevalue", r->promise_days);
		buf_key_str(&b, "promisetype", "1");
		buf_key_str(&b, "promise_etime", or_empty(r->until));
		buf_key_str(&b, "reason", or_empty(r->text));
		write_codes(&b, r->materials);
		break;
	case GOV_NODE:
		buf_key_str(&b, "node_name", r->result);
		buf_key_str(&b, "opinion", or_empty(r->text));
		buf_key_str(&b, "start_time", r->at);
		buf_key_str(&b, "end_time", or_empty(r->until));
		break;
	case GOV_TRANSACT:
		buf_key_str(&b, "transact_user", r->who);
		buf_key_str(&b, "transact_time", r->at);
		buf_key_str(&b, "transact_result", r->result);
		buf_key_str(&b, "transact_describe", or_empty(r->text));
		buf_key_str(&b, "result_code", or_empty(r->document_no));
		buf_key_str(&b, "valid_from", or_empty(r->valid_from));
		buf_key_str(&b, "valid_to", or_empty(r->valid_to));
		break;
	}
	buf_char(&b, '}');
	return b.failed ? NULL : b.p;
}

enum err_code gov_report(struct http_client *client, const struct config *config, struct arena *arena, const struct gov_report *report,
                         struct outside_call *ret_call, struct err *err)
{
	static const char *const operations[] = { [GOV_ACCEPT] = "report accept", [GOV_NODE] = "report node", [GOV_TRANSACT] = "report transact" };
	struct wire wire = gov_wire(operations[report->stage], "POST", "/gov2/report");
	wire.request_no = arena_printf(arena, "%s-%s-%" PRId64, report->projid, stage_names[report->stage], report->dataversion);
	CLEANUP(reading_freep) json_object *answer = NULL;
	enum err_code code = post_json(client, config, arena, &wire, write_report(arena, report), &answer, ret_call, err);
	if (code)
		return code == ERR_NOT_FOUND ? err_set(err, ERR_INVALID, "gov report: refused") : code;
	const char *result = reading_text(arena, answer, "result", 16);
	if (!result)
		return wire_outside(wire_unreadable(ret_call, err), err);
	if (strcmp(result, "00") == 0 || strcmp(result, "01") == 0)
		return ERR_OK;
	return wire_refused(ret_call, strcmp(result, "99") == 0 ? ERR_OUTSIDE : ERR_INVALID, err);
}

enum err_code gov_state(struct http_client *client, const struct config *config, struct arena *arena, const char *projid, const char **ret_state,
                        struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "projid", projid } };
	struct wire wire = gov_wire("state", "GET", "/gov2/state");
	wire.params = params;
	wire.n_params = ARRAY_LEN(params);
	struct http_call http;
	enum err_code code = exchange(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	CLEANUP(reading_freep) json_object *answer = reading_parse(http.answer, http.answer_n, READING_MOST);
	const char *whose = reading_token(arena, answer, "projid", PROJID_MOST), *state = reading_text(arena, answer, "state", 60);
	if (!whose || strcmp(whose, projid) != 0 || !state)
		return wire_outside(wire_unreadable(ret_call, err), err);
	*ret_state = state;
	return ERR_OK;
}
