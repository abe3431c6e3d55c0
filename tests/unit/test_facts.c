/* The reading rules of a line (docs/policy.md section 7), ids, joining of records and the canonical line. */
#include "domain/facts/facts_json.h"
#include "domain/facts/facts_write.h"
#include "domain/facts/side_json.h"

#include "unit.h"

/* Every source and key once. */
static const char full[] =
    "{\"ref\":\"A1\",\"kind\":\"graduate\",\"applicant\":\"33010619900101001X\",\"accepted_on\":\"2024-03-15\","
    "\"members\":[{\"id\":\"33010619900101001X\",\"relation\":\"self\",\"counted_from\":\"2024-03-01\",\"left_on\":null},"
    "{\"id\":\"330106199102020020\",\"relation\":\"spouse\",\"counted_from\":\"2024-03-01\",\"left_on\":\"2025-01-01\"}],"
    "\"declared\":{\"class\":\"E\",\"award_fen\":null,\"price_fen\":86000000,\"settlement_fen\":0,\"contract_on\":\"2024-01-10\","
    "\"title_on\":null,\"bought_unit\":\"U1\"},\"counted_months\":{\"type2\":3,\"talent_rental\":4},\"sources\":{"
    "\"household\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"division\":\"330106\",\"native_division\":\"000106\"}],\"request_no\":\"R1\","
    "\"fetched_at\":\"T\",\"as_of\":null},"
    "\"residence_permit\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"kind\":\"formal\",\"division\":\"330106\",\"from\":\"2019-01-01\",\"to\":null}]},"
    "\"title\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"level\":\"intermediate\",\"issued_on\":\"2018-05-01\"}]},"
    "\"vocational\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"level\":3,\"issued_on\":\"2018-05-01\"}]},"
    "\"degree\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"level\":\"bachelor\",\"graduated_on\":\"2017-06-30\",\"counts\":true}]},"
    "\"student_status\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"level\":\"master\",\"from\":\"2017-09-01\",\"to\":\"2020-06-30\"}]},"
    "\"marriage\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"spouse\":\"b\",\"registered_on\":\"2019-02-14\",\"ended_on\":null}]},"
    "\"labor_contract\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"division\":\"330106\",\"from\":\"2019-01-01\",\"to\":null}]},"
    "\"business_licence\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"division\":\"330106\",\"from\":\"2019-01-01\",\"to\":null}]},"
    "\"social_insurance\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"month\":\"2020-07\",\"division\":\"330106\"}]},"
    "\"provident_fund\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"month\":\"2020-08\",\"division\":\"330106\"}]},"
    "\"tax\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"month\":\"2020-09\"}]},"
    "\"income\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"year\":2019,\"amount_fen\":6000000}]},"
    "\"property\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"division\":\"330106\",\"unit\":\"U\",\"use\":\"residential\",\"share_percent\":100,"
    "\"registered_on\":\"2015-01-01\",\"transferred_on\":null}]},"
    "\"housing_benefit\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"kind\":\"public_rental\",\"from\":\"2018-01-01\",\"to\":\"2019-12-31\"}]},"
    "\"vehicle\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"operating\":false,\"price_fen\":12000000}]},"
    "\"lease\":{\"state\":\"ok\",\"rows\":[{\"tenant\":\"a\",\"landlord\":\"c\",\"division\":\"330106\",\"from\":\"2020-01-01\",\"to\":\"2020-12-31\","
    "\"rent_fen\":250000}]},"
    "\"talent_whitelist\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"class\":\"F1\",\"from\":\"2019-01-01\",\"to\":null,"
    "\"recognised_on\":\"2019-01-02\"}]},"
    "\"purchase_subsidy\":{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"paid_on\":\"2018-01-01\"}]},"
    "\"purchase_qualification\":{\"state\":\"down\",\"rows\":[{\"id\":\"a\",\"class\":\"E\",\"from\":\"2021-01-01\",\"to\":null}]}}}";

