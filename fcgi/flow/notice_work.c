#include "flow/case_work.h"

#include "base/date.h"
#include "domain/notice/notice.h"
#include "domain/people/people.h"
#include "flow/outside.h"
#include "gateway/sms.h"

#include <string.h>

struct settling {
	struct ctx *ctx;
	const struct outside_call *call;
	const struct notice *notice;
	const char *state, *group;
};

static enum err_code settle_tx(struct db *db, void *arg)
{
	struct settling *s = arg;
	(void)db;
	enum err_code code = outside_rows(s->ctx, s->call, 1, s->notice->case_id);
	return code ? code : notice_settle(s->ctx, s->notice->id, s->state, s->group);
}

static enum err_code settle(struct ctx *ctx, const struct outside_call *call, const struct notice *notice, const char *state, const char *group)
{
	struct settling s = { ctx, call, notice, state, group };
	return tx_run(ctx->db, "notice_settle", settle_tx, &s);
}

/* Never sent twice on a doubt: an unclear call is UNKNOWN and asked about; only when the gateway never got it, the same reference goes again. */
enum err_code send_notice(struct ctx *ctx, const struct outside *outside, int64_t notice_id, bool asked)
{
	struct notice notice;
	struct person person;
	struct outside_call call = { 0 };
	const char *group = NULL;
	bool sent = false;
	enum err_code code = notice_read(ctx, notice_id, &notice);
	if (code || (!text_eq(notice.state, "READY") && !text_eq(notice.state, "UNKNOWN")))
		return code;
	if (asked || text_eq(notice.state, "UNKNOWN")) {
		code = sms_asked(outside->http, ctx->config, ctx->arena, notice.ref, &sent, &call, &ctx->err);
		if (code)
			return err_set(&ctx->err, ERR_UNCERTAIN, "the gateway cannot tell yet");
		if (sent)
			return settle(ctx, &call, &notice, "SENT", NULL);
	}
	code = people_open(ctx, notice.person_id, &person);
	if (code)
		return code;
	if (!person.phone || !person.phone[0])
		return err_set(&ctx->err, ERR_INTERNAL, "notice without a phone");
	call = (struct outside_call){ 0 };
	code = sms_send(outside->http, ctx->config, ctx->arena, person.phone, notice.text, notice.ref, &group, &call, &ctx->err);
	if (!code)
		return settle(ctx, &call, &notice, "SENT", group);
	if (code == ERR_INVALID)
		return settle(ctx, &call, &notice, "FAILED", NULL);
	struct err before = ctx->err;
	enum err_code noted = code == ERR_UNCERTAIN ? settle(ctx, &call, &notice, "UNKNOWN", NULL) : outside_note(ctx, &call, notice.case_id);
	if (noted && code == ERR_UNCERTAIN)
		return noted;
	ctx->err = before;
	return code;
}
