#include "city/gov_state.h"

#include "base/date.h"
#include "city/sign.h"

#include <stdlib.h>
#include <string.h>

static char *copied(const char *s)
{
	return tool_copy(s, strlen(s));
}

void gov_lock(struct gov_peer *peer)
{
	pthread_mutex_lock(&peer->lock);
}

void gov_unlock(struct gov_peer *peer)
{
	pthread_mutex_unlock(&peer->lock);
}

static void enter(struct gov_peer *peer, uint32_t index, const char *key)
{
	size_t at = (size_t)tool_hash(key, strlen(key)) & (peer->n_slots - 1);
	while (peer->slots[at])
		at = (at + 1) & (peer->n_slots - 1);
	peer->slots[at] = index + 1;
}

/* Both the number of the platform and the request number of the product lead to the case. */
static void enter_keys(struct gov_peer *peer, uint32_t index)
{
	enter(peer, index, peer->cases[index]->projid);
	if (peer->cases[index]->request_no)
		enter(peer, index, peer->cases[index]->request_no);
}

static void append(struct gov_peer *peer, struct gov_case *c)
{
	peer->cases = tool_grow(peer->cases, &peer->cap_cases, peer->n_cases, sizeof(struct gov_case *));
	peer->cases[peer->n_cases++] = c;
	if (peer->n_cases * 4 <= peer->n_slots) {
		enter_keys(peer, (uint32_t)peer->n_cases - 1);
		return;
	}
	free(peer->slots);
	peer->n_slots = peer->n_slots ? peer->n_slots * 4 : 1024;
	peer->slots = calloc(peer->n_slots, sizeof(uint32_t));
	if (!peer->slots)
		abort();
	for (size_t i = 0; i < peer->n_cases; i++)
		enter_keys(peer, (uint32_t)i);
}

static struct gov_case *find(struct gov_peer *peer, const char *key, bool by_request)
{
	if (!peer->n_slots)
		return NULL;
	for (size_t at = (size_t)tool_hash(key, strlen(key)) & (peer->n_slots - 1); peer->slots[at];
	     at = (at + 1) & (peer->n_slots - 1)) {
		struct gov_case *c = peer->cases[peer->slots[at] - 1];
		if (by_request ? c->request_no && strcmp(c->request_no, key) == 0 : strcmp(c->projid, key) == 0)
			return c;
	}
	return NULL;
}

struct gov_case *gov_find(struct gov_peer *peer, const char *projid)
{
	return find(peer, projid, false);
}

struct gov_case *gov_find_request(struct gov_peer *peer, const char *request_no)
{
	return find(peer, request_no, true);
}

bool gov_add_material(struct gov_case *c, const char *code)
{
	const struct material *m = material_find(code);
	char label[80];
	if (!m || c->n_materials == GOV_MATERIALS)
		return false;
	/* The number follows from the case, so that a restart serves the same materials. */
	snprintf(label, sizeof(label), "%s/%zu/%s", c->projid, c->n_materials, code);
	struct gov_material *to = &c->materials[c->n_materials];
	if (!sign_md5(to->unid, label, NULL))
		return false;
	to->material = m;
	c->n_materials++;
	return true;
}

bool gov_material_bytes(struct arena *arena, const struct gov_case *c, const struct gov_material *m, struct blob *ret_bytes)
{
	char label[80];
	snprintf(label, sizeof(label), "%s %s %s", m->material->code, c->projid, m->unid);
	return material_make(arena, m->material, label, ret_bytes);
}

