#include "flow/reveal_flow.h"

#include "base/date.h"
#include "domain/casefile/casefile.h"
#include "domain/people/data_class.h"
#include "domain/people/people.h"
#include "store/audit.h"

struct revealing {
	struct ctx *ctx;
	const struct reveal *in;
	const char *value;
};

static bool is_account(const struct reveal *in)
{
	return text_eq(in->field, "account");
}

/* The applicant or a household member of that very case; anybody else is not found. */
static enum err_code person_of_case(struct ctx *ctx, const struct casefile *c, const char *person, int64_t *ret_id)
{
	struct case_member *members;
	size_t n;
	int64_t asked = c->applicant_id;
	enum err_code code = person ? people_by_uid(ctx, person, &asked) : ERR_OK;
	if (!code && asked == c->applicant_id) {
		*ret_id = asked;
		return ERR_OK;
	}
	if (!code)
		code = casefile_members(ctx, c->id, &members, &n);
	for (size_t i = 0; !code && i < n; i++)
		if (members[i].person_id == asked) {
			*ret_id = asked;
			return ERR_OK;
		}
	return code ? code : err_set(&ctx->err, ERR_NOT_FOUND, "no such person in this case");
}

static enum err_code value_of(struct ctx *ctx, const struct reveal *in, int64_t person_id, const char **ret_value)
{
	struct person p;
	struct account a;
	enum err_code code;
	if (is_account(in)) {
		code = account_live(ctx, person_id, &a);
		if (!code)
			code = account_open(ctx, a.id, &a);
		*ret_value = code ? NULL : a.account;
		return code == ERR_NOT_FOUND ? ERR_OK : code;
	}
	code = people_open(ctx, person_id, &p);
	if (code)
		return code;
	*ret_value = text_eq(in->field, "name") ? p.name : text_eq(in->field, "idno") ? p.idno : text_eq(in->field, "phone") ? p.phone : p.address;
	return ERR_OK;
}

static enum err_code reveal_tx(struct db *db, void *arg)
{
	struct revealing *r = arg;
	struct ctx *ctx = r->ctx;
	struct casefile c;
	int64_t person_id = 0, n = 0;
	(void)db;
	const char *field = arena_printf(ctx->arena, "%s.%s", is_account(r->in) ? "payee" : "person", r->in->field);
	if (!field)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	enum err_code code = data_class_may(ctx, field, r->in->roles, r->in->n_roles);
	if (!code)
		code = data_class_reveals(ctx, ctx->actor_id, clock_now_ms() - 3600 * 1000, &n);
	if (!code && n >= REVEALS_AN_HOUR)
		code = err_set(&ctx->err, ERR_TOO_MANY, "一小时内查看明文的次数已达上限");
	if (!code)
		code = casefile_find(ctx, r->in->casefile, 0, &c);
	if (!code)
		code = person_of_case(ctx, &c, r->in->person, &person_id);
	if (!code)
		code = value_of(ctx, r->in, person_id, &r->value);
	return code ? code
	            : audit_write(ctx, &(struct audit_row){ .action = "data.reveal", .object_kind = "case", .object_id = c.id, .person_id = person_id,
	                                                    .purpose = r->in->purpose, .detail = field });
}

enum err_code reveal_flow(struct ctx *ctx, const struct reveal *in, const char **ret_value)
{
	struct revealing r = { .ctx = ctx, .in = in };
	enum err_code code = tx_run(ctx->db, "reveal", reveal_tx, &r);
	if (!code)
		*ret_value = r.value;
	return code;
}
