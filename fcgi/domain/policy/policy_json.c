#include "domain/policy/policy_json.h"

#include "base/text.h"
#include "domain/policy/policy_query.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 20)
#define POINTER_MAX 160
#define RATE_MAX 100000000

enum param_kind { P_NUMBER, P_FLAG, P_DIVISIONS, P_WORDS, P_COUPLE, P_RATES, P_CLASSES, P_DAYS };

#define NULLABLE 1
#define BY_AWARD 2 /* class A may be "by_award" */

struct param {
	const char *name;
	enum param_kind kind;
	enum scheme scheme;
	unsigned parts, flags;
	size_t offset;
	int64_t low, high;
	const char *const *words;
};

static const char *const title_words[] = { "junior", "intermediate", "associate_senior", "senior", NULL };
static const char *const degree_words[] = { "associate", "bachelor", "master", "doctor", NULL };

#define AT(member) offsetof(struct policy, member)
#define NUMBER(key, scheme, parts, flags, index, low, high) \
	{ (key), P_NUMBER, (scheme), (parts), (flags), AT(number) + (index) * sizeof(int64_t), (low), (high), NULL }
#define OTHER(key, kind, scheme, parts, member) { (key), (kind), (scheme), (parts), 0, AT(member), 0, 0, NULL }
#define WORDS(key, scheme, parts, member, list) { (key), P_WORDS, (scheme), (parts), 0, AT(member), 0, 0, (list) }
#define CLASSES(key, scheme, flags, member, low, high) \
	{ (key), P_CLASSES, (scheme), POLICY_ADMISSION | POLICY_STANDARD, (flags), AT(member), (low), (high), NULL }
#define T2A SCHEME_TYPE2, POLICY_ADMISSION
#define T2S SCHEME_TYPE2, POLICY_STANDARD
#define TR SCHEME_RENTAL, POLICY_ADMISSION | POLICY_STANDARD
#define TP SCHEME_PURCHASE, POLICY_ADMISSION | POLICY_STANDARD
#define MONTHS_MAX 1200
/* C expands the pair before it counts arguments only through another macro. */
#define NUMBER_(...) NUMBER(__VA_ARGS__)
#define OTHER_(...) OTHER(__VA_ARGS__)
#define WORDS_(...) WORDS(__VA_ARGS__)

