/* The shared-data platform: tokens, signatures, and one row builder per source. */
#include "city/city.h"

#include "base/date.h"
#include "base/money.h"
#include "city/sign.h"

#include <json-c/json.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TOKENS 256
#define REQUEST_LIFE (15 * 60 * INT64_C(1000))
#define REFRESH_LIFE (48 * 3600 * INT64_C(1000))

struct token {
	char secret[33];
	int64_t until;
};

struct data_peer {
	pthread_mutex_t lock;
	struct token request[TOKENS], refresh[TOKENS];
	size_t next;
	uint64_t requests;
};

struct data_peer *data_new(void)
{
	struct data_peer *peer = calloc(1, sizeof(*peer));
	if (peer)
		pthread_mutex_init(&peer->lock, NULL);
	return peer;
}

/* ---- rows ---- */
typedef void rows_fn(struct buf *b, const struct city *city, const struct person *p);

/* Both ways of writing a day occur; a source keeps to its own. */
static void day_compact(struct buf *b, const char *key, int32_t day)
{
	int y, m, d;
	buf_key(b, key);
	if (day == DATE_NONE) {
		buf_str(b, "\"\"");
		return;
	}
	date_split(day, &y, &m, &d);
	buf_printf(b, "\"%04d%02d%02d\"", y, m, d);
}

static void day_dashed(struct buf *b, const char *key, int32_t day)
{
	char text[DATE_TEXT] = "";
	if (day != DATE_NONE)
		date_text(day, text);
	buf_key_str(b, key, text);
}

static void row_open(struct buf *b, const char *key, const char *idno)
{
	if (b->n && b->p[b->n - 1] == '}')
		buf_char(b, ',');
	buf_char(b, '{');
	buf_key_str(b, key, idno);
}

static void rows_household(struct buf *b, const struct city *city, const struct person *p)
{
	const struct person *head = people_at(city->people, p->household);
	struct change change = { .died_on = DATE_NONE };
	row_open(b, "czrkgmsfhm", p->idno);
	buf_key_str(b, "czrkxm", p->name);
	buf_key_str(b, "hjdxzqh", p->division);
	buf_key_str(b, "jgxzqh", p->native_division);
	buf_key(b, "hh");
	buf_printf(b, "\"%s%09u\"", head->division, head->index);
	buf_key_str(b, "yhzgx", p == head ? "户主" : strcmp(p->relation, "spouse") == 0 ? "配偶" : "子女");
	if (change_of(p, &change) && change.died_on != DATE_NONE)
		day_compact(b, "swrq", change.died_on);
	buf_char(b, '}');
}

static void rows_id_card(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	row_open(b, "gmsfhm", p->idno);
	buf_key_str(b, "zjzt", "有效");
	day_compact(b, "yxqz", date_of(2039, 6, (int)(p->index % 28) + 1));
	buf_char(b, '}');
}

static void rows_permit(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	if (p->permit == PERMIT_NONE)
		return;
	row_open(b, "sfzh", p->idno);
	buf_key_str(b, "jzzlx", p->permit == PERMIT_FORMAL ? "formal" : "temporary");
	buf_key_str(b, "qfxzqh", p->permit_division);
	day_dashed(b, "yxqsrq", p->permit_valid.from);
	day_dashed(b, "yxjzrq", p->permit_valid.to);
	buf_char(b, '}');
}

static void rows_vehicle(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	char price[MONEY_TEXT];
	for (int i = 0; i < p->cars; i++) {
		row_open(b, "sfzmhm", p->idno);
		buf_key(b, "hphm");
		buf_printf(b, "\"浙A%c%04u\"", 'A' + i, p->index % 10000);
		buf_key_str(b, "syxz", p->car_operating && i == p->cars - 1 ? "营运" : "非营运");
		money_text(p->car_price_fen, price);
		buf_key_str(b, "gcjg", price);
		buf_char(b, '}');
	}
}

static void rows_marriage(struct buf *b, const struct city *city, const struct person *p)
{
	if (p->divorced_before != DATE_NONE) {
		row_open(b, "cardId", p->idno);
		buf_key_str(b, "spouseCardId", p->former_spouse);
		day_dashed(b, "registrationDate", p->divorced_before - 900);
		day_dashed(b, "endDate", p->divorced_before);
		buf_char(b, '}');
	}
	if (p->spouse == NOBODY)
		return;
	row_open(b, "cardId", p->idno);
	buf_key_str(b, "spouseCardId", people_at(city->people, p->spouse)->idno);
	day_dashed(b, "registrationDate", p->married);
	day_dashed(b, "endDate", DATE_NONE);
	buf_char(b, '}');
}

