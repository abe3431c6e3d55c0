/* The hand of the tests at the government platform: /city/gov/dispatch, /withdraw, /cases. */
#include "city/gov_state.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

/* The ready form of the person with the caller's top-level keys laid over it; a null takes a key away. */
static json_object *form_of(struct call *call, const struct people *people, const struct person *p, int32_t day,
                            json_object *over)
{
	struct buf b;
	buf_init(&b, call->arena, 2048);
	form_write(&b, people, p, day);
	json_object *form = b.failed ? NULL : json_tokener_parse(b.p);
	if (form && json_object_is_type(over, json_type_object)) {
		json_object_object_foreach(over, key, value) {
			if (value)
				json_object_object_add(form, key, json_object_get(value));
			else
				json_object_object_del(form, key);
		}
	}
	return form;
}

static bool deliver(struct gov_peer *peer, struct call *call, struct gov_case *c, int64_t times, bool twice)
{
	struct fault f = fault_take(PEER_GOV, "make");
	int64_t visible = f.kind == FAULT_LATE ? real_ms() + f.ms : 0;
	bool ok = true;
	if (twice || f.kind == FAULT_DUPLICATE) {
		/* The newer version first, then the older one late, then the newer one once more. */
		c->version++;
		ok = gov_save(peer, call->arena, c) && gov_deliver(peer, call->arena, c, c->version, NULL, visible) &&
		     gov_deliver(peer, call->arena, c, c->version - 1, "杭州市上城区旧址路1号", visible);
	}
	for (int64_t i = 0; ok && i < times; i++)
		ok = gov_deliver(peer, call->arena, c, c->version, NULL, visible);
	return ok;
}

/* A case that the platform has already: changed form or further materials, as a new version. */
static struct gov_case *update(struct gov_peer *peer, struct call *call, const char *projid, json_object *over,
                               json_object *materials)
{
	struct gov_case *c = gov_find(peer, projid);
	if (!c)
		return NULL;
	json_object *form = json_tokener_parse(c->form);
	if (form && json_object_is_type(over, json_type_object)) {
		json_object_object_foreach(over, key, value)
			json_object_object_add(form, key, json_object_get(value));
		free(c->form);
		c->form = strdup(json_plain(form));
	}
	json_object_put(form);
	bool ok = c->form != NULL;
	for (size_t i = 0; ok && materials && i < json_object_array_length(materials); i++)
		ok = gov_add_material(c, json_object_get_string(json_object_array_get_idx(materials, i)));
	c->version++;
	return ok && gov_save(peer, call->arena, c) ? c : NULL;
}

struct order {
	json_object *form, *materials;
	int32_t day;
	int64_t times;
	bool twice;
};

static const char *make_case(struct city *city, struct call *call, const struct person *p, const struct order *o)
{
	json_object *form = form_of(call, city->people, p, o->day, o->form);
	struct gov_new n = {
		.idno = p->idno, .name = p->name, .phone = p->phone, .day = o->day, .form = form, .materials = o->materials
	};
	const char *projid = NULL;
	gov_lock(city->gov);
	struct gov_case *c = form ? gov_add(city->gov, call->arena, &n) : NULL;
	if (c && deliver(city->gov, call, c, o->times, o->twice))
		projid = c->projid; /* never freed nor moved */
	gov_unlock(city->gov);
	json_object_put(form);
	return projid;
}

static void make_many(struct city *city, struct call *call, int64_t n, int64_t from, const struct order *o)
{
	struct buf b;
	buf_init(&b, call->arena, 4096);
	buf_str(&b, "{\"projids\":[");
	const struct person *p = NULL;
	for (size_t i = 0, made = 0; (int64_t)made < n && (p = people_at(city->people, i)); i++) {
		if (p->kind == KIND_FAMILY || p->tag[0] || from-- > 0)
			continue;
		const char *projid = make_case(city, call, p, o);
		if (!projid)
			break;
		if (made++)
			buf_char(&b, ',');
		buf_json(&b, projid);
	}
	buf_str(&b, "]}");
	answer_json(call, 200, &b);
}

static void answer_projid(struct call *call, const char *projid)
{
	struct buf b;
	buf_init(&b, call->arena, 64);
	buf_char(&b, '{');
	buf_key_str(&b, "projid", projid);
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static const char *materials_fault(json_object *list)
{
	if (!list)
		return NULL;
	if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) > GOV_MATERIALS)
		return "materials: an array of at most 20 codes";
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (!material_find(json_object_get_string(json_object_array_get_idx(list, i))))
			return "materials: unknown code";
	return NULL;
}