static const struct param params[] = {
	NUMBER_("income_ceiling_fen", T2A, 0, POLICY_INCOME_CEILING_FEN, 1, MONEY_MAX_FEN),
	OTHER_("city_divisions", P_DIVISIONS, T2A, city_divisions),
	NUMBER_("vocational_held_months", T2A, 0, POLICY_VOCATIONAL_HELD_MONTHS, 0, MONTHS_MAX),
	NUMBER_("graduated_within_years", T2A, 0, POLICY_GRADUATED_WITHIN_YEARS, 0, 100),
	WORDS_("income_exempt_titles", T2A, income_exempt_titles, title_words),
	WORDS_("income_exempt_degrees", T2A, income_exempt_degrees, degree_words),
	NUMBER_("contract_min_months", T2A, 0, POLICY_CONTRACT_MIN_MONTHS, 0, MONTHS_MAX),
	NUMBER_("contribution_min_months", T2A, 0, POLICY_CONTRIBUTION_MIN_MONTHS, 0, MONTHS_MAX),
	NUMBER_("tax_min_months", T2A, 0, POLICY_TAX_MIN_MONTHS, 0, MONTHS_MAX),
	NUMBER_("transferred_home_years", T2A, 0, POLICY_TRANSFERRED_HOME_YEARS, 0, 100),
	NUMBER_("max_vehicles", T2A, NULLABLE, POLICY_MAX_VEHICLES, 0, 1000),
	NUMBER_("max_vehicle_price_fen", T2A, NULLABLE, POLICY_MAX_VEHICLE_PRICE_FEN, 0, MONEY_MAX_FEN),
	OTHER_("native_place", P_FLAG, T2A, native_place),
	NUMBER_("qualification_months", T2A, 0, POLICY_QUALIFICATION_MONTHS, 1, MONTHS_MAX),
	OTHER_("remind_days", P_DAYS, T2A, remind_days),

	OTHER_("rate_fen_per_m2", P_RATES, T2S, rates),
	NUMBER_("m2_per_person", T2S, 0, POLICY_M2_PER_PERSON, 0, 10000),
	NUMBER_("m2_min", T2S, 0, POLICY_M2_MIN, 0, 10000),
	NUMBER_("m2_max", T2S, 0, POLICY_M2_MAX, 0, 10000),
	NUMBER_("coefficient_percent", T2S, 0, POLICY_COEFFICIENT_PERCENT, 0, 1000),
	OTHER_("cap_at_rent", P_FLAG, T2S, cap_at_rent),
	NUMBER_("cap_months", T2S, 0, POLICY_CAP_MONTHS, 0, 9999),

	CLASSES("monthly_fen", SCHEME_RENTAL, 0, monthly_fen, 1, MONEY_MAX_FEN),
	NUMBER_("cap_months", TR, 0, POLICY_CAP_MONTHS, 0, 9999),
	OTHER_("city_divisions", P_DIVISIONS, TR, city_divisions),
	OTHER_("insurance_divisions", P_DIVISIONS, TR, insurance_divisions),

	OTHER_("city_divisions", P_DIVISIONS, TP, city_divisions),
	CLASSES("city_standard_fen", SCHEME_PURCHASE, BY_AWARD, city_fen, 1, MONEY_MAX_FEN),
	NUMBER_("award_max_fen", TP, NULLABLE, POLICY_AWARD_MAX_FEN, 1, MONEY_MAX_FEN),
	CLASSES("district_standard_fen", SCHEME_PURCHASE, 0, district_fen, 1, MONEY_MAX_FEN),
	CLASSES("city_first_percent", SCHEME_PURCHASE, 0, city_first_percent, 0, 100),
	CLASSES("district_first_percent", SCHEME_PURCHASE, 0, district_first_percent, 0, 100),
	NUMBER_("lock_months", TP, 0, POLICY_LOCK_MONTHS, 0, MONTHS_MAX),
	NUMBER_("insurance_min_months", TP, 0, POLICY_INSURANCE_MIN_MONTHS, 0, MONTHS_MAX),
	NUMBER_("bought_within_months", TP, NULLABLE, POLICY_BOUGHT_WITHIN_MONTHS, 0, MONTHS_MAX),
	OTHER_("couple_rule", P_COUPLE, TP, couple_rule),
	NUMBER_("service_months", TP, 0, POLICY_SERVICE_MONTHS, 1, MONTHS_MAX),
	NUMBER_("review_after_months", TP, 0, POLICY_REVIEW_AFTER_MONTHS, 0, MONTHS_MAX),
	NUMBER_("bar_months", TP, 0, POLICY_BAR_MONTHS, 0, MONTHS_MAX),
};

struct reading {
	struct arena *arena;
	struct err *err;
	struct policy *policy;
};

static void json_freep(struct json_object **object)
{
	json_object_put(*object);
}

