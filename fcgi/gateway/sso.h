/* Sign-on tickets (docs/interfaces.md 2): legacy personal SSO and the IRS gateway, one answer shape. */
#ifndef GATEWAY_SSO_H
#define GATEWAY_SSO_H

#include "gateway/gateway.h"

enum sso_kind { SSO_IRS, SSO_LEGACY };
struct sso_person { const char *subject, *name, *idno, *phone; bool real_name; };
/* ERR_NOT_SIGNED_ON: ticket refused; ERR_OUTSIDE: the platform did not answer. Two calls are made; ret_calls has both. */
enum err_code sso_swap(struct http_client *client, const struct config *config, struct arena *arena, enum sso_kind kind, const char *ticket,
                       struct sso_person *ret_person, struct outside_call ret_calls[2], struct err *err) MUST_CHECK;

#endif
