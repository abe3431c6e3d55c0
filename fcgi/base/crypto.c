#include "base/crypto.h"

#include "base/crypto_private.h"

/* OpenSSL has a type ERR_STATE, err.def a code of that name; the type is nobody's business here. */
#define ERR_STATE openssl_err_state
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#undef ERR_STATE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Fetched once for the life of the process: a fetch per call costs more than the digest of a short text. The HMAC
 * templates know their digest and hold no key. */
static struct {
	EVP_MD *sm3, *sha256, *sha1, *md5;
	EVP_MAC_CTX *hmac_sm3, *hmac_sha256, *hmac_sha1;
	EVP_CIPHER *sm4_ctr, *sm4_ecb;
	EVP_KDF *pbkdf2;
} lib;

static pthread_once_t lib_once = PTHREAD_ONCE_INIT;

static EVP_MAC_CTX *hmac_template(EVP_MAC *mac, const char *digest)
{
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	char name[16];
	size_t n = strlen(digest);
	memcpy(name, digest, n + 1);
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, n), OSSL_PARAM_construct_end() };
	if (ctx && EVP_MAC_CTX_set_params(ctx, params))
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

static void lib_fetch(void)
{
	lib.sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
	lib.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	lib.sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	lib.md5 = EVP_MD_fetch(NULL, "MD5", NULL);
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	lib.hmac_sm3 = hmac_template(hmac, "SM3");
	lib.hmac_sha256 = hmac_template(hmac, "SHA256");
	lib.hmac_sha1 = hmac_template(hmac, "SHA1");
	EVP_MAC_free(hmac); /* the templates keep their own references */
	lib.sm4_ctr = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
	lib.sm4_ecb = EVP_CIPHER_fetch(NULL, "SM4-ECB", NULL);
	lib.pbkdf2 = EVP_KDF_fetch(NULL, "PBKDF2", NULL);
}

static void lib_init(void)
{
	pthread_once(&lib_once, lib_fetch);
}

/* ---- digests ---- */

static bool digest(const EVP_MD *md, const void *p, size_t n, uint8_t *out)
{
	return md && EVP_Digest(p, n, out, NULL, md, NULL) == 1;
}

bool crypto_sm3(const void *p, size_t n, uint8_t out[SM3_SIZE])
{
	lib_init();
	return digest(lib.sm3, p, n, out);
}

bool crypto_sha256(const void *p, size_t n, uint8_t out[32])
{
	lib_init();
	return digest(lib.sha256, p, n, out);
}

bool crypto_md5_hex(const void *p, size_t n, char out[33])
{
	static const char letters[] = "0123456789abcdef";
	uint8_t md5[16];
	lib_init();
	if (!digest(lib.md5, p, n, md5))
		return false;
	for (size_t i = 0; i < sizeof(md5); i++) {
		out[i * 2] = letters[md5[i] >> 4];
		out[i * 2 + 1] = letters[md5[i] & 15];
	}
	out[32] = '\0';
	return true;
}

struct sm3 {
	EVP_MD_CTX *ctx;
};

struct sm3 *sm3_new(void)
{
	lib_init();
	struct sm3 *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->ctx = EVP_MD_CTX_new();
	if (!lib.sm3 || !s->ctx || EVP_DigestInit_ex2(s->ctx, lib.sm3, NULL) != 1)
		sm3_freep(&s);
	return s;
}

bool sm3_add(struct sm3 *s, const void *p, size_t n)
{
	return EVP_DigestUpdate(s->ctx, p, n) == 1;
}

bool sm3_end(struct sm3 *s, uint8_t out[SM3_SIZE])
{
	bool ok = EVP_DigestFinal_ex(s->ctx, out, NULL) == 1;
	sm3_freep(&s);
	return ok;
}

void sm3_freep(struct sm3 **s)
{
	if (*s)
		EVP_MD_CTX_free((*s)->ctx);
	free(*s);
	*s = NULL;
}

/* ---- MACs ---- */

