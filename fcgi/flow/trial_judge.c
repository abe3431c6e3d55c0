#include "flow/trial_judge.h"

#include "domain/facts/facts_write.h"
#include "domain/months/months.h"
#include "domain/rules/rules.h"

static const struct policy *policy_for(const struct trial_terms *terms, enum policy_part part, int32_t day)
{
	const struct policy *forced = terms->forced[part == POLICY_STANDARD];
	return forced ? forced : policy_in_force(terms->policies, terms->scheme, part, day);
}

static void put_checks(struct buf *b, const struct rules_verdict *verdicts, size_t n)
{
	buf_str(b, ",\"checks\":[");
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? ",{\"code\":\"" : "{\"code\":\"");
		buf_str(b, policy_check_name(verdicts[i].check->code));
		buf_str(b, "\",\"outcome\":\"");
		buf_str(b, rules_outcome_name(verdicts[i].outcome));
		buf_str(b, "\"}");
	}
	buf_char(b, ']');
}

static void put_version(struct buf *b, const char *key, const struct policy *policy)
{
	buf_key_str(b, key, policy ? policy->version : NULL);
}

static void put_parts(struct buf *b, const struct rules_result *result)
{
	const struct rules_part *parts[] = { &result->city, &result->district };
	static const char *const names[] = { "city", "district" };
	bool any = false;
	buf_key_int(b, "amount_fen", result->city.total_fen + result->district.total_fen);
	buf_str(b, ",\"parts\":[");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!parts[i]->total_fen)
			continue;
		buf_str(b, any ? ",{" : "{");
		buf_key_str(b, "part", names[i]);
		buf_key_int(b, "first_fen", parts[i]->first_fen);
		buf_key_int(b, "review_fen", parts[i]->review_fen);
		buf_char(b, '}');
		any = true;
	}
	buf_char(b, ']');
}

static enum err_code put_day(const struct trial_terms *terms, struct arena *arena, const struct facts *facts, int32_t day,
                             struct buf *b)
{
	const struct policy *policy = policy_for(terms, POLICY_ADMISSION, day);
	struct rules_result *result = arena_alloc(arena, sizeof(*result));
	if (!result)
		return ERR_NOMEM;
	/* No version in force is an error of configuration: the case waits. */
	result->decision = DECISION_WAITING;
	if (policy) {
		enum err_code code = rules_judge(facts, policy, day, arena, result);
		if (code)
			return code;
	}
	buf_str(b, ",\"decision\":\"");
	buf_str(b, rules_decision_name(result->decision));
	buf_char(b, '"');
	put_checks(b, result->verdicts, result->n);
	put_version(b, "policy", policy);
	if (terms->scheme == SCHEME_PURCHASE)
		put_parts(b, result);
	return ERR_OK;
}

static void put_codes(struct buf *b, const struct month_result *result)
{
	bool any = false;
	buf_str(b, ",\"codes\":[");
	for (size_t i = 0; i < result->n; i++) {
		if (!(result->failed >> i & 1))
			continue;
		buf_str(b, any ? ",\"" : "\"");
		buf_str(b, policy_check_name(result->verdicts[i].check->code));
		buf_char(b, '"');
		any = true;
	}
	buf_char(b, ']');
}

static enum err_code put_month(const struct trial_terms *terms, struct arena *arena, const struct facts *facts, struct buf *b)
{
	int32_t day = month_first_day(terms->month);
	const struct policy *admission = policy_for(terms, POLICY_ADMISSION, day),
	                    *standard = policy_for(terms, POLICY_STANDARD, day);
	struct month_result *result = arena_alloc(arena, sizeof(*result));
	char month[MONTH_TEXT];
	if (!result)
		return ERR_NOMEM;
	result->outcome = MONTH_WAITING;
	if (admission && standard) {
		int32_t counted = terms->scheme == SCHEME_TYPE2 ? facts->counted_type2 : facts->counted_rental;
		enum err_code code = months_judge(facts, admission, standard, terms->month, counted, arena, result);
		if (code)
			return code;
	}
	month_text(terms->month, month);
	buf_key_str(b, "month", month);
	buf_key_str(b, "outcome", months_outcome_name(result->outcome));
	put_codes(b, result);
	buf_key_int(b, "amount_fen", result->amount_fen);
	put_checks(b, result->verdicts, result->n);
	put_version(b, "policy", admission);
	put_version(b, "standard", standard);
	return ERR_OK;
}

static enum err_code put_result(const struct trial_terms *terms, struct facts_reader *reader, struct arena *arena,
                                const char *line, size_t n, struct facts_error *error, struct buf *b)
{
	struct facts *facts;
	enum err_code code = facts_json_line(reader, arena, line, n, terms->scheme == SCHEME_TYPE2, &facts, error);
	if (code)
		return code;
	int32_t day = terms->day == DATE_NONE ? facts->accepted_on : terms->day;
	if (!terms->at_month && day == DATE_NONE) {
		error->pointer = (struct facts_text){ "/accepted_on", sizeof("/accepted_on") - 1 };
		error->text = "缺少此项";
		return ERR_INVALID;
	}
	buf_str(b, "{\"ref\":");
	facts_write_text(b, facts->ref);
	code = terms->at_month ? put_month(terms, arena, facts, b) : put_day(terms, arena, facts, day, b);
	buf_str(b, "}\n");
	return code ? code : b->failed ? ERR_NOMEM : ERR_OK;
}

static void put_error(const struct facts_error *error, uint64_t line_no, struct buf *b)
{
	buf_char(b, '{');
	if (error->ref.p) {
		buf_key(b, "ref");
		facts_write_text(b, error->ref);
	} else
		buf_key_int(b, "line", (int64_t)line_no);
	buf_str(b, ",\"error\":{\"pointer\":");
	facts_write_text(b, error->pointer);
	buf_key_str(b, "text", error->text);
	buf_str(b, "}}\n");
}

bool trial_judge(const struct trial_terms *terms, struct facts_reader *reader, struct arena *arena, const char *line, size_t n,
                 uint64_t line_no, struct buf *out)
{
	struct facts_error error = { .pointer = { "", 0 } };
	size_t before = out->n;
	enum err_code code = put_result(terms, reader, arena, line, n, &error, out);
	if (!code)
		return true;
	out->n = before;
	if (code == ERR_NOMEM)
		error.text = "内存不足";
	put_error(&error, line_no, out);
	return false;
}