static void tokener_freep(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

static enum err_code no_memory(struct reading *r)
{
	return err_set(r->err, ERR_NOMEM, "policy");
}

/* `object` must be an object with just these keys; required ones come first. */
static enum err_code keys_ok(struct reading *r, struct json_object *object, const char *pointer, const char *const *keys,
                             size_t n, size_t n_required)
{
	if (!json_object_is_type(object, json_type_object))
		return err_field(r->err, pointer, "type", "格式不正确");
	for (struct lh_entry *e = json_object_get_object(object)->head; e; e = e->next) {
		size_t i = 0;
		while (i < n && strcmp(keys[i], lh_entry_k(e)) != 0)
			i++;
		if (i == n) {
			char at[POINTER_MAX];
			snprintf(at, sizeof(at), "%s/%s", pointer, (const char *)lh_entry_k(e));
			return err_field(r->err, at, "unknown", "不认识的内容");
		}
	}
	for (size_t i = 0; i < n_required; i++)
		if (!json_object_object_get_ex(object, keys[i], NULL)) {
			char at[POINTER_MAX];
			snprintf(at, sizeof(at), "%s/%s", pointer, keys[i]);
			return err_field(r->err, at, "required", "缺少此项");
		}
	return ERR_OK;
}

static enum err_code text_of(struct reading *r, struct json_object *object, const char *key, const char *pointer,
                             const char **ret_text)
{
	struct json_object *value = json_object_object_get(object, key);
	char at[POINTER_MAX];
	snprintf(at, sizeof(at), "%s/%s", pointer, key);
	if (!json_object_is_type(value, json_type_string))
		return err_field(r->err, at, "type", "请填写文字");
	if (!json_object_get_string_len(value) || strlen(json_object_get_string(value)) != (size_t)json_object_get_string_len(value))
		return err_field(r->err, at, "format", "请填写");
	*ret_text = arena_strdup(r->arena, json_object_get_string(value));
	return *ret_text ? ERR_OK : no_memory(r);
}

static bool list_ok(struct json_object *value, size_t least)
{
	return json_object_is_type(value, json_type_array) && json_object_array_length(value) >= least;
}

static bool number_ok(struct json_object *value, int64_t low, int64_t high)
{
	return json_object_is_type(value, json_type_int) && json_object_get_int64(value) >= low &&
	       json_object_get_int64(value) <= high;
}

/* ---- parameter values ------------------------------------------------------------------------------------------ */

static bool division_of(const char *text, int32_t *ret_division)
{
	int64_t v;
	if (strlen(text) != 6 || !text_all_digits(text, 6) || !text_i64(text, &v))
		return false;
	*ret_division = (int32_t)v;
	return true;
}

static enum err_code read_divisions(struct reading *r, struct json_object *value, const char *at, struct policy_divisions *out)
{
	if (!list_ok(value, 1))
		return err_field(r->err, at, "type", "请至少填写一个区划");
	size_t n = json_object_array_length(value);
	int32_t *list = arena_array(r->arena, n, sizeof(*list));
	if (!list)
		return no_memory(r);
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(value, i);
		if (!json_object_is_type(item, json_type_string) || !division_of(json_object_get_string(item), &list[i]))
			return err_field(r->err, at, "format", "第%zu项不是六位区划代码", i + 1);
		const struct policy_divisions before = { i, list };
		if (policy_has_division(&before, list[i]))
			return err_field(r->err, at, "twice", "第%zu项重复", i + 1);
	}
	*out = (struct policy_divisions){ n, list };
	return ERR_OK;
}

static enum err_code read_words(struct reading *r, struct json_object *value, const char *at, const char *const *words,
                                uint32_t *out)
{
	uint32_t bits = 0;
	if (!list_ok(value, 0))
		return err_field(r->err, at, "type", "请选择");
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		struct json_object *item = json_object_array_get_idx(value, i);
		size_t k = 0;
		while (words[k] && !(json_object_is_type(item, json_type_string) && !strcmp(words[k], json_object_get_string(item))))
			k++;
		if (!words[k])
			return err_field(r->err, at, "format", "第%zu项不在可选范围内", i + 1);
		bits |= UINT32_C(1) << k;
	}
	*out = bits;
	return ERR_OK;
}

static enum err_code read_rates(struct reading *r, struct json_object *value, const char *at)
{
	if (!json_object_is_type(value, json_type_object) || !json_object_object_length(value))
		return err_field(r->err, at, "type", "请填写各区划的标准");
	struct policy_rate *rates = arena_array(r->arena, (size_t)json_object_object_length(value), sizeof(*rates));
	size_t n = 0;
	if (!rates)
		return no_memory(r);
	for (struct lh_entry *e = json_object_get_object(value)->head; e; e = e->next, n++) {
		if (!division_of(lh_entry_k(e), &rates[n].division))
			return err_field(r->err, at, "format", "第%zu项不是六位区划代码", n + 1);
		if (!number_ok(lh_entry_v(e), 1, RATE_MAX))
			return err_field(r->err, at, "range", "第%zu项应为大于零的金额", n + 1);
		rates[n].fen_per_m2 = json_object_get_int64(lh_entry_v(e));
	}
	r->policy->rates = rates;
	r->policy->n_rates = n;
	return ERR_OK;
}

