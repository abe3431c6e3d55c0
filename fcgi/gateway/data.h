/* Shared-data platform (docs/interfaces.md 3): token in, rows out, in the words of the rules (facts line of the policy book). */
#ifndef GATEWAY_DATA_H
#define GATEWAY_DATA_H

#include "gateway/gateway.h"

/* Token cache of one process, handed in and out; kept by the caller (jobd), never stored. */
struct data_token {
	char request_secret[64], refresh_secret[64];
	int64_t request_until, refresh_until; /* clock_now_ms */
};

enum data_state { DATA_OK, DATA_DOWN, DATA_CONFLICT };

struct data_ask {
	const char *source; /* "household" … of docs/interfaces.md 3; housing benefits one by one (public_rental, low_rent, affordable, reform, allowance) */
	const char *idno, *name;
	/* ground of the call */
	const char *matter_code, *matter_sub, *operator_id, *sponsor_name, *sponsor_idno, *projid;
	/* answer */
	enum data_state state;
	const char *rows;  /* JSON array text in the field names of the policy book section 7 ("id","division",…); "[]" = no record; NULL unless ok */
	size_t n_rows;
	const char *side;  /* what the answer tells beside them, read by domain/facts/side_json.h: household (family), social_insurance (employer); else NULL */
	const char *as_of; /* YYYY-MM-DD or NULL */
	struct outside_call call;
};
/* Every known source name of the platform, for loops. */
extern const char *const data_sources[];
extern const size_t data_sources_n;
bool data_source_known(const char *source);

/* Renews the token when it is due (ERR_OUTSIDE when that fails: every ask is then DATA_DOWN), asks all at once, answers in place.
 * A wrong request secret (03) is renewed and asked again once. Rows about another person give DATA_CONFLICT. */
enum err_code data_fetch(struct http_client *client, const struct config *config, struct data_token *token, struct arena *arena,
                         struct data_ask *asks, size_t n, struct err *err) MUST_CHECK;

#endif
