/* The shipped versions say what the book says; a wrong file is refused with the place. */
#include "domain/policy/policy_json.h"

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

static int32_t day_of(const char *text)
{
	int32_t day;
	assert_true(date_parse(text, &day));
	return day;
}

static void versions(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct policy_set set;
	static const struct {
		const char *day;
		enum scheme scheme;
		enum policy_part part;
		const char *version; /* NULL: none */
	} rows[] = {
		{ "2016-12-31", SCHEME_TYPE2, POLICY_ADMISSION, NULL },       { "2017-01-01", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2017" },
		{ "2019-05-31", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2017" },  { "2019-06-01", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2019" },
		{ "2020-06-30", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2019" },  { "2020-07-01", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2020" },
		{ "2023-06-30", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2020" },  { "2023-07-01", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2023" },
		{ "9999-12-31", SCHEME_TYPE2, POLICY_ADMISSION, "T2-2023" },  { "2016-12-31", SCHEME_TYPE2, POLICY_STANDARD, NULL },
		{ "2017-01-01", SCHEME_TYPE2, POLICY_STANDARD, "T2S-2017" },  { "2018-06-30", SCHEME_TYPE2, POLICY_STANDARD, "T2S-2017" },
		{ "2018-07-01", SCHEME_TYPE2, POLICY_STANDARD, "T2S-2018" },  { "2021-12-31", SCHEME_TYPE2, POLICY_STANDARD, "T2S-2018" },
		{ "2022-01-01", SCHEME_TYPE2, POLICY_STANDARD, "T2S-2022" },  { "2016-06-30", SCHEME_RENTAL, POLICY_ADMISSION, NULL },
		{ "2016-07-01", SCHEME_RENTAL, POLICY_STANDARD, "TR-2016" },  { "2022-03-31", SCHEME_RENTAL, POLICY_ADMISSION, "TR-2016" },
		{ "2022-04-01", SCHEME_RENTAL, POLICY_ADMISSION, "TR-2022" }, { "2014-12-31", SCHEME_PURCHASE, POLICY_ADMISSION, NULL },
		{ "2015-01-01", SCHEME_PURCHASE, POLICY_STANDARD, "TP-2015" }, { "2018-12-31", SCHEME_PURCHASE, POLICY_ADMISSION, "TP-2015" },
		{ "2019-01-01", SCHEME_PURCHASE, POLICY_ADMISSION, "TP-2019" }, { "2022-03-31", SCHEME_PURCHASE, POLICY_ADMISSION, "TP-2019" },
		{ "2022-04-01", SCHEME_PURCHASE, POLICY_ADMISSION, "TP-2022" },
	};
	load(arena, &set);
	assert_int_equal(set.n, 12);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct policy *p = policy_in_force(&set, rows[i].scheme, rows[i].part, day_of(rows[i].day));
		ROW_STR(i, p ? p->version : NULL, rows[i].version);
	}
	assert_null(policy_by_version(&set, "T2-1999"));
}

