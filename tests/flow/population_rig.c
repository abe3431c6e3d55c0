#include "tests/flow/population_rig.h"

#include "base/date.h"
#include "domain/policy/policy_json.h"
#include "domain/policy/policy_store.h"
#include "flow/policy_flow.h"

#include <stdio.h>
#include <string.h>

const char *trial_policy(const char *name)
{
	char *path = arena_printf(rig.ctx.arena, "%s/conf/policy/%s", ANJU_SOURCE_DIR, name), *text = arena_alloc(rig.ctx.arena, 1 << 17);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(text);
	assert_true(fread(text, 1, (1 << 17) - 1, file) > 0);
	fclose(file);
	return text;
}

const char *trial_with(const char *text, const char *from, const char *to)
{
	struct buf b;
	buf_init(&b, rig.ctx.arena, 8192);
	for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
		buf_add(&b, text, (size_t)(at - text));
		buf_str(&b, to);
	}
	buf_str(&b, text);
	return b.p;
}

static const struct sql_stmt ship_version = {
	.name = "ship", .text = "INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state, published_at) VALUES (?, ?, ?, ?, ?, ?, 'published', 1)",
	SQL_IN(COL_S(struct policy_row, version), COL_S(struct policy_row, scheme), COL_S(struct policy_row, parts), COL_S(struct policy_row, day),
	       COL_S(struct policy_row, body), COL_B(struct policy_row, sm3)),
};

static void ship(void)
{
	static const char *const files[] = { "T2-2023", "T2S-2022" };
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct policy *p;
		const char *body = trial_policy(arena_printf(rig.ctx.arena, "%s.json", files[i]));
		char day[DATE_TEXT];
		uint8_t sm3[SM3_SIZE];
		rig_ok(policy_json_read(rig.ctx.arena, body, strlen(body), &p, &rig.ctx.err));
		date_text(p->effective_from, day);
		assert_true(crypto_sm3(body, strlen(body), sm3));
		struct policy_row row = { .version = p->version, .scheme = "type2", .parts = policy_parts_name(p->parts), .day = day, .body = body, .sm3 = { sm3, SM3_SIZE } };
		rig_ok(db_do(rig.ctx.db, &ship_version, &row, NULL));
	}
}

int trial_each(void **state)
{
	int64_t ms;
	int rc = rig_each(state);
	harness_empty(&rig, "audit, policy_trial_case_chunk, policy_trial_chunk, policy_trial, policy_draft, policy, month_entry, month_used, theme, covered_member, qualification");
	ship();
	assert_true(clock_parse("2026-11-23T10:00:00", &ms));
	clock_start_at(ms);
	return rc;
}

void trial_people(int n)
{
	for (int i = 0; i < n; i++) {
		struct rig_person who = rig_person();
		const char *projid;
		harness_next(&rig);
		rig_hands_free(&who, &projid);
		rig_is(projid, "approved");
	}
	assert_int_equal(rig_int("SELECT COUNT(*) FROM qualification WHERE state = 'live'"), n);
	assert_int_equal(rig_int("SELECT COUNT(*) FROM month_entry WHERE outcome = 'payable'"), n);
}

int64_t trial_ask(const char *body, const char *month)
{
	struct policy_draft d;
	int64_t id = 0;
	rig_as(ACTOR_STAFF, TRIAL_OFFICER);
	struct request_key save_key = rig_key("POST /draft"), key = rig_key("POST /population");
	struct policy_save in = { .body = body };
	rig_ok(policy_save(&rig.ctx, &in, &save_key, &d));
	struct population_ask how = { .version = d.version, .ver = d.ver, .month = month };
	rig_ok(population_start(&rig.ctx, &how, &key, &id));
	rig_as(ACTOR_SYSTEM, 0);
	return id;
}
