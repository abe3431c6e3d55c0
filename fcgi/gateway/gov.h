/* Government platform 2.0 (docs/interfaces.md 4, ours). The only file that knows its field names is gov.c. */
#ifndef GATEWAY_GOV_H
#define GATEWAY_GOV_H

#include "gateway/gateway.h"

struct gov_attr { const char *unid, *material, *title, *filename; bool handed_in; int64_t size; };
struct gov_case {
	int64_t seq;
	const char *projid, *matter_code, *name, *idno, *phone, *address, *areacode, *received_at; /* Shanghai text */
	bool valid;          /* datastate 1; false = withdrawn at the platform */
	int64_t dataversion;
	const char *form;    /* form JSON text (interfaces.md 8) */
	const struct gov_attr *attrs;
	size_t n_attrs;
	const char *fault;   /* not NULL: this entry could not be read (a sentence without personal data); projid may be set */
};
enum err_code gov_dispatch(struct http_client *client, const struct config *config, struct arena *arena, const char *cursor, int limit,
                           struct gov_case **ret_cases, size_t *ret_n, const char **ret_cursor, struct outside_call *ret_call, struct err *err) MUST_CHECK;
enum err_code gov_material(struct http_client *client, const struct config *config, struct arena *arena, const char *projid, const char *unid,
                           struct blob *ret_bytes, struct outside_call *ret_call, struct err *err) MUST_CHECK;
/* ERR_OK and a filing number; the same request_no always gives the same one, so an unclear call may be repeated. */
enum err_code gov_file(struct http_client *client, const struct config *config, struct arena *arena, const char *request_no, const struct gov_case *made_here,
                       const char **ret_projid, struct outside_call *ret_call, struct err *err) MUST_CHECK;

enum gov_stage { GOV_ACCEPT, GOV_NODE, GOV_TRANSACT };
struct gov_report {
	const char *projid;
	enum gov_stage stage;
	int64_t dataversion;
	const char *result;  /* 受理 不予受理 补正 | node name | 准予 不予 撤件 */
	const char *who, *at, *until, *text; /* at/until: Shanghai wire text or NULL */
	int64_t promise_days;
	const char *materials; /* comma separated codes or NULL */
	const char *document_no, *valid_from, *valid_to; /* transact */
};
/* ERR_OK also for "duplicate"; ERR_INVALID when the platform refuses it for good; ERR_OUTSIDE otherwise (repeat: idempotent there). */
enum err_code gov_report(struct http_client *client, const struct config *config, struct arena *arena, const struct gov_report *report,
                         struct outside_call *ret_call, struct err *err) MUST_CHECK;
enum err_code gov_state(struct http_client *client, const struct config *config, struct arena *arena, const char *projid, const char **ret_state,
                        struct outside_call *ret_call, struct err *err) MUST_CHECK;

#endif
