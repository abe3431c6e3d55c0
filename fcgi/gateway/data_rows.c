#include "gateway/data_rows.h"

#include "base/date.h"
#include "base/idno.h"
#include "base/money.h"
#include "base/text.h"
#include "gateway/reading.h"

#include <string.h>

#define ROWS_MOST 2000
#define TEXT_MOST 64

/* ---- the tables ---- */

enum conversion {
	TO_SELF,     /* the person asked about, or the whole source is a conflict */
	TO_PERSON,   /* another person or firm */
	TO_TEXT,
	TO_DIVISION, /* six digits */
	TO_DAY,      /* yyyyMMdd or yyyy-MM-dd */
	TO_DAY_OPEN, /* the same; empty = null */
	TO_MONTH,    /* yyyyMM */
	TO_FEN,      /* yuan text */
	TO_INT,      /* min..max */
	TO_WORD,     /* one of a closed list */
	TO_CONSTANT, /* not on the wire: the word itself */
};

struct word {
	const char *wire, *json;
};

struct data_field {
	const char *wire, *key;
	enum conversion conversion;
	int min, max;
	const struct word *words; /* ends with NULL */
};

static const struct word permit_words[] = { { "formal", "\"formal\"" }, { "temporary", "\"temporary\"" }, { NULL, NULL } };
static const struct word card_words[] = { { "有效", "\"valid\"" }, { "注销", "\"cancelled\"" }, { NULL, NULL } };
static const struct word operating_words[] = { { "非营运", "false" }, { "营运", "true" }, { NULL, NULL } };
static const struct word title_words[] = { { "初级", "\"junior\"" },
	                                   { "中级", "\"intermediate\"" },
	                                   { "副高级", "\"associate_senior\"" },
	                                   { "正高级", "\"senior\"" },
	                                   { NULL, NULL } };
static const struct word level_words[] = { { "大专", "\"associate\"" }, { "本科", "\"bachelor\"" }, { "硕士", "\"master\"" }, { "博士", "\"doctor\"" }, { NULL, NULL } };
static const struct word yes_words[] = { { "1", "true" }, { "0", "false" }, { NULL, NULL } };
static const struct word use_words[] = { { "住宅", "\"residential\"" }, { "商业", "\"commercial\"" }, { "办公", "\"office\"" }, { "工业", "\"industrial\"" },
	                                 { "车位", "\"parking\"" },     { "其他", "\"other\"" },      { NULL, NULL } };

#define KIND(name) { NULL, "kind", TO_CONSTANT, 0, 0, (const struct word[]){ { NULL, "\"" name "\"" } } }
#define BENEFIT(name)                                                                                                                            \
	static const struct data_field name##_fields[] = { { "zjhm", "id", TO_SELF, 0, 0, NULL },                                                \
		                                           KIND(#name),                                                                          \
		                                           { "ksrq", "from", TO_DAY, 0, 0, NULL },                                               \
		                                           { "jsrq", "to", TO_DAY_OPEN, 0, 0, NULL } }

