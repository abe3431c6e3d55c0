#include "domain/casefile/evidence.h"

#include "base/date.h"
#include "domain/casefile/evidence_sql.h"

#include <string.h>

#define RECORDS_MAX 1000
#define VERDICTS_MAX 64

static const char *const rows_column = "source_record.rows_ct", *const line_column = "evidence.facts_ct", *const seen_column = "verdict.facts_ct";

static enum err_code new_uid(struct ctx *ctx, struct blob *ret_uid)
{
	uint8_t *uid = arena_alloc(ctx->arena, UID_SIZE);
	if (!uid || !crypto_uid(uid))
		return err_set(&ctx->err, uid ? ERR_CRYPTO : ERR_NOMEM, "uid");
	*ret_uid = (struct blob){ uid, UID_SIZE };
	return ERR_OK;
}

static enum err_code seal_text(struct ctx *ctx, const char *column, const struct blob *uid, const char *text, struct blob *ret_ct)
{
	return seal(ctx->keys, KEY_C3, column, uid->p, text, text ? strlen(text) : 0, ctx->arena, ret_ct, &ctx->err);
}

static enum err_code open_text(struct ctx *ctx, const char *column, const struct blob *uid, const struct blob *ct, const char **ret_text)
{
	struct blob plain;
	if (!ct->p) {
		*ret_text = NULL;
		return ERR_OK;
	}
	enum err_code code = unseal(ctx->keys, KEY_C3, column, uid->p, ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	*ret_text = arena_dup(ctx->arena, plain.p, plain.n);
	return *ret_text ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code evidence_record_put(struct ctx *ctx, const struct source_record *record, int64_t *ret_id)
{
	uint8_t sm3[SM3_SIZE];
	struct source_record_row row = { .person_id = record->person_id, .n_rows = record->n_rows, .fetched_at = record->fetched_at,
		                         .case_id = record->case_id ? record->case_id : DB_NULL, .sm3 = { sm3, sizeof sm3 },
		                         .source = record->source, .state = record->state, .kind = record->kind,
		                         .request_no = record->request_no, .as_of = record->as_of };
	const char *plain = record->rows ? record->rows : "";
	if (!crypto_sm3(plain, strlen(plain), sm3))
		return err_set(&ctx->err, ERR_CRYPTO, "sm3");
	enum err_code code = new_uid(ctx, &row.uid);
	if (!code)
		code = seal_text(ctx, rows_column, &row.uid, record->rows, &row.rows_ct);
	return code ? code : db_insert(ctx->db, &evidence_stmts[EVIDENCE_RECORD_INSERT], &row, ret_id);
}

static enum err_code open_record(struct ctx *ctx, const struct source_record_row *row, struct source_record *ret_record)
{
	*ret_record = (struct source_record){ .id = row->id, .person_id = row->person_id, .n_rows = row->n_rows, .fetched_at = row->fetched_at,
		                              .case_id = row->case_id == DB_NULL ? 0 : row->case_id, .source = row->source, .state = row->state,
		                              .kind = row->kind, .request_no = row->request_no, .as_of = row->as_of };
	return open_text(ctx, rows_column, &row->uid, &row->rows_ct, &ret_record->rows);
}

static enum err_code records_of(struct ctx *ctx, enum evidence_stmt stmt, int64_t id, struct source_record **ret_records, size_t *ret_n)
{
	void *rows;
	size_t n;
	enum err_code code = db_list(ctx->db, &evidence_stmts[stmt], &(struct sql_id){ id }, RECORDS_MAX, &rows, &n);
	if (code)
		return code;
	struct source_record *records = arena_array(ctx->arena, n + 1, sizeof *records);
	if (!records)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n && !code; i++)
		code = open_record(ctx, (struct source_record_row *)rows + i, &records[i]);
	if (code)
		return code;
	*ret_records = records;
	*ret_n = n;
	return ERR_OK;
}

enum err_code evidence_records(struct ctx *ctx, int64_t case_id, struct source_record **ret_records, size_t *ret_n)
{
	return records_of(ctx, EVIDENCE_RECORDS, case_id, ret_records, ret_n);
}

enum err_code evidence_of_person(struct ctx *ctx, int64_t person_id, struct source_record **ret_records, size_t *ret_n)
{
	return records_of(ctx, EVIDENCE_OF_PERSON, person_id, ret_records, ret_n);
}

enum err_code evidence_newest(struct ctx *ctx, int64_t person_id, const char *source, struct source_record *ret_record)
{
	struct source_record_row row;
	enum err_code code = db_one(ctx->db, &evidence_stmts[EVIDENCE_NEWEST], &(struct source_record_in){ person_id, source }, &row);
	return code ? code : open_record(ctx, &row, ret_record);
}

void evidence_record_json(struct buf *b, const struct source_record *record)
{
	char at[INSTANT_TEXT];
	buf_char(b, '{');
	buf_key_str(b, "state", record->state);
	if (record->rows) {
		buf_key(b, "rows");
		buf_str(b, record->rows);
	}
	buf_key_str(b, "request_no", record->request_no);
	instant_text(record->fetched_at, at);
	buf_key_str(b, "fetched_at", at);
	buf_key_str(b, "as_of", record->as_of);
	buf_char(b, '}');
}

bool evidence_digest(const char *facts_line, uint8_t out[SM3_SIZE])
{
	return crypto_sm3(facts_line, strlen(facts_line), out);
}

enum err_code evidence_put(struct ctx *ctx, const struct evidence *evidence)
{
	uint8_t sm3[SM3_SIZE];
	struct evidence_row row = { .case_id = evidence->case_id, .round = evidence->round, .at = evidence->at, .facts_sm3 = { sm3, sizeof sm3 },
		                    .record_ids = evidence->record_ids, .policy_version = evidence->policy_version, .decision = evidence->decision };
	if (!evidence_digest(evidence->facts_line, sm3))
		return err_set(&ctx->err, ERR_CRYPTO, "sm3");
	enum err_code code = new_uid(ctx, &row.uid);
	if (!code)
		code = seal_text(ctx, line_column, &row.uid, evidence->facts_line, &row.facts_ct);
	return code ? code : db_insert(ctx->db, &evidence_stmts[EVIDENCE_INSERT], &row, NULL);
}

enum err_code evidence_read(struct ctx *ctx, int64_t case_id, int64_t round, struct evidence *ret_evidence)
{
	struct evidence_row row;
	enum err_code code = db_one(ctx->db, &evidence_stmts[EVIDENCE_READ], &(struct evidence_row){ .case_id = case_id, .round = round }, &row);
	if (code)
		return code;
	struct evidence evidence = { .case_id = row.case_id, .round = row.round, .at = row.at, .record_ids = row.record_ids,
		                     .policy_version = row.policy_version, .decision = row.decision };
	code = open_text(ctx, line_column, &row.uid, &row.facts_ct, &evidence.facts_line);
	if (!code)
		*ret_evidence = evidence;
	return code;
}

enum err_code evidence_applications(struct ctx *ctx, const struct evidence_span *span, struct evidence_sealed **ret_rows, size_t *ret_n)
{
	return db_list(ctx->db, &evidence_stmts[EVIDENCE_APPLICATIONS], span, (size_t)span->limit, (void **)ret_rows, ret_n);
}

enum err_code evidence_open(struct ctx *ctx, const struct evidence_sealed *row, struct arena *arena, struct blob *ret_line)
{
	return unseal(ctx->keys, KEY_C3, line_column, row->uid.p, &row->facts_ct, arena, ret_line, &ctx->err);
}

enum err_code evidence_verdict_put(struct ctx *ctx, const struct verdict *verdict)
{
	struct verdict_row row = { .case_id = verdict->case_id, .round = verdict->round, .seq = verdict->seq, .check_code = verdict->check_code,
		                   .outcome = verdict->outcome, .threshold = verdict->threshold, .clause = verdict->clause };
	enum err_code code = new_uid(ctx, &row.uid);
	if (!code)
		code = seal_text(ctx, seen_column, &row.uid, verdict->facts, &row.facts_ct);
	return code ? code : db_insert(ctx->db, &evidence_stmts[EVIDENCE_VERDICT_INSERT], &row, NULL);
}

enum err_code evidence_verdicts(struct ctx *ctx, int64_t case_id, int64_t round, struct verdict **ret_verdicts, size_t *ret_n)
{
	void *list;
	size_t n;
	enum err_code code = db_list(ctx->db, &evidence_stmts[EVIDENCE_VERDICTS], &(struct verdict_row){ .case_id = case_id, .round = round },
	                             VERDICTS_MAX, &list, &n);
	if (code)
		return code;
	const struct verdict_row *rows = list;
	struct verdict *verdicts = arena_array(ctx->arena, n + 1, sizeof *verdicts);
	if (!verdicts)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n && !code; i++) {
		verdicts[i] = (struct verdict){ .case_id = case_id, .round = round, .seq = rows[i].seq, .check_code = rows[i].check_code,
			                        .outcome = rows[i].outcome, .threshold = rows[i].threshold, .clause = rows[i].clause };
		code = open_text(ctx, seen_column, &rows[i].uid, &rows[i].facts_ct, &verdicts[i].facts);
	}
	if (code)
		return code;
	*ret_verdicts = verdicts;
	*ret_n = n;
	return ERR_OK;
}
