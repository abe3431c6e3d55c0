/* Digests, MACs, random bytes, passwords, one-time codes, and sealed fields (SM4-CTR + HMAC-SM3, encrypt-then-MAC).
 * Shaped so that a GM/T 0018 device can stand behind it later; nothing above may know which. OpenSSL is included
 * in crypto.c only. */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

#define SM3_SIZE 32
#define UID_SIZE 16
#define UID_TEXT 33

/* false only when the library fails: treat as ERR_CRYPTO. */
bool crypto_sm3(const void *p, size_t n, uint8_t out[SM3_SIZE]) MUST_CHECK;
bool crypto_hmac_sm3(const void *key, size_t key_n, const void *p, size_t n, uint8_t out[SM3_SIZE]) MUST_CHECK;
bool crypto_hmac_sha256(const void *key, size_t key_n, const void *p, size_t n, uint8_t out[32]) MUST_CHECK;
bool crypto_hmac_sha1(const void *key, size_t key_n, const void *p, size_t n, uint8_t out[20]) MUST_CHECK;
bool crypto_sha256(const void *p, size_t n, uint8_t out[32]) MUST_CHECK;
bool crypto_md5_hex(const void *p, size_t n, char out[33]) MUST_CHECK; /* outside signatures only */
bool crypto_random(void *out, size_t n) MUST_CHECK;
bool crypto_uid(uint8_t out[UID_SIZE]) MUST_CHECK;
bool crypto_equal(const void *a, const void *b, size_t n); /* constant time */
void crypto_wipe(void *p, size_t n);
/* Streaming SM3, for files and batches. */
struct sm3;
struct sm3 *sm3_new(void) MUST_CHECK;
bool sm3_add(struct sm3 *s, const void *p, size_t n) MUST_CHECK;
bool sm3_end(struct sm3 *s, uint8_t out[SM3_SIZE]) MUST_CHECK; /* frees s */
void sm3_freep(struct sm3 **s);

/* PBKDF2-HMAC-SM3. Text form "pbkdf2-sm3$iterations$salt$hash" (base64), at most 128 bytes. */
bool crypto_password_hash(const char *password, char out[160]) MUST_CHECK;
bool crypto_password_ok(const char *password, const char *hash);
/* RFC 6238, 30 s, 6 digits, SHA-1; accepts the step before and after. ret_step lets the caller refuse a second use. */
bool crypto_totp_ok(const struct blob *secret, const char *code, int64_t now_ms, int64_t *ret_step) MUST_CHECK;
bool crypto_totp(const struct blob *secret, int64_t step, char out[7]) MUST_CHECK;

/* The open key ring of this process: one data key per class plus MAC and index keys. mlocked, wiped on free.
 * Read from key_ring rows (wrapped under the key-encrypting key, SM4-CTR + HMAC-SM3) by store/keys.c. */
struct keys;
enum key_purpose { KEY_C4, KEY_C3, KEY_C2, KEY_INDEX, KEY_AUDIT, KEY_SESSION, KEY_REQUEST, KEY_ROW, KEY_FILE, KEY_PURPOSES };
const char *key_purpose_name(enum key_purpose purpose); /* "c4" … */

struct kek; /* 32 bytes of the key file: regular, owned by us or root, mode 0400 */
enum err_code kek_read(const char *path, struct kek **ret_kek, struct err *err) MUST_CHECK;
enum err_code kek_create(const char *path, struct err *err) MUST_CHECK; /* new random one, refuses to overwrite */
void kek_freep(struct kek **kek);

struct keys *keys_new(void) MUST_CHECK;
void keys_freep(struct keys **keys);
/* New random 64-byte key (cipher + MAC halves), wrapped for key_ring.wrapped. */
enum err_code keys_make(const struct kek *kek, enum key_purpose purpose, uint32_t kid, struct arena *arena, struct blob *ret_wrapped,
                        struct err *err) MUST_CHECK;
/* Unwraps and holds it; active = used for new writes of its purpose. Before threads start: the ring has no lock. */
enum err_code keys_add(struct keys *keys, const struct kek *kek, enum key_purpose purpose, uint32_t kid, const struct blob *wrapped,
                       bool active, struct err *err) MUST_CHECK;
bool keys_complete(const struct keys *keys); /* an active key for each purpose */

/* Sealed form: ver(1)=1 alg(1)=1 kid(4) iv(16) ciphertext tag(32). The MAC covers header, iv, "table.column", the row's
 * uid and the ciphertext, so that a value moved to another row or column does not open. plain NULL gives a NULL blob. */
enum err_code seal(const struct keys *keys, enum key_purpose purpose, const char *table_column, const uint8_t uid[UID_SIZE],
                   const void *plain, size_t n, struct arena *arena, struct blob *ret_sealed, struct err *err) MUST_CHECK;
enum err_code unseal(const struct keys *keys, enum key_purpose purpose, const char *table_column, const uint8_t uid[UID_SIZE],
                     const struct blob *sealed, struct arena *arena, struct blob *ret_plain, struct err *err) MUST_CHECK;
#define SEAL_OVERHEAD 54

/* HMAC-SM3 under the active key of the purpose over "label\0" + bytes: blind indexes (KEY_INDEX, label = "idno", "phone",
 * "account"), row MACs (KEY_ROW), session ids (KEY_SESSION), request bodies (KEY_REQUEST). */
enum err_code keyed_mac(const struct keys *keys, enum key_purpose purpose, const char *label, const void *p, size_t n,
                        uint8_t out[SM3_SIZE], struct err *err) MUST_CHECK;

#endif
