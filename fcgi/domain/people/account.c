#include "domain/people/people.h"

#include "base/date.h"
#include "domain/people/people_sql.h"

#include <string.h>

static const char *const account_column = "payee_account.account_ct", *const holder_column = "payee_account.holder_ct";

static enum err_code read_account(struct ctx *ctx, enum people_stmt stmt, int64_t id, struct account_row *ret_row, struct account *ret_account)
{
	struct account_row row;
	enum err_code code = db_one(ctx->db, &people_stmts[stmt], &(struct sql_id){ id }, &row);
	if (code)
		return code;
	*ret_row = row;
	*ret_account = (struct account){ .id = row.id, .person_id = row.person_id, .uid = text_hex(ctx->arena, row.uid.p, row.uid.n),
		                         .bank_name = row.bank_name, .cnaps = row.cnaps, .account_masked = row.account_masked,
		                         .payee_sm3 = row.payee_sm3 };
	return ERR_OK;
}

enum err_code account_live(struct ctx *ctx, int64_t person_id, struct account *ret_account)
{
	struct account_row row;
	return read_account(ctx, PEOPLE_ACCOUNT_LIVE, person_id, &row, ret_account);
}

static enum err_code open_column(struct ctx *ctx, enum key_purpose purpose, const char *column, const struct account_row *row,
                                 const struct blob *ct, const char **ret_text)
{
	struct blob plain;
	enum err_code code = unseal(ctx->keys, purpose, column, row->uid.p, ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	*ret_text = arena_dup(ctx->arena, plain.p, plain.n);
	return *ret_text ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code account_open(struct ctx *ctx, int64_t account_id, struct account *ret_account)
{
	struct account_row row;
	struct account account;
	enum err_code code = read_account(ctx, PEOPLE_ACCOUNT_BY_ID, account_id, &row, &account);
	if (!code)
		code = open_column(ctx, KEY_C4, account_column, &row, &row.account_ct, &account.account);
	if (!code)
		code = open_column(ctx, KEY_C3, holder_column, &row, &row.holder_ct, &account.holder);
	if (!code)
		*ret_account = account;
	return code;
}

enum err_code account_by_uid(struct ctx *ctx, const char *uid_hex, int64_t *ret_id)
{
	struct people_uid_in in;
	struct sql_id row;
	if (!text_unhex(ctx->arena, uid_hex, &in.uid) || in.uid.n != UID_SIZE)
		return ERR_NOT_FOUND;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_ACCOUNT_BY_UID], &in, &row);
	if (!code)
		*ret_id = row.id;
	return code;
}

/* Keyed, so that equal accounts are seen without opening them; the cleared bank number belongs to the payee as well. */
static enum err_code payee_digest(struct ctx *ctx, const char *account, const char *holder, const char *cnaps, struct blob *ret_sm3)
{
	char *text = arena_printf(ctx->arena, "%zu:%s|%zu:%s|%s", strlen(account), account, strlen(holder), holder, cnaps);
	uint8_t *mac = arena_alloc(ctx->arena, SM3_SIZE);
	if (!text || !mac)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_sm3 = (struct blob){ mac, SM3_SIZE };
	return keyed_mac(ctx->keys, KEY_INDEX, "payee", text, strlen(text), mac, &ctx->err);
}

/* Shared accounts are found by this key (B10); the same person may use an account again later. */
static enum err_code index_account(struct ctx *ctx, int64_t person_id, const char *account)
{
	uint8_t mac[SM3_SIZE];
	struct person_key_in key = { .kind = "account", .key_mac = { mac, sizeof mac }, .person_id = person_id };
	enum err_code code = keyed_mac(ctx->keys, KEY_INDEX, "account", account, strlen(account), mac, &ctx->err);
	if (!code)
		code = db_insert(ctx->db, &people_stmts[PEOPLE_KEY_INSERT], &key, NULL);
	return code == ERR_DUPLICATE ? ERR_OK : code;
}

enum err_code account_set(struct ctx *ctx, int64_t person_id, const char *account, const char *holder, const char *bank_name, const char *cnaps,
                          int64_t *ret_id)
{
	struct account live;
	struct account_row row = { .person_id = person_id, .bank_name = bank_name ? bank_name : "", .cnaps = cnaps ? cnaps : "",
		                   .now = clock_now_ms(), .account_masked = text_mask_account(ctx->arena, account) };
	enum err_code code = payee_digest(ctx, account, holder, row.cnaps, &row.payee_sm3);
	if (code)
		return code;
	code = account_live(ctx, person_id, &live);
	if (code && code != ERR_NOT_FOUND)
		return code;
	if (!code && live.payee_sm3.n == SM3_SIZE && crypto_equal(live.payee_sm3.p, row.payee_sm3.p, SM3_SIZE)) {
		*ret_id = live.id;
		return ERR_OK;
	}
	uint8_t *uid = arena_alloc(ctx->arena, UID_SIZE);
	if (!uid || !crypto_uid(uid))
		return err_set(&ctx->err, uid ? ERR_CRYPTO : ERR_NOMEM, "uid");
	row.uid = (struct blob){ uid, UID_SIZE };
	code = seal(ctx->keys, KEY_C4, account_column, uid, account, strlen(account), ctx->arena, &row.account_ct, &ctx->err);
	if (!code)
		code = seal(ctx->keys, KEY_C3, holder_column, uid, holder, strlen(holder), ctx->arena, &row.holder_ct, &ctx->err);
	if (!code)
		code = db_do(ctx->db, &people_stmts[PEOPLE_ACCOUNT_RETIRE], &(struct sql_id){ person_id }, NULL);
	if (!code)
		code = db_insert(ctx->db, &people_stmts[PEOPLE_ACCOUNT_INSERT], &row, ret_id);
	if (code)
		return code == ERR_DUPLICATE ? ERR_BUSY : code;
	return index_account(ctx, person_id, account);
}
