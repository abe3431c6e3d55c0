/* The government platform 2.0: dispatches cases, hands out materials, files our own cases, takes reports.
 * Journal gov.log: {"t":"case",…}, {"t":"deliver",…}, {"t":"report",…}. */
#include "city/city.h"

#include "base/date.h"
#include "city/gov_state.h"
#include "city/sign.h"

#include <stdlib.h>
#include <string.h>

static void answer_case_list(struct gov_peer *peer, struct call *call)
{
	int64_t after = call_param_int(call, "after", 0), limit = call_param_int(call, "limit", 50);
	if (limit < 1 || limit > 500) {
		answer_error(call, 400, "limit out of range");
		return;
	}
	struct buf b, cases;
	buf_init(&b, call->arena, 4096);
	buf_init(&cases, call->arena, 65536);
	int64_t now = real_ms(), cursor = after;
	gov_lock(peer);
	for (size_t i = after < 0 ? 0 : (size_t)after; i < peer->n_deliveries && limit > 0; i++, limit--) {
		const struct gov_delivery *d = &peer->deliveries[i];
		if (d->visible_ms > now)
			break; /* order of seq: what comes later waits too */
		if (cases.n)
			buf_char(&cases, ',');
		buf_printf(&cases, "{\"seq\":%zu,", i + 1);
		buf_str(&cases, d->json + 1);
		cursor = (int64_t)i + 1;
	}
	gov_unlock(peer);
	buf_char(&b, '{');
	buf_key(&b, "cursor");
	buf_printf(&b, "\"%lld\"", (long long)cursor);
	buf_key(&b, "cases");
	buf_char(&b, '[');
	buf_add(&b, cases.p, cases.n);
	buf_str(&b, "]}");
	b.failed = b.failed || cases.failed;
	answer_json(call, 200, &b);
}

static void answer_material(struct gov_peer *peer, struct call *call)
{
	const char *projid = call_param(call, "projid"), *unid = call_param(call, "unid");
	struct blob bytes = { NULL, 0 };
	const char *type = "application/octet-stream";
	gov_lock(peer);
	struct gov_case *c = projid ? gov_find(peer, projid) : NULL;
	for (size_t i = 0; c && unid && i < c->n_materials; i++)
		if (strcmp(c->materials[i].unid, unid) == 0) {
			type = c->materials[i].material->type;
			if (!gov_material_bytes(call->arena, c, &c->materials[i], &bytes))
				bytes.p = NULL;
		}
	gov_unlock(peer);
	if (!bytes.p) {
		answer_error(call, 404, "no such material");
		return;
	}
	answer_text(call, 200, type, "");
	call->answer.p = (const char *)bytes.p;
	call->answer.n = bytes.n;
}

