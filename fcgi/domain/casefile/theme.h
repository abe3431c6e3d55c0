/* The theme store as months are judged from it: one pack a person (domain/facts/facts_pack.h), versions kept, and the months a person
 * has used as a bitmap. Inside the caller's transaction; months and packs are written under the person rows. */
#ifndef DOMAIN_CASEFILE_THEME_H
#define DOMAIN_CASEFILE_THEME_H

#include "store/ctx.h"

struct theme {
	int64_t person_id, ver, oldest_at; /* ms UTC; 0 = some source was never fetched */
	struct blob packed;
};
enum err_code theme_read(struct ctx *ctx, int64_t person_id, struct theme *ret_theme) MUST_CHECK;                  /* ERR_NOT_FOUND */
enum err_code theme_version(struct ctx *ctx, int64_t person_id, int64_t ver, struct blob *ret_packed) MUST_CHECK; /* also a past one */
/* Replaces the pack, keeps the one before as theme_past. ret_before: that one, p NULL when there was none. ver is set. */
enum err_code theme_write(struct ctx *ctx, struct theme *theme, struct blob *ret_before) MUST_CHECK;

/* Months that count to a cap: bit i of byte k is the month 2000-01 + 8k + i. */
struct month_used {
	int64_t person_id;
	const char *cap_group;
	struct blob used; /* p NULL: none */
};
enum err_code month_used_read(struct ctx *ctx, int64_t person_id, const char *cap_group, struct blob *ret_used) MUST_CHECK;
enum err_code month_used_mark(struct ctx *ctx, int64_t person_id, const char *cap_group, int32_t month, bool counts) MUST_CHECK;
/* Bitmaps of many people at once; theirs are the locked person rows, and `used` says all there is. */
enum err_code month_used_put(struct ctx *ctx, const struct month_used *rows, size_t n) MUST_CHECK;
/* A bitmap with one month more. ERR_INVALID: a month outside 2000-01 … 2170-08; ERR_NOMEM. */
enum err_code month_used_with(struct arena *arena, const struct blob *used, int32_t month, bool counts, struct blob *ret_used) MUST_CHECK;
/* Months of either, the month `except` aside: it is the one being judged. */
int32_t month_used_count(const struct blob *a, const struct blob *b, int32_t except);

/* A household as runs read it: a row for each covered person, holders in id order. */
struct house_row {
	int64_t qualification_id, holder_id, case_id, person_id, covered, ver; /* ver DB_NULL: no pack yet */
	const char *applicant_kind, *month_from, *month_to, *state, *relation, *counted_from, *left_on;
	struct blob packed, used;
};
/* Qualifications of a scheme with ids above `after` up to `to`. ERR_TOO_LARGE beyond cap rows. */
enum err_code house_list(struct ctx *ctx, const char *scheme, const char *cap_group, int64_t after, int64_t to, size_t cap, struct house_row **ret_rows,
                         size_t *ret_n) MUST_CHECK;
/* Everybody in them, each once, in id order. */
enum err_code house_people(struct ctx *ctx, const char *scheme, int64_t after, int64_t to, size_t cap, struct sql_id **ret_ids, size_t *ret_n) MUST_CHECK;

#endif