static enum err_code read_classes(struct reading *r, const struct param *param, struct json_object *value, const char *at,
                                  int64_t *out)
{
	if (!json_object_is_type(value, json_type_object))
		return err_field(r->err, at, "type", "请填写各类人才的标准");
	for (int i = 0; i < CLASS_COUNT; i++)
		out[i] = POLICY_OFF;
	for (struct lh_entry *e = json_object_get_object(value)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		int32_t rank = facts_class_of((struct facts_text){ key, strlen(key) }).rank;
		struct json_object *item = lh_entry_v(e);
		if (rank == CLASS_OTHER)
			return err_field(r->err, at, "unknown", "没有这类人才");
		if (param->flags & BY_AWARD && rank == CLASS_A && json_object_is_type(item, json_type_string) &&
		    !strcmp(json_object_get_string(item), "by_award"))
			out[rank] = POLICY_BY_AWARD;
		else if (number_ok(item, param->low, param->high))
			out[rank] = json_object_get_int64(item);
		else
			return err_field(r->err, at, "range", "%s类的数值超出范围", facts_class_name(rank));
	}
	return ERR_OK;
}

static enum err_code read_days(struct reading *r, struct json_object *value, const char *at)
{
	if (!list_ok(value, 0))
		return err_field(r->err, at, "type", "请填写天数");
	size_t n = json_object_array_length(value);
	int32_t *days = arena_array(r->arena, n ? n : 1, sizeof(*days));
	if (!days)
		return no_memory(r);
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(value, i);
		if (!number_ok(item, 0, 1000) || (i && json_object_get_int64(item) >= days[i - 1]))
			return err_field(r->err, at, "range", "天数应从大到小，在0至1000之间");
		days[i] = (int32_t)json_object_get_int64(item);
	}
	r->policy->remind_days = days;
	r->policy->n_remind = n;
	return ERR_OK;
}

static enum err_code read_number(struct reading *r, const struct param *param, struct json_object *value, const char *at,
                                 int64_t *out)
{
	if (!value && param->flags & NULLABLE)
		return ERR_OK; /* POLICY_OFF already */
	if (!json_object_is_type(value, json_type_int))
		return err_field(r->err, at, "type", "请填写整数");
	if (!number_ok(value, param->low, param->high))
		return err_field(r->err, at, "range", "应在%lld至%lld之间", (long long)param->low, (long long)param->high);
	*out = json_object_get_int64(value);
	return ERR_OK;
}

static enum err_code read_couple(struct reading *r, struct json_object *value, const char *at)
{
	const char *word = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
	if (strcmp(word, "higher_once") != 0 && strcmp(word, "once") != 0)
		return err_field(r->err, at, "format", "请选择");
	r->policy->couple_rule = *word == 'h' ? POLICY_HIGHER_ONCE : POLICY_ONCE;
	return ERR_OK;
}

static enum err_code read_param(struct reading *r, const struct param *param, struct json_object *value, const char *at)
{
	void *out = (char *)r->policy + param->offset;
	switch (param->kind) {
	case P_NUMBER:
		return read_number(r, param, value, at, out);
	case P_FLAG:
		if (!json_object_is_type(value, json_type_boolean))
			return err_field(r->err, at, "type", "请选择是或否");
		*(bool *)out = json_object_get_boolean(value);
		return ERR_OK;
	case P_DIVISIONS:
		return read_divisions(r, value, at, out);
	case P_WORDS:
		return read_words(r, value, at, param->words, out);
	case P_COUPLE:
		return read_couple(r, value, at);
	case P_RATES:
		return read_rates(r, value, at);
	case P_CLASSES:
		return read_classes(r, param, value, at, out);
	case P_DAYS:
		return read_days(r, value, at);
	}
	return ERR_INTERNAL;
}

