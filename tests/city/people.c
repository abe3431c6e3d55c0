#include "city/people_make.h"

#include "base/date.h"
#include "base/idno.h"
#include "city/tool.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PER_HOUSEHOLD 4 /* applicant, spouse, two children */
#define HAND_ROOM 128

struct people {
	struct maker m;
};

static const char *const CITY[] = { "330102", "330105", "330106", "330108", "330109", "330110" };
static const char *const AWAY[] = { "330782", "331002", "340104", "360102", "411502", "320102" };
#define PICK(m, list) ((list)[draw((m), (uint32_t)(sizeof(list) / sizeof((list)[0])))])

/* splitmix64: small, seedable, the same everywhere. */
static uint32_t draw(struct maker *m, uint32_t below)
{
	uint64_t z = (m->rng += UINT64_C(0x9E3779B97F4A7C15));
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ (z >> 31)) % below);
}

static int between(struct maker *m, int low, int high)
{
	return low + (int)draw(m, (uint32_t)(high - low + 1));
}

static bool chance(struct maker *m, uint32_t percent)
{
	return draw(m, 100) < percent;
}

static uint32_t *slot_of(const struct maker *m, const char *idno)
{
	uint32_t at = (uint32_t)(tool_hash(idno, 18) & (m->n_slots - 1));
	while (m->slots[at] != NOBODY && strcmp(m->rows[m->slots[at]].idno, idno) != 0)
		at = (at + 1) & (m->n_slots - 1);
	return &m->slots[at];
}

static void idno_make(const char *division, int32_t birth, int sequence, char out[19])
{
	int y, mo, d;
	date_split(birth, &y, &mo, &d);
	snprintf(out, 19, "%.6s%04u%02u%02u%03u", division, (unsigned)y % 10000u, (unsigned)mo % 100u, (unsigned)d % 100u,
	         (unsigned)sequence % 1000u);
	out[17] = idno_check_digit(out);
	out[18] = '\0';
}

static void invent_name(struct maker *m, const char *surname, char out[16])
{
	static const char *const first[] = { "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
		                             "朱", "秦", "尤", "许", "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜",
		                             "谢", "邹", "章", "云", "苏", "潘", "葛", "范", "彭", "鲁", "韦", "马", "苗", "方" };
	static const char *const given[] = { "子", "雨", "思", "嘉", "文", "清", "若", "明", "书", "晨", "安", "宁", "远", "亦", "可", "欣",
		                             "云", "帆", "乐", "知", "言", "景", "行", "星", "河", "语", "桐", "泽", "涵", "沐", "瑾", "瑜",
		                             "舒", "彦", "恒", "致", "朗", "越", "望", "川", "溪", "禾", "苒", "芷", "初", "念", "霖", "屿" };
	const char *s = surname ? surname : PICK(m, first);
	snprintf(out, 16, "%.3s%s%s", s, PICK(m, given), chance(m, 85) ? PICK(m, given) : "");
}

/* A person with an ID of their own; first17 fixes it. Sequences: people 001-699, landlords 700-799, hand-made 900-999. */
static struct person *add_person(struct maker *m, const char *first17, const char *division, int32_t birth)
{
	if (m->n == m->cap) {
		m->failed = true;
		return NULL;
	}
	struct person *p = &m->rows[m->n];
	*p = (struct person){ .tag = "",
		              .note = "",
		              .expect = "",
		              .fails = "",
		              .relation = "",
		              .index = m->n,
		              .spouse = NOBODY,
		              .auth_level = 3,
		              .married = DATE_NONE,
		              .divorced_before = DATE_NONE,
		              .graduated = DATE_NONE,
		              .title_issued = DATE_NONE,
		              .vocational_issued = DATE_NONE,
		              .insurance = { DATE_NONE, DATE_NONE },
		              .fund = { DATE_NONE, DATE_NONE },
		              .contract = { DATE_NONE, DATE_NONE },
		              .licence = { DATE_NONE, DATE_NONE },
		              .lease = { DATE_NONE, DATE_NONE },
		              .division = division,
		              .native_division = division,
		              .work_division = division };
	if (first17) {
		memcpy(p->idno, first17, 17);
		p->idno[17] = idno_check_digit(first17);
	}
	uint32_t *slot = first17 ? slot_of(m, p->idno) : NULL;
	for (int tries = 0; !first17 && tries < 3000; tries++) {
		idno_make(division, birth - tries / 700, between(m, 1, 699), p->idno);
		slot = slot_of(m, p->idno);
		if (*slot == NOBODY)
			break;
	}
	if (!slot || *slot != NOBODY) {
		m->failed = true;
		return NULL;
	}
	*slot = m->n++;
	snprintf(p->phone, sizeof(p->phone), "199%08u", p->index % 100000000u);
	int n = snprintf(p->account, sizeof(p->account), "62170000%010u0", p->index);
	while (p->account[n - 1] <= '9' && !idno_luhn_ok(p->account))
		p->account[n - 1]++;
	return p;
}

