/* U15: the one catalogue of texts, walked over every table of checks, every policy version and the refusal reasons of the migrations. */
#include "base/text.h"
#include "domain/casefile/material.h"
#include "domain/casefile/reason.h"
#include "domain/policy/policy_json.h"
#include "domain/rules/rules_text.h"
#include "unit.h"

#include <glob.h>

static const enum outcome open_outcomes[] = { OUTCOME_FAIL, OUTCOME_UNKNOWN };
static const struct { enum scheme scheme; bool at_month; } tables[] = {
	{ SCHEME_TYPE2, false }, { SCHEME_TYPE2, true }, { SCHEME_RENTAL, false }, { SCHEME_RENTAL, true }, { SCHEME_PURCHASE, false }, { SCHEME_PURCHASE, true },
};

static const char *source_path(const char *name)
{
	static char path[512];
	const char *dir = getenv("ANJU_SOURCE_DIR");
	snprintf(path, sizeof path, "%s/%s", dir ? dir : ANJU_SOURCE_DIR, name);
	return path;
}

static void load(struct arena *arena, struct policy_set *set)
{
	struct err err = { 0 };
	policy_set_init(set, arena);
	if (policy_json_dir(set, source_path("conf/policy"), &err))
		fail_msg("%s", err.text);
}

static void sentences(void **state)
{
	(void)state;
	uint32_t seen = 0;
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		struct rules_table table = rules_table(tables[t].scheme, tables[t].at_month);
		for (size_t i = 0; i < table.n * 2; i++) {
			enum check_code code = table.checks[i / 2].code;
			const struct rules_text *text = rules_text_find(code, open_outcomes[i % 2]);
			const char *name = policy_check_name(code);
			if (!text || !text->sentence || !text->next_text || !text->materials)
				fail_msg("%s: no text", name);
			size_t sentence = text_utf8_len(text->sentence), next = text_utf8_len(text->next_text);
			if (sentence < 6 || sentence > 40 || next < 6 || next > 40)
				fail_msg("%s: %zu and %zu characters", name, sentence, next);
			if (code != CHECK_CAP && !material_list_ok(text->materials))
				fail_msg("%s: materials %s", name, text->materials);
			/* Waiting is for what is not known; a failure always names something to do, but for months that are used up. */
			if (open_outcomes[i % 2] == OUTCOME_FAIL && (text->next == RULES_NEXT_WAIT || (text->next == RULES_NEXT_NONE && code != CHECK_CAP)))
				fail_msg("%s: next step %s", name, rules_next_name(text->next));
			assert_string_equal(rules_sentence(code, open_outcomes[i % 2], false), text->sentence);
			assert_string_not_equal(rules_sentence(code, open_outcomes[i % 2], true), text->sentence);
			seen |= CHECK_BIT(code);
		}
	}
	assert_int_equal(seen, (UINT64_C(1) << CHECK_CODES) - 1); /* no code without a table */
	assert_null(rules_text_find(CHECK_CAP, OUTCOME_PASS));
	assert_null(rules_text_find(CHECK_CAP, OUTCOME_NOT_APPLICABLE));
}

static bool names_param(const struct policy *policy, const struct rules_check *check)
{
	for (size_t i = 0; i < ARRAY_LEN(check->params); i++)
		if (check->params[i] && policy_param_find(policy, check->params[i]))
			return true;
	return false;
}

static void thresholds(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct policy_set set;
	size_t n = 0;
	load(arena, &set);
	for (size_t p = 0; p < set.n; p++)
		for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
			const struct policy *policy = set.list[p];
			struct rules_table table = rules_table(tables[t].scheme, tables[t].at_month);
			for (size_t i = 0; policy->scheme == tables[t].scheme && i < table.n; i++) {
				const struct rules_check *check = &table.checks[i];
				const char *text = rules_threshold(arena, policy, check), *name = policy_check_name(check->code);
				const struct policy_title *title = policy_title_find(policy, check->code);
				if (names_param(policy, check) != (*text != 0) || text_utf8_len(text) > RULES_THRESHOLD_CHARS || !text_utf8_ok(text, strlen(text)))
					fail_msg("%s of %s: threshold \"%s\"", name, policy->version, text);
				/* Each parameter that is there is told: none was left out for its length. */
				for (size_t k = 0, told = 0; k < ARRAY_LEN(check->params); k++) {
					told += check->params[k] && policy_param_find(policy, check->params[k]);
					size_t parts = *text != 0;
					for (const char *at = strstr(text, "；"); at; at = strstr(at + 1, "；"))
						parts++;
					if (k + 1 == ARRAY_LEN(check->params) && parts != told)
						fail_msg("%s of %s: %zu of %zu parameters in \"%s\"", name, policy->version, parts, told, text);
				}
				if (policy->parts & POLICY_ADMISSION && (!title || !title->title[0] || !title->clause || !title->clause[0]))
					fail_msg("%s of %s: no title or clause", name, policy->version);
				n++;
			}
		}
	assert_true(n > 100);
}

