#include "store/job.h"

#include "store/db_private.h"
#include "store/job_sql.h"
#include "store/redis.h"

#include <string.h>

#define WAKE_CHANNEL "job"
#define PAYLOAD "job.payload_ct"
#define RESULT "job.result_ct"

static enum err_code no_memory(struct ctx *ctx)
{
	return err_set(&ctx->err, ERR_NOMEM, "arena");
}

static enum err_code owner_mac(struct ctx *ctx, const char *token, struct blob *ret_mac)
{
	*ret_mac = (struct blob){ NULL, 0 };
	if (!token)
		return ERR_OK;
	uint8_t *mac = arena_alloc(ctx->arena, SM3_SIZE);
	if (!mac)
		return no_memory(ctx);
	*ret_mac = (struct blob){ mac, SM3_SIZE };
	return keyed_mac(ctx->keys, KEY_SESSION, "job_owner", token, strlen(token), mac, &ctx->err);
}

static enum err_code seal_text(struct ctx *ctx, const char *column, const struct blob *uid, const char *text, struct blob *ret_sealed)
{
	*ret_sealed = (struct blob){ NULL, 0 };
	return text ? seal(ctx->keys, KEY_C3, column, uid->p, text, strlen(text), ctx->arena, ret_sealed, &ctx->err) : ERR_OK;
}