static void control_dispatch(struct city *city, struct call *call)
{
	json_object *body = json_tokener_parse((const char *)call->body);
	struct order o = { .day = clock_today(),
		           .times = json_number(body, "times", 1),
		           .twice = call_param_int(call, "twice", 0) > 0 };
	if (json_object_is_type(body, json_type_object)) {
		json_object_object_get_ex(body, "form", &o.form);
		json_object_object_get_ex(body, "materials", &o.materials);
	}
	const char *accepted = json_text(body, "accepted"), *tag = json_text(body, "tag"), *projid = json_text(body, "projid");
	const struct person *p = people_by_tag(city->people, *tag ? tag : json_text(body, "idno"));
	const char *wrong = !json_object_is_type(body, json_type_object)            ? "not a JSON object"
	                    : *accepted && !date_parse(accepted, &o.day)            ? "accepted: yyyy-MM-dd"
	                    : o.times < 1 || o.times > 20                           ? "times: 1 to 20"
	                                                                            : materials_fault(o.materials);
	int64_t many = json_number(body, "generated", 0);
	if (wrong) {
		answer_error(call, 400, wrong);
	} else if (many > 0) {
		make_many(city, call, many, json_number(body, "from", 0), &o);
	} else if (*projid) {
		gov_lock(city->gov);
		struct gov_case *c = update(city->gov, call, projid, o.form, o.materials);
		bool ok = c && deliver(city->gov, call, c, o.times, o.twice);
		gov_unlock(city->gov);
		if (ok)
			answer_projid(call, c->projid);
		else
			answer_error(call, 404, "no such case, or too many materials");
	} else if (!p || p->kind == KIND_FAMILY) {
		answer_error(call, 404, "nobody has this tag or number");
	} else if ((projid = make_case(city, call, p, &o))) {
		answer_projid(call, projid);
	} else {
		answer_error(call, 500, "cannot store");
	}
	json_object_put(body);
}

/* The applicant takes the case back on the platform: datastate 0, a new version. */
static void control_withdraw(struct city *city, struct call *call)
{
	json_object *body = json_tokener_parse((const char *)call->body);
	gov_lock(city->gov);
	struct gov_case *c = gov_find(city->gov, json_text(body, "projid"));
	bool ok = c != NULL;
	if (ok) {
		c->is_void = true;
		c->version++;
		ok = gov_save(city->gov, call->arena, c) && gov_deliver(city->gov, call->arena, c, c->version, NULL, 0);
	}
	gov_unlock(city->gov);
	json_object_put(body);
	if (ok)
		answer_projid(call, c->projid);
	else
		answer_error(call, 404, "no such case");
}

/* Reports must come in the order accept < node < transact; the tests look at this, the platform takes them anyhow. */
static bool in_order(const struct gov_case *c)
{
	int highest = 0;
	for (size_t i = 0; i < c->n_reports; i++) {
		int rank = strcmp(c->reports[i].stage, "accept") == 0 ? 1 : strcmp(c->reports[i].stage, "node") == 0 ? 2 : 3;
		if (highest == 3 || (rank == 1 && highest == 2))
			return false;
		highest = rank > highest ? rank : highest;
	}
	return true;
}

static void case_write(struct buf *b, const struct city *city, const struct gov_case *c)
{
	const struct person *p = people_by_idno(city->people, c->idno);
	buf_char(b, '{');
	buf_key_str(b, "projid", c->projid);
	buf_key_str(b, "tag", p ? p->tag : "");
	buf_key_str(b, "idno", c->idno);
	buf_key_str(b, "expect", p ? p->expect : "");
	buf_key_str(b, "request_no", c->request_no);
	buf_key_int(b, "dataversion", c->version);
	buf_key_int(b, "deliveries", (int64_t)c->n_deliveries);
	buf_key_str(b, "state", gov_state_name(c));
	buf_key_bool(b, "in_order", in_order(c));
	buf_key(b, "reports");
	buf_char(b, '[');
	for (size_t i = 0; i < c->n_reports; i++) {
		if (i)
			buf_char(b, ',');
		buf_str(b, c->reports[i].json);
	}
	buf_str(b, "]}");
}

static void control_cases(struct city *city, struct call *call)
{
	const char *projid = call_param(call, "projid");
	struct buf b;
	buf_init(&b, call->arena, 65536);
	buf_char(&b, '[');
	gov_lock(city->gov);
	for (size_t i = 0; i < city->gov->n_cases; i++) {
		const struct gov_case *c = city->gov->cases[i];
		if (projid && strcmp(projid, c->projid) != 0)
			continue;
		if (b.n > 1)
			buf_char(&b, ',');
		case_write(&b, city, c);
	}
	gov_unlock(city->gov);
	buf_char(&b, ']');
	answer_json(call, 200, &b);
}

void gov_control(struct city *city, struct call *call, const char *rest)
{
	bool post = strcmp(call->method, "POST") == 0;
	if (post && strcmp(rest, "dispatch") == 0)
		control_dispatch(city, call);
	else if (post && strcmp(rest, "withdraw") == 0)
		control_withdraw(city, call);
	else if (!post && strcmp(rest, "cases") == 0)
		control_cases(city, call);
	else
		answer_error(call, 404, "no such address");
}