static const struct rules_check *check_of(enum scheme scheme, bool at_month, enum check_code code)
{
	struct rules_table table = rules_table(scheme, at_month);
	for (size_t i = 0; i < table.n; i++)
		if (table.checks[i].code == code)
			return &table.checks[i];
	fail_msg("no such check");
	return NULL;
}

static void threshold_words(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct policy_set set;
	static const struct { const char *version; bool at_month; enum check_code code; const char *text; } rows[] = {
		{ "T2-2017", false, CHECK_T2_INCOME, "上一年人均可支配收入低于 52185.00 元；免核收入的职称：副高级、正高级；免核收入的学历：硕士、博士" },
		{ "T2-2017", false, CHECK_T2_VEHICLE, "不核车辆数量；不核价格" },
		{ "T2-2023", false, CHECK_T2_VEHICLE, "非营运车辆不超过 1 辆；每辆价格不超过 15 万元" },
		{ "T2-2017", false, CHECK_T2_VOCATIONAL, "高级工及以上" },
		{ "T2-2019", false, CHECK_T2_VOCATIONAL, "高级工及以上，持证满 24 个月" },
		{ "T2-2017", false, CHECK_T2_HOME, "市区为上城区、原下城区、原江干区、拱墅区、西湖区、滨江区；名下无住房" },
		{ "T2-2023", false, CHECK_T2_CONTRACT, "合同期限不少于 12 个月；市区为上城区、原下城区、原江干区、拱墅区、西湖区、滨江区、萧山区、余杭区、临平区、钱塘区" },
		{ "T2-2023", false, CHECK_T2_TITLE, "" },
		{ "T2S-2022", true, CHECK_T2_LEASE, "每平方米每月：上城区、原下城区、原江干区、拱墅区、西湖区、滨江区 30.00 元，萧山区、余杭区、临平区、钱塘区 20.00 元" },
		{ "T2S-2022", true, CHECK_CAP, "累计不超过 72 个月" },
		{ "TR-2022", false, CHECK_TR_INSURANCE, "参保地为西湖区" },
		{ "TR-2016", false, CHECK_TR_WHITELIST, "每月标准：E 类 1500.00 元" },
		{ "TP-2015", false, CHECK_TP_WHITELIST, "市级标准：A 类按奖励额、B 类 100 万元、C 类 80 万元、D 类 60 万元；没有区级标准" },
		{ "TP-2015", false, CHECK_TP_TIME, "购房时间不作要求" },
		{ "TP-2019", false, CHECK_TP_TIME, "人才认定后购房不超过 60 个月" },
		{ "TP-2022", false, CHECK_TP_COUPLE, "夫妻双方就高享受一次" },
	};
	load(arena, &set);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct policy *policy = policy_by_version(&set, rows[i].version);
		ROW_TRUE(i, policy != NULL);
		ROW_STR(i, rules_threshold(arena, policy, check_of(policy->scheme, rows[i].at_month, rows[i].code)), rows[i].text);
	}
	/* What does not fit the column is left out as a whole. */
	struct policy long_one = *policy_by_version(&set, "T2-2023");
	int32_t many[60];
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = 330200 + (int32_t)i;
	long_one.city_divisions = (struct policy_divisions){ ARRAY_LEN(many), many };
	assert_string_equal(rules_threshold(arena, &long_one, check_of(SCHEME_TYPE2, false, CHECK_T2_HOME)), "名下无住房，且 5 年内没有转让住房");
}

