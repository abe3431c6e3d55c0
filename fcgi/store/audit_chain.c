#include "store/audit_private.h"

#include "base/date.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SETTLED_MS 600000 /* no transaction stays open that long: ids below a mark of that age are all committed */
#define LATE_MS 60000
#define WALK_ROWS 2000

/* ---- appending ---- */

struct append {
	struct ctx *ctx;
	size_t max, n;
	int64_t seq, at;
	uint8_t hash[SM3_SIZE];
};

/* cursor_mark holds "low candidate since": rows up to `low` are all in the chain; `candidate` becomes low once it is old. */
struct mark { int64_t low, candidate, since; };

static enum err_code mark_read(struct ctx *ctx, struct mark *ret_mark)
{
	struct audit_range row = { 0 };
	enum err_code code = db_do(ctx->db, &audit_stmts[AUDIT_MARK_NEW], NULL, NULL);
	if (!code)
		code = db_one(ctx->db, &audit_stmts[AUDIT_MARK], NULL, &row);
	if (code)
		return code;
	char *end;
	ret_mark->low = strtoll(row.value, &end, 10);
	ret_mark->candidate = strtoll(end, &end, 10);
	ret_mark->since = strtoll(end, &end, 10);
	return ERR_OK;
}

static enum err_code mark_write(struct ctx *ctx, const struct mark *mark, int64_t last_id)
{
	int64_t now = db_now_ms(ctx->db);
	if (now == 0)
		return ctx->err.code;
	if (mark->since <= now && now - mark->since < SETTLED_MS)
		return ERR_OK;
	int64_t low = mark->since <= now ? mark->candidate : mark->low; /* a clock that went back proves no age */
	struct audit_range row = { .until = now };
	row.value = arena_printf(ctx->arena, "%lld %lld %lld", (long long)low, (long long)last_id, (long long)now);
	return row.value ? db_do(ctx->db, &audit_stmts[AUDIT_MARK_SET], &row, NULL) : err_set(&ctx->err, ERR_NOMEM, "arena");
}

static enum err_code link_rows(struct append *a, struct audit_full *rows, size_t n)
{
	struct ctx *ctx = a->ctx;
	for (size_t i = 0; i < n; i++) {
		enum err_code code = audit_hash(ctx, a->hash, &rows[i], a->hash);
		if (code)
			return code;
		void *hash = arena_dup(ctx->arena, a->hash, SM3_SIZE);
		if (!hash)
			return err_set(&ctx->err, ERR_NOMEM, "arena");
		rows[i].seq = ++a->seq;
		rows[i].chain_id = rows[i].id;
		rows[i].chain_at = a->at;
		rows[i].hash = (struct blob){ hash, SM3_SIZE };
	}
	return db_bulk(ctx->db, &audit_stmts[AUDIT_LINK], rows, sizeof(*rows), n, NULL);
}

static enum err_code append_tx(struct db *db, void *arg)
{
	struct append *a = arg;
	struct ctx *ctx = a->ctx;
	struct mark mark;
	/* The mark's row lock lets one chainer at a time go on; the snapshot begins after it. */
	enum err_code code = mark_read(ctx, &mark);
	if (code)
		return code;
	struct audit_full last = { 0 };
	code = db_one(db, &audit_stmts[AUDIT_LAST], NULL, &last);
	if (code && code != ERR_NOT_FOUND)
		return code;
	if (!code && last.hash.n != SM3_SIZE)
		return err_set(&ctx->err, ERR_DB, "audit_chain %lld: no hash", (long long)last.seq);
	a->seq = code ? 0 : last.seq;
	memset(a->hash, 0, sizeof(a->hash));
	if (!code)
		memcpy(a->hash, last.hash.p, SM3_SIZE);
	err_clear(&ctx->err);

	struct audit_range range = { .low = mark.low, .limit = (int64_t)a->max };
	void *rows;
	code = db_list(db, &audit_stmts[AUDIT_UNCHAINED], &range, a->max, &rows, &a->n);
	if (!code && a->n)
		code = link_rows(a, rows, a->n);
	/* Only a round that left nothing over may move the mark. */
	if (!code && a->n < a->max) {
		const struct audit_full *full = rows;
		int64_t last_id = a->n ? full[a->n - 1].id : last.chain_id;
		code = mark_write(ctx, &mark, last_id > mark.candidate ? last_id : mark.candidate);
	}
	return code;
}

static enum err_code head_append(struct ctx *ctx, int fd, const char *head_file, const struct append *a)
{
	char *hex = text_hex(ctx->arena, a->hash, SM3_SIZE);
	char *line = hex ? arena_printf(ctx->arena, "%lld %s %lld\n", (long long)a->seq, hex, (long long)a->at) : NULL;
	if (!line)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	size_t n = strlen(line);
	if (write(fd, line, n) != (ssize_t)n || fsync(fd))
		return err_native(&ctx->err, ERR_IO, errno, "%s", head_file);
	return ERR_OK;
}

enum err_code audit_chain_append(struct ctx *ctx, const char *head_file, size_t max, size_t *ret_n)
{
	struct append a = { .ctx = ctx, .max = max, .at = clock_now_ms() };
	/* Runners of one machine take turns, so that the heads stand in the order of the chain. */
	int fd CLEANUP(cleanup_fd) = open(head_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0 || flock(fd, LOCK_EX))
		return err_native(&ctx->err, ERR_IO, errno, "%s", head_file);
	enum err_code code = tx_run(ctx->db, "audit_chain", append_tx, &a);
	if (!code && a.n)
		code = head_append(ctx, fd, head_file, &a);
	if (!code)
		*ret_n = a.n;
	return code;
}

