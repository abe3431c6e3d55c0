/* Rows of attachments; the sealed bytes are store/files'. */
#ifndef DOMAIN_CASEFILE_ATTACHMENT_H
#define DOMAIN_CASEFILE_ATTACHMENT_H

#include "domain/casefile/material.h"
#include "store/ctx.h"

struct attachment {
	int64_t id, owner_id, draft_id, case_id, size, created_at, fetched; /* draft_id, case_id: DB_NULL = none */
	const char *public_id, *material, *content_type, *title, *source, *gov_unid;
	struct blob uid, sm3;
};
/* In: everything but id. created_at is set. ERR_DUPLICATE: the platform named it before. */
enum err_code attachment_insert(struct ctx *ctx, struct attachment *row) MUST_CHECK;
/* owner_id > 0: only his own; 0: any (staff). Removed ones are not found. */
enum err_code attachment_find(struct ctx *ctx, const char *public_id, int64_t owner_id, struct attachment *ret_row) MUST_CHECK;
enum err_code attachment_of_draft(struct ctx *ctx, int64_t draft_id, struct attachment **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code attachment_of_case(struct ctx *ctx, int64_t case_id, struct attachment **ret_rows, size_t *ret_n) MUST_CHECK;
enum err_code attachment_remove(struct ctx *ctx, int64_t id) MUST_CHECK; /* marks the row; bytes are dropped after the commit */
/* A submitted draft's files become the case's. */
enum err_code attachment_to_case(struct ctx *ctx, int64_t draft_id, int64_t case_id) MUST_CHECK;
/* Bytes of a material named by platform 2.0 have been read. In: id, content_type, size, sm3. */
enum err_code attachment_fetched(struct ctx *ctx, const struct attachment *row) MUST_CHECK;

#endif
