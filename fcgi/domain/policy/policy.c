#include "domain/policy/policy.h"

#include <string.h>

static const char *const scheme_names[SCHEMES] = { "type2", "rental", "purchase" };

static const struct {
	const char *name, *tender;
} checks[CHECK_CODES] = {
#define CHECK(name, code, tender) { code, tender },
#include "domain/policy/checks.def"
#undef CHECK
};

void policy_set_init(struct policy_set *set, struct arena *arena)
{
	*set = (struct policy_set){ .arena = arena };
}

enum err_code policy_set_add(struct policy_set *set, const struct policy *policy, struct err *err)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct policy *known = set->list[i];
		if (!strcmp(known->version, policy->version))
			return err_set(err, ERR_DUPLICATE, "version %s is there twice", policy->version);
		if (known->scheme == policy->scheme && known->parts & policy->parts && known->effective_from == policy->effective_from)
			return err_set(err, ERR_DUPLICATE, "%s and %s begin on the same day", known->version, policy->version);
	}
	if (set->n == set->cap) {
		size_t cap = set->cap ? set->cap * 2 : 16;
		const struct policy **list = arena_array(set->arena, cap, sizeof(const struct policy *));
		if (!list)
			return err_set(err, ERR_NOMEM, "policies");
		for (size_t i = 0; i < set->n; i++)
			list[i] = set->list[i];
		set->list = list;
		set->cap = cap;
	}
	set->list[set->n++] = policy;
	return ERR_OK;
}

const struct policy *policy_in_force(const struct policy_set *set, enum scheme scheme, enum policy_part part, int32_t day)
{
	const struct policy *best = NULL;
	for (size_t i = 0; i < set->n; i++) {
		const struct policy *p = set->list[i];
		if (p->scheme == scheme && p->parts & part && p->effective_from <= day &&
		    (!best || p->effective_from > best->effective_from))
			best = p;
	}
	return best;
}

const struct policy *policy_by_version(const struct policy_set *set, const char *version)
{
	for (size_t i = 0; i < set->n; i++)
		if (!strcmp(set->list[i]->version, version))
			return set->list[i];
	return NULL;
}

const struct policy_param *policy_param_find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->n_params; i++)
		if (!strcmp(policy->params[i].name, name))
			return &policy->params[i];
	return NULL;
}

const struct policy_title *policy_title_find(const struct policy *policy, enum check_code code)
{
	for (size_t i = 0; i < policy->n_titles; i++)
		if (policy->titles[i].code == code)
			return &policy->titles[i];
	return NULL;
}

bool policy_same_group(const struct policy *policy, enum check_code a, enum check_code b)
{
	for (size_t i = 0; i < policy->n_groups; i++)
		if (policy->groups[i].checks & CHECK_BIT(a) && policy->groups[i].checks & CHECK_BIT(b))
			return true;
	return a == b;
}

const char *policy_scheme_name(enum scheme scheme)
{
	return scheme_names[scheme];
}

bool policy_scheme_find(const char *name, enum scheme *ret_scheme)
{
	for (int i = 0; i < SCHEMES; i++)
		if (!strcmp(scheme_names[i], name)) {
			*ret_scheme = (enum scheme)i;
			return true;
		}
	return false;
}

const char *policy_check_name(enum check_code code)
{
	return checks[code].name;
}

const char *policy_check_tender(enum check_code code)
{
	return checks[code].tender;
}

bool policy_check_find(const char *name, enum check_code *ret_code)
{
	for (int i = 0; i < CHECK_CODES; i++)
		if (!strcmp(checks[i].name, name)) {
			*ret_code = (enum check_code)i;
			return true;
		}
	return false;
}
