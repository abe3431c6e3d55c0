/* The made-up town: people, families and every fact that a source could tell about them. The same (persons, seed, day
 * of birth of the town) always gives the same people, and their facts are right by construction: each applicant is
 * made either to pass type II or to fail it for named checks (T2-2023). Read-only after people_make. */
#ifndef CITY_PEOPLE_H
#define CITY_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOBODY UINT32_MAX
#define HOMES_MAX 3

enum person_kind { KIND_GRADUATE, KIND_ENTREPRENEUR, KIND_FAMILY };
enum level { LEVEL_NONE, LEVEL_ASSOCIATE, LEVEL_BACHELOR, LEVEL_MASTER, LEVEL_DOCTOR };
enum rank { RANK_NONE, RANK_JUNIOR, RANK_INTERMEDIATE, RANK_ASSOCIATE_SENIOR, RANK_SENIOR };
enum permit { PERMIT_NONE, PERMIT_FORMAL, PERMIT_TEMPORARY };
enum benefit { BENEFIT_NONE, BENEFIT_PUBLIC_RENTAL, BENEFIT_LOW_RENT, BENEFIT_AFFORDABLE, BENEFIT_REFORM, BENEFIT_ALLOWANCE };
/* What the bank does with a payment: normal, 66, 63, 00 and money back later, 05 first and 00 later; 61 is "no account". */
enum account_state { ACCOUNT_OPEN, ACCOUNT_OTHER_HOLDER, ACCOUNT_CLOSED, ACCOUNT_RETURNS, ACCOUNT_SLOW };
/* What the filed form says about the payee. */
enum payee { PAYEE_OWN, PAYEE_OTHER_NAME, PAYEE_MISSING };

struct span { /* days or months, DATE_NONE as end = open, as start = nothing */
	int32_t from, to;
};

struct home {
	const char *division, *use; /* use in the registry's words */
	int share;
	int32_t registered, transferred;
};

struct person {
	char idno[19], phone[12], account[20], name[16];
	const char *tag, *note; /* hand-made people; "" else */
	const char *expect;     /* "approved", "refused" or "supplement" */
	const char *fails;      /* codes, separated by blanks */
	uint32_t index, household, spouse;
	uint32_t first_member, n_members; /* the chosen covered members, right behind the applicant */
	const char *relation;             /* of a member: "spouse", "child" */
	enum person_kind kind;
	int auth_level;
	const char *division, *native_division;
	enum permit permit;
	const char *permit_division;
	struct span permit_valid;
	int32_t married, divorced_before; /* DATE_NONE = no */
	enum level degree;
	int32_t graduated;
	bool degree_counts;
	enum rank title;
	int32_t title_issued;
	int vocational; /* 1 … 5, 0 none */
	int32_t vocational_issued;
	struct span insurance, fund; /* months */
	const char *work_division;
	int employer;
	struct span contract, licence; /* days */
	int tax_months;                /* up to the day of the form */
	int64_t income_fen;            /* of the year before */
	struct home homes[HOMES_MAX];
	int n_homes;
	int cars;
	int64_t car_price_fen;
	bool car_operating;
	enum benefit benefit;
	struct span benefit_time;
	struct span lease;
	const char *lease_division;
	int64_t rent_fen;
	char landlord[19], former_spouse[19];
	enum account_state account_state;
	enum payee payee;
};

struct people;

/* n applicants (their families come on top) beside the hand-made ones; NULL when out of memory. */
struct people *people_make(uint32_t n, uint64_t seed, int32_t day);
void people_freep(struct people **people);
size_t people_count(const struct people *people);
const struct person *people_at(const struct people *people, size_t i);
const struct person *people_by_idno(const struct people *people, const char *idno); /* x or X */
const struct person *people_by_tag(const struct people *people, const char *tag);   /* also an ID number */
const struct person *people_by_account(const struct people *people, const char *account);
/* Who holds the account at the bank. */
const char *people_holder(const struct person *person);
void people_employer(int employer, char name[64], char uscc[19]);
void people_uscc(uint32_t number, char out[19]);

#endif
