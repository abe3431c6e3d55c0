/* The operator's tool: one table of verbs. */
#include "main/ctl.h"
#include "main/trial.h"

#include "base/cleanup.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif

static const struct verb {
	const char *name, *help;
	int (*run)(int argc, char **argv); /* argv[0] is the verb */
} verbs[] = {
	{ "migrate", "bring schema, keys, policies and database users up to date; show what is pending", ctl_migrate },
	{ "staff", "add staff with roles that end on a date; list them", ctl_staff },
	{ "policy", "list and show published versions; check a file before it is published", ctl_policy },
	{ "trial", "judge lines of facts from standard input, without a database", trial_main },
	{ "replay", "derive decisions and months again from what they saw, and compare", ctl_replay },
	{ "case", "list cases", ctl_case },
	{ "job", "list jobs; run a failed one again", ctl_job },
	{ "audit", "verify the audit chain against the heads that were given away", ctl_audit },
	{ "routes", "the route table of the worker, as JSON", ctl_routes },
	{ "config", "print, check, or a commented sample", ctl_config },
	{ "health", "database, schema, keys, Redis and disk", ctl_health },
};

static int help(FILE *to)
{
	fputs("usage: anjuctl VERB [OPTION]...\n\n", to);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		fprintf(to, "  %-12s %s\n", verbs[i].name, verbs[i].help);
	return to == stdout ? 0 : EX_USAGE;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr);
	if (!strcmp(argv[1], "--version"))
		return puts("anjuctl " PACKAGE_VERSION) < 0 ? EX_IOERR : 0;
	if (!strcmp(argv[1], "--help"))
		return help(stdout);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (!strcmp(verbs[i].name, argv[1]))
			return verbs[i].run(argc - 1, argv + 1);
	fprintf(stderr, "anjuctl: no such verb: %s\n", argv[1]);
	return help(stderr);
}
