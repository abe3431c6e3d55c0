/* Form definitions for pages: the file conf/forms/<id>.json as it is. */
#ifndef DOMAIN_FORMS_FORM_QUERY_H
#define DOMAIN_FORMS_FORM_QUERY_H

#include "base/config.h"
#include "base/err.h"

/* The text lives as long as the process. ERR_NOT_FOUND: no such form. */
enum err_code form_query_text(const struct config *config, const char *id, const char **ret_json, struct err *err) MUST_CHECK;

#endif
