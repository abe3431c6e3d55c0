/* National sign-on in both its forms, and the portal's login page. Tickets and tokens live in memory only. */
#include "city/city.h"

#include "base/date.h"
#include "city/sign.h"
#include "city/tool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PASSES 4096
#define TICKET_LIFE (5 * 60 * INT64_C(1000))
#define TOKEN_LIFE (30 * 60 * INT64_C(1000))
#define IRS_SERVICE "restapi/prod/IC33000020220329000007/uc/sso/"

enum pass_kind { PASS_IRS_TICKET, PASS_IRS_TOKEN, PASS_LEGACY_TICKET, PASS_LEGACY_TOKEN };

struct pass {
	char id[49];
	enum pass_kind kind;
	uint32_t person;
	int64_t until;
	bool used;
};

struct sso_peer {
	pthread_mutex_t lock;
	struct pass passes[PASSES];
	size_t next;
};

struct sso_peer *sso_new(void)
{
	struct sso_peer *peer = calloc(1, sizeof(*peer));
	if (peer)
		pthread_mutex_init(&peer->lock, NULL);
	return peer;
}

static bool give(struct sso_peer *peer, enum pass_kind kind, uint32_t person, char out[49])
{
	struct pass p = { .kind = kind, .person = person };
	if (!sign_random_hex(p.id + 3, 22))
		return false;
	memcpy(p.id, kind == PASS_IRS_TICKET || kind == PASS_LEGACY_TICKET ? "ST-" : "TK-", 3);
	p.until = real_ms() + (p.id[0] == 'S' ? TICKET_LIFE : TOKEN_LIFE);
	pthread_mutex_lock(&peer->lock);
	peer->passes[peer->next++ % PASSES] = p;
	pthread_mutex_unlock(&peer->lock);
	memcpy(out, p.id, sizeof(p.id));
	return true;
}

enum found { FOUND, FOUND_NOT, FOUND_OLD };

/* A ticket is used up by looking at it, a token is not. */
static enum found look(struct sso_peer *peer, enum pass_kind kind, const char *id, uint32_t *ret_person)
{
	enum found found = FOUND_NOT;
	bool once = kind == PASS_IRS_TICKET || kind == PASS_LEGACY_TICKET;
	pthread_mutex_lock(&peer->lock);
	for (size_t i = 0; i < PASSES && found == FOUND_NOT && *id; i++) {
		struct pass *p = &peer->passes[i];
		if (p->kind != kind || strcmp(p->id, id) != 0)
			continue;
		found = p->used || p->until < real_ms() ? FOUND_OLD : FOUND;
		p->used = p->used || once;
		*ret_person = p->person;
	}
	pthread_mutex_unlock(&peer->lock);
	return found;
}

