#include "rules_fixture.h"

#include "unit.h"

#include "base/text.h"
#include "domain/facts/facts_json.h"
#include "domain/months/months.h"
#include "domain/policy/policy_json.h"

#include <json-c/json.h>

#define BASE_DAY "2024-03-15"
#define CASES "tests/data/rules/"

struct fixture {
	struct arena *arena;
	struct policy_set set;
	struct facts_reader *reader;
	char *base;
};

/* What one case gave, at a date or in a month. */
struct judged {
	bool at_month;
	const struct policy *admission, *standard;
	struct facts *facts;
	struct rules_result day;
	struct month_result month;
	const struct rules_verdict *verdicts;
	size_t n;
};

static void json_freep(struct json_object **object)
{
	json_object_put(*object);
}

static char *replace(struct arena *arena, const char *text)
{
	static const struct {
		char letter;
		const char *id;
	} people[] = { { 'P', "330106199001010018" }, { 'S', "330106199102020020" }, { 'K', "330106202003030033" },
		       { 'O', "330106196004040040" }, { 'X', "330106198805050053" } };
	struct buf b;
	buf_init(&b, arena, 4096);
	for (const char *p = text; *p; p++) {
		size_t i = 0;
		while (*p == '$' && i < ARRAY_LEN(people) && people[i].letter != p[1])
			i++;
		if (*p != '$' || i == ARRAY_LEN(people))
			buf_char(&b, *p);
		else {
			buf_str(&b, people[i].id);
			p++;
		}
	}
	return b.p;
}

/* A text of the source, at least one line. */
static char *slurp(struct arena *arena, const char *name)
{
	const char *dir = getenv("ANJU_SOURCE_DIR");
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", dir ? dir : ANJU_SOURCE_DIR, name);
	FILE *file = fopen(path, "r");
	if (!file)
		fail_msg("%s is missing", path);
	char *text = arena_alloc(arena, 1 << 18);
	size_t n = fread(text, 1, (1 << 18) - 1, file);
	fclose(file);
	assert_true(n > 0 && n < (1 << 18) - 1);
	return replace(arena, text);
}

static void open_fixture(struct fixture *f)
{
	struct err err = { 0 };
	const char *dir = getenv("ANJU_SOURCE_DIR");
	char path[512];
	f->arena = arena_new((size_t)64 << 20);
	f->reader = facts_reader_new();
	policy_set_init(&f->set, f->arena);
	snprintf(path, sizeof(path), "%s/conf/policy", dir ? dir : ANJU_SOURCE_DIR);
	if (policy_json_dir(&f->set, path, &err))
		fail_msg("%s", err.text);
	f->base = slurp(f->arena, CASES "base.json");
}

static void close_fixture(struct fixture *f)
{
	facts_reader_freep(&f->reader);
	arena_free(f->arena);
}

/* ---- building the line ----------------------------------------------------------------------------------------- */

static void set_values(struct json_object **line, struct json_object *values, const char *name)
{
	for (struct lh_entry *e = json_object_get_object(values)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		char pointer[200];
		int n = snprintf(pointer, sizeof(pointer), "%s%s", *key == '/' ? "" : "/sources/", key);
		if (pointer[n - 1] == '#')
			pointer[n - 1] = '\0';
		struct json_object *value = NULL;
		if (lh_entry_v(e))
			assert_int_equal(json_object_deep_copy(lh_entry_v(e), &value, NULL), 0);
		if (json_pointer_set(line, pointer, value))
			fail_msg("%s: cannot set %s", name, pointer);
	}
}

