#include "domain/people/people_sql.h"

#define PERSON_OPEN \
	SQL_OUT(struct person_row, COL_I(struct person_row, id), COL_B(struct person_row, uid), COL_B(struct person_row, name_ct), \
	        COL_B(struct person_row, idno_ct), COL_B(struct person_row, phone_ct), COL_B(struct person_row, address_ct), \
	        COL_S(struct person_row, name_masked), COL_S(struct person_row, idno_masked), COL_S(struct person_row, phone_masked))
#define PERSON_COLUMNS "id, uid, name_ct, idno_ct, phone_ct, address_ct, name_masked, idno_masked, phone_masked"
#define ACCOUNT_COLUMNS "id, person_id, uid, account_ct, holder_ct, payee_sm3, account_masked, bank_name, cnaps"
#define ACCOUNT_OUT \
	SQL_OUT(struct account_row, COL_I(struct account_row, id), COL_I(struct account_row, person_id), COL_B(struct account_row, uid), \
	        COL_B(struct account_row, account_ct), COL_B(struct account_row, holder_ct), COL_B(struct account_row, payee_sm3), \
	        COL_S(struct account_row, account_masked), COL_S(struct account_row, bank_name), COL_S(struct account_row, cnaps))

const struct sql_stmt people_stmts[PEOPLE_STMTS] = {
	[PEOPLE_BY_KEY] = {
		.name = "people_by_key",
		.text = "SELECT person_id FROM person_key WHERE kind = ? AND key_mac = ? ORDER BY person_id LIMIT 1",
		SQL_IN(COL_S(struct person_key_in, kind), COL_B(struct person_key_in, key_mac)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[PEOPLE_INSERT] = {
		.name = "people_insert",
		.text = "INSERT INTO person (uid, name_ct, idno_ct, phone_ct, address_ct, name_masked, idno_masked, phone_masked, created_at, updated_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_B(struct person_row, uid), COL_B(struct person_row, name_ct), COL_B(struct person_row, idno_ct),
		       COL_B(struct person_row, phone_ct), COL_B(struct person_row, address_ct), COL_S(struct person_row, name_masked),
		       COL_S(struct person_row, idno_masked), COL_S(struct person_row, phone_masked), COL_I(struct person_row, now),
		       COL_I(struct person_row, now)),
	},
	[PEOPLE_KEY_INSERT] = {
		.name = "people_key_insert",
		.text = "INSERT INTO person_key (kind, key_mac, person_id) VALUES (?, ?, ?)",
		SQL_IN(COL_S(struct person_key_in, kind), COL_B(struct person_key_in, key_mac), COL_I(struct person_key_in, person_id)),
	},
	[PEOPLE_KEY_DROP] = {
		.name = "people_key_drop",
		.text = "DELETE FROM person_key WHERE kind = ? AND person_id = ?",
		SQL_IN(COL_S(struct person_key_in, kind), COL_I(struct person_key_in, person_id)),
	},
	[PEOPLE_BY_ID] = {
		.name = "people_by_id",
		.text = "SELECT " PERSON_COLUMNS " FROM person WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)), PERSON_OPEN,
	},
	[PEOPLE_MASKED] = {
		.name = "people_masked",
		.text = "SELECT id, uid, name_masked, idno_masked, phone_masked FROM person WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct person_row, COL_I(struct person_row, id), COL_B(struct person_row, uid), COL_S(struct person_row, name_masked),
		        COL_S(struct person_row, idno_masked),
		        COL_S(struct person_row, phone_masked)),
	},
	[PEOPLE_BY_UID] = {
		.name = "people_by_uid",
		.text = "SELECT id FROM person WHERE uid = ?",
		SQL_IN(COL_B(struct people_uid_in, uid)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[PEOPLE_LOCK] = {
		.name = "people_lock",
		.text = "SELECT id FROM person WHERE id = ? FOR UPDATE",
		SQL_IN(COL_I(struct sql_id, id)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[PEOPLE_SET_NAME] = {
		.name = "people_set_name",
		.text = "UPDATE person SET name_ct = ?, name_masked = ?, updated_at = ? WHERE id = ?",
		SQL_IN(COL_B(struct person_field_in, ct), COL_S(struct person_field_in, masked), COL_I(struct person_field_in, now),
		       COL_I(struct person_field_in, id)),
	},
	[PEOPLE_SET_PHONE] = {
		.name = "people_set_phone",
		.text = "UPDATE person SET phone_ct = ?, phone_masked = ?, updated_at = ? WHERE id = ?",
		SQL_IN(COL_B(struct person_field_in, ct), COL_S(struct person_field_in, masked), COL_I(struct person_field_in, now),
		       COL_I(struct person_field_in, id)),
	},
	[PEOPLE_SET_ADDRESS] = {
		.name = "people_set_address",
		.text = "UPDATE person SET address_ct = ?, updated_at = ? WHERE id = ?",
		SQL_IN(COL_B(struct person_field_in, ct), COL_I(struct person_field_in, now), COL_I(struct person_field_in, id)),
	},
	[PEOPLE_ACCOUNT_LIVE] = {
		.name = "people_account_live",
		.text = "SELECT " ACCOUNT_COLUMNS " FROM payee_account WHERE person_id = ? AND live = 1",
		SQL_IN(COL_I(struct sql_id, id)), ACCOUNT_OUT,
	},
	[PEOPLE_ACCOUNT_BY_ID] = {
		.name = "people_account_by_id",
		.text = "SELECT " ACCOUNT_COLUMNS " FROM payee_account WHERE id = ?",
		SQL_IN(COL_I(struct sql_id, id)), ACCOUNT_OUT,
	},
	[PEOPLE_ACCOUNT_BY_UID] = {
		.name = "people_account_by_uid",
		.text = "SELECT id FROM payee_account WHERE uid = ?",
		SQL_IN(COL_B(struct people_uid_in, uid)),
		SQL_OUT(struct sql_id, COL_I(struct sql_id, id)),
	},
	[PEOPLE_ACCOUNT_RETIRE] = {
		.name = "people_account_retire",
		.text = "UPDATE payee_account SET live = NULL WHERE person_id = ? AND live = 1",
		SQL_IN(COL_I(struct sql_id, id)),
	},
	[PEOPLE_ACCOUNT_INSERT] = {
		.name = "people_account_insert",
		.text = "INSERT INTO payee_account (uid, person_id, account_ct, holder_ct, account_masked, bank_name, cnaps, payee_sm3, live, created_at)"
		        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
		SQL_IN(COL_B(struct account_row, uid), COL_I(struct account_row, person_id), COL_B(struct account_row, account_ct),
		       COL_B(struct account_row, holder_ct), COL_S(struct account_row, account_masked), COL_S(struct account_row, bank_name),
		       COL_S(struct account_row, cnaps), COL_B(struct account_row, payee_sm3), COL_I(struct account_row, now)),
	},
};

const struct sql_module people_sql = { "people", people_stmts, PEOPLE_STMTS };
