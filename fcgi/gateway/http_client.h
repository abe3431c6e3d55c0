/* What the adapters of this ring need from the client besides gateway.h: who is configured, and the secrets to sign with. */
#ifndef GATEWAY_HTTP_CLIENT_H
#define GATEWAY_HTTP_CLIENT_H

#include "gateway/gateway.h"

enum peer { PEER_GOV, PEER_DATA, PEER_SMS, PEER_BANK, PEER_IRS, PEER_LEGACY, PEERS };

/* "http://127.0.0.1:9000/gov" without a slash at its end; NULL when the peer is not configured. */
const char *http_client_base(const struct http_client *client, enum peer peer);
/* "" when the peer is not configured. Never to be logged, printed or put into an error. */
const char *http_client_secret(const struct http_client *client, enum peer peer);

#endif
