#include "tests/flow/fake_gateway.h"

#include "base/date.h"
#include "gateway/sms.h"
#include "gateway/sso.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fake_world fake;

const char *const data_sources[] = { "household", "id_card", "residence_permit", "vehicle", "marriage", "social_insurance", "title", "vocational",
	                             "provident_fund", "property", "degree", "student_status", "public_rental", "low_rent", "affordable", "reform",
	                             "allowance", "lease" };
const size_t data_sources_n = ARRAY_LEN(data_sources);

void fake_reset(void)
{
	memset(&fake, 0, sizeof fake);
}

struct fake_person *fake_person(const char *idno)
{
	for (size_t i = 0; i < fake.n_people; i++)
		if (strcmp(fake.people[i].idno, idno) == 0)
			return &fake.people[i];
	if (fake.n_people == FAKE_MOST)
		abort();
	struct fake_person *p = &fake.people[fake.n_people++];
	snprintf(p->idno, sizeof p->idno, "%s", idno);
	return p;
}

bool data_source_known(const char *source)
{
	for (size_t i = 0; i < data_sources_n; i++)
		if (strcmp(data_sources[i], source) == 0)
			return true;
	return false;
}

/* Every fake call notes whether a transaction was open. */
static void called(struct outside_call *call, const char *peer, const char *operation, enum call_outcome outcome)
{
	if (db_thread_in_tx())
		fake.in_tx_calls++;
	*call = (struct outside_call){ .peer = peer, .operation = operation, .ground = "test", .request_no = "R1", .outcome = outcome, .http_status = 200,
		                       .at = clock_now_ms(), .ms = 1 };
}

static char *months(struct arena *arena, const char *idno, const char *until, int n)
{
	struct buf b;
	int32_t last;
	if (!until[0] || !month_parse(until, &last) || last > date_month(clock_today()))
		last = date_month(clock_today());
	buf_init(&b, arena, 4096);
	buf_char(&b, '[');
	for (int i = 0; i < n; i++) {
		char month[MONTH_TEXT];
		month_text(last - i, month);
		buf_printf(&b, "%s{\"id\":\"%s\",\"month\":\"%s\",\"division\":\"330106\"}", i ? "," : "", idno, month);
	}
	buf_char(&b, ']');
	return b.p;
}

static const char *rows_of(struct arena *arena, const struct fake_person *p, const char *source)
{
	if (strcmp(source, "household") == 0)
		return arena_printf(arena, "[{\"id\":\"%s\",\"division\":\"330106\",\"native_division\":\"330106\"}]", p->idno);
	if (strcmp(source, "degree") == 0 && !p->no_degree)
		return arena_printf(arena, "[{\"id\":\"%s\",\"level\":\"bachelor\",\"graduated_on\":\"%d-06-30\",\"counts\":true}]", p->idno,
		                    date_year(clock_today()) - 2);
	if (strcmp(source, "social_insurance") == 0 || strcmp(source, "provident_fund") == 0)
		return p->no_insurance ? "[]" : months(arena, p->idno, p->paid_until, 24);
	if (strcmp(source, "property") == 0 && p->home)
		return arena_printf(arena, "[{\"id\":\"%s\",\"division\":\"330106\",\"unit\":\"U1\",\"use\":\"residential\",\"share_percent\":100,"
		                    "\"registered_on\":\"%s\",\"transferred_on\":null}]", p->idno, p->home_on[0] ? p->home_on : "2020-01-01");
	if (strcmp(source, "lease") == 0 && !p->no_lease)
		return arena_printf(arena, "[{\"tenant\":\"%s\",\"landlord\":\"330106196001010034\",\"division\":\"330106\",\"from\":\"2022-01-01\","
		                    "\"to\":%s%s%s,\"rent_fen\":%lld}]", p->idno, p->lease_to[0] ? "\"" : "", p->lease_to[0] ? p->lease_to : "null",
		                    p->lease_to[0] ? "\"" : "", (long long)(p->rent_fen ? p->rent_fen : 300000));
	if (strcmp(source, "marriage") == 0 && p->spouse[0]) {
		char *row = arena_printf(arena, "{\"id\":\"%s\",\"spouse\":\"%s\",\"registered_on\":\"2021-05-01\",\"ended_on\":%s%s%s}", p->idno, p->spouse,
		                         p->ended_on[0] ? "\"" : "", p->ended_on[0] ? p->ended_on : "null", p->ended_on[0] ? "\"" : "");
		return arena_printf(arena, p->married_twice ? "[%s,%s]" : "[%s]", row, row);
	}
	if (strcmp(source, "id_card") == 0)
		return arena_printf(arena, "[{\"id\":\"%s\",\"state\":\"%s\",\"to\":\"2039-06-12\"}]", p->idno, p->cancelled ? "cancelled" : "valid");
	return "[]";
}