static enum err_code open_text(struct ctx *ctx, const char *column, const struct blob *uid, const struct blob *sealed, const char **ret_text)
{
	struct blob plain;
	if (!sealed->p) {
		*ret_text = NULL;
		return ERR_OK;
	}
	if (uid->n != UID_SIZE)
		return err_set(&ctx->err, ERR_CRYPTO, "job: no uid");
	enum err_code code = unseal(ctx->keys, KEY_C3, column, uid->p, sealed, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	char *text = arena_dup(ctx->arena, plain.p, plain.n);
	if (!text)
		return no_memory(ctx);
	*ret_text = text;
	return ERR_OK;
}

/* A row of that key is there: left alone, or made READY anew under its own number. */
static enum err_code put_again(struct ctx *ctx, const struct job_new *job, struct job_row *row)
{
	struct job_row had = { 0 };
	enum err_code code = db_one(ctx->db, &job_stmts[JOB_BY_DEDUPE], row, &had);
	if (code)
		return code;
	row->id = had.id;
	row->public_id = had.public_id;
	if (!job->again || !(text_eq(had.state, "DONE") || text_eq(had.state, "FAILED")))
		return ERR_OK;
	code = seal_text(ctx, PAYLOAD, &had.uid, job->payload, &row->payload);
	return code ? code : db_do(ctx->db, &job_stmts[JOB_AGAIN_FROM_NEW], row, NULL);
}

enum err_code job_put(struct ctx *ctx, const struct job_new *job, int64_t *ret_id, const char **ret_public_id)
{
	uint8_t *uid = arena_alloc(ctx->arena, 2 * UID_SIZE);
	if (!uid)
		return no_memory(ctx);
	if (!crypto_random(uid, 2 * UID_SIZE))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	struct job_row row = { .kind = job->kind, .dedupe_key = job->dedupe_key, .subject_id = job->subject_id, .delay_ms = job->delay_ms,
		               .uid = { uid, UID_SIZE }, .public_id = text_hex(ctx->arena, uid + UID_SIZE, UID_SIZE) };
	if (!row.public_id)
		return no_memory(ctx);
	if (!row.dedupe_key)
		row.dedupe_key = row.public_id;
	enum err_code code = owner_mac(ctx, job->owner_token, &row.owner_mac);
	if (!code)
		code = seal_text(ctx, PAYLOAD, &row.uid, job->payload, &row.payload);
	if (!code)
		code = db_insert(ctx->db, &job_stmts[JOB_PUT], &row, &row.id);
	if (code == ERR_DUPLICATE) {
		err_clear(&ctx->err);
		code = put_again(ctx, job, &row);
	}
	if (code)
		return code;
	if (ret_id)
		*ret_id = row.id;
	if (ret_public_id)
		*ret_public_id = row.public_id;
	return ERR_OK;
}

void job_wake(struct ctx *ctx)
{
	if (ctx->redis)
		redis_wake(ctx->redis, WAKE_CHANNEL);
}

/* ---- leases ---- */

struct lease {
	const char *owner;
	int64_t ms;
	const char *const *once;
	struct job_row row;
	bool unknown;
};

static bool listed(const char *const *kinds, const char *kind)
{
	for (; kinds && *kinds; kinds++)
		if (text_eq(*kinds, kind))
			return true;
	return false;
}

static enum err_code lease_tx(struct db *db, void *arg)
{
	struct lease *lease = arg;
	lease->unknown = false;
	enum err_code code = db_one(db, &job_stmts[JOB_EXPIRED], NULL, &lease->row);
	if (!code)
		lease->unknown = listed(lease->once, lease->row.kind);
	else if (code == ERR_NOT_FOUND)
		code = db_one(db, &job_stmts[JOB_DUE], NULL, &lease->row);
	if (code)
		return code;
	lease->row.owner = lease->owner;
	lease->row.delay_ms = lease->ms;
	lease->row.why = "the lease ran out";
	return db_do(db, &job_stmts[lease->unknown ? JOB_TAKE_UNKNOWN : JOB_TAKE], &lease->row, NULL);
}

static enum err_code next_due(struct ctx *ctx, int64_t *ret_next_ms)
{
	struct job_row row = { 0 };
	enum err_code code = db_one(ctx->db, &job_stmts[JOB_NEXT], NULL, &row);
	if (code)
		return code;
	*ret_next_ms = row.delay_ms < 0 ? 0 : row.delay_ms > 60000 ? 60000 : row.delay_ms;
	return err_set(&ctx->err, ERR_NOT_FOUND, "no job is due");
}

enum err_code job_lease(struct ctx *ctx, const char *owner, int64_t lease_ms, const char *const *once_kinds, struct job *ret_job, int64_t *ret_next_ms)
{
	struct lease lease = { .owner = owner, .ms = lease_ms, .once = once_kinds };
	enum err_code code = tx_run_kind(ctx->db, TX_SHORT, "job_lease", lease_tx, &lease);
	if (code == ERR_NOT_FOUND)
		return next_due(ctx, ret_next_ms);
	if (code)
		return code;
	const struct job_row *row = &lease.row;
	struct job job = { .id = row->id, .subject_id = row->subject_id, .attempts = row->attempts + !lease.unknown, .fence = row->fence + 1,
		           .public_id = row->public_id, .kind = row->kind, .uid = row->uid };
	if (lease.unknown && !(job.kind = arena_printf(ctx->arena, "%s?", row->kind)))
		return no_memory(ctx);
	/* The lease stands even when the payload does not open; the row is settled here, nobody could run it. */
	code = open_text(ctx, PAYLOAD, &row->uid, &row->payload, &job.payload);
	if (code) {
		enum err_code settled = job_failed(ctx, &job, "payload does not open");
		return settled ? settled : code;
	}
	*ret_job = job;
	return ERR_OK;
}

static enum err_code settle(struct ctx *ctx, const struct job *job, int statement, struct job_row *row)
{
	int64_t n;
	row->id = job->id;
	row->fence = job->fence;
	char *why = row->why ? arena_strdup(ctx->arena, row->why) : NULL;
	if (row->why && !why)
		return no_memory(ctx);
	/* The column holds 200 characters. */
	if (why && strlen(why) > 190) {
		size_t cut = 190;
		while (cut && ((unsigned char)why[cut] & 0xC0) == 0x80)
			cut--;
		why[cut] = '\0';
	}
	row->why = why;
	enum err_code code = db_do(ctx->db, &job_stmts[statement], row, &n);
	if (!code && n == 0)
		code = err_set(&ctx->err, ERR_STALE, "job %lld: somebody else has the lease", (long long)job->id);
	return code;
}

enum err_code job_renew(struct ctx *ctx, const struct job *job, int64_t lease_ms)
{
	struct job_row row = { .delay_ms = lease_ms };
	return settle(ctx, job, JOB_RENEW, &row);
}

enum err_code job_done_in_tx(struct ctx *ctx, const struct job *job, const char *result_json)
{
	struct job_row row = { 0 };
	enum err_code code = seal_text(ctx, RESULT, &job->uid, result_json, &row.result);
	return code ? code : settle(ctx, job, JOB_DONE, &row);
}

enum err_code job_done(struct ctx *ctx, const struct job *job, const char *result_json)
{
	return job_done_in_tx(ctx, job, result_json);
}

enum err_code job_again(struct ctx *ctx, const struct job *job, int64_t delay_ms, const char *why)
{
	struct job_row row = { .delay_ms = delay_ms, .why = why };
	return settle(ctx, job, JOB_DELAY, &row);
}

enum err_code job_failed(struct ctx *ctx, const struct job *job, const char *why)
{
	struct job_row row = { .why = why };
	return settle(ctx, job, JOB_FAILED, &row);
}

enum err_code job_unknown(struct ctx *ctx, const struct job *job, const char *why)
{
	struct job_row row = { .why = why };
	return settle(ctx, job, JOB_UNKNOWN, &row);
}

enum err_code job_view(struct ctx *ctx, const char *public_id, const char *owner_token, struct job_view *ret_view)
{
	struct job_row row = { .public_id = public_id };
	struct job_view view = { 0 };
	enum err_code code = owner_mac(ctx, owner_token ? owner_token : "", &row.owner_mac);
	if (!code)
		code = db_one(ctx->db, &job_stmts[JOB_VIEW], &row, &row);
	if (code)
		return code;
	view.state = row.state;
	view.kind = row.kind;
	view.attempts = row.attempts;
	code = open_text(ctx, RESULT, &row.uid, &row.result, &view.result);
	if (!code)
		*ret_view = view;
	return code;
}
