#include "flow/case_facts.h"

#include "base/date.h"
#include "base/money.h"
#include "domain/rules/rules_text.h"

#include <stdio.h>
#include <string.h>

struct pair {
	const char *key, *text;
};

static const struct pair titles[] = {
	{ "household", "户籍登记" },       { "id_card", "身份证状态" },         { "residence_permit", "居住证" },    { "vehicle", "机动车登记" },
	{ "marriage", "婚姻登记" },        { "social_insurance", "社会保险缴纳" }, { "title", "专业技术职称" },    { "vocational", "职业资格证书" },
	{ "provident_fund", "住房公积金缴存" }, { "property", "不动产登记" },   { "degree", "学历" },                { "student_status", "学籍" },
	{ "public_rental", "公租房保障" }, { "low_rent", "廉租房保障" },        { "affordable", "经济适用住房" },    { "reform", "房改房" },
	{ "allowance", "住房补贴" },       { "lease", "租赁备案" },             { "labor_contract", "劳动合同" },    { "business_licence", "营业执照" },
	{ "tax", "纳税" },                 { "income", "可支配收入" },          { "housing_benefit", "住房优惠政策" },
	{ "family", "同户关系" },
};
static const char *const permit_kinds[] = { "浙江省居住证", "临时居住登记" };
static const char *const title_levels[] = { "初级", "中级", "副高级", "正高级" };
static const char *const degree_levels[] = { "大专", "本科", "硕士", "博士" };
static const char *const uses[] = { "住宅", "商业", "办公", "工业", "车位", "其他" };
static const char *const benefit_kinds[] = { "公租房", "廉租房", "人才房", "经济适用住房", "房改房", "住房补贴" };

static const char *find(const struct pair *list, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (text_eq(list[i].key, key))
			return list[i].text;
	return key;
}

const char *case_facts_title(const char *source)
{
	return find(titles, ARRAY_LEN(titles), source);
}

const char *case_facts_division(const char *code)
{
	int64_t division;
	const char *name = text_i64(code, &division) && division > 0 && division < 1000000 ? rules_division_name((int32_t)division) : NULL;
	return name ? name : code;
}

struct writing {
	struct arena *arena;
	struct fact_field *out;
	size_t n;
};

static void put(struct writing *w, const char *label, const char *value)
{
	if (w->n < FACT_FIELDS_MAX && value)
		w->out[w->n++] = (struct fact_field){ label, value };
}

static void put_word(struct writing *w, const char *label, const char *const *words, size_t n, int32_t word)
{
	put(w, label, word >= 0 && (size_t)word < n ? words[word] : "其他");
}

static void put_day(struct writing *w, const char *label, int32_t day, const char *open)
{
	char text[DATE_TEXT];
	if (day == DATE_NONE) {
		put(w, label, open);
		return;
	}
	date_text(day, text);
	put(w, label, arena_strdup(w->arena, text));
}

static void put_month(struct writing *w, int32_t month)
{
	char text[MONTH_TEXT];
	month_text(month, text);
	put(w, "月份", arena_strdup(w->arena, text));
}

static void put_division(struct writing *w, const char *label, int32_t division)
{
	char code[16];
	snprintf(code, sizeof code, "%06d", division);
	put(w, label, case_facts_division(arena_strdup(w->arena, code)));
}

static void put_money(struct writing *w, const char *label, int64_t fen)
{
	char text[MONEY_TEXT];
	money_text(fen, text);
	put(w, label, arena_printf(w->arena, "%s 元", text));
}

static void put_level(struct writing *w, enum facts_source source, const struct facts_level *row)
{
	if (source == FACTS_TITLE)
		put_word(w, "级别", title_levels, ARRAY_LEN(title_levels), row->level);
	else
		put(w, "级别", arena_printf(w->arena, "%d 级", row->level));
	put_day(w, "发证日期", row->issued_on, "");
}

static void put_property(struct writing *w, const struct facts_property *row)
{
	put_division(w, "坐落", row->division);
	put_word(w, "用途", uses, ARRAY_LEN(uses), row->use);
	put(w, "份额", arena_printf(w->arena, "%d%%", row->share_percent));
	put_day(w, "登记日期", row->registered_on, "");
	put_day(w, "转移日期", row->transferred_on, "未转移");
}

static void put_lease(struct writing *w, const struct facts_lease *row)
{
	put_division(w, "坐落", row->division);
	put_day(w, "起租日期", row->from, "");
	put_day(w, "到期日期", row->to, "长期");
	put_money(w, "月租金", row->rent_fen);
}

