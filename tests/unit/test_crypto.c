#include "base/crypto.h"

#include "base/crypto_private.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static struct kek *kek;
static struct keys *keys;
static char folder[] = "/tmp/anju-crypto-XXXXXX";
static char *kek_path;

static int open_all(void **state)
{
	(void)state;
	struct err err = { 0 };
	arena = arena_new(8 << 20);
	if (!arena || !mkdtemp(folder) || !(kek_path = arena_printf(arena, "%s/kek", folder)))
		return -1;
	if (kek_create(kek_path, &err) || kek_read(kek_path, &kek, &err) || !(keys = keys_new()))
		return -1;
	for (int p = 0; p < KEY_PURPOSES; p++) {
		struct blob wrapped;
		if (keys_complete(keys) || keys_make(kek, (enum key_purpose)p, 10 + (uint32_t)p, arena, &wrapped, &err) ||
		    keys_add(keys, kek, (enum key_purpose)p, 10 + (uint32_t)p, &wrapped, true, &err))
			return -1;
	}
	return keys_complete(keys) ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	keys_freep(&keys);
	kek_freep(&kek);
	unlink(kek_path);
	rmdir(folder);
	arena_freep(&arena);
	return 0;
}

static const char *hex(const void *p, size_t n)
{
	return text_hex(arena, p, n);
}

static struct blob bytes(const char *text)
{
	struct blob b;
	if (!text_unhex(arena, text, &b))
		fail_msg("%s is not hex", text);
	return b;
}

