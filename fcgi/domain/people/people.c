#include "domain/people/people.h"

#include "base/date.h"
#include "base/idno.h"
#include "domain/people/people_sql.h"

#include <string.h>

static const char *const name_column = "person.name_ct", *const idno_column = "person.idno_ct", *const phone_column = "person.phone_ct",
	   *const address_column = "person.address_ct";

static enum err_code key_of(struct ctx *ctx, const char *kind, const char *value, struct blob *ret_mac)
{
	uint8_t mac[SM3_SIZE];
	enum err_code code = keyed_mac(ctx->keys, KEY_INDEX, kind, value, strlen(value), mac, &ctx->err);
	if (code)
		return code;
	ret_mac->p = arena_dup(ctx->arena, mac, sizeof mac);
	ret_mac->n = sizeof mac;
	return ret_mac->p ? ERR_OK : ERR_NOMEM;
}

static enum err_code seal_text(struct ctx *ctx, enum key_purpose purpose, const char *column, const struct blob *uid, const char *plain,
                               struct blob *ret_ct)
{
	return seal(ctx->keys, purpose, column, uid->p, plain, plain ? strlen(plain) : 0, ctx->arena, ret_ct, &ctx->err);
}

static enum err_code open_text(struct ctx *ctx, enum key_purpose purpose, const char *column, const struct blob *uid, const struct blob *ct,
                               const char **ret_plain)
{
	struct blob plain;
	if (!ct->p) {
		*ret_plain = NULL;
		return ERR_OK;
	}
	enum err_code code = unseal(ctx->keys, purpose, column, uid->p, ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	char *text = arena_dup(ctx->arena, plain.p, plain.n);
	if (!text)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_plain = text;
	return ERR_OK;
}

enum err_code people_find(struct ctx *ctx, const char *idno, int64_t *ret_id)
{
	char *normal = idno_normalise(ctx->arena, idno);
	if (!normal)
		return ERR_NOT_FOUND;
	struct person_key_in in = { .kind = "idno" };
	struct sql_id row;
	enum err_code code = key_of(ctx, "idno", normal, &in.key_mac);
	if (!code)
		code = db_one(ctx->db, &people_stmts[PEOPLE_BY_KEY], &in, &row);
	if (!code)
		*ret_id = row.id;
	return code;
}

/* A twin who was faster makes the caller's transaction run again and find the row. */
static enum err_code twin_is_busy(enum err_code code)
{
	return code == ERR_DUPLICATE ? ERR_BUSY : code;
}

static enum err_code insert_person(struct ctx *ctx, const char *name, const char *idno, int64_t *ret_id)
{
	struct person_row row = { .now = clock_now_ms() };
	uint8_t *uid = arena_alloc(ctx->arena, UID_SIZE);
	if (!uid)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!crypto_uid(uid))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	row.uid = (struct blob){ uid, UID_SIZE };
	row.name_masked = name[0] ? text_mask_name(ctx->arena, name) : "";
	row.idno_masked = text_mask_idno(ctx->arena, idno);
	struct person_key_in key = { .kind = "idno" };
	enum err_code code = seal_text(ctx, KEY_C3, name_column, &row.uid, name, &row.name_ct);
	if (!code)
		code = seal_text(ctx, KEY_C4, idno_column, &row.uid, idno, &row.idno_ct);
	if (!code)
		code = db_insert(ctx->db, &people_stmts[PEOPLE_INSERT], &row, &key.person_id);
	if (!code)
		code = key_of(ctx, "idno", idno, &key.key_mac);
	if (!code)
		code = twin_is_busy(db_insert(ctx->db, &people_stmts[PEOPLE_KEY_INSERT], &key, NULL));
	if (!code)
		*ret_id = key.person_id;
	return code;
}

static enum err_code set_name(struct ctx *ctx, const struct person_row *row, const char *name)
{
	struct person_field_in in = { .masked = text_mask_name(ctx->arena, name), .now = clock_now_ms(), .id = row->id };
	enum err_code code = seal_text(ctx, KEY_C3, name_column, &row->uid, name, &in.ct);
	return code ? code : db_do(ctx->db, &people_stmts[PEOPLE_SET_NAME], &in, NULL);
}

static enum err_code set_phone(struct ctx *ctx, const struct person_row *row, const char *phone)
{
	struct person_field_in in = { .masked = text_mask_phone(ctx->arena, phone), .now = clock_now_ms(), .id = row->id };
	struct person_key_in key = { .kind = "phone", .person_id = row->id };
	enum err_code code = seal_text(ctx, KEY_C3, phone_column, &row->uid, phone, &in.ct);
	if (!code)
		code = db_do(ctx->db, &people_stmts[PEOPLE_SET_PHONE], &in, NULL);
	if (!code)
		code = key_of(ctx, "phone", phone, &key.key_mac);
	if (!code)
		code = db_do(ctx->db, &people_stmts[PEOPLE_KEY_DROP], &key, NULL);
	if (!code)
		code = twin_is_busy(db_insert(ctx->db, &people_stmts[PEOPLE_KEY_INSERT], &key, NULL));
	return code;
}

enum err_code people_named(struct ctx *ctx, const char *name, const char *idno, int64_t *ret_id)
{
	char *normal = idno_normalise(ctx->arena, idno);
	if (!normal)
		return err_set(&ctx->err, ERR_INVALID, "no ID number");
	enum err_code code = people_find(ctx, normal, ret_id);
	if (code != ERR_NOT_FOUND)
		return code;
	return insert_person(ctx, name ? text_trim(ctx->arena, name) : "", normal, ret_id);
}

