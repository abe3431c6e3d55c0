/* The published vectors of the signatures, and how a query is written. */
#include "gateway/sign.h"

#include "unit.h"

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	arena_freep(&arena);
	return 0;
}

static void hmac_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *method, *path, *query, *want;
	} rows[] = {
		{ "POST", "/restapi/prod/IC33000020220329000007/uc/sso/access_token", "", "It61hmXuwiziUMRdN2wVXxNJtdzOjxRffY3fdFjbvGw=" },
		{ "GET", "/restapi/prod/demo/get", "a=1&b=2", "UYOemuKmOefw8fPKBgY1HHSm2duVavg+H7VA69tQx+Q=" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, sign_hmac(arena, "test-secret", rows[i].method, rows[i].path, rows[i].query, "test-ak", "Tue, 09 Nov 2021 08:49:20 GMT", NULL), rows[i].want);
}

static void body_digest_is_signed(void **state)
{
	(void)state;
	const char *date = "Tue, 09 Nov 2021 08:49:20 GMT";
	const char *one = sign_sm3_hex(arena, "abc", 3), *other = sign_sm3_hex(arena, "abd", 3), *nothing = sign_sm3_hex(arena, NULL, 0);
	assert_string_equal(one, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
	assert_string_equal(nothing, "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
	const char *a = sign_hmac(arena, "s", "PUT", "/bank/batch", "batch_no=1", "ak", date, one);
	const char *b = sign_hmac(arena, "s", "PUT", "/bank/batch", "batch_no=1", "ak", date, other);
	const char *c = sign_hmac(arena, "s", "PUT", "/bank/batch", "batch_no=1", "ak", date, NULL);
	assert_string_not_equal(a, b);
	assert_string_not_equal(a, c);
}

static void md5_vectors(void **state)
{
	(void)state;
	char out[33];
	const char *legacy[] = { "testcode", "testpwd", "20240101120000" };
	assert_true(sign_md5(arena, legacy, ARRAY_LEN(legacy), out));
	assert_string_equal(out, "dad86583ce94102124b3e37da2df859f");
	const char *mas[] = { "TestEc", "testap", "testsk", "13800138000", "hello", "SIGN01", "" };
	assert_true(sign_md5(arena, mas, ARRAY_LEN(mas), out));
	assert_string_equal(out, "5ff572be791427025d4e6b948d72df3e");
	assert_true(sign_data(arena, "TestAppKey", "TESTappsecret", "1704081600000", out));
	assert_string_equal(out, "d8c15fb12629ba7d680d0a89eba21a76");
}

static void http_dates(void **state)
{
	(void)state;
	static const struct {
		int64_t ms;
		const char *want;
	} rows[] = {
		{ INT64_C(0), "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ INT64_C(1636447760000), "Tue, 09 Nov 2021 08:49:20 GMT" },
		{ INT64_C(1709251199999), "Thu, 29 Feb 2024 23:59:59 GMT" },
		{ INT64_C(2147483648000), "Tue, 19 Jan 2038 03:14:08 GMT" },
		{ INT64_C(-5), "Thu, 01 Jan 1970 00:00:00 GMT" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[HTTP_DATE_TEXT];
		sign_http_date(rows[i].ms, out);
		ROW_STR(i, out, rows[i].want);
	}
}

static void queries_are_sorted_and_encoded(void **state)
{
	(void)state;
	const struct param two[] = { { "b", "2" }, { "a", "1" } }, odd[] = { { "a", "x y/中&=~" }, { "A", NULL } };
	assert_string_equal(sign_query(arena, NULL, 0), "");
	assert_string_equal(sign_query(arena, two, 2), "a=1&b=2");
	assert_string_equal(sign_query(arena, odd, 2), "A=&a=x%20y%2F%E4%B8%AD%26%3D~");
}

static void no_memory_is_no_signature(void **state)
{
	(void)state;
	struct arena *small = arena_new(64);
	char out[33];
	const char *parts[] = { "a" };
	assert_non_null(small);
	assert_null(sign_hmac(small, "s", "GET", "/", "", "ak", "d", NULL));
	assert_null(sign_query(small, (const struct param[]){ { "a", "b" } }, 1));
	assert_false(sign_md5(small, parts, 1, out));
	arena_freep(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("hmac header vectors", hmac_vectors),
		UNIT("the body digest is signed", body_digest_is_signed),
		UNIT("md5 vectors: older sign-on, SMS, shared data", md5_vectors),
		UNIT("http dates", http_dates),
		UNIT("queries are sorted and encoded", queries_are_sorted_and_encoded),
		UNIT("no memory is no signature", no_memory_is_no_signature),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
