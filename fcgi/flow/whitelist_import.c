#include "flow/whitelist_flow.h"

#include "base/date.h"
#include "domain/casefile/qualification.h"
#include "domain/people/people.h"
#include "flow/case_common.h"
#include "flow/pay_flow.h"
#include "store/audit.h"
#include "store/files.h"

#include <stdio.h>
#include <string.h>

#define CHUNK 200   /* rows of a transaction */
#define CHUNK_ARENA ((size_t)32 << 20)
#define SPREAD 500  /* jobs of a transaction */
#define SHEET_ARENA ((size_t)160 << 20) /* the file, its text twice, and a row for each person; for as long as it is read */
#define NOBODY_LOOKED "无人复核，已过期"
#define LIST_N 1000000 /* beyond the periods that the watch numbers its jobs by */
#define LOAD_TRIES 8 /* some minutes; then it makes room for another one */
#define NOT_READ "名单没有读入成功，请重新导入"

static enum err_code note(struct ctx *ctx, const char *action, const struct whitelist *list, const char *detail)
{
	return audit_write(ctx, &(struct audit_row){ .action = action, .object_kind = "whitelist", .object_id = list->id, .detail = detail });
}

static enum err_code refuse(struct ctx *ctx, struct whitelist *list, const char *why)
{
	list->state = "refused";
	list->why = why;
	enum err_code code = whitelist_update(ctx, list);
	return code ? code : note(ctx, "whitelist.refuse", list, why);
}

/* ---- the upload ---- */

struct importing {
	struct ctx *ctx;
	struct whitelist list;
};

/* One at a time: the second would be compared with what the first is about to replace. One that nobody looked at in time makes room. */
static enum err_code alone(struct importing *i)
{
	struct ctx *ctx = i->ctx;
	struct whitelist *open, current;
	struct approval approval;
	size_t n;
	enum err_code code = whitelist_open(ctx, &open, &n);
	for (size_t k = 0; k < n && !code; k++) {
		bool waits = open[k].approval_id != DB_NULL;
		code = waits ? approval_lock(ctx, open[k].approval_id, &approval) : ERR_OK;
		if (!code && waits && approval.decided_by == DB_NULL && approval.expires_at < clock_now_ms())
			code = refuse(ctx, &open[k], NOBODY_LOOKED);
		else if (!code)
			code = err_set(&ctx->err, ERR_STATE, waits ? "还有一份名单在等待复核" : "还有一份名单正在读入");
	}
	if (code)
		return code;
	code = whitelist_current(ctx, &current);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		return ERR_OK;
	}
	if (!code && strcmp(i->list.as_of, current.as_of) < 0) /* days written out compare as text */
		code = err_field(&ctx->err, "/as_of", "range", "现在使用的名单是%s的，比这份新", current.as_of);
	if (!code && crypto_equal(current.sm3.p, i->list.sm3.p, SM3_SIZE) && text_eq(current.as_of, i->list.as_of))
		code = err_set(&ctx->err, ERR_STATE, "现在使用的就是这份名单");
	return code;
}

static enum err_code import_tx(struct db *db, void *arg)
{
	struct importing *i = arg;
	char detail[100];
	(void)db;
	enum err_code code = alone(i);
	if (!code)
		code = whitelist_insert(i->ctx, &i->list);
	snprintf(detail, sizeof detail, "as of %s, %lld rows", i->list.as_of, (long long)i->list.total);
	if (!code)
		code = note(i->ctx, "whitelist.import", &i->list, detail);
	return code ? code : case_job_put(i->ctx, &(struct case_job){ .kind = "whitelist_load", .subject_id = i->list.id, .n = -1 });
}

static enum err_code good_day(struct ctx *ctx, const char *as_of)
{
	int32_t day;
	int64_t days = config_int(ctx->config, "whitelist.days");
	if (!as_of || !date_parse(as_of, &day))
		return err_field(&ctx->err, "/as_of", "required", "请填写名单截至哪一天");
	if (day > clock_today())
		return err_field(&ctx->err, "/as_of", "range", "名单的截止日期不能晚于今天");
	if (clock_today() - day > days)
		return err_field(&ctx->err, "/as_of", "range", "%lld天以前的名单已经不能使用", (long long)days);
	return ERR_OK;
}

