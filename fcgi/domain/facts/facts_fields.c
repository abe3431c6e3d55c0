#include "domain/facts/facts_fields.h"

#include <stddef.h>
#include <string.h>

#define WORDS(list) { (list), ARRAY_LEN(list) }
#define FIELD(key, t, fl, owner, member) \
	{ .name = (key), .len = sizeof(key) - 1, .type = (t), .flags = (fl), .offset = (uint16_t)offsetof(owner, member) }
#define RANGE(key, owner, member, lo, hi) \
	{ \
		.name = (key), .len = sizeof(key) - 1, .type = FACTS_T_INT, .offset = (uint16_t)offsetof(owner, member), .low = (lo), \
		.high = (hi) \
	}
#define WORD(key, fl, owner, member, list) \
	{ .name = (key), .len = sizeof(key) - 1, .type = FACTS_T_WORD, .flags = (fl), .offset = (uint16_t)offsetof(owner, member), \
	  .words = &(list) }
#define SHAPE(key, owner, list) { (key), sizeof(owner), (list), ARRAY_LEN(list) }

/* Each list in the order of its enum in facts.h. */
static const char *const state_words[] = { "ok", "not_fetched", "down", "conflict" };
static const char *const kind_words[] = { "", "graduate", "entrepreneur" };
static const char *const relation_words[] = { "self", "spouse", "child", "parent", "parent_in_law", "other" };
static const char *const permit_words[] = { "formal", "temporary" };
static const char *const title_words[] = { "junior", "intermediate", "associate_senior", "senior" };
static const char *const degree_words[] = { "associate", "bachelor", "master", "doctor" };
static const char *const use_words[] = { "residential", "commercial", "office", "industrial", "parking", "other" };
static const char *const benefit_words[] = { "public_rental", "low_rent", "talent_housing", "affordable", "reform", "allowance" };

const struct facts_words facts_states = WORDS(state_words);
static const struct facts_words kinds = WORDS(kind_words), relations = WORDS(relation_words), permits = WORDS(permit_words),
				titles = WORDS(title_words), degrees = WORDS(degree_words), uses = WORDS(use_words),
				benefits = WORDS(benefit_words);

static const struct facts_field line_fields[] = {
	FIELD("ref", FACTS_T_TEXT, 0, struct facts, ref),
	WORD("kind", FACTS_NULLABLE | FACTS_OPTIONAL, struct facts, kind, kinds),
	FIELD("applicant", FACTS_T_ID, 0, struct facts, applicant),
	FIELD("accepted_on", FACTS_T_DATE, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts, accepted_on),
	FIELD("members", FACTS_T_MEMBERS, 0, struct facts, members),
	FIELD("declared", FACTS_T_DECLARED, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts, declared),
	FIELD("counted_months", FACTS_T_COUNTED, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts, counted_type2),
	FIELD("sources", FACTS_T_SOURCES, 0, struct facts, sources),
};
static const struct facts_field member_fields[] = {
	FIELD("id", FACTS_T_ID, 0, struct facts_member, id),
	WORD("relation", 0, struct facts_member, relation, relations),
	FIELD("counted_from", FACTS_T_DATE, 0, struct facts_member, counted_from),
	FIELD("left_on", FACTS_T_DATE, FACTS_NULLABLE, struct facts_member, left_on),
};
static const struct facts_field declared_fields[] = {
	FIELD("class", FACTS_T_CLASS, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, class),
	FIELD("award_fen", FACTS_T_MONEY, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, award_fen),
	FIELD("price_fen", FACTS_T_MONEY, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, price_fen),
	FIELD("settlement_fen", FACTS_T_MONEY, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, settlement_fen),
	FIELD("contract_on", FACTS_T_DATE, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, contract_on),
	FIELD("title_on", FACTS_T_DATE, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, title_on),
	FIELD("bought_unit", FACTS_T_TEXT, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_declared, bought_unit),
};
static const struct facts_field counted_fields[] = {
	{ .name = "type2",
	  .len = 5,
	  .type = FACTS_T_INT,
	  .flags = FACTS_OPTIONAL,
	  .offset = offsetof(struct facts, counted_type2),
	  .high = 9999 },
	{ .name = "talent_rental",
	  .len = 13,
	  .type = FACTS_T_INT,
	  .flags = FACTS_OPTIONAL,
	  .offset = offsetof(struct facts, counted_rental),
	  .high = 9999 },
};
static const struct facts_field answer_fields[] = {
	FIELD("state", FACTS_T_STATE, 0, struct facts_answer, state),
	FIELD("rows", FACTS_T_ROWS, FACTS_OPTIONAL, struct facts_answer, rows),
	FIELD("request_no", FACTS_T_TEXT, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_answer, request_no),
	FIELD("fetched_at", FACTS_T_TEXT, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_answer, fetched_at),
	FIELD("as_of", FACTS_T_TEXT, FACTS_NULLABLE | FACTS_OPTIONAL, struct facts_answer, as_of),
};

