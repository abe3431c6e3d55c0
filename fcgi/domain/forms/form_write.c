#include "domain/forms/form.h"

/* Left out rather than null, except an open end. */
static void text_key(struct buf *b, const char *key, const char *text)
{
	if (text)
		buf_key_str(b, key, text);
}

static void write_work(struct buf *b, const char *key, const char *name_key, const struct form_work *work)
{
	if (!work->given)
		return;
	buf_key(b, key);
	buf_char(b, '{');
	text_key(b, name_key, work->name);
	text_key(b, "uscc", work->uscc);
	text_key(b, "division", work->division);
	text_key(b, "from", work->from);
	buf_key_str(b, "to", work->to);
	buf_char(b, '}');
}

static void write_members(struct buf *b, const struct form *form)
{
	buf_key(b, "members");
	buf_char(b, '[');
	for (size_t i = 0; i < form->n_members; i++) {
		const struct form_member *m = &form->members[i];
		buf_str(b, i ? ",{" : "{");
		text_key(b, "person", m->person);
		text_key(b, "name", m->name);
		text_key(b, "idno", m->idno);
		text_key(b, "relation", m->relation);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void write_months(struct buf *b, const struct form *form)
{
	buf_key(b, "tax_months");
	buf_char(b, '[');
	for (size_t i = 0; i < form->n_tax_months; i++) {
		if (i)
			buf_char(b, ',');
		buf_json(b, form->tax_months[i]);
	}
	buf_char(b, ']');
}

static void write_income(struct buf *b, const struct form *form)
{
	buf_key(b, "income");
	buf_char(b, '[');
	for (size_t i = 0; i < form->n_income; i++) {
		const struct form_income *row = &form->income[i];
		buf_str(b, i ? ",{" : "{");
		text_key(b, "person", row->person);
		text_key(b, "idno", row->idno);
		buf_key_int(b, "year", row->year);
		buf_key_int(b, "amount_fen", row->amount_fen);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

void form_write(struct buf *b, const struct form *form)
{
	buf_char(b, '{');
	text_key(b, "kind", form->kind);
	text_key(b, "mobile", form->mobile);
	text_key(b, "address", form->address);
	write_members(b, form);
	write_work(b, "contract", "employer", &form->contract);
	write_work(b, "licence", "name", &form->licence);
	if (form->n_tax_months || form->licence.given)
		write_months(b, form);
	write_income(b, form);
	if (form->payee.given) {
		buf_key(b, "payee");
		buf_char(b, '{');
		text_key(b, "account", form->payee.account);
		text_key(b, "holder", form->payee.holder);
		text_key(b, "bank", form->payee.bank);
		text_key(b, "cnaps", form->payee.cnaps);
		buf_char(b, '}');
	}
	text_key(b, "undertaking", form->undertaking);
	buf_char(b, '}');
}
