#include "flow/own_facts.h"

#include "base/date.h"
#include "domain/ledger/pay_query.h"
#include "flow/whitelist_flow.h"

#include <string.h>

static int32_t day_of(const char *text)
{
	int32_t day;
	return text && date_parse(text, &day) ? day : DATE_NONE;
}

static enum err_code join_whitelist(struct ctx *ctx, int64_t person_id, int32_t id, struct facts_answer *answer, int32_t *ret_as_of)
{
	struct whitelist list;
	struct whitelist_entry *entries;
	size_t n;
	*answer = (struct facts_answer){ .state = FACTS_NOT_FETCHED, .given = true };
	*ret_as_of = DATE_NONE;
	enum err_code code = whitelist_current(ctx, &list);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return ERR_OK;
	}
	if (code || whitelist_days_left(ctx, &list) < 0)
		return code;
	code = whitelist_entries(ctx, person_id, list.id, &entries, &n);
	struct facts_talent *rows = code ? NULL : arena_array(ctx->arena, n + 1, sizeof *rows);
	if (!rows)
		return code ? code : err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct facts_talent){ .id = id, .from = day_of(entries[i].valid_from), .to = day_of(entries[i].valid_to),
			                         .recognised_on = day_of(entries[i].recognised_on),
			                         .class = facts_class_of((struct facts_text){ entries[i].class, strlen(entries[i].class) }) };
	*answer = (struct facts_answer){ .state = FACTS_OK, .n = n, .rows.talent = rows, .given = true };
	*ret_as_of = day_of(list.as_of);
	return ERR_OK;
}

static enum err_code join_purchases(struct ctx *ctx, int64_t person_id, int32_t id, struct facts_answer *answer)
{
	struct sql_id *paid;
	size_t n;
	enum err_code code = pay_query_paid(ctx, person_id, "purchase", &paid, &n);
	struct facts_paid *rows = code ? NULL : arena_array(ctx->arena, n + 1, sizeof *rows);
	if (!rows)
		return code ? code : err_set(&ctx->err, ERR_NOMEM, "arena");
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct facts_paid){ id, instant_day(paid[i].id) };
	*answer = (struct facts_answer){ .state = FACTS_OK, .n = n, .rows.paid = rows, .given = true };
	return ERR_OK;
}

enum err_code own_facts_join(struct ctx *ctx, int64_t person_id, int32_t id, struct facts *facts, int32_t *ret_as_of)
{
	int32_t as_of;
	enum err_code code = join_whitelist(ctx, person_id, id, &facts->sources[FACTS_TALENT_WHITELIST], &as_of);
	if (!code && ret_as_of)
		*ret_as_of = as_of;
	return code ? code : join_purchases(ctx, person_id, id, &facts->sources[FACTS_PURCHASE_SUBSIDY]);
}
