/* Ours (docs/interfaces.md 7). Money: no answer is taken for yes or no unless it is exactly one of those that the contract names. */
#include "gateway/bank.h"

#include "base/money.h"
#include "gateway/reading.h"
#include "gateway/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FILES_MOST 100 /* late return files fetched by one call */

static struct wire bank_wire(const char *operation, const char *path, const struct param *params, size_t n_params)
{
	return (struct wire){ .peer = PEER_BANK, .operation = operation, .method = "GET", .path = path, .params = params, .n_params = n_params,
		              .sign = WIRE_HMAC_BODY, .request_no = n_params ? params[0].value : NULL, .repeatable = true };
}

/* The answer names the batch or payment that was asked about; else somebody between us and the bank is answering. */
static bool names(struct arena *arena, json_object *answer, const char *key, const char *value)
{
	const char *text = reading_token(arena, answer, key, 64);
	return text && strcmp(text, value) == 0;
}

/* 404 means "never got it" only in the bank's own words: a 404 of some page in between says nothing about money. */
static bool unknown_there(const struct http_call *http)
{
	CLEANUP(reading_freep) json_object *answer = http->status == 404 ? reading_parse(http->answer, http->answer_n, READING_MOST) : NULL;
	return reading_member(answer, "error") != NULL;
}

static enum err_code strange(const struct http_call *http, struct outside_call *call, struct err *err)
{
	return http->status == 401 || http->status == 400 ? wire_refused(call, ERR_OUTSIDE, err) : wire_unreadable(call, err);
}

enum err_code bank_put(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, const struct blob *file,
                       struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "batch_no", batch_no } };
	struct wire wire = bank_wire("put", "/bank/batch", params, ARRAY_LEN(params));
	wire.method = "PUT";
	wire.content_type = "text/plain; charset=utf-8";
	wire.body = file->p;
	wire.body_n = file->n;
	wire.repeatable = false;
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	switch (http.status) {
	case 200: {
		CLEANUP(reading_freep) json_object *answer = reading_parse(http.answer, http.answer_n, READING_MOST);
		const char *state = reading_token(arena, answer, "state", 16);
		bool known = state && (text_eq(state, "accepted") || text_eq(state, "processing") || text_eq(state, "done"));
		return known && names(arena, answer, "batch_no", batch_no) ? ERR_OK : wire_unreadable(ret_call, err);
	}
	case 400:
	case 401:
	case 409:
	case 413:
		return wire_refused(ret_call, ERR_INVALID, err);
	default:
		return wire_unreadable(ret_call, err);
	}
}

enum err_code bank_batch(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, enum bank_batch_state *ret_state,
                         const char **ret_file_sm3_hex, struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "batch_no", batch_no } };
	struct wire wire = bank_wire("batch", "/bank/batch", params, ARRAY_LEN(params));
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	if (unknown_there(&http)) {
		*ret_state = BANK_NEVER_GOT;
		*ret_file_sm3_hex = NULL;
		return ERR_OK;
	}
	if (http.status != 200)
		return strange(&http, ret_call, err);
	CLEANUP(reading_freep) json_object *answer = reading_parse(http.answer, http.answer_n, READING_MOST);
	const char *state = reading_token(arena, answer, "state", 16), *sm3 = reading_token(arena, answer, "file_sm3", 64);
	bool done = text_eq(state, "done");
	if ((!done && !text_eq(state, "accepted") && !text_eq(state, "processing")) || !sm3 || strlen(sm3) != 64 || !names(arena, answer, "batch_no", batch_no))
		return wire_unreadable(ret_call, err);
	*ret_state = done ? BANK_DONE : BANK_ACCEPTED;
	*ret_file_sm3_hex = sm3;
	return ERR_OK;
}

/* A file, or ERR_NOT_FOUND while there is none (204; 404 where nobody knows of it). */
static enum err_code take_file(const struct http_call *http, struct blob *ret_file, struct outside_call *call, struct err *err)
{
	if (http->status == 204)
		return err_native(err, ERR_NOT_FOUND, 204, "bank %s: not ready", call->operation);
	if (unknown_there(http))
		return wire_refused(call, ERR_NOT_FOUND, err);
	if (http->status != 200)
		return strange(http, call, err);
	if (http->answer_n == 0)
		return wire_unreadable(call, err);
	*ret_file = (struct blob){ (const uint8_t *)http->answer, http->answer_n };
	return ERR_OK;
}

static enum err_code fetch_file(struct http_client *client, const struct config *config, struct arena *arena, const struct wire *wire, struct blob *ret_file,
                                struct outside_call *ret_call, struct err *err)
{
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, wire, &http, ret_call, err);
	return code ? code : take_file(&http, ret_file, ret_call, err);
}