bool gov_save(struct gov_peer *peer, struct arena *arena, const struct gov_case *c)
{
	char day[DATE_TEXT];
	struct buf b;
	date_text(c->day, day);
	buf_init(&b, arena, 4096);
	buf_str(&b, "{\"t\":\"case\"");
	buf_key_str(&b, "projid", c->projid);
	if (c->request_no)
		buf_key_str(&b, "request_no", c->request_no);
	buf_key_str(&b, "idno", c->idno);
	buf_key_str(&b, "name", c->name);
	buf_key_str(&b, "phone", c->phone);
	buf_key_str(&b, "day", day);
	buf_key_int(&b, "version", c->version);
	buf_key_bool(&b, "void", c->is_void);
	buf_key(&b, "materials");
	buf_char(&b, '[');
	for (size_t i = 0; i < c->n_materials; i++) {
		if (i)
			buf_char(&b, ',');
		buf_json(&b, c->materials[i].material->code);
	}
	buf_str(&b, "]");
	buf_key_str(&b, "form", c->form);
	buf_char(&b, '}');
	return !b.failed && journal_add(peer->journal, b.p, b.n);
}

static void case_free(struct gov_case *c)
{
	free(c->request_no);
	free(c->name);
	free(c->phone);
	free(c->form);
	free(c);
}

struct gov_case *gov_add(struct gov_peer *peer, struct arena *arena, const struct gov_new *n)
{
	struct gov_case *c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	int y, m, d;
	date_split(clock_today(), &y, &m, &d);
	snprintf(c->projid, sizeof(c->projid), "3301%02u%02u%02u%011llu", (unsigned)y % 100, (unsigned)m % 100, (unsigned)d % 100,
	         (unsigned long long)(peer->next_number % UINT64_C(100000000000)));
	snprintf(c->idno, sizeof(c->idno), "%s", n->idno);
	c->request_no = n->request_no ? copied(n->request_no) : NULL;
	c->name = copied(n->name);
	c->phone = copied(n->phone);
	c->form = copied(json_plain(n->form));
	c->day = n->day;
	c->version = 1;
	bool ok = true;
	for (size_t i = 0; ok && n->materials && i < json_object_array_length(n->materials); i++)
		ok = gov_add_material(c, json_object_get_string(json_object_array_get_idx(n->materials, i)));
	if (!ok || !gov_save(peer, arena, c)) {
		case_free(c);
		return NULL;
	}
	peer->next_number++;
	append(peer, c);
	return c;
}

