#include "domain/notice/notice.h"

#include "base/date.h"
#include "domain/notice/notice_sql.h"
#include "domain/people/people.h"
#include "store/job.h"

#include <string.h>

static const char *const text_column = "notice.text_ct";

const char *notice_surname(struct arena *arena, const char *name)
{
	static const char *const compound[] = { "欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒",
		                                "长孙", "宇文", "端木", "南宫", "西门", "独孤", "轩辕", "百里", "呼延", "申屠", "闻人", "澹台" };
	if (!name || !name[0])
		return "";
	for (size_t i = 0; i < ARRAY_LEN(compound); i++)
		if (text_starts(name, compound[i]) && name[strlen(compound[i])])
			return compound[i];
	size_t n = 1;
	while (((unsigned char)name[n] & 0xc0) == 0x80)
		n++;
	const char *first = arena_dup(arena, name, n);
	return first ? first : "";
}

char *notice_fill(struct arena *arena, const char *template_text, const char *surname, const char *business, const char *reasons, const char *due)
{
	const struct { const char *name, *value; } fields[] = {
		{ "{surname}", surname }, { "{business}", business }, { "{reasons}", reasons }, { "{due}", due },
	};
	struct buf b;
	buf_init(&b, arena, 512);
	for (const char *p = template_text; *p;) {
		size_t i = 0;
		while (i < ARRAY_LEN(fields) && !text_starts(p, fields[i].name))
			i++;
		if (i == ARRAY_LEN(fields)) {
			buf_char(&b, *p++);
			continue;
		}
		if (!fields[i].value)
			return NULL;
		buf_str(&b, fields[i].value);
		p += strlen(fields[i].name);
	}
	return b.failed ? NULL : b.p;
}

/* 13 digits of time and 6 at random; the unique key settles the rest. */
static enum err_code new_ref(struct ctx *ctx, const char **ret_ref)
{
	uint32_t r;
	if (!crypto_random(&r, sizeof r))
		return err_set(&ctx->err, ERR_CRYPTO, "random");
	*ret_ref = arena_printf(ctx->arena, "%013lld%06u", (long long)clock_now_ms(), r % 1000000u);
	return *ret_ref ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code notice_put(struct ctx *ctx, const struct notice_new *notice, int64_t *ret_id)
{
	struct person person;
	struct sql_text template;
	uint8_t uid[UID_SIZE];
	struct notice_row row = { .person_id = notice->person_id, .case_id = notice->case_id ? notice->case_id : DB_NULL, .at = clock_now_ms(),
		                  .uid = { uid, sizeof uid }, .template = notice->template };
	enum err_code code = people_open(ctx, notice->person_id, &person);
	if (!code)
		code = db_one(ctx->db, &notice_stmts[NOTICE_TEMPLATE], &(struct sql_text){ notice->template }, &template);
	if (!code)
		code = new_ref(ctx, &row.ref);
	if (code)
		return code == ERR_NOT_FOUND ? err_set(&ctx->err, ERR_CONFIG, "no text template %s", notice->template) : code;
	char *text = notice_fill(ctx->arena, template.text, notice_surname(ctx->arena, person.name),
	                         notice->business ? notice->business : "公租房货币补贴", notice->reasons, notice->due);
	if (!text)
		return err_set(&ctx->err, ERR_CONFIG, "template %s cannot be filled", notice->template);
	if (!crypto_uid(uid))
		return err_set(&ctx->err, ERR_CRYPTO, "uid");
	bool phone = person.phone && person.phone[0];
	row.state = phone ? "READY" : "NO_PHONE";
	int64_t id;
	code = seal(ctx->keys, KEY_C3, text_column, uid, text, strlen(text), ctx->arena, &row.text_ct, &ctx->err);
	if (!code)
		code = db_insert(ctx->db, &notice_stmts[NOTICE_INSERT], &row, &id);
	if (code)
		return code == ERR_DUPLICATE ? ERR_BUSY : code;
	if (phone) {
		struct job_new job = { .kind = "notice", .dedupe_key = arena_printf(ctx->arena, "notice:%lld", (long long)id), .subject_id = id };
		code = job_put(ctx, &job, NULL, NULL);
	}
	if (!code && ret_id)
		*ret_id = id;
	return code;
}

enum err_code notice_read(struct ctx *ctx, int64_t id, struct notice *ret_notice)
{
	struct notice_row row;
	struct blob plain;
	enum err_code code = db_one(ctx->db, &notice_stmts[NOTICE_READ], &(struct sql_id){ id }, &row);
	if (!code)
		code = unseal(ctx->keys, KEY_C3, text_column, row.uid.p, &row.text_ct, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	*ret_notice = (struct notice){ .id = row.id, .person_id = row.person_id, .case_id = row.case_id, .created_at = row.at, .template = row.template,
		                       .ref = row.ref, .state = row.state, .text = arena_dup(ctx->arena, plain.p, plain.n) };
	return ret_notice->text ? ERR_OK : err_set(&ctx->err, ERR_NOMEM, "arena");
}

enum err_code notice_settle(struct ctx *ctx, int64_t id, const char *state, const char *msg_group)
{
	struct notice_row in = { .id = id, .state = state, .msg_group = msg_group, .at = clock_now_ms() };
	return db_do(ctx->db, &notice_stmts[NOTICE_SETTLE], &in, NULL);
}
