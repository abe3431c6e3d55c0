/* Conditions that several schemes share. For the files of domain/rules only. Each looks at one source that the caller knows to be
 * ok unless it says otherwise, and notes the rows it saw in the verdict. */
#ifndef DOMAIN_RULES_RULES_COMMON_H
#define DOMAIN_RULES_RULES_COMMON_H

#include "domain/rules/rules.h"

static inline bool rules_ok(const struct rules_case *c, enum facts_source source)
{
	return c->facts->sources[source].state == FACTS_OK;
}
static inline bool rules_in_household(const struct rules_case *c, int32_t id)
{
	return c->role[id] & RULES_HOUSEHOLD;
}
/* Applicant or spouse. */
static inline bool rules_couple(const struct rules_case *c, int32_t id)
{
	return id == c->facts->applicant || c->role[id] & RULES_SPOUSE;
}

void rules_see(struct rules_verdict *v, enum facts_source source, size_t row);
/* Forgets the rows looked at: this one decides alone. */
void rules_decides(struct rules_verdict *v, enum facts_source source, size_t row);

/* Several conditions: fail if one fails, else unknown if one is unknown, else pass. */
enum outcome rules_all(enum outcome a, enum outcome b);

/* Consecutive months ending at c->day paid for the applicant; `enough` is the limit, for show. divisions NULL: anywhere. */
int64_t rules_run_of_months(const struct rules_case *c, struct rules_verdict *v, enum facts_source source,
                            const struct policy_divisions *divisions, int64_t enough);
/* The applicant paid for one of the months first..last in one of the divisions. */
bool rules_month_paid(const struct rules_case *c, struct rules_verdict *v, enum facts_source source,
                      const struct policy_divisions *divisions, int32_t first, int32_t last);

/* Nobody in the household owns a residential home in the city at the day, nor gave one away within given_years (0 = not asked).
 * Homes whose unit is `without` are left out (p NULL: none). Judges the state of the source too. */
enum outcome rules_no_home(const struct rules_case *c, struct rules_verdict *v, int64_t given_years, struct facts_text without);

/* Nobody in the household has or had one of these benefits. `now` and `ever` are bits of enum facts_benefit_kind. */
enum outcome rules_no_benefit(const struct rules_case *c, struct rules_verdict *v, uint32_t now, uint32_t ever);
#define RULES_BENEFIT_NOW \
	(1u << FACTS_PUBLIC_RENTAL | 1u << FACTS_LOW_RENT | 1u << FACTS_TALENT_HOUSING | 1u << FACTS_ALLOWANCE)
#define RULES_BENEFIT_EVER (1u << FACTS_AFFORDABLE | 1u << FACTS_REFORM)
/* No purchase subsidy was paid to applicant or spouse by the day. */
enum outcome rules_no_purchase(const struct rules_case *c, struct rules_verdict *v);

/* A lease of applicant or spouse in the city with a rent, not from the household or the spouse, covering first..last. */
bool rules_lease_counts(const struct rules_case *c, const struct facts_lease *lease, int32_t first, int32_t last);
enum outcome rules_has_lease(const struct rules_case *c, struct rules_verdict *v, int32_t first, int32_t last);

enum outcome rules_cap(const struct rules_case *c, struct rules_verdict *v);

/* The best class of the applicant's white-list rows that contain the day, among the classes of `allowed` (bits of the rank). */
int32_t rules_best_class(const struct rules_case *c, uint32_t allowed);
enum outcome rules_whitelist(const struct rules_case *c, struct rules_verdict *v);

/* Each scheme's own derived fields and tables. */
void type2_rules_prepare(struct rules_case *c);
void rental_rules_prepare(struct rules_case *c);
void purchase_rules_prepare(struct rules_case *c);
extern const struct rules_table type2_rules, type2_month_rules, rental_rules, rental_month_rules, purchase_rules;

#endif