static void answer_filing(struct city *city, struct call *call)
{
	json_object *body = json_tokener_parse((const char *)call->body), *form = NULL, *apas = NULL;
	const char *request = json_text(body, "request_no");
	bool ok = *request && json_object_object_get_ex(body, "form", &form) && json_object_is_type(form, json_type_object) &&
	          json_object_object_get_ex(body, "apasinfo", &apas) && json_object_is_type(apas, json_type_object);
	char projid[GOV_PROJID] = "";
	gov_lock(city->gov);
	struct gov_case *c = ok ? gov_find_request(city->gov, request) : NULL;
	if (ok && !c) {
		struct gov_new n = { .request_no = request,
			             .idno = json_text(apas, "apply_cardnumber"),
			             .name = json_text(apas, "applyname"),
			             .phone = json_text(apas, "telphone"),
			             .day = clock_today(),
			             .form = form };
		c = gov_add(city->gov, call->arena, &n);
	}
	if (c)
		memcpy(projid, c->projid, sizeof(projid));
	gov_unlock(city->gov);
	json_object_put(body);
	if (!projid[0]) {
		answer_error(call, ok ? 500 : 400, ok ? "cannot store" : "request_no, apasinfo and form are needed");
		return;
	}
	struct buf b;
	buf_init(&b, call->arena, 64);
	buf_char(&b, '{');
	buf_key_str(&b, "projid", projid);
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static bool one_of(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

/* NULL = fine, else what is wrong with the report. */
static const char *report_fault(json_object *body, const char *stage)
{
	static const char *const accepted[] = { "受理", "不予受理", "补正", NULL }, *const ended[] = { "准予", "不予", "撤件", NULL };
	if (json_number(body, "dataversion", 0) < 1)
		return "dataversion";
	if (strcmp(stage, "accept") == 0)
		return !one_of(json_text(body, "accept_result"), accepted) ? "accept_result"
		       : !*json_text(body, "accept_time")                  ? "accept_time"
		                                                           : NULL;
	if (strcmp(stage, "node") == 0)
		return !*json_text(body, "node_name") ? "node_name" : NULL;
	if (strcmp(stage, "transact") == 0)
		return !one_of(json_text(body, "transact_result"), ended) ? "transact_result"
		       : !*json_text(body, "transact_time")               ? "transact_time"
		                                                          : NULL;
	return "stage";
}

static void answer_report(struct gov_peer *peer, struct call *call)
{
	json_object *body = json_tokener_parse((const char *)call->body);
	const char *stage = json_text(body, "stage"), *result = "00", *msg = "成功";
	char text[64];
	const char *wrong = json_object_is_type(body, json_type_object) ? report_fault(body, stage) : "json";
	gov_lock(peer);
	struct gov_case *c = wrong ? NULL : gov_find(peer, json_text(body, "projid"));
	if (wrong) {
		snprintf(text, sizeof(text), "bad field: %s", wrong);
		result = "02";
		msg = text;
	} else if (!c) {
		result = "03";
		msg = "unknown projid";
	} else if (gov_has_report(c, stage, json_number(body, "dataversion", 0))) {
		result = "01";
		msg = "duplicate";
	} else if (!gov_add_report(peer, call->arena, c, body)) {
		result = "99";
		msg = "cannot store";
	}
	gov_unlock(peer);
	json_object_put(body);
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_char(&b, '{');
	buf_key_str(&b, "result", result);
	buf_key_str(&b, "msg", msg);
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static void answer_state(struct gov_peer *peer, struct call *call)
{
	const char *projid = call_param(call, "projid");
	struct buf b;
	buf_init(&b, call->arena, 256);
	gov_lock(peer);
	const struct gov_case *c = projid ? gov_find(peer, projid) : NULL;
	if (c) {
		buf_char(&b, '{');
		buf_key_str(&b, "projid", c->projid);
		buf_key_str(&b, "state", gov_state_name(c));
		buf_key(&b, "stages");
		buf_char(&b, '[');
		for (size_t i = 0; i < c->n_reports; i++) {
			if (i)
				buf_char(&b, ',');
			buf_json(&b, c->reports[i].stage);
		}
		buf_str(&b, "]}");
	}
	gov_unlock(peer);
	if (c)
		answer_json(call, 200, &b);
	else
		answer_error(call, 404, "unknown projid");
}

static const struct {
	const char *method, *path, *operation;
} routes[] = {
	{ "GET", "gov2/dispatch", "dispatch" }, { "GET", "gov2/material", "material" }, { "POST", "gov2/file", "file" },
	{ "POST", "gov2/report", "report" },    { "GET", "gov2/state", "state" },
};

const char *gov_operation(const struct call *call, const char *rest)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (strcmp(rest, routes[i].path) == 0 && strcmp(call->method, routes[i].method) == 0)
			return routes[i].operation;
	return "none";
}

void gov_serve(struct city *city, struct call *call, const char *rest)
{
	const char *op = gov_operation(call, rest);
	if (!call_signed(call, &city->options.gov, true))
		return;
	if (strcmp(op, "dispatch") == 0)
		answer_case_list(city->gov, call);
	else if (strcmp(op, "material") == 0)
		answer_material(city->gov, call);
	else if (strcmp(op, "file") == 0)
		answer_filing(city, call);
	else if (strcmp(op, "report") == 0)
		answer_report(city->gov, call);
	else if (strcmp(op, "state") == 0)
		answer_state(city->gov, call);
	else
		answer_error(call, 404, "no such address");
}
