/* The bank's batch wire (docs/interfaces.md 7, ours). Building and reading the files is domain/ledger's; this carries bytes. */
#ifndef GATEWAY_BANK_H
#define GATEWAY_BANK_H

#include "gateway/gateway.h"

/* call.outcome tells: CALL_OK taken; CALL_REFUSED refused as a whole (400, 409, 401: surely not booked); CALL_DOWN surely not arrived;
 * CALL_UNCLEAR may have been taken. */
enum err_code bank_put(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, const struct blob *file,
                       struct outside_call *ret_call, struct err *err) MUST_CHECK;
enum bank_batch_state { BANK_NEVER_GOT, BANK_ACCEPTED, BANK_DONE };
enum err_code bank_batch(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, enum bank_batch_state *ret_state,
                         const char **ret_file_sm3_hex, struct outside_call *ret_call, struct err *err) MUST_CHECK;
/* The file's bytes; ERR_NOT_FOUND while it is not ready. */
enum err_code bank_return(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, struct blob *ret_file,
                          struct outside_call *ret_call, struct err *err) MUST_CHECK;
/* Late return files (退汇) after number `after`: ret_last is the new mark; ret_files their bytes. */
enum err_code bank_returns(struct http_client *client, const struct config *config, struct arena *arena, int64_t after, struct blob **ret_files, size_t *ret_n,
                           int64_t *ret_last, struct outside_call *ret_call, struct err *err) MUST_CHECK;
struct bank_answer { const char *code, *bank_ref; int64_t amount_fen; };
/* ERR_NOT_FOUND: the bank never heard of it. */
enum err_code bank_query(struct http_client *client, const struct config *config, struct arena *arena, const char *e2e_id, struct bank_answer *ret_answer,
                         struct outside_call *ret_call, struct err *err) MUST_CHECK;
enum err_code bank_statement(struct http_client *client, const struct config *config, struct arena *arena, const char *day, struct blob *ret_file,
                             struct outside_call *ret_call, struct err *err) MUST_CHECK;

#endif
