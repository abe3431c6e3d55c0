#include "domain/policy/policy_check.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool version_ok(const char *version)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
	size_t n = strlen(version);
	return n >= 2 && n <= POLICY_VERSION_CHARS && strspn(version, letters) == n && version[0] != '-' && version[0] != '.';
}

enum err_code policy_check_head(const struct policy *policy, struct err *err)
{
	enum err_code code = ERR_OK;
	if (!version_ok(policy->version))
		code = err_field(err, "/version", "format", "版本号为2至%d位字母、数字、-或.", POLICY_VERSION_CHARS);
	if (text_utf8_len(policy->title) > POLICY_TITLE_CHARS)
		code = err_field(err, "/title", "length", "名称最多%d个字", POLICY_TITLE_CHARS);
	for (size_t i = 0; i < policy->n_params; i++) {
		char pointer[80];
		if (text_utf8_len(policy->params[i].clause) <= POLICY_CLAUSE_CHARS)
			continue;
		snprintf(pointer, sizeof(pointer), "/parameters/%s/clause", policy->params[i].name);
		code = err_field(err, pointer, "length", "依据条文最多%d个字", POLICY_CLAUSE_CHARS);
	}
	return code;
}

enum err_code policy_set_with(const struct policy_set *published, const struct policy *draft, struct arena *arena, struct policy_set *ret_set,
                              struct err *err)
{
	struct policy_set set;
	policy_set_init(&set, arena);
	for (size_t i = 0; i < published->n; i++) {
		const struct policy *p = published->list[i];
		bool gives_way = !strcmp(p->version, draft->version) ||
		                 (p->scheme == draft->scheme && p->parts & draft->parts && p->effective_from == draft->effective_from);
		enum err_code code = gives_way ? ERR_OK : policy_set_add(&set, p, err);
		if (code)
			return code;
	}
	enum err_code code = policy_set_add(&set, draft, err);
	if (!code)
		*ret_set = set;
	return code;
}

static enum err_code check_days(const struct policy_set *published, const struct policy *policy, int32_t today, struct err *err)
{
	enum err_code code = ERR_OK;
	if (policy->effective_from < today)
		code = err_field(err, "/effective_from", "past", "生效日期不能早于今天");
	for (size_t i = 0; i < published->n; i++) {
		const struct policy *p = published->list[i];
		if (!strcmp(p->version, policy->version))
			code = err_field(err, "/version", "taken", "该版本号已发布");
		else if (p->scheme == policy->scheme && p->parts & policy->parts && p->effective_from == policy->effective_from)
			code = err_field(err, "/effective_from", "taken", "版本%s已在同一天生效", p->version);
	}
	return code;
}

/* From the scheme's first day on, each of its days needs a version of each part. A version has no end, so only the first days can lack one. */
static enum err_code check_gap(const struct policy_set *all, const struct policy *policy, struct err *err)
{
	static const struct {
		enum policy_part part;
		const char *name;
	} parts[] = { { POLICY_ADMISSION, "准入条件" }, { POLICY_STANDARD, "发放标准" } };
	enum err_code code = ERR_OK;
	int32_t first = policy->effective_from;
	for (size_t i = 0; i < all->n; i++)
		if (all->list[i]->scheme == policy->scheme && all->list[i]->effective_from < first)
			first = all->list[i]->effective_from;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		char day[DATE_TEXT];
		date_text(first, day);
		if (!policy_in_force(all, policy->scheme, parts[i].part, first))
			code = err_field(err, "/effective_from", "gap", "自%s起没有生效的%s", day, parts[i].name);
	}
	return code;
}

/* The day before the next version of that part begins; the last day there is when none follows. */
static int32_t last_day(const struct policy_set *all, const struct policy *policy, enum policy_part part)
{
	int32_t last = INT32_MAX;
	for (size_t i = 0; i < all->n; i++) {
		const struct policy *p = all->list[i];
		if (p->scheme == policy->scheme && p->parts & part && p->effective_from > policy->effective_from && p->effective_from - 1 < last)
			last = p->effective_from - 1;
	}
	return last;
}

static int32_t without_rate(const struct policy *admission, const struct policy *standard)
{
	for (size_t i = 0; i < admission->city_divisions.n; i++) {
		bool found = false;
		for (size_t k = 0; k < standard->n_rates; k++)
			found = found || standard->rates[k].division == admission->city_divisions.list[i];
		if (!found)
			return admission->city_divisions.list[i];
	}
	return 0;
}

/* Every pair of an admission and a standard that share a day, this version being one of the two. */
static enum err_code check_rates(const struct policy_set *all, const struct policy *policy, struct err *err)
{
	bool is_standard = policy->parts == POLICY_STANDARD;
	enum policy_part own = is_standard ? POLICY_STANDARD : POLICY_ADMISSION, other = is_standard ? POLICY_ADMISSION : POLICY_STANDARD;
	int32_t last = last_day(all, policy, own);
	if (policy->scheme != SCHEME_TYPE2)
		return ERR_OK;
	for (size_t i = 0; i < all->n; i++) {
		const struct policy *p = all->list[i];
		if (p->scheme != policy->scheme || !(p->parts & other) || p->effective_from > last || last_day(all, p, other) < policy->effective_from)
			continue;
		int32_t division = is_standard ? without_rate(p, policy) : without_rate(policy, p);
		if (division)
			return err_field(err, is_standard ? "/parameters/rate_fen_per_m2/value" : "/parameters/city_divisions/value", "rate",
			                 "%s的区划%06d没有发放标准", is_standard ? p->version : "本版本", (int)division);
	}
	return ERR_OK;
}

enum err_code policy_check_publish(const struct policy_set *published, const struct policy *policy, int32_t today,
                                   struct arena *arena, struct err *err)
{
	struct policy_set all;
	err_clear(err);
	enum err_code code = check_days(published, policy, today, err);
	enum err_code made = policy_set_with(published, policy, arena, &all, err);
	if (made)
		return made;
	if (check_gap(&all, policy, err))
		code = ERR_INVALID;
	if (check_rates(&all, policy, err))
		code = ERR_INVALID;
	return code;
}