void make_home(struct person *p, const char *division, const char *use, int32_t registered, int32_t transferred)
{
	if (p->n_homes < HOMES_MAX)
		p->homes[p->n_homes++] = (struct home){ division, use, 100, registered, transferred };
}

struct person *make_spouse(struct maker *m, struct person *a, int64_t income_fen)
{
	struct person *p = add_person(m, NULL, a->division, idno_birth(a->idno) + between(m, -500, 500));
	if (!p)
		return NULL;
	invent_name(m, NULL, p->name);
	p->kind = KIND_FAMILY;
	p->relation = "spouse";
	p->household = a->household;
	p->spouse = a->index;
	a->spouse = p->index;
	a->married = p->married = m->day - between(m, 100, 1200);
	p->income_fen = income_fen;
	p->degree = LEVEL_BACHELOR;
	p->degree_counts = true;
	p->graduated = a->graduated != DATE_NONE ? a->graduated : m->day - 1500;
	if (income_fen > 0) {
		p->employer = between(m, 1, 400);
		p->work_division = PICK(m, CITY);
		p->insurance.from = p->fund.from = date_month(m->day) - between(m, 8, 40);
	}
	a->n_members++;
	return p;
}

struct person *make_child(struct maker *m, struct person *a, int age, int nth)
{
	int32_t birth = date_add_months(m->day, -12 * age - 1 - nth) - between(m, 0, 330);
	struct person *p = add_person(m, NULL, PICK(m, CITY), birth);
	if (!p)
		return NULL;
	char surname[4];
	memcpy(surname, a->name, 3);
	surname[3] = '\0';
	invent_name(m, surname, p->name);
	p->kind = KIND_FAMILY;
	p->relation = "child";
	p->household = a->household;
	p->division = a->division;
	p->native_division = a->native_division;
	a->n_members++;
	return p;
}

void make_entrepreneur(struct maker *m, struct person *p, int licence_months, int tax_months)
{
	p->kind = KIND_ENTREPRENEUR;
	p->licence.from = date_add_months(m->day, -licence_months);
	p->tax_months = tax_months;
	p->contract.from = p->insurance.from = p->fund.from = DATE_NONE;
}

void make_outsider(struct maker *m, struct person *p, bool with_permit)
{
	p->division = p->native_division = PICK(m, AWAY);
	p->permit = with_permit ? PERMIT_FORMAL : PERMIT_NONE;
	p->permit_division = PICK(m, CITY);
	p->permit_valid.from = date_add_months(m->day, -between(m, 2, 30));
	p->permit_valid.to = date_add_months(m->day, between(m, 12, 60));
}

/* How the level group is met: mostly a bachelor's degree of the last seven years, else master, title or certificate. */
static void choose_level(struct maker *m, struct person *p)
{
	uint32_t way = draw(m, 100);
	if (way < 62)
		return;
	if (way < 82) {
		p->degree = way < 78 ? LEVEL_MASTER : LEVEL_DOCTOR;
		return;
	}
	p->degree = LEVEL_ASSOCIATE;
	if (way < 91) {
		p->title = way < 89 ? RANK_INTERMEDIATE : RANK_ASSOCIATE_SENIOR;
		p->title_issued = m->day - between(m, 1, 900);
	} else {
		p->vocational = between(m, 1, 3);
		p->vocational_issued = date_add_months(m->day, -between(m, 25, 60));
	}
}