static bool hmac(const EVP_MAC_CTX *template, const void *key, size_t key_n, const struct part *parts, size_t n_parts,
                 uint8_t *out, size_t out_n)
{
	/* A key of no bytes is a key; NULL would mean "keep the old one". */
	EVP_MAC_CTX *ctx = template ? EVP_MAC_CTX_dup(template) : NULL;
	bool ok = ctx && EVP_MAC_init(ctx, key_n ? key : (const uint8_t *)"", key_n, NULL) == 1;
	for (size_t i = 0; ok && i < n_parts; i++)
		ok = parts[i].n == 0 || EVP_MAC_update(ctx, parts[i].p, parts[i].n) == 1;
	size_t got = 0;
	ok = ok && EVP_MAC_final(ctx, out, &got, out_n) == 1 && got == out_n;
	EVP_MAC_CTX_free(ctx);
	return ok;
}

bool crypto_hmac_sm3_parts(const void *key, size_t key_n, const struct part *parts, size_t n_parts, uint8_t out[SM3_SIZE])
{
	lib_init();
	return hmac(lib.hmac_sm3, key, key_n, parts, n_parts, out, SM3_SIZE);
}

bool crypto_hmac_sm3(const void *key, size_t key_n, const void *p, size_t n, uint8_t out[SM3_SIZE])
{
	return crypto_hmac_sm3_parts(key, key_n, &(struct part){ p, n }, 1, out);
}

bool crypto_hmac_sha256(const void *key, size_t key_n, const void *p, size_t n, uint8_t out[32])
{
	lib_init();
	return hmac(lib.hmac_sha256, key, key_n, &(struct part){ p, n }, 1, out, 32);
}

bool crypto_hmac_sha1(const void *key, size_t key_n, const void *p, size_t n, uint8_t out[20])
{
	lib_init();
	return hmac(lib.hmac_sha1, key, key_n, &(struct part){ p, n }, 1, out, 20);
}

/* ---- SM4 ---- */

static bool sm4(const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *iv, const void *in, size_t n, void *out)
{
	if (!cipher || n > INT32_MAX)
		return false;
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int done = 0;
	bool ok = ctx && EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL) == 1 && EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	          (n == 0 || EVP_EncryptUpdate(ctx, out, &done, in, (int)n) == 1) && (size_t)done == n;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

bool crypto_sm4_ctr(const uint8_t key[SM4_KEY_SIZE], const uint8_t iv[SM4_IV_SIZE], const void *in, size_t n, void *out)
{
	lib_init();
	return sm4(lib.sm4_ctr, key, iv, in, n, out);
}

bool crypto_sm4_ecb_block(const uint8_t key[SM4_KEY_SIZE], const uint8_t in[16], uint8_t out[16])
{
	lib_init();
	return sm4(lib.sm4_ecb, key, NULL, in, 16, out);
}

/* ---- passwords, random bytes, small things ---- */

bool crypto_pbkdf2_sm3(const char *password, const uint8_t *salt, size_t salt_n, uint64_t iterations, uint8_t out[SM3_SIZE])
{
	lib_init();
	EVP_KDF_CTX *ctx = lib.pbkdf2 ? EVP_KDF_CTX_new(lib.pbkdf2) : NULL;
	if (!ctx)
		return false;
	char name[] = "SM3";
	/* The parameter type has no const; the library only reads. */
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, (void *)(uintptr_t)password, strlen(password)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)salt, salt_n),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations),
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 3),
		OSSL_PARAM_construct_end(),
	};
	bool ok = EVP_KDF_derive(ctx, out, SM3_SIZE, params) == 1;
	EVP_KDF_CTX_free(ctx);
	return ok;
}

bool crypto_random(void *out, size_t n)
{
	return n <= INT32_MAX && RAND_bytes(out, (int)n) == 1;
}

bool crypto_random_key(void *out, size_t n)
{
	return n <= INT32_MAX && RAND_priv_bytes(out, (int)n) == 1;
}

bool crypto_uid(uint8_t out[UID_SIZE])
{
	return crypto_random(out, UID_SIZE);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void crypto_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}
