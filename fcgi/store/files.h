/* Sealed attachments under files.dir: temp, fsync, rename, fsync of the folder. Content type by content, never by name. */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include "store/ctx.h"

/* "application/pdf", "image/jpeg", "image/png", or NULL for anything else (SVG, HTML, truncated or mixed files). */
const char *files_sniff(const void *p, size_t n);
enum err_code files_put(struct ctx *ctx, const char *public_id, const uint8_t uid[UID_SIZE], const void *p, size_t n, uint8_t ret_sm3[SM3_SIZE]) MUST_CHECK;
enum err_code files_get(struct ctx *ctx, const char *public_id, const uint8_t uid[UID_SIZE], const uint8_t sm3[SM3_SIZE], struct blob *ret_bytes) MUST_CHECK;
void files_drop(struct ctx *ctx, const char *public_id);

#endif
