/* A filed form (docs/interfaces.md 8) as plain data. Money fen, days and months as text. All texts belong to the arena. */
#ifndef DOMAIN_FORMS_FORM_H
#define DOMAIN_FORMS_FORM_H

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"
#include "base/text.h"

#define FORM_MEMBERS_MAX 9
#define FORM_INCOME_MAX 20
#define FORM_MONTHS_MAX 60
#define FORM_BYTES_MAX ((size_t)256 * 1024)

struct form_member {
	const char *name, *idno, *relation;
	const char *person; /* token of /api/prefill instead of name and idno; NULL once resolved */
};
struct form_work { /* labour contract or business licence */
	bool given;
	const char *name, *uscc, *division, *from, *to; /* to NULL = open */
};
struct form_income {
	const char *idno;
	const char *person; /* "self" or a token; NULL once resolved */
	int64_t year, amount_fen;
};
struct form_payee {
	bool given;
	const char *account, *holder, *bank, *cnaps; /* holder NULL: the applicant himself */
};
struct form {
	const char *kind, *mobile, *address, *undertaking;
	size_t n_members, n_income, n_tax_months;
	struct form_member members[FORM_MEMBERS_MAX];
	struct form_income income[FORM_INCOME_MAX];
	const char *tax_months[FORM_MONTHS_MAX];
	struct form_work contract, licence;
	struct form_payee payee;
};

/* One definition, compiled once a process from <forms.dir>/<id>.json and kept; ERR_NOT_FOUND, ERR_CONFIG. */
struct form_def;
enum err_code form_def_get(const struct config *config, const char *id, const struct form_def **ret_def, struct err *err) MUST_CHECK;
const char *form_def_version(const struct form_def *def);
const char *form_def_text(const struct form_def *def);                    /* the file */
bool form_def_matter(const struct form_def *def, const char *matter_code); /* a matter of platform 2.0 that this form serves */
const char *form_def_first_matter(const struct form_def *def); /* "" when it names none: the matter of cases born here */
const char *form_def_undertaking(const struct form_def *def); /* version of the text that is agreed to; "" = none */
int64_t form_def_promise_days(const struct form_def *def);                 /* working days; 0 = not named */

/* Checks by the schema: each fault is a field of *err (RFC 6901 pointer, keyword, sentence); ERR_INVALID then. ERR_BAD_REQUEST: no JSON. */
enum err_code form_check(const struct form_def *def, const char *json, size_t n, struct err *err) MUST_CHECK;
/* Reads what is there, whether the schema likes it or not; wrong types are left out. ERR_BAD_REQUEST: no JSON object. */
enum err_code form_read(struct arena *arena, const char *json, size_t n, struct form *ret_form, struct err *err) MUST_CHECK;
/* The canonical text: resolved members, keys in the order of the contract. */
void form_write(struct buf *b, const struct form *form);

#endif