static const struct data_field household_fields[] = {
	{ "czrkgmsfhm", "id", TO_SELF, 0, 0, NULL },
	{ "hjdxzqh", "division", TO_DIVISION, 0, 0, NULL },
	{ "jgxzqh", "native_division", TO_DIVISION, 0, 0, NULL },
};
static const struct data_field id_card_fields[] = {
	{ "gmsfhm", "id", TO_SELF, 0, 0, NULL },
	{ "zjzt", "state", TO_WORD, 0, 0, card_words },
	{ "yxqz", "to", TO_DAY_OPEN, 0, 0, NULL },
};
static const struct data_field residence_permit_fields[] = {
	{ "sfzh", "id", TO_SELF, 0, 0, NULL },
	{ "jzzlx", "kind", TO_WORD, 0, 0, permit_words },
	{ "qfxzqh", "division", TO_DIVISION, 0, 0, NULL },
	{ "yxqsrq", "from", TO_DAY, 0, 0, NULL },
	{ "yxjzrq", "to", TO_DAY_OPEN, 0, 0, NULL },
};
static const struct data_field vehicle_fields[] = {
	{ "sfzmhm", "id", TO_SELF, 0, 0, NULL },
	{ "syxz", "operating", TO_WORD, 0, 0, operating_words },
	{ "gcjg", "price_fen", TO_FEN, 0, 0, NULL },
};
static const struct data_field marriage_fields[] = {
	{ "cardId", "id", TO_SELF, 0, 0, NULL },
	{ "spouseCardId", "spouse", TO_PERSON, 0, 0, NULL },
	{ "registrationDate", "registered_on", TO_DAY, 0, 0, NULL },
	{ "endDate", "ended_on", TO_DAY_OPEN, 0, 0, NULL },
};
static const struct data_field social_insurance_fields[] = {
	{ "AAC002", "id", TO_SELF, 0, 0, NULL },
	{ "aae003", "month", TO_MONTH, 0, 0, NULL },
	{ "aab301", "division", TO_DIVISION, 0, 0, NULL },
};
static const struct data_field title_fields[] = {
	{ "zjhm", "id", TO_SELF, 0, 0, NULL },
	{ "zcdj", "level", TO_WORD, 0, 0, title_words },
	{ "fzrq", "issued_on", TO_DAY, 0, 0, NULL },
};
static const struct data_field vocational_fields[] = {
	{ "zjhm", "id", TO_SELF, 0, 0, NULL },
	{ "jndj", "level", TO_INT, 1, 5, NULL },
	{ "fzrq", "issued_on", TO_DAY, 0, 0, NULL },
};
static const struct data_field provident_fund_fields[] = {
	{ "gmsfhm", "id", TO_SELF, 0, 0, NULL },
	{ "jcny", "month", TO_MONTH, 0, 0, NULL },
	{ "dwxzqh", "division", TO_DIVISION, 0, 0, NULL },
};
static const struct data_field property_fields[] = {
	{ "qlrzjh", "id", TO_SELF, 0, 0, NULL },
	{ "xzqh", "division", TO_DIVISION, 0, 0, NULL },
	{ "bdcdyh", "unit", TO_TEXT, 0, 0, NULL },
	{ "ghyt", "use", TO_WORD, 0, 0, use_words },
	{ "gybl", "share_percent", TO_INT, 0, 100, NULL },
	{ "djsj", "registered_on", TO_DAY, 0, 0, NULL },
	{ "zysj", "transferred_on", TO_DAY_OPEN, 0, 0, NULL },
};
static const struct data_field degree_fields[] = {
	{ "zjhm", "id", TO_SELF, 0, 0, NULL },
	{ "xl", "level", TO_WORD, 0, 0, level_words },
	{ "byrq", "graduated_on", TO_DAY, 0, 0, NULL },
	{ "qrzbz", "counts", TO_WORD, 0, 0, yes_words },
};
static const struct data_field student_status_fields[] = {
	{ "zjhm", "id", TO_SELF, 0, 0, NULL },
	{ "xl", "level", TO_WORD, 0, 0, level_words },
	{ "rxrq", "from", TO_DAY, 0, 0, NULL },
	{ "yjbyrq", "to", TO_DAY_OPEN, 0, 0, NULL },
};
BENEFIT(public_rental);
BENEFIT(low_rent);
BENEFIT(affordable);
BENEFIT(reform);
BENEFIT(allowance);
static const struct data_field lease_fields[] = {
	{ "czr_zjhm", "tenant", TO_SELF, 0, 0, NULL },
	{ "fdr_zjhm", "landlord", TO_PERSON, 0, 0, NULL },
	{ "xzqh", "division", TO_DIVISION, 0, 0, NULL },
	{ "qsrq", "from", TO_DAY, 0, 0, NULL },
	{ "jzrq", "to", TO_DAY_OPEN, 0, 0, NULL },
	{ "zj", "rent_fen", TO_FEN, 0, 0, NULL },
};

