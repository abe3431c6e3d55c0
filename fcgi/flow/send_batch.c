#include "flow/pay_run.h"

#include "domain/ledger/alarm.h"
#include "domain/ledger/batch.h"
#include "flow/outside.h"
#include "flow/pay_jobs.h"
#include "gateway/bank.h"
#include "store/audit.h"
#include "store/job.h"

#include <stdio.h>
#include <string.h>

struct send {
	struct ctx *ctx;
	struct http_client *http;
	int64_t batch_id;
	struct batch batch; /* as it stands after the last transaction */
	struct blob file;
	bool done, ask, tampered;
	const char *alarm;  /* raised with the next transaction */
	enum sending result;
};

/* SENDING is committed before the first byte leaves: whoever finds it later knows that the bank may have it. */
static enum err_code begin_tx(struct db *db, void *arg)
{
	struct send *s = arg;
	(void)db;
	s->done = s->tampered = false;
	enum err_code rc = batch_lock_row(s->ctx, s->batch_id, &s->batch);
	if (rc)
		return rc;
	s->done = text_eq(s->batch.state, "SENT") || text_eq(s->batch.state, "CLOSED");
	if (s->done)
		return ERR_OK;
	s->ask = !text_eq(s->batch.state, "LOCKED");
	rc = batch_bytes(s->ctx, &s->batch, &s->file);
	s->tampered = rc == ERR_STATE;
	return rc ? rc : batch_sending(s->ctx, &s->batch);
}

static enum err_code audit_batch(struct send *s, const char *action, const char *detail)
{
	struct audit_row row = { .action = action, .object_kind = "batch", .object_id = s->batch.id, .detail = detail };
	return audit_write(s->ctx, &row);
}

static enum err_code sent_tx(struct db *db, void *arg)
{
	struct send *s = arg;
	struct batch batch = s->batch;
	(void)db;
	enum err_code rc = batch_sent(s->ctx, &batch);
	if (!rc)
		rc = audit_batch(s, "pay.send", s->ask ? "the bank has it, asked" : "taken");
	if (!rc)
		rc = alarm_clear(s->ctx, "pay_send", s->batch.id);
	return rc ? rc : pay_jobs_returns(s->ctx, s->batch.id, 200);
}

static enum err_code unknown_tx(struct db *db, void *arg)
{
	struct send *s = arg;
	struct batch batch = s->batch;
	(void)db;
	enum err_code rc = batch_unknown(s->ctx, &batch);
	return rc ? rc : audit_batch(s, "pay.unknown", "no clear answer: will be asked");
}

static enum err_code not_sent_tx(struct db *db, void *arg)
{
	struct send *s = arg;
	struct batch batch = s->batch;
	(void)db;
	enum err_code rc = batch_not_sent(s->ctx, &batch, s->ask);
	return rc || !s->alarm ? rc : alarm_raise(s->ctx, "pay_send", s->batch.id, s->alarm);
}

static enum err_code refused_tx(struct db *db, void *arg)
{
	struct send *s = arg;
	struct batch batch = s->batch;
	(void)db;
	enum err_code rc = batch_refused(s->ctx, &batch);
	if (!rc)
		rc = audit_batch(s, "pay.refused", "the bank refused the file as a whole");
	return rc ? rc : alarm_raise(s->ctx, "pay_refused", s->batch.id, "银行整批退回，请财务核对后解除暂缓");
}

static enum err_code stopped_tx(struct db *db, void *arg)
{
	struct send *s = arg;
	(void)db;
	return alarm_raise(s->ctx, "pay_tampered", s->batch_id, "待发送的支付文件与已确认的摘要不一致，已停止发送");
}

static enum err_code settle(struct send *s, tx_fn *fn, const char *name, enum sending result)
{
	enum err_code rc = tx_run(s->ctx->db, name, fn, s);
	/* Somebody else took the batch over after our lease: what he finds out counts. */
	if (rc == ERR_STALE) {
		err_clear(&s->ctx->err);
		rc = ERR_OK;
		result = SENDING_LATER;
	}
	if (!rc)
		s->result = result;
	return rc;
}