/* Paid months run on with the city's clock, up to the current one. */
static void rows_insurance(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	char name[64], uscc[19];
	people_employer(p->employer, name, uscc);
	for (int32_t m = p->insurance.from; m != DATE_NONE && m <= date_month(clock_today()); m++) {
		row_open(b, "AAC002", p->idno);
		buf_key(b, "aae003");
		buf_printf(b, "\"%04d%02d\"", m / 12, m % 12 + 1);
		buf_key_str(b, "aab301", p->work_division);
		buf_key_str(b, "aab004", name);
		buf_char(b, '}');
	}
}

static void rows_fund(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	char name[64], uscc[19];
	people_employer(p->employer, name, uscc);
	for (int32_t m = p->fund.from; m != DATE_NONE && m <= date_month(clock_today()); m++) {
		row_open(b, "gmsfhm", p->idno);
		buf_key(b, "jcny");
		buf_printf(b, "\"%04d%02d\"", m / 12, m % 12 + 1);
		buf_key_str(b, "dwxzqh", p->work_division);
		buf_key_str(b, "dwmc", name);
		buf_char(b, '}');
	}
}

static void rows_title(struct buf *b, const struct city *city, const struct person *p)
{
	static const char *const ranks[] = { "", "初级", "中级", "副高级", "正高级" };
	(void)city;
	if (p->title == RANK_NONE)
		return;
	row_open(b, "zjhm", p->idno);
	buf_key_str(b, "zcdj", ranks[p->title]);
	day_compact(b, "fzrq", p->title_issued);
	buf_char(b, '}');
}

static void rows_vocational(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	if (p->vocational == 0)
		return;
	row_open(b, "zjhm", p->idno);
	buf_key(b, "jndj");
	buf_printf(b, "\"%d\"", p->vocational);
	day_dashed(b, "fzrq", p->vocational_issued);
	buf_char(b, '}');
}

static void rows_property(struct buf *b, const struct city *city, const struct person *p)
{
	struct change change = { .home = DATE_NONE };
	struct home homes[HOMES_MAX + 1];
	int n = p->n_homes;
	(void)city;
	memcpy(homes, p->homes, sizeof(p->homes));
	if (change_of(p, &change) && change.home != DATE_NONE)
		homes[n++] = (struct home){ p->lease_division, "住宅", 100, change.home, DATE_NONE };
	for (int i = 0; i < n; i++) {
		const struct home *h = &homes[i];
		int y, m, d;
		date_split(h->registered, &y, &m, &d);
		row_open(b, "qlrzjh", p->idno);
		buf_key(b, "bdcdyh");
		buf_printf(b, "\"%s001002GB%05uF%04u%04u\"", h->division, p->index % 100000, p->index % 40 + 1,
		           101 + (unsigned)i);
		buf_key_str(b, "xzqh", h->division);
		buf_key_str(b, "ghyt", h->use);
		buf_key(b, "gybl");
		buf_printf(b, "\"%d\"", h->share);
		day_dashed(b, "djsj", h->registered);
		day_dashed(b, "zysj", h->transferred);
		buf_key(b, "bdcqzh");
		buf_printf(b, "\"浙(%d)杭州市不动产权第%07u号\"", y, p->index % 10000000);
		buf_key(b, "zl");
		buf_printf(b, "\"栖云路%u号%u幢%u室\"", p->index % 300 + 1, p->index % 40 + 1, 101 + (unsigned)i);
		buf_char(b, '}');
	}
}

static void rows_degree(struct buf *b, const struct city *city, const struct person *p)
{
	static const char *const names[] = { "", "大专", "本科", "硕士", "博士" };
	(void)city;
	if (p->degree == LEVEL_NONE)
		return;
	row_open(b, "zjhm", p->idno);
	buf_key_str(b, "xl", names[p->degree]);
	day_compact(b, "byrq", p->graduated);
	buf_key_str(b, "qrzbz", p->degree_counts ? "1" : "0");
	buf_key_str(b, "yxmc", "江南理工大学");
	buf_char(b, '}');
}

static void rows_student(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	if (p->degree < LEVEL_BACHELOR || p->index % 3)
		return;
	row_open(b, "zjhm", p->idno);
	buf_key_str(b, "xl", "本科");
	day_dashed(b, "rxrq", date_add_months(p->graduated, -46));
	day_dashed(b, "yjbyrq", p->graduated);
	buf_char(b, '}');
}