/* Part in the household book. Sons and daughters are written in many ways; a word that is not here confirms nothing. */
static const struct word role_words[] = { { "户主", "\"head\"" },   { "配偶", "\"spouse\"" }, { "子女", "\"child\"" },  { "子", "\"child\"" },
	                                  { "女", "\"child\"" },    { "长子", "\"child\"" },  { "长女", "\"child\"" },  { "次子", "\"child\"" },
	                                  { "次女", "\"child\"" },  { "独生子", "\"child\"" }, { "独生女", "\"child\"" }, { "父母", "\"parent\"" },
	                                  { "父亲", "\"parent\"" }, { "母亲", "\"parent\"" }, { NULL, NULL } };
static const struct data_field family_fields[] = {
	{ "czrkgmsfhm", "id", TO_SELF, 0, 0, NULL },
	{ "hh", "number", TO_TEXT, 0, 0, NULL },
	{ "yhzgx", "role", TO_WORD, 0, 0, role_words },
	{ "czrkxm", "name", TO_TEXT, 0, 0, NULL },
	{ "swrq", "died_on", TO_DAY, 0, 0, NULL },
};
static const struct data_field employer_fields[] = {
	{ "AAC002", "id", TO_SELF, 0, 0, NULL },
	{ "aae003", "month", TO_MONTH, 0, 0, NULL },
	{ "aab004", "name", TO_TEXT, 0, 0, NULL },
};
static const struct data_side family_side = { "family", family_fields, ARRAY_LEN(family_fields) },
			      employer_side = { "employer", employer_fields, ARRAY_LEN(employer_fields) };