static bool param_of(const struct param *param, const struct policy *policy)
{
	return param->scheme == policy->scheme && (param->parts & policy->parts) == param->parts;
}

static enum err_code read_params(struct reading *r, struct json_object *object)
{
	static const char *const keys[] = { "value", "clause" };
	const char *names[ARRAY_LEN(params)];
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(params); i++)
		if (param_of(&params[i], r->policy))
			names[n++] = params[i].name;
	enum err_code code = keys_ok(r, object, "/parameters", names, n, n);
	if (code)
		return code;
	struct policy_param *list = arena_array(r->arena, n, sizeof(*list));
	if (!list)
		return no_memory(r);
	n = 0;
	for (size_t i = 0; i < ARRAY_LEN(params); i++) {
		char at[POINTER_MAX];
		if (!param_of(&params[i], r->policy))
			continue;
		struct json_object *param = json_object_object_get(object, params[i].name);
		snprintf(at, sizeof(at), "/parameters/%s", params[i].name);
		code = keys_ok(r, param, at, keys, ARRAY_LEN(keys), ARRAY_LEN(keys));
		if (!code)
			code = text_of(r, param, "clause", at, &list[n].clause);
		struct json_object *value = code ? NULL : json_object_object_get(param, "value");
		snprintf(at, sizeof(at), "/parameters/%s/value", params[i].name);
		if (!code)
			code = read_param(r, &params[i], value, at);
		if (code)
			return code;
		list[n].name = params[i].name;
		list[n].value = arena_strdup(
		    r->arena, json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
		if (!list[n++].value)
			return no_memory(r);
	}
	r->policy->params = list;
	r->policy->n_params = n;
	return ERR_OK;
}

/* ---- the shape, for forms -------------------------------------------------------------------------------------- */

static bool is_money(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && !strcmp(name + n - 4, "_fen");
}

static const char *kind_name(const struct param *param)
{
	static const char *const names[] = {
		[P_NUMBER] = "number", [P_FLAG] = "flag",   [P_DIVISIONS] = "divisions",     [P_WORDS] = "words",
		[P_COUPLE] = "couple", [P_RATES] = "rates", [P_CLASSES] = "classes_percent", [P_DAYS] = "days",
	};
	if (is_money(param->name) && (param->kind == P_NUMBER || param->kind == P_CLASSES))
		return param->kind == P_NUMBER ? "money" : "classes_fen";
	return names[param->kind];
}

size_t policy_fields(const char *scheme, const char *parts, struct policy_field out[POLICY_FIELDS_MAX])
{
	static const char *const couple_words[] = { "higher_once", "once", NULL };
	struct policy policy = { .parts = text_eq(parts, "admission")  ? POLICY_ADMISSION
		                          : text_eq(parts, "standard") ? POLICY_STANDARD
		                                                       : POLICY_ADMISSION | POLICY_STANDARD };
	size_t n = 0;
	if (!scheme || !policy_scheme_find(scheme, &policy.scheme))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(params) && n < POLICY_FIELDS_MAX; i++) {
		const struct param *p = &params[i];
		if (!param_of(p, &policy))
			continue;
		bool rates = p->kind == P_RATES;
		out[n++] = (struct policy_field){ .name = p->name, .kind = kind_name(p), .nullable = p->flags & NULLABLE, .by_award = p->flags & BY_AWARD,
			                          .low = rates ? 1 : p->low, .high = rates ? RATE_MAX : p->high,
			                          .words = p->kind == P_COUPLE ? couple_words : p->words };
	}
	return n;
}

/* ---- groups and titles ----------------------------------------------------------------------------------------- */

