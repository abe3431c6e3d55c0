/* What the engine sees of one case (docs/policy.md section 7): plain rows, wherever they come from. Days and months are those of
 * base/date.h (an open end is DATE_NONE), money is fen, a division is its six digits as a number. Ids are interned: an id is
 * an index into ids[], so that comparing two people is comparing two numbers. All memory belongs to the arena. */
#ifndef DOMAIN_FACTS_FACTS_H
#define DOMAIN_FACTS_FACTS_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_NULL INT64_MIN /* money or number that is null */
#define FACTS_NOBODY (-1)

/* May hold a NUL inside, hence the length; p is NULL for null. Followed by a NUL for printing. */
struct facts_text {
	const char *p;
	size_t n;
};

/* In the order in which the book shows them; a canonical line keeps it. */
enum facts_source {
	FACTS_HOUSEHOLD,
	FACTS_RESIDENCE_PERMIT,
	FACTS_TITLE,
	FACTS_VOCATIONAL,
	FACTS_DEGREE,
	FACTS_STUDENT_STATUS,
	FACTS_MARRIAGE,
	FACTS_LABOR_CONTRACT,
	FACTS_BUSINESS_LICENCE,
	FACTS_SOCIAL_INSURANCE,
	FACTS_PROVIDENT_FUND,
	FACTS_TAX,
	FACTS_INCOME,
	FACTS_PROPERTY,
	FACTS_HOUSING_BENEFIT,
	FACTS_VEHICLE,
	FACTS_LEASE,
	FACTS_TALENT_WHITELIST,
	FACTS_PURCHASE_SUBSIDY,
	FACTS_PURCHASE_QUALIFICATION,
	FACTS_SOURCES
};
#define FACTS_BIT(source) (UINT32_C(1) << (source))

/* Ordered by how bad it is: of several answers the greatest stands. */
enum facts_state { FACTS_OK, FACTS_NOT_FETCHED, FACTS_DOWN, FACTS_CONFLICT };

enum facts_kind { FACTS_KIND_NONE, FACTS_GRADUATE, FACTS_ENTREPRENEUR };
enum facts_relation { FACTS_SELF, FACTS_SPOUSE, FACTS_CHILD, FACTS_PARENT, FACTS_PARENT_IN_LAW, FACTS_OTHER };
enum facts_permit_kind { FACTS_FORMAL, FACTS_TEMPORARY };
enum facts_title_level { FACTS_JUNIOR, FACTS_INTERMEDIATE, FACTS_ASSOCIATE_SENIOR, FACTS_SENIOR };
enum facts_degree_level { FACTS_ASSOCIATE, FACTS_BACHELOR, FACTS_MASTER, FACTS_DOCTOR };
enum facts_use { FACTS_RESIDENTIAL, FACTS_COMMERCIAL, FACTS_OFFICE, FACTS_INDUSTRIAL, FACTS_PARKING, FACTS_USE_OTHER };
enum facts_benefit_kind {
	FACTS_PUBLIC_RENTAL,
	FACTS_LOW_RENT,
	FACTS_TALENT_HOUSING,
	FACTS_AFFORDABLE,
	FACTS_REFORM,
	FACTS_ALLOWANCE
};
/* Best first; any other text is the lowest. */
enum facts_class_rank {
	CLASS_A,
	CLASS_B,
	CLASS_C,
	CLASS_D,
	CLASS_E,
	CLASS_F1,
	CLASS_F2,
	CLASS_F3,
	CLASS_OTHER,
	CLASS_COUNT = CLASS_OTHER
};

struct facts_class {
	struct facts_text text;
	int32_t rank; /* enum facts_class_rank */
};

struct facts_member {
	int32_t id, relation, counted_from, left_on;
};

struct facts_declared {
	struct facts_class class; /* shown, not judged */
	int64_t award_fen, price_fen, settlement_fen; /* FACTS_NULL when null */
	int32_t contract_on, title_on;
	struct facts_text bought_unit;
};

