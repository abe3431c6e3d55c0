/* 4F-1 B2 facts as the theme store keeps them: what was packed says the same as the line it came from, and a broken pack is refused. */
#include "unit.h"

#include "domain/facts/facts_json.h"
#include "domain/facts/facts_pack.h"
#include "domain/facts/facts_write.h"

#define LINE \
	"{\"ref\":\"A\",\"kind\":\"graduate\",\"applicant\":\"P1\",\"accepted_on\":null,\"members\":[" \
	"{\"id\":\"P1\",\"relation\":\"self\",\"counted_from\":\"2024-01-01\",\"left_on\":null}," \
	"{\"id\":\"P2\",\"relation\":\"spouse\",\"counted_from\":\"2024-01-01\",\"left_on\":null}],\"sources\":{" \
	"\"marriage\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"spouse\":\"P2\",\"registered_on\":\"2019-02-14\",\"ended_on\":null}]}," \
	"\"social_insurance\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"month\":\"2024-01\",\"division\":\"330106\"}," \
	"{\"id\":\"P2\",\"month\":\"2024-02\",\"division\":\"330102\"}]}," \
	"\"provident_fund\":{\"state\":\"down\"}," \
	"\"property\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P2\",\"division\":\"330106\",\"unit\":\"U1\",\"use\":\"parking\",\"share_percent\":50," \
	"\"registered_on\":\"2015-01-01\",\"transferred_on\":\"2020-05-06\"}]}," \
	"\"lease\":{\"state\":\"ok\",\"rows\":[{\"tenant\":\"P1\",\"landlord\":\"X9\",\"division\":\"330106\",\"from\":\"2024-01-01\"," \
	"\"to\":\"2024-12-31\",\"rent_fen\":250000}]}," \
	"\"vehicle\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"operating\":true,\"price_fen\":12000000}]}," \
	"\"talent_whitelist\":{\"state\":\"ok\",\"rows\":[{\"id\":\"P1\",\"class\":\"F2\",\"from\":\"2023-01-01\",\"to\":null," \
	"\"recognised_on\":\"2023-01-01\"}]}}}"

/* P1 is person 11, P2 is person 4000000000 (more than 32 bits), X9 is nobody we know. */
static const int64_t numbers[] = { 11, INT64_C(4000000000), 0 };
static const char *const names[] = { "P1", "P2", "X9" };

static struct facts *read_line(struct arena *arena)
{
	struct facts_reader *reader = facts_reader_new();
	struct facts_error error;
	struct facts *f;
	assert_int_equal(facts_json_line(reader, arena, LINE, strlen(LINE), true, &f, &error), ERR_OK);
	facts_reader_freep(&reader);
	return f;
}

static void numbers_of(const struct facts *f, int64_t *out)
{
	for (size_t i = 0; i < f->n_ids; i++)
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			if (strcmp(f->ids[i].p, names[k]) == 0)
				out[i] = numbers[k];
}

static struct blob pack_all(struct arena *arena, const struct facts *f, int64_t fetched_at)
{
	int64_t of[8] = { 0 };
	struct buf b;
	numbers_of(f, of);
	buf_init(&b, arena, 64);
	facts_pack_begin(&b);
	for (int s = 0; s < FACTS_SOURCES; s++) {
		struct facts_pack_meta meta = { .source = (enum facts_source)s, .state = f->sources[s].state, .fetched_at = fetched_at,
			                        .record_id = 100 + s, .as_of = s % 2 ? DATE_NONE : 20000 };
		if (f->sources[s].given)
			facts_pack_answer(&b, f, &meta, of, 11);
	}
	assert_false(b.failed);
	return (struct blob){ (const uint8_t *)b.p, b.n };
}

static struct facts *unpack(struct arena *arena, const struct blob *pack, int64_t fresh_from, uint32_t only)
{
	struct facts *f = facts_new(arena);
	struct facts_unpack u;
	facts_unpack_init(&u, f, fresh_from);
	u.only = only;
	f->applicant = facts_unpack_id(&u, 11);
	assert_int_equal(facts_unpack_add(&u, 11, pack), ERR_OK);
	assert_int_equal(facts_unpack_number(&u, f->applicant), 11);
	return f;
}

static const char *source_text(struct arena *arena, const struct facts *f, enum facts_source source)
{
	struct buf b;
	buf_init(&b, arena, 256);
	facts_write_source(&b, f, source);
	return b.p;
}

