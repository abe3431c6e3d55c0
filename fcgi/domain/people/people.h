/* Natural persons, their keyed indexes and payee accounts. Sealing happens here; nobody above sees ciphertext. */
#ifndef DOMAIN_PEOPLE_PEOPLE_H
#define DOMAIN_PEOPLE_PEOPLE_H

#include "store/ctx.h"

struct person {
	int64_t id;
	const char *uid; /* hex, the person's number outside */
	const char *name, *idno, *phone, *address; /* opened; NULL when unknown */
	const char *name_masked, *idno_masked, *phone_masked;
};
/* Finds by ID number (normalised, keyed index) or makes the row; in a transaction. Name and phone are updated when given and new. */
enum err_code people_ensure(struct ctx *ctx, const char *name, const char *idno, const char *phone, int64_t *ret_id) MUST_CHECK;
enum err_code people_find(struct ctx *ctx, const char *idno, int64_t *ret_id) MUST_CHECK; /* ERR_NOT_FOUND */
enum err_code people_open(struct ctx *ctx, int64_t id, struct person *ret_person) MUST_CHECK;   /* opens the sealed fields */
enum err_code people_masked(struct ctx *ctx, int64_t id, struct person *ret_person) MUST_CHECK; /* opens nothing */
/* A person whom somebody else names (a family member of a form): a known row stays as it is, a new one takes the name (NULL: not known yet). */
enum err_code people_named(struct ctx *ctx, const char *name, const char *idno, int64_t *ret_id) MUST_CHECK;
/* Name as a register gives it, where none is known yet. */
enum err_code people_name_known(struct ctx *ctx, int64_t id, const char *name) MUST_CHECK;
/* A name that turned out wrong. */
enum err_code people_rename(struct ctx *ctx, int64_t id, const char *name) MUST_CHECK;
enum err_code people_by_uid(struct ctx *ctx, const char *uid_hex, int64_t *ret_id) MUST_CHECK; /* the number outside; ERR_NOT_FOUND */
enum err_code people_set_address(struct ctx *ctx, int64_t id, const char *address) MUST_CHECK;
bool people_same_name(const char *a, const char *b); /* spaces and middle dots aside */
/* Row locks in id order (lock order: person rows first). */
enum err_code people_lock(struct ctx *ctx, const int64_t *ids, size_t n) MUST_CHECK;

struct account {
	int64_t id, person_id;
	const char *uid; /* hex, the account's number outside */
	const char *account, *holder, *bank_name, *cnaps, *account_masked; /* account, holder opened by account_open only */
	struct blob payee_sm3;
};
/* Makes it the live account of the person (an equal one stays). The caller has checked that the holder is the person. */
enum err_code account_set(struct ctx *ctx, int64_t person_id, const char *account, const char *holder, const char *bank_name, const char *cnaps,
                          int64_t *ret_id) MUST_CHECK;
enum err_code account_live(struct ctx *ctx, int64_t person_id, struct account *ret_account) MUST_CHECK; /* masked; ERR_NOT_FOUND */
enum err_code account_open(struct ctx *ctx, int64_t account_id, struct account *ret_account) MUST_CHECK;
enum err_code account_by_uid(struct ctx *ctx, const char *uid_hex, int64_t *ret_id) MUST_CHECK; /* ERR_NOT_FOUND */

#endif