struct context {
	struct arena *arena;
	struct facts_reader *reader;
	struct facts *facts;
	struct facts_error error;
};

static int open_context(void **state)
{
	struct context *c = calloc(1, sizeof(*c));
	c->arena = arena_new((size_t)32 << 20);
	c->reader = facts_reader_new();
	*state = c;
	return c->arena && c->reader ? 0 : -1;
}

static int close_context(void **state)
{
	struct context *c = *state;
	facts_reader_freep(&c->reader);
	arena_free(c->arena);
	free(c);
	return 0;
}

/* `from` replaced once by `to`. */
static const char *edited(struct context *c, const char *from, const char *to)
{
	const char *at = strstr(full, from);
	if (!at)
		fail_msg("no %s in the line", from);
	return arena_printf(c->arena, "%.*s%s%s", (int)(at - full), full, to, at + strlen(from));
}

static enum err_code read_line(struct context *c, const char *line, size_t n, bool need_kind)
{
	c->error = (struct facts_error){ 0 };
	return facts_json_line(c->reader, c->arena, line, n, need_kind, &c->facts, &c->error);
}

static void wrong_values(void **state)
{
	struct context *c = *state;
	static const struct {
		const char *from, *to, *pointer; /* NULL: can be read */
	} rows[] = {
		{ "\"kind\":\"graduate\"", "\"kind\":\"student\"", "/kind" },
		{ "\"kind\":\"graduate\"", "\"kind\":\"\"", "/kind" },
		{ "\"kind\":\"graduate\"", "\"kind\":null", "/kind" },
		{ "\"kind\":\"graduate\",", "", "/kind" },
		{ "\"applicant\":\"33010619900101001X\"", "\"applicant\":\"\"", "/applicant" },
		{ "\"applicant\":\"33010619900101001X\"", "\"applicant\":7", "/applicant" },
		{ "\"applicant\":\"33010619900101001X\"", "\"applicant\":null", "/applicant" },
		{ "\"applicant\":\"33010619900101001X\",", "", "/applicant" },
		{ "\"applicant\":\"33010619900101001X\"", "\"applicant\":\"33010619900101001x\"", NULL },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":null", NULL },
		{ "\"accepted_on\":\"2024-03-15\",", "", NULL },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"2023-02-29\"", "/accepted_on" },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"2024-02-29\"", NULL },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"1899-12-31\"", "/accepted_on" },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"1900-01-01\"", NULL },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"9999-12-31\"", NULL },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"1900-02-29\"", "/accepted_on" },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"2024-3-15\"", "/accepted_on" },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"2024-03-15 \"", "/accepted_on" },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":\"2024-03-15\\u0000\"", "/accepted_on" },
		{ "\"accepted_on\":\"2024-03-15\"", "\"accepted_on\":20240315", "/accepted_on" },
		{ "\"members\":[", "\"members\":[{},", "/members/0/id" },
		{ "\"relation\":\"self\"", "\"relation\":\"cousin\"", "/members/0/relation" },
		{ "\"relation\":\"self\"", "\"relation\":\"child\"", "/members" },
		{ "\"relation\":\"spouse\"", "\"relation\":\"self\"", "/members" },
		{ "{\"id\":\"330106199102020020\"", "{\"id\":\"33010619900101001x\"", "/members" },
		{ "{\"id\":\"33010619900101001X\"", "{\"id\":\"somebody\"", "/members" },
		{ "\"left_on\":null", "\"left_on\":\"2025-01-01\"", "/members/0/left_on" },
		{ "\"left_on\":null", "\"left\":null", "/members/0/left" },
		{ ",\"left_on\":null", "", "/members/0/left_on" },
		{ "\"counted_from\":\"2024-03-01\"", "\"counted_from\":null", "/members/0/counted_from" },
		{ "\"class\":\"E\",\"award", "\"award", NULL },
		{ "\"class\":\"E\",\"award", "\"class\":null,\"award", NULL },
		{ "\"class\":\"E\",\"award", "\"class\":\"\",\"award", "/declared/class" },
		{ "\"price_fen\":86000000", "\"price_fen\":100000000000000", NULL },
		{ "\"price_fen\":86000000", "\"price_fen\":100000000000001", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"price_fen\":99999999999999999999", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"price_fen\":-1", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"price_fen\":2.0", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"price_fen\":2e3", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"price_fen\":\"2\"", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"price_fen\":NaN", "/declared/price_fen" },
		{ "\"price_fen\":86000000", "\"prize_fen\":1", "/declared/prize_fen" },
		{ "\"bought_unit\":\"U1\"", "\"bought_unit\":\"\"", "/declared/bought_unit" },
		{ "\"type2\":3,", "", NULL },
		{ "\"type2\":3", "\"type2\":9999", NULL },
		{ "\"type2\":3", "\"type2\":10000", "/counted_months/type2" },
		{ "\"type2\":3", "\"type2\":null", "/counted_months/type2" },
		{ "\"counted_months\":{\"type2\":3,\"talent_rental\":4}", "\"counted_months\":null", NULL },
		{ "\"counted_months\":{\"type2\":3,\"talent_rental\":4}", "\"counted_months\":[]", "/counted_months" },
		{ "\"household\":{", "\"house\":{},\"household\":{", "/sources/house" },
		{ "\"household\":{", "\"a/b~c\":{},\"household\":{", "/sources/a~1b~0c" },
		{ "\"household\":{\"state\":\"ok\"", "\"household\":{\"state\":\"up\"", "/sources/household/state" },
		{ "\"household\":{\"state\":\"ok\",", "\"household\":{", "/sources/household/state" },
		{ "\"household\":{\"state\":\"ok\"", "\"household\":{\"state\":null", "/sources/household/state" },
		{ "\"request_no\":\"R1\"", "\"request_no\":null", NULL },
		{ "\"request_no\":\"R1\"", "\"request_no\":\"\"", "/sources/household/request_no" },
		{ "\"request_no\":\"R1\"", "\"request\":\"R1\"", "/sources/household/request" },
		{ "\"native_division\":\"000106\"", "\"native_division\":\"0000106\"", "/sources/household/rows/0/native_division" },
		{ "\"native_division\":\"000106\"", "\"native_division\":\"00010a\"", "/sources/household/rows/0/native_division" },
		{ "\"native_division\":\"000106\"", "\"native_division\":330106", "/sources/household/rows/0/native_division" },
		{ ",\"native_division\":\"000106\"", "", "/sources/household/rows/0/native_division" },
		{ "\"kind\":\"formal\"", "\"kind\":\"Formal\"", "/sources/residence_permit/rows/0/kind" },
		{ "\"from\":\"2019-01-01\",\"to\":null", "\"from\":null,\"to\":null", "/sources/residence_permit/rows/0/from" },
		{ "\"level\":\"intermediate\"", "\"level\":\"high\"", "/sources/title/rows/0/level" },
		{ "\"level\":3", "\"level\":0", "/sources/vocational/rows/0/level" },
		{ "\"level\":3", "\"level\":5", NULL },
		{ "\"level\":3", "\"level\":6", "/sources/vocational/rows/0/level" },
		{ "\"level\":3", "\"level\":\"3\"", "/sources/vocational/rows/0/level" },
		{ "\"counts\":true", "\"counts\":1", "/sources/degree/rows/0/counts" },
		{ "\"counts\":true", "\"counts\":null", "/sources/degree/rows/0/counts" },
		{ "\"level\":\"master\"", "\"level\":\"postdoc\"", "/sources/student_status/rows/0/level" },
		{ "\"spouse\":\"b\"", "\"spouse\":null", "/sources/marriage/rows/0/spouse" },
		{ "\"month\":\"2020-07\"", "\"month\":\"2020-13\"", "/sources/social_insurance/rows/0/month" },
		{ "\"month\":\"2020-07\"", "\"month\":\"2020-07-01\"", "/sources/social_insurance/rows/0/month" },
		{ "\"month\":\"2020-09\"", "\"month\":\"2020-09\",\"division\":\"330106\"", "/sources/tax/rows/0/division" },
		{ "\"year\":2019", "\"year\":1899", "/sources/income/rows/0/year" },
		{ "\"year\":2019", "\"year\":9999", NULL },
		{ "\"year\":2019", "\"year\":10000", "/sources/income/rows/0/year" },
		{ "\"share_percent\":100", "\"share_percent\":101", "/sources/property/rows/0/share_percent" },
		{ "\"share_percent\":100", "\"share_percent\":-1", "/sources/property/rows/0/share_percent" },
		{ "\"use\":\"residential\"", "\"use\":\"flat\"", "/sources/property/rows/0/use" },
		{ "\"kind\":\"public_rental\"", "\"kind\":\"public\"", "/sources/housing_benefit/rows/0/kind" },
		{ "\"operating\":false", "\"operating\":\"false\"", "/sources/vehicle/rows/0/operating" },
		{ "\"landlord\":\"c\"", "\"landlord\":\"\"", "/sources/lease/rows/0/landlord" },
		{ "\"rent_fen\":250000", "\"rent_fen\":250000.5", "/sources/lease/rows/0/rent_fen" },
		{ "\"recognised_on\":\"2019-01-02\"", "\"recognised_on\":null", "/sources/talent_whitelist/rows/0/recognised_on" },
		{ "\"paid_on\":\"2018-01-01\"", "\"paid_on\":\"2018-00-01\"", "/sources/purchase_subsidy/rows/0/paid_on" },
		/* rows of another state are checked too, but need not be there */
		{ "\"class\":\"E\",\"from\":\"2021-01-01\"", "\"class\":\"E\",\"from\":\"2021-01-32\"", "/sources/purchase_qualification/rows/0/from" },
		{ "\"state\":\"down\",\"rows\":[{\"id\":\"a\",\"class\":\"E\",\"from\":\"2021-01-01\",\"to\":null}]", "\"state\":\"down\"", NULL },
		{ "\"state\":\"down\",\"rows\":[{\"id\":\"a\",\"class\":\"E\",\"from\":\"2021-01-01\",\"to\":null}]", "\"state\":\"ok\"", "/sources/purchase_qualification/rows" },
		{ "\"state\":\"down\",\"rows\":[{\"id\":\"a\",\"class\":\"E\",\"from\":\"2021-01-01\",\"to\":null}]", "\"state\":\"down\",\"rows\":null", "/sources/purchase_qualification/rows" },
		{ "\"rows\":[{\"id\":\"a\",\"paid_on\"", "\"rows\":[7,{\"id\":\"a\",\"paid_on\"", "/sources/purchase_subsidy/rows/0" },
		{ "\"rows\":[{\"id\":\"a\",\"paid_on\"", "\"rows\":[null,{\"id\":\"a\",\"paid_on\"", "/sources/purchase_subsidy/rows/0" },
		/* of a key given twice the last stands */
		{ "\"level\":3", "\"level\":9,\"level\":3", NULL },
		{ "\"level\":3", "\"level\":3,\"level\":9", "/sources/vocational/rows/0/level" },
		{ "\"tax\":{", "\"tax\":7,\"tax\":{", NULL },
		{ "\"ref\":\"A1\",", "\"ref\":\"A1\",\"note\":1,", "/note" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *line = edited(c, rows[i].from, rows[i].to);
		enum err_code code = read_line(c, line, strlen(line), true);
		ROW_INT(i, code, rows[i].pointer ? ERR_INVALID : ERR_OK);
		ROW_STR(i, c->error.ref.p, "A1");
		if (rows[i].pointer)
			ROW_STR(i, c->error.pointer.p, rows[i].pointer);
	}
}