enum err_code people_ensure(struct ctx *ctx, const char *name, const char *idno, const char *phone, int64_t *ret_id)
{
	int64_t id;
	enum err_code code = people_named(ctx, name, idno, &id);
	if (code)
		return code;
	struct person_row row;
	const char *old_name, *old_phone;
	code = db_one(ctx->db, &people_stmts[PEOPLE_BY_ID], &(struct sql_id){ id }, &row);
	if (!code)
		code = open_text(ctx, KEY_C3, name_column, &row.uid, &row.name_ct, &old_name);
	if (!code)
		code = open_text(ctx, KEY_C3, phone_column, &row.uid, &row.phone_ct, &old_phone);
	if (code)
		return code;
	if (name && name[0] && !text_eq(text_trim(ctx->arena, name), old_name))
		code = set_name(ctx, &row, text_trim(ctx->arena, name));
	if (!code && phone && phone[0] && !text_eq(phone, old_phone))
		code = set_phone(ctx, &row, phone);
	if (!code)
		*ret_id = id;
	return code;
}

enum err_code people_name_known(struct ctx *ctx, int64_t id, const char *name)
{
	struct person_row row;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_BY_ID], &(struct sql_id){ id }, &row);
	return code || (row.name_masked && row.name_masked[0]) ? code : set_name(ctx, &row, text_trim(ctx->arena, name));
}

enum err_code people_rename(struct ctx *ctx, int64_t id, const char *name)
{
	struct person_row row;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_BY_ID], &(struct sql_id){ id }, &row);
	return code ? code : set_name(ctx, &row, text_trim(ctx->arena, name));
}

enum err_code people_set_address(struct ctx *ctx, int64_t id, const char *address)
{
	struct person_row row;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_BY_ID], &(struct sql_id){ id }, &row);
	struct person_field_in in = { .now = clock_now_ms(), .id = id };
	if (!code)
		code = seal_text(ctx, KEY_C3, address_column, &row.uid, address, &in.ct);
	return code ? code : db_do(ctx->db, &people_stmts[PEOPLE_SET_ADDRESS], &in, NULL);
}

enum err_code people_open(struct ctx *ctx, int64_t id, struct person *ret_person)
{
	struct person_row row;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_BY_ID], &(struct sql_id){ id }, &row);
	if (code)
		return code;
	struct person p = { .id = row.id, .uid = text_hex(ctx->arena, row.uid.p, row.uid.n), .name_masked = row.name_masked,
		            .idno_masked = row.idno_masked, .phone_masked = row.phone_masked };
	code = open_text(ctx, KEY_C3, name_column, &row.uid, &row.name_ct, &p.name);
	if (!code)
		code = open_text(ctx, KEY_C4, idno_column, &row.uid, &row.idno_ct, &p.idno);
	if (!code)
		code = open_text(ctx, KEY_C3, phone_column, &row.uid, &row.phone_ct, &p.phone);
	if (!code)
		code = open_text(ctx, KEY_C3, address_column, &row.uid, &row.address_ct, &p.address);
	if (!code)
		*ret_person = p;
	return code;
}

enum err_code people_masked(struct ctx *ctx, int64_t id, struct person *ret_person)
{
	struct person_row row;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_MASKED], &(struct sql_id){ id }, &row);
	if (code)
		return code;
	*ret_person = (struct person){ .id = row.id, .uid = text_hex(ctx->arena, row.uid.p, row.uid.n), .name_masked = row.name_masked,
		                       .idno_masked = row.idno_masked, .phone_masked = row.phone_masked };
	return ERR_OK;
}

enum err_code people_by_uid(struct ctx *ctx, const char *uid_hex, int64_t *ret_id)
{
	struct people_uid_in in;
	struct sql_id row;
	if (!text_unhex(ctx->arena, uid_hex, &in.uid) || in.uid.n != UID_SIZE)
		return ERR_NOT_FOUND;
	enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_BY_UID], &in, &row);
	if (!code)
		*ret_id = row.id;
	return code;
}

/* Bytes of one separator that names are written with or without; 0 = none here. */
static size_t separator(const char *s)
{
	static const char *const list[] = { " ", "\xc2\xb7", "\xe3\x80\x80", "\xe2\x80\xa2", "." };
	for (size_t i = 0; i < ARRAY_LEN(list); i++)
		if (text_starts(s, list[i]))
			return strlen(list[i]);
	return 0;
}

bool people_same_name(const char *a, const char *b)
{
	if (!a || !b || !*a || !*b)
		return false;
	for (;;) {
		for (size_t n; (n = separator(a)) > 0;)
			a += n;
		for (size_t n; (n = separator(b)) > 0;)
			b += n;
		if (*a != *b)
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}

enum err_code people_lock(struct ctx *ctx, const int64_t *ids, size_t n)
{
	/* Smallest next: households are small, and nothing is written to the caller's list. */
	int64_t last = INT64_MIN;
	for (;;) {
		bool found = false;
		int64_t next = 0;
		for (size_t i = 0; i < n; i++)
			if (ids[i] > last && (!found || ids[i] < next)) {
				next = ids[i];
				found = true;
			}
		if (!found)
			return ERR_OK;
		struct sql_id row;
		enum err_code code = db_one(ctx->db, &people_stmts[PEOPLE_LOCK], &(struct sql_id){ next }, &row);
		if (code)
			return code;
		last = next;
	}
}
