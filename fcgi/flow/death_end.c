#include "flow/death_end.h"

#include "base/date.h"
#include "domain/casefile/change.h"
#include "domain/casefile/evidence.h"
#include "domain/casefile/theme.h"
#include "domain/facts/side_json.h"
#include "domain/ledger/alarm.h"
#include "flow/case_common.h"

/* DATE_NONE: alive, or the register says nothing that can be read. */
static enum err_code died_on(struct ctx *ctx, int64_t person_id, int32_t *ret_day)
{
	struct source_record record;
	struct side_family family;
	*ret_day = DATE_NONE;
	enum err_code code = evidence_newest(ctx, person_id, "family", &record);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return ERR_OK;
	}
	if (code || !text_eq(record.state, "ok") || !side_family_read(ctx->arena, record.rows, &family) || !family.died_on)
		return code;
	if (!date_parse(family.died_on, ret_day) || *ret_day > clock_today())
		*ret_day = DATE_NONE;
	return ERR_OK;
}

enum err_code death_end(struct ctx *ctx, struct qualification *q, const struct casefile *c, bool *ret_died)
{
	struct theme theme;
	char last[MONTH_TEXT], next[MONTH_TEXT];
	int32_t day;
	*ret_died = false;
	enum err_code code = died_on(ctx, q->person_id, &day);
	*ret_died = !code && day != DATE_NONE;
	if (code || !*ret_died || !text_eq(q->state, "live"))
		return code;
	month_text(date_month(day), last);
	month_text(date_month(day) + 1, next);
	code = qualification_cut(ctx, q->id, last);
	if (!code)
		code = qualification_end(ctx, q->id);
	if (!code)
		code = qualification_read(ctx, q->id, q);
	if (!code)
		code = theme_read(ctx, q->person_id, &theme);
	if (!code)
		code = change_put(ctx, &(struct change_event){ .qualification_id = q->id, .case_id = c->id, .person_id = q->person_id, .kind = "died", .month = next,
		                                               .ver = theme.ver });
	if (!code)
		code = alarm_raise(ctx, "holder_died", c->id, "有补贴持有人已去世，资格已终止，请联系家属");
	return code ? code : case_audit(ctx, c, "qualification.end", "the holder died");
}
