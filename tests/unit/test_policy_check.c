/* What hinders a version from being published, and what a golden case compares. */
#include "domain/policy/policy_check.h"
#include "domain/policy/policy_golden.h"
#include "domain/policy/policy_json.h"
#include "domain/policy/policy_query.h"

#include "base/text.h"
#include "unit.h"

static const char *folder(void)
{
	static char path[512];
	const char *dir = getenv("ANJU_SOURCE_DIR");
	snprintf(path, sizeof(path), "%s/conf/policy", dir ? dir : ANJU_SOURCE_DIR);
	return path;
}

static void load(struct arena *arena, struct policy_set *set)
{
	struct err err = { 0 };
	policy_set_init(set, arena);
	if (policy_json_dir(set, folder(), &err))
		fail_msg("%s", err.text);
}

/* A published version as a draft of another name and day. */
static struct policy draft_of(const struct policy_set *set, const char *version, const char *name, const char *day)
{
	struct policy p = *policy_by_version(set, version);
	p.version = name;
	assert_true(date_parse(day, &p.effective_from));
	return p;
}

static bool has_field(const struct err *err, const char *pointer, const char *code)
{
	for (size_t i = 0; i < err->n_fields; i++)
		if (!strcmp(err->fields[i].pointer, pointer) && !strcmp(err->fields[i].code, code))
			return true;
	return false;
}

static void hindrances(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	struct policy_set set;
	static const struct {
		const char *from, *name, *day, *pointer, *code; /* NULL: may be published */
	} rows[] = {
		{ "T2-2023", "T2-2027", "2027-01-01", NULL, NULL },
		{ "T2-2023", "T2-2027", "2026-11-28", NULL, NULL }, /* today */
		{ "T2-2023", "T2-2027", "2026-11-27", "/effective_from", "past" },
		{ "T2-2023", "T2-2023", "2027-01-01", "/version", "taken" },
		{ "T2S-2022", "T2S-2027", "2027-01-01", NULL, NULL },
		{ "TR-2022", "TR-2027", "2027-01-01", NULL, NULL },
		{ "TP-2022", "TP-2027", "2027-01-01", NULL, NULL },
		/* Divisions came in 2023; the rates of 2018 name them as well, so an old standard can come again. */
		{ "T2S-2018", "T2S-2027", "2027-01-01", NULL, NULL },
	};
	load(arena, &set);
	int32_t today = date_of(2026, 11, 28);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		struct policy p = draft_of(&set, rows[i].from, rows[i].name, rows[i].day);
		ROW_INT(i, policy_check_publish(&set, &p, today, arena, &err), rows[i].pointer ? ERR_INVALID : ERR_OK);
		ROW_TRUE(i, !rows[i].pointer || has_field(&err, rows[i].pointer, rows[i].code));
	}
	/* Two versions of a part on one day; those of the other part do not mind. */
	struct err err = { 0 };
	struct policy first = draft_of(&set, "T2-2023", "T2-2027", "2027-01-01"), second = draft_of(&set, "T2-2023", "T2-2027b", "2027-01-01"),
		      standard = draft_of(&set, "T2S-2022", "T2S-2027", "2027-01-01");
	assert_int_equal(policy_set_add(&set, &first, &err), ERR_OK);
	assert_int_equal(policy_check_publish(&set, &second, today, arena, &err), ERR_INVALID);
	assert_true(has_field(&err, "/effective_from", "taken"));
	assert_int_equal(policy_check_publish(&set, &standard, today, arena, &err), ERR_OK);
}

/* Bad input: a gap in effective dates is refused at publication. */
static void a_gap(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	struct policy_set all, set;
	struct err err = { 0 };
	load(arena, &all);
	policy_set_init(&set, arena);
	struct policy admission = draft_of(&all, "T2-2023", "T2-N", "2027-01-01"), late = draft_of(&all, "T2S-2022", "T2S-N", "2027-02-01"),
		      same = draft_of(&all, "T2S-2022", "T2S-N", "2027-01-01");
	/* No standard at all, then one a month too late, then one in time. */
	assert_int_equal(policy_check_publish(&set, &admission, date_of(2026, 11, 28), arena, &err), ERR_INVALID);
	assert_true(has_field(&err, "/effective_from", "gap"));
	assert_int_equal(policy_set_add(&set, &admission, &err), ERR_OK);
	assert_int_equal(policy_check_publish(&set, &late, date_of(2026, 11, 28), arena, &err), ERR_INVALID);
	assert_true(has_field(&err, "/effective_from", "gap"));
	assert_int_equal(policy_check_publish(&set, &same, date_of(2026, 11, 28), arena, &err), ERR_OK);
}

static struct policy_divisions more(struct arena *arena, const struct policy_divisions *had, int32_t division)
{
	int32_t *list = arena_array(arena, had->n + 1, sizeof(*list));
	assert_non_null(list);
	memcpy(list, had->list, had->n * sizeof(*list));
	list[had->n] = division;
	return (struct policy_divisions){ had->n + 1, list };
}