/* In memory of its own: the request needs no more than how many they are. */
static enum err_code count_rows(struct ctx *ctx, const struct blob *bytes, size_t *ret_n)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(SHEET_ARENA);
	struct whitelist_row *rows;
	return arena ? whitelist_csv_read(arena, bytes, &rows, ret_n, &ctx->err) : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code whitelist_import(struct ctx *ctx, const char *as_of, const struct blob *bytes, struct whitelist *ret_list)
{
	struct importing i = { .ctx = ctx };
	uint8_t random[2 * UID_SIZE], sm3[SM3_SIZE];
	size_t n;
	err_clear(&ctx->err);
	enum err_code code = good_day(ctx, as_of);
	if (!code)
		code = count_rows(ctx, bytes, &n);
	if (code)
		return code;
	if (!crypto_random(random, sizeof random))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	i.list = (struct whitelist){ .as_of = as_of, .total = (int64_t)n, .made_by = ctx->actor_id, .state = "loading", .why = "", .active_at = DB_NULL,
		                     .approval_id = DB_NULL, .public_id = text_hex(ctx->arena, random, UID_SIZE), .uid = { random + UID_SIZE, UID_SIZE } };
	if (!i.list.public_id)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	/* Bytes first, row second: a saved row always has its bytes (I9). */
	code = files_put(ctx, i.list.public_id, i.list.uid.p, bytes->p, bytes->n, sm3);
	if (code)
		return code;
	i.list.sm3 = (struct blob){ sm3, sizeof sm3 };
	code = tx_run(ctx->db, "whitelist_import", import_tx, &i);
	if (code && code != ERR_UNCERTAIN)
		files_drop(ctx, i.list.public_id);
	if (code)
		return code;
	job_wake(ctx);
	*ret_list = i.list;
	ret_list->uid = ret_list->sm3 = (struct blob){ NULL, 0 };
	return ERR_OK;
}

/* ---- rows become people ---- */

struct loading {
	struct ctx *ctx;
	int64_t list_id;
	const struct whitelist_row *rows;
	size_t n;
	bool more;
};