static void numbers(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct policy_set set;
	static const struct {
		const char *version;
		enum policy_number number;
		int64_t wanted;
	} rows[] = {
		{ "T2-2017", POLICY_INCOME_CEILING_FEN, 5218500 },   { "T2-2019", POLICY_INCOME_CEILING_FEN, 6117200 },
		{ "T2-2020", POLICY_INCOME_CEILING_FEN, 6606800 },   { "T2-2023", POLICY_INCOME_CEILING_FEN, 8058700 },
		{ "T2-2017", POLICY_VOCATIONAL_HELD_MONTHS, 0 },     { "T2-2019", POLICY_VOCATIONAL_HELD_MONTHS, 24 },
		{ "T2-2023", POLICY_GRADUATED_WITHIN_YEARS, 7 },     { "T2-2017", POLICY_CONTRACT_MIN_MONTHS, 12 },
		{ "T2-2020", POLICY_CONTRIBUTION_MIN_MONTHS, 6 },    { "T2-2019", POLICY_TAX_MIN_MONTHS, 12 },
		{ "T2-2020", POLICY_TRANSFERRED_HOME_YEARS, 0 },     { "T2-2023", POLICY_TRANSFERRED_HOME_YEARS, 5 },
		{ "T2-2019", POLICY_MAX_VEHICLES, POLICY_OFF },      { "T2-2020", POLICY_MAX_VEHICLES, 1 },
		{ "T2-2019", POLICY_MAX_VEHICLE_PRICE_FEN, POLICY_OFF }, { "T2-2023", POLICY_MAX_VEHICLE_PRICE_FEN, 15000000 },
		{ "T2-2023", POLICY_QUALIFICATION_MONTHS, 36 },      { "T2S-2017", POLICY_M2_PER_PERSON, 15 },
		{ "T2S-2018", POLICY_M2_MIN, 36 },                   { "T2S-2022", POLICY_M2_MAX, 60 },
		{ "T2S-2022", POLICY_COEFFICIENT_PERCENT, 100 },     { "T2S-2022", POLICY_CAP_MONTHS, 72 },
		{ "TR-2016", POLICY_CAP_MONTHS, 60 },                { "TP-2015", POLICY_BOUGHT_WITHIN_MONTHS, POLICY_OFF },
		{ "TP-2019", POLICY_BOUGHT_WITHIN_MONTHS, 60 },      { "TP-2015", POLICY_AWARD_MAX_FEN, POLICY_OFF },
		{ "TP-2022", POLICY_AWARD_MAX_FEN, 800000000 },      { "TP-2022", POLICY_INSURANCE_MIN_MONTHS, 6 },
		{ "TP-2015", POLICY_LOCK_MONTHS, 60 },               { "TP-2022", POLICY_SERVICE_MONTHS, 60 },
		{ "TP-2022", POLICY_REVIEW_AFTER_MONTHS, 12 },       { "TP-2022", POLICY_BAR_MONTHS, 60 },
	};
	load(arena, &set);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_INT(i, policy_by_version(&set, rows[i].version)->number[rows[i].number], rows[i].wanted);
	static const struct {
		const char *version;
		size_t cities, groups;
		bool outer, north; /* 330110 and 330113 are city */
	} cities[] = {
		{ "T2-2017", 6, 9, false, false }, { "T2-2019", 8, 9, true, false },  { "T2-2020", 8, 9, true, false }, { "T2-2023", 10, 9, true, true },
		{ "TR-2016", 8, 0, true, false },  { "TR-2022", 11, 0, true, true },  { "TP-2015", 6, 0, false, false },
		{ "TP-2019", 8, 0, true, false },  { "TP-2022", 11, 0, true, true },
	};
	for (size_t i = 0; i < ARRAY_LEN(cities); i++) {
		const struct policy *p = policy_by_version(&set, cities[i].version);
		ROW_INT(i, p->city_divisions.n, cities[i].cities);
		ROW_INT(i, policy_has_division(&p->city_divisions, 330110), cities[i].outer);
		ROW_INT(i, policy_has_division(&p->city_divisions, 330113), cities[i].north);
		ROW_INT(i, p->n_groups, cities[i].groups);
	}
	/* Every city division of an admission version has a rate in every standard version that can be in force with it. */
	for (size_t i = 0; i < set.n; i++)
		for (size_t k = 0; k < set.n; k++) {
			const struct policy *admission = set.list[i], *standard = set.list[k];
			if (admission->scheme != SCHEME_TYPE2 || admission->parts != POLICY_ADMISSION || standard->scheme != SCHEME_TYPE2 ||
			    standard->parts != POLICY_STANDARD)
				continue;
			for (size_t d = 0; d < admission->city_divisions.n; d++) {
				bool found = false;
				for (size_t r = 0; r < standard->n_rates; r++)
					found = found || standard->rates[r].division == admission->city_divisions.list[d];
				ROW_TRUE(d, found);
			}
		}
	const struct policy *tr = policy_by_version(&set, "TR-2022"), *tp = policy_by_version(&set, "TP-2022");
	assert_true(tr->monthly_fen[CLASS_A] == 250000 && tr->monthly_fen[CLASS_F3] == 80000);
	assert_true(policy_by_version(&set, "TR-2016")->monthly_fen[CLASS_D] == POLICY_OFF);
	assert_true(tp->city_fen[CLASS_A] == POLICY_BY_AWARD && tp->district_fen[CLASS_A] == POLICY_OFF && tp->city_fen[CLASS_E] == POLICY_OFF);
	assert_true(tp->city_fen[CLASS_B] == 200000000 && tp->district_fen[CLASS_B] == 50000000 && tp->district_first_percent[CLASS_B] == 0);
	assert_true(tp->district_fen[CLASS_F2] == 15000000 && tp->district_first_percent[CLASS_F2] == 50);
	assert_string_equal(policy_param_find(tp, "couple_rule")->value, "\"higher_once\"");
	assert_string_equal(policy_title_find(policy_by_version(&set, "T2-2017"), CHECK_T2_HOME)->title, "房产");
}