size_t case_facts_fields(struct arena *arena, const struct facts *facts, enum facts_source source, size_t row, struct fact_field out[FACT_FIELDS_MAX])
{
	const struct facts_answer *answer = &facts->sources[source];
	struct writing w = { arena, out, 0 };
	if (row >= answer->n)
		return 0;
	switch (source) {
	case FACTS_HOUSEHOLD:
		put_division(&w, "户籍所在地", answer->rows.household[row].division);
		break;
	case FACTS_RESIDENCE_PERMIT:
		put_word(&w, "种类", permit_kinds, ARRAY_LEN(permit_kinds), answer->rows.permit[row].kind);
		put_division(&w, "签发地", answer->rows.permit[row].division);
		put_day(&w, "有效期起", answer->rows.permit[row].from, "");
		put_day(&w, "有效期至", answer->rows.permit[row].to, "长期");
		break;
	case FACTS_TITLE:
	case FACTS_VOCATIONAL:
		put_level(&w, source, &answer->rows.level[row]);
		break;
	case FACTS_DEGREE:
		put_word(&w, "学历", degree_levels, ARRAY_LEN(degree_levels), answer->rows.degree[row].level);
		put_day(&w, "毕业日期", answer->rows.degree[row].graduated_on, "");
		put(&w, "全日制或经认证", answer->rows.degree[row].counts ? "是" : "否");
		break;
	case FACTS_STUDENT_STATUS:
		put_word(&w, "在读", degree_levels, ARRAY_LEN(degree_levels), answer->rows.student[row].level);
		put_day(&w, "入学日期", answer->rows.student[row].from, "");
		put_day(&w, "预计毕业", answer->rows.student[row].to, "");
		break;
	case FACTS_MARRIAGE:
		put_day(&w, "登记日期", answer->rows.marriage[row].registered_on, "");
		put_day(&w, "终止日期", answer->rows.marriage[row].ended_on, "无");
		break;
	case FACTS_LABOR_CONTRACT:
	case FACTS_BUSINESS_LICENCE:
		put_division(&w, "所在区县", answer->rows.span[row].division);
		put_day(&w, "起始日期", answer->rows.span[row].from, "");
		put_day(&w, "终止日期", answer->rows.span[row].to, "长期");
		break;
	case FACTS_SOCIAL_INSURANCE:
	case FACTS_PROVIDENT_FUND:
		put_month(&w, answer->rows.month[row].month);
		put_division(&w, "缴纳地", answer->rows.month[row].division);
		break;
	case FACTS_TAX:
		put_month(&w, answer->rows.month[row].month);
		break;
	case FACTS_INCOME:
		put(&w, "年度", arena_printf(arena, "%d 年", answer->rows.income[row].year));
		put_money(&w, "金额", answer->rows.income[row].amount_fen);
		break;
	case FACTS_PROPERTY:
		put_property(&w, &answer->rows.property[row]);
		break;
	case FACTS_HOUSING_BENEFIT:
		put_word(&w, "种类", benefit_kinds, ARRAY_LEN(benefit_kinds), answer->rows.benefit[row].kind);
		put_day(&w, "开始日期", answer->rows.benefit[row].from, "");
		put_day(&w, "结束日期", answer->rows.benefit[row].to, "至今");
		break;
	case FACTS_VEHICLE:
		put(&w, "使用性质", answer->rows.vehicle[row].operating ? "营运" : "非营运");
		put_money(&w, "购车价格", answer->rows.vehicle[row].price_fen);
		break;
	case FACTS_LEASE:
		put_lease(&w, &answer->rows.lease[row]);
		break;
	case FACTS_TALENT_WHITELIST:
	case FACTS_PURCHASE_SUBSIDY:
	case FACTS_PURCHASE_QUALIFICATION:
	case FACTS_SOURCES:
		break;
	}
	return w.n;
}

/* Every row shape begins with the number of its person. */
int32_t case_facts_owner(const struct facts *facts, enum facts_source source, size_t row)
{
	const struct facts_answer *answer = &facts->sources[source];
	if (row >= answer->n)
		return FACTS_NOBODY;
	switch (source) {
	case FACTS_HOUSEHOLD:
		return answer->rows.household[row].id;
	case FACTS_RESIDENCE_PERMIT:
		return answer->rows.permit[row].id;
	case FACTS_TITLE:
	case FACTS_VOCATIONAL:
		return answer->rows.level[row].id;
	case FACTS_DEGREE:
		return answer->rows.degree[row].id;
	case FACTS_STUDENT_STATUS:
		return answer->rows.student[row].id;
	case FACTS_MARRIAGE:
		return answer->rows.marriage[row].id;
	case FACTS_LABOR_CONTRACT:
	case FACTS_BUSINESS_LICENCE:
		return answer->rows.span[row].id;
	case FACTS_SOCIAL_INSURANCE:
	case FACTS_PROVIDENT_FUND:
	case FACTS_TAX:
		return answer->rows.month[row].id;
	case FACTS_INCOME:
		return answer->rows.income[row].id;
	case FACTS_PROPERTY:
		return answer->rows.property[row].id;
	case FACTS_HOUSING_BENEFIT:
		return answer->rows.benefit[row].id;
	case FACTS_VEHICLE:
		return answer->rows.vehicle[row].id;
	case FACTS_LEASE:
		return answer->rows.lease[row].tenant;
	case FACTS_TALENT_WHITELIST:
	case FACTS_PURCHASE_QUALIFICATION:
		return answer->rows.talent[row].id;
	case FACTS_PURCHASE_SUBSIDY:
		return answer->rows.paid[row].id;
	case FACTS_SOURCES:
		break;
	}
	return FACTS_NOBODY;
}
