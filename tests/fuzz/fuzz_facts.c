/* libFuzzer: any line of facts. What can be read must print as a line that reads as the same facts, and every scheme must judge it,
 * at a date and in a month, without overrunning anything. */
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_write.h"
#include "domain/months/months.h"
#include "domain/policy/policy_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena *policies_arena, *arena;
static struct policy_set policies;
static struct facts_reader *reader;

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void set_up(void)
{
	if (reader)
		return;
	policies_arena = arena_new((size_t)8 << 20);
	arena = arena_new((size_t)256 << 20);
	policy_set_init(&policies, policies_arena);
	need(policy_json_dir(&policies, ANJU_SOURCE_DIR "/conf/policy", NULL) == ERR_OK);
	reader = facts_reader_new();
	need(arena && reader);
}

static void judge(const struct facts *facts)
{
	for (size_t i = 0; i < policies.n; i++) {
		const struct policy *p = policies.list[i];
		struct rules_result day;
		struct month_result month;
		int32_t on = facts->accepted_on == DATE_NONE ? 19797 : facts->accepted_on;
		if (p->parts & POLICY_ADMISSION)
			need(rules_judge(facts, p, on, arena, &day) == ERR_OK);
		for (size_t k = 0; k < policies.n && p->scheme != SCHEME_PURCHASE && p->parts & POLICY_ADMISSION; k++)
			if (policies.list[k]->scheme == p->scheme && policies.list[k]->parts & POLICY_STANDARD)
				need(months_judge(facts, p, policies.list[k], date_month(on), 0, arena, &month) == ERR_OK && month.amount_fen >= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facts *facts;
	struct facts_error error = { 0 };
	struct buf first, second;
	set_up();
	arena_reset(arena);
	enum err_code code = facts_json_line(reader, arena, (const char *)data, size, false, &facts, &error);
	if (code) {
		need(code == ERR_NOMEM || (error.pointer.p && error.text));
		return 0;
	}
	judge(facts);
	buf_init(&first, arena, 1024);
	facts_write(&first, facts);
	need(!first.failed);
	/* Escapes may make a line of a megabyte longer than one. */
	if (first.n > FACTS_LINE_MAX)
		return 0;
	need(facts_json_line(reader, arena, first.p, first.n, false, &facts, &error) == ERR_OK);
	buf_init(&second, arena, 1024);
	facts_write(&second, facts);
	need(first.n == second.n && !memcmp(first.p, second.p, first.n));
	return 0;
}