struct person *make_applicant(struct maker *m, const char *first17, const char *name)
{
	int graduated_ago = first17 ? 30 : between(m, 10, 76);
	int32_t graduated = date_add_months(m->day, -graduated_ago);
	const char *division = PICK(m, CITY);
	int32_t birth = date_add_months(graduated, -12 * 22 - between(m, 0, 17)) - between(m, 0, 29);
	struct person *p = add_person(m, first17, division, birth);
	if (!p)
		return NULL;
	if (name)
		snprintf(p->name, sizeof(p->name), "%s", name);
	else
		invent_name(m, NULL, p->name);
	p->household = p->index;
	p->first_member = p->index + 1;
	p->kind = KIND_GRADUATE;
	p->expect = "approved";
	p->degree = LEVEL_BACHELOR;
	p->degree_counts = true;
	p->graduated = graduated;
	int working = first17 ? 24 : between(m, 8, graduated_ago - 1 < 40 ? graduated_ago - 1 : 40);
	p->employer = between(m, 1, 400);
	p->work_division = PICK(m, CITY);
	p->contract.from = date_add_months(m->day, -working);
	p->contract.to = first17 || chance(m, 50) ? DATE_NONE : date_add_months(p->contract.from, 60) - 1;
	p->insurance.from = p->fund.from = date_month(p->contract.from);
	p->income_fen = between(m, 30000, 76000) * INT64_C(100);
	p->lease.from = month_first_day(date_month(m->day) - (first17 ? 12 : between(m, 1, 24)));
	p->lease.to = month_last_day(date_month(m->day) + (first17 ? 60 : between(m, 14, 48)));
	p->lease_division = PICK(m, CITY);
	p->rent_fen = between(m, 18, 45) * INT64_C(10000);
	idno_make("330106", date_add_months(m->day, -12 * between(m, 40, 65)), between(m, 700, 799), p->landlord);
	return p;
}

static void fail_contribution(struct maker *m, struct person *p)
{
	p->insurance.from = p->fund.from = date_month(m->day) - between(m, 0, 3);
	p->fails = "T2-INSURANCE T2-FUND";
}

static void fail_degree(struct maker *m, struct person *p)
{
	p->degree = chance(m, 50) ? LEVEL_BACHELOR : LEVEL_ASSOCIATE;
	p->graduated = date_add_months(m->day, -between(m, 85, 120));
	p->title = chance(m, 30) ? RANK_JUNIOR : RANK_NONE;
	p->title_issued = m->day - 300;
	p->vocational = chance(m, 30) ? 4 : 0;
	p->vocational_issued = m->day - 1000;
	p->fails = "T2-VOCATIONAL T2-TITLE T2-DEGREE";
}

static void fail_permit(struct maker *m, struct person *p)
{
	make_outsider(m, p, chance(m, 70));
	if (p->permit && chance(m, 50))
		p->permit = PERMIT_TEMPORARY;
	else
		p->permit_valid.to = m->day - between(m, 1, 40);
	p->fails = "T2-HOUSEHOLD T2-PERMIT";
}

static void fail_income(struct maker *m, struct person *p)
{
	if (p->degree >= LEVEL_MASTER || p->title >= RANK_ASSOCIATE_SENIOR) {
		p->degree = LEVEL_BACHELOR;
		p->title = RANK_NONE;
	}
	p->income_fen = (int64_t)(1 + p->n_members) * between(m, 80587, 120000) * 100;
	p->fails = "T2-INCOME";
}