#define ID(owner) FIELD("id", FACTS_T_ID, 0, owner, id)
#define DIVISION(owner) FIELD("division", FACTS_T_DIVISION, 0, owner, division)
#define FROM(owner) FIELD("from", FACTS_T_DATE, 0, owner, from)
#define TO(owner) FIELD("to", FACTS_T_DATE, FACTS_NULLABLE, owner, to)

static const struct facts_field household_fields[] = {
	ID(struct facts_household),
	DIVISION(struct facts_household),
	FIELD("native_division", FACTS_T_DIVISION, 0, struct facts_household, native_division),
};
static const struct facts_field permit_fields[] = {
	ID(struct facts_permit),
	WORD("kind", 0, struct facts_permit, kind, permits),
	DIVISION(struct facts_permit),
	FROM(struct facts_permit),
	TO(struct facts_permit),
};
static const struct facts_field title_fields[] = {
	ID(struct facts_level),
	WORD("level", 0, struct facts_level, level, titles),
	FIELD("issued_on", FACTS_T_DATE, 0, struct facts_level, issued_on),
};
static const struct facts_field vocational_fields[] = {
	ID(struct facts_level),
	RANGE("level", struct facts_level, level, 1, 5),
	FIELD("issued_on", FACTS_T_DATE, 0, struct facts_level, issued_on),
};
static const struct facts_field degree_fields[] = {
	ID(struct facts_degree),
	WORD("level", 0, struct facts_degree, level, degrees),
	FIELD("graduated_on", FACTS_T_DATE, 0, struct facts_degree, graduated_on),
	FIELD("counts", FACTS_T_BOOL, 0, struct facts_degree, counts),
};
static const struct facts_field student_fields[] = {
	ID(struct facts_student),
	WORD("level", 0, struct facts_student, level, degrees),
	FROM(struct facts_student),
	TO(struct facts_student),
};
static const struct facts_field marriage_fields[] = {
	ID(struct facts_marriage),
	FIELD("spouse", FACTS_T_ID, 0, struct facts_marriage, spouse),
	FIELD("registered_on", FACTS_T_DATE, 0, struct facts_marriage, registered_on),
	FIELD("ended_on", FACTS_T_DATE, FACTS_NULLABLE, struct facts_marriage, ended_on),
};
static const struct facts_field span_fields[] = {
	ID(struct facts_span),
	DIVISION(struct facts_span),
	FROM(struct facts_span),
	TO(struct facts_span),
};
static const struct facts_field month_fields[] = {
	ID(struct facts_month),
	FIELD("month", FACTS_T_MONTH, 0, struct facts_month, month),
	DIVISION(struct facts_month),
};
static const struct facts_field tax_fields[] = {
	ID(struct facts_month),
	FIELD("month", FACTS_T_MONTH, 0, struct facts_month, month),
};
static const struct facts_field income_fields[] = {
	ID(struct facts_income),
	RANGE("year", struct facts_income, year, 1900, 9999),
	FIELD("amount_fen", FACTS_T_MONEY, 0, struct facts_income, amount_fen),
};
static const struct facts_field property_fields[] = {
	ID(struct facts_property),
	DIVISION(struct facts_property),
	FIELD("unit", FACTS_T_TEXT, 0, struct facts_property, unit),
	WORD("use", 0, struct facts_property, use, uses),
	RANGE("share_percent", struct facts_property, share_percent, 0, 100),
	FIELD("registered_on", FACTS_T_DATE, 0, struct facts_property, registered_on),
	FIELD("transferred_on", FACTS_T_DATE, FACTS_NULLABLE, struct facts_property, transferred_on),
};
static const struct facts_field benefit_fields[] = {
	ID(struct facts_benefit),
	WORD("kind", 0, struct facts_benefit, kind, benefits),
	FROM(struct facts_benefit),
	TO(struct facts_benefit),
};
static const struct facts_field vehicle_fields[] = {
	ID(struct facts_vehicle),
	FIELD("operating", FACTS_T_BOOL, 0, struct facts_vehicle, operating),
	FIELD("price_fen", FACTS_T_MONEY, 0, struct facts_vehicle, price_fen),
};
static const struct facts_field lease_fields[] = {
	FIELD("tenant", FACTS_T_ID, 0, struct facts_lease, tenant),
	FIELD("landlord", FACTS_T_ID, 0, struct facts_lease, landlord),
	DIVISION(struct facts_lease),
	FROM(struct facts_lease),
	TO(struct facts_lease),
	FIELD("rent_fen", FACTS_T_MONEY, 0, struct facts_lease, rent_fen),
};
static const struct facts_field whitelist_fields[] = {
	ID(struct facts_talent),
	FIELD("class", FACTS_T_CLASS, 0, struct facts_talent, class),
	FROM(struct facts_talent),
	TO(struct facts_talent),
	FIELD("recognised_on", FACTS_T_DATE, 0, struct facts_talent, recognised_on),
};
static const struct facts_field paid_fields[] = {
	ID(struct facts_paid),
	FIELD("paid_on", FACTS_T_DATE, 0, struct facts_paid, paid_on),
};
static const struct facts_field qualification_fields[] = {
	ID(struct facts_talent),
	FIELD("class", FACTS_T_CLASS, 0, struct facts_talent, class),
	FROM(struct facts_talent),
	TO(struct facts_talent),
};