static void round_trip(void **state)
{
	static const struct {
		enum facts_source source;
		const char *text;
	} rows[] = {
		{ FACTS_MARRIAGE, "{\"state\":\"ok\",\"rows\":[{\"id\":\"11\",\"spouse\":\"4000000000\",\"registered_on\":\"2019-02-14\",\"ended_on\":null}]}" },
		{ FACTS_SOCIAL_INSURANCE, "{\"state\":\"ok\",\"rows\":[{\"id\":\"11\",\"month\":\"2024-01\",\"division\":\"330106\"},"
		                          "{\"id\":\"4000000000\",\"month\":\"2024-02\",\"division\":\"330102\"}]}" },
		{ FACTS_PROVIDENT_FUND, "{\"state\":\"down\"}" },
		{ FACTS_PROPERTY, "{\"state\":\"ok\",\"rows\":[{\"id\":\"4000000000\",\"division\":\"330106\",\"unit\":\"0\",\"use\":\"parking\","
		                  "\"share_percent\":50,\"registered_on\":\"2015-01-01\",\"transferred_on\":\"2020-05-06\"}]}" },
		{ FACTS_LEASE, "{\"state\":\"ok\",\"rows\":[{\"tenant\":\"11\",\"landlord\":\"0\",\"division\":\"330106\",\"from\":\"2024-01-01\","
		               "\"to\":\"2024-12-31\",\"rent_fen\":250000}]}" },
		{ FACTS_VEHICLE, "{\"state\":\"ok\",\"rows\":[{\"id\":\"11\",\"operating\":true,\"price_fen\":12000000}]}" },
		{ FACTS_TALENT_WHITELIST, "{\"state\":\"ok\",\"rows\":[{\"id\":\"11\",\"class\":\"F2\",\"from\":\"2023-01-01\",\"to\":null,"
		                          "\"recognised_on\":\"2023-01-01\"}]}" },
		{ FACTS_HOUSING_BENEFIT, "{\"state\":\"not_fetched\"}" }, /* never asked */
	};
	struct arena *arena = arena_new(1 << 20);
	(void)state;
	struct blob pack = pack_all(arena, read_line(arena), 1000);
	struct facts *f = unpack(arena, &pack, 1000, UINT32_MAX);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, source_text(arena, f, rows[i].source), rows[i].text);
	assert_int_equal(f->sources[FACTS_TALENT_WHITELIST].rows.talent->class.rank, CLASS_F2);
	arena_free(arena);
}

static void old_answers(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	(void)state;
	struct blob pack = pack_all(arena, read_line(arena), 1000);
	struct facts *f = unpack(arena, &pack, 1001, UINT32_MAX);
	assert_int_equal(f->sources[FACTS_LEASE].state, FACTS_NOT_FETCHED);
	assert_int_equal(f->sources[FACTS_LEASE].n, 0);
	f = unpack(arena, &pack, 0, FACTS_BIT(FACTS_LEASE));
	assert_int_equal(f->sources[FACTS_LEASE].state, FACTS_OK);
	assert_false(f->sources[FACTS_PROPERTY].given);
	arena_free(arena);
}

static void worse_state(void **state)
{
	static const struct facts_pack_meta metas[] = {
		{ FACTS_HOUSING_BENEFIT, FACTS_OK, 5, 1, DATE_NONE }, { FACTS_HOUSING_BENEFIT, FACTS_CONFLICT, 5, 2, DATE_NONE },
		{ FACTS_HOUSING_BENEFIT, FACTS_DOWN, 5, 3, DATE_NONE },
	};
	struct arena *arena = arena_new(1 << 20);
	struct facts *f = facts_new(arena);
	struct buf b;
	(void)state;
	buf_init(&b, arena, 64);
	facts_pack_begin(&b);
	for (size_t i = 0; i < ARRAY_LEN(metas); i++)
		facts_pack_answer(&b, f, &metas[i], NULL, 11);
	struct blob pack = { (const uint8_t *)b.p, b.n };
	assert_int_equal(unpack(arena, &pack, 0, UINT32_MAX)->sources[FACTS_HOUSING_BENEFIT].state, FACTS_CONFLICT);
	arena_free(arena);
}

static void count_record(const struct facts_pack_meta *meta, void *arg)
{
	int64_t *sum = arg;
	*sum += meta->record_id;
}

static void provenance(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	int64_t sum = 0;
	(void)state;
	struct facts *f = read_line(arena);
	struct blob pack = pack_all(arena, f, 1000), later = pack_all(arena, f, 2000);
	assert_int_equal(facts_pack_each(&pack, count_record, &sum), ERR_OK);
	assert_int_equal(sum, 7 * 100 + FACTS_MARRIAGE + FACTS_SOCIAL_INSURANCE + FACTS_PROVIDENT_FUND + FACTS_PROPERTY + FACTS_LEASE + FACTS_VEHICLE +
	                          FACTS_TALENT_WHITELIST);
	assert_true(facts_pack_same(&pack, &later));
	f->sources[FACTS_LEASE].rows.lease->rent_fen++;
	later = pack_all(arena, f, 2000);
	assert_false(facts_pack_same(&pack, &later));
	arena_free(arena);
}

/* Cut at every byte, and every byte changed: an answer or a refusal, never a read outside (the sanitizers look on). */
static void broken(void **state)
{
	struct arena *arena = arena_new(1 << 24);
	(void)state;
	struct blob pack = pack_all(arena, read_line(arena), 1000);
	size_t refused = 0;
	for (size_t n = 0; n < pack.n; n++) {
		uint8_t *cut = malloc(n ? n : 1);
		memcpy(cut, pack.p, n);
		struct facts_unpack u;
		facts_unpack_init(&u, facts_new(arena), 0);
		refused += facts_unpack_add(&u, 11, &(struct blob){ cut, n }) == ERR_INVALID;
		free(cut);
	}
	assert_true(refused > pack.n * 9 / 10); /* a cut between two answers is a pack of fewer answers */
	for (size_t n = 0; n < pack.n; n++) {
		uint8_t *bent = arena_dup(arena, pack.p, pack.n);
		bent[n] ^= 0xFF;
		struct facts_unpack u;
		facts_unpack_init(&u, facts_new(arena), 0);
		enum err_code code = facts_unpack_add(&u, 11, &(struct blob){ bent, pack.n });
		assert_true(code == ERR_OK || code == ERR_INVALID || code == ERR_NOMEM);
	}
	arena_free(arena);
}

UNIT_MAIN(UNIT("B2 a pack says what its line said, people as numbers, homes without theirs", round_trip),
          UNIT("B8 an answer older than the month is not an answer", old_answers), UNIT("the worse state of several answers stands", worse_state),
          UNIT("B1 each record of a pack is named; the same facts fetched again are the same", provenance), UNIT("broken packs", broken))
