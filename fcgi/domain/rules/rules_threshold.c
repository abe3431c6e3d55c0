/* Thresholds in words: one row per parameter that a check may name. */
#include "domain/rules/rules_text.h"

#include "base/money.h"

#define WAN_FEN INT64_C(1000000) /* 10 000 yuan */

struct words {
	const char *param;
	void (*write)(struct buf *b, const struct policy *policy, const struct words *w);
	enum policy_number number;
	const char *before, *after;
	const char *off; /* the limit does not apply: null, or 0 months or years */
};

static const struct {
	int32_t division;
	const char *name;
} divisions[] = {
	{ 330102, "上城区" }, { 330103, "原下城区" }, { 330104, "原江干区" }, { 330105, "拱墅区" }, { 330106, "西湖区" },
	{ 330108, "滨江区" }, { 330109, "萧山区" },   { 330110, "余杭区" },   { 330111, "富阳区" }, { 330112, "临安区" },
	{ 330113, "临平区" }, { 330114, "钱塘区" },   { 330122, "桐庐县" },   { 330127, "淳安县" }, { 330182, "建德市" },
};

const char *rules_division_name(int32_t division)
{
	for (size_t i = 0; i < ARRAY_LEN(divisions); i++)
		if (divisions[i].division == division)
			return divisions[i].name;
	return NULL;
}

static void write_division(struct buf *b, int32_t division)
{
	const char *name = rules_division_name(division);
	if (name)
		buf_str(b, name);
	else
		buf_printf(b, "%06d", division);
}

static void write_money(struct buf *b, int64_t fen)
{
	char text[MONEY_TEXT];
	if (fen >= WAN_FEN && fen % WAN_FEN == 0) {
		buf_printf(b, "%lld 万元", (long long)(fen / WAN_FEN));
		return;
	}
	money_text(fen, text);
	buf_str(b, text);
	buf_str(b, " 元");
}

static void count(struct buf *b, const struct policy *policy, const struct words *w)
{
	int64_t n = policy->number[w->number];
	if (w->off && (n == POLICY_OFF || (n == 0 && w->number != POLICY_MAX_VEHICLES)))
		buf_str(b, w->off);
	else
		buf_printf(b, "%s %lld %s", w->before, (long long)n, w->after);
}

static void amount(struct buf *b, const struct policy *policy, const struct words *w)
{
	int64_t fen = policy->number[w->number];
	if (fen == POLICY_OFF) {
		buf_str(b, w->off);
		return;
	}
	buf_str(b, w->before);
	buf_char(b, ' ');
	write_money(b, fen);
}

static void areas(struct buf *b, const struct policy *policy, const struct words *w)
{
	const struct policy_divisions *list = text_eq(w->param, "insurance_divisions") ? &policy->insurance_divisions : &policy->city_divisions;
	buf_str(b, w->before);
	for (size_t i = 0; i < list->n; i++) {
		buf_str(b, i ? "、" : "");
		write_division(b, list->list[i]);
	}
}

static void classes(struct buf *b, const struct policy *policy, const struct words *w)
{
	static const char *const names[CLASS_COUNT] = { "A", "B", "C", "D", "E", "F1", "F2", "F3" };
	const int64_t *fen = text_eq(w->param, "monthly_fen") ? policy->monthly_fen : text_eq(w->param, "city_standard_fen") ? policy->city_fen : policy->district_fen;
	size_t n = 0;
	for (int i = 0; i < CLASS_COUNT; i++) {
		if (fen[i] == POLICY_OFF)
			continue;
		buf_str(b, n++ ? "、" : w->before);
		buf_printf(b, fen[i] == POLICY_BY_AWARD ? "%s 类按奖励额" : "%s 类 ", names[i]);
		if (fen[i] != POLICY_BY_AWARD)
			write_money(b, fen[i]);
	}
	if (!n)
		buf_str(b, w->off);
}

/* Neighbours with one rate are named together. */
static void rates(struct buf *b, const struct policy *policy, const struct words *w)
{
	buf_str(b, w->before);
	for (size_t i = 0; i < policy->n_rates; i++) {
		char text[MONEY_TEXT];
		write_division(b, policy->rates[i].division);
		bool same = i + 1 < policy->n_rates && policy->rates[i + 1].fen_per_m2 == policy->rates[i].fen_per_m2;
		money_text(policy->rates[i].fen_per_m2, text);
		if (!same)
			buf_printf(b, " %s 元", text);
		buf_str(b, i + 1 == policy->n_rates ? "" : same ? "、" : "，");
	}
}

