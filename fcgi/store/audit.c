#include "store/audit.h"

#include "base/date.h"
#include "store/audit_private.h"

#include <string.h>

/* The order of the fields is the order of the columns: both are part of the chain for good. */
void audit_canonical(const struct audit_full *row, struct buf *out)
{
	const struct {
		char type;
		int64_t number;
		const void *text;
		size_t n;
	} fields[] = {
		{ 'i', row->id, NULL, 0 },
		{ 'b', 0, row->uid.p, row->uid.n },
		{ 'i', row->at, NULL, 0 },
		{ 's', 0, row->actor_kind, 0 },
		{ 'i', row->actor_id, NULL, 0 },
		{ 's', 0, row->action, 0 },
		{ 's', 0, row->object_kind, 0 },
		{ 'i', row->object_id, NULL, 0 },
		{ 'i', row->person_id, NULL, 0 },
		{ 's', 0, row->purpose, 0 },
		{ 's', 0, row->result, 0 },
		{ 's', 0, row->detail, 0 },
		{ 's', 0, row->request_id, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		char number[24];
		const void *p = fields[i].text;
		size_t n = fields[i].n;
		if (fields[i].type == 'i' && fields[i].number != DB_NULL) {
			int len = snprintf(number, sizeof(number), "%lld", (long long)fields[i].number);
			p = number;
			n = (size_t)len;
		} else if (fields[i].type == 's' && p) {
			n = strlen(p);
		}
		uint32_t length = p ? (uint32_t)n : UINT32_MAX; /* NULL is not the empty text */
		const uint8_t prefix[4] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length };
		buf_add(out, prefix, sizeof(prefix));
		if (p)
			buf_add(out, p, n);
	}
}

enum err_code audit_hash(struct ctx *ctx, const uint8_t prev[SM3_SIZE], const struct audit_full *row, uint8_t out[SM3_SIZE])
{
	struct buf bytes;
	buf_init(&bytes, ctx->arena, 512);
	buf_add(&bytes, prev, SM3_SIZE);
	audit_canonical(row, &bytes);
	if (bytes.failed)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	return crypto_sm3(bytes.p, bytes.n, out) ? ERR_OK : err_set(&ctx->err, ERR_CRYPTO, "sm3");
}

enum err_code audit_write(struct ctx *ctx, const struct audit_row *row)
{
	uint8_t uid[UID_SIZE];
	if (!crypto_uid(uid))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	struct audit_full full = {
		.uid = { uid, UID_SIZE },
		.at = clock_now_ms(),
		/* The platform acts through us; its name stands in request_id and detail. */
		.actor_kind = actor_kind_name(ctx->actor == ACTOR_GOV ? ACTOR_SYSTEM : ctx->actor),
		.actor_id = ctx->actor_id,
		.action = row->action,
		.object_kind = row->object_kind,
		.object_id = row->object_id,
		.person_id = row->person_id ? row->person_id : DB_NULL,
		.purpose = row->purpose ? row->purpose : "",
		.result = row->result ? row->result : "ok",
		.detail = row->detail ? row->detail : "",
		.request_id = ctx->request_id ? ctx->request_id : "",
	};
	return db_do(ctx->db, &audit_stmts[AUDIT_WRITE], &full, NULL);
}
