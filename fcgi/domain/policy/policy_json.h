/* Reads policy versions from JSON: one object a version, one file each (conf/policy/). A missing or unknown key or parameter, a
 * wrong type or value is ERR_INVALID with the pointer in err->fields[0]. Strings are copied into the arena.
 *
 *   {"scheme":"type2","parts":["admission"],"version":"T2-2017","title":"…","effective_from":"2017-01-01",
 *    "parameters":{"income_ceiling_fen":{"value":5218500,"clause":"…"},…},
 *    "groups":[{"name":"residency","title":"…","any_of":["T2-HOUSEHOLD","T2-PERMIT"]},…],   admission part only
 *    "month_groups":[…],                                                                   admission part of type2 and rental
 *    "checks":[{"code":"T2-HOUSEHOLD","title":"户籍","clause":"…"},…]}                       admission part, all checks */
#ifndef DOMAIN_POLICY_POLICY_JSON_H
#define DOMAIN_POLICY_POLICY_JSON_H

#include "domain/policy/policy.h"

enum err_code policy_json_read(struct arena *arena, const char *json, size_t n, const struct policy **ret_policy,
                               struct err *err) MUST_CHECK;

/* Every *.json of the folder, in the order of their names, added to the set. ERR_IO (folder or file), ERR_CONFIG (no version in
 * it), ERR_INVALID and ERR_DUPLICATE with the file's name in err->text. */
enum err_code policy_json_dir(struct policy_set *set, const char *dir, struct err *err) MUST_CHECK;

#endif
