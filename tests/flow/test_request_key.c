/* store/request_key: a write happens once, however often it is sent. */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "store/request_key.h"

#include <pthread.h>
#include <stdatomic.h>

static struct harness h;

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

static int each(void **state)
{
	(void)state;
	harness_next(&h);
	harness_empty(&h, "request_key");
	h.ctx.actor = ACTOR_STAFF;
	h.ctx.actor_id = 5;
	return 0;
}

struct write {
	struct ctx *ctx;
	struct request_key key;
	int64_t id, result;
	enum err_code end, code;
};

static struct write write_of(struct ctx *ctx, const char *key, const char *body, int64_t id)
{
	struct write w = { .ctx = ctx, .key = { .route = "POST /api/test", .key = key }, .id = id };
	assert_int_equal(keyed_mac(h.keys, KEY_REQUEST, w.key.route, body, strlen(body), w.key.body_mac, &ctx->err), ERR_OK);
	return w;
}

static enum err_code write_tx(struct db *db, void *arg)
{
	struct write *w = arg;
	(void)db;
	enum err_code code = request_key_take(w->ctx, &w->key, &w->result);
	if (code)
		return code;
	w->result = w->id;
	code = request_key_result(w->ctx, &w->key, "test", w->id);
	return code ? code : w->end;
}

static enum err_code run(struct write *w)
{
	return tx_run(w->ctx->db, "write", write_tx, w);
}

static void a_twin_gets_the_first_result(void **state)
{
	(void)state;
	struct write first = write_of(&h.ctx, "key-0001", "{}", 41), twin = write_of(&h.ctx, "key-0001", "{}", 42), other = write_of(&h.ctx, "key-0002", "{}", 43);
	assert_int_equal(run(&first), ERR_OK);
	assert_int_equal(run(&twin), ERR_DUPLICATE);
	assert_int_equal(twin.result, 41);
	assert_int_equal(run(&other), ERR_OK);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM request_key"), 2);
}

static void another_body_is_refused(void **state)
{
	(void)state;
	struct write first = write_of(&h.ctx, "key-0001", "{\"yes\":true}", 41), other = write_of(&h.ctx, "key-0001", "{\"yes\":false}", 42);
	assert_int_equal(run(&first), ERR_OK);
	assert_int_equal(run(&other), ERR_KEY_REUSED);
	assert_int_equal(other.result, 0);
}

static void keys_belong_to_one_actor_and_route(void **state)
{
	(void)state;
	struct write mine = write_of(&h.ctx, "key-0001", "{}", 1), theirs = write_of(&h.ctx, "key-0001", "{}", 2);
	assert_int_equal(run(&mine), ERR_OK);
	h.ctx.actor_id = 6;
	assert_int_equal(run(&theirs), ERR_OK);
	h.ctx.actor = ACTOR_APPLICANT;
	assert_int_equal(run(&theirs), ERR_OK);
	theirs.key.route = "POST /api/other";
	assert_int_equal(run(&theirs), ERR_OK);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM request_key"), 4);
}

static void what_was_rolled_back_did_not_happen(void **state)
{
	(void)state;
	struct write w = write_of(&h.ctx, "key-0001", "{}", 1);
	int64_t result = -1;
	w.end = ERR_STATE;
	assert_int_equal(run(&w), ERR_STATE);
	assert_int_equal(request_key_look(&h.ctx, &w.key, &result), ERR_NOT_FOUND);
	w.end = ERR_OK;
	assert_int_equal(run(&w), ERR_OK);
	assert_int_equal(request_key_look(&h.ctx, &w.key, &result), ERR_OK);
	assert_int_equal(result, 1);
	struct write other = write_of(&h.ctx, "key-0001", "[]", 1);
	assert_int_equal(request_key_look(&h.ctx, &other.key, &result), ERR_KEY_REUSED);
}

#define TWINS 10

static void *twin_main(void *arg)
{
	struct write *w = arg;
	w->code = run(w);
	return NULL;
}

static void ten_twins_at_once_write_once(void **state)
{
	(void)state;
	struct write twins[TWINS];
	pthread_t threads[TWINS];
	for (int round = 0; round < 5; round++) {
		char key[20];
		int ok = 0, twin = 0;
		int64_t winner = 0;
		snprintf(key, sizeof(key), "round-%04d", round);
		for (int i = 0; i < TWINS; i++) {
			struct ctx *ctx = harness_ctx(&h, NULL);
			ctx->actor = ACTOR_STAFF;
			ctx->actor_id = 5;
			twins[i] = write_of(ctx, key, "{}", 100 + i);
		}
		for (int i = 0; i < TWINS; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, twin_main, &twins[i]), 0);
		for (int i = 0; i < TWINS; i++) {
			pthread_join(threads[i], NULL);
			ok += twins[i].code == ERR_OK;
			twin += twins[i].code == ERR_DUPLICATE;
			winner = twins[i].code == ERR_OK ? twins[i].result : winner;
		}
		assert_int_equal(ok, 1);
		assert_int_equal(twin, TWINS - 1);
		for (int i = 0; i < TWINS; i++) {
			assert_int_equal(twins[i].result, winner);
			harness_ctx_free(twins[i].ctx);
		}
	}
}

int main(void)
{
#define T(name, fn) { (name), (fn), each, NULL, NULL }
	const struct CMUnitTest tests[] = {
		T("a twin gets the first one's result (T30)", a_twin_gets_the_first_result),
		T("the same key with another body is refused", another_body_is_refused),
		T("keys belong to one actor and route", keys_belong_to_one_actor_and_route),
		T("what was rolled back did not happen", what_was_rolled_back_did_not_happen),
		T("ten twins at once write once (B5)", ten_twins_at_once_write_once),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
