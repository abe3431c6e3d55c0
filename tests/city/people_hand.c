/* The hand-made people: one fixed person per story, so that a test says whom it means by a tag. */
#include "city/people_make.h"

#include "base/date.h"

#include <string.h>

typedef void fix_fn(struct maker *m, struct person *p);

static void nothing(struct maker *m, struct person *p)
{
	(void)m;
	(void)p;
}

static void family(struct maker *m, struct person *p)
{
	make_spouse(m, p, 0);
	make_child(m, p, 4, 0);
}

static void with_home(struct maker *m, struct person *p)
{
	make_home(p, "330106", "住宅", m->day - 1500, DATE_NONE);
}

static void no_insurance(struct maker *m, struct person *p)
{
	(void)m;
	p->insurance.from = p->fund.from = DATE_NONE;
}

static void income(struct maker *m, struct person *p)
{
	(void)m;
	p->income_fen = 12000000;
}

static void entrepreneur(struct maker *m, struct person *p)
{
	make_entrepreneur(m, p, 40, 24);
}

static void no_degree(struct maker *m, struct person *p)
{
	(void)m;
	p->degree = LEVEL_NONE;
}

static void car(struct maker *m, struct person *p)
{
	(void)m;
	p->cars = 1;
	p->car_price_fen = 28800000;
}

static void benefit(struct maker *m, struct person *p)
{
	p->benefit = BENEFIT_PUBLIC_RENTAL;
	p->benefit_time = (struct span){ m->day - 400, m->day + 700 };
}

static void other_holder(struct maker *m, struct person *p)
{
	(void)m;
	p->payee = PAYEE_OTHER_NAME;
	p->account_state = ACCOUNT_OTHER_HOLDER;
}

static void no_account(struct maker *m, struct person *p)
{
	(void)m;
	p->payee = PAYEE_MISSING;
}

static void mismatch(struct maker *m, struct person *p)
{
	(void)m;
	p->account_state = ACCOUNT_OTHER_HOLDER;
}

static void closed(struct maker *m, struct person *p)
{
	(void)m;
	p->account_state = ACCOUNT_CLOSED;
}

static void returns(struct maker *m, struct person *p)
{
	(void)m;
	p->account_state = ACCOUNT_RETURNS;
}

static void slow_bank(struct maker *m, struct person *p)
{
	(void)m;
	p->account_state = ACCOUNT_SLOW;
}

static void not_real(struct maker *m, struct person *p)
{
	(void)m;
	p->auth_level = 1;
}

static void no_lease(struct maker *m, struct person *p)
{
	(void)m;
	p->lease.from = DATE_NONE;
}

static void old_degree(struct maker *m, struct person *p)
{
	p->graduated = date_add_months(m->day, -100);
}

static void permit(struct maker *m, struct person *p)
{
	make_outsider(m, p, true);
}

static void expired_permit(struct maker *m, struct person *p)
{
	make_outsider(m, p, true);
	p->permit_valid = (struct span){ m->day - 800, m->day - 20 };
}

static const struct {
	const char *tag, *first17, *name, *expect, *fails, *note;
	fix_fn *fix;
} rows[] = {
	{ "P-PASS", "33010619960307901", "周知远", "approved", "", "单身毕业生，全部条件通过", nothing },
	{ "P-FAMILY", "33010519941112903", "沈若川", "approved", "", "已婚有一孩，三人户，全部条件通过", family },
	{ "P-HOME", "33010619950621905", "陆星河", "refused", "T2-HOME", "本市有住宅", with_home },
	{ "P-NOINS", "33010219961003906", "许念安", "refused", "T2-INSURANCE T2-FUND", "无社保和公积金记录", no_insurance },
	{ "P-INCOME", "33010819930815907", "顾言清", "refused", "T2-INCOME", "申报收入高于标准", income },
	{ "P-ENTRE", "33010919920426909", "钟启明", "approved", "", "创业人员，全部条件通过", entrepreneur },
	{ "P-NODEGREE", "33011019970130910", "何以宁", "refused", "T2-VOCATIONAL T2-TITLE T2-DEGREE", "无学历、职称和职业资格", no_degree },
	{ "P-DOWN", "33010619950909911", "江望舒", "approved", "", "普通申请人，与故障开关一起用", nothing },
	{ "P-CAR", "33010519940218912", "童书白", "refused", "T2-VEHICLE", "车辆价格高于标准", car },
	{ "P-BENEFIT", "33010219951225913", "叶怀瑾", "refused", "T2-BENEFIT", "正在享受公租房", benefit },
	{ "P-OTHERHOLDER", "33010819960505914", "傅长风", "supplement", "", "收款账户户名不是本人", other_holder },
	{ "P-NOACCOUNT", "33010619970717915", "苏晚晴", "supplement", "", "没有填写收款账户", no_account },
	{ "P-MISMATCH", "33010519960111916", "方亦舟", "approved", "", "银行账户户名不符，银行返回66", mismatch },
	{ "P-CLOSED", "33010219940909917", "唐景行", "approved", "", "银行账户已销户，银行返回63", closed },
	{ "P-RETURN", "33010819950404918", "贺知秋", "approved", "", "付款成功后被退汇", returns },
	{ "P-SLOWBANK", "33010619960606919", "宋南乔", "approved", "", "银行先答05，稍后成功", slow_bank },
	{ "P-NOTREAL", "33010519970303920", "戴云起", "approved", "", "登录实名等级不足", not_real },
	{ "P-NOLEASE", "33010219960808921", "龚自在", "approved", "", "资格通过，没有租赁备案", no_lease },
	{ "P-OLDDEGREE", "33010819920520922", "魏长庚", "refused", "T2-VOCATIONAL T2-TITLE T2-DEGREE", "本科毕业已满七年", old_degree },
	{ "P-PERMIT", "34010419960228923", "丁若谷", "approved", "", "外地户籍，居住证有效", permit },
	{ "P-NOPERMIT", "36010219950607924", "白既明", "refused", "T2-HOUSEHOLD T2-PERMIT", "外地户籍，居住证过期", expired_permit },
};

bool make_hand_people(struct maker *m)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct person *p = make_applicant(m, rows[i].first17, rows[i].name);
		if (!p)
			return false;
		p->tag = rows[i].tag;
		p->note = rows[i].note;
		p->expect = rows[i].expect;
		p->fails = rows[i].fails;
		uint32_t index = p->index;
		rows[i].fix(m, p);
		if (m->failed)
			return false;
		m->hand_until = index + 1;
	}
	return true;
}