/* ---- IRS ---- */
static void irs_refuse(struct call *call, const char *code, const char *text)
{
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_str(&b, "{\"success\":false");
	buf_key_str(&b, "errorCode", code);
	buf_key_str(&b, "errorMsg", text);
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static void irs_token(struct city *city, struct call *call, json_object *body)
{
	uint32_t person;
	char token[49];
	if (!*json_text(body, "appId") || look(city->sso, PASS_IRS_TICKET, json_text(body, "ticketId"), &person) != FOUND) {
		irs_refuse(call, "C-USER-SSO-TICKET-INVALID", "票据无效或已使用");
		return;
	}
	if (!give(city->sso, PASS_IRS_TOKEN, person, token)) {
		answer_empty(call, 500);
		return;
	}
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_str(&b, "{\"success\":true,\"data\":{");
	buf_key_str(&b, "accessToken", token);
	buf_str(&b, "}}");
	answer_json(call, 200, &b);
}

static void irs_user(struct city *city, struct call *call, json_object *body)
{
	uint32_t index;
	if (look(city->sso, PASS_IRS_TOKEN, json_text(body, "token"), &index) != FOUND) {
		irs_refuse(call, "C-USER-SSO-TOKEN-INVALID", "令牌无效");
		return;
	}
	const struct person *p = people_at(city->people, index);
	if (!p || p->auth_level < 2) {
		irs_refuse(call, "C-USER-SSO-USER-EMPTY", "没有实名用户信息");
		return;
	}
	struct buf b;
	buf_init(&b, call->arena, 512);
	buf_str(&b, "{\"success\":true,\"data\":{\"userType\":\"PERSON\",\"personInfo\":{");
	buf_key(&b, "userId");
	buf_printf(&b, "\"U%010u\"", p->index);
	buf_key_str(&b, "userName", p->name);
	buf_key_str(&b, "idType", "ID_CARD");
	buf_key_str(&b, "idNo", p->idno);
	buf_key_str(&b, "phone", p->phone);
	buf_str(&b, "}}}");
	answer_json(call, 200, &b);
}

const char *irs_operation(const struct call *call, const char *rest)
{
	(void)call;
	return strcmp(rest, IRS_SERVICE "access_token") == 0  ? "access_token"
	       : strcmp(rest, IRS_SERVICE "getUserInfo") == 0 ? "user_info"
	                                                      : "none";
}

void irs_serve(struct city *city, struct call *call, const char *rest)
{
	const char *op = irs_operation(call, rest);
	if (strcmp(call->method, "POST") != 0 || strcmp(op, "none") == 0) {
		answer_text(call, 401, "text/plain", "The route_id is forbidden.");
		return;
	}
	if (!call_signed(call, &city->options.irs, false))
		return;
	json_object *body = json_tokener_parse((const char *)call->body);
	if (strcmp(op, "access_token") == 0)
		irs_token(city, call, body);
	else
		irs_user(city, call, body);
	json_object_put(body);
}

/* ---- legacy ---- */
static void legacy_refuse(struct call *call, const char *result, const char *text)
{
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_char(&b, '{');
	buf_key_str(&b, "result", result);
	buf_key_str(&b, "errmsg", text);
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static bool digits14_ms(const char *t, int64_t *ret_ms)
{
	char day[DATE_TEXT];
	int32_t d;
	if (!t || strlen(t) != 14 || !text_all_digits(t, 14))
		return false;
	snprintf(day, sizeof(day), "%.4s-%.2s-%.2s", t, t + 4, t + 6);
	if (!date_parse(day, &d))
		return false;
	int h = (t[8] - '0') * 10 + t[9] - '0', m = (t[10] - '0') * 10 + t[11] - '0', s = (t[12] - '0') * 10 + t[13] - '0';
	*ret_ms = day_instant(d) + ((h * 60 + m) * 60 + s) * INT64_C(1000);
	return h < 24 && m < 60 && s < 60;
}

static bool legacy_signed(struct city *city, struct call *call)
{
	const char *code = call_form(call, "servicecode"), *time = call_form(call, "time"), *sign = call_form(call, "sign");
	char want[SIGN_MD5_TEXT];
	int64_t ms;
	return code && sign && strcmp(code, city->options.legacy_code) == 0 && digits14_ms(time, &ms) &&
	       time_close(ms, TICKET_LIFE) && call->fault.kind != FAULT_BAD_SIGNATURE &&
	       sign_md5(want, code, city->options.legacy_password, time, NULL) && sign_same(want, sign);
}

static void legacy_ticket(struct city *city, struct call *call)
{
	const char *st = call_form(call, "st");
	uint32_t index;
	char token[49];
	enum found found = look(city->sso, PASS_LEGACY_TICKET, st ? st : "", &index);
	if (found != FOUND) {
		legacy_refuse(call, found == FOUND_OLD ? "6001" : "6002", found == FOUND_OLD ? "票据已失效" : "不是票据");
		return;
	}
	if (!give(city->sso, PASS_LEGACY_TOKEN, index, token)) {
		answer_empty(call, 500);
		return;
	}
	const struct person *p = people_at(city->people, index);
	struct buf b;
	buf_init(&b, call->arena, 256);
	buf_str(&b, "{\"result\":\"0\",\"errmsg\":\"\"");
	buf_key_str(&b, "token", token);
	buf_key(&b, "userid");
	buf_printf(&b, "\"U%010u\"", p->index);
	buf_key(&b, "loginname");
	buf_printf(&b, "\"u%u\"", p->index);
	buf_key_str(&b, "username", p->name);
	buf_key_str(&b, "orgcoding", "001003");
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

static void legacy_user(struct city *city, struct call *call)
{
	const char *token = call_form(call, "token");
	uint32_t index;
	if (look(city->sso, PASS_LEGACY_TOKEN, token ? token : "", &index) != FOUND) {
		legacy_refuse(call, "6001", "令牌已失效");
		return;
	}
	const struct person *p = people_at(city->people, index);
	struct buf b;
	buf_init(&b, call->arena, 512);
	buf_str(&b, "{\"result\":\"0\",\"errmsg\":\"\"");
	buf_key(&b, "userid");
	buf_printf(&b, "\"U%010u\",\"authlevel\":\"%d\"", p->index, p->auth_level);
	buf_key_str(&b, "idtype", "1");
	buf_key(&b, "loginname");
	buf_printf(&b, "\"u%u\"", p->index);
	buf_key_str(&b, "username", p->name);
	buf_key_str(&b, "idnum", p->idno);
	buf_key_str(&b, "mobile", p->phone);
	buf_key_str(&b, "sex", (p->idno[16] - '0') % 2 ? "1" : "2");
	buf_key_str(&b, "useable", "1");
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}

const char *legacy_operation(const struct call *call, const char *rest)
{
	(void)call;
	return strcmp(rest, "sso/servlet/simpleauth") == 0 ? "legacy" : "none";
}

void legacy_serve(struct city *city, struct call *call, const char *rest)
{
	if (strcmp(legacy_operation(call, rest), "none") == 0 || strcmp(call->method, "POST") != 0) {
		answer_error(call, 404, "no such address");
		return;
	}
	const char *method = call_form(call, "method"), *type = call_form(call, "datatype");
	if (!method || !type || strcmp(type, "json") != 0)
		legacy_refuse(call, "6004", "格式不正确");
	else if (!legacy_signed(city, call))
		legacy_refuse(call, "6003", "无权访问该资源");
	else if (strcmp(method, "ticketValidation") == 0)
		legacy_ticket(city, call);
	else if (strcmp(method, "getUserInfo") == 0)
		legacy_user(city, call);
	else
		legacy_refuse(call, "6004", "格式不正确");
}

/* ---- portal ---- */
static void html(struct buf *b, const char *text)
{
	for (; *text; text++) {
		if (strchr("<>&\"'", *text))
			buf_printf(b, "&#%d;", *text);
		else
			buf_char(b, *text);
	}
}

static bool address_ok(const char *sp)
{
	if (!sp || (!text_starts(sp, "http://") && !text_starts(sp, "https://")))
		return false;
	for (const unsigned char *p = (const unsigned char *)sp; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("\"<>\\^`{|}", *p))
			return false;
	return true;
}

/* The parameter goes into the query, in front of a "#/…" fragment. */
static void send_back(struct call *call, const char *sp, const char *ticket)
{
	size_t n = strcspn(sp, "#");
	struct buf b;
	buf_init(&b, call->arena, 512);
	buf_add(&b, sp, n);
	buf_char(&b, memchr(sp, '?', n) ? '&' : '?');
	buf_printf(&b, "ticketId=%s%s", ticket, sp + n);
	answer_empty(call, 302);
	call->answer.location = b.p;
}

static void person_button(struct buf *b, const struct person *p)
{
	buf_printf(b, "<li><button name=\"who\" value=\"%s\"><strong>", p->idno);
	html(b, p->name);
	buf_str(b, "</strong> <span>");
	html(b, p->tag[0] ? p->tag : "生成的申请人");
	buf_str(b, "</span><br><small>");
	html(b, p->note[0] ? p->note : strcmp(p->expect, "approved") == 0 ? "符合条件" : "不符合条件");
	buf_str(b, "</small></button></li>\n");
}

static void login_page(struct city *city, struct call *call, const char *sp)
{
	struct buf b;
	buf_init(&b, call->arena, 16384);
	buf_str(
	    &b,
	    "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>统一身份认证（模拟）</title>\n<style>"
	    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1b1b1b;background:#fff}"
	    "ul{list-style:none;padding:0;display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}"
	    "button{width:100%;min-height:4rem;text-align:left;font:inherit;padding:.5rem .75rem;background:#f4f7fb;"
	    "border:1px solid #5a6b7f;border-radius:.5rem;cursor:pointer}button:focus-visible{outline:3px solid #0b57d0}"
	    "span,small{color:#44515f}</style></head>\n<body><main><h1>统一身份认证（模拟）</h1>\n"
	    "<p>这是测试用的模拟登录页，所列人员均为虚构。请选择登录人。</p>\n"
	    "<form method=\"get\" action=\"choose\"><input type=\"hidden\" name=\"sp\" value=\"");
	html(&b, sp);
	buf_str(&b, "\">\n<ul>\n");
	int generated = 0;
	for (size_t i = 0; i < people_count(city->people) && generated < 12; i++) {
		const struct person *p = people_at(city->people, i);
		if (p->kind == KIND_FAMILY)
			continue;
		generated += !p->tag[0];
		person_button(&b, p);
	}
	buf_str(&b, "</ul></form></main></body></html>\n");
	answer_text(call, b.failed ? 500 : 200, "text/html; charset=utf-8", b.failed ? "" : b.p);
}

const char *portal_operation(const struct call *call, const char *rest)
{
	(void)call;
	return strcmp(rest, "uc/sso/login") == 0 ? "login" : strcmp(rest, "uc/sso/choose") == 0 ? "choose" : "none";
}

void portal_serve(struct city *city, struct call *call, const char *rest)
{
	const char *op = portal_operation(call, rest), *sp = call_param(call, "sp"), *who = call_param(call, "who");
	char ticket[49];
	if (strcmp(op, "none") == 0) {
		answer_error(call, 404, "no such address");
	} else if (!address_ok(sp)) {
		answer_error(call, 400, "sp: an http(s) address is needed");
	} else if (strcmp(op, "login") == 0) {
		login_page(city, call, sp);
	} else {
		const struct person *p = people_by_tag(city->people, who);
		if (p && give(city->sso, PASS_IRS_TICKET, p->index, ticket))
			send_back(call, sp, ticket);
		else
			answer_error(call, 404, "nobody has this number");
	}
}

/* GET /city/ticket?tag=&kind=irs|legacy */
void sso_control(struct city *city, struct call *call)
{
	const char *tag = call_param(call, "tag"), *kind = call_param(call, "kind");
	const struct person *p = people_by_tag(city->people, tag ? tag : call_param(call, "idno"));
	bool legacy = kind && strcmp(kind, "legacy") == 0;
	char ticket[49];
	if (!p || !give(city->sso, legacy ? PASS_LEGACY_TICKET : PASS_IRS_TICKET, p->index, ticket)) {
		answer_error(call, 404, "nobody has this tag or number");
		return;
	}
	struct buf b;
	buf_init(&b, call->arena, 128);
	buf_char(&b, '{');
	buf_key_str(&b, "ticket", ticket);
	buf_key_str(&b, "kind", legacy ? "legacy" : "irs");
	buf_char(&b, '}');
	answer_json(call, 200, &b);
}
