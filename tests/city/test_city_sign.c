/* The city's own signing code against the published vectors: if this and base/crypto agree, both are right. */
#include "city/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATE "Tue, 09 Nov 2021 08:49:20 GMT"

static void md5_vectors(void **state)
{
	(void)state;
	char out[SIGN_MD5_TEXT];
	assert_true(sign_md5(out, "testcode", "testpwd", "20240101120000", NULL));
	assert_string_equal(out, "dad86583ce94102124b3e37da2df859f");
	assert_true(sign_data("TestAppKey", "TESTappsecret", "1704081600000", out));
	assert_string_equal(out, "d8c15fb12629ba7d680d0a89eba21a76");
	assert_true(sign_md5(out, "TestEc", "testap", "testsk", "13800138000", "hello", "SIGN01", "", NULL));
	assert_string_equal(out, "5ff572be791427025d4e6b948d72df3e");
}

static void gateway_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *method, *path, *query, *want;
	} rows[] = {
		{ "POST", "/restapi/prod/IC33000020220329000007/uc/sso/access_token", "",
		  "It61hmXuwiziUMRdN2wVXxNJtdzOjxRffY3fdFjbvGw=" },
		{ "GET", "/restapi/prod/demo/get", "b=2&a=1", "UYOemuKmOefw8fPKBgY1HHSm2duVavg+H7VA69tQx+Q=" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[SIGN_HMAC_TEXT];
		char *query = sign_query(rows[i].query);
		assert_non_null(query);
		assert_true(sign_gateway("test-secret", rows[i].method, rows[i].path, query, "test-ak", DATE, NULL, out));
		free(query);
		if (strcmp(out, rows[i].want))
			fail_msg("row %zu: %s instead of %s", i, out, rows[i].want);
	}
}

static void body_digest_is_covered(void **state)
{
	(void)state;
	char sm3[SIGN_SM3_TEXT], a[SIGN_HMAC_TEXT], b[SIGN_HMAC_TEXT];
	assert_true(sign_sm3("abc", 3, sm3));
	assert_string_equal(sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
	assert_true(sign_gateway("s", "PUT", "/bankgw/bank/batch", "batch_no=1", "ak", DATE, sm3, a));
	assert_true(sign_sm3("abd", 3, sm3));
	assert_true(sign_gateway("s", "PUT", "/bankgw/bank/batch", "batch_no=1", "ak", DATE, sm3, b));
	assert_false(sign_same(a, b));
	assert_true(sign_sm3(NULL, 0, sm3));
	assert_string_equal(sm3, "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
}

static void query_is_sorted_and_encoded(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *want;
	} rows[] = {
		{ "", "" },
		{ "b=2&a=1", "a=1&b=2" },
		{ "a=x%20y&A=%e4%b8%ad", "A=%E4%B8%AD&a=x%20y" },
		{ "limit=10&after=", "after=&limit=10" },
		{ "a", "a=" },
		{ "a=%2", NULL },
		{ "a=%zz", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *got = sign_query(rows[i].raw);
		if (!rows[i].want ? got != NULL : !got || strcmp(got, rows[i].want))
			fail_msg("row %zu: %s", i, got ? got : "(null)");
		free(got);
	}
}

static void http_dates(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long long ms; /* -1 = refused */
	} rows[] = {
		{ DATE, 1636447760000 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Thu, 29 Feb 2024 23:59:59 GMT", 1709251199000 },
		{ "Tue, 09 Nov 2021 08:49:20 CST", -1 },
		{ "Tue, 09 Nov 2021 08:49:20 GMTx", -1 },
		{ "2021-11-09 08:49:20", -1 },
		{ "Tue, 09 ovD 2021 08:49:20 GMT", -1 },
		{ "", -1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		long long ms = -1;
		bool ok = sign_http_date(rows[i].text, &ms);
		if (ok != (rows[i].ms >= 0) || ms != rows[i].ms)
			fail_msg("row %zu: %lld", i, ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(md5_vectors),          cmocka_unit_test(gateway_vectors),
		cmocka_unit_test(body_digest_is_covered), cmocka_unit_test(query_is_sorted_and_encoded),
		cmocka_unit_test(http_dates),
	};
	return cmocka_run_group_tests_name("city_sign", tests, NULL, NULL);
}