static const char *side_of(struct arena *arena, const struct fake_person *p, const char *source)
{
	if (strcmp(source, "household") == 0)
		return arena_printf(arena, "[{\"id\":\"%s\",\"number\":\"%s\",\"role\":\"%s\",\"name\":\"测试户籍名\",\"died_on\":%s%s%s}]", p->idno, p->book[0] ? p->book : p->idno,
		                    p->role[0] ? p->role : "head", p->died_on[0] ? "\"" : "", p->died_on[0] ? p->died_on : "null", p->died_on[0] ? "\"" : "");
	if (strcmp(source, "social_insurance") == 0 && !p->no_insurance)
		return arena_printf(arena, "[{\"id\":\"%s\",\"month\":\"2026-10\",\"name\":\"测试旧公司\"},{\"id\":\"%s\",\"month\":\"2026-11\",\"name\":\"测试新公司\"}]", p->idno,
		                    p->idno);
	return NULL;
}

enum err_code data_fetch(struct http_client *client, const struct config *config, struct data_token *token, struct arena *arena, struct data_ask *asks,
                         size_t n, struct err *err)
{
	(void)client, (void)config, (void)token;
	if (fake.no_token)
		return err_set(err, ERR_OUTSIDE, "no token");
	for (size_t i = 0; i < n; i++) {
		struct data_ask *ask = &asks[i];
		bool down = fake.down && (strcmp(fake.down, "*") == 0 || strcmp(fake.down, ask->source) == 0);
		fake.asked++;
		called(&ask->call, "data", ask->source, down ? CALL_DOWN : CALL_OK);
		ask->state = down ? DATA_DOWN : fake.conflict && strcmp(fake.conflict, ask->source) == 0 ? DATA_CONFLICT : DATA_OK;
		ask->rows = ask->state == DATA_OK ? rows_of(arena, fake_person(ask->idno), ask->source) : NULL;
		ask->side = ask->state == DATA_OK ? side_of(arena, fake_person(ask->idno), ask->source) : NULL;
		ask->n_rows = ask->rows && strcmp(ask->rows, "[]") != 0 ? 1 : 0;
		ask->as_of = "2026-11-20";
	}
	return ERR_OK;
}

/* ---- platform 2.0 ---- */

enum err_code gov_dispatch(struct http_client *client, const struct config *config, struct arena *arena, const char *cursor, int limit,
                           struct gov_case **ret_cases, size_t *ret_n, const char **ret_cursor, struct outside_call *ret_call, struct err *err)
{
	(void)client, (void)config;
	size_t from = cursor && cursor[0] ? (size_t)strtoul(cursor, NULL, 10) : 0, n = fake.n_queue > from ? fake.n_queue - from : 0;
	called(ret_call, "gov", "dispatch", fake.gov_down ? CALL_DOWN : CALL_OK);
	if (fake.gov_down)
		return err_set(err, ERR_OUTSIDE, "platform is down");
	if (n > (size_t)limit)
		n = (size_t)limit;
	*ret_cases = arena_dup(arena, fake.queue + from, n * sizeof **ret_cases);
	*ret_n = n;
	*ret_cursor = arena_printf(arena, "%zu", from + n);
	return ERR_OK;
}

enum err_code gov_material(struct http_client *client, const struct config *config, struct arena *arena, const char *projid, const char *unid,
                           struct blob *ret_bytes, struct outside_call *ret_call, struct err *err)
{
	static const char pdf[] = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
				  "trailer\n<< /Root 1 0 R >>\n%%EOF\n",
			  svg[] = "<svg xmlns='http://www.w3.org/2000/svg'></svg>";
	(void)client, (void)config, (void)projid;
	called(ret_call, "gov", "material", fake.gov_down ? CALL_DOWN : CALL_OK);
	if (fake.gov_down)
		return err_set(err, ERR_OUTSIDE, "platform is down");
	const char *text = strstr(unid, "svg") ? svg : pdf;
	*ret_bytes = (struct blob){ arena_dup(arena, text, strlen(text)), strlen(text) };
	return ERR_OK;
}