static void rows_benefit(struct buf *b, const struct person *p, enum benefit kind)
{
	if (p->benefit != kind)
		return;
	row_open(b, "zjhm", p->idno);
	day_dashed(b, "ksrq", p->benefit_time.from);
	day_dashed(b, "jsrq", p->benefit_time.to);
	buf_char(b, '}');
}

#define BENEFIT_ROWS(name, kind)                                                                   \
	static void name(struct buf *b, const struct city *city, const struct person *p)           \
	{                                                                                          \
		(void)city;                                                                        \
		rows_benefit(b, p, kind);                                                          \
	}
BENEFIT_ROWS(rows_public_rental, BENEFIT_PUBLIC_RENTAL)
BENEFIT_ROWS(rows_low_rent, BENEFIT_LOW_RENT)
BENEFIT_ROWS(rows_affordable, BENEFIT_AFFORDABLE)
BENEFIT_ROWS(rows_reform, BENEFIT_REFORM)
BENEFIT_ROWS(rows_allowance, BENEFIT_ALLOWANCE)

static void rows_lease(struct buf *b, const struct city *city, const struct person *p)
{
	(void)city;
	char rent[MONEY_TEXT];
	struct change change = { .lease_to = DATE_NONE };
	if (p->lease.from == DATE_NONE)
		return;
	(void)!change_of(p, &change);
	row_open(b, "czr_zjhm", p->idno);
	buf_key_str(b, "fdr_zjhm", p->landlord);
	buf_key_str(b, "xzqh", p->lease_division);
	day_dashed(b, "qsrq", p->lease.from);
	day_dashed(b, "jzrq", change.lease_to != DATE_NONE ? change.lease_to : p->lease.to);
	money_text(change.rent_fen ? change.rent_fen : p->rent_fen, rent);
	buf_key_str(b, "zj", rent);
	buf_key(b, "bah");
	buf_printf(b, "\"杭租备%010u\"", p->index);
	buf_char(b, '}');
}

/* How `datas` looks: all the shapes the platform is known to give. */
enum shape { SHAPE_ARRAY, SHAPE_OBJECT, SHAPE_TEXT };

static const struct source {
	const char *name, *path, *id;
	enum shape shape;
	rows_fn *rows;
} sources[] = {
	{ "household", "001003010/dataSharing/popHousehold00001", "czrkgmsfhm", SHAPE_OBJECT, rows_household },
	{ "id_card", "001003010/dataSharing/idCardState00001", "gmsfhm", SHAPE_OBJECT, rows_id_card },
	{ "residence_permit", "001003010/dataSharing/residencePermit1", "sfzh", SHAPE_OBJECT, rows_permit },
	{ "vehicle", "001003010/dataSharing/vehicleInfo00001", "sfzmhm", SHAPE_ARRAY, rows_vehicle },
	{ "marriage", "001003014/dataSharing/marryInfo0000001", "cardId", SHAPE_TEXT, rows_marriage },
	{ "social_insurance", "001003017/dataSharing/socialInsur00001", "AAC002", SHAPE_ARRAY, rows_insurance },
	{ "title", "001003017/dataSharing/techTitle0000001", "zjhm", SHAPE_ARRAY, rows_title },
	{ "vocational", "001003017/dataSharing/vocational000001", "zjhm", SHAPE_OBJECT, rows_vocational },
	{ "provident_fund", "001008001/dataSharing/housingFund00001", "gmsfhm", SHAPE_TEXT, rows_fund },
	{ "property", "001003034/dataSharing/realEstate000001", "qlrzjh", SHAPE_TEXT, rows_property },
	{ "degree", "001003006/dataSharing/degreeInfo000001", "zjhm", SHAPE_ARRAY, rows_degree },
	{ "student_status", "001003006/dataSharing/studentState0001", "zjhm", SHAPE_OBJECT, rows_student },
	{ "public_rental", "001008044/dataSharing/publicRental0001", "zjhm", SHAPE_ARRAY, rows_public_rental },
	{ "low_rent", "001008044/dataSharing/lowRent000000001", "zjhm", SHAPE_ARRAY, rows_low_rent },
	{ "affordable", "001008044/dataSharing/affordable000001", "zjhm", SHAPE_ARRAY, rows_affordable },
	{ "reform", "001008044/dataSharing/reformHousing001", "zjhm", SHAPE_TEXT, rows_reform },
	{ "allowance", "001008044/dataSharing/housingAllow0001", "zjhm", SHAPE_ARRAY, rows_allowance },
	{ "lease", "001008044/dataSharing/leaseRecord00001", "czr_zjhm", SHAPE_ARRAY, rows_lease },
};

