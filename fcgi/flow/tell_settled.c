#include "domain/ledger/order.h"
#include "domain/notice/notice.h"
#include "flow/pay_jobs.h"
#include "flow/pay_run.h"

static const char *business(const char *scheme)
{
	return text_eq(scheme, "rental") ? "人才租赁补贴" : text_eq(scheme, "purchase") ? "人才购房补贴" : "公租房货币补贴";
}

enum err_code tell_settled(struct ctx *ctx, const struct settled *settled, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct settled *s = &settled[i];
		bool paid = s->applied == 1, moved = false;
		enum err_code rc = ERR_OK;
		if (!paid && text_eq(s->held, ORDER_HELD_ACCOUNT))
			rc = order_follow_account(ctx, s->order_id, s->person_id, &moved);
		if (!rc && moved)
			rc = pay_jobs_collect(ctx, s->scheme, s->order_id);
		/* Only what the person can mend is told as a failure. */
		bool tell = paid || (!moved && text_eq(s->held, ORDER_HELD_ACCOUNT));
		struct notice_new notice = { .person_id = s->person_id, .case_id = s->case_id, .template = paid ? "paid" : "pay_failed",
			.business = business(s->scheme) };
		if (!rc && tell)
			rc = notice_put(ctx, &notice, NULL);
		if (rc)
			return rc;
	}
	return ERR_OK;
}
