/* SMS gateway (docs/interfaces.md 5). An unclear call is never repeated by itself: ask with sms_asked. */
#ifndef GATEWAY_SMS_H
#define GATEWAY_SMS_H

#include "gateway/gateway.h"

/* ref: ≤ 20 digits. Outcome in ret_call; ERR_OK when sent, ERR_INVALID when refused for good, ERR_UNAVAILABLE when surely not taken, ERR_UNCERTAIN otherwise. */
enum err_code sms_send(struct http_client *client, const struct config *config, struct arena *arena, const char *mobile, const char *text, const char *ref,
                       const char **ret_group, struct outside_call *ret_call, struct err *err) MUST_CHECK;
/* ret_sent false: the gateway never got it (may be sent again under the same ref). */
enum err_code sms_asked(struct http_client *client, const struct config *config, struct arena *arena, const char *ref, bool *ret_sent,
                        struct outside_call *ret_call, struct err *err) MUST_CHECK;

#endif