/* "2023-09..2024-02@330200#S,…" */
static void add_months(struct json_object *line, struct json_object *months)
{
	for (struct lh_entry *e = json_object_get_object(months)->head; e; e = e->next) {
		const char *source = lh_entry_k(e), *spec = json_object_get_string(lh_entry_v(e));
		struct json_object *rows = json_object_object_get(
		    json_object_object_get(json_object_object_get(line, "sources"), source), "rows");
		for (; spec; spec = strchr(spec, ',') ? strchr(spec, ',') + 1 : NULL) {
			int32_t first, last;
			char from[MONTH_TEXT] = { 0 }, to[MONTH_TEXT] = { 0 };
			memcpy(from, spec, 7);
			memcpy(to, spec + 9, 7);
			assert_true(month_parse(from, &first) && month_parse(to, &last));
			bool spouse = spec[16] == '#';
			for (int32_t month = first; month <= last; month++) {
				struct json_object *row = json_object_new_object();
				month_text(month, from);
				json_object_object_add(row, "id", json_object_new_string(spouse ? "330106199102020020" : "330106199001010018"));
				json_object_object_add(row, "month", json_object_new_string(from));
				if (strcmp(source, "tax") != 0)
					json_object_object_add(row, "division", json_object_new_string_len(spec[16] == '@' ? spec + 17 : "330106", 6));
				json_object_array_add(rows, row);
			}
		}
	}
}

static const char *line_of(struct fixture *f, struct json_object *row, const char *name)
{
	struct json_object *line CLEANUP(json_freep) = json_tokener_parse(f->base);
	struct json_object *part;
	assert_non_null(line);
	if (json_object_object_get_ex(row, "set", &part))
		set_values(&line, part, name);
	if (json_object_object_get_ex(row, "unset", &part))
		for (size_t i = 0; i < json_object_array_length(part); i++)
			json_object_object_del(json_object_object_get(line, "sources"), json_object_get_string(json_object_array_get_idx(part, i)));
	if (json_object_object_get_ex(row, "months", &part))
		add_months(line, part);
	return arena_strdup(f->arena, json_object_to_json_string(line));
}

/* ---- judging --------------------------------------------------------------------------------------------------- */

/* The version as an office would have edited it: other values of its parameters, through the same reader. */
static const struct policy *edited(struct fixture *f, const struct policy *policy, struct json_object *values)
{
	char name[80];
	snprintf(name, sizeof(name), "conf/policy/%s.json", policy->version);
	struct json_object *object CLEANUP(json_freep) = json_tokener_parse(slurp(f->arena, name));
	for (struct lh_entry *e = json_object_get_object(values)->head; e; e = e->next) {
		const char *key = lh_entry_k(e);
		char pointer[120];
		struct json_object *value = NULL;
		if (!policy_param_find(policy, key))
			continue;
		if (lh_entry_v(e))
			assert_int_equal(json_object_deep_copy(lh_entry_v(e), &value, NULL), 0);
		snprintf(pointer, sizeof(pointer), "/parameters/%s/value", key);
		assert_int_equal(json_pointer_set(&object, pointer, value), 0);
	}
	const char *text = json_object_to_json_string(object);
	const struct policy *changed;
	struct err err = { 0 };
	if (policy_json_read(f->arena, text, strlen(text), &changed, &err))
		fail_msg("%s: %s", policy->version, err.text);
	return changed;
}

static const struct policy *version_of(struct fixture *f, struct json_object *row, enum scheme scheme, enum policy_part part, int32_t day)
{
	struct json_object *versions, *values;
	const struct policy *policy = policy_in_force(&f->set, scheme, part, day);
	if (json_object_object_get_ex(row, "policy", &versions))
		for (size_t i = 0; i < json_object_array_length(versions); i++) {
			const struct policy *named = policy_by_version(&f->set, json_object_get_string(json_object_array_get_idx(versions, i)));
			assert_non_null(named);
			if (named->parts & part)
				policy = named;
		}
	return policy && json_object_object_get_ex(row, "parameters", &values) ? edited(f, policy, values) : policy;
}

static bool has_param(const struct judged *judged, const char *key)
{
	return policy_param_find(judged->admission, key) || (judged->standard && policy_param_find(judged->standard, key));
}

/* A name that neither version has would change nothing. */
static void check_parameters(struct json_object *row, const struct judged *judged, const char *name)
{
	struct json_object *values;
	if (!json_object_object_get_ex(row, "parameters", &values))
		return;
	for (struct lh_entry *e = json_object_get_object(values)->head; e; e = e->next)
		if (!has_param(judged, lh_entry_k(e)))
			fail_msg("%s: no parameter %s", name, (const char *)lh_entry_k(e));
}

static const char *text_in(struct json_object *row, const char *key)
{
	return json_object_get_string(json_object_object_get(row, key));
}