/* 4F-4: a rate for every division of every admission version that shares a day with the standard, on both sides and in the future too. */
static void rates_name_every_division(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	struct policy_set set;
	struct err err = { 0 };
	int32_t today = date_of(2026, 11, 28);
	load(arena, &set);
	struct policy wide = draft_of(&set, "T2-2023", "T2-2028", "2028-01-01");
	wide.city_divisions = more(arena, &wide.city_divisions, 330112);
	assert_int_equal(policy_check_publish(&set, &wide, today, arena, &err), ERR_INVALID);
	assert_true(has_field(&err, "/parameters/city_divisions/value", "rate"));
	assert_non_null(strstr(err.fields[0].text, "330112"));

	struct policy standard = draft_of(&set, "T2S-2022", "T2S-2027", "2027-01-01");
	struct policy_rate *rates = arena_array(arena, standard.n_rates, sizeof(*rates));
	assert_non_null(rates);
	memcpy(rates, standard.rates, standard.n_rates * sizeof(*rates));
	standard.rates = rates;
	rates[0].division = 330112; /* the new one instead of an old one */
	assert_int_equal(policy_check_publish(&set, &standard, today, arena, &err), ERR_INVALID);
	assert_true(has_field(&err, "/parameters/rate_fen_per_m2/value", "rate"));

	/* With all of them it goes, and then the wider admission goes as well. */
	struct policy_rate *all = arena_array(arena, standard.n_rates + 1, sizeof(*all));
	assert_non_null(all);
	memcpy(all, policy_by_version(&set, "T2S-2022")->rates, standard.n_rates * sizeof(*all));
	all[standard.n_rates++] = (struct policy_rate){ 330112, 2000 };
	standard.rates = all;
	assert_int_equal(policy_check_publish(&set, &standard, today, arena, &err), ERR_OK);
	assert_int_equal(policy_set_add(&set, &standard, &err), ERR_OK);
	assert_int_equal(policy_check_publish(&set, &wide, today, arena, &err), ERR_OK);
	/* A standard without it could not come after that. */
	assert_int_equal(policy_set_add(&set, &wide, &err), ERR_OK);
	struct policy narrow = draft_of(&set, "T2S-2022", "T2S-2029", "2029-01-01");
	assert_int_equal(policy_check_publish(&set, &narrow, today, arena, &err), ERR_INVALID);
}

static void heads(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	struct policy_set set;
	static const struct {
		const char *version;
		bool fine;
	} rows[] = { { "T2-2027", true }, { "T2-2027.1", true }, { "A", false }, { "", false }, { "-T2", false }, { "T2 2027", false }, { "版本一", false },
		     { "T2-20270101-20271231", true }, { "T2-20270101-202712311", false }, { "T2/2027", false }, { "T2'--", false } };
	load(arena, &set);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		struct policy p = draft_of(&set, "T2-2023", rows[i].version, "2027-01-01");
		ROW_INT(i, policy_check_head(&p, &err), rows[i].fine ? ERR_OK : ERR_INVALID);
		ROW_TRUE(i, rows[i].fine || has_field(&err, "/version", "format"));
	}
	struct err err = { 0 };
	struct policy p = draft_of(&set, "T2-2023", "T2-2027", "2027-01-01");
	char long_title[POLICY_TITLE_CHARS * 3 + 4] = "";
	for (int i = 0; i <= POLICY_TITLE_CHARS; i++)
		memcpy(long_title + i * 3, "长", 4);
	p.title = long_title;
	assert_int_equal(policy_check_head(&p, &err), ERR_INVALID);
	assert_true(has_field(&err, "/title", "length"));
}

/* The draft takes its place among the others: what has its name, or its part and day, gives way. */
static void a_set_with_a_draft(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	struct policy_set set, with;
	struct err err = { 0 };
	load(arena, &set);
	struct policy added = draft_of(&set, "T2-2023", "T2-2027", "2027-01-01"), instead = draft_of(&set, "T2-2023", "T2-NEW", "2023-07-01");
	assert_int_equal(policy_set_with(&set, &added, arena, &with, &err), ERR_OK);
	assert_int_equal(with.n, set.n + 1);
	assert_string_equal(policy_in_force(&with, SCHEME_TYPE2, POLICY_ADMISSION, date_of(2026, 12, 31))->version, "T2-2023");
	assert_string_equal(policy_in_force(&with, SCHEME_TYPE2, POLICY_ADMISSION, date_of(2027, 1, 1))->version, "T2-2027");
	assert_int_equal(policy_set_with(&set, &instead, arena, &with, &err), ERR_OK);
	assert_int_equal(with.n, set.n);
	assert_null(policy_by_version(&with, "T2-2023"));
	assert_int_equal(set.n, 12); /* untouched */
}

