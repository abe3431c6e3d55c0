#include "flow/month_row.h"

struct month_person *month_house_holder(const struct month_house *house)
{
	for (size_t i = 0; i < house->n; i++)
		if (house->people[i].person_id == house->holder_id)
			return &house->people[i];
	return NULL;
}

enum err_code month_house_count(struct arena *arena, const struct month_house *house, int32_t month)
{
	struct month_person *holder = month_house_holder(house);
	return holder ? month_used_with(arena, &holder->used, month, true, &holder->used) : ERR_OK;
}

enum err_code month_house_used(struct ctx *ctx, struct month_house *house)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < house->n && !code; i++)
		code = month_used_read(ctx, house->people[i].person_id, month_cap_group(house->scheme), &house->people[i].used);
	return code;
}

enum err_code month_row_tell(struct ctx *ctx, struct arena *scratch, const struct month_house *house, int32_t month, struct month_told *told, struct month_row *row)
{
	uint8_t *digest = arena_alloc(ctx->arena, SM3_SIZE);
	enum err_code code = digest ? month_tell(scratch, ctx->policies, house, month, told) : ERR_NOMEM;
	if (!code)
		code = month_codes(ctx->arena, &told->result, &row->codes, &row->checks);
	if (!code)
		code = month_seen_write(ctx->arena, house, told->counted, &row->seen);
	if (code)
		return err_set(&ctx->err, code, "month");
	if (!month_seen_digest(scratch, house, &row->seen, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest");
	row->facts_sm3 = (struct blob){ digest, SM3_SIZE };
	row->admission_version = told->admission ? told->admission->version : NULL;
	row->standard_version = told->standard ? told->standard->version : NULL;
	row->outcome = months_outcome_name(told->result.outcome);
	row->amount_fen = told->result.amount_fen;
	row->persons = told->result.persons;
	return ERR_OK;
}