static void wrong_lines(void **state)
{
	struct context *c = *state;
	static const struct {
		const char *line;
		enum err_code code;
		const char *pointer, *ref;
	} rows[] = {
		{ "", ERR_BAD_REQUEST, "", NULL },
		{ "  ", ERR_BAD_REQUEST, "", NULL },
		{ "[]", ERR_BAD_REQUEST, "", NULL },
		{ "null", ERR_BAD_REQUEST, "", NULL },
		{ "7", ERR_BAD_REQUEST, "", NULL },
		{ "\"x\"", ERR_BAD_REQUEST, "", NULL },
		{ "{", ERR_BAD_REQUEST, "", NULL },
		{ "{}x", ERR_BAD_REQUEST, "", NULL },
		{ "{}{}", ERR_BAD_REQUEST, "", NULL },
		{ "{\"ref\":\"a\",}", ERR_BAD_REQUEST, "", NULL },
		{ "{\"ref\":\"a\"/**/}", ERR_BAD_REQUEST, "", NULL },
		{ "{\"ref\":\"\xff\"}", ERR_BAD_REQUEST, "", NULL },
		{ "{\"ref\":\"\xed\xa0\x80\"}", ERR_BAD_REQUEST, "", NULL }, /* a surrogate */
		{ "{\"ref\":\"\xc0\xaf\"}", ERR_BAD_REQUEST, "", NULL },     /* an overlong form */
		{ "\xef\xbb\xbf{\"ref\":\"a\"}", ERR_BAD_REQUEST, "", NULL },
		{ "{}", ERR_INVALID, "/ref", NULL },
		{ "{\"ref\":null}", ERR_INVALID, "/ref", NULL },
		{ "{\"ref\":7}", ERR_INVALID, "/ref", NULL },
		{ "{\"ref\":\"\"}", ERR_INVALID, "/ref", NULL },
		{ "{\"ref\":\"\xe4\xbd\xa0\"}", ERR_INVALID, "/applicant", "\xe4\xbd\xa0" },
		{ " {\"ref\":\"a\"} \r", ERR_INVALID, "/applicant", "a" },
		{ "{\"ref\":\"a\",\"ref\":\"b\"}", ERR_INVALID, "/applicant", "b" },
		{ "{\"ref\":\"a\",\"ref\":7}", ERR_INVALID, "/ref", NULL },
		{ "{\"ref\":\"a\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", ERR_INVALID, "/x", "a" },
		{ "{\"ref\":\"a\",\"applicant\":\"p\",\"members\":[]}", ERR_INVALID, "/sources", "a" },
		{ "{\"ref\":\"a\",\"applicant\":\"p\",\"members\":[],\"sources\":{}}", ERR_INVALID, "/members", "a" },
		{ "{\"ref\":\"a\",\"applicant\":\"p\",\"members\":{},\"sources\":{}}", ERR_INVALID, "/members", "a" },
		{ "{\"ref\":\"a\",\"applicant\":\"p\",\"members\":[],\"sources\":[]}", ERR_INVALID, "/sources", "a" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW_INT(i, read_line(c, rows[i].line, strlen(rows[i].line), false), rows[i].code);
		ROW_STR(i, c->error.pointer.p, rows[i].pointer);
		ROW_STR(i, c->error.ref.p, rows[i].ref);
	}
	/* A raw NUL ends nothing. */
	static const char nul[] = "{\"ref\":\"a\"}\0{";
	assert_int_equal(read_line(c, nul, sizeof(nul) - 1, false), ERR_BAD_REQUEST);
}

/* json-c keeps keys as C strings; a NUL in a key must not turn it into a known one. */
static void nul_keys(void **state)
{
	struct context *c = *state;
	const char *line = edited(c, "\"ref\":\"A1\"", "\"ref\":\"A1\",\"kind\\u0000x\":1");
	assert_int_equal(read_line(c, line, strlen(line), true), ERR_INVALID);
	assert_int_equal(c->error.pointer.n, 7);
	assert_memory_equal(c->error.pointer.p, "/kind\0x", 7);
	line = edited(c, "\"tax\":{\"state\"", "\"tax\":{\"state\\u0000\"");
	assert_int_equal(read_line(c, line, strlen(line), true), ERR_INVALID);
	/* A backslash before it is no escape; in a value the NUL is text. */
	line = edited(c, "\"ref\":\"A1\"", "\"ref\":\"a\\u0000b\\\\u0000\"");
	assert_int_equal(read_line(c, line, strlen(line), true), ERR_OK);
	assert_int_equal(c->facts->ref.n, 9);
	assert_memory_equal(c->facts->ref.p, "a\0b\\u0000", 9);
}

static void long_lines(void **state)
{
	struct context *c = *state;
	size_t n = sizeof(full) - 1;
	char *line = arena_alloc(c->arena, FACTS_LINE_MAX + 2);
	memcpy(line, full, n);
	memset(line + n, ' ', FACTS_LINE_MAX + 1 - n);
	assert_int_equal(read_line(c, line, FACTS_LINE_MAX, true), ERR_OK);
	assert_int_equal(read_line(c, line, FACTS_LINE_MAX + 1, true), ERR_BAD_REQUEST);
	assert_string_equal(c->error.pointer.p, "");
	assert_null(c->error.ref.p);
	/* An unknown key of half a megabyte is named whole. */
	n = (size_t)snprintf(line, 64, "{\"ref\":\"a\",\"");
	memset(line + n, 'k', 500000);
	memcpy(line + n + 500000, "\":1}", 4);
	assert_int_equal(read_line(c, line, n + 500004, true), ERR_INVALID);
	assert_int_equal(c->error.pointer.n, 500001);
}

static void ids(void **state)
{
	struct context *c = *state;
	struct facts *f = facts_new(c->arena);
	assert_non_null(f);
	int32_t a = facts_id(f, "33x", 3), b = facts_id(f, "33X", 3), other = facts_id(f, "33Y", 3);
	assert_true(a == b && a != other);
	assert_memory_equal(f->ids[a].p, "33X", 3);
	assert_true(facts_id(f, "a\0b", 3) != facts_id(f, "a\0c", 3));
	for (int i = 0; i < 5000; i++) {
		char text[16];
		int n = snprintf(text, sizeof(text), "x%d", i);
		ROW_INT(i, facts_id(f, text, (size_t)n), 4 + i);
	}
	assert_int_equal(facts_id(f, "X4999", 5), 5003);
	assert_int_equal(facts_id(f, "33x", 3), a);
	assert_int_equal(f->n_ids, 5004);
}

static void values(void **state)
{
	struct context *c = *state;
	int32_t day;
	assert_int_equal(read_line(c, full, sizeof(full) - 1, true), ERR_OK);
	const struct facts *f = c->facts;
	assert_int_equal(f->kind, FACTS_GRADUATE);
	assert_int_equal(f->n_members, 2);
	assert_int_equal(f->members[0].id, f->applicant);
	assert_int_equal(f->members[0].left_on, DATE_NONE);
	assert_true(date_parse("2025-01-01", &day));
	assert_int_equal(f->members[1].left_on, day);
	assert_true(f->declared.award_fen == FACTS_NULL);
	assert_true(f->declared.price_fen == 86000000 && f->declared.title_on == DATE_NONE);
	assert_int_equal(f->counted_type2, 3);
	assert_int_equal(f->counted_rental, 4);
	assert_int_equal(f->sources[FACTS_HOUSEHOLD].rows.household[0].native_division, 106);
	assert_string_equal(f->sources[FACTS_HOUSEHOLD].request_no.p, "R1");
	assert_null(f->sources[FACTS_HOUSEHOLD].as_of.p);
	assert_int_equal(f->sources[FACTS_TALENT_WHITELIST].rows.talent[0].class.rank, CLASS_F1);
	assert_int_equal(f->sources[FACTS_PURCHASE_QUALIFICATION].state, FACTS_DOWN);
	/* An empty object of sources is fine, and then nothing was fetched. */
	static const char bare[] = "{\"ref\":\"r\",\"applicant\":\"p\",\"members\":[{\"id\":\"P\",\"relation\":\"self\",\"counted_from\":\"2020-01-01\","
				   "\"left_on\":null}],\"sources\":{}}";
	assert_int_equal(read_line(c, bare, sizeof(bare) - 1, false), ERR_INVALID); /* "p" is not "P" */
	static const char plain[] = "{\"ref\":\"r\",\"applicant\":\"p\",\"members\":[{\"id\":\"p\",\"relation\":\"self\",\"counted_from\":\"2020-01-01\","
				    "\"left_on\":null}],\"sources\":{}}";
	assert_int_equal(read_line(c, plain, sizeof(plain) - 1, true), ERR_INVALID);
	assert_string_equal(c->error.pointer.p, "/kind");
	assert_int_equal(read_line(c, plain, sizeof(plain) - 1, false), ERR_OK);
	for (size_t i = 0; i < FACTS_SOURCES; i++)
		ROW_INT(i, c->facts->sources[i].state, FACTS_NOT_FETCHED);
	assert_true(c->facts->declared.settlement_fen == FACTS_NULL);
}

static void canonical(void **state)
{
	struct context *c = *state;
	struct buf first, second;
	assert_int_equal(read_line(c, full, sizeof(full) - 1, true), ERR_OK);
	buf_init(&first, c->arena, 1024);
	facts_write(&first, c->facts);
	assert_false(first.failed);
	assert_int_equal(read_line(c, first.p, first.n, true), ERR_OK);
	buf_init(&second, c->arena, 1024);
	facts_write(&second, c->facts);
	assert_string_equal(first.p, second.p);
	/* This line is canonical already but for the null as_of. */
	const char *same = edited(c, ",\"as_of\":null", "");
	const char *at = strstr(same, ",\"household\"");
	assert_null(at);
	assert_string_equal(first.p, same);
}

static void source_records(void **state)
{
	struct context *c = *state;
	struct facts *f = facts_new(c->arena);
	enum facts_source source;
	static const char one[] = "{\"state\":\"ok\",\"rows\":[{\"id\":\"a\",\"year\":2019,\"amount_fen\":1}],\"request_no\":\"R1\"}";
	static const char two[] = "{\"state\":\"ok\",\"rows\":[{\"id\":\"b\",\"year\":2019,\"amount_fen\":2}],\"request_no\":\"R2\"}";
	static const char down[] = "{\"state\":\"down\",\"request_no\":\"R3\"}";
	static const char wrong[] = "{\"state\":\"ok\",\"rows\":[{\"id\":\"b\",\"year\":2019,\"amount_fen\":-2}]}";
	assert_true(facts_source_find("income", &source));
	assert_int_equal(source, FACTS_INCOME);
	assert_false(facts_source_find("incomes", &source));
	assert_int_equal(facts_json_source(c->reader, f, source, one, sizeof(one) - 1, &c->error), ERR_OK);
	assert_int_equal(facts_json_source(c->reader, f, source, two, sizeof(two) - 1, &c->error), ERR_OK);
	const struct facts_answer *answer = &f->sources[FACTS_INCOME];
	assert_int_equal(answer->n, 2);
	assert_int_equal(answer->rows.income[1].amount_fen, 2);
	assert_int_equal(answer->state, FACTS_OK);
	assert_string_equal(answer->request_no.p, "R2");
	assert_int_equal(facts_json_source(c->reader, f, source, wrong, sizeof(wrong) - 1, &c->error), ERR_INVALID);
	assert_string_equal(c->error.pointer.p, "/rows/0/amount_fen");
	assert_int_equal(answer->n, 2);
	assert_int_equal(facts_json_source(c->reader, f, source, down, sizeof(down) - 1, &c->error), ERR_OK);
	assert_int_equal(answer->state, FACTS_DOWN);
	assert_string_equal(answer->request_no.p, "R3");
	/* Better news about one person do not make the source whole. */
	assert_int_equal(facts_json_source(c->reader, f, source, two, sizeof(two) - 1, &c->error), ERR_OK);
	assert_int_equal(answer->state, FACTS_DOWN);
	assert_string_equal(answer->request_no.p, "R3");
	assert_int_equal(facts_json_source(c->reader, f, source, "[]", 2, &c->error), ERR_BAD_REQUEST);
}

static void full_arena(void **state)
{
	struct context *c = *state;
	for (size_t cap = 64; cap < 16384; cap += 64) {
		struct arena *small = arena_new(cap);
		struct facts *facts = NULL;
		struct facts_error error = { 0 };
		enum err_code code = facts_json_line(c->reader, small, full, sizeof(full) - 1, true, &facts, &error);
		ROW_TRUE(cap, code == ERR_NOMEM || code == ERR_OK);
		ROW_TRUE(cap, (code == ERR_OK) == (facts != NULL));
		arena_free(small);
	}
}

static void beside_the_rules(void **state)
{
	struct context *c = *state;
	struct arena *arena = arena_new(1 << 16);
	struct side_family family = { 0 };
	struct side_card card = { 0 };
	(void)c;
	static const struct { const char *rows, *state; } cards[] = {
		{ "[{\"state\":\"cancelled\",\"to\":null}]", "cancelled" },
		{ "[{\"state\":\"cancelled\"},{\"state\":\"valid\"}]", "valid" }, /* the old one beside the new one */
		{ "[{\"state\":\"valid\"},{\"state\":\"cancelled\"}]", "valid" },
		{ "[]", NULL }, { "[{\"state\":1}]", NULL }, { "[1]", NULL }, { "{}", NULL }, { "[", NULL }, { "", NULL }, { NULL, NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(cards); i++) {
		bool found = side_card_read(arena, cards[i].rows, &card);
		ROW_INT(i, found, cards[i].state != NULL);
		if (found)
			ROW_STR(i, card.state, cards[i].state);
		if (!found)
			ROW_TRUE(i, side_family_read(arena, cards[i].rows, &family) == (i == 4)); /* an object is a row, whatever it tells */
	}
	assert_true(side_family_read(arena, "[{\"number\":\"B1\",\"role\":null,\"name\":\"a\\u0000b\"}]", &family));
	assert_string_equal(family.number, "B1");
	assert_null(family.role);
	assert_null(family.name); /* nothing is cut off in the middle */
	assert_string_equal(side_employer(arena, "[{\"month\":\"2026-10\",\"name\":\"B\"},{\"month\":\"2026-09\",\"name\":\"A\"}]"), "B");
	assert_null(side_employer(arena, "[{\"month\":\"2026-10\",\"name\":null}]"));
	assert_null(side_employer(arena, "[]"));
	arena_free(arena);
}

#define WITH(name, fn) { (name), (fn), open_context, close_context, NULL }

UNIT_MAIN(WITH("wrong, missing and unknown values", wrong_values), WITH("lines that are no JSON object", wrong_lines),
          WITH("a NUL in a key", nul_keys), WITH("1 MiB", long_lines), WITH("ids fold x", ids), WITH("values", values),
          WITH("B2 the canonical line reads as itself", canonical), WITH("records of one source", source_records),
          WITH("4A-3 4C-2 what stands beside the rules' rows", beside_the_rules),
          WITH("a full arena is an error, nothing else", full_arena))