const struct facts_shape facts_line_shape = SHAPE("line", struct facts, line_fields);
const struct facts_shape facts_member_shape = SHAPE("members", struct facts_member, member_fields);
const struct facts_shape facts_declared_shape = SHAPE("declared", struct facts_declared, declared_fields);
const struct facts_shape facts_counted_shape = SHAPE("counted_months", struct facts, counted_fields);
const struct facts_shape facts_answer_shape = SHAPE("answer", struct facts_answer, answer_fields);

const struct facts_shape facts_shapes[FACTS_SOURCES] = {
	[FACTS_HOUSEHOLD] = SHAPE("household", struct facts_household, household_fields),
	[FACTS_RESIDENCE_PERMIT] = SHAPE("residence_permit", struct facts_permit, permit_fields),
	[FACTS_TITLE] = SHAPE("title", struct facts_level, title_fields),
	[FACTS_VOCATIONAL] = SHAPE("vocational", struct facts_level, vocational_fields),
	[FACTS_DEGREE] = SHAPE("degree", struct facts_degree, degree_fields),
	[FACTS_STUDENT_STATUS] = SHAPE("student_status", struct facts_student, student_fields),
	[FACTS_MARRIAGE] = SHAPE("marriage", struct facts_marriage, marriage_fields),
	[FACTS_LABOR_CONTRACT] = SHAPE("labor_contract", struct facts_span, span_fields),
	[FACTS_BUSINESS_LICENCE] = SHAPE("business_licence", struct facts_span, span_fields),
	[FACTS_SOCIAL_INSURANCE] = SHAPE("social_insurance", struct facts_month, month_fields),
	[FACTS_PROVIDENT_FUND] = SHAPE("provident_fund", struct facts_month, month_fields),
	[FACTS_TAX] = SHAPE("tax", struct facts_month, tax_fields),
	[FACTS_INCOME] = SHAPE("income", struct facts_income, income_fields),
	[FACTS_PROPERTY] = SHAPE("property", struct facts_property, property_fields),
	[FACTS_HOUSING_BENEFIT] = SHAPE("housing_benefit", struct facts_benefit, benefit_fields),
	[FACTS_VEHICLE] = SHAPE("vehicle", struct facts_vehicle, vehicle_fields),
	[FACTS_LEASE] = SHAPE("lease", struct facts_lease, lease_fields),
	[FACTS_TALENT_WHITELIST] = SHAPE("talent_whitelist", struct facts_talent, whitelist_fields),
	[FACTS_PURCHASE_SUBSIDY] = SHAPE("purchase_subsidy", struct facts_paid, paid_fields),
	[FACTS_PURCHASE_QUALIFICATION] = SHAPE("purchase_qualification", struct facts_talent, qualification_fields),
};

const struct facts_field *facts_field_find(const struct facts_shape *shape, const char *key, size_t len, size_t *hint)
{
	for (size_t tried = 0; tried < shape->n_fields; tried++) {
		size_t i = *hint + tried;
		if (i >= shape->n_fields)
			i -= shape->n_fields;
		const struct facts_field *field = &shape->fields[i];
		if (field->len == len && field->name[0] == key[0] && !memcmp(field->name, key, len)) {
			*hint = i + 1 < shape->n_fields ? i + 1 : 0;
			return field;
		}
	}
	return NULL;
}
