#include "domain/casefile/casefile.h"
#include "flow/draft_flow.h"
#include "store/audit.h"
#include "store/files.h"

struct adding {
	struct ctx *ctx;
	const struct file_add *in;
	struct attachment row;
};

/* Where the file goes; locks the draft or case row, so that two uploads cannot both be the last one allowed. */
static enum err_code place(struct adding *a)
{
	struct ctx *ctx = a->ctx;
	struct draft draft;
	struct casefile c;
	enum err_code code;
	if (a->in->draft) {
		code = draft_lock(ctx, a->in->draft, ctx->actor_id, &draft);
		if (!code && draft.case_id)
			code = err_set(&ctx->err, ERR_STATE, "申请已经提交");
		a->row.draft_id = code ? DB_NULL : draft.id;
		return code;
	}
	code = casefile_find(ctx, a->in->casefile, ctx->actor_id, &c);
	if (!code)
		code = casefile_lock(ctx, c.id, &c);
	if (!code && case_state_of(c.state) != CASE_SUPPLEMENT)
		code = err_set(&ctx->err, ERR_STATE, "该办件现在不需要补充材料");
	a->row.case_id = code ? DB_NULL : c.id;
	return code;
}

static enum err_code add_tx(struct db *db, void *arg)
{
	struct adding *a = arg;
	struct ctx *ctx = a->ctx;
	struct attachment *had;
	size_t n;
	(void)db;
	a->row.draft_id = a->row.case_id = DB_NULL;
	enum err_code code = place(a);
	if (!code)
		code = a->in->draft ? attachment_of_draft(ctx, a->row.draft_id, &had, &n) : attachment_of_case(ctx, a->row.case_id, &had, &n);
	if (!code && (int64_t)n >= config_int(ctx->config, "files.max_per_case"))
		code = err_set(&ctx->err, ERR_LIMIT, "最多上传 %zu 个文件", n);
	return code ? code : attachment_insert(ctx, &a->row);
}

enum err_code file_flow_add(struct ctx *ctx, const struct file_add *in, struct attachment *ret_row)
{
	struct adding a = { .ctx = ctx, .in = in };
	uint8_t random[2 * UID_SIZE], sm3[SM3_SIZE];
	const char *title = material_title(in->material);
	if (!title)
		return err_field(&ctx->err, "/material", "unknown", "没有这种材料");
	const char *type = files_sniff(in->bytes.p, in->bytes.n);
	if (!type)
		return err_set(&ctx->err, ERR_MEDIA_TYPE, "只能上传 PDF、JPG、PNG 文件");
	if (!crypto_random(random, sizeof random))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	a.row = (struct attachment){ .owner_id = ctx->actor_id, .size = (int64_t)in->bytes.n, .fetched = 1, .public_id = text_hex(ctx->arena, random, UID_SIZE),
		                     .material = in->material, .content_type = type, .title = title, .source = "upload",
		                     .uid = { arena_dup(ctx->arena, random + UID_SIZE, UID_SIZE), UID_SIZE } };
	if (!a.row.public_id || !a.row.uid.p)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	/* Bytes first, row second: a saved row always has its bytes (I9). */
	enum err_code code = files_put(ctx, a.row.public_id, a.row.uid.p, in->bytes.p, in->bytes.n, sm3);
	if (code)
		return code;
	a.row.sm3 = (struct blob){ sm3, sizeof sm3 };
	code = tx_run(ctx->db, "file_add", add_tx, &a);
	if (code && code != ERR_UNCERTAIN)
		files_drop(ctx, a.row.public_id);
	if (!code)
		*ret_row = a.row;
	return code;
}

struct removing {
	struct ctx *ctx;
	const char *public_id;
};

static enum err_code remove_tx(struct db *db, void *arg)
{
	struct removing *r = arg;
	struct ctx *ctx = r->ctx;
	struct attachment row;
	struct casefile c;
	(void)db;
	enum err_code code = attachment_find(ctx, r->public_id, ctx->actor_id, &row);
	if (code)
		return code;
	if (row.case_id != DB_NULL) {
		code = casefile_lock(ctx, row.case_id, &c);
		/* What came with the application or from the platform stays; in supplement only what was added for it may go. */
		if (!code && (case_state_of(c.state) != CASE_SUPPLEMENT || row.created_at < c.state_at || !text_eq(row.source, "upload")))
			code = err_set(&ctx->err, ERR_STATE, "已提交的材料不能删除");
	}
	return code ? code : attachment_remove(ctx, row.id);
}

enum err_code file_flow_remove(struct ctx *ctx, const char *public_id)
{
	struct removing r = { .ctx = ctx, .public_id = public_id };
	enum err_code code = tx_run(ctx->db, "file_remove", remove_tx, &r);
	if (!code)
		files_drop(ctx, public_id);
	return code;
}

static enum err_code audit_tx(struct db *db, void *arg)
{
	struct adding *a = arg;
	(void)db;
	return audit_write(a->ctx, &(struct audit_row){ .action = "file.read", .object_kind = "file", .object_id = a->row.id, .person_id = a->row.owner_id });
}

enum err_code file_flow_read(struct ctx *ctx, const char *public_id, struct attachment *ret_row, struct blob *ret_bytes)
{
	struct adding a = { .ctx = ctx };
	enum err_code code = attachment_find(ctx, public_id, ctx->actor == ACTOR_STAFF ? 0 : ctx->actor_id, &a.row);
	if (!code && !a.row.fetched)
		code = err_set(&ctx->err, ERR_UNAVAILABLE, "材料正在从政务平台读取");
	if (!code && ctx->actor == ACTOR_STAFF)
		code = tx_run(ctx->db, "file_read", audit_tx, &a);
	if (!code)
		code = files_get(ctx, a.row.public_id, a.row.uid.p, a.row.sm3.p, ret_bytes);
	if (!code)
		*ret_row = a.row;
	return code;
}
