#include "gateway/data.h"

#include "base/crypto.h"
#include "base/date.h"
#include "base/idno.h"
#include "gateway/data_rows.h"
#include "gateway/reading.h"
#include "gateway/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Shorter than what the platform grants (15 minutes, 48 hours), so that a secret does not run out under way; what it says about the
 * end of a secret is not needed then. */
#define REQUEST_LIFE_MS (INT64_C(10) * 60 * 1000)
#define REFRESH_LIFE_MS (INT64_C(47) * 3600 * 1000)

const char *const data_sources[] = { "household", "id_card",        "residence_permit", "vehicle",    "marriage",  "social_insurance",
	                             "title",     "vocational",     "provident_fund",   "property",   "degree",    "student_status",
	                             "public_rental", "low_rent",   "affordable",       "reform",     "allowance", "lease" };
const size_t data_sources_n = ARRAY_LEN(data_sources);

bool data_source_known(const char *source)
{
	return data_source_find(source) != NULL;
}

/* ---- token ---- */

static void token_forget(struct data_token *token)
{
	crypto_wipe(token, sizeof(*token));
}

static enum err_code take_token(struct arena *arena, const struct http_call *http, struct data_token *token, struct outside_call *call, struct err *err)
{
	CLEANUP(reading_freep) json_object *answer = http->status == 200 ? reading_parse(http->answer, http->answer_n, READING_MOST) : NULL;
	const char *code = reading_text(arena, answer, "code", 8);
	if (!code)
		return wire_unreadable(call, err);
	if (strcmp(code, "00") != 0)
		return wire_refused(call, ERR_OUTSIDE, err);
	json_object *datas = reading_member(answer, "datas");
	CLEANUP(reading_freep) json_object *inner = NULL;
	if (json_object_is_type(datas, json_type_string))
		datas = inner = reading_parse(json_object_get_string(datas), (size_t)json_object_get_string_len(datas), READING_MOST);
	const char *request = reading_token(arena, datas, "requestSecret", sizeof(token->request_secret) - 1);
	const char *refresh = reading_token(arena, datas, "refreshSecret", sizeof(token->refresh_secret) - 1);
	if (!request || !refresh)
		return wire_unreadable(call, err);
	token_forget(token);
	memcpy(token->request_secret, request, strlen(request) + 1);
	memcpy(token->refresh_secret, refresh, strlen(refresh) + 1);
	token->request_until = clock_now_ms() + REQUEST_LIFE_MS;
	token->refresh_until = clock_now_ms() + REFRESH_LIFE_MS;
	return ERR_OK;
}

static enum err_code ask_token(struct http_client *client, const struct config *config, struct data_token *token, struct arena *arena, bool by_refresh,
                               struct err *err)
{
	const char *app_key = config_text(config, "data.app_key");
	char time[24], sign[33];
	snprintf(time, sizeof(time), "%" PRId64, clock_now_ms());
	if (!sign_data(arena, app_key, by_refresh ? token->refresh_secret : http_client_secret(client, PEER_DATA), time, sign))
		return err_set(err, ERR_CRYPTO, "a token request cannot be signed");
	struct param params[] = { { "appKey", app_key }, { "sign", sign }, { "requestTime", time } };
	struct wire wire = { .peer = PEER_DATA, .operation = "token", .method = "GET", .repeatable = true, .params = params, .n_params = ARRAY_LEN(params),
		             .path = by_refresh ? "/app/refreshTokenBySec.htm" : "/app/refreshTokenByKey.htm" };
	struct http_call http;
	struct outside_call call;
	enum err_code code = wire_run(client, config, arena, &wire, &http, &call, err);
	if (!code)
		code = take_token(arena, &http, token, &call, err);
	return wire_outside(code, err);
}

static enum err_code token_ready(struct http_client *client, const struct config *config, struct data_token *token, struct arena *arena, struct err *err)
{
	int64_t now = clock_now_ms();
	if (token->request_secret[0] && now < token->request_until)
		return ERR_OK;
	if (token->refresh_secret[0] && now < token->refresh_until && ask_token(client, config, token, arena, true, NULL) == ERR_OK)
		return ERR_OK;
	/* The refresh secret may be what is wrong (03): begin again with our own. */
	token_forget(token);
	return ask_token(client, config, token, arena, false, err);
}

/* ---- asking ---- */

static const char *write_ground(struct arena *arena, const struct data_ask *ask, const struct data_source *source)
{
	struct buf b;
	buf_init(&b, arena, 256);
	buf_char(&b, '{');
	buf_key_str(&b, "powerMatters", ask->matter_code ? ask->matter_code : "");
	buf_key_str(&b, "subPowerMatters", ask->matter_sub ? ask->matter_sub : "");
	buf_key_str(&b, "accesscardId", ask->operator_id ? ask->operator_id : "");
	buf_key_str(&b, "materialName", source->title);
	buf_key_str(&b, "sponsorName", ask->sponsor_name ? ask->sponsor_name : "");
	buf_key_str(&b, "sponsorCode", ask->sponsor_idno ? ask->sponsor_idno : "");
	buf_key_str(&b, "projectId", ask->projid ? ask->projid : "");
	buf_char(&b, '}');
	return b.failed ? NULL : b.p;
}