static const struct source *source_of(const char *rest)
{
	if (!text_starts(rest, "api/"))
		return NULL;
	rest += 4;
	for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
		size_t n = strlen(sources[i].path);
		if (strncmp(rest, sources[i].path, n) == 0 && strcmp(rest + n, ".htm") == 0)
			return &sources[i];
	}
	return NULL;
}

const char *data_operation(const struct call *call, const char *rest)
{
	(void)call;
	if (text_starts(rest, "app/refreshTokenBy"))
		return "token";
	const struct source *s = source_of(rest);
	return s ? s->name : "none";
}

/* ---- answers ---- */
static void answer_code(struct data_peer *peer, struct call *call, const char *code, const char *msg, const char *count,
                        const struct buf *datas)
{
	char day[DATE_TEXT];
	date_text(clock_today(), day);
	pthread_mutex_lock(&peer->lock);
	uint64_t number = ++peer->requests;
	pthread_mutex_unlock(&peer->lock);
	struct buf b;
	buf_init(&b, call->arena, 512 + (datas ? datas->n : 0));
	buf_char(&b, '{');
	buf_key_str(&b, "code", code);
	buf_key_str(&b, "msg", msg);
	buf_key_str(&b, "dataCount", count);
	buf_key(&b, "datas");
	if (datas)
		buf_add(&b, datas->p, datas->n);
	else
		buf_str(&b, "null");
	buf_key(&b, "requestId");
	buf_printf(&b, "\"%llx-%06llu\"", (unsigned long long)real_ms(), (unsigned long long)number);
	buf_key_str(&b, "asOf", day);
	buf_char(&b, '}');
	b.failed = b.failed || (datas && datas->failed);
	answer_json(call, 200, &b);
}

static size_t count_rows(const struct buf *rows)
{
	size_t n = 0;
	for (size_t i = 0; i < rows->n; i++)
		n += rows->p[i] == '{';
	return n;
}

static void answer_rows(struct data_peer *peer, struct call *call, const struct source *s, struct buf *rows)
{
	size_t n = count_rows(rows);
	char count[24];
	snprintf(count, sizeof(count), "%zu", n);
	struct buf list, datas;
	buf_init(&list, call->arena, rows->n + 16);
	buf_init(&datas, call->arena, 2 * rows->n + 16);
	bool bare = s->shape == SHAPE_OBJECT && n == 1;
	buf_str(&list, bare ? "" : "[");
	buf_add(&list, rows->p, rows->n);
	buf_str(&list, bare ? "" : "]");
	if (n == 0 && s->shape == SHAPE_OBJECT)
		buf_str(&datas, "null");
	else if (s->shape == SHAPE_TEXT)
		buf_json(&datas, list.p);
	else
		buf_add(&datas, list.p, list.n);
	datas.failed = datas.failed || list.failed || rows->failed;
	answer_code(peer, call, "00", "成功", count, &datas);
}

/* Somebody else's rows: the first person of the town for whom this source has any. */
static void write_other(struct buf *rows, const struct city *city, const struct source *s, const struct person *p)
{
	for (size_t i = 0; rows->n == 0 && i < people_count(city->people); i++)
		if (people_at(city->people, i) != p)
			s->rows(rows, city, people_at(city->people, i));
}

/* ---- tokens ---- */
static bool secret_known(struct data_peer *peer, const struct token *tokens, const char *app_key, const char *time,
                         const char *sign)
{
	char want[SIGN_MD5_TEXT];
	bool ok = false;
	int64_t now = real_ms();
	pthread_mutex_lock(&peer->lock);
	for (size_t i = 0; i < TOKENS && !ok; i++)
		ok = tokens[i].until > now && sign_data(app_key, tokens[i].secret, time, want) && sign_same(want, sign);
	pthread_mutex_unlock(&peer->lock);
	return ok;
}

static bool time_fresh(const char *time)
{
	int64_t ms;
	return time && text_i64(time, &ms) && time_close(ms, REQUEST_LIFE);
}