static const char *slurp(struct arena *arena, const char *name)
{
	char path[600];
	snprintf(path, sizeof(path), "%s/%s", folder(), name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	char *text = arena_alloc(arena, 1 << 16);
	assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
	fclose(file);
	return text;
}

static void wrong_files(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 26);
	static const struct {
		const char *file, *from, *to, *pointer; /* NULL: is read */
	} rows[] = {
		{ "T2-2017.json", "\"type2\"", "\"type3\"", "/scheme" },
		{ "T2-2017.json", "\"type2\"", "\"purchase\"", "/parts" },
		{ "T2-2017.json", "[\"admission\"]", "[]", "/parts" },
		{ "T2-2017.json", "[\"admission\"]", "[\"\"]", "/parts" },
		{ "T2-2017.json", "[\"admission\"]", "[\"admission\",\"standard\"]", "/parts" },
		{ "T2-2017.json", "[\"admission\"]", "[\"standard\"]", "/groups" },
		{ "T2-2017.json", "\"T2-2017\"", "\"\"", "/version" },
		{ "T2-2017.json", "2017-01-01", "2017-02-29", "/effective_from" },
		{ "T2-2017.json", "\"effective_from\"", "\"effective\"", "/effective" },
		{ "T2-2017.json", "5218500", "0", "/parameters/income_ceiling_fen/value" },
		{ "T2-2017.json", "5218500", "5218500.0", "/parameters/income_ceiling_fen/value" },
		{ "T2-2017.json", "5218500", "null", "/parameters/income_ceiling_fen/value" },
		{ "T2-2017.json", "5218500", "\"5218500\"", "/parameters/income_ceiling_fen/value" },
		{ "T2-2017.json", "\"income_ceiling_fen\"", "\"income_ceiling\"", "/parameters/income_ceiling" },
		{ "T2-2017.json", "\"value\": 5218500, ", "", "/parameters/income_ceiling_fen/value" },
		{ "T2-2017.json", "\"value\": 5218500", "\"value\": 5218500, \"x\": 1", "/parameters/income_ceiling_fen/x" },
		{ "T2-2017.json", "\"330102\"", "\"33010\"", "/parameters/city_divisions/value" },
		{ "T2-2017.json", "\"330102\"", "\"330103\"", "/parameters/city_divisions/value" },
		{ "T2-2017.json", "\"associate_senior\"", "\"assistant\"", "/parameters/income_exempt_titles/value" },
		{ "T2-2017.json", "\"native_place\": {\"value\": false", "\"native_place\": {\"value\": 0", "/parameters/native_place/value" },
		{ "T2-2017.json", "\"native_place\": {\"value\": false", "\"native_place\": {\"value\": true", NULL },
		{ "T2-2017.json", "[90, 60, 30]", "[30, 60]", "/parameters/remind_days/value" },
		{ "T2-2017.json", "\"T2-PERMIT\"]", "\"T2-PERMITS\"]", "/groups/0" },
		{ "T2-2017.json", "\"T2-PERMIT\"]", "\"TR-HOME\"]", "/groups/0" },
		{ "T2-2017.json", "\"T2-PERMIT\"]", "\"T2-HOUSEHOLD\"]", "/groups/0" },
		{ "T2-2017.json", "[\"T2-NATIVE\"]", "[\"T2-PERMIT\"]", "/groups/1" },
		{ "T2-2017.json", "[\"T2-NATIVE\"]", "[]", "/groups/1" },
		{ "T2-2017.json", "{\"code\": \"CAP\"", "{\"code\": \"T2-HOME\"", "/checks/15" },
		{ "T2-2017.json", "{\"code\": \"T2-HOUSEHOLD\"", "{\"code\": \"TP-TIME\"", "/checks/0" },
		{ "T2-2017.json", "\"month_groups\"", "\"months\"", "/months" },
		{ "T2-2017.json", "max_vehicles\": {\"value\": null", "max_vehicles\": {\"value\": 1", NULL },
		{ "T2-2017.json", "}\n", "},\n", "" },
		{ "T2S-2017.json", "\"330102\": 1800", "\"330102\": -1", "/parameters/rate_fen_per_m2/value" },
		{ "T2S-2017.json", "\"330102\": 1800", "\"hangzhou\": 1800", "/parameters/rate_fen_per_m2/value" },
		{ "T2S-2017.json", "m2_min\": {\"value\": 36", "m2_min\": {\"value\": 61", "/parameters/m2_min/value" },
		{ "TR-2022.json", "\"F3\": 80000", "\"F4\": 80000", "/parameters/monthly_fen/value" },
		{ "TR-2022.json", "\"A\": 250000", "\"A\": \"by_award\"", "/parameters/monthly_fen/value" },
		{ "TR-2022.json", "[\"330106\"]", "[]", "/parameters/insurance_divisions/value" },
		{ "TP-2022.json", "\"higher_once\"", "\"never\"", "/parameters/couple_rule/value" },
		{ "TP-2022.json", "\"higher_once\"", "\"once\"", NULL },
		{ "TP-2022.json", "\"A\": \"by_award\"", "\"A\": 7, \"E\": 9", "/parameters/city_first_percent/value" },
		{ "TP-2022.json", "\"F3\": 12000000", "\"F2\": 12000000", "/parameters/district_first_percent/value" },
		{ "TP-2022.json", "\"B\": 50,", "\"B\": 101,", "/parameters/city_first_percent/value" },
		{ "TP-2022.json", "{\"code\": \"TP-AMOUNT\"", "{\"code\": \"CAP\"", "/checks/6" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = slurp(arena, rows[i].file), *at = strstr(text, rows[i].from);
		const struct policy *policy = NULL;
		struct err err = { 0 };
		ROW_TRUE(i, at != NULL);
		if (!strcmp(rows[i].from, "}\n"))
			at = text + strlen(text) - 2;
		char *line = arena_printf(arena, "%.*s%s%s", (int)(at - text), text, rows[i].to, at + strlen(rows[i].from));
		enum err_code code = policy_json_read(arena, line, strlen(line), &policy, &err);
		ROW_INT(i, code, rows[i].pointer ? ERR_INVALID : ERR_OK);
		ROW_TRUE(i, (policy == NULL) == (code != ERR_OK));
		if (rows[i].pointer)
			ROW_STR(i, err.fields[0].pointer, rows[i].pointer);
	}
}

static void doubles(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct policy_set set;
	struct err err = { 0 };
	load(arena, &set);
	struct policy twin = *policy_by_version(&set, "TR-2022");
	assert_int_equal(policy_set_add(&set, &twin, &err), ERR_DUPLICATE);
	twin.version = "TR-2022b";
	assert_int_equal(policy_set_add(&set, &twin, &err), ERR_DUPLICATE);
	twin.effective_from++;
	assert_int_equal(policy_set_add(&set, &twin, &err), ERR_OK);
	assert_string_equal(policy_in_force(&set, SCHEME_RENTAL, POLICY_STANDARD, twin.effective_from)->version, "TR-2022b");
	assert_int_equal(policy_json_dir(&set, "/nowhere", &err), ERR_IO);
}

UNIT_MAIN(UNIT("versions in force by date", versions), UNIT("the figures of the book", numbers), UNIT("wrong files", wrong_files),
          UNIT("versions that collide", doubles))