/* What of the ground may be kept: the matter, never the person. ASCII, as the table wants it. */
static const char *ground_record(struct arena *arena, const struct data_ask *ask)
{
	const char *text = arena_printf(arena, "%s %s", ask->matter_code ? ask->matter_code : "", ask->matter_sub ? ask->matter_sub : "");
	struct buf b;
	buf_init(&b, arena, 64);
	for (const char *p = text; p && *p && b.n < 60; p++)
		if (*p >= ' ' && *p < 0x7f)
			buf_char(&b, *p);
	return b.failed ? "" : text_trim(arena, b.p);
}

struct question {
	const struct data_source *source;
	const char *idno;
	struct wire wire;
};

static bool prepare(const struct http_client *client, const struct config *config, const struct data_token *token, struct arena *arena,
                    struct data_ask *ask, struct question *question, struct http_call *http)
{
	char time[24], sign[33];
	snprintf(time, sizeof(time), "%" PRId64, clock_now_ms());
	const char *app_key = config_text(config, "data.app_key"), *ground = write_ground(arena, ask, question->source);
	if (!ground || !question->idno || !sign_data(arena, app_key, token->request_secret, time, sign))
		return false;
	struct param form[] = { { "appKey", app_key }, { "sign", sign }, { "requestTime", time }, { "additional", ground }, { question->source->id_param, question->idno } };
	const char *body = sign_query(arena, form, ARRAY_LEN(form));
	if (!body)
		return false;
	question->wire.path = question->source->path;
	question->wire.body = body;
	question->wire.body_n = strlen(body);
	return wire_prepare(client, config, arena, &question->wire, http, NULL) == ERR_OK;
}

/* true: asked under a secret that is no longer good. */
static bool take_answer(struct arena *arena, const struct question *question, const struct http_call *http, struct data_ask *ask)
{
	wire_record(&question->wire, http, &ask->call);
	ask->state = DATA_DOWN;
	if (http->outcome != CALL_OK)
		return false;
	if (http->status != 200) {
		ask->call.outcome = http->status >= 400 ? CALL_REFUSED : CALL_UNCLEAR;
		return false;
	}
	struct data_answer answer;
	data_rows_read(arena, question->source, question->idno, http->answer, http->answer_n, &answer);
	ask->call.request_no = answer.request_no;
	switch (answer.kind) {
	case DATA_ANSWER_ROWS:
		ask->state = DATA_OK;
		ask->rows = answer.rows;
		ask->n_rows = answer.n_rows;
		ask->side = answer.side;
		ask->as_of = answer.as_of;
		return false;
	case DATA_ANSWER_CONFLICT:
		ask->state = DATA_CONFLICT;
		return false;
	case DATA_ANSWER_SECRET:
	case DATA_ANSWER_REFUSED:
		ask->call.outcome = CALL_REFUSED;
		return answer.kind == DATA_ANSWER_SECRET;
	case DATA_ANSWER_UNREADABLE:
		break;
	}
	ask->call.outcome = CALL_UNCLEAR;
	return false;
}

/* Asks those whose `due` is set, all at once; leaves it set where the secret was refused. Returns how many that are. */
static size_t ask_round(struct http_client *client, const struct config *config, const struct data_token *token, struct arena *arena,
                        struct data_ask *asks, struct question *questions, bool *due, size_t n)
{
	struct http_call *calls = arena_array(arena, n, sizeof(*calls));
	size_t *who = arena_array(arena, n, sizeof(*who)), n_calls = 0, left = 0;
	if (!calls || !who)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (due[i] && prepare(client, config, token, arena, &asks[i], &questions[i], &calls[n_calls]))
			who[n_calls++] = i;
	http_client_run(client, arena, calls, n_calls);
	for (size_t i = 0; i < n_calls; i++) {
		due[who[i]] = take_answer(arena, &questions[who[i]], &calls[i], &asks[who[i]]);
		left += due[who[i]];
	}
	return left;
}

enum err_code data_fetch(struct http_client *client, const struct config *config, struct data_token *token, struct arena *arena, struct data_ask *asks,
                         size_t n, struct err *err)
{
	struct question *questions = arena_array(arena, n, sizeof(*questions));
	bool *due = arena_array(arena, n, sizeof(*due));
	if (!questions || !due)
		return err_set(err, ERR_NOMEM, "no memory for %zu sources", n);
	for (size_t i = 0; i < n; i++) {
		struct data_ask *ask = &asks[i];
		questions[i].source = data_source_find(ask->source);
		if (!questions[i].source || !ask->idno)
			return err_set(err, ERR_INTERNAL, "a question without a known source or a person");
		questions[i].idno = idno_normalise(arena, ask->idno);
		questions[i].wire = (struct wire){ .peer = PEER_DATA, .operation = questions[i].source->name, .ground = ground_record(arena, ask), .method = "POST",
			                           .content_type = "application/x-www-form-urlencoded", .repeatable = true };
		due[i] = true;
		ask->state = DATA_DOWN;
		ask->rows = ask->side = ask->as_of = NULL;
		ask->n_rows = 0;
		wire_record(&questions[i].wire, NULL, &ask->call);
	}
	enum err_code code = token_ready(client, config, token, arena, err);
	if (code)
		return code;
	if (ask_round(client, config, token, arena, asks, questions, due, n) > 0) {
		token_forget(token);
		code = token_ready(client, config, token, arena, err);
		if (code)
			return code;
		/* Still refused: the source stays down, and the next call begins with a new token. */
		if (ask_round(client, config, token, arena, asks, questions, due, n) > 0)
			token_forget(token);
	}
	return arena_failed(arena) ? err_set(err, ERR_NOMEM, "no memory for the answers of %zu sources", n) : ERR_OK;
}
