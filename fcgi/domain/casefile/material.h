/* Materials that applicants bring: codes of docs/interfaces.md section 8 and their Chinese titles. */
#ifndef DOMAIN_CASEFILE_MATERIAL_H
#define DOMAIN_CASEFILE_MATERIAL_H

#include <stdbool.h>
#include <stddef.h>

struct material {
	const char *code, *title;
};
extern const struct material materials[];
extern const size_t materials_n;
const char *material_title(const char *code); /* NULL when unknown */
/* Comma separated codes, all known and at least one. */
bool material_list_ok(const char *codes);

struct buf;
void material_titles(struct buf *b, const char *codes); /* comma separated codes as titles with 、 between them */

#endif
