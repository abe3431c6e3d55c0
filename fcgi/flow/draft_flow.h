/* An applicant's unfinished application: saved on every step, attachments beside it. The person is ctx's actor. */
#ifndef FLOW_DRAFT_FLOW_H
#define FLOW_DRAFT_FLOW_H

#include "domain/casefile/attachment.h"
#include "domain/casefile/draft.h"

#define DRAFT_DATA_MAX (64 * 1024)

struct draft_save {
	const char *form;   /* "type2" */
	const char *form_ver;
	int64_t version;    /* the one the page has; 0 = new */
	const char *data;   /* JSON object text, any content: the form is checked when it is submitted */
	const char *step;
};
/* ERR_STALE: saved elsewhere meanwhile. A new draft while one is open is ERR_STALE too, never a second one. */
enum err_code draft_flow_save(struct ctx *ctx, const struct draft_save *in, struct draft *ret_draft) MUST_CHECK;
/* The open draft of a form with its files; ERR_NOT_FOUND. */
struct draft_view {
	struct draft draft;
	const char *answers; /* number of the refused case it answers, or NULL */
	struct attachment *files;
	size_t n_files;
};
enum err_code draft_flow_open(struct ctx *ctx, const char *form, struct draft_view *ret_view) MUST_CHECK;
enum err_code draft_flow_drop(struct ctx *ctx, const char *public_id) MUST_CHECK;

struct file_add {
	const char *draft, *casefile; /* public id of one of them */
	const char *material;
	struct blob bytes;
};
/* Sniffs the content (ERR_MEDIA_TYPE), limits the count (files.max_per_case), seals, then writes the row. A case takes files only while it
 * is in supplement. */
enum err_code file_flow_add(struct ctx *ctx, const struct file_add *in, struct attachment *ret_row) MUST_CHECK;
enum err_code file_flow_remove(struct ctx *ctx, const char *public_id) MUST_CHECK; /* only before it was handed in */
/* Bytes of an own file (applicant) or any file (staff; audited). */
enum err_code file_flow_read(struct ctx *ctx, const char *public_id, struct attachment *ret_row, struct blob *ret_bytes) MUST_CHECK;

#endif