#define BESIDE(name, department, service, id, title, side) \
	{ #name, "/api/" department "/dataSharing/" service ".htm", id, title, name##_fields, ARRAY_LEN(name##_fields), side }
#define SOURCE(name, department, service, id, title) BESIDE(name, department, service, id, title, NULL)
const struct data_source data_source_table[] = {
	BESIDE(household, "001003010", "popHousehold00001", "czrkgmsfhm", "户籍信息", &family_side),
	SOURCE(id_card, "001003010", "idCardState00001", "gmsfhm", "居民身份证信息"),
	SOURCE(residence_permit, "001003010", "residencePermit1", "sfzh", "居住证信息"),
	SOURCE(vehicle, "001003010", "vehicleInfo00001", "sfzmhm", "机动车登记信息"),
	SOURCE(marriage, "001003014", "marryInfo0000001", "cardId", "婚姻登记信息"),
	BESIDE(social_insurance, "001003017", "socialInsur00001", "AAC002", "社会保险参保信息", &employer_side),
	SOURCE(title, "001003017", "techTitle0000001", "zjhm", "职称证书信息"),
	SOURCE(vocational, "001003017", "vocational000001", "zjhm", "职业资格证书信息"),
	SOURCE(provident_fund, "001008001", "housingFund00001", "gmsfhm", "住房公积金缴存信息"),
	SOURCE(property, "001003034", "realEstate000001", "qlrzjh", "不动产登记信息"),
	SOURCE(degree, "001003006", "degreeInfo000001", "zjhm", "学历信息"),
	SOURCE(student_status, "001003006", "studentState0001", "zjhm", "学籍信息"),
	SOURCE(public_rental, "001008044", "publicRental0001", "zjhm", "公租房保障信息"),
	SOURCE(low_rent, "001008044", "lowRent000000001", "zjhm", "廉租房保障信息"),
	SOURCE(affordable, "001008044", "affordable000001", "zjhm", "经济适用房信息"),
	SOURCE(reform, "001008044", "reformHousing001", "zjhm", "房改房信息"),
	SOURCE(allowance, "001008044", "housingAllow0001", "zjhm", "住房补贴信息"),
	SOURCE(lease, "001008044", "leaseRecord00001", "czr_zjhm", "房屋租赁备案信息"),
};
const size_t data_source_table_n = ARRAY_LEN(data_source_table);

const struct data_source *data_source_find(const char *name)
{
	for (size_t i = 0; name && i < data_source_table_n; i++)
		if (strcmp(data_source_table[i].name, name) == 0)
			return &data_source_table[i];
	return NULL;
}

/* ---- one row ---- */

static bool write_day(struct buf *out, const char *text)
{
	char dashed[DATE_TEXT] = "";
	if (strlen(text) == 8 && text_all_digits(text, 8)) {
		memcpy(dashed, text, 4);
		dashed[4] = dashed[7] = '-';
		memcpy(dashed + 5, text + 4, 2);
		memcpy(dashed + 8, text + 6, 2);
		text = dashed;
	}
	int32_t day;
	if (!date_parse(text, &day))
		return false;
	buf_json(out, text);
	return true;
}

static bool write_month(struct buf *out, const char *text)
{
	char dashed[MONTH_TEXT] = "";
	int32_t month;
	if (strlen(text) != 6 || !text_all_digits(text, 6))
		return false;
	memcpy(dashed, text, 4);
	dashed[4] = '-';
	memcpy(dashed + 5, text + 4, 2);
	if (!month_parse(dashed, &month))
		return false;
	buf_json(out, dashed);
	return true;
}

static bool write_word(struct buf *out, const struct word *words, const char *text)
{
	for (; words->wire; words++)
		if (strcmp(words->wire, text) == 0) {
			buf_str(out, words->json);
			return true;
		}
	return false;
}

static bool write_number(struct buf *out, const struct data_field *field, const char *text)
{
	int64_t v;
	if (field->conversion == TO_FEN ? !money_parse(text, &v) || v < 0 || v > MONEY_MAX_FEN : !text_i64(text, &v) || v < field->min || v > field->max)
		return false;
	buf_int(out, v);
	return true;
}

static bool write_value(struct buf *out, const struct data_field *field, const char *text, const char *idno)
{
	switch (field->conversion) {
	case TO_SELF:
	case TO_PERSON: {
		const char *id = idno_normalise(out->arena, text);
		if (!id || (field->conversion == TO_SELF && strcmp(id, idno) != 0))
			return false;
		buf_json(out, id);
		return true;
	}
	case TO_TEXT:
		buf_json(out, text);
		return *text != '\0';
	case TO_DIVISION:
		buf_json(out, text);
		return idno_division_ok(text);
	case TO_DAY_OPEN:
		if (*text)
			return write_day(out, text);
		buf_str(out, "null");
		return true;
	case TO_DAY:
		return write_day(out, text);
	case TO_MONTH:
		return write_month(out, text);
	case TO_FEN:
	case TO_INT:
		return write_number(out, field, text);
	case TO_WORD:
		return write_word(out, field->words, text);
	case TO_CONSTANT:
		break;
	}
	return false;
}

/* Every field must be a text of its kind: a value that is missing or of another kind would change a verdict unseen. */
static bool write_row(struct buf *out, const struct data_source *source, const char *idno, json_object *row)
{
	if (!json_object_is_type(row, json_type_object))
		return false;
	buf_char(out, '{');
	for (size_t i = 0; i < source->n_fields; i++) {
		const struct data_field *field = &source->fields[i];
		buf_key(out, field->key);
		if (field->conversion == TO_CONSTANT) {
			buf_str(out, field->words->json);
			continue;
		}
		json_object *value = NULL;
		bool there = json_object_object_get_ex(row, field->wire, &value);
		const char *text = there && !value && field->conversion == TO_DAY_OPEN ? "" : reading_value(out->arena, value, TEXT_MOST);
		if (!text || !write_value(out, field, text, idno))
			return false;
	}
	buf_char(out, '}');
	return !out->failed;
}

/* The rows themselves were read without fault before. */
static void write_side(struct buf *out, const struct data_side *side, const char *idno, json_object *row)
{
	buf_char(out, '{');
	for (size_t i = 0; i < side->n_fields; i++) {
		struct buf value;
		buf_init(&value, out->arena, TEXT_MOST * 2);
		const char *text = reading_text(out->arena, row, side->fields[i].wire, TEXT_MOST);
		bool told = text && write_value(&value, &side->fields[i], text, idno) && !value.failed;
		buf_key(out, side->fields[i].key);
		buf_str(out, told ? value.p : "null");
	}
	buf_char(out, '}');
}

static const char *side_of(struct arena *arena, const struct data_source *source, const char *idno, json_object *rows)
{
	struct buf out;
	bool list = json_object_is_type(rows, json_type_array);
	size_t n = list ? json_object_array_length(rows) : rows ? 1 : 0;
	if (!source->side)
		return NULL;
	buf_init(&out, arena, 256);
	buf_char(&out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&out, ',');
		write_side(&out, source->side, idno, list ? json_object_array_get_idx(rows, i) : rows);
	}
	buf_char(&out, ']');
	return out.failed ? NULL : out.p;
}