enum err_code gov_file(struct http_client *client, const struct config *config, struct arena *arena, const char *request_no,
                       const struct gov_case *made_here, const char **ret_projid, struct outside_call *ret_call, struct err *err)
{
	(void)client, (void)config, (void)request_no, (void)made_here;
	called(ret_call, "gov", "file", fake.gov_down ? CALL_DOWN : CALL_OK);
	if (fake.gov_down)
		return err_set(err, ERR_OUTSIDE, "platform is down");
	*ret_projid = arena_printf(arena, "3301269%014lld", (long long)++fake.gov_filed);
	return ERR_OK;
}

enum err_code gov_report(struct http_client *client, const struct config *config, struct arena *arena, const struct gov_report *report,
                         struct outside_call *ret_call, struct err *err)
{
	(void)client, (void)config, (void)arena;
	called(ret_call, "gov", "report", fake.gov_down ? CALL_DOWN : CALL_OK);
	if (fake.gov_down)
		return err_set(err, ERR_OUTSIDE, "platform is down");
	if (fake.n_reports == FAKE_MOST)
		abort();
	struct fake_report *r = &fake.reports[fake.n_reports++];
	snprintf(r->projid, sizeof r->projid, "%s", report->projid);
	snprintf(r->result, sizeof r->result, "%s", report->result ? report->result : "");
	snprintf(r->text, sizeof r->text, "%s", report->text ? report->text : "");
	snprintf(r->document_no, sizeof r->document_no, "%s", report->document_no ? report->document_no : "");
	r->stage = report->stage;
	r->dataversion = report->dataversion;
	return ERR_OK;
}

const struct fake_report *fake_report_last(const char *projid, enum gov_stage stage)
{
	for (size_t i = fake.n_reports; i > 0; i--)
		if (fake.reports[i - 1].stage == stage && strcmp(fake.reports[i - 1].projid, projid) == 0)
			return &fake.reports[i - 1];
	return NULL;
}

/* ---- SMS ---- */

enum err_code sms_send(struct http_client *client, const struct config *config, struct arena *arena, const char *mobile, const char *text,
                       const char *ref, const char **ret_group, struct outside_call *ret_call, struct err *err)
{
	(void)client, (void)config;
	bool cut = fake.sms_unclear || fake.sms_lost;
	called(ret_call, "sms", "send", cut ? CALL_UNCLEAR : CALL_OK);
	if (!fake.sms_lost) {
		if (fake.n_sms == FAKE_MOST)
			abort();
		struct fake_sms *s = &fake.sms[fake.n_sms++];
		snprintf(s->mobile, sizeof s->mobile, "%s", mobile);
		snprintf(s->text, sizeof s->text, "%s", text);
		snprintf(s->ref, sizeof s->ref, "%s", ref);
	}
	if (cut)
		return err_set(err, ERR_UNCERTAIN, "cut");
	*ret_group = arena_strdup(arena, "G1");
	return ERR_OK;
}

enum err_code sms_asked(struct http_client *client, const struct config *config, struct arena *arena, const char *ref, bool *ret_sent,
                        struct outside_call *ret_call, struct err *err)
{
	(void)client, (void)config, (void)arena, (void)err;
	called(ret_call, "sms", "report", CALL_OK);
	*ret_sent = false;
	for (size_t i = 0; i < fake.n_sms; i++)
		*ret_sent = *ret_sent || strcmp(fake.sms[i].ref, ref) == 0;
	return ERR_OK;
}

const struct fake_sms *fake_sms_last(void)
{
	return fake.n_sms ? &fake.sms[fake.n_sms - 1] : NULL;
}

/* ---- sign-on ---- */

enum err_code sso_swap(struct http_client *client, const struct config *config, struct arena *arena, enum sso_kind kind, const char *ticket,
                       struct sso_person *ret_person, struct outside_call ret_calls[2], struct err *err)
{
	(void)client, (void)config, (void)arena, (void)kind, (void)ticket;
	called(&ret_calls[0], "sso", "token", fake.sso_refuses ? CALL_REFUSED : CALL_OK);
	if (fake.sso_refuses)
		return err_set(err, ERR_NOT_SIGNED_ON, "ticket");
	called(&ret_calls[1], "sso", "user", CALL_OK);
	*ret_person = (struct sso_person){ .subject = "S1", .name = fake.sso_name, .idno = fake.sso_idno, .phone = "13800138000",
		                           .real_name = !fake.sso_unverified };
	return ERR_OK;
}

/* ---- the client that nobody needs ---- */

enum err_code http_client_new(const struct config *config, struct http_client **ret_client, struct err *err)
{
	(void)config, (void)err;
	*ret_client = NULL;
	return ERR_OK;
}
void http_client_freep(struct http_client **client)
{
	*client = NULL;
}
void http_client_set_guard(bool (*in_tx)(void))
{
	(void)in_tx;
}