/* What the bank says about a batch that we are not sure of. */
static enum err_code ask_bank(struct send *s, bool *ret_put)
{
	struct outside_call call = { .peer = "bank", .operation = "batch", .request_no = s->batch.batch_no, .outcome = CALL_UNCLEAR };
	enum bank_batch_state state = BANK_NEVER_GOT;
	const char *sm3 = NULL;
	char ours[2 * SM3_SIZE + 1];
	enum err_code rc = bank_batch(s->http, s->ctx->config, s->ctx->arena, s->batch.batch_no, &state, &sm3, &call, &s->ctx->err);
	enum err_code noted = outside_note(s->ctx, &call, 0);
	if (noted)
		return noted;
	if (rc) {
		err_clear(&s->ctx->err);
		return settle(s, not_sent_tx, "send_batch_unasked", SENDING_LATER);
	}
	*ret_put = state == BANK_NEVER_GOT;
	if (*ret_put)
		return ERR_OK;
	const char *hex = text_hex(s->ctx->arena, s->batch.file_sm3.p, s->batch.file_sm3.n);
	snprintf(ours, sizeof(ours), "%s", hex ? hex : "");
	if (sm3 && strcmp(sm3, ours) == 0)
		return settle(s, sent_tx, "send_batch_had", SENDING_DONE);
	s->alarm = "银行收到的文件与我方摘要不一致，请立即核对";
	return settle(s, not_sent_tx, "send_batch_other_file", SENDING_STOPPED);
}

static enum err_code put_file(struct send *s)
{
	struct outside_call call = { .peer = "bank", .operation = "put", .request_no = s->batch.batch_no, .outcome = CALL_UNCLEAR };
	enum err_code rc = bank_put(s->http, s->ctx->config, s->ctx->arena, s->batch.batch_no, &s->file, &call, &s->ctx->err);
	enum err_code noted = outside_note(s->ctx, &call, 0);
	if (noted)
		return noted;
	(void)rc; /* the outcome of the call says it better */
	err_clear(&s->ctx->err);
	switch (call.outcome) {
	case CALL_OK: return settle(s, sent_tx, "send_batch_sent", SENDING_DONE);
	case CALL_DOWN: return settle(s, not_sent_tx, "send_batch_down", SENDING_LATER);
	case CALL_UNCLEAR: return settle(s, unknown_tx, "send_batch_unknown", SENDING_LATER);
	case CALL_REFUSED: break;
	}
	/* 401 and 403 speak of our key and clock, not of the file: nothing was looked at. */
	if (call.http_status == 401 || call.http_status == 403) {
		s->alarm = "银行拒绝了我方签名，请检查密钥和时钟";
		return settle(s, not_sent_tx, "send_batch_signature", SENDING_LATER);
	}
	return settle(s, refused_tx, "send_batch_refused", SENDING_REFUSED);
}

enum err_code send_batch(struct ctx *ctx, struct http_client *http, int64_t batch_id, enum sending *ret_sending)
{
	struct send s = { .ctx = ctx, .http = http, .batch_id = batch_id, .result = SENDING_DONE };
	bool put = true;
	enum err_code rc = tx_run(ctx->db, "send_batch", begin_tx, &s);
	if (s.tampered) {
		err_clear(&ctx->err);
		rc = tx_run(ctx->db, "send_batch_stopped", stopped_tx, &s);
		s.result = SENDING_STOPPED;
		put = false;
	} else if (!rc && !s.done) {
		if (s.ask) {
			put = false;
			rc = ask_bank(&s, &put);
		}
		if (!rc && put)
			rc = put_file(&s);
	}
	if (rc)
		return rc;
	job_wake(ctx);
	*ret_sending = s.result;
	return ERR_OK;
}