static void judge(struct fixture *f, struct json_object *row, enum scheme scheme, const char *name, struct judged *out)
{
	const char *line = line_of(f, row, name), *text = text_in(row, "month");
	struct facts_error error = { 0 };
	int32_t day, month = 0;
	if (facts_json_line(f->reader, f->arena, line, strlen(line), true, &out->facts, &error))
		fail_msg("%s: %s %s", name, error.pointer.p, error.text);
	out->at_month = text;
	if (text)
		assert_true(month_parse(text, &month));
	else
		text = text_in(row, "date") ? text_in(row, "date") : BASE_DAY;
	assert_true(out->at_month || date_parse(text, &day));
	if (out->at_month)
		day = month_first_day(month);
	out->admission = version_of(f, row, scheme, POLICY_ADMISSION, day);
	out->standard = version_of(f, row, scheme, POLICY_STANDARD, day);
	if (!out->admission || (out->at_month && !out->standard))
		return;
	check_parameters(row, out, name);
	if (out->at_month) {
		int32_t counted = scheme == SCHEME_TYPE2 ? out->facts->counted_type2 : out->facts->counted_rental;
		assert_int_equal(months_judge(out->facts, out->admission, out->standard, month, counted, f->arena, &out->month), ERR_OK);
	} else
		assert_int_equal(rules_judge(out->facts, out->admission, day, f->arena, &out->day), ERR_OK);
	out->verdicts = out->at_month ? out->month.verdicts : out->day.verdicts;
	out->n = out->at_month ? out->month.n : out->day.n;
}

/* B1: what a verdict saw can be shown: rows that exist, of sources the check may read. */
static void check_evidence(const struct judged *judged, const char *name)
{
	for (size_t i = 0; i < judged->n; i++) {
		const struct rules_verdict *v = &judged->verdicts[i];
		if (v->n_seen > RULES_SEEN_MAX)
			fail_msg("%s: %s saw %d rows", name, policy_check_name(v->check->code), v->n_seen);
		for (size_t k = 0; k < v->n_seen; k++) {
			enum facts_source source = (enum facts_source)v->seen[k].source;
			if (!(v->check->sources & FACTS_BIT(source)) || v->seen[k].row >= judged->facts->sources[source].n ||
			    judged->facts->sources[source].state != FACTS_OK)
				fail_msg("%s: %s saw a row it may not see", name, policy_check_name(v->check->code));
		}
		for (size_t k = 0; k < ARRAY_LEN(v->check->params) && v->check->params[k]; k++)
			if (!has_param(judged, v->check->params[k]))
				fail_msg("%s: no parameter %s", name, v->check->params[k]);
	}
}

static struct json_object *parse_case(const char *text, const char *file, size_t line_no)
{
	struct json_object *row = json_tokener_parse(text);
	if (!row)
		fail_msg("%s:%zu is no JSON", file, line_no);
	return row;
}

/* B1: which rows decided ("property 1"), what was counted and against what. */
static void same_evidence(struct json_object *row, const struct rules_verdict *v, const char *name)
{
	struct json_object *want;
	if (json_object_object_get_ex(row, "measured", &want) && v->measured != json_object_get_int64(want))
		fail_msg("%s: measured %" PRId64, name, v->measured);
	if (json_object_object_get_ex(row, "limit", &want) && v->limit != json_object_get_int64(want))
		fail_msg("%s: limit %" PRId64, name, v->limit);
	if (json_object_object_get_ex(row, "more_seen", &want) && v->more_seen != json_object_get_boolean(want))
		fail_msg("%s: more rows were %sseen", name, v->more_seen ? "" : "not ");
	if (!json_object_object_get_ex(row, "seen", &want))
		return;
	if (v->n_seen != json_object_array_length(want))
		fail_msg("%s: %d rows seen", name, v->n_seen);
	for (size_t i = 0; i < v->n_seen; i++) {
		char text[64];
		snprintf(text, sizeof(text), "%s %u", facts_source_name((enum facts_source)v->seen[i].source), v->seen[i].row);
		if (strcmp(text, json_object_get_string(json_object_array_get_idx(want, i))) != 0)
			fail_msg("%s: saw %s", name, text);
	}
}