struct facts_household {
	int32_t id, division, native_division;
};
struct facts_permit {
	int32_t id, kind, division, from, to;
};
struct facts_level { /* title, vocational */
	int32_t id, level, issued_on;
};
struct facts_degree {
	int32_t id, level, graduated_on;
	bool counts; /* full-time, or accredited overseas */
};
struct facts_student {
	int32_t id, level, from, to;
};
struct facts_marriage {
	int32_t id, spouse, registered_on, ended_on;
};
struct facts_span { /* labor_contract, business_licence */
	int32_t id, division, from, to;
};
struct facts_month { /* social_insurance, provident_fund, tax (division 0) */
	int32_t id, month, division;
};
struct facts_income {
	int32_t id, year;
	int64_t amount_fen;
};
struct facts_property {
	int32_t id, division, use, share_percent, registered_on, transferred_on;
	struct facts_text unit;
};
struct facts_benefit {
	int32_t id, kind, from, to;
};
struct facts_vehicle {
	int32_t id;
	bool operating;
	int64_t price_fen;
};
struct facts_lease {
	int32_t tenant, landlord, division, from, to;
	int64_t rent_fen;
};
struct facts_talent { /* talent_whitelist, purchase_qualification (recognised_on DATE_NONE) */
	int32_t id, from, to, recognised_on;
	struct facts_class class;
};
struct facts_paid {
	int32_t id, paid_on;
};

/* One source's answer. rows are to be used only when state is FACTS_OK. */
struct facts_answer {
	enum facts_state state;
	size_t n;
	union {
		void *any;
		struct facts_household *household;
		struct facts_permit *permit;
		struct facts_level *level;
		struct facts_degree *degree;
		struct facts_student *student;
		struct facts_marriage *marriage;
		struct facts_span *span;
		struct facts_month *month;
		struct facts_income *income;
		struct facts_property *property;
		struct facts_benefit *benefit;
		struct facts_vehicle *vehicle;
		struct facts_lease *lease;
		struct facts_talent *talent;
		struct facts_paid *paid;
	} rows;
	struct facts_text request_no, fetched_at, as_of; /* shown with the verdict, used by no check */
	bool given;                                      /* false: left out of the line, which is not_fetched */
};

struct facts_ids; /* the hash behind facts_id */

struct facts {
	struct arena *arena;
	struct facts_text ref;
	enum facts_kind kind;
	int32_t applicant;   /* FACTS_NOBODY until set */
	int32_t accepted_on; /* DATE_NONE when null */
	size_t n_members, members_cap;
	struct facts_member *members;
	struct facts_declared declared;
	int32_t counted_type2, counted_rental;
	struct facts_answer sources[FACTS_SOURCES];
	size_t n_ids;
	struct facts_text *ids; /* every x already turned into X */
	struct facts_ids *hash;
};

/* Empty facts: every source not_fetched, nobody in it. NULL when the arena is full. */
struct facts *facts_new(struct arena *arena) MUST_CHECK;
/* The number of an id, new or known; FACTS_NOBODY when the arena is full. The text is copied. */
int32_t facts_id(struct facts *f, const char *p, size_t n) MUST_CHECK;
/* Adds a member (for callers that assemble facts themselves). ERR_NOMEM. */
enum err_code facts_member_add(struct facts *f, const struct facts_member *member) MUST_CHECK;
struct facts_class facts_class_of(struct facts_text text);

const char *facts_source_name(enum facts_source source); /* "household" */
bool facts_source_find(const char *name, enum facts_source *ret_source) MUST_CHECK;
const char *facts_state_name(enum facts_state state);    /* "ok" */
const char *facts_class_name(int32_t rank);              /* "F1"; NULL for CLASS_OTHER */

static inline bool facts_same(struct facts_text a, struct facts_text b)
{
	return a.n == b.n && a.p && b.p && !__builtin_memcmp(a.p, b.p, a.n);
}

#endif