/* ---- the answer around them ---- */

/* The rows in whatever shape: null, one object, an array, or any of these as JSON text. *ret_text_held keeps the inner value alive.
 * NULL with *ret_none true = no record; NULL with false = cannot be read. */
static json_object *open_datas(json_object *datas, json_object **ret_inner, bool *ret_none)
{
	*ret_none = !datas;
	if (!json_object_is_type(datas, json_type_string))
		return datas;
	size_t n = (size_t)json_object_get_string_len(datas);
	*ret_none = n == 0 || (n == 4 && memcmp(json_object_get_string(datas), "null", 4) == 0);
	*ret_inner = *ret_none ? NULL : reading_parse(json_object_get_string(datas), n, READING_MOST);
	return *ret_inner;
}

static bool write_rows(struct buf *out, const struct data_source *source, const char *idno, json_object *rows, size_t *ret_n)
{
	buf_char(out, '[');
	size_t n = 0;
	if (json_object_is_type(rows, json_type_array)) {
		n = json_object_array_length(rows);
		if (n > ROWS_MOST)
			return false;
		for (size_t i = 0; i < n; i++) {
			if (i)
				buf_char(out, ',');
			if (!write_row(out, source, idno, json_object_array_get_idx(rows, i)))
				return false;
		}
	} else if (rows) {
		n = 1;
		if (!write_row(out, source, idno, rows))
			return false;
	}
	buf_char(out, ']');
	*ret_n = n;
	return !out->failed;
}

/* dataCount must be the number of rows (a page cut off in the middle is no fact); asOf, when told, a day. */
static bool frame_ok(struct arena *arena, json_object *answer, size_t n_rows, struct data_answer *ret)
{
	int64_t count;
	if (reading_member(answer, "dataCount") && (!reading_i64(answer, "dataCount", 0, INT32_MAX, &count) || (size_t)count != n_rows))
		return false;
	int32_t day;
	ret->as_of = reading_text(arena, answer, "asOf", DATE_TEXT);
	return reading_member(answer, "asOf") == NULL || (ret->as_of && date_parse(ret->as_of, &day));
}

void data_rows_read(struct arena *arena, const struct data_source *source, const char *idno, const char *text, size_t n, struct data_answer *ret)
{
	*ret = (struct data_answer){ .kind = DATA_ANSWER_UNREADABLE };
	CLEANUP(reading_freep) json_object *answer = reading_parse(text, n, READING_MOST);
	const char *code = reading_text(arena, answer, "code", 8);
	if (!code)
		return;
	ret->request_no = reading_token(arena, answer, "requestId", 64);
	if (strcmp(code, "00") != 0) {
		ret->kind = strcmp(code, "03") == 0 ? DATA_ANSWER_SECRET : DATA_ANSWER_REFUSED;
		return;
	}
	json_object *datas;
	if (!json_object_object_get_ex(answer, "datas", &datas))
		return;
	CLEANUP(reading_freep) json_object *inner = NULL;
	bool none;
	json_object *rows = open_datas(datas, &inner, &none);
	struct buf out;
	buf_init(&out, arena, 512);
	size_t n_rows = 0;
	bool readable = (none || rows) && write_rows(&out, source, idno, rows, &n_rows) && frame_ok(arena, answer, n_rows, ret);
	if (arena_failed(arena))
		return;
	ret->kind = readable ? DATA_ANSWER_ROWS : DATA_ANSWER_CONFLICT;
	if (readable) {
		ret->rows = out.p;
		ret->n_rows = n_rows;
		ret->side = side_of(arena, source, idno, rows);
	}
}