/* ---- checking ---- */

struct heads {
	FILE *file;
	int64_t seq; /* of the line in hand; 0 = none left */
	char hex[2 * SM3_SIZE + 1];
	bool broken;
};

static void heads_close(struct heads *heads)
{
	if (heads->file)
		fclose(heads->file);
	heads->file = NULL;
}

static void heads_next(struct heads *heads)
{
	char line[160];
	heads->seq = 0;
	if (!heads->file || !fgets(line, sizeof(line), heads->file))
		return;
	long long seq = 0, at = 0;
	if (sscanf(line, "%lld %64[0-9a-f] %lld", &seq, heads->hex, &at) != 3 || strlen(heads->hex) != 2 * SM3_SIZE || seq <= 0)
		heads->broken = true;
	else
		heads->seq = seq;
}

struct walk {
	struct ctx *ctx;
	struct heads *heads;
	struct audit_check *check;
	int64_t seq, last_at;
	uint8_t prev[SM3_SIZE];
};

static void bad(struct walk *w, int64_t seq, const char *why)
{
	if (w->check->first_bad)
		return;
	w->check->first_bad = seq;
	w->check->why = why;
}

static enum err_code walk_row(struct walk *w, const struct audit_full *row)
{
	uint8_t hash[SM3_SIZE];
	w->check->rows++;
	if (row->seq != w->seq + 1)
		bad(w, w->seq + 1, "a link is missing");
	if (row->id == DB_NULL) {
		bad(w, row->seq, "the audit row is gone");
		memcpy(w->prev, row->hash.p, SM3_SIZE);
	} else {
		enum err_code code = audit_hash(w->ctx, w->prev, row, hash);
		if (code)
			return code;
		if (row->hash.n != SM3_SIZE || memcmp(hash, row->hash.p, SM3_SIZE) != 0)
			bad(w, row->seq, "the row or the link was changed");
		memcpy(w->prev, row->hash.n == SM3_SIZE ? row->hash.p : hash, SM3_SIZE);
	}
	while (w->heads->seq && w->heads->seq <= row->seq) {
		char *hex = text_hex(w->ctx->arena, w->prev, SM3_SIZE);
		if (!hex)
			return err_set(&w->ctx->err, ERR_NOMEM, "arena");
		if (w->heads->seq < row->seq || strcmp(hex, w->heads->hex) != 0)
			bad(w, w->heads->seq, "the chain differs from a head that was given away");
		heads_next(w->heads);
	}
	w->seq = row->seq;
	w->last_at = row->chain_at > w->last_at ? row->chain_at : w->last_at;
	return ERR_OK;
}

static enum err_code walk_all(struct walk *w)
{
	struct ctx *ctx = w->ctx, piece = *ctx;
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)64 << 20);
	if (!arena)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	piece.arena = arena;
	w->ctx = &piece;
	enum err_code code = ERR_OK;
	for (size_t n = WALK_ROWS; n == WALK_ROWS && !code;) {
		struct audit_range range = { .seq = w->seq, .limit = WALK_ROWS };
		void *rows;
		arena_reset(arena);
		db_use(ctx->db, arena, &ctx->err);
		code = db_list(ctx->db, &audit_stmts[AUDIT_WALK], &range, WALK_ROWS, &rows, &n);
		const struct audit_full *row = rows;
		for (size_t i = 0; i < n && !code; i++)
			code = walk_row(w, &row[i]);
	}
	if (piece.err.code && !ctx->err.code)
		ctx->err = piece.err;
	db_use(ctx->db, ctx->arena, &ctx->err);
	w->ctx = ctx;
	return code;
}

enum err_code audit_verify(struct ctx *ctx, const char *head_file, struct audit_check *ret_check)
{
	struct audit_check check = { 0 };
	struct heads heads CLEANUP(heads_close) = { .file = fopen(head_file, "re") };
	int opened = heads.file ? 0 : errno;
	struct walk w = { .ctx = ctx, .heads = &heads, .check = &check };
	if (opened && opened != ENOENT)
		return err_native(&ctx->err, ERR_IO, opened, "%s", head_file);
	heads_next(&heads);
	enum err_code code = walk_all(&w);
	/* A head is given away after its commit: one that came while the chain was being read belongs to rows that are there by now. */
	for (int64_t before = -1; !code && heads.seq > w.seq && w.seq > before;) {
		before = w.seq;
		code = walk_all(&w);
	}
	if (code)
		return code;
	if (heads.seq)
		bad(&w, w.seq + 1, "the chain is shorter than a head that was given away");
	if (heads.broken)
		bad(&w, w.seq + 1, "a line of the head file cannot be read");
	if (opened && check.rows)
		bad(&w, 1, "the head file is missing");

	int64_t now = clock_now_ms();
	struct audit_range late = { .until = (w.last_at > now ? w.last_at : now) - LATE_MS };
	void *rows;
	size_t n;
	code = db_list(ctx->db, &audit_stmts[AUDIT_LATE], &late, 1000, &rows, &n);
	if (code)
		return code;
	check.unchained = (int64_t)n;
	if (n)
		bad(&w, w.seq + 1, "an audit row stayed outside the chain");
	*ret_check = check;
	return ERR_OK;
}