enum err_code bank_return(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, struct blob *ret_file,
                          struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "batch_no", batch_no } };
	struct wire wire = bank_wire("return", "/bank/return", params, ARRAY_LEN(params));
	return fetch_file(client, config, arena, &wire, ret_file, ret_call, err);
}

enum err_code bank_statement(struct http_client *client, const struct config *config, struct arena *arena, const char *day, struct blob *ret_file,
                             struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "day", day } };
	struct wire wire = bank_wire("statement", "/bank/statement", params, ARRAY_LEN(params));
	return fetch_file(client, config, arena, &wire, ret_file, ret_call, err);
}

/* Numbers of the late files, rising from `after`; at most FILES_MOST, the others come with the next call. */
static bool read_list(const char *text, size_t n, int64_t after, int64_t *numbers, size_t *ret_n)
{
	CLEANUP(reading_freep) json_object *answer = reading_parse(text, n, READING_MOST);
	json_object *list = reading_member(answer, "files");
	if (!json_object_is_type(list, json_type_array))
		return false;
	size_t count = json_object_array_length(list);
	if (count > FILES_MOST)
		count = FILES_MOST;
	for (size_t i = 0; i < count; i++) {
		if (!reading_i64(json_object_array_get_idx(list, i), "n", after + 1, INT64_MAX - 1, &numbers[i]))
			return false;
		after = numbers[i];
	}
	*ret_n = count;
	return true;
}

enum err_code bank_returns(struct http_client *client, const struct config *config, struct arena *arena, int64_t after, struct blob **ret_files, size_t *ret_n,
                           int64_t *ret_last, struct outside_call *ret_call, struct err *err)
{
	char mark[24];
	snprintf(mark, sizeof(mark), "%" PRId64, after);
	struct param params[] = { { "after", mark } };
	struct wire wire = bank_wire("returns", "/bank/returns", params, ARRAY_LEN(params));
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	int64_t numbers[FILES_MOST];
	size_t n = 0;
	if (http.status != 200)
		return strange(&http, ret_call, err);
	if (after < 0 || after == INT64_MAX || !read_list(http.answer, http.answer_n, after, numbers, &n))
		return wire_unreadable(ret_call, err);
	struct blob *files = arena_array(arena, n, sizeof(*files));
	if (!files)
		return err_set(err, ERR_NOMEM, "no memory for %zu return files", n);
	/* One behind the other: the mark moves over files that were really read, so the first that fails ends the list. */
	size_t got = 0;
	for (; got < n; got++) {
		char number[24];
		snprintf(number, sizeof(number), "%" PRId64, numbers[got]);
		struct param which[] = { { "n", number } };
		struct wire one = bank_wire("return", "/bank/return", which, ARRAY_LEN(which));
		struct outside_call call;
		code = fetch_file(client, config, arena, &one, &files[got], &call, got ? NULL : err);
		if (code)
			break;
	}
	if (code && got == 0)
		return code;
	*ret_files = files;
	*ret_n = got;
	*ret_last = got ? numbers[got - 1] : after;
	return ERR_OK;
}

enum err_code bank_query(struct http_client *client, const struct config *config, struct arena *arena, const char *e2e_id, struct bank_answer *ret_answer,
                         struct outside_call *ret_call, struct err *err)
{
	struct param params[] = { { "e2e_id", e2e_id } };
	struct wire wire = bank_wire("query", "/bank/query", params, ARRAY_LEN(params));
	struct http_call http;
	enum err_code code = wire_run(client, config, arena, &wire, &http, ret_call, err);
	if (code)
		return code;
	if (unknown_there(&http))
		return wire_refused(ret_call, ERR_NOT_FOUND, err);
	if (http.status != 200)
		return strange(&http, ret_call, err);
	CLEANUP(reading_freep) json_object *answer = reading_parse(http.answer, http.answer_n, READING_MOST);
	struct bank_answer found = { .code = reading_token(arena, answer, "code", 8), .bank_ref = reading_text(arena, answer, "bank_ref", 64) };
	/* Integer fen here: JSON carries no yuan. */
	if (!found.code || !json_object_is_type(reading_member(answer, "amount"), json_type_int) ||
	    !reading_i64(answer, "amount", 0, MONEY_MAX_FEN, &found.amount_fen) || !names(arena, answer, "e2e_id", e2e_id))
		return wire_unreadable(ret_call, err);
	*ret_answer = found;
	return ERR_OK;
}