/* The file's next case; NULL at its end. A case of another scheme is passed over. */
static struct json_object *next_case(char **text, const char *file, size_t *line_no, enum scheme scheme)
{
	while (**text) {
		char *line = *text, *end = strchr(line, '\n');
		*end = '\0';
		*text = end + 1;
		struct json_object *row = parse_case(line, file, ++*line_no);
		if (!text_in(row, "scheme") || !strcmp(text_in(row, "scheme"), policy_scheme_name(scheme)))
			return row;
		json_object_put(row);
	}
	return NULL;
}

static char *cases_of(struct arena *arena, enum check_code code, char file[64])
{
	snprintf(file, 64, CASES "%s.jsonl", policy_check_name(code));
	return slurp(arena, file);
}

static bool was_checked[CHECK_CODES]; /* for fixture_complete: a file of cases that no test names is not judged */

void fixture_check(enum scheme scheme, enum check_code code)
{
	struct fixture f;
	char file[64];
	size_t line_no = 0;
	was_checked[code] = true;
	open_fixture(&f);
	char *text = cases_of(f.arena, code, file);
	for (;;) {
		char name[200];
		struct json_object *row CLEANUP(json_freep) = next_case(&text, file, &line_no, scheme);
		if (!row)
			break;
		snprintf(name, sizeof(name), "%s:%zu %s", file, line_no, text_in(row, "case"));
		struct judged judged = { 0 };
		judge(&f, row, scheme, name, &judged);
		check_evidence(&judged, name);
		const struct rules_verdict *v = NULL;
		for (size_t i = 0; i < judged.n; i++)
			if (judged.verdicts[i].check->code == code)
				v = &judged.verdicts[i];
		if (!v)
			fail_msg("%s: not judged", name);
		if (strcmp(rules_outcome_name(v->outcome), text_in(row, "expect")) != 0)
			fail_msg("%s: %s, not %s", name, rules_outcome_name(v->outcome), text_in(row, "expect"));
		same_evidence(row, v, name);
	}
	close_fixture(&f);
}

/* Where the book says that a check does not apply, and where it cannot be unknown: it reads no source, or says not_applicable then. */
static bool may_be(enum check_code code, enum outcome outcome)
{
	static const enum check_code not_applicable[] = { CHECK_T2_NATIVE, CHECK_T2_INSURANCE, CHECK_T2_FUND,  CHECK_T2_TAX,
		                                              CHECK_T2_VEHICLE, CHECK_TP_TIME,      CHECK_TP_AMOUNT };
	if (outcome == OUTCOME_UNKNOWN)
		return code != CHECK_CAP && code != CHECK_TP_AMOUNT;
	for (size_t i = 0; i < ARRAY_LEN(not_applicable); i++)
		if (not_applicable[i] == code)
			return true;
	return outcome != OUTCOME_NOT_APPLICABLE;
}

static void complete(struct arena *arena, enum scheme scheme, enum check_code code, bool at_month)
{
	char file[64];
	size_t line_no = 0;
	int seen[4] = { 0 };
	char *text = cases_of(arena, code, file);
	for (;;) {
		struct json_object *row CLEANUP(json_freep) = next_case(&text, file, &line_no, scheme);
		if (!row)
			break;
		for (int i = 0; i < 4 && at_month == (text_in(row, "month") != NULL); i++)
			seen[i] += !strcmp(text_in(row, "expect"), rules_outcome_name((enum outcome)i));
	}
	for (int i = 0; i < 4; i++)
		if ((seen[i] > 0) != may_be(code, (enum outcome)i))
			fail_msg("%s: %d cases %s %s", file, seen[i], at_month ? "of a month are" : "of a date are", rules_outcome_name((enum outcome)i));
}

void fixture_complete(enum scheme scheme)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)64 << 20);
	for (int at_month = 0; at_month < 2; at_month++) {
		struct rules_table table = rules_table(scheme, at_month);
		for (size_t i = 0; i < table.n; i++) {
			if (!was_checked[table.checks[i].code])
				fail_msg("%s is not among the tests", policy_check_name(table.checks[i].code));
			complete(arena, scheme, table.checks[i].code, at_month);
		}
	}
}

