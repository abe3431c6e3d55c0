#include "flow/whitelist_flow.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/people/people.h"
#include "store/audit.h"

int64_t whitelist_days_left(const struct ctx *ctx, const struct whitelist *list)
{
	int32_t day;
	return date_parse(list->as_of, &day) ? config_int(ctx->config, "whitelist.days") - (clock_today() - day) : -1;
}

enum err_code whitelist_view(struct ctx *ctx, struct whitelist_page *ret_page)
{
	struct whitelist_page page = { .days_left = 0 };
	enum err_code code = whitelist_current(ctx, &page.current);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		page.current.id = 0;
	} else if (code)
		return code;
	if (page.current.id)
		page.days_left = whitelist_days_left(ctx, &page.current);
	code = whitelist_newest(ctx, &page.items, &page.n);
	if (!code)
		*ret_page = page;
	return code;
}

enum err_code whitelist_differences(struct ctx *ctx, const char *public_id, const char *kind, int64_t after, struct whitelist_change **ret_rows, size_t *ret_n,
                                    int64_t *ret_next)
{
	struct whitelist list;
	struct whitelist_change *rows = NULL;
	size_t n = 0;
	enum err_code code = whitelist_find(ctx, public_id, &list);
	if (code == ERR_NOT_FOUND)
		return err_set(&ctx->err, code, "没有这份名单");
	/* One that is still read has no differences yet. */
	if (!code && !text_eq(list.state, "loading") && list.loaded == list.total)
		code = whitelist_changes(ctx, &list, kind, after, WHITELIST_PAGE + 1, &rows, &n);
	if (code)
		return code;
	bool more = n > WHITELIST_PAGE;
	*ret_rows = rows;
	*ret_n = more ? WHITELIST_PAGE : n;
	*ret_next = more ? rows[WHITELIST_PAGE - 1].person_id : 0;
	return ERR_OK;
}

struct looking {
	struct ctx *ctx;
	const char *idno;
	struct whitelist_entry *rows;
	size_t n;
};

static enum err_code look_tx(struct db *db, void *arg)
{
	struct looking *l = arg;
	int64_t person = 0;
	(void)db;
	enum err_code code = people_find(l->ctx, l->idno, &person);
	if (code == ERR_NOT_FOUND)
		err_clear(&l->ctx->err);
	else if (code)
		return code;
	else
		code = whitelist_entries(l->ctx, person, 0, &l->rows, &l->n);
	if (code && code != ERR_NOT_FOUND)
		return code;
	return audit_write(l->ctx, &(struct audit_row){ .action = "whitelist.look", .object_kind = "person", .object_id = person });
}

enum err_code whitelist_look(struct ctx *ctx, const char *idno, struct whitelist_entry **ret_rows, size_t *ret_n)
{
	struct looking l = { .ctx = ctx, .idno = idno_normalise(ctx->arena, idno) };
	if (!l.idno || !idno_ok(l.idno, clock_today()))
		return err_field(&ctx->err, "/idno", "checksum", "证件号码不正确");
	enum err_code code = tx_run(ctx->db, "whitelist_look", look_tx, &l);
	if (code)
		return code;
	*ret_rows = l.rows;
	*ret_n = l.n;
	return ERR_OK;
}
