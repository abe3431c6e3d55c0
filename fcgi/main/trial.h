/* `anjuctl trial`: judges lines of facts without a database (docs/policy.md section 7). Lines come on standard input, one result line
 * each goes to standard output in the same order; memory does not grow with the number of lines. */
#ifndef MAIN_TRIAL_H
#define MAIN_TRIAL_H

/* argv[0] is "trial". Exit codes: 0 every line was read, 65 some were not, 64 wrong options (nothing printed on standard output),
 * 74 reading or writing failed, 78 the policy files are broken. */
int trial_main(int argc, char **argv);

#endif