static bool list_digest(const struct whitelist *list, uint8_t out[SM3_SIZE])
{
	char text[300], hex[2 * SM3_SIZE + 1];
	for (size_t i = 0; i < SM3_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", list->sm3.p[i]);
	int n = snprintf(text, sizeof text, "whitelist %lld\nas of %s\nfile %s\nrows %lld\nbase %lld\nadded %lld gone %lld changed %lld\n", (long long)list->id, list->as_of,
	                 hex, (long long)list->total, (long long)list->base_id, (long long)list->added_n, (long long)list->gone_n, (long long)list->changed_n);
	return n > 0 && (size_t)n < sizeof text && crypto_sm3(text, (size_t)n, out);
}

static enum err_code ask_another(struct ctx *ctx, struct whitelist *list)
{
	struct whitelist current;
	uint8_t digest[SM3_SIZE];
	enum err_code code = whitelist_current(ctx, &current);
	if (code == ERR_NOT_FOUND)
		err_clear(&ctx->err);
	else if (code)
		return code;
	list->base_id = code ? 0 : current.id;
	code = whitelist_compare(ctx, list);
	if (!code && !list_digest(list, digest))
		code = err_set(&ctx->err, ERR_CRYPTO, "digest");
	struct approval_new ask = { .kind = APPROVAL_WHITELIST, .subject_id = list->id, .made_by = list->made_by, .lasts_ms = APPROVAL_LASTS_MS, .digest = digest };
	if (!code)
		code = approval_make(ctx, &ask, &list->approval_id);
	list->state = "waiting";
	return code;
}

/* A number whose name we know otherwise is somebody else's, or wrong: nobody is put on the list under it. A name that only a list before gave,
 * perhaps one that was refused for it, or only somebody's form, is corrected. */
static enum err_code one_row(struct ctx *ctx, const struct whitelist *list, const struct whitelist_row *row, bool *ret_other_name)
{
	struct person person;
	int64_t id;
	bool listed_only = false;
	enum err_code code = people_named(ctx, row->name, row->idno, &id);
	if (!code)
		code = people_open(ctx, id, &person);
	if (code)
		return code;
	bool other = person.name && person.name[0] && !people_same_name(person.name, row->name);
	if (other)
		code = whitelist_only(ctx, id, &listed_only);
	*ret_other_name = other && !listed_only;
	if (code || *ret_other_name)
		return code;
	code = other ? people_rename(ctx, id, row->name) : people_name_known(ctx, id, row->name);
	return code ? code : whitelist_entry_put(ctx, list->id, id, row);
}

static enum err_code load_tx(struct db *db, void *arg)
{
	struct loading *l = arg;
	struct ctx *ctx = l->ctx;
	struct whitelist list;
	bool other_name = false;
	(void)db;
	l->more = false;
	enum err_code code = whitelist_lock(ctx, l->list_id, &list);
	if (code || !text_eq(list.state, "loading"))
		return code;
	if (list.total != (int64_t)l->n)
		return err_set(&ctx->err, ERR_INTERNAL, "whitelist %lld: its file has %zu rows", (long long)list.id, l->n);
	size_t from = (size_t)list.loaded, to = from + CHUNK < l->n ? from + CHUNK : l->n;
	for (size_t i = from; i < to && !code && !other_name; i++) {
		code = one_row(ctx, &list, &l->rows[i], &other_name);
		if (!code && other_name)
			return refuse(ctx, &list, arena_printf(ctx->arena, "第%lld行的姓名与系统中该证件号码的姓名不一致，请核对后重新导入", (long long)l->rows[i].seq + 1));
	}
	list.loaded = (int64_t)to;
	l->more = to < l->n;
	if (!code && !l->more)
		code = ask_another(ctx, &list);
	return code ? code : whitelist_update(ctx, &list);
}

/* Each chunk has memory of its own: a list of any length takes no more than one. */
static enum err_code load_chunks(struct loading *l, const struct job *job)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(CHUNK_ARENA);
	struct ctx *ctx = l->ctx;
	struct arena *own = ctx->arena;
	int64_t lease_ms = config_int(ctx->config, "jobd.lease_s") * 1000, renewed = clock_mono_ms();
	enum err_code code = arena ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
	while (!code && l->more) {
		arena_reset(arena);
		ctx->arena = arena;
		db_use(ctx->db, arena, &ctx->err);
		code = tx_run(ctx->db, "whitelist_load", load_tx, l);
		if (!code && clock_mono_ms() - renewed > lease_ms / 3) {
			code = job_renew(ctx, job, lease_ms);
			renewed = clock_mono_ms();
		}
		ctx->arena = own;
		db_use(ctx->db, own, &ctx->err);
	}
	return code;
}

static enum err_code give_up_tx(struct db *db, void *arg)
{
	struct loading *l = arg;
	struct whitelist list;
	(void)db;
	enum err_code code = whitelist_lock(l->ctx, l->list_id, &list);
	return code || !text_eq(list.state, "loading") ? code : refuse(l->ctx, &list, NOT_READ);
}

static enum err_code load(struct ctx *ctx, const struct job *job)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(SHEET_ARENA);
	struct loading l = { .ctx = ctx, .list_id = job->subject_id, .more = true };
	struct whitelist list;
	struct whitelist_row *rows = NULL;
	struct blob bytes;
	enum err_code code = arena ? whitelist_read(ctx, job->subject_id, &list) : err_set(&ctx->err, ERR_NOMEM, "arena");
	if (code || !text_eq(list.state, "loading"))
		return code;
	code = files_get(ctx, list.public_id, list.uid.p, list.sm3.p, &bytes);
	if (!code)
		code = whitelist_csv_read(arena, &bytes, &rows, &l.n, &ctx->err);
	l.rows = rows;
	return code ? code : load_chunks(&l, job);
}