static void attrs_write(struct buf *b, struct gov_case *c, const char *when)
{
	buf_char(b, '[');
	for (size_t i = 0; i < c->n_materials; i++) {
		const struct gov_material *m = &c->materials[i];
		struct blob bytes;
		char sm3[SIGN_SM3_TEXT];
		if (!gov_material_bytes(b->arena, c, m, &bytes) || !sign_sm3(bytes.p, bytes.n, sm3)) {
			b->failed = true;
			return;
		}
		buf_str(b, i ? ",{" : "{");
		buf_key_str(b, "unid", m->unid);
		buf_key_str(b, "attrname", m->material->name);
		buf_key_str(b, "attrid", m->material->code);
		buf_key_int(b, "sortid", (int64_t)i + 1);
		buf_key_str(b, "taketype", "电子");
		buf_key_str(b, "istake", "1");
		buf_key_int(b, "amount", 1);
		buf_key_str(b, "taketime", when);
		buf_key_str(b, "memo", "");
		buf_key(b, "filename");
		buf_printf(b, "\"%s.%s\"", m->material->name, m->material->suffix);
		buf_key_int(b, "filesize", (int64_t)bytes.n);
		buf_key_str(b, "filesm3", sm3);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void apasinfo_write(struct buf *b, const struct gov_case *c, int version, const char *when)
{
	static const char *const rows[][2] = {
		{ "servicecode", "3301060044001" },         { "servicecodeId", "其他-00512-001" },
		{ "serviceversion", "3" },                  { "servicename", "公租房货币补贴（新就业大学毕业生、创业人员）" },
		{ "infotype", "承诺件" },                   { "apply_cardtype", "1" },
		{ "applyType", "0" },                       { "deptid", "001008044" },
		{ "deptname", "西湖区住房和城市建设局" }, { "areacode", "330106" },
		{ "applyfrom", "浙里办" },
	};
	buf_char(b, '{');
	buf_key_str(b, "projid", c->projid);
	buf_key(b, "projpwd");
	buf_printf(b, "\"%06llu\"", (unsigned long long)(tool_hash(c->projid, GOV_PROJID - 1) % 1000000));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		buf_key_str(b, rows[i][0], rows[i][1]);
	buf_key(b, "projectname");
	buf_printf(b, "\"%s的公租房货币补贴申请\"", c->name);
	buf_key_str(b, "applyname", c->name);
	buf_key_str(b, "apply_cardnumber", c->idno);
	buf_key_str(b, "contactman", c->name);
	buf_key_str(b, "telphone", c->phone);
	buf_key_str(b, "address", "杭州市西湖区");
	buf_key_str(b, "receivetime", when);
	buf_key_str(b, "datastate", c->is_void ? "0" : "1");
	buf_key_int(b, "dataversion", version);
	buf_key_str(b, "sync_status", c->is_void ? "D" : version > 1 ? "U" : "I");
	buf_char(b, '}');
}

static void push_delivery(struct gov_peer *peer, struct gov_case *c, const char *json, int64_t visible_ms)
{
	peer->deliveries = tool_grow(peer->deliveries, &peer->cap_deliveries, peer->n_deliveries, sizeof(struct gov_delivery));
	peer->deliveries[peer->n_deliveries++] = (struct gov_delivery){ copied(json), visible_ms };
	c->n_deliveries++;
}

bool gov_deliver(struct gov_peer *peer, struct arena *arena, struct gov_case *c, int version, const char *old_address,
                 int64_t visible_ms)
{
	char when[24];
	date_text(c->day, when);
	snprintf(when + 10, sizeof(when) - 10, " %02u:%02u:00", 9 + (unsigned)(tool_hash(c->projid, GOV_PROJID - 1) % 8),
	         (unsigned)(tool_hash(c->projid, GOV_PROJID - 1) % 60));
	struct buf b, line;
	buf_init(&b, arena, 8192);
	buf_init(&line, arena, 8192);
	buf_char(&b, '{');
	buf_key(&b, "apasinfo");
	apasinfo_write(&b, c, version, when);
	buf_key(&b, "attrs");
	attrs_write(&b, c, when);
	buf_key(&b, "form");
	if (old_address) {
		json_object *form = json_tokener_parse(c->form);
		json_object_object_add(form, "address", json_object_new_string(old_address));
		buf_str(&b, json_plain(form));
		json_object_put(form);
	} else {
		buf_str(&b, c->form);
	}
	buf_char(&b, '}');
	buf_str(&line, "{\"t\":\"deliver\"");
	buf_key_str(&line, "projid", c->projid);
	buf_key_str(&line, "json", b.p);
	buf_char(&line, '}');
	if (b.failed || line.failed || !journal_add(peer->journal, line.p, line.n))
		return false;
	push_delivery(peer, c, b.p, visible_ms);
	return true;
}

bool gov_has_report(const struct gov_case *c, const char *stage, int64_t version)
{
	for (size_t i = 0; i < c->n_reports; i++)
		if (c->reports[i].version == version && strcmp(c->reports[i].stage, stage) == 0)
			return true;
	return false;
}

static void push_report(struct gov_case *c, json_object *body)
{
	c->reports = tool_grow(c->reports, &c->cap_reports, c->n_reports, sizeof(struct gov_report));
	struct gov_report *r = &c->reports[c->n_reports++];
	snprintf(r->stage, sizeof(r->stage), "%s", json_text(body, "stage"));
	r->version = json_number(body, "dataversion", 0);
	r->json = copied(json_plain(body));
}

bool gov_add_report(struct gov_peer *peer, struct arena *arena, struct gov_case *c, json_object *body)
{
	struct buf b;
	buf_init(&b, arena, 1024);
	buf_str(&b, "{\"t\":\"report\"");
	buf_key(&b, "body");
	buf_str(&b, json_plain(body));
	buf_char(&b, '}');
	if (b.failed || !journal_add(peer->journal, b.p, b.n))
		return false;
	push_report(c, body);
	return true;
}

const char *gov_state_name(const struct gov_case *c)
{
	const char *state = "received";
	bool ended = false;
	for (size_t i = 0; i < c->n_reports; i++) {
		json_object *body = json_tokener_parse(c->reports[i].json);
		const char *accept = json_text(body, "accept_result");
		if (strcmp(c->reports[i].stage, "transact") == 0) {
			ended = true;
			state = strcmp(json_text(body, "transact_result"), "撤件") == 0 ? "withdrawn" : "done";
		} else if (!ended && strcmp(c->reports[i].stage, "accept") == 0) {
			state = strcmp(accept, "受理") == 0   ? "accepted"
			        : strcmp(accept, "补正") == 0 ? "supplement"
			                                      : "not_accepted";
		}
		json_object_put(body);
	}
	return c->is_void && !ended ? "withdrawn" : state;
}

/* ---- replay ---- */
static bool replay_case(struct gov_peer *peer, json_object *o)
{
	const char *projid = json_text(o, "projid"), *request = json_text(o, "request_no");
	if (strlen(projid) != GOV_PROJID - 1)
		return false;
	struct gov_case *c = gov_find(peer, projid);
	bool is_new = !c;
	if (is_new && !(c = calloc(1, sizeof(*c))))
		return false;
	json_object *codes, *is_void;
	free(c->form);
	free(c->name);
	free(c->phone);
	c->form = copied(json_text(o, "form"));
	c->name = copied(json_text(o, "name"));
	c->phone = copied(json_text(o, "phone"));
	snprintf(c->idno, sizeof(c->idno), "%s", json_text(o, "idno"));
	memcpy(c->projid, projid, GOV_PROJID);
	c->version = (int)json_number(o, "version", 1);
	c->is_void = json_object_object_get_ex(o, "void", &is_void) && json_object_get_boolean(is_void);
	c->n_materials = 0;
	bool ok = date_parse(json_text(o, "day"), &c->day) && json_object_object_get_ex(o, "materials", &codes);
	for (size_t i = 0; ok && i < json_object_array_length(codes); i++)
		ok = gov_add_material(c, json_object_get_string(json_object_array_get_idx(codes, i)));
	if (is_new) {
		c->request_no = *request ? copied(request) : NULL;
		uint64_t number = strtoull(projid + 10, NULL, 10);
		if (number >= peer->next_number)
			peer->next_number = number + 1;
		append(peer, c);
	}
	return ok;
}

static bool replay(void *ctx, const char *line)
{
	struct gov_peer *peer = ctx;
	json_object *o = json_tokener_parse(line), *body = NULL;
	const char *t = json_text(o, "t");
	bool ok = false;
	if (strcmp(t, "case") == 0) {
		ok = replay_case(peer, o);
	} else if (strcmp(t, "deliver") == 0) {
		struct gov_case *c = gov_find(peer, json_text(o, "projid"));
		ok = c && *json_text(o, "json");
		if (ok)
			push_delivery(peer, c, json_text(o, "json"), 0);
	} else if (strcmp(t, "report") == 0 && json_object_object_get_ex(o, "body", &body)) {
		struct gov_case *c = gov_find(peer, json_text(body, "projid"));
		ok = c != NULL;
		if (ok)
			push_report(c, body);
	}
	json_object_put(o);
	return ok;
}

struct gov_peer *gov_new(struct city *city)
{
	struct gov_peer *peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	pthread_mutex_init(&peer->lock, NULL);
	peer->next_number = 1;
	peer->journal = journal_open(city->options.state_dir, "gov.log", replay, peer);
	return peer->journal ? peer : NULL;
}