/* The checks a scheme has; CAP belongs to those that pay by the month. */
static uint32_t checks_of(enum scheme scheme)
{
	static const char *const prefixes[SCHEMES] = { "T2-", "TR-", "TP-" };
	uint32_t bits = scheme == SCHEME_PURCHASE ? 0 : CHECK_BIT(CHECK_CAP);
	for (int i = 0; i < CHECK_CODES; i++)
		if (text_starts(policy_check_name((enum check_code)i), prefixes[scheme]))
			bits |= CHECK_BIT(i);
	return bits;
}

static enum err_code read_codes(struct reading *r, struct json_object *list, const char *at, uint32_t *taken, uint32_t *ret_bits)
{
	uint32_t bits = 0;
	if (!list_ok(list, 1))
		return err_field(r->err, at, "type", "请至少选择一项核查");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		enum check_code check;
		if (!json_object_is_type(item, json_type_string) || !policy_check_find(json_object_get_string(item), &check) ||
		    !(checks_of(r->policy->scheme) & CHECK_BIT(check)))
			return err_field(r->err, at, "unknown", "第%zu项不是本补贴的核查项", i + 1);
		if ((*taken | bits) & CHECK_BIT(check))
			return err_field(r->err, at, "twice", "%s出现在两个组里", policy_check_name(check));
		bits |= CHECK_BIT(check);
	}
	*taken |= bits;
	*ret_bits = bits;
	return ERR_OK;
}

static enum err_code read_groups(struct reading *r, struct json_object *list, const char *pointer, size_t *ret_n,
                                 const struct policy_group **ret_groups)
{
	static const char *const keys[] = { "name", "title", "any_of" };
	uint32_t taken = 0;
	if (!list_ok(list, 0))
		return err_field(r->err, pointer, "type", "请填写");
	size_t n = json_object_array_length(list);
	struct policy_group *groups = arena_array(r->arena, n ? n : 1, sizeof(*groups));
	if (!groups)
		return no_memory(r);
	for (size_t i = 0; i < n; i++) {
		struct json_object *group = json_object_array_get_idx(list, i);
		char at[POINTER_MAX];
		snprintf(at, sizeof(at), "%s/%zu", pointer, i);
		enum err_code code = keys_ok(r, group, at, keys, ARRAY_LEN(keys), ARRAY_LEN(keys));
		if (!code)
			code = text_of(r, group, "name", at, &groups[i].name);
		if (!code)
			code = text_of(r, group, "title", at, &groups[i].title);
		if (!code)
			code = read_codes(r, json_object_object_get(group, "any_of"), at, &taken, &groups[i].checks);
		if (code)
			return code;
	}
	*ret_n = n;
	*ret_groups = groups;
	return ERR_OK;
}

static enum err_code read_titles(struct reading *r, struct json_object *list)
{
	static const char *const keys[] = { "code", "title", "clause" };
	uint32_t missing = checks_of(r->policy->scheme);
	if (!list_ok(list, 1))
		return err_field(r->err, "/checks", "type", "请填写");
	size_t n = json_object_array_length(list);
	struct policy_title *titles = arena_array(r->arena, n, sizeof(*titles));
	if (!titles)
		return no_memory(r);
	for (size_t i = 0; i < n; i++) {
		struct json_object *check = json_object_array_get_idx(list, i);
		const char *name = NULL;
		char at[POINTER_MAX];
		snprintf(at, sizeof(at), "/checks/%zu", i);
		enum err_code code = keys_ok(r, check, at, keys, ARRAY_LEN(keys), ARRAY_LEN(keys));
		if (!code)
			code = text_of(r, check, "code", at, &name);
		if (!code)
			code = text_of(r, check, "title", at, &titles[i].title);
		if (!code)
			code = text_of(r, check, "clause", at, &titles[i].clause);
		if (code)
			return code;
		if (!policy_check_find(name, &titles[i].code) || !(missing & CHECK_BIT(titles[i].code)))
			return err_field(r->err, at, "unknown", "不是本补贴的核查项，或重复");
		missing &= ~CHECK_BIT(titles[i].code);
	}
	if (missing)
		return err_field(r->err, "/checks", "required", "缺少%s",
		                 policy_check_name((enum check_code)__builtin_ctz(missing)));
	r->policy->titles = titles;
	r->policy->n_titles = n;
	return ERR_OK;
}

