/* From theme packs to the facts of a month. Approval, settling, runs, corrections and the replay all judge months through here, so that
 * each month can be told again from what it saw. Nothing here writes but theme_renew. */
#ifndef FLOW_MONTH_FACTS_H
#define FLOW_MONTH_FACTS_H

#include "domain/casefile/qualification.h"
#include "domain/casefile/theme.h"
#include "domain/months/months.h"

/* Services of the shared-data platform that months of the monthly subsidies need, of every covered person. */
extern const char *const theme_services[];
extern const size_t theme_services_n;

/* Packs the newest answers about a person anew (an answer that a source refused or was down for does not replace one it gave).
 * changed: the facts differ from those of the pack before; false for a first pack. In a transaction, under the person row. */
struct theme_change {
	bool changed;
	int64_t ver;               /* of the new pack */
	struct blob before, after; /* before.p NULL: the first one */
};
enum err_code theme_renew(struct ctx *ctx, int64_t person_id, struct theme_change *ret_change) MUST_CHECK; /* ret may be NULL */

struct month_person {
	int64_t person_id, ver; /* ver 0: no pack */
	int32_t relation;       /* enum facts_relation */
	bool covered;           /* false: a spouse who was not chosen; only his lease and his months matter */
	int32_t counted_from, left_on;
	struct blob packed, used;
};
struct month_house {
	enum scheme scheme;
	int64_t qualification_id, case_id, holder_id;
	enum facts_kind kind;
	int32_t month_from, month_to;
	bool live;
	uint32_t overruled; /* CHECK_BITs that a person took as met */
	size_t n;
	struct month_person *people;
};
/* In codes of a month that lies behind the end of its qualification. */
#define MONTH_ENDED "ENDED"
const char *month_cap_group(enum scheme scheme);

/* The next household of rows (holder by holder), advancing *at. false at the end. ERR through *ret_code. */
bool month_house_next(struct arena *arena, enum scheme scheme, const struct house_row *rows, size_t n, size_t *at, struct month_house *ret_house,
                      enum err_code *ret_code);
enum err_code month_house_read(struct ctx *ctx, const struct qualification *q, struct month_house *ret_house) MUST_CHECK;
uint32_t month_overruled(const char *override_checks); /* comma list; NULL = none */

/* Judges one month. The facts are the caller's for as long as the arena lives. Without a version in force: waiting, and no checks. */
struct month_told {
	int32_t month;
	struct month_result result;
	const struct policy *admission, *standard; /* NULL: none in force */
	int32_t counted;
	struct facts *facts;
};
enum err_code month_tell(struct arena *arena, const struct policy_set *policies, const struct month_house *house, int32_t month, struct month_told *ret_told) MUST_CHECK;
/* The same with given versions and count, for the replay. */
enum err_code month_tell_by(struct arena *arena, const struct policy *admission, const struct policy *standard, const struct month_house *house, int32_t month,
                            int32_t counted, struct month_told *ret_told) MUST_CHECK;

/* The same household by two pairs of versions; its packs are joined once, so both share the facts. */
struct month_versions {
	const struct policy *admission, *standard;
};
enum err_code month_tell_pair(struct arena *arena, const struct month_versions versions[2], const struct month_house *house, int32_t month,
                              struct month_told ret_told[2]) MUST_CHECK;

/* What a month saw: kind, overruled checks, months counted, and person, version, relation and dates of everybody. */
enum err_code month_seen_write(struct arena *arena, const struct month_house *house, int32_t counted, struct blob *ret_seen) MUST_CHECK;
/* Its digest goes over the packs too: a pack that was changed later is noticed. */
bool month_seen_digest(struct arena *arena, const struct month_house *house, const struct blob *seen, uint8_t ret_sm3[SM3_SIZE]) MUST_CHECK;
/* People without packs and bitmaps. ERR_INVALID. */
enum err_code month_seen_read(struct arena *arena, const struct blob *seen, struct month_house *ret_house, int32_t *ret_counted) MUST_CHECK;

/* Codes and letters of a result, for month_entry. ERR_NOMEM. */
enum err_code month_codes(struct arena *arena, const struct month_result *result, const char **ret_codes, const char **ret_checks) MUST_CHECK;

#endif