/* A list whose file is gone or cannot be read again would stand in the way of every other one. */
enum err_code whitelist_load(struct ctx *ctx, const struct job *job)
{
	struct loading l = { .ctx = ctx, .list_id = job->subject_id };
	enum err_code code = load(ctx, job);
	if (!code || code == ERR_STALE || job->attempts < LOAD_TRIES)
		return code;
	err_clear(&ctx->err);
	return tx_run(ctx->db, "whitelist_give_up", give_up_tx, &l);
}

/* ---- in force ---- */

static enum err_code replace(struct ctx *ctx, struct whitelist *list)
{
	struct whitelist current;
	enum err_code code = whitelist_current(ctx, &current);
	if (code == ERR_NOT_FOUND) {
		err_clear(&ctx->err);
		code = ERR_OK;
		current.id = 0;
	} else if (!code && current.id == list->base_id) {
		current.state = "replaced";
		code = whitelist_update(ctx, &current);
	}
	if (!code && current.id != list->base_id)
		return refuse(ctx, list, "比较之后使用中的名单已经变化，请重新导入");
	list->state = "active";
	list->active_at = clock_now_ms();
	if (!code)
		code = whitelist_update(ctx, list);
	if (!code)
		code = note(ctx, "whitelist.activate", list, list->as_of);
	return code ? code : case_job_put(ctx, &(struct case_job){ .kind = "whitelist_spread", .subject_id = list->id, .n = -1 });
}

enum err_code whitelist_decided(struct ctx *ctx, const struct approval *approval)
{
	struct whitelist list;
	uint8_t digest[SM3_SIZE];
	enum err_code code = whitelist_lock(ctx, approval->subject_id, &list);
	if (code || !text_eq(list.state, "waiting"))
		return code; /* done before */
	if (approval->yes != 1)
		return refuse(ctx, &list, approval->note && approval->note[0] ? approval->note : "复核未通过");
	if (!list_digest(&list, digest))
		return err_set(&ctx->err, ERR_CRYPTO, "digest");
	if (list.approval_id != approval->id || !approval_given(approval, APPROVAL_WHITELIST, digest))
		return err_set(&ctx->err, ERR_STATE, "whitelist %lld is not what was agreed on", (long long)list.id);
	return replace(ctx, &list);
}

struct spreading {
	struct ctx *ctx;
	struct qualification_listed ask;
	size_t n;
};

static enum err_code spread_tx(struct db *db, void *arg)
{
	struct spreading *s = arg;
	struct sql_id *ids;
	(void)db;
	enum err_code code = qualification_listed(s->ctx, &s->ask, SPREAD, &ids, &s->n);
	/* A row of this list's own: one that runs already may have read the list before. */
	for (size_t i = 0; i < s->n && !code; i++)
		code = case_job_put(s->ctx, &(struct case_job){ .kind = "month_recheck", .subject_id = ids[i].id, .n = s->ask.list_id + LIST_N });
	if (!code && s->n)
		s->ask.after = ids[s->n - 1].id;
	return code;
}

/* Whose class the list changes is judged again at once (B19); for everybody else the next run looks. */
enum err_code whitelist_spread(struct ctx *ctx, int64_t list_id)
{
	struct whitelist list;
	enum err_code code = whitelist_read(ctx, list_id, &list);
	struct spreading s = { .ctx = ctx, .ask = { .scheme = "rental" }, .n = SPREAD };
	/* One that was replaced before its turn came spreads all the same: the next one is compared with it, not with what stood before it. */
	if (code || !(text_eq(list.state, "active") || text_eq(list.state, "replaced")))
		return code;
	s.ask.list_id = list.id;
	s.ask.base_id = list.base_id;
	while (!code && s.n == SPREAD)
		code = tx_run(ctx->db, "whitelist_spread", spread_tx, &s);
	if (!code)
		job_wake(ctx);
	return code;
}