/* ---- the version ----------------------------------------------------------------------------------------------- */

static enum err_code read_head(struct reading *r, struct json_object *object)
{
	struct policy *p = r->policy;
	const char *scheme, *day;
	enum err_code code = text_of(r, object, "scheme", "", &scheme);
	if (code)
		return code;
	if (!policy_scheme_find(scheme, &p->scheme))
		return err_field(r->err, "/scheme", "unknown", "没有这种补贴");
	static const char *const part_words[] = { "", "admission", "standard", NULL };
	struct json_object *parts = json_object_object_get(object, "parts");
	uint32_t bits;
	code = read_words(r, parts, "/parts", part_words, &bits);
	if (code)
		return code;
	p->parts = bits >> 1; /* the word's place is its bit */
	bool fits = p->scheme == SCHEME_TYPE2 ? p->parts == POLICY_ADMISSION || p->parts == POLICY_STANDARD
	                                      : p->parts == (POLICY_ADMISSION | POLICY_STANDARD);
	if (!fits || bits & 1)
		return err_field(r->err, "/parts", "format", "本补贴的版本不是由这些部分组成");
	code = text_of(r, object, "version", "", &p->version);
	if (!code)
		code = text_of(r, object, "title", "", &p->title);
	if (!code)
		code = text_of(r, object, "effective_from", "", &day);
	if (!code && !date_parse(day, &p->effective_from))
		return err_field(r->err, "/effective_from", "format", "请填写日期");
	return code;
}

/* What one parameter alone does not show. */
static enum err_code check_whole(struct reading *r)
{
	const struct policy *p = r->policy;
	if (p->scheme == SCHEME_TYPE2 && p->parts == POLICY_STANDARD && p->number[POLICY_M2_MIN] > p->number[POLICY_M2_MAX])
		return err_field(r->err, "/parameters/m2_min/value", "range", "最低面积不能大于最高面积");
	for (int i = 0; p->scheme == SCHEME_PURCHASE && i < CLASS_COUNT; i++) {
		if ((p->city_fen[i] == POLICY_OFF) != (p->city_first_percent[i] == POLICY_OFF))
			return err_field(r->err, "/parameters/city_first_percent/value", "required",
			                 "%s类的标准与比例应同时填写", facts_class_name(i));
		if ((p->district_fen[i] == POLICY_OFF) != (p->district_first_percent[i] == POLICY_OFF))
			return err_field(r->err, "/parameters/district_first_percent/value", "required",
			                 "%s类的标准与比例应同时填写", facts_class_name(i));
	}
	return ERR_OK;
}

static enum err_code read_policy(struct reading *r, struct json_object *object)
{
	static const char *const keys[] = { "scheme",     "parts",  "version", "title",       "effective_from",
		                                "parameters", "groups", "checks",  "month_groups" };
	struct policy *p = r->policy;
	enum err_code code = keys_ok(r, object, "", keys, ARRAY_LEN(keys), 6);
	if (!code)
		code = read_head(r, object);
	/* Which of the later keys belong is known only now. */
	size_t n_keys = !(p->parts & POLICY_ADMISSION) ? 6 : p->scheme == SCHEME_PURCHASE ? 8 : 9;
	if (!code)
		code = keys_ok(r, object, "", keys, n_keys, n_keys);
	if (!code)
		code = read_params(r, json_object_object_get(object, "parameters"));
	if (!code && p->parts & POLICY_ADMISSION)
		code = read_groups(r, json_object_object_get(object, "groups"), "/groups", &p->n_groups, &p->groups);
	if (!code && p->parts & POLICY_ADMISSION)
		code = read_titles(r, json_object_object_get(object, "checks"));
	if (!code && p->parts & POLICY_ADMISSION && p->scheme != SCHEME_PURCHASE)
		code =
		    read_groups(r, json_object_object_get(object, "month_groups"), "/month_groups", &p->n_month_groups, &p->month_groups);
	return code ? code : check_whole(r);
}