static void comparing(void **state)
{
	(void)state;
	static const char got[] = "{\"ref\":\"x\",\"decision\":\"refused\",\"amount_fen\":0,\"checks\":[{\"code\":\"A\",\"outcome\":\"pass\"},"
	                          "{\"outcome\":\"fail\",\"code\":\"B\"}],\"policy\":\"T2-2023\"}";
	static const struct {
		const char *expected;
		bool holds;
	} rows[] = {
		{ "{\"decision\":\"refused\"}", true },
		{ "{\"decision\":\"approved\"}", false },
		{ "{\"decision\":\"refused\",\"amount_fen\":1}", false },
		{ "{\"outcome\":\"refused\"}", false },
		{ "{\"checks\":[{\"code\":\"B\",\"outcome\":\"fail\"}]}", true },
		{ "{\"checks\":[{\"code\":\"A\",\"outcome\":\"fail\"}]}", false },
		{ "{\"checks\":[{\"code\":\"C\",\"outcome\":\"fail\"}]}", false },
		{ "{\"checks\":\"fail\"}", false },
		{ "{}", false }, /* says nothing */
		{ "[]", false },
		{ "refused", false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, policy_golden_holds(rows[i].expected, got), rows[i].holds);
	assert_false(policy_golden_holds("{\"decision\":\"refused\"}", "{\"decision\":"));
}

static void golden_files(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	static const struct {
		const char *json, *pointer; /* NULL: is read */
	} rows[] = {
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"day\":\"2024-03-15\",\"facts\":{},\"expected\":{}}]}", NULL },
		{ "{\"scheme\":\"type9\",\"cases\":[]}", "/scheme" },
		{ "{\"scheme\":\"type2\",\"cases\":[]}", "/cases" },
		{ "{\"scheme\":\"type2\",\"cases\":[7]}", "/cases/0" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"\",\"scope\":\"every\",\"day\":\"2024-03-15\",\"facts\":{},\"expected\":{}}]}", "/cases/0/name" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"all\",\"day\":\"2024-03-15\",\"facts\":{},\"expected\":{}}]}", "/cases/0/scope" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"facts\":{},\"expected\":{}}]}", "/cases/0/day" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"day\":\"2024-02-30\",\"facts\":{},\"expected\":{}}]}", "/cases/0/day" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"day\":\"2024-03-15\",\"month\":\"2024-03\",\"facts\":{},\"expected\":{}}]}", "/cases/0/month" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"month\":\"2024-13\",\"facts\":{},\"expected\":{}}]}", "/cases/0/month" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"day\":\"2024-03-15\",\"facts\":\"x\",\"expected\":{}}]}", "/cases/0/facts" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scope\":\"every\",\"day\":\"2024-03-15\",\"facts\":{}}]}", "/cases/0/expected" },
		{ "{\"scheme\":\"type2\",\"cases\":[{\"name\":\"a\",\"scopes\":\"every\",\"day\":\"2024-03-15\",\"facts\":{},\"expected\":{}}]}", "/cases/0" },
		{ "{\"scheme\":", "" },
		{ "[]", "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct policy_golden *list = NULL;
		size_t n = 0;
		struct err err = { 0 };
		ROW_INT(i, policy_golden_read(arena, rows[i].json, strlen(rows[i].json), &list, &n, &err), rows[i].pointer ? ERR_INVALID : ERR_OK);
		ROW_INT(i, n, rows[i].pointer ? 0 : 1);
		if (rows[i].pointer)
			ROW_STR(i, err.fields[0].pointer, rows[i].pointer);
	}
}

/* Every parameter of every shipped version has its field, in the book's order, and nothing else has one. */
static void fields_of_a_form(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 24);
	struct policy_set set;
	struct policy_field fields[POLICY_FIELDS_MAX];
	load(arena, &set);
	for (size_t i = 0; i < set.n; i++) {
		const struct policy *p = set.list[i];
		const char *parts = p->parts == POLICY_ADMISSION ? "admission" : p->parts == POLICY_STANDARD ? "standard" : "both";
		ROW_INT(i, policy_fields(policy_scheme_name(p->scheme), parts, fields), p->n_params);
		for (size_t k = 0; k < p->n_params; k++)
			ROW_STR(k, fields[k].name, p->params[k].name);
	}
	assert_int_equal(policy_fields("type2", "admission", fields), 15);
	assert_string_equal(fields[0].kind, "money");
	assert_true(fields[10].nullable); /* max_vehicles */
	assert_string_equal(fields[4].words[3], "senior");
	assert_int_equal(policy_fields("type9", "admission", fields), 0);
}

UNIT_MAIN(UNIT("what hinders a version from being published", hindrances), UNIT("a gap in effective dates is refused", a_gap),
          UNIT("4F-4 rates name every division", rates_name_every_division), UNIT("version, title and clauses have their limits", heads),
          UNIT("the set of a draft", a_set_with_a_draft), UNIT("what a golden case compares", comparing), UNIT("golden files", golden_files),
          UNIT("fields of a form", fields_of_a_form))