static void groups(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct policy_set set;
	load(arena, &set);
	const struct policy *policy = policy_by_version(&set, "T2-2023");
	static const struct { enum check_code code; uint32_t passed; bool settled; } rows[] = {
		{ CHECK_T2_TITLE, CHECK_BIT(CHECK_T2_DEGREE), true },     { CHECK_T2_DEGREE, CHECK_BIT(CHECK_T2_DEGREE), false },
		{ CHECK_T2_TITLE, CHECK_BIT(CHECK_T2_HOUSEHOLD), false }, { CHECK_T2_HOME, CHECK_BIT(CHECK_T2_DEGREE), false },
		{ CHECK_T2_TITLE, 0, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, rules_settled(policy, rows[i].code, rows[i].passed), rows[i].settled);
	enum outcome outcome;
	for (int i = 0; i < 4; i++) {
		assert_true(rules_outcome_find(rules_outcome_name((enum outcome)i), &outcome));
		assert_int_equal(outcome, i);
	}
	assert_false(rules_outcome_find("", &outcome));
}

static void why_not_paid(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 16);
	static const enum check_code codes[] = { CHECK_T2_LEASE, CHECK_CAP };
	struct buf b;
	buf_init(&b, arena, 64);
	rules_why(&b, codes, 2);
	assert_string_equal(b.p, "没有覆盖整个月的市区租赁备案；累计发放月数已达到上限");
}

/* ---- the refusal reasons of the migrations ---- */

struct seed {
	char code[48], scheme[16], check[24], title[256], sms[256], page[800], materials[320];
};
#define SEEDS_MAX 200
static struct seed seeds[SEEDS_MAX];
static size_t n_seeds;

/* 'text', or NULL as "". */
static const char *field(const char *p, char *out, size_t size)
{
	const char *start = p + 1;
	size_t n = 0;
	if (*p == '\'') {
		n = strcspn(start, "'");
		p = start + n + 1;
	} else
		p += strcspn(p, ",)");
	if (n >= size)
		fail_msg("a field is too long");
	memcpy(out, start, n);
	out[n] = 0;
	return *p == ',' ? p + 1 : p;
}

static void read_seeds(void)
{
	glob_t list;
	char line[4096];
	if (n_seeds)
		return;
	assert_int_equal(glob(source_path("migrations/*.sql"), 0, NULL, &list), 0);
	for (size_t i = 0; i < list.gl_pathc; i++) {
		FILE *file = fopen(list.gl_pathv[i], "re");
		bool inside = false;
		assert_non_null(file);
		while (fgets(line, sizeof line, file)) {
			if (text_starts(line, "INSERT INTO refusal_reason"))
				inside = true;
			else if (inside && text_starts(line, " ('")) {
				struct seed *s = &seeds[n_seeds++];
				assert_true(n_seeds < SEEDS_MAX);
				const char *p = field(line + 2, s->code, sizeof s->code);
				p = field(p, s->scheme, sizeof s->scheme);
				p = field(p, s->check, sizeof s->check);
				p = field(p, s->title, sizeof s->title);
				p = field(p, s->sms, sizeof s->sms);
				p = field(p, s->page, sizeof s->page);
				p = field(p, s->materials, sizeof s->materials);
				assert_int_equal(*p, '0');
			}
			if (inside && strchr(line, ';'))
				inside = false;
		}
		fclose(file);
	}
	globfree(&list);
}

static const struct seed *seed_of(enum scheme scheme, enum check_code code)
{
	for (size_t i = 0; i < n_seeds; i++)
		if (text_eq(seeds[i].scheme, policy_scheme_name(scheme)) && text_eq(seeds[i].check, policy_check_name(code)))
			return &seeds[i];
	return NULL;
}