enum err_code policy_json_read(struct arena *arena, const char *json, size_t n, const struct policy **ret_policy, struct err *err)
{
	struct policy *policy = arena_alloc(arena, sizeof(*policy));
	struct json_tokener *tokener CLEANUP(tokener_freep) = json_tokener_new();
	struct json_object *object CLEANUP(json_freep) = NULL;
	if (!policy || !tokener)
		return err_set(err, ERR_NOMEM, "policy");
	if (n > FILE_MAX || !text_utf8_ok(json, n))
		return err_field(err, "", "format", "内容太长或编码不正确");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, json, (int)n);
	if (json_tokener_get_error(tokener) != json_tokener_success)
		return err_field(err, "", "format", "不是JSON：%s", json_tokener_error_desc(json_tokener_get_error(tokener)));
	for (int i = 0; i < POLICY_NUMBERS; i++)
		policy->number[i] = POLICY_OFF;
	for (int i = 0; i < CLASS_COUNT; i++)
		policy->monthly_fen[i] = policy->city_fen[i] = policy->district_fen[i] = POLICY_OFF;
	struct reading r = { arena, err, policy };
	enum err_code code = read_policy(&r, object);
	if (!code)
		*ret_policy = policy;
	return code;
}

/* ---- a folder -------------------------------------------------------------------------------------------------- */

static enum err_code read_file(int dir, const char *name, struct arena *arena, const char **ret_text, size_t *ret_n,
                               struct err *err)
{
	int fd CLEANUP(cleanup_fd) = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	if (fd < 0 || fstat(fd, &st))
		return err_native(err, ERR_IO, errno, "%s: %s", name, strerror(errno));
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size > FILE_MAX)
		return err_set(err, ERR_CONFIG, "%s: not a file, or above 1 MiB", name);
	size_t size = (size_t)st.st_size, n = 0;
	char *text = arena_array(arena, size + 1, 1);
	if (!text)
		return err_set(err, ERR_NOMEM, "%s", name);
	while (n < size) {
		ssize_t got = read(fd, text + n, size - n);
		if (got < 0)
			return err_native(err, ERR_IO, errno, "%s: %s", name, strerror(errno));
		if (!got)
			break;
		n += (size_t)got;
	}
	*ret_text = text;
	*ret_n = n;
	return ERR_OK;
}

static enum err_code add_file(struct policy_set *set, int dir, const char *name, struct err *err)
{
	const char *text = NULL;
	size_t n = 0;
	const struct policy *policy;
	enum err_code code = read_file(dir, name, set->arena, &text, &n, err);
	if (code)
		return code;
	code = policy_json_read(set->arena, text, n, &policy, err);
	if (code == ERR_INVALID && err && err->n_fields)
		err_set(err, code, "%s: %s: %s", name, err->fields[0].pointer, err->fields[0].text);
	return code ? code : policy_set_add(set, policy, err);
}

static int is_policy(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return entry->d_name[0] != '.' && n > 5 && !strcmp(entry->d_name + n - 5, ".json");
}

enum err_code policy_json_dir(struct policy_set *set, const char *dir, struct err *err)
{
	int fd CLEANUP(cleanup_fd) = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **names;
	int n = fd < 0 ? -1 : scandir(dir, &names, is_policy, alphasort);
	if (n < 0)
		return err_native(err, ERR_IO, errno, "%s: %s", dir, strerror(errno));
	enum err_code code = n ? ERR_OK : err_set(err, ERR_CONFIG, "%s: no policy version in it", dir);
	for (int i = 0; i < n; i++) {
		if (!code)
			code = add_file(set, fd, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return code;
}