static void exempt(struct buf *b, const struct policy *policy, const struct words *w)
{
	static const char *const titles[] = { "初级", "中级", "副高级", "正高级" }, *const degrees[] = { "大专", "本科", "硕士", "博士" };
	bool by_title = text_eq(w->param, "income_exempt_titles");
	uint32_t bits = by_title ? policy->income_exempt_titles : policy->income_exempt_degrees;
	for (size_t i = 0, n = 0; i < ARRAY_LEN(titles); i++) {
		if (!(bits >> i & 1))
			continue;
		buf_str(b, n++ ? "、" : w->before);
		buf_str(b, by_title ? titles[i] : degrees[i]);
	}
	if (!bits)
		buf_str(b, w->off);
}

static void native(struct buf *b, const struct policy *policy, const struct words *w)
{
	buf_str(b, policy->native_place ? w->before : w->off);
}

static void couple(struct buf *b, const struct policy *policy, const struct words *w)
{
	buf_str(b, policy->couple_rule == POLICY_HIGHER_ONCE ? w->before : w->off);
}

static const struct words list[] = {
	{ "income_ceiling_fen", amount, POLICY_INCOME_CEILING_FEN, "上一年人均可支配收入低于", "", "不核收入" },
	{ "vocational_held_months", count, POLICY_VOCATIONAL_HELD_MONTHS, "高级工及以上，持证满", "个月", "高级工及以上" },
	{ "graduated_within_years", count, POLICY_GRADUATED_WITHIN_YEARS, "硕士及以上，或本科毕业未满", "年", NULL },
	{ "contract_min_months", count, POLICY_CONTRACT_MIN_MONTHS, "合同期限不少于", "个月", NULL },
	{ "contribution_min_months", count, POLICY_CONTRIBUTION_MIN_MONTHS, "在本市连续缴纳不少于", "个月", NULL },
	{ "tax_min_months", count, POLICY_TAX_MIN_MONTHS, "连续纳税不少于", "个月", NULL },
	{ "transferred_home_years", count, POLICY_TRANSFERRED_HOME_YEARS, "名下无住房，且", "年内没有转让住房", "名下无住房" },
	{ "max_vehicles", count, POLICY_MAX_VEHICLES, "非营运车辆不超过", "辆", "不核车辆数量" },
	{ "max_vehicle_price_fen", amount, POLICY_MAX_VEHICLE_PRICE_FEN, "每辆价格不超过", "", "不核价格" },
	{ "insurance_min_months", count, POLICY_INSURANCE_MIN_MONTHS, "在市区连续参保不少于", "个月", NULL },
	{ "bought_within_months", count, POLICY_BOUGHT_WITHIN_MONTHS, "人才认定后购房不超过", "个月", "购房时间不作要求" },
	{ "award_max_fen", amount, POLICY_AWARD_MAX_FEN, "A 类最高", "", "A 类不设上限" },
	{ "cap_months", count, POLICY_CAP_MONTHS, "累计不超过", "个月", NULL },
	{ "city_divisions", areas, 0, "市区为", "", NULL },
	{ "insurance_divisions", areas, 0, "参保地为", "", NULL },
	{ "monthly_fen", classes, 0, "每月标准：", "", "没有标准" },
	{ "city_standard_fen", classes, 0, "市级标准：", "", "没有市级标准" },
	{ "district_standard_fen", classes, 0, "区级标准：", "", "没有区级标准" },
	{ "rate_fen_per_m2", rates, 0, "每平方米每月：", "", NULL },
	{ "income_exempt_titles", exempt, 0, "免核收入的职称：", "", "没有免核收入的职称" },
	{ "income_exempt_degrees", exempt, 0, "免核收入的学历：", "", "没有免核收入的学历" },
	{ "native_place", native, 0, "籍贯在市区", "", "籍贯不作要求" },
	{ "couple_rule", couple, 0, "夫妻双方就高享受一次", "", "夫妻双方只享受一次" },
};

static bool has_param(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->n_params; i++)
		if (text_eq(policy->params[i].name, name))
			return true;
	return false;
}

const char *rules_threshold(struct arena *arena, const struct policy *policy, const struct rules_check *check)
{
	struct buf b;
	buf_init(&b, arena, 128);
	for (size_t i = 0; i < ARRAY_LEN(check->params); i++) {
		if (!check->params[i] || !has_param(policy, check->params[i]))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(list) && !b.failed; k++) {
			if (!text_eq(list[k].param, check->params[i]))
				continue;
			size_t before = b.n;
			buf_str(&b, b.n ? "；" : "");
			list[k].write(&b, policy, &list[k]);
			if (!b.failed && text_utf8_len(b.p) > RULES_THRESHOLD_CHARS)
				b.p[b.n = before] = 0;
		}
	}
	return b.failed || !b.n ? "" : b.p;
}