/* ---- whole results --------------------------------------------------------------------------------------------- */

static void same_text(struct json_object *row, const char *key, const char *got, const char *name)
{
	struct json_object *want;
	if (!json_object_object_get_ex(row, key, &want))
		return;
	const char *text = want ? json_object_get_string(want) : NULL;
	if ((text == NULL) != (got == NULL) || (text && strcmp(text, got) != 0))
		fail_msg("%s: %s is %s, not %s", name, key, got ? got : "null", text ? text : "null");
}

static void same_number(struct json_object *row, const char *key, int64_t got, const char *name)
{
	struct json_object *want;
	if (json_object_object_get_ex(row, key, &want) && json_object_get_int64(want) != got)
		fail_msg("%s: %s is %" PRId64 ", not %" PRId64, name, key, got, json_object_get_int64(want));
}

static void same_codes(struct json_object *row, const struct month_result *month, const char *name)
{
	struct json_object *want;
	size_t k = 0;
	if (!json_object_object_get_ex(row, "codes", &want))
		return;
	for (size_t i = 0; i < month->n; i++) {
		if (month->outcome == MONTH_PAYABLE || month->outcome == MONTH_WAITING || !(month->failed >> i & 1))
			continue;
		struct json_object *code = json_object_array_get_idx(want, k++);
		if (!code || strcmp(json_object_get_string(code), policy_check_name(month->verdicts[i].check->code)) != 0)
			fail_msg("%s: code %zu is %s", name, k, policy_check_name(month->verdicts[i].check->code));
	}
	if (k != json_object_array_length(want))
		fail_msg("%s: %zu codes", name, k);
	if ((month->outcome == MONTH_PAYABLE || month->outcome == MONTH_WAITING) && month->failed)
		fail_msg("%s: codes of a month that is not refused", name);
}

static void same_parts(struct json_object *row, const struct rules_result *day, const char *name)
{
	const struct rules_part *parts[] = { &day->city, &day->district };
	static const char *const names[] = { "city", "district" };
	struct json_object *want;
	size_t k = 0;
	if (!json_object_object_get_ex(row, "parts", &want))
		return;
	for (size_t i = 0; i < 2; i++) {
		if (!parts[i]->total_fen)
			continue;
		struct json_object *part = json_object_array_get_idx(want, k++);
		same_text(part, "part", names[i], name);
		same_number(part, "first_fen", parts[i]->first_fen, name);
		same_number(part, "review_fen", parts[i]->review_fen, name);
	}
	if (k != json_object_array_length(want))
		fail_msg("%s: %zu parts", name, k);
	same_number(row, "amount_fen", day->city.total_fen + day->district.total_fen, name);
}

void fixture_whole(enum scheme scheme, const char *file)
{
	struct fixture f;
	char path[64];
	size_t line_no = 0, cases = 0;
	open_fixture(&f);
	snprintf(path, sizeof(path), CASES "%s", file);
	char *text = slurp(f.arena, path);
	for (;;) {
		char name[200];
		struct json_object *row CLEANUP(json_freep) = next_case(&text, file, &line_no, scheme);
		if (!row)
			break;
		snprintf(name, sizeof(name), "%s:%zu %s", file, line_no, text_in(row, "case"));
		cases++;
		struct judged judged = { .day.decision = DECISION_WAITING, .month.outcome = MONTH_WAITING };
		judge(&f, row, scheme, name, &judged);
		check_evidence(&judged, name);
		same_number(row, "n_checks", (int64_t)judged.n, name);
		same_text(row, "policy_is", judged.admission ? judged.admission->version : NULL, name);
		same_text(row, "standard_is", judged.standard ? judged.standard->version : NULL, name);
		if (judged.at_month) {
			same_text(row, "outcome", months_outcome_name(judged.month.outcome), name);
			same_number(row, "amount_fen", judged.month.amount_fen, name);
			same_codes(row, &judged.month, name);
		} else {
			same_text(row, "decision", rules_decision_name(judged.day.decision), name);
			same_parts(row, &judged.day, name);
		}
	}
	if (!cases)
		fail_msg("%s: no case of the scheme", file);
	close_fixture(&f);
}
