#include "city/city.h"

#include "base/date.h"

static void employer_json(struct buf *b, const char *key, const char *name_key, const struct person *p, const struct span *time)
{
	char name[64], uscc[19], day[DATE_TEXT];
	people_employer(p->employer, name, uscc);
	buf_key(b, key);
	buf_char(b, '{');
	buf_key_str(b, name_key, name);
	buf_key_str(b, "uscc", uscc);
	buf_key_str(b, "division", p->work_division);
	date_text(time->from, day);
	buf_key_str(b, "from", day);
	if (time->to != DATE_NONE)
		date_text(time->to, day);
	buf_key_str(b, "to", time->to == DATE_NONE ? NULL : day);
	buf_char(b, '}');
}

static void member_json(struct buf *b, const struct person *p)
{
	buf_char(b, '{');
	buf_key_str(b, "name", p->name);
	buf_key_str(b, "idno", p->idno);
	buf_key_str(b, "relation", p->relation);
	buf_char(b, '}');
}

static void income_json(struct buf *b, const struct person *p, int year)
{
	buf_char(b, '{');
	buf_key_str(b, "idno", p->idno);
	buf_key_int(b, "year", year);
	buf_key_int(b, "amount_fen", p->income_fen);
	buf_char(b, '}');
}

static void tax_json(struct buf *b, const struct person *p, int32_t day)
{
	buf_key(b, "tax_months");
	buf_char(b, '[');
	for (int i = p->tax_months; i > 0; i--) {
		char month[MONTH_TEXT];
		month_text(date_month(day) - i, month);
		buf_json(b, month);
		if (i > 1)
			buf_char(b, ',');
	}
	buf_char(b, ']');
}

void form_write(struct buf *b, const struct people *people, const struct person *p, int32_t day)
{
	buf_char(b, '{');
	buf_key_str(b, "kind", p->kind == KIND_ENTREPRENEUR ? "entrepreneur" : "graduate");
	buf_key_str(b, "mobile", p->phone);
	buf_key(b, "address");
	buf_printf(b, "\"杭州市西湖区栖云路%u号%u室\"", p->index % 300 + 1, p->index % 17 * 100 + 101);
	buf_key(b, "members");
	buf_char(b, '[');
	for (uint32_t i = 0; i < p->n_members; i++) {
		if (i)
			buf_char(b, ',');
		member_json(b, people_at(people, p->first_member + i));
	}
	buf_char(b, ']');
	if (p->kind == KIND_ENTREPRENEUR) {
		employer_json(b, "licence", "name", p, &p->licence);
		tax_json(b, p, day);
	} else {
		employer_json(b, "contract", "employer", p, &p->contract);
	}
	buf_key(b, "income");
	buf_char(b, '[');
	income_json(b, p, date_year(day) - 1);
	for (uint32_t i = 0; i < p->n_members; i++) {
		buf_char(b, ',');
		income_json(b, people_at(people, p->first_member + i), date_year(day) - 1);
	}
	buf_char(b, ']');
	if (p->payee != PAYEE_MISSING) {
		buf_key(b, "payee");
		buf_char(b, '{');
		buf_key_str(b, "account", p->account);
		buf_key_str(b, "holder", p->payee == PAYEE_OTHER_NAME ? people_holder(p) : p->name);
		buf_key_str(b, "bank", "西湖银行");
		buf_key_str(b, "cnaps", "");
		buf_char(b, '}');
	}
	buf_key_str(b, "undertaking", "type2-1");
	buf_char(b, '}');
}

/* GET /city/people?n=&from= : the hand-made people, then n generated applicants from number `from` on. */
static void person_json(struct buf *b, const struct city *city, const struct person *p)
{
	buf_char(b, b->p[b->n - 1] == '[' ? ' ' : ',');
	buf_char(b, '{');
	buf_key_str(b, "tag", p->tag);
	buf_key_str(b, "name", p->name);
	buf_key_str(b, "idno", p->idno);
	buf_key_str(b, "phone", p->phone);
	buf_key_str(b, "kind", p->kind == KIND_ENTREPRENEUR ? "entrepreneur" : "graduate");
	buf_key_str(b, "account", p->account);
	buf_key_str(b, "note", p->note);
	buf_key_str(b, "expect", p->expect);
	buf_key_str(b, "fails", p->fails);
	buf_key(b, "form");
	form_write(b, city->people, p, clock_today());
	buf_char(b, '}');
}

void people_serve(struct city *city, struct call *call)
{
	const char *tag = call_param(call, "tag");
	int64_t n = call_param_int(call, "n", 0), from = call_param_int(call, "from", 0);
	struct buf b;
	buf_init(&b, call->arena, 65536);
	buf_char(&b, '[');
	if (tag) {
		const struct person *p = people_by_tag(city->people, tag);
		if (p && p->kind != KIND_FAMILY)
			person_json(&b, city, p);
		n = 0;
	}
	for (size_t i = 0; i < people_count(city->people); i++) {
		const struct person *p = people_at(city->people, i);
		if (p->kind == KIND_FAMILY)
			continue;
		if (p->tag[0]) {
			if (!tag)
				person_json(&b, city, p);
		} else if (from > 0) {
			from--;
		} else if (n > 0) {
			n--;
			person_json(&b, city, p);
		} else {
			break;
		}
	}
	buf_char(&b, ']');
	answer_json(call, 200, &b);
}