/* One named reason to fail, for about 30 of 100 applicants. */
static void fail_somehow(struct maker *m, struct person *p)
{
	p->expect = "refused";
	switch (draw(m, 9)) {
	case 0:
		make_home(p, PICK(m, CITY), "住宅", m->day - between(m, 30, 3000), DATE_NONE);
		p->fails = "T2-HOME";
		break;
	case 1:
		make_home(p, PICK(m, CITY), "住宅", m->day - 3000, m->day - between(m, 10, 1700));
		p->fails = "T2-HOME";
		break;
	case 2:
		fail_contribution(m, p);
		break;
	case 3:
		fail_degree(m, p);
		break;
	case 4:
		fail_permit(m, p);
		break;
	case 5:
		fail_income(m, p);
		break;
	case 6:
		p->benefit = BENEFIT_PUBLIC_RENTAL + (enum benefit)draw(m, 5);
		p->benefit_time = (struct span){ m->day - between(m, 60, 700), m->day + 365 };
		p->fails = "T2-BENEFIT";
		break;
	case 7:
		p->cars = chance(m, 50) ? 2 : 1;
		p->car_price_fen = p->cars == 2 ? 9000000 : between(m, 150001, 400000) * INT64_C(100);
		p->car_operating = false;
		p->fails = "T2-VEHICLE";
		break;
	default:
		p->contract.from = date_add_months(m->day, -7);
		p->contract.to = date_add_months(p->contract.from, 12) - 2; /* one day short of a year, and in force */
		p->fails = "T2-CONTRACT";
	}
}

static void season(struct maker *m, struct person *p)
{
	choose_level(m, p);
	if (chance(m, 38))
		make_outsider(m, p, true);
	if (chance(m, 12))
		p->fund.from = DATE_NONE;
	else if (chance(m, 6))
		p->insurance.from = DATE_NONE;
	if (chance(m, 35)) {
		p->cars = 1;
		p->car_price_fen = between(m, 40000, 150000) * INT64_C(100);
	}
	if (chance(m, 4)) {
		p->cars += 1;
		p->car_operating = true; /* the last car drives for hire and does not count */
	}
	if (chance(m, 8))
		make_home(p, chance(m, 50) ? "330122" : p->permit ? p->division : "330127", "住宅", m->day - 2000, DATE_NONE);
	if (chance(m, 5))
		make_home(p, PICK(m, CITY), chance(m, 60) ? "车位" : "商业", m->day - 900, DATE_NONE);
	if (chance(m, 4)) {
		p->benefit = BENEFIT_PUBLIC_RENTAL;
		p->benefit_time = (struct span){ m->day - 1500, m->day - 200 };
	}
	if (chance(m, 4)) {
		p->divorced_before = m->day - 1300;
		idno_make(p->division, idno_birth(p->idno) + 200, between(m, 700, 799), p->former_spouse);
	}
	if (chance(m, 2))
		p->account_state = chance(m, 50) ? ACCOUNT_CLOSED : ACCOUNT_OTHER_HOLDER;
}

/* The other reasons to fail are about graduates. */
static void back_to_work(struct maker *m, struct person *p)
{
	p->kind = KIND_GRADUATE;
	p->licence.from = DATE_NONE;
	p->tax_months = 0;
	p->contract = (struct span){ date_add_months(m->day, -20), DATE_NONE };
	p->insurance.from = p->fund.from = date_month(m->day) - 20;
}

static bool make_household(struct maker *m)
{
	struct person *p = make_applicant(m, NULL, NULL);
	if (!p)
		return false;
	season(m, p);
	if (chance(m, 40)) {
		if (!make_spouse(m, p, chance(m, 70) ? between(m, 30000, 76000) * INT64_C(100) : 0))
			return false;
		int children = chance(m, 55) ? 1 + (int)chance(m, 25) : 0;
		for (int i = 0; i < children; i++)
			if (!make_child(m, p, between(m, 0, 3) + 5 * i, i))
				return false;
	}
	if (chance(m, 18))
		make_entrepreneur(m, p, between(m, 14, 60), between(m, 12, 30));
	if (!chance(m, 30))
		return true;
	if (p->kind == KIND_ENTREPRENEUR && chance(m, 40)) {
		p->expect = "refused";
		p->tax_months = between(m, 0, 11);
		p->fails = "T2-TAX";
		return true;
	}
	if (p->kind == KIND_ENTREPRENEUR)
		back_to_work(m, p);
	fail_somehow(m, p);
	return true;
}