static void every_failure_has_a_reason(void **state)
{
	(void)state;
	read_seeds();
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		struct rules_table table = rules_table(tables[t].scheme, tables[t].at_month);
		for (size_t i = 0; i < table.n; i++) {
			enum check_code code = table.checks[i].code;
			const struct seed *seed = seed_of(tables[t].scheme, code);
			const struct rules_text *text = rules_text_find(code, OUTCOME_FAIL);
			char one[320];
			if (!seed)
				fail_msg("%s: no refusal reason", policy_check_name(code));
			/* The papers of the reason are papers of the catalogue. */
			for (const char *p = seed->materials; code != CHECK_CAP && *p; p += strcspn(p, ","), p += *p == ',') {
				snprintf(one, sizeof one, "%.*s", (int)strcspn(p, ","), p);
				if (!text_in_list(text->materials, one))
					fail_msg("%s: the reason asks for %s, the catalogue for %s", seed->code, seed->materials, text->materials);
			}
		}
	}
}

/* The form lists the papers with the checks that each can answer: the same pairs as the catalogue's. */
static void papers_of_the_form(void **state)
{
	(void)state;
	static char form[1 << 18];
	FILE *file = fopen(source_path("conf/forms/type2.json"), "re");
	struct rules_table table = rules_table(SCHEME_TYPE2, false);
	char one[40], want[64];
	assert_non_null(file);
	form[fread(form, 1, sizeof form - 1, file)] = 0;
	fclose(file);
	for (size_t i = 0; i < table.n; i++) {
		const char *name = policy_check_name(table.checks[i].code);
		for (const char *p = rules_text_find(table.checks[i].code, OUTCOME_FAIL)->materials; *p; p += strcspn(p, ","), p += *p == ',') {
			snprintf(one, sizeof one, "\"code\": \"%.*s\"", (int)strcspn(p, ","), p);
			snprintf(want, sizeof want, "\"%s\"", name);
			const char *row = strstr(form, one), *end = row ? strchr(row, '\n') : NULL, *at = row ? strstr(row, want) : NULL;
			if (!at || !end || at > end)
				fail_msg("the form has no %s for %s", one, name);
		}
	}
}

static void reasons_by_sms(void **state)
{
	(void)state;
	static const enum check_code discreet[] = { CHECK_T2_INCOME, CHECK_T2_HOME, CHECK_TR_HOME, CHECK_TP_HOME, CHECK_TP_COUPLE };
	static const char *const secrets[] = { "收入", "婚", "配偶", "房", "产" };
	read_seeds();
	assert_true(n_seeds >= 28);
	for (size_t i = 0; i < n_seeds; i++) {
		const struct seed *s = &seeds[i];
		enum check_code code = CHECK_CODES;
		ROW_TRUE(i, text_utf8_len(s->sms) >= 4 && text_utf8_len(s->sms) <= REASON_SMS_CHARS);
		ROW_TRUE(i, text_utf8_len(s->title) >= 4 && text_utf8_len(s->title) <= 60 && text_utf8_len(s->page) >= 6 && text_utf8_len(s->page) <= 200);
		ROW_TRUE(i, !strpbrk(s->sms, "0123456789") && material_list_ok(s->materials));
		ROW_TRUE(i, !*s->check || policy_check_find(s->check, &code));
		bool hush = strstr(s->code, "MARRIAGE") != NULL;
		for (size_t k = 0; k < ARRAY_LEN(discreet); k++)
			hush = hush || code == discreet[k];
		/* Income, marriage and property: neither the title nor what comes before the paper says which condition it was. */
		for (size_t k = 0; hush && k < ARRAY_LEN(secrets); k++) {
			const char *at = strstr(s->sms, secrets[k]), *paper = strstr(s->sms, "请带");
			ROW_TRUE(i, paper && (!at || at > paper));
			ROW_TRUE(i, !strstr(s->title, secrets[k]));
		}
	}
}

UNIT_MAIN(UNIT("U15 B1 every check that failed or is not known has its sentence, next step and papers", sentences),
          UNIT("U15 B1 thresholds and clauses of every check in every version", thresholds), UNIT("B1 thresholds in words", threshold_words),
          UNIT("B1 checks that another of their group settles", groups), UNIT("4F-2 4F-3 why a month is not paid", why_not_paid),
          UNIT("U15 4C-13 every check that can fail has a refusal reason of its scheme", every_failure_has_a_reason),
          UNIT("4D-1 4D-13 the form asks for the papers of the catalogue", papers_of_the_form),
          UNIT("4C-13 SMS texts are short and name no value, income, marriage or property", reasons_by_sms))