static void digests(void **state)
{
	(void)state;
	uint8_t out[32];
	assert_true(crypto_sm3("abc", 3, out));
	assert_string_equal(hex(out, 32), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
	char sixteen[65] = "";
	for (int i = 0; i < 16; i++)
		memcpy(sixteen + i * 4, "abcd", 5);
	assert_true(crypto_sm3(sixteen, 64, out)); /* GB/T 32905 example 2 */
	assert_string_equal(hex(out, 32), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
	assert_true(crypto_sha256("abc", 3, out));
	assert_string_equal(hex(out, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

	struct sm3 *s = sm3_new();
	uint8_t whole[32];
	assert_non_null(s);
	for (int i = 0; i < 64; i++)
		assert_true(sm3_add(s, sixteen + i, 1));
	assert_true(sm3_end(s, whole));
	assert_true(crypto_sm3(sixteen, 64, out));
	assert_memory_equal(whole, out, 32);
	s = sm3_new();
	sm3_freep(&s);
	assert_null(s);
	sm3_freep(&s);
}

static void outside_signatures(void **state)
{
	(void)state;
	static const struct {
		const char *text, *md5;
	} rows[] = {
		{ "testcodetestpwd20240101120000", "dad86583ce94102124b3e37da2df859f" },      /* domain: legacy sign-on */
		{ "testappkeytestappsecret1704081600000", "d8c15fb12629ba7d680d0a89eba21a76" }, /* shared-data token */
		{ "TestEctestaptestsk13800138000helloSIGN01", "5ff572be791427025d4e6b948d72df3e" }, /* SMS mac */
		{ "", "d41d8cd98f00b204e9800998ecf8427e" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[33];
		ROW_TRUE(i, crypto_md5_hex(rows[i].text, strlen(rows[i].text), out));
		ROW_STR(i, out, rows[i].md5);
	}
	static const struct {
		const char *text, *mac;
	} gateway[] = {
		{ "POST\n/restapi/prod/IC33000020220329000007/uc/sso/access_token\n\ntest-ak\nTue, 09 Nov 2021 08:49:20 GMT\n",
		  "It61hmXuwiziUMRdN2wVXxNJtdzOjxRffY3fdFjbvGw=" },
		{ "GET\n/restapi/prod/demo/get\na=1&b=2\ntest-ak\nTue, 09 Nov 2021 08:49:20 GMT\n",
		  "UYOemuKmOefw8fPKBgY1HHSm2duVavg+H7VA69tQx+Q=" },
	};
	for (size_t i = 0; i < ARRAY_LEN(gateway); i++) {
		uint8_t mac[32];
		ROW_TRUE(i, crypto_hmac_sha256("test-secret", 11, gateway[i].text, strlen(gateway[i].text), mac));
		ROW_STR(i, text_base64(arena, mac, 32), gateway[i].mac);
	}
}

/* HMAC by its definition, so that the library's way is compared with something else. */
static void plain_hmac_sm3(const uint8_t *key, size_t key_n, const uint8_t *text, size_t n, uint8_t out[32])
{
	uint8_t block[64] = { 0 }, inner[64 + 256], outer[64 + 32];
	if (key_n > 64)
		assert_true(crypto_sm3(key, key_n, block));
	else if (key_n)
		memcpy(block, key, key_n);
	for (size_t i = 0; i < 64; i++) {
		inner[i] = block[i] ^ 0x36;
		outer[i] = block[i] ^ 0x5C;
	}
	memcpy(inner + 64, text, n);
	assert_true(crypto_sm3(inner, 64 + n, outer + 64));
	assert_true(crypto_sm3(outer, sizeof(outer), out));
}

static void macs(void **state)
{
	(void)state;
	uint8_t text[256], key[100], got[32], wanted[32];
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7 + 1);
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)(i * 13 + 5);
	for (size_t key_n = 0; key_n <= sizeof(key); key_n += 10)
		for (size_t n = 0; n <= sizeof(text); n += 64) {
			plain_hmac_sm3(key, key_n, text, n, wanted);
			ROW_TRUE(key_n, crypto_hmac_sm3(key, key_n, text, n, got));
			ROW_TRUE(key_n, memcmp(got, wanted, 32) == 0);
			const struct part parts[] = { { text, n / 3 }, { NULL, 0 }, { text + n / 3, n - n / 3 } };
			ROW_TRUE(key_n, crypto_hmac_sm3_parts(key, key_n, parts, 3, got));
			ROW_TRUE(key_n, memcmp(got, wanted, 32) == 0);
		}
	uint8_t sha1[20];
	assert_true(crypto_hmac_sha1("Jefe", 4, "what do ya want for nothing?", 28, sha1)); /* RFC 2202 */
	assert_string_equal(hex(sha1, 20), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	assert_true(crypto_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, got)); /* RFC 4231 */
	assert_string_equal(hex(got, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void sm4(void **state)
{
	(void)state;
	struct blob key = bytes("0123456789abcdeffedcba9876543210");
	uint8_t block[16];
	assert_true(crypto_sm4_ecb_block(key.p, key.p, block));
	assert_string_equal(hex(block, 16), "681edf34d206965e86b3e94f536e4246");

	/* Counter mode is that block cipher over iv, iv + 1 …, with a carry. */
	uint8_t iv[16], counter[16], plain[50], out[50], stream[16];
	memset(iv, 0xFF, 16);
	iv[0] = 7;
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 3);
	assert_true(crypto_sm4_ctr(key.p, iv, plain, sizeof(plain), out));
	memcpy(counter, iv, 16);
	for (size_t i = 0; i < sizeof(plain); i++) {
		if (i % 16 == 0) {
			assert_true(crypto_sm4_ecb_block(key.p, counter, stream));
			for (int k = 15; k >= 0 && ++counter[k] == 0; k--)
				;
		}
		ROW_INT(i, out[i], plain[i] ^ stream[i % 16]);
	}
	assert_true(crypto_sm4_ctr(key.p, iv, out, sizeof(out), out)); /* in place, and back */
	assert_memory_equal(out, plain, sizeof(plain));
}

static void passwords(void **state)
{
	(void)state;
	/* PBKDF2 by its definition, for one block of output. */
	const uint8_t first[13] = "NaCl-salt\0\0\0\1"; /* the salt, then the number of the block */
	uint8_t u[32], sum[32], got[32];
	assert_true(crypto_hmac_sm3("password", 8, first, sizeof(first), u));
	memcpy(sum, u, 32);
	for (int i = 1; i < 1000; i++) {
		assert_true(crypto_hmac_sm3("password", 8, u, 32, u));
		for (int k = 0; k < 32; k++)
			sum[k] ^= u[k];
	}
	assert_true(crypto_pbkdf2_sm3("password", first, 9, 1000, got));
	assert_memory_equal(got, sum, 32);

	char hash[160], again[160];
	assert_true(crypto_password_hash("正确的密码 1", hash));
	assert_true(crypto_password_hash("正确的密码 1", again));
	assert_string_not_equal(hash, again);
	assert_true(strlen(hash) <= 128 && text_starts(hash, "pbkdf2-sm3$"));
	assert_true(crypto_password_ok("正确的密码 1", hash));
	assert_false(crypto_password_ok("正确的密码 2", hash));
	assert_false(crypto_password_ok("", hash));
	assert_false(crypto_password_ok(NULL, hash));
	assert_false(crypto_password_ok("x", NULL));
}

static void broken_password_hashes(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"", "plain", "pbkdf2-sm3$", "pbkdf2-sm3$1000$", "pbkdf2-sm3$1000$AAAAAAAAAAAAAAAAAAAAAA==$",
		"pbkdf2-sm3$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"pbkdf2-sm3$99999999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"pbkdf2-sm3$1000$$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"pbkdf2-sm3$1000$AAAAAAAAAAAAAAAAAAAAAA==$AAAA",
		"pbkdf2-sm3$-1000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_TRUE(i, !crypto_password_ok("x", rows[i]));
}

/* RFC 6238 appendix B, SHA-1, the last six of its eight digits. */
static void one_time_codes(void **state)
{
	(void)state;
	const struct blob secret = { (const uint8_t *)"12345678901234567890", 20 };
	static const struct {
		int64_t second;
		const char *code;
	} rows[] = {
		{ 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { INT64_C(20000000000), "353130" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[7];
		int64_t step = -1, now = rows[i].second * 1000;
		ROW_TRUE(i, crypto_totp(&secret, rows[i].second / 30, out));
		ROW_STR(i, out, rows[i].code);
		ROW_TRUE(i, crypto_totp_ok(&secret, rows[i].code, now, &step));
		ROW_INT(i, step, rows[i].second / 30);
		ROW_TRUE(i, crypto_totp_ok(&secret, rows[i].code, now + 30000, &step));
		ROW_INT(i, step, rows[i].second / 30);
		ROW_TRUE(i, crypto_totp_ok(&secret, rows[i].code, now - 30000, &step));
		step = -1;
		ROW_TRUE(i, !crypto_totp_ok(&secret, rows[i].code, now + 90000, &step));
		ROW_TRUE(i, !crypto_totp_ok(&secret, "28708", now, &step));
		ROW_TRUE(i, !crypto_totp_ok(&secret, "2870822", now, &step));
		ROW_TRUE(i, !crypto_totp_ok(&secret, "28708a", now, &step));
		ROW_TRUE(i, !crypto_totp_ok(&secret, NULL, now, &step));
		ROW_INT(i, step, -1);
	}
}

static void randomness(void **state)
{
	(void)state;
	uint8_t a[UID_SIZE], b[UID_SIZE];
	assert_true(crypto_uid(a) && crypto_uid(b));
	assert_memory_not_equal(a, b, UID_SIZE);
	assert_true(crypto_equal(a, a, UID_SIZE));
	assert_false(crypto_equal(a, b, UID_SIZE));
	crypto_wipe(a, sizeof(a));
	for (size_t i = 0; i < sizeof(a); i++)
		ROW_INT(i, a[i], 0);
}

static const uint8_t uid_1[UID_SIZE] = { 1, 2, 3 };
static const uint8_t uid_2[UID_SIZE] = { 1, 2, 4 };

static void sealed_values_open(void **state)
{
	(void)state;
	for (size_t n = 0; n < 200; n += 9) {
		char plain[200];
		memset(plain, 'p', sizeof(plain));
		struct blob sealed, again, open;
		struct err err = { 0 };
		ROW_INT(n, seal(keys, KEY_C3, "person.name_ct", uid_1, plain, n, arena, &sealed, &err), ERR_OK);
		ROW_INT(n, sealed.n, n + SEAL_OVERHEAD);
		ROW_INT(n, sealed.p[0], 1);
		ROW_INT(n, sealed.p[1], 1);
		ROW_INT(n, sealed.p[5], 10 + KEY_C3);
		ROW_INT(n, seal(keys, KEY_C3, "person.name_ct", uid_1, plain, n, arena, &again, &err), ERR_OK);
		ROW_TRUE(n, memcmp(sealed.p, again.p, sealed.n) != 0);
		ROW_INT(n, unseal(keys, KEY_C3, "person.name_ct", uid_1, &sealed, arena, &open, &err), ERR_OK);
		ROW_TRUE(n, open.p != NULL && open.n == n && memcmp(open.p, plain, n) == 0 && open.p[n] == 0);
	}
	struct blob none = { (const uint8_t *)"", 1 }, open = none;
	assert_int_equal(seal(keys, KEY_C3, "person.name_ct", uid_1, NULL, 0, arena, &none, NULL), ERR_OK);
	assert_null(none.p);
	assert_int_equal(unseal(keys, KEY_C3, "person.name_ct", uid_1, &none, arena, &open, NULL), ERR_OK);
	assert_null(open.p);
}

static void sealed_values_do_not_move(void **state)
{
	(void)state;
	struct blob sealed, open = { NULL, 77 };
	struct err err = { 0 };
	assert_int_equal(seal(keys, KEY_C4, "person.idno_ct", uid_1, "330106199003070014", 18, arena, &sealed, &err), ERR_OK);
	static const struct {
		enum key_purpose purpose;
		const char *column;
		const uint8_t *uid;
	} rows[] = {
		{ KEY_C4, "person.idno_ct", uid_2 },  { KEY_C4, "person.phone_ct", uid_1 }, { KEY_C4, "person.idno_c", uid_1 },
		{ KEY_C3, "person.idno_ct", uid_1 },  { KEY_ROW, "person.idno_ct", uid_1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		err_clear(&err);
		ROW_INT(i, unseal(keys, rows[i].purpose, rows[i].column, rows[i].uid, &sealed, arena, &open, &err), ERR_CRYPTO);
		ROW_STR(i, err.text, "a sealed value does not open");
		ROW_INT(i, open.n, 77);
	}
	uint8_t changed[18 + SEAL_OVERHEAD];
	for (size_t i = 0; i < sizeof(changed); i++) {
		memcpy(changed, sealed.p, sizeof(changed));
		changed[i] ^= 1;
		struct blob bad = { changed, sizeof(changed) };
		ROW_INT(i, unseal(keys, KEY_C4, "person.idno_ct", uid_1, &bad, arena, &open, &err), ERR_CRYPTO);
		ROW_STR(i, err.text, "a sealed value does not open");
	}
	for (size_t n = 0; n < sealed.n; n++) {
		struct blob cut = { sealed.p, n };
		ROW_INT(n, unseal(keys, KEY_C4, "person.idno_ct", uid_1, &cut, arena, &open, &err), ERR_CRYPTO);
	}
	assert_int_equal(open.n, 77);
	struct arena *small CLEANUP(arena_freep) = arena_new(40);
	assert_int_equal(seal(keys, KEY_C4, "a.b", uid_1, "x", 1, small, &open, &err), ERR_NOMEM);
}

static void keyed_digests(void **state)
{
	(void)state;
	uint8_t a[32], b[32];
	struct err err = { 0 };
	assert_int_equal(keyed_mac(keys, KEY_INDEX, "idno", "x", 1, a, &err), ERR_OK);
	assert_int_equal(keyed_mac(keys, KEY_INDEX, "idno", "x", 1, b, &err), ERR_OK);
	assert_memory_equal(a, b, 32);
	assert_int_equal(keyed_mac(keys, KEY_INDEX, "phone", "x", 1, b, &err), ERR_OK);
	assert_memory_not_equal(a, b, 32);
	assert_int_equal(keyed_mac(keys, KEY_ROW, "idno", "x", 1, b, &err), ERR_OK);
	assert_memory_not_equal(a, b, 32);
	assert_int_equal(keyed_mac(keys, KEY_INDEX, "idn", "ox", 2, b, &err), ERR_OK); /* label and bytes do not run together */
	assert_memory_not_equal(a, b, 32);
	assert_int_equal(keyed_mac(keys, KEY_INDEX, "idno", NULL, 0, b, &err), ERR_OK);
}

static void key_ring(void **state)
{
	(void)state;
	struct keys *ring CLEANUP(keys_freep) = keys_new();
	struct blob old, fresh, sealed, open;
	struct err err = { 0 };
	assert_non_null(ring);
	assert_int_equal(seal(ring, KEY_C4, "a.b", uid_1, "x", 1, arena, &sealed, &err), ERR_CRYPTO);
	assert_int_equal(keys_make(kek, KEY_C4, 1, arena, &old, &err), ERR_OK);
	assert_int_equal(keys_make(kek, KEY_C4, 2, arena, &fresh, &err), ERR_OK);
	assert_int_equal(keys_add(ring, kek, KEY_C4, 1, &old, true, &err), ERR_OK);
	assert_int_equal(seal(ring, KEY_C4, "a.b", uid_1, "x", 1, arena, &sealed, &err), ERR_OK);
	/* Rotation: the new one writes, the old one still opens. */
	assert_int_equal(keys_add(ring, kek, KEY_C4, 2, &fresh, true, &err), ERR_OK);
	assert_int_equal(unseal(ring, KEY_C4, "a.b", uid_1, &sealed, arena, &open, &err), ERR_OK);
	assert_int_equal(seal(ring, KEY_C4, "a.b", uid_1, "x", 1, arena, &sealed, &err), ERR_OK);
	assert_int_equal(sealed.p[5], 2);
	assert_false(keys_complete(ring));

	/* A wrapped key is bound to its number, its purpose and its key-encrypting key. */
	assert_int_equal(keys_add(ring, kek, KEY_C4, 1, &old, true, &err), ERR_INTERNAL);
	assert_int_equal(keys_add(ring, kek, KEY_C4, 3, &old, true, &err), ERR_CRYPTO);
	assert_int_equal(keys_add(ring, kek, KEY_C3, 1, &old, true, &err), ERR_CRYPTO);
	char *other_path = arena_printf(arena, "%s/other", folder);
	struct kek *other CLEANUP(kek_freep) = NULL;
	assert_int_equal(kek_create(other_path, &err), ERR_OK);
	assert_int_equal(kek_read(other_path, &other, &err), ERR_OK);
	unlink(other_path);
	struct keys *second CLEANUP(keys_freep) = keys_new();
	assert_int_equal(keys_add(second, other, KEY_C4, 1, &old, true, &err), ERR_CRYPTO);
	struct blob cut = { old.p, old.n - 1 };
	assert_int_equal(keys_add(second, kek, KEY_C4, 1, &cut, true, &err), ERR_CRYPTO);
	assert_int_equal(keys_add(second, kek, KEY_C4, 1, &(struct blob){ NULL, 0 }, true, &err), ERR_CRYPTO);
	assert_int_equal(keys_add(second, kek, KEY_C4, 1, &old, false, &err), ERR_OK);
	assert_int_equal(seal(second, KEY_C4, "a.b", uid_1, "x", 1, arena, &sealed, &err), ERR_CRYPTO);
	for (int p = 0; p < KEY_PURPOSES; p++)
		ROW_TRUE(p, strlen(key_purpose_name((enum key_purpose)p)) > 1);
	assert_string_equal(key_purpose_name(KEY_C4), "c4");
}

static void key_files(void **state)
{
	(void)state;
	struct kek *got = NULL;
	struct err err = { 0 };
	struct stat st;
	assert_int_equal(stat(kek_path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	assert_int_equal(st.st_size, 32);
	assert_int_equal(kek_create(kek_path, &err), ERR_IO); /* never overwritten */
	assert_int_equal(kek_read(arena_printf(arena, "%s/none", folder), &got, &err), ERR_CONFIG);
	assert_int_equal(kek_read(folder, &got, &err), ERR_CONFIG);
	static const mode_t modes[] = { 0600, 0440, 0404, 0700, 04400 };
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		ROW_INT(i, chmod(kek_path, modes[i]), 0);
		ROW_INT(i, kek_read(kek_path, &got, &err), ERR_CONFIG);
	}
	assert_int_equal(chmod(kek_path, 0400), 0);
	char *link_path = arena_printf(arena, "%s/link", folder);
	assert_int_equal(symlink(kek_path, link_path), 0);
	assert_int_equal(kek_read(link_path, &got, &err), ERR_CONFIG);
	unlink(link_path);
	char *short_path = arena_printf(arena, "%s/short", folder);
	FILE *file = fopen(short_path, "w");
	assert_non_null(file);
	fputs("only this", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(short_path, 0400), 0);
	assert_int_equal(kek_read(short_path, &got, &err), ERR_CONFIG);
	unlink(short_path);
	assert_null(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT("crypto: G8 SM3 and SHA-256 known answers", digests),
		UNIT("crypto: outside signatures, MD5 and HMAC vectors", outside_signatures),
		UNIT("crypto: G8 HMAC against its definition", macs),
		UNIT("crypto: G8 SM4 known answer and counter mode", sm4),
		UNIT("crypto: G8 passwords, PBKDF2 against its definition", passwords),
		UNIT("crypto: broken password hashes", broken_password_hashes),
		UNIT("crypto: G8 one-time codes, RFC 6238", one_time_codes),
		UNIT("crypto: random numbers, comparing, wiping", randomness),
		UNIT("crypto: G8 sealed values open", sealed_values_open),
		UNIT("crypto: G8 sealed values do not open elsewhere, changed or cut", sealed_values_do_not_move),
		UNIT("crypto: keyed digests", keyed_digests),
		UNIT("crypto: G8 the key ring and its rotation", key_ring),
		UNIT("crypto: G8 the key file", key_files),
	};
	return cmocka_run_group_tests(tests, open_all, close_all);
}
