/* Policy versions as data (docs/policy.md section 3): thresholds, lists, amounts, groups and titles of one scheme and part, from their
 * effective date on. Money is fen, areas are whole m², divisions are numbers. Memory belongs to the arena of the set. */
#ifndef DOMAIN_POLICY_POLICY_H
#define DOMAIN_POLICY_POLICY_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "domain/facts/facts.h"

enum scheme { SCHEME_TYPE2, SCHEME_RENTAL, SCHEME_PURCHASE, SCHEMES };
enum policy_part { POLICY_ADMISSION = 1, POLICY_STANDARD = 2 }; /* bits: a TR or TP version carries both */

enum check_code {
#define CHECK(name, code, tender) CHECK_##name,
#include "domain/policy/checks.def"
#undef CHECK
	CHECK_CODES
};
#define CHECK_BIT(code) (UINT32_C(1) << (code))

#define POLICY_OFF INT64_MIN             /* null: this limit does not apply, this class has no standard */
#define POLICY_BY_AWARD (INT64_MIN + 1)  /* city standard of class A: the award itself */

/* Thresholds that are one number. */
enum policy_number {
	POLICY_INCOME_CEILING_FEN,
	POLICY_VOCATIONAL_HELD_MONTHS,
	POLICY_GRADUATED_WITHIN_YEARS,
	POLICY_CONTRACT_MIN_MONTHS,
	POLICY_CONTRIBUTION_MIN_MONTHS,
	POLICY_TAX_MIN_MONTHS,
	POLICY_TRANSFERRED_HOME_YEARS,
	POLICY_MAX_VEHICLES,
	POLICY_MAX_VEHICLE_PRICE_FEN,
	POLICY_QUALIFICATION_MONTHS,
	POLICY_M2_PER_PERSON,
	POLICY_M2_MIN,
	POLICY_M2_MAX,
	POLICY_COEFFICIENT_PERCENT,
	POLICY_CAP_MONTHS,
	POLICY_INSURANCE_MIN_MONTHS,
	POLICY_BOUGHT_WITHIN_MONTHS,
	POLICY_AWARD_MAX_FEN,
	POLICY_LOCK_MONTHS,
	POLICY_SERVICE_MONTHS,
	POLICY_REVIEW_AFTER_MONTHS,
	POLICY_BAR_MONTHS,
	POLICY_NUMBERS
};

enum policy_couple_rule { POLICY_HIGHER_ONCE, POLICY_ONCE }; /* once: a spouse's standing qualification always excludes */

struct policy_divisions {
	size_t n;
	const int32_t *list;
};
struct policy_rate {
	int32_t division;
	int64_t fen_per_m2;
};

/* As written, for the threshold that a verdict shows. value is compact JSON. */
struct policy_param {
	const char *name, *clause, *value;
};
struct policy_group {
	const char *name, *title;
	uint32_t checks; /* CHECK_BITs, any-of */
};
struct policy_title {
	enum check_code code;
	const char *title, *clause;
};

struct policy {
	enum scheme scheme;
	unsigned parts;
	const char *version, *title;
	int32_t effective_from;

	int64_t number[POLICY_NUMBERS];
	struct policy_divisions city_divisions, insurance_divisions;
	uint32_t income_exempt_titles, income_exempt_degrees; /* bits of the facts enums */
	bool native_place, cap_at_rent;
	enum policy_couple_rule couple_rule;
	size_t n_rates;
	const struct policy_rate *rates;
	int64_t monthly_fen[CLASS_COUNT], city_fen[CLASS_COUNT], district_fen[CLASS_COUNT];
	int64_t city_first_percent[CLASS_COUNT], district_first_percent[CLASS_COUNT];
	size_t n_remind;
	const int32_t *remind_days; /* before the end of a qualification, longest first */

	size_t n_groups, n_month_groups; /* a check in none of them is a group by itself */
	const struct policy_group *groups, *month_groups;
	size_t n_titles;
	const struct policy_title *titles;
	size_t n_params;
	const struct policy_param *params;
};

struct policy_set {
	struct arena *arena;
	size_t n, cap;
	const struct policy **list;
};

void policy_set_init(struct policy_set *set, struct arena *arena);
/* ERR_DUPLICATE: that version is there, or another one of the scheme and part begins on the same day. ERR_NOMEM. */
enum err_code policy_set_add(struct policy_set *set, const struct policy *policy, struct err *err) MUST_CHECK;

/* The version in force: greatest effective_from <= day. NULL: none, which is an error of configuration, not a refusal. */
const struct policy *policy_in_force(const struct policy_set *set, enum scheme scheme, enum policy_part part, int32_t day);
const struct policy *policy_by_version(const struct policy_set *set, const char *version); /* NULL: unknown */

const struct policy_param *policy_param_find(const struct policy *policy, const char *name); /* NULL: not in this version */
const struct policy_title *policy_title_find(const struct policy *policy, enum check_code code);

bool policy_same_group(const struct policy *policy, enum check_code a, enum check_code b); /* of an admission */

const char *policy_scheme_name(enum scheme scheme); /* "type2" */
bool policy_scheme_find(const char *name, enum scheme *ret_scheme) MUST_CHECK;
const char *policy_check_name(enum check_code code);   /* "T2-HOME" */
const char *policy_check_tender(enum check_code code); /* "4D-11"; "" when the tender does not name it */
bool policy_check_find(const char *name, enum check_code *ret_code) MUST_CHECK;

static inline bool policy_has_division(const struct policy_divisions *divisions, int32_t division)
{
	for (size_t i = 0; i < divisions->n; i++)
		if (divisions->list[i] == division)
			return true;
	return false;
}

#endif