static void give_tokens(struct data_peer *peer, struct call *call)
{
	struct token a, r;
	int64_t now = real_ms();
	if (!sign_random_hex(a.secret, 16) || !sign_random_hex(r.secret, 16)) {
		answer_empty(call, 500);
		return;
	}
	a.until = now + REQUEST_LIFE;
	r.until = now + REFRESH_LIFE;
	pthread_mutex_lock(&peer->lock);
	peer->request[peer->next % TOKENS] = a;
	peer->refresh[peer->next++ % TOKENS] = r;
	pthread_mutex_unlock(&peer->lock);
	struct buf b;
	buf_init(&b, call->arena, 256);
	buf_char(&b, '{');
	buf_key_str(&b, "requestSecret", a.secret);
	buf_key_int(&b, "requestSecretEndTime", a.until);
	buf_key_str(&b, "refreshSecret", r.secret);
	buf_key_int(&b, "refreshSecretEndTime", r.until);
	buf_char(&b, '}');
	answer_code(peer, call, "00", "成功", "1", &b);
}

static void serve_token(struct city *city, struct call *call, bool by_key)
{
	const struct hmac_pair *pair = &city->options.data;
	const char *key = call_param(call, "appKey"), *sign = call_param(call, "sign"), *time = call_param(call, "requestTime");
	char want[SIGN_MD5_TEXT];
	bool ok =
	    key && sign && time_fresh(time) && strcmp(key, pair->access_key) == 0 && call->fault.kind != FAULT_BAD_SIGNATURE;
	if (ok && by_key)
		ok = sign_data(key, pair->secret, time, want) && sign_same(want, sign);
	else if (ok)
		ok = secret_known(city->data, city->data->refresh, key, time, sign);
	if (ok)
		give_tokens(city->data, call);
	else
		answer_code(city->data, call, "03", "签名错误", "0", NULL);
}

/* The ground of the call must be named, else the platform has no right to answer. */
static bool additional_ok(const char *text)
{
	static const char *const keys[] = { "powerMatters", "subPowerMatters", "accesscardId", "materialName",
		                            "sponsorName",  "sponsorCode",     "projectId" };
	json_object *o = text ? json_tokener_parse(text) : NULL;
	bool ok = json_object_is_type(o, json_type_object);
	for (size_t i = 0; ok && i < ARRAY_LEN(keys); i++) {
		json_object *v;
		ok = json_object_object_get_ex(o, keys[i], &v) && json_object_is_type(v, json_type_string) &&
		     (i > 0 || json_object_get_string_len(v) > 0);
	}
	json_object_put(o);
	return ok;
}

static void serve_source(struct city *city, struct call *call, const struct source *s)
{
	const char *key = call_form(call, "appKey"), *sign = call_form(call, "sign"), *time = call_form(call, "requestTime");
	const char *id = call_form(call, s->id);
	if (!key || !sign || strcmp(key, city->options.data.access_key) != 0 || !time_fresh(time) ||
	    call->fault.kind == FAULT_BAD_SIGNATURE || !secret_known(city->data, city->data->request, key, time, sign)) {
		answer_code(city->data, call, "03", "签名错误", "0", NULL);
	} else if (!additional_ok(call_form(call, "additional"))) {
		answer_code(city->data, call, "05", "无权限", "0", NULL);
	} else if (!id || !*id) {
		answer_code(city->data, call, "99", "参数不完整", "0", NULL);
	} else if (call->fault.kind == FAULT_BUSY) {
		answer_code(city->data, call, "10", "系统繁忙", "0", NULL);
	} else {
		const struct person *p = people_by_idno(city->people, id);
		struct buf rows;
		buf_init(&rows, call->arena, 4096);
		if (call->fault.kind == FAULT_OTHER_PERSON)
			write_other(&rows, city, s, p);
		else if (p)
			s->rows(&rows, city, p);
		if (p && call->fault.kind == FAULT_DUPLICATE)
			s->rows(&rows, city, p);
		answer_rows(city->data, call, s, &rows);
	}
}

void data_serve(struct city *city, struct call *call, const char *rest)
{
	const struct source *s = source_of(rest);
	bool get = strcmp(call->method, "GET") == 0;
	if (get && strcmp(rest, "app/refreshTokenByKey.htm") == 0)
		serve_token(city, call, true);
	else if (get && strcmp(rest, "app/refreshTokenBySec.htm") == 0)
		serve_token(city, call, false);
	else if (s && strcmp(call->method, "POST") == 0)
		serve_source(city, call, s);
	else
		answer_error(call, s ? 405 : 404, "no such service");
}
