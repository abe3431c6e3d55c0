/* The checks (docs/policy.md sections 2 to 6). Pure: facts, policy and a day in, verdicts out; no SQL, no JSON, no clock. The live
 * case, the monthly run, the policy trial, the replay and `anjuctl trial` are callers of the same functions. Money is fen. Memory
 * (a few bytes per person of the facts) comes from the arena; the only error is ERR_NOMEM. */
#ifndef DOMAIN_RULES_RULES_H
#define DOMAIN_RULES_RULES_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/facts/facts.h"
#include "domain/policy/policy.h"

enum outcome { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN, OUTCOME_NOT_APPLICABLE };
enum decision { DECISION_APPROVED, DECISION_REFUSED, DECISION_WAITING };

#define RULES_CHECKS_MAX 16
#define RULES_SEEN_MAX 6
#define RULES_NO_NUMBER INT64_MIN

/* A row of the facts that decided, or, where none did, one that was looked at. */
struct rules_seen {
	int32_t source; /* enum facts_source */
	uint32_t row;
};

struct rules_check;

struct rules_verdict {
	const struct rules_check *check;
	enum outcome outcome;
	uint8_t n_seen;
	bool more_seen; /* further rows were looked at */
	struct rules_seen seen[RULES_SEEN_MAX];
	int64_t measured, limit; /* counted, and compared with (months, fen, vehicles); RULES_NO_NUMBER: neither */
};

/* One instalment pair of a purchase subsidy. */
struct rules_part {
	int64_t total_fen, first_fen, review_fen;
};

struct rules_result {
	enum decision decision;
	size_t n;
	struct rules_verdict verdicts[RULES_CHECKS_MAX]; /* in the book's order, not_applicable ones too */
	int32_t persons;                                 /* size of the household */
	int32_t class;                                   /* rental, purchase: the class (enum facts_class_rank), CLASS_OTHER = none */
	struct rules_part city, district;                /* purchase: what an approval pays; 0 unless approved */
};

/* What a check sees. The derived fields are set before the first check runs. */
struct rules_case {
	const struct facts *facts;
	const struct policy *policy;   /* admission */
	const struct policy *standard; /* months of type2 and rental; NULL at a date */
	int32_t day;                   /* D; the first day of the month */
	int32_t month;                 /* its month; at a month the one that is checked */
	int32_t counted;               /* months already counted in the cap group */

	uint8_t *role;   /* by id: RULES_HOUSEHOLD | RULES_SPOUSE */
	int32_t persons; /* size of the household, never 0 */
	bool spouse;     /* somebody is */
	int32_t class;   /* rental, purchase: the best class in force; CLASS_OTHER = none or whitelist not ok */
	int64_t lease_fen;  /* month of type2: the greatest amount of a lease that counts; -1 = none */
	size_t lease_row;   /* that lease */
	struct rules_part city, district; /* purchase */
};
#define RULES_HOUSEHOLD 1
#define RULES_SPOUSE 2

/* One row per check. Titles and clauses are policy data (policy_title_find), sentences are in rules_text.h; params are the
 * parameters whose values are the threshold (policy_param_find). */
struct rules_check {
	enum check_code code;
	uint32_t sources; /* FACTS_BITs it may read */
	const char *params[3];
	enum outcome (*judge)(const struct rules_case *c, struct rules_verdict *v);
};

struct rules_table {
	size_t n;
	const struct rules_check *checks;
};

/* The checks of an admission (at_month false) or of one month. A purchase has no months: n is 0. */
struct rules_table rules_table(enum scheme scheme, bool at_month);
/* FACTS_BITs of all sources that the checks of a table may read: what a case has to fetch. marriage is in it: it names the
 * spouse. */
uint32_t rules_sources(struct rules_table table);

/* Admission (type2, rental) or qualification (purchase) of the facts at a day. */
enum err_code rules_judge(const struct facts *facts, const struct policy *policy, int32_t day, struct arena *arena,
                          struct rules_result *ret_result) MUST_CHECK;

/* ---- for domain/months and the scheme files ---- */

/* Sets household, spouse and the scheme's derived fields; c->facts, policy, standard, day, month and counted are set. */
enum err_code rules_prepare(struct rules_case *c, struct arena *arena) MUST_CHECK;
void rules_run(const struct rules_case *c, struct rules_table table, struct rules_verdict *verdicts);

/* Combines verdicts: bit i of failed is verdicts[i] having failed in a group that fails. */
struct rules_groups {
	uint32_t failed;
	bool unknown; /* a group is unknown */
};
struct rules_groups rules_combine(const struct rules_verdict *verdicts, size_t n, const struct policy_group *groups,
                                  size_t n_groups);

/* Another check of an any-of group passes (passed: CHECK_BITs), so that this one stands in nobody's way. */
bool rules_settled(const struct policy *policy, enum check_code code, uint32_t passed);
uint32_t rules_passed(const struct rules_verdict *verdicts, size_t n); /* CHECK_BITs */

const char *rules_outcome_name(enum outcome outcome);    /* "not_applicable" */
bool rules_outcome_find(const char *name, enum outcome *ret_outcome) MUST_CHECK;
const char *rules_decision_name(enum decision decision); /* "refused" */

#endif
