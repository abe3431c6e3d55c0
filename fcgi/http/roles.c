#include "http/http.h"

static const struct {
	enum role role;
	const char *name;
} roles[] = {
	{ ROLE_PENDING, "pending" },         { ROLE_APPLICANT, "applicant" },           { ROLE_REVIEWER, "reviewer" },
	{ ROLE_LEAD, "lead" },               { ROLE_FINANCE, "finance" },               { ROLE_CERT, "cert" },
	{ ROLE_POLICY, "policy" },           { ROLE_SYSTEM_ADMIN, "system_admin" },     { ROLE_SECURITY_ADMIN, "security_admin" },
	{ ROLE_AUDITOR, "auditor" },         { ROLE_DISPLAY, "display" },
};

const char *role_name(enum role role)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "none";
}

int64_t role_of_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (text_eq(roles[i].name, name))
			return roles[i].role;
	return 0;
}