struct people *people_make(uint32_t n, uint64_t seed, int32_t day)
{
	struct people *people = calloc(1, sizeof(*people));
	if (!people || n > 20000000) {
		free(people);
		return NULL;
	}
	struct maker *m = &people->m;
	m->cap = n * PER_HOUSEHOLD + HAND_ROOM;
	for (m->n_slots = 256; m->n_slots < m->cap * 2u; m->n_slots *= 2)
		;
	m->rng = seed * UINT64_C(0x2545F4914F6CDD1D) + 1;
	m->day = day;
	m->rows = malloc(m->cap * sizeof(struct person));
	m->slots = malloc(m->n_slots * sizeof(uint32_t));
	if (m->rows && m->slots) {
		memset(m->slots, 0xff, m->n_slots * sizeof(uint32_t));
		bool ok = make_hand_people(m);
		m->hand_until = m->n;
		for (uint32_t i = 0; ok && i < n; i++)
			ok = make_household(m);
		if (ok)
			return people;
	}
	people_freep(&people);
	return NULL;
}

void people_freep(struct people **people)
{
	if (!*people)
		return;
	free((*people)->m.rows);
	free((*people)->m.slots);
	free(*people);
	*people = NULL;
}

size_t people_count(const struct people *people)
{
	return people->m.n;
}

const struct person *people_at(const struct people *people, size_t i)
{
	return i < people->m.n ? &people->m.rows[i] : NULL;
}

const struct person *people_by_idno(const struct people *people, const char *idno)
{
	char key[19];
	if (!idno || strlen(idno) != 18)
		return NULL;
	memcpy(key, idno, 19);
	key[17] = (char)toupper((unsigned char)key[17]);
	uint32_t at = *slot_of(&people->m, key);
	return at == NOBODY ? NULL : &people->m.rows[at];
}

const struct person *people_by_tag(const struct people *people, const char *tag)
{
	for (uint32_t i = 0; tag && *tag && i < people->m.hand_until; i++)
		if (strcmp(people->m.rows[i].tag, tag) == 0)
			return &people->m.rows[i];
	return people_by_idno(people, tag);
}

const struct person *people_by_account(const struct people *people, const char *account)
{
	char digits[11];
	if (strlen(account) != 19 || strncmp(account, "62170000", 8) != 0)
		return NULL;
	memcpy(digits, account + 8, 10);
	digits[10] = '\0';
	const struct person *p = people_at(people, strtoul(digits, NULL, 10));
	return p && strcmp(p->account, account) == 0 ? p : NULL;
}

const char *people_holder(const struct person *person)
{
	return person->account_state == ACCOUNT_OTHER_HOLDER ? "金别人" : person->name;
}

static const char USCC_SET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

void people_uscc(uint32_t number, char out[19])
{
	static const int organisation[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
	snprintf(out, 19, "91330106MA2%05u", number % 100000u);
	int sum = 0;
	for (int i = 0; i < 8; i++) {
		char c = out[8 + i];
		sum += organisation[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
	}
	int check = (11 - sum % 11) % 11;
	out[16] = check == 10 ? 'X' : (char)('0' + check);
	sum = 0;
	for (int i = 0; i < 17; i++)
		sum += weights[i] * (int)(strchr(USCC_SET, out[i]) - USCC_SET);
	out[17] = USCC_SET[(31 - sum % 31) % 31];
	out[18] = '\0';
}

void people_employer(int employer, char name[64], char uscc[19])
{
	static const char *const a[] = { "青禾", "云栖", "西溪", "远山", "明澈", "新叶", "松涛", "蓝桥", "晨曦", "观澜" };
	static const char *const b[] = { "软件", "生物", "设计", "智造", "数据", "文化", "医疗", "教育" };
	static const char *const c[] = { "科技有限公司", "有限责任公司", "股份有限公司", "工作室", "研究院" };
	int i = employer > 0 ? employer : 1;
	snprintf(name, 64, "杭州%s%s%s", a[i % 10], b[i / 10 % 8], c[i / 80 % 5]);
	people_uscc((uint32_t)(i * 37), uscc);
}
