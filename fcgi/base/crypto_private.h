/* What crypto_auth.c and crypto_keys.c need from crypto.c, the only file that knows OpenSSL. A hardware device replaces
 * these few functions. */
#ifndef BASE_CRYPTO_PRIVATE_H
#define BASE_CRYPTO_PRIVATE_H

#include "base/crypto.h"

#define SM4_KEY_SIZE 16
#define SM4_IV_SIZE 16

struct part {
	const void *p;
	size_t n;
};

/* HMAC-SM3 over the parts as if they were one text; an empty part counts nothing. */
bool crypto_hmac_sm3_parts(const void *key, size_t key_n, const struct part *parts, size_t n_parts,
                           uint8_t out[SM3_SIZE]) MUST_CHECK;
/* Encrypts and decrypts alike; out may be in. */
bool crypto_sm4_ctr(const uint8_t key[SM4_KEY_SIZE], const uint8_t iv[SM4_IV_SIZE], const void *in, size_t n, void *out) MUST_CHECK;
bool crypto_sm4_ecb_block(const uint8_t key[SM4_KEY_SIZE], const uint8_t in[16], uint8_t out[16]) MUST_CHECK; /* known-answer test */
bool crypto_pbkdf2_sm3(const char *password, const uint8_t *salt, size_t salt_n, uint64_t iterations,
                       uint8_t out[SM3_SIZE]) MUST_CHECK;
bool crypto_random_key(void *out, size_t n) MUST_CHECK; /* from the generator kept for secrets */

#endif
